/** Okta's published SPEC test of SCIM 2.0, step by step: what its export asserts, and nothing else. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  interop,
  listProblem,
  namesSchema,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  scenario,
  urns,
  type Context,
  type ScimResponse,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { existing, speaking } from '../_conversation.js';
import { expectError, expectHeld, expectNobody } from '../_judge.js';
import { isMapped, newPerson, textOf } from '../_people.js';

/** The export's own agent and media type. */
const HEADERS = { 'user-agent': 'OKTA SCIM Integration', accept: 'application/scim+json' };
/** Fixed values of the export. */
const INVALID_MAIL = 'abcdefgh@example.com';
const [UNKNOWN_ID, SHORT_ID] = ['010101001010101011001010101011', '00919288221112222'];
/** What the first user must show. */
const SHOWN = ['id', 'name.familyName', 'name.givenName', 'userName', 'active', 'emails.value'];

const ask = ({ scim }: Context, path: string): Promise<ScimResponse> =>
  scim.request('GET', path, undefined, { headers: HEADERS });

const byName = (context: Context, name: string): Promise<ScimResponse> =>
  ask(context, `/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`);

/** Every attribute that the test asks for; not applicable where the target publishes it not at all, or has no place for it. */
function expectShown(context: Context, user: unknown, exchange: number, sent?: unknown): void {
  for (const path of SHOWN) {
    const value = readAll(user, path)[0];
    if (value !== undefined && value !== null && value !== '') continue;
    if (path !== 'id' && !isMapped(context, path))
      notApplicable(`the target does not publish ${path}, which the test asks for`);
    if (path !== 'id' && sent !== undefined && readAll(sent, path).length === 0)
      notApplicable(`by what the target publishes, its user could not be given ${path}`);
    fail(`a user with ${path}`, 'a user without it', { exchange });
  }
}

scenario('SPEC test: what is there', () => {
  const { created } = existing('okta-oin');
  const first = given('the first user is listed', (context) => {
    void created.resource;
    return context.settle(
      () => ask(context, '/Users?count=1&startIndex=1'),
      (seen) => seen.status !== 200 || resourcesOf(seen).length > 0,
    );
  });

  interop(
    'interop.okta-oin.spec.first-user',
    {
      ...rule('OKTA-SPEC-01'),
      title: 'step 1: the first user has id, names, userName, active and an address',
      fix: 'Leave accounts of the system out of GET /Users, or give them names, active and an address.',
      why: 'The test takes the first user of the list, whoever that is.',
    },
    (context) => {
      const { response } = first;
      expect(response).to.have.status(200);
      if (!namesSchema(response.json, urns.LIST_RESPONSE))
        fail('schemas with ListResponse', 'a list without it', { exchange: response.n });
      for (const name of ['itemsPerPage', 'startIndex', 'totalResults'])
        if (typeof read(response.json, name) !== 'number')
          fail(`${name} as a number`, JSON.stringify(read(response.json, name)) ?? 'missing', { exchange: response.n });
      const [user] = resourcesOf(response);
      if (!user) fail('a user', 'an empty list', { exchange: response.n });
      // Another object of this run, made without names on purpose, tells nothing about the target.
      const ours = context.a.marker().split('-')[0] ?? '';
      if (read(user, 'id') !== created.id && JSON.stringify(user).includes(`${ours}-`)) {
        expectShown(context, created.resource, created.response.n, created.sent);
        return 'judged by the user of this test: the first of the list is another one of this run';
      }
      expectShown(context, user, response.n);
      return undefined;
    },
  );

  interop(
    'interop.okta-oin.spec.user-by-id',
    {
      ...rule('OKTA-SPEC-02'),
      title: 'step 2: a user is read by its id with the same attributes',
      fix: 'Answer GET /Users/{id} with the user that the list shows.',
    },
    async (context) => {
      const response = await ask(context, created.path);
      expect(response).to.have.status(200);
      expect(response.json).to.hold('id', created.id);
      expectShown(context, response.json, response.n, created.sent);
    },
  );

  interop(
    'interop.okta-oin.spec.groups',
    {
      ...rule('OKTA-SPEC-10'),
      title: 'step 10: groups are listed',
      fix: 'Answer GET /Groups with 200 and Resources as an array, within 600 ms.',
      needs: 'groups',
    },
    async (context) => {
      const response = await ask(context, '/Groups');
      expect(response).to.have.status(200);
      if (listProblem(response) !== undefined)
        fail('Resources as an array', describeAnswer(response), { exchange: response.n });
      return `answered in ${Math.round(response.elapsedMs)} ms; the test asks for 600 at most`;
    },
  );
});

scenario('SPEC test: what is not there', () => {
  interop(
    'interop.okta-oin.spec.invalid-user',
    {
      ...rule('OKTA-SPEC-03'),
      title: 'step 3: a look-up of an invalid address answers an empty list',
      fix: 'Answer 200 with totalResults 0 when nobody has the userName.',
    },
    async (context) => expectNobody(await byName(context, INVALID_MAIL)),
  );

  interop(
    'interop.okta-oin.spec.unknown-id',
    {
      ...rule('OKTA-SPEC-04'),
      title: 'step 4: an unknown id is answered 404 with a detail',
      fix: 'Answer 404 with an Error message and a detail, whatever the unknown id looks like.',
    },
    async (context) => expectError(await ask(context, `/Users/${UNKNOWN_ID}`), 404, true),
  );

  interop(
    'interop.okta-oin.spec.fresh-user',
    {
      ...rule('OKTA-SPEC-05'),
      title: 'step 5: a look-up of a fresh address answers an empty list',
      fix: 'Answer 200 with totalResults 0 when nobody has the userName.',
    },
    async (context) => expectNobody(await byName(context, context.a.userName())),
  );

  interop(
    'interop.okta-oin.spec.wrong-token',
    {
      ...rule('OKTA-SPEC-11'),
      title: 'step 11: a wrong token is answered 401 with a detail',
      fix: 'Answer 401 with an Error message, its detail and its status.',
    },
    async ({ scim }) => {
      const response = await scim.request('GET', '/Users', undefined, { headers: HEADERS, auth: 'wrong' });
      if (response.status === 200) notApplicable('the target answers without valid credentials');
      expectError(response, 401, true);
    },
  );

  interop(
    'interop.okta-oin.spec.short-id',
    {
      ...rule('OKTA-SPEC-12'),
      title: 'step 12: another unknown id is answered 404 with a detail',
      fix: 'Answer 404 with an Error message and a detail, whatever the unknown id looks like.',
    },
    async (context) => expectError(await ask(context, `/Users/${SHORT_ID}`), 404, true),
  );
});

scenario('SPEC test: a user is created', () => {
  const who = given('a person', (context) => newPerson(context));
  const post = speaking('okta-oin', ({ scim, dialect }) =>
    scim.request('POST', '/Users', dialect.createUser(who.value).body, {
      headers: { ...HEADERS, 'content-type': 'application/json' },
    }),
  );
  const created = given('the person is created', post);
  const again = given('the person is created again', (context) => {
    void created.resource;
    return post(context);
  });
  const names = ['userName', 'name.givenName', 'name.familyName'];

  interop(
    'interop.okta-oin.spec.create',
    {
      ...rule('OKTA-SPEC-06'),
      title: 'step 6: a create as application/json is answered 201 with what was sent',
      fix: 'Answer 201 with id, active true, the names and userName as sent, and the core User schema.',
    },
    () => {
      expect(created.response).to.have.status(201);
      expect(idOf(created.response)).not.to.equal('');
      expectHeld(created.response, { ...who.value, active: true }, 'kept', [...names, 'active']);
      if (!namesSchema(created.response.json, urns.USER_SCHEMA))
        fail('schemas with the core User schema', 'a user without it', { exchange: created.response.n });
    },
  );

  interop(
    'interop.okta-oin.spec.read',
    {
      ...rule('OKTA-SPEC-07'),
      title: 'step 7: the new user is read with the same values',
      fix: 'Store what a create holds, and show it to GET /Users/{id}.',
    },
    async (context) => {
      const response = await ask(context, created.path);
      expect(response).to.have.status(200);
      expectHeld(response, { ...who.value, active: true }, 'kept', [...names, 'active']);
    },
  );

  interop(
    'interop.okta-oin.spec.duplicate',
    {
      ...rule('OKTA-SPEC-08'),
      title: 'step 8: the same create again is answered 409',
      fix: 'Answer 409 before storing anything when userName is taken.',
    },
    () => expect(again.response).to.have.status(409),
  );

  interop(
    'interop.okta-oin.spec.capitals',
    {
      ...rule('OKTA-SPEC-09'),
      title: 'step 9: a look-up by userName in capitals is answered 200',
      fix: 'Answer the filter with 200, whatever the letter case of its value.',
    },
    async (context) => {
      void created.resource;
      expect(await byName(context, textOf(who.value, 'userName').toUpperCase())).to.have.status(200);
    },
  );
});
