import {
  contains,
  describeAnswer,
  expect,
  fail,
  folded,
  given,
  isServerFault,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  pathOf,
  postUser,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  sameText,
  scenario,
  should,
  succeeded,
  totalOf,
  type Capabilities,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { inList } from './_listed.js';

/** Not judged: what the target does not publish, does not let clients write and read, or of which it lists the values. */
function writable(target: Capabilities, path: string): boolean {
  const definition = target.attribute('/Users', path);
  const parent = target.attribute('/Users', path.split('.')[0] ?? path);
  return (
    definition !== undefined &&
    !definition.canonicalValues &&
    [definition, parent ?? definition].every(
      ({ mutability, returned }) => mutability === 'readWrite' && ['default', 'always'].includes(returned),
    )
  );
}

const text = (value: unknown): string => String(value).normalize('NFC').trim().toLowerCase();

scenario('Attributes of a user, one by one', () => {
  const NAME = {
    formatted: 'Dr. Ada K. Lovelace, III',
    familyName: 'Lovelace',
    givenName: 'Ada',
    middleName: 'King',
    honorificPrefix: 'Dr.',
    honorificSuffix: 'III',
  };
  const PLAIN: JsonObject = {
    title: 'Tour  Guide',
    userType: 'Scimspec-42',
    nickName: 'Babs',
    preferredLanguage: 'en-US',
    locale: 'en-US',
    timezone: 'America/Los_Angeles',
    profileUrl: 'https://login.example.com/babs',
  };
  const created = given('a user with every plain attribute is posted', ({ scim, a, target }) =>
    scim.post(
      '/Users',
      a.user({ name: NAME, ...Object.fromEntries(Object.entries(PLAIN).filter(([name]) => writable(target, name))) }),
    ),
  );
  const got = given('the user is read', ({ scim }) => scim.get(created.path));

  should(
    'users.attributes.name',
    {
      title: 'every part of name comes back as it was sent',
      spec: [
        'RFC7643-4.1.1-07',
        'RFC7643-4.1.1-08',
        'RFC7643-4.1.1-09',
        'RFC7643-4.1.1-10',
        'RFC7643-4.1.1-11',
        'RFC7643-4.1.1-12',
      ],
      fix: 'Store each part of name that you publish.',
    },
    ({ target }) => {
      expect(created.id).to.be.a('string');
      return judgeEach(
        Object.entries(NAME).filter(([part]) => part !== 'formatted' && writable(target, `name.${part}`)),
        ([part]) => `name.${part}`,
        ([part, value]) => {
          const back = read(got.resource, `name.${part}`);
          if (back === undefined)
            fail(`name.${part} ${JSON.stringify(value)}`, 'nothing', { exchange: got.response.n });
          if (text(back) !== text(value))
            fail(`name.${part} ${JSON.stringify(value)}`, JSON.stringify(back), { exchange: got.response.n });
        },
        'the target publishes no part of name as writable',
      );
    },
  );

  should(
    'users.attributes.plain',
    {
      title: 'title, userType, locale and the like come back as they were sent',
      spec: [
        'RFC7643-4.1.1-18',
        'RFC7643-4.1.1-20',
        'RFC7643-4.1.1-21',
        'RFC7643-4.1.1-22',
        'RFC7643-4.1.1-23',
        'RFC7643-4.1.1-26',
      ],
      fix: 'Store every attribute that you publish as writable, or publish it no longer.',
      why: 'A value that is dropped in silence is sent again in every cycle.',
    },
    ({ target }) => {
      expect(created.id).to.be.a('string');
      return judgeEach(
        Object.entries(PLAIN).filter(([name]) => writable(target, name)),
        ([name]) => name,
        ([name, value]) => {
          if (member(created.sent, name) === undefined) notApplicable('the target has a list of its own for it');
          const back = read(got.resource, name);
          const same =
            name === 'profileUrl'
              ? text(back).replace(/\/$/, '') === text(value)
              : text(back).replaceAll('_', '-') === text(value).replaceAll('_', '-');
          if (!same)
            fail(`${name} ${JSON.stringify(value)}`, back === undefined ? `without ${name}` : JSON.stringify(back), {
              exchange: got.response.n,
            });
        },
        'the target publishes none of them as writable',
      );
    },
  );

  may(
    'users.attributes.display-name',
    {
      title: 'displayName, and which parts of name are shown',
      spec: ['RFC7643-4.1.1-13', 'RFC7643-4.1.1-05'],
      fix: 'Nothing: name may be shown as a whole or in parts.',
    },
    () =>
      `displayName ${read(got.resource, 'displayName') === undefined ? 'absent' : 'shown'}; name: ${Object.keys((member(got.resource, 'name') as object | undefined) ?? {}).join(', ') || 'absent'}`,
  );

  should(
    'users.attributes.formatted-agrees',
    {
      title: 'name.formatted and its parts describe the same name',
      spec: 'RFC7643-4.1.1-06',
      fix: 'Compose formatted from the parts, or store it as sent.',
    },
    async ({ scim, a, target }) => {
      // Some targets make formatted of displayName or ask for it; the probe must not contradict itself.
      const isAsked = target.attribute('/Users', 'name.formatted')?.required;
      const name = { givenName: 'Grace', familyName: 'Hopper', ...(isAsked ? { formatted: 'Grace Hopper' } : {}) };
      const made = await scim.post('/Users', a.user({ name, displayName: 'Grace Hopper' }));
      const now = resourceOf(await scim.get(pathOf(made)));
      const formatted = read(now, 'name.formatted');
      if (typeof formatted !== 'string' || read(now, 'name.familyName') === undefined)
        notApplicable('the target does not show both');
      // Order, titles and initials differ by culture: the family name is what every form holds.
      const family = read(now, 'name.familyName');
      if (!text(formatted).includes(text(family))) fail(`formatted with ${String(family)}`, formatted);
    },
  );

  may(
    'users.attributes.loose-values',
    {
      title: 'values on the edge: underscores in locale, URLs to normalize',
      spec: ['RFC7643-4.1.1-24', 'RFC7643-4.1.1-19'],
      fix: 'Nothing: accepting, normalizing and refusing are all legal.',
    },
    async ({ scim, a, target }) => {
      const said: string[] = [];
      for (const [name, value] of [
        ['locale', 'en_US'],
        ['profileUrl', 'HTTPS://Example.COM:443/%7Efoo'],
      ] as const) {
        if (!writable(target, name)) continue;
        const made = await scim.post('/Users', a.user({ [name]: value }));
        said.push(
          `${name}: ${succeeded(made) ? JSON.stringify(read(made.json, name)) : `refused with ${made.status}`}`,
        );
      }
      return said.join('; ') || 'neither is published';
    },
  );

  should(
    'users.attributes.locale-space',
    {
      title: 'a locale with a blank in it is refused, and breaks nothing',
      spec: 'RFC7643-4.1.1-25',
      fix: 'Check locale against BCP 47, and answer 400 with scimType invalidValue.',
    },
    async ({ scim, a, target }) => {
      if (!writable(target, 'locale')) notApplicable('the target does not publish locale');
      const made = await scim.post('/Users', a.user({ locale: 'en US' }));
      if (!succeeded(made)) {
        expect(made).to.be.refused();
        return `refused with ${made.status}`;
      }
      const shown = await scim.get(pathOf(made));
      expect(shown).to.be.scimResource('User');
      return `stored as ${JSON.stringify(read(shown.json, 'locale'))}`;
    },
  );

  const bare = given('a user of schemas and userName alone is posted', ({ scim, a, target, rules }) => {
    const required = (target.user?.core.attributes ?? []).filter(
      (each) => each.required && each.name.toLowerCase() !== 'username',
    );
    if (required.length > 0 || (rules.required?.User ?? []).length > 0)
      notApplicable(
        `the target publishes ${required.map(({ name }) => name).join(', ') || 'vendor rules'} as required`,
      );
    const { schemas, userName } = a.user();
    return scim.post('/Users', { schemas: schemas ?? [], userName: userName ?? '' });
  });

  should(
    'users.attributes.minimal',
    {
      title: 'schemas and userName are enough for a user',
      spec: 'RFC7643-1.1-01',
      fix: 'Publish required:true for what you demand beyond userName.',
    },
    () => {
      const { response } = bare;
      if (!succeeded(response)) fail('201', describeAnswer(response), { exchange: response.n });
    },
  );

  must(
    'users.attributes.minimal-found',
    {
      title: 'a user of userName alone is read, found and listed',
      spec: ['RFC7644-3.4.1-02', 'RFC7644-3.4.2.2-11', 'RFC7644-3.4.2-04'],
      fix: 'Take every attribute but userName as one that may be missing, in lists too.',
      why: 'One account without a name or an address would keep providers from all the others.',
    },
    async (context) => {
      const { scim, settle, target } = context;
      if (!succeeded(bare.response)) notApplicable(`refused: ${describeAnswer(bare.response)}`);
      expect(await scim.get(bare.path)).to.be.scimResource('User');
      const filter = `userName eq ${JSON.stringify(bare.sent['userName'])}`;
      const holds = (list: ScimResponse): boolean => resourcesOf(list).some((each) => read(each, 'id') === bare.id);
      const filters = !target.lacks('filter');
      const found = await settle(
        () => scim.get('/Users', { query: { filter } }),
        (list) => list.status !== 200 || !filters || holds(list),
      );
      for (const list of [found, (await inList(context, bare.id)).page])
        if (isServerFault(list)) fail('a list', describeAnswer(list), { exchange: list.n });
      if (found.status === 200 && filters && !holds(found))
        fail('the user to be found by userName', 'a list without it', { exchange: found.n });
    },
  );
});

scenario('Multi-valued attributes of a user', () => {
  const VALUES: JsonObject = {
    phoneNumbers: [
      { value: '+1-201-555-0123', type: 'work' },
      { value: '+1-201-555-0199', type: 'mobile' },
      { value: '+1-201-555-0145', type: 'home' },
      { value: '+1-201-555-0162', type: 'fax' },
      { value: '+1-201-555-0187' },
      { value: '+1-201-555-0174', type: 'work' },
    ],
    ims: [
      { value: 'someaimhandle', type: 'aim' },
      { value: 'some.other@example.com', type: 'xmpp' },
    ],
    photos: [
      { value: 'https://photos.example.com/profilephoto/F', type: 'photo' },
      { value: 'https://photos.example.com/profilephoto/T', type: 'thumbnail' },
    ],
    addresses: [
      {
        type: 'work',
        streetAddress: '100 Universal  City Plaza',
        locality: 'Boston',
        region: 'MA',
        postalCode: '02139',
        country: 'US',
      },
      { type: 'home', streetAddress: '200 Main Street', locality: 'Łódź', postalCode: '00139', country: 'PL' },
      { type: 'work', streetAddress: '300 Main Street', locality: 'Berlin', postalCode: '01067', country: 'DE' },
    ],
    entitlements: [
      { value: 'scimspec-entitlement', type: 'x' },
      { value: 'scimspec-other', type: 'y' },
    ],
    roles: [{ value: 'Student', type: 'campus' }, { value: 'Tutor' }],
  };
  const created = given('a user with every multi-valued attribute is posted', async ({ scim, a, target }) => {
    const post = (left: readonly string[], most: number): Promise<ScimResponse> => {
      const emails = [
        { value: a.email(), type: 'work', primary: true },
        { value: a.email(), type: 'home' },
        { value: a.email() },
        { value: a.email(), type: 'work' },
      ];
      const sent = Object.entries({ emails, ...VALUES })
        .filter(([name]) => name === 'emails' || (writable(target, name) && !left.includes(name)))
        .map(([name, values]) => [name, (values as JsonObject[]).slice(0, most)]);
      return postUser(scim, a.user(Object.fromEntries(sent)));
    };
    // A provider may keep a catalogue of roles and entitlements (RFC 7643 section 4.1.2), take few values of each
    // attribute, or none of some.
    const listed = ['roles', 'entitlements'];
    let made = await post([], Infinity);
    for (const [left, most] of [
      [listed, Infinity],
      [listed, 1],
      [[...listed, 'ims', 'photos', 'x509Certificates'], Infinity],
    ] as const)
      if (made.status === 400) made = await post(left, most);
    return made;
  });
  const got = given('the user is read', ({ scim }) => scim.get(created.path));
  const digits = (value: unknown): string => String(value).replace(/\D/g, '');

  should(
    'users.attributes.emails',
    {
      title: 'e-mails come back, with and without type, domains canonical',
      spec: ['RFC7643-4.1.2-02', 'RFC7643-4.1.2-04'],
      fix: 'Store every address, with its type where it has one; alter no more than letter case.',
    },
    ({ target }) => {
      if (!writable(target, 'emails')) notApplicable('the target does not publish emails as writable');
      for (const sent of created.sent['emails'] as JsonObject[]) {
        const back = readAll(got.resource, 'emails').find(
          (email) => text(read(email, 'value')) === text(sent['value']),
        );
        if (!back)
          fail(`the address ${String(sent['value'])}`, JSON.stringify(readAll(got.resource, 'emails.value')), {
            exchange: got.response.n,
          });
        const type = read(back, 'type');
        if (type !== undefined && sent['type'] !== undefined && text(type) !== text(sent['type']))
          fail(`type ${String(sent['type'])}`, JSON.stringify(type), { exchange: got.response.n });
      }
    },
  );

  should(
    'users.attributes.phones',
    {
      title: 'phone numbers come back with the same digits',
      spec: 'RFC7643-4.1.2-07',
      fix: 'Reformat numbers if you must; keep the digits.',
      why: 'Entra compares what it reads with what it wrote.',
    },
    ({ target }) => {
      if (!writable(target, 'phoneNumbers')) notApplicable('the target does not publish phoneNumbers as writable');
      const back = readAll(got.resource, 'phoneNumbers.value').map(digits);
      for (const { value } of created.sent['phoneNumbers'] as { value: string }[])
        if (!back.includes(digits(value)))
          fail(value, JSON.stringify(readAll(got.resource, 'phoneNumbers.value')), { exchange: got.response.n });
    },
  );

  must(
    'users.attributes.put-again',
    {
      title: 'PUT of the same values keeps them with all their parts',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Write the values of a PUT as those of a POST, with type, display and primary.',
      why: 'Roles and addresses that were told apart by their type are all one after the next update.',
    },
    async ({ scim }) => {
      const shown = (from: unknown, name: string, part: JsonObject): boolean =>
        readAll(from, name).some((each) => contains(folded(each), folded(part)));
      const put = await scim.put(created.path, created.sent);
      if (!succeeded(put)) notApplicable(`refused: ${describeAnswer(put)}`);
      const now = await scim.get(created.path);
      await judgeEach(
        Object.entries(created.sent).filter(([name]) => name in VALUES),
        ([name]) => name,
        ([name, sent]) => {
          for (const value of sent as JsonObject[])
            for (const [part, text] of Object.entries(value)) {
              const piece = { value: value['value'] ?? null, [part]: text };
              const wanted = value['value'] === undefined ? value : piece;
              if (shown(got.resource, name, wanted) && !shown(resourceOf(now), name, wanted))
                fail(JSON.stringify(wanted), JSON.stringify(readAll(now.json, name)), { exchange: now.n });
            }
        },
        'the target publishes none of them as writable',
      );
    },
  );

  should(
    'users.attributes.others',
    {
      title: 'ims, photos, addresses, roles, entitlements come back as sent',
      spec: [
        'RFC7643-4.1.2-10',
        'RFC7643-4.1.2-13',
        'RFC7643-4.1.2-17',
        'RFC7643-4.1.2-18',
        'RFC7643-4.1.2-29',
        'RFC7643-4.1.2-30',
      ],
      fix: 'Store every attribute that you publish as writable, or publish it no longer.',
    },
    ({ target }) => {
      expect(created.id).to.be.a('string');
      return judgeEach(
        Object.entries(created.sent).filter(([name]) => name !== 'phoneNumbers' && name in VALUES),
        ([name]) => name,
        ([name, sent]) => {
          const back = readAll(got.resource, name);
          if (back.length === 0) fail(`${name} as sent`, 'nothing', { exchange: got.response.n });
          for (const wanted of sent as JsonObject[]) {
            const published = Object.fromEntries(
              Object.entries(wanted).filter(([part]) => target.attribute('/Users', `${name}.${part}`) !== undefined),
            );
            if (!back.some((each) => contains(folded(each), folded(published))))
              fail(JSON.stringify(published), JSON.stringify(back), { exchange: got.response.n });
          }
        },
        'the target publishes none of them as writable',
      );
    },
  );

  must(
    'users.attributes.country',
    {
      title: 'a country comes back as a code of two letters',
      spec: 'RFC7643-4.1.2-21',
      fix: 'Store ISO 3166-1 alpha-2 codes as they are.',
    },
    () => {
      const countries = readAll(got.resource, 'addresses.country');
      if (countries.length === 0) notApplicable('the target does not store addresses.country');
      for (const country of countries)
        if (typeof country !== 'string' || !/^[A-Za-z]{2}$/.test(country))
          fail('US, PL or DE, as sent', JSON.stringify(country), { exchange: got.response.n });
    },
  );

  must(
    'users.attributes.one-is-array',
    {
      title: 'one e-mail is an array of one, single attributes are no arrays',
      spec: ['RFC7643-1.2-03', 'RFC7643-1.2-02'],
      fix: 'Serialize multi-valued attributes as arrays always, singular ones never.',
    },
    async ({ scim, a, target }) => {
      const made = await scim.post('/Users', a.user());
      const now = await scim.get(pathOf(made));
      const emails = member(resourceOf(now), 'emails');
      if (emails !== undefined && emails !== null && !Array.isArray(emails))
        fail('emails as an array', JSON.stringify(emails).slice(0, 80), { exchange: now.n });
      for (const { name, multiValued } of target.user?.core.attributes ?? [])
        if (
          !multiValued &&
          Array.isArray(member(resourceOf(now), name)) &&
          (member(resourceOf(now), name) as unknown[]).length > 0
        )
          fail(`${name} as a single value`, JSON.stringify(member(resourceOf(now), name)).slice(0, 80), {
            exchange: now.n,
          });
    },
  );

  may(
    'users.attributes.free-types',
    {
      title: 'types of a client’s own, line breaks in addresses',
      spec: ['RFC7643-4.1.2-05', 'RFC7643-4.1.2-09', 'RFC7643-4.1.2-19', 'RFC7643-4.1.2-20'],
      fix: 'Nothing: storing, dropping and refusing are all legal.',
    },
    async ({ scim, a, target }) => {
      const probe = a.user({
        emails: [{ value: a.email(), type: 'x-scimspec' }],
        ...(writable(target, 'addresses')
          ? { addresses: [{ type: 'work', streetAddress: '1 First Street\nSuite 2' }] }
          : {}),
      });
      const made = await scim.post('/Users', probe);
      if (!succeeded(made)) return `refused with ${made.status}`;
      return `e-mail type ${JSON.stringify(read(made.json, 'emails.type')) ?? 'dropped'}, street ${JSON.stringify(read(made.json, 'addresses.streetAddress')) ?? 'dropped'}`;
    },
  );

  should(
    'users.attributes.metacharacters',
    {
      title: 'quotes, semicolons and brackets in values are data, no fault',
      spec: 'RFC7643-9.2-03',
      fix: 'Bind values as parameters; answer 400 to what you do not take.',
    },
    async ({ scim, a, target }) => {
      const nasty = `x'; -- "*)(uid=*))(|(uid=* {"$gt":""} ${a.marker()}`;
      const made = await scim.post(
        '/Users',
        a.user({ displayName: nasty, name: { givenName: nasty, familyName: 'Tables' } }),
      );
      if (isServerFault(made)) fail('2xx or 4xx', describeAnswer(made), { exchange: made.n });
      const asked = await scim.get('/Users', { query: { filter: `userName eq "x' or 1=1 --"` } });
      const filters = target.lacks('filter') === undefined;
      if (isServerFault(asked) && filters) fail('200 or 400', describeAnswer(asked), { exchange: asked.n });
      if (filters && succeeded(asked) && Number(totalOf(asked)) > 0)
        fail('no match', `totalResults ${String(totalOf(asked))}`, { exchange: asked.n });
      if (!succeeded(made)) return `refused with ${made.status}`;
      const now = resourceOf(await scim.get(pathOf(made)));
      const back = read(now, 'name.givenName');
      // Where users have one name, it may be cut at its blanks; the displayName shows it whole.
      const isWhole = String(read(now, 'displayName')).includes(nasty);
      const isCut = isWhole && nasty.startsWith(`${String(back)} `);
      if (back !== undefined && !isCut && !sameText(back, nasty)) fail('the value as sent', JSON.stringify(back));
      return 'stored';
    },
  );
});
