/** Okta with an integration of its network (OIN): PUT for profiles, PATCH for `active`, passwords and groups. */
import type { JsonObject } from '../scim/types.js';
import type { Dialect, DialectRequest } from './dialect.js';
import { oktaAccepts, oktaBase, oktaSpeaker, patchWithoutPath } from './okta.js';
import { at, memberValues } from './requests.js';
import { cite } from './sources.js';

const PATCHED = { statuses: [200, 204], body: 'optional', ...cite('oktaScim', 'DOC') } as const;

export const oktaOin: Dialect = {
  ...oktaBase,
  id: 'okta-oin',
  name: 'Okta Integration Network',
  version: 'Okta SCIM Client 1.0.0, template integrations with PATCH, read in November 2026',
  confidence: { create: 'DOC', update: 'DOC', disable: 'DOC', groups: 'DOC' },

  disableUser: (id) => [patchWithoutPath(id, { active: false })],
  enableUser: (id) => [patchWithoutPath(id, { active: true })],
  setPassword: (id, password) => [patchWithoutPath(id, { password })],

  addMembers: (id, members) => [patchGroup(id, [{ op: 'add', path: 'members', value: memberValues(members) }])],
  removeMembers: (id, members) => [
    patchGroup(
      id,
      members.map((member) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(member.id)}]` })),
    ),
  ],
  replaceMembers: (id, members) => [
    patchGroup(id, [{ op: 'replace', path: 'members', value: memberValues(members) }], 'An empty group sends [].'),
  ],
  renameGroup: (id, displayName) => [
    patchGroup(
      id,
      [{ op: 'replace', value: { id, displayName } }],
      'The id inside the value equals the one in the URL.',
    ),
  ],
  accepts: { ...oktaAccepts, disableUser: PATCHED, enableUser: PATCHED, updateGroup: PATCHED },
};

function patchGroup(id: string, operations: JsonObject[], note?: string): DialectRequest {
  return oktaSpeaker.patch(at('/Groups', id), operations, cite('oktaScim', 'DOC', note));
}
