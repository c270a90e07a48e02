/** Hands for the mutants of this area. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import { endpointOf } from './tools.js';

/** Looks at the operations of a PATCH as they were sent. */
export function reading(check: (operation: JsonObject) => JsonObject): Change {
  return (b) => ({
    readPatch: (body, options) =>
      b.readPatch(
        isObject(body) && Array.isArray(body['Operations'])
          ? {
              ...body,
              Operations: body['Operations'].map((operation) => (isObject(operation) ? check(operation) : operation)),
            }
          : body,
        options,
      ),
  });
}

export function refuse(detail: string): never {
  throw new ScimError(400, 'invalidValue', detail);
}

export const isFlag = (value: Json | undefined): boolean => typeof value === 'string' && /^(true|false)$/i.test(value);
export const removesListed = (operation: PatchOperation): boolean =>
  operation.op === 'remove' && operation.path === 'members' && operation.value !== undefined;

export function isEmptyGroups(request: Request, body: Json | undefined): boolean {
  return endpointOf(request) === 'Groups' && request.method === 'GET' && isObject(body) && body['totalResults'] === 0;
}
