/** What references between objects come to, and how an update of them ends. */
import { nextAttempt } from './case.js';
import { step, type ActionRecord } from './log.js';
import { Failed } from './outcome.js';
import { identityOf, logged, scopeSettings, type Run } from './run.js';
import { decideScope } from './scope.js';
import { known, linkOf, writes, type Kind } from './state.js';

/** Runs a reference update. Its failure is logged and the references are taken up again, in the next cycle first. */
export async function guarded(run: Run, kind: Kind, id: string, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  try {
    await work();
    if (run.open[kind].has(id)) await run.store.write(writes.noRetry(kind, id));
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    run.health.referenceFailures += 1;
    run.counts.failed += 1;
    const { link, retry } = await known(run.store, kind, id);
    const entry = referenceEntry(run, kind, id, link?.target ?? '', 'failure', started);
    entry.error = { code: error.code, reason: error.message };
    const attempts = (retry?.attempts ?? 0) + 1;
    const kept = { code: error.code, reason: error.message, attempts, nextAttempt: nextAttempt(run.now(), attempts) };
    await run.store.write([...logged(run, entry), ...writes.retry(kind, id, kept)]);
  }
}

/** What a reference to another person comes to. */
export type Reference =
  | { is: 'there'; target: string }
  /** In scope, but not at the target yet: tried again when it is. */
  | { is: 'awaited' }
  /** Out of scope: not written, and not taken up again until provisioning is restarted (documented known issue). */
  | { is: 'dropped' };

export async function referenceTo(run: Run, id: string): Promise<Reference> {
  const person = run.directory.person(id);
  if (!person) return { is: 'dropped' };
  const decision = decideScope(run.directory, person, scopeSettings(run.application, 'user'));
  const link = await linkOf(run.store, 'user', id);
  if (!decision.inScope || (!person.accountEnabled && !link)) return { is: 'dropped' };
  return link ? { is: 'there', target: link.target } : { is: 'awaited' };
}

/** The log entry of a reference update. */
export function referenceEntry(
  run: Run,
  kind: Kind,
  id: string,
  target: string,
  status: 'success' | 'failure',
  started: number,
): ActionRecord {
  const object = kind === 'user' ? run.directory.person(id) : run.directory.group(id);
  const done = kind === 'user' ? 'Wrote the manager' : 'Wrote the members';
  const words = status === 'success' ? done : 'The reference was not written';
  return {
    action: 'update',
    status,
    steps: [step('EntryReferenceResolution', 'referenceResolution', status, words)],
    modified: [],
    source: object ? identityOf(object) : { id, name: id, kind },
    target: { id: target, name: '' },
    durationMs: performance.now() - started,
  };
}
