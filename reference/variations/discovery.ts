/** Discovery. */
import { isObject, valuesOf } from '../../scim/json.js';
import { withElements, withMember, without } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { PLAIN, types, config } from './published-tools.js';

export const discoveryVariations: Variation[] = [
  variation('types-share-schema', 'Two resource types have the User schema', ['RFC7643-6'], PLAIN, (models) =>
    models.flatMap((model) =>
      model.type.name === 'User'
        ? [model, { ...model, type: { ...model.type, id: 'Contractor', name: 'Contractor', endpoint: '/Contractors' } }]
        : [model],
    ),
  ),
  variation(
    'endpoint-without-slash',
    'Endpoints are given without slash',
    ['RFC7643-6'],
    types((type) => withMember(type, 'endpoint', (endpoint) => String(endpoint).replace(/^\//, ''))),
  ),
  variation(
    'types-without-id',
    'Resource types have no id',
    ['RFC7643-6'],
    types((type) => without(type, 'id')),
  ),
  variation(
    'types-without-description',
    'Resource types have no description',
    ['RFC7643-6'],
    types((type) => without(type, 'description')),
  ),
  variation(
    'types-without-empty-extensions',
    'Resource types without extension leave schemaExtensions out',
    ['RFC7643-6'],
    types((type) => (valuesOf(type['schemaExtensions']).length === 0 ? without(type, 'schemaExtensions') : type)),
  ),
  variation(
    'types-extension-required',
    'An extension without required attributes is required',
    ['RFC7643-8.6'],
    types((type) => withElements(type, 'schemaExtensions', (extension) => ({ ...extension, required: true }))),
  ),
  variation(
    'types-without-meta',
    'Resource types have no meta',
    ['RFC7643-6'],
    types((type) => without(type, 'meta')),
  ),
  variation(
    'config-without-meta',
    'The configuration has no meta',
    ['RFC7643-5'],
    config((value) => without(value, 'meta')),
  ),
  variation(
    'config-with-id',
    'The configuration has an id',
    ['RFC7643-5'],
    config((value) => ({ ...value, id: 'ServiceProviderConfig' })),
  ),
  variation(
    'config-more-members',
    'The configuration has members of later documents and of the vendor',
    ['RFC9967-4'],
    config((value) => ({
      ...value,
      securityEvents: { asyncRequest: 'none', eventUris: [] },
      vendorFeature: { supported: true },
    })),
  ),
  variation(
    'config-more-schemas',
    'The configuration names a further schema',
    ['RFC7643-5'],
    config((value) => withMember(value, 'schemas', (list) => [...valuesOf(list), 'urn:example:schemas:2.0:Config'])),
  ),
  variation(
    'config-vendor-scheme',
    'An authentication scheme has a type of the vendor',
    ['RFC7643-5'],
    config((value) =>
      withElements(value, 'authenticationSchemes', (scheme) => ({ ...without(scheme, 'primary'), type: 'apikey' })),
    ),
  ),
  variation(
    'config-two-schemes',
    'There are two authentication schemes',
    ['RFC7643-5'],
    config((value) =>
      withMember(value, 'authenticationSchemes', (list) => [
        ...valuesOf(list),
        { type: 'httpbasic', name: 'HTTP Basic', description: 'User name and password.' },
      ]),
    ),
  ),
  variation(
    'config-documentation',
    'The configuration has a documentationUri',
    ['RFC7643-5'],
    config((value) => ({ ...value, documentationUri: 'https://docs.example.com/scim' })),
  ),
  variation(
    'config-no-pagination',
    'The configuration does not speak of pagination, and cursors work',
    ['RFC9865-4'],
    config((value) => without(value, 'pagination')),
  ),
  variation(
    'config-pagination-brief',
    'pagination has only its required members',
    ['RFC9865-4'],
    config((value) =>
      withMember(value, 'pagination', (p) =>
        isObject(p) ? { cursor: p['cursor'] ?? null, index: p['index'] ?? null } : p,
      ),
    ),
  ),
  variation(
    'sort-works-unannounced',
    'Sorting works although it is not announced',
    ['RFC7643-5'],
    config((value) => ({ ...value, sort: { supported: false } })),
  ),
  variation('discovery-schemas-unlisted', 'The schemas of discovery are not listed', ['RFC7643-7'], (b) => ({
    schemas: (list) =>
      b
        .schemas(list)
        .filter(
          (schema) =>
            !['ServiceProviderConfig', 'ResourceType', 'Schema'].includes(String(schema['id']).split(':').at(-1) ?? ''),
        ),
  })),
  variation('discovery-list-brief', 'Discovery lists have no paging members', ['RFC7644-3.4.2'], (b) => ({
    discoveryList: (resources, request) => without(b.discoveryList(resources, request), 'startIndex', 'itemsPerPage'),
  })),
  variation('discovery-filter-ignored', 'A filter on discovery is ignored', ['RFC7644-4'], {
    discoveryFilter: (_filter, resources) => resources,
  }),
  variation('discovery-public', 'All of discovery can be read without credentials', ['RFC7644-4'], {
    isPublic: ([first]) => ['ServiceProviderConfig', 'ResourceTypes', 'Schemas'].includes(first ?? ''),
  }),
  variation('discovery-protected', 'The configuration needs credentials', ['RFC7643-5'], { isPublic: () => false }),
];
