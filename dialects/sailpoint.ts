/** SailPoint's SCIM 2.0 connector. Only the discovery that precedes an aggregation is public. */
import { USER_SCHEMA } from '../scim/urns.js';
import type { Dialect } from './dialect.js';
import { plainAccepts, plainDialect } from './plain.js';
import { speaker } from './requests.js';
import { cite } from './sources.js';

const say = speaker({ mediaType: 'application/scim+json', spaceEncoding: '%20', headers: {} });
const STAFF = cite('sailpointDiscovery', 'STAFF', 'A 404 on any of them ends the account aggregation.');

export const sailpoint: Dialect = {
  ...plainDialect(say),
  id: 'sailpoint',
  provider: 'sailpoint',
  name: 'SailPoint',
  version: 'SCIM 2.0 connector, read in November 2026',
  mediaType: 'application/scim+json',
  userAgent: undefined,
  spaceEncoding: '%20',

  testConnection: discovery,
  discovery,
  accepts: { ...plainAccepts, discovery: { statuses: [200], body: 'optional', ...STAFF } },
};

function discovery(): ReturnType<Dialect['discovery']> {
  return [
    say.get('/ServiceProviderConfig', STAFF),
    say.get('/ResourceTypes', STAFF),
    say.get('/Schemas', STAFF),
    say.get('/ResourceTypes/User', STAFF),
    say.get(`/Schemas/${USER_SCHEMA}`, STAFF),
  ];
}
