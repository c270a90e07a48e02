/** Paging by cursor. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asking } from './paging-tools.js';
import { hearing, listing, without } from './tools.js';
import { isSearch, searching, positions } from './search-tools.js';

/** A search at one endpoint without its cursor. */
const cursorLost = (where: (segments: readonly string[]) => boolean): Change =>
  hearing((request) =>
    isSearch(request) && where(request.segments) && isObject(request.body)
      ? { ...request, body: without(request.body, 'cursor') }
      : request,
  );

export const cursorMutants: Mutant[] = [
  mutant(
    'cursor.never-next',
    'Pages by cursor have no nextCursor',
    ['RFC9865-2-10', 'RFC9865-2-11', 'RFC9865-2-03'],
    listing((message) => without(message, 'nextCursor')),
  ),
  mutant('cursor.always-next', 'The last page has a nextCursor too', ['RFC9865-2-10'], (b) => ({
    listMessage: (page, request) => {
      const message = b.listMessage(page, request);
      return page.cursors && page.nextCursor === undefined && page.resources.length > 0
        ? { ...message, nextCursor: request.query.get('cursor') || 'end' }
        : message;
    },
  })),
  mutant(
    'cursor.null-at-end',
    'The last page has an empty nextCursor',
    ['RFC9865-2-10'],
    listing((message, page) =>
      page.cursors && page.nextCursor === undefined ? { ...message, nextCursor: '' } : message,
    ),
  ),
  mutant(
    'cursor.previous-on-first',
    'The first page has a previousCursor',
    ['RFC9865-2-14'],
    listing((message, page) =>
      page.cursors && page.previousCursor === undefined && page.nextCursor !== undefined
        ? { ...message, previousCursor: page.nextCursor }
        : message,
    ),
  ),
  mutant('cursor.base64', 'Cursors hold characters that must be encoded', ['RFC9865-2-04'], (b) => ({
    encodeCursor: (position, secret) => `${b.encodeCursor(position, secret)}+/==`,
    decodeCursor: (cursor, secret) => b.decodeCursor(cursor.replace(/[ +]\/==$/, ''), secret),
  })),
  mutant(
    'cursor.skips',
    'The next page by cursor skips a resource',
    ['RFC9865-2-11', 'RFC9865-2-18'],
    positions((position) => ({ ...position, from: position.from + 1 })),
  ),
  mutant(
    'cursor.repeats',
    'The next page by cursor repeats a resource',
    ['RFC9865-2-18'],
    positions((position) => ({ ...position, from: Math.max(1, position.from - 1) })),
  ),
  mutant(
    'cursor.ignored',
    'A cursor is ignored: the first page comes again',
    ['RFC9865-2-11', 'RFC9865-2-18', 'RFC9865-2.1-02'],
    asking((p) => (p.cursor === undefined ? p : { ...p, cursor: '' })),
  ),
  mutant('cursor.unsupported', 'cursor is ignored although announced', ['RFC9865-2-03', 'RFC7644-4-15'], {
    usesCursors: () => false,
  }),
  mutant(
    'cursor.needs-value',
    'An empty cursor is answered 400',
    ['RFC9865-2-03'],
    asking((p) => {
      if (p.cursor === '') throw new ScimError(400, 'invalidCursor', 'The cursor is empty.');
      return p;
    }),
  ),
  mutant(
    'cursor.count-ignored',
    'Pages by cursor ignore count',
    ['RFC9865-2-07', 'RFC9865-2-06'],
    asking((p) => (p.cursor === undefined ? p : { ...p, count: 100 })),
  ),
  mutant(
    'cursor.count-zero',
    'cursor with count=0 returns a full page',
    ['RFC9865-2-06'],
    asking((p) => (p.cursor !== undefined && p.count === 0 ? { ...p, count: 100 } : p)),
  ),
  mutant(
    'cursor.count-negative-500',
    'cursor with a negative count crashes the server',
    ['RFC9865-2-05'],
    asking((p) => {
      if (p.cursor !== undefined && (p.count ?? 0) < 0) throw new RangeError('LIMIT must not be negative');
      return p;
    }),
  ),
  mutant(
    'cursor.forged-500',
    'A forged cursor crashes the server',
    ['RFC9865-2.1-01', 'RFC9865-2.1-02', 'RFC9865-5.2-04'],
    (b) => ({
      decodeCursor: (cursor, secret) => {
        try {
          return b.decodeCursor(cursor, secret);
        } catch {
          throw new SyntaxError('Unexpected token');
        }
      },
    }),
  ),
  mutant(
    'cursor.forged-first-page',
    'A forged cursor returns the first page',
    ['RFC9865-2.1-01', 'RFC9865-2.1-02', 'RFC9865-5.2-04'],
    (b) => ({
      decodeCursor: (cursor, secret) => {
        try {
          return b.decodeCursor(cursor, secret);
        } catch {
          return { by: 'offset', from: 0, fingerprint: '', issued: Number.MAX_SAFE_INTEGER };
        }
      },
      checkCursor: (position, fingerprint, now, timeoutMs) => {
        if (position.fingerprint !== '') b.checkCursor(position, fingerprint, now, timeoutMs);
      },
    }),
  ),
  mutant('cursor.forged-keyword', 'A forged cursor has scimType invalidValue', ['RFC9865-2.1-02'], (b) => ({
    decodeCursor: (cursor, secret) => {
      try {
        return b.decodeCursor(cursor, secret);
      } catch {
        throw new ScimError(400, 'invalidValue', 'The cursor is invalid.');
      }
    },
  })),
  mutant('cursor.is-index', 'A cursor is the plain number of a resource', ['RFC9865-5.2-04', 'RFC9865-2.1-02'], {
    encodeCursor: (position) => `${position.by === 'seq' ? 's' : 'o'}${position.from}`,
    decodeCursor: (cursor) => ({
      by: cursor.startsWith('o') ? 'offset' : 'seq',
      from: Number.parseInt(cursor.replace(/^\D*/, ''), 10) || 0,
      fingerprint: '',
      issued: 0,
    }),
    checkCursor: () => undefined,
  }),
  mutant(
    'cursor.unsorted',
    'Pages by cursor are not sorted',
    ['RFC9865-2.2-01'],
    asking((p) => (p.cursor === undefined ? p : (without(p as { [name: string]: Json }, 'sortBy') as typeof p))),
  ),
  mutant(
    'cursor.not-by-post',
    'A search by POST ignores cursor',
    ['RFC9865-3-01'],
    searching((body) => without(body, 'cursor')),
  ),
  mutant(
    'cursor.not-in-group-search',
    'A search for groups ignores cursor',
    ['RFC9865-3-01'],
    cursorLost(([first]) => first === 'Groups'),
  ),
  mutant(
    'cursor.not-in-root-search',
    'A search at the root ignores cursor',
    ['RFC9865-3-01'],
    cursorLost((segments) => segments.length === 1),
  ),
  mutant(
    'cursor.default',
    'Cursors are the default and the configuration says index',
    ['RFC9865-2.4-02', 'RFC9865-2.4-03'],
    { usesCursors: ({ startIndex }) => startIndex === undefined },
  ),
  mutant(
    'cursor.attributes-lost',
    'attributes= shapes the first page by cursor alone',
    ['RFC7644-3.9-04', 'RFC7644-3.4.2.5-03'],
    asking(({ attributes, ...others }) =>
      others.cursor || attributes === undefined ? others : { ...others, attributes },
    ),
  ),
  mutant(
    'cursor.total-of-page',
    'Pages by cursor count the page in totalResults',
    ['RFC9865-2-19'],
    listing((message, page) => (page.cursors ? { ...message, totalResults: page.resources.length } : message)),
  ),
  mutant(
    'cursor.bare',
    'Pages by cursor have no schemas and no itemsPerPage',
    ['RFC9865-2-21', 'RFC7644-3.4.2-04'],
    listing((message, page) => (page.cursors ? without(message, 'schemas', 'itemsPerPage') : message)),
  ),
];
