/** Fitting a resource to its schemas and to the vendor's rules. */
import { copyOf, isObject, isUnassigned, keyOf, member, setOwn } from '../scim/json.js';
import { attributeNamed, topAttributes } from '../scim/model.js';
import type { Attribute, Json, JsonObject, ResourceModel, Schema } from '../scim/types.js';
import { sameUrn } from '../scim/urns.js';
import { makeValue, type Making } from './make-resource.js';
import { applyTemplates, namedByRule, rulesFor } from './rules.js';
import type { VendorRules } from './rules.js';

/** Without these no provider knows a user or what a resource is, whatever its schemas list (RFC 7643 sections 3, 4.1). */
const ALWAYS_SENT = /^(schemas|userName)$/i;

/**
 * Takes out what the published schemas do not define or do not let a client write, sub-attributes included, and puts
 * the first canonical value in place of what is none. Changes and returns the resource.
 */
export function prune(resource: JsonObject, model: ResourceModel): JsonObject {
  pruneHolder(resource, topAttributes(model), [...model.extensions.map(({ id }) => id)]);
  for (const extension of model.extensions) {
    const container = member(resource, extension.id);
    if (isObject(container)) pruneHolder(container, extension.attributes);
  }
  return resource;
}

function pruneHolder(holder: JsonObject, attributes: readonly Attribute[], kept: readonly string[] = []): void {
  for (const [key, value] of Object.entries(holder)) {
    if (ALWAYS_SENT.test(key) || kept.some((urn) => sameUrn(urn, key))) continue;
    const attribute = attributeNamed(attributes, key);
    if (!attribute || attribute.mutability === 'readOnly') {
      delete holder[key];
      continue;
    }
    const { subAttributes = [], canonicalValues = [] } = attribute;
    if (typeof value === 'string') holder[key] = canonical(value, canonicalValues);
    if (subAttributes.length === 0) continue;
    for (const element of Array.isArray(value) ? value : [value])
      if (isObject(element)) pruneHolder(element, subAttributes);
  }
}

function canonical(value: string, values: readonly string[]): string {
  return values.some((each) => each.toLowerCase() === value.toLowerCase()) ? value : (values[0] ?? value);
}

/**
 * Adds to a resource what its schemas and the vendor require and it lacks, lists its extensions in `schemas`, and puts
 * the vendor's values in. Changes and returns the resource.
 */
export function complete(resource: JsonObject, model: ResourceModel, rules: VendorRules, making: Making): JsonObject {
  fillRequired(resource, topAttributes(model), making);
  for (const extension of model.extensions) completeExtension(resource, model, extension, making);
  for (const path of rulesFor(model, rules).required) demand(resource, model, path, making);
  applyTemplates(resource, model, rules, making.mark);
  for (const extension of model.extensions) list(resource, extension);
  return resource;
}

/** Adds to the objects that a resource has what their schemas require of these. Returns a resource with objects of its own. */
export function completeContainers(resource: JsonObject, model: ResourceModel, making: Making): JsonObject {
  const result = copyOf(resource);
  for (const [name, value] of Object.entries(result)) {
    const attribute = attributeNamed(model.core.attributes, name);
    for (const element of [value].flat())
      if (isObject(element)) fillRequired(element, attribute?.subAttributes ?? [], making, `${name}.`);
  }
  for (const { id, attributes } of model.extensions) {
    const present = member(resource, id);
    if (!isObject(present)) continue;
    const container = { ...present };
    fillRequired(container, attributes, making);
    setOwn(result, keyOf(resource, id) ?? id, container);
  }
  return result;
}

function fillRequired(holder: JsonObject, attributes: readonly Attribute[], making: Making, prefix = ''): void {
  for (const attribute of attributes) {
    const value = member(holder, attribute.name);
    const path = `${prefix}${attribute.name}`;
    if (isUnassigned(value)) {
      if (attribute.required)
        put(holder, attribute, uriOf(holder, attribute) ?? makeValue(attribute, path, making, true));
    } else if (attribute.type === 'complex') {
      for (const element of Array.isArray(value) ? value : [value]) {
        if (isObject(element)) fillRequired(element, attribute.subAttributes ?? [], making, `${path}.`);
      }
    }
  }
}

/** The URI of the resource that a value names by its id, as the schemas may require it too (RFC 7643 section 2.4). */
function uriOf(holder: JsonObject, { name }: Attribute): string | undefined {
  const id = member(holder, 'value');
  if (name.toLowerCase() !== '$ref' || typeof id !== 'string') return undefined;
  return `../${member(holder, 'type') === 'Group' ? 'Groups' : 'Users'}/${encodeURIComponent(id)}`;
}

/** A value that names a user or group, with what the schema of its attribute requires next to the id. */
export function completeReference(
  attribute: Attribute | undefined,
  id: string,
  type: 'User' | 'Group',
  making: Making,
): JsonObject {
  const { name = '', subAttributes = [] } = attribute ?? {};
  const label = attributeNamed(subAttributes, 'type');
  const made: JsonObject = label && (label.required || type === 'Group') ? { value: id, type } : { value: id };
  fillRequired(made, subAttributes, making, `${name}.`);
  return made;
}

/** An extension that is required brings its required attributes, or one that is not where it has none. */
function completeExtension(resource: JsonObject, model: ResourceModel, extension: Schema, making: Making): void {
  const { schemaExtensions } = model.type;
  const isRequired = schemaExtensions.some(({ schema, required }) => required && sameUrn(schema, extension.id));
  const present = member(resource, extension.id);
  if (!isRequired && !isObject(present)) return;
  const container: JsonObject = isObject(present) ? present : {};
  fillRequired(container, extension.attributes, making);
  for (const attribute of extension.attributes) {
    if (Object.keys(container).length > 0) break;
    put(container, attribute, makeValue(attribute, attribute.name, making, false));
  }
  if (!isObject(present)) setOwn(resource, extension.id, container);
}

/** Adds what a rule demands: an attribute, a sub-attribute of a new or present value, or an extension. */
function demand(resource: JsonObject, model: ResourceModel, path: string, making: Making): void {
  const { extension, attribute, subAttribute } = namedByRule(model, path);
  if (!attribute) {
    const schema = model.extensions.find(({ id }) => id === extension);
    if (schema && !isObject(member(resource, schema.id))) {
      const container: JsonObject = {};
      for (const each of schema.attributes) put(container, each, makeValue(each, each.name, making, false));
      setOwn(resource, schema.id, container);
    }
    return;
  }
  const holder = extension === undefined ? resource : objectAt(resource, extension);
  if (isUnassigned(member(holder, attribute.name))) {
    put(holder, attribute, makeValue(attribute, attribute.name, making, subAttribute !== undefined));
  }
  if (!subAttribute) return;
  if (isUnassigned(member(holder, attribute.name))) setOwn(holder, attribute.name, attribute.multiValued ? [{}] : {});
  const present = member(holder, attribute.name);
  for (const element of Array.isArray(present) ? present : [present]) {
    if (!isObject(element) || !isUnassigned(member(element, subAttribute.name))) continue;
    put(element, subAttribute, makeValue(subAttribute, `${attribute.name}.${subAttribute.name}`, making, false));
  }
}

function objectAt(resource: JsonObject, name: string): JsonObject {
  const present = member(resource, name);
  if (isObject(present)) return present;
  const made: JsonObject = {};
  setOwn(resource, name, made);
  return made;
}

/** RFC 7643 section 3: `schemas` names every extension that has values. */
function list(resource: JsonObject, { id }: Schema): void {
  const schemas = member(resource, 'schemas');
  if (!isObject(member(resource, id)) || !Array.isArray(schemas)) return;
  if (!schemas.some((urn) => typeof urn === 'string' && sameUrn(urn, id))) schemas.push(id);
}

function put(holder: JsonObject, attribute: Attribute, value: Json | undefined): void {
  if (value !== undefined) setOwn(holder, attribute.name, value);
}
