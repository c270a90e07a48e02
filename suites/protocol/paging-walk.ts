import {
  expect,
  fail,
  given,
  judgeEach,
  read,
  resourcesOf,
  scenario,
  should,
  type ScimResponse,
} from '../../harness/language.js';
import { listed, needsFilter } from './_pages.js';
import { people } from './_people.js';
import { ask, nextPage, type Query } from './_query.js';

scenario('Walking through a list', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', async (context) => listed(context, await people(), 'userName'));

  should(
    'protocol.paging-walk.each-once',
    {
      title: 'walking by the number of resources received visits each once',
      spec: 'RFC7644-3.4.2.4-13',
      fix: 'Honor startIndex, serve every match on some page, and give lists a stable order (by id if nothing else is asked).',
      why: 'Clients that import users page by page miss some and see others twice.',
    },
    (context) => {
      let most: ScimResponse | undefined;
      return judgeEach(
        [100, 1, 3, 5],
        (count) => `count=${count}`,
        async (count) => {
          const { own } = made.value;
          const query: Query = { ...made.value.query, count };
          const ids: unknown[] = [];
          let next: Query | undefined = query;
          for (let pages = 0; next && pages <= own.length; pages += 1) {
            const response = await ask(context, '/Users', next);
            expect(response).to.have.status(200);
            most ??= response;
            ids.push(...resourcesOf(response).map((resource) => read(resource, 'id')));
            next = nextPage(response, query, ids.length);
          }
          const missed = own.filter(({ id }) => !ids.includes(id)).map(({ label }) => label);
          const repeated = own
            .filter(({ id }) => ids.filter((each) => each === id).length > 1)
            .map(({ label }) => label);
          if (missed.length === 0 && repeated.length === 0 && ids.length === own.length) return;
          if (most) needsFilter(most, made.value);
          fail(
            `each of ${own.length} users once`,
            `${ids.length} entries${missed.length > 0 ? `; missing ${missed.join(', ')}` : ''}${
              repeated.length > 0 ? `; more than once ${repeated.join(', ')}` : ''
            }`,
          );
        },
      );
    },
  );
});
