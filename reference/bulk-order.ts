/** The order in which the operations of a bulk job can be done (RFC 7644 sections 3.7.1 and 3.7.2). */
import { isObject } from '../scim/json.js';
import type { Json } from '../scim/types.js';
import type { BulkOperation } from './behavior.js';

/** `bulkId:x` as a whole value, or as the id in a path. */
export const REFERENCE = /^((?:\/?[A-Za-z]+\/)?)bulkId:([^/]+)$/;

export interface Step {
  operation: BulkOperation;
  /** The bulkIds it refers to that are only made after it, because the references run in a circle. */
  circle: ReadonlySet<string>;
}

/**
 * Keeps the client's order except where an operation refers to a later creation: that one, and what it needs in turn,
 * goes first. References in a circle are told apart, to be filled in afterwards.
 */
export function schedule(operations: readonly BulkOperation[]): Step[] {
  const creations = new Map<string, BulkOperation>();
  for (const operation of operations) {
    if (operation.method === 'POST' && operation.bulkId !== undefined) creations.set(operation.bulkId, operation);
  }
  const steps: Step[] = [];
  const state = new Map<BulkOperation, 'begun' | 'done'>();
  const place = (operation: BulkOperation): void => {
    if (state.has(operation)) return;
    state.set(operation, 'begun');
    const circle = new Set<string>();
    for (const bulkId of referencesIn([operation.path, operation.data ?? null])) {
      const target = creations.get(bulkId);
      if (!target) continue;
      place(target);
      if (state.get(target) === 'begun') circle.add(bulkId);
    }
    state.set(operation, 'done');
    steps.push({ operation, circle });
  };
  for (const operation of operations) place(operation);
  return steps;
}

/** The bulkIds named anywhere in a value. */
export function referencesIn(value: Json): Set<string> {
  const found = new Set<string>();
  const walk = (item: Json): void => {
    if (typeof item === 'string') {
      const bulkId = REFERENCE.exec(item)?.[2];
      if (bulkId !== undefined) found.add(bulkId);
    } else if (Array.isArray(item)) item.forEach(walk);
    else if (isObject(item)) Object.values(item).forEach(walk);
  };
  walk(value);
  return found;
}
