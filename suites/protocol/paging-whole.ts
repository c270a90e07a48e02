import {
  describeAnswer,
  expect,
  fail,
  given,
  isRefusal,
  must,
  notApplicable,
  pathOf,
  read,
  resourcesOf,
  scenario,
  succeeded,
  totalOf,
} from '../../harness/language.js';

/** Paging does not need filters: what a target without them answers is seen here, when few others add and delete users. */
scenario('Pages of all users', { needs: 'users', last: true }, () => {
  const users = given('two users are posted', async ({ scim, a }) => [
    await scim.post('/Users', a.user()),
    await scim.post('/Users', a.user()),
  ]);
  const whole = given('all users are listed', ({ scim }) => scim.get('/Users'));
  const one = given('one of all users is asked for', async ({ scim, settle }) => {
    if (whole.response.status !== 200) notApplicable(`a list of all is answered ${describeAnswer(whole.response)}`);
    return settle(
      () => scim.get('/Users', { query: { count: 1 } }),
      (response) => response.status !== 200 || Number(totalOf(response) ?? 2) > 1,
    );
  });
  /** A target may want no paging of everything, and says so. */
  const page = () => {
    const made = users.value.filter(({ status }) => status === 201);
    if (made.length < 2) notApplicable('the target does not take two users');
    if (resourcesOf(whole.response).length < 2) notApplicable('the list of all users shows fewer than two');
    if (isRefusal(one.response)) notApplicable(`count is answered ${describeAnswer(one.response)}`);
    expect(one.response).to.have.status(200);
    return one.response;
  };

  must(
    'protocol.paging-whole.count',
    {
      title: 'a page of all users has no more than count of them',
      spec: 'RFC7644-3.4.2.4-05',
      fix: 'Read count in lists without a filter, too.',
    },
    () => {
      const got = resourcesOf(page()).length;
      if (got > 1) fail('at most 1 resource', `${got} resources`);
    },
  );

  must(
    'protocol.paging-whole.total',
    {
      title: 'a page of all users tells how many there are',
      spec: 'RFC7644-3.4.2-06',
      fix: 'Count all users before cutting the page.',
      why: 'Clients stop at totalResults: what lies beyond is never seen.',
    },
    async ({ scim, settle }) => {
      const total = read(page().json, 'totalResults');
      // A page with a cursor need not have it (RFC 9865 section 2).
      if (total === undefined) notApplicable('the target gives no totalResults with a page');
      if (typeof total !== 'number' || total < 2)
        fail('totalResults 2 or more', `totalResults ${JSON.stringify(total)}`);
      // What was deleted counts no more: the last place is that of a user.
      const [, last] = users.value;
      if (!last || !succeeded(await scim.delete(pathOf(last)))) return;
      const at = async (startIndex: number) => {
        const response = await scim.get('/Users', { query: { startIndex, count: 1 } });
        const now = Number(totalOf(response));
        return { response, startIndex, now, isEmpty: response.status === 200 && resourcesOf(response).length === 0 };
      };
      let seen = await at(Number(read((await scim.get('/Users', { query: { count: 1 } })).json, 'totalResults')));
      // Others add and delete users meanwhile, and lists may lag.
      await settle(
        async () => (seen = await at(seen.now)),
        ({ isEmpty }) => !isEmpty,
      );
      if (seen.isEmpty && seen.now >= seen.startIndex && seen.now > 0)
        fail(`a user at ${seen.startIndex} of ${seen.now}`, 'an empty page', { exchange: seen.response.n });
    },
  );
});
