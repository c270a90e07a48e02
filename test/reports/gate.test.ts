import { expect } from 'chai';
import { compareReports, type MovementKind } from '../../reports/compare.js';
import { defaultGates, exitCode, parseGates } from '../../reports/gate.js';
import { comparableHistory, historyLine, readHistory, textSparkline } from '../../reports/history.js';
import { judgeRun, countChecks } from '../../reports/judge.js';
import { mergeReports, MergeError } from '../../reports/merge.js';
import type { CheckResult, CheckVerdict, Level, Report } from '../../reports/model.js';
import { applyWaivers, parseWaivers, updatedWaivers, WaiverFileError } from '../../reports/waivers.js';
import { sampleReport } from './sample.js';

type Spec = [id: string, level: Level, verdict: CheckVerdict, more?: Partial<CheckResult>];

/** A report of exactly these checks, each with a requirement of its own. */
function reportOf(specs: Spec[], more: Partial<Report['run']> = {}): Report {
  const base = sampleReport({ checks: 0, failing: 0 });
  const checks = specs.map(([id, level, verdict, extra]): CheckResult => ({
    id,
    level,
    title: id,
    scenario: 's',
    feature: 'f',
    spec: [`R-${id}`],
    verdict,
    fix: 'Mend it.',
    exchanges: [],
    durationMs: 1,
    ...extra,
  }));
  const run = { ...base.run, ...more };
  const { verdict, score } = judgeRun(checks, { partial: run.partial });
  const { baseline: _, ...rest } = base;
  return { ...rest, run, checks, verdict, score, counts: countChecks(checks), readiness: {} };
}

describe('gate', () => {
  const code = (report: Report, gate?: string) =>
    exitCode(report, gate === undefined ? undefined : parseGates(gate)).code;
  const ok: Spec = ['ok', 'must', 'pass'];

  it('reads every gate, several at once, and says what it does not know', () => {
    expect(parseGates('must, profile:okta-oin,score:95,regression')).to.deep.equal([
      { kind: 'must' },
      { kind: 'profile', name: 'okta-oin' },
      { kind: 'score', least: 95 },
      { kind: 'regression' },
    ]);
    for (const wrong of [
      '',
      'may',
      'score',
      'score:',
      'score:101',
      'score:9.5',
      'score:-1',
      'profile:',
      'must,',
      'MUST',
    ]) {
      expect(() => parseGates(wrong), wrong).to.throw(/--fail-on/);
    }
  });

  it('has a code for each way a run can end', () => {
    expect(code(reportOf([ok]))).to.equal(0);
    expect(code(reportOf([ok, ['s', 'should', 'fail'], ['i', 'interop', 'fail']]))).to.equal(0);
    expect(code(reportOf([ok, ['m', 'must', 'fail']]))).to.equal(1);
    expect(code(reportOf([ok, ['m', 'must', 'inconclusive']]))).to.equal(3);
    expect(code(reportOf([ok, ['b', 'must', 'blocked'], ['m', 'must', 'fail']]))).to.equal(1);
    expect(code(reportOf([ok, ['e', 'may', 'error'], ['m', 'must', 'fail']]))).to.equal(4);
    expect(code(reportOf([]))).to.equal(3);
    expect(code(reportOf([['n', 'must', 'not-applicable']]))).to.equal(3);
    expect(code(reportOf([['s', 'should', 'pass']]))).to.equal(3);
  });

  it('judges a narrowed run by what it holds', () => {
    const partial = { partial: true, partialReasons: ['--only x'] };
    expect(code(reportOf([['s', 'should', 'pass']], partial))).to.equal(0);
    expect(code(reportOf([['m', 'must', 'fail']], partial))).to.equal(1);
    expect(code(reportOf([ok], partial), 'score:1')).to.equal(3);
    expect(code(reportOf([], partial))).to.equal(3);
  });

  it('gates by should, score and regression', () => {
    const advice = reportOf([ok, ['s', 'should', 'fail']]);
    expect(code(advice, 'should')).to.equal(1);
    expect([code(advice, 'score:95'), code(advice, 'score:96')]).to.deep.equal([0, 1]);
    expect(code(advice, 'regression')).to.equal(3);
    const worse = { ...advice, baseline: compareReports(reportOf([ok, ['s', 'should', 'pass']]), advice) };
    expect(code(worse, 'regression')).to.equal(1);
    expect(code({ ...advice, baseline: compareReports(advice, advice) }, 'regression')).to.equal(0);
  });

  it('gates by readiness, and does so unasked where the provider’s profile was run', () => {
    const run = (verdict: 'ready' | 'ready-with-caveats' | 'not-ready' | 'not-tested'): Report => ({
      ...reportOf([ok], { profile: 'okta-oin@2026-11' }),
      readiness: { 'okta-oin': { verdict, blockers: [], caveats: [] } },
    });
    expect(defaultGates(run('ready'))).to.deep.equal([{ kind: 'profile', name: 'okta-oin' }]);
    const codes = (['ready', 'ready-with-caveats', 'not-ready', 'not-tested'] as const).map((verdict) =>
      code(run(verdict)),
    );
    expect(codes).to.deep.equal([0, 0, 1, 3]);
    expect(code(run('not-ready'), 'must')).to.equal(0);
    expect(code(run('ready'), 'profile:__proto__')).to.equal(3);
  });

  it('lets waived failures pass, with what they block, and turns red for a bad waiver', () => {
    const waived = { waived: { reason: 'known' } };
    const report = reportOf([ok, ['m', 'must', 'fail', waived], ['b', 'must', 'blocked', { culprit: 'm' }]]);
    expect(exitCode(report)).to.deep.equal({ code: 0, reasons: [] });
    expect(exitCode(report, undefined, ['The waiver of x is stale.'])).to.deep.equal({
      code: 1,
      reasons: ['The waiver of x is stale.'],
    });
  });
});

describe('waivers', () => {
  const today = new Date('2026-11-24T12:00:00Z');
  const report = reportOf([
    ['bad', 'must', 'fail'],
    ['worse', 'should', 'fail'],
    ['good', 'must', 'pass'],
    ['fault', 'must', 'error'],
  ]);

  it('are read from YAML and JSON, and refused with the entry that is wrong', () => {
    const yaml = '- check: bad\n  reason: gateway\n  issue: https://tracker.example.com/1\n  expires: 2026-11-24\n';
    const expected = [
      { check: 'bad', reason: 'gateway', issue: 'https://tracker.example.com/1', expires: '2026-11-24' },
    ];
    expect(parseWaivers(yaml, 'w.yaml')).to.deep.equal(expected);
    expect(parseWaivers(JSON.stringify(expected), 'w.json')).to.deep.equal(expected);
    expect(parseWaivers('', 'w.yaml')).to.deep.equal([]);
    const wrong = {
      '{a: b': /neither YAML nor JSON/,
      'check: x': /must hold a list/,
      '- x': /waiver 1: it must be a mapping/,
      '- check: x': /reason is missing/,
      '- {check: x, reason: y, expires: soon}': /expires must be a day/,
      '- {check: x, reason: y, expires: 2026-02-30}': /expires must be a day/,
      '- {check: x, reason: y, until: z}': /"until" is not one of/,
      '- {check: x, reason: y}\n- {check: x, reason: z}': /waives x twice/,
    };
    for (const [text, message] of Object.entries(wrong)) {
      expect(() => parseWaivers(text, 'w'), text).to.throw(WaiverFileError, message);
    }
  });

  it('mark failures and never move verdict or score', () => {
    const { report: applied, faults } = applyWaivers(
      report,
      [{ check: 'bad', reason: 'known', expires: '2026-11-24' }],
      today,
    );
    expect(faults).to.be.empty;
    expect(applied.checks.map((check) => check.waived)).to.deep.equal([
      { reason: 'known', expires: '2026-11-24' },
      undefined,
      undefined,
      undefined,
    ]);
    expect(judgeRun(applied.checks)).to.deep.equal(judgeRun(report.checks));
    expect(applied).to.include({ verdict: report.verdict, score: report.score });
  });

  it('are faults when stale, unknown or expired, and never cover a fault of the harness', () => {
    const waivers = [
      { check: 'good', reason: 'r' },
      { check: 'gone', reason: 'r' },
      { check: 'bad', reason: 'r', expires: '2026-11-23' },
      { check: 'fault', reason: 'r' },
    ];
    const { report: applied, faults } = applyWaivers(report, waivers, today);
    expect(faults).to.have.length(3);
    expect(faults.join(' ')).to.match(
      /good is stale.*gone names a check that does not exist.*bad expired on 2026-11-23/,
    );
    expect(applied.checks.some((check) => check.waived)).to.equal(false);
    const partial = { ...report, run: { ...report.run, partial: true } };
    expect(applyWaivers(partial, [{ check: 'gone', reason: 'r' }], today).faults).to.be.empty;
    expect(applyWaivers(partial, [{ check: 'gone', reason: 'r' }], today, new Set(['bad'])).faults).to.have.length(1);
  });

  it('are updated: stale ones go, new failures come, reasons stay', () => {
    const updated = updatedWaivers(
      [
        { check: 'bad', reason: 'mine' },
        { check: 'good', reason: 'r' },
      ],
      report,
    );
    expect(updated.map(({ check }) => check)).to.deep.equal(['bad', 'worse']);
    expect(updated[0]?.reason).to.equal('mine');
  });
});

describe('comparison', () => {
  const kindOf = (from: CheckVerdict, to: CheckVerdict) =>
    compareReports(reportOf([['a', 'must', from]]), reportOf([['a', 'must', to]])).movements[0]?.kind;

  it('names every movement', () => {
    const cases: [CheckVerdict, CheckVerdict, MovementKind | undefined][] = [
      ['pass', 'fail', 'newly-broken'],
      ['blocked', 'fail', 'newly-broken'],
      ['fail', 'pass', 'newly-fixed'],
      ['blocked', 'pass', 'newly-fixed'],
      ['pass', 'blocked', 'newly-blocked'],
      ['fail', 'not-applicable', 'newly-not-applicable'],
      ['pass', 'inconclusive', 'changed'],
      ['fail', 'fail', undefined],
    ];
    for (const [from, to, kind] of cases) expect(kindOf(from, to), `${from} to ${to}`).to.equal(kind);
    const { movements } = compareReports(reportOf([['old', 'must', 'pass']]), reportOf([['new', 'must', 'pass']]));
    expect(movements.map(({ kind, check }) => [kind, check])).to.deep.equal([
      ['new-check', 'new'],
      ['removed-check', 'old'],
    ]);
    const read = (observed: string) =>
      reportOf([
        ['m', 'may', 'pass', { observed }],
        ['a', 'must', 'pass'],
      ]);
    expect(compareReports(read('offered'), read('not offered')).movements.map(({ kind }) => kind)).to.deep.equal([
      'changed',
    ]);
  });

  it('compares scores only of runs that judged the same, and takes a narrowed run for what it is', () => {
    const full = reportOf([
      ['a', 'must', 'pass'],
      ['b', 'must', 'fail'],
    ]);
    const better = reportOf([
      ['a', 'must', 'pass'],
      ['b', 'must', 'pass'],
    ]);
    expect(compareReports(full, better)).to.include({ scoreDelta: 48 }).and.not.to.have.property('incomparable');
    const fewer = reportOf([
      ['a', 'must', 'pass'],
      ['b', 'must', 'not-applicable'],
    ]);
    expect(compareReports(full, fewer)).to.include({
      scoreDelta: null,
      incomparable: 'Different requirements applied to the two runs.',
    });
    const partial = reportOf([['a', 'must', 'fail']], { partial: true });
    expect(compareReports(full, partial).movements.map(({ kind }) => kind)).to.deep.equal(['newly-broken']);
  });
});

describe('history', () => {
  it('is a line per run, read back past broken lines, drawn for runs of one kind', () => {
    const runs = [52, 80, 100].map((score, day) => ({
      ...sampleReport({ checks: 10 }),
      score,
      run: { ...sampleReport({ checks: 10 }).run, startedAt: `2026-11-2${day}T00:00:00.000Z` },
    }));
    const text = `${runs.toReversed().map(historyLine).join('')}{"half":\nnull\n[]\n`;
    const entries = readHistory(text);
    expect(entries).to.have.length(3);
    const other = { ...(runs[0] as Report), run: { ...(runs[0] as Report).run, profile: 'entra' } };
    const own = comparableHistory([...entries, ...readHistory(historyLine(other))], runs[0] as Report);
    expect(own.map(({ score }) => score)).to.deep.equal([52, 80, 100]);
    expect(textSparkline(own)).to.equal('▅▇█ 100');
  });
});

describe('merging of shards', () => {
  const shard = (i: number, specs: Spec[]): Report => ({
    ...reportOf(specs, { partial: true, partialReasons: [`shard ${i}/2`] }),
    exchanges: sampleReport({ checks: 2, failing: 0 }).exchanges,
  });
  const first = shard(1, [['a', 'must', 'pass', { exchanges: [1, 2] }]]);
  const second = shard(2, [
    ['b', 'must', 'fail', { exchanges: [2] }],
    ['c', 'should', 'pass', { exchanges: [1] }],
  ]);

  it('gives a whole run its verdict and score, and renumbers the exchanges', () => {
    const merged = mergeReports([first, second]);
    expect(merged).to.include({ verdict: 'does-not-conform', score: 52 });
    expect(merged.run.partial).to.equal(false);
    expect(merged.run).not.to.have.property('partialReasons');
    expect(merged.exchanges.map(({ n }) => n)).to.deep.equal([1, 2, 3, 4]);
    expect(merged.checks.map(({ id, exchanges }) => [id, ...exchanges])).to.deep.equal([
      ['a', 1, 2],
      ['b', 4],
      ['c', 3],
    ]);
    expect(merged.counts.must).to.include({ pass: 1, fail: 1 });
    expect(merged.conduct.requests).to.equal(first.conduct.requests + second.conduct.requests);
  });

  it('stays partial while a shard is missing or the run was narrowed otherwise', () => {
    expect(mergeReports([first])).to.include({ verdict: null, score: null });
    expect(mergeReports([first]).run.partialReasons).to.deep.equal(['1 of 2 shards missing']);
    const narrowed = { ...second, run: { ...second.run, partialReasons: ['shard 2/2', '--read-only'] } };
    expect(mergeReports([first, narrowed]).run.partialReasons).to.deep.equal(['--read-only']);
  });

  it('refuses what cannot be one run', () => {
    expect(() => mergeReports([])).to.throw(MergeError);
    expect(() => mergeReports([first, first])).to.throw(MergeError, 'a stands in two of the reports.');
    const elsewhere = { ...second, target: { ...second.target, url: 'https://other.example.com' } };
    expect(() => mergeReports([first, elsewhere])).to.throw(MergeError, 'different targets');
  });
});
