/** What a provisioning job remembers between requests, cycles and restarts: links, intents, escrows, memberships. */
import type { Json } from '../scim/types.js';
import type { Store, Write } from './store.js';

export type Kind = 'user' | 'group';

/** A source object tied to the target object that stands for it. */
export interface Link {
  /** The id the target issued; used for all later operations. */
  target: string;
  /** released: disabled because it left scope, no longer managed. */
  state: 'active' | 'disabled' | 'released';
  /** Mapped values the target is known to hold, by target attribute. */
  values: Record<string, Json>;
  /** A write was begun and its end was not seen: the target must be read before the next comparison. */
  dirty?: boolean;
  /** We made the target object (and may remove it when cleaning up). */
  created?: boolean;
  /** Target id of the manager last sent; null after it was cleared. */
  manager?: string | null;
  /** A write of the manager was begun and its end not seen: it is repeated. */
  managerUnsure?: boolean;
  /** The cycle that last handled the object, so that a resumed initial cycle does not repeat it. */
  cycle: number;
}

/** A create request was sent, or was about to be: until its end is known the target may hold the object already. */
export interface CreateIntent {
  /** Values by which to find it, in the order of matching precedence. */
  matches: { target: string; value: string }[];
}

/** An operation that failed and is tried again later. */
export interface Escrow {
  code: string;
  reason: string;
  attempts: number;
  /** Not before this moment on the virtual clock. */
  nextAttempt: number;
}

/** One membership at the target; unsure while a write for it was begun and its end not seen. */
export interface Membership {
  target: string;
  unsure?: boolean;
}

const key = {
  link: (kind: Kind, id: string): string => `link/${kind}/${id}`,
  owner: (kind: Kind, target: string): string => `owner/${kind}/${target}`,
  intent: (kind: Kind, id: string): string => `intent/${kind}/${id}`,
  escrow: (kind: Kind, id: string): string => `escrow/${kind}/${id}`,
  member: (group: string, member: string): string => `member/${group}/${member}`,
  retry: (kind: Kind, id: string): string => `retry/${kind}/${id}`,
  waiting: (kind: Kind, id: string, other: string): string => `waiting/${kind}/${id}/${other}`,
};

/** Everything known about one object, read in one go. */
export interface Known {
  link: Link | null;
  intent: CreateIntent | null;
  escrow: Escrow | null;
  /** References of the object that are not written yet, though the object itself is in line. */
  retry: Escrow | null;
}

const parse = <T>(text: string | undefined): T | null => (text === undefined ? null : (JSON.parse(text) as T));

export async function known(store: Store, kind: Kind, id: string): Promise<Known> {
  const names = [key.link(kind, id), key.intent(kind, id), key.escrow(kind, id), key.retry(kind, id)];
  const [link, intent, escrow, retry] = await store.getMany(names);
  return {
    link: parse<Link>(link),
    intent: parse<CreateIntent>(intent),
    escrow: parse<Escrow>(escrow),
    retry: parse<Escrow>(retry),
  };
}

export async function linkOf(store: Store, kind: Kind, id: string): Promise<Link | null> {
  return parse<Link>(await store.get(key.link(kind, id)));
}

/** The source object a target object is linked to. */
export function ownerOf(store: Store, kind: Kind, target: string): Promise<string | undefined> {
  return store.get(key.owner(kind, target));
}

/** Writes, to be put together into one batch. */
export const writes = {
  link: (kind: Kind, id: string, link: Link): Write[] => [
    { put: key.link(kind, id), value: JSON.stringify(link) },
    { put: key.owner(kind, link.target), value: id },
    { remove: key.intent(kind, id) },
  ],
  /** Only the link's own record: the owner is known already. */
  relink: (kind: Kind, id: string, link: Link): Write[] => [{ put: key.link(kind, id), value: JSON.stringify(link) }],
  unlink: (kind: Kind, id: string, link: Link): Write[] => [
    { remove: key.link(kind, id) },
    { remove: key.owner(kind, link.target) },
  ],
  intent: (kind: Kind, id: string, intent: CreateIntent): Write[] => [
    { put: key.intent(kind, id), value: JSON.stringify(intent) },
  ],
  noIntent: (kind: Kind, id: string): Write[] => [{ remove: key.intent(kind, id) }],
  escrow: (kind: Kind, id: string, escrow: Escrow): Write[] => [
    { put: key.escrow(kind, id), value: JSON.stringify(escrow) },
  ],
  noEscrow: (kind: Kind, id: string): Write[] => [{ remove: key.escrow(kind, id) }],
  retry: (kind: Kind, id: string, escrow: Escrow): Write[] => [
    { put: key.retry(kind, id), value: JSON.stringify(escrow) },
  ],
  noRetry: (kind: Kind, id: string): Write[] => [{ remove: key.retry(kind, id) }],
  member: (group: string, member: string, membership: Membership): Write[] => [
    { put: key.member(group, member), value: JSON.stringify(membership) },
  ],
  noMember: (group: string, member: string): Write[] => [{ remove: key.member(group, member) }],
  /** A target object that was deleted: it must stay away. */
  tombstone: (kind: Kind, id: string, target: string): Write[] => [{ put: `tombstone/${kind}/${target}`, value: id }],
  /** A reference that waits for the object it points to: a member, or a manager. */
  waiting: (kind: Kind, id: string, other: string): Write[] => [{ put: key.waiting(kind, id, other), value: '1' }],
  notWaiting: (kind: Kind, id: string, other: string): Write[] => [{ remove: key.waiting(kind, id, other) }],
};

/** Ids with an operation to repeat, and whether its time has come; of objects themselves, or of their references. */
export async function escrows(
  store: Store,
  kind: Kind,
  now: number,
  what: 'escrow' | 'retry' = 'escrow',
): Promise<Map<string, boolean>> {
  const found = new Map<string, boolean>();
  const prefix = `${what}/${kind}/`;
  for await (const [name, value] of store.entries(prefix)) {
    found.set(name.slice(prefix.length), (JSON.parse(value) as Escrow).nextAttempt <= now);
  }
  return found;
}

/** Ids with a create whose end was not seen. */
export async function openIntents(store: Store, kind: Kind): Promise<string[]> {
  const open: string[] = [];
  for await (const [name] of store.entries(`intent/${kind}/`)) open.push(name.slice(`intent/${kind}/`.length));
  return open;
}

/** References that wait: object id and the id it waits for. */
export async function waitingReferences(store: Store, kind: Kind): Promise<[string, string][]> {
  const found: [string, string][] = [];
  for await (const [name] of store.entries(`waiting/${kind}/`)) {
    const rest = name.slice(`waiting/${kind}/`.length);
    const cut = rest.indexOf('/');
    found.push([rest.slice(0, cut), rest.slice(cut + 1)]);
  }
  return found;
}

/** Memberships of a group that were sent; of all of them, or of the named members only. */
export async function membershipsOf(
  store: Store,
  group: string,
  only?: Iterable<string>,
): Promise<Map<string, Membership>> {
  const found = new Map<string, Membership>();
  if (only) {
    const ids = [...only];
    const values = await store.getMany(ids.map((id) => key.member(group, id)));
    ids.forEach((id, index) => {
      const membership = parse<Membership>(values[index]);
      if (membership) found.set(id, membership);
    });
    return found;
  }
  const prefix = `member/${group}/`;
  for await (const [name, value] of store.entries(prefix))
    found.set(name.slice(prefix.length), JSON.parse(value) as Membership);
  return found;
}

/** Every link of a kind. */
export async function* links(store: Store, kind: Kind): AsyncGenerator<[string, Link]> {
  const prefix = `link/${kind}/`;
  for await (const [name, value] of store.entries(prefix)) yield [name.slice(prefix.length), JSON.parse(value) as Link];
}

/** Target ids of objects that were deleted, with the source id each stood for. */
export async function* tombstones(store: Store, kind: Kind): AsyncGenerator<[string, string]> {
  const prefix = `tombstone/${kind}/`;
  for await (const [name, id] of store.entries(prefix)) yield [name.slice(prefix.length), id];
}

/** Removes every record under these prefixes, a thousand at a time. */
export async function clear(store: Store, prefixes: string[]): Promise<void> {
  for (const prefix of prefixes) {
    let batch: Write[] = [];
    for await (const [name] of store.entries(prefix)) {
      batch.push({ remove: name });
      if (batch.length < 1000) continue;
      await store.write(batch);
      batch = [];
    }
    if (batch.length > 0) await store.write(batch);
  }
}
