/** Mutants of lists: what sorting and paging do to a filter, to groups, to names, and at the root. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import { findAttribute } from '../../scim/model.js';
import type { Json, Resource } from '../../scim/types.js';
import type { Change, QueryParameters } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asking } from './paging-tools.js';
import { endpointOf, failing, hearing, listing, without } from './tools.js';
import { stepwise } from './patching.js';

/** Without one query parameter where a condition holds. */
function dropping(name: string, where: (query: ReadonlyMap<string, string>, endpoint: string) => boolean): Change {
  return hearing((request) =>
    where(request.query, endpointOf(request))
      ? { ...request, query: new Map([...request.query].filter(([key]) => key !== name)) }
      : request,
  );
}

/** Sorting sees only what the answer will show. */
const projectedFirst: Change = (b) => {
  let asked: QueryParameters = {};
  return {
    readQuery: (raw) => (asked = b.readQuery(raw)),
    sort: (resources, sorting, model) => {
      const { attributes } = asked;
      const shown = new Map<Resource, Resource>(
        resources.map((resource) => [attributes ? b.project(resource, { attributes }, model) : resource, resource]),
      );
      return b.sort([...shown.keys()], sorting, model).map((resource) => shown.get(resource) ?? resource);
    },
  };
};

/** The largest of several values decides. */
function largestFirst(resource: Resource, name: string): Resource {
  const values = resource[name];
  if (!Array.isArray(values)) return resource;
  const text = (value: Json): string => (isObject(value) ? String(value['value']) : String(value));
  const sorted = [...values].sort((left, right) => (text(left) < text(right) ? 1 : -1));
  return { ...resource, [name]: sorted.slice(0, 1) };
}

export const queryListMutants: Mutant[] = [
  mutant(
    'sort.drops-filter',
    'A sorted list is not filtered',
    ['RFC7644-3.4.2.2-04'],
    dropping('filter', (query) => query.has('sortBy')),
  ),
  mutant('sort.after-projection', 'Sorting sees only what the answer shows', ['RFC7644-3.4.2.3-03'], projectedFirst),
  mutant(
    'sort.not-for-groups',
    'sortBy is ignored for groups',
    ['RFC7644-3.4.2.3-03', 'RFC7644-3.4.2.3-11'],
    dropping('sortBy', (_query, endpoint) => endpoint === 'Groups'),
  ),
  mutant(
    'sort.names-exact',
    'sortBy in another letter case is ignored',
    ['RFC7644-3.10-05'],
    asking((p) => (/^[A-Z]/.test(p.sortBy ?? '') ? (without(p as Resource, 'sortBy') as QueryParameters) : p)),
  ),
  mutant(
    'sort.urn-ignored',
    'sortBy with a URN is ignored',
    ['RFC7644-3.10-01'],
    asking((p) => (/^urn:/i.test(p.sortBy ?? '') ? (without(p as Resource, 'sortBy') as QueryParameters) : p)),
  ),
  mutant('sort.largest-value', 'Of several values the largest decides over the order', ['RFC7644-3.4.2.3-05'], (b) => ({
    sort: (resources, sorting, model) => {
      const name = findAttribute(model, sorting.sortBy)?.attribute?.name ?? '';
      const changed = new Map<Resource, Resource>(
        resources.map((resource) => [largestFirst(resource, name), resource]),
      );
      return b.sort([...changed.keys()], sorting, model).map((resource) => changed.get(resource) ?? resource);
    },
  })),
  mutant(
    'sort.later-pages-unsorted',
    'Pages after the first are cut from the unsorted list',
    ['RFC7644-3.4.2.3-15'],
    dropping('sortBy', (query) => Number(query.get('startIndex') ?? 1) > 1),
  ),
  mutant(
    'paging.drops-filter',
    'Pages after the first are not filtered',
    ['RFC7644-3.4.2.4-15', 'RFC7644-3.4.2.2-04'],
    dropping('filter', (query) => Number(query.get('startIndex') ?? 1) > 1),
  ),
  mutant(
    'paging.not-for-groups',
    'count is ignored for groups',
    ['RFC7644-3.4.2.4-05'],
    dropping('count', (_query, endpoint) => endpoint === 'Groups'),
  ),
  mutant(
    'paging.groups-total-of-page',
    'totalResults of groups is the size of the page',
    ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-15'],
    (b) => ({
      listMessage: (page, request) =>
        b.listMessage(endpointOf(request) === 'Groups' ? { ...page, total: page.resources.length } : page, request),
    }),
    { bug: 18 },
  ),
  mutant(
    'paging.groups-first-page',
    'startIndex is ignored for groups',
    ['RFC7644-3.4.2.4-13'],
    dropping('startIndex', (_query, endpoint) => endpoint === 'Groups'),
  ),
  mutant(
    'paging.last-unreachable',
    'The last resource is on no page but an unpaged one',
    ['RFC7644-3.4.2.4-13'],
    (b) => ({
      slice: (items, startIndex, count) => b.slice(startIndex > 1 ? items.slice(0, -1) : items, startIndex, count),
    }),
  ),
  mutant(
    'list.unknown-parameter-400',
    'A list with an unknown query parameter is answered 400',
    ['RFC7644-3.4.2-03'],
    hearing((request) => {
      const known = /^(filter|sortBy|sortOrder|startIndex|count|cursor|attributes|excludedAttributes)$/;
      const other = [...request.query.keys()].find((name) => !known.test(name));
      if (other !== undefined) throw new ScimError(400, 'invalidSyntax', `There is no parameter ${other}.`);
      return request;
    }),
  ),
  mutant(
    'list.without-multi-values',
    'List entries lack multi-valued attributes',
    ['RFC7644-3.4.2-12'],
    listing((message, page) => ({
      ...message,
      Resources: page.resources.map((resource) =>
        Object.fromEntries(
          Object.entries(resource).filter(([name, value]) => name === 'schemas' || !Array.isArray(value)),
        ),
      ),
    })),
  ),
  mutant(
    'root.too-many-keyword',
    'A broad query at the root is refused as invalidValue',
    ['RFC7644-3.4.2.1-05'],
    failing((answer, body) =>
      body['scimType'] === 'tooMany' ? { ...answer, body: { ...body, scimType: 'invalidValue' } } : answer,
    ),
    { on: ['too-many'] },
  ),
  mutant(
    'root.pages-by-type',
    'At the root the total is that of the page',
    ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-05'],
    (b) => ({
      listMessage: (page, request) => {
        const root = endpointOf(request) === '' || endpointOf(request) === '.search';
        return b.listMessage(root ? { ...page, total: page.resources.length } : page, request);
      },
    }),
  ),
  mutant(
    'patch.path-names-exact',
    'PATCH knows attribute names in their exact letter case only',
    ['RFC7644-3.10-05'],
    stepwise((operation, run, resource) => (/^[A-Z]/.test(operation.path ?? '') ? resource : run())),
  ),
  mutant(
    'patch.path-urn-ignored',
    'A PATCH path with the URN of the core schema changes nothing',
    ['RFC7644-3.10-01', 'RFC7644-3.10-06'],
    stepwise((operation, run, resource) => (/^urn:.*:core:/i.test(operation.path ?? '') ? resource : run())),
  ),
  mutant(
    'list.ids-missing-under-projection',
    'attributes= leaves the id out of list entries',
    ['RFC7644-3.4.2-13'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        return projection.attributes ? (without(shown, 'id') as Resource) : shown;
      },
    }),
  ),
];
