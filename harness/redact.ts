/**
 * Keeps secrets out of everything that is stored or shown. Known secrets are found in every usual encoding; header
 * values and JSON members that hold secrets by their name are hidden whatever their value.
 */
import { hideMembers, secretMemberValues } from './redact-json.js';

export const REDACTED = '‹redacted›';

/** Takes text of any origin, gives it back without the secrets. */
export type Redactor = (text: string) => string;

/** Shorter values are no secrets: hiding every `a` would hide the evidence. */
const SHORTEST = 4;
/** From this length on a secret is also looked for inside longer base64 and hex runs. */
const LONG = 8;
/** A secret found in a request is hidden elsewhere in the exchange from this length on. */
const SHORTEST_IN_REQUEST = 6;

/** A redactor for the run's secrets. Letter case is ignored, so that `%2f` and `%2F` are one. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = new Set<string>();
  for (const secret of secrets) if (secret.length >= SHORTEST) for (const form of encodings(secret)) forms.add(form);
  if (forms.size === 0) return (text) => text;
  const pattern = patternOf(
    [...forms].sort((a, b) => b.length - a.length),
    'gi',
  );
  return (text) => text.replace(pattern, REDACTED);
}

function patternOf(forms: readonly string[], flags: string): RegExp {
  return new RegExp(forms.map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), flags);
}

export interface SecretKeeper {
  /** Takes out what `base` takes out, and what was learned. */
  redact: Redactor;
  /** Remembers what a request body carries in members that are secret by name: such a password is secret everywhere. */
  learn(body: string | undefined): void;
}

/** A redactor that learns. A target may show, under any name and much later, the password that a user was given. */
export function createSecretKeeper(base: Redactor): SecretKeeper {
  const known = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    redact(text) {
      const clean = base(text);
      if (known.size === 0) return clean;
      // Forms that begin alike stand together, which lets the engine look for many at once; the longer come first.
      pattern ??= patternOf([...new Set([...known].flatMap(encodings))].sort().reverse(), 'g');
      return clean.replace(pattern, REDACTED);
    },
    learn(body) {
      if (body === undefined) return;
      for (const value of secretMemberValues(body)) {
        if (value.length < LONG || /^[a-z]*$/i.test(value) || known.has(value)) continue;
        known.add(value);
        pattern = undefined;
      }
    },
  };
}

/** The spellings in which a secret may come back: raw, percent-encoded, base64, JSON, HTML and hex. */
function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // Lone surrogates cannot be percent-encoded; the detour through bytes replaces them.
  const wellFormed = bytes.toString('utf8');
  const percent = encodeURIComponent(wellFormed);
  const everyByte = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  const json = JSON.stringify(secret).slice(1, -1);
  const escapedUnits = [...secret.split('')]
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
  const ascii = json.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const html = secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
  const forms = [
    secret,
    bytes.toString('latin1'),
    percent,
    percent.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`),
    percent.replace(/%20/g, '+'),
    encodeURIComponent(percent),
    encodeURI(wellFormed),
    everyByte,
    everyByte.replace(/%../g, (byte) => byte.toUpperCase()),
    percent.replace(/%../g, (byte) => byte.toLowerCase()),
    json,
    json.replace(/\//g, '\\/'),
    ascii,
    ascii.replace(/[<>&'/]/g, (unit) => `\\u00${unit.charCodeAt(0).toString(16)}`),
    escapedUnits,
    html,
    html.replace(/'/g, '&#39;'),
    html.replace(/'/g, '&#x27;'),
    ...base64Forms(bytes),
  ];
  if (bytes.length >= LONG) forms.push(bytes.toString('hex'), bytes.toString('hex').toUpperCase());
  return forms.filter((form) => form.length >= SHORTEST);
}

/** Base64 of the secret, alone and at the three places it can have inside a longer value such as `user:secret`. */
function base64Forms(bytes: Buffer): string[] {
  const whole = bytes.toString('base64');
  const forms = [whole];
  if (bytes.length >= LONG) {
    for (const shift of [0, 1, 2]) {
      const shifted = Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .replace(/=+$/, '');
      // The first and last characters also carry bits of the neighbors.
      const start = shift === 0 ? 0 : shift + 1;
      const end = (shift + bytes.length) % 3 === 0 ? shifted.length : shifted.length - 1;
      forms.push(shifted.slice(start, end));
    }
  }
  return forms.flatMap((form) => {
    const bare = form.replace(/=+$/, '');
    const url = bare.replace(/\+/g, '-').replace(/\//g, '_');
    return [form, bare, url, encodeURIComponent(form)];
  });
}

const SECRET_HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie']);

/** True for header names whose value is a credential by custom (`X-Api-Key`, `X-Auth-Token`). */
export function isSecretHeader(name: string): boolean {
  return (
    SECRET_HEADERS.has(name.toLowerCase()) ||
    /key$|api-?key|token|secret|password|credential|session|signature/i.test(name)
  );
}

/** Header values without secrets; the scheme of an Authorization value and the names of cookies stay. */
export function redactHeaders(headers: Record<string, string>, redact: Redactor): Record<string, string> {
  const clean: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) clean[name] = redactHeader(name.toLowerCase(), value, redact);
  return clean;
}

function redactHeader(name: string, value: string, redact: Redactor): string {
  if (name === 'authorization' || name === 'proxy-authorization') {
    const scheme = /^\s*([A-Za-z][\w-]*)\s+\S/.exec(value)?.[1];
    return scheme ? `${scheme} ${REDACTED}` : REDACTED;
  }
  if (name === 'cookie') return redact(value.replace(/=[^;]*/g, `=${REDACTED}`));
  if (name === 'set-cookie') return redact(value.replace(/(^|,\s*)([^=;,\s]+)=[^;,]*/g, `$1$2=${REDACTED}`));
  if (isSecretHeader(name)) return REDACTED;
  return redact(value);
}

const SECRET_PARAMETERS =
  /([?&;](?:access_token|refresh_token|id_token|token|client_secret|password|api_?key|secret|sig|signature)=)([^&#;]*)/gi;

/** A URL without user-info, without values of parameters that carry credentials, and without known secrets. */
export function redactUrl(url: string, redact: Redactor): string {
  const bare = url
    .replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#@]*@/i, `$1${REDACTED}@`)
    .replace(SECRET_PARAMETERS, `$1${REDACTED}`);
  return redact(bare);
}

/** A body without known secrets and without the values of members that are secret by name; broken JSON too. */
export function redactBody(text: string, redact: Redactor): string {
  return redact(hideMembers(text, REDACTED));
}

/**
 * A redactor that also hides the secrets of one request: passwords in its body, credentials in its URL and headers.
 * An answer that reveals one of them is then evidence without being a leak. Header names are lower case.
 */
export function withRequestSecrets(
  redact: Redactor,
  request: { url: string; headers: Record<string, string>; body?: string },
): Redactor {
  const values = request.body === undefined ? [] : secretMemberValues(request.body);
  for (const [, , value = ''] of request.url.matchAll(SECRET_PARAMETERS)) values.push(percentDecoded(value));
  for (const [name, value] of Object.entries(request.headers))
    if (isSecretHeader(name)) values.push(value.replace(/^\S+\s+/, ''));
  const forms = values
    .filter((value) => value.length >= SHORTEST_IN_REQUEST && redact(value) === value)
    .flatMap(commonForms);
  if (forms.length === 0) return redact;
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, REDACTED), redact(text));
}

/** The likely spellings alone: these secrets are made up for one request, and every request pays for the search. */
function commonForms(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(bytes.toString('utf8')),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
  return [...new Set(forms)];
}

function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
