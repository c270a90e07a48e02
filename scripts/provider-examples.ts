/** One example per operation of a dialect, with placeholder values, for the documentation. */
import type { Dialect, DialectRequest, Flow } from '../dialects/index.js';
import type { JsonObject } from '../scim/types.js';

export interface Conversation {
  title: string;
  /** Or a sentence why there are none. */
  requests: DialectRequest[] | string;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GUID = '5b3f0f0e-6a1c-4f0e-9b0f-2d1c8b1a7e55';
const person: Flow = {
  userName: 'ada@example.com',
  externalId: 'ada',
  active: true,
  displayName: 'Ada Lovelace',
  'name.givenName': 'Ada',
  'name.familyName': 'Lovelace',
  'emails[type eq "work"].value': 'ada@example.com',
};
const user: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  id: 'u1',
  userName: 'ada@example.com',
  active: true,
  displayName: 'Ada Lovelace',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [{ type: 'work', value: 'ada@example.com' }],
  meta: { resourceType: 'User' },
};
const group: JsonObject = {
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  id: 'g1',
  displayName: 'Engines',
  members: [{ value: 'u1', display: 'ada@example.com' }],
};
const changes = [
  { path: 'emails[type eq "work"].value', value: 'countess@example.com' },
  { path: 'displayName', value: 'Ada King' },
  { path: 'name.familyName', value: 'King' },
  { path: `${ENTERPRISE}:department`, value: 'Analysis' },
];
const member = { id: 'u2', display: 'mary@example.com' };

/** Every operation of the dialect, in the order of a life. */
export function conversations(dialect: Dialect): Conversation[] {
  const probe = {
    absent: GUID,
    groups: true,
    user: { userName: 'probe@example.com' },
    group: { displayName: 'Probe' },
  };
  const all: [string, DialectRequest | DialectRequest[] | null][] = [
    ['Test connection', dialect.testConnection(probe)],
    ['Discovery', dialect.discovery()],
    ['Match a user', dialect.matchUser('userName', 'ada@example.com')],
    ['Create a user', dialect.createUser(person)],
    ['Read a user', dialect.readUser('u1')],
    ['Update a user', dialect.updateUser('u1', changes, user)],
    ['Disable a user', dialect.disableUser('u1', user)],
    ['Enable a user', dialect.enableUser('u1', user)],
    ['Set a manager', dialect.setManager('u1', 'u2', user)],
    ['Clear a manager', dialect.clearManager('u1', user)],
    ['Set roles', dialect.setRoles('u1', [{ value: 'Admin', display: 'Administrator' }], user)],
    ['Delete a user', dialect.deleteUser('u1')],
    ['List users', dialect.listUsers({ startIndex: 1, count: 100 })],
    ['Match a group', dialect.matchGroup('Engines')],
    ['Create a group', dialect.createGroup({ displayName: 'Engines', externalId: GUID })],
    ['Add members', dialect.addMembers('g1', [member], group)],
    ['Remove members', dialect.removeMembers('g1', [{ id: 'u1' }], group)],
    ['Replace members', dialect.replaceMembers('g1', [member], group)],
    ['Rename a group', dialect.renameGroup('g1', 'Machines', group)],
    ['Delete a group', dialect.deleteGroup('g1')],
  ];
  return all.map(([title, sent]) => ({ title, requests: sent === null ? NEVER : orUnknown([sent].flat()) }));
}

const NEVER = 'Not known to be done by this provider.';

function orUnknown(requests: DialectRequest[]): DialectRequest[] | string {
  return requests.length > 0 ? requests : 'No public page shows a request for this.';
}
