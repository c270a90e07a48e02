/** Paging by index. */
import { ScimError } from '../../scim/errors.js';
import type { Resource } from '../../scim/types.js';
import type { QueryParameters } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { listing, without } from './tools.js';
import { asking, refuseWhen } from './paging-tools.js';

export const pagingMutants: Mutant[] = [
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
    'paging.not-for-names',
    'A filter on userName by eq is answered by a look-up that knows no pages',
    ['RFC7644-3.4.2.4-08', 'RFC7644-3.4.2.4-14', 'RFC7644-3.4.2.4-05'],
    asking((p) =>
      /^userName eq "[^"]*"$/i.test(p.filter ?? '')
        ? (without(p as Resource, 'startIndex', 'count') as QueryParameters)
        : p,
    ),
    { kills: ['protocol.paging.one-without-resources', 'protocol.paging.one-beyond-end'] },
  ),
  mutant(
    'paging.count-breaks-whole-lists',
    'A list without a filter fails where count is sent',
    ['RFC7644-3.4.2.4-05'],
    asking((p) => {
      if (p.count !== undefined && p.filter === undefined) throw new TypeError('count is no number');
      return p;
    }),
    { kills: ['protocol.paging-whole.count'] },
  ),
  mutant(
    'paging.whole-list-counts-page',
    'totalResults of a list without a filter is the number on its page',
    ['RFC7644-3.4.2-06'],
    (b) => {
      let whole = false;
      return {
        readQuery: (raw) => {
          const query = b.readQuery(raw);
          whole = query.filter === undefined;
          return query;
        },
        listMessage: (page, request) => {
          const message = b.listMessage(page, request);
          const shown = message['Resources'];
          return whole && Array.isArray(shown) ? { ...message, totalResults: shown.length } : message;
        },
      };
    },
    { kills: ['protocol.paging-whole.total'] },
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
    { bug: 20, on: ['no-sort-ignored'] },
  ),
];
