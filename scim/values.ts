/** When two attribute values are the same, and which comes first (RFC 7643 sections 2.2 and 2.3). */
import { instantOf } from './datetime.js';
import { isObject, isUnassigned, member } from './json.js';
import type { Attribute, Json, JsonObject } from './types.js';

const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

/** A string with letter case taken out, one character for one, so that substrings keep. */
export function foldCase(text: string): string {
  return text.toLowerCase().replaceAll('ς', 'σ');
}

/** Order by Unicode code point: negative, zero, positive. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  if (at === length) return left.length - right.length;
  const [one, other] = [left.charCodeAt(at), right.charCodeAt(at)];
  // Surrogates stand for code points above every other UTF-16 unit.
  return Number(isSurrogate(one)) - Number(isSurrogate(other)) || one - other;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Base64 in one spelling: standard alphabet, no padding; undefined where the text is none. */
export function canonicalBase64(text: string): string | undefined {
  const bare = text.replace(/[\r\n\t ]/g, '');
  if (!BASE64.test(bare)) return undefined;
  const digits = bare.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  return digits.length % 4 === 1 ? undefined : digits;
}

/** The key by which simple values of an attribute are compared and sorted; values of a wrong type stand for themselves. */
export function comparable(value: Json, attribute: Attribute): Json | bigint {
  if (typeof value !== 'string') return value;
  if (attribute.type === 'dateTime') return instantOf(value) ?? value;
  if (attribute.type === 'binary') return canonicalBase64(value) ?? value;
  return attribute.caseExact ? value : foldCase(value);
}

/** Whether two values of an attribute are the same: unassigned sub-attributes, key case and element order aside. */
export function sameValue(left: Json | undefined, right: Json | undefined, attribute: Attribute): boolean {
  if (isUnassigned(left) || isUnassigned(right)) return isUnassigned(left) && isUnassigned(right);
  if (Array.isArray(left) && Array.isArray(right)) return sameElements(left, right, attribute);
  if (isObject(left) && isObject(right)) {
    return covers(left, right, attribute) && covers(right, left, attribute);
  }
  if (left === undefined || right === undefined) return false;
  return comparable(left, attribute) === comparable(right, attribute);
}

function sameElements(left: readonly Json[], right: readonly Json[], attribute: Attribute): boolean {
  if (left.length !== right.length) return false;
  const rest = new ElementIndex(attribute, right);
  return left.every((element) => {
    const twin = rest.twins(element).find((candidate) => sameValue(element, candidate, attribute));
    return twin !== undefined && rest.remove(twin);
  });
}

/**
 * Elements of a multi-valued attribute by their `value`, so that a group of thousands is not searched from end to end for
 * each member.
 */
export class ElementIndex {
  private readonly main: Attribute | undefined;
  private readonly buckets = new Map<unknown, Json[]>();
  private readonly all: Json[] = [];

  constructor(attribute: Attribute, elements: readonly Json[] = []) {
    const { subAttributes, type } = attribute;
    this.main = type === 'complex' ? subAttributes?.find(({ name }) => name === 'value') : attribute;
    for (const element of elements) this.add(element);
  }

  add(element: Json): void {
    this.all.push(element);
    const key = this.keyOf(element);
    const bucket = this.buckets.get(key);
    if (bucket) bucket.push(element);
    else this.buckets.set(key, [element]);
  }

  /** Takes an element, known by its identity, out of those that `twins` gives; true. */
  remove(element: Json): boolean {
    const bucket = this.buckets.get(this.keyOf(element)) ?? [];
    bucket.splice(bucket.indexOf(element), 1);
    return true;
  }

  /** The elements with the same `value`, or with none where the element has none: only these can equal it. */
  twins(element: Json): readonly Json[] {
    return this.buckets.get(this.keyOf(element)) ?? [];
  }

  /** The elements that can hold all that the element says: those with its `value`, or all where it has none. */
  near(element: Json): readonly Json[] {
    return this.keyOf(element) === undefined ? this.all : this.twins(element);
  }

  private keyOf(element: Json): unknown {
    if (!this.main) return undefined;
    const value = isObject(element) ? member(element, 'value') : element;
    if (value === undefined || value === null || typeof value === 'object') return undefined;
    return comparable(value, this.main);
  }
}

/** Whether an element holds all that another one says: every assigned defined sub-attribute, with the same value. */
export function covers(whole: JsonObject, part: JsonObject, attribute: Attribute): boolean {
  return (attribute.subAttributes ?? []).every((sub) => {
    const wanted = member(part, sub.name);
    return isUnassigned(wanted) || sameValue(member(whole, sub.name), wanted, sub);
  });
}

/** Deeper than any schema reaches; what lies below counts as content. */
const MAX_NESTING = 16;

/** Whether a value holds anything: `pr` of RFC 7644 table 3. */
export function hasContent(value: Json | undefined, depth = 0): boolean {
  if (value === undefined || value === null || value === '') return false;
  if (typeof value !== 'object' || depth > MAX_NESTING) return true;
  return Object.values(value).some((part: Json) => hasContent(part, depth + 1));
}
