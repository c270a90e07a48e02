/** Roles and entitlements as resources of their own, as Okta's entitlement management reads them. */
import { schemaFrom } from '../../scim/model.js';
import type { JsonObject, ResourceModel } from '../../scim/types.js';
import { PLAIN } from './published-tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

const EXTENSION = 'urn:example:schemas:extension:2.0:RoleScope';

const schemaOf = (name: string): string => `urn:okta:scim:schemas:core:1.0:${name}`;

const text = (name: string, required: boolean): JsonObject => ({
  name,
  type: 'string',
  multiValued: false,
  required,
  description: `The ${name}.`,
});

function modelOf(name: string, endpoint: string): ResourceModel {
  return {
    type: { id: name, name, description: name, endpoint, schema: schemaOf(name), schemaExtensions: [] },
    core: schemaFrom({
      id: schemaOf(name),
      name,
      description: `${name} of Okta's entitlement management.`,
      attributes: [text('displayName', true), text('type', true)],
    }),
    extensions: [],
  };
}

const scope = schemaFrom({
  id: EXTENSION,
  name: 'RoleScope',
  description: 'Where a role holds.',
  attributes: [text('region', false)],
});

const roles = modelOf('Role', '/Roles');
const models: readonly ResourceModel[] = [
  {
    ...roles,
    type: { ...roles.type, schemaExtensions: [{ schema: EXTENSION, required: false }] },
    extensions: [scope],
  },
  modelOf('Entitlement', '/Entitlements'),
];

const held = (type: string, displayName: string): NonNullable<Variation['holds']>[number] => ({
  type,
  resource: { schemas: [schemaOf(type)], displayName, type: type.toLowerCase() },
});

export const entitlementVariations: Variation[] = [
  {
    ...variation(
      'okta-entitlements',
      'There are roles and entitlements, in the schemas of Okta',
      ['RFC7643-6'],
      PLAIN,
      (published) => [...published, ...models],
    ),
    holds: [held('Role', 'Auditor'), held('Role', 'Editor'), held('Entitlement', 'Laboratory')],
  },
];
