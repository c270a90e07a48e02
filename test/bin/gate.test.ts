/** The gate as a CI job meets it: shards and their merge, waivers, re-runs of failures, baselines and history. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createReference } from '../../reference/server.js';
import type { Report } from '../../reports/model.js';
import { scimspec, type Said } from '../support/command.js';

const BROKEN = 'create.answers-200';
const FAILURE = 'users.create.status';

describe('the gate', function () {
  this.timeout(180_000);
  let folder: string;
  let good: Awaited<ReturnType<ReturnType<typeof createReference>['listen']>>;
  let bad: typeof good;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scimspec-'));
    good = await createReference({}).listen();
    bad = await createReference({ mutants: [BROKEN] }).listen();
  });
  after(async () => {
    await Promise.all([good.close(), bad.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  const at = (name: string): string => join(folder, name);
  const reportOf = (out: string): Report => JSON.parse(readFileSync(join(at(out), 'report.json'), 'utf8')) as Report;
  const run = (url: string, out: string, ...more: string[]): Promise<Said> =>
    scimspec(['run', url, '--out', at(out), '--seed', '5', '--quiet', ...more], { SCIMSPEC_TOKEN: 'reference' }).done;
  const verdicts = ({ checks }: Report): string[] => checks.map(({ id, verdict }) => `${id} ${verdict}`).sort();

  it('has the verdict of a whole run when the shards are merged', async () => {
    const shards = ['1/3', '2/3', '3/3'];
    for (const shard of shards) {
      const said = await run(bad.url, `shard-${shard[0]}`, '--shard', shard);
      expect([0, 1], said.err).to.include(said.code);
      expect(reportOf(`shard-${shard[0]}`).run.partialReasons).to.deep.equal([`shard ${shard}`]);
    }
    const files = shards.map((shard) => join(at(`shard-${shard[0]}`), 'report.json'));
    const merged = await scimspec(['report', 'merge', ...files, '--out', at('merged'), '--format', 'sarif']).done;
    expect(merged.code, merged.err + merged.out).to.equal(1);
    await run(bad.url, 'whole');
    const [parts, whole] = [reportOf('merged'), reportOf('whole')];
    expect(verdicts(parts)).to.deep.equal(verdicts(whole));
    expect({ verdict: parts.verdict, score: parts.score }).to.deep.equal({
      verdict: whole.verdict,
      score: whole.score,
    });
    const numbers = new Set(parts.exchanges.map(({ n }) => n));
    expect(numbers.size).to.equal(parts.exchanges.length);
    for (const check of parts.checks) for (const n of check.exchanges) expect(numbers.has(n), check.id).to.equal(true);

    const two = await scimspec(['report', 'merge', ...files.slice(0, 2), '--out', at('two')]).done;
    expect(two.out + two.err).to.match(/shard|partial/i);
    expect(reportOf('two')).to.deep.include({ verdict: null, score: null });
  });

  it('accepts waived failures, and is red for a waiver that has outlived its failure', async () => {
    const waivers = at('waivers.yaml');
    const only = ['--only', 'users.create', '--waivers', waivers];
    writeFileSync(waivers, '');
    expect((await run(bad.url, 'waive', ...only, '--update-waivers')).code).to.equal(0);
    const written = readFileSync(waivers, 'utf8');
    expect(written).to.include(FAILURE);
    expect((await run(bad.url, 'waived', ...only)).code).to.equal(0);
    expect(reportOf('waived').checks.find(({ id }) => id === FAILURE)?.verdict).to.equal('fail');
    const stale = await run(good.url, 'stale', ...only);
    expect(stale.code).to.equal(1);
    expect(stale.out + stale.err).to.include(FAILURE);
    writeFileSync(waivers, written.replace(/reason: .*/, 'reason: accepted for a while\n  expires: 2020-01-31'));
    expect((await run(bad.url, 'expired', ...only)).code).to.equal(1);
    writeFileSync(waivers, '- check: no.such.check\n  reason: a typing error\n');
    expect((await run(good.url, 'unknown', ...only)).code).not.to.equal(0);
    writeFileSync(waivers, '- check: users.create.status\n');
    const nameless = await run(good.url, 'nameless', ...only);
    expect(nameless.code).to.equal(2);
    expect(nameless.err)
      .to.match(/waiver 1/)
      .and.to.match(/reason/);
    expect(existsSync(at('nameless')), 'nothing ran').to.equal(false);
    const typo = await run(good.url, 'typo', '--fail-on', 'profile:okta');
    expect(typo.code).to.equal(2);
    expect(typo.err).to.include('okta-oin');
  });

  it('runs the failures of an earlier report again, and says what changed since', async () => {
    await run(bad.url, 'before', '--only', 'users.create', '--history', at('history.ndjson'));
    const old = join(at('before'), 'report.json');
    await run(good.url, 'again', '--only-failed', old);
    const again = reportOf('again').checks;
    expect(again.map(({ id }) => id)).to.include(FAILURE);
    expect(again.length).to.be.lessThan(reportOf('before').checks.length);
    expect(again.find(({ id }) => id === FAILURE)?.verdict).to.equal('pass');

    const regression = ['--only', 'users.create', '--history', at('history.ndjson'), '--fail-on', 'regression'];
    expect((await run(bad.url, 'same', ...regression, '--baseline', old)).code).to.equal(0);
    await run(good.url, 'after', '--only', 'users.create');
    const sound = join(at('after'), 'report.json');
    expect((await run(bad.url, 'worse', ...regression, '--baseline', sound)).code).to.equal(1);
    expect(readFileSync(at('history.ndjson'), 'utf8').trim().split('\n')).to.have.length(3);
    expect(readFileSync(join(at('worse'), 'report.html'), 'utf8')).to.include(FAILURE);

    for (const format of ['text', 'markdown', 'html']) {
      const { out } = await scimspec(['compare', sound, old, '--format', format]).done;
      expect(out, format).to.include(FAILURE);
    }
    const missing = await scimspec(['compare', sound, at('nothing.json')]).done;
    expect(missing.code).to.equal(2);
    expect(missing.err).to.include('nothing.json');
  });
});
