import {
  describeAnswer,
  expect,
  fail,
  given,
  may,
  must,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  shared,
  succeeded,
  urns,
  pathOf,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

const ids = (response: ScimResponse): string[] => resourcesOf(response).map((each) => String(read(each, 'id')));
const absent = ({ status }: ScimResponse): boolean => [404, 405, 501].includes(status);
const searchRequest = (members: object): JsonObject => ({ schemas: [urns.SEARCH_REQUEST], ...members });

/** Three users with one word of their own, so that a filter isolates them. */
const three = shared('three users to search for', async ({ scim, a }) => {
  const word = a.marker();
  const made = [];
  for (const letter of ['c', 'a', 'b'])
    made.push(
      await scim.post(
        '/Users',
        a.user({ userName: `${letter}-${word}@example.com`, displayName: `Search ${letter} ${word}` }),
      ),
    );
  return {
    word,
    users: made.map((response) => ({ id: String(read(resourceOf(response), 'id')), path: pathOf(response) })),
  };
});

scenario('Searching by POST', { needs: 'filter' }, () => {
  const people = given('three users are posted', () => three());
  const filter = (): string => `userName co "${people.value.word}"`;
  const found = given('they are searched by POST to /Users/.search', ({ scim, settle, target }) =>
    settle(
      () =>
        scim.post(
          '/Users/.search',
          searchRequest({ filter: filter(), ...(target.lacks('sort') === undefined ? { sortBy: 'userName' } : {}) }),
        ),
      (response) => ids(response).length === 3,
    ),
  );
  const offered = (): void => {
    if (absent(found.response)) notApplicable(`the target does not offer /Users/.search: ${found.response.status}`);
    if (found.response.status === 400 && read(found.response.json, 'scimType') === 'invalidFilter')
      notApplicable('the target does not filter by co');
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
      if (absent(found.response))
        fail('a ListResponse', describeAnswer(found.response), { exchange: found.response.n });
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
      if (!succeeded(found.response) && found.response.status < 500)
        notApplicable(`the search is refused: ${describeAnswer(found.response)}`);
      expect(found.response).to.have.status(200);
      expect(found.response).to.be.listResponse();
      const got = ids(found.response);
      const wanted = people.value.users.map(({ id }) => id);
      const missing = wanted.filter((id) => !got.includes(id));
      const surplus = got.filter((id) => !wanted.includes(id));
      if (missing.length + surplus.length > 0)
        fail('the three users', `${missing.length} missing, ${surplus.length} too many`, {
          exchange: found.response.n,
        });
    },
  );

  must(
    'protocol.search.same-as-get',
    {
      title: 'the same query by GET and by POST gives the same result',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Run both through one query.',
    },
    async ({ scim }) => {
      offered();
      if (!succeeded(found.response)) resourceOf(found.response);
      const get = await scim.get('/Users', { query: { filter: filter() } });
      if (!succeeded(get)) notApplicable(`the GET is refused: ${get.status}`);
      expect([...ids(get)].sort()).to.deep.equal(
        [...ids(found.response)].sort(),
        'the same users by GET and POST, the server answered others',
      );
      if (ids(get).length === 0) fail('the three users', 'none');
      expect(read(found.response.json, 'totalResults')).to.equal(
        read(get.json, 'totalResults'),
        'the same totalResults, the server answered another',
      );
    },
  );

  must(
    'protocol.search.sorted',
    {
      title: 'sortBy in the body orders the result',
      spec: 'RFC7644-3.4.3-14',
      fix: 'Read sortBy and sortOrder from the SearchRequest.',
      needs: 'sort',
    },
    () => {
      offered();
      const names = resourcesOf(found.response).map((each) => String(read(each, 'userName'))[0]);
      if (names.length < 3)
        fail('three users in order', describeAnswer(found.response), { exchange: found.response.n });
      expect(names).to.deep.equal(
        ['a', 'b', 'c'],
        `the users in order of userName, the server answered ${names.join(', ')}`,
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
    async ({ scim }) => {
      offered();
      const response = await scim.post(
        '/Users/.search',
        searchRequest({ filter: filter(), excludedAttributes: ['id', 'emails'] }),
      );
      expect(response).to.be.listResponse();
      if (resourcesOf(response).length === 0) fail('the three users', 'none', { exchange: response.n });
      for (const each of resourcesOf(response)) {
        expect(each).to.assign('id');
        if (readAll(each, 'emails').length > 0)
          fail('users without emails', 'users with emails', { exchange: response.n });
      }
    },
  );

  must(
    'protocol.search.paged',
    {
      title: 'count and startIndex in the body page the result',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Read startIndex and count from the SearchRequest as from the query.',
    },
    async ({ scim, target }) => {
      offered();
      const response = await scim.post('/Users/.search', searchRequest({ filter: filter(), count: 1, startIndex: 2 }));
      expect(response).to.be.listResponse();
      expect(resourcesOf(response)).to.have.length(1, `one user, the server answered ${resourcesOf(response).length}`);
      const first = await scim.post(
        '/Users/.search',
        searchRequest({ filter: filter(), count: 1, startIndex: 1, sortBy: 'userName' }),
      );
      const second = await scim.post(
        '/Users/.search',
        searchRequest({ filter: filter(), count: 1, startIndex: 2, sortBy: 'userName' }),
      );
      if (
        target.lacks('sort') === undefined &&
        read(second.json, 'nextCursor') === undefined &&
        ids(first)[0] === ids(second)[0]
      )
        fail('another user at startIndex 2 than at 1', 'the same one', { exchange: second.n });
      expect(read(response.json, 'totalResults')).to.equal(
        3,
        `totalResults 3, the server answered ${String(read(response.json, 'totalResults'))}`,
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
      const response = await scim.post('/Users/.search', searchRequest({ filter: filter(), attributes: ['userName'] }));
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
    'protocol.search.root',
    {
      title: 'a search at the root finds users and groups in one answer',
      spec: 'RFC7644-3.4.3-21',
      fix: 'Query every resource type for POST /.search.',
      needs: 'groups',
    },
    async ({ scim, a, settle }) => {
      const group = await scim.post('/Groups', a.group({ displayName: `Search group ${people.value.word}` }));
      const wanted = [String(read(resourceOf(group), 'id')), people.value.users[0]?.id ?? ''];
      const either = `displayName eq "Search group ${people.value.word}" or displayName eq "Search c ${people.value.word}"`;
      const response = await settle(
        () => scim.post('/.search', searchRequest({ filter: either })),
        (seen) => wanted.every((id) => ids(seen).includes(id)) || absent(seen),
      );
      if (absent(response) || response.status === 400 || response.status === 403)
        notApplicable(`the target does not offer this search at its root: ${response.status}`);
      expect(response).to.be.listResponse();
      for (const [index, id] of wanted.entries())
        if (!ids(response).includes(id))
          fail(`the ${index === 0 ? 'group' : 'user'} in the answer`, `${ids(response).length} others`, {
            exchange: response.n,
          });
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
