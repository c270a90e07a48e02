/** An exchange as a curl command that can be pasted: the token stays in SCIMSPEC_TOKEN. */
import type { Exchange } from './model.js';
import { visible } from './text.js';

const unsent = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'user-agent', 'transfer-encoding']);
const longest = 4096;

/** The command, or undefined for a body too long to paste. */
export function curl(exchange: Exchange): string | undefined {
  const { method, url, headers, body } = exchange.request;
  if (body !== undefined && body.length > longest) return undefined;
  const parts = [`curl -sS -i -X ${quote(method)} ${quote(url)}`];
  for (const [name, value] of Object.entries(headers)) {
    if (unsent.has(name.toLowerCase())) continue;
    parts.push(`-H ${header(name, value)}`);
  }
  if (body !== undefined && body !== '') parts.push(`--data-binary ${quote(body)}`);
  return parts.join(' \\\n  ');
}

/** A redacted value is what the reader has in SCIMSPEC_TOKEN; the scheme before it stays. */
function header(name: string, value: string): string {
  const redacted = /^(?:([A-Za-z][A-Za-z0-9-]*) )?[^ ]*redacted[^ ]*$/i.exec(value);
  if (!redacted) return quote(`${name}: ${value}`);
  const scheme = redacted[1] === undefined ? '' : `${redacted[1]} `;
  return `"${`${name}: ${scheme}`.replaceAll(/[\\"$`!]/g, '\\$&')}$SCIMSPEC_TOKEN"`;
}

/** Single quotes; ANSI-C quotes where the text holds characters that must not stand in a document as they are. */
function quote(text: string): string {
  if (visible(text) === text && !text.includes('\r')) {
    return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
  }
  const escaped = [...text]
    .map((character) => {
      if (character === '\\' || character === "'") return `\\${character}`;
      if (character === '\n') return '\\n';
      if (visible(character) === character) return character;
      const code = character.codePointAt(0) ?? 0;
      return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
    })
    .join('');
  return `$'${escaped}'`;
}
