/** The canonical SCIM schemas (RFC 7643 section 8.7, verified errata applied) as typed data. */
import { readFileSync } from 'node:fs';
import { isObject } from '../scim/json.js';
import { schemaFrom } from '../scim/model.js';
import type { JsonObject, ResourceModel, ResourceType, Schema } from '../scim/types.js';

const COMMENT_KEY = /^x-/;

/** A canonical schema as the JSON that a server serves, our own notes left out. */
function load(file: string): JsonObject {
  const text = readFileSync(new URL(`./canonical/${file}`, import.meta.url), 'utf8');
  const parsed: unknown = JSON.parse(text, (key, value: unknown) => (COMMENT_KEY.test(key) ? undefined : value));
  if (!isObject(parsed)) throw new TypeError(`${file} holds no object`);
  return parsed;
}

export const userSchemaJson = load('User.json');
export const groupSchemaJson = load('Group.json');
export const enterpriseUserSchemaJson = load('EnterpriseUser.json');
export const serviceProviderConfigSchemaJson = load('ServiceProviderConfig.json');
export const resourceTypeSchemaJson = load('ResourceType.json');
export const schemaSchemaJson = load('Schema.json');

export const userSchema: Schema = schemaFrom(userSchemaJson);
export const groupSchema: Schema = schemaFrom(groupSchemaJson);
export const enterpriseUserSchema: Schema = schemaFrom(enterpriseUserSchemaJson);
export const serviceProviderConfigSchema: Schema = schemaFrom(serviceProviderConfigSchemaJson);
/** Section 6 makes schemaExtensions optional, section 7 a schema's name; the printed definitions of section 8.7.2 do not. */
export const resourceTypeSchema: Schema = withOptional(schemaFrom(resourceTypeSchemaJson), 'schemaExtensions');
export const schemaSchema: Schema = withOptional(schemaFrom(schemaSchemaJson), 'name');

function withOptional(schema: Schema, name: string): Schema {
  const attributes = schema.attributes.map((each) => (each.name === name ? { ...each, required: false } : each));
  return { ...schema, attributes };
}

export const userResourceType: ResourceType = {
  id: 'User',
  name: 'User',
  description: 'User account',
  endpoint: '/Users',
  schema: userSchema.id,
  schemaExtensions: [{ schema: enterpriseUserSchema.id, required: false }],
};

export const groupResourceType: ResourceType = {
  id: 'Group',
  name: 'Group',
  description: 'Group of members',
  endpoint: '/Groups',
  schema: groupSchema.id,
  schemaExtensions: [],
};

export const userModel: ResourceModel = {
  type: userResourceType,
  core: userSchema,
  extensions: [enterpriseUserSchema],
};

export const groupModel: ResourceModel = { type: groupResourceType, core: groupSchema, extensions: [] };
