/** Streams of synthetic data, in constant memory: made one by one, written as fast as the reader takes them. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { ENTERPRISE_USER_SCHEMA } from '../scim/urns.js';
import type { JsonObject } from '../scim/types.js';
import { groupAt, personAt, type Locale } from './people.js';

export interface StreamOptions {
  what: 'users' | 'groups' | 'directory';
  /** Users, or groups; a directory has this many users and a tenth as many groups. */
  count: number;
  format: 'ndjson' | 'json' | 'csv';
  seed: number;
  locale?: Locale;
}

const COLUMNS = [
  'externalId',
  'userName',
  'givenName',
  'familyName',
  'displayName',
  'email',
  'title',
  'department',
  'employeeNumber',
  'managerExternalId',
  'active',
];
const GROUP_COLUMNS = ['externalId', 'displayName', 'members'];

/** The objects of a stream, in order. In a directory a manager comes before those who report to it. */
export function* records(options: StreamOptions): Generator<JsonObject> {
  const { what, count } = options;
  if (what !== 'groups')
    for (let index = 0; index < count; index += 1) {
      const person = personAt(index, options);
      if (what === 'directory' && index > 0) {
        const manager = personAt(Math.floor((index - 1) / 8), options);
        const enterprise = person[ENTERPRISE_USER_SCHEMA] as JsonObject;
        enterprise['manager'] = { value: manager['externalId'] ?? '' };
      }
      yield person;
    }
  const groups = what === 'groups' ? count : what === 'directory' ? Math.ceil(count / 10) : 0;
  for (let index = 0; index < groups; index += 1) {
    const group = groupAt(index, options);
    if (what === 'directory') group['members'] = membersOf(index, groups, options);
    yield group;
  }
}

/** Ten people a group, named by externalId; every fifth group holds another group, too. */
function membersOf(index: number, groups: number, options: StreamOptions): JsonObject[] {
  const members: JsonObject[] = [];
  for (let i = 0; i < 10 && index * 10 + i < options.count; i += 1)
    members.push({ value: personAt(index * 10 + i, options)['externalId'] ?? '', type: 'User' });
  if (index % 5 === 0 && index + 1 < groups)
    members.push({ value: groupAt(index + 1, options)['externalId'] ?? '', type: 'Group' });
  return members;
}

/** Writes a stream. Resolves when everything is handed over; rejects when the reader goes away. */
export async function writeStream(options: StreamOptions, out: Writable): Promise<void> {
  const put = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  if (options.format === 'json') await put('[\n');
  if (options.format === 'csv') await put(`${(options.what === 'groups' ? GROUP_COLUMNS : COLUMNS).join(',')}\n`);
  let buffer = '';
  let first = true;
  for (const record of records(options)) {
    if (options.format === 'csv') {
      if (options.what !== 'groups' && !('userName' in record)) continue;
      buffer += `${(options.what === 'groups' ? groupRow(record) : userRow(record)).map(cell).join(',')}\n`;
    } else if (options.format === 'json') buffer += `${first ? '' : ',\n'}${JSON.stringify(record)}`;
    else buffer += `${JSON.stringify(record)}\n`;
    first = false;
    if (buffer.length > 65_536) {
      await put(buffer);
      buffer = '';
    }
  }
  await put(options.format === 'json' ? `${buffer}\n]\n` : buffer);
}

function userRow(user: JsonObject): unknown[] {
  const name = user['name'] as JsonObject;
  const enterprise = user[ENTERPRISE_USER_SCHEMA] as JsonObject;
  const emails = user['emails'] as JsonObject[];
  return [
    user['externalId'],
    user['userName'],
    name['givenName'],
    name['familyName'],
    user['displayName'],
    emails[0]?.['value'],
    user['title'],
    enterprise['department'],
    enterprise['employeeNumber'],
    (enterprise['manager'] as JsonObject | undefined)?.['value'],
    user['active'],
  ];
}

function groupRow(group: JsonObject): unknown[] {
  const members = (group['members'] as JsonObject[] | undefined) ?? [];
  return [group['externalId'], group['displayName'], members.map((member) => member['value']).join(' ')];
}

/** RFC 4180: quoted where needed. A leading = + - @ would be run by a spreadsheet, so it gets an apostrophe. */
function cell(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
