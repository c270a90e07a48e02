/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { withMember } from './tools.js';

export function schemas(change: (list: JsonObject[]) => JsonObject[]): Change {
  return (b) => ({ schemas: (list) => change(b.schemas(list)) });
}

/** Changes each resource type. */
export function types(change: (type: JsonObject) => JsonObject): Change {
  return (b) => ({ resourceTypes: (list) => b.resourceTypes(list).map(change) });
}

/** Changes each definition, sub-attributes included. */
export function definitions(change: (definition: JsonObject) => JsonObject): Change {
  const one = (definition: Json): Json =>
    isObject(definition) ? withMember(change(definition), 'subAttributes', all) : definition;
  const all = (list: Json): Json => (Array.isArray(list) ? list.map(one) : list);
  return schemas((list) => list.map((schema) => withMember(schema, 'attributes', all)));
}

/** Changes the definitions of one name. */
export function named(name: string, change: (definition: JsonObject) => JsonObject): Change {
  return definitions((definition) => (definition['name'] === name ? change(definition) : definition));
}

export function characteristic(name: string, change: (value: Json) => Json): Change {
  return definitions((definition) => withMember(definition, name, change));
}

export const SNAKE: Record<string, string> = {
  multiValued: 'multi_valued',
  caseExact: 'case_exact',
  canonicalValues: 'canonical_values',
  referenceTypes: 'reference_types',
  subAttributes: 'sub_attributes',
};
