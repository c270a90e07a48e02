/** Repeats the initial cycle: a target that stored everything as it was sent needs no second write. */
import type { Job } from './job.js';
import type { LogEntry } from './log.js';
import { noJudgment, type Judged } from './lifecycle-checks.js';
import type { Recorder } from './recorder.js';
import { escrows, waitingReferences } from './state.js';

/** Restarts provisioning (links are kept) and runs the initial cycle again; every successful write is a finding. */
export async function secondPass(job: Job, recorder: Recorder): Promise<Judged> {
  const judged = noJudgment();
  // What failed before is not settled yet; a write for it says nothing about how values are stored.
  const unsettled = new Set<string>();
  for (const kind of ['user', 'group'] as const) {
    for (const id of (await escrows(job.options.store, kind, 0)).keys()) unsettled.add(id);
    for (const id of (await escrows(job.options.store, kind, 0, 'retry')).keys()) unsettled.add(id);
    for (const [id] of await waitingReferences(job.options.store, kind)) unsettled.add(id);
  }
  await job.restart(['Watermark']);
  const entries: LogEntry[] = [];
  const cycle = await job.runCycle((entry) => entries.push(entry));
  if (cycle.state === 'Failed') {
    judged.inconclusive.push({
      check: 'secondPass',
      subject: 'second pass',
      expected: '',
      actual: cycle.error?.message ?? '',
      exchanges: [],
    });
    return judged;
  }
  judged.looked.secondPass = cycle.run.health.events;
  for (const entry of entries) {
    if (unsettled.has(entry.sourceIdentity.id)) continue;
    if (entry.provisioningStatusInfo.status !== 'success' || entry.provisioningAction === 'other') continue;
    const changes = entry.modifiedProperties
      .slice(0, 3)
      .map(
        ({ displayName, oldValue, newValue }) =>
          `${displayName} from ${oldValue ?? 'absent'} to ${newValue ?? 'absent'}`,
      );
    judged.findings.push({
      check: 'secondPass',
      subject: entry.sourceIdentity.details.UserPrincipalName ?? entry.sourceIdentity.displayName,
      expected: 'no write, as nothing changed in the source',
      actual: `${entry.provisioningAction}: ${changes.join('; ') || 'the target did not hold what was written'}`,
      exchanges: recorder.writesOf(entry.targetIdentity.id),
    });
  }
  return judged;
}
