/** Groups to look at. */
import type { Json, JsonObject } from '../scim/types.js';
import { pathOf } from './given.js';
import { succeeded, type ScimResponse } from './response.js';
import type { Scim } from './scim-client.js';

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
