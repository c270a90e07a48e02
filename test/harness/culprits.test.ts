/** One cause is one failure: what a single slip of a target would drag along is folded under it. */
import { expect } from 'chai';
import { loadSuites } from '../../bin/suites.js';
import { rejudgeReadiness } from '../../bin/assemble.js';
import { nameCulprits } from '../../harness/culprits.js';
import type { CheckResult, Exchange } from '../../reports/model.js';
import { judge } from '../support/judge.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

const RULES = ['must', 'should'];

describe('what one cause breaks', function () {
  this.timeout(120_000);

  it('is blocked by the check that says so, where PATCH is announced and absent', async () => {
    const { checks } = await judge({ mutants: ['config.patch-501'] });
    const rules = checks.filter(({ level }) => RULES.includes(level));
    expect(rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).to.deep.equal([
      'discovery.advertised.patch',
      'protocol.bulk-jobs.methods',
    ]);
    const blocked = rules.filter(({ verdict }) => verdict === 'blocked');
    expect(blocked).to.have.length.above(60);
    expect(new Set(blocked.map(({ culprit }) => culprit))).to.deep.equal(new Set(['discovery.advertised.patch']));
    // Each provider is told once that it does not work.
    const entra = checks.filter(({ id, verdict }) => id.startsWith('interop.entra.') && verdict === 'fail');
    expect(entra, entra.map(({ id }) => id).join(' ')).to.have.length.within(1, 3);
    expect(rejudgeReadiness(checks)['entra']?.verdict).to.equal('not-ready');
  });

  for (const mutant of [
    'config.claims-bulk',
    'config.claims-sort',
    'config.claims-filter',
    'config.put-405',
    'config.delete-405',
  ])
    it(`is a handful of failures, not forty, where a feature is answered as absent (${mutant})`, async () => {
      const { checks } = await judge({ mutants: [mutant] });
      const failed = checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
      expect(failed, failed.join(' ')).to.have.length.within(1, 25);
    });

  it('is the wrong endpoint alone, where users are served at the usual one', async () => {
    const { checks } = await judge({ mutants: ['types.endpoint-singular'] });
    const wrong = checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'blocked');
    expect(wrong.map(({ id }) => id)).to.deep.equal(['discovery.types-served.core-served']);
  });

  it('is the filter, where a list is empty for it: its pages are not judged', async () => {
    const { checks } = await judge({ mutants: ['filter.names-alone'], variations: ['eq-only'] });
    const pages = checks.filter(({ id }) => /^protocol\.paging(-edges|-walk)?\./.test(id));
    expect(pages.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).to.deep.equal([]);
    expect(pages.find(({ id }) => id === 'protocol.paging-edges.count-zero')?.verdict).to.equal('blocked');
  });

  it('is no filter that only some targets know: pages are judged where eq on plain values is all', async () => {
    const { checks } = await judge({ variations: ['simple-eq-only'] });
    const pages = checks.filter(({ id }) => /^protocol\.paging(-edges|-walk)?\./.test(id));
    expect(pages.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id)).to.deep.equal([]);
  });

  const exchange = (n: number, path: string, status: number, detail = ''): Exchange =>
    ({
      n,
      request: { method: 'POST', url: `https://scim.test/v2${path}` },
      response: { status, body: JSON.stringify({ detail }) },
    }) as Exchange;
  const check = (id: string, verdict: CheckResult['verdict'], n: number, status: number): CheckResult =>
    ({
      id,
      level: 'must',
      verdict,
      actual: `${status} (application/scim+json)`,
      exchanges: [n],
    }) as unknown as CheckResult;

  it('is looked for at the same endpoint: a refused create is not the fault of a bulk job', () => {
    const exchanges = [exchange(1, '/Bulk', 500), exchange(2, '/Users', 500), exchange(3, '/Users', 500)];
    const named = nameCulprits(
      [check('bulk', 'fail', 1, 500), check('create', 'fail', 2, 500), check('read', 'blocked', 3, 500)],
      exchanges,
    );
    expect(named[2]?.culprit).to.equal('create');
  });

  it('is looked for in the same words: a name that is missing is not the fault of a name in capitals', () => {
    const exchanges = [
      exchange(1, '/Users', 400, 'NAME is unknown'),
      exchange(2, '/Users', 400, 'User "bob1" has no firstName'),
      exchange(3, '/Users', 400, 'User "ann2" has no firstName'),
    ];
    const checks = [
      check('capitals', 'fail', 1, 400),
      check('minimal', 'fail', 2, 400),
      check('read', 'blocked', 3, 400),
    ];
    expect(nameCulprits(checks, exchanges)[2]?.culprit).to.equal('minimal');
    expect(nameCulprits(checks.slice(0, 1).concat(checks.slice(2)), exchanges)[1]?.culprit).to.equal(undefined);
  });
});
