/** What bulk jobs do. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { referencesIn } from '../bulk-order.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, endpointOf, hearing, without, withMember } from './tools.js';
import { job, failed } from './bulk-tools.js';

export const bulkMutants: Mutant[] = [
  mutant(
    'bulk.missing',
    'There is no /Bulk although it is announced',
    ['RFC7644-3.2-12', 'RFC7643-5-29'],
    answering((answer, request) => (endpointOf(request) === 'Bulk' ? asError(answer, 404) : answer)),
  ),
  mutant('bulk.stops-at-error', 'Without failOnErrors the first failure ends the job', ['RFC7644-3.7-24'], {
    bulkStop: (errors) => errors > 0,
  }),
  mutant('bulk.never-stops', 'failOnErrors is ignored', ['RFC7644-3.7-26', 'RFC7644-3.7.3-05'], {
    bulkStop: () => false,
  }),
  mutant(
    'bulk.stop-loses-results',
    'A job that stops reports the last failure alone',
    ['RFC7644-3.7-27', 'RFC7644-3.7.3-05'],
    (b) => {
      let stopped = false;
      return {
        bulkStop: (errors, failOnErrors) => (stopped = b.bulkStop(errors, failOnErrors)),
        bulkMessage: (list) => b.bulkMessage(stopped ? list.filter(failed).slice(-1) : list),
      };
    },
  ),
  mutant(
    'bulk.unknown-dropped',
    'Jobs give no result for operations at endpoints that there are not',
    ['RFC7644-3.7-09', 'RFC7644-3.7.3-03'],
    (b) => {
      const dropped = new Set<JsonObject>();
      return {
        bulkEntry: (operation, result, location) => {
          const entry = b.bulkEntry(operation, result, location);
          if (!/^\/(Users|Groups)\b/i.test(operation.path)) dropped.add(entry);
          return entry;
        },
        bulkMessage: (list) => b.bulkMessage(list.filter((entry) => !dropped.has(entry))),
      };
    },
  ),
  mutant(
    'bulk.only-post',
    'Jobs take only POST',
    ['RFC7644-3.7-03'],
    job((list) =>
      list.map((operation) =>
        isObject(operation) && operation['method'] !== 'POST' ? { ...operation, method: 'NOT SUPPORTED' } : operation,
      ),
    ),
  ),
  mutant(
    'bulk.no-patch',
    'Jobs do not take PATCH',
    ['RFC7644-3.7-03'],
    job((list) =>
      list.map((operation) =>
        isObject(operation) && operation['method'] === 'PATCH' ? { ...operation, method: 'NOT SUPPORTED' } : operation,
      ),
    ),
  ),
  mutant(
    'bulk.delete-no-op',
    'A DELETE in a job deletes nothing',
    ['RFC7644-3.7-09'],
    hearing((request) => (request.inBulk && request.method === 'DELETE' ? { ...request, method: 'GET' } : request)),
  ),
  mutant(
    'bulk.put-no-op',
    'A PUT in a job changes nothing',
    ['RFC7644-3.7-09'],
    hearing((request) => (request.inBulk && request.method === 'PUT' ? { ...request, method: 'GET' } : request)),
  ),
  mutant(
    'bulk.users-only',
    'Jobs take only users',
    ['RFC7644-3.7-09', 'RFC7644-3.7.2-02', 'RFC7644-3.7.2-04'],
    hearing((request) =>
      request.inBulk && endpointOf(request) !== 'Users' ? { ...request, segments: ['Nothing'] } : request,
    ),
  ),
  mutant(
    'bulk.bulk-id-literal',
    'References by bulkId are stored as they are',
    ['RFC7644-3.7.2-02', 'RFC7644-3.7.1-03', 'RFC7644-3.7.2-03', 'RFC7644-3.7-31'],
    (b) => ({
      resolveBulkIds: (value, ids) => {
        try {
          return typeof value === 'string' ? b.resolveBulkIds(value, ids) : value;
        } catch {
          return value;
        }
      },
    }),
  ),
  mutant(
    'bulk.bulk-id-members-only',
    'References by bulkId are only resolved in members',
    ['RFC7644-3.7.2-06'],
    (b) => ({
      resolveBulkIds: (value, ids) => (isObject(value) && !('members' in value) ? value : b.resolveBulkIds(value, ids)),
    }),
  ),
  mutant(
    'bulk.bulk-id-with-prefix',
    'The prefix bulkId: stays before the id',
    ['RFC7644-3.7.2-02', 'RFC7644-3.7.1-03'],
    (b) => ({
      resolveBulkIds: function resolve(value, ids): Json {
        if (typeof value === 'string')
          return value.startsWith('bulkId:')
            ? `bulkId:${String(b.resolveBulkIds(value, ids))}`
            : b.resolveBulkIds(value, ids);
        if (Array.isArray(value)) return value.map((item) => resolve(item, ids));
        return isObject(value)
          ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, ids)]))
          : value;
      },
    }),
  ),
  mutant(
    'bulk.unknown-reference-stored',
    'A reference to an unknown bulkId is stored as it is',
    ['RFC7644-3.7.2-07'],
    (b) => ({
      resolveBulkIds: function resolve(value, ids): Json {
        if (typeof value === 'string') {
          try {
            return b.resolveBulkIds(value, ids);
          } catch {
            return value;
          }
        }
        if (Array.isArray(value)) return value.map((item) => resolve(item, ids));
        return isObject(value)
          ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, ids)]))
          : value;
      },
    }),
  ),
  mutant(
    'bulk.unknown-reference-500',
    'A reference to an unknown bulkId crashes the operation',
    ['RFC7644-3.7.2-07'],
    (b) => ({
      resolveBulkIds: (value, ids) => {
        try {
          return b.resolveBulkIds(value, ids);
        } catch {
          throw new TypeError('Cannot read properties of undefined');
        }
      },
    }),
    { kills: ['protocol.bulk-references.unknown'] },
  ),
  mutant(
    'bulk.circle-half',
    'References in a circle are dropped',
    ['RFC7644-3.7.1-01'],
    job((list) => {
      const creations = new Map(list.filter(isObject).map((operation) => [String(operation['bulkId']), operation]));
      return list.map((operation) => {
        const data = isObject(operation) ? operation['data'] : undefined;
        if (!isObject(operation) || !isObject(data)) return operation;
        const own = String(operation['bulkId']);
        const circular = [...referencesIn(data)].some((id) =>
          referencesIn(creations.get(id)?.['data'] ?? null).has(own),
        );
        return circular ? { ...operation, data: without(data, 'members') } : operation;
      });
    }),
  ),
  mutant(
    'bulk.circle-500',
    'References in a circle crash the server',
    ['RFC7644-3.7.1-01'],
    job((list) => {
      const references = new Map(
        list
          .filter(isObject)
          .map((operation) => [String(operation['bulkId']), referencesIn(operation['data'] ?? null)]),
      );
      for (const [own, others] of references) {
        if ([...others].some((id) => references.get(id)?.has(own)))
          throw new RangeError('Maximum call stack size exceeded');
      }
      return list;
    }),
  ),
  mutant(
    'bulk.forward-refused',
    'References to later operations fail with 400',
    ['RFC7644-3.7.2-04'],
    job((list) => {
      const seen = new Set<string>();
      return list.map((operation) => {
        if (!isObject(operation)) return operation;
        const early = [...referencesIn(operation['data'] ?? null)].some((id) => !seen.has(id));
        seen.add(String(operation['bulkId']));
        return early ? { ...operation, data: {} } : operation;
      });
    }),
  ),
  mutant(
    'bulk.patches-first',
    'PATCH operations of a job are done before all others',
    ['RFC7644-3.7-31'],
    job((list) => [
      ...list.filter((each) => isObject(each) && each['method'] === 'PATCH'),
      ...list.filter((each) => !isObject(each) || each['method'] !== 'PATCH'),
    ]),
    { kills: ['protocol.bulk-references.last-wins'] },
  ),
  mutant(
    'bulk.backwards',
    'The operations of a job are done last to first',
    ['RFC7644-3.7-31'],
    job((list) => [...list].reverse()),
  ),
  mutant(
    'bulk.version-ignored',
    'The version of an operation is ignored',
    ['RFC7644-3.7.3-08'],
    hearing((request) =>
      request.inBulk
        ? { ...request, headers: without(request.headers, 'if-match') as Record<string, string> }
        : request,
    ),
  ),
  mutant('bulk.no-operation-limit', 'maxOperations is not enforced', ['RFC7644-3.7.4-03'], (b) => ({
    bulkMaxOperations: Number.MAX_SAFE_INTEGER,
    serviceProviderConfig: (config) =>
      b.serviceProviderConfig(
        withMember(config, 'bulk', (value) => ({
          ...(isObject(value) ? value : {}),
          maxOperations: b.bulkMaxOperations,
        })),
      ),
  })),
  mutant('bulk.limit-too-early', 'A job of maxOperations operations is too large', ['RFC7644-3.7.4-03'], (b) => ({
    bulkMaxOperations: b.bulkMaxOperations - 1,
    serviceProviderConfig: (config) =>
      b.serviceProviderConfig(
        withMember(config, 'bulk', (value) => ({
          ...(isObject(value) ? value : {}),
          maxOperations: b.bulkMaxOperations,
        })),
      ),
  })),
  mutant('bulk.limit-truncates', 'Operations beyond maxOperations are dropped', ['RFC7644-3.7.4-03'], (b) => ({
    beforeRequest: (request) => {
      const heard = b.beforeRequest(request);
      return endpointOf(heard) === 'Bulk' && isObject(heard.body)
        ? {
            ...heard,
            body: withMember(heard.body, 'Operations', (list) =>
              Array.isArray(list) ? list.slice(0, b.bulkMaxOperations) : list,
            ),
          }
        : heard;
    },
  })),
  mutant('bulk.limit-400', 'Too many operations are answered 400', ['RFC7644-3.7.4-03', 'RFC7644-3.12-17'], {
    bulkTooLarge: () => new ScimError(400, undefined, 'The job is too large.'),
  }),
  mutant('bulk.limit-500', 'Too many operations crash the server', ['RFC7644-3.7.4-03', 'RFC7644-3.12-17'], {
    bulkTooLarge: () => new ScimError(500, undefined, 'Out of memory.'),
  }),
  mutant('bulk.limit-unnamed', 'The 413 does not say which limit was exceeded', ['RFC7644-3.7.4-04'], {
    bulkTooLarge: () => new ScimError(413, undefined, 'Too large.'),
  }),
  mutant(
    'bulk.broken-json-200',
    'A job that is no JSON is answered 200 without operations',
    ['RFC7644-3.7-23'],
    answering((answer, request) =>
      endpointOf(request) === 'Bulk' && answer.status === 400 && !isObject(request.body)
        ? {
            status: 200,
            headers: {},
            body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkResponse'], Operations: [] },
          }
        : answer,
    ),
  ),
];
