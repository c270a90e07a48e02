/** Sorting. */
import type { Resource } from '../../scim/types.js';
import type { QueryParameters } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { remodel, without } from './tools.js';
import { asking, sortedBy, at } from './paging-tools.js';

export const sortMutants: Mutant[] = [
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
];
