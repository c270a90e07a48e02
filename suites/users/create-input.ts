import {
  describeAnswer,
  entries,
  expect,
  expectKept,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  plainPath,
  read,
  readAll,
  resolveUri,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type JsonObject,
} from '../../harness/language.js';

scenario('What a created user holds', () => {
  const created = given('a user with many attributes is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['title', 'nickName', 'phoneNumbers'] })),
  );
  const got = given('the user is read', ({ scim, settle }) =>
    settle(
      () => scim.get(created.path),
      (response) => response.status !== 404,
    ),
  );

  must(
    'users.create-input.accepted',
    {
      title: 'a valid user is created by POST to the endpoint of its type',
      spec: 'RFC7644-3.3-01',
      fix: 'Accept POST of a valid resource at the endpoint that /ResourceTypes declares.',
    },
    () => {
      expect(created.response).to.succeeded();
      expect(created.id).to.be.a('string');
      expect(got.response).to.be.scimResource('User');
      expect(got.response).to.hold('userName', read(created.sent, 'userName'));
    },
  );

  should(
    'users.create-input.body',
    {
      title: 'the 201 holds a representation of the new user',
      spec: 'RFC7644-3.3-10',
      fix: 'Answer the POST with the resource as it was stored, id and schemas included.',
      why: 'Okta refuses a create that is answered without a body.',
    },
    () => {
      expect(created.response).to.succeeded();
      expect(created.response).to.be.scimResource('User');
      expect(created.response).to.hold('userName', read(created.sent, 'userName'));
    },
  );

  must(
    'users.create-input.state',
    {
      title: 'the 201 shows what a later GET confirms',
      spec: 'RFC7644-3.1-10',
      fix: 'Build the answer from what was stored, not from what was sent.',
      why: 'An echo hides a silent drop: the client believes that the value arrived.',
    },
    ({ target }) => {
      const model = target.user;
      const shown = created.resource;
      for (const path of [
        'userName',
        'externalId',
        'displayName',
        'name',
        'title',
        'nickName',
        'active',
        'emails',
        'phoneNumbers',
      ]) {
        const value = read(shown, path);
        if (value === undefined || target.onRequest('/Users', path)) continue;
        if (readAll(got.resource, path).length === 0)
          fail(`${path} of the 201 to be there on GET`, `without ${path}`, { exchange: got.response.n });
      }
      expectKept(
        got.response,
        Object.fromEntries(Object.entries(shown).filter(([name]) => !/^(id|meta|schemas|groups)$/i.test(name))),
        model,
      );
    },
  );

  should(
    'users.create-input.locations-agree',
    {
      title: 'Location header and meta.location agree',
      spec: 'RFC7644-3.3-13',
      fix: 'Use one URI for both; behind a proxy build it from the public address.',
    },
    async ({ scim }) => {
      const header = created.response.headers['location'];
      const location = read(created.resource, 'meta.location');
      if (header === undefined || typeof location !== 'string') notApplicable('one of the two is missing');
      const absolute = (uri: string): string => {
        const url = resolveUri(uri, created.response.url);
        return url ? `${url.origin}${plainPath(url)}${url.search}` : uri;
      };
      if (absolute(header) !== absolute(location)) fail(`one location, ${header}`, `meta.location ${location}`);
      const again = await scim.get(created.path);
      expect(again).to.be.scimResource('User');
    },
  );

  must(
    'users.create-input.resource-type',
    {
      title: 'meta.resourceType is the type of the endpoint',
      spec: 'RFC7644-3.3.1-01',
      fix: 'Set meta.resourceType to the name of the resource type, for example "User".',
    },
    ({ target }) => {
      const type = read(created.resource, 'meta.resourceType');
      if (read(created.resource, 'meta') === undefined) notApplicable('the 201 has no meta');
      expect(type).to.equal(
        target.user?.type.name ?? 'User',
        `meta.resourceType ${target.user?.type.name ?? 'User'}, the server answered ${JSON.stringify(type)}`,
      );
      const later = read(got.resource, 'meta.resourceType');
      expect(later).to.equal(
        type,
        `meta.resourceType ${String(type)} on GET, the server answered ${JSON.stringify(later)}`,
      );
    },
  );

  should(
    'users.create-input.resource-type-user',
    {
      title: 'meta.resourceType at /Users is User, or the name announced for it',
      spec: 'RFC7644-3.3.1-02',
      fix: 'Call the resource type of /Users "User".',
    },
    ({ target }) => {
      if (read(created.resource, 'meta.resourceType') === undefined) notApplicable('the 201 has no meta.resourceType');
      // RFC 7643 section 6 leaves the name of a resource type to the provider.
      const name = target.user?.type.name ?? 'User';
      expect(created.resource).to.hold('meta.resourceType', name);
      expect(got.response).to.hold('meta.resourceType', name);
      return `users are of the type ${name}`;
    },
  );

  must(
    'users.create-input.schemas',
    {
      title: 'a user read in full has schemas with the URN of its type',
      spec: 'RFC7644-3.1-02',
      fix: 'Put "schemas" with the base schema URN into every representation.',
    },
    ({ target }) => {
      const schemas = readAll(got.resource, 'schemas');
      if (schemas.length === 0) fail('schemas', 'a body without schemas');
      if (!schemas.every((urn) => typeof urn === 'string')) fail('schemas of strings', JSON.stringify(schemas));
      const wanted = (target.user?.core.id ?? urns.USER_SCHEMA).toLowerCase();
      expect(schemas.map((urn) => String(urn).toLowerCase())).to.include(
        wanted,
        `schemas with ${wanted}, the server answered ${JSON.stringify(schemas)}`,
      );
    },
  );
});

scenario('Read-only attributes in a create', () => {
  const control = given('a minimal user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const foreign = given('an id of our own is chosen', ({ a }) => a.unknownId(control.id));
  const created = given('a user with id, meta and groups is posted', ({ scim, a }) =>
    scim.post(
      '/Users',
      a.user({
        id: foreign.value,
        meta: { resourceType: 'Group', created: '2001-01-01T00:00:00Z', location: 'https://example.com/elsewhere' },
        groups: [{ value: foreign.value, display: 'Administrators' }],
      }),
    ),
  );
  const got = given('the user is read', ({ scim }) => scim.get(created.path));

  must(
    'users.create-input.read-only-ignored',
    {
      title: 'readOnly attributes in a POST are ignored, not refused or stored',
      spec: 'RFC7644-3.3-02',
      fix: 'Drop id, meta and groups from the body of a POST, then create as usual.',
      why: 'Okta sends groups: [] with every new user.',
    },
    ({ target }) => {
      expect(control.id).to.be.a('string');
      expect(created.response).to.have.status(201);
      for (const response of [created.response, got.response]) {
        if (!isObject(response.json)) continue;
        expect(String(read(response.json, 'meta.created'))).to.not.match(
          /^2001/,
          'meta.created of the server, the server answered the one sent',
        );
        expect(read(response.json, 'meta.location')).to.not.equal(
          'https://example.com/elsewhere',
          'meta.location of the server, the server answered the one sent',
        );
        if (target.attribute('/Users', 'groups')?.mutability === 'readOnly')
          expect(entries(response.json, 'groups').map((group) => read(group, 'value'))).to.not.include(
            foreign.value,
            'no group that the client chose, the server answered with it',
          );
      }
      resourceOf(got.response);
    },
  );

  must(
    'users.create-input.own-id',
    {
      title: 'an id in the body is discarded for one that the server assigns',
      spec: 'RFC7644-3.3-03',
      fix: 'Always assign the id yourself.',
      why: 'A client that chooses ids can overwrite or guess accounts.',
    },
    async ({ scim }) => {
      expect(control.id).to.be.a('string');
      if (!succeeded(created.response))
        notApplicable(`the target refuses an id in the body: ${describeAnswer(created.response)}`);
      if (created.id === foreign.value)
        fail('an id that the server assigned', `the id that was sent, ${created.id}`, { exchange: created.response.n });
      expect(await scim.get(`/Users/${encodeURIComponent(foreign.value)}`)).to.not.succeeded();
    },
  );

  must(
    'users.create-input.resource-type-kept',
    {
      title: 'a contrary meta.resourceType in the body has no influence',
      spec: 'RFC7644-3.3.1-03',
      fix: 'Set meta.resourceType from the endpoint alone.',
    },
    ({ target }) => {
      if (!succeeded(created.response)) notApplicable('the target refuses meta in the body');
      if (read(got.resource, 'meta.resourceType') === undefined) notApplicable('the target gives no meta.resourceType');
      expect(got.resource).to.hold('meta.resourceType', target.user?.type.name ?? 'User');
      if (read(created.response.json, 'meta.resourceType') !== undefined)
        expect(created.response).to.hold('meta.resourceType', target.user?.type.name ?? 'User');
    },
  );
});

scenario('A create with the id of another user', () => {
  const first = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const before = given('the user is read', ({ scim }) => scim.get(first.path));
  const second = given('another is posted with its id', ({ scim, a }) => scim.post('/Users', a.user({ id: first.id })));
  const after = given('the first is read again', ({ scim }) => scim.get(first.path));

  must(
    'users.create-input.no-overwrite',
    {
      title: 'a POST with the id of a user does not overwrite that user',
      spec: ['RFC7644-3.3-03', 'RFC7644-3.3-02'],
      fix: 'Always assign the id yourself; a POST never touches what exists.',
      why: 'Whoever may create could take over any account.',
    },
    () => {
      for (const path of ['id', 'userName', 'externalId', 'displayName', 'title'])
        if (read(before.resource, path) !== undefined)
          expect(resourceOf(after.response)).to.hold(path, read(before.resource, path));
      if (succeeded(second.response) && second.id === first.id)
        fail('another id for another user', `the id of the first, ${first.id}`, { exchange: second.response.n });
    },
  );
});

scenario('Unassigned and unknown attributes in a create', () => {
  const control = given('a user without nickName and phoneNumbers is posted', ({ scim, a }) =>
    scim.post('/Users', a.user()),
  );
  const created = given('the same with null and [] is posted', ({ scim, a, target }) => {
    const due = ['nickName', 'phoneNumbers'].filter((name) => {
      const definition = target.attribute('/Users', name);
      return definition && !definition.required && definition.mutability === 'readWrite';
    });
    if (due.length === 0) notApplicable('the target publishes neither nickName nor phoneNumbers as optional');
    return scim.post(
      '/Users',
      a.user({
        ...(due.includes('nickName') ? { nickName: null } : {}),
        ...(due.includes('phoneNumbers') ? { phoneNumbers: [] } : {}),
      }),
    );
  });

  must(
    'users.create-input.null-accepted',
    {
      title: 'null and [] are accepted on create and leave it unassigned',
      spec: 'RFC7644-3.3-08',
      fix: 'Treat null and [] like an absent attribute.',
    },
    async ({ scim }) => {
      expect(control.id).to.be.a('string');
      expect(created.response).to.succeeded();
      const now = await scim.get(created.path);
      const plain = resourceOf(await scim.get(`/Users/${encodeURIComponent(control.id)}`));
      for (const name of ['nickName', 'phoneNumbers'])
        if (readAll(plain, name).length === 0) expect(resourceOf(now)).to.not.assign(name);
    },
  );

  may(
    'users.create-input.unknown-attribute',
    {
      title: 'an attribute that no schema defines',
      spec: 'RFC7644-3.1-07',
      fix: 'Nothing: ignoring and refusing are both legal.',
    },
    async ({ scim, a }) => {
      expect(control.id).to.be.a('string');
      const response = await scim.post('/Users', a.user({ scimspecUnknown: 'x' }));
      return succeeded(response) ? 'accepted' : `refused: ${describeAnswer(response)}`;
    },
  );

  should(
    'users.create-input.unknown-no-fault',
    {
      title: 'an unknown attribute or part is ignored or refused, never a fault',
      spec: 'RFC7644-3.12-11',
      fix: 'Ignore unknown attributes, or answer 400; a 5xx says that the server broke.',
    },
    async ({ scim, a }) => {
      expect(control.id).to.be.a('string');
      await judgeEach<JsonObject>(
        [
          { scimspecUnknown: { deep: ['x'] } },
          { name: { familyName: a.word(), scimspecUnknown: 'x' } },
          { emails: [{ value: a.email(), type: 'work', scimspecUnknown: 'x' }] },
        ],
        (values) => `${Object.keys(values).join()} with scimspecUnknown`,
        async (values) => {
          const response = await scim.post('/Users', a.user(values));
          if (isServerFault(response)) fail('2xx or 4xx', describeAnswer(response), { exchange: response.n });
        },
      );
    },
  );

  must(
    'users.create-input.echo',
    {
      title: 'the 201 does not show values that were not stored',
      spec: 'RFC7644-3.1-10',
      fix: 'Build the answer from what was stored, not from what was sent.',
    },
    async ({ scim, a, target }) => {
      const response = await scim.post(
        '/Users',
        a.user({ scimspecUnknown: 'x', groups: [{ value: a.uuid(), display: 'Everybody' }] }),
      );
      if (!succeeded(response)) notApplicable(`the target refuses unknown attributes: ${describeAnswer(response)}`);
      const shown = resourceOf(response);
      const now = resourceOf(await scim.get(`/Users/${encodeURIComponent(String(read(shown, 'id')))}`));
      for (const name of ['scimspecUnknown', 'groups'])
        if (readAll(shown, name).length > 0 && readAll(now, name).length === 0 && !target.onRequest('/Users', name))
          fail(`the 201 without ${name}, which was not stored`, `it with ${name}`, { exchange: response.n });
    },
  );
});
