/** The server itself: the RFCs' examples, and what a developer of a client would want to know. */
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { expect } from 'chai';
import { isObject, valuesOf } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';
import { createReference } from '../../reference/server.js';
import { modelsFrom } from '../../reference/models.js';
import { deviceModels } from '../../reference/devices.js';
import type { Reply, Talk } from './support/talk.js';
import { BULK, ENTERPRISE, ERROR, GROUP, LIST, PATCH_OP, SEARCH, USER, talk } from './support/talk.js';

function expectError(reply: Reply, status: number, scimType?: string): void {
  expect(reply.status).to.equal(status);
  expect(reply.headers['Content-Type']).to.equal('application/scim+json');
  expect(reply.object['schemas']).to.deep.equal([ERROR]);
  expect(reply.object['status']).to.equal(String(status));
  expect(reply.object['scimType']).to.equal(scimType);
}

function resources(reply: Reply): JsonObject[] {
  return valuesOf(reply.object['Resources']).filter(isObject);
}

function names(reply: Reply): unknown[] {
  return resources(reply).map((resource) => resource['userName'] ?? resource['displayName']);
}

async function user(scim: Talk, userName: string, more: JsonObject = {}): Promise<string> {
  const reply = await scim.post('/Users', { schemas: [USER], userName, ...more });
  expect(reply.status, reply.body).to.equal(201);
  return reply.id;
}

describe('reference: the RFCs’ examples', () => {
  it('RFC 7644 section 3.3: creating a user', async () => {
    const scim = talk();
    const reply = await scim.post('/Users', {
      schemas: [USER],
      userName: 'bjensen',
      externalId: 'bjensen',
      name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' },
    });
    expect(reply.status).to.equal(201);
    const meta = reply.object['meta'] as JsonObject;
    expect(reply.headers['Location'])
      .to.equal(meta['location'])
      .and.equal(`http://scim.example.com/scim/v2/Users/${reply.id}`);
    expect(reply.headers['ETag']).to.equal(meta['version']);
    expect(meta).to.include({ resourceType: 'User', created: meta['lastModified'] as string });
  });

  it('RFC 7644 section 3.4.2.2: the filters of figure 2', async () => {
    const scim = talk();
    await user(scim, 'bjensen', {
      name: { familyName: "O'Malley" },
      title: 'Chief',
      userType: 'Employee',
      emails: [{ type: 'work', value: 'b@example.com' }],
    });
    await user(scim, 'jim', { userType: 'Intern', ims: [{ type: 'xmpp', value: 'jim@foo.com' }] });
    const found: Record<string, string[]> = {
      'userName eq "bjensen"': ['bjensen'],
      'name.familyName co "O\'Malley"': ['bjensen'],
      'userName sw "J"': ['jim'],
      [`${USER}:userName sw "J"`]: ['jim'],
      'title pr': ['bjensen'],
      'meta.lastModified gt "2011-05-13T04:42:34Z" and userType pr': ['bjensen', 'jim'],
      'meta.lastModified lt "2011-05-13T04:42:34Z"': [],
      'title pr and userType eq "Employee"': ['bjensen'],
      'title pr or userType eq "Intern"': ['bjensen', 'jim'],
      'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")': ['bjensen'],
      'userType eq "Employee" and not (emails co "example.com" or emails.value co "example.org")': [],
      'userType eq "Employee" and (emails.type eq "work")': ['bjensen'],
      'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]': ['bjensen'],
      'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]': [
        'bjensen',
        'jim',
      ],
    };
    for (const [filter, expected] of Object.entries(found)) {
      const reply = await scim.get(`/Users?filter=${filter}`);
      const own = names(reply).filter((name) => name !== 'admin@example.com');
      expect(own, filter).to.deep.equal(expected);
    }
  });

  it('RFC 7644 section 3.5.2.1: adding members to a group', async () => {
    const scim = talk();
    const babs = await user(scim, 'babs', { displayName: 'Babs Jensen' });
    const group = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Tour Guides' });
    const add = {
      op: 'add',
      path: 'members',
      value: [{ display: 'Babs Jensen', $ref: 'https://example.com/x', value: babs }],
    };
    expect((await scim.patch(`/Groups/${group.id}`, [add])).status).to.equal(204);
    const read = await scim.get(`/Groups/${group.id}`);
    expect(read.object['members']).to.deep.equal([
      { value: babs, $ref: `http://scim.example.com/scim/v2/Users/${babs}`, type: 'User', display: 'Babs Jensen' },
    ]);
    const seen = await scim.get(`/Users/${babs}?attributes=groups`);
    expect(seen.object['groups']).to.deep.equal([
      {
        value: group.id,
        $ref: `http://scim.example.com/scim/v2/Groups/${group.id}`,
        display: 'Tour Guides',
        type: 'direct',
      },
    ]);
  });

  it('RFC 7644 section 3.7.2: a user and a group with that user in one job', async () => {
    const scim = talk();
    const reply = await scim.post('/Bulk', {
      schemas: [BULK],
      Operations: [
        { method: 'POST', path: '/Users', bulkId: 'qwerty', data: { schemas: [USER], userName: 'Alice' } },
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'ytrewq',
          data: { schemas: [GROUP], displayName: 'Tour Guides', members: [{ type: 'User', value: 'bulkId:qwerty' }] },
        },
      ],
    });
    const entries = valuesOf(reply.object['Operations']).filter(isObject);
    expect(entries.map(({ status, bulkId }) => [bulkId, status])).to.deep.equal([
      ['qwerty', '201'],
      ['ytrewq', '201'],
    ]);
    const group = await scim.get('/Groups');
    expect(String(entries[0]?.['location'])).to.match(new RegExp(`/${String(memberOf(resources(group)[0]))}$`));
  });

  it('RFC 7644 section 3.7.1: groups that hold each other', async () => {
    const scim = talk();
    const group = (bulkId: string, member: string): JsonObject => ({
      method: 'POST',
      path: '/Groups',
      bulkId,
      data: { schemas: [GROUP], displayName: bulkId, members: [{ type: 'Group', value: `bulkId:${member}` }] },
    });
    const reply = await scim.post('/Bulk', { schemas: [BULK], Operations: [group('a', 'b'), group('b', 'a')] });
    expect(reply.status).to.equal(200);
    const [a, b] = resources(await scim.get('/Groups?sortBy=displayName'));
    expect([memberOf(a), memberOf(b)]).to.deep.equal([b?.['id'], a?.['id']]);
  });

  it('takes back half of a circle whose other half fails', async () => {
    const scim = talk();
    const reply = await scim.post('/Bulk', {
      schemas: [BULK],
      Operations: [
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'a',
          data: { schemas: [GROUP], displayName: 'A', members: [{ value: 'bulkId:b' }] },
        },
        { method: 'POST', path: '/Groups', bulkId: 'b', data: { schemas: [GROUP], members: [{ value: 'bulkId:a' }] } },
      ],
    });
    const statuses = valuesOf(reply.object['Operations']).map((entry) =>
      isObject(entry) ? entry['status'] : undefined,
    );
    expect(statuses).to.deep.equal(['409', '400']);
    expect((await scim.get('/Groups')).object['totalResults']).to.equal(0);
  });
});

function memberOf(group: JsonObject | undefined): unknown {
  const [member] = valuesOf(group?.['members']);
  return isObject(member) ? member['value'] : undefined;
}

describe('reference: the service', () => {
  it('pages by index and by cursor without loss, under insertion and deletion', async () => {
    const scim = talk();
    for (let index = 0; index < 7; index += 1) await user(scim, `page${index}`);
    const byIndex: unknown[] = [];
    for (let start = 1; start <= 8; start += 3)
      byIndex.push(...names(await scim.get(`/Users?startIndex=${start}&count=3`)));
    const byCursor: unknown[] = [];
    let cursor: unknown = '';
    while (typeof cursor === 'string') {
      const page: Reply = await scim.get(`/Users?cursor=${cursor}&count=3`);
      byCursor.push(...names(page));
      cursor = page.object['nextCursor'];
      if (byCursor.length === 3) await scim.delete(`/Users/${String(resources(page)[1]?.['id'])}`);
    }
    expect(byCursor).to.deep.equal(byIndex);
    expect(byCursor).to.have.length(8);
  });

  it('leaves the store unchanged by whatever it refuses', async () => {
    const scim = talk();
    const id = await user(scim, 'kept', { title: 'Old', [ENTERPRISE]: { department: 'D' } });
    await user(scim, 'other');
    const before = (await scim.get(`/Users/${id}`)).body;
    const replies = [
      await scim.patch(`/Users/${id}`, [
        { op: 'replace', path: 'title', value: 'New' },
        { op: 'replace', path: 'emails[type eq "none"].value', value: 'x' },
      ]),
      await scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'userName', value: 'OTHER' }]),
      await scim.put(`/Users/${id}`, { schemas: [USER], userName: 'other' }),
      await scim.put(`/Users/${id}`, { schemas: [USER], userName: 'kept', emails: 5 }),
      await scim.put(`/Users/${id}`, { schemas: [USER], userName: 'x' }, { 'if-match': 'W/"old"' }),
      await scim.send('PUT', `/Users/${id}`, '{"userName":'),
    ];
    expect(replies.map(({ status }) => status)).to.deep.equal([400, 409, 409, 400, 412, 400]);
    expect((await scim.get(`/Users/${id}`)).body).to.equal(before);
  });

  it('an add that changes nothing touches neither lastModified nor the tag', async () => {
    const scim = talk();
    const id = await user(scim, 'same', { nickName: 'N' });
    const before = (await scim.get(`/Users/${id}`)).body;
    await scim.patch(`/Users/${id}`, [{ op: 'add', path: 'nickName', value: 'N' }]);
    expect((await scim.get(`/Users/${id}`)).body).to.equal(before);
  });

  it('a password is never given back and never tested', async () => {
    const scim = talk();
    const id = await user(scim, 'secret', { password: 'T0p-Secret!' });
    await scim.get(`/Users/${id}?attributes=password`);
    await scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'password', value: 'T0p-Secret!2' }]);
    expectError(await scim.get('/Users?filter=password eq "T0p-Secret!"'), 400, 'invalidFilter');
    expectError(await scim.get('/Users?filter=userName pr and not (password sw "T")'), 400, 'invalidFilter');
    expect(scim.said.map(({ response }) => response).join()).to.not.contain('T0p');
  });

  it('nested groups are derived through every level, and circles end', async () => {
    const scim = talk();
    const id = await user(scim, 'nested');
    const inner = await scim.post('/Groups', { schemas: [GROUP], displayName: 'inner', members: [{ value: id }] });
    const outer = await scim.post('/Groups', {
      schemas: [GROUP],
      displayName: 'outer',
      members: [{ value: inner.id }],
    });
    await scim.patch(`/Groups/${inner.id}`, [{ op: 'add', path: 'members', value: [{ value: outer.id }] }]);
    const groups = valuesOf((await scim.get(`/Users/${id}`)).object['groups']).filter(isObject);
    expect(groups.map(({ display, type }) => [display, type])).to.deep.equal([
      ['inner', 'direct'],
      ['outer', 'indirect'],
    ]);
    expect(names(await scim.get('/Users?filter=groups.display eq "outer"'))).to.deep.equal(['nested']);
  });

  it('strict refuses what identity providers send beyond the RFCs, lenient takes it', async () => {
    const outcome = async (strict: boolean): Promise<number[]> => {
      const scim = talk({ strict });
      const id = await user(scim, 'idp');
      const group = await scim.post('/Groups', { schemas: [GROUP], displayName: 'g', members: [{ value: id }] });
      return [
        (await scim.patch(`/Users/${id}`, [{ op: 'Replace', path: 'title', value: 'x' }])).status,
        (await scim.patch(`/Users/${id}`, [{ op: 'replace', path: 'active', value: 'False' }])).status,
        (await scim.patch(`/Users/${id}`, [{ op: 'replace', value: { 'name.givenName': 'x' } }])).status,
        (await scim.patch(`/Users/${id}`, [{ op: 'add', path: `${ENTERPRISE}:manager`, value: id }])).status,
        (await scim.patch(`/Groups/${group.id}`, [{ op: 'remove', path: 'members', value: [{ value: 'none' }] }]))
          .status,
        (await scim.post('/Users', { userName: 'bare' })).status,
        (await scim.get('/Users?filter=userName+eq+%22idp%22')).status,
      ];
    };
    expect(await outcome(false)).to.deep.equal([200, 200, 200, 200, 204, 201, 200]);
    expect((await outcome(true)).filter((status) => status === 400)).to.have.length(6);
  });

  it('tenants share neither resources nor names', async () => {
    const scim = talk({ tenants: ['one', 'two'] });
    const created = await scim.send('POST', '//one/scim/v2/Users', { schemas: [USER], userName: 'same' });
    expect(created.headers['Location']).to.equal(`http://scim.example.com/one/scim/v2/Users/${created.id}`);
    expect((await scim.send('POST', '//two/scim/v2/Users', { schemas: [USER], userName: 'same' })).status).to.equal(
      201,
    );
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const body =
        method === 'PUT'
          ? { schemas: [USER], userName: 'x' }
          : method === 'PATCH'
            ? { schemas: [PATCH_OP], Operations: [] }
            : undefined;
      expect((await scim.send(method, `//two/scim/v2/Users/${created.id}`, body)).status, method).to.equal(404);
    }
    expect((await scim.send('GET', '//three/scim/v2/Users')).status).to.equal(404);
  });

  it('a file of definitions makes another model', async () => {
    const scim = talk({ models: deviceModels() });
    const device = 'urn:ietf:params:scim:schemas:core:2.0:Device';
    const types = resources(await scim.get('/ResourceTypes')).map(({ name }) => name);
    expect(types).to.deep.equal(['User', 'Group', 'Device', 'EndpointApp']);
    const made = await scim.post('/Devices', { schemas: [device], displayName: 'BLE Heart Monitor', active: false });
    expect(made.status).to.equal(201);
    expect(made.object['meta']).to.include({ resourceType: 'Device' });
    const group = await scim.post('/Groups', { schemas: [GROUP], displayName: 'Wing', members: [{ value: made.id }] });
    expect(valuesOf(group.object['members'])[0]).to.include({ type: 'Device' });
    expect(names(await scim.get('/Devices?filter=groups.display eq "wing"'))).to.deep.equal(['BLE Heart Monitor']);
    expectError(
      await scim.post('/Devices', { schemas: [device], displayName: 'No active', active: 'x' }),
      400,
      'invalidValue',
    );
    expect(() => modelsFrom({ resourceTypes: [{ name: 'X', endpoint: '/Xs', schema: 'urn:x' }] })).to.throw(
      'there is no schema urn:x',
    );
  });

  it('/Me is the user behind the token, and names it', async () => {
    const scim = talk();
    const me = await scim.get('/Me');
    expect(me.headers['Location']).to.match(new RegExp(`/Users/${me.id}$`));
    expect((await scim.patch('/Me', [{ op: 'replace', path: 'title', value: 'Root' }])).object['title']).to.equal(
      'Root',
    );
    await scim.delete('/Me');
    expectError(await scim.get('/Me'), 404);
  });

  it('look-ups by index agree with a look at everything', async () => {
    const plain = talk();
    const slow = talk({ changes: [(b) => ({ filterTest: (...given) => b.filterTest(...given) })] });
    const filters = [
      'userName eq "IDX1"',
      'externalId eq "e1"',
      'externalId eq "E1"',
      'userName eq "idx1" and externalId eq "e1"',
      'userName eq "idx1" or externalId eq "e2"',
    ];
    for (const scim of [plain, slow])
      for (const n of [1, 2, 3]) await user(scim, `idx${n}`, { externalId: `e${n % 2}` });
    for (const filter of filters) {
      expect(names(await plain.get(`/Users?filter=${filter}`)), filter).to.deep.equal(
        names(await slow.get(`/Users?filter=${filter}`)),
      );
    }
  });
});

describe('reference: hostile requests', () => {
  it('every broken request gets a SCIM error with its status', async () => {
    const scim = talk();
    expectError(await scim.post('/Users', `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`), 400, 'invalidSyntax');
    expectError(await scim.post('/Users', `{"userName":"${'x'.repeat(9 * 1024 * 1024)}"}`), 413);
    expectError(await scim.get('/Users?filter=%E0%A4%A'), 400, 'invalidSyntax');
    expectError(await scim.get('/Users/%E0%A4%A'), 404);
    expectError(await scim.get(`/Users?filter=${'('.repeat(5000)}`), 400, 'invalidFilter');
    expectError(await scim.get('/Users?count=1e99'), 400, 'invalidValue');
    expectError(await scim.post('/Users/.search', { schemas: [SEARCH], count: '1; drop' }), 400, 'invalidValue');
    expectError(await scim.post('/Users/.search', { schemas: [SEARCH], attributes: { a: 1 } }), 400, 'invalidValue');
    expectError(await scim.post('/Users', '{}', { 'content-type': 'text/html' }), 415);
    expectError(
      await scim.post('/Bulk', {
        schemas: [BULK],
        Operations: ['x', null, 7].map((entry) => entry),
        failOnErrors: 'x',
      }),
      400,
      'invalidValue',
    );
    expect((await scim.get('/Users')).object['totalResults']).to.equal(1);
  });

  it('keys that would change the prototype are only keys', async () => {
    const scim = talk();
    const body = `{"schemas":["${USER}"],"userName":"proto","__proto__":{"polluted":1},"constructor":{"x":1},"name":{"__proto__":{"polluted":1},"givenName":"G"}}`;
    const made = await scim.post('/Users', body);
    expect(made.status).to.equal(201);
    await scim.send(
      'PATCH',
      `/Users/${made.id}`,
      `{"schemas":["${PATCH_OP}"],"Operations":[{"op":"add","value":{"__proto__":{"polluted":1},"title":"T"}}]}`,
    );
    for (const path of ['__proto__', '__proto__.polluted', 'constructor.prototype.polluted']) {
      await scim.patch(`/Users/${made.id}`, [{ op: 'add', path, value: 1 }]);
    }
    await scim.get('/Users?attributes=__proto__&filter=constructor pr');
    await scim.get('/Users?sortBy=__proto__');
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
    const read = await scim.get(`/Users/${made.id}`);
    expect(read.object).to.include({ title: 'T' }).and.not.have.property('polluted');
  });

  it('a Host header that is none does not reach any URI', async () => {
    const scim = talk();
    const reply = await scim.get('/Me', { host: 'evil.example/<script>' });
    expect(reply.headers['Location']).to.match(/^http:\/\/localhost\/scim\/v2\//);
  });

  it('lists are lists whatever they are asked', async () => {
    const scim = talk();
    for (const query of ['count=0', 'startIndex=99', 'count=-3', 'filter=userName eq "none"']) {
      const reply = await scim.get(`/Users?${query}`);
      expect(reply.object, query).to.deep.include({ schemas: [LIST], itemsPerPage: 0, Resources: [] });
    }
  });
});

describe('reference: on a socket', () => {
  it('serves HTTP, keeps connections and refuses what is too large or no HTTP', async () => {
    const reference = createReference({ users: 3 });
    const listening = await reference.listen();
    try {
      const headers = { authorization: 'Bearer reference', 'content-type': 'application/scim+json' };
      const list = await fetch(`${listening.url}/Users`, { headers });
      expect(list.status).to.equal(200);
      expect(await list.json()).to.include({ totalResults: 4 });
      const head = await fetch(`${listening.url}/Users`, { method: 'HEAD', headers });
      expect(await head.text()).to.equal('');
      const large = await fetch(`${listening.url}/Users`, {
        method: 'POST',
        headers,
        body: 'x'.repeat(10 * 1024 * 1024),
      });
      expect(large.status).to.equal(413);
      expect(await large.json()).to.include({ status: '413' });
      const text = await raw(listening.port, 'GET /scim/v2/Users HTTP/1.1\r\nHost: x\r\nContent-Length: minus\r\n\r\n');
      expect(text)
        .to.match(/^HTTP\/1\.1 400 /)
        .and.contain(ERROR);
      expect(await status(`${listening.url}/Users`, { 'content-length': '10' })).to.equal('aborted');
      expect((await fetch(`${listening.url}/Users`, { headers })).status).to.equal(200);
    } finally {
      await listening.close();
    }
  });
});

/** What a server answers to bytes on a socket. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** Sends the beginning of a body and hangs up. */
function status(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const request = httpRequest(url, { method: 'POST', headers });
    request.on('error', () => resolve('aborted'));
    request.on('response', (response) => resolve(String(response.statusCode)));
    request.write('{');
    setImmediate(() => request.destroy());
  });
}
