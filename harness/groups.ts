/** Groups to look at. */
import type { Json, JsonObject } from '../scim/types.js';
import type { Capabilities } from './capabilities.js';
import { pathOf } from './given.js';
import { NotApplicable } from './outcomes.js';
import { succeeded, type ScimResponse } from './response.js';
import type { RequestOptions, Scim } from './scim-client.js';

/**
 * Posts a group with members and gives the answer. Where that is refused and a group without members is not, it gives
 * the answer to the latter, to which the members are added by PATCH, as Entra and Okta do: what is judged of groups then
 * is not whether they are created full.
 */
export async function postGroup(scim: Scim, body: JsonObject): Promise<ScimResponse> {
  const full = await scim.post('/Groups', body);
  const { members, ...rest } = body;
  if (![400, 403, 501].includes(full.status) || !Array.isArray(members) || members.length === 0) return full;
  const empty = await scim.post('/Groups', rest);
  if (!succeeded(empty)) return full;
  const added = await scim.patch(pathOf(empty), [{ op: 'add', path: 'members', value: members as Json[] }]);
  return succeeded(added) ? empty : full;
}

/** Ends a check as not applicable where members of groups are nothing that the target lets a client write. */
export function needsMembership(target: Capabilities): void {
  const members = target.attribute('/Groups', 'members');
  if (members === undefined || members.mutability === 'readOnly')
    throw new NotApplicable('the target publishes no members of groups that clients may write');
}

/** The path of one member in a PATCH, whatever its id is made of. */
export const memberPath = (id: unknown): string => `members[value eq ${JSON.stringify(id)}]`;

/** How a group is read with its members: asked for by name where the target shows them on request only. */
export const showingMembers = (target: Capabilities): RequestOptions =>
  target.onRequest('/Groups', 'members') ? { query: { attributes: 'displayName,externalId,members' } } : {};
