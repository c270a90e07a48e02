/** The command line as a user meets it: exit codes and sentences, never a stack trace. Runs the compiled product. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Report } from '../reports/model.js';
import { createReference } from '../reference/server.js';

const cli = fileURLToPath(new URL('../dist/bin/scimspec.js', import.meta.url));

interface Said {
  code: number;
  out: string;
  err: string;
}

function scimspec(args: string[], env: Record<string, string> = {}): Promise<Said> {
  const clean = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(CI|SCIMSPEC_.*|.*_PROXY)$/i.test(name)),
  );
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [cli, ...args],
      { env: { ...clean, ...env }, timeout: 170_000, maxBuffer: 1 << 26 },
      (problem, out, err) => {
        const code = problem ? (typeof problem.code === 'number' ? problem.code : 99) : 0;
        resolve({ code, out, err });
      },
    );
  });
}

describe('the command line', function () {
  this.timeout(180_000);
  let folder: string;
  before(() => {
    expect(existsSync(cli), 'run npm run build first').to.equal(true);
    folder = mkdtempSync(join(tmpdir(), 'scimspec-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('says what is wrong with a wrong token', async () => {
    const server = await createReference({}).listen();
    try {
      const said = await scimspec(['run', server.url, '--out', join(folder, 'wrong')], {
        SCIMSPEC_TOKEN: 'not-the-token',
      });
      expect(said.code).to.equal(2);
      expect(said.err).to.match(/401|token|credential/i);
      expect(said.err + said.out).not.to.include('not-the-token');
    } finally {
      await server.close();
    }
  });

  it('tells a usage error by exit code 2 and a sentence', async () => {
    for (const [args, env, words] of [
      [['run', 'not a url'], {}, /not a URL/],
      [['run'], { SCIMSPEC_URL: '' }, /SCIMSPEC_URL/],
      [['run'], { SCIMSPEC_TOKEN: 'x' }, /URL/],
      [['run'], { CI: 'true' }, /--reference/],
      [['run', '--reference', '--only', 'nothing.like.this'], {}, /scimspec list/],
      [['run', '--reference', '--profile', 'nobody'], {}, /nobody/],
      [['run', '--reference', '--fail-on', 'luck'], {}, /luck/],
      [['explain', 'nothing.like.this'], {}, /scimspec list/],
      [['clean', join(folder, 'no-ledger')], {}, /ledger/],
    ] as [string[], Record<string, string>, RegExp][]) {
      const said = await scimspec(args, env);
      expect(said.code, args.join(' ') + said.err).to.equal(2);
      expect(said.err).to.match(words);
    }
  });

  it('says in one sentence that a port cannot be taken', async () => {
    const server = await createReference({}).listen();
    try {
      for (const port of [new URL(server.url).port, '65536']) {
        const said = await scimspec(['serve', '--port', port]);
        expect(said.code, said.err).to.equal(2);
        expect(said.err).to.match(
          new RegExp(`^Port ${port} cannot be taken \\(E\\w+\\): name another by --port\\.\n$`),
        );
      }
    } finally {
      await server.close();
    }
  });

  it('runs against the embedded server, writes the report and leaves nothing behind', async () => {
    const out = join(folder, 'reference');
    const said = await scimspec(['run', '--reference', '--out', out, '--seed', '7']);
    expect(said.code, said.err + said.out).to.equal(0);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
    expect(report.verdict).to.equal('conforms');
    expect(report.score).to.equal(100);
    expect(report.run.seed).to.equal(7);
    expect(report.conduct.leftBehind).to.deep.equal([]);
    for (const file of ['report.html', 'junit.xml', 'mochawesome.html'])
      expect(existsSync(join(out, file)), file).to.equal(true);
    expect(said.out).to.include(join(out, 'report.html'));
  });

  it('lists the checks as a program wants them', async () => {
    const { code, out } = await scimspec(['list', '--format', 'json']);
    expect(code).to.equal(0);
    const { checks } = JSON.parse(out) as {
      checks: { id: string; level: string; spec: string[]; profiles: string[] }[];
    };
    expect(checks.length).to.be.greaterThan(150);
    for (const check of checks) {
      expect(check.profiles).to.include('rfc');
      expect(check.spec).not.to.deep.equal([]);
    }
  });

  it('touches nothing that it did not make', async () => {
    const server = createReference({});
    const { url, close } = await server.listen();
    const headers = { authorization: 'Bearer reference', 'content-type': 'application/scim+json' };
    const snapshot = async (): Promise<string> =>
      (await Promise.all(foreign.map(async (path) => (await fetch(`${url}${path}`, { headers })).text()))).join('\n');
    const foreign: string[] = [];
    try {
      for (let i = 0; i < 50; i += 1) {
        const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: `foreign-${i}@example.com` };
        const made = await fetch(`${url}/Users`, { method: 'POST', headers, body: JSON.stringify(body) });
        foreign.push(`/Users/${((await made.json()) as { id: string }).id}`);
      }
      const before = await snapshot();
      await scimspec(['run', url, '--out', join(folder, 'foreign'), '--only', 'users,groups'], {
        SCIMSPEC_TOKEN: 'reference',
      });
      expect(await snapshot()).to.equal(before);
    } finally {
      await close();
    }
  });
});
