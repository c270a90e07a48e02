import {
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  resourcesOf,
  scenario,
  should,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import {
  byCursor,
  expectEmpty,
  expectTotal,
  idsIn,
  indexed,
  listed,
  needsFilter,
  needsIndex,
  needsList,
  page,
  shown,
  value,
} from './_pages.js';
import { equals, people, person } from './_people.js';
import { ask, type Query } from './_query.js';

scenario('Pages of users', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', async (context) => listed(context, await people(), 'userName'));
  const whole = given('the list is asked for without paging', (context) => page(context, made.value, {}));
  const first = given('one resource is asked for', (context) => page(context, made.value, { count: 1 }));
  const second = given('one resource from the second on is asked for', (context) =>
    indexed(context) ? page(context, made.value, { startIndex: 2, count: 1 }) : undefined,
  );
  const third = given('three resources from the third on are asked for', (context) =>
    indexed(context) ? page(context, made.value, { startIndex: 3, count: 3 }) : undefined,
  );
  const zero = given('count=0 is asked for', (context) => page(context, made.value, { count: 0 }));

  /** The pages, as far as the target pages by index. */
  const pages = (): [string, ScimResponse][] => {
    needsList(whole.response, made.value);
    const later: [string, ScimResponse | undefined][] = [
      ['startIndex=2&count=1', second.value],
      ['startIndex=3&count=3', third.value],
    ];
    return [
      ['count=1', first.response],
      ...later.filter((each): each is [string, ScimResponse] => each[1] !== undefined),
    ];
  };
  const judge = (
    look: (response: ScimResponse, name: string) => void,
    more: [string, ScimResponse][] = [],
  ): Promise<void> =>
    judgeEach(
      [...pages(), ...more],
      ([name]) => name,
      ([name, response]) => look(response, name),
    );

  must(
    'protocol.paging.count',
    {
      title: 'a page never has more than count resources',
      spec: 'RFC7644-3.4.2.4-05',
      fix: 'Limit every page to count.',
    },
    () => {
      return judge((response, name) => {
        expect(response).to.have.status(200);
        const [got, most] = [resourcesOf(response).length, Number(name.split('count=')[1])];
        if (got > most) fail(`at most ${most} resources`, `${got} resources`, { exchange: response.n });
      });
    },
  );

  must(
    'protocol.paging.total',
    {
      title: 'totalResults counts all matches, not those on the page',
      spec: ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-11', 'RFC7644-3.4.2.4-15'],
      fix: 'Count the matches of the filter before cutting the page; the count is the same on every page.',
      why: 'Clients stop at totalResults: what lies beyond is never seen.',
    },
    ({ target }) => {
      needsFilter(whole.response, made.value);
      return judge((response) => expectTotal(response, made.value, target), [['without paging', whole.response]]);
    },
  );

  must(
    'protocol.paging.start-index-shown',
    {
      title: 'a part of a list shows startIndex',
      spec: 'RFC7644-3.4.2-09',
      fix: 'Put startIndex into the answer whenever it holds less than all matches.',
    },
    () =>
      judge((response) => {
        expect(response).to.have.status(200);
        if (byCursor(response)) notApplicable('the target answers pages by cursor');
        if (value(response, 'startIndex') === undefined) fail('startIndex in a partial list', 'without startIndex');
      }),
  );

  must(
    'protocol.paging.items-per-page-shown',
    {
      title: 'a part of a list shows itemsPerPage',
      spec: 'RFC7644-3.4.2-10',
      fix: 'Put itemsPerPage into the answer whenever it holds less than all matches.',
    },
    () =>
      judge((response) => {
        expect(response).to.have.status(200);
        if (byCursor(response)) notApplicable('the target answers pages by cursor');
        if (value(response, 'itemsPerPage') === undefined)
          fail('itemsPerPage in a partial list', 'without itemsPerPage');
      }),
  );

  must(
    'protocol.paging.numbers',
    {
      title: 'the paging numbers are JSON integers, none negative',
      spec: 'RFC7644-3.4.2.4-17',
      fix: 'Write totalResults, startIndex and itemsPerPage as integers, without quotes.',
    },
    () =>
      judge(
        (response) => {
          expect(response).to.have.status(200);
          for (const name of ['totalResults', 'startIndex', 'itemsPerPage']) {
            const got = value(response, name);
            if (got === undefined || got === null) continue;
            if (!Number.isInteger(got) || (name !== 'startIndex' && Number(got) < 0))
              fail(`${name} as a whole number`, `${name} ${shown(got)}`, { exchange: response.n });
          }
        },
        [
          ['without paging', whole.response],
          ['count=0', zero.response],
        ],
      ),
  );

  should(
    'protocol.paging.items-per-page',
    {
      title: 'itemsPerPage is the number of resources on the page',
      spec: 'RFC7644-3.4.2.4-10',
      fix: 'Set itemsPerPage to the number of Resources returned, not to the count that was asked for.',
    },
    async (context) => {
      const end = { startIndex: made.value.size - 1, count: 10 };
      const last: [string, ScimResponse][] = indexed(context)
        ? [['the last page', await page(context, made.value, end)]]
        : [];
      await judge((response) => {
        expect(response).to.have.status(200);
        const [items, got] = [value(response, 'itemsPerPage'), resourcesOf(response).length];
        if (items !== undefined && items !== got)
          fail(`itemsPerPage ${got}`, `itemsPerPage ${shown(items)}`, { exchange: response.n });
      }, last);
    },
  );

  must(
    'protocol.paging.position',
    {
      title: 'startIndex in the answer is the position of the first resource',
      spec: 'RFC7644-3.4.2.4-12',
      fix: 'Answer with the 1-based position of the first resource on the page.',
    },
    async (context) => {
      needsIndex(context);
      await judge((response, name) => {
        expect(response).to.have.status(200);
        if (byCursor(response)) notApplicable('the target answers pages by cursor');
        const [at, wanted] = [value(response, 'startIndex'), Number(/startIndex=(\d)/.exec(name)?.[1] ?? 1)];
        if (resourcesOf(response).length === 0)
          fail(`a resource at position ${wanted}`, 'an empty page', { exchange: response.n });
        if (at !== undefined && at !== wanted)
          fail(`startIndex ${wanted}`, `startIndex ${shown(at)}`, { exchange: response.n });
        const all = idsIn(whole.response);
        const position = all.indexOf(idsIn(response)[0]) + 1;
        if (made.value.ordered && all.length === made.value.size && position !== wanted)
          fail(`resource ${wanted} of the sorted list first`, `resource ${position}`, { exchange: response.n });
      });
    },
  );
});

scenario('Pages of a list of one', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());
  const look = (context: Context, query: Query): Promise<ScimResponse> =>
    ask(context, '/Users', { filter: equals(made.value, 'mia'), ...query });
  const found = given('one user is looked up', (context) =>
    context.settle(
      () => look(context, {}),
      (seen) => seen.status !== 200 || resourcesOf(seen).length > 0,
    ),
  );
  const needsOne = (): void => {
    const ids = found.response.status === 200 ? idsIn(found.response) : [];
    if (ids.length !== 1 || ids[0] !== person(made.value, 'mia').id)
      notApplicable('the look-up does not find that user alone');
  };

  must(
    'protocol.paging.one-without-resources',
    {
      title: 'a look-up by userName with count=0 gives no resources',
      spec: 'RFC7644-3.4.2.4-08',
      fix: 'Page the matches of every filter, of one that names a user, too.',
    },
    async (context) => {
      needsOne();
      const response = await look(context, { count: 0 });
      expect(response).to.have.status(200);
      expectEmpty(response);
    },
  );

  should(
    'protocol.paging.one-beyond-end',
    {
      title: 'a look-up by userName has no second page',
      spec: 'RFC7644-3.4.2.4-14',
      fix: 'Page the matches of every filter, of one that names a user, too.',
      why: 'Clients that ask until a page is empty ask for ever.',
    },
    async (context) => {
      needsIndex(context);
      needsOne();
      const response = await look(context, { startIndex: 2 });
      expect(response).to.have.status(200);
      expectEmpty(response);
    },
  );
});
