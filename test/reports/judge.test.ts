import { expect } from 'chai';
import fc from 'fast-check';
import {
  cap,
  checkVerdicts,
  foldBlocked,
  judgeRun,
  levels,
  requirementResults,
  type CatalogueRow,
} from '../../reports/judge.js';
import type { CheckResult, CheckVerdict, Level } from '../../reports/model.js';
import { judgeReadiness } from '../../reports/readiness.js';

function check(
  level: Level,
  verdict: CheckVerdict,
  spec: string | string[],
  more: Partial<CheckResult> = {},
): CheckResult {
  serial += 1;
  return {
    id: `users.create.n${serial}`,
    level,
    title: 'answers',
    scenario: 'Creating a user',
    feature: 'users/create',
    spec: [spec].flat(),
    verdict,
    fix: 'Mend it.',
    exchanges: [],
    durationMs: 1,
    ...more,
  };
}
let serial = 0;

const anyCheck = fc
  .record({
    level: fc.constantFrom(...levels),
    verdict: fc.constantFrom(...checkVerdicts),
    spec: fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 }),
  })
  .map(({ level, verdict, spec }) =>
    check(
      level,
      level === 'may' && verdict === 'fail' ? 'pass' : verdict,
      spec.map((id) => `${level}-${id}`),
    ),
  );
const anyChecks = fc.array(anyCheck, { maxLength: 25 });

describe('verdict of a run', () => {
  const verdictOf = (...checks: CheckResult[]) => judgeRun(checks).verdict;

  it('is the worst of what the checks say', () => {
    const pass = check('must', 'pass', 'a');
    expect(verdictOf(pass)).to.equal('conforms');
    expect(verdictOf(pass, check('should', 'fail', 's'))).to.equal('conforms-with-advice');
    expect(verdictOf(pass, check('should', 'blocked', 's'))).to.equal('conforms');
    expect(verdictOf(pass, check('should', 'fail', 's'), check('must', 'blocked', 'b'))).to.equal('not-established');
    expect(verdictOf(pass, check('must', 'inconclusive', 'b'))).to.equal('not-established');
    expect(verdictOf(check('must', 'blocked', 'b'), check('must', 'fail', 'c'))).to.equal('does-not-conform');
    expect(verdictOf(check('must', 'fail', 'c'), check('interop', 'error', 'E'))).to.equal('harness-fault');
  });

  it('is not established when nothing ran or no MUST applied', () => {
    expect(verdictOf()).to.equal('not-established');
    expect(verdictOf(check('must', 'not-applicable', 'a'))).to.equal('not-established');
    expect(verdictOf(check('should', 'pass', 's'))).to.equal('not-established');
  });

  it('is withheld from a partial run, with the score', () => {
    const judgment = judgeRun([check('must', 'pass', 'a')], { partial: true });
    expect(judgment).to.include({ verdict: null, score: null });
    expect(judgment.counts.must.pass).to.equal(1);
  });

  it('is never moved by may and interop checks, nor by waivers', () => {
    const clean = check('must', 'pass', 'a');
    expect(verdictOf(clean, check('interop', 'fail', 'ENTRA-1'), check('may', 'pass', 'm'))).to.equal('conforms');
    const waived = check('must', 'fail', 'b', { waived: { reason: 'known' } });
    expect(judgeRun([clean, waived])).to.include({ verdict: 'does-not-conform', score: 52 });
  });
});

describe('score', () => {
  it('is 95 points for MUSTs and 5 for SHOULDs, over requirements, floored', () => {
    const checks = [
      check('must', 'pass', 'a'),
      check('must', 'fail', 'a'),
      check('must', 'pass', ['b', 'c']),
      check('should', 'pass', 's'),
      check('should', 'fail', 't'),
    ];
    const judgment = judgeRun(checks);
    expect(judgment.must).to.deep.equal({ passed: 2, applicable: 3 });
    expect(judgment.should).to.deep.equal({ passed: 1, applicable: 2 });
    expect(judgment.score).to.equal(65);
  });

  it('leaves blocked and inconclusive in the denominator, and takes not applicable out', () => {
    const checks = [
      check('must', 'pass', 'a'),
      check('must', 'blocked', 'b'),
      check('must', 'inconclusive', 'c'),
      check('must', 'not-applicable', 'd'),
      check('must', 'not-applicable', 'a'),
    ];
    expect(judgeRun(checks).must).to.deep.equal({ passed: 1, applicable: 3 });
  });

  it('stays at 94 while one MUST among many is broken, and says what it was before the cap', () => {
    const checks = [
      check('must', 'fail', 'broken'),
      ...Array.from({ length: 299 }, (_, n) => check('must', 'pass', `r${n}`)),
    ];
    expect(judgeRun(checks)).to.include({ score: 94, uncapped: 99 });
  });

  it('counts a full term for SHOULDs where none apply, and is null where no MUST does', () => {
    expect(judgeRun([check('must', 'pass', 'a')]).score).to.equal(100);
    expect(judgeRun([check('should', 'pass', 's')]).score).to.equal(null);
  });

  it('charges each failure its share, and the shares add up to what is missing', () => {
    fc.assert(
      fc.property(anyChecks, (checks) => {
        const { must, should, costs } = judgeRun(checks);
        const lost = (part: typeof must, price: number) =>
          part.applicable === 0 ? 0 : (price * (part.applicable - part.passed)) / part.applicable;
        const charged = [...costs.values()].reduce((sum, cost) => sum + cost, 0);
        expect(charged).to.be.closeTo(lost(must, 95) + lost(should, 5), 1e-9);
      }),
    );
  });

  it('never rises when a check turns from pass to fail', () => {
    fc.assert(
      fc.property(anyChecks, fc.nat(), (checks, pick) => {
        const passing = checks.filter((each) => each.verdict === 'pass' && each.level !== 'may');
        fc.pre(passing.length > 0);
        const chosen = passing[pick % passing.length];
        const worse = checks.map((each) => (each === chosen ? { ...each, verdict: 'fail' as const } : each));
        expect(judgeRun(worse).score ?? -1).to.be.at.most(judgeRun(checks).score ?? -1);
      }),
    );
  });

  it('is at least 95 exactly when the run conforms', () => {
    fc.assert(
      fc.property(anyChecks, (checks) => {
        const { score, verdict } = judgeRun(checks);
        const conforms = verdict === 'conforms' || verdict === 'conforms-with-advice';
        expect((score ?? 0) >= 95).to.equal(conforms);
        if (score !== null && !conforms) expect(score).to.be.at.most(cap);
      }),
    );
  });

  it('is 100 exactly when every applicable MUST and SHOULD passed without a fault of ours', () => {
    fc.assert(
      fc.property(anyChecks, (checks) => {
        const { score, must, should, verdict } = judgeRun(checks);
        const full = must.applicable > 0 && must.passed === must.applicable && should.passed === should.applicable;
        expect(score === 100).to.equal(full && verdict !== 'harness-fault');
      }),
    );
  });

  it('is the same whatever a clean server legitimately leaves out', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1 }), (offered) => {
        const checks = offered.map((yes, n) => check('must', yes ? 'pass' : 'not-applicable', `r${n}`));
        expect(judgeRun([check('must', 'pass', 'base'), ...checks]).score).to.equal(100);
      }),
    );
  });

  it('does not depend on order, on may and interop checks, or on a trip through JSON', () => {
    fc.assert(
      fc.property(anyChecks, (checks) => {
        const { score, verdict } = judgeRun(checks);
        const silent = checks.filter(
          (each) => each.level === 'must' || each.level === 'should' || each.verdict === 'error',
        );
        const again = JSON.parse(JSON.stringify(checks)) as CheckResult[];
        for (const other of [checks.toReversed(), silent, again]) {
          expect(judgeRun(other)).to.include({ score, verdict });
        }
      }),
    );
  });
});

describe('requirement results', () => {
  const row = (id: string, grade: CatalogueRow['grade'], more: Partial<CatalogueRow> = {}): CatalogueRow => ({
    id,
    rfc: 7644,
    section: '3.3',
    grade,
    statement: 'Our words.',
    testable: 'yes',
    ...more,
  });

  it('takes the worst verdict of the checks of its own grade, and null where none speaks', () => {
    const rows = [row('a', 'violation'), row('b', 'advice'), row('c', 'violation', { exclusion: 'not observable' })];
    const results = requirementResults(rows, [
      check('must', 'pass', 'a'),
      check('must', 'blocked', 'a'),
      check('interop', 'fail', ['a', 'b']),
      check('should', 'pass', 'b'),
    ]);
    expect(results.map(({ id, verdict, exclusion }) => [id, verdict, exclusion])).to.deep.equal([
      ['a', 'blocked', undefined],
      ['b', 'pass', undefined],
      ['c', null, 'not observable'],
    ]);
    expect(results[0]?.rfc).to.equal('7644');
  });

  it('leaves client rows out and keeps provider rows out of the grades', () => {
    const rows = [row('a', 'violation', { actor: 'client' }), row('ENTRA-1', 'violation', { provider: true })];
    const results = requirementResults(rows, [check('interop', 'fail', 'ENTRA-1')]);
    expect(results).to.have.length(1);
    expect(results[0]).to.include({ id: 'ENTRA-1', grade: 'information', verdict: 'fail' });
  });
});

describe('folding of blocked checks', () => {
  it('puts them under the failure at the end of their chain of culprits', () => {
    const culprit = check('must', 'fail', 'a', { id: 'post' });
    const near = check('must', 'blocked', 'b', { id: 'near', culprit: 'post' });
    const far = check('must', 'blocked', 'c', { id: 'far', culprit: 'near' });
    const other = check('must', 'blocked', 'd', { id: 'other', culprit: 'a user is posted' });
    const circle = check('must', 'blocked', 'e', { id: 'circle', culprit: 'circle' });
    const { failures, unexplained } = foldBlocked([far, culprit, near, other, circle]);
    expect(failures).to.deep.equal([{ check: culprit, blocked: [far, near] }]);
    expect(unexplained).to.deep.equal([other, circle]);
  });
});

describe('readiness', () => {
  const checks = [
    check('interop', 'pass', 'E1', { id: 'ok' }),
    check('interop', 'fail', 'E2', { id: 'bad', fix: 'Mend the bad thing.' }),
    check('interop', 'blocked', 'E3', { id: 'unseen' }),
    check('interop', 'not-applicable', 'E4', { id: 'absent', reason: 'no groups' }),
  ];
  const verdictOf = (...entries: Parameters<typeof judgeReadiness>[0]) => judgeReadiness(entries, checks).verdict;

  it('needs every blocking check', () => {
    expect(verdictOf({ check: 'ok', class: 'blocks' })).to.equal('ready');
    expect(verdictOf({ check: 'ok', class: 'blocks' }, { check: 'bad', class: 'blocks' })).to.equal('not-ready');
    expect(verdictOf({ check: 'ok', class: 'blocks' }, { check: 'unseen', class: 'blocks' })).to.equal('not-tested');
    expect(verdictOf({ check: 'ok', class: 'blocks' }, { check: 'gone', class: 'blocks' })).to.equal('not-tested');
    expect(verdictOf({ check: 'absent', class: 'blocks' })).to.equal('not-tested');
  });

  it('names what to live with', () => {
    const entries = [
      { check: 'ok', class: 'blocks' },
      { check: 'bad', class: 'degrades' },
      { check: 'absent', class: 'blocks' },
    ] as const;
    expect(judgeReadiness(entries, checks)).to.deep.equal({
      verdict: 'ready-with-caveats',
      blockers: [],
      caveats: [
        { check: 'bad', workaround: 'Mend the bad thing.' },
        { check: 'absent', workaround: 'Not tested: no groups' },
      ],
    });
    expect(verdictOf({ check: 'ok', class: 'blocks' }, { check: 'bad', class: 'blocks', workaround: 'flag' })).to.equal(
      'ready-with-caveats',
    );
    expect(judgeReadiness([{ check: 'ok', class: 'blocks' }], checks, 'thin evidence').verdict).to.equal(
      'ready-with-caveats',
    );
  });
});
