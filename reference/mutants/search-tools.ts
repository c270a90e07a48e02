/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Position } from '../pagination.js';
import type { Request } from '../message.js';
import { hearing } from './tools.js';

export const isSearch = (request: Request): boolean => request.segments.at(-1) === '.search';
export const isRoot = (request: Request): boolean =>
  request.segments.filter((segment) => segment !== '.search').length === 0;

/** Changes the body of a search. */
export function searching(change: (body: { [name: string]: Json }) => { [name: string]: Json }): Change {
  return hearing((request) =>
    isSearch(request) && isObject(request.body) ? { ...request, body: change(request.body) } : request,
  );
}

/** Changes cursors. */
export function positions(change: (position: Position) => Position): Change {
  return (b) => ({ encodeCursor: (position, secret) => b.encodeCursor(change(position), secret) });
}
