/** Resources of any type, made from its published schemas: a value for every attribute that a client may write. */
import { isObject, setOwn } from '../scim/json.js';
import { topAttributes } from '../scim/model.js';
import type { Attribute, Json, JsonObject, ResourceModel } from '../scim/types.js';
import { CERTIFICATES } from './certificates.js';

export interface ResourceOptions {
  /** Only what the schemas require, and externalId. */
  minimal?: boolean;
  /** Attributes by path (`title`, `urn:…:User:department`) to leave out, whatever the schemas say. */
  without?: readonly string[];
  /** 0, 1, 2…: each gives other values. */
  edition?: number;
}

export interface Making {
  /** A token that values carry, so that they are unique. */
  mark: string;
  edition: number;
  domain: string;
  /** Id of an existing user, the only resource that values may name. */
  managerId?: string;
}

/** Words of RFC 7643 section 4.1 whose values have a form of their own. */
const KNOWN: Readonly<Record<string, (making: Making) => Json>> = {
  username: ({ mark, domain }) => `${mark}@${domain}`,
  profileurl: ({ mark, domain }) => `https://www.${domain}/people/${mark}`,
  preferredlanguage: ({ edition }) => ['en-US', 'fr-CA', 'de-DE'][edition % 3] ?? 'en-US',
  locale: ({ edition }) => ['en-US', 'fr-CA', 'de-DE'][edition % 3] ?? 'en-US',
  timezone: ({ edition }) => ['America/Los_Angeles', 'Europe/Paris', 'Asia/Tokyo'][edition % 3] ?? 'Europe/Paris',
  active: () => true,
  usertype: ({ edition }) => ['Employee', 'Contractor', 'Intern'][edition % 3] ?? 'Employee',
  password: ({ mark, edition }) => `Aa1!${mark}Zz${edition}#`,
  'emails.value': ({ mark, domain, edition }) => `${mark}.${edition}@${domain}`,
  'phonenumbers.value': ({ edition }) => `+1-555-555-0${String(100 + (edition % 900))}`,
  'ims.value': ({ mark, edition }) => `im.${mark}.${edition}`,
  'photos.value': ({ mark, domain, edition }) => `https://photos.${domain}/${mark}/${edition}.png`,
  // A second value is of an edition 400 later.
  'x509certificates.value': ({ edition }) => CERTIFICATES[(edition + Math.floor(edition / 400)) % 2] ?? CERTIFICATES[0],
  'addresses.country': ({ edition }) => ['US', 'DE', 'JP'][edition % 3] ?? 'US',
  'addresses.postalcode': ({ edition }) => `0${String(2139 + edition)}`,
  'addresses.region': ({ edition }) => ['MA', 'NY', 'TX'][edition % 3] ?? 'MA',
  employeenumber: ({ mark, edition }) => `00${edition}-${mark}`,
};

/** Sub-attributes that providers derive from others. */
const DERIVED = ['$ref', 'display', 'formatted', 'primary'];

/**
 * A resource with values for all that the schemas of `model` let a client write, or with the required ones alone. What
 * names other resources (members, manager) is left out, as is what cannot be made by type. Every string carries `mark`.
 */
export function makeResource(
  model: ResourceModel,
  making: Making,
  { minimal = false, without = [] }: Pick<ResourceOptions, 'minimal' | 'without'> = {},
): JsonObject {
  const left = new Set(without.map((path) => path.toLowerCase()));
  const fill = (attributes: readonly Attribute[], prefix: string): JsonObject => {
    const made: JsonObject = {};
    for (const attribute of attributes) {
      if (left.has(`${prefix}${attribute.name}`.toLowerCase())) continue;
      if (minimal && !attribute.required && attribute.name.toLowerCase() !== 'externalid') continue;
      const value = makeValue(attribute, attribute.name, making, minimal);
      if (value !== undefined) setOwn(made, attribute.name, value);
    }
    return made;
  };
  const own = topAttributes(model).filter(({ name }) => !/^(schemas|id|meta)$/i.test(name));
  const external = own.filter(({ name }) => name.toLowerCase() === 'externalid');
  const rest = own.filter((attribute) => !external.includes(attribute));
  const resource: JsonObject = { schemas: [model.core.id], ...fill([...external, ...rest], '') };
  for (const extension of model.extensions) {
    const demanded = model.type.schemaExtensions.some(
      ({ schema, required }) => required && schema.toLowerCase() === extension.id.toLowerCase(),
    );
    if (minimal && !demanded) continue;
    const container = fill(extension.attributes, `${extension.id}:`);
    if (Object.keys(container).length === 0 && !demanded) continue;
    if (Object.keys(container).length > 0) setOwn(resource, extension.id, container);
    (resource['schemas'] as Json[]).push(extension.id);
  }
  return resource;
}

/**
 * A valid value of an attribute, `minimal` with what is required alone; undefined where none can be made. `path` is the
 * attribute's name after that of the attribute that holds it.
 */
export function makeValue(
  attribute: Attribute,
  path: string,
  making: Making,
  minimal: boolean,
  depth = 0,
): Json | undefined {
  if (attribute.mutability === 'readOnly' || depth > 2) return undefined;
  if (namesResources(attribute)) {
    const { managerId } = making;
    return managerId !== undefined && /^manager$/i.test(attribute.name) ? { value: managerId } : undefined;
  }
  if (!attribute.multiValued) return makeSingle(attribute, path, making, minimal, depth);
  const first = makeSingle(attribute, path, making, minimal, depth);
  if (first === undefined) return undefined;
  const label = attribute.subAttributes?.find(({ name }) => name.toLowerCase() === 'type');
  const labels = label?.canonicalValues ?? [];
  const second = (labels.length > 1 || /^x509Certificates$/i.test(attribute.name)) && !minimal;
  const primary = attribute.subAttributes?.some(({ name, type }) => name === 'primary' && type === 'boolean');
  if (typeof first === 'object' && first !== null && !Array.isArray(first) && primary) first['primary'] = true;
  if (!second) return [first];
  const other = makeSingle(attribute, path, { ...making, edition: making.edition + 400 }, minimal, depth);
  // Some take one value of each type.
  if (isObject(first) && isObject(other)) {
    if (label && labels.length > 1) setOwn(other, label.name, labels.find((each) => each !== first[label.name]) ?? '');
    if (primary && 'primary' in other) other['primary'] = false;
  }
  return other === undefined ? [first] : [first, other];
}

function makeSingle(
  attribute: Attribute,
  path: string,
  making: Making,
  minimal: boolean,
  depth: number,
): Json | undefined {
  if (attribute.type !== 'complex') return makeSimple(attribute, path, making);
  const made: JsonObject = {};
  for (const sub of attribute.subAttributes ?? []) {
    if (DERIVED.includes(sub.name.toLowerCase()) && !sub.required) continue;
    if (minimal && !sub.required && sub.name !== 'value') continue;
    // A label outside of the recommended ones may be refused or dropped (RFC 7643 sections 2.3.1 and 7).
    if (sub.name.toLowerCase() === 'type' && !sub.canonicalValues) continue;
    const value = makeValue(sub, `${path}.${sub.name}`, making, minimal, depth + 1);
    if (value !== undefined) setOwn(made, sub.name, value);
  }
  if (Object.keys(made).length > 0) return made;
  // Nothing of it is required, and something must be there.
  return minimal ? makeSingle(attribute, path, making, false, depth) : undefined;
}

function makeSimple(attribute: Attribute, path: string, making: Making): Json {
  const { mark, edition, domain } = making;
  // An extension may have an attribute of that name, and of another type.
  const made = KNOWN[path.toLowerCase()]?.(making);
  const known = typeof made === (attribute.type === 'boolean' ? 'boolean' : 'string') ? made : undefined;
  if (attribute.canonicalValues && attribute.canonicalValues.length > 0)
    return attribute.canonicalValues[edition >= 400 ? 0 : edition % attribute.canonicalValues.length] ?? '';
  switch (attribute.type) {
    case 'boolean':
      // One of several values can be primary: the first, which is made so.
      return known ?? (attribute.name !== 'primary' && edition % 2 === 0);
    case 'integer':
      return 40 + edition;
    case 'decimal':
      return 1.5 + edition;
    case 'dateTime':
      return `2024-03-0${String(1 + (edition % 9))}T10:20:30Z`;
    case 'binary':
      return known ?? Buffer.from(`${mark} ${edition}`).toString('base64');
    case 'reference':
      return known ?? `https://www.${domain}/${mark}/${edition}`;
    default:
      return known ?? `Value ${edition} of ${path} ${mark}`;
  }
}

/** Whether an attribute points at other SCIM resources: only a suite knows one that exists. */
function namesResources(attribute: Attribute): boolean {
  const foreign = ({ type, referenceTypes = [] }: Attribute): boolean =>
    type === 'reference' && referenceTypes.some((name) => !/^(uri|external)$/i.test(name));
  return (
    foreign(attribute) ||
    /^(members|groups|manager)$/i.test(attribute.name) ||
    (attribute.type === 'complex' &&
      (attribute.subAttributes ?? []).some((sub) => sub.name.toLowerCase() === '$ref' && foreign(sub)))
  );
}
