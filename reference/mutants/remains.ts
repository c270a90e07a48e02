/** What deletions and refusals leave, rows that were written twice, and requests at the edge of what a server counts. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { answer, type Request } from '../message.js';
import type { Stored } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { endpointOf, hearing } from './tools.js';

/** Reads of a deleted resource that some parameter takes past the look for a deletion. */
function readableWith(parameter: string, type: string): Change {
  return (b) => {
    const gone = new Map<string, Stored>();
    return {
      remove: (store, stored) => {
        if (stored.type === type) gone.set(stored.id, stored);
        b.remove(store, stored);
      },
      afterResponse: (request, found) => {
        const result = b.afterResponse(request, found);
        const old = gone.get(request.segments[1] ?? '');
        const isMissed = request.method === 'GET' && result.status === 404 && request.query.has(parameter);
        return isMissed && old ? answer(200, old.resource) : result;
      },
    };
  };
}

/** What was replaced is listed once more, where the request says so. */
function listedAgain(isListed: (request: Request) => boolean): Change {
  return (b) => {
    const replaced = new Set<string>();
    return {
      onStore: (resource, op, model, previous) => {
        if (op === 'replace') replaced.add(String(resource['id']));
        return b.onStore(resource, op, model, previous);
      },
      naturalOrder: (matched, request) => {
        const found = b.naturalOrder(matched, request);
        return isListed(request) ? found.flatMap((each) => (replaced.has(each.id) ? [each, each] : [each])) : found;
      },
    };
  };
}

/** A number of a query that does not fit into 32 bits. */
const overflowing = (name: 'startIndex' | 'count'): Change => {
  return (b) => ({
    readQuery: (raw) => {
      const query = b.readQuery(raw);
      if ((query[name] ?? 0) >= 2 ** 31) throw new RangeError('integer out of range');
      return query;
    },
  });
};

const isBare = (value: Json): boolean => isObject(value) && Object.values(value).includes(null);

/** Reads the body of a create or a PUT after `look` has seen its attributes. */
const looking =
  (look: (value: Json) => void): Change =>
  (b) => ({
    readInput: (input, model, mode, options) => {
      if (isObject(input)) for (const value of Object.values(input)) look(value);
      return b.readInput(input, model, mode, options);
    },
  });

export const remainMutants: Mutant[] = [
  mutant(
    'remains.deleted-in-part',
    'A deleted user can still be read with attributes',
    ['RFC7644-3.6-03'],
    readableWith('attributes', 'User'),
  ),
  mutant(
    'remains.deleted-without-members',
    'A deleted group can still be read without its members',
    ['RFC7644-3.6-03'],
    readableWith('excludedAttributes', 'Group'),
  ),
  mutant(
    'remains.deleted-counted',
    'totalResults of all users counts those that were deleted',
    ['RFC7644-3.4.2-06'],
    (b) => {
      let deleted = 0;
      return {
        remove: (store, stored) => {
          if (stored.type === 'User') deleted += 1;
          b.remove(store, stored);
        },
        listMessage: (page, request) => {
          const isWhole = endpointOf(request) === 'Users' && !request.query.has('filter') && request.method === 'GET';
          return b.listMessage(isWhole ? { ...page, total: page.total + deleted } : page, request);
        },
      };
    },
  ),
  mutant(
    'remains.deleted-by-external-id',
    'A deleted group is still found by its externalId',
    ['RFC7644-3.6-07'],
    (b) => {
      const gone: Stored[] = [];
      return {
        remove: (store, stored) => {
          if (stored.type === 'Group') gone.push(stored);
          b.remove(store, stored);
        },
        naturalOrder: (matched, request) => {
          const wanted = /^externalId eq "(.*)"$/.exec(request.query.get('filter') ?? '')?.[1];
          const old = gone.filter(({ resource }) => wanted !== undefined && resource['externalId'] === wanted);
          return [...b.naturalOrder(matched, request), ...old];
        },
      };
    },
  ),
  mutant(
    'remains.group-before-members',
    'A group is stored before its members are looked at, and stays when one is unknown',
    ['RFC7644-3.12-01'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const members = valuesOf(resource['members'] ?? []).filter(isObject);
        if (type === 'Group' && op === 'create' && members.some(({ value }) => !store.get(String(value)))) {
          store.add(type, String(resource['id']), { ...resource, members: [] } as Resource, 0);
          throw new ScimError(400, 'invalidValue', 'A member is unknown.');
        }
        return b.conflict(resource, type, store, self, op);
      },
    }),
  ),
  mutant(
    'remains.listed-again',
    'A PUT adds a row to lists',
    ['RFC7644-3.4.2-14'],
    listedAgain(() => true),
  ),
  mutant(
    'remains.groups-listed-again',
    'A PUT of a group adds a row to lists without a filter',
    ['RFC7644-3.4.2-14'],
    listedAgain((request) => endpointOf(request) === 'Groups' && !request.query.has('filter')),
  ),
  mutant(
    'remains.start-overflows',
    'A startIndex beyond 32 bits crashes the server',
    ['RFC7644-3.12-08'],
    overflowing('startIndex'),
  ),
  mutant(
    'remains.count-overflows',
    'A count beyond 32 bits crashes the server',
    ['RFC7644-3.12-08'],
    overflowing('count'),
  ),
  mutant('remains.media-capitals', 'Capitals in a Content-Type are answered 415', ['RFC7644-3.8-03'], (b) => ({
    acceptsRequestType: (type) => b.acceptsRequestType(type) && type === type?.toLowerCase(),
  })),
  mutant(
    'remains.null-in-element',
    'null in an element of a list crashes the server',
    ['RFC7643-2.5-01'],
    looking((value) => {
      if (Array.isArray(value) && value.some(isBare)) throw new TypeError('null is no text');
    }),
  ),
  mutant(
    'remains.null-as-text',
    'null in an element of a list is stored as the text "null"',
    ['RFC7643-2.5-01'],
    hearing((request) => {
      if (!/^P(OS|U)T$/.test(request.method) || !isObject(request.body)) return request;
      const asText = (value: Json): Json =>
        isObject(value)
          ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, part === null ? 'null' : part]))
          : value;
      const body = Object.entries(request.body).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(asText) : value,
      ]);
      return { ...request, body: Object.fromEntries(body) as Resource };
    }),
  ),
  mutant(
    'remains.null-for-element',
    'null for an element of a list crashes the server',
    ['RFC7644-3.12-08'],
    looking((value) => {
      if (Array.isArray(value) && value.includes(null)) throw new TypeError('null is no object');
    }),
  ),
];
