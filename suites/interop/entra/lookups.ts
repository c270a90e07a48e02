/** Entra finds users by the attributes that it matches on. */
import { fail, given, idOf, interop, notApplicable, scenario } from '../../../harness/language.js';
import { rule, withSpaces } from '../../../harness/interop.js';
import { existing, findUser, idsIn, speaking } from '../_conversation.js';
import { expectPages, pageSize, walk } from '../_pages.js';
import { expectIdentified, expectList, expectOnly, expectShaped } from '../_judge.js';
import { unusualPersonFound } from '../_unusual.js';
import { ENTRA_MAPPING, isMapped, newPerson, textOf, WORK_MAIL } from '../_people.js';
import { says } from '../_words.js';

const HOME_MAIL = 'emails[type eq "home"].value';

scenario('Entra matches a user', () => {
  const { who, created } = existing('entra', ENTRA_MAPPING);
  const found = given(
    'the user is looked up by userName',
    speaking('entra', (talk) => findUser(talk, textOf(who.value, 'userName'), created.id)),
  );
  const spaced = (encoding: '+' | '%20') =>
    speaking('entra', async ({ say, dialect, settle }) => {
      const request = dialect.matchUser('userName', textOf(who.value, 'userName'));
      const answer = await settle(
        () => say(request && withSpaces(request, encoding)),
        (seen) => idsIn(seen).includes(created.id),
      );
      expectOnly(answer, created.id);
    });

  interop(
    'interop.entra.lookups.found',
    { ...rule('ENTRA-QUERY-01', 'ENTRA-QUERY-07', 'ENTRA-QUERY-06'), ...says.found },
    () => expectOnly(found.response, created.id),
  );

  interop(
    'interop.entra.lookups.plus',
    {
      ...rule('ENTRA-CONNECT-05'),
      title: 'a look-up whose spaces are written as + finds the user',
      fix: 'Read + in a query as a space.',
    },
    spaced('+'),
  );

  interop(
    'interop.entra.lookups.percent',
    {
      ...rule('ENTRA-CONNECT-06'),
      title: 'a look-up whose spaces are written as %20 finds the user',
      fix: 'Read %20 in a query as a space.',
    },
    spaced('%20'),
  );

  interop(
    'interop.entra.lookups.in-capitals',
    { ...rule('ENTRA-QUERY-05'), ...says.foundInCapitals },
    speaking('entra', async (talk) => {
      const name = textOf(who.value, 'userName').toUpperCase();
      expectOnly(await findUser(talk, name, created.id), created.id);
    }),
  );

  interop(
    'interop.entra.lookups.by-external-id',
    {
      ...rule('ENTRA-QUERY-02'),
      title: 'a look-up by externalId finds that user and no other',
      fix: 'Support the filter externalId eq "…" on /Users.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'externalId')) notApplicable('the target does not publish externalId');
      const value = textOf(who.value, 'externalId');
      expectOnly(await findUser(talk, value, created.id, 'externalId'), created.id);
    }),
  );

  interop(
    'interop.entra.lookups.unquoted',
    {
      ...rule('ENTRA-QUERY-08'),
      title: 'externalId without quotes finds the user, or is refused',
      fix: 'Answer a value without quotes with 400 invalidFilter, or read it as text; never list everybody.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'externalId')) notApplicable('the target does not publish externalId');
      const { id } = created;
      const request = talk.dialect.matchUser('externalId', textOf(who.value, 'externalId'));
      const answer = await talk.say(request && { ...request, path: request.path.replaceAll('%22', '') });
      if (answer.status >= 400 && answer.status < 500) return `refused with ${answer.status}`;
      expectList(answer);
      const others = idsIn(answer).filter((each) => each !== id);
      if (others.length > 0)
        fail('that user alone, nobody, or a refusal', `${others.length} others`, { exchange: answer.n });
      return 'understood';
    }),
  );

  interop(
    'interop.entra.lookups.by-mail',
    {
      ...rule('ENTRA-QUERY-03'),
      title: 'a look-up by the work address finds that user and no other',
      fix: 'Support the filter emails[type eq "work"].value eq "…".',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, WORK_MAIL)) notApplicable('the target does not publish emails with a type');
      expectOnly(await findUser(talk, textOf(who.value, WORK_MAIL), created.id, WORK_MAIL), created.id);
      const home = talk.a.email();
      const other = await talk.say(talk.dialect.createUser({ ...newPerson(talk), [HOME_MAIL]: home }));
      if (other.status >= 300) return;
      const answer = await talk.say(talk.dialect.matchUser(WORK_MAIL, home));
      if (idsIn(answer).includes(idOf(other)))
        fail('nobody: this is no work address', 'who has it at home', { exchange: answer.n });
    }),
  );

  interop(
    'interop.entra.lookups.by-primary-mail',
    {
      ...rule('ENTRA-QUERY-09'),
      title: 'a look-up by the primary address finds that user and no other',
      fix: 'Support the filter emails[primary eq true].value eq "…".',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, WORK_MAIL) || !talk.target.attribute('/Users', 'emails.primary'))
        notApplicable('the target does not publish emails with primary');
      const path = 'emails[primary eq true].value';
      expectOnly(await findUser(talk, textOf(who.value, WORK_MAIL), created.id, path), created.id);
    }),
  );

  interop(
    'interop.entra.lookups.unusual',
    { ...rule('ENTRA-QUERY-12'), ...says.unusualPerson },
    unusualPersonFound('entra'),
  );

  interop('interop.entra.lookups.list', { ...rule('ENTRA-QUERY-06', 'CLIENT-ANY-03'), ...says.lists }, () =>
    expectList(found.response),
  );

  interop(
    'interop.entra.lookups.shape',
    { ...rule('ENTRA-QUERY-11', 'CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape },
    speaking('entra', async ({ say, dialect }) => {
      const shown = await say(dialect.readUser(created.id));
      expectIdentified(shown);
      expectShaped(shown);
    }),
  );
});

scenario('Entra lists users in pages', () => {
  const walked = given(
    'three people are created, and the list is read page by page',
    speaking('entra', async (talk) => {
      const made = [];
      for (let n = 0; n < 3; n += 1) made.push(idOf(await talk.say(talk.dialect.createUser(newPerson(talk)))));
      await talk.still();
      const count = await pageSize(talk, 'listUsers', 2);
      return { made, count, pages: await walk(talk, 'listUsers', count) };
    }),
  );

  interop(
    'interop.entra.lookups.pages',
    {
      ...rule('ENTRA-QUERY-10'),
      title: 'users are listed in pages, each user on one of them',
      fix: 'Support startIndex, counted from 1, and count on /Users, in an order that does not change.',
    },
    () => expectPages(walked.value.pages, walked.value.made, walked.value.count),
  );
});
