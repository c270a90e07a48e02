/** `scimspec provision` as a user meets it: files, words, exit codes. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Report } from '../../reports/model.js';
import { createReference } from '../../reference/server.js';
import { all } from './support.js';

const CLI = fileURLToPath(new URL('../../bin/scimspec.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const TOKEN = 'canary-token-of-the-command-test';

describe('scimspec provision', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scimspec-command-'));
  });
  after(() => rm(folder, { recursive: true }));

  function run(
    args: string[],
    more: Record<string, string> = {},
  ): Promise<{ code: number | null; out: string; err: string }> {
    return new Promise((resolve) => {
      const { SCIMSPEC_URL: _url, SCIMSPEC_TOKEN: _token, CI: _ci, ...clean } = process.env;
      const command = ['--import', TSX, CLI, 'provision', ...args];
      const child = spawn(process.execPath, command, { cwd: folder, env: { ...clean, ...more } });
      let out = '';
      let err = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString('utf8')));
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString('utf8')));
      child.on('close', (code) => resolve({ code, out, err }));
    });
  }

  it('evaluates an expression, and points at a mistake', async () => {
    const user = '{"givenName":"Ada","surname":"Byron"}';
    const good = await run(['eval', 'Join(" ", [givenName], [surname])', '--user', user]);
    expect(good).to.deep.equal({ code: 0, out: '"Ada Byron"\n', err: '' });
    const bad = await run(['eval', 'Join(" ", [givenName]', '--user', '{}']);
    expect(bad.code).to.equal(2);
    expect(bad.err).to.match(/Join\(" ", \[givenName\]\n\^ this function has no closing parenthesis/);
  });

  it('refuses to run without a target, an application or a token, with a sentence each', async () => {
    expect(await run(['run'])).to.deep.include({ code: 2 });
    expect((await run(['run', '--app', 'nothing'])).err).to.match(/no template "nothing"; there are zscaler-beta/);
    const noToken = await run(['run', 'http://127.0.0.1:9/scim', '--app', 'zscaler-beta']);
    expect(noToken.err).to.match(/SCIMSPEC_TOKEN, which is not set/);
    expect((await run(['run', '--app', 'zscaler-beta'], { CI: 'true' })).code).to.equal(2);
  });

  it('walks from the template to a clean target', async () => {
    const reference = createReference({ token: TOKEN });
    const { url, close } = await reference.listen();
    const env = { SCIMSPEC_URL: url, SCIMSPEC_TOKEN: TOKEN };
    const users = async () => (await all(reference, 'Users')).filter((user) => user.externalId !== undefined);
    const people = [
      'userPrincipalName,displayName,givenName,surname,department,groups,assigned',
      'ada@example.com,Ada B,Ada,B,Research,Team,User',
      'bob@example.com,Bob L,Bob,L,Sales,,Default Access',
    ];
    await writeFile(join(folder, 'people.csv'), people.join('\n'));
    try {
      expect((await run(['init', '--app', 'zscaler-beta'])).code).to.equal(0);
      const tested = await run(['test-connection'], env);
      expect(tested.out).to.match(/The connection works\.\n$/);
      expect(existsSync(join(folder, '.scimspec-provisioning')), 'a test leaves no state').to.equal(false);
      expect((await run(['run', '--directory', 'people.csv'], env)).err).to.match(/Provisioning is off/);
      const file = join(folder, 'provisioning.yaml');
      const off = await readFile(file, 'utf8');
      await writeFile(file, off.replace('provisioningStatus: Off', 'provisioningStatus: On'));

      const start = ['--start', '2026-01-05T08:00:00Z'];
      const first = await run(['run', '--directory', 'people.csv', '--second-pass', ...start], env);
      expect(first.code, first.err).to.equal(0);
      expect(first.out).to.match(/This writes to the target: up to 2 users and 1 groups/);
      expect(first.out).to.match(/initial cycle 1: Succeeded: 1 created, 0 updated, 0 disabled, 0 deleted, 2 skipped/);
      expect(await users()).to.have.length(1);

      await writeFile(join(folder, 'changes.ndjson'), '{"at":"+1h","do":"disable","id":"ada@example.com"}\n');
      const changes = ['--directory', 'people.csv', '--timeline', 'changes.ndjson', '--cycles', '2', '--quiet'];
      const second = await run(['run', ...changes], env);
      expect(second).to.deep.include({ code: 0, err: '' });
      expect(second.out).to.match(
        /^Provisioning: the target holds what it must \(2 cycles, 1 actions\)\. Report: \S+\n$/,
      );
      expect(await users()).to.have.nested.property('[0].active', false);

      const report = JSON.parse(await readFile(join(folder, 'scimspec-report/report.json'), 'utf8')) as Report;
      expect(report.provisioning?.cycles.map(({ kind }) => kind)).to.deep.equal(['incremental', 'incremental']);
      expect(report.requirements, 'no coverage of the RFCs').to.deep.equal([]);
      const disabled = report.checks.find(({ id }) => id === 'lifecycle.disabled');
      expect(disabled).to.deep.include({ verdict: 'pass', level: 'interop' });
      expect(existsSync(join(folder, 'scimspec-report/report.html'))).to.equal(true);

      expect((await run(['status'])).out).to.match(/Status {13}Active\nProvisioned {8}1 users/);
      const log = await run(['log', '--action', 'disable']);
      expect(log.out).to.match(/disable {2}success {2}ada@example\.com {2}active=False/);
      await run(['log', '--format', 'csv', '--out', 'csv']);
      const csv = await readFile(join(folder, 'csv/ProvisioningLogs_ModifiedProperties.csv'), 'utf8');
      expect(csv).to.match(/,active,True,False/);

      expect((await run(['clean'], env)).out).to.match(/Removed 1 objects/);
      expect(await users()).to.have.length(0);
      for (const name of ['report.json', 'report.html', 'provisioning-log.ndjson']) {
        expect(await readFile(join(folder, 'scimspec-report', name), 'utf8'), name).not.to.include(TOKEN);
      }
    } finally {
      await close();
    }
  });

  it('exits 1 with the finding where an object is wrong, 3 where the target vanished', async () => {
    const reference = createReference({ token: TOKEN, mutants: ['interop.active-string-refused'] });
    const { url, close } = await reference.listen();
    const env = { SCIMSPEC_URL: url, SCIMSPEC_TOKEN: TOKEN };
    await writeFile(join(folder, 'leave.ndjson'), '{"at":"+1h","do":"unassign","id":"c@example.com"}\n');
    await writeFile(join(folder, 'one.csv'), 'userPrincipalName,displayName,assigned\nc@example.com,C,User\n');
    const source = ['--directory', 'one.csv', '--timeline', 'leave.ndjson', '--cycles', '3'];
    const wrong = await run(
      ['run', '--app', 'zscaler-beta', ...source, '--state', 'wrong', '--out', 'wrong-report'],
      env,
    );
    await close();
    expect(wrong.code).to.equal(1);
    expect(wrong.err).to.match(/✖ lifecycle\.disabled c@example\.com: expected active to be False; it is True/);
    const gone = await run(['run', '--app', 'zscaler-beta', '--state', 'gone', '--out', 'gone-report'], env);
    expect(gone.code).to.equal(3);
    expect(gone.out).to.match(/No answer came \(refused/);
  });
});
