import type { JsonObject } from '../../scim/types.js';
import { LIST_RESPONSE } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { types } from './schema-tools.js';
import {
  answering,
  asError,
  endpointOf,
  hearing,
  inAnswers,
  isOne,
  withElements,
  withMember,
  without,
} from './tools.js';

function at(endpoint: string, change: (body: JsonObject) => unknown): Change {
  return inAnswers(
    ({ status }, request) => endpointOf(request) === endpoint && status === 200,
    (body) => change(body) as JsonObject,
  );
}

/** Pages what must not be paged. */
const paged: Change = (b) => ({
  discoveryList: (resources, request) => {
    const start = Math.max(1, Number(request.query.get('startIndex') ?? 1) || 1);
    const count = Number(request.query.get('count') ?? resources.length);
    const page = resources.slice(start - 1, start - 1 + (Number.isNaN(count) ? resources.length : count));
    return { ...b.discoveryList(page, request), totalResults: resources.length, startIndex: start };
  },
});

/** Selects by the one form of filter that a client would send here. */
function narrowed(filter: string, resources: JsonObject[]): JsonObject[] {
  const [, name = '', value] = /^(\w+) eq "(.*)"$/i.exec(filter) ?? [];
  return resources.filter((resource) => resource[name] === value);
}

export const typeMutants: Mutant[] = [
  mutant(
    'types.missing',
    'There is no /ResourceTypes',
    ['RFC7644-3.2-10', 'RFC7644-4-08'],
    answering((answer, request) => (endpointOf(request) === 'ResourceTypes' ? asError(answer, 404) : answer)),
    { bug: 42 },
  ),
  mutant(
    'types.one-missing',
    'A single resource type cannot be read',
    ['RFC7644-3.4.1-05', 'RFC7644-4-09'],
    answering((answer, request) => (isOne(request, 'ResourceTypes') ? asError(answer, 404) : answer)),
    { bug: 42 },
  ),
  mutant(
    'types.bare-array',
    '/ResourceTypes is a bare array',
    ['RFC7644-4-10'],
    at('ResourceTypes', (body) => body['Resources'] ?? body),
  ),
  mutant(
    'types.one-in-list',
    'A single resource type comes in a list',
    ['RFC7644-4-09'],
    answering((answer, request) =>
      isOne(request, 'ResourceTypes') && answer.status === 200 && answer.body !== undefined
        ? { ...answer, body: { schemas: [LIST_RESPONSE], totalResults: 1, Resources: [answer.body] } }
        : answer,
    ),
  ),
  mutant(
    'types.no-schemas',
    'Resource types have no schemas',
    ['RFC7643-6-01', 'RFC7643-3-03'],
    types((type) => without(type, 'schemas')),
    { bug: 43 },
  ),
  mutant(
    'types.no-name',
    'Resource types have no name',
    ['RFC7643-6-05', 'RFC7643-6-03'],
    types((type) => without(type, 'name')),
  ),
  mutant(
    'types.no-endpoint',
    'Resource types have no endpoint',
    ['RFC7643-6-09', 'RFC7643-6-03', 'RFC7644-4-08'],
    types((type) => without(type, 'endpoint')),
  ),
  mutant(
    'types.no-schema',
    'Resource types have no schema',
    ['RFC7643-6-11', 'RFC7643-6-03', 'RFC7644-4-08'],
    types((type) => without(type, 'schema')),
  ),
  mutant(
    'types.endpoint-singular',
    'The endpoint given for users is /User',
    ['RFC7644-4-13', 'RFC7644-3.2-01'],
    types((type) => (type['name'] === 'User' ? { ...type, endpoint: '/User' } : type)),
  ),
  mutant(
    'types.schema-by-name',
    'The schema of a resource type is given by name',
    ['RFC7643-6-11'],
    types((type) => ({ ...type, schema: type['name'] ?? '' })),
  ),
  mutant(
    'types.extensions-object',
    'schemaExtensions is one object',
    ['RFC7643-6-13'],
    types((type) =>
      withMember(type, 'schemaExtensions', (list) => (Array.isArray(list) && list[0] !== undefined ? list[0] : list)),
    ),
  ),
  mutant(
    'types.extensions-strings',
    'schemaExtensions holds URNs',
    ['RFC7643-6-13', 'RFC7643-6-14'],
    types((type) => withElements(type, 'schemaExtensions', (extension) => extension['schema'] ?? '')),
  ),
  mutant(
    'types.extension-required-missing',
    'An extension does not say whether it is required',
    ['RFC7643-6-15'],
    types((type) => withElements(type, 'schemaExtensions', (extension) => without(extension, 'required'))),
  ),
  mutant(
    'types.extension-required-string',
    'An extension says by a string whether it is required',
    ['RFC7643-6-15'],
    types((type) => withElements(type, 'schemaExtensions', (extension) => ({ ...extension, required: 'false' }))),
  ),
  mutant(
    'types.extension-unlisted',
    'The enterprise extension is used but not announced',
    ['RFC7643-3-06', 'RFC7643-6-13'],
    types((type) => ({ ...type, schemaExtensions: [] })),
  ),
  mutant(
    'types.other-name',
    'Resource types are called otherwise than meta.resourceType',
    ['RFC7643-6-06', 'RFC7643-3.1-28'],
    types((type) => ({ ...type, name: `${String(type['name'])}s` })),
  ),
  mutant(
    'types.named-alike',
    'Two resource types have one name',
    ['RFC7643-6-07'],
    types((type) => ({ ...type, name: 'User' })),
  ),
  mutant('types.phantom', 'A resource type is announced that does not exist', ['RFC7644-4-13'], (b) => ({
    resourceTypes: (list) => {
      const all = b.resourceTypes(list);
      const [first] = all;
      return first ? [...all, { ...first, id: 'Role', name: 'Role', endpoint: '/Roles' }] : all;
    },
  })),
  mutant('types.no-user', 'Users are not announced', ['RFC7644-4-08', 'RFC7644-3.2-01', 'RFC7643-4.1-01'], (b) => ({
    resourceTypes: (list) => b.resourceTypes(list).filter((type) => type['name'] !== 'User'),
  })),
  mutant(
    'types.user-by-other-schema',
    'The User type names a schema of the vendor',
    ['RFC7643-4.1-01'],
    types((type) =>
      type['name'] === 'User' ? { ...type, schema: 'urn:ietf:params:scim:schemas:core:2.0:Person' } : type,
    ),
    { kills: ['discovery.types-served.user-schema'] },
  ),
  mutant('types.paged', 'Discovery lists are paged', ['RFC7644-4-11'], paged),
  mutant('types.filtered', 'Discovery lists are filtered', ['RFC7644-4-16'], { discoveryFilter: narrowed }),
  mutant('types.filter-empty', 'A filter on a discovery list finds nothing', ['RFC7644-4-16'], {
    discoveryFilter: () => [],
  }),
  mutant(
    'types.list-no-schemas',
    'Discovery lists have no schemas',
    ['RFC7644-4-10', 'RFC7644-3.4.2-04'],
    (b) => ({
      discoveryList: (resources, request) => without(b.discoveryList(resources, request), 'schemas'),
    }),
    { bug: 43 },
  ),
  mutant(
    'types.list-no-total',
    'Discovery lists have no totalResults',
    ['RFC7644-3.4.2-05'],
    (b) => ({
      discoveryList: (resources, request) => without(b.discoveryList(resources, request), 'totalResults'),
    }),
    { bug: 43 },
  ),
  mutant(
    'types.lower-case-resources',
    'Discovery lists hold "resources"',
    ['RFC7644-3.4.2-07'],
    (b) => ({
      discoveryList: (resources, request) => ({
        ...without(b.discoveryList(resources, request), 'Resources'),
        resources,
      }),
    }),
    { kills: ['discovery.lists.resources'] },
  ),
  mutant(
    'types.wrong-case-path',
    'Only /resourcetypes and /schemas are there',
    ['RFC7644-3.2-10'],
    hearing((request) => {
      const [first = '', ...rest] = request.segments;
      const moved: Record<string, string> = {
        ResourceTypes: 'Nothing',
        Schemas: 'Nothing',
        resourcetypes: 'ResourceTypes',
        schemas: 'Schemas',
      };
      return { ...request, segments: first === '' ? [] : [moved[first] ?? first, ...rest] };
    }),
  ),
];
