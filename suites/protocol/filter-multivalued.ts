import {
  describeAnswer,
  entries,
  fail,
  given,
  judgeEach,
  may,
  must,
  notApplicable,
  read,
  readAll,
  scenario,
} from '../../harness/language.js';
import { people, person, stored, type People } from './_people.js';
import { ask, expectSelected } from './_query.js';

/** Type and value of the e-mails of a user who was sent two, as stored; not applicable where the target keeps one. */
function addresses(made: People, label = 'mia'): { type: string; value: string }[] {
  const found = entries(person(made, label).stored, 'emails').flatMap((email) => {
    const [type, value] = [read(email, 'type'), read(email, 'value')];
    return typeof type === 'string' && typeof value === 'string' ? [{ type, value }] : [];
  });
  return found.length > 1 ? found : notApplicable('the target does not keep two e-mails with their types');
}

scenario('Filters on multi-valued attributes', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-multivalued.any-value',
    {
      title: 'one matching value of several is enough, whichever it is',
      spec: 'RFC7644-3.4.2.2-43',
      fix: 'Compare every element of the attribute, not only the first or the primary one.',
    },
    (context) =>
      judgeEach(
        [0, 1],
        (at) => `emails.value of element ${at + 1}`,
        (at) => {
          const value = readAll(person(made.value, 'mia').stored, 'emails.value')[at];
          if (typeof value !== 'string') notApplicable('the target does not keep two e-mails');
          return expectSelected(context, made.value, `emails.value eq ${JSON.stringify(value)}`, { alone: true });
        },
      ),
  );

  must(
    'protocol.filter-multivalued.once',
    {
      title: 'a user with several matching values is listed once',
      spec: ['RFC7644-3.4.2.2-43', 'RFC7644-3.4.2.2-27'],
      fix: 'Take duplicates out after joining the table of values.',
    },
    async (context) => {
      const [first, second] = addresses(made.value);
      const found = await expectSelected(context, made.value, `emails.value co "${made.value.token}"`, {
        alone: true,
        evenIf: 'all',
      });
      if (typeof found.total === 'number' && found.total > found.ids.length)
        fail(`totalResults ${found.ids.length}, the number of users`, `totalResults ${found.total}`, {
          exchange: found.response.n,
        });
      const either = `emails.value eq "${first?.value}" or emails.value eq "${second?.value}"`;
      await expectSelected(context, made.value, either, { alone: true });
    },
  );

  must(
    'protocol.filter-multivalued.across-values',
    {
      title: 'conditions apart, each in brackets or none, are met by different values',
      spec: 'RFC7644-3.4.2.2-43',
      fix: 'Evaluate each condition, or each bracket, on its own over all values.',
    },
    async (context) => {
      const [first, second] = addresses(made.value);
      if (first?.type === second?.type) notApplicable('the target gave both e-mails the same type');
      const [one, other] = [`type eq "${first?.type}"`, `value eq "${second?.value}"`];
      await judgeEach(
        [`emails.${one} and emails.${other}`, `emails[${one}] and emails[${other}]`],
        (filter) => filter,
        (filter) => expectSelected(context, made.value, filter, { alone: true }),
      );
    },
  );

  must(
    'protocol.filter-multivalued.same-value',
    {
      title: 'conditions in brackets are met by one and the same value',
      spec: 'RFC7644-3.4.2.2-31',
      fix: 'Apply the whole bracket to each element, or refuse brackets with 400 invalidFilter.',
      why: 'Matching across values finds the wrong person.',
    },
    (context) => {
      const [first, second] = addresses(made.value);
      if (first?.type === second?.type) notApplicable('the target gave both e-mails the same type');
      const [type, own, other] = [
        `type eq "${first?.type}"`,
        `value eq "${first?.value}"`,
        `value eq "${second?.value}"`,
      ];
      return judgeEach(
        [
          `${type} and ${own}`,
          `${type} and ${other}`,
          `${own} or ${other}`,
          `not (${type}) and ${own}`,
          `not (${type}) and ${other}`,
          `${own} and display pr`,
          `type eq "${second?.type}" and (value eq "${context.a.email()}" or ${own})`,
        ],
        (inside) => `emails[${inside}]`,
        (inside) => expectSelected(context, made.value, `emails[${inside}]`, { alone: true, evenIf: 'none' }),
      );
    },
  );

  must(
    'protocol.filter-multivalued.primary',
    {
      title: 'a flag in brackets belongs to the value beside it',
      spec: 'RFC7644-3.4.2.2-31',
      fix: 'Apply the whole bracket to each element, booleans included.',
    },
    (context) => {
      const list = entries(person(made.value, 'mia').stored, 'emails');
      const primary = list.find((email) => read(email, 'primary') === true);
      const other = list.find((email) => read(email, 'primary') !== true);
      if (!primary || !other) notApplicable('the target does not keep which e-mail is primary');
      return judgeEach(
        [primary, other],
        (email) => (email === primary ? 'the primary e-mail' : 'another e-mail'),
        (email) => {
          const value = JSON.stringify(read(email, 'value'));
          return expectSelected(context, made.value, `emails[primary eq true and value eq ${value}]`, {
            alone: true,
            evenIf: 'none',
          });
        },
      );
    },
  );

  may(
    'protocol.filter-multivalued.brackets',
    {
      title: 'shows whether brackets are offered in filters',
      spec: 'RFC7644-3.4.2.2-30',
      fix: 'Nothing: support for brackets is optional in filters.',
    },
    async (context) => {
      const value = JSON.stringify(stored(person(made.value, 'mia'), 'emails.value'));
      const response = await ask(context, '/Users', { filter: `emails[value eq ${value}]` });
      return response.status === 200 ? 'brackets are offered' : `brackets are refused: ${describeAnswer(response)}`;
    },
  );

  may(
    'protocol.filter-multivalued.bare-name',
    {
      title: 'shows how a bare multi-valued name in a comparison is read',
      spec: 'RFC7644-3.4.2.2-45',
      fix: 'Nothing: name the sub-attribute when asking, as in emails.value.',
    },
    async (context) => {
      const mia = person(made.value, 'mia');
      const filter = `emails eq ${JSON.stringify(stored(mia, 'emails.value'))}`;
      const response = await ask(context, '/Users', { filter });
      if (response.status !== 200) return `refused: ${describeAnswer(response)}`;
      return readAll(response.json, 'Resources.id').includes(mia.id)
        ? 'read as emails.value'
        : 'accepted, and matches nothing';
    },
  );
});
