/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Answer } from '../message.js';
import type { Change } from '../behavior.js';
import { endpointOf, hearing, withMember } from './tools.js';

/** Changes each entry of the answer to a job. */
export function entries(change: (entry: JsonObject, result: Answer) => JsonObject): Change {
  return (b) => ({
    bulkEntry: (operation, result, location) => change(b.bulkEntry(operation, result, location), result),
  });
}

export function message(change: (answer: Answer, list: JsonObject[]) => Answer): Change {
  return (b) => ({ bulkMessage: (list) => change(b.bulkMessage(list), list) });
}

export function job(change: (operations: Json[]) => Json[]): Change {
  return hearing((request) =>
    endpointOf(request) === 'Bulk' && isObject(request.body)
      ? {
          ...request,
          body: withMember(request.body, 'Operations', (list) => (Array.isArray(list) ? change(list) : list)),
        }
      : request,
  );
}

export const failed = (entry: JsonObject): boolean => Number(entry['status']) >= 400;
