import {
  describeAnswer,
  describeDifference,
  entries,
  expect,
  expectKept,
  fail,
  given,
  isObject,
  may,
  member,
  must,
  notApplicable,
  oracle,
  pathOf,
  postUser,
  read,
  readAll,
  resolveUri,
  resourceOf,
  sameValue,
  scenario,
  should,
  succeeded,
  urns,
  wasSent,
  withMembers,
  withValue,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

/** The members of a resource that the target publishes as readOnly, and meta. */
function withoutReadOnly(resource: JsonObject, readOnly: (name: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(resource).filter(([name]) => !readOnly(name)));
}

scenario('Replacing a user', { early: true }, () => {
  const created = given('a user with two e-mails and a title is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        with: ['title', 'nickName'],
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const before = given('the user is read', ({ scim }) => scim.get(created.path));
  const replaced = given('the user is replaced: new name, title, and one other e-mail', async (context) => {
    const { scim, a, target, pause } = context;
    // So that a time of creation set anew shows on clocks that count seconds.
    await pause(1100);
    const changes = {
      displayName: `Replaced ${a.marker()}`,
      name: { givenName: 'Replaced', familyName: 'Person' },
      title: 'Head of Replacement',
      emails: [{ value: a.email(), type: 'work', primary: true }],
    };
    // What the target publishes as immutable keeps its first value.
    const changeable = Object.entries(changes).filter(
      ([name]) => target.attribute('/Users', name)?.mutability !== 'immutable',
    );
    return scim.put(created.path, { ...created.sent, id: created.id, ...Object.fromEntries(changeable) });
  });
  const after = given('the user is read again', ({ scim }) => scim.get(created.path));

  must(
    'users.replace.supported',
    {
      title: 'PUT of a user is not refused as an unsupported method',
      spec: 'RFC7644-3.5-01',
      fix: 'Implement PUT {endpoint}/{id}: RFC 7644 has no flag with which to leave it out.',
    },
    () => {
      expect(created.id).to.be.a('string');
      expect(replaced.response).to.not.have.status(405, 501);
      if (!succeeded(replaced.response)) resourceOf(replaced.response);
      expect(replaced.response).to.succeeded();
    },
  );

  must(
    'users.replace.stored',
    {
      title: 'what a PUT sends is stored: a later GET shows every new value',
      spec: ['RFC7644-3.5.1-01', 'RFC7644-3.5.1-05', 'RFC7644-3.2-06'],
      fix: 'Store every readWrite attribute of the PUT body before answering.',
      why: 'A 200 that stores nothing leaves the old name, role or state in place while the provider believes it changed.',
    },
    ({ target }) => {
      expect(replaced.response).to.succeeded();
      // Judged where the server stored the value of the create as it was sent: others it derives or shapes.
      const shaped = oracle
        .differences(created.sent, before.resource, target.user ?? oracle.userModel)
        .map(({ path }) => path.split(/[.[]/)[0]?.toLowerCase());
      const due = withoutReadOnly(
        replaced.sent,
        (name) => /^(id|meta|schemas|emails)$/i.test(name) || shaped.includes(name.toLowerCase()),
      );
      if (Object.keys(due).length === 0) notApplicable('the target stores nothing as it is sent');
      expectKept(after.response, due, target.user);
    },
  );

  must(
    'users.replace.multi-valued-whole',
    {
      title: 'PUT replaces a multi-valued attribute as a whole',
      spec: 'RFC7644-3.5.1-06',
      fix: 'Put the supplied array in place of the stored one; do not merge or append.',
      why: 'Merged arrays keep addresses and roles that the client took away.',
    },
    ({ target }) => {
      expect(replaced.response).to.succeeded();
      if (!target.mayChange('/Users', 'emails')) notApplicable('emails is not published as readWrite');
      const old = readAll(before.resource, 'emails.value')
        .map((value) => String(value).toLowerCase())
        // An alias that the server gives to everybody is its own.
        .filter((value) => wasSent(value, created.sent));
      const sent = readAll(replaced.sent, 'emails.value').map((value) => String(value).toLowerCase());
      const now = readAll(after.resource, 'emails.value').map((value) => String(value).toLowerCase());
      if (old.length < 2) notApplicable('the target did not store two e-mails');
      for (const value of sent)
        if (!now.includes(value)) fail(`emails to hold ${value}`, `emails ${now.join(', ') || 'without a value'}`);
      const kept = now.filter((value) => old.includes(value));
      if (kept.length > 0)
        fail('the e-mails that the PUT left out to be gone', `emails that still hold ${kept.join(', ')}`);
    },
  );

  should(
    'users.replace.answer',
    {
      title: 'a successful PUT answers 200 with the entire user',
      spec: 'RFC7644-3.5.1-19',
      fix: 'Answer 200 with the whole resource as it now is: id, schemas and meta included.',
    },
    () => {
      expect(replaced.response).to.succeeded();
      expect(replaced.response).to.have.status(200);
      expect(replaced.response).to.be.scimResource('User');
      expect(replaced.resource).to.assign('meta');
      expect(replaced.response).to.hold('userName', read(after.resource, 'userName'));
    },
  );

  must(
    'users.replace.id-kept',
    {
      title: 'the id survives a PUT',
      spec: 'RFC7644-3.5.1-20',
      fix: 'Never issue a new id for an update.',
      why: 'Clients keep the id for all later calls; a new one orphans the account.',
    },
    () => {
      expect(replaced.response).to.succeeded();
      expect(after.response).to.have.status(200);
      expect(after.response).to.hold('id', created.id);
      if (isObject(replaced.response.json)) expect(replaced.response).to.hold('id', created.id);
    },
  );

  must(
    'users.replace.created-kept',
    {
      title: 'meta.created survives a PUT and lastModified does not go back',
      spec: 'RFC7644-3.5.1-21',
      fix: 'Set meta.created once; set meta.lastModified to the time of the change.',
    },
    () => {
      expect(replaced.response).to.succeeded();
      const instant = (resource: unknown, path: string): number => Date.parse(String(read(resource, path)));
      const created1 = instant(before.resource, 'meta.created');
      const created2 = instant(after.resource, 'meta.created');
      if (Number.isNaN(created1)) notApplicable('the target does not give meta.created');
      if (created1 !== created2)
        fail(
          `meta.created to stay ${String(read(before.resource, 'meta.created'))}`,
          `meta.created ${String(read(after.resource, 'meta.created'))}`,
        );
      const [modified1, modified2] = [
        instant(before.resource, 'meta.lastModified'),
        instant(after.resource, 'meta.lastModified'),
      ];
      if (modified2 < modified1)
        fail(
          'meta.lastModified not to go back',
          `meta.lastModified ${String(read(after.resource, 'meta.lastModified'))}`,
        );
    },
  );

  should(
    'users.replace.location-kept',
    {
      title: 'the location of a user does not change through PUT',
      spec: 'RFC7644-3.5.1-22',
      fix: 'Derive meta.location from the id, which does not change.',
    },
    () => {
      expect(replaced.response).to.succeeded();
      const path = (resource: unknown): string =>
        resolveUri(read(resource, 'meta.location'), created.response.url)?.pathname ?? '';
      const old = path(before.resource);
      if (old === '') notApplicable('the target does not give meta.location');
      const answered = path(replaced.response.json);
      if (answered !== '' && answered !== old)
        fail(`meta.location to stay ${old}`, `meta.location ${answered}`, { exchange: replaced.response.n });
      expect(path(after.resource)).to.equal(
        old,
        `meta.location to stay ${old}, the server answered ${path(after.resource)}`,
      );
    },
  );

  may(
    'users.replace.omitted',
    {
      title: 'readWrite attributes left out of a PUT',
      spec: ['RFC7644-3.5.1-08', 'RFC7644-3.5.1-09'],
      fix: 'Nothing: clearing, defaulting and keeping are all legal.',
    },
    async ({ scim }) => {
      if (read(after.resource, 'nickName') === undefined) notApplicable('the target does not store nickName');
      const { nickName: _nickName, ...rest } = replaced.sent;
      const response = await scim.put(created.path, rest);
      if (!succeeded(response)) return `refused: ${describeAnswer(response)}`;
      const now = read((await scim.get(created.path)).json, 'nickName');
      if (now === undefined) return 'cleared';
      return now === read(replaced.sent, 'nickName') ? 'kept' : 'defaulted';
    },
  );
});

scenario('The time of a replacement', { early: true }, () => {
  must(
    'users.replace.modified',
    {
      title: 'a change moves meta.lastModified forward',
      spec: 'RFC7643-3.1-30',
      fix: 'Set meta.lastModified to the time of each change.',
    },
    async ({ scim, a, pause, settle }) => {
      const sent = a.user();
      const made = await scim.post('/Users', sent);
      const path = pathOf(made);
      const old = read(resourceOf(await scim.get(path)), 'meta.lastModified');
      if (typeof old !== 'string') notApplicable('the target gives no meta.lastModified');
      // Some clocks count whole seconds.
      await pause(1100);
      const userName = a.userName();
      const put = await scim.put(path, { ...sent, userName });
      if (!succeeded(put)) notApplicable(`a PUT of another userName is answered ${describeAnswer(put)}`);
      const moved = (seen: ScimResponse): boolean =>
        Date.parse(String(read(seen.json, 'meta.lastModified'))) > Date.parse(old);
      const got = await settle(() => scim.get(path), moved);
      const now = resourceOf(got);
      if (String(read(now, 'userName')).toLowerCase() !== userName.toLowerCase())
        notApplicable('the target keeps the userName');
      if (read(now, 'meta.lastModified') === undefined) notApplicable('the target gives no meta.lastModified');
      if (!moved(got))
        fail(`meta.lastModified later than ${old}`, `meta.lastModified ${String(read(now, 'meta.lastModified'))}`, {
          exchange: got.n,
        });
    },
  );
});

scenario('Replacing a user with the body as it was read', () => {
  const created = given('a user with a password is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['title', 'password'] })),
  );
  const before = given('the user is read', ({ scim }) => scim.get(created.path));
  const stripped = given('it is put back without its readOnly members, with the password', ({ scim, target }) =>
    scim.put(
      created.path,
      withMembers(
        withoutReadOnly(
          before.resource,
          (name) => /^(id|meta)$/i.test(name) || target.attribute('/Users', name)?.mutability === 'readOnly',
        ),
        { password: created.sent['password'] ?? null },
      ),
    ),
  );
  const whole = given('it is put back exactly as read', ({ scim }) => scim.put(created.path, before.resource));
  const after = given('the user is read again', ({ scim }) => scim.get(created.path));

  must(
    'users.replace.as-read',
    {
      title: 'a user as read is accepted by PUT, readOnly members included',
      spec: 'RFC7644-3.1-08',
      fix: 'Ignore readOnly attributes (id, meta, groups) in the body of a PUT.',
      why: 'Okta and others read, change one value and put everything back.',
    },
    ({ target }) => {
      if (target.attribute('/Users', 'password')?.required) notApplicable('password is published as required');
      if (!succeeded(stripped.response))
        notApplicable(`the same body without readOnly members is refused, too: ${describeAnswer(stripped.response)}`);
      expect(whole.response).to.succeeded();
      expect(after.response).to.hold('id', created.id);
      expect(after.response).to.hold('userName', read(before.resource, 'userName'));
    },
  );

  must(
    'users.replace.read-only-ignored',
    {
      title: 'other values for readOnly attributes in a PUT do not stick',
      spec: 'RFC7644-3.5.1-17',
      fix: 'Ignore id, meta and groups in the body of a PUT.',
    },
    async ({ scim, a, target }) => {
      if (target.attribute('/Users', 'password')?.required) notApplicable('password is published as required');
      expect(whole.response).to.succeeded();
      const foreign = a.unknownId(created.id);
      const response = await scim.put(
        created.path,
        withMembers(before.resource, {
          id: foreign,
          meta: { resourceType: 'Group', created: '2001-01-01T00:00:00Z', location: 'https://example.com/elsewhere' },
          groups: [{ value: foreign, display: 'Administrators' }],
        }),
      );
      const now = await scim.get(created.path);
      expect(now).to.be.scimResource('User');
      expect(now).to.hold('id', created.id);
      expect(String(read(now.json, 'meta.created'))).to.not.match(
        /^2001/,
        'meta.created of the server to stay, the server answered the one sent',
      );
      expect(readAll(now.json, 'groups.value')).to.not.include(
        foreign,
        'groups not to be set by the client, the server answered with them',
      );
      expect(read(now.json, 'meta.resourceType')).to.not.equal(
        'Group',
        'meta.resourceType to stay, the server answered the one sent',
      );
      expect(read(now.json, 'meta.location')).to.not.equal(
        'https://example.com/elsewhere',
        'meta.location to stay, the server answered the one sent',
      );
      expect(await scim.get(`/Users/${encodeURIComponent(foreign)}`)).to.not.succeeded();
      return succeeded(response) ? 'ignored' : `refused with ${response.status}; RFC 7644 section 3.5.1 says ignored`;
    },
  );
});

scenario('Names, identifiers and extensions in a PUT', () => {
  const user = given('a user is posted', ({ scim, a, target }) =>
    scim.post('/Users', target.enterprise ? a.enterpriseUser() : a.user()),
  );
  const before = given('the user is read', ({ scim }) => scim.get(user.path));

  must(
    'users.replace.rename',
    {
      title: 'PUT of a new userName and externalId is stored',
      spec: ['RFC7644-3.5.1-05', 'RFC7644-3.5.1-01'],
      fix: 'Store userName and externalId from the PUT body.',
      why: 'People marry and change departments; a name that stays is a look-up that fails.',
    },
    async ({ scim, a, target }) => {
      // In capitals, where letter case counts: that is another externalId, too.
      const isExact = target.attribute('/Users', 'externalId')?.caseExact !== false;
      const externalId = isExact ? String(user.sent['externalId']).toUpperCase() : `ext-${a.marker()}`;
      const due = Object.entries({ userName: a.userName(), externalId }).filter(
        ([name]) =>
          read(before.resource, name) === read(user.sent, name) &&
          ['readWrite', undefined].includes(target.attribute('/Users', name)?.mutability),
      );
      if (due.length === 0) notApplicable('the target shapes both, or publishes them as not writable');
      expect(await scim.put(user.path, { ...user.sent, ...Object.fromEntries(due) })).to.succeeded();
      const now = await scim.get(user.path);
      for (const [name, value] of due) expect(now).to.hold(name, value);
      const stored = read(now.json, 'externalId');
      if (isExact && due.some(([name]) => name === 'externalId') && stored !== externalId)
        fail(`externalId ${externalId}`, JSON.stringify(stored) ?? 'none', { exchange: now.n });
    },
  );

  must(
    'users.replace.extension',
    {
      title: 'PUT of extension attributes is stored',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Store the extension objects of the PUT body, too.',
      needs: 'enterprise',
    },
    async ({ scim, a, target }) => {
      const urn = urns.ENTERPRISE_USER_SCHEMA;
      if (read(before.resource, `${urn}:department`) === undefined || !target.mayChange('/Users', `${urn}:department`))
        notApplicable('the target does not store department, or publishes it as not writable');
      const department = `Moved ${a.marker()}`;
      const extension = { ...(user.sent[urn] as JsonObject), department };
      const current = read(resourceOf(await scim.get(user.path)), 'userName') as string;
      expect(await scim.put(user.path, { ...user.sent, userName: current, [urn]: extension })).to.succeeded();
      const now = await scim.get(user.path);
      expect(now).to.hold(`${urn}:department`, department);
      expect(now).to.hold(`${urn}:employeeNumber`, read(before.resource, `${urn}:employeeNumber`));
    },
  );

  must(
    'users.replace.without-user-name',
    {
      title: 'PUT without userName leaves no user without one',
      spec: ['RFC7643-4.1.1-01', 'RFC7643-4.1.1-03'],
      fix: 'Answer 400 to a PUT that lacks a required attribute, or keep the stored value.',
    },
    async ({ scim }) => {
      const { userName: _userName, ...rest } = user.sent;
      const response = await scim.put(user.path, rest);
      const now = read(resourceOf(await scim.get(user.path)), 'userName');
      if (typeof now !== 'string' || now === '')
        fail('a userName', JSON.stringify(now) ?? 'none', { exchange: response.n });
      return `answered ${response.status}`;
    },
  );
});

scenario('Clearing attributes by PUT', () => {
  const URN = urns.ENTERPRISE_USER_SCHEMA;
  const created = given('a user with a nickName, phone numbers and parts of objects is posted', (context) => {
    const { scim, a, target } = context;
    const values = {
      with: ['nickName' as const, 'phoneNumbers' as const],
      name: { givenName: 'Ada', familyName: 'Lovelace', middleName: 'King' },
    };
    return scim.post('/Users', target.enterprise ? a.enterpriseUser(values) : a.user(values));
  });
  const control = given('it is put back with them', ({ scim }) => scim.put(created.path, created.sent));
  const before = given('the user is read', ({ scim }) => scim.get(created.path));
  const emptied = given(
    'nickName, name.middleName and department null, phoneNumbers [], unless required',
    ({ target }) =>
      ['nickName', 'phoneNumbers', 'name.middleName', `${URN}:department`].filter((path) => {
        const definition = target.attribute('/Users', path);
        return definition?.mutability === 'readWrite' && !definition.required;
      }),
  );
  const cleared = given('it is put with them', ({ scim }) =>
    scim.put(
      created.path,
      emptied.value.reduce((user, path) => withValue(user, path, path === 'phoneNumbers' ? [] : null), created.sent),
    ),
  );
  const after = given('the user is read again', ({ scim }) => scim.get(created.path));

  must(
    'users.replace.null-clears',
    {
      title: 'null and [] in a PUT clear the attributes',
      spec: 'RFC7644-3.5.1-12',
      fix: 'Treat null and [] as "unassigned": accept them and remove the stored values.',
      why: 'A client has no other way to take a phone number or a role away by PUT.',
    },
    () => {
      if (!succeeded(control.response)) resourceOf(control.response);
      const due = emptied.value.filter((name) => readAll(before.resource, name).length > 0);
      if (due.length === 0) notApplicable('the target stored none of these attributes');
      expect(cleared.response).to.succeeded();
      for (const name of due) {
        const now = readAll(after.resource, name);
        if (now.length > 0 && sameValue(now, readAll(before.resource, name)))
          expect(after.response).to.not.assign(name);
        if (now.some((value) => value === 'null' || value === ''))
          fail(`${name} unassigned`, `${name} ${JSON.stringify(now)}`);
      }
    },
  );
});

scenario('PUT where it must not create or collide', () => {
  const first = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const second = given('another user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));

  must(
    'users.replace.never-creates',
    {
      title: 'PUT on an id that names nothing creates nothing',
      spec: ['RFC7644-3.2-07', 'RFC7644-3.5.1-03'],
      fix: 'Answer 404 to a PUT on an unknown id, of groups, too.',
    },
    async ({ scim, a, target }) => {
      const id = a.unknownId(first.id);
      const body = a.user();
      const response = await scim.put(`/Users/${encodeURIComponent(id)}`, body);
      expect(response).to.not.succeeded();
      if (target.group) expect(await scim.put(`/Groups/${encodeURIComponent(id)}`, a.group())).to.not.succeeded();
      expect(await scim.get(first.path)).to.be.scimResource('User');
      const now = await scim.get(`/Users/${encodeURIComponent(id)}`);
      if (succeeded(now) && read(now.json, 'userName') === body['userName'])
        fail('nothing to be created', describeAnswer(now));
      const found = await scim.get('/Users', { query: { filter: `userName eq "${String(body['userName'])}"` } });
      const hit = entries(found.json, 'Resources').find((user) => read(user, 'userName') === body['userName']);
      if (hit) fail('nothing to be created', `a user with the userName of the PUT, id ${String(member(hit, 'id'))}`);
      return `answered ${response.status}`;
    },
  );

  must(
    'users.replace.foreign-id',
    {
      title: 'a PUT with the id of another user in its body changes its own user',
      spec: ['RFC7644-3.5.1-17', 'RFC7644-3.2-06'],
      fix: 'Take the id from the path, and ignore the one in the body.',
      why: 'A body that was read from one account and sent to another takes over the first.',
    },
    async ({ scim, a, target }) => {
      const before = resourceOf(await scim.get(first.path));
      // With values of its own: those of the second user may be taken.
      const response = await scim.put(second.path, a.user({ id: first.id, with: ['title'] }));
      const now = await scim.get(first.path);
      const [change] = oracle.differences(before, resourceOf(now), target.user ?? oracle.userModel);
      if (change) fail('the other user as it was', describeDifference(change), { exchange: now.n });
      expect(await scim.get(second.path)).to.hold('id', second.id);
      return succeeded(response) ? 'ignored' : `refused with ${response.status}; RFC 7644 section 3.5.1 says ignored`;
    },
  );

  must(
    'users.replace.collision',
    {
      title: 'PUT of a userName that another user has fails and changes nothing',
      spec: 'RFC7644-3.5.1-23',
      fix: 'Check uniqueness on PUT as on POST: 409 with scimType uniqueness, nothing stored.',
      why: 'Two accounts under one name: log-ins and later look-ups hit the wrong person.',
    },
    async ({ scim, a }) => {
      expect(await scim.put(second.path, second.sent)).to.succeeded();
      const before = resourceOf(await scim.get(second.path));
      const response = await scim.put(second.path, {
        ...second.sent,
        userName: read(first.resource, 'userName') as string,
        title: 'Should not be stored',
      });
      const now = await scim.get(second.path);
      const userName = read(before, 'userName');
      if (succeeded(response) && read(now.json, 'userName') === userName) {
        await scim.put(second.path, { ...second.sent, userName: a.userName() });
        if (read((await scim.get(second.path)).json, 'userName') === userName)
          notApplicable('PUT changes no userName here, be it taken or free');
      }
      expect(response).to.be.refused();
      expect(now).to.hold('userName', userName);
      if (read(before, 'title') !== undefined) expect(now).to.hold('title', read(before, 'title'));
      return `answered ${response.status}`;
    },
  );
});
