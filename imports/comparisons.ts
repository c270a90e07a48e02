/** Runscope's assertions: where a value is taken from, and what it is compared with. */
import { Blocked, Finding } from '../harness/outcomes.js';
import type { ScimResponse } from '../harness/response.js';
import { takesEvery, valueAt } from './json-path.js';
import { plain } from './source.js';

/** Reads a value of an answer. Undefined where the answer has none; throws Blocked for a source that is not known. */
export function takeFrom(response: ScimResponse, source: string, property: string): unknown {
  switch (source) {
    case 'response_status':
      return response.status;
    case 'response_json':
      return valueAt(response.json, property);
    case 'response_headers':
    case 'response_header':
      return response.headers[property.toLowerCase()];
    case 'response_text':
      return response.text;
    case 'response_time':
      return response.elapsedMs;
    case 'response_size':
      return Buffer.byteLength(response.text);
    default:
      throw new Blocked('the imported file', `not run: the source "${source}" is not understood`);
  }
}

type Comparison = (actual: unknown, wanted: string) => boolean;

const number = (value: unknown): number => (plain(value).trim() === '' ? Number.NaN : Number(plain(value)));
const empty: Comparison = (actual) =>
  actual === undefined ||
  actual === null ||
  actual === '' ||
  (typeof actual === 'object' && Object.keys(actual).length === 0);
const contains: Comparison = (actual, wanted) =>
  Array.isArray(actual) ? actual.some((one) => plain(one) === wanted) : plain(actual).includes(wanted);
const hasValue: Comparison = (actual, wanted) =>
  typeof actual === 'object' && actual !== null
    ? Object.values(actual).some((one) => plain(one) === wanted || (Array.isArray(one) && hasValue(one, wanted)))
    : plain(actual) === wanted;

const comparisons: Record<string, { words: string; holds: Comparison }> = {
  equal: { words: 'equals', holds: (actual, wanted) => actual !== undefined && plain(actual) === wanted },
  not_equal: { words: 'is not', holds: (actual, wanted) => plain(actual) !== wanted },
  equal_number: { words: 'is the number', holds: (actual, wanted) => number(actual) === number(wanted) },
  empty: { words: 'is empty', holds: empty },
  not_empty: { words: 'is not empty', holds: (actual, wanted) => !empty(actual, wanted) },
  contains: { words: 'contains', holds: contains },
  does_not_contain: { words: 'does not contain', holds: (actual, wanted) => !contains(actual, wanted) },
  has_key: {
    words: 'has the member',
    holds: (actual, wanted) => typeof actual === 'object' && actual !== null && Object.hasOwn(actual, wanted),
  },
  has_value: { words: 'has the value', holds: hasValue },
  is_null: { words: 'is null', holds: (actual) => actual === null },
  is_a_number: { words: 'is a number', holds: (actual) => typeof actual === 'number' },
  is_less_than: { words: 'is less than', holds: (actual, wanted) => number(actual) < number(wanted) },
  is_less_than_or_equal: { words: 'is at most', holds: (actual, wanted) => number(actual) <= number(wanted) },
  is_greater_than: { words: 'is greater than', holds: (actual, wanted) => number(actual) > number(wanted) },
  is_greater_than_or_equal: { words: 'is at least', holds: (actual, wanted) => number(actual) >= number(wanted) },
};

const WITHOUT_VALUE = new Set(['empty', 'not_empty', 'is_null', 'is_a_number']);

/** An assertion in words, for its title. */
export function inWords(source: string, property: string, comparison: string, wanted: string): string {
  const name = comparison.replace(/equals$/, 'equal');
  const known = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  const subject = property === '' ? source.replace(/^response_/, '') : property;
  return `${subject} ${known?.words ?? comparison}${WITHOUT_VALUE.has(name) || wanted === '' ? '' : ` ${wanted}`}`;
}

/** What can be said of the values of every element. */
const OF_EVERY = new Set(['empty', 'not_empty', 'contains', 'does_not_contain', 'has_value']);

/** Throws Blocked for a comparison that says nothing of a list, where a path takes the values of every element. */
export function expectComparable(path: string, comparison: string): void {
  if (takesEvery(path) && !OF_EVERY.has(comparison))
    throw new Blocked('the imported file', `not run: "${comparison}" of every element at once is not understood`);
}

/** Throws a Finding where the comparison does not hold, Blocked where it is not known. */
export function compare(actual: unknown, comparison: string, wanted: string, subject: string): void {
  const name = comparison.replace(/equals$/, 'equal');
  const known = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined;
  if (!known) throw new Blocked('the imported file', `not run: the comparison "${comparison}" is not understood`);
  if (known.holds(actual, wanted)) return;
  const found = actual === undefined ? 'nothing there' : plain(actual).slice(0, 200) || 'an empty text';
  throw new Finding(subject, found);
}
