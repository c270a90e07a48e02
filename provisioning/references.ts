/** Managers and members: references between objects, written after the objects exist. */
import type { Member } from '../dialects/dialect.js';
import type { Resource } from '../scim/types.js';
import { readsFirst } from './export.js';
import { readGroup } from './groups.js';
import { step, type ActionRecord } from './log.js';
import { textOf } from './mapping/values.js';
import { resourceOf } from './matching.js';
import { Failed } from './outcome.js';
import { identityOf, logged, scopeSettings, type Run } from './run.js';
import { decideScope } from './scope.js';
import { sourceAttribute } from './source.js';
import { linkOf, membershipsOf, writes, type Link, type Membership } from './state.js';
import type { Write } from './store.js';

/** Members a provider names in one request; the documentation asks targets to accept many, services allow about 100. */
const MEMBERS_PER_REQUEST = 100;

/** What a reference to another person comes to. */
type Reference =
  | { is: 'there'; target: string }
  /** In scope, but not at the target yet: tried again when it is. */
  | { is: 'awaited' }
  /** Out of scope: not written, and not taken up again until provisioning is restarted (documented known issue). */
  | { is: 'dropped' };

async function referenceTo(run: Run, id: string): Promise<Reference> {
  const person = run.directory.person(id);
  if (!person) return { is: 'dropped' };
  const decision = decideScope(run.directory, person, scopeSettings(run.application, 'user'));
  const link = await linkOf(run.store, 'user', id);
  if (!decision.inScope || (!person.accountEnabled && !link)) return { is: 'dropped' };
  return link ? { is: 'there', target: link.target } : { is: 'awaited' };
}

/** Sets, changes or clears the manager of one user. */
export async function linkManager(run: Run, id: string): Promise<void> {
  const person = run.directory.person(id);
  const link = await linkOf(run.store, 'user', id);
  if (!person || link?.state !== 'active' || link.dirty) return;
  const before = link.manager ?? null;
  if (person.manager === null) {
    if (before !== null || link.managerUnsure) await setManager(run, id, link, null, before);
    return;
  }
  const reference = await referenceTo(run, person.manager);
  const waiting = writes.waiting('user', id, person.manager);
  if (reference.is === 'awaited') return run.store.write(waiting);
  await run.store.write(writes.notWaiting('user', id, person.manager));
  if (reference.is === 'there' && (reference.target !== before || link.managerUnsure)) {
    await setManager(run, id, link, reference.target, before);
  }
}

async function setManager(
  run: Run,
  id: string,
  link: Link,
  manager: string | null,
  before: string | null,
): Promise<void> {
  const { dialect, sender, store } = run;
  run.health.events += 1;
  run.touched.user.add(id);
  const started = performance.now();
  await store.write(writes.relink('user', id, { ...link, managerUnsure: true }));
  await guarded(run, id, 'user', async () => {
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
    const entry = entryOf(run, id, link.target, 'success', started);
    entry.modified = [{ displayName: 'manager', oldValue: before, newValue: manager }];
    await store.write([...logged(run, entry), ...writes.relink('user', id, next)]);
    run.counts.updated += 1;
  });
}

/** Runs a reference update; its failure is logged and the object's references are taken up again in the next cycle. */
async function guarded(run: Run, id: string, kind: 'user' | 'group', work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    run.health.referenceFailures += 1;
    run.counts.failed += 1;
    const link = await linkOf(run.store, kind, id);
    const entry = entryOf(run, id, link?.target ?? '', 'failure', started, kind);
    entry.error = { code: error.code, reason: error.message };
    const kept = { code: error.code, reason: error.message, attempts: 1, nextAttempt: run.now() };
    await run.store.write([...logged(run, entry), ...writes.escrow(kind, id, kept)]);
  }
}

function entryOf(
  run: Run,
  id: string,
  target: string,
  status: 'success' | 'failure',
  started: number,
  kind: 'user' | 'group' = 'user',
): ActionRecord {
  const object = kind === 'user' ? run.directory.person(id) : run.directory.group(id);
  const words = kind === 'user' ? 'Wrote the manager' : 'Wrote the members';
  return {
    action: 'update',
    status,
    steps: [
      step(
        'EntryReferenceResolution',
        'referenceResolution',
        status,
        status === 'success' ? words : 'The reference was not written',
      ),
    ],
    modified: [],
    source: object ? identityOf(object) : { id, name: id, kind },
    target: { id: target, name: '' },
    durationMs: performance.now() - started,
  };
}

/** Brings the members of one group in line; `only` narrows the work to members known to have come or gone. */
export async function linkMembers(run: Run, id: string, only: Set<string> | null): Promise<void> {
  const group = run.directory.group(id);
  const link = await linkOf(run.store, 'group', id);
  if (!group || !link) return;
  const sent = await membershipsOf(run.store, id, only ?? undefined);
  const add = new Map<string, Member>();
  const remove = new Map<string, Member>();
  const notes: Write[] = [];
  for (const member of only ?? group.members) {
    if (!group.members.has(member)) continue;
    // Nested groups are not provisioned as members.
    if (run.directory.group(member)) continue;
    const known = sent.get(member);
    if (known && !known.unsure) continue;
    const reference = await referenceTo(run, member);
    if (reference.is === 'awaited') notes.push(...writes.waiting('group', id, member));
    else {
      notes.push(...writes.notWaiting('group', id, member));
      const target = reference.is === 'there' ? reference.target : known?.target;
      if (target !== undefined) add.set(member, memberOf(run, member, target));
    }
  }
  for (const [member, { target }] of sent) {
    if (group.members.has(member)) continue;
    // Of a user that was deleted at the target no membership is left to remove.
    const deleted = !run.directory.person(member) && (await linkOf(run.store, 'user', member)) === null;
    if (deleted && run.application.users.actions.delete) notes.push(...writes.noMember(id, member));
    else remove.set(member, memberOf(run, member, target));
  }
  if (notes.length > 0) await run.store.write(notes);
  if (add.size + remove.size === 0) return;
  run.health.events += 1;
  run.touched.group.add(id);
  await guarded(run, id, 'group', () => writeMembers(run, id, link, add, remove));
}

function memberOf(run: Run, id: string, target: string): Member {
  const person = run.directory.person(id);
  const display = person ? textOf(sourceAttribute(person, 'userPrincipalName')) : '';
  return display === '' ? { id: target } : { id: target, display };
}

async function writeMembers(
  run: Run,
  id: string,
  link: Link,
  add: Map<string, Member>,
  remove: Map<string, Member>,
): Promise<void> {
  const { dialect } = run;
  const started = performance.now();
  for (const batch of batches(remove)) {
    await writeBatch(run, id, batch, null, async (members) => {
      const current: Resource = readsFirst(run) ? await readGroup(run, link.target) : {};
      return dialect.removeMembers(link.target, members, current) ?? [];
    });
  }
  for (const batch of batches(add)) {
    await writeBatch(run, id, batch, 'keep', async (members) => {
      const current: Resource = readsFirst(run) ? await readGroup(run, link.target) : {};
      return dialect.addMembers(link.target, members, current) ?? [];
    });
  }
  const entry = entryOf(run, id, link.target, 'success', started, 'group');
  entry.modified = [
    ...[...add.values()].map(({ id: value }) => ({ displayName: 'members', oldValue: null, newValue: value })),
    ...[...remove.values()].map(({ id: value }) => ({ displayName: 'members', oldValue: value, newValue: null })),
  ];
  await run.store.write([...logged(run, entry), ...writes.noEscrow('group', id)]);
  run.counts.updated += 1;
}

function* batches(members: Map<string, Member>): Generator<[string, Member][]> {
  const all = [...members];
  for (let index = 0; index < all.length; index += MEMBERS_PER_REQUEST)
    yield all.slice(index, index + MEMBERS_PER_REQUEST);
}

/** One request, with the memberships marked unsure until its end is known. */
async function writeBatch(
  run: Run,
  group: string,
  batch: [string, Member][],
  after: 'keep' | null,
  requests: (members: Member[]) => Promise<Parameters<Run['sender']['send']>[0][]>,
): Promise<void> {
  const unsure = (target: string): Membership => ({ target, unsure: true });
  await run.store.write(batch.flatMap(([member, { id }]) => writes.member(group, member, unsure(id))));
  for (const request of await requests(batch.map(([, member]) => member))) await run.sender.send(request);
  await run.store.write(
    batch.flatMap(([member, { id }]) =>
      after === 'keep' ? writes.member(group, member, { target: id }) : writes.noMember(group, member),
    ),
  );
}
