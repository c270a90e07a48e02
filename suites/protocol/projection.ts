import {
  describeAnswer,
  expect,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  postGroup,
  postUser,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  urns,
  type Capabilities,
  type ScimResponse,
} from '../../harness/language.js';

const returned = (target: Capabilities, path: string): string =>
  target.attribute('/Users', path)?.returned ?? 'default';

/** The resource shows this attribute: present with a value. */
function expectShown(response: ScimResponse, path: string): void {
  expect(resourceOf(response)).to.assign(path);
}

/** The resource hides this attribute, unless the target publishes it as always returned. */
function expectHidden(response: ScimResponse, path: string, target: Capabilities): void {
  const resource = resourceOf(response);
  const always = returned(target, path) === 'always' || returned(target, path.split('.')[0] ?? path) === 'always';
  if (!always && readAll(resource, path).length > 0)
    fail(`no ${path}`, `${path} ${JSON.stringify(readAll(resource, path)[0]).slice(0, 80)}`, { exchange: response.n });
}

scenario('Projection of one user', () => {
  const user = given('a user is posted', ({ scim, a, target }) =>
    scim.post('/Users', a.user({ with: ['title', 'password', ...(target.enterprise ? ['enterprise'] : [])] })),
  );
  const full = given('the user is read in full', ({ scim }) => scim.get(user.path));
  const has = (path: string): void => {
    if (readAll(full.resource, path).length === 0) notApplicable(`the target does not store ${path}`);
  };

  const one = given('the user is read with attributes=userName', ({ scim }) =>
    scim.get(user.path, { query: { attributes: 'userName' } }),
  );

  must(
    'protocol.projection.attributes',
    {
      title: 'attributes= shows the named attribute and id, and hides the others',
      spec: ['RFC7644-3.4.2.5-03', 'RFC7644-3.9-04', 'RFC7644-3.4.2.5-01'],
      fix: 'Support attributes= on reads: the minimum set plus what is named.',
    },
    ({ target }) => {
      has('name');
      expect(one.response).to.have.status(200);
      expect(one.response).to.hold('id', user.id);
      expectShown(one.response, 'userName');
      for (const path of ['name', 'emails', 'title', 'displayName']) expectHidden(one.response, path, target);
    },
  );

  must(
    'protocol.projection.several',
    {
      title: 'attributes= takes several names, sub-attributes included',
      spec: ['RFC7644-3.9-05', 'RFC7644-3.9-07', 'RFC7644-3.9-06'],
      fix: 'Split attributes= at commas and resolve each name.',
    },
    async ({ scim, target }) => {
      for (const path of ['emails', 'name.familyName']) has(path);
      const attributes = 'userName,emails,name.familyName,meta.created';
      const response = await scim.get(user.path, { query: { attributes } });
      expect(response).to.have.status(200);
      const times = readAll(full.resource, 'meta.created').length > 0 ? ['meta.created'] : [];
      for (const path of ['id', 'userName', 'emails.value', 'name.familyName', ...times]) expectShown(response, path);
      for (const path of ['title', 'displayName']) expectHidden(response, path, target);
    },
  );

  const sub = given('the user is read with attributes=name.familyName', ({ scim }) =>
    scim.get(user.path, { query: { attributes: 'name.familyName' } }),
  );

  must(
    'protocol.projection.sub-attribute',
    {
      title: 'a sub-attribute is requested on its own',
      spec: 'RFC7644-3.9-06',
      fix: 'Resolve attribute.subAttribute in attributes=.',
    },
    ({ target }) => {
      has('name.familyName');
      expect(sub.response).to.have.status(200);
      expectShown(sub.response, 'name.familyName');
      for (const path of ['emails', 'title']) expectHidden(sub.response, path, target);
      return readAll(sub.resource, 'name.givenName').length > 0 ? 'siblings come along' : 'alone';
    },
  );

  should(
    'protocol.projection.sub-attribute-alone',
    {
      title: 'the siblings of a requested sub-attribute stay away',
      spec: 'RFC7643-7-39',
      fix: 'Cut complex attributes down to the sub-attributes that attributes= names.',
    },
    async ({ scim, target }) => {
      await judgeEach(
        [
          ['name.familyName', 'name.givenName'],
          ['emails.value', 'emails.type'],
        ] as const,
        ([asked]) => asked,
        async ([asked, sibling]) => {
          has(asked);
          has(sibling);
          const response = await scim.get(user.path, { query: { attributes: asked } });
          if (!succeeded(response)) resourceOf(response);
          expectShown(response, asked);
          expectHidden(response, sibling, target);
        },
      );
    },
  );

  const without = given('the user is read with excludedAttributes=emails', ({ scim }) =>
    scim.get(user.path, { query: { excludedAttributes: 'emails' } }),
  );

  must(
    'protocol.projection.excluded',
    {
      title: 'excludedAttributes= hides the named attribute and no other',
      spec: ['RFC7644-3.4.2.5-05', 'RFC7644-3.9-09', 'RFC7644-3.4.2.5-01'],
      fix: 'Support excludedAttributes= on reads: the default set less what is named.',
      why: 'Entra reads groups without their members; a group that comes with 50,000 of them is a fault.',
    },
    ({ target }) => {
      has('emails');
      expect(without.response).to.have.status(200);
      expectHidden(without.response, 'emails', target);
      for (const path of ['userName', 'name', 'title', 'displayName', 'active'])
        if (readAll(full.resource, path).length > 0) expect(without.response).to.hold(path, read(full.resource, path));
    },
  );

  must(
    'protocol.projection.read-again',
    {
      title: 'what a read does not show is there in the next one',
      spec: 'RFC7644-3.9-15',
      fix: 'Cut a copy down to what is asked for, not the object that is stored or cached.',
      why: 'A client that asks for names alone takes the e-mails from everybody it looks at.',
    },
    async ({ scim }) => {
      for (const { response } of [one, without]) if (!succeeded(response)) resourceOf(response);
      const now = await scim.get(user.path);
      for (const path of ['userName', 'name.familyName', 'title', 'displayName', 'emails.value'])
        if (read(full.resource, path) !== undefined) expect(now).to.hold(path, read(full.resource, path));
    },
  );

  must(
    'protocol.projection.always',
    {
      title: 'excludedAttributes= cannot take id away',
      spec: ['RFC7644-3.4.2.5-06', 'RFC7644-3.9-08'],
      fix: 'Ignore attributes in excludedAttributes that are always returned; answer 200.',
    },
    async ({ scim }) => {
      const response = await scim.get(user.path, { query: { excludedAttributes: 'id,title' } });
      expect(response).to.have.status(200);
      expect(response).to.hold('id', user.id);
      expect(response).to.hold('userName', read(full.resource, 'userName'));
    },
  );

  should(
    'protocol.projection.excluded-sub',
    {
      title: 'a sub-attribute is excluded on its own',
      spec: 'RFC7644-3.9-10',
      fix: 'Resolve attribute.subAttribute in excludedAttributes=.',
    },
    ({ scim, target }) =>
      judgeEach(
        [
          ['name.familyName', 'name.givenName'],
          ['emails.type', 'emails.value'],
        ] as const,
        ([named]) => named,
        async ([named, sibling]) => {
          has(named);
          has(sibling);
          const response = await scim.get(user.path, { query: { excludedAttributes: named } });
          expect(response).to.have.status(200);
          expectHidden(response, named, target);
          expectShown(response, sibling);
        },
      ),
  );

  must(
    'protocol.projection.case',
    {
      title: 'names in attributes= and excludedAttributes= disregard letter case',
      spec: 'RFC7644-3.9-13',
      fix: 'Compare attribute names without regard to letter case.',
    },
    async ({ scim, target }) => {
      has('name');
      const response = await scim.get(user.path, { query: { attributes: 'USERNAME' } });
      expect(response).to.have.status(200);
      expectShown(response, 'userName');
      expectHidden(response, 'name', target);
      const rest = await scim.get(user.path, { query: { excludedAttributes: 'NAME,DisplayName' } });
      expect(rest).to.have.status(200);
      for (const path of ['name', 'displayName']) expectHidden(rest, path, target);
    },
  );

  must(
    'protocol.projection.never',
    {
      title: 'a password does not appear, whatever is asked for or excluded',
      spec: 'RFC7644-3.9-12',
      fix: 'Leave out attributes whose "returned" is never, whatever attributes= says.',
    },
    async ({ scim }) => {
      expect(full.response).to.be.scimResource('User');
      const response = await scim.get(user.path, { query: { attributes: 'password' } });
      if (response.status === 400) return 'refused with 400';
      expect(response).to.have.status(200);
      expect(resourceOf(response)).to.not.assign('password');
      expect(response).not.to.reveal(read(user.sent, 'password'));
      const rest = await scim.get(user.path, { query: { excludedAttributes: 'title' } });
      expect(resourceOf(rest)).to.not.assign('password');
      expect(rest).not.to.reveal(read(user.sent, 'password'));
      return 'left out';
    },
  );

  must(
    'protocol.projection.request',
    {
      title: 'an attribute returned on request appears when named, else not',
      spec: ['RFC7644-3.9-11', 'RFC7644-3.4-04'],
      fix: 'Return attributes published as "request" exactly when attributes= names them.',
    },
    async ({ scim, target }) => {
      const names = (target.user?.core.attributes ?? []).filter(
        ({ returned: how, name }) => how === 'request' && read(user.sent, name) !== undefined,
      );
      await judgeEach(
        names,
        ({ name }) => name,
        async ({ name }) => {
          expect(full.resource).to.not.assign(name);
          expectShown(await scim.get(user.path, { query: { attributes: name } }), name);
        },
        'the target publishes no attribute that is returned on request and can be written',
      );
    },
  );

  must(
    'protocol.projection.extension',
    {
      title: 'an extension attribute is requested by its URN, and comes alone',
      spec: ['RFC7644-3.9-14', 'RFC7644-3.9-04'],
      fix: 'Resolve URN:attribute in attributes= and show it inside its extension, without the others there.',
      needs: 'enterprise',
    },
    async ({ scim, target }) => {
      const path = `${urns.ENTERPRISE_USER_SCHEMA}:employeeNumber`;
      has(path);
      const response = await scim.get(user.path, { query: { attributes: path } });
      expect(response).to.have.status(200);
      expect(response).to.hold(path, read(full.resource, path));
      for (const other of ['emails', 'title', `${urns.ENTERPRISE_USER_SCHEMA}:department`])
        expectHidden(response, other, target);
    },
  );

  must(
    'protocol.projection.unknown-no-fault',
    {
      title: 'a name that no schema has in attributes= is no fault',
      spec: 'RFC7644-3.4.2.5-01',
      fix: 'Ignore unknown names, or answer 400; a 5xx says that the server broke.',
    },
    async ({ scim }) => {
      expect(full.response).to.be.scimResource('User');
      for (const parameter of ['attributes', 'excludedAttributes']) {
        const response = await scim.get(user.path, { query: { [parameter]: 'noSuchAttribute' } });
        if (isServerFault(response)) fail('200 or 400', describeAnswer(response), { exchange: response.n });
        if (succeeded(response)) expect(response).to.hold('id', user.id);
      }
    },
  );

  may(
    'protocol.projection.unknown',
    {
      title: 'a name that no schema has in attributes=',
      spec: 'RFC7644-3.9-16',
      fix: 'Nothing: ignoring and 400 are both legal.',
    },
    async ({ scim }) => {
      const response = await scim.get(user.path, { query: { attributes: 'noSuchAttribute' } });
      return isObject(response.json)
        ? `${response.status}, ${Object.keys(response.json).sort().join(', ')}`
        : `${response.status}`;
    },
  );
});

/** What a user that was made with a name and e-mails lacks: parts of what is absent, too. */
const LACKING = [
  ...['title', 'name.honorificSuffix', 'phoneNumbers.value', 'addresses.locality'],
  ...['department', 'manager.value'].map((name) => `${urns.ENTERPRISE_USER_SCHEMA}:${name}`),
];

scenario('Projection of several values', () => {
  const user = given('a user with two e-mail addresses is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const full = given('the user is read in full', ({ scim }) => scim.get(user.path));

  must(
    'protocol.projection.all-values',
    {
      title: 'sub-attributes named together come together, from every value',
      spec: ['RFC7644-3.9-05', 'RFC7644-3.9-06'],
      fix: 'Collect all names of attributes= that share a parent before cutting it down, and cut each value of an array.',
      why: 'A client that asks for emails.value and gets one of two takes the other for removed.',
    },
    ({ scim }) =>
      judgeEach(
        [['name.givenName', 'name.familyName'], ['emails.value'], ['emails.value', 'emails.type']],
        (names) => names.join(','),
        async (names) => {
          const wanted = (resource: unknown): string =>
            JSON.stringify(names.map((name) => [name, readAll(resource, name).map(String).sort()]));
          if (names.some((name) => readAll(full.resource, name).length === 0))
            notApplicable('the target does not show them');
          const response = await scim.get(user.path, { query: { attributes: names.join(',') } });
          const shown = wanted(resourceOf(response));
          if (shown !== wanted(full.resource)) fail(wanted(full.resource), shown, { exchange: response.n });
        },
      ),
  );

  must(
    'protocol.projection.unassigned',
    {
      title: 'names of what a user does not have are no fault, and hide nothing else',
      spec: ['RFC7644-3.9-05', 'RFC7644-3.9-09'],
      fix: 'See whether extension, complex attribute or array is there before a part of it is looked for.',
      why: 'Who asks for departments gets no list at all as long as one person has none.',
    },
    ({ scim, target }) => {
      const lacking = LACKING.filter(
        (name) => target.attribute('/Users', name) !== undefined && readAll(full.resource, name).length === 0,
      );
      if (lacking.length === 0) notApplicable('the user has all that was to be missing');
      return judgeEach(
        ['attributes', 'excludedAttributes'],
        (parameter) => parameter,
        async (parameter) => {
          const named = parameter === 'attributes' ? ['userName', 'emails.value', ...lacking] : lacking;
          const response = await scim.get(user.path, { query: { [parameter]: named.join(',') } });
          expect(response).to.have.status(200);
          expect(response).to.hold('id', user.id);
          for (const path of ['userName', 'emails.value'])
            if (readAll(full.resource, path).length > 0) expectShown(response, path);
        },
      );
    },
  );
});

scenario('Projection of lists and of writes', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const entry = (response: ScimResponse): unknown => resourcesOf(response).find((each) => read(each, 'id') === user.id);
  const list = (query: Record<string, string>) =>
    given(`it is listed with ${Object.keys(query)[0]}`, { needs: 'filter' }, ({ scim, settle }) =>
      settle(
        () =>
          scim.get('/Users', {
            query: { filter: `userName eq "${String(read(user.resource, 'userName'))}"`, ...query },
          }),
        (response) => entry(response) !== undefined,
      ),
    );
  const named = list({ attributes: 'userName' });
  const excluded = list({ excludedAttributes: 'emails,name' });

  must(
    'protocol.projection.list-attributes',
    {
      title: 'attributes= works on lists, too',
      spec: ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-03', 'RFC7644-3.4.2-13'],
      fix: 'Apply attributes= to every entry of a list; keep id.',
      needs: 'filter',
    },
    ({ target }) => {
      const hit = entry(named.response);
      if (!hit) fail('the user, with its id', describeAnswer(named.response), { exchange: named.response.n });
      expect(hit).to.assign('userName');
      for (const path of ['name', 'emails', 'title'])
        if (returned(target, path) !== 'always' && readAll(hit, path).length > 0)
          fail(`entries without ${path}`, `entries with it`, { exchange: named.response.n });
    },
  );

  must(
    'protocol.projection.list-excluded',
    {
      title: 'excludedAttributes= works on lists, too',
      spec: ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-05', 'RFC7644-3.9-15'],
      fix: 'Apply excludedAttributes= to a copy of every entry of a list; keep the rest.',
      needs: 'filter',
    },
    async ({ scim, target }) => {
      const hit = entry(excluded.response);
      if (!hit) fail('the user, with its id', describeAnswer(excluded.response), { exchange: excluded.response.n });
      expect(hit).to.assign('userName');
      for (const path of ['name', 'emails'])
        if (returned(target, path) !== 'always' && readAll(hit, path).length > 0)
          fail(`entries without ${path}`, `entries with it`, { exchange: excluded.response.n });
      const now = await scim.get(user.path);
      for (const path of ['emails.value', 'name.familyName'])
        if (read(user.resource, path) !== undefined && !target.onRequest('/Users', path))
          expect(now).to.hold(path, read(user.resource, path));
    },
  );

  must(
    'protocol.projection.group-members',
    {
      title: 'excludedAttributes=members leaves the members of a group out',
      spec: ['RFC7644-3.4.2.5-05', 'RFC7644-3.9-15'],
      fix: 'Apply excludedAttributes= to groups, on reads and lists; the members stay stored.',
      why: 'Entra looks groups up so; members in the answer end the look-up with an error.',
      needs: 'groups',
    },
    async ({ scim, a, target }) => {
      const group = await postGroup(scim, a.group({ members: [user.id] }));
      const path = `/Groups/${encodeURIComponent(String(read(resourceOf(group), 'id')))}`;
      if (readAll(resourceOf(await scim.get(path)), 'members').length === 0)
        notApplicable('the target shows no members by itself');
      if (target.attribute('/Groups', 'members')?.returned === 'always')
        notApplicable('members is published as always returned');
      const response = await scim.get(path, { query: { excludedAttributes: 'members' } });
      expect(response).to.be.scimResource('Group');
      expect(response).to.hold('displayName', read(group.sent, 'displayName'));
      expect(response).to.not.assign('members');
      const displayName = read(group.sent, 'displayName');
      if (!target.lacks('filter')) {
        const query = { filter: `displayName eq "${String(displayName)}"`, excludedAttributes: 'members' };
        const found = await scim.get('/Groups', { query });
        const hit = resourcesOf(found).find((each) => read(each, 'displayName') === displayName);
        if (hit) expect(hit).to.not.assign('members');
      }
      expect(resourceOf(await scim.get(path))).to.assign('members');
    },
  );

  must(
    'protocol.projection.user-groups',
    {
      title: 'the groups of a user come when asked for and stay away when excluded',
      spec: ['RFC7644-3.4.2.5-03', 'RFC7644-3.4.2.5-05'],
      fix: 'Apply attributes= and excludedAttributes= to derived attributes as to stored ones.',
      why: 'Looking up memberships costs most of a read; clients exclude them for that.',
      needs: 'groups',
    },
    async ({ scim, a, target, settle }) => {
      if (target.attribute('/Users', 'groups')?.returned === 'always') notApplicable('groups is always returned');
      await postGroup(scim, a.group({ members: [user.id] }));
      const shows = (response: ScimResponse): boolean => readAll(response.json, 'groups').length > 0;
      if (!shows(await settle(() => scim.get(user.path), shows)))
        notApplicable('the target shows no groups of a user by itself');
      const [wanted, unwanted] = [
        await scim.get(user.path, { query: { attributes: 'groups' } }),
        await scim.get(user.path, { query: { excludedAttributes: 'groups' } }),
      ];
      expectShown(wanted, 'groups');
      expectHidden(unwanted, 'groups', target);
    },
  );

  must(
    'protocol.projection.group-attributes',
    {
      title: 'attributes= and excludedAttributes= work on groups as on users',
      spec: ['RFC7644-3.4.2.5-03', 'RFC7644-3.4.2.5-05', 'RFC7644-3.9-08'],
      fix: 'Look the names up in the schema of groups and apply them there, on reads and lists; id stays.',
      needs: 'groups',
    },
    async ({ scim, a, target }) => {
      const group = await postGroup(scim, a.group({ members: [user.id] }));
      const path = `/Groups/${encodeURIComponent(String(read(resourceOf(group), 'id')))}`;
      const plain = resourceOf(await scim.get(path));
      const hidden = ['members', 'externalId'].filter(
        (name) => readAll(plain, name).length > 0 && target.attribute('/Groups', name)?.returned !== 'always',
      );
      if (hidden.length === 0) notApplicable('the target shows no further attribute by itself');
      const response = await scim.get(path, { query: { attributes: 'displayName' } });
      expect(response).to.have.status(200);
      expect(response).to.hold('displayName', read(plain, 'displayName'));
      for (const name of hidden)
        if (readAll(resourceOf(response), name).length > 0)
          fail(`no ${name}`, 'it all the same', { exchange: response.n });
      if (target.attribute('/Groups', 'displayName')?.returned === 'always') return;
      const rest = await scim.get(path, { query: { excludedAttributes: 'id,displayName' } });
      expect(rest).to.have.status(200);
      expect(rest).to.hold('id', read(plain, 'id'));
      if (readAll(resourceOf(rest), 'displayName').length > 0)
        fail('no displayName', 'it all the same', { exchange: rest.n });
    },
  );

  const put = given('it is replaced with attributes=userName', ({ scim, target }) => {
    const isImmutable = target.attribute('/Users', 'title')?.mutability === 'immutable';
    return scim.put(user.path, isImmutable ? user.sent : { ...user.sent, title: 'Projected' }, {
      query: { attributes: 'userName' },
    });
  });

  must(
    'protocol.projection.stored',
    {
      title: 'projection does not change what is stored',
      spec: 'RFC7644-3.9-15',
      fix: 'Project the answer, never the resource.',
      why: 'A projected write that stores the projection erases the rest of the account.',
    },
    async ({ scim, target }) => {
      const expectKept = (now: ScimResponse): void => {
        for (const path of ['userName', 'name.familyName', 'displayName', 'externalId', 'emails.value'])
          if (read(user.resource, path) !== undefined && !target.onRequest('/Users', path))
            expect(resourceOf(now)).to.hold(path, read(user.resource, path));
      };
      expect(put.response).to.succeeded();
      expectKept(await scim.get(user.path));
      if (target.lacks('patch') !== undefined) return;
      const active = [{ op: 'replace', path: 'active', value: true }];
      if (succeeded(await scim.patch(user.path, active, { query: { attributes: 'userName' } })))
        expectKept(await scim.get(user.path));
    },
  );

  should(
    'protocol.projection.writes',
    {
      title: 'projection shapes the answers to POST and PUT, too',
      spec: 'RFC7644-3.9-17',
      fix: 'Apply attributes= and excludedAttributes= to every answer that carries a resource.',
    },
    async ({ scim, a, target }) => {
      const post = await scim.post('/Users', a.user(), { query: { attributes: 'userName' } });
      const query = { excludedAttributes: 'name,emails' };
      const others = [await scim.post('/Users', a.user(), { query }), await scim.put(user.path, user.sent, { query })];
      await judgeEach(
        [post, put.response, ...others],
        ({ method }) => method,
        (response) => {
          if (!succeeded(response)) resourceOf(response);
          if (!isObject(response.json)) notApplicable('the answer has no body');
          expect(resourceOf(response)).to.assign('userName');
          for (const path of ['name', 'emails']) expectHidden(response, path, target);
        },
      );
    },
  );
});
