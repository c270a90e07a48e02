import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { referencesIn } from '../bulk-order.js';
import { endpointOf, hearing, withMember } from '../mutants/tools.js';
import type { Change } from '../behavior.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

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

/** The operations of a job or of its answer. */
function operationsOf(message: unknown): JsonObject[] {
  const list = isObject(message) ? message['Operations'] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Makes the operations that meet a condition fail with 409. */
function conflicting(
  concerns: (
    operation: { [name: string]: Json },
    before: ReadonlySet<string>,
    all: ReadonlyMap<string, Set<string>>,
  ) => boolean,
): Change {
  return (b) => {
    const looking = job((list) => {
      const all = new Map(
        list
          .filter(isObject)
          .map((operation) => [String(operation['bulkId']), referencesIn(operation['data'] ?? null)]),
      );
      const before = new Set<string>();
      return list.map((operation) => {
        if (!isObject(operation)) return operation;
        const wrong = concerns(operation, before, all);
        before.add(String(operation['bulkId']));
        return wrong ? { ...operation, data: { $refused: true } } : operation;
      });
    });
    const heard = looking(b);
    return {
      ...heard,
      readInput: (input, model, mode, options) => {
        if (isObject(input) && '$refused' in input)
          throw new ScimError(409, undefined, 'The reference cannot be resolved.');
        return b.readInput(input, model, mode, options);
      },
    };
  };
}

export const bulkVariations: Variation[] = [
  variation('bulk-responses', 'Successful entries have a response', ['RFC7644-3.7'], (b) => ({
    bulkEntry: (operation, result, location) => {
      const entry = b.bulkEntry(operation, result, location);
      return result.body === undefined ? entry : { ...entry, response: result.body };
    },
  })),
  variation('bulk-order', 'Entries come in another order', ['RFC7644-3.7'], (b) => ({
    bulkMessage: (entries) => b.bulkMessage([...entries].reverse()),
  })),
  variation(
    'bulk-forward-refused',
    'References to later operations fail with 409',
    ['RFC7644-3.7.1'],
    conflicting((operation, before, all) =>
      [...referencesIn(operation['data'] ?? null)].some((id) => all.has(id) && !before.has(id)),
    ),
  ),
  variation(
    'bulk-circle-refused',
    'References in a circle fail with 409',
    ['RFC7644-3.7.1'],
    conflicting((operation, _before, all) =>
      [...referencesIn(operation['data'] ?? null)].some((id) => all.get(id)?.has(String(operation['bulkId']))),
    ),
  ),
  variation('bulk-small', 'A job has no more than 5 operations', ['RFC7644-3.7.4'], { bulkMaxOperations: 5 }),
  variation('bulk-of-one', 'A job has one operation', ['RFC7644-3.7.4'], { bulkMaxOperations: 1 }),
  variation('bulk-small-payload', 'A job has no more than 4096 bytes', ['RFC7644-3.7.4'], { bulkMaxPayload: 4096 }),
  variation('bulk-stale-409', 'A stale version in a job fails with 409', ['RFC7644-3.12'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      return request.inBulk && result.status === 412 && isObject(result.body)
        ? { ...result, status: 409, body: { ...result.body, status: '409' } }
        : result;
    },
  })),
  variation(
    'bulk-stop-400',
    'A job that failOnErrors ends is answered 400; what was not processed is listed as failed',
    ['RFC7644-3.7'],
    (b) => ({
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        if (endpointOf(request) !== 'Bulk' || result.status !== 200) return result;
        const done = operationsOf(result.body);
        const rest = operationsOf(request.body).slice(done.length);
        if (rest.length === 0) return result;
        const stopped = new ScimError(409, undefined, 'The job ended before this operation.');
        const skipped = rest.map(({ method, bulkId }) => ({
          method: method ?? null,
          ...(bulkId === undefined ? {} : { bulkId }),
          status: '409',
          response: b.errorAnswer(stopped).body ?? null,
        }));
        const body = { ...(isObject(result.body) ? result.body : {}), Operations: [...done, ...skipped] };
        return { ...result, status: 400, body };
      },
    }),
  ),
  variation(
    'bulk-stop-after',
    'A job takes as many errors as failOnErrors says, and ends at the next',
    ['RFC7644-3.7'],
    {
      bulkStop: (errors, failOnErrors) => failOnErrors !== undefined && errors > failOnErrors,
    },
  ),
  variation('bulk-failed-bulk-id', 'Failed entries have no bulkId', ['RFC7644-3.7'], (b) => ({
    bulkEntry: (operation, result, location) => {
      const { bulkId, ...entry } = b.bulkEntry(operation, result, location);
      return bulkId === undefined || result.status >= 400 ? entry : { ...entry, bulkId };
    },
  })),
  variation('bulk-failed-location', 'Failed entries of creates name the collection', ['RFC7644-3.7'], (b) => ({
    bulkEntry: (operation, result, location) =>
      b.bulkEntry(operation, result, location ?? (operation.method === 'POST' ? operation.path : undefined)),
  })),
  variation('bulk-paths', 'Entries repeat the path of their operation', ['RFC7644-3.7'], (b) => ({
    bulkEntry: (operation, result, location) => ({ ...b.bulkEntry(operation, result, location), path: operation.path }),
  })),
];
