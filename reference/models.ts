/** Resource models: the core ones, and whatever a file of SCIM definitions describes (RFC 7643 sections 6 and 7). */
import { readFileSync } from 'node:fs';
import { isObject, member, valuesOf } from '../scim/json.js';
import { defineAttribute, schemaFrom } from '../scim/model.js';
import type { Json, JsonObject, ResourceModel, Schema } from '../scim/types.js';
import { sameUrn } from '../scim/urns.js';
import { enterpriseUserSchema, groupModel, groupSchema, userModel, userSchema } from '../schemas/index.js';

/** The printed Group schema lacks the `display` of a member, which the RFC's own example and most clients use. */
const display = defineAttribute({
  name: 'display',
  type: 'string',
  description: 'Name of the member for people.',
  mutability: 'immutable',
});

/** Users with the enterprise extension, and groups. */
export const coreModels: readonly ResourceModel[] = [
  userModel,
  {
    ...groupModel,
    core: {
      ...groupSchema,
      attributes: groupSchema.attributes.map((attribute) =>
        attribute.name === 'members'
          ? { ...attribute, subAttributes: [...(attribute.subAttributes ?? []), display] }
          : attribute,
      ),
    },
  },
];

/** The same, names of groups unique, as directories that match groups by their name need it. */
export const directoryModels: readonly ResourceModel[] = coreModels.map((model) =>
  sameUrn(model.core.id, groupSchema.id)
    ? {
        ...model,
        core: {
          ...model.core,
          attributes: model.core.attributes.map((attribute) =>
            attribute.name === 'displayName' ? { ...attribute, uniqueness: 'server' as const } : attribute,
          ),
        },
      }
    : model,
);

/**
 * Models from definitions: `{ "schemas": [Schema…], "resourceTypes": [ResourceType…] }`, both as served by a SCIM
 * service at /Schemas and /ResourceTypes, or list responses of them. Core schemas need not be repeated.
 * Throws TypeError with a sentence for people where a type lacks a name, an endpoint or a known schema.
 */
export function modelsFrom(definitions: unknown): ResourceModel[] {
  if (!isObject(definitions)) throw new TypeError('The definitions are no JSON object.');
  const schemas = [
    ...entries(member(definitions, 'schemas')).map((raw) => schemaFrom(raw)),
    userSchema,
    groupSchema,
    enterpriseUserSchema,
  ];
  const types = entries(member(definitions, 'resourceTypes'));
  if (types.length === 0) throw new TypeError('The definitions hold no resourceTypes.');
  return types.map((raw) => modelFrom(raw, schemas));
}

/** Reads a file of definitions. */
export function modelsFromFile(path: string): ResourceModel[] {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return modelsFrom(parsed);
}

function entries(value: Json | undefined): JsonObject[] {
  const list = isObject(value) ? member(value, 'Resources') : value;
  return valuesOf(list).filter(isObject);
}

function modelFrom(raw: JsonObject, schemas: readonly Schema[]): ResourceModel {
  const name = text(raw, 'name');
  const endpoint = text(raw, 'endpoint');
  const schema = text(raw, 'schema');
  if (!name || !endpoint || !schema) throw new TypeError('A resource type needs name, endpoint and schema.');
  const find = (urn: string): Schema => {
    const found = schemas.find(({ id }) => sameUrn(id, urn));
    if (!found) throw new TypeError(`${name}: there is no schema ${urn}.`);
    return found;
  };
  const core = find(schema);
  const schemaExtensions = valuesOf(member(raw, 'schemaExtensions'))
    .filter(isObject)
    .map((extension) => ({
      schema: find(text(extension, 'schema') ?? '').id,
      required: member(extension, 'required') === true,
    }));
  const description = text(raw, 'description');
  return {
    type: {
      id: text(raw, 'id') ?? name,
      name,
      ...(description === undefined ? {} : { description }),
      endpoint,
      schema: core.id,
      schemaExtensions,
    },
    core,
    extensions: schemaExtensions.map((extension) => find(extension.schema)),
  };
}

function text(object: JsonObject, name: string): string | undefined {
  const value = member(object, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
