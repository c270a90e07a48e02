/** How a check can end other than by passing. Thrown by checks, givens and the client; read by the scheduler. */

import { attach } from './lane.js';

/** The rule is broken: what was expected, what the server answered. */
export class Finding extends Error {
  override name = 'Finding';
  constructor(
    readonly expected: string,
    readonly actual: string,
    readonly detail: { offending?: string; exchange?: number; findings?: SubFinding[] } = {},
  ) {
    super(`expected ${expected}, the server answered ${actual}`);
  }
}

/** One of several faults that one check found, each with its own subject and proof. */
export interface SubFinding {
  subject: string;
  expected: string;
  actual: string;
  exchanges: number[];
}

/** A precondition did not come about, so the rule could not be looked at. Names its culprit. */
export class Blocked extends Error {
  override name = 'Blocked';
  constructor(
    readonly culprit: string,
    reason: string,
    readonly exchange?: number,
  ) {
    super(reason);
  }
}

/** The target legitimately does not offer what the rule is about, or a legal choice leaves it unseen. */
export class NotApplicable extends Error {
  override name = 'NotApplicable';
}

/** Throttled, timed out or unstable: nothing can be said. */
export class Inconclusive extends Error {
  override name = 'Inconclusive';
}

/** Ends the check as not applicable. `reason` quotes what made it so. */
export function notApplicable(reason: string): never {
  throw new NotApplicable(reason);
}

/** Ends the check as inconclusive: throttled, timed out or unstable. */
export function inconclusive(reason: string): never {
  throw new Inconclusive(reason);
}

/** Ends the check as blocked by `culprit`. */
export function blocked(culprit: string, reason: string): never {
  throw new Blocked(culprit, reason);
}

/** Ends the check as failed. The exchange named becomes the one that the verdict rests on. */
export function fail(expected: string, actual: string, detail: { offending?: string; exchange?: number } = {}): never {
  if (detail.exchange !== undefined) attach(detail.exchange);
  throw new Finding(expected, actual, detail);
}
