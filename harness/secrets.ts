/** What of a credential is to be hidden, for createRedactor. */
import { decoded } from './response.js';

/** The documented token of `scimspec serve`: no secret, and a word that schema documents use. */
export const REFERENCE_TOKEN = 'reference';

/** The password, and the pair: base64 hides a short password that alone would not be found in it. */
export function pairSecrets(user: string, password: string): string[] {
  return password === '' ? [] : [password, `${user}:${password}`];
}

/** The value of a header with a credential, without its scheme (`SSWS 00a1b2…`), and what Basic encodes. */
export function headerSecrets(value: string): string[] {
  const [, scheme = '', rest] = /^(\S+)\s+(\S+)$/.exec(value) ?? [];
  if (rest === undefined) return [value];
  const pair = scheme.toLowerCase() === 'basic' ? Buffer.from(rest, 'base64').toString('utf8') : '';
  const colon = pair.indexOf(':');
  return [rest, ...(colon < 0 ? [] : pairSecrets(pair.slice(0, colon), pair.slice(colon + 1)))];
}

/** The credentials in the proxy variables of an environment. */
export function proxySecrets(env: Record<string, string | undefined>): string[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const [, user = '', password = ''] = /^(?:[a-z]+:\/\/)?([^:@/]*):([^@/]*)@/i.exec(value ?? '') ?? [];
    return /^(https?|all)_proxy$/i.test(name) ? pairSecrets(decoded(user), decoded(password)) : [];
  });
}
