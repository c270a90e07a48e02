import {
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  scenario,
  type Context,
} from '../../harness/language.js';
import { equals, people, person, stored, type People } from './_people.js';
import { ask, expectSelected, type Selection } from './_query.js';

/**
 * Operands tell own users from all others. A target that serves single comparisons only says so with 400 invalidFilter:
 * RFC 7644 table 9 lets it refuse a combination.
 */
const ALONE: Selection = { alone: true, evenIf: 'any' };

interface Names {
  /** `A` to `C`: userName eq of three people; `other`: of nobody. */
  A: string;
  B: string;
  C: string;
  nobody: string;
  /** A's and B's displayName. */
  a: string;
  b: string;
}

function conditions(made: People): Names {
  const byDisplayName = (label: string): string =>
    `displayName eq ${JSON.stringify(stored(person(made, label), 'displayName'))}`;
  return {
    A: equals(made, 'mia'),
    B: equals(made, 'zoe'),
    C: equals(made, 'ada'),
    nobody: `userName eq ${JSON.stringify(`nobody.${made.token}@example.com`)}`,
    a: byDisplayName('mia'),
    b: byDisplayName('zoe'),
  };
}

function judgeAll(context: Context, made: People, filters: string[]): Promise<void> {
  return judgeEach(
    filters,
    (filter) => filter,
    (filter) => expectSelected(context, made, filter, ALONE),
  );
}

scenario('Filters with and, or and not', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-logic.and',
    {
      title: 'and selects what satisfies every condition',
      spec: 'RFC7644-3.4.2.2-26',
      fix: 'Evaluate all conditions joined by "and", however many, and select what satisfies each.',
    },
    (context) => {
      const { A, B, a, b } = conditions(made.value);
      const idOf = `id eq ${JSON.stringify(person(made.value, 'mia').id)}`;
      return judgeAll(context, made.value, [
        `${A} and ${A}`,
        `${A} and ${B}`,
        `${A} and ${a}`,
        `${A} and ${b}`,
        `${A} and ${a} and ${B}`,
        `${idOf} and ${a}`,
        `${idOf} and ${b}`,
      ]);
    },
  );

  must(
    'protocol.filter-logic.or',
    {
      title: 'or selects what satisfies any condition, and each resource once',
      spec: 'RFC7644-3.4.2.2-27',
      fix: 'Evaluate all conditions joined by "or", however many, and list each match once.',
    },
    (context) => {
      const { A, B, C, nobody, a } = conditions(made.value);
      return judgeAll(context, made.value, [
        `${A} or ${B}`,
        `${nobody} or ${A}`,
        `${A} or ${B} or ${C}`,
        `${a} or ${A}`,
        // More than a list of usual size holds.
        [...Array.from({ length: 11 }, (_none, at) => `userName eq "nobody.${at}"`), A].join(' or '),
      ]);
    },
  );

  must(
    'protocol.filter-logic.not',
    {
      title: 'not selects what does not satisfy the condition',
      spec: 'RFC7644-3.4.2.2-28',
      fix: 'Turn the expression in the parentheses after "not" around.',
    },
    async (context) => {
      const { A, B, C } = conditions(made.value);
      await expectSelected(context, made.value, `not (${A})`);
      await expectSelected(context, made.value, `${B} and not (${A} or ${C})`, ALONE);
      await expectSelected(context, made.value, `${C} and not (${A} or ${C})`, ALONE);
      await expectSelected(context, made.value, `not (not (${A}))`, ALONE);
    },
  );

  must(
    'protocol.filter-logic.not-unassigned',
    {
      title: 'not selects those without a value, and those with several',
      spec: 'RFC7644-3.4.2.2-28',
      fix: 'Turn the whole comparison around; NOT (column = value) leaves out NULL in SQL, and a join asks each value.',
      why: 'A filter for everybody but one title would leave out all who have none.',
    },
    (context) =>
      judgeEach(
        ['title', 'emails.value'],
        (path) => path,
        (path) => {
          if (path === 'title' && made.value.own.every((own) => read(own.stored, path) !== undefined))
            notApplicable('every user has a title');
          return expectSelected(context, made.value, `not (${equals(made.value, 'mia', path)})`);
        },
      ),
  );

  must(
    'protocol.filter-logic.grouping',
    {
      title: 'parentheses are evaluated first',
      spec: 'RFC7644-3.4.2.2-40',
      fix: 'Parse parentheses as groups that are evaluated before "and" and "or" around them.',
    },
    (context) => {
      const { A, B, C } = conditions(made.value);
      return judgeAll(context, made.value, [
        `(${A} or ${B}) and ${B}`,
        `${C} and (${A} or ${B})`,
        `((${A} or ${B}) and (${B} or ${C}))`,
        `${C} or (${B} and (${B} or ${A}))`,
      ]);
    },
  );

  must(
    'protocol.filter-logic.precedence',
    {
      title: 'not binds tighter than and, and tighter than or',
      spec: 'RFC7644-3.4.2.2-41',
      fix: 'Evaluate "not" before "and", and "and" before "or"; not from left to right.',
    },
    (context) => {
      const { A, B, C } = conditions(made.value);
      return judgeAll(context, made.value, [`${A} or ${B} and ${C}`, `${B} and ${C} or ${A}`, `not (${A}) and ${B}`]);
    },
  );

  must(
    'protocol.filter-logic.comparison-first',
    {
      title: 'a comparison is one operand of the logical operators',
      spec: 'RFC7644-3.4.2.2-42',
      fix: 'Bind attribute, operator and value before "and", "or" and "not".',
    },
    (context) => {
      const { A, B, a } = conditions(made.value);
      const carl = equals(made.value, 'carl');
      return judgeAll(context, made.value, [`title pr and ${A}`, `title pr and ${carl}`, `${a} and title pr or ${B}`]);
    },
  );
});

scenario('Spelling of operators in filters', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-logic.operator-case',
    {
      title: 'operators are understood in any letter case',
      spec: 'RFC7644-3.4.2.2-06',
      fix: 'Compare operator names without regard to letter case.',
    },
    async (context) => {
      const value = JSON.stringify(stored(person(made.value, 'mia'), 'userName'));
      await judgeEach(
        [
          ['userName eq ', 'userName Eq '],
          ['userName eq ', 'userName EQ '],
          ['userName sw ', 'userName SW '],
          ['title pr and userName eq ', 'title PR and userName eq '],
        ] as const,
        ([, shouted]) => shouted,
        ([usual, shouted]) =>
          expectSelected(context, made.value, `${shouted}${value}`, { ...ALONE, usual: `${usual}${value}` }),
      );
      const response = await ask(context, '/Users', { filter: `userName eq ${value} OR ${equals(made.value, 'zoe')}` });
      const both = readAll(response.json, 'Resources.id').length === 2;
      return response.status === 200 && both
        ? 'OR in upper case is understood too'
        : 'OR in upper case is not understood';
    },
  );
});
