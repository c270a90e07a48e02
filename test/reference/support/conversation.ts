/**
 * A conversation that touches nearly every rule once. Held with the plain server and with a changed one, the two
 * transcripts show what the change does.
 */
import type { Said, Talk } from './talk.js';
import { BULK, ENTERPRISE, GROUP, PATCH_OP, SEARCH, USER } from './talk.js';

/** Its two halves: what is read and asked, and what is changed. Each begins with the same resources. */
export type Half = 'asking' | 'changing';

export async function converse(scim: Talk, half: Half): Promise<Said[]> {
  if (half === 'asking') {
    await discovery(scim);
    await httpMatters(scim);
  }
  const ids = await creating(scim);
  if (half === 'asking') {
    await reading(scim, ids);
    await filtering(scim, ids);
    await paging(scim);
  } else {
    await replacing(scim, ids);
    await patching(scim, ids);
    await groups(scim, ids);
    await versions(scim, ids);
    await bulk(scim, ids);
    await deleting(scim, ids);
    await vendors(scim);
    await policies(scim);
  }
  return scim.said;
}

interface Ids {
  ann: string;
  bob: string;
  cyd: string;
}

const ANN = {
  schemas: [USER, ENTERPRISE],
  externalId: 'Ext-Ann',
  userName: 'Ann.Zed@example.com',
  name: { givenName: 'Ann', familyName: 'Zed', formatted: 'Ann Zed', middleName: 'Q', honorificSuffix: 'III' },
  displayName: 'Ann "the \\ Zed',
  nickName: 'Annie',
  title: 'Chief',
  userType: 'Employee',
  profileUrl: 'https://example.com/Ann',
  preferredLanguage: 'en-US',
  locale: 'en-US',
  timezone: 'Europe/Berlin',
  active: true,
  password: 'Secret-Ann-1!',
  emails: [
    { value: 'Ann@Work.example.com', type: 'work', primary: true },
    { value: 'ann@home.example.org', type: 'home' },
  ],
  phoneNumbers: [{ value: '+1 (201) 555-0123', type: 'work' }],
  addresses: [{ type: 'work', streetAddress: '1 Main', locality: 'Springfield', region: 'IL', country: 'US' }],
  roles: [{ value: 'Student', primary: true }],
  photos: [{ value: 'https://example.com/photos/ann.png', type: 'photo' }],
  ims: [{ value: 'ann.im here', type: 'aim' }],
  entitlements: [{ value: 'seat', type: 'license' }],
  x509Certificates: [{ value: 'MIIBCgKCAQE=' }],
  [ENTERPRISE]: { employeeNumber: '701', department: 'Sales', costCenter: 'C1', organization: 'Org' },
};

async function discovery(scim: Talk): Promise<void> {
  await scim.get('/ServiceProviderConfig');
  await scim.get('/ServiceProviderConfig', { authorization: '' });
  await scim.get('/ResourceTypes');
  await scim.get('/ResourceTypes', { authorization: '' });
  await scim.get('/ResourceTypes/User');
  await scim.get('/ResourceTypes/Nothing');
  await scim.get('/Schemas?attributes=name');
  await scim.get('/ResourceTypes?filter=name eq "User"');
  await scim.get('/Schemas?count=1&startIndex=2');
  await scim.get(`/Schemas/${USER}`);
  await scim.get(`/Schemas/${ENTERPRISE}`);
  await scim.get('/Schemas/urn:ietf:params:scim:api:messages:2.0:Error');
  await scim.put('/ServiceProviderConfig', { patch: { supported: false } });
  await scim.put(`/Schemas/${USER}`, {});
  await scim.put('/ResourceTypes/User', { name: 'Person' });
}

async function httpMatters(scim: Talk): Promise<void> {
  await scim.get('/Users', { authorization: '' });
  await scim.get('/Users', { authorization: 'Bearer wrong' });
  await scim.get('/Users', { authorization: 'Bearer referencX' });
  await scim.post('/Users/.search', { schemas: [SEARCH] }, { authorization: '' });
  await scim.get('/Groups');
  await scim.get('/Users', { authorization: 'bearer reference' });
  await scim.get('/Users', { authorization: 'Basic cmVmZXJlbmNl' });
  await scim.get('/Users?count=1', { accept: 'application/json' });
  await scim.get('/Users?count=1', { accept: 'text/html' });
  await scim.get('/Users?count=1', { accept: '' });
  await scim.get('/Users?count=1', { 'user-agent': '' });
  await scim.get('/Users/?count=1&');
  await scim.get('/Users?unheardOf=1&count=1');
  await scim.send('HEAD', '/Users?count=1');
  await scim.send('OPTIONS', '/Users');
  await scim.send('PUT', '/Users', { schemas: [USER] });
  await scim.get('/Nothing');
  await scim.get('//scim/v99/Users');
  await scim.post('/Users', '{"userName": ');
  await scim.post('/Users', '[]');
  await scim.post('/Users', '"text"');
  await scim.post('/Users', '', { 'content-type': 'application/scim+json' });
  await scim.post('/Users', `${'['.repeat(500)}${']'.repeat(500)}`);
  await scim.post('/Users', '<user/>', { 'content-type': 'application/xml' });
  const media = { schemas: [USER], userName: 'media@example.com' };
  await scim.post('/Users', media, { 'content-type': 'text/plain' });
  await scim.post('/Users', media, { 'content-type': 'application/json' });
  await scim.post(
    '/Users',
    { ...media, userName: 'charset@example.com' },
    {
      'content-type': 'application/scim+json; charset=utf-8',
    },
  );
}

async function creating(scim: Talk): Promise<Ids> {
  const ann = await scim.post('/Users', ANN);
  const bob = await scim.post('/Users', {
    schemas: [USER],
    id: ann.id,
    userName: 'bob@example.com',
    displayName: 'Bob',
    nickName: null,
    emails: [],
    groups: [{ value: 'g' }],
    roles: [],
    favorite: 'tea',
    meta: {
      resourceType: 'Group',
      created: '2001-01-01T00:00:00Z',
      location: 'http://evil.example/1',
      version: 'W/"x"',
    },
  });
  const cyd = await scim.post('/Users', {
    schemas: [USER, ENTERPRISE],
    USERNAME: 'cyd+tag@example.com',
    active: false,
    emails: [
      { value: 'cyd@b.example', type: 'home' },
      { value: 'cyd@a.example', type: 'work', primary: true },
    ],
    [ENTERPRISE]: { manager: { value: ann.id, displayName: 'Bogus' } },
  });
  await scim.post('/Users', { ...ANN, externalId: 'other' });
  await scim.post('/Users', { ...ANN, userName: 'ANN.ZED@EXAMPLE.COM' });
  await scim.post('/Users', { schemas: [USER], displayName: 'Nobody' });
  await scim.post('/Users', { schemas: [USER], userName: '' });
  await scim.post('/Users', { schemas: [USER], userName: 'x@example.com', active: 'maybe' });
  await scim.post('/Users', { schemas: [USER], userName: 'x@example.com', emails: 'x@example.com' });
  await scim.post('/Users', {
    schemas: [USER],
    userName: 'same@example.com',
    emails: [
      { value: 'same@example.com', type: 'work' },
      { value: 'same@example.com', type: 'work' },
    ],
  });
  await scim.post('/Users', { schemas: [USER], userName: 'ext@example.com', externalId: 'Ext-Ann' });
  await scim.post('/Users', { schemas: [USER], userName: 'lang@example.com', locale: 'en US' });
  await scim.post('/Users', {
    schemas: [USER],
    userName: 'str@example.com',
    active: 'True',
    emails: [{ value: 'str@example.com', primary: 'True' }],
    [ENTERPRISE]: { manager: ann.id },
  });
  await scim.post('/Users?attributes=userName', { schemas: [USER], userName: 'few@example.com', title: 'T' });
  await scim.post('/Users', { schemas: [GROUP], userName: 'wrong@example.com' });
  await scim.post('/Users', { userName: 'noschemas@example.com' });
  await scim.post('/Users', { nickName: 'order', schemas: [USER], userName: 'order@example.com' });
  await scim.post('/Users', { schemas: [USER], userName: 'typed@example.com', title: 5 });
  await scim.post('/Users', { schemas: [USER], userName: 'forms-\u00e9@example.com' });
  await scim.post('/Users', { schemas: [USER], userName: 'forms-e\u0301@example.com' });
  for (const more of [
    { password: 'short' },
    { locale: 'de_DE' },
    { preferredLanguage: 'de, en;q=0.5' },
    { emails: [{ value: 'l@example.com', type: 'x-label' }] },
    { title: 'x'.repeat(100) },
    { title: '' },
    { [ENTERPRISE]: { manager: { value: 'nobody' } } },
    {
      emails: [
        { value: 'a@p.example', primary: true },
        { value: 'b@p.example', primary: true },
      ],
    },
  ]) {
    await scim.post('/Users', { schemas: [USER], userName: `u${JSON.stringify(more).length}@example.com`, ...more });
  }
  await scim.post('/Users', { schemas: [USER], userName: 'async@example.com' }, { prefer: 'respond-async' });
  await scim.post('/Users', { schemas: [USER], userName: 'untyped@example.com' }, { 'content-type': '' });
  await scim.post('/Users', {
    schemas: [ENTERPRISE, USER],
    userName: 'mac@example.com',
    name: { familyName: 'MacDonald' },
    userType: 'Robot',
  });
  await scim.post('/Users', { schemas: [USER], userName: '😀é@example.com', displayName: 'שלום' });
  await scim.post('/Users', { schemas: [USER], userName: 'ﬁne@example.com', nickName: 'e\u0301' });
  return { ann: ann.id, bob: bob.id, cyd: cyd.id };
}

async function reading(scim: Talk, { ann, bob, cyd }: Ids): Promise<void> {
  await scim.get(`/Users/${ann}`);
  await scim.get(`/Users/${bob}`);
  await scim.get(`/Users/${cyd}`);
  await scim.get(`/Users/${ann.toUpperCase()}`);
  await scim.get('/Users/9b1d9999-AbCd');
  await scim.get(`/Groups/${ann}`);
  for (const names of [
    'userName',
    'USERNAME',
    'name.familyName',
    'name.givenName,name.familyName',
    'emails.value',
    `${ENTERPRISE}:department`,
    ENTERPRISE,
    `${USER}:name.givenName`,
    `${USER.toUpperCase()}:USERNAME`,
    'password',
    'unheardOf',
    'meta',
    'groups',
    'id',
  ]) {
    await scim.get(`/Users/${ann}?attributes=${names}`);
    await scim.get(`/Users/${ann}?excludedAttributes=${names}`);
  }
  await scim.get(`/Users/${ann}?attributes=userName,%20emails`);
  await scim.get(`/Users/${ann}?attributes=userName&excludedAttributes=name`);
  await scim.get('/Me');
  await scim.get('/Me?attributes=userName');
  await scim.post('/Me', { schemas: [USER], userName: 'me@example.com' });
}

async function filtering(scim: Talk, { ann }: Ids): Promise<void> {
  const filters = [
    'userName eq "Ann.Zed@example.com"',
    'userName eq "ann.zed@EXAMPLE.com"',
    'USERNAME EQ "bob@example.com"',
    'userName ne "bob@example.com"',
    'userName co "zed"',
    'userName sw "ann"',
    'userName ew "example.com"',
    'userName ew "ann"',
    'userName sw "bob@example.com"',
    'userName ew "bob@example.com"',
    'userName eq "b*b@example.com"',
    'userName gt "bob@example.com"',
    'userName ge "bob@example.com"',
    'userName lt "bob@example.com"',
    'userName le "bob@example.com"',
    'userName eq "nobody@example.com"',
    'userName eq "cyd%2Btag@example.com"',
    'externalId eq "Ext-Ann"',
    'externalId eq "ext-ann"',
    `id eq "${ann}"`,
    `id eq "${ann.toLowerCase()}"`,
    'title pr',
    'title pr and userName sw "bob"',
    'title ne "Chief"',
    'emails.value ne "Ann@Work.example.com"',
    'active eq "True"',
    'userName eq bob',
    "userName eq 'bob@example.com'",
    'emails pr',
    'name pr',
    'active eq true',
    'active eq false',
    'active eq "true"',
    'active gt true',
    'x509Certificates.value gt "A"',
    'nickName eq null',
    'emails co "home"',
    'emails.value eq "ann@home.example.org"',
    'emails.type eq "work" and emails.value eq "ann@home.example.org"',
    'emails[type eq "work" and value eq "ann@home.example.org"]',
    'emails[type eq "home" and value ew "org"]',
    'emails[type eq "work" or not (primary eq true)]',
    'emails[type eq "work"].value eq "Ann@Work.example.com"',
    'not (userName eq "bob@example.com")',
    'userName sw "ann" or userName sw "bob" and active eq false',
    '(userName sw "ann" or userName sw "bob") and active eq false',
    'not (userName sw "ann") and userName sw "bob"',
    `displayName eq "Ann \\"the \\\\ Zed"`,
    'displayName eq "\\u0042ob"',
    `${USER}:userName eq "bob@example.com"`,
    `${ENTERPRISE}:department eq "sales"`,
    `${ENTERPRISE}:manager.value eq "${ann}"`,
    `schemas eq "${ENTERPRISE}"`,
    'meta.resourceType eq "User"',
    'meta.lastModified gt "2026-01-01T00:00:40Z"',
    'meta.lastModified gt "2026-01-01T01:00:40%2B01:00"',
    'meta.created lt "2026-01-01T00:00:40Z"',
    'meta.created ge "2026-01-01T00:00:40Z"',
    'userName hxq "x"',
    'userName eq',
    'userName eq "x" garbage',
    '(userName eq "x"',
    'userName eq "x" and',
    'unheardOf eq "x"',
    'password eq "Secret-Ann-1!"',
    'userName eq "ann.zed@example.com" and title pr',
    'roles.value eq "student"',
    'addresses.region eq "IL"',
  ];
  for (const filter of filters) await scim.get(`/Users?filter=${filter}&attributes=userName`);
  await scim.get('/Users?filter=userName eq ""');
  await scim.get(`/Users?filter=${['a', 'b', 'c', 'd', 'e'].map((name) => `title eq "${name}"`).join(' or ')}`);
  await scim.get(`/Users?filter=userName eq "${'long'.repeat(300)}"`);
  await scim.get('/Users?filter=userName+eq+%22bob@example.com%22');
  await scim.post('/Users/.search', {
    schemas: [SEARCH],
    filter: 'userName sw "b"',
    attributes: ['userName'],
    count: 5,
  });
  await scim.post('/.search', { schemas: [SEARCH], filter: 'displayName sw "B"', excludedAttributes: ['id', 'name'] });
  await scim.post('/.search', { schemas: [SEARCH], filter: 'userName eq "bob@example.com" or displayName eq "x"' });
  await scim.post('/Users/.search', { filter: 5 });
  await scim.get('/?filter=meta.resourceType eq "User"&count=2');
}

async function paging(scim: Talk): Promise<void> {
  for (const query of [
    'count=2',
    'startIndex=1&count=2',
    'startIndex=2&count=1',
    'startIndex=0&count=2',
    'startIndex=-5&count=2',
    'startIndex=999',
    'count=0',
    'count=-1',
    'count=abc',
    'startIndex=x',
    'count=9999',
    'filter=userName sw "a"&count=1',
    'sortBy=userName',
    'sortBy=userName&sortOrder=descending',
    'sortBy=title&sortOrder=ascending',
    'sortBy=title&sortOrder=descending',
    'sortBy=emails.value',
    'sortBy=meta.created&count=3&startIndex=2',
    'sortBy=meta.created&sortOrder=descending',
    'sortBy=displayName&count=3',
    'sortBy=externalId',
    'sortBy=unheardOf',
    'sortBy=userName&sortOrder=sideways',
    'cursor=garbage&count=1',
    'cursor=&count=0',
    'cursor=&count=-1',
    'cursor=&count=99999',
  ]) {
    await scim.get(`/Users?attributes=userName,title&${query}`);
  }
  let page = await scim.get('/Users?cursor=&count=2&attributes=userName');
  for (let turn = 0; turn < 12 && typeof page.object['nextCursor'] === 'string'; turn += 1) {
    page = await scim.get(`/Users?cursor=${page.object['nextCursor']}&count=2&attributes=userName`);
  }
  const first = await scim.get('/Users?cursor=&count=1&sortBy=userName&attributes=userName');
  await scim.get(`/Users?cursor=${String(first.object['nextCursor'])}&count=1&sortBy=userName`);
  await scim.get(`/Users?cursor=${String(first.object['nextCursor'])}&count=1`);
  scim.wait(7_200_000);
  await scim.get(`/Users?cursor=${String(first.object['nextCursor'])}&count=1&sortBy=userName`);
  await scim.post('/Users/.search', { schemas: [SEARCH], cursor: '', count: 1 });
  await scim.post('/Users/.search', {
    schemas: [SEARCH],
    sortBy: 'userName',
    sortOrder: 'descending',
    startIndex: 3,
    count: 2,
    excludedAttributes: ['emails', 'name'],
  });
}

async function replacing(scim: Talk, { ann, bob, cyd }: Ids): Promise<void> {
  const read = await scim.get(`/Users/${ann}`);
  await scim.put(`/Users/${ann}`, read.object);
  await scim.put(`/Users/${ann}`, { ...ANN, title: 'Boss', emails: [{ value: 'only@example.com', type: 'other' }] });
  await scim.get(`/Users/${ann}`);
  await scim.put(`/Users/${ann}`, { ...ANN, id: 'other', meta: { created: '2001-01-01T00:00:00Z' }, groups: [] });
  await scim.put(`/Users/${ann}?attributes=title`, { ...ANN, nickName: null, phoneNumbers: [] });
  await scim.get(`/Users/${ann}`);
  await scim.put(`/Users/${bob}`, { schemas: [USER], userName: 'ann.zed@example.com' });
  await scim.get(`/Users/${bob}`);
  await scim.put(`/Users/${bob}`, { schemas: [USER] });
  await scim.put(`/Users/${bob}`, { schemas: [USER], userName: 'bob@example.com', active: 'x' });
  await scim.put('/Users/9b1d9999-AbCd', { schemas: [USER], userName: 'upsert@example.com' });
  await scim.get('/Users?filter=userName eq "upsert@example.com"');
  await scim.put(`/Users/${cyd}`, { schemas: [USER], userName: 'cyd@example.com' });
  await scim.put(`/Users/${ann}`, ANN);
  await scim.put(`/Users/${cyd}`, { schemas: [USER], userName: 'cyd@example.com', active: true });
  await scim.put(`/Users/${cyd}`, { schemas: [USER], userName: 'cyd@example.com', groups: [{ value: 'g' }] });
  await scim.get(`/Users/${cyd}`);
}

async function patching(scim: Talk, { ann, bob, cyd }: Ids): Promise<void> {
  const at = `/Users/${ann}`;
  const one = async (operation: Record<string, unknown>, headers?: Record<string, string>): Promise<void> => {
    await scim.send('PATCH', at, { schemas: [PATCH_OP], Operations: [operation] }, headers);
  };
  for (const operation of [
    { op: 'add', path: 'nickName', value: 'Nan' },
    { op: 'add', path: 'nickName', value: 'Nan' },
    { op: 'replace', path: 'displayName', value: 'Ann A' },
    { op: 'Replace', path: 'displayName', value: 'Ann B' },
    { op: 'replace', path: 'DISPLAYNAME', value: 'Ann C' },
    { op: 'replace', path: `${USER}:displayName`, value: 'Ann D' },
    { op: 'replace', path: 'name.familyName', value: 'Zeta' },
    { op: 'replace', path: 'name', value: { familyName: 'Zulu', honorificPrefix: 'Dr' } },
    { op: 'add', path: 'name', value: { givenName: 'Anna' } },
    { op: 'add', path: 'emails', value: [{ value: 'third@example.com', type: 'other' }] },
    { op: 'add', path: 'emails', value: { value: 'fourth@example.com', type: 'x', primary: true } },
    { op: 'add', value: { emails: [{ value: 'fifth@example.com' }], title: 'Queen' } },
    { op: 'add', path: 'emails', value: [{ value: 'third@example.com', type: 'other' }] },
    { op: 'replace', path: 'emails[type eq "work"].value', value: 'new@work.example.com' },
    { op: 'replace', path: 'emails[type eq "work"]', value: { value: 'w@example.com', type: 'work', primary: true } },
    { op: 'replace', path: 'emails[type eq "none"].value', value: 'never@example.com' },
    { op: 'add', path: 'emails[type eq "blog"].value', value: 'blog@example.com' },
    { op: 'remove', path: 'emails[type eq "home"]' },
    { op: 'remove', path: 'emails[type eq "none"]' },
    { op: 'remove', path: 'addresses[type eq "work"].region' },
    { op: 'add', path: 'addresses[type eq "work"]', value: { locality: 'Ghent' } },
    { op: 'replace', path: 'addresses[type eq "work"]', value: { type: 'work', country: 'BE' } },
    { op: 'replace', path: 'addresses.country', value: 'NL' },
    { op: 'remove', path: 'name.middleName' },
    { op: 'remove', path: 'nickName' },
    { op: 'remove', path: 'roles' },
    { op: 'remove' },
    { op: 'remove', path: 'userName' },
    { op: 'remove', path: 'id' },
    { op: 'replace', path: 'id', value: 'other' },
    { op: 'replace', path: 'meta.created', value: '2001-01-01T00:00:00Z' },
    { op: 'replace', path: 'groups', value: [] },
    { op: 'add', path: 'groups', value: [{ value: 'g' }] },
    { op: 'replace', path: 'active', value: { a: 1 } },
    { op: 'replace', path: 'active', value: 'False' },
    { op: 'replace', value: { active: true } },
    { op: 'replace', value: { 'name.givenName': 'Dotted', [`${ENTERPRISE}:costCenter`]: 'C9' } },
    { op: 'add', path: `${ENTERPRISE}:manager`, value: bob },
    { op: 'replace', path: `${ENTERPRISE}:manager`, value: '' },
    { op: 'add', path: `${ENTERPRISE}:division`, value: 'North' },
    { op: 'replace', path: 'unheardOf', value: 'x' },
    { op: 'replace', path: 'emails[type eq', value: 'x' },
    { op: 'replace', path: 'a..b', value: 'x' },
    { op: 'hxop', path: 'title', value: 'x' },
    { op: 'move', from: 'title', path: 'nickName' },
    { op: 'replace', path: 'emails.0.value', value: 'x' },
    { op: 'replace', path: 'title' },
    { op: 'replace', path: 'password', value: 'Changed-1!' },
    { op: 'add', path: 'active', value: true },
    { op: 'replace', path: 'title', value: '' },
    { op: 'remove', path: 'emails[type eq "blog" and value ew "nowhere"]' },
    {
      op: 'replace',
      value: {
        emails: [
          { value: 'x@one.example', type: 'work' },
          { value: 'y@two.example', type: 'work' },
        ],
      },
    },
    { op: 'replace', path: 'emails[type eq "work"].display', value: 'Both' },
    { op: 'remove', path: 'emails[type eq "work" and value ew "one.example"]' },
    { op: 'remove', path: 'emails[type eq "work"]' },
    { op: 'add', path: 'emails', value: [{ value: 'x@one.example' }, { value: 'y@two.example' }] },
    { op: 'remove', path: 'emails' },
    { op: 'replace', path: 'userName', value: 'BOB@example.com' },
    { op: 'replace', path: 'emails', value: [{ value: 'ann@last.example', type: 'work' }] },
    { op: 'replace', path: 'externalId', value: 'Ext-New' },
  ]) {
    await one(operation);
    await scim.get(at);
  }
  await scim.patch(at, [
    { op: 'replace', path: 'title', value: 'Half' },
    { op: 'replace', path: 'emails[type eq "none"].value', value: 'x' },
  ]);
  await scim.get(at);
  await scim.patch(at, [
    { op: 'remove', path: 'nickName' },
    { op: 'add', path: 'nickName', value: 'Again' },
  ]);
  await scim.get(at);
  await scim.patch(at, [
    { op: 'add', path: 'ims', value: [{ value: 'im', type: 'aim' }] },
    { op: 'replace', path: 'ims[type eq "aim"].value', value: 'im2' },
  ]);
  await scim.patch(`${at}?attributes=displayName`, [{ op: 'replace', path: 'displayName', value: 'Seen' }]);
  await scim.patch(`/Users/${bob}`, [{ op: 'add', path: 'name.givenName', value: 'Bob' }]);
  await scim.patch(`/Users/${bob}`, [{ op: 'add', path: `${ENTERPRISE}:employeeNumber`, value: '9' }]);
  await scim.get(`/Users/${bob}`);
  await scim.patch(`/Users/${cyd}`, [{ op: 'replace', path: 'active', value: true }]);
  await scim.get(`/Users/${cyd}`);
  await scim.patch('/Users/9b1d9999-AbCd', [{ op: 'replace', path: 'title', value: 'x' }]);
  await scim.send('PATCH', at, { Operations: [{ op: 'replace', path: 'title', value: 'No schemas' }] });
  await scim.send('PATCH', at, { schemas: [PATCH_OP], Operations: [] });
  await scim.send('PATCH', at, { schemas: [PATCH_OP] });
}

async function groups(scim: Talk, { ann, bob, cyd }: Ids): Promise<void> {
  const crew = await scim.post('/Groups', {
    schemas: [GROUP],
    displayName: 'Crew',
    externalId: 'G-1',
    members: [{ value: ann, display: 'Ann sent' }],
  });
  const parent = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Parent', members: [{ value: crew.id }] });
  await scim.post('/Groups', { schemas: [GROUP], displayName: 'Crew' });
  await scim.post('/Groups', { schemas: [GROUP] });
  await scim.post('/Groups', { schemas: [GROUP], displayName: '' });
  await scim.post('/Groups', {
    schemas: [GROUP, 'http://schemas.example.com/ADSCIM/2.0/Group'],
    displayName: 'Extra',
    members: [],
  });
  await scim.get(`/Users/${ann}`);
  await scim.get(`/Groups/${parent.id}`);
  await scim.get(`/Groups/${crew.id}?excludedAttributes=members`);
  await scim.get('/Groups?filter=displayName eq "crew"&excludedAttributes=members');
  await scim.get(`/Groups?filter=members.value eq "${ann}"&attributes=displayName`);
  await scim.get(`/Groups?filter=id eq "${crew.id}" and members eq "${ann}"&attributes=id`);
  const at = `/Groups/${crew.id}`;
  for (const operation of [
    { op: 'add', path: 'members', value: [{ value: bob }, { value: cyd }] },
    { op: 'add', path: 'members', value: [{ $ref: null, value: bob }] },
    { op: 'Remove', path: 'members', value: [{ $ref: null, value: bob }] },
    { op: 'remove', path: `members[value eq "${cyd}"]` },
    { op: 'remove', path: 'members[value eq "nobody"]' },
    { op: 'add', path: 'members', value: [{ value: 'unknown-member' }] },
    { op: 'replace', value: { id: crew.id, displayName: 'Crew 2' } },
    { op: 'replace', path: 'members', value: [{ value: bob, display: 'b' }] },
    { op: 'replace', path: `members[value eq "${bob}"].value`, value: cyd },
    { op: 'remove', path: 'members' },
    { op: 'replace', path: 'members', value: [] },
  ]) {
    await scim.patch(at, [operation]);
    await scim.get(at);
    await scim.get(`/Users/${bob}?attributes=groups`);
  }
  await scim.put(at, { schemas: [GROUP], displayName: 'Crew 3', members: [{ value: ann }, { value: bob }] });
  await scim.put(at, { schemas: [GROUP], displayName: 'Crew 4' });
  await scim.get(at);
  await scim.patch(at, [{ op: 'remove', path: 'displayName' }]);
  await scim.put(at, { schemas: [GROUP], displayName: 'Crew 5', members: [{ value: bob }] });
  await scim.patch(`${at}?attributes=displayName`, [{ op: 'add', path: 'members', value: [{ value: cyd }] }]);
  await scim.post('/.search', { schemas: [SEARCH], filter: `userName eq "bob@example.com" or displayName sw "crew"` });
  await scim.get('/?filter=userName eq "bob@example.com"');
}

async function versions(scim: Talk, { ann, bob }: Ids): Promise<void> {
  const read = await scim.get(`/Users/${ann}`);
  const tag = read.headers['ETag'] ?? 'W/"none"';
  await scim.get(`/Users/${ann}`, { 'if-none-match': tag });
  await scim.get(`/Users/${ann}?attributes=displayName`, { 'if-none-match': tag });
  await scim.get(`/Users/${ann}`, { 'if-none-match': tag.toUpperCase() });
  await scim.get(`/Users/${ann}`, { 'if-none-match': 'W/"other"' });
  await scim.patch(`/Users/${ann}`, [{ op: 'replace', path: 'title', value: 'Tagged' }], { 'if-match': tag });
  await scim.patch(`/Users/${ann}`, [{ op: 'replace', path: 'title', value: 'Stale' }], { 'if-match': tag });
  await scim.put(`/Users/${bob}`, { schemas: [USER], userName: 'bob@example.com' }, { 'if-match': 'W/"stale"' });
  await scim.put(`/Users/${bob}`, { schemas: [USER], userName: 'bob@example.com', title: 'Any' }, { 'if-match': '*' });
  await scim.delete(`/Users/${bob}`, { 'if-match': 'W/"stale"' });
  await scim.get(`/Users/${bob}`);
}

async function bulk(scim: Talk, { ann, cyd }: Ids): Promise<void> {
  const job = (Operations: unknown[], more = {}): Promise<unknown> =>
    scim.post('/Bulk', { schemas: [BULK], Operations, ...more });
  const user = (bulkId: string, userName: string, more = {}): unknown => ({
    method: 'POST',
    path: '/Users',
    bulkId,
    data: { schemas: [USER], userName, ...more },
  });
  const group = (bulkId: string, members: string[]): unknown => ({
    method: 'POST',
    path: '/Groups',
    bulkId,
    data: { schemas: [GROUP], displayName: bulkId, members: members.map((value) => ({ value })) },
  });
  await job([
    user('u1', 'bulk1@example.com', { [ENTERPRISE]: { manager: { value: 'bulkId:u2' } } }),
    user('u2', 'bulk2@example.com'),
    group('g1', ['bulkId:u1', 'bulkId:u2']),
    {
      method: 'PATCH',
      path: `/Users/${ann}`,
      data: { schemas: [PATCH_OP], Operations: [{ op: 'replace', path: 'title', value: 'Bulk' }] },
    },
    { method: 'PUT', path: `/Users/${cyd}`, data: { schemas: [USER], userName: 'cyd-bulk@example.com' } },
    {
      method: 'PUT',
      path: `/Users/${cyd}`,
      version: 'W/"stale"',
      data: { schemas: [USER], userName: 'stale@example.com' },
    },
    { method: 'DELETE', path: '/Users/9b1d9999-AbCd' },
    { method: 'GET', path: `/Users/${ann}` },
    user('bad', 'bulk1@example.com'),
    group('lost', ['bulkId:unheardOf']),
  ]);
  await job([user('one', 'one@example.com'), user('one-more', 'more@example.com'), group('g2', ['bulkId:one-more'])]);
  await job([group('c1', ['bulkId:c2']), group('c2', ['bulkId:c1'])]);
  await scim.get('/Users?filter=userName sw "bulk"');
  const spare = await scim.post('/Users', { schemas: [USER], userName: 'spare@example.com' });
  await job([{ method: 'DELETE', path: `/Users/${spare.id}` }]);
  await job(
    [
      user('f1', 'f1@example.com'),
      user('f2', 'f1@example.com'),
      user('f3', 'f1@example.com'),
      user('f4', 'f4@example.com'),
    ],
    {
      failOnErrors: 1,
    },
  );
  await scim.get('/Groups?sortBy=displayName');
  await job(
    [1, 2, 3, 4].map((n) => user(`d${n}`, 'bulk1@example.com')),
    { failOnErrors: 1 },
  );
  await job([user('e1', 'bulk1@example.com'), user('e2', 'late@example.com')], { failOnErrors: 2 });
  await job([]);
  await scim.post('/Bulk', { schemas: [BULK] });
  await scim.post('/Bulk', '{');
  await job(Array.from({ length: 1001 }, () => ({ method: 'DELETE', path: '/Users/9b1d9999-AbCd' })));
  await scim.get('/Bulk');
}

async function deleting(scim: Talk, { ann, bob, cyd }: Ids): Promise<void> {
  await scim.delete(`/Users/${ann}`);
  await scim.get(`/Users/${ann}`);
  await scim.put(`/Users/${ann}`, ANN);
  await scim.patch(`/Users/${ann}`, [{ op: 'replace', path: 'title', value: 'Ghost' }]);
  await scim.delete(`/Users/${ann}`);
  await scim.get(`/Users?filter=id eq "${ann}"`);
  await scim.get('/Groups');
  await scim.post('/Users', ANN);
  const doomed = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Doomed', members: [{ value: bob }] });
  await scim.delete(`/Groups/${doomed.id}`);
  await scim.get(`/Users/${bob}`);
  await scim.patch(`/Users/${bob}`, [{ op: 'replace', path: 'active', value: false }]);
  await scim.get('/Users?filter=userName eq "bob@example.com"');
  const chief = await scim.post('/Users', { schemas: [USER], userName: 'chief@example.com' });
  await scim.get(`/Users/${chief.id}`);
  const below = await scim.post('/Users', {
    schemas: [USER, ENTERPRISE],
    userName: 'below@example.com',
    [ENTERPRISE]: { employeeNumber: '77', manager: { value: chief.id } },
  });
  await scim.delete(`/Users/${chief.id}`);
  await scim.get(`/Users/${below.id}`);
  await scim.delete('/Users/9b1d9999-AbCd');
  await scim.delete(`/Users/${cyd}`);
  await scim.get('/Groups');
  await scim.send('DELETE', '/Users');
}

/** What only a vendor's model answers with success. */
async function vendors(scim: Talk): Promise<void> {
  const badge = 'https://vendor.example.com/schemas/Badge';
  for (const number of [9, 10, 2.5]) {
    await scim.post('/Users', {
      schemas: [USER, badge],
      userName: `badge-${number}@example.com`,
      [badge]: { number, weight: 1.5 },
    });
  }
  await scim.get(`/Users?filter=${badge}:number gt 9`);
  const desk = 'urn:example:schemas:2.0:Desk';
  await scim.post('/Users', { schemas: [USER], userName: 'deskless@example.com', name: { familyName: 'D' } });
  const seated = await scim.post('/Users', {
    schemas: [USER, desk],
    userName: 'seated@example.com',
    [desk]: { desk: '1' },
  });
  const at = `/Users/${seated.id}`;
  for (const more of [{ nickName: 'First' }, { nickName: 'First' }, { nickName: 'Second' }, { title: 'T' }]) {
    await scim.put(at, { schemas: [USER, desk], userName: 'seated@example.com', [desk]: { desk: '1' }, ...more });
    await scim.get(at);
    await scim.get(`${at}?attributes=title`);
    await scim.get(`${at}?attributes=nickName`);
  }
  for (const userName of ['mail1@example.com', 'mail2@example.com']) {
    await scim.post('/Users', { schemas: [USER], userName, emails: [{ value: 'shared@example.com' }] });
  }
  await scim.get('/ServiceProviderConfig');
  const device = 'urn:ietf:params:scim:schemas:core:2.0:Device';
  const ble = 'urn:ietf:params:scim:schemas:extension:ble:2.0:Device';
  await scim.post('/Devices', {
    schemas: [device, ble],
    externalId: 'Dev-1',
    displayName: 'Sensor',
    active: true,
    mudUrl: 'https://example.com/MUD',
    [ble]: {
      versionSupport: ['5.3'],
      deviceMacAddress: '2C:54:91:88:C9:E2',
      irk: '4C68384139F574D836BCF34E9DFB01BF',
      pairingMethods: ['urn:ietf:params:scim:schemas:extension:pairingJustWorks:2.0:Device'],
    },
  });
  await scim.post('/Devices', { schemas: [device], displayName: 'Undecided' });
  await scim.post('/EndpointApps', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:EndpointApp'],
    applicationType: 'telemetry',
  });
  await scim.get('/Devices');
}

/** What some providers refuse by a policy of theirs. */
async function policies(scim: Talk): Promise<void> {
  await scim.post('/Users', { schemas: [USER], userName: 'nomail' });
  await scim.post('/Users', { schemas: [USER], userName: 'odd@example.com', profileUrl: 'no url' });
  const off = await scim.post('/Users', { schemas: [USER], userName: 'off@example.com', active: false });
  await scim.post('/Groups', { schemas: [GROUP], displayName: 'Left', members: [{ value: off.id }] });
}
