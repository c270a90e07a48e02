/** Regular expressions of scripts, as far as they are harmless: neither file nor server may keep us busy with one. */

/** Longest text that is matched: ids, names, addresses and times are shorter. */
const LONGEST_TEXT = 300;
const LONGEST_PATTERN = 300;
/** With more parts of open length, the ways to match grow beyond what is quick. */
const MOST_OPEN = 3;

/**
 * The expression of `/source/flags`; undefined where it is broken, repeats groups, looks around or back, or has many
 * parts of open length.
 */
export function patternOf(text: string): RegExp | undefined {
  const end = text.lastIndexOf('/');
  const [source, flags] = [text.slice(1, end), text.slice(end + 1)];
  if (source.length > LONGEST_PATTERN || !/^[imsu]*$/.test(flags)) return undefined;
  // What is escaped, and classes of characters, count for one character.
  const skeleton = source
    .replace(/\\[^]/g, (escape) => (/\\[1-9k]/.test(escape) ? '(?=' : 'x'))
    .replace(/\[[^\]]*\]/g, 'x');
  if (/\(\?(?!:)|\)\s*[*+{]/.test(skeleton)) return undefined;
  if ((skeleton.match(/[*+]|\{\d*,\d*\}/g) ?? []).length > MOST_OPEN) return undefined;
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

/** Whether a text is short enough to be matched. */
export const isMatchable = (text: unknown): text is string => typeof text === 'string' && text.length <= LONGEST_TEXT;
