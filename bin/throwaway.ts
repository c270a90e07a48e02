/** A user that is made and removed: whether the credentials may write. */
import { randomInt } from 'node:crypto';
import { createFactory } from '../generators/factory.js';
import { markersIn } from '../generators/marker.js';
import type { ThrowawayResult } from '../harness/preflight.js';
import { describe, read, succeeded } from '../harness/response.js';
import { bareScim } from '../harness/run.js';
import type { Target } from '../harness/target.js';
import type { Transport } from '../harness/transport.js';
import { newRunId } from './engine.js';

/** Makes one user through a ledger of its own and removes it: whether the credentials may write. */
export async function throwaway(target: Target, transport: Transport): Promise<ThrowawayResult> {
  const runId = newRunId();
  const scim = bareScim(target, transport, 'preflight');
  const a = createFactory({
    seed: randomInt(1, 1_000_000),
    lane: 'doctor',
    runMarker: runId,
    models: {},
    rules: target.rules,
  });
  const body = a.user();
  const made = await scim.post('/Users', body);
  const id = read(made.json, 'id');
  const ours =
    succeeded(made) && typeof id === 'string' && made.text.includes(markersIn(JSON.stringify(body))[0] ?? runId);
  if (!ours) return { status: made.status, said: describe(made), removed: !succeeded(made) };
  const gone = await scim.delete(`/Users/${encodeURIComponent(id)}`);
  return { status: made.status, said: describe(made), removed: succeeded(gone) || gone.status === 404 };
}
