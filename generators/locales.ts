/** Eight locales in their native scripts, loaded when asked for: each takes some ten milliseconds. */
import type { Faker, LocaleDefinition } from '@faker-js/faker';
import { englishDefinitions } from './random.js';

export interface Locale {
  /** BCP 47 tag, as `preferredLanguage` and `locale` take it (RFC 7643 section 4.1.1). */
  tag: string;
  /** Zone of the IANA database, as `timezone` takes it. */
  timezone: string;
  /** ISO 3166-1 alpha-2, as `addresses.country` takes it. */
  country: string;
  familyFirst: boolean;
  definitions: LocaleDefinition;
}

type Loaded = { faker: Faker };

const LOCALES = {
  en: ['en-US', 'America/Los_Angeles', 'US', false, undefined],
  de: ['de-DE', 'Europe/Berlin', 'DE', false, (): Promise<Loaded> => import('@faker-js/faker/locale/de')],
  el: ['el-GR', 'Europe/Athens', 'GR', false, (): Promise<Loaded> => import('@faker-js/faker/locale/el')],
  ru: ['ru-RU', 'Europe/Moscow', 'RU', false, (): Promise<Loaded> => import('@faker-js/faker/locale/ru')],
  ar: ['ar-EG', 'Africa/Cairo', 'EG', false, (): Promise<Loaded> => import('@faker-js/faker/locale/ar')],
  ja: ['ja-JP', 'Asia/Tokyo', 'JP', true, (): Promise<Loaded> => import('@faker-js/faker/locale/ja')],
  zh: ['zh-CN', 'Asia/Shanghai', 'CN', true, (): Promise<Loaded> => import('@faker-js/faker/locale/zh_CN')],
  ko: ['ko-KR', 'Asia/Seoul', 'KR', true, (): Promise<Loaded> => import('@faker-js/faker/locale/ko')],
} as const;

export type LocaleName = keyof typeof LOCALES;

/** Names of the locales. */
export const localeNames = Object.keys(LOCALES) as LocaleName[];

/** English, at hand without loading. */
export const english: Locale = {
  tag: LOCALES.en[0],
  timezone: LOCALES.en[1],
  country: LOCALES.en[2],
  familyFirst: false,
  definitions: englishDefinitions,
};

/** A locale's name from `de`, `de-DE` or `zh_CN`, letter case aside; undefined where it is none of the eight. */
export function localeNamed(text: string): LocaleName | undefined {
  const tag = text.toLowerCase().replaceAll('_', '-');
  return localeNames.find((name) => name === tag || LOCALES[name][0].toLowerCase() === tag);
}

/** Loads a locale. */
export async function loadLocale(name: LocaleName): Promise<Locale> {
  const [tag, timezone, country, familyFirst, load] = LOCALES[name];
  if (!load) return english;
  return { tag, timezone, country, familyFirst, definitions: (await load()).faker.rawDefinitions };
}
