/** The conformance run against products of others: what fails there is pinned, with the reason of each. */
import { expect } from 'chai';
import { execute } from '../../bin/engine.js';
import { loadSuites } from '../../bin/suites.js';
import { createTarget } from '../../harness/target.js';
import type { Readiness, Report } from '../../reports/model.js';
import { startBetterAuth } from './better-auth.js';
import { BETTER_AUTH_READINESS, SCIMMY_READINESS, type PinnedReadiness } from './pinned-readiness.js';
import { BETTER_AUTH, SCIMMY, SCIMMY_AT_TIMES, type Pinned } from './pinned.js';
import { startScimmy } from './scimmy.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

const TOKEN = 'a-token-for-the-products-0123456789';

const PRODUCTS: [string, typeof startScimmy, Pinned, Readonly<Record<string, PinnedReadiness>>][] = [
  ['scimmy', startScimmy, SCIMMY, SCIMMY_READINESS],
  ['better-auth', startBetterAuth, BETTER_AUTH, BETTER_AUTH_READINESS],
];

/** Lists of users without a filter: what depends on them depends on the moment at scimmy, too. */
const LISTS = /^interop\.(okta\.(import|connection)|okta-oin\.spec|(cyberark|google|onelogin)\.connection)/;

/** Of each provider verdict, blockers and caveats, in one order; what depends on the moment is left out. */
function told(verdict: string, blockers: readonly string[], caveats: readonly string[], isScimmy: boolean) {
  const stable = (ids: readonly string[]): string[] => ids.filter((id) => !isScimmy || !LISTS.test(id)).sort();
  return { verdict, blockers: stable(blockers), caveats: stable(caveats) };
}

/** What is not as pinned, one sentence each. */
function changes(report: Report, pinned: Pinned, atTimes: ReadonlySet<string>): string[] {
  const rules = report.checks.filter(({ level }) => level === 'must' || level === 'should');
  const found = new Map(rules.map((check) => [check.id, check]));
  return [
    ...rules
      .filter(({ id, verdict }) => verdict === 'fail' && !(id in pinned) && !atTimes.has(id))
      .map(({ id, expected, actual }) => `NEW: ${id}: expected ${expected}, the product answered ${actual}`),
    ...Object.keys(pinned)
      .filter((id) => found.get(id)?.verdict !== 'fail' && !atTimes.has(id))
      .map((id) => `NO LONGER FOUND: ${id} (${pinned[id]}): ${found.get(id)?.verdict ?? 'there is no such check'}`),
    ...report.checks
      .filter(({ verdict }) => verdict === 'error')
      .map(({ id, reason }) => `HARNESS FAULT: ${id}: ${reason}`),
  ];
}

describe('products of others under the conformance run', function () {
  this.timeout(600_000);

  for (const [name, start, pinned, ready] of PRODUCTS) {
    it(`${name}: ${Object.keys(pinned).length} findings, nothing new, nothing left behind, and readiness with its reasons`, async () => {
      const product = await start(TOKEN);
      let report: Report;
      try {
        // A patient target: what is judged here is the product, not the machine.
        const auth = { kind: 'bearer' as const, token: TOKEN };
        const target = createTarget({ baseUrl: product.url, auth, direct: true, timeoutMs: 120_000 });
        report = await execute({ target, seed: 1 });
      } finally {
        await product.close();
      }
      const atTimes = name === 'scimmy' ? SCIMMY_AT_TIMES : new Set<string>();
      const differences = changes(report, pinned, atTimes);
      expect(differences, `\n${differences.join('\n')}\n`).to.deep.equal([]);
      expect(report.conduct.leftBehind).to.deep.equal([]);
      const isScimmy = name === 'scimmy';
      expect(Object.keys(report.readiness)).to.have.members(Object.keys(ready));
      for (const [provider, { verdict, blockers = {}, caveats = {} }] of Object.entries(ready)) {
        const found = report.readiness[provider] as Readiness;
        const checks = found.caveats.map(({ check }) => check);
        expect(told(found.verdict, found.blockers, checks, isScimmy), provider).to.deep.equal(
          told(verdict, Object.keys(blockers), Object.keys(caveats), isScimmy),
        );
      }
    });
  }
});
