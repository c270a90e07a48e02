/** Seeded directories of any size, and seeded timelines over them. Addresses live under example.com. */
import { Directory } from './directory.js';
import { DEFAULT_ACCESS, type DirectoryInput, type Group, type Person, type TimelineEvent } from './model.js';

/** A small seeded generator (mulberry32): the same seed gives the same numbers everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const GIVEN =
  `Ada Adèle Aiko Amina André Anja Beatriz Björn Carlos Chiara Çağla Dana Émile Fatima Femi Grace Hanna Henrik
  Ines Ivan Jakub Jia Jürgen Kenji Lea Łukasz Mai María Mehmet Mila Nadia Noah Olga Omar Paula Priya Renée Sara Sørem
  Tomás Uma Viktor Wei Yara Zoë`.split(/\s+/);
const SURNAMES =
  `Abe Åkesson Bauer Becker Çelik Costa Dubois Eriksen Fischer García Haddad Hernández Ivanova Jansen Kaya
  Kim Kovács Lefèvre Li Lindqvist Maier Moreau Müller Nakamura Nguyễn Novák O'Brien Okafor Olsen Papadopoulos Pereira
  Popescu Rossi Sato Schäfer Silva Şahin Tanaka Virtanen Wójcik Yılmaz Zając`.split(/\s+/);
const DEPARTMENTS = ['Engineering', 'Sales', 'Finance', 'Legal', 'Operations', 'Research', 'Support', 'People'];
const TITLES = ['Analyst', 'Engineer', 'Manager', 'Director', 'Specialist', 'Assistant', 'Consultant'];
const CITIES = ['Berlin', 'Lyon', 'Porto', 'Osaka', 'Austin', 'Lagos', 'Kraków', 'Bogotá'];

export interface DirectoryShape {
  seed: number;
  people: number;
  groups?: number;
  /** Members of each group. */
  membersPerGroup?: number;
  /** Part of the people assigned directly, 0 to 1; groups are all assigned. */
  assigned?: number;
  /** Ahead of every name and address, so that a run can tell its own people. */
  marker?: string;
}

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const ascii = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toLowerCase();

/** The n-th person of a seed. */
export function generatePerson(seed: number, index: number, marker = ''): Person {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const given = pick(random, GIVEN);
  const surname = pick(random, SURNAMES);
  const nick = `${marker}${ascii(given)}.${ascii(surname)}${index}`;
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random() * 0x100000000)
      .toString(16)
      .padStart(8, '0'),
  ).join('');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return {
    kind: 'user',
    id,
    attributes: {
      userPrincipalName: `${nick}@example.com`,
      displayName: `${given} ${surname}`,
      givenName: given,
      surname,
      mail: `${nick}@example.com`,
      mailNickname: nick,
      jobTitle: pick(random, TITLES),
      department: pick(random, DEPARTMENTS),
      employeeId: String(100_000 + index),
      telephoneNumber: `+1 555 01${String(Math.floor(random() * 100)).padStart(2, '0')}`,
      city: pick(random, CITIES),
      preferredLanguage: 'en-US',
    },
    accountEnabled: true,
    manager: null,
    deletedAt: null,
  };
}

/** People with managers (no circles), groups and assignments. */
export function generateDirectory(shape: DirectoryShape): DirectoryInput {
  const { seed, people: count, groups: groupCount = 0, membersPerGroup = 10, assigned = 1, marker = '' } = shape;
  const random = seededRandom(seed);
  const people: Person[] = [];
  for (let index = 0; index < count; index += 1) {
    const person = generatePerson(seed, index, marker);
    // A manager is always someone earlier, about a tenth of the way: a tree.
    if (index > 0) person.manager = people[Math.floor(index / 10)]?.id ?? null;
    people.push(person);
  }
  const groups = Array.from({ length: groupCount }, (_, index): Group => {
    const members = new Set<string>();
    for (let n = 0; n < Math.min(membersPerGroup, count); n += 1) members.add(pick(random, people).id);
    return {
      kind: 'group',
      id: `${seed.toString(16).padStart(8, '0')}-9000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      attributes: { displayName: `${marker}${pick(random, DEPARTMENTS)} ${index}` },
      securityEnabled: true,
      members,
      deletedAt: null,
    };
  });
  const assignments = people
    .filter(() => random() < assigned)
    .map(({ id }) => ({ principal: id, role: 'User' }))
    .concat(groups.map(({ id }) => ({ principal: id, role: 'User' })));
  return { people, groups, assignments };
}

/**
 * A seeded timeline of a working life over a directory: joins, moves, renames, leavers, rehires, group churn.
 * `every` is the mean distance of two events in milliseconds. The input is not changed.
 */
export function generateTimeline(
  input: DirectoryInput,
  options: { seed: number; start: number; events: number; every: number; marker?: string },
): TimelineEvent[] {
  const random = seededRandom(options.seed ^ 0x51ed270b);
  const copy = structuredClone(input);
  const directory = new Directory(copy);
  const events: TimelineEvent[] = [];
  let at = options.start;
  for (let index = 0; events.length < options.events; index += 1) {
    at += Math.ceil(random() * 2 * options.every);
    directory.advance(at);
    const living = [...directory.people.values()];
    const change = propose(random, directory, living, options, index);
    if (!change) continue;
    for (const event of change.map((one) => ({ ...one, at }) as TimelineEvent)) {
      directory.apply(structuredClone(event), at);
      events.push(event);
    }
  }
  return events;
}

type Proposal = Parameters<Directory['apply']>[0][];

function propose(
  random: () => number,
  directory: Directory,
  people: Person[],
  { seed, marker = '' }: { seed: number; marker?: string },
  index: number,
): Proposal | null {
  const person = people.length > 0 ? pick(random, people) : undefined;
  const dice = random();
  if (!person || dice < 0.15) {
    const fresh = generatePerson(seed, 5_000_000 + index, marker);
    return [
      { do: 'join', person: fresh },
      { do: 'assign', id: fresh.id, role: random() < 0.9 ? 'User' : DEFAULT_ACCESS },
    ];
  }
  const id = person.id;
  if (person.deletedAt !== null) return dice < 0.5 ? [{ do: 'restore', id }] : null;
  if (dice < 0.35) {
    const boss = pick(random, people);
    const move: Proposal = [
      { do: 'set', id, attributes: { department: pick(random, DEPARTMENTS), jobTitle: pick(random, TITLES) } },
    ];
    return boss.id !== id && boss.deletedAt === null ? [...move, { do: 'manager', id, manager: boss.id }] : move;
  }
  if (dice < 0.45) {
    const surname = pick(random, SURNAMES);
    const nick = `${marker}${ascii(String(person.attributes.givenName))}.${ascii(surname)}${index}r`;
    const displayName = `${String(person.attributes.givenName)} ${surname}`;
    return [
      {
        do: 'set',
        id,
        attributes: { surname, displayName, userPrincipalName: `${nick}@example.com`, mail: `${nick}@example.com` },
      },
    ];
  }
  if (dice < 0.55) return [{ do: person.accountEnabled ? 'disable' : 'enable', id }];
  if (dice < 0.65) return [{ do: 'delete', id }];
  if (dice < 0.75)
    return directory.directRoles(id).length > 0 ? [{ do: 'unassign', id }] : [{ do: 'assign', id, role: 'User' }];
  const groups = [...directory.groups.values()];
  const group = groups.length > 0 ? pick(random, groups) : undefined;
  if (!group) return null;
  return [{ do: group.members.has(id) ? 'remove-member' : 'add-member', id: group.id, member: id }];
}
