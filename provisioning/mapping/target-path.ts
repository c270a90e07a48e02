/** Target attributes by the names mapping tables use: `userName`, `name.givenName`, `emails[type eq "work"].value`,
 * `urn:…:User:department`. Reads them out of a resource and writes them into a new one. */
import { isObject, isUnassigned, member, setOwn } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';

export interface TargetPath {
  /** As written in the mapping. */
  text: string;
  /** Schema URN of an extension, null for the core schema. */
  urn: string | null;
  attribute: string;
  /** Selects one element of a multi-valued attribute. */
  filter: { attribute: string; value: string | boolean } | null;
  sub: string | null;
}

export class TargetPathError extends Error {}

const PATH =
  /^([A-Za-z$][\w$-]*)(?:\[\s*([A-Za-z$][\w$-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*\])?(?:\.([A-Za-z$][\w$-]*))?$/i;

/** Reads a target attribute's name. Throws TargetPathError. */
export function parseTargetPath(text: string): TargetPath {
  const urn = /^urn:/i.test(text) ? text.slice(0, text.lastIndexOf(':')) : null;
  // A filter may hold a colon; the URN ends at the last colon before it.
  const found = PATH.exec(urn === null ? text : text.slice(urn.length + 1));
  if (!found)
    throw new TargetPathError(
      `"${text}" is not a target attribute such as name.givenName or emails[type eq "work"].value`,
    );
  const [, attribute = '', filterName, filterValue, sub] = found;
  return {
    text,
    urn,
    attribute,
    filter: filterName === undefined ? null : { attribute: filterName, value: literal(filterValue ?? '') },
    sub: sub ?? null,
  };
}

function literal(text: string): string | boolean {
  if (text.startsWith('"')) return String(JSON.parse(text));
  return text.toLowerCase() === 'true';
}

/** The value at a path, undefined where it is unassigned. Of several matching elements the first counts. */
export function readTarget(resource: unknown, path: TargetPath): Json | undefined {
  if (!isObject(resource)) return undefined;
  const holder = path.urn === null ? resource : member(resource, path.urn);
  if (!isObject(holder)) return undefined;
  let value = member(holder, path.attribute);
  const { filter } = path;
  if (filter) {
    const elements = Array.isArray(value) ? value : isObject(value) ? [value] : [];
    value = elements.find(
      (element) => isObject(element) && sameLiteral(member(element, filter.attribute), filter.value),
    );
  }
  if (path.sub !== null) {
    const owner = Array.isArray(value) ? value[0] : value;
    value = isObject(owner) ? member(owner, path.sub) : undefined;
  }
  return isUnassigned(value) ? undefined : value;
}

/** `primary eq "True"` is how one provider writes a comparison with the boolean true. */
function sameLiteral(value: Json | undefined, wanted: string | boolean): boolean {
  if (typeof value === 'string') return value.toLowerCase() === String(wanted).toLowerCase();
  return typeof value === 'boolean' && String(value) === String(wanted).toLowerCase();
}

/** Writes a value into a resource being built; elements, complex attributes and extensions are made as needed. */
export function writeTarget(resource: JsonObject, path: TargetPath, value: Json): void {
  const holder = path.urn === null ? resource : child(resource, path.urn);
  const { filter } = path;
  if (!filter) {
    if (path.sub === null) setOwn(holder, path.attribute, value);
    else setOwn(child(holder, path.attribute), path.sub, value);
    return;
  }
  const known = member(holder, path.attribute);
  const elements: Json[] = Array.isArray(known) ? known : [];
  setOwn(holder, path.attribute, elements);
  let element = elements.find((one) => isObject(one) && sameLiteral(member(one, filter.attribute), filter.value));
  if (!isObject(element)) {
    element = {};
    // The literal "True" of `primary eq "True"` is the boolean true in a body.
    const text = String(filter.value).toLowerCase();
    const bool = filter.attribute.toLowerCase() === 'primary' && (text === 'true' || text === 'false');
    setOwn(element, filter.attribute, bool ? text === 'true' : filter.value);
    elements.push(element);
  }
  setOwn(element, path.sub ?? 'value', value);
}

function child(object: JsonObject, name: string): JsonObject {
  const known = member(object, name);
  if (isObject(known)) return known;
  const made: JsonObject = {};
  setOwn(object, name, made);
  return made;
}
