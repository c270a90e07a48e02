import { expect } from 'chai';
import { dialects, type DialectId, type DialectRequest, type Evidence, type Flow } from '../../dialects/index.js';
import type { JsonObject } from '../../scim/types.js';
import { CELLS, CLIENTS, type Client, type Switch } from './matrix.js';

/** One request per sourced cell of the matrix provider x switch: method, path, exact headers, body. */

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const GUID = '5b3f0f0e-6a1c-4f0e-9b0f-2d1c8b1a7e55';

const person: Flow = {
  userName: 'jy@contoso.test',
  externalId: 'jyoung',
  active: true,
  'name.givenName': 'J',
  'name.familyName': 'Young',
  'emails[type eq "work"].value': 'jy@contoso.test',
};
const stored: JsonObject = {
  schemas: [USER],
  id: 'u1',
  userName: 'jy@contoso.test',
  active: true,
  name: { givenName: 'J', familyName: 'Young' },
  emails: [{ type: 'work', value: 'jy@contoso.test' }],
  'urn:vendor:ext': { shirt: 'L' },
  meta: { resourceType: 'User', location: 'https://target.test/Users/u1' },
};
const group: JsonObject = {
  schemas: [GROUP],
  id: 'g1',
  displayName: 'Team',
  members: [{ value: 'u1', display: 'jy@contoso.test', type: 'User', $ref: 'https://target.test/Users/u1' }],
  meta: { resourceType: 'Group' },
};
const changes = [
  { path: 'emails[type eq "work"].value', value: 'b@contoso.test' },
  { path: 'name.givenName', value: 'Bjorn' },
  { path: `${ENTERPRISE}:department`, value: 'R&D' },
  { path: 'name.familyName', value: 'A' },
];

const ENTRA = { accept: 'application/scim+json' };
const ENTRA_BODY = { ...ENTRA, 'content-type': 'application/scim+json; charset=utf-8' };
const OKTA = {
  accept: 'application/scim+json',
  'accept-charset': 'utf-8',
  'accept-encoding': 'gzip,deflate',
  'user-agent': 'Okta SCIM Client 1.0.0',
};
const OKTA_BODY = { ...OKTA, 'content-type': 'application/scim+json; charset=utf-8' };
const JSON_BODY = { 'content-type': 'application/json' };
const SCIM_BODY = { 'content-type': 'application/scim+json' };

type Line = [method: string, path: string, headers: Record<string, string>, body?: JsonObject];

type Sent = DialectRequest | DialectRequest[] | null;

const listOf = (sent: Sent): DialectRequest[] => (sent === null ? [] : Array.isArray(sent) ? sent : [sent]);

/** Cells of the matrix that have a golden request. */
const pinned = new Set<string>();

/** Golden requests for the cells of one switch: they say, too, where they are from. */
const pin =
  (name: Switch) =>
  (id: DialectId, title: string, sent: Sent, ...lines: Line[]): void => {
    pinned.add(`${name}: ${id}`);
    golden(id, title, sent, ...lines);
    it(`${id}: ${title}, by a source`, () => {
      for (const { evidence, source } of listOf(sent)) {
        expect(evidence).not.to.equal('UNSOURCED');
        expect(source).to.match(/^https:\/\//);
      }
    });
  };

function golden(id: DialectId, title: string, sent: Sent, ...lines: Line[]): void {
  it(`${id}: ${title}`, () => {
    const requests = listOf(sent);
    expect(
      requests.map(({ method, path, headers, body }) => [method, path, headers, ...(body ? [body] : [])]),
    ).to.deep.equal(lines);
  });
}

/** What the provider writes of a user and a group, managers and roles aside. */
function writesOf(id: DialectId): DialectRequest[] {
  const dialect = dialects[id];
  const member = [{ id: 'u2' }];
  return [
    dialect.createUser(person),
    ...dialect.updateUser('u1', changes, stored),
    ...(dialect.disableUser('u1', stored) ?? []),
    ...(dialect.addMembers('g1', member, group) ?? []),
    ...(dialect.removeMembers('g1', member, group) ?? []),
    ...(dialect.renameGroup('g1', 'New', group) ?? []),
  ];
}

const patched = (...Operations: JsonObject[]): JsonObject => ({ schemas: [PATCH], Operations });

describe('dialects: what each provider puts on the wire', () => {
  const { entra, onelogin, ping, jumpcloud, cyberark, sailpoint, google } = dialects;
  const flag = dialects['entra-flag'];
  const oin = dialects['okta-oin'];
  const aiw = dialects['okta-aiw'];

  describe('connection test', () => {
    const test = pin('connection test');
    const schemas = pin('schemas read');
    const byGuid: Line = ['GET', `/Users?filter=userName+eq+%22${GUID}%22`, ENTRA];
    test('entra', 'looks up a random GUID', entra.testConnection({ absent: GUID }), byGuid);
    test('entra-flag', 'looks up a random GUID', flag.testConnection({ absent: GUID }), byGuid);
    test(
      'entra',
      'looks it up by the matching attribute',
      entra.testConnection({ absent: GUID, attribute: 'emails[type eq "work"].value' }),
      ['GET', `/Users?filter=emails%5Btype+eq+%22work%22%5D.value+eq+%22${GUID}%22`, ENTRA],
    );
    test(
      'okta-oin',
      'lists two users and, with group import, 100 groups',
      oin.testConnection({ absent: GUID, groups: true }),
      ['GET', '/Users?startIndex=1&count=2', OKTA],
      ['GET', '/Groups?startIndex=1&count=100', OKTA],
    );
    test('okta-aiw', 'lists two users', aiw.testConnection({ absent: GUID }), [
      'GET',
      '/Users?startIndex=1&count=2',
      OKTA,
    ]);
    test(
      'jumpcloud',
      'creates a test user and a test group and deletes both',
      jumpcloud.testConnection({
        absent: GUID,
        user: { userName: 'probe@contoso.test' },
        group: { displayName: 'Probe' },
      }),
      ['POST', '/Users', SCIM_BODY, { schemas: [USER], userName: 'probe@contoso.test' }],
      ['POST', '/Groups', SCIM_BODY, { schemas: [GROUP], displayName: 'Probe', members: [] }],
      ['DELETE', '/Groups/{gid}', {}],
      ['DELETE', '/Users/{uid}', {}],
    );
    test(
      'cyberark',
      'lists one user and reads discovery',
      cyberark.testConnection({ absent: GUID }),
      ['GET', '/Users?count=1', {}],
      ['GET', '/ServiceProviderConfig', {}],
      ['GET', '/ResourceTypes/User', {}],
      ['GET', '/ResourceTypes/Group', {}],
      ['GET', `/Schemas/${USER}`, {}],
      ['GET', `/Schemas/${GROUP}`, {}],
    );
    test('google', 'lists one user', google.testConnection({ absent: GUID }), ['GET', '/Users?count=1', {}]);
    test(
      'sailpoint',
      'reads discovery',
      sailpoint.discovery(),
      ['GET', '/ServiceProviderConfig', {}],
      ['GET', '/ResourceTypes', {}],
      ['GET', '/Schemas', {}],
      ['GET', '/ResourceTypes/User', {}],
      ['GET', `/Schemas/${USER}`, {}],
    );
    schemas('entra', 'reads the schemas', entra.discovery(), ['GET', '/Schemas', ENTRA]);
    schemas('entra-flag', 'reads the schemas', flag.discovery(), ['GET', '/Schemas', ENTRA]);
    for (const id of ['okta-oin', 'okta-aiw', 'onelogin', 'ping', 'jumpcloud'] as const)
      schemas(id, 'reads no schemas', dialects[id].discovery());
    for (const id of ['cyberark', 'sailpoint'] as const)
      schemas(
        id,
        'reads the User schema',
        dialects[id].discovery().filter(({ path }) => path.includes(USER)),
        ['GET', `/Schemas/${USER}`, {}],
      );
  });

  describe('matching a user before creating it', () => {
    const match = pin('match before create');
    match('entra', 'by userName', entra.matchUser('userName', 'a b+c@x.test'), [
      'GET',
      '/Users?filter=userName+eq+%22a+b%2Bc%40x.test%22',
      ENTRA,
    ]);
    for (const id of ['okta-oin', 'okta-aiw'] as const)
      match(id, 'by userName, paged', dialects[id].matchUser('userName', 'a@b'), [
        'GET',
        '/Users?filter=userName%20eq%20%22a%40b%22&startIndex=1&count=100',
        OKTA,
      ]);
    match('onelogin', 'with + and a trailing &', onelogin.matchUser('userName', 'x'), [
      'GET',
      '/Users?filter=userName+eq+%22x%22&',
      {},
    ]);
    match('ping', 'by userName', ping.matchUser('userName', 'v'), ['GET', '/Users?filter=userName%20eq%20%22v%22', {}]);
    match('ping', 'by the bare name of emails', ping.matchUser('emails[type eq "work"].value', 'v'), [
      'GET',
      '/Users?filter=emails%20eq%20%22v%22',
      {},
    ]);
    match('entra-flag', 'by userName', flag.matchUser('userName', 'x'), [
      'GET',
      '/Users?filter=userName+eq+%22x%22',
      ENTRA,
    ]);
    match('cyberark', 'by userName', cyberark.matchUser('userName', 'v'), [
      'GET',
      '/Users?filter=userName%20eq%20%22v%22',
      {},
    ]);
    golden('entra', 'asks whether a manager is set', entra.checkReference?.('u1', 'manager', 'u2') ?? null, [
      'GET',
      '/Users?filter=id+eq+%22u1%22+and+manager+eq+%22u2%22&attributes=id',
      ENTRA,
    ]);
  });

  describe('creating a user', () => {
    const entraBody: JsonObject = {
      schemas: [USER, ENTERPRISE],
      meta: { resourceType: 'User' },
      userName: 'jy@contoso.test',
      externalId: 'jyoung',
      active: true,
      name: { givenName: 'J', familyName: 'Young' },
      emails: [{ primary: true, type: 'work', value: 'jy@contoso.test' }],
      roles: [],
    };
    golden('entra', 'with meta.resourceType and empty roles', entra.createUser(person), [
      'POST',
      '/Users',
      ENTRA_BODY,
      entraBody,
    ]);
    golden('entra-flag', 'the same', flag.createUser(person), ['POST', '/Users', ENTRA_BODY, entraBody]);
    for (const id of ['okta-oin', 'okta-aiw'] as const)
      golden(id, 'with empty groups', dialects[id].createUser({ ...person, password: '1mz050nq' }), [
        'POST',
        '/Users',
        OKTA_BODY,
        {
          schemas: [USER],
          userName: 'jy@contoso.test',
          externalId: 'jyoung',
          active: true,
          name: { givenName: 'J', familyName: 'Young' },
          emails: [{ primary: true, type: 'work', value: 'jy@contoso.test' }],
          password: '1mz050nq',
          groups: [],
        },
      ]);
    golden('onelogin', 'with schema names of its own', onelogin.createUser({ userName: 'x' }), [
      'POST',
      '/Users',
      JSON_BODY,
      { schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'], userName: 'x' },
    ]);
  });

  describe('updating a user', () => {
    const update = pin('user update');
    update('entra', 'one operation per attribute', entra.updateUser('u1', changes, stored), [
      'PATCH',
      '/Users/u1',
      ENTRA_BODY,
      patched(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'b@contoso.test' },
        { op: 'Replace', path: 'name.givenName', value: 'Bjorn' },
        { op: 'Add', path: `${ENTERPRISE}:department`, value: 'R&D' },
        { op: 'Replace', path: 'name.familyName', value: 'A' },
      ),
    ]);
    update('entra-flag', 'plain replacements merged without a path', flag.updateUser('u1', changes, stored), [
      'PATCH',
      '/Users/u1',
      ENTRA_BODY,
      patched(
        { op: 'replace', path: 'emails[type eq "work"].value', value: 'b@contoso.test' },
        { op: 'add', path: `${ENTERPRISE}:department`, value: 'R&D' },
        { op: 'replace', value: { 'name.givenName': 'Bjorn', 'name.familyName': 'A' } },
      ),
    ]);
    for (const id of ['okta-oin', 'okta-aiw'] as const)
      update(
        id,
        'GET, then PUT of all that was read',
        dialects[id].updateUser('u1', [{ path: 'name.givenName', value: 'Bjorn' }], stored),
        ['GET', '/Users/u1', OKTA],
        ['PUT', '/Users/u1', OKTA_BODY, { ...stored, name: { givenName: 'Bjorn', familyName: 'Young' } }],
      );
    update(
      'onelogin',
      'PUT with a trailing question mark',
      onelogin.updateUser('u1', [{ path: 'name.givenName', value: 'Bjorn' }], stored),
      [
        'PUT',
        '/Users/u1?',
        JSON_BODY,
        {
          schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
          userName: 'jy@contoso.test',
          active: true,
          name: { givenName: 'Bjorn', familyName: 'Young' },
          emails: [{ type: 'work', value: 'jy@contoso.test' }],
          'urn:vendor:ext': { shirt: 'L' },
        },
      ],
    );
    for (const id of ['ping', 'cyberark'] as const)
      update(id, 'PUT', dialects[id].updateUser('u1', [{ path: 'title', value: 'Dr' }], { id: 'u1', userName: 'x' }), [
        'PUT',
        '/Users/u1',
        SCIM_BODY,
        { userName: 'x', title: 'Dr' },
      ]);
  });

  describe('disabling and enabling', () => {
    const disable = pin('disable');
    const one = (op: string, value: unknown): JsonObject => patched({ op, path: 'active', value } as JsonObject);
    disable('entra', 'False as text', entra.disableUser('u1', stored), [
      'PATCH',
      '/Users/u1',
      ENTRA_BODY,
      one('Replace', 'False'),
    ]);
    golden('entra', 'True as text', entra.enableUser('u1', stored), [
      'PATCH',
      '/Users/u1',
      ENTRA_BODY,
      one('Replace', 'True'),
    ]);
    disable('entra-flag', 'a boolean', flag.disableUser('u1', stored), [
      'PATCH',
      '/Users/u1',
      ENTRA_BODY,
      one('replace', false),
    ]);
    disable('okta-oin', 'without a path', oin.disableUser('u1', stored), [
      'PATCH',
      '/Users/u1',
      OKTA_BODY,
      patched({ op: 'replace', value: { active: false } }),
    ]);
    disable(
      'okta-aiw',
      'GET, then PUT',
      aiw.disableUser('u1', stored),
      ['GET', '/Users/u1', OKTA],
      ['PUT', '/Users/u1', OKTA_BODY, { ...stored, active: false }],
    );
    for (const id of ['ping', 'cyberark'] as const)
      disable(id, 'PUT', dialects[id].disableUser('u1', { id: 'u1', userName: 'x', active: true }), [
        'PUT',
        '/Users/u1',
        SCIM_BODY,
        { userName: 'x', active: false },
      ]);
    golden('okta-oin', 'a password without a path', oin.setPassword?.('u1', 'n3w', stored) ?? null, [
      'PATCH',
      '/Users/u1',
      OKTA_BODY,
      patched({ op: 'replace', value: { password: 'n3w' } }),
    ]);
  });

  describe('deleting users', () => {
    const remove = pin('delete');
    remove('entra', 'deletes', entra.deleteUser('u/1'), ['DELETE', '/Users/u%2F1', ENTRA]);
    remove('entra-flag', 'deletes', flag.deleteUser('u1'), ['DELETE', '/Users/u1', ENTRA]);
    remove(
      'jumpcloud',
      'deletes its test user',
      jumpcloud.testConnection({ absent: GUID, user: { userName: 'probe@contoso.test' } }).slice(1),
      ['DELETE', '/Users/{uid}', {}],
    );
    remove('ping', 'deletes when told to', ping.deleteUser('u1'), ['DELETE', '/Users/u1', {}]);
    for (const id of ['okta-oin', 'okta-aiw', 'cyberark'] as const) remove(id, 'never', dialects[id].deleteUser('u1'));
  });

  describe('managers and roles', () => {
    const path = `${ENTERPRISE}:manager`;
    const line = (op: string, value: string): Line => ['PATCH', '/Users/u1', ENTRA_BODY, patched({ op, path, value })];
    golden('entra', 'sets as a plain string', entra.setManager('u1', 'm1', stored), line('Add', 'm1'));
    golden('entra', 'changes', entra.changeManager('u1', 'm2', stored), line('replace', 'm2'));
    golden('entra', 'clears by empty text', entra.clearManager('u1', stored), line('replace', ''));
    golden('entra', 'the complete array of roles', entra.setRoles('u1', [{ value: '25', display: 'Admin' }], stored), [
      'PATCH',
      '/Users/u1',
      ENTRA_BODY,
      patched({ op: 'replace', path: 'roles', value: [{ value: '25', display: 'Admin' }] }),
    ]);
  });

  describe('groups', () => {
    const matched = pin('groups matched');
    const removed = pin('member removed');
    matched('entra', 'by displayName without members', entra.matchGroup('Team A'), [
      'GET',
      '/Groups?excludedAttributes=members&filter=displayName+eq+%22Team+A%22',
      ENTRA,
    ]);
    matched('entra-flag', 'by displayName without members', flag.matchGroup('Team'), [
      'GET',
      '/Groups?excludedAttributes=members&filter=displayName+eq+%22Team%22',
      ENTRA,
    ]);
    for (const id of ['okta-oin', 'okta-aiw'] as const)
      matched(id, 'by displayName, paged', dialects[id].matchGroup('Team'), [
        'GET',
        '/Groups?filter=displayName%20eq%20%22Team%22&startIndex=1&count=100',
        OKTA,
      ]);
    matched('ping', 'by reading all', ping.matchGroup('Team'), ['GET', '/Groups', {}]);
    matched('cyberark', 'by reading all', cyberark.matchGroup('Team'), ['GET', '/Groups', {}]);
    matched('google', 'none', google.matchGroup('Team'));
    golden(
      'entra',
      'created empty with a second schema',
      entra.createGroup({ displayName: 'Team', externalId: GUID }),
      [
        'POST',
        '/Groups',
        ENTRA_BODY,
        {
          schemas: [GROUP, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
          externalId: GUID,
          displayName: 'Team',
          meta: { resourceType: 'Group' },
        },
      ],
    );
    golden('okta-oin', 'created with empty members', oin.createGroup({ displayName: 'Team' }), [
      'POST',
      '/Groups',
      OKTA_BODY,
      { schemas: [GROUP], displayName: 'Team', members: [] },
    ]);
    golden('entra', 'adds with null references', entra.addMembers('g1', [{ id: 'u1' }, { id: 'u2' }], group), [
      'PATCH',
      '/Groups/g1',
      ENTRA_BODY,
      patched({
        op: 'Add',
        path: 'members',
        value: [
          { $ref: null, value: 'u1' },
          { $ref: null, value: 'u2' },
        ],
      }),
    ]);
    removed('entra', 'removes by a value array', entra.removeMembers('g1', [{ id: 'u1' }], group), [
      'PATCH',
      '/Groups/g1',
      ENTRA_BODY,
      patched({ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'u1' }] }),
    ]);
    removed('entra-flag', 'removes by a path', flag.removeMembers('g1', [{ id: 'u"1' }], group), [
      'PATCH',
      '/Groups/g1',
      ENTRA_BODY,
      patched({ op: 'remove', path: 'members[value eq "u\\"1"]' }),
    ]);
    removed('okta-oin', 'removes by a path', oin.removeMembers('g1', [{ id: 'u1' }], group), [
      'PATCH',
      '/Groups/g1',
      OKTA_BODY,
      patched({ op: 'remove', path: 'members[value eq "u1"]' }),
    ]);
    for (const id of ['ping', 'cyberark', 'onelogin'] as const)
      removed(id, 'removes by PATCH', dialects[id].removeMembers('g1', [{ id: 'u1' }], group), [
        'PATCH',
        id === 'onelogin' ? '/Groups/g1?' : '/Groups/g1',
        SCIM_BODY,
        patched({ op: 'remove', path: 'members[value eq "u1"]' }),
      ]);
    removed(
      'okta-aiw',
      'puts the group without the member',
      aiw.removeMembers('g1', [{ id: 'u1' }], group),
      ['GET', '/Groups/g1', OKTA],
      ['PUT', '/Groups/g1', OKTA_BODY, { schemas: [GROUP], id: 'g1', displayName: 'Team', members: [] }],
    );
    removed('google', 'changes no groups', google.removeMembers('g1', [{ id: 'u1' }], group));
    golden('okta-oin', 'pushes all members', oin.replaceMembers('g1', [], group), [
      'PATCH',
      '/Groups/g1',
      OKTA_BODY,
      patched({ op: 'replace', path: 'members', value: [] }),
    ]);
    golden('okta-oin', 'renames with the id in the value', oin.renameGroup('g1', 'New', group), [
      'PATCH',
      '/Groups/g1',
      OKTA_BODY,
      patched({ op: 'replace', value: { id: 'g1', displayName: 'New' } }),
    ]);
    golden(
      'okta-aiw',
      'puts the whole group',
      aiw.addMembers('g1', [{ id: 'u2', display: 'b@x' }], group),
      ['GET', '/Groups/g1', OKTA],
      [
        'PUT',
        '/Groups/g1',
        OKTA_BODY,
        {
          schemas: [GROUP],
          id: 'g1',
          displayName: 'Team',
          members: [
            { value: 'u1', display: 'jy@contoso.test' },
            { value: 'u2', display: 'b@x' },
          ],
        },
      ],
    );
    golden('onelogin', 'adds by PATCH of another media type', onelogin.addMembers('g1', [{ id: 'u1' }], group), [
      'PATCH',
      '/Groups/g1?',
      SCIM_BODY,
      patched({ op: 'add', path: 'members', value: [{ value: 'u1' }] }),
    ]);
    removed('jumpcloud', 'removes by a value array', jumpcloud.removeMembers('g1', [{ id: 'u1' }], group), [
      'PATCH',
      '/Groups/g1',
      SCIM_BODY,
      patched({ op: 'remove', path: 'members', value: [{ value: 'u1' }] }),
    ]);
    golden('entra', 'renames', entra.renameGroup('g1', 'New', group), [
      'PATCH',
      '/Groups/g1',
      ENTRA_BODY,
      patched({ op: 'Replace', path: 'displayName', value: 'New' }),
    ]);
    golden('entra', 'deletes', entra.deleteGroup('g1'), ['DELETE', '/Groups/g1', ENTRA]);
    golden('okta-oin', 'lists pages', oin.listUsers({ startIndex: 101, count: 100 }), [
      'GET',
      '/Users?startIndex=101&count=100',
      OKTA,
    ]);
  });
});

describe('dialects: what is sourced is pinned', () => {
  it('has a golden request for every sourced cell of the matrix', () => {
    expect(CELLS.filter((name) => !pinned.has(name))).to.deep.equal([]);
    expect([...pinned].filter((name) => !CELLS.includes(name))).to.deep.equal([]);
  });

  for (const [id, client] of Object.entries(CLIENTS) as [DialectId, Client][])
    it(`${id}: user agent, media types, spelling of op and of spaces, and patience`, () => {
      const dialect = dialects[id];
      const requests = [dialect.matchUser('userName', 'a b'), ...writesOf(id)].filter((each) => each !== null);
      expect(dialect.userAgent).to.equal(client.userAgent);
      for (const { headers } of requests) expect(headers['user-agent'] ?? null).to.equal(client.userAgent);
      expect(requests[0]?.path).to.include(`%22a${client.space}b%22`);
      const media = requests.flatMap(({ headers }) => headers['content-type']?.split(';')[0] ?? []);
      expect([...new Set(media)].sort()).to.deep.equal([...client.media].sort());
      const ops = requests.flatMap(({ body }) => (body?.['Operations'] ?? []) as { op: string }[]).map(({ op }) => op);
      if (client.op) for (const op of ops) expect(op).to.match(client.op);
      expect(ops.length > 0, 'PATCH').to.equal(id !== 'okta-aiw');
      expect(dialect.timeoutMs).to.equal(client.timeoutMs);
    });
});

describe('dialects: what they say about themselves', () => {
  const known: Evidence[] = ['DOC', 'SRC', 'CAP', 'STAFF', '3P'];
  for (const dialect of Object.values(dialects))
    it(`${dialect.id}: every request has a source or says that it has none`, () => {
      const requests = [
        ...dialect.testConnection({ absent: GUID, groups: true, user: person, group: { displayName: 'x' } }),
        ...dialect.discovery(),
        dialect.matchUser('userName', 'x'),
        dialect.createUser(person),
        ...dialect.updateUser('u1', changes, stored),
        ...(dialect.disableUser('u1', stored) ?? []),
        dialect.deleteUser('u1'),
        dialect.matchGroup('x'),
        dialect.createGroup({ displayName: 'x' }),
        ...(dialect.addMembers('g1', [{ id: 'u1' }], group) ?? []),
        ...(dialect.removeMembers('g1', [{ id: 'u1' }], group) ?? []),
      ].filter((request) => request !== null);
      for (const cited of [...requests, ...Object.values(dialect.accepts)]) {
        if (cited.evidence === 'UNSOURCED') expect(cited.source).to.equal('');
        else {
          expect(known).to.include(cited.evidence);
          expect(cited.source).to.match(/^https:\/\//);
        }
      }
    });
});
