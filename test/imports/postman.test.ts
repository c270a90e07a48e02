/** Postman collections: where requests come from, what their scripts say, and what is not understood. */
import { expect } from 'chai';
import { runImport } from './support/run.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const script = (listen: 'test' | 'prerequest', ...exec: string[]) => ({
  listen,
  script: { type: 'text/javascript', exec },
});
const json = { raw: { language: 'json' } };
const collection = (item: object[], more: object = {}) => ({
  info: { name: 'A collection', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
  auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
  variable: [{ key: 'baseUrl', value: 'https://old.example.com/scim/v2' }],
  item,
  ...more,
});
const createUser = {
  name: 'create',
  event: [
    script('prerequest', 'pm.variables.set("mail", "{{$guid}}@example.com");'),
    script(
      'test',
      'const jsonData = pm.response.json();',
      'pm.test("Status code is 201", function () {',
      '    pm.response.to.have.status(201);',
      '});',
      'pm.test("has an id", () => pm.expect(jsonData.id).to.be.a("string").and.not.be.empty);',
      'pm.test("schemas", () => { pm.expect(jsonData.schemas).to.include("' + USER + '"); });',
      'pm.test("is another", () => { pm.expect(jsonData.userName).to.eql("someone else"); });',
      'pm.test("loops", () => { jsonData.emails.forEach(function (mail) { pm.expect(mail).to.be.ok; }); });',
      'if (pm.response.code === 201) { pm.environment.set("userId", jsonData.id); }',
      'tests["old style"] = responseCode.code === 201;',
    ),
  ],
  request: {
    method: 'POST',
    header: [{ key: 'X-Off', value: 'x', disabled: true }],
    url: { raw: '{{baseUrl}}/Users', host: ['{{baseUrl}}'], path: ['Users'] },
    body: { mode: 'raw', raw: JSON.stringify({ schemas: [USER], userName: '{{mail}}' }), options: json },
  },
};

const userOf = (userName: string) => ({
  mode: 'raw',
  raw: JSON.stringify({ schemas: [USER], userName, displayName: 'x'.repeat(100) }),
  options: json,
});

describe('import of Postman collections', () => {
  it('runs folders in order and judges the named tests of their scripts', async () => {
    const { by, exchanges, conduct } = await runImport(
      collection([
        {
          name: 'Users',
          item: [
            createUser,
            {
              name: 'read',
              event: [
                script(
                  'test',
                  'pm.test("same", () => { pm.expect(pm.response.json().id).to.equal(pm.environment.get("userId")); });',
                  'pm.test("quick", () => pm.expect(pm.response.responseTime).to.be.below(60000));',
                  'pm.test("JSON", () => pm.response.to.be.json);',
                  'pm.test("no error", () => pm.response.to.not.be.error);',
                  'pm.test("type", () => pm.expect(pm.response.headers.get("Content-Type")).to.include("scim+json"));',
                ),
              ],
              request: {
                method: 'GET',
                url: {
                  raw: '{{baseUrl}}/Users/:id?attributes=userName&off=1',
                  query: [
                    { key: 'attributes', value: 'userName' },
                    { key: 'off', value: '1', disabled: true },
                  ],
                  variable: [{ key: 'id', value: '{{userId}}' }],
                },
              },
            },
          ],
        },
        { name: 'config', request: 'https://old.example.com/scim/v2/ServiceProviderConfig' },
      ]),
    );
    const said = Object.fromEntries(Object.entries(by).map(([name, { verdict }]) => [name, verdict]));
    expect(said).to.deep.equal({
      'Users / create | Status code is 201': 'pass',
      'Users / create | has an id': 'pass',
      'Users / create | schemas': 'pass',
      'Users / create | is another': 'fail',
      'Users / create | loops': 'blocked',
      'Users / create | old style': 'pass',
      'Users / read | same': 'pass',
      'Users / read | quick': 'pass',
      'Users / read | JSON': 'pass',
      'Users / read | no error': 'pass',
      'Users / read | type': 'pass',
      'config | is answered': 'pass',
    });
    expect(by['Users / create | is another']?.expected).to.equal('a value to eql "someone else"');
    expect(by['Users / create | loops']?.reason).to.match(/not run: .*forEach/);
    const sent = exchanges.filter(({ phase }) => phase === 'suites').map(({ request }) => request);
    expect(sent.every(({ url }) => url.startsWith('http://reference.test/'))).to.equal(true);
    expect(sent.find(({ method }) => method === 'POST')?.headers).to.include({ 'content-type': 'application/json' });
    expect(sent.some(({ url }) => url.endsWith('?attributes=userName'))).to.equal(true);
    expect(conduct).to.deep.include({ created: 1, deleted: 1, leftBehind: [] });
  });

  it('says of what a script would have set that the script is not understood', async () => {
    const { by } = await runImport(
      collection([
        {
          name: 'odd',
          event: [
            script(
              'test',
              'let ids = pm.response.json().Resources.map(r => r.id);',
              'pm.environment.set("one", ids[0]);',
              'pm.test("some", () => { pm.expect(ids.length).to.be.above(0); });',
            ),
          ],
          request: { method: 'GET', url: '{{baseUrl}}/Users' },
        },
        { name: 'one', request: { method: 'GET', url: '{{baseUrl}}/Users/{{one}}' } },
      ]),
    );
    expect(by['odd | some']?.verdict).to.equal('blocked');
    expect(by['odd | the rest of the script']?.verdict).to.equal('blocked');
    expect(by['one | is answered']?.reason).to.match(/\{\{one\}\} has no value; a line of a script/);
  });

  it('judges by patterns, objects and words of a status, and by no pattern that could take long', async () => {
    const lines = [
      ['an id', 'pm.expect(pm.response.json().schemas[0]).to.match(/^urn:[\\w:.]+$/i)', 'pass'],
      ['no id', 'pm.expect(pm.response.json().schemas[0]).to.match(/^\\d+$/)', 'fail'],
      ['not a number', 'pm.expect(pm.response.json().schemas[0]).to.not.match(/^\\d+$/)', 'pass'],
      ['tested', 'pm.expect(/ListResponse/.test(pm.response.json().schemas[0])).to.be.true', 'pass'],
      ['slow', 'pm.expect(pm.response.json().schemas[0]).to.match(/^(\\w+)+$/)', 'blocked'],
      ['looking back', 'pm.expect(pm.response.json().schemas[0]).to.match(/(u)\\1/)', 'blocked'],
      ['long', 'pm.expect(pm.response.text()).to.match(/schemas/)', 'blocked'],
      ['an object', 'pm.expect({ a: [1], "b": "x" }).to.deep.include({ a: [1] })', 'pass'],
      ['another object', 'pm.expect({ a: 1 }).to.eql({ a: 2 })', 'fail'],
      ['by its words', 'pm.response.to.have.status("OK")', 'pass'],
      ['by other words', 'pm.response.to.have.status("Created")', 'fail'],
      ['reason', 'pm.expect(pm.response.reason()).to.equal("OK")', 'pass'],
      ['numbers', 'pm.expect(pm.response.code).to.be.finite.and.to.be.closeTo(200, 5)', 'pass'],
      ['nested', 'pm.expect({ a: { b: 1 } }).to.have.nested.property("a.b", 1)', 'pass'],
      ['fails', 'pm.expect.fail("never")', 'fail'],
      ['no function', 'pm.expect([]).to.be.empty()', 'blocked'],
      ['unknown word', 'pm.expect(1).to.resemble(1)', 'blocked'],
    ];
    const many = Array.from({ length: 3 }, (_, n) => ({ ...createUser.request, body: userOf(`long${n}@example.com`) }));
    const tests = lines.map(([title = '', line = '']) => `pm.test(${JSON.stringify(title)}, () => { ${line}; });`);
    const { by } = await runImport(
      collection([
        ...many.map((request, n) => ({ name: `make ${n}`, request })),
        { name: 'list', event: [script('test', ...tests)], request: { method: 'GET', url: '{{baseUrl}}/Users' } },
      ]),
    );
    expect(Object.fromEntries(lines.map(([title]) => [title, by[`list | ${title ?? ''}`]?.verdict]))).to.deep.equal(
      Object.fromEntries(lines.map(([title, , verdict]) => [title, verdict])),
    );
  });

  it('sends forms of parts, and no files', async () => {
    const formdata = [
      { key: 'one', value: '{{mail}}', type: 'text' },
      { key: 'off', value: 'x', disabled: true },
    ];
    const form = (name: string, fields: object[]) => ({
      name,
      request: { method: 'POST', url: '{{baseUrl}}/Users', body: { mode: 'formdata', formdata: fields } },
    });
    const { by, exchanges } = await runImport(
      collection([form('parts', formdata), form('file', [{ key: 'f', type: 'file', src: '/etc/passwd' }])], {
        variable: [{ key: 'mail', value: 'ada@example.com' }],
      }),
    );
    expect(by['file | is answered']?.reason).to.match(/files are not sent/);
    const sent = exchanges.filter(({ phase }) => phase === 'suites').map(({ request }) => request);
    expect(sent).to.have.length(1);
    expect(sent[0]?.headers?.['content-type']).to.match(/^multipart\/form-data; boundary=/);
    expect(sent[0]?.body)
      .to.match(/name="one"\r\n\r\nada@example\.com\r\n--.*--\r\n$/)
      .and.not.to.include('off');
  });

  it('names a test that its script does not come to as not reached', async () => {
    const { by } = await runImport(
      collection([
        {
          name: 'either',
          event: [
            script(
              'test',
              'if (pm.response.code === 200) {',
              '  pm.test("found", () => pm.response.to.be.ok);',
              '} else {',
              '  pm.test("not found", () => pm.response.to.be.notFound);',
              '}',
            ),
          ],
          request: { method: 'GET', url: '{{baseUrl}}/Users' },
        },
      ]),
    );
    expect(by['either | found']?.verdict).to.equal('pass');
    expect(by['either | not found']?.verdict).to.equal('not-applicable');
  });

  it('sends nothing out of the base URL, and no body that it cannot show', async () => {
    const { by, exchanges } = await runImport(
      collection([
        { name: 'out', request: { method: 'GET', url: '{{baseUrl}}/Users/../../../admin' } },
        { name: 'form', request: { method: 'POST', url: '{{baseUrl}}/Users', body: { mode: 'graphql' } } },
        { name: 'away', request: { method: 'GET', url: 'https://collector.example.net/steal' } },
      ]),
    );
    expect(Object.values(by).map(({ verdict }) => verdict)).to.deep.equal(['blocked', 'blocked', 'blocked']);
    expect(exchanges.filter(({ phase }) => phase === 'suites')).to.deep.equal([]);
  });
});
