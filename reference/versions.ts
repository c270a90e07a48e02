/** Entity tags (RFC 7644 section 3.14, RFC 7232). */
import { createHash } from 'node:crypto';
import type { JsonObject } from '../scim/types.js';
import type { Answer } from './message.js';
import type { Stored } from './store.js';

/**
 * The weak tag of a resource's state. Groups that a user is in are part of what a client sees, so they are part of the
 * tag, although the user itself was not modified.
 */
export function version(stored: Stored, groups: readonly JsonObject[]): string {
  const base = `r${stored.seq.toString(36)}-${stored.revision.toString(36)}`;
  if (groups.length === 0) return `W/"${base}"`;
  const digest = createHash('sha1').update(JSON.stringify(groups)).digest('hex').slice(0, 10);
  return `W/"${base}-${digest}"`;
}

/** An entity-tag, which may hold commas between its quotes, or what a client writes without quotes. */
const TAGS = /(?:W\/)?"[^"]*"|[^\s,]+/g;

/** SCIM uses weak tags with If-Match too, so the mark of weakness does not count. */
export function tagsMatch(header: string, version: string): boolean {
  return (header.match(TAGS) ?? []).some((tag) => tag === '*' || opaque(tag) === opaque(version));
}

export function opaque(tag: string): string {
  return tag.replace(/^W\//, '').replace(/^"(.*)"$/, '$1');
}

export function notModified(version: string, _unchanged: Answer): Answer {
  return { status: 304, headers: { ETag: version } };
}
