/** Attribute and schema definitions, and how a name finds its definition (RFC 7643 sections 2, 3, 6, 7; RFC 7644 section 3.10). */
import { isObject, member } from './json.js';
import type {
  Attribute,
  AttributeType,
  Json,
  JsonObject,
  Mutability,
  ResourceModel,
  Returned,
  Schema,
  Uniqueness,
} from './types.js';
import { sameUrn } from './urns.js';

const TYPES: readonly AttributeType[] = [
  'string',
  'boolean',
  'decimal',
  'integer',
  'dateTime',
  'binary',
  'reference',
  'complex',
];
const MUTABILITIES: readonly Mutability[] = ['readOnly', 'readWrite', 'immutable', 'writeOnly'];
const RETURNED: readonly Returned[] = ['always', 'never', 'default', 'request'];
const UNIQUENESS: readonly Uniqueness[] = ['none', 'server', 'global'];

/** Complex attributes hold no complex ones (RFC 7643 section 2.3.8); RFC 7643 section 7's own schema goes one deeper. */
const MAX_NESTING = 8;

/**
 * An attribute definition with the defaults of RFC 7643 section 2.2: string, single-valued, optional, caseExact false,
 * readWrite, returned by default, not unique. Keywords are taken in any spelling (`READ_ONLY`); unknown ones count as left out.
 */
export function defineAttribute(raw: unknown, depth = 0): Attribute {
  const source = isObject(raw) ? raw : {};
  const name = member(source, 'name');
  const subAttributes = member(source, 'subAttributes');
  const declared = typeOf(member(source, 'type'));
  const type = declared ?? (Array.isArray(subAttributes) && subAttributes.length > 0 ? 'complex' : 'string');
  const attribute: Attribute = {
    name: typeof name === 'string' ? name : '',
    type,
    multiValued: member(source, 'multiValued') === true,
    required: member(source, 'required') === true,
    caseExact: member(source, 'caseExact') === true || type === 'binary',
    mutability: keyword(member(source, 'mutability'), MUTABILITIES) ?? 'readWrite',
    returned: keyword(member(source, 'returned'), RETURNED) ?? 'default',
    uniqueness: keyword(member(source, 'uniqueness'), UNIQUENESS) ?? 'none',
  };
  const description = member(source, 'description');
  if (typeof description === 'string') attribute.description = description;
  const canonicalValues = strings(member(source, 'canonicalValues'));
  if (canonicalValues.length > 0) attribute.canonicalValues = canonicalValues;
  const referenceTypes = strings(member(source, 'referenceTypes'));
  if (referenceTypes.length > 0) attribute.referenceTypes = referenceTypes;
  if (type === 'complex') {
    attribute.subAttributes = depth < MAX_NESTING ? definitions(subAttributes, depth + 1) : [];
  }
  return attribute;
}

/** A schema definition from whatever a server calls one; parts that make no sense are left out. */
export function schemaFrom(raw: unknown): Schema {
  const source = isObject(raw) ? raw : {};
  const id = member(source, 'id');
  const name = member(source, 'name');
  const description = member(source, 'description');
  return {
    id: typeof id === 'string' ? id : '',
    name: typeof name === 'string' ? name : '',
    ...(typeof description === 'string' ? { description } : {}),
    attributes: definitions(member(source, 'attributes'), 0),
  };
}

function definitions(raw: Json | undefined, depth: number): Attribute[] {
  if (!Array.isArray(raw)) return [];
  return raw.map((item) => defineAttribute(item, depth)).filter((attribute) => attribute.name !== '');
}

/** Words that schemas in the field use for a type; RFC 9944 itself has a `bool`. */
const TYPE_ALIASES: ReadonlyMap<string, AttributeType> = new Map([
  ['bool', 'boolean'],
  ['int', 'integer'],
  ['number', 'decimal'],
  ['date-time', 'dateTime'],
]);

function typeOf(value: Json | undefined): AttributeType | undefined {
  const alias = typeof value === 'string' ? TYPE_ALIASES.get(value.toLowerCase()) : undefined;
  return alias ?? keyword(value, TYPES);
}

function keyword<Word extends string>(value: Json | undefined, words: readonly Word[]): Word | undefined {
  if (typeof value !== 'string') return undefined;
  const plain = value.replace(/[_-]/g, '').toLowerCase();
  return words.find((word) => word.toLowerCase() === plain);
}

function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The attributes every resource has, which no schema lists (RFC 7643 section 3 and 3.1). */
export const commonAttributes: readonly Attribute[] = [
  {
    name: 'schemas',
    type: 'reference',
    multiValued: true,
    required: true,
    referenceTypes: ['uri'],
    returned: 'always',
  },
  {
    name: 'id',
    required: true,
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  },
  { name: 'externalId', caseExact: true },
  {
    name: 'meta',
    type: 'complex',
    mutability: 'readOnly',
    subAttributes: [
      { name: 'resourceType', caseExact: true, mutability: 'readOnly' },
      { name: 'created', type: 'dateTime', mutability: 'readOnly' },
      { name: 'lastModified', type: 'dateTime', mutability: 'readOnly' },
      { name: 'location', type: 'reference', referenceTypes: ['uri'], caseExact: true, mutability: 'readOnly' },
      { name: 'version', caseExact: true, mutability: 'readOnly' },
    ],
  },
].map((raw) => defineAttribute(raw));

/** What a path names: a whole extension, an attribute, or a sub-attribute. */
export interface Found {
  /** URN of the extension that holds it; absent for core and common attributes. */
  extension?: string;
  /** Absent where the path is the URN of an extension and nothing more. */
  attribute?: Attribute;
  subAttribute?: Attribute;
}

/** An attribute by name among definitions, letter case aside. */
export function attributeNamed(attributes: readonly Attribute[] | undefined, name: string): Attribute | undefined {
  const exact = attributes?.find((attribute) => attribute.name === name);
  if (exact) return exact;
  const lower = name.toLowerCase();
  return attributes?.find((each) => each.name.length === name.length && each.name.toLowerCase() === lower);
}

const tops = new WeakMap<ResourceModel, readonly Attribute[]>();

/** The attributes that sit at the top of a resource: the common ones and those of its core schema. A model does not change. */
export function topAttributes(model: ResourceModel): readonly Attribute[] {
  const known = tops.get(model);
  if (known) return known;
  const common = commonAttributes.filter((attribute) => !attributeNamed(model.core.attributes, attribute.name));
  const top = [...common, ...model.core.attributes];
  tops.set(model, top);
  return top;
}

/** The schema URNs of a model, the core first. */
export function urnsOf(model: ResourceModel): string[] {
  return [model.core.id, ...model.extensions.map((extension) => extension.id)];
}

/**
 * The definition a name stands for: `userName`, `name.givenName`, `urn:…:User:userName`, `urn:…:User` (a whole extension).
 * Names ignore case. URNs hold dots and colons, so known URNs are matched first, the longest winning. A name without URN
 * that the core lacks is looked for in the extensions: RFC 7644 section 3.10 only advises to qualify those.
 */
export function findAttribute(model: ResourceModel, path: string): Found | undefined {
  const lower = path.toLowerCase();
  const extension = model.extensions.find(({ id }) => id !== '' && sameUrn(id, path));
  if (extension) return { extension: extension.id };
  const schemas = [model.core, ...model.extensions]
    .filter(({ id }) => id !== '' && lower.startsWith(`${id.toLowerCase()}:`))
    .sort((left, right) => right.id.length - left.id.length);
  for (const schema of schemas) {
    const found = inSchema(model, schema, path.slice(schema.id.length + 1));
    if (found) return found;
  }
  if (path.includes(':')) return undefined;
  for (const schema of [model.core, ...model.extensions]) {
    const found = inSchema(model, schema, path);
    if (found) return found;
  }
  return undefined;
}

function inSchema(model: ResourceModel, schema: Schema, name: string): Found | undefined {
  if (schema === model.core) return within(topAttributes(model), name);
  const found = within(schema.attributes, name);
  return found && { extension: schema.id, ...found };
}

/** The object of a resource that holds what was found: the resource itself or the extension's; undefined where it has none. */
export function containerOf(resource: JsonObject, found: Found): JsonObject | undefined {
  if (found.extension === undefined) return resource;
  const container = member(resource, found.extension);
  return isObject(container) ? container : undefined;
}

function within(attributes: readonly Attribute[], name: string): Found | undefined {
  const whole = attributeNamed(attributes, name);
  if (whole) return { attribute: whole };
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const attribute = attributeNamed(attributes, name.slice(0, dot));
  const subAttribute = attribute && attributeNamed(attribute.subAttributes, name.slice(dot + 1));
  return subAttribute ? { attribute, subAttribute } : undefined;
}
