/** What a write takes for no change, fills up from the old state, or keys by the wrong thing. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA as URN } from '../../scim/urns.js';
import type { Change, Operation } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { onLists } from './patching.js';
import { elements, storing, withElements, withMember, without } from './tools.js';

/** Decides what a write of one kind stores, from what was there. */
const writing = (op: Operation, change: (resource: Resource, previous: Resource) => JsonObject): Change =>
  storing((resource, how, previous) => (how === op && previous ? (change(resource, previous) as Resource) : resource));

/** Telephone numbers are stored otherwise. */
const phones = (op: Operation, change: (number: string) => string): Change =>
  writing(op, (resource) =>
    withElements(resource, 'phoneNumbers', (phone) => withMember(phone, 'value', (value) => change(String(value)))),
  );

/** Attributes keep their value where it differs from the new one in letter case alone. */
const keepingCase = (op: Operation, ...names: string[]): Change =>
  writing(op, (resource, previous) =>
    names.reduce<JsonObject>((result, name) => {
      const had = previous[name];
      return withMember(result, name, (now) =>
        typeof had === 'string' && typeof now === 'string' && had.toLowerCase() === now.toLowerCase() ? had : now,
      );
    }, resource),
  );

/** Lists keep their values where `isSame` takes the new ones for no change. */
const keepingLists = (
  op: Operation,
  lists: readonly string[],
  isSame: (now: readonly Json[], before: readonly Json[]) => boolean,
): Change =>
  writing(op, (resource, previous) =>
    lists.reduce<JsonObject>(
      (result, list) =>
        withMember(result, list, (now) => {
          const before = valuesOf(previous[list]);
          return isSame(valuesOf(now), before) ? [...before] : now;
        }),
      resource,
    ),
  );

/** Values with the parts that the stored value of their type had. */
const filledUp = (now: readonly JsonObject[], before: readonly JsonObject[]): JsonObject[] =>
  now.map((each) => ({ ...before.find(({ type }) => type === each['type']), ...each }));

const lastOfType = (values: readonly JsonObject[]): JsonObject[] =>
  values.filter(({ type }, index) => !values.slice(index + 1).some((later) => later['type'] === type));

/** null for a part of an object leaves the stored part, as if it had not been given. */
const keepingNulled =
  (name: string): Change =>
  (b) => ({
    carryOver: (stored, next, body, model) => {
      const result = b.carryOver(stored, next, body, model);
      const [sent, old] = [body[name], stored[name]];
      if (!isObject(sent) || !isObject(old)) return result;
      const kept = Object.entries(old).filter(([part]) => sent[part] === null);
      const now = result[name];
      return { ...result, [name]: { ...(isObject(now) ? now : {}), ...Object.fromEntries(kept) } };
    },
  });

const LISTS = ['emails', 'phoneNumbers', 'addresses', 'roles', 'entitlements', 'ims', 'photos'];
const WHOLE = ['RFC7644-3.5.1-06'];
const BY_PATCH = { kills: ['schema.honesty.patch-stored'] };
const FEWER = { kills: ['users.replace-values.fewer'] };
const NULL = { kills: ['users.replace.null-clears'] };

export const writeSlipMutants: Mutant[] = [
  mutant(
    'patch.phone-plus-lost',
    'A PATCH stores nothing but the digits of telephone numbers',
    ['RFC7644-3.5.2.3-04'],
    phones('patch', (number) => number.replace(/\D/g, '')),
    BY_PATCH,
  ),
  mutant(
    'patch.phone-country-lost',
    'A PATCH stores the last ten digits of telephone numbers',
    ['RFC7644-3.5.2.3-04'],
    phones('patch', (number) => number.replace(/\D/g, '').slice(-10)),
    BY_PATCH,
  ),
  mutant(
    'replace.phone-plus-lost',
    'A PUT stores nothing but the digits of telephone numbers',
    ['RFC7644-3.5.1-05'],
    phones('replace', (number) => number.replace(/\D/g, '')),
    { kills: ['schema.honesty.put-stored'] },
  ),
  mutant(
    'patch.external-id-case-dropped',
    'An externalId that a PATCH changes in letter case alone stays as it is',
    ['RFC7644-3.5.2.3-04', 'RFC7643-7-24'],
    keepingCase('patch', 'externalId'),
    { kills: ['protocol.patch-replace.letter-case'] },
  ),
  mutant(
    'replace.external-id-case-dropped',
    'An externalId that a PUT changes in letter case alone stays as it is',
    ['RFC7644-3.5.1-05'],
    keepingCase('replace', 'externalId'),
    { kills: ['users.replace.rename'] },
  ),
  mutant(
    'patch.name-case-dropped',
    'A name that a PATCH changes in letter case alone stays as it is',
    ['ENTRA-USER-25'],
    keepingCase('patch', 'userName', 'displayName'),
    { kills: ['interop.entra.updates.letter-case'] },
  ),
  mutant(
    'patch.lists-compared-by-length',
    'A list that a PATCH replaces by one of the same length stays as it is',
    ['RFC7644-3.5.2.3-04'],
    onLists(({ attribute, filter, subAttribute }, { op }, run, resource) => {
      const result = run();
      const isSame = elements(result, attribute).length === elements(resource, attribute).length;
      return op === 'replace' && !filter && subAttribute === undefined && isSame ? resource : result;
    }),
    BY_PATCH,
  ),
  mutant(
    'replace.lists-compared-by-length',
    'A list that a PUT replaces by one of the same length stays as it is',
    ['RFC7644-3.5.1-05'],
    keepingLists('replace', LISTS, (now, before) => now.length === before.length),
    { kills: ['schema.honesty.put-stored'] },
  ),
  mutant(
    'replace.lists-only-grow',
    'A PUT takes no value away from phones and addresses',
    WHOLE,
    keepingLists('replace', ['phoneNumbers', 'addresses'], (now, before) => now.length < before.length),
    FEWER,
  ),
  mutant(
    'replace.addresses-filled-up',
    'A PUT keeps the parts of an address that the new one of its type lacks',
    WHOLE,
    writing('replace', (resource, previous) =>
      withMember(resource, 'addresses', () =>
        filledUp(elements(resource, 'addresses'), elements(previous, 'addresses')),
      ),
    ),
    FEWER,
  ),
  mutant(
    'patch.addresses-filled-up',
    'A replace of addresses keeps the parts that the new one of a type lacks',
    ['RFC7644-3.5.2.3-05'],
    onLists(({ attribute, filter, subAttribute }, { op }, run, resource) => {
      const result = run();
      return op === 'replace' && attribute === 'addresses' && !filter && subAttribute === undefined
        ? { ...result, [attribute]: filledUp(elements(result, attribute), elements(resource, attribute)) }
        : result;
    }),
    { kills: ['protocol.patch-values.replaced-whole'] },
  ),
  mutant(
    'replace.mobile-without-type',
    'A PUT stores mobile numbers without their type',
    WHOLE,
    writing('replace', (resource) =>
      withElements(resource, 'phoneNumbers', (phone) => (phone['type'] === 'mobile' ? without(phone, 'type') : phone)),
    ),
    FEWER,
  ),
  mutant(
    'replace.last-of-type',
    'Of two e-mails of one type a PUT stores the last',
    WHOLE,
    writing('replace', (resource) => withMember(resource, 'emails', () => lastOfType(elements(resource, 'emails')))),
    { kills: ['users.replace-values.two-of-type'] },
  ),
  mutant(
    'patch.last-of-type',
    'Of two values of one type that replace a list the last is stored',
    ['RFC7644-3.5.2.3-05'],
    onLists(({ attribute, filter, subAttribute }, { op }, run) => {
      const result = run();
      return op === 'replace' && attribute === 'emails' && !filter && subAttribute === undefined
        ? { ...result, [attribute]: lastOfType(elements(result, attribute)) }
        : result;
    }),
    { kills: ['protocol.patch-filters.two-of-type'] },
  ),
  mutant(
    'replace.nulled-part-kept',
    'null for a part of name in a PUT leaves it',
    ['RFC7644-3.5.1-12'],
    keepingNulled('name'),
    NULL,
  ),
  mutant(
    'replace.nulled-department-kept',
    'null for an attribute of the extension in a PUT leaves it',
    ['RFC7644-3.5.1-12'],
    keepingNulled(URN),
    NULL,
  ),
  mutant(
    'patch.rename-drops-mails',
    'A PATCH of userName takes the e-mails away',
    ['RFC7644-3.2-08'],
    writing('patch', (resource, previous) =>
      resource['userName'] === previous['userName'] ? resource : without(resource, 'emails'),
    ),
    { kills: ['protocol.patch-replace.user-name'] },
  ),
  mutant(
    'store.manager-reference-stale',
    'A new manager has the $ref and name of the first',
    ['RFC7643-4.3-09'],
    (b) => {
      const first = new Map<string, JsonObject>();
      return {
        represent: (resource, stored, view) =>
          withMember(b.represent(resource, stored, view), URN, (extension) =>
            isObject(extension)
              ? withMember(extension, 'manager', (manager) => {
                  if (!isObject(manager)) return manager;
                  const known = first.get(stored.id) ?? manager;
                  first.set(stored.id, known);
                  return { ...known, value: manager['value'] ?? null };
                })
              : extension,
          ) as Resource,
      };
    },
    { kills: ['users.enterprise.manager-reference'] },
  ),
];
