/** OneLogin, app "SCIM Provisioner with SAML": bodies come from a template that the administrator writes. */
import { GROUP_SCHEMA } from '../scim/urns.js';
import type { JsonObject } from '../scim/types.js';
import type { Dialect, DialectRequest, Flow } from './dialect.js';
import { plainAccepts, plainDialect, replacedUser } from './plain.js';
import { assembleUser, at, equals, speaker } from './requests.js';
import { cite, unsourced } from './sources.js';

/** The schema names that a captured client sends: not those of the RFC. */
export const ONELOGIN_SCHEMAS = ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'];
const OPTION_NOTE =
  'Delete, Suspend and Do Nothing are options of the app; how they look on the wire is not documented.';
const LENGTH_NOTE =
  'Method, path, media type and length (165 bytes) are from a log; the body is the one that has this length.';

const users = speaker({ mediaType: 'application/json', spaceEncoding: '+', headers: {} });
const groups = speaker({ mediaType: 'application/scim+json', spaceEncoding: '+', headers: {} });
const plain = plainDialect(groups);

export const onelogin: Dialect = {
  ...plain,
  id: 'onelogin',
  provider: 'onelogin',
  name: 'OneLogin',
  version: 'SCIM Provisioner with SAML, as captured in September 2024',
  mediaType: 'application/json',
  userAgent: null,
  spaceEncoding: '+',
  confidence: { create: '3P', update: 'CAP', disable: 'UNSOURCED', groups: 'CAP' },

  testConnection: () => [
    users.get(
      '/Users',
      unsourced('Enabling the app opens a first connection to the base URL; the request is not documented.'),
    ),
  ],
  matchUser: (attribute, value) => {
    const request = users.get('/Users', cite('oneloginCapture', 'CAP'), [['filter', equals(attribute, value)]]);
    return { ...request, path: `${request.path}&` };
  },
  createUser: (person) =>
    users.send(
      'POST',
      '/Users',
      templated(person),
      cite('oneloginTemplate', '3P', 'Any schemas value can stand in the template; this is the captured one.'),
    ),
  updateUser: (id, changes, current) =>
    changes.length === 0
      ? []
      : [put(id, { ...replacedUser(changes, current), schemas: ONELOGIN_SCHEMAS }, cite('oneloginCapture', 'CAP'))],
  disableUser: (id, current) => [activate(id, false, current)],
  enableUser: (id, current) => [activate(id, true, current)],
  deleteUser: (id) => users.remove(at('/Users', id), unsourced(OPTION_NOTE)),
  createGroup: ({ displayName }) =>
    users.send('POST', '/Groups', { schemas: [GROUP_SCHEMA], displayName }, unsourced()),
  addMembers: (id, members) => [
    withQuestionMark(
      groups.patch(
        at('/Groups', id),
        [{ op: 'add', path: 'members', value: members.map((member) => ({ value: member.id })) }],
        cite('oneloginCapture', 'CAP', LENGTH_NOTE),
      ),
    ),
  ],
  removeMembers: (...change) => (plain.removeMembers(...change) ?? []).map(captured),
  accepts: {
    ...plainAccepts,
    matchUser: { statuses: [200], body: 'list', ...cite('oneloginCapture', 'CAP') },
    updateUser: { statuses: [200], body: 'resource', ...cite('oneloginCapture', 'CAP') },
  },
};

function templated(person: Flow): JsonObject {
  return assembleUser({ schemas: ONELOGIN_SCHEMAS }, person);
}

function put(id: string, body: JsonObject, cited: ReturnType<typeof cite>): DialectRequest {
  return withQuestionMark(users.send('PUT', at('/Users', id), body, cited));
}

/** The client leaves a lone question mark behind the path. */
function withQuestionMark(request: DialectRequest): DialectRequest {
  return { ...request, path: `${request.path}?` };
}

/** The body of a removal is not in the capture. */
function captured(request: DialectRequest): DialectRequest {
  const cited = cite('oneloginCapture', 'CAP', 'Method, path and media type are from a log; the body is not.');
  return { ...withQuestionMark(request), ...cited };
}

function activate(id: string, active: boolean, current: JsonObject): DialectRequest {
  const body = { ...replacedUser([{ path: 'active', value: active }], current), schemas: ONELOGIN_SCHEMAS };
  return put(id, body, unsourced(OPTION_NOTE));
}
