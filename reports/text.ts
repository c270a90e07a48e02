/** Text of a stranger, made harmless: everything a target said passes through here on its way into a document. */

const marks = new Map<number, string>([
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x061c, 'ALM'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0x2028, 'LS'],
  [0x2029, 'PS'],
  [0xfeff, 'BOM'],
  [0xfffe, 'U+FFFE'],
  [0xffff, 'U+FFFF'],
]);

const dangerous =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]/gu;

/**
 * The same text with every character shown that could act instead of being read: control characters (terminal escape
 * sequences begin with one), marks that turn the direction of text, characters XML forbids, lone surrogates. Line
 * feeds and tabs stay. Nothing is dropped, so that evidence stays evidence: ESC becomes `␛`, U+202E becomes `‹RLO›`.
 */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(dangerous, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '␡';
    if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
    return `‹${marks.get(code) ?? `U+${code.toString(16).toUpperCase().padStart(4, '0')}`}›`;
  });
}

/** One line of visible text, at most `limit` UTF-16 units, cut with an ellipsis and never inside a character. */
export function oneLine(text: string, limit = 300): string {
  const line = visible(text.length > limit * 4 ? text.slice(0, limit * 4) : text)
    .replaceAll(/\s+/g, ' ')
    .trim();
  return cut(line, limit);
}

/** The text, or its first `limit` UTF-16 units with an ellipsis. Never cuts a surrogate pair. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\ud800-\udbff]/.test(text[limit - 2] ?? '') ? limit - 2 : limit - 1;
  return `${text.slice(0, end)}…`;
}

/** `3 checks`, `1 check`. */
export function plural(n: number, noun: string, several = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : several}`;
}

/** A whole number with a thin grouping of thousands: `12,345`. */
export function grouped(n: number): string {
  return String(Math.round(n)).replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Milliseconds as people read them: `840 ms`, `1.84 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0
    ? `${grouped(seconds / 60)} min`
    : `${grouped(Math.floor(seconds / 60))} min ${seconds % 60} s`;
}

/** An instant as `2026-11-24 09:30 UTC`; text that is no instant is returned as it is, visible. */
export function instant(iso: string): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? oneLine(iso, 40) : `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** A word of the shell: bare where that is safe, else in single quotes. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** The target's URL without credentials, query and fragment. */
export function targetName(url: string): string {
  try {
    const { origin, pathname, host } = new URL(url);
    return visible(origin === 'null' ? host + pathname : origin + pathname.replace(/\/$/, ''));
  } catch {
    return oneLine(url, 200);
  }
}
