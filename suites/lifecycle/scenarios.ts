import {
  entries,
  given,
  may,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  succeeded,
  urns,
} from '../../harness/language.js';

const yes = (holds: boolean): string => (holds ? 'works' : 'does not work');

scenario('A joiner, a mover and a leaver', () => {
  const joined = given('a user with the enterprise extension is posted', ({ scim, a }) =>
    scim.post('/Users', a.enterpriseUser({ with: ['title'] })),
  );
  const department = `${urns.ENTERPRISE_USER_SCHEMA}:department`;

  may(
    'lifecycle.scenarios.create',
    {
      title: 'a new identity is pushed, confirmed, read and found at once',
      spec: ['RFC7642-2.2.1-01', 'RFC7642-2.3.1-01', 'RFC7642-2.3.4-01', 'RFC7642-2.4.1-01', 'RFC7642-2.2.1-04'],
      fix: 'Make a created user readable at once.',
    },
    async ({ scim }) => {
      const now = await scim.get(joined.path);
      return `201 with id and Location: ${yes(joined.response.headers['location'] !== undefined)}; read at once: ${yes(succeeded(now))}; department kept: ${yes(read(now.json, department) === read(joined.sent, department))}`;
    },
  );

  may(
    'lifecycle.scenarios.move',
    {
      title: 'a move from one department to another is pushed',
      spec: ['RFC7642-2.2.1-02', 'RFC7642-2.3.2-01', 'RFC7642-2.4.2-01'],
      fix: 'Store the change and let filters see it.',
      needs: ['patch', 'enterprise'],
    },
    async ({ scim, a }) => {
      const value = `Moved ${a.marker()}`;
      const patched = await scim.patch(joined.path, [{ op: 'replace', path: department, value }]);
      const now = await scim.get(joined.path);
      return `${patched.status}; stored: ${yes(read(now.json, department) === value)}`;
    },
  );

  may(
    'lifecycle.scenarios.password-reset',
    {
      title: 'a password reset is pushed',
      spec: 'RFC7642-2.3.6-01',
      fix: 'Accept a new password and never show it.',
      needs: ['patch', 'changePassword'],
    },
    async ({ scim, a }) => {
      const patched = await scim.patch(joined.path, [{ op: 'replace', path: 'password', value: a.password() }]);
      return succeeded(patched) ? 'accepted' : `refused with ${patched.status}`;
    },
  );

  may(
    'lifecycle.scenarios.pull',
    {
      title: 'selected attributes of one user are pulled by filter',
      spec: ['RFC7642-2.3.5-01', 'RFC7642-3.4-01', 'RFC7642-2.4.4-01', 'RFC7642-3.5-01'],
      fix: 'Support filter together with attributes.',
      needs: 'filter',
    },
    async ({ scim }) => {
      const filter = `userName eq "${String(read(joined.resource, 'userName'))}"`;
      const found = await scim.get('/Users', { query: { filter, attributes: 'userName,emails' } });
      const hit = resourcesOf(found)[0];
      return hit ? `found, with ${Object.keys(hit).sort().join(', ')}` : 'not found';
    },
  );

  may(
    'lifecycle.scenarios.migrate',
    {
      title: 'a representation moves to another account unchanged',
      spec: 'RFC7642-3.1-01',
      fix: 'Accept your own representation in a POST.',
    },
    async ({ scim, a }) => {
      const { id: _id, meta: _meta, groups: _groups, ...rest } = resourceOf(await scim.get(joined.path));
      const copy = await scim.post('/Users', {
        ...rest,
        userName: a.userName(),
        externalId: `ext-${a.marker()}`,
        emails: [{ value: a.email(), type: 'work' }],
      });
      if (!succeeded(copy)) return `refused with ${copy.status}`;
      const now = await scim.get(pathOf(copy));
      return `accepted; title kept: ${yes(read(now.json, 'title') === read(rest, 'title'))}`;
    },
  );

  may(
    'lifecycle.scenarios.leave',
    {
      title: 'a leaver is suspended first and deleted later',
      spec: ['RFC7642-2.2.1-03', 'RFC7642-2.3.3-01', 'RFC7642-2.4.3-01'],
      fix: 'Keep a disabled user readable until it is deleted.',
      needs: 'patch',
    },
    async ({ scim }) => {
      await scim.patch(joined.path, [{ op: 'replace', path: 'active', value: false }]);
      const suspended = await scim.get(joined.path);
      await scim.delete(joined.path);
      const gone = await scim.get(joined.path);
      return `suspended: ${suspended.status}, active ${String(read(suspended.json, 'active'))}; deleted: ${gone.status}`;
    },
  );
});

scenario('Several actions in one exchange', { needs: 'bulk' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  may(
    'lifecycle.scenarios.bulk',
    {
      title: 'create and update travel in one bulk exchange',
      spec: 'RFC7642-2.2.4-01',
      fix: 'Support /Bulk, or claim it no longer.',
    },
    async ({ scim, a }) => {
      if (user.id === '') notApplicable('no user');
      const response = await scim.post('/Bulk', {
        schemas: [urns.BULK_REQUEST],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'one', data: a.user() },
          { method: 'PUT', path: user.path, data: user.sent },
        ],
      });
      const statuses = entries(response.json, 'Operations').map((entry) => String(read(entry, 'status')));
      return `${response.status}, entries ${statuses.join(' and ') || 'none'}`;
    },
  );

  may(
    'lifecycle.scenarios.self-service',
    {
      title: 'people maintain part of their own data through /Me',
      spec: 'RFC7642-3.3-01',
      fix: 'Nothing: /Me is optional.',
    },
    async ({ scim }) => {
      const me = await scim.get('/Me');
      return succeeded(me)
        ? `offered, with ${readAll(me.json, 'schemas').length} schemas`
        : `not offered (${me.status})`;
    },
  );
});
