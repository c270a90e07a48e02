/** What changed between a directory and a newer file of it. */
import { DEFAULT_ACCESS, type DirectoryChange, type DirectoryInput, type Group, type Person } from './model.js';
import type { Directory } from './directory.js';

/**
 * Changes that turn the directory into what the file says. Objects that are gone from the file are soft-deleted, as a
 * person who is removed goes to the recycle bin first; objects that come back are restored.
 */
export function changesTo(directory: Directory, input: DirectoryInput): DirectoryChange[] {
  const changes: DirectoryChange[] = [];
  for (const person of input.people) changes.push(...personChanges(directory.person(person.id), person));
  for (const group of input.groups) changes.push(...groupChanges(directory.group(group.id), group));
  const present = new Set([...input.people, ...input.groups].map(({ id }) => id));
  for (const object of [...directory.people.values(), ...directory.groups.values()]) {
    if (!present.has(object.id) && object.deletedAt === null) changes.push({ do: 'delete', id: object.id });
  }
  const roles = new Map<string, string[]>();
  for (const { principal, role } of input.assignments) roles.set(principal, [...(roles.get(principal) ?? []), role]);
  for (const id of present) {
    const wanted = roles.get(id) ?? [];
    const held = directory.directRoles(id);
    if (held.some((role) => !wanted.includes(role))) changes.push({ do: 'unassign', id });
    const kept = held.every((role) => wanted.includes(role)) ? held : [];
    for (const role of wanted)
      if (!kept.includes(role)) changes.push({ do: 'assign', id, role: role || DEFAULT_ACCESS });
  }
  return changes;
}

function personChanges(before: Person | undefined, after: Person): DirectoryChange[] {
  if (!before) return [{ do: 'join', person: after }];
  const { id } = after;
  const changes: DirectoryChange[] = [];
  if (before.deletedAt !== null && after.deletedAt === null) changes.push({ do: 'restore', id });
  if (before.deletedAt === null && after.deletedAt !== null) changes.push({ do: 'delete', id });
  const attributes = attributeChanges(before, after);
  if (attributes) changes.push({ do: 'set', id, attributes });
  if (before.accountEnabled !== after.accountEnabled)
    changes.push({ do: after.accountEnabled ? 'enable' : 'disable', id });
  if (before.manager !== after.manager) changes.push({ do: 'manager', id, manager: after.manager });
  return changes;
}

function groupChanges(before: Group | undefined, after: Group): DirectoryChange[] {
  if (!before) return [{ do: 'group', group: after }];
  const { id } = after;
  const attributes = attributeChanges(before, after);
  return [
    ...(before.deletedAt !== null && after.deletedAt === null ? [{ do: 'restore' as const, id }] : []),
    ...(attributes ? [{ do: 'set' as const, id, attributes }] : []),
    ...[...after.members]
      .filter((member) => !before.members.has(member))
      .map((member) => ({ do: 'add-member' as const, id, member })),
    ...[...before.members]
      .filter((member) => !after.members.has(member))
      .map((member) => ({ do: 'remove-member' as const, id, member })),
  ];
}

function attributeChanges(before: Person | Group, after: Person | Group): Person['attributes'] | null {
  const names = new Set([...Object.keys(before.attributes), ...Object.keys(after.attributes)]);
  const changed = [...names].filter(
    (name) => JSON.stringify(before.attributes[name]) !== JSON.stringify(after.attributes[name]),
  );
  if (changed.length === 0) return null;
  return Object.fromEntries(changed.map((name) => [name, after.attributes[name] ?? null]));
}
