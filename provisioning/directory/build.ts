/** Objects of the directory from loose records, shared by the file readers and scripted timelines. */
import { createHash } from 'node:crypto';
import { DEFAULT_ACCESS, DirectoryError, type Attributes, type Group, type Person, type SourceValue } from './model.js';

/** An id that stays the same as long as the name does, shaped like an object id. */
export function stableId(name: string): string {
  const hex = createHash('sha256').update(name.toLowerCase()).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** "true", "yes", "1" and true are yes; "false", "no", "0" and false are no. */
export function yesOrNo(value: unknown, otherwise: boolean): boolean {
  if (typeof value === 'boolean') return value;
  const word = text(value)?.trim().toLowerCase();
  if (word === undefined) return otherwise;
  if (['true', 'yes', '1'].includes(word)) return true;
  if (['false', 'no', '0'].includes(word)) return false;
  throw new DirectoryError(`"${word}" is neither true nor false`);
}

/** A role from a column or field: a name, or yes for the role User. */
export function roleOf(value: unknown): string | null {
  const word = text(value)?.trim();
  if (value === true || (word !== undefined && /^(true|yes|1)$/i.test(word))) return 'User';
  if (word === undefined || /^(false|no|0)$/i.test(word)) return null;
  return word.toLowerCase() === DEFAULT_ACCESS.toLowerCase() ? DEFAULT_ACCESS : word;
}

function sourceValue(value: unknown): SourceValue {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new DirectoryError('a value is text, a number, true, false, null or a list of texts');
}

const OWN_FIELDS = new Set([
  'kind',
  'id',
  'manager',
  'accountEnabled',
  'deletedAt',
  'members',
  'securityEnabled',
  'do',
  'at',
]);

/** The attributes of a record: its `attributes` object where it has one, else every field that is not structure. */
export function attributesOf(record: Record<string, unknown>): Attributes {
  const own = record.attributes;
  const source: Record<string, unknown> =
    typeof own === 'object' && own !== null && !Array.isArray(own)
      ? { ...own }
      : Object.fromEntries(Object.entries(record).filter(([name]) => !OWN_FIELDS.has(name)));
  return Object.fromEntries(
    Object.entries(source)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, sourceValue(value)]),
  );
}

/** A person from a record with `userPrincipalName`; without an id one is derived from that name. */
export function personFrom(record: Record<string, unknown>): Person {
  const attributes = attributesOf(record);
  const name = text(attributes.userPrincipalName) ?? text(attributes.mail);
  const id = text(record.id) ?? text(attributes.objectId) ?? (name ? stableId(name) : null);
  if (id === null) throw new DirectoryError('a person needs an id, a userPrincipalName or a mail address');
  return {
    kind: 'user',
    id,
    attributes,
    accountEnabled: yesOrNo(record.accountEnabled, true),
    manager: text(record.manager),
    deletedAt: timeOf(record.deletedAt),
  };
}

export function groupFrom(record: Record<string, unknown>): Group {
  const attributes = attributesOf(record);
  const name = text(attributes.displayName);
  const id = text(record.id) ?? text(attributes.objectId) ?? (name ? stableId(`group ${name}`) : null);
  if (id === null) throw new DirectoryError('a group needs an id or a displayName');
  const members = record.members ?? [];
  if (!Array.isArray(members) || !members.every((member) => typeof member === 'string')) {
    throw new DirectoryError('the members of a group are a list of ids or names');
  }
  return {
    kind: 'group',
    id,
    attributes,
    securityEnabled: yesOrNo(record.securityEnabled, true),
    members: new Set(members),
    deletedAt: timeOf(record.deletedAt),
  };
}

function timeOf(value: unknown): number | null {
  if (value === undefined || value === null || value === '') return null;
  const time = typeof value === 'number' ? value : Date.parse(String(value));
  if (Number.isNaN(time)) throw new DirectoryError(`"${String(value)}" is not a date`);
  return time;
}

/** Replaces names by ids where references were written as userPrincipalName or displayName. */
export function resolveNames(people: Person[], groups: Group[]): (name: string) => string {
  const ids = new Map<string, string>();
  for (const group of groups) remember(ids, group.attributes.displayName, group.id);
  for (const person of people) remember(ids, person.attributes.userPrincipalName, person.id);
  for (const object of [...people, ...groups]) ids.set(object.id.toLowerCase(), object.id);
  const resolve = (name: string): string => ids.get(name.toLowerCase()) ?? name;
  for (const person of people) if (person.manager !== null) person.manager = resolve(person.manager);
  for (const group of groups) group.members = new Set([...group.members].map(resolve));
  return resolve;
}

function remember(ids: Map<string, string>, name: SourceValue | undefined, id: string): void {
  if (typeof name === 'string') ids.set(name.toLowerCase(), id);
}
