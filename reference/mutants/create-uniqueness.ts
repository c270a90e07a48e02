/** Uniqueness. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asError, failing, hearing } from './tools.js';
import { mailsOf } from './create-tools.js';

export const uniquenessMutants: Mutant[] = [
  mutant(
    'create.no-uniqueness',
    'Two users may have one userName',
    ['RFC7644-3.3-15', 'RFC7643-4.1.1-02', 'RFC7643-4.1.1-04'],
    { conflict: () => undefined },
    { bug: 17 },
  ),
  mutant(
    'create.uniqueness-case',
    'Two users may have one userName in different letter case',
    ['RFC7644-3.3-18', 'RFC7643-4.1.1-04'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        if (path !== 'userName') return path;
        const name = resource['userName'];
        return store.list(type).some((other) => other.id !== self && other.resource['userName'] === name)
          ? path
          : undefined;
      },
    }),
  ),
  mutant(
    'create.uniqueness-by-pattern',
    'A userName is looked for as a pattern, in which "_" stands for any character',
    ['RFC7644-3.3-15', 'RFC7643-4.1.1-02'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const name = String(resource['userName'] ?? '').toLowerCase();
        const isLike = (other: string): boolean =>
          other.length === name.length && [...other].every((sign, at) => name[at] === '_' || name[at] === sign);
        const others = type === 'User' ? store.list(type).filter(({ id }) => id !== self) : [];
        return others.some(({ resource: { userName } }) => isLike(String(userName).toLowerCase()))
          ? 'userName'
          : b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['users.user-name.signs'] },
  ),
  mutant(
    'create.uniqueness-of-local-part',
    'Two users may not have one name before the "@" of their userNames',
    ['RFC7644-3.3-15', 'RFC7643-4.1.1-02'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const local = (of: Resource): string => String(of['userName']).toLowerCase().split('@')[0] ?? '';
        const others = type === 'User' ? store.list(type).filter(({ id }) => id !== self) : [];
        return others.some((other) => local(other.resource) === local(resource))
          ? 'userName'
          : b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['users.user-name.signs'] },
  ),
  mutant(
    'create.conflict-400',
    'A duplicate userName is answered 400',
    ['RFC7644-3.12-15', 'RFC7644-3.3-15'],
    {
      conflictError: (path) => new ScimError(400, 'uniqueness', `Another resource has this ${path}.`),
    },
    { bug: 17 },
  ),
  mutant(
    'create.conflict-500',
    'A duplicate userName crashes the server',
    ['RFC7644-3.3-15', 'RFC7644-3.3-16'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        if (b.conflict(resource, type, store, self, op) !== undefined) throw new Error('duplicate key value');
        return undefined;
      },
    }),
    { bug: 17 },
  ),
  mutant(
    'create.conflict-422',
    'A duplicate userName is answered 422',
    ['RFC7644-3.12-15', 'RFC7644-3.3-15'],
    failing((answer) => (answer.status === 409 ? asError(answer, 422, 'uniqueness') : answer)),
    { bug: 17 },
  ),
  mutant(
    'create.conflict-returns-other',
    'A duplicate userName is answered 200 with the existing user',
    ['RFC7644-3.3-15'],
    hearing((request) => {
      const name = isObject(request.body) ? request.body['userName'] : undefined;
      if (request.method !== 'POST' || request.segments.join() !== 'Users' || typeof name !== 'string') return request;
      const found = request.store
        .list('User')
        .find((user) => String(user.resource['userName']).toLowerCase() === name.toLowerCase());
      return found ? { ...request, method: 'GET', segments: ['Users', found.id] } : request;
    }),
    { bug: 17 },
  ),
  mutant(
    'create.conflict-updates',
    'A duplicate userName updates the existing user',
    ['RFC7644-3.3-15', 'RFC7644-3.3-17'],
    hearing((request) => {
      const name = isObject(request.body) ? request.body['userName'] : undefined;
      if (request.method !== 'POST' || request.segments.join() !== 'Users' || typeof name !== 'string') return request;
      const found = request.store
        .list('User')
        .find((user) => String(user.resource['userName']).toLowerCase() === name.toLowerCase());
      return found ? { ...request, method: 'PUT', segments: ['Users', found.id] } : request;
    }),
    { bug: 41 },
  ),
  mutant(
    'create.conflict-no-keyword',
    'A duplicate userName is answered 409 without scimType',
    ['RFC7644-3.3-16'],
    {
      conflictError: (path) => new ScimError(409, undefined, `Another resource has this ${path}.`),
    },
    { bug: 16 },
  ),
  mutant(
    'create.unique-mail',
    'E-mail addresses must differ between users, and no schema says so',
    [],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const mails = mailsOf(resource);
        const taken = store
          .list(type)
          .some((other) => other.id !== self && mailsOf(other.resource).some((mail) => mails.includes(mail)));
        return taken ? 'emails.value' : b.conflict(resource, type, store, self, op);
      },
    }),
    { bug: 60 },
  ),
  mutant(
    'create.unique-mail-only',
    'Uniqueness is judged by e-mail instead of userName',
    ['RFC7644-3.3-15', 'RFC7643-4.1.1-02'],
    {
      conflict: (resource, type, store, self) => {
        const mails = mailsOf(resource);
        return store
          .list(type)
          .some((other) => other.id !== self && mailsOf(other.resource).some((mail) => mails.includes(mail)))
          ? 'emails.value'
          : undefined;
      },
    },
    { bug: 60 },
  ),
  mutant(
    'create.unique-display-name',
    'displayName must differ between users, and no schema says so',
    ['RFC7643-7-44'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const name = resource['displayName'];
        const taken =
          type === 'User' &&
          name !== undefined &&
          store.list(type).some((other) => other.id !== self && other.resource['displayName'] === name);
        return taken ? 'displayName' : b.conflict(resource, type, store, self, op);
      },
    }),
  ),
  mutant(
    'create.uniqueness-on-create-only',
    'Uniqueness is only enforced by POST',
    ['RFC7644-3.5.1-23', 'RFC7643-4.1.1-02', 'RFC7644-3.12-22'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        op === 'create' ? b.conflict(resource, type, store, self, op) : undefined,
    }),
    { bug: 59 },
  ),
  mutant(
    'create.uniqueness-not-by-patch',
    'Uniqueness is not enforced by PATCH',
    ['RFC7644-3.12-22', 'RFC7643-4.1.1-02'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        op === 'patch' ? undefined : b.conflict(resource, type, store, self, op),
    }),
    { bug: 59 },
  ),
];
