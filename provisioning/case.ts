/** One object in one cycle: what is known of it, its steps for the log, and how it ends. */
import { CYCLE_INTERVAL_MS } from './application.js';
import type { Group, Person } from './directory/model.js';
import { step, type Action, type ActionRecord, type ModifiedProperty, type Status, type Step } from './log.js';
import { Failed } from './outcome.js';
import { identityOf, logged, type Run } from './run.js';
import type { ScopeDecision } from './scope.js';
import { writes, type Kind, type Known } from './state.js';
import type { Write } from './store.js';

export interface Case<T extends Person | Group = Person | Group> {
  run: Run;
  kind: Kind;
  id: string;
  /** null: gone from the source. */
  source: T | null;
  known: Known;
  steps: Step[];
  /** On the clock of performance.now(). */
  started: number;
}

/** Longest distance of two attempts at a failing object. */
const LONGEST_RETRY_MS = 24 * 3_600_000;

/** When a failing operation is tried again: in the next cycle first, then less and less often. */
export const nextAttempt = (now: number, attempts: number): number =>
  now + Math.min(CYCLE_INTERVAL_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS);

/** Runs a piece of work on a case; a failure goes into the log and into escrow. Other errors are thrown. */
export async function attempt(one: Case, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    await escrow(one, error);
  }
}

async function escrow(one: Case, failure: Failed): Promise<void> {
  const { run, kind, id } = one;
  run.counts.failed += 1;
  run.health.failures += 1;
  const attempts = (one.known.escrow?.attempts ?? 0) + 1;
  const action = !one.source ? 'delete' : one.known.link ? 'update' : 'create';
  const entry = record(one, action, 'failure', [step('EntryExport', 'export', 'failure', failure.message)]);
  entry.error = { code: failure.code, reason: failure.message };
  const kept = { code: failure.code, reason: failure.message, attempts, nextAttempt: nextAttempt(run.now(), attempts) };
  await run.store.write([...logged(run, entry), ...writes.escrow(kind, id, kept)]);
}

/** The step that shows how scope was decided. */
export function scopeStep(decision: ScopeDecision): Step {
  const details = Object.fromEntries(
    decision.rows.map((row) => [row.name, `${row.value} (${row.passed ? 'passed' : 'failed'})`]),
  );
  return decision.inScope
    ? step('EntrySynchronizationScoping', 'scoping', 'success', 'In scope', details)
    : step('EntrySynchronizationScoping', 'scoping', 'skipped', `Out of scope: ${decision.reason ?? ''}`, details);
}

/**
 * Carries out a deletion or disable at once, or holds it until the cycle knows how many there are; above the threshold
 * it is only noted, and looked at again in the next cycle.
 */
export async function destructive(one: Case, action: 'delete' | 'disable', act: () => Promise<void>): Promise<void> {
  const { run, kind, id } = one;
  if (!run.held) return act();
  run.held.push({
    carryOut: () => attempt(one, act),
    stage: async () => {
      const reason = 'held back by accidental-deletion prevention';
      const name = action === 'delete' ? 'StagedDelete' : 'StagedAction';
      const entry = record(one, action === 'delete' ? 'stageddelete' : 'other', 'skipped', [
        step(name, 'processing', 'skipped', reason),
      ]);
      const kept = { code: 'TooManyDeletes', reason, attempts: 0, nextAttempt: run.now() };
      await run.store.write([...logged(run, entry), ...writes.escrow(kind, id, kept)]);
    },
  });
}

export const skipStep = (reason: string): Step =>
  step('EntrySynchronizationSkip', 'processing', 'skipped', `Nothing was written: ${reason}`);

/** Notes that nothing is done, and why. */
export async function skip(one: Case, reason: string, more: Write[] = []): Promise<void> {
  one.run.counts.skipped += 1;
  const entry = record(one, 'other', 'skipped', [skipStep(reason)]);
  entry.error = { code: 'EntrySynchronizationSkipped', reason };
  await one.run.store.write([...logged(one.run, entry), ...more]);
}

export function record(one: Case, action: Action, status: Status, more: Step[] = [], target?: string): ActionRecord {
  return {
    action,
    status,
    steps: [...one.steps, ...more],
    modified: [],
    source: one.source ? identityOf(one.source) : { id: one.id, name: one.id, kind: one.kind },
    target: { id: target ?? one.known.link?.target ?? '', name: '' },
    durationMs: performance.now() - one.started,
  };
}

/**
 * Marks the references of an object that was handled because an earlier attempt failed: nothing else would bring it
 * back should this process die before they are written.
 */
export function referencesOpen({ run, kind, id, known }: Case): Write[] {
  if (!known.escrow && !known.intent) return [];
  run.open[kind].add(id);
  return writes.retry(kind, id, { code: '', reason: '', attempts: 0, nextAttempt: 0 });
}

/** Logs a success together with the writes that record it. */
export async function finish(
  one: Case,
  action: Action,
  what: { step: Step; target: string; modified: ModifiedProperty[] },
  more: Write[],
): Promise<void> {
  const entry = record(one, action, 'success', [what.step], what.target);
  entry.modified = what.modified;
  await one.run.store.write([...logged(one.run, entry), ...writes.noEscrow(one.kind, one.id), ...more]);
}
