import {
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  should,
} from '../../harness/language.js';
import {
  expectEmpty,
  expectFromStart,
  expectTotal,
  idsIn,
  indexed,
  listed,
  needsIndex,
  needsFilter,
  needsList,
  page,
} from './_pages.js';
import { ask, nextPage } from './_query.js';
import { teams } from './_teams.js';

scenario('Pages of groups', { needs: ['users', 'groups', 'filter'] }, () => {
  const made = given('groups are posted', async (context) => listed(context, await teams(), 'displayName'));
  const first = given('one group is asked for', (context) => page(context, made.value, { count: 1 }));

  must(
    'protocol.paging-groups.count',
    {
      title: 'a page of groups never has more than count groups',
      spec: 'RFC7644-3.4.2.4-05',
      fix: 'Limit every page to count, for groups as for users.',
    },
    () => {
      expect(first.response).to.have.status(200);
      const got = resourcesOf(first.response).length;
      if (made.value.size > 0 && got > 1) fail('at most 1 group', `${got} groups`, { exchange: first.response.n });
    },
  );

  must(
    'protocol.paging-groups.total',
    {
      title: 'totalResults counts all groups that match, not those on the page',
      spec: ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-15'],
      fix: 'Count the matches before cutting the page, for groups as for users.',
    },
    ({ target }) => expectTotal(first.response, made.value, target),
  );

  must(
    'protocol.paging-groups.edges',
    {
      title: 'count 0 and numbers below 1 mean for groups what they mean for users',
      spec: ['RFC7644-3.4.2.4-04', 'RFC7644-3.4.2.4-07', 'RFC7644-3.4.2.4-08'],
      fix: 'Take a negative count for 0 and a startIndex below 1 for 1, at every endpoint.',
    },
    async (context) => {
      const whole = await page(context, made.value, {});
      needsList(whole, made.value);
      needsFilter(whole, made.value);
      await judgeEach(
        [
          ['count', 0],
          ['count', -1],
          ['startIndex', 0],
          ['startIndex', -5],
        ] as const,
        ([name, number]) => `${name}=${number}`,
        async ([name, number]) => {
          if (name === 'startIndex') needsIndex(context);
          const response = await page(context, made.value, { [name]: number });
          if (response.status === 400 && read(response.json, 'scimType') === 'invalidCount')
            notApplicable('the target refuses a negative count as providers with cursors may');
          expectTotal(response, made.value, context.target);
          if (name === 'count') expectEmpty(response);
          else expectFromStart(response, whole, made.value, `${name}=${number}`);
        },
      );
    },
  );

  should(
    'protocol.paging-groups.walk',
    {
      title: 'walking through groups one by one visits each once, and ends',
      spec: ['RFC7644-3.4.2.4-13', 'RFC7644-3.4.2.4-14'],
      fix: 'Honor startIndex, keep a stable order of groups, and answer 200 with the total beyond their end.',
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
      if (indexed(context)) {
        const beyond = await page(context, made.value, { startIndex: made.value.size + 100 });
        expectTotal(beyond, made.value, context.target);
        expectEmpty(beyond);
      }
    },
  );
});
