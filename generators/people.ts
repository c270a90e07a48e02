/** Synthetic people: seeded, in eight locales and their scripts, with addresses under reserved domains alone. */
import { base, de, el, en, es, Faker, fr, ja, ru, zh_CN, type LocaleDefinition } from '@faker-js/faker';
import { ENTERPRISE_USER_SCHEMA, GROUP_SCHEMA, USER_SCHEMA } from '../scim/urns.js';
import type { JsonObject } from '../scim/types.js';
import { awkwardValues } from './awkward.js';

export const locales = ['en', 'de', 'fr', 'es', 'el', 'ru', 'ja', 'zh_CN'] as const;
export type Locale = (typeof locales)[number];

const definitions: Record<Locale, LocaleDefinition> = { en, de, fr, es, el, ru, ja, zh_CN };
const tags: Record<Locale, string> = {
  en: 'en-US',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  el: 'el-GR',
  ru: 'ru-RU',
  ja: 'ja-JP',
  zh_CN: 'zh-CN',
};
const zones: Record<Locale, string> = {
  en: 'America/Los_Angeles',
  de: 'Europe/Berlin',
  fr: 'Europe/Paris',
  es: 'Europe/Madrid',
  el: 'Europe/Athens',
  ru: 'Europe/Moscow',
  ja: 'Asia/Tokyo',
  zh_CN: 'Asia/Shanghai',
};
const fakers = new Map<Locale, Faker>();

/** A generator for one person: the same seed and index give the same one, whatever was made before. */
function fakerFor(locale: Locale, seed: number, index: number): Faker {
  let faker = fakers.get(locale);
  if (!faker) {
    faker = new Faker({ locale: [definitions[locale], en, base] });
    faker.setDefaultRefDate('2026-01-01T00:00:00Z');
    fakers.set(locale, faker);
  }
  faker.seed([seed, index]);
  return faker;
}

export interface PersonOptions {
  seed: number;
  /** One of the eight; all in turn when absent. */
  locale?: Locale;
}

/** The user of an index, with enterprise data. Every twentieth bears an awkward family name. */
export function personAt(index: number, { seed, locale }: PersonOptions): JsonObject {
  const own = locale ?? locales[index % locales.length] ?? 'en';
  const faker = fakerFor(own, seed, index);
  const mark = `u${seed.toString(36)}-${index.toString(36)}`;
  const awkward = index % 20 === 19 ? awkwardValues(mark) : [];
  const givenName = faker.person.firstName();
  const familyName = awkward[faker.number.int({ min: 0, max: 10 })]?.value ?? faker.person.lastName();
  const address = `${mark}@example.com`;
  return {
    schemas: [USER_SCHEMA, ENTERPRISE_USER_SCHEMA],
    externalId: mark,
    userName: address,
    name: { givenName, familyName, formatted: `${givenName} ${familyName}` },
    displayName: `${givenName} ${familyName}`,
    title: faker.person.jobTitle(),
    locale: tags[own],
    preferredLanguage: tags[own],
    timezone: zones[own],
    active: true,
    emails: [
      { value: address, type: 'work', primary: true },
      { value: `${mark}@example.org`, type: 'home' },
    ],
    phoneNumbers: [{ value: `+1-555-${faker.string.numeric(3)}-${faker.string.numeric(4)}`, type: 'work' }],
    [ENTERPRISE_USER_SCHEMA]: {
      employeeNumber: String(index + 1).padStart(7, '0'),
      department: faker.commerce.department(),
      costCenter: faker.string.numeric(4),
    },
  };
}

/** The group of an index, without members. */
export function groupAt(index: number, { seed, locale }: PersonOptions): JsonObject {
  const faker = fakerFor(locale ?? 'en', seed, -1 - index);
  const mark = `g${seed.toString(36)}-${index.toString(36)}`;
  return { schemas: [GROUP_SCHEMA], externalId: mark, displayName: `${faker.commerce.department()} ${mark}` };
}
