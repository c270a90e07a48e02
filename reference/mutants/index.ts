/** All mutants, with the checks that find them: those written beside them and those of kills.json. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { attributeMutants } from './attributes.js';
import { readMutants } from './reads.js';
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

/** What the full accuracy run saw, reviewed when it changes: `npm run accuracy -- --full --write`. */
interface Lock {
  [mutant: string]: { kills: string[]; collateral: string[] };
}

const lockFile = fileURLToPath(new URL('./kills.json', import.meta.url));
const lock: Lock = existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as Lock) : {};

const declared: readonly Mutant[] = [
  ...authMutants,
  ...mediaMutants,
  ...errorMutants,
  ...discoveryMutants,
  ...typeMutants,
  ...schemaMutants,
  ...readMutants,
  ...createMutants,
  ...attributeMutants,
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

/** The planted bugs. */
export const mutants: readonly Mutant[] = declared.map((each) => {
  const seen = lock[each.id];
  if (!seen) return each;
  const kills = [...new Set([...each.kills, ...seen.kills])];
  return {
    ...each,
    kills,
    collateral: [...new Set([...(each.collateral ?? []), ...seen.collateral])].filter((id) => !kills.includes(id)),
  };
});

/** Throws RangeError for an id that does not exist. */
export function mutantsNamed(ids: readonly string[]): Mutant[] {
  return ids.map((id) => {
    const found = mutants.find((mutant) => mutant.id === id);
    if (!found) throw new RangeError(`There is no mutant "${id}".`);
    return found;
  });
}
