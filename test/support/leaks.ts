/** Secrets as a server, a proxy or a formatter may spell them, and the search for them in what is left of a run. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';

/** Beginnings of a secret up to this length say nothing. */
const HARMLESS = 8;

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
const json = (text: string): string => JSON.stringify(text).slice(1, -1);
const slashes = (text: string): string => text.replace(/\//g, '\\/');
const html = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const percent = encodeURIComponent;

/** A secret in many spellings, alone and inside of longer values. */
export function spellings(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret, 'utf8');
  const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
  return {
    ...textual(secret),
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    'base64, percent': percent(bytes.toString('base64')),
    'base64 in JSON, slashes escaped': slashes(json(bytes.toString('base64'))),
    'base64 of Latin-1': Buffer.from(secret, 'latin1').toString('base64'),
    'base64 of user:secret': base64(`someone:${secret}`),
    'base64 of a:secret:b': base64(`a:${secret}:b`),
    'base64 of a form': base64(`someone:${percent(secret)}`),
    'base64 of JSON': base64(JSON.stringify({ token: secret })),
    'base64url of xy:secret': Buffer.from(`xy:${secret}`).toString('base64url'),
    hex: bytes.toString('hex'),
    'hex, upper case': bytes.toString('hex').toUpperCase(),
  };
}

/** Spellings whose beginning is that of the secret, and which can be cut anywhere. */
function textual(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret, 'utf8');
  const ascii = json(secret).replace(/[^ -~]/g, escaped);
  return {
    raw: secret,
    percent: percent(secret),
    'percent, lower case': percent(secret).replace(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase()),
    'percent, every byte': [...bytes].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    form: new URLSearchParams({ a: secret }).toString().slice(2),
    'percent twice': percent(percent(secret)),
    json: json(secret),
    'JSON, slashes escaped': slashes(json(secret)),
    'JSON, ASCII': ascii,
    'JSON, all of it escaped': secret.split('').map(escaped).join(''),
    'JSON, markup escaped': ascii.replace(/[<>&'/]/g, escaped),
    'JSON in JSON': json(json(secret)),
    'JSON in JSON, slashes escaped': slashes(json(slashes(json(secret)))),
    'JSON in JSON in JSON': json(json(json(secret))),
    'percent in JSON': slashes(json(percent(secret))),
    'JSON, percent': percent(json(secret)),
    html: html(secret),
    'HTML twice': html(html(secret)),
    'HTML in ASCII JSON': json(html(secret)).replace(/[<>&]/g, escaped),
    'HTML, by number': secret
      .split('')
      .map((unit) => `&#${unit.charCodeAt(0)};`)
      .join(''),
    'HTML, by hexadecimal number': secret
      .split('')
      .map((unit) => `&#x${unit.charCodeAt(0).toString(16)};`)
      .join(''),
    'read as Latin-1': bytes.toString('latin1'),
    'other letter case': secret.toUpperCase(),
  };
}

/** The first twelve characters of a secret, and eleven of it in base64 and hex. */
export function beginnings(secret: string): Record<string, string> {
  const head = Buffer.from(secret.slice(0, HARMLESS + 4), 'utf8');
  return {
    ...textual(secret.slice(0, HARMLESS + 4)),
    'base64, cut': head.toString('base64').replace(/=+$/, ''),
    'base64 of user:secret, cut': Buffer.from(`someone:${secret}`).toString('base64').slice(0, 26),
    'hex, cut': head.toString('hex'),
  };
}

/** What a text means when its escapes and encodings are taken off, layer by layer: itself included. */
function meanings(text: string): string[] {
  const found = [text];
  for (let layer = 0; layer < 6; layer += 1) {
    const last = found.at(-1) ?? '';
    const next = last
      .replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replace(/%/g, ''), 'hex').toString('utf8'))
      .replace(/&#x([\da-f]{1,6});/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/&#(\d{1,7});/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&amp;/g, '&')
      .replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\(["\\/])/g, '$1');
    if (next === last) break;
    found.push(next);
  }
  // Base64 and hex, read at each of the places where they may have begun.
  const runs = [...text.matchAll(/[\w+/-]{10,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((from) => Buffer.from(run.slice(from), 'base64').toString('utf8')),
  );
  const hex = [...text.matchAll(/[\da-f]{18,}/gi)].flatMap(([run]) =>
    [0, 1].map((from) => Buffer.from(run.slice(from), 'hex').toString('utf8')),
  );
  return [...found, runs.join('\n'), hex.join('\n')];
}

/** Where a text shows a secret, or more than the harmless beginning of one: the words around. */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  const lower = meanings(text).map((meaning) => meaning.toLowerCase());
  return secrets.flatMap((secret) => {
    const bare = secret.slice(0, HARMLESS + 1).toLowerCase();
    const spelled = [bare, Buffer.from(bare, 'utf8').toString('latin1'), bare.replace(/ /g, '+')];
    return lower.flatMap((meaning) =>
      spelled.flatMap((each) => {
        const at = meaning.indexOf(each);
        return at < 0 ? [] : [meaning.slice(Math.max(0, at - 60), at + 60)];
      }),
    );
  });
}

/** Every file under a folder as texts: those inside an archive one by one. */
export function textsUnder(folder: string): [string, string][] {
  return readdirSync(folder).flatMap((name): [string, string][] => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return textsUnder(path);
    const bytes = readFileSync(path);
    if (name.endsWith('.zip'))
      return Object.entries(unzipSync(bytes)).map(([inner, content]) => [`${path}/${inner}`, strFromU8(content)]);
    return [[path, bytes.toString('utf8')]];
  });
}
