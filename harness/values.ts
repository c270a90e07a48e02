/** Equality of attribute values as RFC 7643 sees it. */
import { isObject, isUnassigned, member } from '../scim/json.js';
import { foldCase } from '../scim/values.js';

/**
 * Whether two values mean the same: members in any order and letter case of their names, unassigned members left out,
 * elements of arrays in any order, `primary: false` as good as none (RFC 7643 sections 2.1, 2.4, 2.5).
 */
export function sameValue(left: unknown, right: unknown): boolean {
  if (isUnassigned(left) || isUnassigned(right)) return isUnassigned(left) && isUnassigned(right);
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    const rest = [...(right as unknown[])];
    return left.every((value) => {
      const at = rest.findIndex((other) => sameValue(value, other));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  }
  if (isObject(left) && isObject(right)) {
    const names = new Set([...Object.keys(left), ...Object.keys(right)].map((name) => name.toLowerCase()));
    return [...names].every((name) => {
      const [one, other] = [member(left, name), member(right, name)];
      if (name === 'primary' && (one ?? false) === false && (other ?? false) === false) return true;
      return sameValue(one, other);
    });
  }
  return left === right;
}

/** Capitals for small letters and small letters for capitals. */
export const swappedCase = (text: string): string =>
  [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');

/**
 * A value in one letter case throughout, which a provider may alter where an attribute is not caseExact (RFC 7643
 * section 7).
 */
export function folded(value: unknown): unknown {
  if (typeof value === 'string') return foldCase(value);
  if (Array.isArray(value)) return value.map(folded);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, folded(each)]))
    : value;
}

/** Whether two texts differ in nothing but letter case and Unicode form. */
export function sameText(left: unknown, right: unknown): boolean {
  const [one, other] = [left, right].map((text) => (typeof text === 'string' ? foldCase(text.normalize('NFC')) : null));
  return one !== null && one === other;
}

/** Whether `got` has everything that `sent` has; members and elements that the server added are fine. */
export function contains(got: unknown, sent: unknown): boolean {
  if (isUnassigned(sent)) return true;
  if (Array.isArray(sent)) {
    if (!Array.isArray(got)) return false;
    const rest = [...(got as unknown[])];
    return sent.every((value) => {
      const at = rest.findIndex((other) => contains(other, value));
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    });
  }
  if (isObject(sent))
    return (
      isObject(got) &&
      Object.entries(sent).every(([name, value]) =>
        name.toLowerCase() === 'primary' && value === false
          ? member(got, name) !== true
          : contains(member(got, name), value),
      )
    );
  return got === sent;
}
