/** The resources of one tenant, in memory, with indexes for the look-ups that clients make all day. */
import { isObject } from '../scim/json.js';
import type { Resource } from '../scim/types.js';

/** A resource as kept: id, schemas and its own attributes; meta and derived attributes are made when it is shown. */
export interface Stored {
  readonly id: string;
  /** Name of its resource type. */
  readonly type: string;
  /** Position in order of creation; never reused. */
  readonly seq: number;
  resource: Resource;
  /** Milliseconds since 1970. */
  created: number;
  modified: number;
  /** Counts effective changes, from 1. */
  revision: number;
}

/** Names a unique value: the path of its attribute and the value in the form in which it is compared. */
export type UniqueKeys = (resource: Resource, type: string) => string[];

export class Store {
  private readonly types = new Map<string, Map<string, Stored>>();
  private readonly lists = new Map<string, Stored[]>();
  private readonly ids = new Map<string, Stored>();
  private readonly unique = new Map<string, Set<string>>();
  private readonly external = new Map<string, Set<string>>();
  private readonly containers = new Map<string, Set<string>>();
  private readonly keysOf: UniqueKeys;
  private nextSeq = 1;
  /** The user that `/Me` stands for. */
  me: string | undefined;

  constructor(keysOf: UniqueKeys) {
    this.keysOf = keysOf;
  }

  get(id: string): Stored | undefined {
    return this.ids.get(id);
  }

  find(type: string, id: string): Stored | undefined {
    return this.types.get(type)?.get(id);
  }

  count(type: string): number {
    return this.types.get(type)?.size ?? 0;
  }

  /** All resources of a type, oldest first. The array is shared: do not change it. */
  list(type: string): readonly Stored[] {
    let list = this.lists.get(type);
    if (!list) {
      list = [...(this.types.get(type)?.values() ?? [])];
      this.lists.set(type, list);
    }
    return list;
  }

  /** Ids that hold a unique value. */
  holders(key: string): ReadonlySet<string> {
    return this.unique.get(key) ?? NOBODY;
  }

  withExternalId(externalId: string): ReadonlySet<string> {
    return this.external.get(externalId) ?? NOBODY;
  }

  /** Ids of the resources that list this id among their members. */
  containersOf(id: string): ReadonlySet<string> {
    return this.containers.get(id) ?? NOBODY;
  }

  add(type: string, id: string, resource: Resource, now: number): Stored {
    const stored: Stored = {
      id,
      type,
      seq: this.nextSeq++,
      resource,
      created: now,
      modified: now,
      revision: 1,
    };
    let ofType = this.types.get(type);
    if (!ofType) this.types.set(type, (ofType = new Map<string, Stored>()));
    ofType.set(id, stored);
    this.lists.delete(type);
    this.ids.set(id, stored);
    this.index(stored, resource);
    return stored;
  }

  /** Puts a new state in place of the old one; times and revision are the caller's to set. */
  update(stored: Stored, resource: Resource): void {
    this.forget(stored, stored.resource);
    stored.resource = resource;
    this.index(stored, resource);
  }

  remove(stored: Stored): void {
    this.forget(stored, stored.resource);
    this.types.get(stored.type)?.delete(stored.id);
    this.lists.delete(stored.type);
    this.ids.delete(stored.id);
  }

  private index(stored: Stored, resource: Resource): void {
    for (const key of this.keysOf(resource, stored.type)) join(this.unique, key, stored.id);
    const externalId = resource['externalId'];
    if (typeof externalId === 'string') join(this.external, externalId, stored.id);
    for (const member of memberIds(resource)) join(this.containers, member, stored.id);
  }

  private forget(stored: Stored, resource: Resource): void {
    for (const key of this.keysOf(resource, stored.type)) leave(this.unique, key, stored.id);
    const externalId = resource['externalId'];
    if (typeof externalId === 'string') leave(this.external, externalId, stored.id);
    for (const member of memberIds(resource)) leave(this.containers, member, stored.id);
  }
}

const NOBODY: ReadonlySet<string> = new Set();

/** The ids that a resource names as its members. */
export function memberIds(resource: Resource): string[] {
  const members = resource['members'];
  if (!Array.isArray(members)) return [];
  const ids: string[] = [];
  for (const member of members) {
    const value = isObject(member) ? member['value'] : undefined;
    if (typeof value === 'string') ids.push(value);
  }
  return ids;
}

function join(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (ids) ids.add(id);
  else index.set(key, new Set([id]));
}

function leave(index: Map<string, Set<string>>, key: string, id: string): void {
  const ids = index.get(key);
  if (!ids) return;
  ids.delete(id);
  if (ids.size === 0) index.delete(key);
}
