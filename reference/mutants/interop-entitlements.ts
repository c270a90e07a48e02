/** Roles and entitlements, as Okta's entitlement management reads them. */
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { endpointOf, hearing, showing, without } from './tools.js';

const on = ['okta-entitlements'];

export const interopEntitlementMutants: Mutant[] = [
  mutant(
    'interop.role-extension-unlisted',
    'The extension of roles is not in /Schemas',
    ['OKTA-ENTITLEMENT-01'],
    (b) => ({
      schemas: (list) => b.schemas(list).filter((schema) => !String(schema['id']).includes(':extension:2.0:RoleScope')),
    }),
    { on, kills: ['interop.okta-oin.entitlements.schemas'] },
  ),
  mutant(
    'interop.roles-without-type',
    'Roles are shown without their type',
    ['OKTA-ENTITLEMENT-02'],
    showing((resource, { type }) => (type.name === 'Role' ? without(resource, 'type') : resource)),
    { on, kills: ['interop.okta-oin.entitlements.listed'] },
  ),
  mutant(
    'interop.roles-in-one-page',
    'All roles are listed, whatever page is asked for',
    ['OKTA-ENTITLEMENT-02'],
    hearing((request) => (endpointOf(request) === 'Roles' ? { ...request, query: new Map() } : request)),
    { on, kills: ['interop.okta-oin.entitlements.pages'] },
  ),
];
