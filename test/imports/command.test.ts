/** `scimspec import` as a user meets it: exit codes, sentences, the report. Runs the compiled product. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'chai';
import type { Report } from '../../reports/model.js';

const ajv = new Ajv({ strict: false });
(formats as unknown as (ajv: Ajv) => void)(ajv);
const { $schema: _, ...schema } = JSON.parse(
  readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'),
) as Record<string, unknown>;
const valid = ajv.compile(schema);

const cli = fileURLToPath(new URL('../../dist/bin/scimspec.js', import.meta.url));

describe('the import command', function () {
  this.timeout(60_000);
  let folder: string;
  before(() => {
    expect(existsSync(cli), 'run npm run build first').to.equal(true);
    folder = mkdtempSync(join(tmpdir(), 'scimspec-import-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (file: unknown, ...more: string[]): Promise<{ code: number; out: string; err: string }> => {
    const path = join(folder, 'suite.json');
    writeFileSync(path, typeof file === 'string' ? file : JSON.stringify(file));
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(CI|SCIMSPEC_.*|.*_PROXY)$/i.test(name)),
    );
    const args = [cli, 'import', path, '--reference', '--out', join(folder, 'out'), ...more];
    return new Promise((resolve) =>
      execFile(process.execPath, args, { env }, (problem, out, err) =>
        resolve({ code: problem ? Number(problem.code) : 0, out, err }),
      ),
    );
  };
  const list = (wanted: number, more: object = {}) => ({
    name: 'Mine',
    steps: [
      {
        step_type: 'request',
        note: 'list',
        method: 'GET',
        url: '{{SCIMBaseURL}}/Users',
        headers: { Authorization: ['Bearer exported-secret-1'], 'X-Api-Key': ['exported-secret-2'] },
        assertions: [{ source: 'response_status', comparison: 'equal_number', value: wanted }],
        ...more,
      },
    ],
  });

  it('writes the usual report, without verdict and score, and without what was exported as a secret', async () => {
    const { code, out } = await run(list(200));
    expect(code).to.equal(0);
    expect(out).to.match(/1 assertions? holds?/);
    const text = readFileSync(join(folder, 'out', 'report.json'), 'utf8');
    const report = JSON.parse(text) as Report;
    expect(valid(report), JSON.stringify(valid.errors)).to.equal(true);
    expect(report).to.include({ verdict: null, score: null });
    expect(report.run).to.deep.include({ partial: true, partialReasons: ['import of suite.json'] });
    expect(readFileSync(join(folder, 'out', 'report.html'), 'utf8')).to.include('import/mine/1-list');
    expect(text).not.to.match(/exported-secret/);
  });

  it('exits with 1 where an assertion does not hold, with 3 where one was not run', async () => {
    const failed = await run(list(418));
    expect(failed.code).to.equal(1);
    expect(failed.out).to.match(/FAIL +list: status is the number 418/);
    const open = await run(list(200, { scripts: ['while (true) {}'] }));
    expect(open.code).to.equal(3);
    expect(open.out).to.match(/not run +list: the script/);
  });

  it('answers a broken file with a sentence and its line', async () => {
    const { code, err } = await run('{\n  "steps": [\n    nonsense\n  ]\n}');
    expect(code).to.equal(2);
    expect(err).to.match(/is not JSON: .*line 3/);
    expect(err).not.to.match(/\bat .*:\d+:\d+/);
  });
});
