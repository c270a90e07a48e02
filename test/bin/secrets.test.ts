/** Secrets reach no file and no screen, in no spelling, whatever a target repeats. Runs the compiled product. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { CLI, scimspec, start, type Said } from '../support/command.js';
import { leaksIn, textsUnder } from '../support/leaks.js';
import { parrot, type Parrot } from '../support/parrot.js';

const TOKEN = 'Zq/7"+&é<Canary>$%41-Bearer';
const PASSWORD = 'Pw\\9:/ä"=Canary%zz Basic';
const KEY = 'Key_-8&;\'é"Canary#Header';
const ONLY = 'users.create,users.attributes,discovery,schema.binary,protocol.errors,protocol.bulk-jobs';
const FORMATS = 'sarif,github,markdown,tap,badge,csv,har';

describe('secrets', function () {
  this.timeout(170_000);
  let folder: string;
  let server: Parrot;
  before(async () => {
    expect(existsSync(CLI), 'run npm run build first').to.equal(true);
    folder = mkdtempSync(join(tmpdir(), 'scimspec-secrets-'));
    server = await parrot([TOKEN, PASSWORD, KEY]);
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // What an earlier run gave to users is no secret that a later one could know.
  beforeEach(() => server.passwords.clear());

  const at = (name: string): string => join(folder, name);
  const ways: [string, Record<string, string>, string[]][] = [
    ['a bearer token', { SCIMSPEC_TOKEN: TOKEN }, []],
    ['a basic password', { SCIMSPEC_USER: 'administrator', SCIMSPEC_PASSWORD: PASSWORD }, []],
    ['the value of a header', { KEY_CANARY: `SSWS ${KEY}` }, ['--config', 'header.yaml']],
  ];
  const options = (more: string[]): string[] => more.map((each) => (each.endsWith('.yaml') ? at(each) : each));

  /** Nothing that was said or written shows one of them. */
  function expectNone(said: Said, out: string | undefined, secrets: readonly string[]): void {
    expect(said.err + said.out).not.to.match(/\n\s+at .*\.js:\d+/);
    const texts: [string, string][] = [
      ['standard output', said.out],
      ['standard error', said.err],
      ...(out === undefined ? [] : textsUnder(out)),
    ];
    for (const [name, text] of texts) expect(leaksIn(text, secrets), name).to.deep.equal([]);
  }

  before(() => {
    writeFileSync(at('header.yaml'), 'target: {auth: {kind: header, name: X-Custom, valueEnv: KEY_CANARY}}\n');
  });

  ways.forEach(([what, env, more], index) => {
    const secret = [TOKEN, PASSWORD, KEY][index] as string;
    const out = `run-${index}`;

    it(`stay out of all that a run leaves: ${what}`, async () => {
      const flags = [
        '--out',
        at(out),
        '--only',
        ONLY,
        '--format',
        FORMATS,
        '--bundle',
        '--history',
        at(`${out}/h.ndjson`),
      ];
      const said = await scimspec(['run', server.url, ...flags, ...options(more)], env).done;
      expect(said.code, said.err + said.out).to.equal(1);
      expect(server.passwords.size).to.be.greaterThan(0);
      expectNone(said, at(out), [secret, ...server.passwords]);
    });

    it(`stay out of what doctor says: ${what}`, async () => {
      expectNone(await scimspec(['doctor', server.url, ...options(more)], env).done, undefined, [secret]);
    });
  });

  it('stay out of what is made of a report', async () => {
    const report = join(at('run-0'), 'report.json');
    const secrets = [TOKEN, PASSWORD, KEY];
    const rendered = await scimspec(['report', 'render', report, '--out', at('again'), '--format', FORMATS]).done;
    expectNone(rendered, at('again'), secrets);
    for (const format of ['text', 'markdown', 'html'])
      expectNone(
        await scimspec(['compare', join(at('run-1'), 'report.json'), report, '--format', format]).done,
        undefined,
        secrets,
      );
  });

  it('stay out of an import: those of the environment, of the file and of its variables', async () => {
    const step = {
      step_type: 'request',
      note: 'list',
      method: 'GET',
      url: '{{SCIMBaseURL}}/Users?access_token=UrlCanary/7&x=1',
      headers: { Authorization: [`Bearer ${TOKEN}`], 'X-Api-Key': ['{{apiKey}}'] },
      assertions: [
        { source: 'response_json', property: 'Resources', comparison: 'equal', value: 'nothing of the kind' },
        { source: 'response_status', comparison: 'equal_number', value: 299 },
      ],
    };
    const basic = { ...step, headers: {}, auth: { auth_type: 'basic', username: 'administrator', password: PASSWORD } };
    writeFileSync(at('suite.json'), JSON.stringify({ name: 'Mine', steps: Array(30).fill([step, basic]).flat() }));
    writeFileSync(at('values.json'), JSON.stringify({ apiKey: KEY }));
    const flags = ['--variables', at('values.json'), '--out', at('import'), '--format', FORMATS];
    const env = { SCIMSPEC_TOKEN: TOKEN };
    const said = await scimspec(['import', at('suite.json'), server.url, ...flags], env).done;
    expect(said.code, said.err + said.out).to.equal(1);
    expectNone(said, at('import'), [TOKEN, PASSWORD, KEY, 'UrlCanary/7']);
  });

  it('stay out of provisioning: report, log, state and screen', async () => {
    const env = { SCIMSPEC_TOKEN: TOKEN };
    const state = ['--state', at('job/state')];
    const flags = ['--app', 'custom-scim', '--people', '12', ...state, '--out', at('job/out'), '--format', FORMATS];
    const said = await scimspec(['provision', 'run', server.url, ...flags], env).done;
    expect([1, 3], said.err + said.out).to.include(said.code);
    expectNone(said, at('job'), [TOKEN]);
    expectNone(await scimspec(['provision', 'log', ...state]).done, undefined, [TOKEN]);
    const test = ['provision', 'test-connection', server.url, '--app', 'custom-scim'];
    expectNone(await scimspec(test, env).done, undefined, [TOKEN]);
  });

  it('stay out of what mocha prints', async () => {
    const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
    const env = { SCIMSPEC_URL: server.url, SCIMSPEC_TOKEN: TOKEN };
    const said = await start([mocha, '--reporter', 'spec', '--grep', 'users\\.(create|attributes)'], env).done;
    expect(said.code, said.err + said.out).to.be.greaterThan(0);
    expectNone(said, undefined, [TOKEN, ...server.passwords]);
  });

  it('in a URL are refused, and not repeated', async () => {
    const env = { SCIMSPEC_TOKEN: TOKEN };
    const secret = 'UrlCanary/7?x';
    for (const url of [
      'http://someone:UrlCanary%2F7@127.0.0.1:9/scim',
      'http://127.0.0.1:9/scim?token=UrlCanary/7',
      'someone:UrlCanary/7?x@127.0.0.1:9/scim',
      'http://someone:UrlCanary/7?x@127.0.0.1:port/scim',
      'http://[127.0.0.1/?token=UrlCanary/7',
      'ftp://someone:UrlCanary/7@127.0.0.1',
    ])
      for (const command of [['run'], ['doctor'], ['provision', 'test-connection', '--app', 'custom-scim']]) {
        const said = await scimspec([...command, url], env).done;
        // Provisioning drops the query of a good URL: providers put their own flags there.
        if (!(command[0] === 'provision' && url.includes('/scim?')))
          expect(said.code, `${command[0]} ${url}`).to.equal(2);
        expectNone(said, undefined, [secret, TOKEN]);
      }
  });

  it('of a proxy stay out of what is said when it refuses', async () => {
    const proxy = createServer((request, response) => {
      const heard = String(request.headers['proxy-authorization']);
      const plain = Buffer.from(heard.replace('Basic ', ''), 'base64').toString('utf8');
      response.writeHead(200, { 'content-type': 'application/scim+json' });
      response.end(JSON.stringify({ schemas: [heard, plain], detail: `${heard} ${plain}` }));
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const env = { SCIMSPEC_TOKEN: TOKEN, http_proxy: `http://someone:ProxyCanary%2F7@127.0.0.1:${port}` };
    const flags = ['--out', at('proxy'), '--only', 'users.create,discovery'];
    const said = await scimspec(['run', 'http://scim.test/v2', ...flags], env).done;
    proxy.close();
    expect(said.code, said.err + said.out).to.equal(1);
    expectNone(said, at('proxy'), ['ProxyCanary/7']);
  });
});
