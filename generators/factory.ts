/** What suites hold as `a`: seeded, marked data that fits the target. */
import type { Faker } from '@faker-js/faker';
import { groupModel, userModel } from '../schemas/index.js';
import { attributeNamed } from '../scim/model.js';
import type { Attribute, JsonObject, ResourceModel, Schema } from '../scim/types.js';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, sameUrn, USER_SCHEMA } from '../scim/urns.js';
import { awkwardValues, type AwkwardValue } from './awkward.js';
import { brokenValues, type BrokenValue } from './broken.js';
import { complete, completeContainers, completeReference, prune } from './complete.js';
import { unknownIdLike } from './ids.js';
import { makeResource, type Making, type ResourceOptions } from './make-resource.js';
import { markerOf } from './marker.js';
import { createFaker, reseed } from './random.js';
import { fromTemplate, removeAt, rulesFor } from './rules.js';
import type { VendorRules } from './rules.js';
import { strongPassword, userWords } from './words.js';

export interface UserOptions {
  with?: string[];
  without?: string[];
  [attribute: string]: unknown;
}

export interface Factory {
  /**
   * A minimal valid user: what its schemas and the vendor require, and the attributes that every client sends.
   * Overrides replace whole top-level attributes, `with` adds generated values, `without` takes attributes out.
   */
  user(options?: UserOptions): JsonObject;
  enterpriseUser(options?: UserOptions): JsonObject;
  /** `members` are ids of users. */
  group(options?: { members?: string[]; [attribute: string]: unknown }): JsonObject;
  /** A value of `members` that names a user, or a group. */
  member(id: string, type?: 'User' | 'Group'): JsonObject;
  /** A value of `manager`. */
  manager(id: string): JsonObject;
  /** A resource of any type with a value for all that its schemas let a client write, or for what they require. */
  resource(model: ResourceModel, options?: ResourceOptions): JsonObject;
  /** A fresh unique token that every object made here carries. */
  marker(): string;
  /** As fresh as a marker, of digits alone, without a zero in front. */
  digits(): string;
  userName(): string;
  email(): string;
  /** A telephone number, with punctuation. */
  phone(): string;
  password(): string;
  word(): string;
  uuid(): string;
  integer(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** An id of the same shape as `like` that no object has. */
  unknownId(like: string): string;
  /** Legal strings that careless servers mangle, each with a fresh marker in it. */
  awkward(): AwkwardValue[];
  /** Values that an attribute does not take, each with one fault. */
  broken(attribute: Attribute): BrokenValue[];
}

export interface FactoryOptions {
  seed: number;
  lane: string;
  /** Fixed by the run's id: the only thing that differs between two runs of a seed. */
  runMarker: string;
  /** What the target publishes; the canonical definitions stand in. */
  models: { user?: ResourceModel; group?: ResourceModel; enterprise?: Schema };
  rules: VendorRules;
}

/** One for all: a new faker costs more than the data of a lane. Each draw seeds it. */
const shared = createFaker([]);

/** Makes the factory of a lane: the same seed and lane give the same data, whatever other lanes do. */
export function createFactory({ seed, lane, runMarker, models, rules }: FactoryOptions): Factory {
  let draws = 0;
  const fresh = (): Faker => {
    reseed(shared, [seed, lane, (draws += 1)]);
    return shared;
  };
  const domain = rules.emailDomain ?? 'example.com';
  let n = 0;
  const marker = (): string => markerOf(runMarker, lane, (n += 1));
  const making = (mark: string, edition = 0): Making => ({
    mark,
    edition,
    domain,
    ...(rules.managerId === undefined ? {} : { managerId: rules.managerId }),
  });
  const userNameOf = (mark: string): string => fromTemplate(rules, 'userName', mark) ?? `${mark}@${domain}`;

  /** Fits what was made to its schemas and the vendor's rules. What the caller asks for comes last and wins. */
  const fit = (made: JsonObject, model: ResourceModel, without: readonly string[], what: Making): JsonObject => {
    complete(prune(made, model), model, rules, what);
    for (const path of [...without, ...rulesFor(model, rules).forbidden]) removeAt(made, model, path);
    return made;
  };

  const user = ({ with: extra = [], without = [], ...overrides }: UserOptions = {}): JsonObject => {
    const mark = marker();
    const faker = fresh();
    const [givenName, familyName] = [faker.person.firstName(), faker.person.lastName()];
    const address = `${mark}@${domain}`;
    const made: JsonObject = {
      schemas: [USER_SCHEMA],
      externalId: `ext-${mark}`,
      userName: address,
      name: { givenName, familyName },
      displayName: `${givenName} ${familyName} ${mark}`,
      emails: [{ value: address, type: 'work', primary: true }],
      active: true,
    };
    const words = userWords(faker, mark, domain);
    for (const name of extra) {
      if (name in made) continue;
      const word = words[name]?.();
      if (word === undefined) throw new Error(`the factory cannot make "${name}" for a user`);
      made[name === 'enterprise' ? ENTERPRISE_USER_SCHEMA : name] = word;
    }
    const model = models.user ?? userModel;
    const what = making(mark);
    return { ...fit(made, model, without, what), ...completeContainers(overrides as JsonObject, model, what) };
  };

  const memberNamed = (id: string, type: 'User' | 'Group' = 'User'): JsonObject =>
    completeReference(attributeNamed((models.group ?? groupModel).core.attributes, 'members'), id, type, making(id));

  return {
    user,
    member: memberNamed,
    manager: (id) => completeReference(managerOf(models.user ?? userModel), id, 'User', making(id)),
    enterpriseUser: (given = {}) => user({ ...given, with: [...(given.with ?? []), 'enterprise'] }),
    group: ({ members, ...overrides } = {}) => {
      const mark = marker();
      const made: JsonObject = { schemas: [GROUP_SCHEMA], externalId: `ext-${mark}`, displayName: `Team ${mark}` };
      return {
        ...fit(made, models.group ?? groupModel, [], making(mark)),
        ...(members ? { members: members.map((id) => memberNamed(id)) } : {}),
        ...overrides,
      } as JsonObject;
    },
    resource: (model, given = {}) => {
      const what = making(marker(), given.edition);
      return fit(makeResource(model, what, given), model, given.without ?? [], what);
    },
    marker,
    // The marker as a number of base 36.
    digits: () => String([...marker()].reduce((sum, letter) => sum * 36n + BigInt(parseInt(letter, 36) || 0), 0n)),
    userName: () => userNameOf(marker()),
    email: () => fromTemplate(rules, 'emails.value', marker()) ?? `${marker()}@${domain}`,
    password: () => strongPassword(fresh()),
    word: () => fresh().lorem.word(),
    uuid: () => fresh().string.uuid(),
    phone: () => `+1-555-010-${fresh().number.int({ min: 1000, max: 9999 })}`,
    integer: (min, max) => fresh().number.int({ min, max }),
    pick: (list) => fresh().helpers.arrayElement(list),
    unknownId: (like) => unknownIdLike(like, fresh()),
    awkward: () => awkwardValues(marker()),
    broken: brokenValues,
  };
}

function managerOf({ extensions }: ResourceModel): Attribute | undefined {
  const enterprise = extensions.find(({ id }) => sameUrn(id, ENTERPRISE_USER_SCHEMA));
  return enterprise && attributeNamed(enterprise.attributes, 'manager');
}
