/** Random filters, paths and texts. */
import fc from 'fast-check';
import { COMPARE_OPERATORS, formatFilter } from '../../scim/filter.js';
import type { AttributePath, Filter } from '../../scim/filter.js';

const NAMES = ['userName', 'title', 'emails', 'name', 'a-b', 'x_1', 'and', 'or', 'not', 'pr', 'eq'];
const SUB_NAMES = ['value', 'type', '$ref', 'givenName'];
const URNS = ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:example:ext:1.2'];

const paths: fc.Arbitrary<AttributePath> = fc.record(
  {
    urn: fc.constantFrom(...URNS),
    attribute: fc.constantFrom(...NAMES),
    subAttribute: fc.constantFrom(...SUB_NAMES),
  },
  { requiredKeys: ['attribute'] },
);

const values = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(null, true, false),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
);

function expressions(at: fc.Arbitrary<AttributePath>): fc.Arbitrary<Filter> {
  return fc.oneof(
    fc.record({ kind: fc.constant('present' as const), path: at }),
    fc.record({
      kind: fc.constant('compare' as const),
      path: at,
      operator: fc.constantFrom(...COMPARE_OPERATORS),
      value: values,
    }),
  );
}

function trees(leaf: fc.Arbitrary<Filter>): fc.Arbitrary<Filter> {
  return fc.letrec<{ tree: Filter }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.record({ kind: fc.constant('not' as const), filter: tie('tree') }),
      fc.record({
        kind: fc.constantFrom('and' as const, 'or' as const),
        filters: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
      }),
    ),
  })).tree;
}

const inBrackets = trees(expressions(fc.constantFrom(...SUB_NAMES).map((attribute) => ({ attribute }))));

/** Any filter the grammar knows, value paths included. */
export const filters: fc.Arbitrary<Filter> = trees(
  fc.oneof(
    { weight: 4, arbitrary: expressions(paths) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('valuePath' as const), path: paths, filter: inBrackets }) },
  ),
);

const TOKENS = ['(', ')', '[', ']', '"', '\\', ' ', '.', ':', 'and', 'or', 'not', 'eq', 'pr', 'null', '1', 'a', '$ref'];

/** Texts near and far from filters: tokens in any order, good filters with a piece changed, plain noise. */
export const garbage: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((tokens) => tokens.join('')),
  fc.array(fc.constantFrom(...TOKENS), { maxLength: 30 }).map((tokens) => tokens.join(' ')),
  fc.tuple(filters, fc.nat(), fc.nat(3), fc.constantFrom(...TOKENS)).map(([filter, at, length, token]) => {
    const text = formatFilter(filter);
    const start = at % (text.length + 1);
    return text.slice(0, start) + token + text.slice(start + length);
  }),
  fc.string({ unit: 'binary', maxLength: 60 }),
);
