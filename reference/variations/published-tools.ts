/** Hands for the variations of this area. */
import { schemaFrom } from '../../scim/model.js';
import type { Attribute, JsonObject, ResourceModel, Schema } from '../../scim/types.js';
import { remodel, withElements } from '../mutants/tools.js';
import type { Change } from '../behavior.js';

export const PLAIN: Change = () => ({});

/** Publishes, and enforces, other characteristics. */
export function published(change: (attribute: Attribute, path: string) => Attribute, type = 'User') {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    models.map((model) => (model.type.name === type ? remodel(model, change) : model));
}

export function only(path: string, change: Partial<Attribute>): (attribute: Attribute, at: string) => Attribute {
  return (attribute, at) => (at === path ? { ...attribute, ...change } : attribute);
}

export function lacking(...names: string[]) {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    models.map((model) => ({
      ...model,
      core: { ...model.core, attributes: model.core.attributes.filter(({ name }) => !names.includes(name)) },
    }));
}

/** Changes what /Schemas says, not what the server does. */
export function said(change: (definition: JsonObject) => JsonObject): Change {
  const one = (definition: JsonObject): JsonObject => withElements(change(definition), 'subAttributes', one);
  return (b) => ({ schemas: (list) => b.schemas(list).map((schema) => withElements(schema, 'attributes', one)) });
}

export function types(change: (type: JsonObject) => JsonObject): Change {
  return (b) => ({ resourceTypes: (list) => b.resourceTypes(list).map(change) });
}

export function config(change: (value: JsonObject) => JsonObject): Change {
  return (b) => ({ serviceProviderConfig: (value) => change(b.serviceProviderConfig(value)) });
}

/** Another extension of users. */
export function extended(schema: Schema) {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    models.map((model) =>
      model.type.name === 'User'
        ? {
            ...model,
            type: {
              ...model.type,
              schemaExtensions: [...model.type.schemaExtensions, { schema: schema.id, required: false }],
            },
            extensions: [...model.extensions, schema],
          }
        : model,
    );
}

export const badge = schemaFrom({
  id: 'https://vendor.example.com/schemas/Badge',
  name: 'Badge',
  description: 'Entry badge of the vendor.',
  attributes: [
    { name: 'number', type: 'integer', multiValued: false, description: 'Number on the badge.' },
    { name: 'weight', type: 'decimal', multiValued: false, description: 'Weight in grams.' },
  ],
});

/** An extension whose attributes have every type and every characteristic. */
export const pass = schemaFrom({
  id: 'urn:example:schemas:2.0:Pass',
  name: 'Pass',
  description: 'Pass of the vendor.',
  attributes: [
    { name: 'code', type: 'string', multiValued: false, caseExact: true, description: 'Code on the pass.' },
    { name: 'note', type: 'string', multiValued: false, returned: 'request', description: 'For those who ask.' },
    { name: 'floor', type: 'integer', multiValued: false, description: 'Highest floor.' },
    { name: 'weight', type: 'decimal', multiValued: false, description: 'Weight in grams.' },
    { name: 'issued', type: 'dateTime', multiValued: false, description: 'When it was issued.' },
    { name: 'serial', type: 'integer', multiValued: false, mutability: 'readOnly', description: 'Counts passes.' },
    { name: 'origin', type: 'string', multiValued: false, mutability: 'immutable', description: 'Who issued it.' },
    { name: 'labels', type: 'string', multiValued: true, description: 'Labels.' },
    {
      name: 'locker',
      type: 'complex',
      multiValued: false,
      description: 'Locker that it opens.',
      subAttributes: [
        { name: 'room', type: 'string', multiValued: false, description: 'Where it is.' },
        { name: 'key', type: 'string', multiValued: false, returned: 'request', description: 'For those who ask.' },
      ],
    },
  ],
});

export const desk = schemaFrom({
  id: 'urn:example:schemas:2.0:Desk',
  name: 'Desk',
  description: 'Where somebody sits.',
  attributes: [{ name: 'desk', type: 'string', multiValued: false, required: true, description: 'Label of the desk.' }],
});

/** Another extension of users, which none may lack. */
export function requiring(schema: Schema) {
  return (models: readonly ResourceModel[]): ResourceModel[] =>
    extended(schema)(models).map((model) => ({
      ...model,
      type: {
        ...model.type,
        schemaExtensions: model.type.schemaExtensions.map((extension) =>
          extension.schema === schema.id ? { ...extension, required: true } : extension,
        ),
      },
    }));
}

export const role: ResourceModel = {
  type: {
    id: 'Role',
    name: 'Role',
    description: 'Role',
    endpoint: '/Roles',
    schema: 'urn:example:schemas:2.0:Role',
    schemaExtensions: [],
  },
  core: schemaFrom({
    id: 'urn:example:schemas:2.0:Role',
    name: 'Role',
    description: 'Role of the vendor.',
    attributes: [
      { name: 'displayName', type: 'string', multiValued: false, required: true, description: 'Name of the role.' },
    ],
  }),
  extensions: [],
};
