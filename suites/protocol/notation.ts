import {
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  postUser,
  read,
  readAll,
  resourceOf,
  scenario,
  urns,
  type JsonObject,
} from '../../harness/language.js';

const CORE = urns.USER_SCHEMA;

scenario('Attribute names in parameters', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const whole = given('the user is read', ({ scim }) => scim.get(user.path));

  /** Asks for one attribute under two names: the second has to give what the first gives. */
  const expectAlike = async (
    get: (attributes: string) => Promise<{ json: unknown; status: number }>,
    written: string,
    usual: string,
  ): Promise<void> => {
    const value = read(whole.resource, usual);
    if (value === undefined) notApplicable(`the target shows no ${usual}`);
    const plain = await get(usual);
    if (plain.status !== 200 || read(plain.json, usual) !== value)
      notApplicable(`attributes=${usual} does not give the attribute`);
    const response = await get(written);
    const got = read(response.json, usual);
    if (response.status !== 200 || got !== value)
      fail(
        `attributes=${written} to give ${usual} "${String(value)}"`,
        `${response.status}, ${usual} ${JSON.stringify(got) ?? 'missing'}`,
      );
    for (const name of ['displayName', 'externalId', 'emails'])
      if (name !== usual && read(plain.json, name) === undefined && read(response.json, name) !== undefined)
        fail(`attributes=${written} to give as little as attributes=${usual}`, `${name} besides`);
  };

  must(
    'protocol.notation.urn',
    {
      title: 'attributes= takes a core attribute with the URN of its schema',
      spec: 'RFC7644-3.10-01',
      fix: 'Resolve urn:…:User:userName to userName.',
    },
    async ({ scim }) => {
      await expectAlike((attributes) => scim.get(user.path, { query: { attributes } }), `${CORE}:userName`, 'userName');
    },
  );

  must(
    'protocol.notation.urn-sub-attribute',
    {
      title: 'attributes= takes a sub-attribute with the URN of its schema',
      spec: ['RFC7644-3.10-06', 'RFC7644-3.10-04'],
      fix: 'Resolve name.givenName, and urn:…:User:name.givenName, to that sub-attribute.',
    },
    async ({ scim }) => {
      const get = (attributes: string) => scim.get(user.path, { query: { attributes } });
      const plain = await get('name.givenName');
      expect(plain).to.have.status(200);
      if (read(whole.resource, 'name.givenName') === undefined) notApplicable('the target shows no name.givenName');
      expect(plain).to.hold('name.givenName', read(whole.resource, 'name.givenName'));
      await expectAlike(get, `${CORE}:name.givenName`, 'name.givenName');
    },
  );

  must(
    'protocol.notation.case',
    {
      title: 'attributes= takes names and URNs in any letter case',
      spec: 'RFC7644-3.10-05',
      fix: 'Compare attribute names, sub-attribute names and URNs without regard to letter case.',
    },
    ({ scim }) =>
      judgeEach(
        [
          ['USERNAME', 'userName'],
          ['Name.GivenName', 'name.givenName'],
          [`${CORE}:userName`.toUpperCase(), 'userName'],
        ] as const,
        ([written]) => written,
        ([written, usual]) =>
          expectAlike((attributes) => scim.get(user.path, { query: { attributes } }), written, usual),
      ),
  );
});

scenario('URNs in excludedAttributes', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a, target }) =>
    scim.post('/Users', target.enterprise ? a.enterpriseUser() : a.user()),
  );
  const whole = given('the user is read', ({ scim }) => scim.get(user.path));
  const plain = given('it is read without displayName', ({ scim }) =>
    scim.get(user.path, { query: { excludedAttributes: 'displayName' } }),
  );

  must(
    'protocol.notation.excluded',
    {
      title: 'excludedAttributes= takes names with the URN of their schema',
      spec: ['RFC7644-3.10-01', 'RFC7644-3.9-14', 'RFC7644-3.9-09'],
      fix: 'Resolve the names in excludedAttributes= as those in attributes=, URN:attribute of extensions included.',
    },
    async ({ scim, target }) => {
      const department = `${urns.ENTERPRISE_USER_SCHEMA}:department`;
      const shows = (resource: unknown, path: string): boolean => readAll(resource, path).length > 0;
      if (!shows(whole.resource, 'displayName')) notApplicable('the target shows no displayName');
      expect(plain.response).to.have.status(200);
      if (shows(plain.resource, 'displayName'))
        notApplicable('excludedAttributes=displayName does not take the attribute away');
      await judgeEach(
        [
          [`${CORE}:displayName`, 'displayName', 'userName'],
          [department, department, `${urns.ENTERPRISE_USER_SCHEMA}:employeeNumber`],
        ] as const,
        ([written]) => written,
        async ([written, path, other]) => {
          if (!shows(whole.resource, path)) notApplicable('the target does not show it');
          if (target.attribute('/Users', path)?.returned === 'always') notApplicable('it is always returned');
          const response = await scim.get(user.path, { query: { excludedAttributes: written } });
          expect(response).to.have.status(200);
          if (shows(resourceOf(response), path)) fail('it to be left out', 'it', { exchange: response.n });
          if (shows(whole.resource, other)) expect(response).to.hold(other, read(whole.resource, other));
        },
      );
    },
  );
});

/** Ways to write a path: the operation, the path as it is written, and as usual. */
const WRITTEN: readonly [op: string, written: string, usual: string][] = [
  ['replace', `${CORE}:displayName`, 'displayName'],
  ['replace', 'name.givenName', 'name.givenName'],
  ['replace', 'DISPLAYNAME', 'displayName'],
  ['replace', 'NAME.familyname', 'name.familyName'],
  ['replace', `${CORE}:name.givenName`, 'name.givenName'],
  ['replace', `${CORE.toUpperCase()}:displayName`, 'displayName'],
  ['replace', `${CORE}:emails[type eq "home"].value`, 'emails[type eq "home"].value'],
  ['replace', 'EMAILS[TYPE eq "home"].VALUE', 'emails[type eq "home"].value'],
  ['add', `${CORE}:nickName`, 'nickName'],
  ['remove', `${CORE}:name.middleName`, 'name.middleName'],
  ['remove', `${CORE}:nickName`, 'nickName'],
];

scenario('Attribute names in PATCH paths', { needs: ['users', 'patch'] }, () => {
  const user = given('a user is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        with: ['nickName'],
        name: { givenName: 'Ada', middleName: 'King', familyName: 'Lovelace' },
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );

  must(
    'protocol.notation.patch-paths',
    {
      title: 'PATCH paths take URNs, dotted names and any letter case',
      spec: ['RFC7644-3.10-01', 'RFC7644-3.10-04', 'RFC7644-3.10-05', 'RFC7644-3.10-06'],
      fix: 'Resolve the path of an operation like every other attribute name, whatever the operation.',
    },
    ({ scim, a, target }) =>
      judgeEach(
        WRITTEN,
        ([op, written]) => `${op} ${written}`,
        async ([op, written, usual]) => {
          const name = usual.replace(/\[.*\]/, '');
          const shown = async (): Promise<string> =>
            JSON.stringify(readAll(resourceOf(await scim.get(user.path)), name));
          const before = await shown();
          if (before === '[]') notApplicable(`the target shows no ${name}`);
          if (usual.includes('[') && !readAll(resourceOf(await scim.get(user.path)), 'emails.type').includes('home'))
            notApplicable('the target does not store an e-mail of type home');
          for (const each of [name, name.split('.')[0] ?? name])
            if (!target.mayChange('/Users', each)) notApplicable(`${each} is not published as readWrite`);
          if (op === 'remove' && target.attribute('/Users', name)?.required)
            notApplicable(`${name} is published as required`);
          const operation = (path: string): JsonObject[] => {
            const value = name === 'emails.value' ? a.email() : `Changed ${a.marker()}`;
            return [{ op, path, ...(op === 'remove' ? {} : { value }) }];
          };
          const response = await scim.patch(user.path, operation(written));
          expect(response).to.have.succeeded();
          if ((await shown()) !== before) return;
          // Some providers make displayName of the parts of name, whatever is written.
          await scim.patch(user.path, operation(usual));
          if ((await shown()) === before) notApplicable(`a PATCH of ${usual} does not change it either`);
          fail(`${op} of ${written} to change ${usual}`, `${usual} as it was`, { exchange: response.n });
        },
      ),
  );
});
