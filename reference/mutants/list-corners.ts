/** Mutants of lists and searches: names and schemas twice, one door of several, edges of pages, parts of resources. */
import { isObject } from '../../scim/json.js';
import { ScimError } from '../../scim/errors.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Answer, Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asking } from './paging-tools.js';
import { isRoot, isSearch, searching } from './search-tools.js';
import {
  answering,
  endpointOf,
  hearing,
  inAnswers,
  isError,
  isList,
  isOne,
  listing,
  withElements,
  withMember,
  without,
} from './tools.js';

const isBulk = (_answer: Answer, request: Request): boolean => request.segments[0] === 'Bulk';
const searched = (answer: Answer, request: Request): boolean => isSearch(request) && isList(answer);
const isGroups = (request: Request): boolean => endpointOf(request) === 'Groups';

/** Writes what a pattern finds in the text of answers a second time. */
const writtenTwice = (where: (answer: Answer, request: Request) => boolean, pattern: RegExp): Change =>
  answering((answer, request) =>
    answer.body !== undefined && where(answer, request)
      ? { ...answer, text: JSON.stringify(answer.body).replace(pattern, '$1,$1') }
      : answer,
  );

const schemasTwice = (object: JsonObject): JsonObject =>
  withMember(object, 'schemas', (urns) => (Array.isArray(urns) ? [...urns, ...urns] : urns));

/** Changes the body of searches for groups. */
const searchingGroups = (...names: string[]): Change =>
  hearing((request) =>
    isSearch(request) && isGroups(request) && isObject(request.body)
      ? { ...request, body: without(request.body, ...names) }
      : request,
  );

const inLists = (where: (answer: Answer, request: Request) => boolean, ...names: string[]): Change =>
  inAnswers(
    (answer, request) => isList(answer) && where(answer, request),
    (body) => withElements(body, 'Resources', (entry) => without(entry, ...names)),
  );

/** Changes the names in a member of a search. */
const namesOf = (member: string, change: (names: string[]) => string[]): Change =>
  searching((body) =>
    withMember(body, member, (names): Json => (Array.isArray(names) ? change(names.map(String)) : names)),
  );

const queryWithout = (request: Request, ...names: string[]): Request => ({
  ...request,
  query: new Map([...request.query].filter(([name]) => !names.includes(name))),
});

const topNames = (names: string): string =>
  names
    .split(',')
    .map((name) => (/^urn:/i.test(name) ? name : (name.split('.')[0] ?? name)))
    .join(',');

/** One time of each entry of a list is shown as the other. */
const timed = (message: JsonObject, time: string, other: string): JsonObject =>
  withElements(message, 'Resources', (entry) =>
    withMember(entry, 'meta', (meta) =>
      isObject(meta) ? withMember(meta, time, (value) => meta[other] ?? value) : meta,
    ),
  );

const isUrn = (name: string): boolean => /^urn:/i.test(name);

export const listCornerMutants: Mutant[] = [
  mutant(
    'list.type-written-twice',
    'Lists write the type of each work address twice',
    ['RFC7643-1.2-02'],
    writtenTwice((answer, request) => isList(answer) && !isSearch(request), /("type":"work")/g),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'search.name-written-twice',
    'A search writes the userName of each user twice',
    ['RFC7643-1.2-02'],
    writtenTwice(searched, /("userName":"[^"]*")/g),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'list.total-written-twice',
    'Lists have totalResults twice',
    ['RFC7643-1.2-02'],
    writtenTwice(isList, /("totalResults":\d+)/g),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'errors.status-written-twice',
    'Errors have status twice',
    ['RFC7643-1.2-02'],
    writtenTwice(isError, /("status":"\d+")/g),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'bulk.status-written-twice',
    'The operations of a bulk answer have status twice',
    ['RFC7643-1.2-02'],
    writtenTwice(isBulk, /("status":"\d+")/g),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'list.modified-for-created',
    'Lists show the time of the last change as that of creation',
    ['RFC7643-3.1-29'],
    listing((message) => timed(message, 'created', 'lastModified')),
  ),
  mutant(
    'list.created-for-modified',
    'Lists show the time of creation as that of the last change',
    ['RFC7643-3.1-30'],
    listing((message) => timed(message, 'lastModified', 'created')),
  ),
  mutant(
    'search.schemas-twice',
    'A search shows the schemas of each resource twice',
    ['RFC7643-3-07'],
    inAnswers(searched, (body) => withElements(body, 'Resources', schemasTwice)),
    { kills: ['schema.received.schemas'] },
  ),
  mutant(
    'search.message-schemas-twice',
    'The answer to a search names the schema of the message twice',
    ['RFC7643-3-07'],
    inAnswers(searched, schemasTwice),
    { kills: ['schema.received.schemas'] },
  ),
  mutant(
    'bulk.message-schemas-twice',
    'The answer to a bulk job names the schema of the message twice',
    ['RFC7643-3-07'],
    inAnswers(isBulk, schemasTwice),
    { kills: ['schema.received.schemas'] },
  ),
  mutant(
    'bulk.error-schemas-twice',
    'The error of an operation names its schema twice',
    ['RFC7643-3-07'],
    inAnswers(isBulk, (body) =>
      withElements(body, 'Operations', (entry) =>
        withMember(entry, 'response', (response) => (isObject(response) ? schemasTwice(response) : response)),
      ),
    ),
    { kills: ['schema.received.schemas'] },
  ),
  mutant('errors.schemas-twice', 'Errors name their schema twice', ['RFC7643-3-07'], inAnswers(isError, schemasTwice), {
    kills: ['schema.received.schemas'],
  }),
  mutant(
    'etag.304-without',
    'A 304 has no ETag',
    ['RFC7644-3.14-02'],
    { notModified: () => ({ status: 304, headers: {} }) },
    { kills: ['protocol.versions.not-modified'] },
  ),
  mutant(
    'etag.304-other',
    'A 304 has an ETag that no resource has',
    ['RFC7644-3.14-02'],
    { notModified: () => ({ status: 304, headers: { ETag: 'W/"0"' } }) },
    { kills: ['protocol.versions.not-modified'] },
  ),
  mutant(
    'media.accept-exact',
    'Accept is compared letter by letter',
    ['RFC7644-3.8-08'],
    (b) => ({
      responseType: (accept) => (accept !== undefined && /[A-Z]/.test(accept) ? undefined : b.responseType(accept)),
    }),
    { kills: ['protocol.media-types.accept-list'] },
  ),
  mutant(
    'media.charset-exact',
    'charset=UTF-8 in capitals is answered 415',
    ['RFC7644-3.8-03'],
    (b) => ({
      acceptsRequestType: (type) => !/charset=UTF/.test(type ?? '') && b.acceptsRequestType(type),
    }),
    { kills: ['protocol.media-types.charset'] },
  ),
  mutant(
    'paging.groups-start-index-400',
    'A startIndex below 1 is refused for groups',
    ['RFC7644-3.4.2.4-04'],
    hearing((request) => {
      if (isGroups(request) && Number(request.query.get('startIndex') ?? 1) < 1)
        throw new ScimError(400, 'invalidValue', 'startIndex begins at 1.');
      return request;
    }),
    { kills: ['protocol.paging-groups.edges'] },
  ),
  mutant(
    'paging.groups-count-negative',
    'A negative count is refused for groups',
    ['RFC7644-3.4.2.4-07'],
    hearing((request) => {
      if (isGroups(request) && Number(request.query.get('count') ?? 1) < 0)
        throw new ScimError(400, 'invalidValue', 'count must not be negative.');
      return request;
    }),
    { kills: ['protocol.paging-groups.edges'] },
  ),
  mutant(
    'groups.digits-number',
    'A group whose name is digits alone is shown with a number',
    ['RFC7643-2.3-02'],
    inAnswers(
      (_answer, request) => isOne(request, 'Groups'),
      (group) =>
        withMember(group, 'displayName', (name) =>
          typeof name === 'string' && /^\d+$/.test(name) ? Number(name) : name,
        ),
    ),
    { kills: ['protocol.filter-near.group-digits'] },
  ),
  mutant(
    'filter.groups-digits-nothing',
    'A filter for a group whose name is digits alone finds nothing',
    ['RFC7644-3.4.2.2-11'],
    (b) => ({
      filterTest: (filter, model, options) =>
        model.type.name === 'Group' && filter.kind === 'compare' && /^\d+$/.test(String(filter.value))
          ? () => false
          : b.filterTest(filter, model, options),
    }),
    { kills: ['protocol.filter-near.group-digits'] },
  ),
  mutant(
    'cursor.sorted-count-ignored',
    'Sorted pages by cursor ignore count',
    ['RFC9865-2-07'],
    asking((parameters) => {
      const { count: _count, ...rest } = parameters;
      return parameters.cursor !== undefined && parameters.sortBy !== undefined ? rest : parameters;
    }),
    { kills: ['protocol.cursor.page-size'] },
  ),
  mutant(
    'cursor.sort-order-ignored',
    'Pages by cursor ignore sortOrder',
    ['RFC9865-2.2-01'],
    asking(({ sortOrder, ...rest }) =>
      rest.cursor === undefined && sortOrder !== undefined ? { ...rest, sortOrder } : rest,
    ),
    { kills: ['protocol.cursor.sorted'] },
  ),
  mutant(
    'cursor.search-drops-filter',
    'Later pages of a search by cursor are not filtered',
    ['RFC7644-3.4.2.2-04'],
    (b) => ({
      ...searching((body) => (body['cursor'] ? without(body, 'filter') : body))(b),
      checkCursor: () => undefined,
    }),
    { kills: ['protocol.cursor.search'] },
  ),
  mutant(
    'cursor.drops-filter',
    'Later pages by cursor are not filtered',
    ['RFC7644-3.4.2.2-04'],
    (b) => ({
      ...hearing((request) => (request.query.get('cursor') ? queryWithout(request, 'filter') : request))(b),
      checkCursor: () => undefined,
    }),
    { kills: ['protocol.cursor.complete'] },
  ),
  mutant(
    'cursor.previous-on-only',
    'A page that holds everything has a previousCursor',
    ['RFC9865-2-14'],
    listing((message, page) =>
      page.cursors && page.nextCursor === undefined && page.previousCursor === undefined
        ? { ...message, previousCursor: 'first' }
        : message,
    ),
    { kills: ['protocol.cursor.no-previous'] },
  ),
  mutant(
    'root.get-unsorted',
    'sortBy is ignored in a GET of the root',
    ['RFC7644-3.4.3-14'],
    hearing((request) =>
      isRoot(request) && request.method === 'GET' ? queryWithout(request, 'sortBy', 'sortOrder') : request,
    ),
    { kills: ['protocol.search.root'] },
  ),
  mutant(
    'root.without-meta',
    'Entries at the root have no meta',
    ['RFC7644-3.4.2-12'],
    inLists((_answer, request) => isRoot(request), 'meta'),
    { kills: ['protocol.root-query.full-entries'] },
  ),
  mutant(
    'root.without-members',
    'Groups at the root have no members',
    ['RFC7644-3.4.2-12'],
    inLists((_answer, request) => isRoot(request), 'members'),
    { kills: ['protocol.root-query.full-entries'] },
  ),
  mutant(
    'list.groups-without-meta',
    'Groups in lists have no meta',
    ['RFC7644-3.4.2-12'],
    inLists((_answer, request) => isGroups(request), 'meta'),
    { kills: ['protocol.projection-lists.full-groups'] },
  ),
  mutant(
    'search.without-meta',
    'Users and groups in searches have no meta',
    ['RFC7644-3.4.3-20'],
    inLists((_answer, request) => isSearch(request), 'meta'),
    { kills: ['protocol.projection-lists.search-users', 'protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.groups-without-members',
    'Groups in searches have no members',
    ['RFC7644-3.4.3-20'],
    inLists((_answer, request) => isSearch(request) && isGroups(request), 'members'),
    { kills: ['protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.groups-unsorted',
    'sortBy is ignored in a search for groups',
    ['RFC7644-3.4.3-20'],
    searchingGroups('sortBy', 'sortOrder'),
    { kills: ['protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.groups-start-index-ignored',
    'startIndex is ignored in a search for groups',
    ['RFC7644-3.4.3-20'],
    searchingGroups('startIndex'),
    { kills: ['protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.groups-count-ignored',
    'count is ignored in a search for groups',
    ['RFC7644-3.4.3-20'],
    searchingGroups('count'),
    { kills: ['protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.groups-attributes-ignored',
    'attributes is ignored in a search for groups',
    ['RFC7644-3.4.3-20'],
    searchingGroups('attributes'),
    { kills: ['protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.groups-excluded-ignored',
    'excludedAttributes is ignored in a search for groups',
    ['RFC7644-3.4.3-20'],
    searchingGroups('excludedAttributes'),
    { kills: ['protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.urns-unknown',
    'Names with a URN select nothing in a search',
    ['RFC7644-3.4.3-20'],
    namesOf('attributes', (names) => names.filter((name) => !isUrn(name))),
    { kills: ['protocol.projection-lists.search-users', 'protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'search.sub-attributes-whole',
    'A sub-attribute brings its siblings in a search',
    ['RFC7644-3.4.3-20'],
    namesOf('attributes', (names) => names.map(topNames)),
    { kills: ['protocol.projection-lists.search-users'] },
  ),
  mutant(
    'search.names-exact',
    'Names in capitals select nothing in a search',
    ['RFC7644-3.4.3-20'],
    namesOf('attributes', (names) => names.filter((name) => isUrn(name) || name !== name.toUpperCase())),
    { kills: ['protocol.projection-lists.search-users', 'protocol.projection-lists.search-groups'] },
  ),
  mutant(
    'list.excluded-id',
    'excludedAttributes=id takes the id away in lists',
    ['RFC7644-3.9-08'],
    inLists((_answer, request) => /(^|,)id(,|$)/.test(request.query.get('excludedAttributes') ?? ''), 'id'),
    { kills: ['protocol.projection-lists.users', 'protocol.projection-lists.groups'] },
  ),
  mutant(
    'list.sub-attributes-whole',
    'A sub-attribute brings its siblings in lists',
    ['RFC7643-7-39'],
    hearing((request) => {
      const names = request.query.get('attributes');
      return request.segments.length === 1 && names !== undefined
        ? { ...request, query: new Map([...request.query, ['attributes', topNames(names)]]) }
        : request;
    }),
    { kills: ['protocol.projection-lists.parts'] },
  ),
];
