/** Text of a stranger inside Markdown: it stays text, whatever it holds. */
import { cut, oneLine, visible } from './text.js';

/**
 * Prose on one line: characters with a meaning in (GitHub's) Markdown are escaped, `<` and `&` become entities, and
 * `@` and `#` are kept from mentioning people and issues; addresses are broken so that nothing links itself.
 */
export function prose(text: string, limit = 300): string {
  return oneLine(text, limit)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[\\`*_[\]|~$]/g, '\\$&')
    .replace(/^[+=-]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replaceAll('#', '&#35;')
    .replaceAll('@', '&#64;')
    .replaceAll(/:(?=\/\/)/g, '&#58;')
    .replaceAll(/\bwww\./gi, 'www&#46;');
}

/** A code span that no backtick inside can end. */
export function code(text: string, limit = 300): string {
  const line = oneLine(text, limit);
  const fence = '`'.repeat(longestRun(line) + 1);
  const padded = line === '' || line.startsWith('`') || line.endsWith('`') || /^ .* $/.test(line) ? ` ${line} ` : line;
  return `${fence}${padded}${fence}`;
}

/** A code span inside a table cell: there a pipe must be escaped even in code. */
export function cellCode(text: string, limit = 300): string {
  return code(text, limit).replaceAll('|', '\\|');
}

/** A fenced block that no line inside can end, at most `limit` UTF-16 units long. */
export function fenced(text: string, language = '', limit = 16_384): string {
  const body = visible(cut(text, limit));
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1));
  return `${fence}${language}\n${body}\n${fence}`;
}

/** A link, where the address is plain https and without surprises; else its text alone. */
export function link(text: string, url: string | undefined): string {
  return url && /^https:\/\/[A-Za-z0-9.-]+(:\d+)?(\/[A-Za-z0-9._~%/?#=&+:@-]*)?$/.test(url)
    ? `[${prose(text)}](${url})`
    : prose(text);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
