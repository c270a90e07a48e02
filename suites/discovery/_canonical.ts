/** Published definitions against those of RFC 7643 section 8.7. */
import { isObject, member, show, type Attribute, type JsonObject, type Schema } from '../../harness/language.js';
import { KEYWORDS, TYPES } from './_definitions.js';
import { text } from './_documents.js';

export interface Deviation {
  /** `patch.supported`. */
  path: string;
  /** `mutability readOnly`. */
  canonical: string;
  published: string;
}

/**
 * Where a published schema differs from the canonical one: characteristics that are absent have their default, further
 * attributes are legal, optional ones are left out by who does not support them. What does not apply to a type (letter
 * case and uniqueness of booleans and complex attributes) or is disputed (letter case of references) is not compared.
 */
export function deviations(published: JsonObject, canonical: Schema): Deviation[] {
  if (!Array.isArray(member(published, 'attributes'))) return [];
  return canonical.attributes.flatMap((attribute) => deviationsOf(published, 'attributes', attribute, ''));
}

function deviationsOf(holder: JsonObject, list: string, canonical: Attribute, prefix: string): Deviation[] {
  const path = `${prefix}${canonical.name}`;
  const all = member(holder, list);
  const raw = (Array.isArray(all) ? all : [])
    .filter(isObject)
    .find((each) => text(each, 'name').toLowerCase() === canonical.name.toLowerCase());
  if (!raw) return canonical.required ? [{ path, canonical: 'a definition', published: 'none' }] : [];
  const found: Deviation[] = [];
  const compare = (name: string, wanted: unknown, fallback: unknown): void => {
    const said = member(raw, name) ?? null;
    // What is no value of the characteristic is judged by itself, as is the lack of type and multiValued.
    if (said === null ? name === 'type' || name === 'multiValued' : !isValue(name, said)) return;
    const got = said ?? fallback;
    const same =
      typeof got === 'string' && typeof wanted === 'string'
        ? got.toLowerCase() === wanted.toLowerCase()
        : got === wanted;
    if (!same) found.push({ path, canonical: `${name} ${show(wanted)}`, published: `${name} ${show(got)}` });
  };
  compare('type', canonical.type, 'string');
  compare('multiValued', canonical.multiValued, false);
  compare('required', canonical.required, false);
  compare('mutability', canonical.mutability, 'readWrite');
  compare('returned', canonical.returned, 'default');
  if (canonical.type === 'string') compare('caseExact', canonical.caseExact, false);
  if (canonical.type === 'string' || canonical.type === 'reference')
    compare('uniqueness', canonical.uniqueness, 'none');
  for (const part of canonical.subAttributes ?? []) found.push(...deviationsOf(raw, 'subAttributes', part, `${path}.`));
  return found;
}

function isValue(name: string, value: unknown): boolean {
  const words: Readonly<Record<string, readonly string[]>> = { type: TYPES, ...KEYWORDS };
  const fitting = words[name];
  if (!fitting) return typeof value === 'boolean';
  return typeof value === 'string' && fitting.some((word) => word.toLowerCase() === value.toLowerCase());
}
