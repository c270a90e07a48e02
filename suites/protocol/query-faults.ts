import {
  describeAnswer,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
} from '../../harness/language.js';

scenario('Queries that clients get wrong', { needs: 'users' }, () => {
  should(
    'protocol.query-faults.no-crash',
    {
      title: 'an empty filter or an unknown sortBy is no fault of the server',
      spec: 'RFC7644-3.12-08',
      fix: 'Answer 400, or ignore the parameter; 5xx tells the client to try again.',
      why: 'Clients repeat a request that was answered 500, and alarms go off for a slip of the client.',
    },
    ({ scim }) =>
      judgeEach(
        [
          ['filter', ''],
          ['filter', ' '],
          ['filter', 'meta.created co "2"'],
          ['sortBy', 'nobodyHasThis'],
          ['sortBy', ''],
        ] as const,
        ([name, value]) => `${name}=${value}`,
        async ([name, value]) => {
          const plain = await scim.get('/Users', { query: { count: 1 } });
          if (plain.status >= 500) notApplicable(`the plain list is answered ${plain.status}`);
          const response = await scim.get('/Users', { query: { [name]: value, count: 1 } });
          if (response.status >= 500 && ![501, 503].includes(response.status))
            fail('a 4xx, or the list', describeAnswer(response), { exchange: response.n });
        },
      ),
  );
});

scenario('Requests that no client should send', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  should(
    'protocol.query-faults.odd-requests',
    {
      title: 'a method, media type or id that is not there is no fault of the server',
      spec: 'RFC7644-3.12-08',
      fix: 'Answer 405 to methods, 415 to media types and 404 to ids that you do not have; 5xx asks for another try.',
    },
    ({ scim, a }) =>
      judgeEach(
        [
          { name: 'OPTIONS', send: () => scim.request('OPTIONS', '/Users', undefined) },
          { name: "GET of an id with '", send: () => scim.get(`${user.path}%27`) },
          { name: 'GET of an id with "', send: () => scim.get(`${user.path}%22`) },
          { name: 'POST to one user', send: () => scim.post(user.path, a.user()) },
          {
            name: 'POST of XML',
            send: () => scim.post('/Users', '<User/>', { headers: { 'content-type': 'application/xml' } }),
          },
        ],
        ({ name }) => name,
        async ({ send }) => {
          const response = await send();
          if (response.status >= 500 && ![501, 503].includes(response.status))
            fail('a 4xx', describeAnswer(response), { exchange: response.n });
        },
      ),
  );
});

scenario('Alternatives in brackets', { needs: ['users', 'filter'] }, () => {
  const made = given('a user with one work address is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ emails: [{ value: `${a.marker()}@example.com`, type: 'work' }] })),
  );
  const got = given('the user is read', ({ scim }) => scim.get(made.path));

  must(
    'protocol.query-faults.brackets-or',
    {
      title: 'or in brackets selects by either side',
      spec: 'RFC7644-3.4.2.2-27',
      fix: 'Evaluate the whole expression in the brackets for each value.',
    },
    async ({ scim }) => {
      const types = readAll(got.resource, 'emails.type').filter((type) => typeof type === 'string');
      const [type] = types;
      if (type === undefined) notApplicable('the user shows no address with a type');
      const mine = `userName eq ${JSON.stringify(read(got.resource, 'userName'))}`;
      const ask = async (brackets: string): Promise<readonly unknown[] | undefined> => {
        const response = await scim.get('/Users', { query: { filter: `${mine} and emails[${brackets}]` } });
        return response.status === 200 ? readAll(response.json, 'Resources.id') : undefined;
      };
      const [hit, miss] = [`type eq ${JSON.stringify(type)}`, 'type eq "nobodyhasthis"'];
      if (!(await ask(hit))?.includes(made.id)) notApplicable('the target does not evaluate brackets beside and');
      for (const brackets of [`${hit} or ${miss}`, `${miss} or ${hit}`]) {
        const ids = await ask(brackets);
        if (ids !== undefined && !ids.includes(made.id)) fail(`the user for emails[${brackets}]`, 'a list without it');
      }
    },
  );
});

scenario('Long text', { needs: 'users' }, () => {
  const long = 'Lorem ipsum dolor sit amet consectetur '.repeat(6).trim();
  const made = given('a user with long text is posted', ({ scim, a }) =>
    scim.post('/Users', { ...a.user(), displayName: long, title: long, nickName: long }),
  );

  must(
    'protocol.query-faults.not-cut',
    {
      title: 'long text is kept to its end, or refused',
      spec: 'RFC7643-2.3.1-01',
      fix: 'Store the whole value, or answer 400 invalidValue; never cut it without a word.',
    },
    async ({ scim }) => {
      if (!succeeded(made.response)) notApplicable(`refused: ${describeAnswer(made.response)}`);
      const now = resourceOf(await scim.get(made.path));
      let seen = 0;
      for (const name of ['displayName', 'title', 'nickName']) {
        const value = read(now, name);
        if (typeof value !== 'string' || value.length < 20 || !long.startsWith(value.trimEnd())) continue;
        seen += 1;
        if (value !== long) fail(`${name} of ${long.length} characters`, `the first ${value.length} of them`);
      }
      if (seen === 0) notApplicable('the target stores none of displayName, title and nickName');
    },
  );
});
