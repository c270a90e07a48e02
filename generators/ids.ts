/** Ids that no object has, in the shape of one that exists. */
import type { Faker } from '@faker-js/faker';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Fewer random characters than this could name somebody. */
const ENOUGH = 12;
const HEX = 'abcdef';
/** Without I, L, O and U, which Crockford's base 32 leaves out. */
const LETTERS = 'abcdefghjkmnpqrstvwxyz';
/** A run of counters ends long before; a signed 32-bit column still holds them. */
const [FROM, TO] = [2_000_000_000, 2_147_483_000];

/**
 * An id shaped like `like` that does not exist: what a server refuses for its shape (400) it cannot be asked to miss
 * (404), and what another object might have must never be written to. UUIDs keep version and variant, numbers stay
 * numbers that counters never reach, hex stays hex, prefixes such as `user_` stay; short ids grow longer.
 */
export function unknownIdLike(like: string, faker: Faker): string {
  for (;;) {
    const id = shaped(like, faker);
    if (id !== like) return id;
  }
}

function shaped(like: string, faker: Faker): string {
  if (UUID.test(like)) return randomized(like, 0, HEX, faker, [14, 19]);
  if (!/[0-9a-z]/i.test(like)) return faker.string.uuid();
  const at = like.lastIndexOf('@');
  const tail = at > 0 ? like.slice(at) : (/[^0-9a-z]+$/i.exec(like)?.[0] ?? '');
  const stem = tail === '' ? like : like.slice(0, -tail.length);
  const prefix = /^(?:.*[^0-9a-z])?/i.exec(stem)?.[0] ?? '';
  const body = stem.slice(prefix.length);
  return `${prefix}${/^\d+$/.test(body) ? unknownNumber(body, faker) : unknownWord(body, faker)}${tail}`;
}

function unknownNumber(like: string, faker: Faker): string {
  if (like.length < 11) return String(faker.number.int({ min: FROM, max: TO })).padStart(like.length, '0');
  // A leading 8 keeps nineteen digits within a signed 64-bit column.
  return `8${faker.string.numeric(like.length - 1)}`;
}

function unknownWord(like: string, faker: Faker): string {
  const alphabet = /^[0-9a-f]+$/i.test(like) ? HEX : LETTERS;
  // Ids of a kind often begin alike, with a type or a time.
  const kept = like.length >= ENOUGH + 4 ? 3 : 0;
  const long = like.length >= ENOUGH ? like : like.padEnd(ENOUGH, like);
  return randomized(long, kept, alphabet, faker);
}

/** Draws each letter and digit again from its kind, but for the first `kept` and those at `fixed` positions. */
function randomized(like: string, kept: number, letters: string, faker: Faker, fixed: readonly number[] = []): string {
  return Array.from(like, (character, index) => {
    if (index < kept || fixed.includes(index) || !/[0-9a-z]/i.test(character)) return character;
    if (/\d/.test(character)) return faker.string.numeric(1);
    const letter = faker.helpers.arrayElement([...letters]);
    return /[A-Z]/.test(character) ? letter.toUpperCase() : letter;
  }).join('');
}
