/** Turning a value that somebody sent into a value of an attribute (RFC 7643 section 2). */
import { isDateTime } from './datetime.js';
import { ScimError } from './errors.js';
import { isObject, setOwn } from './json.js';
import { attributeNamed } from './model.js';
import type { Attribute, Json, JsonObject } from './types.js';
import { canonicalBase64, ElementIndex, sameValue } from './values.js';

export interface Reading {
  /** Accept what identity providers send beyond the letter: booleans as strings, a plain string for `{value}`, … */
  lenient: boolean;
  /** Whether a single value may stand for a list of one (PATCH add). */
  wrap?: boolean;
  /** Leave read-only sub-attributes out, as POST and PUT must. */
  dropReadOnly?: boolean;
  /** Collects the paths that nothing defines. */
  ignored?: string[];
}

/**
 * The value of an attribute in canonical form: names in the schema's case, unassigned sub-attributes left out, equal
 * elements once. Undefined where the value is unassigned. Throws ScimError 400 invalidValue that names the path.
 */
export function readValue(
  raw: Json | undefined,
  attribute: Attribute,
  path: string,
  reading: Reading,
): Json | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (attribute.multiValued) return readElements(raw, attribute, path, reading);
  // Microsoft Entra sends the manager as an array of one.
  const single = reading.lenient && Array.isArray(raw) && raw.length <= 1 ? raw[0] : raw;
  return readSingle(single, attribute, path, reading);
}

function readElements(raw: Json, attribute: Attribute, path: string, reading: Reading): Json | undefined {
  if (!Array.isArray(raw) && !reading.wrap && !reading.lenient) throw invalidValue(`"${path}" takes an array.`);
  const elements: Json[] = [];
  const index = new ElementIndex(attribute);
  for (const item of Array.isArray(raw) ? raw : [raw]) {
    const element = readSingle(item, attribute, path, reading);
    if (element === undefined) continue;
    if (index.twins(element).some((known) => sameValue(known, element, attribute))) continue;
    index.add(element);
    elements.push(element);
  }
  onePrimary(elements, path, reading);
  return elements.length === 0 ? undefined : elements;
}

/** At most one value is the primary one (RFC 7643 section 2.4). */
function onePrimary(elements: Json[], path: string, reading: Reading): void {
  const primaries = elements.filter((element) => isObject(element) && element['primary'] === true);
  if (primaries.length < 2) return;
  if (!reading.lenient) throw invalidValue(`"${path}" has more than one primary value.`);
  for (const element of primaries.slice(1)) if (isObject(element)) element['primary'] = false;
}

function readSingle(raw: Json | undefined, attribute: Attribute, path: string, reading: Reading): Json | undefined {
  if (raw === undefined || raw === null) return undefined;
  if (attribute.type === 'complex') return readComplex(raw, attribute, path, reading);
  if (reading.lenient && raw === '' && !isTextual(attribute)) return undefined;
  const value = reading.lenient ? coerce(raw, attribute) : raw;
  if (!fits(value, attribute)) throw invalidValue(`"${path}" takes ${article(attribute.type)} value.`);
  if (attribute.required && value === '') throw invalidValue(`"${path}" is required and cannot be empty.`);
  return value;
}

function readComplex(raw: Json, attribute: Attribute, path: string, reading: Reading): JsonObject | undefined {
  if (reading.lenient && raw === '') return undefined;
  const value = attributeNamed(attribute.subAttributes, 'value');
  const source = reading.lenient && typeof raw === 'string' && value ? { value: raw } : raw;
  if (!isObject(source)) throw invalidValue(`"${path}" takes an object.`);
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(source)) {
    const sub = attributeNamed(attribute.subAttributes, key);
    if (!sub) reading.ignored?.push(`${path}.${key}`);
    if (!sub || (reading.dropReadOnly && sub.mutability === 'readOnly')) continue;
    if (Object.hasOwn(result, sub.name)) throw invalidValue(`"${path}.${sub.name}" is given twice.`);
    const read = readValue(item, sub, `${path}.${sub.name}`, reading);
    if (read !== undefined) setOwn(result, sub.name, read);
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function isTextual({ type }: Attribute): boolean {
  return type === 'string' || type === 'reference' || type === 'binary';
}

function coerce(raw: Json, { type }: Attribute): Json {
  if (type !== 'boolean' || typeof raw !== 'string') return raw;
  const lower = raw.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : raw;
}

/** Whether a value has the JSON type and the form of a simple attribute type (RFC 7643 section 2.3). */
export function fits(value: Json, { type }: Attribute): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
      return Number.isInteger(value);
    case 'decimal':
      return typeof value === 'number' && Number.isFinite(value);
    case 'dateTime':
      return typeof value === 'string' && isDateTime(value);
    case 'binary':
      return typeof value === 'string' && canonicalBase64(value) !== undefined;
    case 'complex':
      return isObject(value);
    default:
      return typeof value === 'string';
  }
}

function article(type: string): string {
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

export function invalidValue(detail: string): ScimError {
  return new ScimError(400, 'invalidValue', detail);
}
