/** The directory itself: objects with indexes, and a journal of what changed, for cycles that look at changes only. */
import {
  DirectoryError,
  PURGE_AFTER_MS,
  type Assignment,
  type DirectoryChange,
  type DirectoryInput,
  type Group,
  type Person,
} from './model.js';

/** One line of the journal. `member` is set where only one membership of a group changed. */
export interface JournalEntry {
  kind: 'user' | 'group';
  id: string;
  member?: string;
}

/** What changed since a watermark, each object once. */
export interface Delta {
  users: Set<string>;
  /** Group id to the members that came or went; null: look at the whole group. */
  groups: Map<string, Set<string> | null>;
  /** The watermark after these changes. */
  watermark: number;
}

export class Directory {
  readonly people = new Map<string, Person>();
  readonly groups = new Map<string, Group>();
  private readonly assigned = new Map<string, Set<string>>();
  private readonly memberships = new Map<string, string[]>();
  private readonly byName = new Map<string, string>();
  private readonly bin: string[] = [];
  private journal: JournalEntry[] = [];
  private forgotten: number;

  /** @param watermark where the journal starts: the number of changes made before this object was built */
  constructor(input: DirectoryInput = { people: [], groups: [], assignments: [] }, watermark = 0) {
    this.forgotten = watermark;
    for (const person of input.people) this.addPerson(person);
    for (const group of input.groups) this.addGroup(group);
    for (const { principal, role } of input.assignments) this.rolesSet(this.resolve(principal)).add(role);
    const binned = [...this.people.values(), ...this.groups.values()].filter((object) => object.deletedAt !== null);
    binned.sort((a, b) => (a.deletedAt ?? 0) - (b.deletedAt ?? 0));
    this.bin.push(...binned.map((object) => object.id));
  }

  /** The number of changes made so far. */
  get watermark(): number {
    return this.forgotten + this.journal.length;
  }

  person(id: string): Person | undefined {
    return this.people.get(id);
  }

  group(id: string): Group | undefined {
    return this.groups.get(id);
  }

  /** Finds an object by id, userPrincipalName or group displayName (any letter case). */
  find(nameOrId: string): Person | Group | undefined {
    const id = this.people.has(nameOrId) || this.groups.has(nameOrId) ? nameOrId : this.byName.get(fold(nameOrId));
    return id === undefined ? undefined : (this.people.get(id) ?? this.groups.get(id));
  }

  /** Groups a person or group is a direct member of, deleted groups left out. */
  groupsOf(id: string): string[] {
    return (this.memberships.get(id) ?? []).filter((group) => this.groups.get(group)?.deletedAt === null);
  }

  /** Roles assigned to the object itself. */
  directRoles(id: string): string[] {
    return [...(this.assigned.get(id) ?? [])];
  }

  /** Roles a person holds, directly or as a direct member of an assigned security group. */
  rolesOf(id: string): string[] {
    const roles = new Set(this.assigned.get(id));
    for (const groupId of this.groupsOf(id)) {
      if (!this.groups.get(groupId)?.securityEnabled) continue;
      for (const role of this.assigned.get(groupId) ?? []) roles.add(role);
    }
    return [...roles];
  }

  assignments(): Assignment[] {
    return [...this.assigned].flatMap(([principal, roles]) => [...roles].map((role) => ({ principal, role })));
  }

  /** Journal entries after a watermark, in order. */
  journalSince(watermark: number): JournalEntry[] {
    if (watermark < this.forgotten) throw new DirectoryError(`the changes since ${watermark} are no longer known`);
    return this.journal.slice(watermark - this.forgotten);
  }

  /** Puts back journal entries that were stored, so that a restarted simulation sees the same changes. */
  restoreJournal(entries: JournalEntry[]): void {
    this.journal.unshift(...entries);
    this.forgotten -= entries.length;
  }

  changedSince(watermark: number): Delta {
    const delta: Delta = { users: new Set(), groups: new Map(), watermark: this.watermark };
    for (const entry of this.journalSince(watermark)) {
      if (entry.kind === 'user') delta.users.add(entry.id);
      else if (entry.member === undefined) delta.groups.set(entry.id, null);
      else {
        const members = delta.groups.get(entry.id);
        if (members === null) continue;
        if (members) members.add(entry.member);
        else delta.groups.set(entry.id, new Set([entry.member]));
      }
    }
    return delta;
  }

  /** Purges what has been in the recycle bin for 30 days at this moment. */
  advance(now: number): void {
    for (let id = this.bin[0]; id !== undefined; id = this.bin[0]) {
      const object = this.people.get(id) ?? this.groups.get(id);
      const deletedAt = object?.deletedAt ?? null;
      if (object && deletedAt !== null && deletedAt + PURGE_AFTER_MS > now) return;
      this.bin.shift();
      if (object && deletedAt !== null) this.remove(object);
    }
  }

  /** Makes one change and writes it into the journal. Throws DirectoryError where it names an unknown object. */
  apply(change: DirectoryChange, now: number): void {
    if (change.do === 'join') return this.join(change.person);
    if (change.do === 'group') return this.join(change.group);
    const object = this.find(change.id);
    if (!object) throw new DirectoryError(`there is no person or group "${change.id}"`);
    switch (change.do) {
      case 'set':
        this.unname(object);
        object.attributes = { ...object.attributes, ...change.attributes };
        this.name(object);
        return this.note(object);
      case 'manager':
        return this.setManager(object, change.manager);
      case 'disable':
      case 'enable':
        if (object.kind === 'user') object.accountEnabled = change.do === 'enable';
        return this.note(object);
      case 'delete':
        object.deletedAt ??= now;
        this.bin.push(object.id);
        return this.touched(object);
      case 'restore':
        object.deletedAt = null;
        if (this.bin.includes(object.id)) this.bin.splice(this.bin.indexOf(object.id), 1);
        return this.touched(object);
      case 'purge':
        return this.remove(object);
      case 'assign':
        this.rolesSet(object.id).add(change.role);
        return this.touched(object);
      case 'unassign':
        this.assigned.delete(object.id);
        return this.touched(object);
      case 'add-member':
      case 'remove-member':
        return this.setMember(object, change.member, change.do === 'add-member');
    }
  }

  private join(object: Person | Group): void {
    if (this.people.has(object.id) || this.groups.has(object.id)) {
      throw new DirectoryError(`"${object.id}" is there already`);
    }
    if (object.kind === 'user') this.addPerson(object);
    else this.addGroup(object);
    this.touched(object);
  }

  private addPerson(person: Person): void {
    this.people.set(person.id, person);
    this.name(person);
  }

  private addGroup(group: Group): void {
    this.groups.set(group.id, group);
    this.name(group);
    for (const member of group.members) this.enroll(member, group.id);
  }

  private setManager(object: Person | Group, manager: string | null): void {
    if (object.kind !== 'user') throw new DirectoryError(`"${object.id}" is a group and has no manager`);
    const id = manager === null ? null : this.find(manager)?.id;
    if (id === undefined) throw new DirectoryError(`there is no person "${manager ?? ''}" to be the manager`);
    object.manager = id;
    this.note(object);
  }

  private setMember(object: Person | Group, name: string, present: boolean): void {
    if (object.kind !== 'group') throw new DirectoryError(`"${object.id}" is a person and has no members`);
    const member = this.find(name)?.id ?? name;
    if (present) {
      object.members.add(member);
      this.enroll(member, object.id);
    } else {
      object.members.delete(member);
      this.withdraw(member, object.id);
    }
    this.journal.push({ kind: 'group', id: object.id, member });
    // Coming into or leaving a group may bring the person into or out of scope.
    if (this.people.has(member)) this.journal.push({ kind: 'user', id: member });
  }

  private remove(object: Person | Group): void {
    this.unname(object);
    if (object.kind === 'user') this.people.delete(object.id);
    else {
      this.groups.delete(object.id);
      for (const member of object.members) this.withdraw(member, object.id);
    }
    for (const groupId of [...(this.memberships.get(object.id) ?? [])]) {
      this.groups.get(groupId)?.members.delete(object.id);
      this.journal.push({ kind: 'group', id: groupId, member: object.id });
    }
    this.memberships.delete(object.id);
    this.assigned.delete(object.id);
    this.touched(object);
  }

  private rolesSet(id: string): Set<string> {
    const roles = this.assigned.get(id) ?? new Set<string>();
    this.assigned.set(id, roles);
    return roles;
  }

  private enroll(member: string, group: string): void {
    const groups = this.memberships.get(member);
    if (!groups) this.memberships.set(member, [group]);
    else if (!groups.includes(group)) groups.push(group);
  }

  private withdraw(member: string, group: string): void {
    const left = (this.memberships.get(member) ?? []).filter((id) => id !== group);
    if (left.length > 0) this.memberships.set(member, left);
    else this.memberships.delete(member);
  }

  private resolve(nameOrId: string): string {
    return this.find(nameOrId)?.id ?? nameOrId;
  }

  private note(object: Person | Group): void {
    this.journal.push({ kind: object.kind, id: object.id });
  }

  /** Notes a change that may move the scope of a group's direct members too. */
  private touched(object: Person | Group): void {
    this.note(object);
    if (object.kind !== 'group') return;
    for (const member of object.members) if (this.people.has(member)) this.journal.push({ kind: 'user', id: member });
  }

  private name(object: Person | Group): void {
    for (const name of namesOf(object)) if (!this.byName.has(name)) this.byName.set(name, object.id);
  }

  private unname(object: Person | Group): void {
    for (const name of namesOf(object)) if (this.byName.get(name) === object.id) this.byName.delete(name);
  }
}

const fold = (name: string): string => name.toLowerCase();

function namesOf(object: Person | Group): string[] {
  const name = object.attributes[object.kind === 'user' ? 'userPrincipalName' : 'displayName'];
  return typeof name === 'string' ? [fold(name)] : [];
}
