/** A run that is told to stop in the middle: what was under way is not judged, and nothing stays behind. */
import { expect } from 'chai';
import { inProcess, targetInProcess } from '../../bin/in-process.js';
import { loadSuites } from '../../bin/suites.js';
import { createVirtualClock } from '../../harness/clock.js';
import { runScenarios } from '../../harness/run.js';
import { createReference } from '../../reference/server.js';
import type { Transport } from '../../harness/transport.js';

const scenarios = await loadSuites();

/** A transport that is interrupted after some requests, as the real one refuses what follows but the clean-up. */
function interrupting(inner: Transport, after: number, controller: AbortController): Transport {
  let sent = 0;
  return {
    ...inner,
    send: async (request) => {
      if (request.phase !== 'clean-up') {
        controller.signal.throwIfAborted();
        if ((sent += 1) > after) controller.abort(new Error('the run was interrupted'));
        controller.signal.throwIfAborted();
      }
      return inner.send(request);
    },
  };
}

describe('an interrupted run', function () {
  this.timeout(60_000);

  const reasons: (string | undefined)[] = [];
  for (const after of [60, 400, 1200])
    it(`ends after ${after} requests without a fault of the harness or an object left`, async () => {
      const clock = createVirtualClock();
      const server = createReference({ now: () => clock.now() });
      const controller = new AbortController();
      const { checks, conduct } = await runScenarios(scenarios, {
        target: targetInProcess(),
        transport: interrupting(inProcess(server), after, controller),
        clock,
        seed: 1,
        runId: 'sk3x9qab',
        concurrency: 8,
        population: 'small',
        selected: () => true,
        signal: controller.signal,
      });
      expect(controller.signal.aborted).to.equal(true);
      const seen = checks.filter(({ verdict }) => ['error', 'fail'].includes(verdict));
      expect(seen.map(({ id, reason }) => `${id}: ${reason}`)).to.deep.equal([]);
      reasons.push(...checks.map(({ reason }) => reason));
      expect(conduct.leftBehind).to.deep.equal([]);
    });

  it('says of a check under way that the run was interrupted', () => {
    expect(reasons).to.include('the run was interrupted');
  });
});
