/** All mutants. */
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';

export type { Mutant } from './mutant.js';

export const mutants: readonly Mutant[] = [];

/** Throws RangeError for an id that does not exist. */
export function changesOfMutants(ids: readonly string[]): Change[] {
  return ids.map((id) => {
    const found = mutants.find((mutant) => mutant.id === id);
    if (!found) throw new RangeError(`There is no mutant "${id}".`);
    return found.change;
  });
}
