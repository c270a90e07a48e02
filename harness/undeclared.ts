/**
 * What a target does not publish it may refuse (RFC 7643 section 7 and RFC 7644 section 3.3 leave it to the provider): a
 * check that needs it says nothing of such a target.
 */
import { attributeNamed, findAttribute } from '../scim/model.js';
import { sameUrn } from '../scim/urns.js';
import type { Attribute, ResourceModel } from '../scim/types.js';
import type { Capabilities } from './capabilities.js';
import { NotApplicable } from './outcomes.js';
import { modelAt } from './received-resources.js';
import { describe, entries, isObject, read, type ScimResponse } from './response.js';

/** The names in the body of a POST, PUT or PATCH that the schemas of the resources there do not define. */
export function undeclaredIn(target: Capabilities, method: string, path: string, sent: unknown): string[] {
  const collection = /^\/[^/?]+/.exec(path)?.[0] ?? '';
  const model = target.declared.schemas ? modelAt(target, collection) : undefined;
  if (!model || model.core.attributes.length === 0 || !isObject(sent)) return [];
  if (method === 'POST' || method === 'PUT') return inResource(sent, model);
  if (method !== 'PATCH') return [];
  return entries(sent, 'Operations').flatMap((operation) => {
    const [at, value] = [read(operation, 'path'), operation['value']];
    if (typeof at === 'string') return inNamed(at, value, model);
    return isObject(value) ? inResource(value, model) : [];
  });
}

function inResource(resource: object, model: ResourceModel): string[] {
  return Object.entries(resource).flatMap(([name, value]) => inNamed(name, value, model));
}

/** Names may be paths, as the keys that Entra sends without a path are: `name.givenName`, `emails[type eq "work"].value`. */
function inNamed(name: string, value: unknown, model: ResourceModel): string[] {
  const found = findAttribute(model, name.replace(/\[[^\]]*\]/g, ''));
  if (!found) return [name];
  if (found.attribute) return found.subAttribute ? [] : inValue(value, found.attribute);
  const extension = model.extensions.find(({ id }) => sameUrn(id, name));
  return extension && isObject(value) ? inHolder(value, extension.attributes) : [];
}

function inHolder(holder: object, attributes: readonly Attribute[]): string[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    const attribute = attributeNamed(attributes, name);
    return attribute ? inValue(value, attribute) : [name];
  });
}

/** The sub-attributes in a value that its attribute does not have; one that lists none says nothing of them. */
function inValue(value: unknown, { name, subAttributes = [] }: Attribute): string[] {
  if (subAttributes.length === 0) return [];
  return [value]
    .flat()
    .filter(isObject)
    .flatMap((element) => inHolder(element, subAttributes).map((part) => `${name}.${part}`));
}

/** Ends a check as not applicable where a body was refused in which the target was given what it does not publish. */
export function passUndeclared(response: ScimResponse): void {
  const names = response.status === 400 ? (response.undeclared ?? []) : [];
  if (names.length > 0)
    throw new NotApplicable(`the target does not publish ${[...new Set(names)].join(', ')}: ${describe(response)}`);
}
