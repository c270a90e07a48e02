/** All variations. */
import type { Change } from '../behavior.js';
import type { Variation } from './variation.js';

export type { Variation } from './variation.js';

export const variations: readonly Variation[] = [];

/** Throws RangeError for an id that does not exist. */
export function changesOfVariations(ids: readonly string[]): Change[] {
  return ids.map((id) => {
    const found = variations.find((variation) => variation.id === id);
    if (!found) throw new RangeError(`There is no variation "${id}".`);
    return found.change;
  });
}
