/** What a target publishes about its resources, in the words of its own /Schemas. */
import {
  discoveredItems,
  entries,
  isObject,
  member,
  notApplicable,
  oracle,
  read,
  readAll,
  succeeded,
  type Attribute,
  type Capabilities,
  type Json,
  type JsonObject,
  type ResourceModel,
  type ScimResponse,
} from '../../harness/language.js';

export interface Published {
  /** `title`, `urn:…:User:department`: as in filters and PATCH paths. */
  path: string;
  attribute: Attribute;
  /** URN of the extension; absent for the core. */
  extension?: string;
}

const COMMON = /^(schemas|id|externalid|meta)$/i;
const DISCOVERY = /^\/(ServiceProviderConfig|ResourceTypes|Schemas|Me)$/i;
const MOST_TYPES = 6;

/** Models of the resource types that hold data, not more than a few. */
export function dataModels(target: Capabilities): ResourceModel[] {
  const models = target.models.filter(({ type }) => !DISCOVERY.test(type.endpoint)).slice(0, MOST_TYPES);
  return models.length > 0 ? models : notApplicable('no resource type has a known schema');
}

/** Whether the target itself publishes the schema of a URN. */
export function publishes(target: Capabilities, urn: string): boolean {
  return discoveredItems(target.discovery.schemas).some(
    (schema) => String(read(schema, 'id')).toLowerCase() === urn.toLowerCase(),
  );
}

export interface Document {
  item: JsonObject;
  /** The answer that it stands in. */
  from: ScimResponse;
}

/** The discovery documents that the target serves, in whatever wrapping: they are resources, too (RFC 7643 section 3). */
export function documentsOf({ discovery: { config, resourceTypes, schemas } }: Capabilities): Document[] {
  return [config, resourceTypes, schemas].flatMap((from) => {
    if (!from || !succeeded(from) || !isObject(from.json)) return [];
    const listed = discoveredItems(from);
    return (listed.length > 0 ? listed : [from.json]).map((item) => ({ item, from }));
  });
}

/** The attributes of a model, common ones left out, with the paths by which they are addressed. */
export function attributesOf(model: ResourceModel): Published[] {
  const own = oracle
    .topAttributes(model)
    .filter(({ name }) => !COMMON.test(name))
    .map((attribute) => ({ path: attribute.name, attribute }));
  const extended = model.extensions.flatMap(({ id, attributes }) =>
    attributes.map((attribute) => ({ path: `${id}:${attribute.name}`, attribute, extension: id })),
  );
  return [...own, ...extended];
}

/** `/Users`, `/Groups` or the endpoint of another type: the first segment of paths in the suites. */
export function collectionOf(model: ResourceModel, target: Capabilities): string {
  if (model.type.endpoint === target.user?.type.endpoint) return '/Users';
  if (model.type.endpoint === target.group?.type.endpoint) return '/Groups';
  return model.type.endpoint;
}

/** The value at a published path: undefined where the resource has none. */
export function valueAt(resource: JsonObject, { extension, attribute }: Published): unknown {
  const container = extension === undefined ? resource : member(resource, extension);
  return isObject(container) ? member(container, attribute.name) : undefined;
}

/** The resource with a value at a published path. An extension that gets one is named in `schemas`. */
export function withValueAt(resource: JsonObject, { extension, attribute }: Published, value: Json): JsonObject {
  if (extension === undefined) return { ...resource, [attribute.name]: value };
  const container = member(resource, extension);
  return withContainer(resource, extension, {
    ...(isObject(container) ? container : {}),
    [attribute.name]: value,
  });
}

/** The resource with the values of an extension, which `schemas` names. */
export function withContainer(resource: JsonObject, extension: string, container: JsonObject): JsonObject {
  const schemas = [...new Set([...readAll(resource, 'schemas').map(String), extension])];
  return { ...resource, schemas, [extension]: container };
}

/** Definitions as the target wrote them, by lower-case `urn:path` of attributes and sub-attributes. */
export function rawDefinitions(target: Capabilities): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const schema of discoveredItems(target.discovery.schemas)) {
    const urn = String(read(schema, 'id')).toLowerCase();
    const visit = (list: JsonObject[], prefix: string, depth: number): void => {
      for (const definition of list) {
        const name = read(definition, 'name');
        if (typeof name !== 'string') continue;
        const path = `${prefix}${name.toLowerCase()}`;
        if (!found.has(`${urn}:${path}`)) found.set(`${urn}:${path}`, definition);
        if (depth < 3) visit(entries(definition, 'subAttributes'), `${path}.`, depth + 1);
      }
    };
    visit(entries(schema, 'attributes'), '', 0);
  }
  return found;
}
