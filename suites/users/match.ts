import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  mayLackTotal,
  must,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  scenario,
  should,
  totalOf,
  type Capabilities,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

const ids = (response: ScimResponse): unknown[] => resourcesOf(response).map((user) => read(user, 'id'));

/** Asks with a filter and gives the answer when it holds `id`, or the last one. */
function lookUp({ scim, settle }: Context, filter: string, id: string): Promise<ScimResponse> {
  return settle(
    () => scim.get('/Users', { query: { filter } }),
    (response) => ids(response).includes(id),
  );
}

function expectTotal(response: ScimResponse, wanted: number, target: Capabilities): void {
  const total = totalOf(response);
  if (total !== undefined || !mayLackTotal(response, target))
    expect(total).to.equal(wanted, `totalResults ${wanted}, the server answered ${String(total)}`);
}

/** The filter found this user and nothing else. */
function expectOnly(response: ScimResponse, id: string, what: string, target: Capabilities): void {
  expect(response).to.be.listResponse();
  const found = ids(response);
  if (!found.includes(id))
    fail(
      `the user with ${what} to be found`,
      `${found.length} other users, totalResults ${String(totalOf(response))}`,
      { exchange: response.n },
    );
  if (found.length > 1) fail(`only the user with ${what}`, `${found.length} users`, { exchange: response.n });
  expectTotal(response, 1, target);
}

scenario('Looking a user up before creating it', { needs: 'filter' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const other = given('another user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const byName = given('it is looked up by userName', (context) =>
    lookUp(context, `userName eq "${String(read(user.resource, 'userName'))}"`, user.id),
  );

  must(
    'users.match.user-name',
    {
      title: 'a filter on userName finds that user and no other',
      spec: ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
      fix: 'Support the filter userName eq "…": every identity provider matches by it.',
      why: 'A look-up that misses makes a duplicate; one that finds another user overwrites a stranger.',
    },
    ({ target }) => {
      expect(other.id).to.not.equal(user.id, 'two users with two ids, the server answered one id for both');
      expectOnly(byName.response, user.id, 'that userName', target);
      const hit = resourcesOf(byName.response)[0];
      expect(hit).to.hold('userName', read(user.resource, 'userName'));
    },
  );

  should(
    'users.match.full-resource',
    {
      title: 'a look-up shows the same values as GET by id',
      spec: 'RFC7644-3.4.2-12',
      fix: 'Build list entries from the same representation as single resources.',
    },
    async ({ scim, target }) => {
      expectOnly(byName.response, user.id, 'that userName', target);
      const hit = resourcesOf(byName.response)[0];
      const single = await scim.get(user.path);
      expect(single).to.be.scimResource('User');
      for (const path of ['userName', 'externalId', 'displayName', 'name.givenName', 'name.familyName', 'active'])
        if (read(single.json, path) !== undefined) expect(hit).to.hold(path, read(single.json, path));
      expect(readAll(hit, 'emails.value')).to.have.members(
        readAll(single.json, 'emails.value'),
        'the e-mails of the user, the server answered others',
      );
    },
  );

  must(
    'users.match.none',
    {
      title: 'a look-up without match answers 200 with an empty list',
      spec: 'RFC7644-3.4.2-11',
      fix: 'Answer 200 with totalResults 0 and no Resources; never 404.',
      why: 'Entra quarantines an endpoint that answers 404 to its test connection.',
    },
    async ({ scim, a, target }) => {
      expectOnly(byName.response, user.id, 'that userName', target);
      const response = await scim.get('/Users', { query: { filter: `userName eq "${a.userName()}"` } });
      expect(response).to.be.listResponse();
      expectTotal(response, 0, target);
      expect(resourcesOf(response)).to.have.length(0, 'no Resources, the server answered with some');
    },
  );

  must(
    'users.match.any-case',
    {
      title: 'a look-up by userName disregards letter case',
      spec: 'RFC7644-3.4.2.2-51',
      fix: 'Compare userName without regard to letter case, unless the schema says caseExact.',
      why: 'Directories change the case of names; a miss makes a second account.',
    },
    async (context) => {
      const { target } = context;
      expectOnly(byName.response, user.id, 'that userName', target);
      if (target.attribute('/Users', 'userName')?.caseExact) notApplicable('userName is published as caseExact');
      const upper = String(read(user.resource, 'userName')).toUpperCase();
      expectOnly(
        await lookUp(context, `userName eq "${upper}"`, user.id),
        user.id,
        'that userName in upper case',
        target,
      );
    },
  );
});

/** A target need not filter by every attribute, and says so: 403, or 400 that is about the filter and not about a value. */
function isRefused({ status, json }: ScimResponse): boolean {
  const scimType = read(json, 'scimType');
  return (
    status === 403 ||
    (status === 400 && (scimType === undefined || /^(invalidFilter|tooMany)$/i.test(String(scimType))))
  );
}

scenario('Looking a user up by other attributes', { needs: 'filter' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  const stored = given('the user is read', ({ scim }) => scim.get(user.path));

  const judge = async (
    context: Context,
    path: string,
    filter: (value: string, user: JsonObject) => string,
  ): Promise<void> => {
    const value = read(stored.resource, path);
    if (typeof value !== 'string') notApplicable(`the target does not give ${path} back`);
    const response = await lookUp(context, filter(value, stored.resource), user.id);
    if (isRefused(response)) notApplicable(`the target answers ${describeAnswer(response)} to a filter on ${path}`);
    expectOnly(response, user.id, `that ${path}`, context.target);
  };

  must(
    'users.match.external-id',
    {
      title: 'a filter on externalId finds that user and no other',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Support the filter externalId eq "…".',
      why: 'Entra matches by externalId where the mapping says so.',
    },
    (context) => judge(context, 'externalId', (value) => `externalId eq "${value}"`),
  );

  must(
    'users.match.email',
    {
      title: 'a filter on emails.value finds that user and no other',
      spec: 'RFC7644-3.4.2.2-43',
      fix: 'Where emails.value can be filtered, compare every element and return only the users that match.',
    },
    (context) => judge(context, 'emails.value', (value) => `emails.value eq "${value}"`),
  );

  must(
    'users.match.value-path',
    {
      title: 'a value path on emails finds that user and no other',
      spec: 'RFC7644-3.4.2.2-31',
      fix: 'Where brackets are supported, apply the whole bracket to one element.',
    },
    (context) =>
      judge(context, 'emails.value', (value, user) => {
        const type = read(
          entries(user, 'emails').find((each) => read(each, 'value') === value),
          'type',
        );
        return `emails[type eq "${String(type ?? 'work')}" and value eq "${value}"]`;
      }),
  );

  must(
    'users.match.display-name',
    {
      title: 'a filter on displayName finds that user and no other',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Where displayName can be filtered, return only the users that match.',
    },
    (context) => judge(context, 'displayName', (value) => `displayName eq "${value}"`),
  );
});
