import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Position } from '../pagination.js';
import type { Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asking } from './paging.js';
import { answering, asError, hearing, listing, without, withStatus } from './tools.js';

const isSearch = (request: Request): boolean => request.segments.at(-1) === '.search';
const isRoot = (request: Request): boolean => request.segments.filter((segment) => segment !== '.search').length === 0;

/** Changes the body of a search. */
function searching(change: (body: { [name: string]: Json }) => { [name: string]: Json }): Change {
  return hearing((request) =>
    isSearch(request) && isObject(request.body) ? { ...request, body: change(request.body) } : request,
  );
}

/** Changes cursors. */
function positions(change: (position: Position) => Position): Change {
  return (b) => ({ encodeCursor: (position, secret) => b.encodeCursor(change(position), secret) });
}

export const searchMutants: Mutant[] = [
  mutant(
    'search.missing',
    '.search is not there',
    ['RFC7644-3.4.3-03', 'RFC7644-3.2-13'],
    answering((answer, request) => (isSearch(request) ? asError(answer, 404) : answer)),
  ),
  mutant('search.answers-201', 'A search answers 201', ['RFC7644-3.4.3-19', 'RFC7644-3.4.3-02'], { searchStatus: 201 }),
  mutant(
    'search.is-create',
    'A search creates a user',
    ['RFC7644-3.4.3-02'],
    hearing((request) =>
      isSearch(request) && request.segments.length === 2 && isObject(request.body)
        ? {
            ...request,
            segments: request.segments.slice(0, 1),
            body: {
              ...without(request.body, 'schemas'),
              userName: `search-${request.text.length}-${String(request.body['filter'] ?? '')}`,
            },
          }
        : request,
    ),
  ),
  mutant(
    'search.filter-ignored',
    'The filter of a search is ignored',
    ['RFC7644-3.4.3-20', 'RFC7644-3.4.2.2-04'],
    searching((body) => without(body, 'filter')),
  ),
  mutant(
    'search.sort-ignored',
    'sortBy in a search is ignored',
    ['RFC7644-3.4.3-14'],
    searching((body) => without(body, 'sortBy')),
  ),
  mutant(
    'search.count-ignored',
    'count in a search is ignored',
    ['RFC7644-3.4.3-20', 'RFC7644-3.4.2.4-05'],
    searching((body) => without(body, 'count')),
  ),
  mutant(
    'search.start-index-ignored',
    'startIndex in a search is ignored',
    ['RFC7644-3.4.3-20'],
    searching((body) => without(body, 'startIndex')),
  ),
  mutant(
    'search.attributes-ignored',
    'attributes in a search is ignored',
    ['RFC7644-3.4.3-20', 'RFC7644-3.4.2.5-03'],
    searching((body) => without(body, 'attributes')),
  ),
  mutant(
    'search.excluded-ignored',
    'excludedAttributes in a search is ignored',
    ['RFC7644-3.4.3-20'],
    searching((body) => without(body, 'excludedAttributes')),
  ),
  mutant(
    'search.attributes-string',
    'attributes in a search must be a string',
    ['RFC7644-3.4.3-20'],
    searching((body) => {
      if (Array.isArray(body['attributes'])) throw new ScimError(400, 'invalidValue', 'attributes must be a string.');
      return body;
    }),
  ),
  mutant(
    'search.query-only',
    'A search reads its parameters from the URL',
    ['RFC7644-3.4.3-20'],
    hearing((request) =>
      isSearch(request) && isObject(request.body)
        ? { ...request, body: { schemas: request.body['schemas'] ?? [], ...Object.fromEntries(request.query) } }
        : request,
    ),
  ),
  mutant(
    'search.bare-array',
    'A search answers a bare array',
    ['RFC7644-3.4.3-19'],
    answering((answer, request) =>
      isSearch(request) && isObject(answer.body) && answer.status === 200
        ? { ...answer, body: answer.body['Resources'] ?? [] }
        : answer,
    ),
  ),
  mutant(
    'search.root-users-only',
    'A root query finds only users',
    ['RFC7644-3.4.2.1-02', 'RFC7644-3.4.3-21', 'RFC7644-3.4.2.1-08'],
    hearing((request) =>
      isRoot(request) && (request.method === 'GET' || isSearch(request))
        ? { ...request, segments: ['Users', ...request.segments] }
        : request,
    ),
  ),
  mutant(
    'search.root-unknown-400',
    'A root query with an attribute that one type lacks is answered 400',
    ['RFC7644-3.4.2.1-07', 'RFC7644-3.4.2.1-08'],
    (b) => ({
      filterTest: (filter, model, options) =>
        b.filterTest(filter, model, options.unknownAttribute === 'no-value' ? { unknownAttribute: 'refuse' } : options),
    }),
  ),
  mutant(
    'search.root-unknown-all',
    'In a root query a resource that lacks the attribute matches',
    ['RFC7644-3.4.2.1-07', 'RFC7644-3.4.2.1-02'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        if (options.unknownAttribute !== 'no-value') return test;
        return (resource) =>
          test(resource) ||
          (filter.kind === 'compare' && filter.path.attribute === 'userName' && !('userName' in resource));
      },
    }),
  ),
  mutant(
    'search.root-unfiltered',
    'A root query ignores its filter',
    ['RFC7644-3.4.2.1-02', 'RFC7644-3.4.2.1-06', 'RFC7644-3.4.2.1-04'],
    hearing((request) => {
      if (!isRoot(request)) return request;
      const query = new Map([...request.query].filter(([name]) => name !== 'filter'));
      return {
        ...request,
        query,
        body: isSearch(request) && isObject(request.body) ? without(request.body, 'filter') : request.body,
      };
    }),
  ),
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
  mutant('cursor.other-query', 'A cursor can be used with another query', [], { checkCursor: () => undefined }),
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
    'cursor.default',
    'Cursors are the default and the configuration says index',
    ['RFC9865-2.4-02', 'RFC9865-2.4-03'],
    { usesCursors: ({ startIndex }) => startIndex === undefined },
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
  mutant(
    'me.no-location',
    '/Me is answered without Location',
    ['RFC7644-3.11-06'],
    answering((answer, request) =>
      request.segments[0] === 'Me'
        ? { ...answer, headers: without(answer.headers, 'Location') as Record<string, string> }
        : answer,
    ),
  ),
  mutant(
    'me.location-me',
    'The Location of /Me is /Me',
    ['RFC7644-3.11-06'],
    answering((answer, request) =>
      request.segments[0] === 'Me' && answer.status === 200
        ? { ...answer, headers: { ...answer.headers, Location: `${request.base}/Me` } }
        : answer,
    ),
  ),
  mutant(
    'me.500',
    '/Me crashes the server',
    ['RFC7644-3.11-02'],
    answering((answer, request) => (request.segments[0] === 'Me' ? asError(answer, 500) : answer)),
  ),
  mutant(
    'me.claims',
    '/Me answers 200 with claims of an identity token',
    ['RFC7644-3.11-06', 'RFC7644-3.1-02'],
    answering((answer, request) =>
      request.segments[0] === 'Me' && request.method === 'GET'
        ? withStatus({ headers: {}, status: 200, body: { sub: 'admin', email: 'admin@example.com' } }, 200)
        : answer,
    ),
  ),
];
