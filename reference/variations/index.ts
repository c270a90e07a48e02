/** All variations. */
import { alteredVariations } from './altered.js';
import { bulkVariations } from './bulk.js';
import { featureVariations } from './features.js';
import { computedVariations } from './computed.js';
import { discoveryVariations } from './discovery.js';
import { modelVariations } from './models.js';
import { publishedVariations } from './published.js';
import { entitlementVariations } from './entitlements.js';
import { filterVariations } from './filters.js';
import { leewayVariations } from './leeway.js';
import { messageVariations } from './messages.js';
import { queryVariations } from './queries.js';
import { referenceVariations } from './references.js';
import { representationVariations } from './representation.js';
import { serverMadeVariations } from './server-made.js';
import { policyVariations } from './policies.js';
import { restrictionVariations } from './restrictions.js';
import type { Variation } from './variation.js';
import { patchVariations } from './patches.js';
import { writeVariations } from './writes.js';

export type { Variation } from './variation.js';

export const variations: readonly Variation[] = [
  ...referenceVariations,
  ...representationVariations,
  ...discoveryVariations,
  ...modelVariations,
  ...entitlementVariations,
  ...publishedVariations,
  ...featureVariations,
  ...patchVariations,
  ...writeVariations,
  ...computedVariations,
  ...filterVariations,
  ...messageVariations,
  ...queryVariations,
  ...bulkVariations,
  ...leewayVariations,
  ...serverMadeVariations,
  ...alteredVariations,
  ...policyVariations,
  ...restrictionVariations,
];

/** Throws RangeError for an id that does not exist. */
export function variationsNamed(ids: readonly string[]): Variation[] {
  return ids.map((id) => {
    const found = variations.find((variation) => variation.id === id);
    if (!found) throw new RangeError(`There is no variation "${id}".`);
    return found;
  });
}
