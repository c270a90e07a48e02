/**
 * What does not fit its schemas a target may refuse (RFC 7643 section 7 and RFC 7644 section 3.3 leave it to the
 * provider): what they do not define, what lacks an attribute that they require, a value outside of their canonical
 * values, a change of what clients may not change. A check that needs it says nothing of such a target.
 */
import { isObject, isUnassigned, member } from '../scim/json.js';
import { attributeNamed, findAttribute } from '../scim/model.js';
import { sameUrn } from '../scim/urns.js';
import type { Attribute, ResourceModel } from '../scim/types.js';
import type { Capabilities } from './capabilities.js';
import { NotApplicable } from './outcomes.js';
import { modelAt } from './received-resources.js';
import { collectionIn, describe, entries, isDenied, read, type ScimResponse } from './response.js';

/** The names in the body of a POST, PUT or PATCH that was refused which do not go with the schemas of the resources there. */
export function undeclaredIn(target: Capabilities, { method, path, sent, json }: ScimResponse): string[] {
  const model = publishedAt(target, path);
  if (!model || !isObject(sent)) return [];
  if (method === 'POST' || method === 'PUT') {
    const isChange = method === 'PUT' && read(json, 'scimType') === 'mutability';
    const fixed = model.core.attributes.filter(
      ({ name, mutability }) => isChange && mutability === 'immutable' && !isUnassigned(member(sent, name)),
    );
    return [...fixed.map(({ name }) => name), ...inResource(sent, model)];
  }
  if (method !== 'PATCH') return [];
  return entries(sent, 'Operations').flatMap((operation) => {
    const [at, value] = [read(operation, 'path'), operation['value']];
    const named = typeof at === 'string' ? [at] : isObject(value) ? namesIn(value) : [];
    return [
      ...named.filter((name) => isFixed(name, model)),
      ...(typeof at === 'string' ? inNamed(at, value, model) : isObject(value) ? inResource(value, model) : []),
    ];
  });
}

/** Why a target need not take a request that it refused, whatever stands in it; undefined where it may have to. */
export function denialOf(target: Capabilities, response: ScimResponse): string | undefined {
  const { method, path, sent, status } = response;
  if (isDenied(response) && method === 'POST' && path === '/Groups') return 'clients may not create groups';
  if (isDenied(response) && method === 'DELETE') return 'clients may not delete this';
  if (status !== 400 || !isObject(sent) || (method !== 'POST' && method !== 'PUT')) return undefined;
  const lacks = publishedAt(target, path)?.core.attributes.filter(
    ({ name, required, mutability }) => required && mutability !== 'readOnly' && isUnassigned(member(sent, name)),
  );
  return lacks?.[0] && `the target publishes ${lacks.map(({ name }) => name).join(', ')} as required`;
}

function publishedAt(target: Capabilities, path: string): ResourceModel | undefined {
  const model = target.declared.schemas ? modelAt(target, collectionIn(path)) : undefined;
  return model && model.core.attributes.length > 0 ? model : undefined;
}

/** The names in the value of an operation without path; those of an extension with its URN. */
function namesIn(value: object): string[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    name.includes(':') && isObject(inner) ? Object.keys(inner).map((part) => `${name}:${part}`) : [name],
  );
}

/** A path without its brackets; one within a string is text. */
const bare = (name: string): string => name.replace(/\[(?:"(?:\\.|[^"\\])*"|[^\]"])*\]/g, '');

/** Whether the schemas say that clients may not change what a path names. They do not say it of `id`, which Okta sends. */
function isFixed(name: string, model: ResourceModel): boolean {
  if (/^(id|meta)\b/i.test(name)) return false;
  const { attribute, subAttribute } = findAttribute(model, bare(name)) ?? {};
  return [attribute, subAttribute].some((each) => each?.mutability === 'readOnly' || each?.mutability === 'immutable');
}

function inResource(resource: object, model: ResourceModel): string[] {
  return Object.entries(resource).flatMap(([name, value]) => inNamed(name, value, model));
}

/** Names may be paths, as the keys that Entra sends without a path are: `name.givenName`, `emails[type eq "work"].value`. */
function inNamed(name: string, value: unknown, model: ResourceModel): string[] {
  const found = findAttribute(model, bare(name));
  if (!found) return [name];
  if (found.subAttribute) return isOutside(value, found.subAttribute) ? [name] : [];
  if (found.attribute) return inValue(value, found.attribute);
  const extension = model.extensions.find(({ id }) => sameUrn(id, name));
  return extension && isObject(value) ? inHolder(value, extension.attributes) : [];
}

function inHolder(holder: object, attributes: readonly Attribute[]): string[] {
  return Object.entries(holder).flatMap(([name, value]) => {
    const attribute = attributeNamed(attributes, name);
    return attribute ? inValue(value, attribute) : [name];
  });
}

/** What of a value its attribute does not define, requires or lists; one that has no sub-attributes says nothing of them. */
function inValue(value: unknown, attribute: Attribute): string[] {
  const { name, subAttributes = [] } = attribute;
  if (isOutside(value, attribute)) return [name];
  if (subAttributes.length === 0) return [];
  const required = subAttributes.filter((each) => each.required).map((each) => each.name);
  return [value]
    .flat()
    .filter(isObject)
    .flatMap((element) => [
      ...inHolder(element, subAttributes),
      ...required.filter((each) => member(element, each) === undefined),
    ])
    .map((part) => `${name}.${part}`);
}

function isOutside(value: unknown, { canonicalValues = [] }: Attribute): boolean {
  if (typeof value !== 'string' || canonicalValues.length === 0) return false;
  return !canonicalValues.some((each) => each.toLowerCase() === value.toLowerCase());
}

/**
 * Ends a check as not applicable where a body was refused that does not go with the schemas of the target, or a request
 * that it need not take.
 */
export function passUndeclared(response: ScimResponse): void {
  if (response.denied !== undefined) throw new NotApplicable(`${response.denied}: ${describe(response)}`);
  const names = response.status === 400 ? (response.undeclared ?? []) : [];
  if (names.length > 0)
    throw new NotApplicable(
      `refused, and not as the target publishes ${[...new Set(names)].join(', ')}: ${describe(response)}`,
    );
}
