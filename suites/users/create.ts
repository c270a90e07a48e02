import {
  entries,
  expect,
  fail,
  given,
  isErrorMessage,
  isObject,
  lastSegment,
  member,
  must,
  needsSentName,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
} from '../../harness/language.js';

scenario('Creating a user', () => {
  const created = given('a user with a password is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['password'] })),
  );

  must(
    'users.create.status',
    {
      title: 'POST of a new user answers 201 Created',
      spec: 'RFC7644-3.3-09',
      fix: 'Return 201, not 200, when a POST made a new resource.',
    },
    () => {
      expect(created.response).to.have.status(201);
      // Made is what can be named afterwards: by its body or by its Location.
      expect(created.id).to.be.a('string');
    },
  );

  must(
    'users.create.location-header',
    {
      title: 'the 201 has a Location header that names the new user',
      spec: 'RFC7644-3.3-11',
      fix: 'Set the Location header of the 201 to the URI of the new resource.',
    },
    async ({ scim }) => {
      expect(created.resource).to.assign('id');
      expect(created.response).to.have.header('location');
      const id = lastSegment(created.response.headers['location'], created.response.url);
      if (id !== created.id)
        fail(`a Location that ends in ${created.id}`, `Location: ${created.response.headers['location']}`, {
          exchange: created.response.n,
        });
      const again = await scim.get(created.path);
      expect(again).to.be.scimResource('User');
      expect(again).to.hold('id', created.id);
    },
  );

  must(
    'users.create.meta-location',
    {
      title: 'the 201 body has meta.location',
      spec: 'RFC7644-3.3-12',
      fix: 'Put the URI of the new resource into meta.location, the same as in the Location header.',
    },
    () => {
      expect(created.resource).to.assign('meta.location');
    },
  );
});

scenario('Creating a user whose name is taken', { needs: 'users' }, () => {
  const first = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const second = given('another user with the same userName is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ userName: read(first.resource, 'userName') })),
  );
  const after = given('the first user is read again', ({ scim }) => scim.get(first.path));

  must(
    'users.create.duplicate',
    {
      title: 'a second user with the same userName is refused with 409',
      spec: 'RFC7644-3.3-15',
      fix: 'Answer 409 before storing anything when the userName is taken.',
      why: 'A provider that retries a create makes two accounts for one person; one of them is never disabled.',
    },
    async ({ scim }) => {
      expect(first.resource).to.assign('userName');
      await needsSentName(second.response, scim);
      expect(second.response).to.have.status(409);
    },
  );

  must(
    'users.create.duplicate-scimtype',
    {
      title: 'the 409 carries scimType uniqueness',
      spec: 'RFC7644-3.3-16',
      fix: 'Put "scimType": "uniqueness" into the error body of the 409.',
    },
    async ({ scim }) => {
      expect(first.resource).to.assign('userName');
      await needsSentName(second.response, scim);
      expect(second.response).to.be.scimError(409, 'uniqueness');
      expect(isErrorMessage(second.response)).to.equal(true);
      // Names may be spelled in any letter case; one that is spelled otherwise than the rest is a slip.
      const spelled = isObject(second.response.json) ? Object.keys(second.response.json) : [];
      if ('userName' in first.resource && !spelled.includes('scimType'))
        fail('a member named scimType', `the members ${spelled.join(', ')}`, { exchange: second.response.n });
    },
  );

  must(
    'users.create.duplicate-leaves-first',
    {
      title: 'the refused create leaves the first user as it was',
      spec: 'RFC7644-3.3-17',
      fix: 'Check uniqueness before writing; a refused POST changes nothing.',
    },
    ({ target }) => {
      // Neither the answer to a POST nor a later GET has to show what is returned on request alone.
      const paths = ['id', 'userName', 'externalId', 'name.givenName', 'name.familyName', 'active', 'displayName'];
      for (const path of paths.filter((each) => !target.onRequest('/Users', each)))
        expect(resourceOf(after.response)).to.hold(path, read(first.resource, path));
      if (target.onRequest('/Users', 'emails')) return;
      expect(entries(after.resource, 'emails').map((email) => member(email, 'value'))).to.have.members(
        readAll(first.resource, 'emails.value'),
      );
    },
  );

  should(
    'users.create.duplicate-any-case',
    {
      title: 'a taken userName in other letter case is refused with 409',
      spec: 'RFC7644-3.3-18',
      fix: 'Compare userName without regard to letter case when looking for duplicates.',
    },
    async ({ scim, a, target }) => {
      if (target.attribute('/Users', 'userName')?.caseExact) return 'userName is published as caseExact';
      const upper = String(read(first.resource, 'userName')).toUpperCase();
      const response = await scim.post('/Users', a.user({ userName: upper }));
      await needsSentName(response, scim);
      expect(response).to.have.status(409);
      return undefined;
    },
  );
});
