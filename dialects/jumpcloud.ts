/** JumpCloud's custom SCIM integration. Only its connection test and one way to remove members are public. */
import { ISSUED_GROUP_ID, ISSUED_USER_ID, type Dialect } from './dialect.js';
import { plainDialect } from './plain.js';
import { at, speaker } from './requests.js';
import { cite } from './sources.js';

const say = speaker({ mediaType: 'application/scim+json', spaceEncoding: '%20', headers: {} });
const plain = plainDialect(say);
const SEQUENCE = cite(
  'jumpcloudScim',
  'DOC',
  'A test user and a test group are created and deleted; the bodies are not documented. Without DELETE the user is deactivated.',
);

export const jumpcloud: Dialect = {
  ...plain,
  id: 'jumpcloud',
  provider: 'jumpcloud',
  name: 'JumpCloud',
  version: 'custom SCIM 2.0 identity management integration, read in November 2026',
  mediaType: 'application/scim+json',
  userAgent: undefined,
  spaceEncoding: '%20',

  testConnection: ({ user = {}, group }) => {
    const create = { ...plain.createUser(user), ...SEQUENCE };
    const remove = say.remove(at('/Users', ISSUED_USER_ID), SEQUENCE);
    const createGroup = group ? plain.createGroup(group) : null;
    if (!createGroup) return [create, remove];
    return [create, { ...createGroup, ...SEQUENCE }, say.remove(at('/Groups', ISSUED_GROUP_ID), SEQUENCE), remove];
  },
  removeMembers: (id, members) => [
    say.patch(
      at('/Groups', id),
      [{ op: 'remove', path: 'members', value: members.map((member) => ({ value: member.id })) }],
      cite('jumpcloudMembers', '3P'),
    ),
  ],
};
