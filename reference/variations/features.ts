import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Behavior, Change } from '../behavior.js';
import type { Answer, Request } from '../message.js';
import { answering, asError, endpointOf, withMember, without } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

/** Refuses what is not offered, before anything is done. */
function refused(
  status: number,
  concerns: (request: Request) => boolean,
): (b: Behavior) => Pick<Behavior, 'beforeRequest'> {
  return (b) => ({
    beforeRequest: (request) => {
      if (concerns(request)) throw new ScimError(status, undefined, 'This is not offered here.');
      return b.beforeRequest(request);
    },
  });
}

/** Announces that a feature is missing. */
function undeclared(
  feature: string,
  more: Record<string, number> = {},
): (b: Behavior) => Pick<Behavior, 'serviceProviderConfig'> {
  return (b) => ({
    serviceProviderConfig: (config) => ({
      ...b.serviceProviderConfig(config),
      [feature]: { supported: false, ...more },
    }),
  });
}

function missing(
  feature: string,
  status: number,
  concerns: (request: Request) => boolean,
  more: Record<string, number> = {},
): Change {
  return (b) => ({ ...refused(status, concerns)(b), ...undeclared(feature, more)(b) });
}

const asks = (request: Request, name: string): boolean =>
  (request.query.has(name) && endpointOf(request) !== 'Schemas' && endpointOf(request) !== 'ResourceTypes') ||
  (request.segments.at(-1) === '.search' && isObject(request.body) && name in request.body);
const isBulk = (request: Request): boolean => endpointOf(request) === 'Bulk';
const isRoot = ({ segments }: Request): boolean => segments.length === 0 || segments[0] === '.search';
const isUnknown = (answer: Answer, { segments }: Request): boolean => answer.status === 404 && segments.length === 1;
const isMe = (request: Request): boolean => endpointOf(request) === 'Me';

/** What sorting and filters look like where they are not offered and the parameter is ignored. */
function ignoring(feature: string, ...names: string[]): Change {
  return (b) => ({
    ...undeclared(feature)(b),
    readQuery: (raw) => b.readQuery(new Map([...raw].filter(([name]) => !names.includes(name)))),
  });
}

export const featureVariations: Variation[] = [
  variation(
    'no-patch-501',
    'PATCH is not offered: 501',
    ['RFC7644-3.5.2'],
    missing('patch', 501, (r) => r.method === 'PATCH'),
  ),
  variation(
    'no-patch-405',
    'PATCH is not offered: 405',
    ['RFC7644-3.5.2'],
    missing('patch', 405, (r) => r.method === 'PATCH'),
  ),
  variation(
    'no-patch-404',
    'PATCH is not offered: 404',
    ['RFC7644-3.5.2'],
    missing('patch', 404, (r) => r.method === 'PATCH'),
  ),
  variation(
    'no-bulk-501',
    'Bulk is not offered: 501',
    ['RFC7644-3.7'],
    missing('bulk', 501, isBulk, { maxOperations: 0, maxPayloadSize: 0 }),
  ),
  variation(
    'no-bulk-404',
    'Bulk is not offered: 404',
    ['RFC7644-3.7'],
    missing('bulk', 404, isBulk, { maxOperations: 0, maxPayloadSize: 0 }),
  ),
  variation(
    'no-bulk-403',
    'Bulk is not offered: 403',
    ['RFC7644-3.7'],
    missing('bulk', 403, isBulk, { maxOperations: 0, maxPayloadSize: 0 }),
  ),
  variation(
    'no-sort-400',
    'Sorting is not offered: 400',
    ['RFC7644-3.4.2.3'],
    missing('sort', 400, (r) => asks(r, 'sortBy')),
  ),
  variation(
    'no-sort-501',
    'Sorting is not offered: 501',
    ['RFC7644-3.4.2.3'],
    missing('sort', 501, (r) => asks(r, 'sortBy')),
  ),
  variation(
    'no-sort-ignored',
    'Sorting is not offered: sortBy is ignored',
    ['RFC7644-3.4.2.3'],
    ignoring('sort', 'sortBy', 'sortOrder'),
  ),
  variation(
    'no-filter-501',
    'Filters are not offered: 501',
    ['RFC7644-3.4.2.2'],
    missing('filter', 501, (r) => asks(r, 'filter'), { maxResults: 200 }),
  ),
  variation(
    'no-filter-400',
    'Filters are not offered: 400',
    ['RFC7644-3.4.2.2'],
    missing('filter', 400, (r) => asks(r, 'filter'), { maxResults: 200 }),
  ),
  variation('no-etag', 'Versions are not offered', ['RFC7644-3.14'], (b) => ({
    ...undeclared('etag')(b),
    etagHeader: () => undefined,
    meta: (stored, view) => without(b.meta(stored, view), 'version'),
    ifMatch: () => true,
    ifNoneMatch: () => false,
  })),
  variation('etag-alone', 'The version is in the ETag header alone', ['RFC7643-3.1', 'RFC7644-3.14'], (b) => ({
    meta: (stored, view) => without(b.meta(stored, view), 'version'),
  })),
  variation('if-match-demanded', 'No update without If-Match: 428', ['RFC7644-3.14-08', 'RFC6585-3'], (b) => ({
    beforeRequest: (request) => {
      const [, id, ...rest] = request.segments;
      const updates = ['PUT', 'PATCH', 'DELETE'].includes(request.method) && id !== undefined && rest.length === 0;
      if (updates && request.headers['if-match'] === undefined && request.store.get(id))
        throw new ScimError(428, undefined, 'Send If-Match with the version that is to be changed.');
      return b.beforeRequest(request);
    },
  })),
  variation('etag-unannounced', 'Versions are offered but not announced', ['RFC7644-3.14'], undeclared('etag')),
  variation('etag-strong', 'Tags are strong', ['RFC7644-3.14'], (b) => ({
    version: (stored, groups) => b.version(stored, groups).replace('W/', ''),
  })),
  variation(
    'etag-of-the-second',
    'The tag is the second of the last change, and weak',
    ['RFC7644-3.14', 'RFC9110-8.8.1'],
    {
      version: (stored) => `W/"${Math.floor(stored.modified / 1000)}"`,
    },
  ),
  variation('etag-commas', 'Tags hold commas', ['RFC9110-8.8.3'], (b) => ({
    version: (stored, groups) => b.version(stored, groups).replaceAll('-', ','),
  })),
  variation('etag-on-reads-only', 'Only answers to GET have an ETag', ['RFC7644-3.14'], (b) => ({
    etagHeader: (version, request) => (request.method === 'GET' ? b.etagHeader(version, request) : undefined),
  })),
  variation(
    'no-password',
    'Passwords are not offered: the attribute is ignored',
    ['RFC7643-4.1.1'],
    undeclared('changePassword'),
    (models) =>
      models.map((model) => ({
        ...model,
        core: { ...model.core, attributes: model.core.attributes.filter(({ name }) => name !== 'password') },
      })),
  ),
  variation('no-me-501', '/Me is not offered: 501', ['RFC7644-3.11'], refused(501, isMe)),
  variation('no-me-404', '/Me is not offered: 404', ['RFC7644-3.11'], refused(404, isMe)),
  variation('no-me-403', '/Me is not offered: 403', ['RFC7644-3.11'], refused(403, isMe)),
  variation('me-redirects', '/Me redirects to the user', ['RFC7644-3.11'], (b) => ({
    afterResponse: (request, answer) => {
      const id = isMe(request) ? b.me(request) : undefined;
      return id === undefined
        ? b.afterResponse(request, answer)
        : { status: 308, headers: { Location: `${request.base}/Users/${id}` } };
    },
  })),
  variation('me-nobody', 'The token stands for no user', ['RFC7644-3.11'], { me: () => undefined }),
  variation('no-me-405', '/Me is not offered: 405', ['RFC7644-3.11'], refused(405, isMe)),
  variation('no-root-queries', 'There are no queries at the root', ['RFC7644-3.4.2.1'], { rootQueries: false }),
  variation('no-root-queries-501', 'Queries at the root are answered 501', ['RFC7644-3.4.2.1'], refused(501, isRoot)),
  variation('no-root-queries-403', 'Queries at the root are answered 403', ['RFC7644-3.4.2.1'], refused(403, isRoot)),
  variation('no-root-queries-405', 'Queries at the root are answered 405', ['RFC7644-3.4.2.1'], refused(405, isRoot)),
  variation(
    'unknown-endpoints-501',
    'Endpoints that do not exist are answered 501',
    ['RFC7644-3.12'],
    answering((answer, request) => (isUnknown(answer, request) ? asError(answer, 501) : answer)),
  ),
  variation(
    'unknown-endpoints-403',
    'Endpoints that do not exist are answered 403',
    ['RFC7644-3.12'],
    answering((answer, request) => (isUnknown(answer, request) ? asError(answer, 403) : answer)),
  ),
  variation(
    'no-search-404',
    'There is no .search: 404',
    ['RFC7644-3.4.3'],
    refused(404, (r) => r.segments.at(-1) === '.search'),
  ),
  variation(
    'no-search-405',
    'There is no .search: 405',
    ['RFC7644-3.4.3'],
    refused(405, (r) => r.segments.at(-1) === '.search'),
  ),
  variation(
    'no-search-403',
    '.search is not permitted to this client: 403',
    ['RFC7644-3.12'],
    refused(403, (r) => r.segments.at(-1) === '.search'),
  ),
  variation(
    'no-search-501',
    'There is no .search',
    ['RFC7644-3.4.3'],
    refused(501, (r) => r.segments.at(-1) === '.search'),
  ),
  variation('no-cursors', 'There are no cursors', ['RFC9865-4'], (b) => ({
    usesCursors: () => false,
    serviceProviderConfig: (config) => without(b.serviceProviderConfig(config), 'pagination'),
  })),
  variation('cursors-only', 'There is no paging by index', ['RFC9865-2.3'], (b) => ({
    usesCursors: () => true,
    serviceProviderConfig: (config) =>
      withMember(b.serviceProviderConfig(config), 'pagination', (value) => ({
        ...(isObject(value) ? value : {}),
        index: false,
        defaultPaginationMethod: 'cursor',
      })),
  })),
  variation(
    'cursors-only-without-total',
    'There is no paging by index, and no list has totalResults',
    ['RFC9865-2'],
    (b) => ({
      usesCursors: () => true,
      listMessage: (page, request) => without(b.listMessage(page, request), 'totalResults'),
      serviceProviderConfig: (config) =>
        withMember(b.serviceProviderConfig(config), 'pagination', (value) => ({
          ...(isObject(value) ? value : {}),
          index: false,
          defaultPaginationMethod: 'cursor',
        })),
    }),
  ),
  variation('cursors-default', 'Cursors are the default, and the configuration says so', ['RFC9865-2.4'], (b) => ({
    usesCursors: ({ startIndex, cursor }) => startIndex === undefined || cursor !== undefined,
    serviceProviderConfig: (config) =>
      withMember(b.serviceProviderConfig(config), 'pagination', (value) => ({
        ...(isObject(value) ? value : {}),
        defaultPaginationMethod: 'cursor',
      })),
  })),
  variation('cursors-without-total', 'Pages by cursor have no totalResults', ['RFC9865-2'], (b) => ({
    listMessage: (page, request) =>
      page.cursors ? without(b.listMessage(page, request), 'totalResults') : b.listMessage(page, request),
  })),
  variation('cursors-without-previous', 'Pages by cursor have no previousCursor', ['RFC9865-2'], (b) => ({
    listMessage: (page, request) => without(b.listMessage(page, request), 'previousCursor'),
  })),
  variation('cursors-refuse-count', 'A count out of range is answered 400 with cursors', ['RFC9865-2.1'], (b) => ({
    readQuery: (raw) => {
      const parameters = b.readQuery(raw);
      const { cursor, count } = parameters;
      if (cursor !== undefined && count !== undefined && (count < 0 || count > b.maxCount)) {
        throw new ScimError(400, 'invalidCount', `count must be between 0 and ${b.maxCount}.`);
      }
      return parameters;
    },
  })),
  variation('listing-refused', 'Lists are refused without a filter', ['RFC7644-3.4.2.1'], (b) => ({
    beforeRequest: (request) => {
      const [endpoint, second] = request.segments;
      if (
        request.method === 'GET' &&
        second === undefined &&
        ['Users', 'Groups'].includes(endpoint ?? '') &&
        !request.query.has('filter')
      ) {
        throw new ScimError(403, undefined, 'Name what you look for.');
      }
      return b.beforeRequest(request);
    },
  })),
  variation('too-many', 'Lists without a filter are answered tooMany', ['RFC7644-3.4.2.1'], (b) => ({
    beforeRequest: (request) => {
      const [endpoint, second] = request.segments;
      if (
        request.method === 'GET' &&
        second === undefined &&
        ['Users', 'Groups', undefined].includes(endpoint) &&
        request.query.size === 0
      ) {
        throw new ScimError(400, 'tooMany', 'Too many results.');
      }
      return b.beforeRequest(request);
    },
  })),
  variation('filters-sensitive', 'Filters on personal data are refused in a URL', ['RFC7644-7.5.2'], (b) => ({
    beforeRequest: (request) => {
      if (
        request.method === 'GET' &&
        endpointOf(request) === 'Users' &&
        /userName|emails|name|phone/i.test(request.query.get('filter') ?? '')
      ) {
        throw new ScimError(403, 'sensitive', 'Use POST and .search.');
      }
      return b.beforeRequest(request);
    },
  })),
  variation('async', 'Prefer: respond-async is answered 202', ['RFC9967-2.5.1.1'], (b) => {
    let jobs = 0;
    return {
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const prefers = /respond-async/i.test(request.headers['prefer'] ?? '');
        if (!prefers || request.inBulk || result.status >= 300 || request.method === 'GET') return result;
        const { Location } = result.headers;
        return {
          status: 202,
          headers: {
            'Set-Txn': `txn-${(jobs += 1)}`,
            'Preference-Applied': 'respond-async',
            ...(Location === undefined ? {} : { Location }),
          },
        };
      },
    };
  }),
  variation('throttled', 'Every fortieth request is answered 429 with Retry-After', ['RFC6585-4'], (b) => {
    let seen = 0;
    return {
      beforeRequest: (request) => {
        if (!request.inBulk && (seen += 1) % 40 === 0) throw new ScimError(429, undefined, 'Slow down.');
        return b.beforeRequest(request);
      },
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        return result.status === 429 ? { ...result, headers: { ...result.headers, 'Retry-After': '1' } } : result;
      },
      errorAnswer: (error) =>
        error.status === 429 ? { ...b.errorAnswer(error), headers: { 'Retry-After': '1' } } : b.errorAnswer(error),
    };
  }),
  variation('overloaded', 'Every fortieth request is answered 503 without Retry-After', ['RFC9110-15.6.4'], (b) => {
    let asked = 0;
    return {
      beforeRequest: (request) => {
        if (!request.inBulk && (asked += 1) % 40 === 0) throw new ScimError(503, undefined, 'Not now.');
        return b.beforeRequest(request);
      },
    };
  }),
  variation('anonymous', 'No credentials are needed, and none are announced', ['RFC7644-7.6'], (b) => ({
    isAuthorized: () => true,
    isPublic: () => true,
    serviceProviderConfig: (config) => ({ ...b.serviceProviderConfig(config), authenticationSchemes: [] }),
  })),
];
