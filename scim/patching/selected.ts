/** Operations on single values of a multi-valued attribute, selected by a filter or all of them (RFC 7644 section 3.5.2). */
import { ScimError } from '../errors.js';
import { compileValueFilter } from '../evaluate.js';
import type { Filter } from '../filter.js';
import { copyOf, isObject, keyOf, setOwn, valuesOf } from '../json.js';
import { attributeNamed } from '../model.js';
import { invalidPath } from '../path.js';
import { readValue } from '../reading.js';
import type { Attribute, Json, JsonObject } from '../types.js';
import { alterMember, merged, settle } from './alter.js';
import { keepOnePrimary } from './elements.js';
import type { PatchContext, PatchOperation, Target } from './types.js';

/** Applies an operation to the values that a filter selects, or to a sub-attribute of theirs. */
export function alterSelected(target: Target, operation: PatchOperation, context: PatchContext): void {
  const { attribute, filter, path } = target;
  if (!attribute.multiValued || !filter) throw invalidPath(`"${attribute.name}" has one value and takes no filter.`);
  const test = compileValueFilter(filter, attribute, { unknownAttribute: 'refuse' });
  alterWhere(target, operation, context, test, () => {
    const created = operation.op === 'add' && context.lenient ? elementOf(filter, attribute, context) : undefined;
    // RFC 7644 section 3.5.2.2 lets a remove without match succeed; 3.5.2.3 makes a replace fail.
    if (operation.op !== 'remove' && !created) throw new ScimError(400, 'noTarget', `"${path}" matches no value.`);
    return created;
  });
}

/** Applies an operation to a sub-attribute of every value; an add or replace makes one where there is none. */
export function alterElements(target: Target, operation: PatchOperation, context: PatchContext): void {
  alterWhere(
    target,
    operation,
    context,
    () => true,
    () => (operation.op === 'remove' ? undefined : {}),
  );
}

function alterWhere(
  target: Target,
  operation: PatchOperation,
  context: PatchContext,
  test: (element: Json) => boolean,
  otherwise: () => JsonObject | undefined,
): void {
  const { container, attribute, path } = target;
  const key = keyOf(container, attribute.name) ?? attribute.name;
  const before = container[key];
  const result: Json[] = [];
  const touched: Json[] = [];
  const values: Json[] = copyOf(valuesOf(before));
  const created = values.some(test) ? undefined : otherwise();
  for (const element of created ? [...values, created] : values) {
    const selected = element === created || test(element);
    const altered = selected ? alterElement(element, target, operation, context) : element;
    if (altered === undefined) continue;
    result.push(altered);
    if (selected) touched.push(altered);
  }
  keepOnePrimary(result, touched);
  settle(container, key, attribute, before, result, operation, path);
}

/** What becomes of one selected value; undefined where it goes. */
function alterElement(
  element: Json,
  { attribute, subAttribute, path }: Target,
  operation: PatchOperation,
  context: PatchContext,
): Json | undefined {
  if (subAttribute) {
    if (!isObject(element)) throw invalidPath(`The values of "${attribute.name}" have no sub-attributes.`);
    alterMember(element, subAttribute, operation, path, context);
    return Object.keys(element).length === 0 ? undefined : element;
  }
  if (operation.op === 'remove') return undefined;
  const single: Attribute = { ...attribute, multiValued: false };
  if (operation.op === 'add' && attribute.type === 'complex') return merged(element, single, operation, path, context);
  return readValue(operation.value, single, path, { lenient: context.lenient, dropReadOnly: true });
}

/**
 * The value that a filter describes: `type eq "work"` is `{type: "work"}`. Microsoft Entra adds to
 * `emails[type eq "work"].value` before there is such a value. Undefined where the filter describes none.
 */
function elementOf(filter: Filter, attribute: Attribute, context: PatchContext): JsonObject | undefined {
  const result: JsonObject = {};
  for (const part of filter.kind === 'and' ? filter.filters : [filter]) {
    if (part.kind !== 'compare' || part.operator !== 'eq' || part.value === null) return undefined;
    const sub = attributeNamed(attribute.subAttributes, part.path.attribute);
    const value = sub && readValue(part.value, sub, `${attribute.name}.${sub.name}`, { lenient: context.lenient });
    if (!sub || value === undefined) return undefined;
    setOwn(result, sub.name, value);
  }
  return result;
}
