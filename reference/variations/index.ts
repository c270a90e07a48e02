/** All variations. */
import { bulkVariations } from './bulk.js';
import { featureVariations } from './features.js';
import { publishedVariations } from './published.js';
import { queryVariations } from './queries.js';
import { representationVariations } from './representation.js';
import type { Variation } from './variation.js';
import { writeVariations } from './writes.js';

export type { Variation } from './variation.js';

export const variations: readonly Variation[] = [
  ...representationVariations,
  ...publishedVariations,
  ...featureVariations,
  ...writeVariations,
  ...queryVariations,
  ...bulkVariations,
];

/** Throws RangeError for an id that does not exist. */
export function variationsNamed(ids: readonly string[]): Variation[] {
  return ids.map((id) => {
    const found = variations.find((variation) => variation.id === id);
    if (!found) throw new RangeError(`There is no variation "${id}".`);
    return found;
  });
}
