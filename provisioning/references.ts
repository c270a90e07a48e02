/** References between objects, managers and members, written after the objects exist. */
import { linkManager } from './managers.js';
import { linkMembers } from './members.js';
import { guarded } from './resolve.js';
import { forEachLimit, type Run } from './run.js';
import { escrows, waitingReferences, writes, type Kind } from './state.js';

/** Writes the references of the objects of this cycle, and those that earlier attempts left open. */
export async function writeReferences(run: Run, concurrency: number): Promise<void> {
  // Some providers do not write managers at all.
  const speaksManager = run.dialect.setManager('user', 'manager', {}) !== null;
  if (speaksManager && run.mappings.user.some(({ reference }) => reference)) {
    for (const id of await left(run, 'user')) run.references.users.add(id);
    for (const [id, manager] of await waitingReferences(run.store, 'user')) {
      if (run.directory.person(id)?.manager === manager) run.references.users.add(id);
      else await run.store.write(writes.notWaiting('user', id, manager));
    }
    await forEachLimit(run.references.users, concurrency, (id) => guarded(run, 'user', id, () => linkManager(run, id)));
  }
  if (!run.application.groups.enabled || !run.mappings.group.some(({ reference }) => reference)) return;
  for (const id of await left(run, 'group')) run.references.groups.set(id, null);
  for (const [group, member] of await waitingReferences(run.store, 'group')) {
    if (run.directory.group(group)?.members.has(member) !== true) {
      await run.store.write(writes.notWaiting('group', group, member));
      continue;
    }
    const members = run.references.groups.get(group);
    if (members !== null) run.references.groups.set(group, new Set(members).add(member));
  }
  await forEachLimit(run.references.groups, concurrency, ([id, members]) =>
    guarded(run, 'group', id, () => linkMembers(run, id, members)),
  );
}

/** Objects whose references were left open and whose time has come. */
async function left(run: Run, kind: Kind): Promise<string[]> {
  const found = await escrows(run.store, kind, run.now(), 'retry');
  const due = [...found].filter(([, isDue]) => isDue).map(([id]) => id);
  for (const id of due) run.open[kind].add(id);
  return due;
}
