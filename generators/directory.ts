/**
 * Source directories of any size, made record by record: people, their managers, groups (also within groups) and
 * assignments, in the form that `scimspec provision --directory` reads. Nothing is remembered between records: who
 * belongs where follows from the index.
 */
import type { People } from './people.js';

export interface PersonRecord {
  kind: 'user';
  id: string;
  userPrincipalName: string;
  displayName: string;
  givenName: string;
  surname: string;
  mail: string;
  mailNickname: string;
  jobTitle: string;
  department: string;
  employeeId: string;
  telephoneNumber: string;
  city: string;
  country: string;
  preferredLanguage: string;
  accountEnabled: boolean;
  /** Id of a person earlier in the directory; the first has none. */
  manager?: string;
}

export interface GroupRecord {
  kind: 'group';
  id: string;
  displayName: string;
  mailNickname: string;
  /** Ids of people, and of groups that come later. */
  members: string[];
}

export interface AssignmentRecord {
  kind: 'assignment';
  principal: string;
  role: string;
}

export type DirectoryRecord = PersonRecord | GroupRecord | AssignmentRecord;

const REPORTS_PER_MANAGER = 8;
const GROUP_SIZE = 10;

/** A directory has a tenth as many groups as people. */
export function groupCount(people: number): number {
  return Math.ceil(people / GROUP_SIZE);
}

/** All records of a directory of so many people: people, then groups, then assignments. */
export function* directoryRecords(people: People, count: number): Generator<DirectoryRecord> {
  for (let index = 0; index < count; index += 1) yield personRecord(people, index);
  for (let index = 0; index < groupCount(count); index += 1) yield groupRecord(people, index, count);
  for (let index = 0; index < count; index += 1) {
    if (isAssigned(index)) yield { kind: 'assignment', principal: people.personId(index), role: 'User' };
  }
  for (let index = 0; index < groupCount(count); index += 1) {
    yield { kind: 'assignment', principal: people.groupId(index), role: 'User' };
  }
}

/** The person of an index. */
export function personRecord(people: People, index: number): PersonRecord {
  const person = people.person(index);
  const address = `${person.token}@example.com`;
  return {
    kind: 'user',
    id: person.id,
    userPrincipalName: address,
    displayName: person.displayName,
    givenName: person.givenName,
    surname: person.familyName,
    mail: address,
    mailNickname: person.token,
    jobTitle: person.title,
    department: person.department,
    employeeId: person.employeeNumber,
    telephoneNumber: person.phone,
    city: person.city,
    country: person.locale.country,
    preferredLanguage: person.locale.tag,
    accountEnabled: person.active,
    // A manager always comes earlier, so there is no circle.
    ...(index === 0 ? {} : { manager: people.personId(Math.floor((index - 1) / REPORTS_PER_MANAGER)) }),
  };
}

/** Nine of ten people are assigned directly; groups all are. */
export function isAssigned(index: number): boolean {
  return index % 10 !== 7;
}

/** Indexes of the groups that a person belongs to, in a directory of `count` people; `membersOf` is its inverse. */
export function groupsOf(person: number, count: number): number[] {
  const first = person % groupCount(count);
  const second = Math.floor(person / GROUP_SIZE);
  return person % 3 === 0 && second !== first ? [first, second] : [first];
}

/** Indexes of the people in a group, ascending. */
export function membersOf(group: number, count: number): number[] {
  const groups = groupCount(count);
  const members = new Set<number>();
  for (let person = group; person < count; person += groups) members.add(person);
  for (let person = group * GROUP_SIZE; person < Math.min((group + 1) * GROUP_SIZE, count); person += 1) {
    if (person % 3 === 0) members.add(person);
  }
  return [...members].sort((left, right) => left - right);
}

/** Index of the group within a group; undefined for most. It is always a later one, so there is no circle. */
export function groupWithin(group: number, count: number): number | undefined {
  const inner = group * 3 + 1;
  return inner < groupCount(count) ? inner : undefined;
}

function groupRecord(people: People, index: number, count: number): GroupRecord {
  const { token, id, displayName } = people.group(index);
  const inner = groupWithin(index, count);
  const members = membersOf(index, count).map((person) => people.personId(person));
  if (inner !== undefined) members.push(people.groupId(inner));
  return { kind: 'group', id, displayName, mailNickname: token, members };
}
