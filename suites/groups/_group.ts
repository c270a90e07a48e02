/** People for groups, and reading members. */
import {
  fail,
  idOf,
  notApplicable,
  lastSegment,
  readAll,
  resolveUri,
  resourceOf,
  showingMembers,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';

/** Posts users and gives their ids, in order. They have one displayName where they may: members go by their ids. */
export async function makeUsers({ scim, a, target }: Context, count: number): Promise<string[]> {
  const ids: string[] = [];
  const mayShare = target.attribute('/Users', 'displayName')?.uniqueness === 'none';
  const common = mayShare ? { displayName: `Namesake ${a.marker()}` } : {};
  for (let i = 0; i < count; i += 1) {
    const namesake = await scim.post('/Users', a.user(common));
    ids.push(idOf(namesake.status === 409 && mayShare ? await scim.post('/Users', a.user()) : namesake));
  }
  return ids;
}

/** Ids of the members that an answer with a group shows. */
export function membersOf(response: ScimResponse): string[] {
  return readAll(resourceOf(response), 'members.value').map(String);
}

/** Reads a group with its members; asks for them by name where the target shows them on request only. */
export async function readGroup(
  { scim, target, settle }: Context,
  path: string,
  wanted?: readonly string[],
): Promise<ScimResponse> {
  return settle(
    () => scim.get(path, showingMembers(target)),
    (response) => wanted === undefined || sameSet(readAll(response.json, 'members.value').map(String), wanted),
  );
}

/** Whether both hold the same ids, none of them twice. */
export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set([...one, ...other]).size === one.length;
}

/** Fails unless the group has exactly these members; says who is missing, who is too many, who is twice. */
export function expectMembers(response: ScimResponse, wanted: readonly string[]): void {
  const got = membersOf(response);
  const missing = wanted.filter((id) => !got.includes(id));
  const surplus = got.filter((id) => !wanted.includes(id));
  const twice = got.filter((id, index) => got.indexOf(id) !== index);
  if (missing.length + surplus.length + twice.length === 0) return;
  const parts = [
    missing.length > 0 ? `${missing.length} missing` : '',
    surplus.length > 0 ? `${surplus.length} too many` : '',
    twice.length > 0 ? `${twice.length} twice` : '',
  ].filter(Boolean);
  fail(`${wanted.length} members as written`, `${got.length} members: ${parts.join(', ')}`, { exchange: response.n });
}

/** Not applicable unless the target stores members of a group at creation. */
export function needsMembers(response: ScimResponse): void {
  if (membersOf(response).length === 0)
    notApplicable('the target shows no members of the group that was created with some');
}

/**
 * Whether a reference in a group leads to a resource of an endpoint. Relative ones are resolved against the base URL or
 * against the group (RFC 7643 sections 2.3.7 and 8.3); a slash may end them.
 */
export function leadsTo({ scim }: Context, group: string, reference: string, endpoint: string, id: string): boolean {
  return [`${scim.url('')}/`, scim.url(`${group}/`), scim.url(group)].some((base) => {
    const path = (resolveUri(reference, base)?.pathname ?? '').replace(/\/$/, '');
    return lastSegment(reference, base) === id && path.slice(0, path.lastIndexOf('/')).endsWith(endpoint);
  });
}
