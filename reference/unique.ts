/** Values that no two resources may share (RFC 7643 section 2.2 `uniqueness`). */
import { isObject, valuesOf } from '../scim/json.js';
import type { Attribute, Json, Resource, ResourceModel } from '../scim/types.js';

export interface UniqueValue {
  path: string;
  key: string;
}

interface UniqueAttribute {
  path: string;
  names: string[];
  attribute: Attribute;
}

const known = new WeakMap<ResourceModel, UniqueAttribute[]>();

/** The attributes of a model that its schemas declare unique; `id` aside, for the server makes it. */
export function uniqueAttributes(model: ResourceModel): UniqueAttribute[] {
  let found = known.get(model);
  if (!found) {
    found = collect(model.core.attributes, []);
    for (const { id, attributes } of model.extensions) found.push(...collect(attributes, [id]));
    known.set(model, found);
  }
  return found;
}

function collect(attributes: readonly Attribute[], names: string[]): UniqueAttribute[] {
  return attributes.flatMap((attribute) => {
    if (attribute.name.toLowerCase() === 'id') return [];
    const path = [...names, attribute.name];
    const own = attribute.uniqueness === 'none' ? [] : [{ path: path.join(':'), names: path, attribute }];
    return [...own, ...collect(attribute.subAttributes ?? [], path)];
  });
}

/** `form` gives the spelling in which two values are the same. */
export function uniqueValues(
  resource: Resource,
  model: ResourceModel,
  form: (value: string, caseExact: boolean) => string,
): UniqueValue[] {
  return uniqueAttributes(model).flatMap(({ path, names, attribute }) => {
    const scope = attribute.uniqueness === 'global' ? '' : model.type.name;
    return reach(resource, names).flatMap((value) =>
      typeof value === 'string' || typeof value === 'number'
        ? [{ path, key: uniqueKey(scope, path, form(String(value), attribute.caseExact)) }]
        : [],
    );
  });
}

export function uniqueKey(scope: string, path: string, value: string): string {
  return `${scope}\n${path}\n${value}`;
}

function reach(value: Json, names: readonly string[]): Json[] {
  const [name, ...rest] = names;
  if (name === undefined) return valuesOf(value);
  return valuesOf(value).flatMap((item) =>
    isObject(item) && Object.hasOwn(item, name) ? reach(item[name] ?? null, rest) : [],
  );
}

/** Compares user names as the profile UsernameCaseMapped does for all that it allows (RFC 8265): width, form, letter case. */
export function uniqueForm(value: string, caseExact: boolean): string {
  const composed = value.normalize('NFKC');
  return caseExact ? composed : composed.toLowerCase();
}
