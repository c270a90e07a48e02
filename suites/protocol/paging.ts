import {
  describeAnswer,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  member,
  must,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  should,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { people } from './_people.js';
import { ask, nextPage, type Population, type Query } from './_query.js';
import { teams } from './_teams.js';

type Pages = Population & { query: Query; size: number };

/** The own resources as a list of known size; not applicable where no filter gives exactly them. */
async function listed(context: Context, population: Population): Promise<Pages> {
  if (population.scope === undefined)
    notApplicable('the target accepts no filter by which the run can tell its own resources apart');
  return { ...population, query: { filter: population.scope }, size: population.own.length };
}

const page = (context: Context, made: Pages, query: Query): Promise<ScimResponse> =>
  ask(context, made.collection, { ...made.query, ...query });

const idsIn = (response: ScimResponse): unknown[] => resourcesOf(response).map((resource) => read(resource, 'id'));
const value = (response: ScimResponse, name: string): unknown =>
  isObject(response.json) ? member(response.json, name) : undefined;
/** A page by cursor has other members (RFC 9865). */
const byCursor = (response: ScimResponse): boolean => value(response, 'nextCursor') !== undefined;
const shown = (got: unknown): string => JSON.stringify(got) ?? 'missing';

function needsIndex({ target }: Context): void {
  if (read(target.config, 'pagination.index') === false)
    notApplicable("the target's ServiceProviderConfig says pagination.index is false");
}

function expectTotal(response: ScimResponse, made: Pages): void {
  expect(response).to.have.status(200);
  const total = value(response, 'totalResults');
  if (total === undefined && byCursor(response)) return;
  if (total !== made.size)
    fail(`totalResults ${made.size}, the number of all matches`, `totalResults ${shown(total)}`, {
      exchange: response.n,
    });
}

function expectEmpty(response: ScimResponse): void {
  const found = resourcesOf(response).length;
  if (found > 0) fail('no Resources', `${found} resources`, { exchange: response.n });
}

/** Fails unless the answer shows the same own resources as a page from the beginning. */
function expectFromStart(response: ScimResponse, first: ScimResponse, what: string): void {
  expect(response).to.have.status(200);
  const [got, wanted] = [idsIn(response), idsIn(first)];
  if (got.length !== wanted.length || got.some((id) => !wanted.includes(id)))
    fail(`${what} to give the same ${wanted.length} resources as no startIndex`, `${got.length} resources`, {
      exchange: response.n,
    });
}

scenario('Pages of users', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', async (context) => listed(context, await people()));
  const whole = given('the list is asked for without paging', (context) => page(context, made.value, {}));
  const first = given('one resource is asked for', (context) => page(context, made.value, { count: 1 }));
  const second = given('one resource from the second on is asked for', (context) =>
    page(context, made.value, { startIndex: 2, count: 1 }),
  );
  const third = given('three resources from the third on are asked for', (context) =>
    page(context, made.value, { startIndex: 3, count: 3 }),
  );
  const zero = given('count=0 is asked for', (context) => page(context, made.value, { count: 0 }));

  const pages = (): [string, ScimResponse][] => [
    ['count=1', first.response],
    ['startIndex=2&count=1', second.response],
    ['startIndex=3&count=3', third.response],
  ];
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
      expectTotal(whole.response, made.value);
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
    () => judge((response) => expectTotal(response, made.value), [['without paging', whole.response]]),
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
      const last = await page(context, made.value, { startIndex: made.value.size - 1, count: 10 });
      await judge(
        (response) => {
          expect(response).to.have.status(200);
          const [items, got] = [value(response, 'itemsPerPage'), resourcesOf(response).length];
          if (items !== undefined && items !== got)
            fail(`itemsPerPage ${got}`, `itemsPerPage ${shown(items)}`, { exchange: response.n });
        },
        [['the last page', last]],
      );
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
      });
    },
  );

  must(
    'protocol.paging.count-zero',
    {
      title: 'count=0 gives the total and no resources',
      spec: 'RFC7644-3.4.2.4-08',
      fix: 'Take 0 as a number: answer with totalResults and without Resources.',
    },
    () => {
      expectTotal(zero.response, made.value);
      expectEmpty(zero.response);
    },
  );

  must(
    'protocol.paging.count-negative',
    {
      title: 'a negative count counts as 0',
      spec: 'RFC7644-3.4.2.4-07',
      fix: 'Answer a negative count like count=0, with 200.',
    },
    async (context) => {
      const response = await page(context, made.value, { count: -1 });
      if (response.status === 400 && read(context.target.config, 'pagination.cursor') === true)
        notApplicable('the target offers cursors, where a negative count may be refused');
      expectTotal(response, made.value);
      expectEmpty(response);
    },
  );

  must(
    'protocol.paging.start-index-one',
    {
      title: 'the first resource has index 1, which is the default',
      spec: 'RFC7644-3.4.2.4-03',
      fix: 'Count positions from 1.',
      why: 'A server that counts from 0 hides one resource from every client.',
    },
    async (context) => {
      needsIndex(context);
      expectTotal(whole.response, made.value);
      if (idsIn(whole.response).length === 0) fail('resources without startIndex', 'an empty page');
      expectFromStart(await page(context, made.value, { startIndex: 1 }), whole.response, 'startIndex=1');
    },
  );

  must(
    'protocol.paging.start-index-below-one',
    {
      title: 'a startIndex below 1 counts as 1',
      spec: 'RFC7644-3.4.2.4-04',
      fix: 'Take 0 and negative numbers for 1, with 200.',
    },
    (context) => {
      needsIndex(context);
      return judgeEach(
        [0, -5],
        (startIndex) => `startIndex=${startIndex}`,
        async (startIndex) => {
          const response = await page(context, made.value, { startIndex });
          if (idsIn(whole.response).length === 0) fail('resources without startIndex', 'an empty page');
          expectFromStart(response, whole.response, `startIndex=${startIndex}`);
          const at = value(response, 'startIndex');
          if (at !== undefined && at !== 1) fail('startIndex 1', `startIndex ${shown(at)}`, { exchange: response.n });
        },
      );
    },
  );

  should(
    'protocol.paging.beyond-end',
    {
      title: 'a startIndex beyond the end gives an empty page with the total',
      spec: 'RFC7644-3.4.2.4-14',
      fix: 'Answer 200 with totalResults and no Resources.',
      why: 'Okta asks until a page is empty.',
    },
    async (context) => {
      needsIndex(context);
      const response = await page(context, made.value, { startIndex: made.value.size + 100 });
      expectTotal(response, made.value);
      expectEmpty(response);
    },
  );

  should(
    'protocol.paging.not-a-number',
    {
      title: 'a startIndex or count that is no integer is no server error',
      spec: 'RFC7644-3.4.2.4-16',
      fix: 'Answer 400 invalidValue, or leave the parameter aside.',
    },
    (context) =>
      judgeEach(
        ['startIndex', 'count'],
        (name) => `${name}=abc`,
        async (name) => {
          const response = await page(context, made.value, { [name]: 'abc' });
          if (response.status >= 500)
            fail(`400 or 200 to ${name}=abc`, describeAnswer(response), { exchange: response.n });
        },
      ),
  );
});

scenario('Pages of groups', { needs: ['users', 'groups', 'filter'] }, () => {
  const made = given('groups are posted', async (context) => listed(context, await teams()));
  const first = given('one group is asked for', (context) => page(context, made.value, { count: 1 }));

  must(
    'protocol.paging.groups-count',
    {
      title: 'a page of groups never has more than count groups',
      spec: 'RFC7644-3.4.2.4-05',
      fix: 'Limit every page to count, for groups as for users.',
    },
    () => {
      expect(first.response).to.have.status(200);
      const got = resourcesOf(first.response).length;
      if (made.value.size > 0 && got > 1) fail('at most 1 group', `${got} groups`);
    },
  );

  must(
    'protocol.paging.groups-total',
    {
      title: 'totalResults counts all groups that match, not those on the page',
      spec: ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-15'],
      fix: 'Count the matches before cutting the page, for groups as for users.',
    },
    () => expectTotal(first.response, made.value),
  );

  should(
    'protocol.paging.groups-walk',
    {
      title: 'walking through groups one by one visits each once',
      spec: 'RFC7644-3.4.2.4-13',
      fix: 'Honor startIndex and keep a stable order of groups.',
    },
    async (context) => {
      const ids = idsIn(first.response);
      let last = first.response;
      for (let steps = 0; steps < made.value.size + 1; steps += 1) {
        const next = nextPage(last, { ...made.value.query, count: 1 }, ids.length);
        if (!next) break;
        last = await ask(context, '/Groups', next);
        ids.push(...idsIn(last));
      }
      const own = made.value.own.map(({ id }) => id);
      if (ids.length !== own.length || own.some((id) => !ids.includes(id)))
        fail(`${own.length} groups, each once`, `${ids.length} groups, ${new Set(ids).size} of them different`);
    },
  );
});
