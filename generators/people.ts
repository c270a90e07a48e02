/** Synthetic people: seeded, in eight locales and their scripts, with addresses under reserved domains alone. */
import type { Faker } from '@faker-js/faker';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../scim/urns.js';
import type { JsonObject } from '../scim/types.js';
import { awkwardStrings } from './awkward.js';
import { loadLocale, localeNames, type Locale, type LocaleName } from './locales.js';
import { createFaker, reseed } from './random.js';
import { phoneNumber } from './words.js';

export interface Person {
  /** Unique within the seed: `u1-2s`. */
  token: string;
  /** Unique and stable, shaped like a UUID. */
  id: string;
  givenName: string;
  familyName: string;
  displayName: string;
  title: string;
  department: string;
  city: string;
  phone: string;
  employeeNumber: string;
  costCenter: string;
  active: boolean;
  locale: Locale;
}

export interface People {
  /** The person of an index: always the same, whatever was made before. */
  person(index: number): Person;
  /** The id of a person alone, for who is only pointed at. */
  personId(index: number): string;
  group(index: number): { token: string; id: string; displayName: string };
  groupId(index: number): string;
}

export interface PeopleOptions {
  seed: number;
  /** One of the eight; all in turn when absent. */
  locale?: LocaleName;
}

/** Loads the locales and gives the people and groups of a seed. */
export async function openPeople({ seed, locale }: PeopleOptions): Promise<People> {
  const names = locale === undefined ? localeNames : [locale];
  const tongues = await Promise.all(
    names.map(async (name) => {
      const own = await loadLocale(name);
      return { locale: own, faker: createFaker([seed], own.definitions) };
    }),
  );
  const ids = createFaker([seed]);
  const idOf = (kind: string, index: number): string => {
    reseed(ids, [seed, kind, index]);
    return ids.string.uuid();
  };
  const tongueOf = (kind: string, index: number): (typeof tongues)[number] => {
    const tongue = tongues[index % tongues.length];
    if (!tongue) throw new RangeError(`the index ${index} is no whole number from 0`);
    reseed(tongue.faker, [seed, kind, index]);
    return tongue;
  };
  return {
    person: (index) => {
      const { faker, locale: own } = tongueOf('person', index);
      return personFrom(faker, own, index, `u${seed.toString(36)}-${index.toString(36)}`, idOf('person', index));
    },
    personId: (index) => idOf('person', index),
    group: (index) => {
      const { faker } = tongueOf('group', index);
      const token = `g${seed.toString(36)}-${index.toString(36)}`;
      return { token, id: idOf('group', index), displayName: `${faker.commerce.department()} ${token}` };
    },
    groupId: (index) => idOf('group', index),
  };
}

function personFrom(faker: Faker, locale: Locale, index: number, token: string, id: string): Person {
  const givenName = faker.person.firstName();
  // Every twentieth bears a name that careless readers stumble over.
  const familyName = index % 20 === 19 ? faker.helpers.arrayElement(awkwardStrings).value : faker.person.lastName();
  return {
    token,
    id,
    givenName,
    familyName,
    displayName: locale.familyFirst ? `${familyName} ${givenName}` : `${givenName} ${familyName}`,
    title: faker.person.jobTitle(),
    department: faker.commerce.department(),
    city: faker.location.city(),
    phone: phoneNumber(faker),
    employeeNumber: String(index + 1).padStart(7, '0'),
    costCenter: faker.string.numeric(4),
    active: index % 25 !== 24,
    locale,
  };
}

/** A person as a SCIM user with enterprise data, as a client would POST it; what others see of it names its token. */
export function userOf(person: Person): JsonObject {
  const { token, givenName, familyName, displayName, locale } = person;
  return {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    externalId: token,
    userName: `${token}@example.com`,
    name: { givenName, familyName, formatted: displayName },
    displayName: `${displayName} ${token}`,
    title: person.title,
    locale: locale.tag,
    preferredLanguage: locale.tag,
    timezone: locale.timezone,
    active: person.active,
    emails: [
      { value: `${token}@example.com`, type: 'work', primary: true },
      { value: `${token}@example.org`, type: 'home' },
    ],
    phoneNumbers: [{ value: person.phone, type: 'work' }],
    addresses: [{ type: 'work', locality: person.city, country: locale.country }],
    [ENTERPRISE_USER_SCHEMA]: {
      employeeNumber: person.employeeNumber,
      department: person.department,
      costCenter: person.costCenter,
    },
  };
}

/** A SCIM group without members, as a client would POST it. */
export function groupOf({ token, displayName }: { token: string; displayName: string }): JsonObject {
  return { schemas: [GROUP_SCHEMA], externalId: token, displayName };
}
