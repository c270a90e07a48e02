/** Okta imports users and groups, page by page. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  interop,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  succeeded,
  totalOf,
  type ScimResponse,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { changeUser, idsIn, speaking, type Talk } from '../_conversation.js';
import { expectList } from '../_judge.js';
import { isMapped, newPerson } from '../_people.js';

const total = (response: ScimResponse): number => Number(totalOf(response));

/** A page of users as the import asks for it. */
const page = ({ say, dialect }: Talk, startIndex: number, count: number): Promise<ScimResponse> =>
  say(dialect.listUsers({ startIndex, count }));

/** Pages of a hundred that are read at most. */
const MOST_PAGES = 12;

/** Reads the list of users until one is shown: whether it was, and whether the list was read to its end. */
async function walk(talk: Talk, id: string): Promise<{ shown: boolean; whole: boolean; last: ScimResponse }> {
  let last = await page(talk, 1, 100);
  let received = resourcesOf(last).length;
  for (let pages = 1; pages < MOST_PAGES && !idsIn(last).includes(id) && received < total(last); pages += 1) {
    last = await page(talk, received + 1, 100);
    if (resourcesOf(last).length === 0) break;
    received += resourcesOf(last).length;
  }
  return { shown: idsIn(last).includes(id), whole: received > 0 && received >= total(last), last };
}

scenario('Okta imports users', () => {
  const made = given(
    'five people are created',
    speaking('okta-oin', async (talk) => {
      const ids: string[] = [];
      for (let n = 0; n < 5; n += 1) ids.push(idOf(await talk.say(talk.dialect.createUser(newPerson(talk)))));
      return ids;
    }),
  );
  const first = given(
    'the first page of two is read',
    speaking('okta-oin', async (talk) => {
      const least = made.value.length;
      await talk.still();
      return talk.settle(
        () => page(talk, 1, 2),
        (seen) => total(seen) >= least,
      );
    }),
  );
  const second = given(
    'the second page of two is read',
    speaking('okta-oin', (talk) => page(talk, 3, 2)),
  );
  const third = given(
    'the third page of one is read',
    speaking('okta-oin', (talk) => page(talk, 5, 1)),
  );

  interop(
    'interop.okta.import.numbers',
    {
      ...rule('OKTA-IMPORT-01'),
      title: 'totalResults, startIndex and itemsPerPage are numbers',
      fix: 'Write the three members of a list as integers, not as text, and leave none out.',
    },
    () => {
      expectList(first.response);
      for (const name of ['totalResults', 'startIndex', 'itemsPerPage']) {
        const value = read(first.response.json, name);
        if (typeof value !== 'number')
          fail(`${name} as a number`, `${name} ${JSON.stringify(value) ?? 'missing'}`, { exchange: first.response.n });
      }
    },
  );

  interop(
    'interop.okta.import.total',
    {
      ...rule('OKTA-IMPORT-02'),
      title: 'totalResults counts all users, not those of the page',
      fix: 'Count every user that the query matches, whatever the page.',
    },
    speaking('okta-oin', async (talk) => {
      expectList(first.response);
      if (total(first.response) < made.value.length)
        fail(`a total of ${made.value.length} or more`, `totalResults ${total(first.response)}`, {
          exchange: first.response.n,
        });
      const behind = await page(talk, total(first.response) + 1, 1);
      // Somebody else may create or delete users meanwhile.
      if (total(await page(talk, 1, 2)) !== total(first.response)) return;
      if (total(second.response) !== total(first.response))
        fail(`totalResults ${total(first.response)} on every page`, `totalResults ${total(second.response)}`, {
          exchange: second.response.n,
        });
      // Where far behind the end comes something too, the end is judged by another check.
      const farBehind = await page(talk, total(first.response) + 100, 1);
      if (resourcesOf(behind).length > 0 && resourcesOf(farBehind).length === 0)
        fail('no user behind the last one that totalResults counts', 'another user', { exchange: behind.n });
    }),
  );

  interop(
    'interop.okta.import.items-per-page',
    {
      ...rule('OKTA-IMPORT-03'),
      title: 'itemsPerPage is the number of resources in the page',
      fix: 'Set itemsPerPage to the number of Resources in the answer.',
    },
    speaking('okta-oin', async (talk) => {
      const last = await page(talk, Math.max(1, total(second.response)), 100);
      for (const response of [first.response, last]) {
        const said = read(response.json, 'itemsPerPage');
        if (said !== resourcesOf(response).length)
          fail(`itemsPerPage ${resourcesOf(response).length}`, `itemsPerPage ${JSON.stringify(said)}`, {
            exchange: response.n,
          });
      }
    }),
  );

  interop(
    'interop.okta.import.count',
    {
      ...rule('OKTA-IMPORT-05'),
      title: 'count limits the page',
      fix: 'Answer no more resources than count asks for.',
    },
    () => {
      for (const response of [first.response, second.response]) {
        expectList(response);
        if (resourcesOf(response).length > 2)
          fail('two users at most', `${resourcesOf(response).length} users`, { exchange: response.n });
      }
    },
  );

  interop(
    'interop.okta.import.pages',
    {
      ...rule('OKTA-IMPORT-04'),
      title: 'pages follow each other without gap or overlap, in one order',
      fix: 'Count startIndex from 1, and sort by something that does not change, such as the id.',
    },
    speaking('okta-oin', async (talk) => {
      const pages = [first.response, second.response, third.response];
      pages.forEach(expectList);
      const ids = pages.flatMap(idsIn);
      if (ids.length < 5) fail('five users on three pages', `${ids.length}`, { exchange: third.response.n });
      if (new Set(ids).size < ids.length)
        fail('each user on one page', 'a user on two pages', { exchange: second.response.n });
      const whole = await page(talk, 1, 5);
      const order = idsIn(whole).slice(0, ids.length);
      if (order.length >= ids.length && order.some((id, index) => id !== ids[index]))
        fail('the same users in the same order on one page of five', 'others, or another order', { exchange: whole.n });
    }),
  );

  interop(
    'interop.okta.import.beyond-the-end',
    {
      ...rule('OKTA-IMPORT-06'),
      title: 'a startIndex behind the end answers an empty page',
      fix: 'Answer 200 with no Resources and itemsPerPage 0 behind the last page.',
    },
    speaking('okta-oin', async (talk) => {
      expectList(first.response);
      const response = await page(talk, total(first.response) + 100, 100);
      expectList(response);
      if (resourcesOf(response).length > 0)
        fail('an empty page', `${resourcesOf(response).length} users`, { exchange: response.n });
    }),
  );
});

scenario('Okta asks for no user', () => {
  interop(
    'interop.okta.import.none-asked',
    {
      ...rule('OKTA-IMPORT-08'),
      title: 'count 0 answers an empty page with the total',
      fix: 'Answer count=0 with 200, totalResults and no Resources; do not take 0 for "not given".',
    },
    speaking('okta-oin', async (talk) => {
      idOf(await talk.say(talk.dialect.createUser(newPerson(talk))));
      const response = await page(talk, 1, 0);
      expectList(response);
      if (resourcesOf(response).length > 0)
        fail('an empty page', `${resourcesOf(response).length} users`, { exchange: response.n });
    }),
  );
});

scenario('Okta imports a user who is disabled', () => {
  interop(
    'interop.okta.import.disabled',
    {
      ...rule('OKTA-USER-20', 'OKTA-IMPORT-02'),
      class: 'degrades',
      title: 'a disabled user is in the list of all users',
      fix: 'List users whatever their state, as a read by id shows them.',
      why: 'An import does not see who is disabled, and the next create ends in a conflict.',
    },
    speaking('okta-oin', async (talk) => {
      if (!isMapped(talk, 'active')) notApplicable('the target does not publish active');
      const id = idOf(await talk.say(talk.dialect.createUser(newPerson(talk))));
      const answer = await changeUser(talk, id, (current) => talk.dialect.disableUser(id, current));
      if (!succeeded(answer)) notApplicable(`the target refuses to disable a user: ${describeAnswer(answer)}`);
      await talk.still();
      const { shown, whole, last } = await talk.settle(
        () => walk(talk, id),
        (seen) => seen.shown,
      );
      if (shown) return;
      if (!whole) notApplicable('the list is not read to its end');
      expect(await talk.say(talk.dialect.readUser(id))).to.have.status(200);
      fail('the disabled user in the list', `${total(last)} users without it`, { exchange: last.n });
    }),
  );
});

scenario('Okta imports groups', { needs: 'groups' }, () => {
  interop(
    'interop.okta.import.groups',
    {
      ...rule('OKTA-GROUP-12'),
      title: 'groups are listed in pages',
      fix: 'Support startIndex and count on /Groups; members may be left out.',
    },
    speaking('okta-oin', async ({ say, dialect, a, still }) => {
      for (let n = 0; n < 2; n += 1) idOf(await say(dialect.createGroup({ displayName: `Team ${a.marker()}` })));
      await still();
      const one = await say(dialect.listGroups({ startIndex: 1, count: 1 }));
      expectList(one);
      if (resourcesOf(one).length > 1)
        fail('one group at most', `${resourcesOf(one).length} groups`, { exchange: one.n });
      if (total(one) < 2) notApplicable('the list does not show the groups that were just created');
      const two = await say(dialect.listGroups({ startIndex: 2, count: 1 }));
      expectList(two);
      if (resourcesOf(one).length === 0 || idsIn(one)[0] === idsIn(two)[0])
        fail('another group on the next page', 'the same, or none', { exchange: two.n });
    }),
  );
});
