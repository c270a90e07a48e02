/** RFC-shaped requests that fill the gaps of what a provider publishes. All are UNSOURCED: guesses, never assertions. */
import { GROUP_SCHEMA } from '../scim/urns.js';
import type { JsonObject, Resource } from '../scim/types.js';
import { withValue } from './assemble.js';
import type { Acceptance, Change, Dialect, DialectRequest, Operation } from './dialect.js';
import { assembleUser, at, equals, memberValues, userSchemas, withPrimaryMail, type Speaker } from './requests.js';
import { unsourced } from './sources.js';

type Plain = Omit<Dialect, 'id' | 'provider' | 'name' | 'version' | 'mediaType' | 'userAgent' | 'spaceEncoding'>;

/** A client that creates by POST, replaces users by PUT and changes groups by PATCH. */
export function plainDialect(say: Speaker): Plain {
  const put = (id: string, changes: readonly Change[], current: Resource): DialectRequest[] => [
    say.send('PUT', at('/Users', id), replacedUser(changes, current), unsourced()),
  ];
  const patchGroup = (id: string, operations: JsonObject[]): DialectRequest[] => [
    say.patch(at('/Groups', id), operations, unsourced()),
  ];
  const list = (endpoint: string, startIndex: number, count: number): DialectRequest =>
    say.get(endpoint, unsourced(), [
      ['startIndex', startIndex],
      ['count', count],
    ]);

  return {
    matchingAttribute: 'userName',
    confidence: { create: 'UNSOURCED', update: 'UNSOURCED', disable: 'UNSOURCED', groups: 'UNSOURCED' },
    testConnection: () => [],
    discovery: () => [],
    matchUser: (attribute, value) => say.get('/Users', unsourced(), [['filter', equals(attribute, value)]]),
    readUser: (id) => say.get(at('/Users', id), unsourced()),
    createUser: (person) => {
      const user = withPrimaryMail(assembleUser({ schemas: userSchemas(person) }, person));
      return say.send('POST', '/Users', user, unsourced());
    },
    updateUser: (id, changes, current) => (changes.length === 0 ? [] : put(id, changes, current)),
    disableUser: (id, current) => put(id, [{ path: 'active', value: false }], current),
    enableUser: (id, current) => put(id, [{ path: 'active', value: true }], current),
    deleteUser: (id) => say.remove(at('/Users', id), unsourced()),
    listUsers: ({ startIndex, count }) => list('/Users', startIndex, count),
    setManager: () => null,
    changeManager: () => null,
    clearManager: () => null,
    setRoles: () => null,
    matchGroup: (displayName) => say.get('/Groups', unsourced(), [['filter', equals('displayName', displayName)]]),
    readGroup: (id) => say.get(at('/Groups', id), unsourced()),
    createGroup: ({ displayName, members = [] }) =>
      say.send(
        'POST',
        '/Groups',
        { schemas: [GROUP_SCHEMA], displayName, members: memberValues(members) },
        unsourced(),
      ),
    addMembers: (id, members) => patchGroup(id, [{ op: 'add', path: 'members', value: memberValues(members) }]),
    removeMembers: (id, members) =>
      patchGroup(
        id,
        members.map((member) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(member.id)}]` })),
      ),
    replaceMembers: (id, members) => patchGroup(id, [{ op: 'replace', path: 'members', value: memberValues(members) }]),
    renameGroup: (id, displayName) => patchGroup(id, [{ op: 'replace', path: 'displayName', value: displayName }]),
    deleteGroup: (id) => say.remove(at('/Groups', id), unsourced()),
    listGroups: ({ startIndex, count }) => list('/Groups', startIndex, count),
    accepts: plainAccepts,
  };
}

/** A user as clients that replace send it: what the target showed without `id` and `meta`, the changes put in. */
export function replacedUser(changes: readonly Change[], current: Resource): JsonObject {
  const { id: _id, meta: _meta, ...rest } = current;
  return changes.reduce((user: JsonObject, { path, value }) => withValue(user, path, value), rest);
}

const answer = (statuses: readonly number[], body: Acceptance['body']): Acceptance => ({
  statuses,
  body,
  ...unsourced('The answers of RFC 7644.'),
});

/** The answers that RFC 7644 asks for, where the provider says nothing else. */
export const plainAccepts: Partial<Record<Operation, Acceptance>> = {
  testConnection: answer([200], 'list'),
  discovery: answer([200], 'optional'),
  matchUser: answer([200], 'list'),
  readUser: answer([200], 'resource'),
  createUser: answer([201], 'resource'),
  duplicateUser: answer([409], 'error'),
  updateUser: answer([200], 'resource'),
  disableUser: answer([200], 'resource'),
  enableUser: answer([200], 'resource'),
  deleteUser: answer([204], 'none'),
  readMissing: answer([404], 'error'),
  listUsers: answer([200], 'list'),
  matchGroup: answer([200], 'list'),
  readGroup: answer([200], 'resource'),
  createGroup: answer([201], 'resource'),
  updateGroup: answer([200, 204], 'optional'),
  deleteGroup: answer([204], 'none'),
  listGroups: answer([200], 'list'),
};
