/**
 * What a target says it can do (ServiceProviderConfig, ResourceTypes, Schemas), with fallbacks where it says nothing:
 * the canonical definitions, and a look at the endpoint itself.
 */
import type { CapabilitiesSummary } from '../reports/model.js';
import { enterpriseUserSchema, groupSchema, userSchema } from '../schemas/index.js';
import { attributeNamed, findAttribute, schemaFrom } from '../scim/model.js';
import type { Attribute, JsonObject, ResourceModel, ResourceType, Schema } from '../scim/types.js';
import { ENTERPRISE_USER_SCHEMA as ENTERPRISE_USER, GROUP_SCHEMA as GROUP, USER_SCHEMA as USER } from '../scim/urns.js';
import { entries, isObject, read, readAll, succeeded, totalOf, type ScimResponse } from './response.js';

/** What a check can need. */
export type Feature =
  'patch' | 'bulk' | 'filter' | 'sort' | 'etag' | 'changePassword' | 'cursor' | 'users' | 'groups' | 'enterprise';

const FLAGS: Partial<Record<Feature, string>> = {
  patch: 'patch.supported',
  bulk: 'bulk.supported',
  filter: 'filter.supported',
  sort: 'sort.supported',
  etag: 'etag.supported',
  changePassword: 'changePassword.supported',
  cursor: 'pagination.cursor',
};
/** Offered by default where the target says nothing: nearly every provider has them. */
const PRESUMED = new Set<Feature>(['patch', 'filter']);

export interface Discovery {
  config?: ScimResponse;
  resourceTypes?: ScimResponse;
  schemas?: ScimResponse;
  /** GET /Users?count=1 and /Groups?count=1: what is served although ResourceTypes does not declare it. */
  users?: ScimResponse;
  groups?: ScimResponse;
}

export interface Capabilities {
  /** The answers themselves, for the checks of discovery. */
  discovery: Discovery;
  /** The ServiceProviderConfig document; `{}` where there is none. */
  config: JsonObject;
  /** Resource types as declared, or User and Group where nothing is declared. */
  resourceTypes: ResourceType[];
  /** Whether each was declared by the target or stands in from the canonical definitions. */
  declared: { config: boolean; resourceTypes: boolean; schemas: boolean };
  /** One model per resource type. */
  models: ResourceModel[];
  user?: ResourceModel;
  group?: ResourceModel;
  enterprise?: Schema;
  /** true or false as claimed; null where the target says nothing readable. */
  claim(feature: Feature): boolean | null;
  /** Why the feature is not to be had; undefined when it is. */
  lacks(feature: Feature): string | undefined;
  /** The definition of an attribute of the resources at `/Users` or `/Groups`, as published; undefined if unknown. */
  attribute(collection: string, path: string): Attribute | undefined;
  /** Whether clients may change an attribute: it is published as readWrite, or not published. */
  mayChange(collection: string, path: string): boolean;
  /** Whether what a path names, or the attribute with which it begins, is published as returned on request alone. */
  onRequest(collection: string, path: string): boolean;
  /** Puts the declared endpoints in place of `/Users` and `/Groups`. */
  endpoint(path: string): string;
  summary(): CapabilitiesSummary;
}

/** Operations in the largest job of the suites. */
const BULK_JOB = 5;

/** Reads capabilities from discovery answers. `off` are features that the operator has switched off. */
export function readCapabilities(discovery: Discovery, off: string[], warnings: string[]): Capabilities {
  const config = documentOf(discovery.config) ?? {};
  const declaredTypes = typesFrom(discovery.resourceTypes);
  const declaredSchemas = schemasFrom(discovery.schemas);
  const types = declaredTypes.length > 0 ? declaredTypes : defaultTypes(discovery);
  const resourceTypes = types.map((type) => whereServed(type, types, discovery, warnings));
  const known = new Map(
    [userSchema, groupSchema, enterpriseUserSchema].map((schema) => [schema.id.toLowerCase(), schema]),
  );
  for (const schema of declaredSchemas) {
    const key = schema.id.toLowerCase();
    known.set(key, withCanonicalShapes(schema, known.get(key)));
  }
  const models = resourceTypes.flatMap((type): ResourceModel[] => {
    const core = known.get(type.schema.toLowerCase());
    if (!core) return [];
    const extensions = type.schemaExtensions.flatMap(({ schema }) => known.get(schema.toLowerCase()) ?? []);
    return [{ type, core, extensions }];
  });
  const withSchema = (urn: string): ResourceModel | undefined =>
    models.find((model) => model.core.id.toLowerCase() === urn.toLowerCase());
  let user = withSchema(USER);
  const userCore = known.get(USER.toLowerCase());
  if (!user && userCore && discovery.users && isList(discovery.users)) {
    const type: ResourceType = { name: 'User', endpoint: '/Users', schema: USER, schemaExtensions: [] };
    user = { type, core: userCore, extensions: [] };
  }
  let group = withSchema(GROUP);
  const groupCore = known.get(GROUP.toLowerCase());
  if (!group && groupCore && discovery.groups && isList(discovery.groups)) {
    const type: ResourceType = { name: 'Group', endpoint: '/Groups', schema: GROUP, schemaExtensions: [] };
    group = { type, core: groupCore, extensions: [] };
  }
  const enterprise = user?.extensions.find((schema) => schema.id.toLowerCase() === ENTERPRISE_USER.toLowerCase());
  const present = { users: user, groups: group, enterprise } as const;

  const claim = (feature: Feature): boolean | null => {
    const flag = FLAGS[feature];
    if (flag === undefined) return present[feature as keyof typeof present] !== undefined;
    const value = read(config, flag);
    return typeof value === 'boolean' ? value : null;
  };
  const lacks = (feature: Feature): string | undefined => {
    if (off.includes(feature)) return `${feature} is switched off in the configuration`;
    const claimed = claim(feature);
    const mostOperations = feature === 'bulk' ? read(config, 'bulk.maxOperations') : undefined;
    if (typeof mostOperations === 'number' && mostOperations > 0 && mostOperations < BULK_JOB)
      return `the target takes bulk jobs of ${mostOperations} operations at most, and the suites send up to ${BULK_JOB}`;
    if (claimed === true || (claimed === null && PRESUMED.has(feature))) return undefined;
    const flag = FLAGS[feature];
    if (flag === undefined)
      return feature === 'enterprise'
        ? 'the target does not declare the enterprise extension for its users'
        : `the target does not offer ${feature}: its ResourceTypes do not declare them`;
    return claimed === false
      ? `the target's ServiceProviderConfig says ${flag} is false`
      : `the target's ServiceProviderConfig does not say ${flag}`;
  };

  const modelAt = (collection: string): ResourceModel | undefined =>
    collection === '/Users'
      ? user
      : collection === '/Groups'
        ? group
        : models.find((m) => m.type.endpoint === collection);

  const attribute: Capabilities['attribute'] = (collection, path) => {
    const model = modelAt(collection);
    const found = model && findAttribute(model, path);
    // An extension may have an attribute of the same name: without its URN a name stands for the core attribute.
    if (found?.extension !== undefined && !path.includes(':')) return undefined;
    return found?.subAttribute ?? found?.attribute;
  };

  return {
    discovery,
    config,
    resourceTypes,
    declared: {
      config: Object.keys(config).length > 0,
      resourceTypes: declaredTypes.length > 0,
      schemas: declaredSchemas.length > 0,
    },
    models,
    ...(user ? { user } : {}),
    ...(group ? { group } : {}),
    ...(enterprise ? { enterprise } : {}),
    claim,
    lacks,
    attribute,
    mayChange: (collection, path) => (attribute(collection, path)?.mutability ?? 'readWrite') === 'readWrite',
    // The point of "2.0" in a URN parts no sub-attribute from its attribute.
    onRequest: (collection, path) =>
      [path, path.replace(/\.[^.:]*$/, '')].some((each) => attribute(collection, each)?.returned === 'request'),
    endpoint: (path) => {
      const [, slashes = '', collection = '', rest = ''] = /^(\/+)([^/?]*)(.*)$/s.exec(path) ?? [];
      const model = collection === 'Users' ? user : collection === 'Groups' ? group : undefined;
      return model ? `${slashes}${model.type.endpoint.replace(/^\/+|\/+$/g, '')}${rest}` : path;
    },
    summary: () => ({
      features: Object.fromEntries(
        (Object.keys(FLAGS) as Feature[])
          .concat('users', 'groups', 'enterprise')
          .map((feature) => [feature, { claimed: claim(feature) }]),
      ),
      resourceTypes: resourceTypes.map((type) => ({
        name: type.name,
        endpoint: type.endpoint,
        schema: type.schema,
        extensions: type.schemaExtensions.map(({ schema }) => schema),
      })),
      warnings,
    }),
  };
}

/** The members of a discovery answer: the Resources of a list, or a bare array as some providers send. */
export function discoveredItems(response: ScimResponse | undefined): JsonObject[] {
  if (!response || !succeeded(response)) return [];
  return Array.isArray(response.json) ? response.json.filter(isObject) : entries(response.json, 'Resources');
}

function documentOf(response: ScimResponse | undefined): JsonObject | undefined {
  return response && succeeded(response) && isObject(response.json) ? response.json : undefined;
}

function isList(response: ScimResponse): boolean {
  return succeeded(response) && typeof totalOf(response) === 'number';
}

function typesFrom(response: ScimResponse | undefined): ResourceType[] {
  return discoveredItems(response).flatMap((raw): ResourceType[] => {
    const [name, endpoint, schema] = ['name', 'endpoint', 'schema'].map((key) => read(raw, key));
    if (typeof name !== 'string' || typeof endpoint !== 'string' || typeof schema !== 'string') return [];
    const schemaExtensions = entries(raw, 'schemaExtensions').flatMap((extension) => {
      const urn = read(extension, 'schema');
      return typeof urn === 'string' ? [{ schema: urn, required: read(extension, 'required') === true }] : [];
    });
    return [{ name, endpoint: pathOfEndpoint(endpoint), schema, schemaExtensions }];
  });
}

/**
 * A type of a core schema that no type puts at the usual endpoint is taken there if it is served there: many write the
 * path of the base URL into the endpoint, too. A check of its own judges what is declared.
 */
function whereServed(
  type: ResourceType,
  all: readonly ResourceType[],
  { users, groups }: Discovery,
  warnings: string[],
): ResourceType {
  const schema = type.schema.toLowerCase();
  const [usual, list] =
    schema === USER.toLowerCase() ? ['/Users', users] : schema === GROUP.toLowerCase() ? ['/Groups', groups] : [];
  if (usual === undefined || all.some(({ endpoint }) => endpoint === usual) || !list || !isList(list)) return type;
  warnings.push(`The resource type ${type.name} names the endpoint ${type.endpoint}; ${usual} is served and is used.`);
  return { ...type, endpoint: usual };
}

/** `Users`, `/Users` and an absolute URL all name the same endpoint. */
function pathOfEndpoint(endpoint: string): string {
  const path = /^https?:/i.test(endpoint) ? (endpoint.split(/[?#]/)[0]?.split('/').at(-1) ?? '') : endpoint;
  return `/${path.replace(/^\/+|\/+$/g, '')}`;
}

function schemasFrom(response: ScimResponse | undefined): Schema[] {
  return discoveredItems(response).flatMap((raw) => {
    const schema = schemaFrom(raw);
    return schema.id !== '' && readAll(raw, 'attributes').length > 0 ? [schema] : [];
  });
}

/**
 * A published schema with the shapes of the canonical one: whether an attribute is complex, boolean or multi-valued is
 * fixed by RFC 7643 for core attributes, and a slip in /Schemas, which has checks of its own, must not blur all others.
 * Characteristics (mutability, returned, required, caseExact, uniqueness) stay as published.
 */
function withCanonicalShapes(published: Schema, canonical: Schema | undefined): Schema {
  if (!canonical) return published;
  return { ...published, attributes: published.attributes.map((attribute) => shaped(attribute, canonical.attributes)) };
}

function shaped(attribute: Attribute, canonical: readonly Attribute[]): Attribute {
  const model = attributeNamed(canonical, attribute.name);
  if (!model) return attribute;
  const structural = (type: Attribute['type']): string => (type === 'complex' || type === 'boolean' ? type : 'value');
  const type = structural(attribute.type) === structural(model.type) ? attribute.type : model.type;
  const own = attribute.subAttributes ?? [];
  const subAttributes =
    type !== 'complex'
      ? undefined
      : own.length === 0
        ? model.subAttributes
        : own.map((sub) => shaped(sub, model.subAttributes ?? []));
  const { subAttributes: _own, ...rest } = attribute;
  return { ...rest, type, multiValued: model.multiValued, ...(subAttributes ? { subAttributes } : {}) };
}

function defaultTypes(discovery: Discovery): ResourceType[] {
  const users: ResourceType = {
    name: 'User',
    endpoint: '/Users',
    schema: USER,
    schemaExtensions: [{ schema: ENTERPRISE_USER, required: false }],
  };
  const groups: ResourceType = { name: 'Group', endpoint: '/Groups', schema: GROUP, schemaExtensions: [] };
  return discovery.groups && !isList(discovery.groups) ? [users] : [users, groups];
}
