/** What suites hold as `a`: seeded, marked data that fits the target. */
import { Faker, en, base } from '@faker-js/faker';
import { GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA, USER_SCHEMA } from '../scim/urns.js';
import { findAttribute } from '../scim/model.js';
import type { JsonObject, ResourceModel, Schema } from '../scim/types.js';
import { markerOf } from './marker.js';
import { makeResource, type ResourceOptions } from './make-resource.js';
import type { VendorRules } from './rules.js';

export interface UserOptions {
  with?: string[];
  without?: string[];
  [attribute: string]: unknown;
}

export interface Factory {
  /** A minimal valid user; overrides replace whole top-level attributes, `with` adds generated values. */
  user(options?: UserOptions): JsonObject;
  enterpriseUser(options?: UserOptions): JsonObject;
  group(options?: { members?: string[]; [attribute: string]: unknown }): JsonObject;
  /** A resource of any type with a value for all that its schemas let a client write, or for what they require. */
  resource(model: ResourceModel, options?: ResourceOptions): JsonObject;
  /** A fresh unique token that every object made here carries. */
  marker(): string;
  userName(): string;
  email(): string;
  password(): string;
  word(): string;
  uuid(): string;
  integer(min: number, max: number): number;
  pick<T>(list: readonly T[]): T;
  /** An id of the same shape as `like` that no object has. */
  unknownId(like: string): string;
}

export interface FactoryOptions {
  seed: number;
  lane: string;
  runMarker: string;
  models: { user?: ResourceModel; group?: ResourceModel; enterprise?: Schema };
  rules: VendorRules;
}

export function createFactory(options: FactoryOptions): Factory {
  const faker = new Faker({ locale: [en, base] });
  faker.seed([options.seed, ...[...options.lane].map((c) => c.charCodeAt(0))]);
  let n = 0;
  const domain = options.rules.emailDomain ?? 'example.com';
  const marker = (): string => markerOf(options.runMarker, options.lane, (n += 1));
  const knows = (path: string): boolean =>
    !options.models.user || findAttribute(options.models.user, path) !== undefined;
  const user = (given: UserOptions = {}): JsonObject => {
    const { with: extra = [], without = [], ...overrides } = given;
    const mark = marker();
    const [givenName, familyName] = [faker.person.firstName(), faker.person.lastName()];
    const address = `${mark}@${domain}`;
    const made: Record<string, unknown> = {
      schemas: [USER_SCHEMA],
      externalId: `ext-${mark}`,
      userName: address,
      name: { givenName, familyName },
      displayName: `${givenName} ${familyName} ${mark}`,
      emails: [{ value: address, type: 'work', primary: true }],
      active: true,
    };
    const more: Record<string, () => unknown> = {
      password: () => `Aa1!${faker.string.alphanumeric(20)}`,
      title: () => faker.person.jobTitle(),
      nickName: () => faker.person.firstName(),
      profileUrl: () => `https://www.${domain}/people/${mark}`,
      userType: () => 'Employee',
      preferredLanguage: () => 'en-US',
      locale: () => 'en-US',
      timezone: () => 'America/Los_Angeles',
      phoneNumbers: () => [{ value: `+1-555-${faker.string.numeric(3)}-${faker.string.numeric(4)}`, type: 'work' }],
      ims: () => [{ value: `im-${mark}`, type: 'skype' }],
      photos: () => [{ value: `https://photos.${domain}/${mark}/f`, type: 'photo' }],
      addresses: () => [
        {
          type: 'work',
          streetAddress: faker.location.streetAddress(),
          locality: faker.location.city(),
          region: 'CA',
          postalCode: faker.location.zipCode('#####'),
          country: 'US',
        },
      ],
      enterprise: () => ({
        employeeNumber: faker.string.numeric(6),
        department: 'Tour Operations',
        costCenter: '4130',
      }),
    };
    for (const name of new Set([...extra, ...(options.rules.required?.User ?? []).filter((path) => path in more)])) {
      const make = more[name];
      if (!make) throw new Error(`the factory cannot make "${name}" for a user`);
      if (name === 'enterprise') {
        made[ENTERPRISE_USER_SCHEMA] = make();
        made['schemas'] = [USER_SCHEMA, ENTERPRISE_USER_SCHEMA];
      } else made[name] = make();
    }
    for (const name of ['externalId', 'displayName', 'emails', 'name', 'active']) if (!knows(name)) delete made[name];
    const whole = withRequired(made as JsonObject, options.models.user, mark);
    for (const name of [...without, ...(options.rules.forbidden?.User ?? [])]) delete whole[name];
    return { ...templated(whole, mark), ...overrides } as JsonObject;
  };
  /** Adds what the published schemas require beyond the usual, extensions included. */
  const withRequired = (made: JsonObject, model: ResourceModel | undefined, mark: string): JsonObject => {
    if (!model) return made;
    const required = makeResource(model, mark, domain, { minimal: true });
    const schemas = [...new Set([...(made['schemas'] as string[]), ...(required['schemas'] as string[])])];
    return { ...required, ...made, schemas };
  };
  /** Puts the values of the vendor's templates in. */
  const templated = (made: JsonObject, mark: string): JsonObject => {
    for (const [path, template] of Object.entries(options.rules.templates ?? {})) {
      const value = template.replaceAll('{marker}', mark);
      const [name = path, sub] = path.startsWith('urn:') ? [path] : path.split('.');
      const parent = made[name];
      if (sub === undefined) made[name] = value;
      else if (Array.isArray(parent)) made[name] = parent.map((each) => ({ ...(each as JsonObject), [sub]: value }));
      else made[name] = { ...((parent ?? {}) as JsonObject), [sub]: value };
    }
    return made;
  };
  return {
    user,
    enterpriseUser: (given = {}) => user({ ...given, with: [...(given.with ?? []), 'enterprise'] }),
    group: ({ members, ...overrides } = {}) => {
      const mark = marker();
      const made: JsonObject = { schemas: [GROUP_SCHEMA], externalId: `ext-${mark}`, displayName: `Team ${mark}` };
      return {
        ...withRequired(made, options.models.group, mark),
        ...(members ? { members: members.map((value) => ({ value })) } : {}),
        ...overrides,
      } as JsonObject;
    },
    resource: (model, given = {}) => {
      const kind = /^\/?groups$/i.test(model.type.endpoint) ? 'Group' : 'User';
      const forbidden = options.rules.forbidden?.[kind] ?? [];
      return makeResource(model, marker(), domain, { ...given, without: [...(given.without ?? []), ...forbidden] });
    },
    marker,
    userName: () => `${marker()}@${domain}`,
    email: () => `${marker()}@${domain}`,
    password: () => `Aa1!${faker.string.alphanumeric(20)}`,
    word: () => faker.lorem.word(),
    uuid: () => faker.string.uuid(),
    integer: (min, max) => faker.number.int({ min, max }),
    pick: (list) => faker.helpers.arrayElement(list as never[]),
    unknownId: (like) =>
      like.replace(/[0-9a-z]/gi, (c) =>
        /\d/.test(c)
          ? faker.string.numeric(1)
          : /[a-f]/i.test(c)
            ? faker.helpers.arrayElement([...'abcdef'])
            : faker.string.alpha({ length: 1, casing: 'lower' }),
      ),
  };
}
