/** Hands for the mutants of this area. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';

export const ATOMIC = ['RFC7644-3.5.2-31', 'RFC7644-3.5.2-32'];

export const OPERATIONS = ['add', 'remove', 'replace'];

export function isKnown(op: Json | undefined): boolean {
  return typeof op === 'string' && OPERATIONS.includes(op.toLowerCase());
}

export function operationsOf(body: Json | undefined): { [name: string]: Json }[] {
  return isObject(body) ? valuesOf(body['Operations']).filter(isObject) : [];
}

export function mapOperations(
  body: Json | undefined,
  change: (operation: { [name: string]: Json }) => Json,
): Json | undefined {
  return isObject(body) && Array.isArray(body['Operations'])
    ? { ...body, Operations: operationsOf(body).map(change) }
    : body;
}

/** Leaves out unknown operations; with none left a harmless one takes their place. */
export function knownOnly(body: Json | undefined): Json | undefined {
  const operations = operationsOf(body);
  if (operations.every((operation) => isKnown(operation['op']))) return body;
  const known = operations.filter((operation) => isKnown(operation['op']));
  return isObject(body) ? { ...body, Operations: known.length > 0 ? known : [{ op: 'add', value: {} }] } : body;
}
