/** Microsoft Entra ID (Azure AD provisioning service), as most tenants run it: without the `aadOptscim062020` flag. */
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../scim/urns.js';
import type { JsonObject } from '../scim/types.js';
import type { Acceptance, Dialect, DialectRequest, Flow, Operation } from './dialect.js';
import { classicOperations, entraMembers } from './entra-patch.js';
import { assertRoles } from './entra-roles.js';
import { assembleUser, at, equals, speaker, withPrimaryMail } from './requests.js';
import { cite, unsourced } from './sources.js';

export const ENTRA_GROUP_EXTRA_SCHEMA = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';
const MANAGER = `${ENTERPRISE_USER_SCHEMA}:manager`;
const CAPTURE_NOTE =
  'The documentation prints filters unencoded. Captures of 2019 and 2022 show spaces as +; a server trace of 2026 shows %20.';
const MANAGER_NOTE = "The three phases of Microsoft's own validation workflow: a plain string in, {value} out.";

/** Builders with the headers that the service sends. */
export const entraSpeaker = speaker({
  mediaType: 'application/scim+json; charset=utf-8',
  spaceEncoding: '+',
  headers: { accept: 'application/scim+json' },
});
const say = entraSpeaker;

const accepts: Partial<Record<Operation, Acceptance>> = {
  testConnection: { statuses: [200], body: 'list', ...cite('entraScim', 'DOC') },
  discovery: { statuses: [200], body: 'list', ...cite('entraScim', 'DOC') },
  matchUser: { statuses: [200], body: 'list', ...cite('entraScim', 'DOC') },
  readUser: { statuses: [200], body: 'resource', ...cite('entraScim', 'DOC') },
  createUser: {
    statuses: [201, 200],
    body: 'resource',
    ...cite('entraValidation', 'SRC', 'Documented answers are 201; the validation workflow takes 200 too.'),
  },
  duplicateUser: { statuses: [409], body: 'error', ...cite('entraScim', 'DOC') },
  updateUser: { statuses: [200, 204], body: 'optional', ...cite('entraPatch204', 'STAFF') },
  disableUser: { statuses: [200, 204], body: 'optional', ...cite('entraPatch204', 'STAFF') },
  enableUser: { statuses: [200, 204], body: 'optional', ...cite('entraPatch204', 'STAFF') },
  setManager: { statuses: [200, 204], body: 'optional', ...cite('entraValidation', 'SRC') },
  deleteUser: { statuses: [204], body: 'none', ...cite('entraScim', 'DOC') },
  readMissing: { statuses: [404], body: 'error', ...cite('entraScim', 'DOC') },
  listUsers: { statuses: [200], body: 'list', ...cite('entraDiscovery', 'DOC') },
  matchGroup: { statuses: [200], body: 'list', ...cite('entraScim', 'DOC') },
  readGroup: { statuses: [200], body: 'resource', ...cite('entraScim', 'DOC') },
  createGroup: { statuses: [201, 200], body: 'resource', ...cite('entraValidation', 'SRC') },
  updateGroup: {
    statuses: [204, 200],
    body: 'optional',
    ...cite('entraScim', 'DOC', '204 is asked for; an answer with all members is discouraged, not refused.'),
  },
  deleteGroup: { statuses: [204], body: 'none', ...cite('entraScim', 'DOC') },
  listGroups: { statuses: [200], body: 'list', ...cite('entraValidation', 'DOC') },
};

export const entra: Dialect = {
  id: 'entra',
  provider: 'entra',
  name: 'Microsoft Entra ID',
  version: 'provisioning service without aadOptscim062020, read in November 2026',
  mediaType: 'application/scim+json; charset=utf-8',
  userAgent: null,
  spaceEncoding: '+',
  otherSpaceEncoding: '%20',
  matchingAttribute: 'userName',
  confidence: { create: 'DOC', update: 'DOC', disable: 'DOC', groups: 'DOC' },

  testConnection: ({ absent, attribute = 'userName', groups = false }) => {
    const users = say.get('/Users', cite('entraScim', 'DOC', CAPTURE_NOTE), [['filter', equals(attribute, absent)]]);
    if (!groups) return [users];
    return [
      users,
      { ...matchGroup(absent), ...unsourced('A random group is asked for too; its form is not documented.') },
    ];
  },
  discovery: () => [say.get('/Schemas', cite('entraScim', 'DOC'))],

  matchUser: (attribute, value) =>
    say.get('/Users', cite('entraScim', 'DOC', CAPTURE_NOTE), [['filter', equals(attribute, value)]]),
  readUser: (id) => say.get(at('/Users', id), cite('entraScim', 'DOC')),
  createUser: (person) => say.send('POST', '/Users', entraUser(person), cite('entraScim', 'DOC')),
  updateUser: (id, changes, current) =>
    changes.length === 0
      ? []
      : [say.patch(at('/Users', id), classicOperations(changes, current), cite('entraScim', 'DOC'))],
  disableUser: (id) => [activate(id, 'False')],
  enableUser: (id) => [activate(id, 'True')],
  deleteUser: (id) => say.remove(at('/Users', id), cite('entraScim', 'DOC', '30 days after the deletion in Entra.')),
  listUsers: ({ startIndex, count }) =>
    say.get('/Users', cite('entraValidation', 'DOC', 'Account discovery and the validation of pages.'), [
      ['startIndex', startIndex],
      ['count', count],
    ]),
  setManager: (id, managerId) => [manager(id, 'Add', managerId)],
  changeManager: (id, managerId) => [manager(id, 'replace', managerId)],
  clearManager: (id) => [manager(id, 'replace', '')],
  checkReference: (id, attribute, value) => {
    const isGroup = attribute === 'members';
    return say.get(
      isGroup ? '/Groups' : '/Users',
      isGroup
        ? unsourced('Documented for the manager of a user; the form for groups is in older texts.')
        : cite('entraScim', 'DOC'),
      [
        ['filter', `${equals('id', id)} and ${equals(attribute, value)}`],
        ['attributes', 'id'],
      ],
    );
  },
  setRoles: (id, roles) => [assertRoles(say, id, roles)],

  matchGroup,
  readGroup: (id) => say.get(at('/Groups', id), cite('entraScim', 'DOC'), [['excludedAttributes', 'members']]),
  createGroup: ({ displayName, externalId }) =>
    say.send(
      'POST',
      '/Groups',
      {
        schemas: [GROUP_SCHEMA, ENTRA_GROUP_EXTRA_SCHEMA],
        ...(externalId === undefined ? {} : { externalId }),
        displayName,
        meta: { resourceType: 'Group' },
      },
      cite('entraScim', 'DOC', 'Groups are created empty; members follow by PATCH.'),
    ),
  addMembers: (id, members) => [
    say.patch(
      at('/Groups', id),
      [{ op: 'Add', path: 'members', value: entraMembers(members) }],
      cite('entraScim', 'DOC'),
    ),
  ],
  removeMembers: (id, members) => [
    say.patch(
      at('/Groups', id),
      [{ op: 'Remove', path: 'members', value: entraMembers(members) }],
      cite('entraScim', 'DOC', 'Only the listed members are meant.'),
    ),
  ],
  replaceMembers: () => null,
  renameGroup: (id, displayName) => [
    say.patch(
      at('/Groups', id),
      [{ op: 'Replace', path: 'displayName', value: displayName }],
      cite('entraScim', 'DOC'),
    ),
  ],
  deleteGroup: (id) => say.remove(at('/Groups', id), cite('entraScim', 'DOC')),
  listGroups: ({ startIndex, count }) =>
    say.get('/Groups', cite('entraValidation', 'DOC'), [
      ['startIndex', startIndex],
      ['count', count],
    ]),
  accepts,
};

/** A create body: both user schemas, `meta.resourceType`, an empty `roles` where no role flows. */
export function entraUser(person: Flow): JsonObject {
  const base: JsonObject = { schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA], meta: { resourceType: 'User' } };
  const user = withPrimaryMail(assembleUser(base, person));
  return 'roles' in user ? user : { ...user, roles: [] };
}

function matchGroup(displayName: string): DialectRequest {
  return say.get('/Groups', cite('entraScim', 'DOC', CAPTURE_NOTE), [
    ['excludedAttributes', 'members'],
    ['filter', equals('displayName', displayName)],
  ]);
}

function activate(id: string, value: 'True' | 'False'): DialectRequest {
  return say.patch(at('/Users', id), [{ op: 'Replace', path: 'active', value }], cite('entraCompatibility', 'DOC'));
}

function manager(id: string, op: string, value: string): DialectRequest {
  const cited = cite('entraValidation', 'SRC', MANAGER_NOTE);
  return say.patch(at('/Users', id), [{ op, path: MANAGER, value }], cited);
}
