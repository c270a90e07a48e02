import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import type { Change, QueryParameters } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, endpointOf, isList, listing, remodel, without } from './tools.js';

/** Changes what a query asks for. */
export function asking(change: (parameters: QueryParameters) => QueryParameters): Change {
  return (b) => ({ readQuery: (raw) => change(b.readQuery(raw)) });
}

function refuseWhen(wrong: (parameters: QueryParameters) => boolean): Change {
  return asking((parameters) => {
    if (wrong(parameters)) throw new ScimError(400, 'invalidValue', 'Out of range.');
    return parameters;
  });
}

/** Sorts by the values that a function finds instead. */
function sortedBy(read: (resource: Resource, sortBy: string) => Json | undefined): Change {
  return () => ({
    sort: (resources, { sortBy, sortOrder }) => {
      const keyed = resources.map((resource) => ({ resource, key: read(resource, sortBy) }));
      const sign = sortOrder?.toLowerCase() === 'descending' ? -1 : 1;
      return keyed
        .sort((left, right) => {
          if (left.key === undefined || right.key === undefined)
            return sign * (Number(left.key === undefined) - Number(right.key === undefined));
          return sign * (String(left.key) < String(right.key) ? -1 : String(left.key) > String(right.key) ? 1 : 0);
        })
        .map(({ resource }) => resource);
    },
  });
}

function at(resource: Resource, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((value, name) => {
    const first = Array.isArray(value) ? value[0] : value;
    const key = isObject(first)
      ? Object.keys(first).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
      : undefined;
    return isObject(first) && key !== undefined ? first[key] : undefined;
  }, resource);
}

export const pagingMutants: Mutant[] = [
  mutant(
    'list.no-schemas',
    'Lists have no schemas',
    ['RFC7644-3.4.2-04', 'RFC7644-3.1-05'],
    listing((message) => without(message, 'schemas')),
    { bug: 43 },
  ),
  mutant(
    'list.core-schema',
    'Lists name the schema of their resources',
    ['RFC7644-3.4.2-04', 'RFC7644-3.1-05', 'RFC7644-8.2-01'],
    listing((message) => ({ ...message, schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] })),
  ),
  mutant(
    'list.version-1',
    'Lists name the schema of SCIM 1.1',
    ['RFC7644-3.4.2-04', 'RFC7644-3.1-05'],
    listing((message) => ({ ...message, schemas: ['urn:scim:schemas:core:1.0'] })),
  ),
  mutant(
    'list.bare-array',
    'Lists are bare arrays',
    ['RFC7644-3.4.2-04', 'RFC7644-3.4.2-05', 'RFC7644-3.4.2-07'],
    answering((answer) =>
      isList(answer) && isObject(answer.body) ? { ...answer, body: answer.body['Resources'] ?? [] } : answer,
    ),
  ),
  mutant(
    'list.resources-lower-case',
    'Lists hold "resources"',
    ['RFC7644-3.4.2-07'],
    listing((message) => ({ ...without(message, 'Resources'), resources: message['Resources'] ?? [] })),
  ),
  mutant(
    'list.resources-by-type',
    'Lists hold "Users"',
    ['RFC7644-3.4.2-07'],
    listing((message) => ({ ...without(message, 'Resources'), Users: message['Resources'] ?? [] })),
  ),
  mutant(
    'list.resources-by-id',
    'The resources of a list are an object by id',
    ['RFC7644-3.4.2-07'],
    listing((message) => ({
      ...message,
      Resources: Object.fromEntries(
        valuesOf(message['Resources']).map((resource) => [isObject(resource) ? String(resource['id']) : '', resource]),
      ),
    })),
  ),
  mutant(
    'list.ids-only',
    'The resources of a list are ids',
    ['RFC7644-3.4.2-12', 'RFC7644-3.4.2-13'],
    listing((message) => ({
      ...message,
      Resources: valuesOf(message['Resources']).map((resource) =>
        isObject(resource) ? (resource['id'] ?? null) : null,
      ),
    })),
  ),
  mutant(
    'list.no-ids',
    'The resources of a list have no id',
    ['RFC7644-3.4.2-13', 'RFC7643-3.1-06'],
    listing((message) => ({
      ...message,
      Resources: valuesOf(message['Resources']).map((resource) =>
        isObject(resource) ? without(resource, 'id') : resource,
      ),
    })),
  ),
  mutant(
    'list.no-total',
    'Lists have no totalResults',
    ['RFC7644-3.4.2-05'],
    listing((message) => without(message, 'totalResults')),
    { bug: 43 },
  ),
  mutant(
    'list.total-string',
    'totalResults is a string',
    ['RFC7644-3.4.2-05', 'RFC7644-3.4.2.4-17'],
    listing((message) => ({ ...message, totalResults: String(message['totalResults']) })),
    { bug: 51 },
  ),
  mutant(
    'list.numbers-strings',
    'startIndex and itemsPerPage are strings',
    ['RFC7644-3.4.2.4-17'],
    listing((message) => ({
      ...message,
      startIndex: String(message['startIndex'] ?? 1),
      itemsPerPage: String(message['itemsPerPage']),
    })),
    { bug: 51 },
  ),
  mutant(
    'list.total-of-page',
    'totalResults counts the page',
    ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-11', 'RFC7644-3.4.2.4-08'],
    listing((message, page) => ({ ...message, totalResults: page.resources.length })),
    { bug: 18 },
  ),
  mutant(
    'list.total-of-all',
    'totalResults counts all resources whatever the filter',
    ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-15'],
    (b) => ({
      listMessage: (page, request) => ({
        ...b.listMessage(page, request),
        totalResults: Math.max(page.total, request.store.count('User') + request.store.count('Group')),
      }),
    }),
    { bug: 18 },
  ),
  mutant(
    'list.total-rest',
    'totalResults counts from startIndex on',
    ['RFC7644-3.4.2.4-11'],
    listing((message, page) => ({ ...message, totalResults: Math.max(0, page.total - page.startIndex + 1) })),
    { bug: 18 },
  ),
  mutant(
    'list.total-too-small',
    'totalResults counts the pages',
    ['RFC7644-3.4.2-14', 'RFC7644-3.4.2-06'],
    listing((message, page) => ({ ...message, totalResults: page.count > 0 ? Math.ceil(page.total / page.count) : 0 })),
    { bug: 18 },
  ),
  mutant(
    'list.total-negative',
    'totalResults is -1',
    ['RFC7644-3.4.2.4-17', 'RFC7644-3.4.2-05'],
    listing((message) => ({ ...message, totalResults: -1 })),
  ),
  mutant(
    'list.no-items-per-page',
    'Pages have no itemsPerPage',
    ['RFC7644-3.4.2-10'],
    listing((message) => without(message, 'itemsPerPage')),
  ),
  mutant(
    'list.no-start-index',
    'Pages have no startIndex',
    ['RFC7644-3.4.2-09'],
    listing((message) => without(message, 'startIndex')),
  ),
  mutant(
    'list.items-per-page-asked',
    'itemsPerPage repeats the count that was asked for',
    ['RFC7644-3.4.2.4-10'],
    listing((message, page) => ({ ...message, itemsPerPage: page.count })),
    { bug: 19 },
  ),
  mutant(
    'list.items-per-page-total',
    'itemsPerPage is the total',
    ['RFC7644-3.4.2.4-10'],
    listing((message, page) => ({ ...message, itemsPerPage: page.total })),
    { bug: 19 },
  ),
  mutant(
    'list.start-index-zero',
    'The startIndex of an answer counts from 0',
    ['RFC7644-3.4.2.4-12'],
    listing((message, page) => (page.cursors ? message : { ...message, startIndex: page.startIndex - 1 })),
  ),
  mutant(
    'list.start-index-one',
    'The startIndex of an answer is always 1',
    ['RFC7644-3.4.2.4-12'],
    listing((message, page) => (page.cursors ? message : { ...message, startIndex: 1 })),
  ),
  mutant(
    'list.start-index-page',
    'The startIndex of an answer is the number of the page',
    ['RFC7644-3.4.2.4-12'],
    listing((message, page) =>
      page.cursors ? message : { ...message, startIndex: page.count > 0 ? Math.ceil(page.startIndex / page.count) : 1 },
    ),
  ),
  mutant(
    'paging.zero-based',
    'startIndex counts from 0',
    ['RFC7644-3.4.2.4-03', 'RFC7644-3.4.2.4-12'],
    { slice: (items, startIndex, count) => items.slice(startIndex, startIndex + count) },
    { bug: 20 },
  ),
  mutant(
    'paging.zero-based-when-sent',
    'A startIndex that is sent counts from 0',
    ['RFC7644-3.4.2.4-03', 'RFC7644-3.4.2.4-12'],
    asking((p) => (p.startIndex === undefined ? p : { ...p, startIndex: Math.max(1, p.startIndex) + 1 })),
    { bug: 20 },
  ),
  mutant(
    'paging.pages',
    'startIndex is the number of a page',
    ['RFC7644-3.4.2.4-12', 'RFC7644-3.4.2.4-13'],
    asking((p) =>
      p.startIndex !== undefined && p.startIndex > 1 && p.count !== undefined
        ? { ...p, startIndex: (p.startIndex - 1) * p.count + 1 }
        : p,
    ),
    { bug: 20 },
  ),
  mutant(
    'paging.overlaps',
    'Every page repeats the last resource of the one before',
    ['RFC7644-3.4.2.4-13', 'RFC7644-3.4.2.4-12'],
    {
      slice: (items, startIndex, count) =>
        items.slice(Math.max(0, startIndex - 2), Math.max(0, startIndex - 2) + count),
    },
    { bug: 20 },
  ),
  mutant(
    'paging.start-index-ignored',
    'startIndex is ignored',
    ['RFC7644-3.4.2.4-12', 'RFC7644-3.4.2.4-13', 'RFC7644-3.4.2.4-14'],
    asking((p) => without(p as Resource, 'startIndex') as QueryParameters),
    { bug: 21 },
  ),
  mutant(
    'paging.count-ignored',
    'count is ignored',
    ['RFC7644-3.4.2.4-05', 'RFC7644-3.4.2.4-08'],
    asking((p) => without(p as Resource, 'count') as QueryParameters),
    { bug: 21 },
  ),
  mutant(
    'paging.none',
    'startIndex and count are ignored',
    ['RFC7644-3.4.2.4-05', 'RFC7644-3.4.2.4-08', 'RFC7644-3.4.2.4-13'],
    asking((p) => without(p as Resource, 'count', 'startIndex') as QueryParameters),
    { bug: 21 },
  ),
  mutant('paging.one-more', 'A page holds one more resource than count', ['RFC7644-3.4.2.4-05'], {
    slice: (items, startIndex, count) => items.slice(startIndex - 1, startIndex + count),
  }),
  mutant(
    'paging.count-zero-all',
    'count=0 returns everything',
    ['RFC7644-3.4.2.4-08'],
    asking((p) => (p.count === 0 ? (without(p as Resource, 'count') as QueryParameters) : p)),
    { bug: 58 },
  ),
  mutant(
    'paging.count-zero-one',
    'count=0 returns one resource',
    ['RFC7644-3.4.2.4-08'],
    asking((p) => (p.count === 0 ? { ...p, count: 1 } : p)),
  ),
  mutant(
    'paging.count-zero-refused',
    'count=0 is answered 400',
    ['RFC7644-3.4.2.4-08'],
    refuseWhen((p) => p.count === 0),
    { bug: 58 },
  ),
  mutant(
    'paging.count-zero-no-total',
    'count=0 says that there are no resources',
    ['RFC7644-3.4.2.4-08'],
    listing((message, page) => (page.count === 0 ? { ...message, totalResults: 0 } : message)),
  ),
  mutant(
    'paging.count-negative-refused',
    'A negative count is answered 400',
    ['RFC7644-3.4.2.4-07'],
    refuseWhen((p) => p.cursor === undefined && (p.count ?? 0) < 0),
  ),
  mutant(
    'paging.count-negative-all',
    'A negative count returns everything',
    ['RFC7644-3.4.2.4-07', 'RFC9865-2-05'],
    asking((p) => ((p.count ?? 0) < 0 ? (without(p as Resource, 'count') as QueryParameters) : p)),
  ),
  mutant(
    'paging.count-negative-500',
    'A negative count crashes the server',
    ['RFC7644-3.4.2.4-07'],
    asking((p) => {
      if ((p.count ?? 0) < 0) throw new RangeError('LIMIT must not be negative');
      return p;
    }),
  ),
  mutant(
    'paging.start-zero-refused',
    'startIndex=0 is answered 400',
    ['RFC7644-3.4.2.4-04'],
    refuseWhen((p) => (p.startIndex ?? 1) < 1),
  ),
  mutant(
    'paging.start-zero-500',
    'A startIndex below 1 crashes the server',
    ['RFC7644-3.4.2.4-04'],
    asking((p) => {
      if ((p.startIndex ?? 1) < 1) throw new RangeError('OFFSET must not be negative');
      return p;
    }),
  ),
  mutant(
    'paging.start-zero-empty',
    'A startIndex below 1 returns an empty page',
    ['RFC7644-3.4.2.4-04'],
    asking((p) => ((p.startIndex ?? 1) < 1 ? { ...p, startIndex: 1_000_000 } : p)),
  ),
  mutant('paging.start-negative-echoed', 'A startIndex below 1 is echoed', ['RFC7644-3.4.2.4-04'], (b) => ({
    listMessage: (page, request) => {
      const sent = Number(request.query.get('startIndex') ?? 1);
      const message = b.listMessage(page, request);
      return sent < 1 ? { ...message, startIndex: sent } : message;
    },
  })),
  mutant(
    'paging.beyond-404',
    'A startIndex beyond the end is answered 404',
    ['RFC7644-3.4.2.4-14'],
    (b) => ({
      listMessage: (page, request) => {
        if (page.startIndex > page.total && page.startIndex > 1)
          throw new ScimError(404, undefined, 'There is no such page.');
        return b.listMessage(page, request);
      },
    }),
    { bug: 58 },
  ),
  mutant(
    'paging.beyond-400',
    'A startIndex beyond the end is answered 400',
    ['RFC7644-3.4.2.4-14'],
    (b) => ({
      listMessage: (page, request) => {
        if (page.startIndex > page.total && page.startIndex > 1)
          throw new ScimError(400, 'invalidValue', 'There is no such page.');
        return b.listMessage(page, request);
      },
    }),
    { bug: 58 },
  ),
  mutant(
    'paging.beyond-last-page',
    'A startIndex beyond the end returns the first page',
    ['RFC7644-3.4.2.4-14'],
    (b) => ({
      slice: (items, startIndex, count) => b.slice(items, startIndex > items.length ? 1 : startIndex, count),
    }),
  ),
  mutant('paging.no-number-500', 'A count that is no number crashes the server', ['RFC7644-3.4.2.4-16'], (b) => ({
    readQuery: (raw) => {
      for (const name of ['count', 'startIndex']) {
        const value = raw.get(name);
        if (typeof value === 'string' && Number.isNaN(Number(value))) throw new TypeError('NaN');
      }
      return b.readQuery(raw);
    },
  })),
  mutant(
    'paging.filter-after-page',
    'The filter is applied to the page, not before',
    ['RFC7644-3.4.2.4-15', 'RFC7644-3.4.2.2-04'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        let seen = 0;
        return (resource) => (seen += 1) <= 3 && test(resource);
      },
    }),
  ),
  mutant(
    'paging.unstable',
    'The order of resources changes from request to request',
    ['RFC7644-3.4.2.4-13'],
    () => {
      let turn = 0;
      return { naturalOrder: (matched) => ((turn += 1) % 2 === 0 ? [...matched].reverse() : matched) };
    },
    { bug: 20 },
  ),
  mutant('sort.ignored', 'sortBy is ignored', ['RFC7644-3.4.2.3-03', 'RFC7644-4-15', 'RFC7643-5-29'], {
    sort: (resources) => [...resources],
  }),
  mutant(
    'sort.order-ignored',
    'sortOrder is ignored',
    ['RFC7644-3.4.2.3-09'],
    asking((p) => without(p as Resource, 'sortOrder') as QueryParameters),
  ),
  mutant(
    'sort.descending-by-default',
    'Without sortOrder the order is descending',
    ['RFC7644-3.4.2.3-10'],
    asking((p) => ({ ...p, sortOrder: p.sortOrder ?? 'descending' })),
  ),
  mutant(
    'sort.reversed',
    'ascending and descending are exchanged',
    ['RFC7644-3.4.2.3-09', 'RFC7644-3.4.2.3-10'],
    (b) => ({
      sort: (resources, sorting, model) =>
        b.sort(
          resources,
          { ...sorting, sortOrder: sorting.sortOrder?.toLowerCase() === 'descending' ? 'ascending' : 'descending' },
          model,
        ),
    }),
  ),
  mutant(
    'sort.by-user-name',
    'Whatever sortBy says, userName decides',
    ['RFC7644-3.4.2.3-03', 'RFC7644-3.4.2.3-04'],
    (b) => ({
      sort: (resources, sorting, model) =>
        b.sort(
          resources,
          { ...sorting, sortBy: resources.some((r) => 'userName' in r) ? 'userName' : 'displayName' },
          model,
        ),
    }),
  ),
  mutant('sort.case-sensitive', 'Capitals come before small letters', ['RFC7644-3.4.2.3-11'], (b) => ({
    sort: (resources, sorting, model) =>
      b.sort(
        resources,
        sorting,
        remodel(model, (attribute) => ({ ...attribute, caseExact: true })),
      ),
  })),
  mutant(
    'sort.missing-first',
    'Resources without the attribute come first',
    ['RFC7644-3.4.2.3-07', 'RFC7644-3.4.2.3-08'],
    (b) => ({
      sort: (resources, sorting, model) => {
        const missing = resources.filter((resource) => at(resource, sorting.sortBy) === undefined);
        const rest = b.sort(
          resources.filter((resource) => !missing.includes(resource)),
          sorting,
          model,
        );
        return sorting.sortOrder?.toLowerCase() === 'descending' ? [...rest, ...missing] : [...missing, ...rest];
      },
    }),
  ),
  mutant(
    'sort.missing-dropped',
    'Resources without the attribute are left out',
    ['RFC7644-3.4.2.3-07', 'RFC7644-3.4.2.3-08'],
    (b) => ({
      sort: (resources, sorting, model) =>
        b.sort(
          resources.filter((resource) => at(resource, sorting.sortBy) !== undefined),
          sorting,
          model,
        ),
    }),
  ),
  mutant(
    'sort.first-value',
    'Multi-valued attributes are sorted by their first value',
    ['RFC7644-3.4.2.3-05'],
    sortedBy((resource, sortBy) => {
      const value = at(resource, sortBy);
      return typeof value === 'string' ? value.toLowerCase() : value;
    }),
  ),
  mutant('sort.meta-ignored', 'Sorting by meta leaves the order as it is', ['RFC7644-3.4.2.3-12'], (b) => ({
    sort: (resources, sorting, model) =>
      /^meta\./i.test(sorting.sortBy) ? [...resources] : b.sort(resources, sorting, model),
  })),
  mutant('sort.page-only', 'Only the page is sorted, not the whole result', ['RFC7644-3.4.2.3-15'], (b) => ({
    sort: (resources) => [...resources],
    listMessage: (page, request) =>
      b.listMessage(
        {
          ...page,
          resources: [...page.resources].sort((x, y) =>
            String(x['userName'] ?? x['displayName']).toLowerCase() <
            String(y['userName'] ?? y['displayName']).toLowerCase()
              ? -1
              : 1,
          ),
        },
        request,
      ),
  })),
  mutant('sort.sub-attributes-500', 'Sorting by a sub-attribute crashes the server', ['RFC7644-3.4.2.3-12'], (b) => ({
    sort: (resources, sorting, model) => {
      if (sorting.sortBy.includes('.')) throw new TypeError('no such column');
      return b.sort(resources, sorting, model);
    },
  })),
  mutant(
    'list.system-account',
    'The list begins with an account that has neither name nor addresses',
    [],
    (b) => ({
      listMessage: (page, request) => {
        const first = page.resources[0];
        const bare =
          first && endpointOf(request) === 'Users' && page.startIndex === 1 && !request.query.has('filter')
            ? [without(first, 'name', 'emails', 'displayName', 'active') as Resource, ...page.resources.slice(1)]
            : page.resources;
        return b.listMessage({ ...page, resources: bare }, request);
      },
    }),
    { bug: 65 },
  ),
];
