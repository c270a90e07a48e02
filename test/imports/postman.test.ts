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
        { name: 'form', request: { method: 'POST', url: '{{baseUrl}}/Users', body: { mode: 'formdata' } } },
        { name: 'away', request: { method: 'GET', url: 'https://collector.example.net/steal' } },
      ]),
    );
    expect(Object.values(by).map(({ verdict }) => verdict)).to.deep.equal(['blocked', 'blocked', 'blocked']);
    expect(exchanges.filter(({ phase }) => phase === 'suites')).to.deep.equal([]);
  });
});
