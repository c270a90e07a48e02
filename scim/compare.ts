/** Whether a provider stored what it was sent, seen through everything the RFCs let it change. */
import { composed, sameAsSent } from './equivalence.js';
import { isObject, isUnassigned, member, valuesOf } from './json.js';
import { attributeNamed, topAttributes } from './model.js';
import type { Attribute, Json, JsonObject, Resource, ResourceModel } from './types.js';
import { sameUrn } from './urns.js';
import { comparable } from './values.js';

export interface Difference {
  /**
   * `missing`: sent and not there. `changed`: there with another value. `appeared`: there although it was sent as
   * unassigned, or a value of a multi-valued attribute that was not sent.
   */
  kind: 'missing' | 'changed' | 'appeared';
  /** `name.givenName`, `emails[value eq "…"].type`, `urn:…:User:department`. */
  path: string;
  sent?: Json;
  got?: Json;
}

/** Sub-attributes that providers derive or leave out at will (RFC 7643 section 2.4: default sub-attributes). */
const DERIVED_SUB_ATTRIBUTES = ['$ref', 'display'];

/**
 * How a stored resource differs from what was sent. Left out of account: name case, null for absent, element order, the
 * spelling of instants, base64, URIs, language tags and phone numbers, letter case where caseExact is false, values that
 * were not sent, attributes that are read-only, never or only on request returned, or unknown to the model, and what
 * providers derive (`name.formatted`, `display`, `$ref`). Shapes of `got` are not trusted.
 */
export function differences(sent: Resource, got: Resource, model: ResourceModel): Difference[] {
  const found: Difference[] = [];
  const own = topAttributes(model).filter(({ name }) => name !== 'schemas');
  compareAttributes(sent, got, own, '', found);
  for (const extension of model.extensions) {
    const wanted = memberByUrn(sent, extension.id);
    if (!isObject(wanted)) continue;
    const there = memberByUrn(got, extension.id);
    compareAttributes(wanted, isObject(there) ? there : {}, extension.attributes, `${extension.id}:`, found);
  }
  return found;
}

function memberByUrn(resource: Resource, urn: string): Json | undefined {
  const key = Object.keys(resource).find((candidate) => sameUrn(candidate, urn));
  return key === undefined ? undefined : resource[key];
}

function compareAttributes(
  sent: JsonObject,
  got: JsonObject,
  attributes: readonly Attribute[],
  prefix: string,
  found: Difference[],
): void {
  for (const [name, wanted] of Object.entries(sent)) {
    const attribute = attributeNamed(attributes, name);
    if (!attribute || !isVisible(attribute)) continue;
    // Of an attribute that is named twice the exact spelling counts, as in `member`.
    if (name !== attribute.name && Object.hasOwn(sent, attribute.name)) continue;
    const path = prefix + attribute.name;
    const there = member(got, attribute.name);
    if (isEmpty(wanted)) {
      // A flag that is unassigned may well be shown as false.
      if (!isEmpty(there) && there !== false) report(found, 'appeared', path, wanted, there);
    } else if (isEmpty(there)) {
      if (attribute.returned !== 'request' && !saysNothing(wanted, attribute))
        report(found, 'missing', path, wanted, there);
    } else if (attribute.multiValued) {
      compareElements(valuesOf(wanted), valuesOf(there), attribute, path, found);
    } else {
      compareSingle(wanted, there, attribute, path, found);
    }
  }
}

/** Whether a client can hope to read back what it sent. */
function isVisible({ mutability, returned }: Attribute): boolean {
  return mutability !== 'readOnly' && mutability !== 'writeOnly' && returned !== 'never';
}

/** Absent, null, [] (RFC 7643 section 2.5), and objects and arrays of nothing else. */
function isEmpty(value: Json | undefined, depth = 0): boolean {
  if (isUnassigned(value)) return true;
  return typeof value === 'object' && depth < 4 && Object.values(value ?? {}).every((part) => isEmpty(part, depth + 1));
}

/**
 * Whether a sent value holds nothing that must come back: an empty string may be treated as unassigned, and a complex
 * value may consist of parts that are not compared.
 */
function saysNothing(value: Json, attribute: Attribute): boolean {
  if (isEmpty(value) || value === '') return true;
  if (Array.isArray(value)) return value.every((element) => saysNothing(element, attribute));
  if (attribute.type !== 'complex' || !isObject(value)) return false;
  return comparedParts(attribute)
    .filter(isVisible)
    .every((part) => saysNothing(member(value, part.name) ?? null, part));
}

function compareSingle(
  sent: Json,
  got: Json | undefined,
  attribute: Attribute,
  path: string,
  found: Difference[],
): void {
  if (attribute.type !== 'complex') {
    if (!sameAsSent(sent, got, attribute, path)) report(found, 'changed', path, sent, got);
  } else if (isObject(sent) && isObject(got)) {
    compareAttributes(sent, got, comparedParts(attribute), `${path}.`, found);
  } else if (JSON.stringify(sent) !== JSON.stringify(got)) {
    report(found, 'changed', path, sent, got);
  }
}

const compared = new WeakMap<Attribute, Attribute[]>();

function comparedParts(attribute: Attribute): Attribute[] {
  const known = compared.get(attribute);
  if (known) return known;
  const parts = (attribute.subAttributes ?? []).filter(({ name }) => {
    if (attribute.name === 'name' && name === 'formatted') return false;
    return !DERIVED_SUB_ATTRIBUTES.includes(name);
  });
  compared.set(attribute, parts);
  return parts;
}

/**
 * Pairs the sent elements with those that came back, whatever their order: the equal ones first, then those with the same
 * `value`, whose details are compared. Elements that say the same may have been merged.
 */
function compareElements(
  sent: readonly Json[],
  got: readonly Json[],
  attribute: Attribute,
  path: string,
  found: Difference[],
): void {
  const unmatched = new Set(got);
  const candidates = byMainValue(got, attribute);
  const open = sent.filter((element) => {
    if (saysNothing(element, attribute)) return false;
    const twin = candidates(element).find((each) => elementProblems(element, each, attribute, path).length === 0);
    if (twin !== undefined) unmatched.delete(twin);
    return twin === undefined;
  });
  for (const element of open) {
    const twin = candidates(element).find((each) => unmatched.has(each) && sameMainValue(element, each, attribute));
    if (twin === undefined) {
      report(found, 'missing', `${path}${selector(element)}`, element, undefined);
      continue;
    }
    unmatched.delete(twin);
    found.push(...elementProblems(element, twin, attribute, path));
  }
  for (const element of unmatched) report(found, 'appeared', `${path}${selector(element)}`, undefined, element);
}

/** A group of thousands is compared by the members' values; where a value may be respelled, every element is a candidate. */
function byMainValue(got: readonly Json[], attribute: Attribute): (element: Json) => readonly Json[] {
  const main = attributeNamed(attribute.subAttributes, 'value');
  const keyOf = (element: Json): unknown => {
    const value = main && isObject(element) ? member(element, 'value') : undefined;
    return main && typeof value === 'string' ? comparable(composed(value), main) : undefined;
  };
  const index = new Map<unknown, Json[]>();
  for (const element of got) {
    const key = keyOf(element);
    const near = index.get(key);
    if (near) near.push(element);
    else index.set(key, [element]);
  }
  return (element) => {
    const key = keyOf(element);
    const near = key === undefined ? undefined : index.get(key);
    return near ?? got;
  };
}

function elementProblems(sent: Json, got: Json, attribute: Attribute, path: string): Difference[] {
  const problems: Difference[] = [];
  compareSingle(sent, got, attribute, `${path}${selector(sent)}`, problems);
  return problems.filter(({ kind, path: at, sent: wanted }) => {
    // Not primary may be said by leaving the flag out; members may come without their type.
    if (kind === 'missing' && at.endsWith('.primary')) return wanted !== false;
    return !(kind === 'missing' && at.endsWith('.type') && attribute.name === 'members');
  });
}

function sameMainValue(sent: Json, got: Json, attribute: Attribute): boolean {
  const main = attributeNamed(attribute.subAttributes, 'value');
  if (!main || !isObject(sent) || !isObject(got)) return false;
  const wanted = member(sent, 'value');
  return wanted !== undefined && sameAsSent(wanted, member(got, 'value'), main, attribute.name);
}

/** `[value eq "…"]`, or the `type` where there is no value. */
function selector(element: Json): string {
  if (!isObject(element)) return `[value eq ${JSON.stringify(element).slice(0, 80)}]`;
  for (const name of ['value', 'type']) {
    const value = member(element, name);
    if (typeof value === 'string') return `[${name} eq ${JSON.stringify(value.slice(0, 80))}]`;
  }
  return '';
}

function report(
  found: Difference[],
  kind: Difference['kind'],
  path: string,
  sent: Json | undefined,
  got: Json | undefined,
): void {
  found.push({ kind, path, ...(sent === undefined ? {} : { sent }), ...(got === undefined ? {} : { got }) });
}
