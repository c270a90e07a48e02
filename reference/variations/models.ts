/** Other resource types and extensions. */
import { deviceDefinitions } from '../devices.js';
import { remodel } from '../mutants/tools.js';
import { modelsFrom } from '../models.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { PLAIN, lacking, extended, badge, desk, pass, requiring, role } from './published-tools.js';

export const modelVariations: Variation[] = [
  variation('no-groups', 'There are no groups', ['RFC7643-6'], PLAIN, (models) =>
    lacking('groups')(models.filter(({ type }) => type.name !== 'Group')),
  ),
  variation('other-endpoint', 'Users are at /People', ['RFC7643-6'], PLAIN, (models) =>
    models.map((model) =>
      model.type.name === 'User' ? { ...model, type: { ...model.type, endpoint: '/People' } } : model,
    ),
  ),
  variation('other-type-name', 'The resource type of users is called Account', ['RFC7643-6'], PLAIN, (models) =>
    models.map((model) =>
      model.type.name === 'User' ? { ...model, type: { ...model.type, id: 'Account', name: 'Account' } } : model,
    ),
  ),
  variation('no-enterprise', 'There is no enterprise extension', ['RFC7643-6'], PLAIN, (models) =>
    models.map((model) => ({ ...model, type: { ...model.type, schemaExtensions: [] }, extensions: [] })),
  ),
  variation('more-types', 'There is a resource type of the vendor', ['RFC7643-6'], PLAIN, (models) => [
    ...models,
    role,
  ]),
  variation(
    'vendor-extension',
    'Users have an extension of the vendor outside of the IETF namespace',
    ['RFC7643-10'],
    PLAIN,
    extended(badge),
  ),
  variation(
    'vendor-extension-rich',
    'Users have an extension of the vendor with attributes of every kind',
    ['RFC7643-3.3', 'RFC7643-7'],
    PLAIN,
    extended(pass),
  ),
  variation('devices', 'There are devices and their applications', ['RFC9944-2'], PLAIN, (models) => [
    ...models,
    ...modelsFrom(deviceDefinitions()),
  ]),
  variation(
    'extension-required',
    'Users need an extension of the vendor, and the resource type says so',
    ['RFC7643-6'],
    PLAIN,
    requiring(desk),
  ),
  variation(
    'enterprise-number-required',
    'employeeNumber is required of users with the enterprise extension',
    ['RFC7643-6', 'RFC7643-7'],
    PLAIN,
    (models) =>
      models.map((model) =>
        remodel(model, (attribute) =>
          attribute.name === 'employeeNumber' ? { ...attribute, required: true } : attribute,
        ),
      ),
  ),
  variation(
    'empty-schema',
    'A schema has no attributes',
    ['RFC7643-7'],
    PLAIN,
    extended({ id: 'urn:example:schemas:2.0:Marker', name: 'Marker', description: 'Marks only.', attributes: [] }),
  ),
];
