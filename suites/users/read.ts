import {
  blocked,
  describeAnswer,
  expect,
  fail,
  given,
  isErrorMessage,
  isObject,
  isServerFault,
  may,
  must,
  namesSchema,
  notApplicable,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type ScimResponse,
} from '../../harness/language.js';

/** Blocked where something of the other type has the same id, and was found by it rightly. */
function needsOwnId(crossed: ScimResponse, id: string, urn: string, isAnother: boolean): void {
  if (isAnother && succeeded(crossed) && namesSchema(crossed.json, urn) && read(crossed.json, 'id') === id)
    blocked('ids that no two resources share', `${crossed.path} is another resource with that id`);
}

scenario('Reading a user', () => {
  const created = given('a user is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['title', 'password'] })),
  );
  const got = given('the user is read by id', ({ scim, settle }) =>
    settle(
      () => scim.get(created.path),
      (response) => response.status !== 404,
    ),
  );

  must(
    'users.read.by-id',
    {
      title: 'GET of a known id answers 200 with that user',
      spec: ['RFC7644-3.4.1-01', 'RFC7644-3.4.1-02', 'RFC7644-3.2-04'],
      fix: 'Serve GET {endpoint}/{id} with 200 and the resource in the body.',
    },
    () => {
      expect(created.id).to.be.a('string');
      expect(got.response).to.have.status(200);
      expect(got.response).to.be.scimResource('User');
      expect(got.response).to.hold('id', created.id);
      expect(got.response).to.hold('userName', read(created.resource, 'userName'));
    },
  );

  must(
    'users.read.bare-resource',
    {
      title: 'GET by id answers with the bare user, not with a list around it',
      spec: 'RFC7644-3.4.1-03',
      fix: 'Answer GET by id with the resource itself; ListResponse is for queries.',
    },
    () => {
      expect(created.id).to.be.a('string');
      if (!succeeded(got.response) || !isObject(got.response.json)) resourceOf(got.response);
      const schemas = readAll(got.response.json, 'schemas').map((urn) => String(urn).toLowerCase());
      if (schemas.includes(urns.LIST_RESPONSE.toLowerCase()) || readAll(got.response.json, 'Resources').length > 0)
        fail('the user itself', 'a ListResponse', { exchange: got.response.n });
      expect(got.response).to.be.scimResource('User');
    },
  );

  must(
    'users.read.other-endpoint',
    {
      title: 'GET of a user at the endpoint of groups finds nothing',
      spec: ['RFC7644-3.4.1-04', 'RFC7643-3.1-07'],
      fix: 'Look an id up among the resources of the type that the path names.',
      why: 'A client that asks for a group and gets a person writes members into an account.',
      needs: 'groups',
    },
    async ({ scim }) => {
      expect(got.response).to.be.scimResource('User');
      const crossed = await scim.get(`/Groups/${encodeURIComponent(created.id)}`);
      const name = read(crossed.json, 'displayName');
      needsOwnId(crossed, created.id, urns.GROUP_SCHEMA, name !== read(created.resource, 'displayName'));
      if (succeeded(crossed))
        fail('404', `${crossed.status} with ${JSON.stringify(read(crossed.json, 'schemas')) ?? 'another resource'}`, {
          exchange: crossed.n,
        });
      if (isServerFault(crossed)) fail('404', describeAnswer(crossed), { exchange: crossed.n });
    },
  );

  must(
    'users.read.default-set',
    {
      title: 'GET shows the values that the create confirmed',
      spec: ['RFC7644-3.4-02', 'RFC7644-3.9-01'],
      fix: 'Return every attribute whose "returned" is always or default and that has a value.',
      why: 'A provider that reads less than it wrote updates the user again in every cycle.',
    },
    ({ target }) => {
      const confirmed = created.resource;
      for (const path of [
        'userName',
        'externalId',
        'displayName',
        'name.givenName',
        'name.familyName',
        'title',
        'active',
      ]) {
        const value = read(confirmed, path);
        const definition = target.attribute('/Users', path);
        const parent = target.attribute('/Users', path.split('.')[0] ?? path);
        const shown = [definition, parent].every(
          (each) => !each || each.returned === 'default' || each.returned === 'always',
        );
        if (value !== undefined && shown) expect(got.response).to.hold(path, value);
      }
      if (target.onRequest('/Users', 'emails')) return;
      for (const value of readAll(confirmed, 'emails.value'))
        expect(readAll(got.resource, 'emails.value')).to.include(
          value,
          `emails with ${String(value)}, the server answered without it`,
        );
    },
  );

  must(
    'users.read.password-withheld',
    {
      title: 'no answer to reads gives the password, in any form',
      spec: 'RFC7644-3.4-03',
      fix: 'Leave password out of every response: create, read, list and with attributes=password.',
    },
    async ({ scim }) => {
      const password = read(created.sent, 'password');
      expect(created.response).to.not.assign('password');
      expect(got.resource).to.not.assign('password');
      const asked = await scim.get(created.path, { query: { attributes: 'userName,password' } });
      if (succeeded(asked)) {
        expect(read(asked.json, 'id') ?? read(asked.json, 'userName')).to.be.a('string');
        expect(asked).to.not.assign('password');
      }
      for (const response of [created.response, got.response, asked]) expect(response).not.to.reveal(password);
    },
  );

  may(
    'users.read.location-header',
    {
      title: 'GET by id carries Location or ETag headers as in the examples',
      spec: 'RFC7644-3.4.1-06',
      fix: 'Nothing: the headers are optional on GET.',
    },
    () => {
      expect(got.resource).to.assign('id');
      const { location, etag } = got.response.headers;
      return [location ? 'Location' : '', etag ? 'ETag' : ''].filter(Boolean).join(' and ') || 'neither header';
    },
  );
});

scenario('Reading an id that names nothing', () => {
  const created = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const unknown = given('an id of the same shape is read', ({ scim, a }) =>
    scim.get(`/Users/${encodeURIComponent(a.unknownId(created.id))}`),
  );

  must(
    'users.read.unknown-id',
    {
      title: 'GET of an id that names nothing is refused',
      spec: 'RFC7644-3.4.1-04',
      fix: 'Compare the whole id, and answer 404 with a SCIM Error body; never 200 with an empty list or another user.',
    },
    async ({ scim }) => {
      expect(await scim.get(created.path)).to.be.scimResource('User');
      expect(unknown.response).to.be.refused();
      // What parses a number reads on to the first letter; what cuts or compares the beginning stops before the end.
      const last = created.id.at(-1) === '0' ? '1' : '0';
      for (const near of [`${created.id}x`, `${created.id.slice(0, -1)}${last}`]) {
        const response = await scim.get(`/Users/${encodeURIComponent(near)}`);
        if (succeeded(response) && read(response.json, 'id') === created.id)
          fail(`no user for ${near}`, `the user ${created.id}`, { exchange: response.n });
      }
    },
  );

  should(
    'users.read.unknown-id-404',
    {
      title: 'the status line tells: 404 for an id that names nothing',
      spec: 'RFC7644-3.2-16',
      fix: 'Answer 404 for an id that names nothing.',
    },
    () => {
      expect(created.id).to.be.a('string');
      if (succeeded(unknown.response)) fail('a 4xx for an id that names nothing', describeAnswer(unknown.response));
      expect(unknown.response).to.have.status(404, 400, 403, 410);
    },
  );

  should(
    'users.read.unknown-id-error-body',
    {
      title: 'the 404 repeats the error in a SCIM Error body',
      spec: 'RFC7644-3.2-17',
      fix: 'Send a body with schemas urn:ietf:params:scim:api:messages:2.0:Error and status as a string.',
    },
    () => {
      expect(created.id).to.be.a('string');
      expect(unknown.response).to.be.refused();
      expect(isErrorMessage(unknown.response), 'a SCIM Error body, the server answered without one').to.equal(true);
    },
  );
});

scenario('The id of a group at the endpoint of users', { needs: 'groups' }, () => {
  const group = given('a group is posted', ({ scim, a }) => scim.post('/Groups', a.group()));

  must(
    'users.read.other-type',
    {
      title: 'GET of a group at the endpoint of users finds nothing',
      spec: 'RFC7644-3.4.1-04',
      fix: 'Look an id up among the resources of the type that the path names; answer 404 where it is of another.',
      why: 'A client that changes or deletes by the wrong endpoint hits an object of another kind.',
    },
    async ({ scim }) => {
      resourceOf(await scim.get(group.path));
      const crossed = await scim.get(`/Users/${encodeURIComponent(group.id)}`);
      if (crossed.status >= 300 && crossed.status < 400) notApplicable(`redirected with ${crossed.status}`);
      needsOwnId(crossed, group.id, urns.USER_SCHEMA, read(crossed.json, 'userName') !== undefined);
      expect(crossed).to.be.refused();
    },
  );
});
