/** The manager of one user. */
import type { Resource } from '../scim/types.js';
import { readsFirst } from './export.js';
import { resourceOf } from './matching.js';
import { referenceEntry, referenceTo } from './resolve.js';
import { logged, type Run } from './run.js';
import { linkOf, writes, type Link } from './state.js';

/** Sets, changes or clears the manager of one user. Throws Failed where the target does not take it. */
export async function linkManager(run: Run, id: string): Promise<void> {
  const person = run.directory.person(id);
  const link = await linkOf(run.store, 'user', id);
  if (!person || link?.state !== 'active') return;
  const before = link.manager ?? null;
  if (person.manager === null) {
    if (before !== null || link.managerUnsure) await write(run, id, link, null, before);
    return;
  }
  const reference = await referenceTo(run, person.manager);
  if (reference.is === 'awaited') return run.store.write(writes.waiting('user', id, person.manager));
  if (reference.is === 'there' && (reference.target !== before || link.managerUnsure)) {
    await write(run, id, link, reference.target, before);
  }
  await run.store.write(writes.notWaiting('user', id, person.manager));
}

async function write(run: Run, id: string, link: Link, manager: string | null, before: string | null): Promise<void> {
  const { dialect, sender, store } = run;
  run.health.events += 1;
  run.touched.user.add(id);
  const started = performance.now();
  await store.write(writes.relink('user', id, { ...link, managerUnsure: true }));
  const current: Resource = readsFirst(run) ? resourceOf(await sender.send(dialect.readUser(link.target))) : {};
  const requests =
    manager === null
      ? dialect.clearManager(link.target, current)
      : before === null
        ? dialect.setManager(link.target, manager, current)
        : dialect.changeManager(link.target, manager, current);
  for (const request of requests ?? []) await sender.send(request);
  const next: Link = { ...link, manager };
  delete next.managerUnsure;
  const entry = referenceEntry(run, 'user', id, link.target, 'success', started);
  entry.modified = [{ displayName: 'manager', oldValue: before, newValue: manager }];
  await store.write([...logged(run, entry), ...writes.relink('user', id, next)]);
  run.counts.updated += 1;
}
