import { isObject } from '../../scim/json.js';
import { ScimError } from '../../scim/errors.js';
import type { JsonObject } from '../../scim/types.js';
import { RESOURCE_TYPE_SCHEMA, SCHEMA_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { schemas } from './schema-tools.js';
import { answering, asError, configuring, endpointOf, withElements, withMember, without } from './tools.js';

/** Changes one definition of one schema, `patch.supported` of the configuration. */
function defined(schema: string, path: string, change: (definition: JsonObject) => JsonObject): Change {
  const [name = '', sub] = path.split('.');
  const one = (definition: JsonObject): JsonObject => {
    if (definition['name'] !== name) return definition;
    return sub === undefined
      ? change(definition)
      : withElements(definition, 'subAttributes', (part) => (part['name'] === sub ? change(part) : part));
  };
  return schemas((list) => list.map((each) => (each['id'] === schema ? withElements(each, 'attributes', one) : each)));
}

/** An empty object in place of 404 below a discovery list. */
const emptyForUnknown: Change = answering((answer, request) =>
  answer.status === 404 && request.segments.length === 2 && /^(Schemas|ResourceTypes)$/.test(request.segments[0] ?? '')
    ? { ...answer, status: 200, body: {} }
    : answer,
);

/** The printed definitions of section 8.7.2, one mistake in each: row, schema, attribute, what is wrong. */
const SLIPS: readonly (readonly [string, string, string, JsonObject])[] = [
  ['01', SERVICE_PROVIDER_CONFIG_SCHEMA, 'documentationUri', { type: 'string' }],
  ['02', SERVICE_PROVIDER_CONFIG_SCHEMA, 'patch', { required: false }],
  ['03', SERVICE_PROVIDER_CONFIG_SCHEMA, 'patch.supported', { type: 'string' }],
  ['04', SERVICE_PROVIDER_CONFIG_SCHEMA, 'bulk', { mutability: 'readWrite' }],
  ['05', SERVICE_PROVIDER_CONFIG_SCHEMA, 'bulk.maxOperations', { type: 'string' }],
  ['06', SERVICE_PROVIDER_CONFIG_SCHEMA, 'filter', { multiValued: true }],
  ['07', SERVICE_PROVIDER_CONFIG_SCHEMA, 'filter.maxResults', { type: 'decimal' }],
  ['08', SERVICE_PROVIDER_CONFIG_SCHEMA, 'changePassword', { returned: 'request' }],
  ['09', SERVICE_PROVIDER_CONFIG_SCHEMA, 'changePassword.supported', { required: false }],
  ['10', SERVICE_PROVIDER_CONFIG_SCHEMA, 'sort', { required: false }],
  ['11', SERVICE_PROVIDER_CONFIG_SCHEMA, 'sort.supported', { mutability: 'readWrite' }],
  ['14', SERVICE_PROVIDER_CONFIG_SCHEMA, 'authenticationSchemes', { multiValued: false }],
  ['15', SERVICE_PROVIDER_CONFIG_SCHEMA, 'authenticationSchemes.name', { required: false }],
  ['16', RESOURCE_TYPE_SCHEMA, 'id', { mutability: 'readWrite' }],
  ['17', RESOURCE_TYPE_SCHEMA, 'name', { required: false }],
  ['18', RESOURCE_TYPE_SCHEMA, 'description', { required: true }],
  ['19', RESOURCE_TYPE_SCHEMA, 'endpoint', { type: 'string' }],
  ['20', RESOURCE_TYPE_SCHEMA, 'schema', { multiValued: true }],
  ['22', RESOURCE_TYPE_SCHEMA, 'schemaExtensions.required', { type: 'string' }],
  ['23', SCHEMA_SCHEMA, 'id', { mutability: 'readWrite' }],
  ['25', SCHEMA_SCHEMA, 'description', { required: true }],
  ['26', SCHEMA_SCHEMA, 'attributes', { multiValued: false }],
  ['27', SCHEMA_SCHEMA, 'attributes.name', { caseExact: false }],
  ['28', SCHEMA_SCHEMA, 'attributes.type', { required: false }],
  ['29', SCHEMA_SCHEMA, 'attributes.multiValued', { type: 'string' }],
  ['30', SCHEMA_SCHEMA, 'attributes.description', { caseExact: false }],
  ['32', SCHEMA_SCHEMA, 'attributes.canonicalValues', { type: 'complex' }],
  ['37', SCHEMA_SCHEMA, 'attributes.referenceTypes', { multiValued: false }],
  ['38', SCHEMA_SCHEMA, 'attributes.subAttributes', { multiValued: false }],
];

const last = (urn: string): string => urn.split(':').at(-1) ?? urn;

export const documentMutants: Mutant[] = [
  mutant(
    'discovery.unknown-empty',
    'A schema that is not there is an empty object',
    ['RFC7644-3.4.1-04', 'RFC7644-3.4.1-05'],
    emptyForUnknown,
  ),
  mutant(
    'discovery.single-in-array',
    'A schema that is read by its URI comes in an array',
    ['RFC7644-4-06', 'RFC7644-4-09'],
    answering((answer, request) =>
      answer.status === 200 && request.segments.length === 2 && request.segments[0] === 'Schemas'
        ? { ...answer, body: [answer.body ?? {}] }
        : answer,
    ),
  ),
  ...SLIPS.map(([row, schema, path, slip]) =>
    mutant(
      `schema.${last(schema)}-${path}`,
      `The definition of ${path} in the schema ${last(schema)} has ${JSON.stringify(slip)}`,
      [`RFC7643-8.7.2-${row}`],
      defined(schema, path, (definition) => ({ ...definition, ...slip })),
    ),
  ),
  mutant(
    'schema.attribute-nameless',
    'Definitions of attributes call their name id',
    ['RFC7643-7-13', 'RFC7643-7-07'],
    schemas((list) =>
      list.map((schema) =>
        withElements(schema, 'attributes', (definition) => ({
          ...without(definition, 'name'),
          id: definition['name'] ?? '',
        })),
      ),
    ),
  ),
  mutant(
    'schema.urn-without-name',
    'An extension has a URN of the SCIM namespace without name',
    ['RFC7643-10.2.1-01'],
    schemas((list) => [...list, { ...list[0], id: 'urn:ietf:params:scim:vendor', name: 'Vendor', attributes: [] }]),
  ),
  mutant(
    'schema.urn-of-unknown-type',
    'An extension has a URN of the SCIM namespace of a type of its own',
    ['RFC7643-10.2.1-02'],
    schemas((list) => [
      ...list,
      { ...list[0], id: 'urn:ietf:params:scim:vendor:2.0:User', name: 'Vendor', attributes: [] },
    ]),
  ),
  mutant('schema.projected', 'attributes= at /Schemas drops the id', ['RFC7643-7-03'], (b) => ({
    discoveryList: (resources, request) => {
      const names = request.query.get('attributes')?.split(',');
      const shown = names
        ? resources.map((each) => Object.fromEntries(Object.entries(each).filter(([name]) => names.includes(name))))
        : resources;
      return b.discoveryList(shown, request);
    },
  })),
  mutant('schema.excluded', 'excludedAttributes= at /Schemas drops the id', ['RFC7643-7-03'], (b) => ({
    discoveryList: (resources, request) => {
      const names = request.query.get('excludedAttributes')?.split(',') ?? [];
      return b.discoveryList(
        resources.map((each) => without(each, ...names)),
        request,
      );
    },
  })),
  mutant(
    'discovery.total-of-one',
    'Discovery lists say that they have one entry, however many there are',
    ['RFC7644-3.4.2-05'],
    (b) => ({ discoveryList: (resources, request) => ({ ...b.discoveryList(resources, request), totalResults: 1 }) }),
    { kills: ['discovery.lists.total'] },
  ),
  mutant('types.first-page', 'Discovery lists show a first page of three', ['RFC7644-4-11', 'RFC7644-4-05'], (b) => ({
    discoveryList: (resources, request) => ({
      ...b.discoveryList(resources.slice(0, 3), request),
      totalResults: resources.length,
    }),
  })),
  mutant('types.sorted-page', 'A sorted discovery list ends after the first entry', ['RFC7644-4-11'], (b) => ({
    discoveryList: (resources, request) =>
      b.discoveryList(request.query.has('sortBy') ? resources.slice(0, 1) : resources, request),
  })),
  mutant('types.filter-400', 'A filter on a discovery list is answered 400', ['RFC7644-4-12'], {
    discoveryFilter: () => {
      throw new ScimError(400, 'invalidFilter', 'Filters are not served here.');
    },
  }),
  mutant('types.filter-501', 'A filter on a discovery list is answered 501', ['RFC7644-4-12'], {
    discoveryFilter: () => {
      throw new ScimError(501, undefined, 'Filters are not served here.');
    },
  }),
  mutant('types.one-endpoint', 'All resource types give one endpoint', ['RFC7643-6-10'], (b) => ({
    resourceTypes: (list) => b.resourceTypes(list).map((type) => ({ ...type, endpoint: '/Users' })),
  })),
  mutant(
    'types.endpoint-lower-case',
    'Endpoints are announced in lower case',
    ['RFC7644-3.2-01', 'RFC7644-4-13'],
    (b) => ({
      resourceTypes: (list) =>
        b.resourceTypes(list).map((type) => withMember(type, 'endpoint', (endpoint) => String(endpoint).toLowerCase())),
    }),
  ),
  mutant('types.single-other', 'A single resource type is always that of users', ['RFC7644-4-09'], (b) => ({
    beforeRequest: (request) => {
      const [first, second] = request.segments;
      const heard =
        first === 'ResourceTypes' && second !== undefined ? { ...request, segments: [first, 'User'] } : request;
      return b.beforeRequest(heard);
    },
  })),
  mutant(
    'config.anonymous-500',
    'Reading the configuration without credentials crashes the server',
    ['RFC7643-5-22'],
    answering((answer, request) =>
      endpointOf(request) === 'ServiceProviderConfig' && request.headers['authorization'] === undefined
        ? asError(answer, 500)
        : answer,
    ),
  ),
  mutant(
    'config.two-primary-schemes',
    'Two authentication schemes are primary',
    ['RFC7643-5-28'],
    configuring((config) =>
      withMember(config, 'authenticationSchemes', (list) => [
        ...(Array.isArray(list) ? list : []),
        { type: 'httpbasic', name: 'HTTP Basic', description: 'User name and password.', primary: true },
      ]),
    ),
  ),
  mutant(
    'config.max-results-exceeded',
    'Lists show more resources than filter.maxResults',
    ['RFC7644-4-15'],
    configuring((config) =>
      withMember(config, 'filter', (filter) => (isObject(filter) ? { ...filter, maxResults: 1 } : filter)),
    ),
  ),
  mutant(
    'config.cursors-unannounced',
    'All lists are paged by cursor, which the configuration does not say',
    ['RFC9865-4-01'],
    (b) => ({
      usesCursors: () => true,
      serviceProviderConfig: (config) => without(b.serviceProviderConfig(config), 'pagination'),
    }),
  ),
  mutant(
    'config.claims-etag',
    'ETags are announced, and resources have no versions',
    ['RFC7643-5-29', 'RFC7644-4-15'],
    (b) => ({
      etagHeader: () => undefined,
      meta: (stored, view) => without(b.meta(stored, view), 'version'),
    }),
  ),
  mutant('types.unannounced-groups', 'Groups are served but not announced', ['RFC7644-4-08'], (b) => ({
    resourceTypes: (list) => b.resourceTypes(list).filter((type) => type['name'] !== 'Group'),
  })),
];
