/** What an answer means for the provider: success, or an error code of the provisioning log
 * (Microsoft Learn, "Analyze the provisioning logs", error codes). */
import { parseJson } from '../harness/json.js';
import { isObject, member } from '../scim/json.js';
import type { Json } from '../scim/types.js';
import type { Answer, NoAnswer } from './wire.js';

export type ErrorCode =
  | 'Conflict'
  | 'EntryConflict'
  | 'TooManyRequests'
  | 'InternalServerError'
  | 'InsufficientRights'
  | 'MethodNotAllowed'
  | 'NotPermitted'
  | 'Unauthorized'
  | 'UnprocessableEntity'
  | 'WebExceptionProtocolError'
  | 'InvalidAnchor'
  | 'NotImplemented'
  | 'MandatoryFieldsMissing'
  | 'MissingValues'
  | 'SchemaAttributeNotFound'
  | 'SchemaPropertyCanOnlyAcceptValue'
  | 'InternalError'
  | 'Timeout'
  | 'InvalidDomain'
  | 'LicenseLimitExceeded'
  | 'DuplicateTargetEntries'
  | 'DuplicateSourceEntries'
  | 'ImportSkipped'
  | 'EntrySynchronizationSkipped'
  | 'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse'
  | 'SystemForCrossDomainIdentityManagementServiceIncompatible';

/** A request that did not do what it should. */
export class Failed extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly more: { status?: number; detail?: string } = {},
  ) {
    super(message);
  }
}

/** Advice the log gives with a code. */
export const ADVICE: Record<ErrorCode, string> = {
  Conflict: 'The target says that it holds this object already; make it findable by the matching attribute.',
  EntryConflict: 'The target says that it holds this object already; make it findable by the matching attribute.',
  TooManyRequests: 'The target limits the rate; the request is repeated. It should send Retry-After.',
  InternalServerError: 'The target failed; the request is repeated in the next cycle.',
  InsufficientRights: 'The credentials lack permission for this operation.',
  MethodNotAllowed: 'The target does not allow this operation.',
  NotPermitted: 'The target does not permit this operation.',
  Unauthorized: 'The credentials were refused; check the secret token.',
  UnprocessableEntity: 'The target could not process the request, or its answer could not be read.',
  WebExceptionProtocolError: 'The connection failed; check the address, the certificate and the network.',
  InvalidAnchor: 'The object was removed at the target; restart provisioning to match it again.',
  NotImplemented: 'The target does not implement this operation.',
  MandatoryFieldsMissing: 'The target requires an attribute that is not mapped or has no value.',
  MissingValues: 'The source object has no value for any matching attribute.',
  SchemaAttributeNotFound: 'The target does not know a mapped attribute; remove it from the mapping.',
  SchemaPropertyCanOnlyAcceptValue: 'The target accepts certain values only for this attribute.',
  InternalError: 'The simulation could not go on with this object.',
  Timeout: 'The target took too long; the request is repeated in the next cycle.',
  InvalidDomain: 'The target does not accept the domain of this user; register it there.',
  LicenseLimitExceeded: 'The target has no license left for another user.',
  DuplicateTargetEntries: 'More than one object at the target has this matching value; make it unique.',
  DuplicateSourceEntries: 'Another source object is linked to this target object; make the matching value unique.',
  ImportSkipped: 'The object lacks an attribute it needs to be imported.',
  EntrySynchronizationSkipped: 'The object is not in scope.',
  SystemForCrossDomainIdentityManagementMultipleEntriesInResponse:
    'The filter was not applied: the target answered with objects that do not match.',
  SystemForCrossDomainIdentityManagementServiceIncompatible:
    'The answer is not the SCIM message that the request calls for.',
};

/** Codes by which the log groups failures. */
export function categoryOf(code: ErrorCode): 'failure' | 'nonServiceFailure' | 'success' {
  return ['InternalError', 'Timeout', 'WebExceptionProtocolError'].includes(code) ? 'failure' : 'nonServiceFailure';
}

/** Words of an Error response for a reader, cut to a line. */
export function detailOf(text: string): string {
  const body = parseBody({ text });
  const words = isObject(body) ? [member(body, 'scimType'), member(body, 'detail')] : [text];
  return words
    .filter((word): word is string => typeof word === 'string')
    .join(': ')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim()
    .slice(0, 300);
}

/** An answer's JSON; undefined where it is none, or nested beyond reason. */
export function parseBody({ text }: Pick<Answer, 'text'>): Json | undefined {
  return parseJson(text).value as Json | undefined;
}

/** The failure an answer stands for; null for 2xx. */
export function failureOf(answer: Answer): Failed | null {
  const { status } = answer;
  if (status >= 200 && status < 300) return null;
  const detail = detailOf(answer.text);
  const fail = (code: ErrorCode): Failed =>
    new Failed(code, `the target answered ${status}${detail ? `: ${detail}` : ''}`, { status, detail });
  const body = parseBody(answer);
  const scimType = isObject(body) ? member(body, 'scimType') : undefined;
  if (status === 401) return fail('Unauthorized');
  if (status === 403) return fail('InsufficientRights');
  if (status === 404) return fail('InvalidAnchor');
  if (status === 405) return fail('MethodNotAllowed');
  if (status === 409) return fail('Conflict');
  if (status === 422) return fail('UnprocessableEntity');
  if (status === 429) return fail('TooManyRequests');
  if (status === 501) return fail('NotImplemented');
  if (status >= 500) return fail('InternalServerError');
  if (status >= 300 && status < 400) return fail('WebExceptionProtocolError');
  if (/domain/i.test(detail)) return fail('InvalidDomain');
  if (/licen[cs]e|seat/i.test(detail)) return fail('LicenseLimitExceeded');
  if (scimType === 'invalidPath' || scimType === 'noTarget') return fail('SchemaAttributeNotFound');
  if (scimType === 'uniqueness') return fail('EntryConflict');
  if (scimType === 'mutability') return fail('NotPermitted');
  if (/requir|missing|mandatory/i.test(detail)) return fail('MandatoryFieldsMissing');
  if (scimType === 'invalidValue') return fail('SchemaPropertyCanOnlyAcceptValue');
  return fail('UnprocessableEntity');
}

/** The failure behind a missing answer. */
export function failureOfSilence(problem: NoAnswer): Failed {
  return problem.failure === 'timeout'
    ? new Failed('Timeout', 'no answer came in time')
    : new Failed('WebExceptionProtocolError', `no answer came: ${problem.message}`);
}
