/** Which attributes a client gets to see (RFC 7643 section 2.2 `returned`, RFC 7644 sections 3.4.2.5 and 3.9). */
import { isObject, isUnassigned, member, setOwn } from './json.js';
import { attributeNamed, findAttribute, topAttributes } from './model.js';
import type { Attribute, Json, JsonObject, Resource, ResourceModel, Schema } from './types.js';
import { sameUrn } from './urns.js';

export interface Projection {
  /** Names, sub-attributes or extension URNs that are wanted instead of the default ones. Wins over the other list. */
  attributes?: readonly string[];
  excludedAttributes?: readonly string[];
  /** What the client sent with POST, PUT or PATCH: attributes in it that are returned on request are given back. */
  sent?: Resource;
}

/** Names of one list, understood: whole schemas, whole attributes, single sub-attributes. */
interface Names {
  schemas: Set<string>;
  attributes: Set<Attribute>;
  subAttributes: Set<Attribute>;
  /** Attributes of which a sub-attribute is named. */
  parents: Set<Attribute>;
}

interface View {
  wanted?: Names;
  unwanted?: Names;
}

/** The representation a client may see. Unknown names do no harm; the resource is not touched. */
export function project(resource: Resource, projection: Projection, model: ResourceModel): Resource {
  const view: View = {};
  const attributes = given(projection.attributes);
  const excluded = given(projection.excludedAttributes);
  if (attributes.length > 0) view.wanted = understand(attributes, model);
  else if (excluded.length > 0) view.unwanted = understand(excluded, model);
  const { sent } = projection;
  const result: Resource = {};
  const top = topAttributes(model);
  for (const [key, value] of Object.entries(resource)) {
    const extension = model.extensions.find(({ id }) => sameUrn(id, key));
    const seen = extension
      ? projectExtension(value, extension, view, sent && member(sent, extension.id))
      : projectMember(value, attributeNamed(top, key), view, model.core.id, sent);
    if (seen !== undefined) setOwn(result, key, seen);
  }
  return result;
}

function given(names: readonly string[] = []): string[] {
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

function understand(names: readonly string[], model: ResourceModel): Names {
  const result: Names = { schemas: new Set(), attributes: new Set(), subAttributes: new Set(), parents: new Set() };
  for (const name of names) {
    const found = findAttribute(model, name);
    if (sameUrn(name, model.core.id)) result.schemas.add(model.core.id);
    else if (found?.subAttribute && found.attribute) {
      result.subAttributes.add(found.subAttribute);
      result.parents.add(found.attribute);
    } else if (found?.attribute) result.attributes.add(found.attribute);
    else if (found?.extension !== undefined) result.schemas.add(found.extension);
  }
  return result;
}

function projectExtension(value: Json, extension: Schema, view: View, sent: Json | undefined): JsonObject | undefined {
  if (!isObject(value)) return undefined;
  const result: JsonObject = {};
  for (const [key, part] of Object.entries(value)) {
    const attribute = attributeNamed(extension.attributes, key);
    const seen = projectMember(part, attribute, view, extension.id, isObject(sent) ? sent : undefined);
    if (seen !== undefined) setOwn(result, key, seen);
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function projectMember(
  value: Json,
  attribute: Attribute | undefined,
  view: View,
  schema: string,
  sent: JsonObject | undefined,
): Json | undefined {
  // What no schema defines is handled like an ordinary attribute that nobody can name.
  if (!attribute) return view.wanted ? undefined : value;
  const { returned } = attribute;
  if (returned === 'never') return undefined;
  const { wanted, unwanted } = view;
  const whole = wanted?.attributes.has(attribute) || (wanted?.schemas.has(schema) && returned !== 'request');
  const partly = wanted?.parents.has(attribute);
  if (returned !== 'always' && !(whole || partly)) {
    if (wanted) return undefined;
    if (returned === 'request' && isUnassigned(sent && member(sent, attribute.name))) return undefined;
    if (unwanted?.attributes.has(attribute) || unwanted?.schemas.has(schema)) return undefined;
  }
  const onlyNamed = partly && !whole && returned !== 'always' ? wanted : undefined;
  return projectParts(value, attribute, (sub) => {
    if (sub.returned === 'never' || sub.returned === 'always') return sub.returned === 'always';
    if (wanted?.subAttributes.has(sub)) return true;
    return !onlyNamed && sub.returned !== 'request' && !unwanted?.subAttributes.has(sub);
  });
}

/** A value with the sub-attributes that pass; undefined where none does. */
function projectParts(value: Json, attribute: Attribute, passes: (sub: Attribute) => boolean): Json | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return value;
    const elements = value
      .map((element) => projectParts(element, attribute, passes))
      .filter((element) => element !== undefined);
    return elements.length === 0 ? undefined : elements;
  }
  if (!isObject(value) || attribute.type !== 'complex') return value;
  const result: JsonObject = {};
  for (const [key, part] of Object.entries(value)) {
    const sub = attributeNamed(attribute.subAttributes, key);
    if (!sub || passes(sub)) setOwn(result, key, part);
  }
  return Object.keys(result).length === 0 ? undefined : result;
}
