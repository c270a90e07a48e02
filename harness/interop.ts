/**
 * What the interop suites hold besides the check language: the dialects, a tongue that sends their requests exactly as
 * they are written, and the providers' rules from which checks take source, class and workaround.
 */
import {
  dialects,
  headersToSend,
  withIds,
  type Dialect,
  type DialectId,
  type DialectRequest,
} from '../dialects/index.js';
import { providerRules, type ProviderRule } from '../specs/index.js';
import type { InteropClass } from '../reports/model.js';
import type { Scim } from './scim-client.js';
import type { ScimResponse } from './response.js';

export {
  addComplexRoles,
  addSingleRole,
  assertRoles,
  dialects,
  entitlementDiscovery,
  entraSpeaker,
  ENTRA_GROUP_EXTRA_SCHEMA,
  ISSUED_GROUP_ID,
  ISSUED_USER_ID,
  singleRole,
  valueAt,
  withSpaces,
  withValue,
} from '../dialects/index.js';
export { ONELOGIN_SCHEMAS } from '../dialects/onelogin.js';
export type { Change, Dialect, DialectId, DialectRequest, Flow, Member, Operation } from '../dialects/index.js';

/**
 * Sends one request of a dialect as the provider does: its path with the provider's own encoding of the query, its
 * headers and no others but credentials and framing; none of them repeats an update with If-Match. `ids` stand in for placeholders of issued ids.
 */
export async function speak(
  scim: Scim,
  dialect: Dialect | DialectId,
  request: DialectRequest,
  ids: { user?: string; group?: string } = {},
): Promise<ScimResponse> {
  const provider = typeof dialect === 'string' ? dialects[dialect] : dialect;
  const { method, path, body } = withIds(request, ids);
  // An empty header is left out: the client's own Accept where the provider is not known to send one.
  const headers = { accept: '', ...headersToSend(provider, request) };
  return scim.request(method, path, body, { headers, once: true });
}

/** What a check takes from the rules that it cites. */
export interface Cited {
  spec: string[];
  class: InteropClass;
  source: string;
  why?: string;
  workaround?: string;
}

const RFC = 'https://www.rfc-editor.org/rfc/rfc7644#section-3';
const UNSOURCED =
  'No public page tells what this provider sends here. The request is a guess in the manner of RFC 7644, so a failure is advice.';

/**
 * Source, class and workaround of a check, from the provider rules it speaks for; the first one decides. A rule without
 * a public source never weighs more than advice. Throws for a rule that does not exist.
 */
export function rule(...ids: string[]): Cited {
  const first = ruleOf(ids[0] ?? '');
  ids.slice(1).forEach(ruleOf);
  const guessed = first.evidence === 'UNSOURCED';
  return {
    spec: ids,
    class: guessed ? 'advises' : first.class,
    source: first.source || RFC,
    ...(guessed ? { why: UNSOURCED } : {}),
    ...(first.workaround === undefined ? {} : { workaround: first.workaround }),
  };
}

/** A rule that is checked by a request which no public page shows: never more than advice. */
export function guess(...ids: string[]): Cited {
  return { ...rule(...ids), class: 'advises', why: UNSOURCED };
}

function ruleOf(id: string): ProviderRule {
  const found = providerRules().get(id);
  if (!found) throw new Error(`there is no provider rule ${id}`);
  return found;
}
