/** The values of a multi-valued attribute: adding, taking out, and the one that is primary. */
import { isObject, isUnassigned, keyOf, member, setOwn } from '../json.js';
import { attributeNamed } from '../model.js';
import type { Attribute, Json, JsonObject } from '../types.js';
import { covers, ElementIndex, sameValue } from '../values.js';

/**
 * Values with others added. What is there already is not added again (RFC 7644 section 3.5.2.1); a value that differs in
 * details only takes the new details. Elements of `values` are changed in place.
 */
export function addElements(values: Json[], added: readonly Json[], attribute: Attribute): Json[] {
  const result = [...values];
  const touched: Json[] = [];
  const index = new ElementIndex(attribute, values);
  for (const item of added) {
    if (index.near(item).some((known) => contains(known, item, attribute))) continue;
    const twin = index.twins(item).find((known) => isTwin(known, item, attribute));
    if (isObject(twin) && isObject(item)) {
      takeDetails(twin, item, attribute);
      touched.push(twin);
    } else {
      result.push(item);
      index.add(item);
      touched.push(item);
    }
  }
  keepOnePrimary(result, touched);
  return result;
}

/** An immutable part that is assigned stays: a member's `$ref` is the provider's, however the client writes it. */
function takeDetails(known: JsonObject, item: JsonObject, attribute: Attribute): void {
  for (const [name, value] of Object.entries(item)) {
    const sub = attributeNamed(attribute.subAttributes, name);
    const fixed = sub?.mutability === 'immutable' && !isUnassigned(member(known, name));
    if (!fixed) setOwn(known, keyOf(known, name) ?? name, value);
  }
}

function contains(known: Json, item: Json, attribute: Attribute): boolean {
  if (isObject(known) && isObject(item)) return covers(known, item, attribute);
  return sameValue(known, item, attribute);
}

/** Same `value` and `type` (RFC 7643 section 2.4); where `value` is immutable, as for members, it alone tells them apart. */
function isTwin(known: Json, item: Json, attribute: Attribute): boolean {
  const value = attributeNamed(attribute.subAttributes, 'value');
  if (!value || !isObject(known) || !isObject(item)) return false;
  const given = member(item, 'value');
  if (isUnassigned(given) || !sameValue(member(known, 'value'), given, value)) return false;
  const type = attributeNamed(attribute.subAttributes, 'type');
  return !type || value.mutability === 'immutable' || sameValue(member(known, 'type'), member(item, 'type'), type);
}

/** Values without those that a list names by their `value`, or by all it says of them. */
export function removeElements(values: Json[], listed: readonly Json[], attribute: Attribute): Json[] {
  const hasValue = attributeNamed(attribute.subAttributes, 'value') !== undefined;
  const byValue = new ElementIndex(attribute);
  const byDescription: Json[] = [];
  for (const item of listed) {
    if (hasValue && isObject(item) && !isUnassigned(member(item, 'value'))) byValue.add(item);
    else byDescription.push(item);
  }
  return values.filter(
    (known) => byValue.twins(known).length === 0 && !byDescription.some((item) => contains(known, item, attribute)),
  );
}

/** RFC 7644 section 3.5.2: a value that became primary makes the others lose it. Changes elements in place. */
export function keepOnePrimary(values: readonly Json[], touched: readonly Json[]): void {
  const winner = touched.find(isPrimary);
  if (winner === undefined) return;
  for (const element of values) if (element !== winner && isPrimary(element)) setOwn(element, 'primary', false);
}

function isPrimary(element: Json): element is JsonObject {
  return isObject(element) && element['primary'] === true;
}
