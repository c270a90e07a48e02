/**
 * A second opinion on PATCH: a small world of users and operations, and the plainest reading of RFC 7644 section 3.5.2
 * over it. Shares no code with the product.
 */
import fc from 'fast-check';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, JsonObject } from '../../scim/types.js';

type Email = { value?: string; type?: string; primary?: boolean };
export type SmallUser = {
  schemas: string[];
  id: string;
  userName: string;
  title?: string;
  name?: { givenName?: string; familyName?: string };
  emails?: Email[];
};

const word = fc.constantFrom('a', 'b', 'c');
const type = fc.constantFrom('work', 'home');
const name = fc.record({ givenName: word, familyName: word }, { requiredKeys: [] });
const plainEmail = fc.record({ value: word, type }, { requiredKeys: ['value', 'type'] });

/** Distinct by value and type, as RFC 7643 section 2.4 wants them; at most one primary. */
const emails: fc.Arbitrary<Email[]> = fc
  .tuple(fc.uniqueArray(plainEmail, { maxLength: 3, selector: (each) => `${each.value} ${each.type}` }), fc.nat(4))
  .map(([list, primary]) => list.map((each, index) => (index === primary ? { ...each, primary: true } : each)));

export const smallUsers: fc.Arbitrary<SmallUser> = fc
  .record({ userName: word, title: word, name, emails }, { requiredKeys: ['userName'] })
  .map((user) => tidy({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id: 'x', ...user }));

const paths = ['title', 'userName', 'name', 'name.givenName', 'emails', 'work', 'work.value', 'work.primary'] as const;
type Place = (typeof paths)[number];

export interface Step {
  op: PatchOperation['op'];
  place: Place;
  value: Json;
}

const valueFor: Record<Place, fc.Arbitrary<Json>> = {
  title: word,
  userName: word,
  name: name.filter((each) => Object.keys(each).length > 0).map((each) => each as JsonObject),
  'name.givenName': word,
  emails: emails.map((each) => each as Json),
  work: fc.record({ value: word, type }).map((each) => each as JsonObject),
  'work.value': word,
  'work.primary': fc.constant(true),
};

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc
    .tuple(fc.constantFrom<Step['op']>('add', 'remove', 'replace'), fc.constantFrom(...paths))
    .chain(([op, place]) => valueFor[place].map((value) => ({ op, place, value }))),
  { minLength: 1, maxLength: 4 },
);

export function toOperation({ op, place, value }: Step): PatchOperation {
  const path = place.replace('work', 'emails[type eq "work"]');
  return op === 'remove' ? { op, path } : { op, path, value };
}

/** The user afterwards, or the keyword of the refusal. */
export function naivePatch(user: SmallUser, list: readonly Step[]): SmallUser | string {
  const state = structuredClone(user);
  for (const step of list) {
    const refusal = apply(state, step);
    if (refusal) return refusal;
    Object.assign(state, tidy(state));
    for (const key of ['title', 'name', 'emails'] as const) if (!(key in tidy(state))) delete state[key];
  }
  return tidy(state);
}

function apply(user: SmallUser, { op, place, value }: Step): string | undefined {
  if (place === 'userName' && op === 'remove') return 'mutability';
  if (place === 'title' || place === 'userName') {
    if (op === 'remove') delete user.title;
    else user[place] = value as string;
  } else if (place === 'name') {
    if (op === 'remove') delete user.name;
    else user.name = { ...user.name, ...(value as JsonObject) };
  } else if (place === 'name.givenName') {
    if (op === 'remove') delete user.name?.givenName;
    else user.name = { ...user.name, givenName: value as string };
  } else if (place === 'emails') {
    if (op === 'remove') delete user.emails;
    else if (op === 'replace') user.emails = structuredClone(value) as Email[];
    else addAll(user, value as Email[]);
  } else return applyToWork(user, op, place, value);
  return undefined;
}

function addAll(user: SmallUser, added: Email[]): void {
  const list = (user.emails ??= []);
  for (const item of structuredClone(added)) {
    const twins = list.filter((each) => each.value === item.value && each.type === item.type);
    if (twins.some((each) => each.primary || !item.primary)) continue;
    const [twin] = twins;
    if (twin) makePrimary(user, Object.assign(twin, { primary: true }));
    if (twin) continue;
    list.push(item);
    if (item.primary) makePrimary(user, item);
  }
}

function applyToWork(user: SmallUser, op: Step['op'], place: Place, value: Json): string | undefined {
  const list = user.emails ?? [];
  const selected = list.filter((each) => each.type === 'work');
  if (selected.length === 0) return op === 'remove' ? undefined : 'noTarget';
  if (place === 'work' && op === 'remove') user.emails = list.filter((each) => each.type !== 'work');
  for (const each of selected) {
    if (place === 'work' && op === 'add') Object.assign(each, value);
    if (place === 'work' && op === 'replace') {
      for (const key of ['value', 'type', 'primary'] as const) delete each[key];
      Object.assign(each, value);
    }
    if (place === 'work.value' && op === 'remove') delete each.value;
    else if (place === 'work.value') each.value = value as string;
    if (place === 'work.primary' && op === 'remove') delete each.primary;
    else if (place === 'work.primary') each.primary = true;
  }
  const first = selected.find((each) => each.primary);
  if (first && user.emails?.includes(first)) makePrimary(user, first);
  return undefined;
}

function makePrimary(user: SmallUser, winner: Email): void {
  for (const each of user.emails ?? []) if (each !== winner && each.primary) each.primary = false;
}

/** Without empty objects and lists. */
function tidy(user: SmallUser): SmallUser {
  const result = { ...user };
  if (result.name && Object.keys(result.name).length === 0) delete result.name;
  if (result.emails?.length === 0) delete result.emails;
  return result;
}
