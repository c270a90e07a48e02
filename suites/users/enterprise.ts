import {
  decoded,
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  isObject,
  judgeEach,
  managerOf,
  may,
  member,
  must,
  notApplicable,
  read,
  resolveUri,
  resourceOf,
  sameText,
  scenario,
  should,
  succeeded,
  urns,
  withMembers,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

const URN = urns.ENTERPRISE_USER_SCHEMA;
const DEPARTMENT = `${URN}:department`;
const PARTS = ['employeeNumber', 'costCenter', 'organization', 'division', 'department'] as const;

scenario('Attributes of the enterprise extension', { needs: 'enterprise' }, () => {
  const VALUES = {
    employeeNumber: '0007001',
    costCenter: '4130',
    organization: 'Universal Studios',
    division: 'Theme Park',
    department: 'Tour Operations',
  };
  const created = given('a user with all of them is posted', ({ scim, a, target }) => {
    const due = PARTS.filter((name) => target.attribute('/Users', `${URN}:${name}`)?.mutability === 'readWrite');
    return scim.post(
      '/Users',
      a.user({ schemas: [urns.USER_SCHEMA, URN], [URN]: Object.fromEntries(due.map((name) => [name, VALUES[name]])) }),
    );
  });
  const got = given('the user is read', ({ scim }) => scim.get(created.path));

  should(
    'users.enterprise.strings',
    {
      title: 'employeeNumber, department and the like come back as sent',
      spec: ['RFC7643-4.3-02', 'RFC7643-4.3-03', 'RFC7643-4.3-04', 'RFC7643-4.3-05', 'RFC7643-4.3-06'],
      fix: 'Store each published attribute of the extension as a string, leading zeros included.',
    },
    async ({ scim, a, target }) => {
      const sent = created.sent[URN] as JsonObject;
      await judgeEach(
        Object.keys(sent),
        (name) => name,
        async (name) => {
          const path = `${URN}:${name}`;
          if (!['default', 'always'].includes(target.attribute('/Users', path)?.returned ?? 'default'))
            notApplicable('it is not returned by default');
          const back = read(got.resource, path);
          if (!sameText(back, sent[name]))
            fail(`${name} ${JSON.stringify(sent[name])}`, JSON.stringify(back) ?? 'nothing', {
              exchange: got.response.n,
            });
          if (target.lacks('patch')) return;
          const value = `Changed ${a.marker()}`;
          expect(await scim.patch(created.path, [{ op: 'replace', path, value }])).to.succeeded();
          expect(await scim.get(created.path)).to.hold(path, value);
        },
        'the target publishes none of them as writable',
      );
    },
  );

  should(
    'users.enterprise.urn',
    {
      title: 'the extension bears its registered URN',
      spec: 'RFC7643-4.3-01',
      fix: `Use ${'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'}.`,
    },
    () => {
      const legacy = Object.keys(got.resource).find(
        (name) => /enterprise/i.test(name) && name.toLowerCase() !== URN.toLowerCase(),
      );
      if (legacy) fail(URN, legacy, { exchange: got.response.n });
      expect(got.resource).to.assign('id');
    },
  );
});

scenario('The manager of a user', { needs: 'enterprise' }, () => {
  const boss = given('a manager is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const clerk = given('a user with that manager is posted', ({ scim, a, target }) => {
    const manager = target.attribute('/Users', `${URN}:manager`);
    if (!manager || manager.mutability !== 'readWrite')
      notApplicable('the target does not publish manager as writable');
    return scim.post(
      '/Users',
      a.user({
        schemas: [urns.USER_SCHEMA, URN],
        [URN]: {
          manager: { value: boss.id, displayName: 'Bogus Boss' },
          ...(target.attribute('/Users', DEPARTMENT)?.mutability === 'readWrite' ? { department: 'Tours' } : {}),
        },
      }),
    );
  });
  const got = given('the user is read', ({ scim }) => scim.get(clerk.path));
  const manager = (): unknown => {
    const extension = member(got.resource, URN);
    const found = isObject(extension) ? member(extension, 'manager') : undefined;
    return found ?? notApplicable('the target does not show the manager');
  };

  const moved = given('another manager is put', async ({ scim, a }) => {
    const other = idOf(await scim.post('/Users', a.user()));
    const extension = { ...(clerk.sent[URN] as JsonObject), manager: a.manager(other) };
    const response = await scim.put(clerk.path, { ...clerk.sent, id: clerk.id, [URN]: extension });
    return { other, response, read: await scim.get(clerk.path) };
  });

  must(
    'users.enterprise.manager-object',
    {
      title: 'manager comes back as one object',
      spec: 'RFC7643-4.3-07',
      fix: 'Return {"value": "…"}; not a string and not an array.',
    },
    () => {
      if (!isObject(manager())) fail('an object', JSON.stringify(manager()), { exchange: got.response.n });
    },
  );

  should(
    'users.enterprise.manager-stored',
    {
      title: 'a manager that was taken is in a later GET',
      spec: ['RFC7643-2.2-05', 'RFC7643-2.2-06'],
      fix: 'Store manager, or publish it as readOnly or not at all.',
      why: 'A manager that vanishes without an error is never noticed.',
    },
    async ({ scim, target }) => {
      const path = `${URN}:manager`;
      if (target.attribute('/Users', path)?.mutability !== 'readWrite')
        notApplicable('manager is not published writable');
      if (target.attribute('/Users', path)?.returned !== 'default') notApplicable('manager is not returned by default');
      if (!succeeded(clerk.response)) resourceOf(clerk.response);
      const wanted = (resource: unknown): void => {
        if (managerOf(resource, got.response.url) !== boss.id)
          fail(`manager ${boss.id}`, JSON.stringify(read(resource, path)) ?? 'no manager');
      };
      wanted(got.resource);
      if (target.lacks('patch') !== undefined) return;
      const patched = await scim.patch(clerk.path, [{ op: 'replace', path, value: { value: boss.id } }]);
      if (succeeded(patched)) wanted(resourceOf(await scim.get(clerk.path)));
    },
  );

  should(
    'users.enterprise.manager-value',
    {
      title: 'manager.value is the id of the manager',
      spec: 'RFC7643-4.3-08',
      fix: 'Store the id that was sent.',
    },
    async ({ scim }) => {
      void manager();
      if (managerOf(got.resource, got.response.url) !== boss.id)
        fail(`value ${boss.id}`, JSON.stringify(read(manager(), 'value')) ?? 'nothing', { exchange: got.response.n });
      expect(await scim.get(boss.path)).to.hold('id', boss.id);
    },
  );

  should(
    'users.enterprise.manager-reference',
    {
      title: 'manager.$ref, where given, leads to the manager',
      spec: 'RFC7643-4.3-09',
      fix: 'Build $ref from the location of the manager.',
    },
    ({ scim }) => {
      const leads = (reference: string, id: string): boolean =>
        [`${scim.url('')}/`, scim.url(`${clerk.path}/`), scim.url(clerk.path)].some((base) => {
          // An id may stand in a path as it is or with some of its characters escaped.
          const path = (resolveUri(reference, base)?.pathname ?? '').replace(/\/$/, '');
          return [path, decoded(path)].some((spelled) => spelled.endsWith(`/${id}`));
        });
      const expectLeading = (reference: unknown, id: string, { n }: ScimResponse): void => {
        if (typeof reference === 'string' && !leads(reference, id))
          fail(`a URI that ends in ${id}`, reference, { exchange: n });
      };
      if (typeof read(manager(), '$ref') !== 'string') notApplicable('the target gives no manager.$ref');
      expectLeading(read(manager(), '$ref'), boss.id, got.response);
      const { other, response, read: now } = moved.value;
      if (succeeded(response) && read(now.json, `${URN}:manager.value`) === other)
        expectLeading(read(now.json, `${URN}:manager.$ref`), other, now);
    },
  );

  must(
    'users.enterprise.manager-name',
    {
      title: 'manager.displayName is not taken from the client',
      spec: 'RFC7643-4.3-11',
      fix: 'Derive displayName from the manager, or leave it out.',
    },
    async ({ scim, target }) => {
      const path = `${URN}:manager`;
      const definition = target.attribute('/Users', `${path}.displayName`);
      if (definition && definition.mutability !== 'readOnly')
        notApplicable('manager.displayName is published as writable');
      const displayName = 'Bogus Boss';
      const expectOwn = (response: ScimResponse): void => {
        if (read(resourceOf(response), `${path}.displayName`) === displayName)
          fail('the name of the manager, or none', `${displayName}, as sent`, { exchange: response.n });
      };
      if (manager() !== undefined) expectOwn(got.response);
      if (succeeded(await scim.put(clerk.path, { ...clerk.sent, id: clerk.id }))) expectOwn(await scim.get(clerk.path));
      if (target.lacks('patch') !== undefined) return;
      for (const operation of [
        { op: 'replace', path, value: { value: boss.id, displayName } },
        { op: 'replace', path: `${path}.displayName`, value: displayName },
      ])
        if (succeeded(await scim.patch(clerk.path, [operation]))) expectOwn(await scim.get(clerk.path));
    },
  );

  may(
    'users.enterprise.manager-name-shown',
    {
      title: 'manager.displayName',
      spec: 'RFC7643-4.3-10',
      fix: 'Nothing: it is optional.',
    },
    () => (read(manager(), 'displayName') === undefined ? 'absent' : 'shown'),
  );

  must(
    'users.enterprise.manager-replaced',
    {
      title: 'PUT with another manager stores it',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Write every attribute of the extension on PUT, manager included.',
    },
    () => {
      if (read(manager(), 'value') === undefined) notApplicable('the target does not store manager.value');
      expect(moved.value.response).to.succeeded();
      expect(moved.value.read).to.hold(`${URN}:manager.value`, moved.value.other);
    },
  );

  must(
    'users.enterprise.manager-echoed',
    {
      title: 'PUT of a user as it was read, the name of the manager included, succeeds',
      spec: 'RFC7644-3.5.1-17',
      fix: 'Leave aside manager.displayName and what else is readOnly; do not refuse it.',
      why: 'Clients that replace send back what they read.',
    },
    async ({ scim, target }) => {
      const name = read(manager(), 'displayName');
      if (name === undefined) notApplicable('the target does not show the name of the manager');
      if (target.attribute('/Users', `${URN}:manager.displayName`)?.mutability !== 'readOnly')
        notApplicable('manager.displayName is not published as readOnly');
      const { password } = clerk.sent;
      const body = { ...got.resource, ...(password === undefined ? {} : { password }) };
      expect(await scim.put(clerk.path, body)).to.succeeded();
    },
  );

  must(
    'users.enterprise.manager-disabled',
    {
      title: 'who works for a manager stays active when the manager is disabled',
      spec: 'RFC7644-3.5.2-26',
      fix: 'Change the user that the request names, and nobody who refers to it.',
      why: 'When one manager leaves, a whole team would lose its access.',
      needs: 'patch',
    },
    async ({ scim }) => {
      const before = await scim.get(clerk.path);
      if (read(resourceOf(before), 'active') !== true) notApplicable('the target does not show the user as active');
      const named = managerOf(before.json, before.url);
      const id = [boss.id, moved.value.other].find((each) => each === named);
      if (id === undefined) notApplicable('the target does not show the manager');
      const disable = [{ op: 'replace', path: 'active', value: false }];
      const disabled = await scim.patch(`/Users/${encodeURIComponent(id)}`, disable);
      if (!succeeded(disabled)) notApplicable(`the target refuses to disable the manager: ${describeAnswer(disabled)}`);
      const now = await scim.get(clerk.path);
      if (read(resourceOf(now), 'active') !== true) fail('the user to be active', 'active false', { exchange: now.n });
    },
  );

  must(
    'users.enterprise.manager-renamed',
    {
      title: 'who works for a manager keeps the manager who gets another userName',
      spec: ['RFC7644-3.5.1-05', 'RFC7644-3.5.2-26'],
      fix: 'Store the id of the manager, not the name; let a write of one user clear no references to it.',
      why: 'After a wedding a whole team would have nobody who approves anything.',
    },
    async ({ scim, a }) => {
      const before = await scim.get(clerk.path);
      const named = managerOf(resourceOf(before), before.url);
      if (named !== boss.id && named !== moved.value.other) notApplicable('the target does not show the manager');
      const path = `/Users/${encodeURIComponent(named)}`;
      const put = await scim.put(path, withMembers(resourceOf(await scim.get(path)), { userName: a.userName() }));
      if (!succeeded(put)) notApplicable(`refused: ${describeAnswer(put)}`);
      const now = await scim.get(clerk.path);
      if (managerOf(resourceOf(now), now.url) !== named)
        fail(`manager ${named}`, JSON.stringify(read(now.json, `${URN}:manager`)) ?? 'no manager', { exchange: now.n });
    },
  );

  must(
    'users.enterprise.manager-changed',
    {
      title: 'manager is changed and removed by PATCH, and nothing else is',
      spec: [
        'RFC7644-3.5.2.3-04',
        'RFC7644-3.5.2.2-02',
        'RFC7644-3.5.2-11',
        'RFC7644-3.5.2.3-16',
        'RFC7644-3.5.2.1-02',
      ],
      fix: 'Support PATCH of manager and manager.value by URN path, and of manager in a value without path.',
      needs: 'patch',
    },
    async ({ scim, a }) => {
      if (read(manager(), 'value') === undefined) notApplicable('the target does not store manager.value');
      const other = idOf(await scim.post('/Users', a.user()));
      const path = `${URN}:manager`;
      const before = resourceOf(await scim.get(clerk.path));
      const steps = [
        { operation: { op: 'replace', path, value: a.manager(other) }, wanted: other },
        { operation: { op: 'replace', path: `${path}.value`, value: boss.id }, wanted: boss.id },
        { operation: { op: 'replace', value: { [URN]: { manager: a.manager(other) } } }, wanted: other },
        { operation: { op: 'add', path, value: a.manager(boss.id) }, wanted: boss.id },
        { operation: { op: 'remove', path } },
      ];
      for (const { operation, wanted } of steps) {
        expect(await scim.patch(clerk.path, [operation])).to.succeeded();
        const now = await scim.get(clerk.path);
        if (wanted === undefined) expect(now).to.not.assign(`${path}.value`);
        else expect(now).to.hold(`${path}.value`, wanted);
        if (read(before, DEPARTMENT) !== undefined) expect(now).to.hold(DEPARTMENT, read(before, DEPARTMENT));
      }
    },
  );
});
