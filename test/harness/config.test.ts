import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INITIAL_CONFIG, writeInitialConfig } from '../../harness/init.js';
import { loadConfig, secretsOf, UsageError, type ConfigInput, type Settings } from '../../harness/target.js';
import { makeCertificate } from './support/certificates.js';

describe('settings', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'scimspec-'));
  });
  afterEach(() => rmSync(cwd, { recursive: true, force: true }));

  const load = (input: Partial<ConfigInput>): Promise<Settings> => loadConfig({ flags: {}, env: {}, cwd, ...input });
  const config = (text: string, name = 'scimspec.config.yaml'): void => writeFileSync(join(cwd, name), text);

  async function refusal(input: Partial<ConfigInput>): Promise<string> {
    try {
      await load(input);
    } catch (problem) {
      expect(problem).to.be.instanceOf(UsageError);
      return (problem as UsageError).message;
    }
    throw new Error('the settings were accepted');
  }

  describe('which target', () => {
    const argvUrl = 'https://argv.example/scim/';
    const env = { SCIMSPEC_URL: 'https://env.example' };

    it('takes the argument before the variable before the file', async () => {
      config('target: {url: "https://file.example/v2"}');
      expect((await load({ argvUrl, env })).target?.baseUrl).to.equal('https://argv.example/scim');
      expect((await load({ env })).target?.baseUrl).to.equal('https://env.example');
      expect((await load({})).target?.baseUrl).to.equal('https://file.example/v2');
    });

    it('falls back to the embedded server only where nothing is named', async () => {
      expect(await load({}))
        .to.include({ reference: 'by default' })
        .and.not.have.property('target');
      expect(await load({ flags: { reference: true }, env: { ...env, CI: '1', SCIMSPEC_TOKEN: '' } })).to.include({
        reference: 'asked',
      });
      expect(await load({ env: { CI: 'false' } })).to.include({ reference: 'by default' });
    });

    for (const [name, input, sentence] of [
      ['a variable that is empty', { env: { SCIMSPEC_URL: ' ' } }, /SCIMSPEC_URL is set but empty/],
      ['an empty token without a URL', { env: { SCIMSPEC_TOKEN: '' } }, /SCIMSPEC_TOKEN is set but empty/],
      ['an empty token with a URL', { argvUrl, env: { SCIMSPEC_TOKEN: '' } }, /SCIMSPEC_TOKEN is set but empty/],
      ['a token without a URL', { env: { SCIMSPEC_TOKEN: 't' } }, /SCIMSPEC_TOKEN is set, but no URL/],
      ['a token file without a URL', { flags: { tokenFile: 'x' } }, /a token is given, but no URL/],
      ['CI without a target', { env: { CI: 'true' } }, /CI is set and no target/],
      ['--reference with a URL', { argvUrl, flags: { reference: true } }, /contradict/],
      ['an empty argument', { argvUrl: '' }, /URL is empty/],
      ['no URL at all', { argvUrl: 'example.com/scim' }, /is not a URL.*Did you mean https:\/\/example.com\/scim/],
      ['another scheme', { argvUrl: 'ftp://example.com' }, /starts with https/],
      ['a query', { argvUrl: 'https://example.com/scim?x=1' }, /query/],
      ['user-info', { argvUrl: 'https://bob:hunter2@example.com/' }, /SCIMSPEC_USER and SCIMSPEC_PASSWORD/],
      [
        'an unknown file',
        { flags: { config: 'nowhere.yaml' } },
        /"nowhere.yaml" cannot be read: there is no such file/,
      ],
      [
        'a timeout that is no number',
        { argvUrl, flags: { timeout: Number.NaN } },
        /--timeout needs a number of seconds above 0/,
      ],
      ['a rate of nothing', { argvUrl, flags: { rate: 0 } }, /--rate/],
      [
        'a CA that is not there',
        { argvUrl, flags: { ca: 'ca.pem' } },
        /certificate authority file "ca.pem" cannot be read/,
      ],
    ] as [string, Partial<ConfigInput>, RegExp][])
      it(`refuses ${name}`, async () => {
        const message = await refusal(input);
        expect(message).to.match(sentence);
        expect(message).not.to.include('hunter2');
      });
  });

  describe('credentials', () => {
    const argvUrl = 'https://a.example';

    it('come from the environment, a file, standard input or the place that the file names', async () => {
      writeFileSync(join(cwd, 'token.txt'), 'from-file\n');
      const stdin = async (): Promise<string> => 'from-stdin\n';
      const auth = async (input: Partial<ConfigInput>): Promise<unknown> =>
        (await load({ argvUrl, stdin, ...input })).target?.auth;
      const env = { SCIMSPEC_TOKEN: 'from-env', MINE: 'from-mine', SCIMSPEC_PASSWORD: 'pw' };
      expect(await auth({})).to.deep.equal({ kind: 'none' });
      expect(await auth({ env })).to.deep.equal({ kind: 'bearer', token: 'from-env' });
      expect(await auth({ env, flags: { tokenFile: 'token.txt' } })).to.deep.equal({
        kind: 'bearer',
        token: 'from-file',
      });
      expect(await auth({ env, flags: { tokenStdin: true } })).to.deep.equal({ kind: 'bearer', token: 'from-stdin' });
      expect(await auth({ env: { SCIMSPEC_USER: 'bob', SCIMSPEC_PASSWORD: 'pw' } })).to.deep.equal({
        kind: 'basic',
        user: 'bob',
        password: 'pw',
      });
      const { SCIMSPEC_TOKEN: _, ...others } = env;
      config('target: {auth: {kind: bearer, tokenEnv: MINE}}');
      expect(await auth({ env: others })).to.deep.equal({ kind: 'bearer', token: 'from-mine' });
      config('target: {auth: {kind: bearer, tokenFile: token.txt}}');
      expect(await auth({ env: others })).to.deep.equal({ kind: 'bearer', token: 'from-file' });
      config('target: {auth: {kind: basic, user: bob}}');
      expect(await auth({ env: others })).to.deep.equal({ kind: 'basic', user: 'bob', password: 'pw' });
      config('target: {auth: {kind: header, name: X-Api-Key}}');
      expect(await auth({ env })).to.deep.equal({ kind: 'header', name: 'X-Api-Key', value: 'from-env' });
    });

    it('are put into the headers', async () => {
      const headers = async (input: Partial<ConfigInput>): Promise<Record<string, string>> => {
        const made: Record<string, string> = {};
        await (await load({ argvUrl, ...input })).target?.authorize(made);
        return made;
      };
      expect(await headers({ env: { SCIMSPEC_TOKEN: 'abc' } })).to.deep.equal({ authorization: 'Bearer abc' });
      expect(await headers({ env: { SCIMSPEC_USER: 'bö', SCIMSPEC_PASSWORD: 'p:w' } })).to.deep.equal({
        authorization: `Basic ${Buffer.from('bö:p:w').toString('base64')}`,
      });
      config('target: {auth: {kind: header, name: X-Api-Key}}');
      expect(await headers({ env: { SCIMSPEC_TOKEN: 'abc' } })).to.deep.equal({ 'x-api-key': 'abc' });
    });

    for (const [name, input, file, sentence] of [
      ['a missing variable', {}, 'target: {auth: {kind: bearer, tokenEnv: MINE}}', /variable MINE, but it is not set/],
      [
        'an empty variable',
        { env: { MINE: '' } },
        'target: {auth: {kind: bearer, tokenEnv: MINE}}',
        /MINE is set but empty/,
      ],
      [
        'a file and a variable',
        {},
        'target: {auth: {kind: bearer, tokenEnv: A, tokenFile: b}}',
        /both a variable \(A\) and a file \(b\)/,
      ],
      [
        'two kinds',
        { env: { SCIMSPEC_TOKEN: 't' } },
        'target: {auth: {kind: basic, user: bob}}',
        /asks for basic credentials, but SCIMSPEC_TOKEN/,
      ],
      ['a token and a user', { env: { SCIMSPEC_TOKEN: 't', SCIMSPEC_USER: 'u' } }, '', /both set/],
      ['a user without password', { env: { SCIMSPEC_USER: 'u' } }, '', /SCIMSPEC_PASSWORD, but it is not set/],
      ['the word Bearer', { env: { SCIMSPEC_TOKEN: 'Bearer abc' } }, '', /leave the word out/],
      ['a token of two lines', { env: { SCIMSPEC_TOKEN: 'abc\ndef' } }, '', /no HTTP header|space or line break/],
      ['a missing token file', { flags: { tokenFile: 'x' } }, '', /The file "x" \(--token-file\) cannot be read/],
      ['two flags', { flags: { tokenFile: 'x', tokenStdin: true } }, '', /not by both/],
      [
        'an empty standard input',
        { flags: { tokenStdin: true }, stdin: async () => '\n' },
        '',
        /standard input is empty/,
      ],
    ] as [string, Partial<ConfigInput>, string, RegExp][])
      it(`refuse ${name}`, async () => {
        if (file) config(file);
        expect(await refusal({ argvUrl, ...input }))
          .to.match(sentence)
          .and.not.include('abc');
      });

    it('are all named to the redactor, but for the public token of the reference server', async () => {
      config('target: {headers: {X-Api-Key: "Key 12345678", X-Tenant: acme}}');
      const secrets = async (env: Record<string, string>): Promise<string[]> =>
        secretsOf((await load({ argvUrl, env })).target ?? expect.fail());
      expect(await secrets({ SCIMSPEC_TOKEN: 'abc' })).to.deep.equal(['abc', '12345678']);
      expect(await secrets({ SCIMSPEC_USER: 'u', SCIMSPEC_PASSWORD: 'p' }))
        .to.include('u:p')
        .and.not.include('acme');
      expect(secretsOf((await load({})).referenceTarget('http://127.0.0.1:1'))).to.deep.equal([]);
    });
  });

  describe('configuration file', () => {
    it('gives everything it holds, flags first', async () => {
      writeFileSync(join(cwd, 'ca.pem'), makeCertificate({ name: 'ca', authority: true }).cert);
      config(`
target:
  url: https://a.example/scim
  timeout: 2.5
  rate: 7
  ca: ca.pem
  insecure: true
  headers: { X-Tenant: acme }
rules:
  emailDomain: corp.example
  required: { User: [emails] }
  templates: { userName: "{marker}@corp.example" }
  featuresOff: [bulk]
run: { profile: core, concurrency: 2, seed: 5, population: full }
`);
      const { target, run, configFile } = await load({});
      expect(target).to.deep.include({
        timeoutMs: 2500,
        rate: 7,
        insecure: true,
        extraHeaders: { 'x-tenant': 'acme' },
      });
      expect(target?.ca).to.match(/BEGIN CERTIFICATE/);
      expect(target?.rules).to.deep.include({
        emailDomain: 'corp.example',
        required: { User: ['emails'] },
        featuresOff: ['bulk'],
      });
      expect(run).to.deep.equal({ profile: 'core', concurrency: 2, seed: 5, population: 'full' });
      expect(configFile).to.equal(join(cwd, 'scimspec.config.yaml'));
      const flagged = await load({ flags: { timeout: 1, rate: 3, insecure: false } });
      expect(flagged.target).to.deep.include({ timeoutMs: 1000, rate: 3, insecure: false });
    });

    it('may be JSON, may be empty, may be named', async () => {
      config('{\n  "target": {"url": "https://json.example"}\n}', 'scimspec.config.json');
      expect((await load({})).target?.baseUrl).to.equal('https://json.example');
      config('# nothing yet\n', 'other.yaml');
      expect(await load({ flags: { config: 'other.yaml' } })).to.include({ reference: 'by default' });
      config('target: {}\n');
      expect(await refusal({})).to.match(/There are scimspec.config.yaml and scimspec.config.json: keep one/);
    });

    for (const [text, sentence] of [
      [
        'target:\n  url: https://a.example\n  tiemout: 3\n',
        /^scimspec.config.yaml, line 3: "target.tiemout" is not a known setting: did you mean "timeout"\?$/,
      ],
      ['target:\n  timeout: soon\n', /line 2: "target.timeout" must be a number/],
      [
        'target:\n  auth:\n    kind: bearer\n    token: abc\n',
        /line 4: "target.auth.token" holds a secret in the file itself: name a place for it by tokenEnv or tokenFile/,
      ],
      ['target:\n  auth:\n    kind: basic\n    password: abc\n', /line 4: .*passwordEnv/],
      ['target:\n  auth:\n    kind: oauth\n', /line 3: "target.auth.kind" must be one of bearer, basic, header, none/],
      ['target:\n  auth:\n    tokenEnv: A\n', /line \d: "target.auth" lacks "kind"/],
      ['run:\n  profile: rfc\n  concurrency: 0\n', /line 3: "run.concurrency" must be >= 1/],
      [
        'rules:\n  required:\n    Users: [a]\n',
        /line 3: "rules.required.Users" is not a known setting: did you mean "User"/,
      ],
      ['rules:\n  forbidden:\n    User: nickName\n', /line 3: "rules.forbidden.User" must be an array/],
      ['target: [1]\n', /line 1: "target" must be a block of settings/],
      ['- a\n', /line 1: "the file" must be a block of settings/],
      ['target:\n  url: "x\n', /line \d/],
      ['a: 1\na: 2\n', /line 2: Map keys must be unique/],
      ['__proto__: {polluted: 1}\n', /"__proto__" is not a known setting/],
    ] as const)
      it(`names the line of ${JSON.stringify(text)}`, async () => {
        config(text);
        const message = await refusal({});
        expect(message).to.match(sentence).and.not.include('abc');
        expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
      });

    it('refuses a CA that is no certificate', async () => {
      writeFileSync(join(cwd, 'ca.pem'), 'hello');
      config('target: {url: "https://a.example", ca: ca.pem}');
      expect(await refusal({})).to.match(/"ca.pem" holds no certificate in PEM form/);
    });
  });

  describe('initial configuration', () => {
    it('is valid as written, and with every comment taken off', async () => {
      const file = writeInitialConfig(cwd);
      expect(readFileSync(file, 'utf8')).to.equal(INITIAL_CONFIG);
      expect((await load({ env: { SCIMSPEC_TOKEN: 't' } })).target?.baseUrl).to.equal('https://example.com/scim/v2');
      writeFileSync(join(cwd, 'ca.pem'), makeCertificate({ name: 'ca', authority: true }).cert);
      const everything = INITIAL_CONFIG.slice(INITIAL_CONFIG.indexOf('target:'))
        .replace(/ {2}# auth:[^]*?\n\n/, '\n')
        .replace('rules: {}', 'rules:')
        .replace(/^(\s*)# ?(?=\s*[\w-]+: )/gm, '$1');
      config(everything);
      const { target, run } = await load({ env: { SCIMSPEC_TOKEN: 't' } });
      expect(Object.keys(target?.rules ?? {})).to.have.length(6);
      expect(target).to.deep.include({ timeoutMs: 10_000, rate: 25, insecure: true });
      expect(run).to.include({ population: 'full', failOn: 'must', patience: 3 });
    });

    it('never replaces a file', () => {
      writeInitialConfig(cwd);
      expect(() => writeInitialConfig(cwd)).to.throw(UsageError, /is there already/);
    });
  });
});
