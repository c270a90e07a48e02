/** Seeded randomness: the same keys give the same numbers, and a new seed costs next to nothing. */
import { faker as english } from '@faker-js/faker/locale/en';
import type { Faker, LocaleDefinition, Randomizer } from '@faker-js/faker';

/** The class by way of an instance: importing it from the package's root would load all seventy locales. */
const FreshFaker = english.constructor as new (options: { locale: LocaleDefinition; randomizer: Randomizer }) => Faker;

/** Dates are counted from here, never from today, so that a seed gives the same data next year. */
const REFERENCE_DATE = '2025-01-01T00:00:00.000Z';

/** Everyday English data, for what needs no locale of its own. */
export const englishDefinitions: LocaleDefinition = english.rawDefinitions;

/** A faker of its own, seeded by numbers and names: changing one of them changes everything. */
export function createFaker(keys: readonly (number | string)[], definitions = englishDefinitions): Faker {
  const faker = new FreshFaker({ locale: definitions, randomizer: smallFast() });
  faker.setDefaultRefDate(REFERENCE_DATE);
  reseed(faker, keys);
  return faker;
}

/** Starts a faker again from other keys. */
export function reseed(faker: Faker, keys: readonly (number | string)[]): void {
  faker.seed(keys.flatMap((key) => (typeof key === 'number' ? wordsOf(key) : [hashOf(key), key.length])));
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash;
}

function wordsOf(number: number): number[] {
  return [number >>> 0, Math.floor(number / 2 ** 32) >>> 0];
}

/**
 * sfc32, a small fast counting generator of 128 bits of state. Seeding it takes a dozen steps where faker's own
 * Mersenne twister fills 624 words, which matters where every object is seeded by its index.
 */
function smallFast(): Randomizer {
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 1;
  const word = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  return {
    next: () => (word() * 2 ** 21 + (word() >>> 11)) / 2 ** 53,
    seed: (given) => {
      [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
      for (const part of typeof given === 'number' ? [given] : given) {
        a = (a ^ part) | 0;
        for (let round = 0; round < 4; round += 1) word();
      }
      for (let round = 0; round < 12; round += 1) word();
    },
  };
}
