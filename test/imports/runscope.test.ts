/** Runscope (BlazeMeter) exports, in the shapes that Okta's published SCIM tests have. */
import { expect } from 'chai';
import { UsageError } from '../../harness/usage-error.js';
import { readSuite } from '../../imports/read.js';
import { runImport } from './support/run.js';

const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const status = (value: number | string) => ({ comparison: 'equal_number', source: 'response_status', value });
const json = (property: string, comparison: string, value: unknown = null) => ({
  source: 'response_json',
  property,
  comparison,
  value,
});
const step = (note: string, method: string, path: string, assertions: object[], more: object = {}) => ({
  step_type: 'request',
  note,
  auth: {},
  headers: { Authorization: ['{{auth}}'], Accept: ['application/scim+json'] },
  method,
  url: `{{SCIMBaseURL}}${path}`,
  assertions,
  variables: [],
  scripts: [],
  before_scripts: [],
  ...more,
});
const person = JSON.stringify({
  schemas: [USER],
  userName: '{{randomUsername}}',
  name: { givenName: '{{randomGivenName}}', familyName: '{{randomFamilyName}}' },
  active: true,
});
const create = step(
  'create',
  'POST',
  '/Users',
  [status('201'), json('active', 'equal', 'true'), json('userName', 'equal', '{{randomUsername}}')],
  { body: person, variables: [{ source: 'response_json', name: 'idUserOne', property: 'id' }] },
);
const test = (...steps: object[]) => ({ version: '1.0', name: 'A SCIM test', steps });

describe('import of Runscope tests', () => {
  it('sends requests in order, carries values from one answer to the next request, judges each assertion', async () => {
    const { by, checks, exchanges, conduct } = await runImport(
      test(
        create,
        { step_type: 'pause', duration: 5 },
        step('read', 'GET', '/Users/{{idUserOne}}', [json('id', 'equal', '{{idUserOne}}'), json('id', 'empty')]),
        step('same again', 'POST', '/Users', [status('409')], { body: person }),
        step('capitals', 'GET', '/Users?filter=userName eq "{{randomUsernameCaps}}"', [
          status(200),
          json('schemas', 'has_value', LIST),
          json('totalResults', 'is_a_number'),
          json('totalResults', 'equal', '1'),
          json('Resources[0].userName', 'not_empty'),
          json('Resources[1].userName', 'not_empty'),
        ]),
      ),
    );
    const verdicts = Object.fromEntries(Object.entries(by).map(([name, { verdict }]) => [name, verdict]));
    expect(verdicts).to.include({
      'create | status is the number 201': 'pass',
      'read | id equals {{idUserOne}}': 'pass',
      'read | id is empty': 'fail',
      'same again | status is the number 409': 'pass',
      'capitals | schemas has the value urn:ietf:params:scim:api:messages:2.0:ListResponse': 'pass',
      'capitals | totalResults equals 1': 'pass',
      'capitals | Resources[0].userName is not empty': 'pass',
      'capitals | Resources[1].userName is not empty': 'fail',
    });
    expect(by['capitals | Resources[1].userName is not empty']).to.include({ actual: 'nothing there' });
    const filter = exchanges.find(({ request }) => request.url.includes('?filter=') && request.url.includes('EXAMPLE'));
    expect(filter?.request.url).to.match(/\?filter=userName%20eq%20%22[^ "]+%22$/);
    expect(checks.every((check) => check.exchanges.length > 0)).to.equal(true);
    expect(conduct).to.include({ created: 1, deleted: 1 });
    expect(conduct.leftBehind).to.deep.equal([]);
  });

  it('finds the bug of a server', async () => {
    const { by } = await runImport(test(create, step('again', 'POST', '/Users', [status(409)], { body: person })), {
      mutants: ['create.no-uniqueness'],
    });
    expect(by['again | status is the number 409']).to.include({ verdict: 'fail', actual: '201' });
  });

  it('sends what the file wants refused with the credentials of the file, everything else with those of the target', async () => {
    const { by, exchanges } = await runImport(
      test(
        step('wrong token', 'GET', '/Users', [status('401')], { headers: { Authorization: ['non-token'] } }),
        step('no token', 'GET', '/Users', [status('401')], { headers: {} }),
        step('right token', 'GET', '/Users', [status('200')], { headers: { Authorization: 'Bearer exported-token' } }),
      ),
    );
    expect(Object.values(by).map(({ verdict }) => verdict)).to.deep.equal(['pass', 'pass', 'pass']);
    expect(JSON.stringify(exchanges)).not.to.include('exported-token');
  });

  it('leaves alone what goes to another server and what has no value, and says why', async () => {
    const { by } = await runImport(
      test(
        step('list', 'GET', '/Users?filter=userName eq "nobody"', [status(200)], {
          variables: [{ source: 'response_json', name: 'first', property: 'Resources[0].id' }],
        }),
        step('first', 'GET', '/Users/{{first}}', [status(200)]),
        { ...step('assign', 'POST', '', [status(200)]), url: '{{oktaOrgUrl}}/api/v1/users?activate=true' },
        step('unset', 'GET', '/Users/{{whoIsThis}}', [status(200)]),
        { step_type: 'ghost-inspector', note: 'a browser' },
        { step_type: 'subtest', note: 'elsewhere', test_uuid: 'not-here' },
        step('odd', 'GET', '/Users', [json('id', 'resembles', 'x'), { source: 'moon', comparison: 'equal' }]),
      ),
    );
    const reasons = Object.fromEntries(
      Object.values(by).map(({ scenario, verdict, reason }) => [scenario, `${verdict}: ${reason ?? ''}`]),
    );
    expect(reasons['first']).to.match(/^blocked: .*\{\{first\}\}.*Resources\[0\]\.id of the answer to "list"/);
    expect(reasons['assign']).to.match(/^blocked: not run: .*oktaOrgUrl.* is not below/);
    expect(reasons['unset']).to.match(/^blocked: .*\{\{whoIsThis\}\} has no value/);
    expect(reasons['a browser']).to.match(/^blocked: .*"ghost-inspector"/);
    expect(reasons['elsewhere']).to.match(/^blocked: .*not-here.* is not in this file/);
    expect(by['odd | id resembles x']?.reason).to.match(/comparison "resembles"/);
    expect(by['odd | moon equals']?.reason).to.match(/source "moon"/);
  });

  it('sends what stands behind a condition where it holds, and says so where it does not', async () => {
    const when = (left: string, comparison: string, right: string, ...steps: object[]) => ({
      step_type: 'condition',
      left_value: left,
      comparison,
      right_value: right,
      steps,
    });
    const { by } = await runImport(
      test(
        create,
        step('list', 'GET', '/Users?count=1', [status(200)], {
          variables: [{ source: 'response_json', name: 'total', property: 'totalResults' }],
        }),
        when('{{total}}', 'is_greater_than', '0', step('some', 'GET', '/Users/{{idUserOne}}', [status(404)])),
        when('{{total}}', 'equal', '0', step('none', 'GET', '/Users/{{idUserOne}}', [status(404)])),
        when('{{nothing}}', 'empty', '', step('untold', 'GET', '/Users', [status(404)])),
        when('{{total}}', 'resembles', '0', step('strange', 'GET', '/Users', [status(404)])),
        when(
          '{{total}}',
          'not_empty',
          '',
          when('1', 'equal_number', '2', step('inner', 'GET', '/Users', [status(404)])),
        ),
        step('off', 'GET', '/Users', [status(404)], { skipped: true }),
      ),
    );
    const said = Object.fromEntries(
      Object.values(by).map(({ scenario, verdict, reason }) => [scenario, `${verdict}: ${reason ?? ''}`]),
    );
    expect(said['some']).to.match(/^fail/);
    expect(said['none']).to.match(/^not-applicable: not sent: the file sends it where \{\{total\}\} equals 0/);
    expect(said['untold']).to.match(/^blocked: .*\{\{nothing\}\} has no value/);
    expect(said['strange']).to.match(/^blocked: .*"resembles"/);
    expect(said['inner']).to.match(/^not-applicable: .* where 1 is the number 2/);
    expect(said['off']).to.match(/^not-applicable: .*skipped/);
  });

  it('puts the steps of a test of the same file where a subtest calls it', async () => {
    const call = (more: object = {}) => ({
      step_type: 'subtest',
      note: 'call',
      test_uuid: 'two',
      assertions: [{ source: 'response_json', property: 'result', comparison: 'equal', value: 'pass' }],
      ...more,
    });
    const two = { id: 'two', name: 'Two', steps: [step('read', 'GET', '/Users?count=1', [status(200)])] };
    const bucket = (caller: object) => [{ id: 'one', name: 'One', steps: [caller] }, two];
    const { checks } = await runImport(bucket(call()));
    expect(checks.map(({ scenario, verdict }) => [scenario, verdict])).to.deep.equal([
      ['read', 'pass'],
      ['read', 'pass'],
    ]);
    const { by } = await runImport(
      bucket(call({ variables: [{ name: 'x', source: 'response_json', property: 'y' }] })),
    );
    expect(by['call | is answered']?.reason).to.match(/takes from its result is not understood/);
    const circle = [{ id: 'one', steps: [call({ test_uuid: 'one' })] }];
    expect(() => readSuite(JSON.stringify(circle), 'suite.json')).to.throw(UsageError, /call themselves/);
  });

  it('takes values of every element, and says which paths it does not understand', async () => {
    const { by } = await runImport(
      test(
        create,
        step('list', 'GET', '/Users?filter=userName eq "{{randomUsername}}"', [
          json('Resources[*].userName', 'contains', '{{randomUsername}}'),
          json('Resources[*].userName', 'does_not_contain', 'nobody'),
          json('Resources[*].emails[*].value', 'empty'),
          json('Resources[*].id', 'contains', 'nobody'),
          json('$.Resources[-1].id', 'equal', '{{idUserOne}}'),
          json('Resources[*].id', 'equal', '{{idUserOne}}'),
          json('Resources[?(@.id)].id', 'empty'),
          json('..id', 'empty'),
        ]),
      ),
    );
    const verdicts = Object.values(by).filter(({ scenario }) => scenario === 'list');
    expect(verdicts.map(({ verdict }) => verdict)).to.deep.equal([
      ...['pass', 'pass', 'pass', 'fail', 'pass'],
      ...['blocked', 'blocked', 'blocked'],
    ]);
  });

  it('sends the fields of a form', async () => {
    const { exchanges } = await runImport(
      test(step('form', 'POST', '/Users', [status(415)], { form: { a: ['1', '2'] } })),
    );
    const sent = exchanges.find(({ request }) => request.method === 'POST')?.request;
    expect(sent?.headers).to.include({ 'content-type': 'application/x-www-form-urlencoded' });
    expect(sent?.body).to.include('a=1&a=2');
  });

  it('reads scripts and never runs them', async () => {
    const { by } = await runImport(
      test(
        step('readable', 'GET', '/Groups', [], {
          scripts: [
            'var data = JSON.parse(response.body);\nvar max = data.totalResults;\nvar ok = false;\nif (max === 0)\n' +
              '\tassert("none", "No groups");\nelse if (max >= 1 && Array.isArray(data.Resources)) {\n ok = true;\n' +
              ' assert.ok(ok, "a list");\n log(ok);\n}',
          ],
        }),
        step('wrong', 'GET', '/Groups', [], {
          scripts: ['var data = JSON.parse(response.body); assert.equal(data.totalResults, 77);'],
        }),
        step('strange', 'GET', '/Groups', [], { scripts: ['for (var i = 0; i < 3; i++) { process.exit(9); }'] }),
      ),
    );
    expect(by['readable | the script']).to.include({ verdict: 'pass' });
    expect(by['wrong | the script']).to.include({ verdict: 'fail' });
    expect(by['strange | the script']?.verdict).to.equal('blocked');
    expect(by['strange | the script']?.reason).to.match(/never executed.*for \(var i/);
  });

  it('gives a read after a pause as long as the pause to come to hold', async () => {
    const { by, exchanges } = await runImport(
      test(
        create,
        { step_type: 'pause', duration: 2 },
        step('never', 'GET', '/Users/{{idUserOne}}', [json('active', 'equal', 'false')]),
      ),
    );
    expect(by['never | active equals false']?.verdict).to.equal('fail');
    const asked = exchanges.filter(({ request, phase }) => phase === 'suites' && /Users\/[^?]+$/.test(request.url));
    expect(asked.length).to.be.within(4, 8);
  });
});
