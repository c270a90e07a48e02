/** Legal variations two by two: half the servers, and most of the variations judged beside another one. */
import { plainBehavior } from '../../reference/plain.js';
import type { Variation } from '../../reference/variations/index.js';
import { userModel, groupModel } from '../../schemas/index.js';

/** What a variation that takes something away changes: it could hide what another one does. */
const HIDING = ['beforeRequest', 'serviceProviderConfig', 'resourceTypes', 'schemas'];

/** Groups of one or two variations that change different entries of the behavior, in the order of the first ones. */
export function inPairs(variations: readonly Variation[]): Variation[][] {
  const plain = plainBehavior({ lenient: true, models: [userModel, groupModel], now: Date.now });
  const entriesOf = new Map(variations.map((each) => [each, Object.keys(each.change(plain))]));
  const isAlone = (each: Variation): boolean =>
    each.models !== undefined ||
    each.holds !== undefined ||
    (entriesOf.get(each) ?? []).some((entry) => HIDING.includes(entry));
  const groups = variations.filter(isAlone).map((each) => [each]);
  const left = variations.filter((each) => !isAlone(each));
  while (left.length > 0) {
    const first = left.shift() as Variation;
    const taken = new Set(entriesOf.get(first));
    // From the other end: neighbors are of a kind, and two ways of writing a time would make one that is none.
    const at = left.findLastIndex((each) => (entriesOf.get(each) ?? []).every((entry) => !taken.has(entry)));
    groups.push(at < 0 ? [first] : [first, ...left.splice(at, 1)]);
  }
  return groups;
}
