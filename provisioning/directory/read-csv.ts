/** People from CSV (RFC 4180): one row each, the header names source attributes. */
import { personFrom, resolveNames, roleOf, stableId } from './build.js';
import { DirectoryError, type Assignment, type DirectoryInput, type Group, type Person } from './model.js';

/** Rows of fields, with the line each row starts in. */
function rows(text: string): { line: number; fields: string[] }[] {
  const result: { line: number; fields: string[] }[] = [];
  let line = 1;
  let start = 1;
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let wasQuoted = false;
  const endField = (): void => {
    fields.push(wasQuoted ? field : field.trim());
    field = '';
    wasQuoted = false;
  };
  const endRow = (): void => {
    endField();
    if (fields.some((value) => value !== '')) result.push({ line: start, fields });
    fields = [];
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (char === '\n') line += 1;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text.charAt(index + 1) === '"') {
        field += '"';
        index += 1;
      } else quoted = false;
    } else if (char === '"' && field.trim() === '') {
      quoted = true;
      wasQuoted = true;
      field = '';
    } else if (char === ',') endField();
    else if (char === '\n') {
      endRow();
      start = line;
    } else if (char !== '\r') field += char;
  }
  if (quoted) throw new DirectoryError(`line ${start}: a quotation mark is not closed`);
  if (field !== '' || fields.length > 0) endRow();
  return result;
}

/**
 * Columns `id`, `manager`, `accountEnabled`, `groups` (names or ids, separated by semicolons) and `assigned` (a role,
 * or yes) have a meaning of their own; every other column is a source attribute.
 */
export function readCsv(text: string): DirectoryInput {
  const [header, ...body] = rows(text);
  if (!header) throw new DirectoryError('the file is empty; its first line names the columns');
  const names = header.fields.map((name) => name.trim());
  const people: Person[] = [];
  const groups = new Map<string, Group>();
  const assignments: Assignment[] = [];
  for (const { line, fields } of body) {
    if (fields.length > names.length) {
      throw new DirectoryError(`line ${line}: ${fields.length} fields, the header has ${names.length}`);
    }
    const record = Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
    const { groups: memberships = '', assigned, ...rest } = record;
    try {
      const person = personFrom(rest);
      people.push(person);
      const role = roleOf(assigned);
      if (role !== null) assignments.push({ principal: person.id, role });
      for (const name of memberships.split(';').map((part) => part.trim())) if (name) join(groups, name, person.id);
    } catch (error) {
      if (error instanceof DirectoryError) throw new DirectoryError(`line ${line}: ${error.message}`);
      throw error;
    }
  }
  const all = [...groups.values()];
  resolveNames(people, all);
  return { people, groups: all, assignments };
}

function join(groups: Map<string, Group>, name: string, member: string): void {
  const known = groups.get(name);
  if (known) known.members.add(member);
  else {
    groups.set(name, {
      kind: 'group',
      id: stableId(`group ${name}`),
      attributes: { displayName: name },
      securityEnabled: true,
      members: new Set([member]),
      deletedAt: null,
    });
  }
}
