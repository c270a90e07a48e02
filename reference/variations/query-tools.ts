/** Hands for the variations of this area. */
import type { Request } from '../message.js';
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import type { Change } from '../behavior.js';
import { filtering } from '../mutants/tools.js';

export function refuse(detail: string): never {
  throw new ScimError(400, 'invalidFilter', detail);
}

export function refusing(concerns: (filter: Filter) => boolean): Change {
  return filtering((filter) => (concerns(filter) ? refuse('This filter is not supported.') : filter));
}

/** Filters outside of the grammar that some servers take. */
export function taking(repair: (text: string) => string): Change {
  return (b) => ({
    parseFilter: (text) => {
      try {
        return b.parseFilter(text);
      } catch (error) {
        const repaired = repair(text);
        if (repaired === text) throw error;
        return b.parseFilter(repaired);
      }
    },
  });
}

export const USUAL = [
  'username',
  'externalid',
  'id',
  'displayname',
  'active',
  'emails',
  'emails.value',
  'meta.lastmodified',
  'members',
  'members.value',
  'schemas',
];

export function nameOf(filter: Filter): string {
  if (filter.kind !== 'compare' && filter.kind !== 'present') return '';
  return [filter.path.attribute, filter.path.subAttribute]
    .filter((part) => part !== undefined)
    .join('.')
    .toLowerCase();
}

/** Cursors keep the order of the store, in which they stand for a place. */
export const byCursor = (request: Request): boolean =>
  request.query.has('cursor') || (isObject(request.body) && 'cursor' in request.body);

export const GATEWAY = [401, 405, 406, 415];

export function gateway<T extends { status: number; headers: Record<string, string> }>(
  answer: T,
): { status: number; headers: Record<string, string>; text?: string } {
  return GATEWAY.includes(answer.status)
    ? {
        status: answer.status,
        headers: { ...answer.headers, 'Content-Type': 'text/html' },
        text: '<html><h1>Gateway</h1></html>',
      }
    : answer;
}

export function hasContent(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.some(hasContent);
  return isObject(value) ? Object.values(value).some(hasContent) : true;
}
