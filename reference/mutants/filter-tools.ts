/** Hands for the mutants of this area. */
import { ScimError } from '../../scim/errors.js';
import type { CompareOperator, CompareValue, Filter } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import type { Behavior, Change } from '../behavior.js';
import { filtering, rewrite } from './tools.js';

/** One operator understood as another. */
export function operator(from: CompareOperator, to: CompareOperator): Change {
  return filtering((filter) =>
    filter.kind === 'compare' && filter.operator === from ? { ...filter, operator: to } : filter,
  );
}

export const NEVER: Filter = { kind: 'not', filter: { kind: 'present', path: { attribute: 'id' } } };
export const ALWAYS: Filter = { kind: 'present', path: { attribute: 'id' } };

/** A filter that cannot be read is understood somehow. */
export function guessing(guess: (text: string, b: Behavior) => Filter): Change {
  return (b) => ({
    parseFilter: (text) => {
      try {
        return b.parseFilter(text);
      } catch {
        return guess(text, b);
      }
    },
  });
}

export function refuse(detail: string): never {
  throw new ScimError(400, 'invalidFilter', detail);
}

/** Path of a comparison as text, letter case as written. */
export function nameOf(filter: Filter): string {
  if (filter.kind !== 'compare' && filter.kind !== 'present') return '';
  return [filter.path.attribute, filter.path.subAttribute].filter((part) => part !== undefined).join('.');
}

export const REGEXP_LITERALS = /[.*+?]/;

export const ORDERINGS: Partial<Record<CompareOperator, (left: string, right: string) => boolean>> = {
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

export function metaOf(resource: Resource): JsonObject {
  const meta = resource['meta'];
  return isObject(meta) ? meta : {};
}

/** Letter case aside for every attribute, the common ones included, which no model can change. */
export const caseless: Change = (b) => ({
  filterTest: (filter, model, options) => {
    const fold = (value: Json): Json => {
      if (typeof value === 'string') return value.toLowerCase();
      if (Array.isArray(value)) return value.map(fold);
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fold(item)]))
        : value;
    };
    const folded = rewrite(filter, (part) =>
      part.kind === 'compare' ? { ...part, value: fold(part.value) as CompareValue } : part,
    );
    const test = b.filterTest(folded, model, options);
    return (resource) => test(fold(resource) as Resource);
  },
});

/** The operator without the case in which value and operand are equal. */
export function proper(op: CompareOperator): Change {
  return filtering((f) =>
    f.kind === 'compare' && f.operator === op
      ? { kind: 'and', filters: [f, { kind: 'not', filter: { ...f, operator: 'eq' } }] }
      : f,
  );
}

/** Conditions on one value as conditions on any values. */
export function spread(filter: Filter, attribute: string): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => spread(part, attribute)) };
    case 'not':
      return { ...filter, filter: spread(filter.filter, attribute) };
    default:
      return { ...filter, path: { attribute, subAttribute: filter.path.attribute } };
  }
}
