/** PATCH operations as Microsoft Entra ID writes them, without and with the `aadOptscim062020` flag. */
import type { Json, JsonObject, Resource } from '../scim/types.js';
import { isUnassigned } from '../scim/json.js';
import { valueAt } from './assemble.js';
import type { Change, Member } from './dialect.js';

/** Classic: one operation per attribute, capitalized, booleans as strings. An attribute without a value is added. */
export function classicOperations(changes: readonly Change[], current: Resource): JsonObject[] {
  return changes.map(({ path, value }) =>
    value === null
      ? { op: 'replace', path, value: '' }
      : { op: isAbsent(current, path) ? 'Add' : 'Replace', path, value: asText(value) },
  );
}

/**
 * With the flag: added and filtered attributes one by one; all other replacements in one operation without a path,
 * whose keys are the mapping's target paths (`name.givenName`, `urn:…:User:department`). A lone one keeps its path.
 */
export function flagOperations(changes: readonly Change[], current: Resource): JsonObject[] {
  const single: JsonObject[] = [];
  const merged: JsonObject = {};
  for (const { path, value } of changes) {
    const sent = value === null ? '' : asTyped(path, value);
    const added = value !== null && isAbsent(current, path);
    if (added || path.includes('[')) single.push({ op: added ? 'add' : 'replace', path, value: sent });
    else merged[path] = sent;
  }
  const [first, ...rest] = Object.entries(merged);
  if (!first) return single;
  if (rest.length === 0) return [...single, { op: 'replace', path: first[0], value: first[1] }];
  return [...single, { op: 'replace', value: merged }];
}

/** Members as Entra writes them: a null reference, no `type`, no `display`. */
export function entraMembers(members: readonly Member[]): JsonObject[] {
  return members.map(({ id }) => ({ $ref: null, value: id }));
}

function isAbsent(current: Resource, path: string): boolean {
  return isUnassigned(valueAt(current, path));
}

function asText(value: Json): Json {
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : value;
}

function asTyped(path: string, value: Json): Json {
  if (typeof value !== 'string' || !/(^|\.)(active|primary)$/.test(path)) return value;
  if (/^true$/i.test(value)) return true;
  return /^false$/i.test(value) ? false : value;
}
