/** Text functions of mapping expressions (Microsoft Learn, expression reference). */
import type { FunctionDefinition } from './functions.js';
import { EvaluationError, integerOf, isEmpty, textOf, type Value } from './values.js';

const at = (args: Value[], index: number): Value => args[index] ?? null;

/** A function of one text; no value in, no value out. */
function ofText(change: (text: string) => Value): FunctionDefinition {
  return { arity: [1, 1], apply: (args) => (at(args, 0) === null ? null : change(textOf(at(args, 0)))) };
}

function withCulture(change: (text: string, culture?: string) => string): FunctionDefinition {
  return {
    arity: [1, 2],
    apply: (args) => {
      if (at(args, 0) === null) return null;
      const culture = textOf(at(args, 1));
      try {
        return change(textOf(at(args, 0)), culture || undefined);
      } catch {
        throw new EvaluationError(`"${culture}" is not a culture name such as en-US`);
      }
    },
  };
}

/** Letters of the documented table that are not a base letter with marks. */
const SPECIAL: Record<string, string> = {
  æ: 'ae',
  Æ: 'AE',
  ø: 'oe',
  Ø: 'OE',
  œ: 'oe',
  Œ: 'OE',
  ß: 'ss',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
};

/** Text without accents, by the documented table: base letters stay, æ and ø become two letters. */
export function stripDiacritics(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[æÆøØœŒßłŁı]/g, (letter) => SPECIAL[letter] ?? letter)
    .normalize('NFC');
}

// .NET keeps an apostrophe inside a word: o'neil becomes O'neil.
const WORD_BREAK = /[\s\p{Cc}\p{Cf}\p{Pc}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Po}\p{Pf}\p{Sm}\p{Sc}\p{Sk}\p{So}]/u;

function properCase(text: string, separators: string | null): string {
  let start = true;
  return [...text.toLowerCase()]
    .map((char) => {
      const breaks = separators === null ? char !== "'" && WORD_BREAK.test(char) : separators.includes(char);
      const written = start && !breaks ? char.toUpperCase() : char;
      start = breaks;
      return written;
    })
    .join('');
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const SPECIALS = '~!@#$%^&*_-+=`|\\(){}[]:;"\'<>,.?/';

function randomString(args: Value[], random: () => number): string {
  const [length = 0, digits = 0, special = 0, capitals = 0, lower = 0] = [0, 1, 2, 3, 4].map((index) =>
    integerOf(at(args, index), 'each length'),
  );
  if (length < 1 || length > 256) throw new EvaluationError('the length must be 1 to 256');
  if (Math.min(digits, special, capitals, lower) < 0) throw new EvaluationError('a minimum cannot be negative');
  if (digits + special + capitals + lower > length) throw new EvaluationError('the minimums exceed the length');
  const avoid = textOf(at(args, 5));
  const allowed = (set: string): string => {
    const left = [...set].filter((char) => !avoid.includes(char)).join('');
    if (!left) throw new EvaluationError('no character is left to choose from');
    return left;
  };
  const pick = (set: string): string => set.charAt(Math.floor(random() * set.length));
  const chars: string[] = [];
  const add = (count: number, set: string): void => {
    for (let n = 0; n < count; n += 1) chars.push(pick(allowed(set)));
  };
  add(digits, '0123456789');
  add(special, SPECIALS);
  add(capitals, LOWER.toUpperCase());
  add(lower, LOWER);
  add(length - chars.length, `${LOWER}0123456789`);
  for (let n = chars.length - 1; n > 0; n -= 1) {
    const other = Math.floor(random() * (n + 1));
    [chars[n], chars[other]] = [chars[other] ?? '', chars[n] ?? ''];
  }
  return chars.join('');
}

function guid(random: () => number): string {
  const hex = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16));
  hex[12] = '4';
  hex[16] = '89ab'.charAt(Math.floor(random() * 4));
  return hex.join('').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The n-th word; words are runs of characters that are not delimiters. */
function word(text: string, number: number, delimiters: string): string {
  if (number < 1) return '';
  const words: string[] = [];
  let current = '';
  for (const char of text) {
    if (!delimiters.includes(char)) current += char;
    else if (current) {
      words.push(current);
      current = '';
    }
  }
  if (current) words.push(current);
  return words[number - 1] ?? '';
}

export const TEXT_FUNCTIONS: Record<string, FunctionDefinition> = {
  Append: {
    arity: [2, 2],
    apply: (args) => (at(args, 0) === null ? null : textOf(at(args, 0)) + textOf(at(args, 1))),
  },
  ConvertToBase64: ofText((text) => Buffer.from(text, 'utf16le').toString('base64')),
  ConvertToUTF8Hex: ofText((text) => Buffer.from(text, 'utf8').toString('hex').toUpperCase()),
  Guid: { arity: [0, 0], apply: (_args, context) => guid(() => context.random()) },
  InStr: {
    arity: [2, 4],
    apply: (args) => {
      const text = textOf(at(args, 0));
      const sought = textOf(at(args, 1));
      const start = at(args, 2) === null ? 1 : integerOf(at(args, 2), 'start');
      if (start < 1) throw new EvaluationError('start counts from 1');
      const loose = /^vbTextCompare$/i.test(textOf(at(args, 3)));
      const fold = (value: string): string => (loose ? value.toLowerCase() : value);
      return fold(text).indexOf(fold(sought), start - 1) + 1;
    },
  },
  Join: {
    arity: [2, Infinity],
    apply: (args) => {
      const [separator, ...sources] = args;
      // The documented example joins an empty text without leaving its separator behind.
      const parts = sources.flat().filter((value) => !isEmpty(value));
      return parts.length > 0 ? parts.map(textOf).join(textOf(separator ?? null)) : null;
    },
  },
  Left: {
    arity: [2, 2],
    apply: (args) => {
      const count = integerOf(at(args, 1), 'NumChars');
      return count < 0 ? textOf(at(args, 0)) : textOf(at(args, 0)).slice(0, count);
    },
  },
  Len: ofText((text) => text.length),
  Mid: {
    arity: [3, 3],
    apply: (args) => {
      if (at(args, 0) === null) return null;
      const start = integerOf(at(args, 1), 'start');
      const length = integerOf(at(args, 2), 'length');
      if (start < 1 || length < 0) throw new EvaluationError('start counts from 1 and the length from 0');
      return textOf(at(args, 0)).slice(start - 1, start - 1 + length);
    },
  },
  NormalizeDiacritics: ofText(stripDiacritics),
  PCase: {
    arity: [1, 2],
    apply: (args) =>
      at(args, 0) === null ? null : properCase(textOf(at(args, 0)), at(args, 1) === null ? null : textOf(at(args, 1))),
  },
  RandomString: { arity: [5, 6], apply: (args, context) => randomString(args, () => context.random()) },
  Split: {
    arity: [2, 2],
    apply: (args) => {
      if (isEmpty(at(args, 0))) return null;
      const delimiter = textOf(at(args, 1));
      if (!delimiter) throw new EvaluationError('the delimiter is empty');
      // The documented output of "PermissionSetOne, PermissionSetTwo" has no leading space.
      return textOf(at(args, 0))
        .split(delimiter)
        .map((part) => part.trim());
    },
  },
  StripSpaces: ofText((text) => text.replaceAll(' ', '')),
  ToLower: withCulture((text, culture) => text.toLocaleLowerCase(culture ?? 'en-US')),
  ToUpper: withCulture((text, culture) => text.toLocaleUpperCase(culture ?? 'en-US')),
  Word: {
    arity: [3, 3],
    apply: (args) => word(textOf(at(args, 0)), integerOf(at(args, 1), 'WordNumber'), textOf(at(args, 2))),
  },
};
