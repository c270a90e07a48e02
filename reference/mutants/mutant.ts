/** A mutant: the server with one mistake that a developer could make. */
import type { Behavior, Change } from '../behavior.js';

export interface Mutant {
  id: string;
  /** What the server does wrong, as one sentence. */
  title: string;
  /** Requirement ids. */
  violates: readonly string[];
  /** Checks that must fail. */
  kills: readonly string[];
  /** Checks that fail as a consequence, besides. */
  collateral?: readonly string[];
  /** Row of the catalogue of real products' bugs. */
  bug?: number;
  /** Variations on top of which it is planted, where the plain server has nothing that shows it. */
  on?: readonly string[];
  change: Change;
}

type More = Partial<Pick<Mutant, 'kills' | 'collateral' | 'bug' | 'on'>>;

/** Declares a mutant. It must be blind to probe values, headers, markers and the order of requests. */
export function mutant(
  id: string,
  title: string,
  violates: readonly string[],
  change: Change | Partial<Behavior>,
  more: More = {},
): Mutant {
  return { id, title, violates, kills: [], ...more, change: typeof change === 'function' ? change : () => change };
}
