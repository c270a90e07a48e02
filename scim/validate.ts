/** Reading a resource that a client sent with POST or PUT (RFC 7644 sections 3.3 and 3.5.1). */
import { ScimError } from './errors.js';
import { copyOf, isObject, isUnassigned, member, setOwn } from './json.js';
import { attributeNamed, topAttributes } from './model.js';
import { invalidValue, readValue } from './reading.js';
import type { Reading } from './reading.js';
import type { Attribute, Json, JsonObject, Resource, ResourceModel, Schema } from './types.js';
import { sameUrn } from './urns.js';
import { covers, sameValue } from './values.js';

export interface ReadOptions {
  /** Accept what identity providers send: booleans as strings, a plain string for a complex value, no `schemas`. */
  lenient?: boolean;
  /** The resource that a PUT replaces: its immutable values must come back unchanged. */
  stored?: Resource;
}

export interface ReadResult {
  /**
   * Names in canonical case, unassigned and read-only values left out. With a stored resource: what it then is, that
   * is with the stored read-only, immutable and write-only values that the client may not or need not send.
   */
  resource: Resource;
  /** Paths of what no schema of the model defines. */
  ignored: string[];
}

/**
 * Checks and normalizes a resource. Unknown attributes are left out and told of, unknown schema URNs are tolerated.
 * Throws ScimError 400: invalidSyntax for what is no resource at all, invalidValue for a missing required attribute or a
 * wrong type, mutability for a changed immutable value.
 */
export function readResource(
  input: unknown,
  model: ResourceModel,
  mode: 'create' | 'replace',
  options: ReadOptions = {},
): ReadResult {
  if (!isObject(input)) throw new ScimError(400, 'invalidSyntax', 'The body is no JSON object.');
  const ignored: string[] = [];
  const reading: Reading = { lenient: options.lenient ?? false, dropReadOnly: true, ignored };
  const stored = mode === 'replace' ? options.stored : undefined;
  const listed = readSchemas(input, model, reading.lenient);
  const resource: Resource = {};
  setOwn(resource, 'schemas', [model.core.id]);
  const own = topAttributes(model).filter(({ name }) => name !== 'schemas');
  const rest = readAttributes(input, own, '', reading, resource);
  const containers = readContainers(rest, model, ignored);
  if (stored) keepStored(resource, stored, own, '');
  requireAll(resource, own, '');
  for (const extension of model.extensions) {
    const container = readExtension(extension, containers.get(extension), stored, reading);
    requireExtension(extension, model, container !== undefined || listed.some((urn) => sameUrn(urn, extension.id)));
    if (!container) continue;
    setOwn(resource, extension.id, container);
    (resource['schemas'] as Json[]).push(extension.id);
  }
  return { resource, ignored };
}

function readSchemas(input: JsonObject, model: ResourceModel, lenient: boolean): string[] {
  const schemas = member(input, 'schemas');
  if (isUnassigned(schemas) && lenient) return [];
  if (!Array.isArray(schemas) || schemas.length === 0 || !schemas.every((urn) => typeof urn === 'string')) {
    throw new ScimError(400, 'invalidSyntax', '"schemas" takes an array of one or more URIs.');
  }
  if (!schemas.some((urn) => sameUrn(urn, model.core.id)) && !lenient) {
    throw invalidValue(`"schemas" does not name "${model.core.id}".`);
  }
  return schemas;
}

/** Reads the members that attributes define into `result`; hands back the others. */
function readAttributes(
  source: JsonObject,
  attributes: readonly Attribute[],
  prefix: string,
  reading: Reading,
  result: JsonObject,
): [string, Json][] {
  const rest: [string, Json][] = [];
  const seen = new Set<string>();
  for (const [key, raw] of Object.entries(source)) {
    const attribute = attributeNamed(attributes, key);
    if (!attribute) {
      if (prefix !== '' || key.toLowerCase() !== 'schemas') rest.push([key, raw]);
      continue;
    }
    if (seen.has(attribute.name)) {
      throw new ScimError(400, 'invalidSyntax', `"${prefix}${attribute.name}" is given twice.`);
    }
    seen.add(attribute.name);
    if (attribute.mutability === 'readOnly') continue;
    const value = readValue(raw, attribute, prefix + attribute.name, reading);
    if (value !== undefined) setOwn(result, attribute.name, value);
  }
  return rest;
}

function readContainers(rest: [string, Json][], model: ResourceModel, ignored: string[]): Map<Schema, JsonObject> {
  const containers = new Map<Schema, JsonObject>();
  for (const [key, raw] of rest) {
    const extension = model.extensions.find(({ id }) => sameUrn(id, key));
    if (!extension) ignored.push(key);
    else if (isObject(raw)) containers.set(extension, raw);
    else if (!isUnassigned(raw)) throw invalidValue(`"${key}" takes an object.`);
  }
  return containers;
}

function readExtension(
  extension: Schema,
  source: JsonObject | undefined,
  stored: Resource | undefined,
  reading: Reading,
): JsonObject | undefined {
  const prefix = `${extension.id}:`;
  const container: JsonObject = {};
  const rest = source ? readAttributes(source, extension.attributes, prefix, reading, container) : [];
  for (const [key] of rest) reading.ignored?.push(prefix + key);
  const before = stored && member(stored, extension.id);
  if (isObject(before)) keepStored(container, before, extension.attributes, prefix);
  if (Object.keys(container).length === 0) return undefined;
  requireAll(container, extension.attributes, prefix);
  return container;
}

/** An extension can be met by listing its URN, for all its attributes may be optional (RFC 7643 section 6). */
function requireExtension(extension: Schema, model: ResourceModel, present: boolean): void {
  const reference = model.type.schemaExtensions.find(({ schema }) => sameUrn(schema, extension.id));
  const demanding = extension.attributes.some((attribute) => attribute.required && attribute.mutability !== 'readOnly');
  if (reference?.required && demanding && !present) throw invalidValue(`The extension "${extension.id}" is required.`);
}

function requireAll(container: JsonObject, attributes: readonly Attribute[], prefix: string): void {
  for (const attribute of attributes) {
    const value = member(container, attribute.name);
    if (attribute.required && attribute.mutability !== 'readOnly' && isUnassigned(value)) {
      throw invalidValue(`"${prefix}${attribute.name}" is required.`);
    }
    for (const element of Array.isArray(value) ? value : [value]) {
      if (isObject(element)) requireAll(element, attribute.subAttributes ?? [], `${prefix}${attribute.name}.`);
    }
  }
}

/** RFC 7644 section 3.5.1: read-only input is ignored, immutable values stay, a write-only value need not be repeated. */
function keepStored(result: JsonObject, stored: JsonObject, attributes: readonly Attribute[], prefix: string): void {
  for (const attribute of attributes) {
    const before = member(stored, attribute.name);
    if (isUnassigned(before) || before === undefined) continue;
    const path = prefix + attribute.name;
    const now = member(result, attribute.name);
    if (attribute.mutability === 'immutable' && now !== undefined && !sameValue(before, now, attribute)) {
      throw new ScimError(400, 'mutability', `"${path}" is immutable and has another value.`);
    }
    if (attribute.mutability !== 'readWrite') {
      if (now === undefined) setOwn(result, attribute.name, copyOf(before));
    } else if (isObject(before) && isObject(now)) {
      // What the provider derived, like a manager's name, goes with the value it was derived from.
      const same = covers(before, now, attribute);
      const kept = (attribute.subAttributes ?? []).filter((sub) => same || sub.mutability !== 'readOnly');
      keepStored(now, before, kept, `${path}.`);
    }
  }
}
