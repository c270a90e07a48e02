/** scimspec as a library: typed, silent, twice in one process, and as its guide shows it. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { gate, run, startReference, Stopped, UsageError, type Report, type RunOptions } from '../../bin/library.js';
import { loadSuites } from '../../bin/suites.js';

// At the top, so that mocha imports this file: required, it would not share its modules with the suites.
await loadSuites();

const root = fileURLToPath(new URL('../../', import.meta.url));
const only = ['users.create', 'users.delete'];

/** What is written to the terminal while something runs. */
async function heard(work: () => Promise<void>): Promise<string> {
  const said: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams)
    stream.write = ((chunk: string) => {
      said.push(String(chunk));
      return true;
    }) as typeof stream.write;
  try {
    await work();
  } finally {
    for (const { stream, write } of streams) stream.write = write;
  }
  return said.join('');
}

async function against(mutants: string[], options: Partial<RunOptions> = {}): Promise<Report> {
  const server = await startReference({ mutants });
  try {
    return await run({ url: server.url, token: server.token, only, seed: 3, ...options });
  } finally {
    await server.close();
  }
}

const verdicts = (report: Report): string[] => report.checks.map(({ id, verdict }) => `${id} ${verdict}`);

describe('the library', function () {
  this.timeout(60_000);

  it('judges a good and a broken server at once in one process, and prints nothing', async () => {
    let good: Report | undefined;
    let broken: Report | undefined;
    const said = await heard(async () => {
      [good, broken] = await Promise.all([against([]), against(['create.answers-204'])]);
    });
    expect(said).to.equal('');
    if (!good || !broken) throw new Error('no report');
    expect(gate(good)).to.deep.equal({ met: true, reasons: [] });
    expect(gate(broken).met).to.equal(false);
    const failed = broken.checks.filter(({ verdict }) => verdict === 'fail');
    expect(failed.map(({ id }) => id)).to.include('users.create.status');
    expect(failed[0]?.expected).to.be.a('string');
    expect(good.conduct.leftBehind).to.deep.equal([]);
  });

  it('gives the same verdicts again', async () => {
    expect(verdicts(await against([]))).to.deep.equal(verdicts(await against([])));
  });

  it('throws what a caller can tell apart', async () => {
    const refused = (options: Partial<RunOptions>): Promise<unknown> =>
      against([], options).catch((problem) => problem);
    expect(await refused({ token: 'another' })).to.be.instanceOf(Stopped);
    expect(await refused({ only: ['nothing.like.this'] })).to.be.instanceOf(UsageError);
    expect(await refused({ url: 'nowhere' })).to.be.instanceOf(UsageError);
  });

  it('works as docs/library.md says, under node --test', async () => {
    const guide = readFileSync(join(root, 'docs/library.md'), 'utf8');
    const example = /<!-- example -->\s+```js\n([^]*?)```/.exec(guide)?.[1] ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'scimspec-library-'));
    try {
      mkdirSync(join(folder, 'node_modules'));
      symlinkSync(root, join(folder, 'node_modules/scimspec'), 'dir');
      const ask = (code: string): Promise<{ passed: boolean; out: string }> => {
        writeFileSync(join(folder, 'scim.test.mjs'), code);
        const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => name !== 'NODE_TEST_CONTEXT'));
        const args = ['--test', '--test-reporter=tap', 'scim.test.mjs'];
        return new Promise((resolve) => {
          execFile(process.execPath, args, { cwd: folder, env: clean }, (problem, out) =>
            resolve({ passed: problem === null, out }),
          );
        });
      };
      const good = await ask(example);
      expect(good.passed, good.out).to.equal(true);
      expect(good.out).to.include('users.create.status');
      const broken = await ask(
        example.replace('startReference()', "startReference({ mutants: ['create.answers-204'] })"),
      );
      expect(broken.passed).to.equal(false);
      expect(broken.out)
        .to.match(/not ok \d+ - users\.create\.status/)
        .and.to.include('not ok');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
