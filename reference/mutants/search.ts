/** Search by POST, root queries, /Me. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, hearing, without, withStatus } from './tools.js';
import { isSearch, isRoot, searching } from './search-tools.js';

export const searchMutants: Mutant[] = [
  mutant(
    'search.missing',
    '.search is not there',
    ['RFC7644-3.4.3-03', 'RFC7644-3.2-13'],
    answering((answer, request) => (isSearch(request) ? asError(answer, 404) : answer)),
  ),
  mutant(
    'search.needs-filter',
    'A search without a filter is refused',
    ['RFC7644-3.4.3-20'],
    answering((answer, request) =>
      isSearch(request) && isObject(request.body) && request.body['filter'] === undefined
        ? asError(answer, 400, 'invalidFilter')
        : answer,
    ),
    { kills: ['protocol.search.same-as-get'] },
  ),
  mutant('search.answers-201', 'A search answers 201', ['RFC7644-3.4.3-19', 'RFC7644-3.4.3-02'], { searchStatus: 201 }),
  mutant(
    'search.is-create',
    'A search creates a user',
    ['RFC7644-3.4.3-02', 'RFC7644-3.4.3-20'],
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
    'search.shows-password',
    'A search masks passwords instead of leaving them out',
    ['RFC7644-3.9-12'],
    answering((answer, request) =>
      isSearch(request) && isObject(answer.body) && Array.isArray(answer.body['Resources'])
        ? {
            ...answer,
            body: {
              ...answer.body,
              Resources: answer.body['Resources'].map((each) =>
                isObject(each) ? { ...each, password: '****' } : each,
              ),
            },
          }
        : answer,
    ),
  ),
  mutant(
    'search.all-types',
    'A search below an endpoint covers every resource type',
    ['RFC7644-3.4.3-19', 'RFC7644-3.4.3-20'],
    hearing((request) =>
      isSearch(request) && request.segments.length === 2 ? { ...request, segments: ['.search'] } : request,
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
    ['RFC7644-3.4.3-20', 'RFC7644-3.4.3-09'],
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
