/** Streams of synthetic data, in constant memory: made one by one, written as fast as the reader takes them. */
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isObject } from '../scim/json.js';
import type { JsonObject } from '../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../scim/urns.js';
import { directoryRecords, groupsOf, isAssigned, personRecord } from './directory.js';
import type { LocaleName } from './locales.js';
import { groupOf, openPeople, userOf, type People } from './people.js';

export interface StreamOptions {
  what: 'users' | 'groups' | 'directory';
  /** Users, or groups; a directory has this many people and a tenth as many groups. */
  count: number;
  /** A directory's CSV has a row for each person, as `provision --directory` reads it; groups within groups have no place. */
  format: 'ndjson' | 'json' | 'csv';
  seed: number;
  /** One of the eight; all in turn when absent. */
  locale?: LocaleName;
}

/** Handed to the writer at once. */
const CHUNK = 65_536;

/** Writes a stream; `out` stays open. Resolves when everything is handed over; rejects when the reader goes away. */
export async function writeStream(options: StreamOptions, out: Writable): Promise<void> {
  const people = await openPeople(options);
  await pipeline(Readable.from(chunks(pieces(options, people)), { objectMode: true, highWaterMark: 1 }), out, {
    end: false,
  });
}

function* chunks(texts: Iterable<string>): Generator<string> {
  let buffer = '';
  for (const text of texts) {
    buffer += text;
    if (buffer.length < CHUNK) continue;
    yield buffer;
    buffer = '';
  }
  if (buffer !== '') yield buffer;
}

function* pieces(options: StreamOptions, people: People): Generator<string> {
  if (options.format === 'csv') {
    // All rows of a kind have the same columns.
    let columns: string[] | undefined;
    for (const row of rows(options, people)) {
      if (!columns) yield line((columns = Object.keys(row)));
      yield line(columns.map((name) => row[name]));
    }
  } else if (options.format === 'ndjson') {
    for (const record of records(options, people)) yield `${JSON.stringify(record)}\n`;
  } else {
    let separator = '[\n';
    for (const record of records(options, people)) {
      yield `${separator}${JSON.stringify(record)}`;
      separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
  }
}

/** The objects of a stream, in order: SCIM users or groups, or the records of a source directory. */
export function* records({ what, count }: Pick<StreamOptions, 'what' | 'count'>, people: People): Generator<object> {
  if (what === 'directory') yield* directoryRecords(people, count);
  else
    for (let index = 0; index < count; index += 1) {
      yield what === 'users' ? userOf(people.person(index)) : groupOf(people.group(index));
    }
}

type Cell = string | number | boolean | undefined;
type Row = Readonly<Record<string, Cell>>;

function* rows({ what, count }: StreamOptions, people: People): Generator<Row> {
  for (let index = 0; index < count; index += 1) {
    if (what === 'groups') yield flat(groupOf(people.group(index)));
    else yield what === 'users' ? flat(userOf(people.person(index))) : directoryRow(people, index, count);
  }
}

/** `name.givenName`, `emails.0.value`, and the names of the enterprise extension without their URN; no schemas. */
function flat(value: JsonObject, prefix = ''): Row {
  const row: Record<string, Cell> = {};
  for (const [name, part] of Object.entries(value)) {
    if (name === 'schemas') continue;
    const path = name === ENTERPRISE_USER_SCHEMA ? '' : `${prefix}${name}.`;
    if (Array.isArray(part)) {
      part.forEach((element, index) => isObject(element) && Object.assign(row, flat(element, `${path}${index}.`)));
    } else if (isObject(part)) Object.assign(row, flat(part, path));
    else row[path.slice(0, -1)] = part ?? undefined;
  }
  return row;
}

function directoryRow(people: People, index: number, count: number): Row {
  const { kind: _kind, manager, ...person } = personRecord(people, index);
  const groups = groupsOf(index, count).map((group) => people.group(group).displayName);
  return { ...person, manager, groups: groups.join(';'), assigned: isAssigned(index) ? 'User' : '' };
}

/** RFC 4180. */
function line(cells: readonly Cell[]): string {
  return `${cells.map((cell) => quoted(String(cell ?? ''))).join(',')}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
