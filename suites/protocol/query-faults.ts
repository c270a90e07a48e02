import {
  describeAnswer,
  fail,
  given,
  isServerFault,
  judgeEach,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  withValue,
  type Feature,
  type ScimResponse,
} from '../../harness/language.js';

scenario('Queries that clients get wrong', { needs: 'users' }, () => {
  should(
    'protocol.query-faults.no-crash',
    {
      title: 'an odd filter, unknown sortBy or huge number is no fault of the server',
      spec: 'RFC7644-3.12-08',
      fix: 'Answer 400, or ignore the parameter; 5xx tells the client to try again.',
      why: 'Clients repeat a request that was answered 500, and alarms go off for a slip of the client.',
    },
    async ({ scim }) => {
      const plain = await scim.get('/Users', { query: { count: 1 } });
      if (plain.status >= 500) notApplicable(`the plain list is answered ${plain.status}`);
      await judgeEach(
        [
          ['filter', ''],
          ['filter', ' '],
          ['filter', 'meta.created co "2"'],
          // Text where a column holds another type.
          ['filter', 'id eq "scimspec"'],
          ['filter', 'groups.value eq "scimspec"'],
          ['filter', 'meta.created gt "scimspec"'],
          ['filter', 'userName eq 5'],
          ['filter', 'active eq "scimspec"'],
          ['sortBy', 'nobodyHasThis'],
          ['sortBy', ''],
          // Beyond 32 bits.
          ['startIndex', '4294967297'],
          ['count', '4294967297'],
        ] as const,
        ([name, value]) => `${name}=${value}`,
        async ([name, value]) => {
          const response = await scim.get('/Users', { query: { count: 1, [name]: value } });
          if (isServerFault(response)) fail('a 4xx, or the list', describeAnswer(response), { exchange: response.n });
        },
      );
    },
  );
});

/** Fails on a status by which the server takes the blame. */
function expectNoFault(response: ScimResponse): void {
  if (isServerFault(response)) fail('a 4xx', describeAnswer(response), { exchange: response.n });
}

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
          { name: 'GET of /Bulk', send: () => scim.get('/Bulk') },
          {
            name: 'a list with a scheme and no token',
            send: () => scim.get('/Users', { auth: 'empty', query: { count: 1 } }),
          },
          { name: 'POST to one user', send: () => scim.post(user.path, a.user()) },
          {
            name: 'POST of XML',
            send: () => scim.post('/Users', '<User/>', { headers: { 'content-type': 'application/xml' } }),
          },
          {
            name: 'POST of plain text',
            send: () => scim.post('/Users', a.marker(), { headers: { 'content-type': 'text/plain' } }),
          },
          {
            name: 'POST of a form',
            send: () =>
              scim.post('/Users', `userName=${a.marker()}`, {
                headers: { 'content-type': 'application/x-www-form-urlencoded' },
              }),
          },
        ],
        ({ name }) => name,
        async ({ send }) => expectNoFault(await send()),
      ),
  );
});

scenario('Bodies that no client should send', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const where = (place: string, body: string): string => `${place} with ${body || 'an empty body'}`;

  should(
    'protocol.query-faults.odd-bodies',
    {
      title: 'a body that makes no sense is no fault of the server',
      spec: ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
      fix: 'Answer 400 with scimType invalidSyntax or invalidValue; 5xx asks for another try.',
      why: 'A provider that is answered 500 repeats the request for days.',
    },
    async ({ scim, a, target }) => {
      const offers = (feature: Feature): boolean => target.lacks(feature) === undefined;
      const operations = (value: string): string => `{"schemas":["${urns.PATCH_OP}"]${value}}`;
      const jobs = (value: string): string => `{"schemas":["${urns.BULK_REQUEST}"]${value}}`;
      const places: { name: string; bodies: string[]; send: (body: string) => Promise<ScimResponse> }[] = [
        {
          name: 'POST to users',
          bodies: ['null', `{"userName":"${a.marker()}",}`, JSON.stringify(a.user({ phoneNumbers: [null] }))],
          send: (body) => scim.post('/Users', body),
        },
        { name: 'PUT of a user', bodies: ['', '[]', '{"'], send: (body) => scim.put(user.path, body) },
        {
          name: 'PATCH of a user',
          bodies: offers('patch')
            ? ['', '{"', ...['', ',"Operations":{}', ',"Operations":[]', ',"Operations":[null]'].map(operations)]
            : [],
          send: (body) => scim.patch(user.path, body),
        },
        {
          name: 'POST to groups',
          bodies: offers('groups') ? ['[]'] : [],
          send: (body) => scim.post('/Groups', body),
        },
        {
          name: 'POST to .search',
          bodies: offers('filter') ? ['[]'] : [],
          send: (body) => scim.post('/Users/.search', body),
        },
        {
          name: 'POST to /Bulk',
          bodies: offers('bulk') ? [',"Operations":{}', ',"Operations":[]', ',"Operations":[null]'].map(jobs) : [],
          send: (body) => scim.post('/Bulk', body),
        },
      ];
      await judgeEach(
        places.flatMap(({ name, bodies, send }) => bodies.map((body) => ({ name: where(name, body), body, send }))),
        ({ name }) => name,
        async ({ body, send }) => expectNoFault(await send(body)),
      );
    },
  );
});

scenario('Values that no client should send', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  should(
    'protocol.query-faults.odd-operations',
    {
      title: 'a PATCH operation that makes no sense is no fault of the server',
      spec: ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
      fix: 'Look at the kinds of op, path and value before you use them, and answer 400.',
      needs: 'patch',
    },
    async ({ scim }) => {
      resourceOf(user.response);
      await judgeEach(
        [
          { path: 'displayName', value: 'x' },
          { op: 5, path: 'displayName', value: 'x' },
          { op: 'replace', path: 5, value: 'x' },
          { op: 'add', value: 'x' },
          { op: 'add', path: 'emails' },
          { op: 'replace', path: 'name', value: 'x' },
          { op: 'remove', path: 'displayName.part' },
          { op: 'replace', path: 'displayName[value eq "x"]', value: 'x' },
          { op: 'replace', path: 'emails[type eq "work"].part', value: 'x' },
          { op: 'replace', value: { name: { part: 'x' } } },
          { op: 'replace', value: { part: 'x' } },
        ],
        (operation) => JSON.stringify(operation),
        async (operation) => expectNoFault(await scim.patch(user.path, [operation])),
      );
    },
  );

  should(
    'protocol.query-faults.unknown-references',
    {
      title: 'a reference to a user that does not exist is no fault of the server',
      spec: 'RFC7644-3.12-08',
      fix: 'Store the reference, or answer 400; a broken foreign key is no reason for 500.',
    },
    async ({ scim, a, target }) => {
      const value = a.unknownId(user.id);
      const probes: { name: string; send: () => Promise<ScimResponse> }[] = [];
      if (target.lacks('groups') === undefined)
        probes.push({ name: 'a member', send: () => scim.post('/Groups', a.group({ members: [value] })) });
      if (target.attribute('/Users', `${urns.ENTERPRISE_USER_SCHEMA}:manager`)) {
        const schemas = [urns.USER_SCHEMA, urns.ENTERPRISE_USER_SCHEMA];
        const extension = { [urns.ENTERPRISE_USER_SCHEMA]: { manager: { value } } };
        probes.push({ name: 'a manager', send: () => scim.post('/Users', a.user({ schemas, ...extension })) });
      }
      await judgeEach(
        probes,
        ({ name }) => name,
        async ({ send }) => expectNoFault(await send()),
        'the target has neither members nor managers',
      );
    },
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

const DETAILS = ['title', 'nickName', 'userType', 'profileUrl', 'photos', 'addresses', 'enterprise'];
const LONG = [
  ...['userName', 'externalId', 'displayName', 'title', 'nickName', 'userType', 'profileUrl', 'emails.value'],
  ...['name.familyName', 'name.givenName', 'photos.value', 'addresses.streetAddress', 'addresses.locality'],
  ...['department', 'costCenter'].map((name) => `${urns.ENTERPRISE_USER_SCHEMA}:${name}`),
];

/** A longer value of the same kind, beyond 36, 50, 64 and 100 characters, where columns end; an address keeps its domain. */
function lengthened(path: string, value: string): string {
  const [local, domain] = value.split('@');
  if (domain !== undefined) {
    const name = `${local}.${'of.the.far.branch.office.'.repeat(3)}`.slice(0, 64).replace(/\.$/, 'x');
    return `${name}@${domain === 'example.com' ? 'people.of.the.subsidiary.'.repeat(3) : ''}${domain}`;
  }
  if (/^https?:/.test(value)) return `${value}/${'of/the/subsidiary/'.repeat(11)}index`;
  const long = 'lorem ipsum dolor sit amet consectetur '.repeat(6).trim();
  // No value begins like another: what a provider makes of others is told by that.
  return path === 'externalId' ? `${value} ${long}`.replaceAll(' ', '-') : `${path.split(/[.:]/).at(-1)} ${long}`;
}

scenario('Long text', { needs: 'users' }, () => {
  const made = given('a user with long text is posted', ({ scim, a, target }) => {
    const plain = a.user({ with: DETAILS });
    const paths = LONG.filter((path) => !target.attribute('/Users', path)?.canonicalValues);
    return scim.post(
      '/Users',
      paths.reduce((user, path) => {
        const value = read(plain, path);
        return typeof value === 'string' ? withValue(user, path, lengthened(path, value)) : user;
      }, plain),
    );
  });

  must(
    'protocol.query-faults.not-cut',
    {
      title: 'long text is kept to its end, or refused',
      spec: 'RFC7643-2.3.1-01',
      fix: 'Store the whole value, or answer 400 invalidValue; never cut it without a word.',
      why: 'A provider looks in vain for the name or the id that it gave, and makes the account a second time.',
    },
    async ({ scim, a }) => {
      const whole = succeeded(made.response) ? await scim.get(made.path) : undefined;
      const { sent } = made.response;
      await judgeEach(
        LONG.filter((path) => String(read(sent, path)).length > 36),
        (path) => path,
        async (path) => {
          const long = String(read(sent, path));
          // What is refused with others is tried alone.
          const alone = whole ? undefined : await scim.post('/Users', withValue(a.user({ with: DETAILS }), path, long));
          if (alone && isServerFault(alone))
            fail('the value to be stored, or refused with a 4xx', describeAnswer(alone), { exchange: alone.n });
          if (alone && !succeeded(alone)) notApplicable(`refused: ${describeAnswer(alone)}`);
          const got = whole ?? (await scim.get(pathOf(alone as ScimResponse)));
          const value = read(resourceOf(got), path);
          const isPart = typeof value === 'string' && value.length > 16 && value.length < long.length;
          if (typeof value !== 'string') notApplicable('the target does not show it');
          if (isPart && long.toLowerCase().startsWith(value.slice(0, 16).toLowerCase()))
            fail(`${long.length} characters`, `${value.length} of them`, { exchange: got.n });
        },
        'the target stores no text as sent',
      );
    },
  );
});
