import {
  describeAnswer,
  fail,
  given,
  judgeEach,
  may,
  must,
  notApplicable,
  pathOf,
  readAll,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';
import { expectOrder, five, sorted } from './_order.js';
import { people, person } from './_people.js';
import { ask, expectSelected, offered } from './_query.js';
import { teams } from './_teams.js';

scenario('Sorting users', { needs: ['users', 'sort'] }, () => {
  const made = given('people are posted', () => people());
  const byName = given('they are listed by userName', (context) =>
    sorted(context, made.value, { sortBy: 'userName', sortOrder: 'ascending' }),
  );
  const descending = given('they are listed by userName, descending', (context) =>
    sorted(context, made.value, { sortBy: 'userName', sortOrder: 'descending' }),
  );

  must(
    'protocol.sorting.user-name',
    {
      title: 'sortBy=userName orders users by userName',
      spec: 'RFC7644-3.4.2.3-03',
      fix: 'Order the whole result by the attribute that sortBy names, before paging.',
    },
    () => expectOrder(byName.value, five(made.value), made.value, { sortBy: 'userName', sortOrder: 'ascending' }),
  );

  must(
    'protocol.sorting.filter-kept',
    {
      title: 'a filter selects the same with sortBy as without',
      spec: 'RFC7644-3.4.2.2-04',
      fix: 'Filter first, then sort; leave nothing out and put nothing in.',
      needs: 'filter',
    },
    async (context) => {
      await expectSelected(context, made.value, `userName co "${made.value.token}"`, { alone: true, evenIf: 'all' });
      const lost = made.value.own.filter((own) => !byName.value.includes(own)).map(({ label }) => label);
      if (byName.value.foreign > 0) fail('the users that the filter selects', `${byName.value.foreign} others besides`);
      if (lost.length > 0) fail('the users that the filter selects', `a list without ${lost.join(', ')}`);
    },
  );

  must(
    'protocol.sorting.descending',
    {
      title: 'sortOrder=descending turns the order around',
      spec: 'RFC7644-3.4.2.3-09',
      fix: 'Honor sortOrder: "descending" is the reverse of "ascending".',
    },
    () => expectOrder(descending.value, five(made.value), made.value, { sortBy: 'userName', sortOrder: 'descending' }),
  );

  must(
    'protocol.sorting.default-order',
    {
      title: 'sortBy without sortOrder sorts ascending',
      spec: 'RFC7644-3.4.2.3-10',
      fix: 'Default sortOrder to ascending.',
    },
    async (context) => {
      const query = { sortBy: 'userName' };
      expectOrder(await sorted(context, made.value, query), five(made.value), made.value, query);
    },
  );

  must(
    'protocol.sorting.names',
    {
      title: 'sortBy takes names in any letter case and with their URN',
      spec: ['RFC7644-3.10-05', 'RFC7644-3.10-01'],
      fix: 'Resolve sortBy like every other attribute name.',
    },
    (context) =>
      judgeEach(
        ['USERNAME', 'urn:ietf:params:scim:schemas:core:2.0:User:userName'],
        (path) => path,
        async (path) => {
          // In descending order, which no default falls into.
          const came = await sorted(context, made.value, { sortBy: path, sortOrder: 'descending' });
          expectOrder(came, five(made.value), made.value, { sortBy: 'userName', sortOrder: 'descending' });
        },
      ),
  );

  should(
    'protocol.sorting.pages',
    {
      title: 'a sorted list keeps its order from page to page',
      spec: 'RFC7644-3.4.2.3-15',
      fix: 'Sort the whole result before cutting pages, and break ties by id.',
    },
    async (context) => {
      const query = { sortBy: 'userName', sortOrder: 'descending', count: 2 };
      const came = await sorted(context, made.value, query);
      expectOrder(came, five(made.value), made.value, query);
    },
  );

  should(
    'protocol.sorting.pages-complete',
    {
      title: 'pages of a list sorted by what few or many have in common miss nobody',
      spec: 'RFC7644-3.4.2.3-15',
      fix: 'Go on behind the last entry by its id, not by the value that others share or lack.',
      why: 'An import would never see everybody of the second department.',
    },
    (context) =>
      judgeEach(
        // Shared by several, and missing in several.
        ['userType', 'title'],
        (path) => path,
        async (path) => {
          const query = { sortBy: path, count: 3 };
          expectOrder(await sorted(context, made.value, query, true), five(made.value), made.value, query);
        },
        'the target sorts by userName alone',
      ),
  );
});

scenario('Sorting after a change', { needs: ['users', 'sort', 'filter', 'patch'] }, () => {
  const pair = given('two users are posted', async ({ scim, a, target }) => {
    if (!target.mayChange('/Users', 'displayName')) notApplicable('the target publishes displayName as immutable');
    const mark = a.marker();
    const paths: string[] = [];
    for (const name of ['Bella', 'Mary']) {
      const created = await scim.post('/Users', a.user({ displayName: `${name} ${mark}` }));
      paths.push(pathOf(created));
    }
    return { mark, paths };
  });

  must(
    'protocol.sorting.changed',
    {
      title: 'a list is sorted by the values of now',
      spec: 'RFC7644-3.4.2.3-03',
      fix: 'Sort by what is stored, or keep the columns and indexes for sorting in step with every write.',
    },
    async ({ scim, settle }) => {
      const { mark, paths } = pair.value;
      const query = { filter: `displayName co ${JSON.stringify(mark)}`, sortBy: 'displayName' };
      const names = (response: ScimResponse): string =>
        readAll(response.json, 'Resources.displayName')
          .map((name) => String(name).split(' ')[0])
          .join(', ');
      const listed = async (wanted: string): Promise<ScimResponse> => {
        const response = await settle(
          () => scim.get('/Users', { query }),
          (seen) => seen.status !== 200 || names(seen) === wanted,
        );
        offered(response, 'this filter with sortBy=displayName');
        return response;
      };
      if (names(await listed('Bella, Mary')) !== 'Bella, Mary') notApplicable('they are not sorted at first');
      const value = `Zelda ${mark}`;
      const patched = await scim.patch(paths[0] ?? '', [{ op: 'replace', path: 'displayName', value }]);
      if (!succeeded(patched)) notApplicable(`refused: ${describeAnswer(patched)}`);
      const now = await listed('Mary, Zelda');
      if (names(now) === 'Zelda, Mary') fail('Mary, Zelda', names(now), { exchange: now.n });
    },
  );
});

scenario('Sorting groups', { needs: ['groups', 'users', 'sort'] }, () => {
  const made = given('groups are posted', () => teams());

  must(
    'protocol.sorting.groups',
    {
      title: 'sortBy=displayName orders groups by displayName',
      spec: ['RFC7644-3.4.2.3-03', 'RFC7644-3.4.2.3-11'],
      fix: 'Apply sortBy and sortOrder to /Groups as to /Users.',
    },
    (context) =>
      judgeEach(
        ['ascending', 'descending'],
        (order) => order,
        async (order) => {
          if (context.target.attribute('/Groups', 'displayName')?.caseExact)
            notApplicable('displayName is published as caseExact');
          const query = { sortBy: 'displayName', sortOrder: order };
          expectOrder(await sorted(context, made.value, query, true), made.value.own, made.value, query);
        },
      ),
  );
});

scenario('Support of sorting', { needs: 'users' }, () => {
  const made = given('people are posted', () => people());

  may(
    'protocol.sorting.support',
    {
      title: 'shows whether sorting is offered, and what becomes of sortBy if not',
      spec: 'RFC7644-3.4.2.3-01',
      fix: 'Nothing: sorting is optional.',
    },
    async (context) => {
      person(made.value, 'mia');
      const claim = context.target.claim('sort');
      const response = await ask(context, '/Users', { sortBy: 'userName', count: 5 });
      const names = readAll(response.json, 'Resources.userName').map((name) => String(name).toLowerCase());
      const inOrder = names.every((name, at) => name >= (names[at - 1] ?? name));
      const what =
        response.status !== 200 ? describeAnswer(response) : inOrder ? 'users in order' : 'users in no order';
      return `ServiceProviderConfig ${claim === null ? 'does not say' : `says ${claim}`}; sortBy is answered with ${what}`;
    },
  );
});
