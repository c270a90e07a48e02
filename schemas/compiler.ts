/** SCIM schemas as JSON Schema, and resources checked against them (RFC 7643 sections 2.3, 2.5 and 7). */
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { isObject, isUnassigned, setOwn } from '../scim/json.js';
import { attributeNamed, topAttributes } from '../scim/model.js';
import type { Attribute, AttributeType, Json, JsonObject, ResourceModel } from '../scim/types.js';
import { RESOURCE_TYPE_SCHEMA, SERVICE_PROVIDER_CONFIG_SCHEMA, sameUrn } from '../scim/urns.js';
import { createAjv, pointerParts, problemsOf } from './ajv.js';
import type { SchemaProblem } from './ajv.js';

export type { SchemaProblem } from './ajv.js';

export interface ValidateOptions {
  /** The resource may lack required attributes: it was asked for in part. */
  partial?: boolean;
}

type JsonSchema = { [keyword: string]: Json };

const SIMPLE: Record<Exclude<AttributeType, 'complex'>, JsonSchema> = {
  string: { type: 'string' },
  reference: { type: 'string' },
  boolean: { type: 'boolean' },
  integer: { type: 'integer' },
  decimal: { type: 'number' },
  dateTime: { type: 'string', format: 'xsd-dateTime' },
  binary: { type: 'string', format: 'base64' },
};

/** RFC 7643 sections 3.1, 5 and 6: these two have no id to speak of. */
const WITHOUT_ID = [SERVICE_PROVIDER_CONFIG_SCHEMA, RESOURCE_TYPE_SCHEMA];

/**
 * The JSON Schema (2020-12) of a resource as a provider represents it. Names are in the case of the SCIM schema and
 * unassigned values left out: see `normalizeNames`. Canonical values are no restriction (RFC 7643 section 7), and
 * attributes beyond the schema are allowed.
 */
export function toJsonSchema(model: ResourceModel, options: ValidateOptions = {}): JsonSchema {
  const own = topAttributes(model).filter(({ name }) => name !== 'id' || !WITHOUT_ID.includes(model.core.id));
  const schema = objectSchema(own, options);
  const properties = schema['properties'];
  for (const extension of model.extensions) {
    if (isObject(properties)) setOwn(properties, extension.id, objectSchema(extension.attributes, options));
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
}

function objectSchema(attributes: readonly Attribute[], options: ValidateOptions): JsonSchema {
  const properties: JsonObject = {};
  for (const attribute of attributes) setOwn(properties, attribute.name, attributeSchema(attribute, options));
  const required = options.partial ? [] : attributes.filter(isAlwaysShown).map(({ name }) => name);
  return { type: 'object', properties, ...(required.length > 0 ? { required: [...new Set(required)] } : {}) };
}

/** Whether a provider must show the attribute in a full representation. */
function isAlwaysShown({ required, returned, mutability }: Attribute): boolean {
  return required && (returned === 'always' || returned === 'default') && mutability !== 'writeOnly';
}

function attributeSchema(attribute: Attribute, options: ValidateOptions): JsonSchema {
  const { type, subAttributes = [] } = attribute;
  const single = type === 'complex' ? objectSchema(subAttributes, options) : { ...SIMPLE[type] };
  return attribute.multiValued ? { type: 'array', items: single } : single;
}

/** A resource with the names that the model knows in its spelling, and without unassigned values. The input stays as it is. */
export function normalizeNames(resource: JsonObject, model: ResourceModel): JsonObject {
  const top = topAttributes(model);
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(resource)) {
    if (isUnassigned(value)) continue;
    const extension = model.extensions.find(({ id }) => sameUrn(id, key));
    if (extension && isObject(value)) setOwn(result, extension.id, normalizeObject(value, extension.attributes));
    else if (extension) setOwn(result, extension.id, value);
    else normalizeMember(result, key, value, top);
  }
  return result;
}

function normalizeObject(source: JsonObject, attributes: readonly Attribute[]): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(source)) normalizeMember(result, key, value, attributes);
  return result;
}

function normalizeMember(result: JsonObject, key: string, value: Json, attributes: readonly Attribute[]): void {
  if (isUnassigned(value)) return;
  const attribute = attributeNamed(attributes, key);
  const { subAttributes = [] } = attribute ?? {};
  const part = (each: Json): Json => (isObject(each) && attribute ? normalizeObject(each, subAttributes) : each);
  setOwn(result, attribute?.name ?? key, Array.isArray(value) ? value.map(part) : part(value));
}

const compiled = new WeakMap<ResourceModel, Map<boolean, ValidateFunction>>();

function validatorOf(model: ResourceModel, partial: boolean): ValidateFunction {
  const known = compiled.get(model) ?? new Map<boolean, ValidateFunction>();
  compiled.set(model, known);
  const validator = known.get(partial) ?? createAjv().compile(toJsonSchema(model, { partial }));
  known.set(partial, validator);
  return validator;
}

/**
 * What in a resource does not fit its schemas: wrong types and missing required attributes, at most fifty; empty where all
 * is well. Never throws.
 */
export function validateResource(
  resource: unknown,
  model: ResourceModel,
  options: ValidateOptions = {},
): SchemaProblem[] {
  if (!isObject(resource)) return [{ path: '', problem: 'must be object' }];
  const validate = validatorOf(model, options.partial ?? false);
  if (validate(normalizeNames(resource, model))) return [];
  return problemsOf(validate.errors, (pointer) => scimPath(pointer, model));
}

/** `/emails/1/value` as `emails[1].value`. */
function scimPath(pointer: string, model: ResourceModel): string {
  let path = '';
  for (const [index, part] of pointerParts(pointer).entries()) {
    const afterUrn = index === 1 && model.extensions.some(({ id }) => id === path);
    if (index > 0 && /^\d+$/.test(part)) path += `[${part}]`;
    else path += index === 0 ? part : `${afterUrn ? ':' : '.'}${part}`;
  }
  return path;
}
