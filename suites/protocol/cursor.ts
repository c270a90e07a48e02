import {
  describeAnswer,
  expect,
  fail,
  given,
  isAbsent,
  isErrorMessage,
  judgeEach,
  may,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  searchRequest,
  shared,
  should,
  succeeded,
  totalOf,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { withAddress } from './_people.js';
import { teams } from './_teams.js';

const ids = (response: ScimResponse): string[] => resourcesOf(response).map((each) => String(read(each, 'id')));
const next = (response: ScimResponse): unknown => read(response.json, 'nextCursor');

const five = shared('five users to page through by cursor', async ({ scim, a }) => {
  const word = a.marker();
  const made = [];
  for (const letter of ['d', 'b', 'e', 'a', 'c']) {
    // Somebody else in between, whom a page that is not filtered shows.
    if (letter === 'a') await scim.post('/Users', a.user());
    made.push(await scim.post('/Users', withAddress(a.user(), `${letter}-${word}@example.com`)));
  }
  return { word, paths: made.map(pathOf), ids: made.map((response) => String(read(resourceOf(response), 'id'))) };
});

/** Follows nextCursor to its end, at most 12 pages. */
async function walk(
  scim: Context['scim'],
  query: Record<string, string | number>,
  collection = '/Users',
): Promise<ScimResponse[]> {
  const pages = [await scim.get(collection, { query: { ...query, cursor: '' } })];
  for (
    let last = pages[0];
    last && typeof next(last) === 'string' && next(last) !== '' && pages.length < 12;
    last = pages.at(-1)
  )
    pages.push(await scim.get(collection, { query: { ...query, cursor: String(next(last)) } }));
  return pages;
}

scenario('Paging by cursor', { needs: ['cursor', 'filter'] }, () => {
  const people = given('five users are posted', () => five());
  const filter = (): string => `userName co "${people.value.word}"`;
  const pages = given('they are walked through by twos', async ({ scim, settle }) => {
    await settle(
      () => scim.get('/Users', { query: { filter: filter() } }),
      (response) => ids(response).length === 5,
    );
    return walk(scim, { filter: filter(), count: 2 });
  });
  // Five may be more than a page can hold, which a server may refuse.
  const whole = given('one page is asked for that holds them all', ({ scim }) =>
    walk(scim, { filter: filter(), count: 5 }),
  );
  const none = given('a user is asked for that nobody has', ({ scim }) =>
    walk(scim, { filter: `userName eq "nobody-${people.value.word}@example.com"`, count: 2 }),
  );
  const sorted = given('they are walked through in order', { needs: 'sort' }, ({ scim }) =>
    walk(scim, { filter: filter(), count: 2, sortBy: 'userName' }),
  );
  const first = (): ScimResponse => {
    const page = pages.value[0];
    if (!page) throw new Error('a walk has a first page');
    if (page.status === 400 && read(page.json, 'scimType') === 'invalidFilter')
      notApplicable('the target does not filter by co');
    if (page.status === 401 || page.status === 403) notApplicable(`the list is answered ${describeAnswer(page)}`);
    return page;
  };

  must(
    'protocol.cursor.first-page',
    {
      title: 'an empty cursor starts cursor paging',
      spec: 'RFC9865-2-03',
      fix: 'Answer cursor= with the first page and a nextCursor when there are more.',
    },
    () => {
      expect(first()).to.be.listResponse();
      if (ids(first()).length === 0) fail('the first users', 'none', { exchange: first().n });
      if (ids(first()).length < 5 && (typeof next(first()) !== 'string' || next(first()) === ''))
        fail('a nextCursor', JSON.stringify(next(first())) ?? 'none', { exchange: first().n });
    },
  );

  must(
    'protocol.cursor.page-size',
    {
      title: 'a page holds at most count resources',
      spec: 'RFC9865-2-07',
      fix: 'Honor count in cursor paging.',
    },
    ({ target }) => {
      expect(first()).to.be.listResponse();
      for (const page of [...pages.value, ...(target.lacks('sort') === undefined ? sorted.value : [])])
        if (ids(page).length > 2) fail('at most two users', `${ids(page).length}`, { exchange: page.n });
      if (pages.value.flatMap(ids).length === 0) fail('users', 'none');
    },
  );

  must(
    'protocol.cursor.characters',
    {
      title: 'cursors consist of unreserved characters',
      spec: 'RFC9865-2-04',
      fix: 'Use base64url without padding for cursors.',
    },
    () => {
      expect(first()).to.be.listResponse();
      const cursors = pages.value
        .flatMap((page) => [next(page), read(page.json, 'previousCursor')])
        .filter((cursor) => typeof cursor === 'string' && cursor !== '');
      if (cursors.length === 0) notApplicable('there is no cursor to look at');
      for (const cursor of cursors)
        if (!/^[A-Za-z0-9._~-]+$/.test(String(cursor))) fail('letters, digits, - . _ ~ in cursors', String(cursor));
    },
  );

  must(
    'protocol.cursor.complete',
    {
      title: 'following nextCursor to its end finds every match, and nothing else',
      spec: ['RFC9865-2-10', 'RFC9865-2-11', 'RFC7644-3.4.2.2-04'],
      fix: 'Give a nextCursor on every page but the last, leave it out there, and filter every page.',
      why: 'A walk that ends early leaves people unseen; one that never ends hangs the provider.',
    },
    () => {
      expect(first()).to.be.listResponse();
      const last = pages.value.at(-1);
      for (const page of [...pages.value, ...(whole.value[0]?.status === 200 ? whole.value : []), ...none.value]) {
        if (page.status !== 200) fail('200 for every page', describeAnswer(page), { exchange: page.n });
        if (next(page) === '') fail('no nextCursor on the last page', 'an empty one', { exchange: page.n });
      }
      if (last && typeof next(last) === 'string')
        fail('the walk to end', 'a nextCursor on every one of twelve pages', { exchange: last.n });
      const seen = new Set(pages.value.flatMap(ids));
      const missing = people.value.ids.filter((id) => !seen.has(id));
      if (missing.length > 0) fail('all five users', `${missing.length} of them missing`, { exchange: last?.n ?? 0 });
      for (const page of pages.value)
        if (ids(page).some((id) => !people.value.ids.includes(id)))
          fail('the five users alone on every page', 'others', { exchange: page.n });
    },
  );

  must(
    'protocol.cursor.projection',
    {
      title: 'attributes= and excludedAttributes= shape the later pages, too',
      spec: ['RFC7644-3.9-04', 'RFC7644-3.4.2.5-03', 'RFC7644-3.4.2.5-05'],
      fix: 'Apply attributes and excludedAttributes to every page of a query, not to the first alone.',
    },
    async ({ scim, target }) => {
      expect(first()).to.be.listResponse();
      if (target.attribute('/Users', 'name')?.returned === 'always') notApplicable('name is always returned');
      await judgeEach(
        [{ attributes: 'userName' }, { excludedAttributes: 'name' }] as Record<string, string>[],
        (projection) => Object.keys(projection).join(),
        async (projection) => {
          const walked = await walk(scim, { filter: filter(), count: 2, ...projection });
          if (!walked.every(succeeded)) notApplicable('the target does not page with it');
          if (walked.length < 2) notApplicable('one page holds everything');
          for (const page of walked)
            for (const each of resourcesOf(page)) {
              expect(each).to.assign('userName');
              if (readAll(each, 'name').length > 0) fail('users without name', 'users with it', { exchange: page.n });
            }
        },
      );
    },
  );

  must(
    'protocol.cursor.groups',
    {
      title: 'groups are paged by cursor, too',
      spec: ['RFC9865-2-03', 'RFC9865-2-10', 'RFC9865-2-07', 'RFC9865-2-14'],
      fix: 'Take cursor and count at every endpoint that lists resources.',
      needs: 'groups',
    },
    async (context) => {
      const { own, scope } = await teams();
      if (scope === undefined || own.length < 2)
        notApplicable('the target accepts no filter by which the run can tell its own groups apart');
      const walked = await walk(context.scim, { filter: scope, count: 1 }, '/Groups');
      for (const page of walked) {
        expect(page).to.be.listResponse();
        if (ids(page).length > 1) fail('at most one group', `${ids(page).length}`, { exchange: page.n });
      }
      const [start] = walked;
      if (start && readAll(start.json, 'previousCursor').length > 0)
        fail('no previousCursor on the first page', 'one', { exchange: start.n });
      const seen = walked.flatMap(ids);
      const missing = own.filter(({ id }) => !seen.includes(id)).length;
      if (missing > 0)
        fail('every group on some page', `pages without ${missing} of them`, { exchange: walked[0]?.n ?? 0 });
    },
  );

  should(
    'protocol.cursor.once',
    {
      title: 'following nextCursor visits each user once',
      spec: 'RFC9865-2-18',
      fix: 'Keep a stable position in the cursor.',
    },
    () => {
      expect(first()).to.be.listResponse();
      const seen = pages.value.flatMap(ids);
      if (seen.length === 0) fail('users', 'none');
      if (new Set(seen).size !== seen.length) fail('each user once', `${seen.length - new Set(seen).size} twice`);
    },
  );

  must(
    'protocol.cursor.no-previous',
    {
      title: 'the first page has no previousCursor',
      spec: 'RFC9865-2-14',
      fix: 'Leave previousCursor out of the first page.',
    },
    () => {
      expect(first()).to.be.listResponse();
      if (ids(first()).length === 0) fail('users', 'none');
      for (const page of [first(), whole.value[0], none.value[0]])
        if (page && readAll(page.json, 'previousCursor').length > 0)
          fail('no previousCursor', 'one', { exchange: page.n });
    },
  );

  must(
    'protocol.cursor.message',
    {
      title: 'a cursor page is a ListResponse, its itemsPerPage a number',
      spec: 'RFC9865-2-21',
      fix: 'Answer cursor pages with a ListResponse message as every other query.',
    },
    () => {
      expect(first()).to.be.listResponse();
      const items = read(first().json, 'itemsPerPage');
      // nextCursor says that there is more; RFC 9865 has no sentence that demands itemsPerPage besides it.
      if (items === undefined || items === null) return 'without itemsPerPage';
      expect(items).to.be.a('number', `itemsPerPage as a number, the server answered ${JSON.stringify(items)}`);
      return `itemsPerPage ${String(items)}`;
    },
  );

  should(
    'protocol.cursor.total',
    {
      title: 'totalResults is the number of matches over all pages',
      spec: 'RFC9865-2-19',
      fix: 'Count all matches, or leave totalResults out.',
    },
    () => {
      expect(first()).to.be.listResponse();
      for (const page of pages.value) {
        const total = totalOf(page);
        if (total !== undefined && total !== 5) fail('totalResults 5', String(total), { exchange: page.n });
      }
    },
  );

  may(
    'protocol.cursor.previous',
    {
      title: 'previousCursor',
      spec: ['RFC9865-2-13', 'RFC9865-2-01', 'RFC9865-2-20', 'RFC9865-2.3-01'],
      fix: 'Nothing: previousCursor is optional.',
    },
    async ({ scim }) => {
      const back = read(pages.value[1]?.json, 'previousCursor');
      if (typeof back !== 'string') return 'not offered';
      const page = await scim.get('/Users', { query: { filter: filter(), count: 2, cursor: back } });
      return ids(page).join() === ids(first()).join() ? 'leads back' : 'leads elsewhere';
    },
  );

  should(
    'protocol.cursor.back',
    {
      title: 'previousCursor of the second page leads back to the first',
      spec: 'RFC9865-2-18',
      fix: 'Point previousCursor at the page before the one that shows it, or leave it out.',
    },
    async ({ scim }) => {
      expect(first()).to.be.listResponse();
      const second = pages.value[1];
      const back = read(second?.json, 'previousCursor');
      if (!second || typeof back !== 'string' || back === '') notApplicable('the second page has no previousCursor');
      const page = await scim.get('/Users', { query: { filter: filter(), count: 2, cursor: back } });
      // Nothing says that a cursor serves twice, and another check has followed this one.
      if (page.status === 400) notApplicable(`the cursor is refused: ${describeAnswer(page)}`);
      expect(page).to.be.listResponse();
      const [before, here] = [ids(first()), ids(second)];
      const came = ids(page);
      if (came.some((id) => here.includes(id)) || !came.some((id) => before.includes(id)))
        fail('users of the first page', came.length === 0 ? 'none' : 'others', { exchange: page.n });
    },
  );

  should(
    'protocol.cursor.items-per-page',
    {
      title: 'itemsPerPage of a cursor page is not above count',
      spec: 'RFC7644-3.4.2.4-10',
      fix: 'Put the number of resources in the page into itemsPerPage.',
    },
    () => {
      expect(first()).to.be.listResponse();
      const shown = pages.value.filter((page) => typeof read(page.json, 'itemsPerPage') === 'number');
      if (shown.length === 0) notApplicable('no page has itemsPerPage');
      for (const page of shown)
        // The size that was asked for is a reading, too (OpenSearch).
        if (Number(read(page.json, 'itemsPerPage')) > Math.max(2, ids(page).length))
          fail(`itemsPerPage ${ids(page).length}`, `itemsPerPage ${String(read(page.json, 'itemsPerPage'))}`, {
            exchange: page.n,
          });
    },
  );

  must(
    'protocol.cursor.count-zero',
    {
      title: 'count=0 returns no resources',
      spec: 'RFC9865-2-06',
      fix: 'Answer count=0 with totalResults alone.',
    },
    async ({ scim }) => {
      expect(first()).to.be.listResponse();
      const response = await scim.get('/Users', { query: { filter: filter(), count: 0, cursor: '' } });
      expect(response).to.be.listResponse();
      expect(resourcesOf(response)).to.have.length(
        0,
        `no Resources, the server answered ${resourcesOf(response).length}`,
      );
    },
  );

  should(
    'protocol.cursor.negative-count',
    {
      title: 'a negative count is taken as 0, or refused',
      spec: 'RFC9865-2-05',
      fix: 'Treat a negative count as 0.',
    },
    async ({ scim }) => {
      expect(first()).to.be.listResponse();
      const response = await scim.get('/Users', { query: { filter: filter(), count: -1, cursor: '' } });
      if (response.status === 400) return 'refused with 400';
      expect(response).to.be.listResponse();
      expect(resourcesOf(response)).to.have.length(
        0,
        `no Resources, the server answered ${resourcesOf(response).length}`,
      );
      return 'taken as 0';
    },
  );

  should(
    'protocol.cursor.sorted',
    {
      title: 'cursor pages are sorted when asked',
      spec: 'RFC9865-2.2-01',
      fix: 'Support sortBy together with cursor.',
      needs: 'sort',
    },
    async ({ scim }) => {
      const order = { filter: filter(), count: 3, sortBy: 'userName', sortOrder: 'descending' };
      for (const [walked, wanted] of [
        [sorted.value, 'abcde'],
        [await walk(scim, order), 'edcba'],
      ] as const) {
        if (!walked[0] || !succeeded(walked[0])) notApplicable('the target does not sort cursor pages');
        const names = walked.flatMap(resourcesOf).map((each) => String(read(each, 'userName'))[0]?.toLowerCase());
        expect(names.join('')).to.equal(wanted, `the users in order, the server answered ${names.join(', ')}`);
      }
    },
  );
});

scenario('Cursors that nobody gave out', { needs: 'cursor' }, () => {
  const plain = given('users are listed by cursor', ({ scim }) =>
    scim.get('/Users', { query: { cursor: '', count: 1 } }),
  );
  const listed = (): void => {
    if (!succeeded(plain.response)) notApplicable(`the target does not list users: ${describeAnswer(plain.response)}`);
  };
  const forged = given('an invented cursor is sent', ({ scim }) =>
    scim.get('/Users', { query: { cursor: 'scimspecForged', count: 1 } }),
  );

  should(
    'protocol.cursor.forged',
    {
      title: 'an invented cursor answers 400 invalidCursor',
      spec: ['RFC9865-2.1-02', 'RFC9865-5.2-04'],
      fix: 'Sign cursors; answer 400 with scimType invalidCursor to others.',
    },
    () => {
      listed();
      expect(forged.response).to.be.scimError(400, 'invalidCursor');
    },
  );

  should(
    'protocol.cursor.bad-count',
    {
      title: 'a count that is no number answers 400 with a SCIM error',
      spec: 'RFC9865-2.1-01',
      fix: 'Answer 400 with a SCIM Error to pagination parameters that make no sense.',
    },
    async ({ scim }) => {
      listed();
      const response = await scim.get('/Users', { query: { cursor: '', count: 'abc' } });
      if (succeeded(response)) return 'ignored';
      expect(response).to.have.status(400);
      expect(isErrorMessage(response), 'a SCIM Error body, the server answered without one').to.equal(true);
      return 'refused';
    },
  );

  must(
    'protocol.cursor.search',
    {
      title: '.search takes cursor and count in the body, and filters every page',
      spec: ['RFC9865-3-01', 'RFC7644-3.4.2.2-04'],
      fix: 'Read cursor from the SearchRequest, and the filter again with it.',
      needs: 'filter',
    },
    async ({ scim, settle, target }) => {
      const users = async () => {
        const { word, ids: own } = await five();
        return { filter: `userName co "${word}"`, own };
      };
      const groups = async () => {
        if (target.lacks('groups') !== undefined) notApplicable('the target has no groups');
        const { scope, own } = await teams();
        return { filter: scope ?? notApplicable('no filter tells groups apart'), own: own.map(({ id }) => id) };
      };
      await judgeEach(
        [
          { at: '/Users', count: 2, made: users },
          { at: '', count: 2, made: users },
          { at: '/Groups', count: 1, made: groups },
        ],
        ({ at }) => `${at}/.search`,
        async ({ at, count, made }) => {
          const { filter, own } = await made();
          if (own.length <= count) notApplicable('one page holds everything');
          const request = searchRequest({ filter, count });
          const send = (cursor: string) => scim.post(`${at}/.search`, { ...request, cursor });
          const page1 = await settle(
            () => send(''),
            (response) => ids(response).length === count,
          );
          if (isAbsent(page1)) notApplicable(`the target does not offer it: ${page1.status}`);
          if (page1.status === 400 && /^(invalidFilter|tooMany)$/i.test(String(read(page1.json, 'scimType'))))
            notApplicable(`the target does not take the filter: ${describeAnswer(page1)}`);
          expect(page1).to.be.listResponse();
          if (typeof next(page1) !== 'string') fail('a nextCursor', 'none', { exchange: page1.n });
          const page2 = await send(String(next(page1)));
          expect(page2).to.be.listResponse();
          const got = ids(page2);
          if (got.length === 0 || got.length > count || got.some((id) => ids(page1).includes(id)))
            fail('the next page', `${got.length} resources, or the first again`, { exchange: page2.n });
          if (got.some((id) => !own.includes(id)))
            fail('what the filter selects', 'something else', { exchange: page2.n });
        },
      );
    },
  );

  may(
    'protocol.cursor.count-changes',
    {
      title: 'a count that changes between pages',
      spec: 'RFC9865-2.1-05',
      fix: 'Nothing: clamping and invalidCount are both legal.',
      needs: 'filter',
    },
    async ({ scim }) => {
      const people = await five();
      const filter = `userName co "${people.word}"`;
      const page = await scim.get('/Users', { query: { filter, cursor: '', count: 1 } });
      const response = await scim.get('/Users', { query: { filter, cursor: String(next(page)), count: 3 } });
      return `answers ${response.status}${readAll(response.json, 'scimType').length > 0 ? ` ${String(read(response.json, 'scimType'))}` : ''}`;
    },
  );
});

scenario('The default way of paging', { needs: 'cursor' }, () => {
  const people = given('five users are posted', () => five());
  const plain = given('one of them is asked for, without a cursor', { needs: 'filter' }, ({ scim, settle }) =>
    settle(
      () => scim.get('/Users', { query: { filter: `userName co "${people.value.word}"`, count: 1 } }),
      (response) => ids(response).length > 0,
    ),
  );

  should(
    'protocol.cursor.default-method',
    {
      title: 'a request that selects no method gets the published default',
      spec: ['RFC9865-2.4-02', 'RFC9865-2.4-03'],
      fix: 'Page by index unless defaultPaginationMethod says cursor.',
      needs: 'filter',
    },
    ({ target }) => {
      const { status, json } = plain.response;
      if (status === 403 || (status === 400 && read(json, 'scimType') === 'invalidFilter'))
        notApplicable('the target does not filter by co');
      expect(plain.response).to.be.listResponse();
      const method = read(target.config, 'pagination.defaultPaginationMethod');
      if (typeof method !== 'string') notApplicable('the target publishes no default method');
      const byCursor = typeof next(plain.response) === 'string';
      if (method === 'index' && byCursor && read(plain.response.json, 'startIndex') === undefined)
        fail('index paging', 'a cursor page', { exchange: plain.response.n });
      if (method === 'cursor' && !byCursor) fail('a nextCursor', 'none', { exchange: plain.response.n });
    },
  );
});
