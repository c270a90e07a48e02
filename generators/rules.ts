/** What a vendor demands of the data that it is sent, beyond its schema. */
import { defineAttribute, findAttribute } from '../scim/model.js';
import { isObject, isUnassigned, keyOf, member, setOwn } from '../scim/json.js';
import type { Found } from '../scim/model.js';
import type { Attribute, Json, JsonObject, ResourceModel } from '../scim/types.js';
import { GROUP_SCHEMA, sameUrn, USER_SCHEMA } from '../scim/urns.js';

/** Attribute paths are `title`, `name.familyName` or `urn:…:User:department`; those of elements are `emails.value`. */
export interface VendorRules {
  /** Domain of every address; example.com when absent. */
  emailDomain?: string;
  /** Attributes that must be present, by resource type. */
  required?: { User?: string[]; Group?: string[] };
  /** Attributes that must not be sent, by resource type. */
  forbidden?: { User?: string[]; Group?: string[] };
  /** Attribute path -> the value to send; `{marker}` stands for a fresh marker. */
  templates?: Record<string, string>;
  /** Id of an existing user to name as manager. */
  managerId?: string;
  /** Features that the operator has switched off. */
  featuresOff?: string[];
}

/** What a rule's path names; an attribute that no schema of the model has counts as a plain string. */
export function namedByRule(model: ResourceModel, path: string): Found {
  return findAttribute(model, path) ?? { attribute: defineAttribute({ name: path }) };
}

/** The rules for resources of a model. Rules know users and groups only. */
export function rulesFor({ core }: ResourceModel, rules: VendorRules): { required: string[]; forbidden: string[] } {
  const kind = sameUrn(core.id, USER_SCHEMA) ? 'User' : sameUrn(core.id, GROUP_SCHEMA) ? 'Group' : undefined;
  const listed = (by: VendorRules['required']): string[] => (kind && by?.[kind]) ?? [];
  return { required: listed(rules.required), forbidden: listed(rules.forbidden) };
}

/** Takes an attribute, a sub-attribute (of all elements) or an extension out of a resource. */
export function removeAt(resource: JsonObject, model: ResourceModel, path: string): void {
  const { extension, attribute, subAttribute } = namedByRule(model, path);
  if (!attribute) {
    removeExtension(resource, extension ?? path);
    return;
  }
  const holder = extension === undefined ? resource : member(resource, extension);
  if (!isObject(holder)) return;
  if (!subAttribute) removeMember(holder, attribute.name);
  else for (const element of elementsOf(member(holder, attribute.name))) removeMember(element, subAttribute.name);
}

function removeExtension(resource: JsonObject, urn: string): void {
  removeMember(resource, urn);
  const schemas = member(resource, 'schemas');
  if (Array.isArray(schemas))
    setOwn(
      resource,
      'schemas',
      schemas.filter((each) => String(each).toLowerCase() !== urn.toLowerCase()),
    );
}

function removeMember(holder: JsonObject, name: string): void {
  const key = keyOf(holder, name);
  if (key !== undefined) delete holder[key];
}

/** Puts the vendor's values in. Attributes that the model lacks are passed over: rules name those of users and groups. */
export function applyTemplates(resource: JsonObject, model: ResourceModel, rules: VendorRules, marker: string): void {
  for (const [path, template] of Object.entries(rules.templates ?? {})) {
    const { extension, attribute, subAttribute } = findAttribute(model, path) ?? {};
    if (!attribute) continue;
    const holder = extension === undefined ? resource : own(resource, extension, {});
    const value = fill(template, marker, subAttribute ?? attribute);
    if (!isObject(holder)) continue;
    if (!subAttribute) setOwn(holder, attribute.name, attribute.multiValued ? [value] : value);
    else {
      const whole = own(holder, attribute.name, attribute.multiValued ? [{}] : {});
      for (const element of elementsOf(whole)) setOwn(element, subAttribute.name, value);
    }
  }
}

/** The value of a member, which is made where there is none. */
function own(holder: JsonObject, name: string, otherwise: Json): Json {
  const present = member(holder, name);
  if (present !== undefined && !isUnassigned(present)) return present;
  setOwn(holder, name, otherwise);
  return otherwise;
}

/** The vendor's value for a top-level string such as `userName`; undefined where there is no template for it. */
export function fromTemplate(rules: VendorRules, path: string, marker: string): string | undefined {
  const key = keyOf(rules.templates ?? {}, path);
  return key === undefined ? undefined : rules.templates?.[key]?.replaceAll('{marker}', marker);
}

function fill(template: string, marker: string, { type }: Attribute): Json {
  const text = template.replaceAll('{marker}', marker);
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if ((type === 'integer' || type === 'decimal') && text.trim() !== '' && Number.isFinite(Number(text)))
    return Number(text);
  return text;
}

function elementsOf(value: Json | undefined): JsonObject[] {
  return (Array.isArray(value) ? value : [value]).filter(isObject);
}
