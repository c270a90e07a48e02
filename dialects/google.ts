/** Google Workspace, apps of its catalog. What it writes is not public; groups are hardly provisioned. */
import type { Dialect } from './dialect.js';
import { plainAccepts, plainDialect } from './plain.js';
import { at, speaker } from './requests.js';
import { cite, unsourced } from './sources.js';

const say = speaker({ mediaType: 'application/scim+json', spaceEncoding: '%20', headers: {} });
const plain = plainDialect(say);
const PROBE = cite('googleProbe', '3P');

export const google: Dialect = {
  ...plain,
  id: 'google',
  provider: 'google',
  name: 'Google Workspace',
  version: 'automatic user provisioning of catalog apps, read in November 2026',
  mediaType: 'application/scim+json',
  userAgent: undefined,
  spaceEncoding: '%20',

  testConnection: () => [say.get('/Users', PROBE, [['count', 1]])],
  deleteUser: (id) =>
    say.remove(
      at('/Users', id),
      unsourced(
        'Suspended first, deleted after a delay that the administrator chooses; the request is not documented.',
      ),
    ),
  matchGroup: () => null,
  readGroup: () => null,
  createGroup: () => null,
  addMembers: () => null,
  removeMembers: () => null,
  replaceMembers: () => null,
  renameGroup: () => null,
  deleteGroup: () => null,
  listGroups: () => null,
  accepts: { ...plainAccepts, testConnection: { statuses: [200], body: 'list', ...PROBE } },
};
