/** The members of one group. */
import type { DialectRequest, Member } from '../dialects/dialect.js';
import type { Resource } from '../scim/types.js';
import { readsFirst } from './export.js';
import { readGroup } from './groups.js';
import { textOf } from './mapping/values.js';
import { referenceEntry, referenceTo } from './resolve.js';
import { logged, type Run } from './run.js';
import { sourceAttribute } from './source.js';
import { linkOf, membershipsOf, writes, type Link } from './state.js';
import type { Write } from './store.js';

/** Members a provider names in one request; the documentation asks targets to accept many, services allow about 100. */
const MEMBERS_PER_REQUEST = 100;

type Members = Map<string, Member>;

/**
 * Brings the members of one group in line; `only` narrows the work to members known to have come or gone.
 * Throws Failed where the target does not take them.
 */
export async function linkMembers(run: Run, id: string, only: Set<string> | null): Promise<void> {
  const group = run.directory.group(id);
  const link = await linkOf(run.store, 'group', id);
  if (!group || !link) return;
  const sent = await membershipsOf(run.store, id, only ?? undefined);
  const add: Members = new Map();
  const remove: Members = new Map();
  const notes: Write[] = [];
  // Kept until the members are written: should this process die before, they are what brings the group back.
  const settled: Write[] = [];
  for (const member of only ?? group.members) {
    // Nested groups are not provisioned as members.
    if (!group.members.has(member) || run.directory.group(member)) continue;
    const known = sent.get(member);
    if (known && !known.unsure) continue;
    const reference = await referenceTo(run, member);
    if (reference.is === 'awaited') notes.push(...writes.waiting('group', id, member));
    else {
      settled.push(...writes.notWaiting('group', id, member));
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
  if (add.size + remove.size > 0) await write(run, id, link, add, remove);
  if (settled.length > 0) await run.store.write(settled);
}

function memberOf(run: Run, id: string, target: string): Member {
  const person = run.directory.person(id);
  const display = person ? textOf(sourceAttribute(person, 'userPrincipalName')) : '';
  return display === '' ? { id: target } : { id: target, display };
}

async function write(run: Run, id: string, link: Link, add: Members, remove: Members): Promise<void> {
  const { dialect } = run;
  const started = performance.now();
  run.health.events += 1;
  run.touched.group.add(id);
  const current = async (): Promise<Resource> => (readsFirst(run) ? readGroup(run, link.target) : {});
  for (const batch of batches(remove)) {
    await writeBatch(run, id, batch, false, async (members) =>
      dialect.removeMembers(link.target, members, await current()),
    );
  }
  for (const batch of batches(add)) {
    await writeBatch(run, id, batch, true, async (members) =>
      dialect.addMembers(link.target, members, await current()),
    );
  }
  const entry = referenceEntry(run, 'group', id, link.target, 'success', started);
  entry.modified = [
    ...[...add.values()].map(({ id: value }) => ({ displayName: 'members', oldValue: null, newValue: value })),
    ...[...remove.values()].map(({ id: value }) => ({ displayName: 'members', oldValue: value, newValue: null })),
  ];
  await run.store.write(logged(run, entry));
  run.counts.updated += 1;
}

function* batches(members: Members): Generator<[string, Member][]> {
  const all = [...members];
  for (let index = 0; index < all.length; index += MEMBERS_PER_REQUEST) {
    yield all.slice(index, index + MEMBERS_PER_REQUEST);
  }
}

/** One change of membership, marked unsure until its end is known. */
async function writeBatch(
  run: Run,
  group: string,
  batch: [string, Member][],
  kept: boolean,
  requests: (members: Member[]) => Promise<DialectRequest[] | null>,
): Promise<void> {
  const unsure = batch.flatMap(([member, { id }]) => writes.member(group, member, { target: id, unsure: true }));
  await run.store.write(unsure);
  for (const request of (await requests(batch.map(([, member]) => member))) ?? []) await run.sender.send(request);
  await run.store.write(
    batch.flatMap(([member, { id }]) =>
      kept ? writes.member(group, member, { target: id }) : writes.noMember(group, member),
    ),
  );
}
