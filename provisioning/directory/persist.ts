/** The directory in the store, so that a simulation can be taken up again in another process. */
import type { Store, Write } from '../store.js';
import { Directory, type JournalEntry } from './directory.js';
import type { Group, Person } from './model.js';

/** Where a simulation stands in time. */
export interface Moment {
  /** The virtual calendar, milliseconds since 1970. */
  now: number;
  /** How many events of the timeline have happened. */
  applied: number;
  /** Changes of the directory that are stored. */
  watermark: number;
}

type StoredGroup = Omit<Group, 'members'> & { members: string[] };

const journalKey = (number: number): string => `directory-journal/${String(number).padStart(12, '0')}`;

/** Writes a new directory whole, a thousand objects at a time. */
export async function saveDirectory(store: Store, directory: Directory, moment: Moment): Promise<void> {
  let batch: Write[] = [];
  for (const object of [...directory.people.values(), ...directory.groups.values()]) {
    batch.push(...objectWrites(directory, object.kind, object.id));
    if (batch.length < 1000) continue;
    await store.write(batch);
    batch = [];
  }
  await store.write([...batch, momentWrite({ ...moment, watermark: directory.watermark })]);
}

/** Writes what changed since the last save, together with the moment. */
export async function saveChanges(store: Store, directory: Directory, from: number, moment: Moment): Promise<void> {
  const entries = directory.journalSince(from);
  const journal = entries.map((entry, index) => ({ put: journalKey(from + index), value: JSON.stringify(entry) }));
  const objects = new Map(entries.map((entry) => [`${entry.kind}/${entry.id}`, entry]));
  const changed = [...objects.values()].flatMap(({ kind, id }) => objectWrites(directory, kind, id));
  await store.write([...journal, ...changed, momentWrite({ ...moment, watermark: directory.watermark })]);
}

const momentWrite = (moment: Moment): Write => ({ put: 'moment', value: JSON.stringify(moment) });

function objectWrites(directory: Directory, kind: 'user' | 'group', id: string): Write[] {
  const object = kind === 'user' ? directory.person(id) : directory.group(id);
  const roles = directory.directRoles(id);
  return [
    object
      ? { put: `directory/${kind}/${id}`, value: JSON.stringify(stored(object)) }
      : { remove: `directory/${kind}/${id}` },
    object && roles.length > 0
      ? { put: `directory/roles/${id}`, value: JSON.stringify(roles) }
      : { remove: `directory/roles/${id}` },
  ];
}

const stored = (object: Person | Group): Person | StoredGroup =>
  object.kind === 'user' ? object : { ...object, members: [...object.members] };

/** The stored directory and moment; null where nothing was stored. */
export async function loadDirectory(store: Store): Promise<{ directory: Directory; moment: Moment } | null> {
  const text = await store.get('moment');
  if (text === undefined) return null;
  const moment = JSON.parse(text) as Moment;
  const people: Person[] = [];
  for await (const [, value] of store.entries('directory/user/')) people.push(JSON.parse(value) as Person);
  const groups: Group[] = [];
  for await (const [, value] of store.entries('directory/group/')) {
    const group = JSON.parse(value) as StoredGroup;
    groups.push({ ...group, members: new Set(group.members) });
  }
  const assignments: { principal: string; role: string }[] = [];
  for await (const [key, value] of store.entries('directory/roles/')) {
    const principal = key.slice('directory/roles/'.length);
    for (const role of JSON.parse(value) as string[]) assignments.push({ principal, role });
  }
  const journal: JournalEntry[] = [];
  for await (const [, value] of store.entries('directory-journal/')) journal.push(JSON.parse(value) as JournalEntry);
  const directory = new Directory({ people, groups, assignments }, moment.watermark);
  directory.restoreJournal(journal);
  return { directory, moment };
}
