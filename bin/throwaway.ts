/** A user that is made and removed: whether the credentials may write. */
import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createFactory } from '../generators/factory.js';
import { cleanUp } from '../harness/clean-up.js';
import { createGuard } from '../harness/guard.js';
import { openLedger } from '../harness/ledger.js';
import type { ThrowawayResult } from '../harness/preflight.js';
import { describe } from '../harness/response.js';
import { bareScim } from '../harness/run.js';
import type { Target } from '../harness/target.js';
import type { Transport } from '../harness/transport.js';
import { newRunId } from './engine.js';

/** Makes one user through a ledger of its own, and removes both. The ledger stays where the user may have stayed. */
export async function throwaway(target: Target, transport: Transport, file: string): Promise<ThrowawayResult> {
  const runId = newRunId();
  const ledger = openLedger(file, runId, target.baseUrl, transport.redact);
  const reader = bareScim(target, transport, 'preflight');
  const guard = createGuard(ledger, (path) => reader.get(path));
  const scim = bareScim(target, transport, 'preflight', target.baseUrl, guard);
  const a = createFactory({
    seed: randomInt(1, 1_000_000),
    lane: 'doctor',
    runMarker: runId,
    models: {},
    rules: target.rules,
  });
  const removed = async (): Promise<boolean> => {
    const { leftBehind } = await cleanUp(ledger, bareScim(target, transport, 'clean-up', ''));
    if (leftBehind.length === 0) rmSync(file);
    return leftBehind.length === 0;
  };
  try {
    const made = await scim.post('/Users', a.user());
    return { status: made.status, said: describe(made), removed: await removed() };
  } catch (problem) {
    await removed();
    throw problem;
  }
}
