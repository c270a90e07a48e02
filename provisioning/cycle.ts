/** One cycle: users, then groups, then the references between them (Microsoft Learn, "How application provisioning works"). */
import { provisionGroup } from './groups.js';
import { writeReferences } from './references.js';
import { forEachLimit, type Run } from './run.js';
import { escrows, links, openIntents } from './state.js';
import { provisionUser } from './users.js';

export interface CycleWork {
  run: Run;
  /** Where the last cycle ended; null for an initial cycle. */
  watermark: number | null;
  /** Objects handled at the same time. */
  concurrency: number;
  /** How many deletions and disables one cycle may carry out; null: any number. */
  deletionThreshold: number | null;
  /** Told after each object, for a progress display. */
  progress?(done: number, total: number): void;
}

export interface CycleEnd {
  /** The number of deletions and disables held back; null when none was. */
  heldBack: number | null;
}

/** Runs a cycle to its end. Throws CycleStopped where it cannot go on; what was done is recorded, and a resumed cycle goes on from there. */
export async function runCycle(work: CycleWork): Promise<CycleEnd> {
  const { run, concurrency } = work;
  const users = await usersToHandle(work);
  const groups = await groupsToHandle(work);
  const total = (Array.isArray(users) ? users.length : users.size) + groups.size;
  let done = 0;
  const counted = async (step: Promise<unknown>): Promise<void> => {
    await step;
    done += 1;
    work.progress?.(done, total);
  };
  run.held = work.deletionThreshold === null ? null : [];
  await forEachLimit(users, concurrency, (id) => counted(provisionUser(run, id)));
  if (run.application.groups.enabled) {
    await forEachLimit(groups, concurrency, ([id, members]) => counted(provisionGroup(run, id, members)));
  }
  const heldBack = await release(work);
  await writeReferences(run, concurrency);
  return { heldBack };
}

/** Carries out what was held, or notes it where there is too much of it. */
async function release({ run, deletionThreshold, concurrency }: CycleWork): Promise<number | null> {
  const held = run.held ?? [];
  run.held = null;
  if (deletionThreshold !== null && held.length > deletionThreshold) {
    await forEachLimit(held, concurrency, (one) => one.stage());
    return held.length;
  }
  await forEachLimit(held, concurrency, (one) => one.carryOut());
  return null;
}

async function usersToHandle({ run, watermark }: CycleWork): Promise<Set<string> | string[]> {
  if (watermark === null) return [...run.directory.people.keys(), ...(await gone(run, 'user'))];
  const ids = run.directory.changedSince(watermark).users;
  for (const id of await unfinished(run, 'user')) ids.add(id);
  return ids;
}

async function groupsToHandle({ run, watermark }: CycleWork): Promise<Map<string, Set<string> | null>> {
  if (!run.application.groups.enabled) return new Map();
  if (watermark === null) {
    return new Map([...run.directory.groups.keys(), ...(await gone(run, 'group'))].map((id) => [id, null]));
  }
  const { groups } = run.directory.changedSince(watermark);
  for (const id of await unfinished(run, 'group')) groups.set(id, null);
  return groups;
}

/** Objects whose last operation failed and is due again, or was cut off before its end was seen. */
async function unfinished(run: Run, kind: 'user' | 'group'): Promise<string[]> {
  const waiting = await escrows(run.store, kind, run.now());
  const due = [...waiting].filter(([, isDue]) => isDue).map(([id]) => id);
  return [...due, ...(await openIntents(run.store, kind)).filter((id) => !waiting.has(id))];
}

/** Objects that the target may hold and the source does not know any more. */
async function gone(run: Run, kind: 'user' | 'group'): Promise<Set<string>> {
  const source: ReadonlyMap<string, unknown> = kind === 'user' ? run.directory.people : run.directory.groups;
  const ids = new Set<string>();
  for await (const [id] of links(run.store, kind)) if (!source.has(id)) ids.add(id);
  const open = [...(await openIntents(run.store, kind)), ...(await escrows(run.store, kind, run.now())).keys()];
  for (const id of open) if (!source.has(id)) ids.add(id);
  return ids;
}
