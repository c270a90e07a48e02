/** What the conversations of Entra without and with the `aadOptscim062020` flag have in common. */
import {
  bodyHolds,
  fail,
  given,
  isObject,
  notApplicable,
  read,
  resourceOf,
  resourcesOf,
  type Context,
  type Given,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import {
  entraSpeaker,
  valueAt,
  type Change,
  type DialectId,
  type DialectRequest,
  type Flow,
} from '../../harness/interop.js';
import { existing, idsIn, people, speaking, type Resource, type Talk } from './_conversation.js';
import { existingGroup } from './_groups.js';
import { expectAccepted, expectCleared, expectAsBefore } from './_judge.js';
import { BASIC, ENTERPRISE, isMapped, newPerson } from './_people.js';

export type EntraId = Extract<DialectId, 'entra' | 'entra-flag'>;

export const MANAGER = `${ENTERPRISE}:manager`;

/** What some targets derive, write in a form of their own, or lack: checks of their own judge these paths. */
export const RESHAPED = /^(phoneNumbers|name\.formatted|urn:)/;

/** A PATCH of operations that no dialect makes: variants that customers' mappings give. */
export const patchOf = (path: string, operations: JsonObject[]): DialectRequest =>
  entraSpeaker.patch(path, operations, { source: '', evidence: 'UNSOURCED' });

/** Other values for everything that the default mapping lets flow on update. */
export function otherValues({ a }: Context): Flow {
  return {
    displayName: `Augusta & ${a.word()} ${a.marker()}`,
    'name.givenName': 'Augusta',
    'name.familyName': 'King-Noel',
    'name.formatted': 'Augusta King-Noel',
    title: 'Countess',
    'addresses[type eq "work"].streetAddress': '10 Ockham Lane',
    'phoneNumbers[type eq "work"].value': '+44 (20) 7946-0018',
    [`${ENTERPRISE}:department`]: 'Research & Development',
  };
}

/** A group is looked up as Entra does, until it is found or patience ends. */
export function findGroup(id: EntraId, name: () => string, group: () => string): Given<ScimResponse> {
  return given(
    'the group is looked up',
    speaking(id, ({ say, dialect, settle }) => {
      const wanted = group();
      return settle(
        () => say(dialect.matchGroup(name())),
        (seen) => idsIn(seen).includes(wanted),
      );
    }),
  );
}

/** What a write of the manager left. */
interface Managed {
  response: ScimResponse;
  shown: ScimResponse;
}

/** The three phases of the validation workflow, and their judgment: a manager is set, another one is set, it is cleared. */
export function managing(id: EntraId) {
  const { who, created } = existing(id, [...BASIC, `${ENTERPRISE}:department`]);
  const bosses = people(id, 2);
  const before = given(
    'the user is read',
    speaking(id, ({ say, dialect }) => say(dialect.readUser(created.id))),
  );
  const phase = (title: string, make: (talk: Talk) => DialectRequest[] | null): Given<Managed> =>
    given(
      title,
      speaking(id, async (talk): Promise<Managed> => {
        if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
        void before.response;
        const [request] = make(talk) ?? [];
        const response = await talk.say(request ?? null);
        return { response, shown: await talk.say(talk.dialect.readUser(created.id)) };
      }),
    );
  const current = {} as Resource;
  const set = phase('a manager is set', ({ dialect }) =>
    dialect.setManager(created.id, bosses.value[0] ?? '', current),
  );
  const changed = phase('the manager changes', ({ dialect }) =>
    dialect.changeManager(created.id, bosses.value[1] ?? '', current),
  );
  const cleared = phase('the manager is cleared', ({ dialect }) => dialect.clearManager(created.id, current));
  const boss = (index: number): string => bosses.value[index] ?? '';
  return {
    created,
    bosses,
    isSet: (): void => {
      expectAccepted(set.value.response, id, 'setManager');
      expectManager(set.value.shown, boss(0));
    },
    isChanged: (): void => {
      expectAccepted(changed.value.response, id, 'setManager');
      expectManager(changed.value.shown, boss(1));
    },
    isAlone: (): void => {
      expectManager(set.value.shown, boss(0));
      for (const { shown } of [set.value, changed.value, cleared.value])
        expectAsBefore(shown, before.response, who.value);
    },
    isCleared: (): void => {
      expectManager(changed.value.shown, boss(1));
      expectAccepted(cleared.value.response, id, 'setManager');
      expectCleared(cleared.value.shown, MANAGER);
    },
  };
}

/** Titles and remedies of the phases that are the same with and without the flag. */
export const managerSays = {
  changed: {
    title: 'a second PATCH changes the manager',
    fix: 'Put the new manager in the place of the old one.',
  },
  alone: {
    title: 'a change of the manager leaves everything else as it was',
    fix: 'Write manager into the extension that is there; do not put another extension in its place.',
  },
  cleared: {
    title: 'an empty text clears the manager',
    fix: 'Take the empty text at manager as a removal.',
  },
} as const;

/** What a pass would write: mapped values that the target shows otherwise. */
export function differing(shown: JsonObject, wanted: Flow): Change[] {
  const text = (value: unknown): string => String(value).toLowerCase();
  return Object.entries(wanted).flatMap(([path, value]) => {
    if (path === 'password') return [];
    const has = valueAt(shown, path);
    const isSame =
      typeof value === 'string' ? has === value : typeof value === 'object' ? true : text(has) === text(value);
    return isSame ? [] : [{ path, value }];
  });
}

/** The manager is shown under the extension, as an object with this value. */
export function expectManager(response: ScimResponse, id: string): void {
  const shown = valueAt(resourceOf(response), MANAGER);
  if (!isObject(shown) || read(shown, 'value') !== id)
    fail(
      `manager as {"value": ${JSON.stringify(id)}} under the extension`,
      `manager ${JSON.stringify(shown) ?? 'nothing'}`,
      {
        exchange: response.n,
      },
    );
}

/** Attributes that a list of schemas describes, in lower case: `name.givenname`, `urn:…:user:department`. */
export function discoveredPaths(response: ScimResponse): Set<string> {
  const known = new Set<string>();
  for (const schema of resourcesOf(response)) {
    const urn = String(read(schema, 'id'));
    const prefix = /^urn:ietf:params:scim:schemas:core:/i.test(urn) ? '' : `${urn}:`;
    const attributes = isObject(schema) && Array.isArray(schema['attributes']) ? schema['attributes'] : [];
    for (const attribute of attributes.filter(isObject)) {
      const name = `${prefix}${String(attribute['name'])}`;
      known.add(name.toLowerCase());
      const subs = Array.isArray(attribute['subAttributes']) ? attribute['subAttributes'].filter(isObject) : [];
      for (const sub of subs) known.add(`${name}.${String(sub['name'])}`.toLowerCase());
    }
  }
  return known;
}

/** A group with one member, as far as the target shows members. */
export function groupWithMember(id: EntraId) {
  const { name, created } = existingGroup(id);
  const filled = given(
    'the group gets a member',
    speaking(id, async (talk) => {
      const user = await talk.say(talk.dialect.createUser(newPerson(talk)));
      const member = String(read(user.json, 'id'));
      for (const request of talk.dialect.addMembers(created.id, [{ id: member }], {} as never) ?? [])
        await talk.say(request);
      const whole = await talk.scim.get(created.path);
      return { member, isShown: bodyHolds(whole, member) };
    }),
  );
  return { name, created, filled };
}
