/** Hands for the mutants of this area. */
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';

export function ids(members: Json | undefined): string {
  return valuesOf(members)
    .map((entry) => (isObject(entry) ? String(entry['value']) : ''))
    .sort()
    .join();
}

export function onlyNulled(stored: Resource, body: JsonObject): Resource {
  return Object.fromEntries(
    Object.entries(stored).filter(([name]) => {
      const value = member(body, name);
      return value === null || (Array.isArray(value) && value.length === 0);
    }),
  );
}
