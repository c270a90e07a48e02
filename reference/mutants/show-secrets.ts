/** Passwords that are shown. */
import { isObject } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';

/** A create is answered with the password that was sent. */
const repeatsPassword: Change = (b) => ({
  afterResponse: (request, answer) => {
    const result = b.afterResponse(request, answer);
    const password = isObject(request.body) ? request.body['password'] : undefined;
    return request.method === 'POST' && result.status === 201 && isObject(result.body) && typeof password === 'string'
      ? { ...result, body: { ...result.body, password } }
      : result;
  },
});

export const secretMutants: Mutant[] = [
  mutant(
    'show.password',
    'The password is shown',
    ['RFC7644-3.4-03', 'RFC7643-4.1.1-29', 'RFC7643-7-37', 'RFC7643-7-33'],
    (b) => {
      const passwords = new Map<Json, string>();
      return {
        onStore: (resource, op, model, previous) => {
          const password = resource['password'];
          if (typeof password === 'string' && password !== previous?.['password'])
            passwords.set(String(resource['id']), password);
          return b.onStore(resource, op, model, previous);
        },
        shown: (resource, stored, view) => {
          const password = passwords.get(stored.id);
          return { ...b.shown(resource, stored, view), ...(password === undefined ? {} : { password }) };
        },
      };
    },
  ),
  mutant(
    'show.password-hash',
    'The hash of the password is shown',
    ['RFC7644-3.4-03', 'RFC7643-4.1.1-29', 'RFC7643-7-37'],
    (b) => ({
      shown: (resource, stored, view) => ({
        ...b.shown(resource, stored, view),
        ...('password' in stored.resource ? { password: stored.resource['password'] ?? null } : {}),
      }),
    }),
  ),
  mutant('show.password-masked', 'The password is shown as asterisks', ['RFC7644-3.4-03', 'RFC7643-7-37'], (b) => ({
    shown: (resource, stored, view) => ({
      ...b.shown(resource, stored, view),
      ...('password' in stored.resource ? { password: '********' } : {}),
    }),
  })),
  mutant(
    'show.password-on-create',
    'The 201 repeats the password',
    ['RFC7644-3.4-03', 'RFC7643-4.1.1-29', 'RFC7643-7-37'],
    repeatsPassword,
  ),
  mutant(
    'show.password-unpublished',
    'The 201 repeats a password that no schema has',
    ['RFC7643-4.1.1-29'],
    repeatsPassword,
    { on: ['no-password'], kills: ['users.password.never-shown'] },
  ),
  mutant('show.password-in-error', 'The detail of an error repeats the password', ['RFC7643-4.1.1-29'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      const password = isObject(request.body) ? request.body['password'] : undefined;
      return result.status >= 400 && isObject(result.body) && typeof password === 'string'
        ? { ...result, body: { ...result.body, detail: `Not stored: ${password}` } }
        : result;
    },
  })),
];
