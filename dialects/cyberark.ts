/** CyberArk Identity (formerly Idaptive). The vendor lists the requests that its client needs, without bodies. */
import { GROUP_SCHEMA, USER_SCHEMA } from '../scim/urns.js';
import type { Dialect } from './dialect.js';
import { plainAccepts, plainDialect } from './plain.js';
import { at, citing, equals, speaker } from './requests.js';
import { cite } from './sources.js';

const say = speaker({ mediaType: 'application/scim+json', spaceEncoding: '%20', headers: {} });
const plain = plainDialect(say);
const LISTED = cite(
  'cyberarkScim',
  'DOC',
  'The request is in the list of what the client needs; bodies are not shown.',
);
const LISTED_ANSWER = cite('cyberarkScim', 'DOC');

export const cyberark: Dialect = {
  ...plain,
  id: 'cyberark',
  provider: 'cyberark',
  name: 'CyberArk Identity',
  version: 'outbound SCIM 2.0 provisioning, read in November 2026',
  mediaType: 'application/scim+json',
  userAgent: undefined,
  spaceEncoding: '%20',

  testConnection: () => [say.get('/Users', LISTED, [['count', 1]]), ...discovery()],
  discovery,
  matchUser: (attribute, value) => say.get('/Users', LISTED, [['filter', equals(attribute, value)]]),
  readUser: (id) => say.get(at('/Users', id), LISTED),
  createUser: (person) => ({ ...plain.createUser(person), ...LISTED }),
  updateUser: (...update) => citing(plain.updateUser(...update), LISTED),
  disableUser: (...user) => citing(plain.disableUser(...user), LISTED),
  enableUser: (...user) => citing(plain.enableUser(...user), LISTED),
  deleteUser: () => null,
  matchGroup: () => say.get('/Groups', LISTED),
  readGroup: (id) => say.get(at('/Groups', id), LISTED),
  createGroup: (group) => {
    const request = plain.createGroup(group);
    return request && { ...request, ...LISTED };
  },
  addMembers: (...change) => citing(plain.addMembers(...change), LISTED),
  removeMembers: (...change) => citing(plain.removeMembers(...change), LISTED),
  renameGroup: (...change) => citing(plain.renameGroup(...change), LISTED),
  deleteGroup: () => null,
  accepts: {
    ...plainAccepts,
    testConnection: { statuses: [200], body: 'list', ...LISTED_ANSWER },
    discovery: { statuses: [200], body: 'resource', ...LISTED_ANSWER },
    matchUser: { statuses: [200], body: 'list', ...LISTED_ANSWER },
    readUser: { statuses: [200], body: 'resource', ...LISTED_ANSWER },
  },
};

function discovery(): ReturnType<Dialect['discovery']> {
  return [
    say.get('/ServiceProviderConfig', LISTED),
    say.get('/ResourceTypes/User', LISTED),
    say.get('/ResourceTypes/Group', LISTED),
    say.get(`/Schemas/${USER_SCHEMA}`, LISTED),
    say.get(`/Schemas/${GROUP_SCHEMA}`, LISTED),
  ];
}
