/** Legal variations three by three: fewer servers, and most of the variations judged in company. */
import { plainBehavior } from '../../reference/plain.js';
import type { Variation } from '../../reference/variations/index.js';
import { userModel, groupModel } from '../../schemas/index.js';

/** What a variation that takes something away changes: it could hide what another one does. */
const HIDING = ['beforeRequest', 'serviceProviderConfig', 'resourceTypes', 'schemas'];
const MOST = 3;

/** What a variation that publishes schemas of its own stands for: what another one stores beside may not go with them. */
const PUBLISHING = ['models', 'onStore'];

/**
 * Groups of one to three variations that change different entries of the behavior, in the order of the first ones. At
 * most one of a group publishes schemas of its own.
 */
export function inCompany(variations: readonly Variation[]): Variation[][] {
  const plain = plainBehavior({ lenient: true, models: [userModel, groupModel], now: Date.now });
  const entriesOf = new Map(
    variations.map((each) => [each, [...Object.keys(each.change(plain)), ...(each.models ? PUBLISHING : [])]]),
  );
  const isAlone = (each: Variation): boolean =>
    each.holds !== undefined || (entriesOf.get(each) ?? []).some((entry) => HIDING.includes(entry));
  const groups = variations.filter(isAlone).map((each) => [each]);
  const left = variations.filter((each) => !isAlone(each));
  for (let first = left.shift(); first; first = left.shift()) {
    const group = [first];
    while (group.length < MOST) {
      const taken = new Set(group.flatMap((each) => entriesOf.get(each) ?? []));
      // From the other end: neighbors are of a kind, and two ways of writing a time would make one that is none.
      const at = left.findLastIndex((each) => (entriesOf.get(each) ?? []).every((entry) => !taken.has(entry)));
      if (at < 0) break;
      group.push(...left.splice(at, 1));
    }
    groups.push(group);
  }
  return groups;
}
