import {
  blocked,
  describeAnswer,
  expect,
  fail,
  given,
  isRefusal,
  judgeEach,
  must,
  notApplicable,
  pathOf,
  patchOp,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  searchRequest,
  should,
  succeeded,
  urns,
  withMembers,
  totalOf,
  type Capabilities,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';

/** What disabling, enabling and disabling again leaves as it was. */
const OTHERS = [
  ...['userName', 'externalId', 'displayName', 'title', 'name.familyName', 'emails.value', 'phoneNumbers.value'],
  `${urns.ENTERPRISE_USER_SCHEMA}:department`,
];

/** Not applicable where active is not published, or nothing that a client may change. */
function needsActive(target: Capabilities): void {
  if (!target.attribute('/Users', 'active')) notApplicable('the target does not publish active');
  if (!target.mayChange('/Users', 'active')) notApplicable('active is not published as readWrite');
}

/** The stored state is exactly this boolean, not a string of it. */
function expectActive(response: ScimResponse, active: boolean): void {
  expect(response).to.be.scimResource('User');
  const got = read(response.json, 'active');
  if (got !== active) fail(`active ${String(active)}`, `active ${JSON.stringify(got)}`, { exchange: response.n });
}

scenario('Disabling and enabling a user by PATCH', { needs: 'patch' }, () => {
  const user = given('an active user is posted', ({ scim, a, target }) => {
    needsActive(target);
    const options = { with: ['title', 'phoneNumbers'], active: true };
    return scim.post('/Users', target.enterprise ? a.enterpriseUser(options) : a.user(options));
  });
  const before = given('the user is read', ({ scim }) => scim.get(user.path));
  const disable = given('active is replaced by false', ({ scim }) =>
    scim.patch(user.path, [{ op: 'replace', path: 'active', value: false }]),
  );
  const disabled = given('the user is read', ({ scim }) => scim.get(user.path));
  const wasActive = (): void => {
    if (read(before.resource, 'active') === undefined) notApplicable('the target does not give active back');
  };

  /** What comes of a disabled user cannot be seen where none is to be had. */
  const isDisabled = (): void => {
    wasActive();
    if (read(disabled.resource, 'active') !== false)
      blocked('users.disable.patch', `active is ${JSON.stringify(read(disabled.resource, 'active'))} after the PATCH`);
  };

  must(
    'users.disable.patch',
    {
      title: 'PATCH of active to false is stored',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7644-3.2-08'],
      fix: 'Apply the replace before answering, and store active as a boolean.',
      why: 'This is how a leaver loses access. A 200 that changes nothing leaves the account open.',
    },
    () => {
      wasActive();
      expect(disable.response).to.succeeded();
      expectActive(disabled.response, false);
    },
  );

  must(
    'users.disable.still-read',
    {
      title: 'a disabled user is still read by id, with its other values',
      spec: 'RFC7644-3.4.1-02',
      fix: 'Keep disabled users readable: only a DELETE makes a user disappear.',
      why: 'A provider that cannot see the disabled user creates a second one.',
    },
    () => {
      wasActive();
      if (!succeeded(disable.response)) resourceOf(disable.response);
      expect(disabled.response).to.have.status(200);
      for (const path of ['id', 'userName', 'externalId', 'displayName', 'title', 'name.familyName'])
        if (read(before.resource, path) !== undefined)
          expect(disabled.response).to.hold(path, read(before.resource, path));
    },
  );

  must(
    'users.disable.still-found',
    {
      title: 'a disabled user is still found by userName, active false',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Let filters find disabled users, too.',
      why: 'Entra and Okta look a user up before they create it; a miss ends in a 409 loop.',
      needs: 'filter',
    },
    async ({ scim, settle }) => {
      isDisabled();
      const filter = `userName eq "${String(read(user.resource, 'userName'))}"`;
      const hitOf = (response: ScimResponse) => resourcesOf(response).find((each) => read(each, 'id') === user.id);
      const found = await settle(
        () => scim.get('/Users', { query: { filter } }),
        (response) => read(hitOf(response), 'active') === false,
      );
      expect(found).to.be.listResponse();
      const hit = hitOf(found);
      if (!hit)
        fail('the disabled user to be found', `totalResults ${String(totalOf(found))}`, {
          exchange: found.n,
        });
      expect(hit).to.hold('active', false);
    },
  );

  must(
    'users.disable.name-taken',
    {
      title: 'the userName of a disabled user cannot be given to another',
      spec: ['RFC7643-4.1.1-02', 'RFC7644-3.3-17'],
      fix: 'Look for duplicates among all users, disabled ones included, and leave those as they are.',
      why: 'When the first one is enabled again, two people share one name.',
    },
    async ({ scim, a }) => {
      isDisabled();
      const again = await scim.post('/Users', a.user({ userName: read(disabled.resource, 'userName') }));
      if (isRefusal(again)) expectActive(await scim.get(user.path), false);
      if (!succeeded(again) || read(resourceOf(again), 'id') === user.id) return `answered ${again.status}`;
      const [first, second] = [await scim.get(user.path), await scim.get(pathOf(again))];
      if (!succeeded(first) || !succeeded(second)) notApplicable('one of the two users is gone');
      const names = [first, second].map((seen) => String(read(resourceOf(seen), 'userName')).toLowerCase());
      if (names[0] === names[1]) fail('no second user with that userName', 'one', { exchange: again.n });
      return 'the server gave one of them another name';
    },
  );

  /** The ways besides its userName in a list by which clients look a user up: whether each finds it. */
  const lookUps = ({ scim, target, settle }: Context): Map<string, () => Promise<boolean>> => {
    const by = (path: string): string => `${path} eq ${JSON.stringify(readAll(before.resource, path)[0])}`;
    const holds = (response: ScimResponse): boolean =>
      readAll(response.json, 'Resources.id').includes(read(before.resource, 'id'));
    const finding = (send: () => Promise<ScimResponse>) => async (): Promise<boolean> =>
      holds(await settle(send, (response) => response.status !== 200 || holds(response)));
    const search = searchRequest({ filter: by('userName') });
    return new Map([
      ...['externalId', 'emails.value']
        .filter((path) => target.lacks('filter') === undefined && readAll(before.resource, path).length > 0)
        .map((path) => [by(path), finding(() => scim.get('/Users', { query: { filter: by(path) } }))] as const),
      ['POST to .search', finding(() => scim.post('/Users/.search', search))] as const,
    ]);
  };
  const missing = given('it is looked up in other ways', async (context) => {
    const missed: string[] = [];
    for (const [how, finds] of lookUps(context)) if (!(await finds())) missed.push(how);
    return missed;
  });

  const enable = given('active is replaced by true', ({ scim }) =>
    scim.patch(user.path, [{ op: 'replace', path: 'active', value: true }]),
  );
  const enabled = given('the user is read', ({ scim }) => scim.get(user.path));

  must(
    'users.disable.enable-again',
    {
      title: 'PATCH of active to true enables the user again',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Accept active true for a disabled user and store it.',
    },
    () => {
      isDisabled();
      expect(enable.response).to.succeeded();
      expectActive(enabled.response, true);
    },
  );

  must(
    'users.disable.found-otherwise',
    {
      title: 'what finds a user when it is active finds it when it is disabled',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Hide disabled users from no filter and no search.',
      why: 'A leaver who comes back is not found, and gets a second account.',
    },
    async (context) => {
      isDisabled();
      expectActive(enabled.response, true);
      const now = lookUps(context);
      for (const how of missing.value)
        if (await now.get(how)?.()) fail(`the disabled user by ${how}`, 'nobody; when it is active it is found');
    },
  );

  must(
    'users.disable.pathless',
    {
      title: 'PATCH replace of active without a path is stored and keeps the rest',
      spec: ['RFC7644-3.5.2.3-16', 'RFC7644-3.5.2.3-02'],
      fix: 'Read a value without path as a set of attributes to replace; leave all others alone.',
      why: 'Okta disables users in this spelling.',
    },
    async ({ scim }) => {
      wasActive();
      expectActive(enabled.response, true);
      expect(await scim.patch(user.path, patchOp([{ op: 'replace', value: { active: false } }]))).to.succeeded();
      const now = await scim.get(user.path);
      expectActive(now, false);
      for (const path of OTHERS)
        if (read(before.resource, path) !== undefined) expect(now).to.hold(path, read(before.resource, path));
    },
  );

  must(
    'users.disable.by-add',
    {
      title: 'PATCH add of active enables and disables as replace does',
      spec: ['RFC7644-3.5.2.1-11', 'RFC7644-3.5.2.1-13'],
      fix: 'Let add replace the value of a single-valued attribute; false is a value as true is.',
      why: 'Entra writes Add where it could write Replace, and a leaver keeps the account.',
    },
    async ({ scim }) => {
      isDisabled();
      expectActive(enabled.response, true);
      for (const value of [true, false]) {
        expect(await scim.patch(user.path, [{ op: 'add', path: 'active', value }])).to.succeeded();
        expectActive(await scim.get(user.path), value);
      }
    },
  );

  should(
    'users.disable.repeated',
    {
      title: 'setting active to what it is succeeds and changes nothing',
      spec: 'RFC7644-3.5.2.1-15',
      fix: 'Answer success where active has that value already; it is what the client asks for.',
      why: 'Providers repeat what they got no answer to; a refusal ends in quarantine.',
    },
    async ({ scim }) => {
      isDisabled();
      for (const value of [true, true, false, false]) {
        expect(await scim.patch(user.path, [{ op: 'replace', path: 'active', value }])).to.succeeded();
        expectActive(await scim.get(user.path), value);
      }
    },
  );
});

scenario('Changing a user who is disabled', { needs: 'patch' }, () => {
  const user = given('an active user is posted', ({ scim, a, target }) => {
    needsActive(target);
    return scim.post('/Users', a.user({ with: ['title'], active: true }));
  });
  const disable = given('the user is disabled', async ({ scim }) => {
    const response = await scim.patch(user.path, [{ op: 'replace', path: 'active', value: false }]);
    if (!succeeded(response)) notApplicable(`the target refuses to disable a user: ${describeAnswer(response)}`);
    return scim.get(user.path);
  });

  must(
    'users.disable.stays-disabled',
    {
      title: 'a PATCH of other attributes leaves a disabled user disabled',
      spec: 'RFC7644-3.2-08',
      fix: 'Change only what the operations name; do not save active anew with its default.',
      why: 'A name that changes after the last day would open the account again.',
    },
    async ({ scim, a, target }) => {
      if (read(disable.resource, 'active') !== false) notApplicable('the target does not show the user as disabled');
      const value = (): string => `Later ${a.marker()}`;
      let enabledBy: string | undefined;
      const changes: { op: string; path?: string; value?: unknown }[] = [
        ...['title', 'displayName', 'name.familyName'].map((path) => ({ op: 'replace', path, value: value() })),
        { op: 'replace', path: 'userName', value: a.userName() },
        { op: 'replace', path: 'externalId', value: `ext-${a.marker()}` },
        { op: 'replace', path: 'emails', value: [{ value: a.email(), type: 'work', primary: true }] },
        { op: 'add', path: 'nickName', value: value() },
        { op: 'remove', path: 'nickName' },
        { op: 'replace', value: { title: value() } },
      ];
      await judgeEach(
        changes.filter(({ path = 'title' }) => target.attribute('/Users', path)?.mutability === 'readWrite'),
        ({ op, path }) => `${op} ${path ?? 'without a path'}`,
        async (operation) => {
          if (enabledBy) notApplicable(`the user was enabled by the ${enabledBy} before`);
          const response = await scim.patch(user.path, [operation]);
          if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
          const now = await scim.get(user.path);
          if (read(now.json, 'active') !== false) enabledBy = operation.op;
          expectActive(now, false);
        },
        'the target publishes no such attribute as writable',
      );
    },
  );
});

scenario('Disabling a user by PUT, creating one disabled', () => {
  const user = given('an active user is posted', ({ scim, a, target }) => {
    needsActive(target);
    return scim.post('/Users', a.user({ active: true }));
  });
  const before = given('the user is read', ({ scim }) => scim.get(user.path));

  must(
    'users.disable.put',
    {
      title: 'PUT with active false is stored, and with true again',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store active from the PUT body.',
      why: 'Okta (custom apps) and OneLogin disable by PUT.',
    },
    async ({ scim }) => {
      if (read(before.resource, 'active') === undefined) notApplicable('the target does not give active back');
      for (const active of [false, true]) {
        // Who publishes password as required is sent it again: no answer shows it.
        const { password } = user.sent;
        const body = withMembers(before.resource, { active, ...(password === undefined ? {} : { password }) });
        expect(await scim.put(user.path, body)).to.succeeded();
        expectActive(await scim.get(user.path), active);
      }
    },
  );

  must(
    'users.disable.create-disabled',
    {
      title: 'a user created with active false is stored so',
      spec: 'RFC7644-3.1-10',
      fix: 'Take active from the POST body where the client sends it.',
      why: 'Staged accounts would be open before their first day.',
    },
    async ({ scim, a }) => {
      if (read(before.resource, 'active') === undefined) notApplicable('the target does not give active back');
      const made = await scim.post('/Users', a.user({ active: false }));
      const shown = read(resourceOf(made), 'active');
      const now = await scim.get(pathOf(made));
      if (shown === false) expectActive(now, false);
      else if (read(now.json, 'active') !== shown)
        fail(`active ${String(shown)} as the 201 says`, `active ${String(read(now.json, 'active'))}`);
      return read(now.json, 'active') === false ? 'stored' : 'the server decides';
    },
  );

  should(
    'users.disable.create-disabled-kept',
    {
      title: 'active false in a POST is accepted and kept',
      spec: 'RFC7643-4.1.1-27',
      fix: 'Accept active false for a new user, and store it.',
    },
    async ({ scim, a }) => {
      if (read(before.resource, 'active') === undefined) notApplicable('the target does not give active back');
      const made = await scim.post('/Users', a.user({ active: false }));
      expect(made).to.succeeded();
      expectActive(await scim.get(pathOf(made)), false);
    },
  );
});
