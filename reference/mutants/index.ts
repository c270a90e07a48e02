/** All mutants. */
import { authMutants } from './auth.js';
import { mediaMutants } from './media.js';
import { errorMutants } from './errors.js';
import { discoveryMutants } from './discovery.js';
import { typeMutants } from './types.js';
import { schemaMutants } from './schema.js';
import { createMutants } from './create.js';
import { representMutants } from './represent.js';
import { replaceMutants } from './replace.js';
import { patchMutants } from './patch.js';
import { patchOperationMutants } from './patch-operations.js';
import { groupMutants } from './groups.js';
import { filterMutants } from './filter.js';
import { pagingMutants } from './paging.js';
import { projectionMutants } from './projection.js';
import { searchMutants } from './search.js';
import { versionMutants } from './versions.js';
import { bulkMutants } from './bulk.js';
import { interopMutants } from './interop.js';
import type { Mutant } from './mutant.js';

export type { Mutant } from './mutant.js';

export const mutants: readonly Mutant[] = [
  ...authMutants,
  ...mediaMutants,
  ...errorMutants,
  ...discoveryMutants,
  ...typeMutants,
  ...schemaMutants,
  ...createMutants,
  ...representMutants,
  ...replaceMutants,
  ...patchMutants,
  ...patchOperationMutants,
  ...groupMutants,
  ...filterMutants,
  ...pagingMutants,
  ...projectionMutants,
  ...searchMutants,
  ...versionMutants,
  ...bulkMutants,
  ...interopMutants,
];

/** Throws RangeError for an id that does not exist. */
export function mutantsNamed(ids: readonly string[]): Mutant[] {
  return ids.map((id) => {
    const found = mutants.find((mutant) => mutant.id === id);
    if (!found) throw new RangeError(`There is no mutant "${id}".`);
    return found;
  });
}
