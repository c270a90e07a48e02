/** The attribute definitions of the listed schemas, one by one, and the rules that each keeps (RFC 7643 section 7). */
import { fail, isObject, member, show, urns, type Capabilities, type JsonObject } from '../../harness/language.js';
import { schemasOf, text } from './_documents.js';

export interface Definition {
  /** URI of the schema. */
  schema: string;
  /** `name.givenName`, for people. */
  path: string;
  raw: JsonObject;
  /** Whether it stands in subAttributes. */
  sub: boolean;
}

/** More definitions than any honest target has are not walked. */
const MOST = 5000;

/** The definitions of all listed schemas; only well-formed lists are walked. */
export function definitionsOf(target: Capabilities): Definition[] {
  const found: Definition[] = [];
  for (const schema of schemasOf(target)) {
    found.push(...definitionsIn(schema));
    if (found.length > MOST) break;
  }
  return found.slice(0, MOST);
}

/** The definitions of one schema, each attribute before its parts. */
export function definitionsIn(schema: JsonObject): Definition[] {
  const own = { schema: text(schema, 'id') };
  return objectsIn(schema, 'attributes').flatMap((attribute) => {
    const path = text(attribute, 'name') || '(without name)';
    const parts = objectsIn(attribute, 'subAttributes').map((part) => ({
      ...own,
      path: `${path}.${text(part, 'name') || '(without name)'}`,
      raw: part,
      sub: true,
    }));
    return [{ ...own, path, raw: attribute, sub: false }, ...parts];
  });
}

function objectsIn(holder: JsonObject, name: string): JsonObject[] {
  const list = member(holder, name);
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** `User: name.givenName`. */
export function label({ schema, path }: Definition): string {
  const last = schema.split(':').at(-1) ?? schema;
  return `${last || 'schema'}: ${path}`;
}

const CORE = [urns.USER_SCHEMA, urns.GROUP_SCHEMA, urns.ENTERPRISE_USER_SCHEMA].map((urn) => urn.toLowerCase());

/** Whether it belongs to a schema whose types RFC 7643 itself gives. */
export function isCore({ schema }: Definition): boolean {
  return CORE.includes(schema.toLowerCase());
}

export const TYPES = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'];
export const KEYWORDS = {
  mutability: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  returned: ['always', 'never', 'default', 'request'],
  uniqueness: ['none', 'server', 'global'],
} as const;

const within = (words: readonly string[], value: unknown): boolean =>
  typeof value === 'string' && words.some((word) => word.toLowerCase() === value.toLowerCase());

/** Each rule fails on a definition that breaks it; a characteristic that is absent has its default. */
export const RULES = {
  name: ({ raw }: Definition): void => {
    if (text(raw, 'name').trim() === '') fail('a name', `name ${show(member(raw, 'name'))}`);
  },
  multiValued: ({ raw }: Definition): void => {
    const value = member(raw, 'multiValued');
    if (typeof value !== 'boolean') fail('multiValued as true or false', `multiValued ${show(value)}`);
  },
  type: (definition: Definition): void => {
    if (!isCore(definition)) return;
    const { raw } = definition;
    const value = member(raw, 'type') ?? null;
    if (value !== null && !within(TYPES, value)) fail(`type as one of ${TYPES.join(', ')}`, `type ${show(value)}`);
  },
  required: ({ raw }: Definition): void => flag(raw, 'required'),
  caseExact: ({ raw }: Definition): void => flag(raw, 'caseExact'),
  mutability: ({ raw }: Definition): void => keyword(raw, 'mutability'),
  returned: ({ raw }: Definition): void => keyword(raw, 'returned'),
  uniqueness: ({ raw }: Definition): void => keyword(raw, 'uniqueness'),
};

function flag(raw: JsonObject, name: string): void {
  const value = member(raw, name) ?? null;
  if (value !== null && typeof value !== 'boolean') fail(`${name} as true or false`, `${name} ${show(value)}`);
}

function keyword(raw: JsonObject, name: keyof typeof KEYWORDS): void {
  const value = member(raw, name) ?? null;
  if (value !== null && !within(KEYWORDS[name], value))
    fail(`${name} as one of ${KEYWORDS[name].join(', ')}`, `${name} ${show(value)}`);
}

/** What a characteristic is where a definition leaves it out (RFC 7643 section 2.2); multiValued has no default. */
const CHARACTERISTICS = {
  type: 'string',
  multiValued: undefined,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const;

/** The first characteristic that a definition gives and another of the same attribute contradicts, in words of both. */
export function contradiction(given: JsonObject, other: JsonObject): [string, string] | undefined {
  for (const [name, usual] of Object.entries(CHARACTERISTICS)) {
    const value = member(given, name) ?? null;
    const now: unknown = member(other, name) ?? usual;
    if (value !== null && folded(value) !== folded(now)) return [`${name} ${show(value)}`, `${name} ${show(now)}`];
  }
  return undefined;
}

const folded = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);
