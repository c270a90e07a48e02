/** Hands for the mutants of this area. */
import type { Resource } from '../../scim/types.js';
import { memberIds } from '../store.js';

export const addsMembers = (op: string, path: string | undefined): boolean =>
  op === 'add' && (path ?? '').toLowerCase() === 'members';

export function sameMembers(left: Resource, right: Resource | undefined): boolean {
  return right !== undefined && memberIds(left).sort().join() === memberIds(right).sort().join();
}
