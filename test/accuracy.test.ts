/**
 * The checks against servers that are wrong on purpose, unusual but legal, or know nothing. Without the full matrix
 * (`npm run accuracy -- --full`) each mutant meets the checks of its own areas.
 */
import { expect } from 'chai';
import { loadSuites } from '../bin/suites.js';
import { registeredChecks } from '../harness/registry.js';
import type { CheckResult } from '../reports/model.js';
import { mutants } from '../reference/mutants/index.js';
import { variations } from '../reference/variations/index.js';
import { isExpected } from './support/advised.js';
import type { Job, Outcome } from './support/accuracy-worker.js';
import { judge } from './support/judge.js';
import { HOSTILE_SERVERS, NULL_SERVERS } from './support/null-servers.js';
import { inCompany } from './support/company.js';
import { runJobs } from './support/pool.js';
import { UNDESERVED } from './support/undeserved.js';

// At the top level: mocha requires a file without await, and what is required has a registry of its own, an empty one.
await loadSuites();

const faults = ({ key, errors }: Outcome): string[] =>
  errors.map(({ id, reason }) => `${key}: ${id} ended in a fault of the harness: ${reason.split('\n')[0]}`);

describe('accuracy', function () {
  this.timeout(40 * 60_000);

  it('passes the reference server, plain and strict', async () => {
    const outcomes = await runJobs([
      { key: 'plain', options: {} },
      { key: 'strict', options: { strict: true } },
    ]);
    const alarms = outcomes.flatMap((outcome) => [
      ...faults(outcome),
      ...outcome.blocked
        .filter((id) => !(outcome.key === 'strict' && id.startsWith('interop.')))
        .map((id) => `${outcome.key}: ${id} is blocked`),
      ...outcome.failed
        .filter((id) => !(outcome.key === 'strict' && id.startsWith('interop.')))
        .map((id) => `${outcome.key}: ${id}: ${outcome.said[id]}`),
    ]);
    expect(alarms, alarms.join('\n')).to.deep.equal([]);
  });

  it('accuses no legal variation, most of them in the company of others', async () => {
    const groups = new Map(inCompany(variations).map((group) => [group.map(({ id }) => id).join(' with '), group]));
    const outcomes = await runJobs(
      [...groups].map(([key, group]): Job => ({ key, options: { variations: group.map(({ id }) => id) } })),
    );
    const alarms = outcomes.flatMap((outcome) => [
      ...faults(outcome),
      ...outcome.failed
        .filter((check) => !groups.get(outcome.key)?.some(({ id }) => isExpected(id, check)))
        .map((check) => `${outcome.key}: ${check}: ${outcome.said[check]}`),
    ]);
    expect(alarms, alarms.join('\n')).to.deep.equal([]);
  });

  it('finds every planted bug that a check names', async () => {
    const scenarioOf = new Map(registeredChecks().map(({ id, scenario }) => [id, scenario]));
    const siblings = (kills: readonly string[]): string[] => {
      // What a whole run received is judged after a whole run.
      if (kills.every((id) => id.startsWith('schema.received.'))) return [];
      const scenarios = new Set(kills.map((id) => scenarioOf.get(id)));
      return registeredChecks()
        .filter(({ scenario }) => scenarios.has(scenario))
        .map(({ id }) => id);
    };
    const named = mutants.filter(({ kills }) => kills.length > 0);
    const outcomes = await runJobs(
      named.map(({ id, kills }): Job => ({ key: id, options: { mutants: [id], only: siblings(kills) } })),
    );
    const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
    const alive = named.flatMap(({ id, kills }) => {
      const outcome = byKey.get(id);
      const found = kills.some((check) => outcome?.failed.includes(check));
      return [...(outcome ? faults(outcome) : []), ...(found ? [] : [`${id} is found by none of ${kills.join(' ')}`])];
    });
    expect(alive, alive.join('\n')).to.deep.equal([]);
  });

  const faultsAgainst = (checks: readonly CheckResult[]): string[] =>
    checks.filter(({ verdict }) => verdict === 'error').map(({ id, reason }) => `${id}: ${reason?.split('\n')[0]}`);

  for (const [name, server] of Object.entries(NULL_SERVERS))
    it(`gives the server "${name}" no pass in a must check that it did not earn`, async () => {
      const { checks } = await judge({ server });
      expect(checks, 'all checks').to.have.length(registeredChecks().length);
      const passes = checks.filter(({ level, verdict }) => level === 'must' && verdict === 'pass').map(({ id }) => id);
      expect(passes.filter((id) => !UNDESERVED[name]?.includes(id))).to.deep.equal([]);
      expect(faultsAgainst(checks)).to.deep.equal([]);
    });

  for (const [name, server] of Object.entries(HOSTILE_SERVERS))
    it(`judges the server "${name}" without a fault of its own`, async () => {
      const { checks } = await judge({ server });
      expect(checks, 'all checks').to.have.length(registeredChecks().length);
      expect(faultsAgainst(checks)).to.deep.equal([]);
    });
});
