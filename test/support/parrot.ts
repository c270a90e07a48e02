/**
 * The reference server behind somebody who repeats what requests carry: the credentials, passwords, the whole URL; in
 * one spelling after the other; in headers, in errors and in good answers; at places where a quotation is cut.
 */
import { listen } from '../../reference/listen.js';
import type { Req, Res } from '../../reference/message.js';
import { createReference } from '../../reference/server.js';
import { beginnings, spellings } from './leaks.js';

export interface Parrot {
  url: string;
  /** Passwords that users were given. */
  passwords: Set<string>;
  close(): Promise<void>;
}

/** Repeats which of `secrets` a request carries, and the passwords of the bodies. Any credentials are good. */
export async function parrot(secrets: readonly string[]): Promise<Parrot> {
  const server = createReference();
  const passwords = new Set<string>();
  let n = 0;
  const { url, close } = await listen(
    async (request) => {
      n += 1;
      const body = request.body ?? '';
      for (const [, password = ''] of body.matchAll(/"password":"([\w!#]{12,})"/g)) passwords.add(password);
      const known = [...secrets.filter((secret) => carries(request, secret)), ...[...passwords].slice(-1)];
      const secret = known[n % known.length] ?? '';
      const spelled = Object.values({ ...spellings(secret), ...beginnings(secret) });
      const told = spelled[n % spelled.length] ?? '';
      const answer = await server.handle({
        ...request,
        headers: { ...request.headers, authorization: 'Bearer reference' },
      });
      return repeating(answer, `${'.'.repeat((n * 7) % 160)} ${told}`, request, n);
    },
    { port: 0, host: '127.0.0.1', basePath: '/scim/v2', maxBodyBytes: server.behavior.maxBodyBytes },
  );
  return { url, passwords, close };
}

/** Whether the headers of a request hold a secret: in Basic credentials, too. */
function carries({ headers = {} }: Req, secret: string): boolean {
  const values = Object.values(headers);
  const decoded = values.map((value) => Buffer.from(value.replace(/^Basic /, ''), 'base64').toString('utf8'));
  return [...values, ...decoded].some((value) => value.includes(secret));
}

function repeating(answer: Res, told: string, request: Req, n: number): Res {
  const headers = {
    ...answer.headers,
    ...(/^[ -~]*$/.test(told) ? { 'X-Echo': told } : {}),
    ...(n % 5 === 0 ? { Location: `${request.path}?token=${encodeURIComponent(told)}` } : {}),
  };
  if (n % 11 === 0) {
    const heard = `${request.path} ${JSON.stringify(request.headers)} ${request.body ?? ''}`;
    return { status: n % 2 ? 200 : 500, headers: { 'Content-Type': 'text/plain' }, body: `${told} ${heard}` };
  }
  return { ...answer, headers, body: changed(answer.body, told) };
}

/** A good answer or an error with the words in it. */
function changed(body: string, told: string): string {
  if (!body.startsWith('{')) return body;
  const value = JSON.parse(body) as Record<string, unknown>;
  const resources = Array.isArray(value['Resources']) ? (value['Resources'] as Record<string, unknown>[]) : [value];
  for (const each of resources) {
    if ('detail' in each) each['detail'] = told;
    for (const name of ['displayName', 'title', 'locale']) if (typeof each[name] === 'string') each[name] = told.trim();
    if (Array.isArray(each['emails'])) each['emails'] = [{ value: told, type: told }];
  }
  return JSON.stringify(value);
}
