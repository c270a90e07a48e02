/** Okta: the client shared by integrations of its network (OIN) and by app integration wizard (AIW) apps. */
import { GROUP_SCHEMA } from '../scim/urns.js';
import type { JsonObject, Resource } from '../scim/types.js';
import { withValue } from './assemble.js';
import type { Acceptance, Change, Dialect, DialectRequest, Flow, Member, Operation } from './dialect.js';
import { assembleUser, at, equals, memberValues, speaker, userSchemas, withPrimaryMail } from './requests.js';
import { cite, unsourced } from './sources.js';

const USER_AGENT = 'Okta SCIM Client 1.0.0';
export const OKTA_PAGE = 100;

/** Builders with the headers that the client sends. */
export const oktaSpeaker = speaker({
  mediaType: 'application/scim+json; charset=utf-8',
  spaceEncoding: '%20',
  headers: {
    accept: 'application/scim+json',
    'accept-charset': 'utf-8',
    'accept-encoding': 'gzip,deflate',
    'user-agent': USER_AGENT,
  },
});
const say = oktaSpeaker;

export const oktaAccepts: Partial<Record<Operation, Acceptance>> = {
  testConnection: { statuses: [200], body: 'list', ...cite('oktaScim', 'DOC') },
  matchUser: {
    statuses: [200, 404],
    body: 'list',
    ...cite('oktaScim', 'DOC', 'An empty list, or 404 with an error message, when nobody matches.'),
  },
  readUser: { statuses: [200], body: 'resource', ...cite('oktaScim', 'DOC') },
  createUser: {
    statuses: [201],
    body: 'resource',
    ...cite('oktaScim', 'DOC', 'An empty body ends in "Create new user returned empty user".'),
  },
  duplicateUser: { statuses: [409], body: 'error', ...cite('oktaScim', 'DOC') },
  updateUser: { statuses: [200], body: 'resource', ...cite('oktaScim', 'DOC') },
  deleteUser: { statuses: [204], body: 'none', ...cite('oktaScim', 'DOC') },
  readMissing: { statuses: [404], body: 'error', ...cite('oktaScim', 'DOC') },
  listUsers: { statuses: [200], body: 'list', ...cite('oktaScim', 'DOC') },
  matchGroup: { statuses: [200], body: 'list', ...cite('oktaScim', 'DOC') },
  readGroup: { statuses: [200], body: 'resource', ...cite('oktaScim', 'DOC') },
  createGroup: { statuses: [201], body: 'resource', ...cite('oktaScim', 'DOC') },
  deleteGroup: { statuses: [204], body: 'none', ...cite('oktaScim', 'DOC') },
  listGroups: { statuses: [200], body: 'list', ...cite('oktaScim', 'DOC') },
};

/** What integrations of both kinds do alike. */
export const oktaBase = {
  provider: 'okta',
  mediaType: 'application/scim+json; charset=utf-8',
  userAgent: USER_AGENT,
  spaceEncoding: '%20',
  matchingAttribute: 'userName',
  timeoutMs: 60_000,

  testConnection: ({ groups = false }) => {
    const users = list('/Users', 1, 2);
    return groups ? [users, list('/Groups', 1, OKTA_PAGE)] : [users];
  },
  discovery: () => [],

  matchUser: (attribute, value) => match('/Users', attribute, value),
  readUser: (id) => say.get(at('/Users', id), cite('oktaScim', 'DOC')),
  createUser: (person) => say.send('POST', '/Users', oktaUser(person), cite('oktaScim', 'DOC')),
  updateUser: (id, changes, current) => (changes.length === 0 ? [] : readAndPut(id, changes, current)),
  deleteUser: () => null,
  listUsers: ({ startIndex, count }) => list('/Users', startIndex, count),
  setManager: () => null,
  changeManager: () => null,
  clearManager: () => null,
  setRoles: () => null,

  matchGroup: (displayName) => match('/Groups', 'displayName', displayName),
  readGroup: (id) => say.get(at('/Groups', id), cite('oktaScim', 'DOC')),
  createGroup: ({ displayName, members = [] }) =>
    say.send(
      'POST',
      '/Groups',
      { schemas: [GROUP_SCHEMA], displayName, members: memberValues(members) },
      cite('oktaScim', 'DOC'),
    ),
  deleteGroup: (id) =>
    say.remove(at('/Groups', id), cite('oktaScim', 'DOC', 'When the group is unlinked and deleted.')),
  listGroups: ({ startIndex, count }) => list('/Groups', startIndex, count),
} satisfies Partial<Dialect>;

/** What Okta reads before it assigns roles or entitlements: types, extension schemas, then each endpoint. */
export function entitlementDiscovery(endpoints: readonly string[]): DialectRequest[] {
  const cited = cite('oktaEntitlements', 'DOC');
  const query: [string, number][] = [
    ['startIndex', 1],
    ['count', OKTA_PAGE],
  ];
  return [
    say.get('/ResourceTypes', cited),
    say.get('/Schemas', cited),
    ...endpoints.map((endpoint) => say.get(endpoint, cited, query)),
  ];
}

/** GET, then PUT of everything that was read with the changes in it: `id`, `meta` and unknown attributes included. */
export function readAndPut(id: string, changes: readonly Change[], current: Resource): DialectRequest[] {
  const merged = changes.reduce((user, { path, value }) => withValue(user, path, value), current);
  return [
    say.get(at('/Users', id), cite('oktaScim', 'DOC')),
    say.send('PUT', at('/Users', id), merged, cite('oktaScim', 'DOC')),
  ];
}

/** The whole group as it is put: members as `{value, display}`. */
export function putGroup(id: string, displayName: string, members: readonly Member[]): DialectRequest[] {
  const body = { schemas: [GROUP_SCHEMA], id, displayName, members: memberValues(members) };
  const cited = cite('oktaScim', 'DOC', 'Apps of the integration wizard use PUT for groups.');
  return [say.get(at('/Groups', id), cited), say.send('PUT', at('/Groups', id), body, cited)];
}

/** A PATCH of a user by one operation without a path. */
export function patchWithoutPath(id: string, value: JsonObject): DialectRequest {
  return say.patch(at('/Users', id), [{ op: 'replace', value }], cite('oktaScim', 'DOC'));
}

function oktaUser(person: Flow): JsonObject {
  const user = withPrimaryMail(assembleUser({ schemas: userSchemas(person) }, person));
  return { ...user, groups: [], active: user['active'] ?? true };
}

function match(endpoint: '/Users' | '/Groups', attribute: string, value: string): DialectRequest {
  return say.get(endpoint, attribute === 'userName' || endpoint === '/Groups' ? cite('oktaScim', 'DOC') : unsourced(), [
    ['filter', equals(attribute, value)],
    ['startIndex', 1],
    ['count', OKTA_PAGE],
  ]);
}

function list(endpoint: '/Users' | '/Groups', startIndex: number, count: number): DialectRequest {
  return say.get(endpoint, cite('oktaScim', 'DOC'), [
    ['startIndex', startIndex],
    ['count', count],
  ]);
}
