import {
  describeAnswer,
  expect,
  fail,
  given,
  isErrorMessage,
  isRefusal,
  judgeEach,
  may,
  must,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  scenario,
  should,
} from '../../harness/language.js';
import { equals, people, person, stored } from './_people.js';
import { ask, expectSelected, search } from './_query.js';

scenario('Filters that are refused', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());
  const unknown = given('a filter with an operator that nobody offers is sent', (context) =>
    ask(context, '/Users', { filter: equals(made.value, 'mia').replace(' eq ', ' hxq ') }),
  );

  must(
    'protocol.filter-refusals.unknown-operator',
    {
      title: 'a filter with an unknown operator is declined, wherever it is sent',
      spec: 'RFC7644-3.4.2.2-48',
      fix: 'Refuse a filter whose operator is not known; never ignore it.',
      why: 'A filter that is ignored lists everybody, and a provider takes the first for its match.',
    },
    async (context) => {
      person(made.value, 'mia');
      expect(unknown.response).to.be.refused();
      const [byName, byId] = [equals(made.value, 'mia'), equals(made.value, 'mia', 'id')];
      await judgeEach(
        [
          ['/Users/.search', byName],
          ['/Groups', byId],
        ] as const,
        ([where]) => where,
        async ([where, good]) => {
          const send = (filter: string) =>
            where === '/Groups' ? ask(context, where, { filter }) : search(context, '/Users', { filter });
          // The well-formed filter first: where that is refused, there is nothing to filter.
          if ((await send(good)).status !== 200) notApplicable(`the target does not filter at ${where}`);
          expect(await send(good.replace(' eq ', ' hxq '))).to.be.refused();
        },
      );
    },
  );

  must(
    'protocol.filter-refusals.unknown-operator-scimtype',
    {
      title: 'the refusal of an unknown operator is 400 invalidFilter',
      spec: 'RFC7644-3.4.2.2-49',
      fix: 'Answer 400 with scimType "invalidFilter".',
    },
    () => {
      person(made.value, 'mia');
      expect(unknown.response).to.be.scimError(400, 'invalidFilter');
    },
  );

  must(
    'protocol.filter-refusals.unknown-logic',
    {
      title: 'a filter whose conditions an unknown operator joins is declined',
      spec: 'RFC7644-3.4.2.2-48',
      fix: 'Refuse a filter whose operators are not all known; never evaluate one part of it and drop the rest.',
      why: 'Half of a filter selects others than the client asked for.',
    },
    async (context) => {
      const [mia, good] = [person(made.value, 'mia'), equals(made.value, 'mia')];
      const plain = await ask(context, '/Users', { filter: good });
      if (!readAll(plain.json, 'Resources.id').includes(mia.id)) notApplicable('the target does not find the user');
      const filter = `${good} hxq displayName eq "scimspec none"`;
      expect(await ask(context, '/Users', { filter })).to.be.refused();
    },
  );

  should(
    'protocol.filter-refusals.unknown-operator-detail',
    {
      title: 'the refusal of an unknown operator says what is wrong',
      spec: 'RFC7644-3.4.2.2-50',
      fix: 'Put a sentence for people into detail.',
    },
    async ({ scim, a }) => {
      const { id } = person(made.value, 'mia');
      expect(unknown.response).to.be.refused();
      const other = await scim.get(`/Users/${encodeURIComponent(a.unknownId(id))}`);
      if (isErrorMessage(other) && read(other.json, 'detail') === undefined)
        notApplicable('no error of the target has a detail, which RFC 7644 section 3.12 makes optional');
      const detail = read(unknown.response.json, 'detail');
      if (typeof detail !== 'string' || detail.trim() === '')
        fail('a detail with words', detail === undefined ? 'without detail' : `detail ${JSON.stringify(detail)}`);
    },
  );

  must(
    'protocol.filter-refusals.unknown-attribute',
    {
      title: 'a filter on an attribute that nobody has selects nobody',
      spec: 'RFC7644-3.4.2.2-04',
      fix: 'Refuse a filter on an unknown attribute with 400 invalidFilter, or select nothing; never ignore it.',
      why: 'A filter that is ignored lists everybody, and a provider takes the first for its match.',
    },
    async (context) => {
      const value = JSON.stringify(stored(person(made.value, 'mia'), 'userName'));
      const response = await ask(context, '/Users', { filter: `scimspecNone eq ${value}` });
      if (isRefusal(response)) return `refused: ${describeAnswer(response)}`;
      if (response.status !== 200) fail('400 or an empty list', describeAnswer(response), { exchange: response.n });
      const listed = resourcesOf(response).length;
      if (listed > 0) fail('400 or an empty list', `200 with ${listed} resources`, { exchange: response.n });
      return 'selects nothing';
    },
  );

  must(
    'protocol.filter-refusals.garbage',
    {
      title: 'a filter outside the grammar is refused',
      spec: 'RFC7644-3.4.2.2-34',
      fix: 'Answer 400 invalidFilter to a filter that cannot be parsed to its end; never list what it does not select.',
    },
    (context) => {
      const mia = person(made.value, 'mia');
      const good = equals(made.value, 'mia');
      return judgeEach(
        [
          'userName eq',
          'userName',
          `eq ${JSON.stringify(stored(mia, 'userName'))}`,
          `${good} and`,
          `or ${good}`,
          `${good} ${good}`,
          `(${good}`,
          `${good})`,
          good.replace(' eq ', ' eq ne '),
          good.slice(0, -1),
          'userName eq "a" and and userName eq "b"',
        ],
        (filter) => filter,
        async (filter) => {
          const response = await ask(context, '/Users', { filter });
          if (isRefusal(response)) return;
          if (response.status !== 200) fail('a 4xx to a filter outside the grammar', describeAnswer(response));
          const listed = readAll(response.json, 'Resources.id').filter(
            (id) => !filter.includes('mia') || id !== mia.id,
          );
          if (listed.length > 0)
            fail(
              'a 4xx to a filter outside the grammar',
              `200 with ${listed.length} resources that it does not select`,
            );
        },
      );
    },
  );

  should(
    'protocol.filter-refusals.trailing',
    {
      title: 'text after a complete filter is refused',
      spec: 'RFC7644-3.12-20',
      fix: 'Parse the filter to its end; answer 400 invalidFilter to what is left over.',
      why: 'A slip in a filter is noticed when it is refused, not when it selects too much.',
    },
    async (context) => {
      const [mia, good] = [person(made.value, 'mia'), equals(made.value, 'mia')];
      await judgeEach(
        // A bracket too many is what lenient parsers repair; words that are left over are not.
        [`${good} scimspec`, `${good} "scimspec"`, `${good} scimspec eq`],
        (filter) => filter,
        async (filter) => {
          const response = await ask(context, '/Users', { filter });
          // Other faults of the answer are those of filters outside the grammar.
          if (readAll(response.json, 'Resources.id').includes(mia.id))
            fail('400 with scimType invalidFilter', describeAnswer(response), { exchange: response.n });
        },
      );
    },
  );

  must(
    'protocol.filter-refusals.example-forms',
    {
      title: 'the forms of the RFC example filters are evaluated or refused',
      spec: 'RFC7644-3.4.2.2-55',
      fix: 'Parse the whole grammar; answer 400 invalidFilter to combinations that you do not offer.',
    },
    (context) => {
      const { token } = made.value;
      const mail = `co "${token}"`;
      return judgeEach(
        [
          'title pr and userType eq "Employee"',
          'title pr or userType eq "Contractor"',
          `userType eq "Employee" and (emails.type eq "work")`,
          'userType ne "Employee" and not (emails.value co "elsewhere.example" or displayName co "elsewhere")',
          `userType eq "Employee" and (emails.value ${mail} or emails.value co "elsewhere.example")`,
          `userType eq "Employee" and emails[type eq "work" and value ${mail}]`,
          `emails[type eq "home" and value ${mail}] or phoneNumbers[type eq "mobile" and value co "555"]`,
        ],
        (form) => form,
        (form) =>
          expectSelected(context, made.value, `(${form})`, {
            evenIf: 'all',
            ignore: (own) => read(own.stored, 'userType') === undefined,
          }),
      );
    },
  );
});

scenario('Support of filters', { needs: 'users' }, () => {
  const made = given('people are posted', () => people());

  may(
    'protocol.filter-refusals.support',
    {
      title: 'shows whether filters are offered, and what becomes of one if not',
      spec: 'RFC7644-3.4.2.2-01',
      fix: 'Nothing: filters are optional. Where they are not offered, 400 or 501 is safer than listing everybody.',
    },
    async (context) => {
      const mia = person(made.value, 'mia');
      const claim = context.target.claim('filter');
      const said = claim === null ? 'ServiceProviderConfig does not say' : `ServiceProviderConfig says ${claim}`;
      const response = await ask(context, '/Users', { filter: equals(made.value, 'mia') });
      if (response.status !== 200) return `${said}; a filter is answered ${describeAnswer(response)}`;
      const ids = readAll(response.json, 'Resources.id');
      const only = ids.length === 1 && ids[0] === mia.id;
      return `${said}; ${only ? 'a filter selects' : 'a filter is ignored: the list shows others than it selects'}`;
    },
  );
});
