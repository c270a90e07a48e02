/** Judging what was stored: a resource that was read back against what was sent. */
import { differences, type Difference } from '../scim/compare.js';
import type { JsonObject, ResourceModel } from '../scim/types.js';
import { attach } from './lane.js';
import { fail } from './outcomes.js';
import { resourceOf } from './given.js';
import { read, show, type ScimResponse } from './response.js';

/**
 * Fails unless `response` carries a resource that holds what was sent, after everything that the RFCs let a provider
 * change (letter case of names, order, canonical forms, added values). `paths` narrows to attributes by name.
 */
export function expectKept(
  response: ScimResponse,
  sent: JsonObject,
  model: ResourceModel | undefined,
  paths?: readonly string[],
): void {
  attach(response.n);
  const got = resourceOf(response);
  if (!model) return;
  const lower = paths?.map((path) => path.toLowerCase());
  const found = differences(sent, got, model).filter(
    ({ path }) => lower === undefined || lower.some((name) => path.toLowerCase().startsWith(name)),
  );
  const first = found[0];
  if (first)
    fail(
      `${first.path} to be ${show(first.sent)} as sent`,
      `${describeDifference(first)}${
        found.length > 1
          ? ` (and ${found.length - 1} more: ${found
              .slice(1, 6)
              .map(({ path }) => path)
              .join(', ')})`
          : ''
      }`,
      { exchange: response.n },
    );
}

/** Whether a value of an attribute stands, letter case aside, in anything that was sent. */
export function wasSent(value: string, sent: unknown): boolean {
  return (JSON.stringify(sent) ?? '').toLowerCase().includes(JSON.stringify(value).toLowerCase());
}

/**
 * Whether a provider put a value beside those that a client gives, as an alias or a role of everybody: it is free to
 * alter what it stores (RFC 7644 section 3.3).
 */
export function isAdded({ kind, got }: Difference, sent: unknown): boolean {
  const value = read(got, 'value');
  return kind === 'appeared' && typeof value === 'string' && !wasSent(value, sent);
}

/** `emails missing`, `userName changed to "x"`. */
export function describeDifference({ kind, path, got }: Difference): string {
  if (kind === 'missing') return `without ${path}`;
  if (kind === 'appeared') return `with ${path} ${show(got)}`;
  return `${path} ${show(got)}`;
}
