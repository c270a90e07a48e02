/** The conformance run against products of others: what fails there is pinned, with the reason of each. */
import { expect } from 'chai';
import { execute } from '../../bin/engine.js';
import { loadSuites } from '../../bin/suites.js';
import { createTarget } from '../../harness/target.js';
import type { Report } from '../../reports/model.js';
import { startBetterAuth } from './better-auth.js';
import { BETTER_AUTH, SCIMMY, SCIMMY_AT_TIMES, type Pinned } from './pinned.js';
import { startScimmy } from './scimmy.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

const TOKEN = 'a-token-for-the-products-0123456789';

/** Neither makes Entra happy, for one reason each; the others get along. */
const PRODUCTS: [string, typeof startScimmy, Pinned, Record<string, string>][] = [
  // Text where Entra means a boolean, and PATCH add by a filter that selects nothing, are refused.
  ['scimmy', startScimmy, SCIMMY, { entra: 'not-ready', 'entra-gallery': 'ready-with-caveats' }],
  // The second schema that Entra names in a group is refused.
  ['better-auth', startBetterAuth, BETTER_AUTH, { entra: 'not-ready', 'entra-gallery': 'not-ready' }],
];
const OTHERS = ['okta-oin', 'okta-aiw', 'onelogin', 'ping', 'jumpcloud', 'cyberark', 'sailpoint', 'google'];

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

  for (const [name, start, pinned, entra] of PRODUCTS) {
    it(`${name}: ${Object.keys(pinned).length} findings, nothing new, nothing left behind`, async () => {
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
      const others = Object.fromEntries(OTHERS.map((provider) => [provider, 'ready-with-caveats']));
      const readiness = Object.entries(report.readiness).map(([provider, { verdict }]) => [provider, verdict]);
      expect(Object.fromEntries(readiness)).to.deep.equal({ ...entra, ...others });
    });
  }
});
