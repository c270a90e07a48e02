/** Paging by index (RFC 7644 section 3.4.2.4) and by cursor (RFC 9865). */
import { createHmac } from 'node:crypto';
import { ScimError } from '../scim/errors.js';
import type { JsonObject } from '../scim/types.js';
import { LIST_RESPONSE } from '../scim/urns.js';
import type { Behavior, Page, QueryParameters } from './behavior.js';
import type { Stored } from './store.js';

/** What a cursor stands for. */
export interface Position {
  /** By `seq`: the first resource with this sequence number or a later one. By `offset`: how many to skip. */
  by: 'seq' | 'offset';
  from: number;
  /** Of the query that it belongs to. */
  fingerprint: string;
  /** Milliseconds since 1970. */
  issued: number;
}

export function startIndex(requested: number | undefined): number {
  return Math.max(1, requested ?? 1);
}

/** A negative count counts as 0; more than the maximum gives the maximum. */
export function count(requested: number | undefined, usual: number, most: number): number {
  return Math.min(Math.max(0, requested ?? usual), most);
}

export function slice<T>(items: readonly T[], startIndex: number, count: number): T[] {
  return items.slice(startIndex - 1, startIndex - 1 + count);
}

/** The ListResponse of RFC 7644 section 3.4.2; a page by cursor has no startIndex. */
export function listMessage(page: Page): JsonObject {
  return {
    schemas: [LIST_RESPONSE],
    totalResults: page.total,
    ...(page.cursors ? {} : { startIndex: page.startIndex }),
    itemsPerPage: page.resources.length,
    ...(page.previousCursor === undefined ? {} : { previousCursor: page.previousCursor }),
    ...(page.nextCursor === undefined ? {} : { nextCursor: page.nextCursor }),
    Resources: page.resources,
  };
}

/** A cursor of unreserved characters only, signed so that a forged one is noticed. */
export function encodeCursor(position: Position, secret: string): string {
  const text = JSON.stringify([position.by === 'seq' ? 0 : 1, position.from, position.fingerprint, position.issued]);
  const payload = Buffer.from(text).toString('base64url');
  return `${payload}.${sign(payload, secret)}`;
}

function sign(payload: string, secret: string): string {
  return createHmac('sha256', secret).update(payload).digest('base64url').slice(0, 22);
}

export function decodeCursor(cursor: string, secret: string): Position {
  const [payload, signature] = cursor.split('.');
  if (payload !== undefined && signature !== undefined && sign(payload, secret) === signature) {
    const parts: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    if (Array.isArray(parts) && typeof parts[1] === 'number' && typeof parts[3] === 'number') {
      const by = parts[0] === 0 ? 'seq' : 'offset';
      return { by, from: parts[1], fingerprint: String(parts[2]), issued: parts[3] };
    }
  }
  throw new ScimError(400, 'invalidCursor', 'The cursor is none of this server.');
}

export function checkCursor(position: Position, fingerprint: string, now: number, timeoutMs: number): void {
  if (position.fingerprint !== fingerprint) {
    throw new ScimError(400, 'invalidCursor', 'The cursor belongs to another query.');
  }
  if (now - position.issued > timeoutMs) {
    throw new ScimError(400, 'expiredCursor', 'The cursor has expired.');
  }
}

export interface Cut {
  entries: Stored[];
  startIndex: number;
  cursors: boolean;
  nextCursor?: string;
  previousCursor?: string;
}

/** Cuts the page that was asked for out of all matches. `ordered` says that a sort decides, so that positions are offsets. */
export function cut(
  matched: readonly Stored[],
  parameters: QueryParameters,
  context: { behavior: Behavior; secret: string; fingerprint: string; now: number; ordered: boolean },
): Cut {
  const { behavior, secret, fingerprint, now, ordered } = context;
  const size = behavior.count(parameters.count, behavior.defaultCount, behavior.maxCount);
  if (!behavior.usesCursors(parameters)) {
    const first = behavior.startIndex(parameters.startIndex);
    return { entries: behavior.slice(matched, first, size), startIndex: first, cursors: false };
  }
  let first = 0;
  if (parameters.cursor !== undefined && parameters.cursor !== '') {
    const position = behavior.decodeCursor(parameters.cursor, secret);
    behavior.checkCursor(position, fingerprint, now, behavior.cursorTimeoutMs);
    first = firstOf(matched, position);
  }
  const entries = behavior.slice(matched, first + 1, size);
  const cursorAt = (index: number): string => {
    const entry = matched[index];
    const from = ordered || !entry ? index : entry.seq;
    return behavior.encodeCursor({ by: ordered ? 'offset' : 'seq', from, fingerprint, issued: now }, secret);
  };
  const next = first + entries.length;
  return {
    entries,
    startIndex: first + 1,
    cursors: true,
    ...(size > 0 && next < matched.length ? { nextCursor: cursorAt(next) } : {}),
    ...(size > 0 && first > 0 ? { previousCursor: cursorAt(Math.max(0, first - size)) } : {}),
  };
}

function firstOf(matched: readonly Stored[], position: Position): number {
  if (position.by === 'offset') return Math.min(position.from, matched.length);
  const index = matched.findIndex((entry) => entry.seq >= position.from);
  return index < 0 ? matched.length : index;
}
