/** Hands for the variations of this area. */
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { showing, withMember } from '../mutants/tools.js';

export function renamed(value: Json, change: (name: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => renamed(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.includes(':') ? name : change(name), renamed(item, change)]),
  );
}

/** Every multi-valued attribute but `schemas`. */
export function multiValued(change: (values: Json[]) => Json[]): Change {
  return showing((resource) =>
    Object.fromEntries(
      Object.entries(resource).map(([name, value]) => [
        name,
        Array.isArray(value) && name !== 'schemas' ? change(value) : value,
      ]),
    ),
  );
}

export function name(change: (name: JsonObject) => JsonObject): Change {
  return showing((resource) => withMember(resource, 'name', (value) => (isObject(value) ? change(value) : value)));
}

export function references(change: (url: string) => string): Change {
  return (b) => {
    const ref = (value: JsonObject): JsonObject => withMember(value, '$ref', (url) => change(String(url)));
    return {
      memberView: (member, view) => ref(b.memberView(member, view)),
      managerView: (manager, view) => ref(b.managerView(manager, view)),
      groupsOf: (id, view) => b.groupsOf(id, view).map(ref),
    };
  };
}

export const tail = (url: string): string => url.split('/').slice(-2).join('/');
export const SAMPLES = ['nickName', 'title', 'profileUrl', 'timezone'];
