import { isObject, valuesOf } from '../../scim/json.js';
import { commonAttributes, defineAttribute, schemaFrom } from '../../scim/model.js';
import type { Attribute, JsonObject, ResourceModel, Schema } from '../../scim/types.js';
import { remodel, withElements, withMember, without } from '../mutants/tools.js';
import type { Change } from '../behavior.js';
import { deviceDefinitions } from '../devices.js';
import { modelsFrom } from '../models.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

const PLAIN: Change = () => ({});

/** Publishes, and enforces, other characteristics. */
function published(change: (attribute: Attribute, path: string) => Attribute, type = 'User') {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    models.map((model) => (model.type.name === type ? remodel(model, change) : model));
}

function only(path: string, change: Partial<Attribute>): (attribute: Attribute, at: string) => Attribute {
  return (attribute, at) => (at === path ? { ...attribute, ...change } : attribute);
}

function lacking(...names: string[]) {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    models.map((model) => ({
      ...model,
      core: { ...model.core, attributes: model.core.attributes.filter(({ name }) => !names.includes(name)) },
    }));
}

/** Changes what /Schemas says, not what the server does. */
function said(change: (definition: JsonObject) => JsonObject): Change {
  const one = (definition: JsonObject): JsonObject => withElements(change(definition), 'subAttributes', one);
  return (b) => ({ schemas: (list) => b.schemas(list).map((schema) => withElements(schema, 'attributes', one)) });
}

function types(change: (type: JsonObject) => JsonObject): Change {
  return (b) => ({ resourceTypes: (list) => b.resourceTypes(list).map(change) });
}

function config(change: (value: JsonObject) => JsonObject): Change {
  return (b) => ({ serviceProviderConfig: (value) => change(b.serviceProviderConfig(value)) });
}

/** Another extension of users. */
function extended(schema: Schema) {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    models.map((model) =>
      model.type.name === 'User'
        ? {
            ...model,
            type: {
              ...model.type,
              schemaExtensions: [...model.type.schemaExtensions, { schema: schema.id, required: false }],
            },
            extensions: [...model.extensions, schema],
          }
        : model,
    );
}

const badge = schemaFrom({
  id: 'https://vendor.example.com/schemas/Badge',
  name: 'Badge',
  description: 'Entry badge of the vendor.',
  attributes: [
    { name: 'number', type: 'integer', multiValued: false, description: 'Number on the badge.' },
    { name: 'weight', type: 'decimal', multiValued: false, description: 'Weight in grams.' },
  ],
});

const desk = schemaFrom({
  id: 'urn:example:schemas:2.0:Desk',
  name: 'Desk',
  description: 'Where somebody sits.',
  attributes: [{ name: 'desk', type: 'string', multiValued: false, required: true, description: 'Label of the desk.' }],
});

/** Another extension of users, which none may lack. */
function requiring(schema: Schema) {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    extended(schema)(models).map((model) => ({
      ...model,
      type: {
        ...model.type,
        schemaExtensions: model.type.schemaExtensions.map((extension) =>
          extension.schema === schema.id ? { ...extension, required: true } : extension,
        ),
      },
    }));
}

const role: ResourceModel = {
  type: {
    id: 'Role',
    name: 'Role',
    description: 'Role',
    endpoint: '/Roles',
    schema: 'urn:example:schemas:2.0:Role',
    schemaExtensions: [],
  },
  core: schemaFrom({
    id: 'urn:example:schemas:2.0:Role',
    name: 'Role',
    description: 'Role of the vendor.',
    attributes: [
      { name: 'displayName', type: 'string', multiValued: false, required: true, description: 'Name of the role.' },
    ],
  }),
  extensions: [],
};

export const publishedVariations: Variation[] = [
  variation(
    'no-rare-attributes',
    'ims, photos, certificates and entitlements are not supported',
    ['RFC7643-4.1.2'],
    PLAIN,
    lacking('ims', 'photos', 'x509Certificates', 'entitlements'),
  ),
  variation('no-display-of-values', 'Multi-valued attributes have no display', ['RFC7643-2.4'], PLAIN, (models) =>
    models.map((model) => ({
      ...model,
      core: {
        ...model.core,
        attributes: model.core.attributes.map((attribute) =>
          attribute.name === 'emails' || attribute.name === 'phoneNumbers'
            ? { ...attribute, subAttributes: (attribute.subAttributes ?? []).filter(({ name }) => name !== 'display') }
            : attribute,
        ),
      },
    })),
  ),
  variation(
    'addresses-primary',
    'An address can be primary',
    ['RFC7643-2.4'],
    PLAIN,
    published((attribute, path) =>
      path === 'addresses'
        ? {
            ...attribute,
            subAttributes: [
              ...(attribute.subAttributes ?? []),
              defineAttribute({ name: 'primary', type: 'boolean', description: 'The preferred one.' }),
            ],
          }
        : attribute,
    ),
  ),
  variation(
    'mail-required',
    'A user needs an e-mail address, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails', { required: true })),
  ),
  variation(
    'family-name-required',
    'A user needs a family name, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published((attribute, path) =>
      path === 'name' || path === 'name.familyName' ? { ...attribute, required: true } : attribute,
    ),
  ),
  variation(
    'password-required',
    'A new user needs a password, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('password', { required: true })),
  ),
  variation(
    'title-read-only',
    'title is read-only, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('title', { mutability: 'readOnly' })),
  ),
  variation(
    'nick-name-immutable',
    'nickName is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('nickName', { mutability: 'immutable' })),
  ),
  variation(
    'members-on-request',
    'members are returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('members', { returned: 'request' }), 'Group'),
  ),
  variation(
    'groups-on-request',
    'groups are returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('groups', { returned: 'request' })),
  ),
  variation(
    'title-on-request',
    'title is returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('title', { returned: 'request' })),
  ),
  variation(
    'user-name-always',
    'userName is always returned, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { returned: 'always' })),
  ),
  variation(
    'mail-unique',
    'E-mail addresses are unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails.value', { uniqueness: 'server' })),
  ),
  variation(
    'group-name-unique',
    'Names of groups are unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('displayName', { uniqueness: 'server' }), 'Group'),
  ),
  variation(
    'user-name-global',
    'userName is globally unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { uniqueness: 'global' })),
  ),
  variation(
    'user-name-case-exact',
    'Letter case counts in userName, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { caseExact: true })),
  ),
  variation(
    'display-immutable',
    'display of multi-valued attributes is immutable',
    ['RFC7643-2.4'],
    PLAIN,
    published((attribute, path) =>
      /^(emails|phoneNumbers)\.display$/.test(path) ? { ...attribute, mutability: 'immutable' } : attribute,
    ),
  ),
  variation(
    'canonical-values-narrow',
    'Fewer types are listed for e-mail addresses',
    ['RFC7643-2.3.1'],
    PLAIN,
    published(only('emails.type', { canonicalValues: ['work'] })),
  ),
  variation(
    'canonical-values-none',
    'No canonical values are listed',
    ['RFC7643-2.3.1'],
    said((definition) => without(definition, 'canonicalValues')),
  ),
  variation(
    'canonical-values-wide',
    'More types are listed for e-mail addresses',
    ['RFC7643-2.3.1'],
    PLAIN,
    published(only('emails.type', { canonicalValues: ['work', 'home', 'other', 'school'] })),
  ),
  variation(
    'defaults-left-out',
    'Characteristics that have their default are left out',
    ['RFC7643-2.2'],
    said((definition) =>
      Object.fromEntries(
        Object.entries(definition).filter(
          ([name, value]) =>
            !(
              (name === 'required' && value === false) ||
              (name === 'caseExact' && value === false) ||
              (name === 'mutability' && value === 'readWrite') ||
              (name === 'returned' && value === 'default') ||
              (name === 'uniqueness' && value === 'none')
            ),
        ),
      ),
    ),
  ),
  variation(
    'noise',
    'Booleans and complex attributes say caseExact and uniqueness',
    ['RFC7643-8.7.1'],
    said((definition) => ({ caseExact: false, uniqueness: 'none', ...definition })),
  ),
  variation('case-exact-references', 'References are case-exact', ['RFC7643-2.3.7'], PLAIN, (models) =>
    models.map((model) =>
      remodel(model, (attribute) => (attribute.type === 'reference' ? { ...attribute, caseExact: true } : attribute)),
    ),
  ),
  variation(
    'case-exact-nowhere',
    'Certificates are said to be case-insensitive',
    ['RFC7643-8.7.1'],
    said((definition) => (definition['type'] === 'binary' ? { ...definition, caseExact: false } : definition)),
  ),
  variation('common-attributes-listed', 'Schemas list the common attributes', ['RFC7643-3.1'], PLAIN, (models) =>
    models.map((model) => ({
      ...model,
      core: {
        ...model.core,
        attributes: [...commonAttributes.filter(({ name }) => name !== 'schemas'), ...model.core.attributes],
      },
    })),
  ),
  variation('other-language', 'Names and descriptions of schemas are in another language', ['RFC7643-7'], (b) => ({
    schemas: (list) =>
      b
        .schemas(list)
        .map((schema) => ({ ...schema, name: `Schéma ${String(schema['name'])}`, description: 'Beschreibung' })),
  })),
  variation(
    'group-name-optional-in-schema',
    'The schema of groups says that displayName is optional, as printed',
    ['RFC7643-8.7.1'],
    said((definition) => (definition['name'] === 'displayName' ? { ...definition, required: false } : definition)),
  ),
  variation(
    'no-descriptions',
    'No attribute has a description',
    ['RFC7643-7'],
    said((definition) => without(definition, 'description')),
  ),
  variation('no-groups', 'There are no groups', ['RFC7643-6'], PLAIN, (models) =>
    lacking('groups')(models.filter(({ type }) => type.name !== 'Group')),
  ),
  variation('no-enterprise', 'There is no enterprise extension', ['RFC7643-6'], PLAIN, (models) =>
    models.map((model) => ({ ...model, type: { ...model.type, schemaExtensions: [] }, extensions: [] })),
  ),
  variation('more-types', 'There is a resource type of the vendor', ['RFC7643-6'], PLAIN, (models) => [
    ...models,
    role,
  ]),
  variation('types-share-schema', 'Two resource types have the User schema', ['RFC7643-6'], PLAIN, (models) =>
    models.flatMap((model) =>
      model.type.name === 'User'
        ? [model, { ...model, type: { ...model.type, id: 'Contractor', name: 'Contractor', endpoint: '/Contractors' } }]
        : [model],
    ),
  ),
  variation(
    'vendor-extension',
    'Users have an extension of the vendor outside of the IETF namespace',
    ['RFC7643-10'],
    PLAIN,
    extended(badge),
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
    'empty-schema',
    'A schema has no attributes',
    ['RFC7643-7'],
    PLAIN,
    extended({ id: 'urn:example:schemas:2.0:Marker', name: 'Marker', description: 'Marks only.', attributes: [] }),
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
