/**
 * A second opinion on filters: a small world of users and filters, and the plainest reading of RFC 7644 section 3.4.2.2
 * over it. Shares no code with the product.
 */
import fc from 'fast-check';
import type { CompareOperator, Filter } from '../../scim/filter.js';
import type { JsonObject, Resource } from '../../scim/types.js';

const WORDS = ['a', 'A', 'b', 'ab', 'Ba', ''];
const TIMES = [
  '2020-01-01T00:00:00Z',
  '2020-01-01T01:00:00+01:00',
  '2020-01-01T00:00:00.5Z',
  '2019-12-31T23:30:00-01:00',
];
const word = fc.constantFrom(...WORDS);

const email = fc.record(
  { value: word, type: fc.constantFrom('work', 'home', 'WORK'), primary: fc.boolean() },
  { requiredKeys: [] },
);

export const smallUsers: fc.Arbitrary<Resource> = fc
  .record(
    {
      id: word,
      title: fc.oneof(word, fc.constant(null)),
      active: fc.boolean(),
      name: fc.record({ givenName: word }, { requiredKeys: [] }),
      emails: fc.array(email, { maxLength: 3 }),
      meta: fc.record({ created: fc.constantFrom(...TIMES) }),
    },
    { requiredKeys: ['id'] },
  )
  .map((user) => user as Resource);

interface Leaf {
  name: string;
  sub?: string;
}

const texts: Leaf[] = [
  { name: 'id' },
  { name: 'title' },
  { name: 'name', sub: 'givenName' },
  { name: 'emails', sub: 'value' },
];

function compare(at: Leaf, operator: CompareOperator, value: string | boolean | null): Filter {
  const path = { attribute: at.name, ...(at.sub === undefined ? {} : { subAttribute: at.sub }) };
  return { kind: 'compare', path, operator, value };
}

const operators = fc.constantFrom<CompareOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const leaves: fc.Arbitrary<Filter> = fc.oneof(
  fc.tuple(fc.constantFrom(...texts), operators, word).map(([at, operator, value]) => compare(at, operator, value)),
  fc.boolean().map((value) => compare({ name: 'active' }, 'eq', value)),
  fc.constantFrom(...texts).map((at) => compare(at, 'eq', null)),
  fc
    .tuple(fc.constantFrom<CompareOperator>('eq', 'ne', 'gt', 'ge', 'lt', 'le'), fc.constantFrom(...TIMES))
    .map(([operator, value]) => compare({ name: 'meta', sub: 'created' }, operator, value)),
  fc
    .constantFrom('title', 'active', 'emails', 'name')
    .map((attribute): Filter => ({ kind: 'present', path: { attribute } })),
  fc.tuple(word, fc.constantFrom('work', 'home'), fc.boolean()).map(([value, type, negated]): Filter => {
    const wanted = compare({ name: 'value' }, 'eq', value);
    const second: Filter = negated ? { kind: 'not', filter: wanted } : wanted;
    const filters = [compare({ name: 'type' }, 'eq', type), second];
    return { kind: 'valuePath', path: { attribute: 'emails' }, filter: { kind: 'and', filters } };
  }),
);

export const smallFilters: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc.record({ kind: fc.constant('not' as const), filter: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).tree;

/** What the RFC's tables say, over the small world. */
export function naiveMatch(filter: Filter, thing: JsonObject): boolean {
  if (filter.kind === 'and' || filter.kind === 'or') {
    const outcomes = filter.filters.map((part) => naiveMatch(part, thing));
    return filter.kind === 'and' ? !outcomes.includes(false) : outcomes.includes(true);
  }
  if (filter.kind === 'not') return !naiveMatch(filter.filter, thing);
  if (filter.kind === 'valuePath') {
    const elements = (thing[filter.path.attribute] ?? []) as JsonObject[];
    return elements.some((element) => naiveMatch(filter.filter, element));
  }
  const found: unknown[] = [];
  const top = thing[filter.path.attribute];
  for (const value of Array.isArray(top) ? top : [top]) {
    const part =
      filter.path.subAttribute === undefined ? value : (value as JsonObject | undefined)?.[filter.path.subAttribute];
    if (part !== undefined && part !== null) found.push(part);
  }
  if (filter.kind === 'present') return found.some(isFull);
  if (filter.value === null) return found.length === 0;
  if (found.length === 0) return filter.operator === 'ne';
  const { operator, value: wanted } = filter;
  return found.some((value) => holds(filter.path.attribute, value, operator, wanted));
}

function isFull(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isFull);
  return value !== '' && value !== null && value !== undefined;
}

function holds(attribute: string, value: unknown, operator: CompareOperator, wanted: unknown): boolean {
  const key = (item: unknown): string | number | boolean => {
    if (typeof item !== 'string') return item as boolean;
    if (attribute === 'meta') return Date.parse(item);
    return attribute === 'id' ? item : item.toLowerCase();
  };
  const [left, right] = [key(value), key(wanted)];
  switch (operator) {
    case 'eq':
      return left === right;
    case 'ne':
      return left !== right;
    case 'co':
      return String(left).includes(String(right));
    case 'sw':
      return String(left).startsWith(String(right));
    case 'ew':
      return String(left).endsWith(String(right));
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
  }
}
