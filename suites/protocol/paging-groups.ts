import { expect, fail, given, must, resourcesOf, scenario, should } from '../../harness/language.js';
import { expectTotal, idsIn, listed, page } from './_pages.js';
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

  should(
    'protocol.paging-groups.walk',
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
