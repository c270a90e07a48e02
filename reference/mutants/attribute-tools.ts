/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { Attribute, Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { storing, without } from './tools.js';

/** Changes a value on its way into the store: `name.givenName`, `emails.value`, `urn:…:User:department`. */
export function keeping(path: string, change: (value: Json) => Json | undefined): Change {
  const extension = path.startsWith(ENTERPRISE_USER_SCHEMA);
  const names = extension ? [ENTERPRISE_USER_SCHEMA, path.slice(ENTERPRISE_USER_SCHEMA.length + 1)] : path.split('.');
  const apply = (value: Json, [name, ...rest]: string[]): Json => {
    if (name === undefined) return value;
    if (Array.isArray(value)) return value.map((item) => apply(item, [name, ...rest]));
    const inner = isObject(value) ? value[name] : undefined;
    if (!isObject(value) || inner === undefined) return value;
    if (rest.length > 0) return { ...value, [name]: apply(inner, rest) };
    const kept = change(inner);
    return kept === undefined ? without(value, name) : { ...value, [name]: kept };
  };
  return storing((resource) => apply(resource, names) as Resource);
}

export const dropped = (): undefined => undefined;

export function lost(id: string, path: string, row: string): Mutant {
  const name = path.includes(':') ? path.slice(path.lastIndexOf(':') + 1) : path;
  return mutant(id, `${name} is not stored`, [row], keeping(path, dropped));
}

export const enterprise = (name: string): string => `${ENTERPRISE_USER_SCHEMA}:${name}`;

export function writable(attribute: Attribute): Attribute {
  return attribute.mutability === 'immutable' && attribute.name === 'nickName'
    ? { ...attribute, mutability: 'readWrite' }
    : attribute;
}
