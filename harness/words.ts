/**
 * A dozen chai words for answers and resources. Each fails with "expected X, the server answered Y". Everything they
 * look at is hostile: no shape is taken for granted. Sources: RFC 7644 sections 3.4.2 (ListResponse), 3.12 (Error),
 * RFC 7643 section 3 (resources).
 */
import * as chai from 'chai';
import { attach } from './lane.js';
import { Finding, NotApplicable } from './outcomes.js';
import {
  bodyHolds,
  describe,
  isObject,
  isRefusal,
  member,
  namesSchema,
  read,
  readAll,
  succeeded,
  type ScimResponse,
} from './response.js';
import { ERROR_MESSAGE, LIST_RESPONSE } from '../scim/urns.js';
import { passUndeclared } from './undeclared.js';
import { folded, sameValue } from './values.js';

/** Attributes whose letter case counts everywhere (RFC 7643 section 3.1). */
const CASE_EXACT = /^(id|externalId|meta|schemas)\b/i;

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace Chai {
    interface Assertion {
      /** The status is one of these. */
      status(...codes: number[]): Assertion;
      /** The status is 2xx. */
      succeeded(): Assertion;
      /** The status is 4xx: refused, for whatever reason. */
      refused(): Assertion;
      /** A SCIM error: one of these statuses, and where a scimType is given, one of those. */
      scimError(status: number | number[], scimType?: string | string[]): Assertion;
      /** A 2xx with a resource: an object with schemas and id, of the type (`User`) where one is given. */
      scimResource(type?: string): Assertion;
      /** A 200 with a ListResponse message. */
      listResponse(): Assertion;
      /** The header is there, and fits where a value or pattern is given. */
      header(name: string, value?: string | RegExp): Assertion;
      /** The text stands anywhere in body or headers. */
      reveal(secret: unknown): Assertion;
      /** A resource (or an answer with one) holds this value at this path; order of multi-values and letter case aside. */
      hold(path: string, value: unknown): Assertion;
      /** A resource (or an answer with one) has the attribute assigned: neither absent, null nor []. */
      assign(path: string): Assertion;
    }
  }
}

function isResponse(value: unknown): value is ScimResponse {
  return isObject(value) && 'exchange' in value && 'status' in value && 'headers' in value;
}

function answer(value: unknown): ScimResponse {
  if (!isResponse(value)) throw new Error('this word is said of an answer (ScimResponse)');
  attach(value.n);
  return value;
}

const quote = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
};

chai.use((_chai, utils) => {
  const { Assertion } = _chai;

  /** Judges with both polarities: `.not` turns the test around and asks for `otherwise`. */
  function judge(
    self: object,
    holds: boolean,
    expected: string,
    otherwise: string,
    actual: string,
    offending?: string,
  ): void {
    const negated = utils.flag(self, 'negate') === true;
    if (holds !== negated) return;
    const subject: unknown = utils.flag(self, 'object');
    const exchange = isResponse(subject) ? subject.n : undefined;
    throw new Finding(negated ? otherwise : expected, actual, {
      ...(offending === undefined ? {} : { offending }),
      ...(exchange === undefined ? {} : { exchange }),
    });
  }

  Assertion.addMethod('status', function (this: object, ...codes: number[]) {
    const response = answer(utils.flag(this, 'object'));
    const wanted = codes.join(' or ');
    if (codes.every((code) => code < 300)) passUndeclared(response);
    judge(
      this,
      codes.includes(response.status),
      `${wanted} to ${response.method} ${response.path}`,
      `anything but ${wanted} to ${response.method} ${response.path}`,
      describe(response),
      String(response.status),
    );
  });

  Assertion.addMethod('succeeded', function (this: object) {
    const response = answer(utils.flag(this, 'object'));
    if (utils.flag(this, 'negate') !== true) passUndeclared(response);
    const what = `${response.method} ${response.path}`;
    judge(
      this,
      succeeded(response),
      `${what} to succeed`,
      `${what} to be refused`,
      describe(response),
      String(response.status),
    );
  });

  Assertion.addMethod('refused', function (this: object) {
    const response = answer(utils.flag(this, 'object'));
    const what = `${response.method} ${response.path}`;
    const is4xx = response.status >= 400 && response.status < 500;
    judge(
      this,
      is4xx,
      `${what} to be refused with a 4xx`,
      `${what} not to be refused`,
      describe(response),
      String(response.status),
    );
  });

  Assertion.addMethod('scimError', function (this: object, status: number | number[], scimType?: string | string[]) {
    const response = answer(utils.flag(this, 'object'));
    const statuses = [status].flat();
    const types = scimType === undefined ? [] : [scimType].flat();
    const expected = `${statuses.join(' or ')}${types.length > 0 ? ` with scimType ${types.join(' or ')}` : ''} to ${response.method} ${response.path}`;
    const holds =
      statuses.includes(response.status) &&
      (types.length === 0 || types.includes(String(read(response.json, 'scimType'))));
    judge(this, holds, expected, `no ${expected}`, describe(response), String(response.status));
  });

  Assertion.addMethod('scimResource', function (this: object, type?: string) {
    const response = answer(utils.flag(this, 'object'));
    const problem = resourceProblem(response, type);
    const expected = `a ${type ?? 'SCIM'} resource with schemas and id`;
    judge(this, problem === undefined, expected, `no ${type ?? 'SCIM'} resource`, problem ?? describe(response));
  });

  Assertion.addMethod('listResponse', function (this: object) {
    const response = answer(utils.flag(this, 'object'));
    const problem = listProblem(response);
    judge(this, problem === undefined, 'a 200 with a ListResponse', 'no ListResponse', problem ?? describe(response));
  });

  Assertion.addMethod('header', function (this: object, name: string, value?: string | RegExp) {
    const response = answer(utils.flag(this, 'object'));
    const got = response.headers[name.toLowerCase()];
    const fits =
      got !== undefined && (value === undefined || (typeof value === 'string' ? got === value : value.test(got)));
    const wanted = `the header ${name}${value === undefined ? '' : ` ${typeof value === 'string' ? value : `matching ${value.source}`}`}`;
    judge(this, fits, wanted, `no ${wanted}`, got === undefined ? 'without it' : `${name}: ${got}`, got);
  });

  Assertion.addMethod('reveal', function (this: object, secret: unknown) {
    const response = answer(utils.flag(this, 'object'));
    const text = String(secret);
    const inHeaders = Object.values(response.headers).join('\n').includes(text);
    const found = text !== '' && (inHeaders || bodyHolds(response, text));
    judge(
      this,
      found,
      'the value to be given back',
      'the value not to be given back',
      found ? 'with it' : 'without it',
    );
  });

  Assertion.addMethod('hold', function (this: object, path: string, value: unknown) {
    const answered: unknown = utils.flag(this, 'object');
    const subject = resourceIn(answered);
    const got = Array.isArray(value) ? readAll(subject, path) : read(subject, path);
    if (value !== undefined && readAll(subject, path).length === 0) passUnasked(answered, path);
    judge(
      this,
      CASE_EXACT.test(path) ? sameValue(got, value) : sameValue(folded(got), folded(value)),
      `${path} to be ${quote(value)}`,
      `${path} not to be ${quote(value)}`,
      `${path} ${quote(got)}`,
    );
  });

  Assertion.addMethod('assign', function (this: object, path: string) {
    const answered: unknown = utils.flag(this, 'object');
    const got = readAll(resourceIn(answered), path);
    if (got.length === 0 && utils.flag(this, 'negate') !== true) passUnasked(answered, path);
    judge(
      this,
      got.length > 0,
      `a value for ${path}`,
      `no value for ${path}`,
      got.length > 0 ? `${path} ${quote(got[0])}` : `no ${path}`,
    );
  });
});

/** Ends a check as not applicable where an answer lacks what is shown on request only. */
function passUnasked(value: unknown, path: string): void {
  if (isResponse(value) && value.unasked?.(path)) throw new NotApplicable(`the target shows ${path} on request only`);
}

function resourceIn(value: unknown): unknown {
  if (!isResponse(value)) return value;
  attach(value.n);
  return value.json;
}

/** Why an answer does not carry a resource; undefined when it does. */
export function resourceProblem(response: ScimResponse, type?: string): string | undefined {
  if (!succeeded(response)) return describe(response);
  if (!isObject(response.json)) return `${response.status} without a JSON object`;
  const schemas = readAll(response.json, 'schemas');
  if (schemas.length === 0) return 'a body without schemas';
  const id = read(response.json, 'id');
  if (typeof id !== 'string' || id === '') return `a resource whose id is ${quote(id)}`;
  if (
    type !== undefined &&
    !schemas.some((urn) => typeof urn === 'string' && urn.toLowerCase().endsWith(`:${type.toLowerCase()}`))
  )
    return `a resource whose schemas are ${quote(schemas)}`;
  return undefined;
}

/** Why an answer is not a ListResponse; undefined when it is. */
export function listProblem(response: ScimResponse): string | undefined {
  if (response.status !== 200) return describe(response);
  if (!isObject(response.json)) return '200 without a JSON object';
  if (!namesSchema(response.json, LIST_RESPONSE))
    return `a body whose schemas are ${quote(readAll(response.json, 'schemas'))}`;
  const resources = member(response.json, 'Resources');
  if (resources !== undefined && resources !== null && !Array.isArray(resources)) return `Resources that are no array`;
  return undefined;
}

/** Whether the body is a SCIM error message (RFC 7644 section 3.12). */
export function isErrorMessage(response: ScimResponse): boolean {
  return namesSchema(response.json, ERROR_MESSAGE);
}

/** chai's expect, with the words above. */
export const expect = chai.expect;

/** Fails for a fault of the server; a refusal ends the check as not applicable: whether it is fair is judged elsewhere. */
export function expectTaken(response: ScimResponse): void {
  if (isRefusal(response)) throw new NotApplicable(`refused: ${describe(response)}`);
  expect(response).to.succeeded();
}
