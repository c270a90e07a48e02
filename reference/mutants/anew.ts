/** Memories that mislead: what was removed and is not forgotten, and writes that are taken for ones that were made before. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';

const IN_ORDER = ['RFC7644-3.5.2-28'];
const FIRST_VALUES = ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'];

const isSame = (one: Resource, other: Resource): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What an array, or an extension, held when a write emptied it; `act` sees it when a PATCH fills it again. */
const refilling = (
  names: readonly string[],
  emptying: 'patch' | 'replace',
  act: (value: Json, old: Json) => Json | undefined,
): Change => {
  return (b) => {
    const emptied = new Map<string, Json>();
    return {
      onStore: (resource, op, model, previous) => {
        const final = b.onStore(resource, op, model, previous);
        const kept = Object.entries(final).flatMap(([name, value]): [string, Json][] => {
          const old = emptied.get(`${String(final['id'])} ${name}`);
          if (old === undefined || op !== 'patch' || previous?.[name] !== undefined) return [[name, value]];
          const made = act(value, old);
          return made === undefined ? [] : [[name, made]];
        });
        const result = Object.fromEntries(kept) as Resource;
        for (const name of names) {
          const old = previous?.[name];
          if (old !== undefined && result[name] === undefined && op === emptying)
            emptied.set(`${String(final['id'])} ${name}`, old);
        }
        return result;
      },
    };
  };
};

const LISTS = ['emails', 'phoneNumbers', 'addresses', 'roles', 'entitlements'];

/** The old values come after the new ones. */
const together = (value: Json, old: Json): Json => {
  const plain = valuesOf(old).map((each) => (isObject(each) ? { ...each, primary: false } : each));
  return [...valuesOf(value), ...plain];
};

const crash = (): never => {
  throw new TypeError('the list is gone');
};

/** PATCHes of several operations one of which, the first or the last, changes nothing. */
const needless =
  (at: 0 | -1): Change =>
  (b) => ({
    applyPatch: (resource, operations, model, options) => {
      const whole = b.applyPatch(resource, operations, model, options);
      if (operations.length < 2) return whole;
      const isNeedless =
        at === 0
          ? isSame(resource, b.applyPatch(resource, operations.slice(0, 1), model, options))
          : isSame(whole, b.applyPatch(resource, operations.slice(0, -1), model, options));
      return isNeedless ? resource : whole;
    },
  });

/** Tells whether a write of a resource is the same as its last one. */
function comparing(): (resource: Resource, write: unknown) => boolean {
  const last = new Map<string, string>();
  return (resource, write) => {
    const [id, now] = [String(resource['id']), JSON.stringify(write)];
    const isSameWrite = last.get(id) === now;
    last.set(id, now);
    return isSameWrite;
  };
}

export const anewMutants: Mutant[] = [
  mutant(
    'anew.needless-first',
    'A PATCH whose first operation changes nothing is taken for one that changes nothing',
    IN_ORDER,
    needless(0),
    { kills: ['protocol.patch-sequence.name'] },
  ),
  mutant(
    'anew.needless-last',
    'Whether a PATCH is stored hangs on whether its last operation changed something',
    IN_ORDER,
    needless(-1),
    { kills: ['protocol.patch-sequence.added-apart'] },
  ),
  mutant(
    'anew.removed-list-back',
    'The values of an array that a PATCH removed are back when a PATCH adds one',
    FIRST_VALUES,
    refilling(LISTS, 'patch', together),
    { kills: ['lifecycle.histories.set-again'] },
  ),
  mutant(
    'anew.replaced-list-back',
    'The values of an array that a PUT left out are back when a PATCH adds one',
    FIRST_VALUES,
    refilling(LISTS, 'replace', together),
    { kills: ['lifecycle.histories.set-again'] },
  ),
  mutant(
    'anew.emptied-list-crash',
    'An add to an array that a PATCH has emptied crashes the server',
    FIRST_VALUES,
    refilling([...LISTS, 'members'], 'patch', crash),
    { kills: ['lifecycle.histories.set-again', 'lifecycle.histories.group'] },
  ),
  mutant(
    'anew.members-back',
    'The members that a PATCH removed from a group are back when a PATCH adds one',
    ['RFC7644-3.5.2.1-08'],
    refilling(['members'], 'patch', together),
    { kills: ['lifecycle.histories.group'] },
  ),
  mutant(
    'anew.text-kept-out',
    'A title that a PATCH removed is not stored when it is added again',
    FIRST_VALUES,
    refilling(['title'], 'patch', () => undefined),
    { kills: ['lifecycle.histories.set-again'] },
  ),
  mutant(
    'anew.extension-kept-out',
    'An extension that lost its last attribute by PATCH takes none any more',
    FIRST_VALUES,
    refilling([ENTERPRISE_USER_SCHEMA], 'patch', () => undefined),
    { kills: ['lifecycle.histories.set-again'] },
  ),
  mutant(
    'anew.last-patch-again',
    'A PATCH like the last one is not done, whatever was written by PUT since',
    ['RFC7644-3.5.2.3-04'],
    (b) => {
      const isAgain = comparing();
      return {
        applyPatch: (resource, operations, model, options) =>
          isAgain(resource, operations) ? resource : b.applyPatch(resource, operations, model, options),
      };
    },
    { kills: ['lifecycle.histories.repeated'] },
  ),
  mutant(
    'anew.last-put-again',
    'A PUT like the last one is not done, whatever was written by PATCH since',
    ['RFC7644-3.5.1-05'],
    (b) => {
      const isAgain = comparing();
      return {
        carryOver: (stored, next, body, model) =>
          isAgain(stored, body) ? stored : b.carryOver(stored, next, body, model),
      };
    },
    { kills: ['lifecycle.histories.repeated'] },
  ),
];
