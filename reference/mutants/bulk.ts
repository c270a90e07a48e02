import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Answer } from '../message.js';
import type { Change } from '../behavior.js';
import { referencesIn } from '../bulk-order.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, endpointOf, hearing, without, withMember } from './tools.js';

/** Changes each entry of the answer to a job. */
function entries(change: (entry: JsonObject, result: Answer) => JsonObject): Change {
  return (b) => ({
    bulkEntry: (operation, result, location) => change(b.bulkEntry(operation, result, location), result),
  });
}

function message(change: (answer: Answer, list: JsonObject[]) => Answer): Change {
  return (b) => ({ bulkMessage: (list) => change(b.bulkMessage(list), list) });
}

function job(change: (operations: Json[]) => Json[]): Change {
  return hearing((request) =>
    endpointOf(request) === 'Bulk' && isObject(request.body)
      ? {
          ...request,
          body: withMember(request.body, 'Operations', (list) => (Array.isArray(list) ? change(list) : list)),
        }
      : request,
  );
}

const failed = (entry: JsonObject): boolean => Number(entry['status']) >= 400;

export const bulkMutants: Mutant[] = [
  mutant(
    'bulk.missing',
    'There is no /Bulk although it is announced',
    ['RFC7644-3.2-12', 'RFC7643-5-29'],
    answering((answer, request) => (endpointOf(request) === 'Bulk' ? asError(answer, 404) : answer)),
  ),
  mutant(
    'bulk.no-schemas',
    'The answer to a job has no schemas',
    ['RFC7644-3.7-05', 'RFC7644-3.1-05'],
    message((answer) => ({ ...answer, body: isObject(answer.body) ? without(answer.body, 'schemas') : null })),
  ),
  mutant(
    'bulk.request-schema',
    'The answer to a job names the schema of the request',
    ['RFC7644-3.7-05'],
    message((answer) => ({
      ...answer,
      body: {
        ...(isObject(answer.body) ? answer.body : {}),
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      },
    })),
  ),
  mutant(
    'bulk.operations-lower-case',
    'The answer to a job holds "operations"',
    ['RFC7644-3.7-08'],
    message((answer, list) => ({
      ...answer,
      body: { ...(isObject(answer.body) ? without(answer.body, 'Operations') : {}), operations: list },
    })),
  ),
  mutant(
    'bulk.fail-on-errors-echoed',
    'failOnErrors is in the answer',
    ['RFC7644-3.7-07'],
    message((answer) => ({ ...answer, body: { ...(isObject(answer.body) ? answer.body : {}), failOnErrors: 1 } })),
  ),
  mutant(
    'bulk.answers-207',
    'A job is answered 207',
    ['RFC7644-3.7-22'],
    message((answer) => ({ ...answer, status: 207 })),
  ),
  mutant(
    'bulk.answers-400',
    'A job with a failing operation is answered 400',
    ['RFC7644-3.7-22', 'RFC7644-3.7.3-06'],
    message((answer, list) => (list.some(failed) ? { ...answer, status: 400 } : answer)),
  ),
  mutant(
    'bulk.all-failed-400',
    'A job in which everything fails is answered 400',
    ['RFC7644-3.7.3-06'],
    message((answer, list) => (list.every(failed) ? { ...answer, status: 400 } : answer)),
  ),
  mutant(
    'bulk.empty-answer',
    'A job is answered 204',
    ['RFC7644-3.7-22', 'RFC7644-3.7.3-01'],
    message(() => ({ status: 204, headers: {} })),
  ),
  mutant('bulk.failures-only', 'Only failures are in the answer', ['RFC7644-3.7.3-01', 'RFC7644-3.7-27'], (b) => ({
    bulkMessage: (list) => b.bulkMessage(list.filter(failed)),
  })),
  mutant('bulk.successes-only', 'Only successes are in the answer', ['RFC7644-3.7.3-01', 'RFC7644-3.7-18'], (b) => ({
    bulkMessage: (list) => b.bulkMessage(list.filter((entry) => !failed(entry))),
  })),
  mutant(
    'bulk.no-method',
    'Entries have no method',
    ['RFC7644-3.7-10'],
    entries((entry) => without(entry, 'method')),
  ),
  mutant(
    'bulk.no-bulk-id',
    'Entries have no bulkId',
    ['RFC7644-3.7-29'],
    entries((entry) => without(entry, 'bulkId')),
  ),
  mutant(
    'bulk.no-location',
    'Entries have no location',
    ['RFC7644-3.7-17', 'RFC7644-3.7.3-02'],
    entries((entry) => without(entry, 'location')),
  ),
  mutant(
    'bulk.location-on-create-only',
    'Only created resources have a location',
    ['RFC7644-3.7-17', 'RFC7644-3.7.3-02'],
    entries((entry) => (entry['method'] === 'POST' ? entry : without(entry, 'location'))),
  ),
  mutant(
    'bulk.no-version',
    'Entries have no version',
    ['RFC7644-3.7.3-07'],
    entries((entry) => without(entry, 'version')),
  ),
  mutant(
    'bulk.status-number',
    'The status of an entry is a number',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => withMember(entry, 'status', Number)),
  ),
  mutant(
    'bulk.status-200',
    'Every success has the status 200',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => (failed(entry) ? entry : { ...entry, status: '200' })),
  ),
  mutant(
    'bulk.no-status',
    'Entries have no status',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => without(entry, 'status')),
  ),
  mutant(
    'bulk.failures-400',
    'Every failure has the status 400',
    ['RFC7644-3.7.3-03', 'RFC7644-3.7.3-09'],
    entries((entry) => (failed(entry) ? { ...entry, status: '400' } : entry)),
  ),
  mutant(
    'bulk.no-response',
    'Failures have no response',
    ['RFC7644-3.7-18', 'RFC7644-3.7-20', 'RFC7644-3.7.3-04'],
    entries((entry) => without(entry, 'response')),
  ),
  mutant(
    'bulk.response-text',
    'The response of a failure is text',
    ['RFC7644-3.7-20'],
    entries((entry) => withMember(entry, 'response', (body) => (isObject(body) ? (body['detail'] ?? '') : body))),
  ),
  mutant(
    'bulk.response-bare',
    'The response of a failure has no schemas and no status',
    ['RFC7644-3.7-20'],
    entries((entry) =>
      withMember(entry, 'response', (body) => (isObject(body) ? without(body, 'schemas', 'status') : body)),
    ),
  ),
  mutant(
    'bulk.success-claimed',
    'Failures are reported as successes',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => (failed(entry) ? { ...without(entry, 'response'), status: '200' } : entry)),
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
    'bulk.failures-end-in-500',
    'A failing operation makes the job answer 500',
    ['RFC7644-3.7-22'],
    message((answer, list) => (list.some(failed) ? asError(answer, 500) : answer)),
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
    ['RFC7644-3.7-09', 'RFC7644-3.7.2-02'],
    hearing((request) =>
      request.inBulk && endpointOf(request) !== 'Users' ? { ...request, segments: ['Nothing'] } : request,
    ),
  ),
  mutant(
    'bulk.bulk-id-literal',
    'References by bulkId are stored as they are',
    ['RFC7644-3.7.2-02', 'RFC7644-3.7.1-03', 'RFC7644-3.7.2-03'],
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
