/** A variation: the server behaving unusually but legally. */
import type { Behavior, Change } from '../behavior.js';

export interface Variation {
  id: string;
  /** What it does, as one sentence. */
  title: string;
  /** Requirement ids or sections that allow it. */
  allowedBy: readonly string[];
  change: Change;
}

export function variation(
  id: string,
  title: string,
  allowedBy: readonly string[],
  change: Change | Partial<Behavior>,
): Variation {
  return { id, title, allowedBy, change: typeof change === 'function' ? change : () => change };
}
