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
    for (const attribute of objectsIn(schema, 'attributes')) {
      const path = text(attribute, 'name') || '(without name)';
      const own = { schema: text(schema, 'id') };
      found.push({ ...own, path, raw: attribute, sub: false });
      for (const part of objectsIn(attribute, 'subAttributes'))
        found.push({ ...own, path: `${path}.${text(part, 'name') || '(without name)'}`, raw: part, sub: true });
      if (found.length > MOST) return found;
    }
  }
  return found;
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
