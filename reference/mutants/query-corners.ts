/** Mutants of queries that go wrong in one corner: in a search, for groups, at the root, inside brackets, in capitals. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import { ENTERPRISE_USER_SCHEMA, sameUrn } from '../../scim/urns.js';
import type { Projection } from '../../scim/projection.js';
import type { Json } from '../../scim/types.js';
import type { Change, Page } from '../behavior.js';
import type { Request } from '../message.js';
import { ALWAYS, NEVER, nameOf } from './filter-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asking } from './paging-tools.js';
import { isRoot, isSearch, searching } from './search-tools.js';
import { endpointOf, filtering, hearing, rewrite, without } from './tools.js';

/** A filter that cannot be read is ignored, in some requests. */
function ignoring(where: (request: Request) => boolean): Change {
  return (b) => {
    let here = false;
    return {
      beforeRequest: (request) => {
        here = where(request);
        return b.beforeRequest(request);
      },
      parseFilter: (text) => {
        try {
          return b.parseFilter(text);
        } catch (error) {
          if (here) return ALWAYS;
          throw error;
        }
      },
    };
  };
}

/** Without these parameters, in the URL or in the body of a search. */
function deaf(names: readonly string[], where: (request: Request) => boolean): Change {
  return hearing((request) => {
    if (!where(request)) return request;
    const query = new Map([...request.query].filter(([name]) => !names.includes(name)));
    const body = isSearch(request) && isObject(request.body) ? without(request.body, ...names) : request.body;
    return { ...request, query, body };
  });
}

/** Lists without some members, where a condition holds. */
function bare(names: readonly string[], where: (page: Page, request: Request) => boolean): Change {
  return (b) => ({
    listMessage: (page, request) => {
      const message = b.listMessage(page, request);
      return where(page, request) ? without(message, ...names) : message;
    },
  });
}

/** Projections understood otherwise. */
function projecting(change: (projection: Projection) => Projection): Change {
  return (b) => ({ project: (resource, projection, model) => b.project(resource, change(projection), model) });
}

function unless(names: readonly string[] | undefined, pattern: RegExp): string[] {
  return (names ?? []).filter((name) => !pattern.test(name));
}

export const queryCornerMutants: Mutant[] = [
  mutant(
    'filter.brackets-presence',
    'pr in square brackets is true of every value',
    ['RFC7644-3.4.2.2-31', 'RFC7644-3.4.2.2-16'],
    (b) => ({
      parseFilter: (text) =>
        rewrite(b.parseFilter(text), (filter) =>
          filter.kind === 'valuePath'
            ? {
                ...filter,
                filter: rewrite(filter.filter, (part) =>
                  part.kind === 'present' ? { kind: 'or', filters: [part, { kind: 'not', filter: part }] } : part,
                ),
              }
            : filter,
        ),
    }),
  ),
  mutant(
    'filter.ne-boolean-all',
    'ne with true or false matches everything',
    ['RFC7644-3.4.2.2-12'],
    filtering((filter) =>
      filter.kind === 'compare' && filter.operator === 'ne' && typeof filter.value === 'boolean' ? ALWAYS : filter,
    ),
  ),
  mutant('filter.presence-lower-case', 'PR in capitals is refused', ['RFC7644-3.4.2.2-06'], (b) => ({
    parseFilter: (text) => {
      if (/\bPR\b/.test(text)) throw new ScimError(400, 'invalidFilter', 'PR is no operator.');
      return b.parseFilter(text);
    },
  })),
  mutant(
    'filter.extension-urn-exact',
    'The URN of an extension is known in one spelling only: otherwise nothing matches',
    ['RFC7644-3.10-05'],
    filtering((filter) => {
      const urn = 'path' in filter ? filter.path.urn : undefined;
      return urn !== undefined && sameUrn(urn, ENTERPRISE_USER_SCHEMA) && urn !== ENTERPRISE_USER_SCHEMA
        ? NEVER
        : filter;
    }),
  ),
  mutant(
    'filter.garbage-ignored-for-groups',
    'A filter on groups that cannot be read is ignored',
    ['RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-34'],
    ignoring((request) => endpointOf(request) === 'Groups'),
  ),
  mutant(
    'filter.garbage-ignored-in-search',
    'A filter that cannot be read is ignored in a search by POST',
    ['RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-34'],
    ignoring(isSearch),
  ),
  mutant(
    'filter.modified-is-created',
    'Filters on meta.lastModified look at meta.created',
    ['RFC7644-3.4.2.2-54'],
    filtering((filter) =>
      (filter.kind === 'compare' || filter.kind === 'present') && /^meta\.lastModified$/i.test(nameOf(filter))
        ? { ...filter, path: { ...filter.path, subAttribute: 'created' } }
        : filter,
    ),
  ),
  mutant(
    'search.order-ignored',
    'sortOrder in a search is ignored',
    ['RFC7644-3.4.2.3-09'],
    deaf(['sortOrder'], isSearch),
  ),
  mutant(
    'sort.ties-dropped',
    'Of resources with the same value a sorted list shows one',
    ['RFC7644-3.4.2.3-04', 'RFC7644-3.4.2.2-04'],
    (b) => ({
      sort: (resources, sorting, model) => {
        const seen = new Set<Json | undefined>();
        return b.sort(resources, sorting, model).filter((resource) => {
          const value = resource[sorting.sortBy];
          const again = typeof value === 'string' && seen.has(value);
          seen.add(value);
          return !again;
        });
      },
    }),
  ),
  mutant(
    'search.count-zero-all',
    'count 0 in the body of a search is taken for no count',
    ['RFC7644-3.4.2.4-08'],
    searching((body) => (body['count'] === 0 ? without(body, 'count') : body)),
  ),
  mutant(
    'search.negative-500',
    'Negative numbers in the body of a search crash the server',
    ['RFC7644-3.4.2.4-07', 'RFC7644-3.4.2.4-04'],
    searching((body) => {
      if (Number(body['count']) < 0 || Number(body['startIndex']) < 0) throw new TypeError('negative');
      return body;
    }),
  ),
  mutant(
    'search.skips-first',
    'startIndex in the body of a search counts from 0',
    ['RFC7644-3.4.3-20', 'RFC7644-3.4.2.4-03'],
    searching((body) =>
      typeof body['startIndex'] === 'number' ? { ...body, startIndex: body['startIndex'] + 1 } : body,
    ),
  ),
  mutant(
    'search.page-bare',
    'A page of a search has neither startIndex nor itemsPerPage',
    ['RFC7644-3.4.2-09', 'RFC7644-3.4.2-10'],
    bare(['startIndex', 'itemsPerPage'], (_page, request) => isSearch(request)),
  ),
  mutant(
    'search.groups-unfiltered',
    'The filter of a search for groups is ignored',
    ['RFC7644-3.4.3-20'],
    deaf(['filter'], (request) => isSearch(request) && endpointOf(request) === 'Groups'),
  ),
  mutant(
    'root.first-page',
    'startIndex at the root is ignored',
    ['RFC7644-3.4.2.4-12', 'RFC7644-3.4.2.4-13'],
    deaf(['startIndex'], isRoot),
  ),
  mutant(
    'root.unprojected',
    'attributes and excludedAttributes are ignored at the root',
    ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-03'],
    deaf(['attributes', 'excludedAttributes'], isRoot),
  ),
  mutant(
    'projection.meta-parts',
    'Sub-attributes of meta in attributes bring nothing',
    ['RFC7644-3.9-06'],
    projecting((p) => (p.attributes ? { ...p, attributes: ['id', ...unless(p.attributes, /^meta\./i)] } : p)),
  ),
  mutant(
    'projection.user-groups-kept',
    'The groups of a user cannot be left out',
    ['RFC7644-3.4.2.5-05'],
    projecting((p) => ({ ...p, excludedAttributes: unless(p.excludedAttributes, /^groups/i) })),
  ),
  mutant(
    'projection.user-groups-unknown',
    'The groups of a user do not come when they are asked for',
    ['RFC7644-3.4.2.5-03'],
    projecting((p) => (p.attributes ? { ...p, attributes: ['id', ...unless(p.attributes, /^groups/i)] } : p)),
  ),
  mutant(
    'projection.excluded-exact',
    'Names in excludedAttributes count by letter case',
    ['RFC7644-3.9-13'],
    asking((p) => ({ ...p, excludedAttributes: unless(p.excludedAttributes, /^[A-Z]/) })),
  ),
  mutant(
    'projection.excluded-password',
    'With excludedAttributes everything else is shown, the password included',
    ['RFC7644-3.9-12'],
    (b) => ({
      project: (resource, projection, model) => {
        const shown = b.project(resource, projection, model);
        const password = resource['password'];
        return projection.excludedAttributes?.length && password !== undefined ? { ...shown, password } : shown;
      },
    }),
  ),
  mutant(
    'projection.excluded-on-writes',
    'excludedAttributes is ignored on POST and PUT',
    ['RFC7644-3.9-17'],
    deaf(['excludedAttributes'], (request) => ['POST', 'PUT'].includes(request.method) && !isSearch(request)),
  ),
  mutant(
    'cursor.excluded-lost',
    'excludedAttributes shapes the first page by cursor alone',
    ['RFC7644-3.4.2.5-05'],
    deaf(['excludedAttributes'], ({ query }) => (query.get('cursor') ?? '') !== ''),
  ),
  mutant(
    'cursor.not-for-groups',
    'cursor is ignored for groups',
    ['RFC9865-2-03', 'RFC9865-2-10'],
    deaf(['cursor'], (request) => endpointOf(request) === 'Groups'),
  ),
  mutant(
    'cursor.whole-next',
    'A result that one page holds has a nextCursor, which leads nowhere',
    ['RFC9865-2-11'],
    (b) => ({
      listMessage: (page, request) =>
        b.listMessage(
          page.cursors && page.nextCursor === undefined && page.startIndex === 1 && page.total > 0
            ? { ...page, nextCursor: 'end' }
            : page,
          request,
        ),
    }),
  ),
];
