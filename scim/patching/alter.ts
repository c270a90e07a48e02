/** Changing one attribute of one object: the rules of the operations, then mutability and required (RFC 7644 section 3.5.2). */
import { ScimError } from '../errors.js';
import { copyOf, isObject, isUnassigned, keyOf, member, setOwn, valuesOf } from '../json.js';
import { attributeNamed } from '../model.js';
import { invalidValue, readValue } from '../reading.js';
import type { Attribute, Json, JsonObject } from '../types.js';
import { sameValue } from '../values.js';
import { addElements, removeElements } from './elements.js';
import type { PatchContext, PatchOperation, Target } from './types.js';

/** Applies an operation to an attribute, or to a sub-attribute of a single-valued one. */
export function alterAttribute(target: Target, operation: PatchOperation, context: PatchContext): void {
  const { container, attribute, subAttribute, path } = target;
  if (!subAttribute) {
    alterMember(container, attribute, operation, path, context);
    return;
  }
  const key = keyOf(container, attribute.name) ?? attribute.name;
  const before = container[key];
  const parent = isObject(before) ? { ...before } : {};
  alterMember(parent, subAttribute, operation, path, context);
  const after = Object.keys(parent).length === 0 ? undefined : parent;
  settle(container, key, attribute, before, after, operation, path);
}

/** Applies an operation to a member of an object. Throws ScimError 400 invalidValue or mutability. */
export function alterMember(
  holder: JsonObject,
  attribute: Attribute,
  operation: PatchOperation,
  path: string,
  context: PatchContext,
): void {
  const key = keyOf(holder, attribute.name) ?? attribute.name;
  const before = holder[key];
  if (attribute.mutability === 'readOnly') {
    settle(holder, key, attribute, before, operation.value, operation, path);
    return;
  }
  settle(holder, key, attribute, before, outcome(before, attribute, operation, path, context), operation, path);
}

/** Writes what came out, if mutability and required allow it. */
export function settle(
  holder: JsonObject,
  key: string,
  attribute: Attribute,
  before: Json | undefined,
  after: Json | undefined,
  operation: PatchOperation,
  path: string,
): void {
  const { mutability } = attribute;
  if (operation.op === 'remove' && mutability === 'readOnly') throw mutabilityError(`"${path}" is read-only.`);
  if (isUnassigned(after) && attribute.required && mutability !== 'readOnly') {
    throw mutabilityError(`"${path}" is required.`);
  }
  if (mutability === 'readOnly' || (mutability === 'immutable' && !isUnassigned(before))) {
    // The value it has already is no modification: Okta repeats the id when it renames a group.
    if (sameValue(before, after, attribute)) return;
    throw mutabilityError(`"${path}" is ${mutability === 'readOnly' ? 'read-only' : 'immutable'}.`);
  }
  if (after === undefined || isUnassigned(after)) delete holder[key];
  else {
    requireParts(before, after, attribute, path);
    setOwn(holder, key, after);
  }
}

/** A complex value that changes has its required sub-attributes. */
function requireParts(before: Json | undefined, after: Json, attribute: Attribute, path: string): void {
  const required = attribute.subAttributes?.filter((sub) => sub.required && sub.mutability !== 'readOnly') ?? [];
  if (required.length === 0 || sameValue(before, after, attribute)) return;
  for (const element of valuesOf(after)) {
    const missing = isObject(element) && required.find((sub) => isUnassigned(member(element, sub.name)));
    if (missing) throw invalidValue(`"${path}" lacks "${missing.name}", which is required.`);
  }
}

function outcome(
  before: Json | undefined,
  attribute: Attribute,
  operation: PatchOperation,
  path: string,
  context: PatchContext,
): Json | undefined {
  const { op, value } = operation;
  const { lenient } = context;
  if (op === 'remove') {
    // By the letter the value of a remove means nothing; Microsoft Entra lists in it the members to take out.
    if (!lenient || !attribute.multiValued || value === undefined || value === null) return undefined;
    const listed = readValue(value, attribute, path, { lenient, wrap: true, dropReadOnly: true });
    return removeElements(valuesOf(before), valuesOf(listed), attribute);
  }
  if (attribute.type === 'complex' && !attribute.multiValued)
    return merged(before, attribute, operation, path, context);
  const read = readValue(value, attribute, path, { lenient, wrap: true, dropReadOnly: true });
  if (op === 'replace') return read;
  if (read === undefined) return before;
  return attribute.multiValued ? addElements(copyOf(valuesOf(before)), valuesOf(read), attribute) : read;
}

/** A complex value with sub-attributes set; those that are not given stay (RFC 7644 section 3.5.2.3). */
export function merged(
  before: Json | undefined,
  attribute: Attribute,
  operation: PatchOperation,
  path: string,
  context: PatchContext,
): Json | undefined {
  const source = readSubAttributes(operation.value, attribute, path, context);
  if (source === undefined) return operation.op === 'replace' ? undefined : before;
  const result: JsonObject = isObject(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(source)) {
    const sub = attributeNamed(attribute.subAttributes, key);
    if (!sub || (sub.mutability === 'readOnly' && context.lenient)) continue;
    alterMember(result, sub, { op: operation.op, value }, `${path}.${sub.name}`, context);
  }
  forgetDerived(result, before, attribute);
  return Object.keys(result).length === 0 ? undefined : result;
}

function readSubAttributes(
  value: Json | undefined,
  attribute: Attribute,
  path: string,
  { lenient }: PatchContext,
): JsonObject | undefined {
  const single = lenient && Array.isArray(value) && value.length <= 1 ? value[0] : value;
  if (single === undefined || single === null || (lenient && single === '')) return undefined;
  if (isObject(single)) return single;
  const main = attributeNamed(attribute.subAttributes, 'value');
  if (lenient && main && typeof single === 'string') return { value: single };
  throw invalidValue(`"${path}" takes an object of sub-attributes.`);
}

/** What the provider derived from `value`, like a manager's name, does not outlive it. */
function forgetDerived(result: JsonObject, before: Json | undefined, attribute: Attribute): void {
  const main = attributeNamed(attribute.subAttributes, 'value');
  if (!main || !isObject(before) || sameValue(member(before, 'value'), member(result, 'value'), main)) return;
  for (const sub of attribute.subAttributes ?? []) {
    const key = sub.mutability === 'readOnly' ? keyOf(result, sub.name) : undefined;
    if (key !== undefined) delete result[key];
  }
}

export function mutabilityError(detail: string): ScimError {
  return new ScimError(400, 'mutability', detail);
}
