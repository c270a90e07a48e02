import { given, judgeEach, must, notApplicable, readAll, scenario, type Context } from '../../harness/language.js';
import { people, person, stored, type People } from './_people.js';
import { expectSelected } from './_query.js';

type Text = 'co' | 'sw' | 'ew';

/** `userName co "…"` with the stored value of one of the people, changed as wished. */
function about(made: People, path: string, operator: Text, label: string, change = (value: string) => value): string {
  return `${path} ${operator} ${JSON.stringify(change(stored(person(made, label), path)))}`;
}

const local = (value: string): string => value.split('@')[0] ?? value;

function judgeAll(context: Context, made: People, conditions: (() => string)[]): Promise<void> {
  return judgeEach(
    conditions,
    (condition) => nameOf(condition),
    (condition) => expectSelected(context, made, condition(), { alone: true }),
  );
}

function nameOf(condition: () => string): string {
  try {
    return condition();
  } catch {
    return 'a filter';
  }
}

scenario('Filters with co, sw and ew', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-substring.co',
    {
      title: 'co selects the users whose value contains the operand',
      spec: 'RFC7644-3.4.2.2-13',
      fix: 'Select every resource whose value has the operand at its beginning, middle or end, and no other.',
    },
    (context) =>
      judgeAll(context, made.value, [
        () => about(made.value, 'userName', 'co', 'ada', local),
        () => about(made.value, 'userName', 'co', 'ada', (value) => value.slice(1, -1)),
        () => about(made.value, 'displayName', 'co', 'carl'),
        () =>
          `emails.value co ${JSON.stringify(local(readAll(person(made.value, 'mia').stored, 'emails.value').map(String).at(-1) ?? ''))}`,
      ]),
  );

  must(
    'protocol.filter-substring.sw',
    {
      title: 'sw selects the users whose value begins with the operand',
      spec: 'RFC7644-3.4.2.2-14',
      fix: 'Select every resource whose value begins with the operand or equals it, and no other.',
    },
    (context) =>
      judgeAll(context, made.value, [
        () => about(made.value, 'userName', 'sw', 'ada', local),
        () => about(made.value, 'displayName', 'sw', 'carl'),
        () => about(made.value, 'name.givenName', 'sw', 'zoe'),
      ]),
  );

  must(
    'protocol.filter-substring.ew',
    {
      title: 'ew selects the users whose value ends with the operand',
      spec: 'RFC7644-3.4.2.2-15',
      fix: 'Select every resource whose value ends with the operand or equals it; or answer 400 invalidFilter.',
    },
    (context) =>
      judgeAll(context, made.value, [
        () => about(made.value, 'userName', 'ew', 'ada'),
        () => about(made.value, 'displayName', 'ew', 'carl'),
      ]),
  );

  must(
    'protocol.filter-substring.literal',
    {
      title: 'co, sw and ew take % _ and . in the operand as they are',
      spec: ['RFC7644-3.4.2.2-13', 'RFC7644-3.4.2.2-14', 'RFC7644-3.4.2.2-15'],
      fix: 'Escape wildcards of the database (LIKE) and of regular expressions before searching.',
    },
    (context) =>
      judgeAll(context, made.value, [
        () => about(made.value, 'userName', 'co', 'max_lee', (value) => local(value).slice(1)),
        () => about(made.value, 'userName', 'sw', 'max.lee', local),
        () => about(made.value, 'userName', 'co', 'max.lee', (value) => local(value).slice(1)),
        () => about(made.value, 'displayName', 'co', 'max_lee', (value) => value.slice(1)),
        () => about(made.value, 'displayName', 'sw', 'max_lee', (value) => value.slice(0, value.indexOf('%') + 1)),
        () => about(made.value, 'userName', 'sw', 'max_lee', local),
        () => about(made.value, 'displayName', 'ew', 'max_lee', (value) => value.slice(value.indexOf('100%'))),
      ]),
  );

  must(
    'protocol.filter-substring.case',
    {
      title: 'co, sw and ew heed letter case as eq does',
      spec: 'RFC7644-3.4.2.2-51',
      fix: 'Let caseExact of the attribute decide in every string comparison.',
    },
    (context) =>
      judgeEach(
        ['co', 'sw', 'ew'] as const,
        (operator) => operator,
        async (operator) => {
          if (context.target.attribute('/Users', 'displayName')?.caseExact)
            notApplicable('displayName is published as caseExact');
          const condition = about(made.value, 'displayName', operator, 'carl', (value) => value.toUpperCase());
          return expectSelected(context, made.value, condition, { alone: true });
        },
      ),
  );

  must(
    'protocol.filter-substring.case-exact',
    {
      title: 'co and sw on externalId heed letter case',
      spec: 'RFC7644-3.4.2.2-51',
      fix: 'Let caseExact of the attribute decide in every string comparison.',
    },
    (context) =>
      judgeEach(
        ['co', 'sw'] as const,
        (operator) => operator,
        async (operator) => {
          const value = stored(person(made.value, 'mia'), 'externalId');
          if (value === value.toLowerCase()) notApplicable('the target does not keep the letter case of externalId');
          const condition = (text: string): string => `externalId ${operator} ${JSON.stringify(text.slice(0, -1))}`;
          await expectSelected(context, made.value, condition(value), { alone: true });
          await expectSelected(context, made.value, condition(value.toLowerCase()), { alone: true, evenIf: 'none' });
        },
      ),
  );
});
