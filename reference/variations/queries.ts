/** Lists, paging, sorting. */
import { isDeepStrictEqual } from 'node:util';
import { ScimError } from '../../scim/errors.js';
import type { Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Stored } from '../store.js';
import { hearing, listing as inLists, without } from '../mutants/tools.js';
import { asking } from '../mutants/paging-tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { byCursor } from './query-tools.js';

/** Lists and searches show and filter what was there a second ago; single reads show what is there now. */
const behind: Change = (b) => {
  const states = new WeakMap<Stored, { at: number; full: Resource }[]>();
  let listing = false;
  let now = (): number => 0;
  return {
    beforeRequest: (request) => {
      const { method, segments } = request;
      const isOne = segments.length > 1 || segments[0] === 'Me';
      listing = segments.at(-1) === '.search' || (method === 'GET' && !isOne);
      return b.beforeRequest(request);
    },
    represent: (resource, stored, view) => {
      now = view.service.now;
      const full = b.represent(resource, stored, view);
      const known = states.get(stored) ?? [];
      if (!isDeepStrictEqual(known.at(-1)?.full, full)) known.push({ at: now(), full });
      states.set(stored, known);
      return listing ? (known.findLast(({ at }) => at <= now() - 1000)?.full ?? full) : full;
    },
    visible: (stored) => b.visible(stored) && (!listing || Math.abs(now() - stored.created) >= 1000),
  };
};

export const queryVariations: Variation[] = [
  variation('max-results-10', 'No more than 10 resources are returned at once', ['RFC7644-3.4.2.4'], (b) => ({
    maxCount: 10,
    defaultCount: Math.min(10, b.defaultCount),
  })),
  variation('max-results-1', 'One resource is returned at once', ['RFC7644-3.4.2.4'], { maxCount: 1, defaultCount: 1 }),
  variation(
    'sort-keys-few',
    'Other keys of sorting than userName and displayName are answered 400',
    ['RFC7644-3.12'],
    asking((parameters) => {
      if (parameters.sortBy !== undefined && !/(^|:)(userName|displayName)$/i.test(parameters.sortBy))
        throw new ScimError(400, 'invalidValue', 'This is no key.');
      return parameters;
    }),
  ),
  variation(
    'urls-short',
    'A URL of more than 1000 characters is answered 414',
    ['RFC7644-3.12'],
    hearing((request) => {
      const url = [...request.query].map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
      if (url.length > 1000) throw new ScimError(414, undefined, 'The URL is too long.');
      return request;
    }),
  ),
  variation('page-of-2', 'Without count 2 resources are returned', ['RFC7644-3.4.2.4'], { defaultCount: 2 }),
  variation('page-of-5', 'Without count 5 resources are returned', ['RFC7644-3.4.2.4'], { defaultCount: 5 }),
  variation(
    'resources-absent',
    'A list without resources has no Resources',
    ['RFC7644-3.4.2'],
    inLists((message, page) => (page.resources.length === 0 ? without(message, 'Resources') : message)),
  ),
  variation(
    'resources-absent-for-count-0',
    'count=0 is answered without Resources and without paging members',
    ['RFC7644-3.4.2.4'],
    inLists((message, page) =>
      page.count === 0 ? without(message, 'Resources', 'itemsPerPage', 'startIndex') : message,
    ),
  ),
  variation(
    'paging-members-absent',
    'A complete result has no paging members',
    ['RFC7644-3.4.2'],
    inLists((message, page) =>
      page.startIndex === 1 && page.resources.length === page.total
        ? without(message, 'itemsPerPage', 'startIndex')
        : message,
    ),
  ),
  variation(
    'cursor-pages-without-size',
    'Pages by cursor have no itemsPerPage',
    ['RFC9865-2'],
    inLists((message, page) => (page.cursors ? without(message, 'itemsPerPage') : message)),
  ),
  variation(
    'list-more-members',
    'Lists have members of the vendor',
    ['RFC7644-3.4.2'],
    inLists((message) => ({ ...message, queryTimeMs: 3 })),
  ),
  variation(
    'beyond-echoes-end',
    'Beyond the end startIndex is that of the end',
    ['RFC7644-3.4.2.4'],
    inLists((message, page) =>
      page.startIndex > page.total && !page.cursors ? { ...message, startIndex: page.total + 1 } : message,
    ),
  ),
  variation('not-a-number-ignored', 'A count that is no number is ignored', ['RFC7644-3.4.2.4'], (b) => ({
    readQuery: (raw) =>
      b.readQuery(
        new Map(
          [...raw].filter(
            ([name, value]) => !(name === 'count' || name === 'startIndex') || /^[+-]?\d+$/.test(String(value)),
          ),
        ),
      ),
  })),
  variation(
    'both-projections-refused',
    'attributes together with excludedAttributes is answered 400',
    ['RFC7644-3.9'],
    asking((parameters) => {
      if (parameters.attributes && parameters.excludedAttributes)
        throw new ScimError(400, 'invalidValue', 'One of them, please.');
      return parameters;
    }),
  ),
  variation('projection-shows-meta', 'A projection shows meta unasked', ['RFC7644-3.9'], (b) => ({
    project: (resource, projection, model) => {
      const shown = b.project(resource, projection, model);
      return (projection.attributes ?? []).length > 0 && resource['meta'] !== undefined
        ? { ...shown, meta: resource['meta'] }
        : shown;
    },
  })),
  variation('order-by-newest', 'Without sorting the newest come first', ['RFC7644-3.4.2.3'], {
    naturalOrder: (matched, request) => (byCursor(request) ? matched : [...matched].reverse()),
  }),
  variation('order-by-change', 'Without sorting what was changed last comes first', ['RFC7644-3.4.2.3'], {
    naturalOrder: (matched, request) =>
      byCursor(request) ? matched : [...matched].sort((left, right) => right.modified - left.modified),
  }),
  variation('order-by-id', 'Without sorting the order is that of the ids', ['RFC7644-3.4.2.3'], {
    naturalOrder: (matched, request) =>
      byCursor(request)
        ? matched
        : [...matched].sort((left, right) =>
            left.id.split('').reverse().join('') < right.id.split('').reverse().join('') ? -1 : 1,
          ),
  }),
  variation('ties-newest-first', 'Equal keys are sorted newest first', ['RFC7644-3.4.2.3'], (b) => ({
    sort: (resources, sorting, model) => b.sort([...resources].reverse(), sorting, model),
  })),
  variation('lists-lag-a-second', 'Lists show and filter what was there a second ago', ['RFC7644-3.4.2'], behind),
  variation('lists-lag', 'New resources are in no list for 30 milliseconds', ['RFC7644-3.4.2'], (b) => ({
    naturalOrder: (matched, request) => {
      const now = Date.now();
      return b.naturalOrder(matched, request).filter((stored) => Math.abs(now - stored.created) >= 30);
    },
  })),
];
