/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { showing, withMember } from './tools.js';

/** Changes meta. */
export function meta(change: (meta: JsonObject) => JsonObject): Change {
  return (b) => ({ meta: (stored, view) => change(b.meta(stored, view)) });
}

export function time(change: (time: string, milliseconds: number) => string): Change {
  return (b) => ({ time: (milliseconds) => change(b.time(milliseconds), milliseconds) });
}

/** Names changed at every level. */
export function renamed(value: Json, change: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => renamed(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.includes(':') ? name : change(name), renamed(item, change)]),
  );
}

export function object(value: Json): JsonObject {
  return isObject(value) ? value : {};
}

export function setMember(name: string, value: Json): (resource: Resource) => Resource {
  return (resource) => (name in resource ? { ...resource, [name]: value } : resource);
}

export const enterprise = (change: (container: JsonObject) => JsonObject): Change =>
  showing((resource) => withMember(resource, ENTERPRISE_USER_SCHEMA, (container) => change(object(container))));
