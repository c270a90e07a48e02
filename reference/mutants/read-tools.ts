/** Hands for the mutants of this area. */
import { isObject } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Answer } from '../message.js';
import { answering, without } from './tools.js';

export const prefers = (headers: Record<string, string>): boolean => /respond-async/i.test(headers['prefer'] ?? '');

/** Changes the 202 of an asynchronous answer. */
export function accepted(change: (answer: Answer) => Answer): Change {
  return answering((answer, request) => (answer.status === 202 && prefers(request.headers) ? change(answer) : answer));
}

/** What stays with each resource when another one's changes are written over it. */
export const OWN = ['userName', 'externalId', 'id', 'members'];

export function untyped(value: Json): Json {
  if (Array.isArray(value)) return value.map(untyped);
  return isObject(value)
    ? Object.fromEntries(Object.entries(without(value, 'referenceTypes')).map(([name, item]) => [name, untyped(item)]))
    : value;
}
