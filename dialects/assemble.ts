/** Puts values at the paths that attribute mappings use, and reads them back. Inputs are never changed. */
import { isObject, keyOf, setOwn } from '../scim/json.js';
import { parsePath, type Path } from '../scim/path.js';
import { sameUrn, GROUP_SCHEMA, USER_SCHEMA } from '../scim/urns.js';
import type { Filter } from '../scim/filter.js';
import type { Json, JsonObject } from '../scim/types.js';

/**
 * A copy of the resource with the value at the path: complex values and elements of multi-valued attributes that the
 * path needs are made (`emails[type eq "work"].value` makes an element of type work). Null takes the value away.
 * Throws ScimError for a path that is none.
 */
export function withValue(resource: JsonObject, path: string, value: Json): JsonObject {
  const parsed = parsePath(path);
  if (parsed.urn !== undefined && !isCore(parsed.urn)) {
    const key = keyOf(resource, parsed.urn) ?? parsed.urn;
    const extension = resource[key];
    return withMember(resource, key, emptyToNull(place(isObject(extension) ? extension : {}, parsed, value)));
  }
  return place(resource, parsed, value);
}

/** The value at the path, undefined where there is none. */
export function valueAt(resource: JsonObject, path: string): Json | undefined {
  const parsed = parsePath(path);
  const holder = parsed.urn === undefined || isCore(parsed.urn) ? resource : memberOf(resource, parsed.urn);
  const found = memberOf(holder, parsed.attribute);
  const { filter } = parsed;
  const element = filter ? (Array.isArray(found) ? found : []).find((item) => fits(item, filter)) : found;
  return parsed.subAttribute === undefined ? element : memberOf(element, parsed.subAttribute);
}

function place(holder: JsonObject, path: Path, value: Json): JsonObject {
  const key = keyOf(holder, path.attribute) ?? path.attribute;
  const present = holder[key];
  if (path.filter) return withMember(holder, key, placeInList(present, path, path.filter, value));
  if (path.subAttribute === undefined) return withMember(holder, key, value);
  const complex = isObject(present) ? present : {};
  return withMember(holder, key, emptyToNull(placeSub(complex, path.subAttribute, value)));
}

function placeInList(present: Json | undefined, path: Path, filter: Filter, value: Json): Json {
  const list = Array.isArray(present) ? [...present] : [];
  const at = list.findIndex((item) => fits(item, filter));
  const found = list[at];
  if (value === null && path.subAttribute === undefined) {
    if (at >= 0) list.splice(at, 1);
    return list.length > 0 ? list : null;
  }
  if (value === null && at < 0) return list.length > 0 ? list : null;
  const element = isObject(found) ? found : selected(filter);
  const next =
    path.subAttribute === undefined
      ? { ...element, ...(isObject(value) ? value : { value }) }
      : placeSub(element, path.subAttribute, value);
  if (isEmptied(next, filter)) list.splice(at, 1);
  else if (at < 0) list.push(next);
  else list[at] = next;
  return list.length > 0 ? list : null;
}

/** Whether nothing is left of an element but what selects it. */
function isEmptied(element: JsonObject, filter: Filter): boolean {
  const kept = new Set([...Object.keys(selected(filter)), 'type', 'primary']);
  return Object.keys(element).every((name) => kept.has(name));
}

function placeSub(complex: JsonObject, name: string, value: Json): JsonObject {
  return withMember(complex, keyOf(complex, name) ?? name, value);
}

function withMember(object: JsonObject, key: string, value: Json): JsonObject {
  const copy = { ...object };
  if (value === null) delete copy[key];
  else setOwn(copy, key, value);
  return copy;
}

function emptyToNull(object: JsonObject): Json {
  return Object.keys(object).length > 0 ? object : null;
}

function memberOf(holder: Json | undefined, name: string): Json | undefined {
  if (!isObject(holder)) return undefined;
  const key = keyOf(holder, name);
  return key === undefined ? undefined : holder[key];
}

/** Whether an element is the one that a mapping path selects; text and boolean spellings of true and false are one. */
function fits(item: Json, filter: Filter): boolean {
  if (filter.kind === 'and') return filter.filters.every((part) => fits(item, part));
  if (filter.kind !== 'compare' || filter.operator !== 'eq') return false;
  const found = memberOf(item, filter.path.attribute);
  return found !== undefined && String(found).toLowerCase() === String(filter.value).toLowerCase();
}

/** The element that a mapping path asks for: `[type eq "work"]` is `{type: "work"}`. */
function selected(filter: Filter): JsonObject {
  if (filter.kind === 'and') return Object.assign({}, ...filter.filters.map(selected)) as JsonObject;
  if (filter.kind !== 'compare') return {};
  const { attribute } = filter.path;
  const isBoolean = attribute === 'primary' && /^(true|false)$/i.test(String(filter.value));
  return { [attribute]: isBoolean ? /^true$/i.test(String(filter.value)) : filter.value };
}

function isCore(urn: string): boolean {
  return sameUrn(urn, USER_SCHEMA) || sameUrn(urn, GROUP_SCHEMA);
}
