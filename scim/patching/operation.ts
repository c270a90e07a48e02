/** One PATCH operation: what its path names, and which rule applies (RFC 7644 sections 3.5.2.1 to 3.5.2.3). */
import { alterAttribute } from './alter.js';
import { alterElements, alterSelected } from './selected.js';
import { ScimError } from '../errors.js';
import { isObject, isUnassigned, keyOf, setOwn } from '../json.js';
import { attributeNamed, containerOf, findAttribute, urnsOf } from '../model.js';
import type { Found } from '../model.js';
import { formatAttributePath } from '../notation.js';
import type { PatchContext, PatchOperation, Target } from './types.js';
import { invalidPath, parsePath } from '../path.js';
import { invalidValue } from '../reading.js';
import type { Json, JsonObject, Resource, ResourceModel, Schema } from '../types.js';
import { sameUrn } from '../urns.js';

/** Applies one operation in place. Throws ScimError 400, after which the resource is not fit for use. */
export function applyOperation(resource: Resource, operation: PatchOperation, context: PatchContext): void {
  if (operation.path !== undefined) {
    applyAt(resource, operation.path, operation, context);
    return;
  }
  if (operation.op === 'remove') throw new ScimError(400, 'noTarget', 'A remove needs a path.');
  if (!isObject(operation.value)) throw invalidValue('Without a path the value is an object of attributes.');
  for (const [key, value] of Object.entries(operation.value)) {
    applyMember(resource, key, { ...operation, value }, context);
  }
}

/** One member of the value of an operation without path. */
function applyMember(resource: Resource, key: string, operation: PatchOperation, context: PatchContext): void {
  if (context.lenient) {
    // Microsoft Entra writes whole paths as keys: `name.givenName`, `urn:…:User:department`.
    if (isKnown(key, context.model)) applyAt(resource, key, operation, context);
    return;
  }
  const found = findAttribute(context.model, key);
  if (!found || found.subAttribute) throw invalidPath(`"${key.slice(0, 80)}" is no attribute.`);
  applyAt(resource, key, operation, context);
}

function isKnown(key: string, model: ResourceModel): boolean {
  return findAttribute(model, key) !== undefined || key.includes('[');
}

function applyAt(resource: Resource, path: string, operation: PatchOperation, context: PatchContext): void {
  const { model } = context;
  const parsed = parsePath(path, urnsOf(model));
  const name = parsed.attribute === '' ? (parsed.urn ?? '') : formatAttributePath(parsed);
  if (parsed.attribute === '' && sameUrn(name, model.core.id)) {
    applyToSchema(resource, model.core, operation, context);
    return;
  }
  const found = findAttribute(model, name);
  const attribute = found?.attribute;
  if (!found) throw invalidPath(`"${path.slice(0, 80)}" names no attribute.`);
  if (!attribute) {
    const extension = model.extensions.find(({ id }) => id === found.extension);
    if (extension) applyToSchema(resource, extension, operation, context);
    return;
  }
  const target: Target = { container: openContainer(resource, found), attribute, path };
  if (found.subAttribute) target.subAttribute = found.subAttribute;
  if (parsed.filter) target.filter = parsed.filter;
  const checked = attribute.name === 'schemas' ? withKnownSchemas(operation, context) : operation;
  if (target.filter) alterSelected(target, checked, context);
  else if (target.subAttribute && attribute.multiValued) alterElements(target, checked, context);
  else alterAttribute(target, checked, context);
  closeContainer(resource, found);
}

/** The path is a schema URN alone: its attributes one by one. */
function applyToSchema(resource: Resource, schema: Schema, operation: PatchOperation, context: PatchContext): void {
  if (operation.op !== 'remove' && !isObject(operation.value)) {
    throw invalidValue(`"${schema.id}" takes an object of attributes.`);
  }
  if (operation.op === 'remove') {
    const writable = schema.attributes.filter(({ mutability }) => mutability !== 'readOnly');
    for (const { name } of writable) applyAt(resource, `${schema.id}:${name}`, { op: 'remove' }, context);
    return;
  }
  for (const [key, value] of Object.entries(isObject(operation.value) ? operation.value : {})) {
    const known = attributeNamed(schema.attributes, key);
    if (known) applyAt(resource, `${schema.id}:${key}`, { ...operation, value }, context);
    else if (!context.lenient) throw invalidPath(`"${key.slice(0, 80)}" is no attribute of "${schema.id}".`);
  }
}

function openContainer(resource: Resource, found: Found): JsonObject {
  const existing = containerOf(resource, found);
  if (existing || found.extension === undefined) return existing ?? resource;
  const created: JsonObject = {};
  setOwn(resource, found.extension, created);
  return created;
}

function closeContainer(resource: Resource, found: Found): void {
  const key = found.extension === undefined ? undefined : keyOf(resource, found.extension);
  if (key === undefined) return;
  const container = resource[key];
  if (isObject(container) && Object.values(container).every(isUnassigned)) delete resource[key];
}

/** `schemas` keeps to the schemas of the resource type; identity providers name others too. */
function withKnownSchemas(operation: PatchOperation, { model, lenient }: PatchContext): PatchOperation {
  if (operation.op === 'remove') return operation;
  const values: Json[] = Array.isArray(operation.value) ? operation.value : [operation.value ?? null];
  const known = values.filter((value) => typeof value === 'string' && urnsOf(model).some((urn) => sameUrn(urn, value)));
  if (known.length === values.length) return operation;
  if (!lenient) throw invalidValue('"schemas" takes the URNs of this resource type only.');
  return { ...operation, value: [model.core.id, ...known] };
}
