/** Directories and scripted timelines as one JSON object a line. */
import { attributesOf, groupFrom, personFrom, resolveNames, roleOf } from './build.js';
import {
  DirectoryError,
  type Assignment,
  type DirectoryInput,
  type Group,
  type Person,
  type TimelineEvent,
} from './model.js';

function* records(text: string): Generator<{ line: number; record: Record<string, unknown> }> {
  let line = 0;
  for (const row of text.split('\n')) {
    line += 1;
    if (row.trim() === '') continue;
    let record: unknown;
    try {
      record = JSON.parse(row);
    } catch (error) {
      throw new DirectoryError(`line ${line}: ${error instanceof Error ? error.message : 'not JSON'}`);
    }
    if (typeof record !== 'object' || record === null || Array.isArray(record)) {
      throw new DirectoryError(`line ${line}: a line is a JSON object`);
    }
    yield { line, record: { ...record } };
  }
}

function inLine<T>(line: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof DirectoryError ? new DirectoryError(`line ${line}: ${error.message}`) : error;
  }
}

const need = (record: Record<string, unknown>, name: string): string => {
  const value = record[name];
  if (typeof value !== 'string' || value === '') throw new DirectoryError(`"${name}" is missing`);
  return value;
};

/** Lines `{"kind":"user"|"group"|"assignment", …}`; fields that are not structure are source attributes. */
export function readNdjson(text: string): DirectoryInput {
  const people: Person[] = [];
  const groups: Group[] = [];
  const assignments: Assignment[] = [];
  for (const { line, record } of records(text)) {
    inLine(line, () => {
      if (record.kind === 'user' || record.kind === undefined) people.push(personFrom(record));
      else if (record.kind === 'group') groups.push(groupFrom(record));
      else if (record.kind === 'assignment') {
        assignments.push({ principal: need(record, 'principal'), role: roleOf(record.role) ?? 'User' });
      } else throw new DirectoryError(`the kind ${JSON.stringify(record.kind)} is none of user, group, assignment`);
    });
  }
  const resolve = resolveNames(people, groups);
  for (const assignment of assignments) assignment.principal = resolve(assignment.principal);
  return { people, groups, assignments };
}

/**
 * A scripted timeline: lines `{"at": …, "do": …, …}` in order of time. `at` is an ISO 8601 moment, or `+3h`, `+40m`,
 * `+2d` after `start` (milliseconds).
 */
export function readTimeline(text: string, start: number): TimelineEvent[] {
  const events: TimelineEvent[] = [];
  for (const { line, record } of records(text)) {
    const event = inLine(line, () => eventFrom(record, start));
    const last = events.at(-1);
    if (last && last.at > event.at) throw new DirectoryError(`line ${line}: earlier than the line before it`);
    events.push(event);
  }
  return events;
}

const UNIT: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function momentOf(value: unknown, start: number): number {
  const relative = /^\+(\d+(?:\.\d+)?)([smhd])$/.exec(String(value));
  if (relative) return start + Number(relative[1]) * (UNIT[relative[2] ?? 's'] ?? 1000);
  const time = Date.parse(String(value));
  if (typeof value !== 'string' || Number.isNaN(time)) {
    throw new DirectoryError('"at" is an ISO 8601 moment or a distance such as +40m, +3h, +2d');
  }
  return time;
}

function eventFrom(record: Record<string, unknown>, start: number): TimelineEvent {
  const at = momentOf(record.at, start);
  switch (record.do) {
    case 'join':
      return { at, do: 'join', person: personFrom(inner(record, 'person')) };
    case 'group':
      return { at, do: 'group', group: groupFrom(inner(record, 'group')) };
    case 'set':
      return { at, do: 'set', id: need(record, 'id'), attributes: attributesOf(record) };
    case 'manager':
      return {
        at,
        do: 'manager',
        id: need(record, 'id'),
        manager: record.manager === null ? null : need(record, 'manager'),
      };
    case 'assign':
      return { at, do: 'assign', id: need(record, 'id'), role: roleOf(record.role) ?? 'User' };
    case 'unassign':
    case 'disable':
    case 'enable':
    case 'delete':
    case 'restore':
    case 'purge':
      return { at, do: record.do, id: need(record, 'id') };
    case 'add-member':
    case 'remove-member':
      return { at, do: record.do, id: need(record, 'id'), member: need(record, 'member') };
    default:
      throw new DirectoryError(
        `"do" is one of join, set, manager, disable, enable, delete, restore, purge, assign, unassign, group, add-member, remove-member`,
      );
  }
}

function inner(record: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = record[name];
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DirectoryError(`"${name}" is missing`);
  return { ...value };
}
