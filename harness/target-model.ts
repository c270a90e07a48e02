/** The target: the SCIM service provider under test, how to reach it and how to speak with its rules. */
import type { VendorRules } from '../generators/rules.js';
import { isSecretHeader } from './redact.js';
import { headerSecrets, pairSecrets, REFERENCE_TOKEN } from './secrets.js';
import { UsageError } from './usage-error.js';

/** How requests prove who sends them. Further kinds (OAuth 2.0, mutual TLS) bring an `authorize` of their own. */
export type Auth =
  | { kind: 'bearer'; token: string }
  | { kind: 'basic'; user: string; password: string }
  | { kind: 'header'; name: string; value: string }
  | { kind: 'none' };

export interface Target {
  /** No trailing slash, no query. */
  baseUrl: string;
  auth: Auth;
  /** Puts the credentials into the headers (lower-case names) of one request. */
  authorize(headers: Record<string, string>): void | Promise<void>;
  /** Longest wait for one answer, milliseconds. */
  timeoutMs: number;
  /** Requests per second; unlimited when absent. */
  rate?: number;
  /** Certificate authority to trust besides the usual ones, PEM. */
  ca?: string;
  /** True: certificates are not checked. */
  insecure: boolean;
  /** True: proxies of the environment are not asked (a server of our own on loopback). */
  direct: boolean;
  /** Sent with every request; lower-case names. */
  extraHeaders: Record<string, string>;
  /** What this vendor's data must look like. */
  rules: VendorRules;
}

export type TargetOptions = Pick<Target, 'baseUrl'> & Partial<Omit<Target, 'authorize'>>;

/** Makes a target. Throws UsageError when the URL cannot be a SCIM base URL. */
export function createTarget(options: TargetOptions): Target {
  const auth = options.auth ?? { kind: 'none' };
  return {
    timeoutMs: 10_000,
    insecure: false,
    direct: false,
    rules: {},
    ...options,
    auth,
    baseUrl: checkBaseUrl(options.baseUrl),
    extraHeaders: Object.fromEntries(
      Object.entries(options.extraHeaders ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    authorize: (headers) => authorize(auth, headers),
  };
}

function authorize(auth: Auth, headers: Record<string, string>): void {
  if (auth.kind === 'bearer') headers['authorization'] = `Bearer ${auth.token}`;
  else if (auth.kind === 'basic')
    headers['authorization'] = `Basic ${Buffer.from(`${auth.user}:${auth.password}`, 'utf8').toString('base64')}`;
  else if (auth.kind === 'header') headers[auth.name.toLowerCase()] = auth.value;
}

/** The secrets of a target, for createRedactor. */
export function secretsOf(target: Pick<Target, 'auth' | 'extraHeaders'>): string[] {
  const { auth } = target;
  const secrets: string[] = [];
  if (auth.kind === 'bearer' && auth.token !== REFERENCE_TOKEN) secrets.push(auth.token);
  if (auth.kind === 'basic') secrets.push(...pairSecrets(auth.user, auth.password));
  if (auth.kind === 'header') secrets.push(...headerSecrets(auth.value));
  for (const [name, value] of Object.entries(target.extraHeaders))
    if (isSecretHeader(name)) secrets.push(...headerSecrets(value));
  return secrets.filter((secret) => secret !== '');
}

/** A base URL without trailing slash. Throws UsageError with what to do; never repeats user-info. */
export function checkBaseUrl(given: string): string {
  const text = given.trim();
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    const scheme = /^[\w.-]+(:\d+)?(\/[^?#@]*)?$/.test(text) ? ` Did you mean https://${text}?` : '';
    throw new UsageError(
      `"${withoutSecrets(text)}" is not a URL: give the SCIM base URL, such as https://example.com/scim/v2.${scheme}`,
    );
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new UsageError(
      `"${withoutSecrets(text)}" is not a web address: the SCIM base URL starts with https:// or http://.`,
    );
  if (url.username !== '' || url.password !== '')
    throw new UsageError(
      `The URL of ${url.host} holds a user name or password: leave them out and set SCIMSPEC_USER and SCIMSPEC_PASSWORD, or SCIMSPEC_TOKEN.`,
    );
  if (url.search !== '' || url.hash !== '')
    throw new UsageError(
      `"${url.origin}${url.pathname}…" has a query or a fragment: give the base URL alone, without "?" and "#".`,
    );
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** What may be repeated of a text that should have been a URL: nothing before an @, nothing after a ? or #. */
function withoutSecrets(text: string): string {
  return text
    .replace(/^(.*?\/\/)?.*@/s, '$1…@')
    .replace(/[?#].*$/s, '…')
    .slice(0, 200);
}
