/** The order in which lanes run: what pauses starts first, and a walk begins when nobody else writes any more. */
import { expect } from 'chai';
import type { Context } from '../../harness/context.js';
import { currentScope, whileIdle } from '../../harness/lane.js';
import type { ScenarioDefinition } from '../../harness/registry.js';
import { schedule } from '../../harness/scheduler.js';

/** A scenario of one check. */
function scenario(title: string, body: () => unknown, early = false): ScenarioDefinition {
  const check = {
    kind: 'check' as const,
    id: `made-up.${title}`,
    level: 'may' as const,
    title,
    spec: [],
    needs: [],
    fix: '',
    scenario: title,
    feature: 'made-up',
    body,
  };
  return { title, needs: [], slow: false, early, last: false, steps: [check] };
}

async function run(scenarios: ScenarioDefinition[], concurrency: number): Promise<string[]> {
  const verdicts: string[] = [];
  await schedule(scenarios, {
    concurrency,
    capabilities: { lacks: () => undefined } as never,
    selected: () => true,
    contextFor: () => ({}) as Context,
    onResult: ({ title, verdict }) => verdicts.push(`${title}: ${verdict}`),
  });
  return verdicts;
}

const still = (): Promise<void> => whileIdle(currentScope().lane.still);

describe('the order of lanes', () => {
  for (const concurrency of [1, 2, 8])
    it(`lets walks wait for all that write, ${concurrency} at a time`, async () => {
      const log: string[] = [];
      const write = async (): Promise<void> => {
        for (let step = 0; step < 5; step += 1) await new Promise(setImmediate);
        log.push('wrote');
      };
      const walk = async (): Promise<void> => {
        await write();
        await still();
        log.push('walks');
        await still(); // Nothing writes any more: no wait.
      };
      const lanes = [walk, write, walk, write, write].map((body, n) => scenario(`lane ${n}`, body));
      expect(await run(lanes, concurrency)).to.have.length(5);
      expect(log).to.deep.equal(['wrote', 'wrote', 'wrote', 'wrote', 'wrote', 'walks', 'walks']);
    });

  for (const concurrency of [1, 4])
    it(`runs last what judges the whole run, ${concurrency} at a time`, async () => {
      const log: string[] = [];
      const walk = async (): Promise<void> => {
        await still();
        log.push('walks');
      };
      const judge = { ...scenario('judge', () => log.push('judges')), last: true };
      await run([judge, scenario('one', () => log.push('writes')), scenario('two', walk)], concurrency);
      expect(log).to.deep.equal(['writes', 'walks', 'judges']);
    });

  it('does not wait for a lane that ended in a failure', async () => {
    const boom = (): never => {
      throw new Error('boom');
    };
    expect(await run([scenario('walk', still), scenario('broken', boom)], 1)).to.have.members([
      'walk: pass',
      'broken: error',
    ]);
  });

  it('starts those that pause before the others', async () => {
    const begun: string[] = [];
    const lane = (title: string, early = false): ScenarioDefinition =>
      scenario(title, () => void begun.push(title), early);
    await run([lane('a'), lane('b'), lane('c', true), lane('d', true)], 1);
    expect(begun).to.deep.equal(['c', 'd', 'a', 'b']);
  });
});
