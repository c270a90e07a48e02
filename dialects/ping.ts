/** PingFederate's SCIM connector and PingOne: users by PUT, groups by PATCH, groups found by reading all of them. */
import type { Dialect } from './dialect.js';
import { plainAccepts, plainDialect, replacedUser } from './plain.js';
import { at, citing, equals, speaker } from './requests.js';
import { cite } from './sources.js';

const say = speaker({ mediaType: 'application/scim+json', spaceEncoding: '%20', headers: {} });
const PATCHED = cite(
  'pingSettings',
  'DOC',
  'By PUT where "SCIM SP supports PATCH updates" is off; bodies are not documented.',
);
const BODY_NOTE = 'That PUT is used is documented, the body is not.';
const plain = plainDialect(say);

export const ping: Dialect = {
  ...plain,
  id: 'ping',
  provider: 'ping',
  name: 'PingFederate and PingOne',
  version: 'SCIM connector, SCIM 2.0, read in November 2026',
  mediaType: 'application/scim+json',
  userAgent: undefined,
  spaceEncoding: '%20',
  otherSpaceEncoding: '+',

  matchUser: (attribute, value) => {
    // The unique identifier "workEmail" is asked for by the bare name of the multi-valued attribute.
    const asked = attribute.startsWith('emails') ? 'emails' : attribute;
    return say.get('/Users', cite('pingSettings', 'DOC', 'The encoding of spaces is not documented.'), [
      ['filter', equals(asked, value)],
    ]);
  },
  updateUser: (id, changes, current) =>
    changes.length === 0
      ? []
      : [say.send('PUT', at('/Users', id), replacedUser(changes, current), cite('pingFeatures', 'DOC', BODY_NOTE))],
  disableUser: (id, current) => [
    say.send(
      'PUT',
      at('/Users', id),
      replacedUser([{ path: 'active', value: false }], current),
      cite('pingSettings', 'DOC', 'When the remove action is disable. The body is not documented.'),
    ),
  ],
  deleteUser: (id) => say.remove(at('/Users', id), cite('pingSettings', 'DOC', 'When the remove action is delete.')),
  addMembers: (...change) => citing(plain.addMembers(...change), PATCHED),
  removeMembers: (...change) => citing(plain.removeMembers(...change), PATCHED),
  renameGroup: (...change) => citing(plain.renameGroup(...change), PATCHED),
  matchGroup: () => say.get('/Groups', cite('pingLimits', 'DOC', 'All groups are read and compared.')),
  accepts: {
    ...plainAccepts,
    matchUser: { statuses: [200], body: 'list', ...cite('pingSettings', 'DOC') },
    updateUser: { statuses: [200], body: 'resource', ...cite('pingFeatures', 'DOC') },
  },
};
