/**
 * Keeps secrets out of everything that is stored or shown. Known secrets are found in every usual spelling; header
 * values and JSON members that hold secrets by their name are hidden whatever their value.
 */
import { hideMembers, secretMemberValues } from './redact-json.js';
import { decoded } from './response.js';
import { headerSecrets, REFERENCE_TOKEN } from './secrets.js';
import { createSearch, LONG, type Search } from './spellings.js';

export const REDACTED = '‹redacted›';

/** Takes text of any origin, gives it back without the secrets. */
export type Redactor = (text: string) => string;

/** Shorter values are no secrets: hiding every `a` would hide the evidence. */
const SHORTEST = 4;
/** A secret found in a request is hidden elsewhere in the exchange from this length on. */
const SHORTEST_IN_REQUEST = 6;

/** A redactor for the run's secrets, in all the spellings that `createSearch` knows; their beginnings are hidden, too. */
export function createRedactor(secrets: readonly string[]): Redactor {
  const search = createSearch();
  addTo(
    search,
    secrets.filter((secret) => secret.length >= SHORTEST),
  );
  return redactorOf(search);
}

/** What ends in another secret (`user:password`) begins with what is none, and is looked for as a whole. */
function addTo(search: Search, secrets: readonly string[]): void {
  for (const secret of secrets)
    search.add(secret, secrets.some((other) => other.length < secret.length && secret.endsWith(other)) || undefined);
}

const redactorOf =
  (search: Search): Redactor =>
  (text) =>
    search.replace(text, REDACTED);

interface SentSecrets {
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: string;
}

export interface SecretKeeper {
  /** Takes out the secrets that were named, and what was learned. */
  redact: Redactor;
  /** Remembers what a request carries where secrets stand by name: such a password is secret everywhere. */
  learn(request: SentSecrets): void;
}

/** A redactor that learns. A target may show, under any name and much later, the password that a user was given. */
export function createSecretKeeper(secrets: readonly string[]): SecretKeeper {
  const search = createSearch();
  const known = new Set<string>();
  const learn = (values: readonly string[]): void => {
    const fresh = values.filter((value) => !known.has(value));
    for (const value of fresh) known.add(value);
    addTo(search, fresh);
  };
  learn(secrets.filter((secret) => secret.length >= SHORTEST));
  return {
    redact: redactorOf(search),
    learn: (request) => learn(secretsIn(request).filter((value) => value.length >= LONG && !/^[a-z]*$/i.test(value))),
  };
}

function secretsIn(request: SentSecrets): string[] {
  const values = request.body === undefined ? [] : secretMemberValues(request.body);
  if (request.url.includes('='))
    for (const [, , value = ''] of request.url.matchAll(SECRET_PARAMETERS)) values.push(decoded(value));
  for (const name in request.headers)
    if (isSecretHeader(name)) values.push(...headerSecrets(request.headers[name] ?? ''));
  return values.filter((value) => value !== REFERENCE_TOKEN);
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
export function withRequestSecrets(redact: Redactor, request: SentSecrets): Redactor {
  const forms = secretsIn(request)
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
