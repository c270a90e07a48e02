import {
  describeAnswer,
  describeDifference,
  expect,
  fail,
  given,
  isAbsent,
  isObject,
  isServerFault,
  judgeEach,
  may,
  mayLackTotal,
  must,
  notApplicable,
  oracle,
  pathOf,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  sameValue,
  scenario,
  searchRequest,
  shared,
  should,
  succeeded,
  totalOf,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { filled, withAddress } from './_people.js';
import { ask, collect, search, type Query } from './_query.js';

const ids = (response: ScimResponse): string[] => resourcesOf(response).map((each) => String(read(each, 'id')));
/** Not there, or not for this client. */

/** What one of them has besides. */
const DETAILS = ['title', 'phoneNumbers', 'addresses', 'photos', 'ims', 'enterprise'];

/** Three users with one word of their own, so that a filter isolates them: by that word, or by a name that all have. */
const three = shared('three users to search for', async (context) => {
  const { scim, a, target } = context;
  const word = a.marker();
  const made = [];
  // A name that may be there once only has a letter of its own.
  const apart = (target.attribute('/Users', 'displayName')?.uniqueness ?? 'none') !== 'none';
  for (const letter of ['c', 'a', 'b']) {
    const user = a.user({
      displayName: `Search ${word}${apart ? ` ${letter}` : ''}`,
      name: { givenName: 'Search', familyName: `Family ${word}` },
      with: ['password', ...(letter === 'c' ? DETAILS : [])],
    });
    const body = withAddress(user, `${letter}-${word}@example.com`);
    const full = letter === 'c' ? await scim.post('/Users', filled(context, body)) : undefined;
    made.push(full && succeeded(full) ? full : await scim.post('/Users', body));
  }
  // A provider may make displayName of the parts of the name.
  const shown = made[0] && succeeded(made[0]) ? read(resourceOf(made[0]), 'displayName') : undefined;
  return {
    word,
    filter: await firstOffered(context, [
      `userName co "${word}"`,
      ...(shown === undefined || shown === `Search ${word}` ? [`displayName eq "Search ${word}"`] : []),
      `name.familyName eq "Family ${word}"`,
    ]),
    users: made.map((response) => ({ id: String(read(resourceOf(response), 'id')), path: pathOf(response) })),
    passwords: made.map(({ sent }) => (isObject(sent) ? sent['password'] : undefined)),
  };
});

/** The first filter that the target does not refuse; the first of all where it refuses each. */
async function firstOffered(context: Context, filters: readonly string[]): Promise<string> {
  for (const filter of filters)
    if (![400, 403].includes((await ask(context, '/Users', { filter })).status)) return filter;
  return filters[0] ?? '';
}

scenario('Searching by POST', { needs: 'filter' }, () => {
  const people = given('three users are posted', () => three());
  const filter = (): string => people.value.filter;
  const found = given('they are searched by POST to /Users/.search', (context) => {
    const order: Query = context.target.lacks('sort') === undefined ? { sortBy: 'userName' } : {};
    return context.settle(
      () => collect(context, '/Users', { filter: filter(), ...order }, search),
      (seen) => seen.ids.length === 3,
    );
  });
  const offered = (): void => {
    const { response } = found.value;
    if (isAbsent(response)) notApplicable(`the target does not offer /Users/.search: ${response.status}`);
    if (response.status === 400 && read(response.json, 'scimType') === 'invalidFilter')
      notApplicable('the target filters neither by co nor by the names of people');
  };

  should(
    'protocol.search.offered',
    {
      title: '.search is offered below the resource endpoint',
      spec: ['RFC7644-3.4.3-03', 'RFC7644-3.2-13'],
      fix: 'Accept POST {endpoint}/.search: filters with personal data stay out of URLs and logs.',
    },
    () => {
      expect(people.value.users).to.have.length(3);
      const { response } = found.value;
      if (response.status === 403) notApplicable('the target lets this client search nothing');
      if (isAbsent(response)) fail('a ListResponse', describeAnswer(response), { exchange: response.n });
    },
  );

  must(
    'protocol.search.is-query',
    {
      title: 'POST to .search is a query: 200, a ListResponse, nothing created',
      spec: ['RFC7644-3.4.3-02', 'RFC7644-3.4.3-19'],
      fix: 'Route POST …/.search to the query, not to the create.',
    },
    () => {
      offered();
      const { response, ids: got } = found.value;
      if (!succeeded(response) && !isServerFault(response))
        notApplicable(`the search is refused: ${describeAnswer(response)}`);
      expect(response).to.have.status(200);
      expect(response).to.be.listResponse();
      const wanted = people.value.users.map(({ id }) => id);
      const missing = wanted.filter((id) => !got.includes(id));
      const surplus = got.filter((id) => !wanted.includes(String(id)));
      if (missing.length + surplus.length > 0)
        fail('the three users', `${missing.length} missing, ${surplus.length} too many`, { exchange: response.n });
    },
  );

  must(
    'protocol.search.same-as-get',
    {
      title: 'the same query by GET and by POST gives the same result',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Run both through one query.',
    },
    async (context) => {
      offered();
      const { response, ids: posted, total } = found.value;
      if (!succeeded(response)) resourceOf(response);
      const got = await collect(context, '/Users', { filter: filter() });
      if (!succeeded(got.response)) notApplicable(`the GET is refused: ${got.response.status}`);
      if (!sameValue([...got.ids].sort(), [...posted].sort()))
        fail('the same users by GET and POST', 'others', { exchange: response.n });
      if (got.ids.length === 0) fail('the three users', 'none');
      for (const entry of got.resources) {
        const twin = found.value.resources.find((each) => read(each, 'id') === read(entry, 'id')) ?? {};
        const [lost] = oracle.differences(entry, twin, context.target.user ?? oracle.userModel);
        if (lost) fail(`${lost.path} by POST as by GET`, describeDifference(lost), { exchange: response.n });
      }
      expect(total).to.equal(got.total, 'the same totalResults, the server answered another');
      if (!succeeded(await context.scim.get('/Users', { query: { count: 1 } }))) return;
      const whole = await context.scim.post('/Users/.search', searchRequest({ count: 1 }));
      if (!succeeded(whole))
        fail('all users by POST, as by GET', `without a filter ${describeAnswer(whole)}`, { exchange: whole.n });
    },
  );

  must(
    'protocol.search.sorted',
    {
      title: 'sortBy and sortOrder in the body order the result',
      spec: ['RFC7644-3.4.3-14', 'RFC7644-3.4.2.3-09'],
      fix: 'Read sortBy and sortOrder from the SearchRequest.',
      needs: 'sort',
    },
    async (context) => {
      offered();
      const query = { filter: filter(), sortBy: 'userName', sortOrder: 'descending' };
      const cutDown: typeof ask = ({ scim }, collection, asked) =>
        scim.post(`${collection}/.search`, searchRequest({ ...asked, attributes: ['userName'] }));
      await judgeEach(
        ['abc', 'cba'],
        (wanted) => (wanted === 'abc' ? 'ascending' : 'descending'),
        async (wanted) => {
          const seen = wanted === 'abc' ? found.value : await collect(context, '/Users', query, cutDown);
          const { response, resources } = seen;
          const names = resources.map((each) => String(read(each, 'userName'))[0]?.toLowerCase()).join('');
          if (names.length < 3) fail('three users in order', describeAnswer(response), { exchange: response.n });
          if (names !== wanted)
            fail(`the users in the order ${wanted}`, `the order ${names}`, { exchange: response.n });
        },
      );
    },
  );

  must(
    'protocol.search.always',
    {
      title: 'excludedAttributes in the body cannot take id away',
      spec: 'RFC7644-3.4.3-09',
      fix: 'Ignore attributes in excludedAttributes that are always returned.',
    },
    async ({ scim, target }) => {
      offered();
      const response = await scim.post(
        '/Users/.search',
        searchRequest({ filter: filter(), excludedAttributes: ['id', 'emails'] }),
      );
      expect(response).to.be.listResponse();
      if (resourcesOf(response).length === 0) fail('the three users', 'none', { exchange: response.n });
      for (const each of resourcesOf(response)) {
        expect(each).to.assign('id');
        if (target.attribute('/Users', 'emails')?.returned !== 'always' && readAll(each, 'emails').length > 0)
          fail('users without emails', 'users with emails', { exchange: response.n });
      }
    },
  );

  must(
    'protocol.search.paged',
    {
      title: 'count and startIndex in the body page the result',
      spec: ['RFC7644-3.4.3-20', 'RFC7644-3.4.2-09', 'RFC7644-3.4.2-10'],
      fix: 'Read startIndex and count from the SearchRequest as from the query.',
    },
    async ({ scim, target }) => {
      offered();
      const page = (members: object): Promise<ScimResponse> =>
        scim.post('/Users/.search', searchRequest({ filter: filter(), count: 1, ...members }));
      const response = await page({ startIndex: 2 });
      expect(response).to.be.listResponse();
      expect(resourcesOf(response)).to.have.length(1, `one user, the server answered ${resourcesOf(response).length}`);
      if (read(response.json, 'nextCursor') === undefined)
        for (const name of ['startIndex', 'itemsPerPage'])
          if (read(response.json, name) === undefined)
            fail(`${name} in a partial list`, `without ${name}`, { exchange: response.n });
      if (target.lacks('sort') === undefined)
        for (const startIndex of [1, 2]) {
          const sorted = await page({ startIndex, sortBy: 'userName' });
          const [got, wanted] = [ids(sorted)[0], found.value.ids[startIndex - 1]];
          if (read(sorted.json, 'nextCursor') === undefined && got !== wanted)
            fail(`user ${startIndex} of the sorted list at startIndex ${startIndex}`, 'another', {
              exchange: sorted.n,
            });
        }
      const total = totalOf(response);
      if (total !== undefined || !mayLackTotal(response, target))
        expect(total).to.equal(3, `totalResults 3, the server answered ${String(total)}`);
    },
  );

  must(
    'protocol.search.edges',
    {
      title: 'count 0 and numbers below 1 mean in the body what they mean in a URL',
      spec: ['RFC7644-3.4.2.4-08', 'RFC7644-3.4.2.4-07', 'RFC7644-3.4.2.4-04'],
      fix: 'Tell 0 from a missing number; take a negative count for 0, and a startIndex below 1 for 1.',
      why: 'A number from JSON is no text: 0 is easily taken for nothing.',
    },
    async ({ scim, target }) => {
      offered();
      if (found.value.ids.length < 3) notApplicable('the search does not find the users');
      await judgeEach(
        [{ count: 0 }, { count: -1 }, { startIndex: 0 }, { startIndex: -5 }],
        (members) => JSON.stringify(members),
        async (members) => {
          const paged = 'count' in members;
          if (!paged && read(target.config, 'pagination.index') === false)
            notApplicable('the target does not page by index');
          const response = await scim.post('/Users/.search', searchRequest({ filter: filter(), ...members }));
          if (response.status === 400 && read(response.json, 'scimType') === 'invalidCount')
            notApplicable('the target refuses a negative count as providers with cursors may');
          expect(response).to.be.listResponse();
          const got = ids(response).length;
          if (paged !== (got === 0))
            fail(paged ? 'no Resources' : 'the first page', `${got} resources`, { exchange: response.n });
        },
      );
    },
  );

  must(
    'protocol.search.attributes',
    {
      title: 'attributes in the body, an array, shapes the entries',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Read attributes from the SearchRequest as an array of names.',
    },
    async ({ scim, target }) => {
      offered();
      const response = await scim.post(
        '/Users/.search',
        searchRequest({ filter: filter(), attributes: ['active', 'userName'] }),
      );
      expect(response).to.be.listResponse();
      if (resourcesOf(response).length === 0) fail('the three users', 'none', { exchange: response.n });
      for (const each of resourcesOf(response)) {
        expect(each).to.assign('userName');
        if (target.attribute('/Users', 'displayName')?.returned !== 'always' && readAll(each, 'displayName').length > 0)
          fail('users without displayName', 'users with it', { exchange: response.n });
      }
    },
  );

  must(
    'protocol.search.never',
    {
      title: 'a search shows no password, asked for or not',
      spec: 'RFC7644-3.9-12',
      fix: 'Cut the entries of a search down as those of a list: never is never.',
    },
    async ({ scim }) => {
      offered();
      if (!people.value.passwords.some((password) => typeof password === 'string'))
        notApplicable('the target has no password');
      const wanted = { filter: filter(), attributes: ['userName', 'password'] };
      const asked = await scim.post('/Users/.search', searchRequest(wanted));
      for (const response of [found.value.response, asked]) {
        if (response === asked && response.status === 400) continue;
        expect(response).to.be.listResponse();
        for (const each of resourcesOf(response)) expect(each).to.not.assign('password');
        for (const password of people.value.passwords) expect(response).to.not.reveal(password);
      }
    },
  );

  must(
    'protocol.search.own-type',
    {
      title: 'a search below an endpoint finds resources of that type alone',
      spec: ['RFC7644-3.4.3-19', 'RFC7644-3.4.3-20'],
      fix: 'Search only the type whose endpoint stands before .search.',
      needs: 'groups',
    },
    async (context) => {
      offered();
      const { scim, a } = context;
      const displayName = `Search group ${a.marker()}`;
      // Another group, so that a filter which is not read shows itself.
      await scim.post('/Groups', a.group());
      const group = String(read(resourceOf(await scim.post('/Groups', a.group({ displayName }))), 'id'));
      const filter = `displayName eq "${displayName}"`;
      const inGroups = await context.settle(
        () => collect(context, '/Groups', { filter }, search),
        (seen) => seen.ids.includes(group),
      );
      if (!inGroups.ids.includes(group)) {
        const listed = await collect(context, '/Groups', { filter });
        if (inGroups.response.status === 200 && listed.ids.includes(group))
          fail('the group that GET finds', `${inGroups.ids.length} others`, { exchange: inGroups.response.n });
        notApplicable('the target does not find the group below /Groups');
      }
      if (inGroups.ids.length > 1)
        fail('the one group that the filter selects', `${inGroups.ids.length} resources`, {
          exchange: inGroups.response.n,
        });
      const inUsers = await collect(context, '/Users', { filter }, search);
      if (inUsers.response.status === 400) return;
      expect(inUsers.response).to.be.listResponse();
      if (inUsers.ids.includes(group)) fail('no group among users', 'a group', { exchange: inUsers.response.n });
    },
  );

  must(
    'protocol.search.root',
    {
      title: 'a search at the root finds users and groups in one answer, sorted',
      spec: ['RFC7644-3.4.3-21', 'RFC7644-3.4.3-14'],
      fix: 'Query every resource type for POST /.search, and sort what was found as a whole.',
      needs: 'groups',
    },
    async (context) => {
      const { scim, a, settle, target } = context;
      const group = await scim.post('/Groups', a.group({ displayName: `Search group ${people.value.word}` }));
      const wanted = [String(read(resourceOf(group), 'id')), people.value.users[0]?.id ?? ''];
      const user = resourceOf(await scim.get(people.value.users[0]?.path ?? ''));
      const userName = JSON.stringify(read(user, 'userName'));
      const either = `displayName eq "Search group ${people.value.word}" or userName eq ${userName}`;
      const { response, ids: got } = await settle(
        () => collect(context, '', { filter: either }, search),
        (seen) => wanted.every((id) => seen.ids.includes(id)) || isAbsent(seen.response),
      );
      if (isAbsent(response) || response.status === 400)
        notApplicable(`the target does not offer this search at its root: ${response.status}`);
      expect(response).to.be.listResponse();
      for (const [index, id] of wanted.entries())
        if (!got.includes(id))
          fail(`the ${index === 0 ? 'group' : 'user'} in the answer`, `${got.length} others`, {
            exchange: response.n,
          });
      if (target.lacks('sort') !== undefined) return;
      for (const sortOrder of ['ascending', 'descending']) {
        const order = { filter: either, sortBy: 'displayName', sortOrder };
        const { response: page, resources } = await collect(context, '', order, search);
        if (page.status === 400) return;
        // A GET of the root need not be a query, even where a search is one.
        const { resources: byGet } = await collect(context, '/', order);
        for (const list of [resources, byGet]) {
          const names = list.map((each) => String(read(each, 'displayName') ?? '').toLowerCase());
          const [first = '', last = ''] = sortOrder === 'ascending' ? names : [...names].reverse();
          if (names.length === 2 && !names.includes('') && first > last)
            fail(`both by displayName, ${sortOrder}`, `the order ${names.join(', ')}`, { exchange: page.n });
        }
      }
    },
  );

  may(
    'protocol.search.root-offered',
    {
      title: '.search at the root',
      spec: 'RFC7644-3.2-05',
      fix: 'Nothing a client relies on today.',
    },
    async ({ scim }) =>
      `answers ${(await scim.post('/.search', searchRequest({ filter: filter(), count: 1 }))).status}`,
  );
});
