/** DELETE. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Stored } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError } from './tools.js';

export const deleteMutants: Mutant[] = [
  mutant('delete.answers-200', 'DELETE answers 200', ['RFC7644-3.6-09'], { deletedStatus: 200 }),
  mutant('delete.answers-202', 'DELETE answers 202', ['RFC7644-3.6-09'], { deletedStatus: 202 }),
  mutant(
    'delete.with-body',
    'DELETE answers 200 with a message',
    ['RFC7644-3.6-09', 'RFC7644-3.6-10'],
    answering((answer, request) =>
      request.method === 'DELETE' && answer.status === 204
        ? { status: 200, headers: {}, body: { success: true } }
        : answer,
    ),
  ),
  mutant(
    'delete.no-op',
    'DELETE answers 204 and deletes nothing',
    ['RFC7644-3.6-01', 'RFC7644-3.6-03', 'RFC7644-3.6-06', 'RFC7644-3.6-07'],
    { remove: () => undefined },
  ),
  mutant(
    'delete.deactivates',
    'DELETE only sets active to false',
    ['RFC7644-3.6-01', 'RFC7644-3.6-03', 'RFC7644-3.6-07'],
    {
      remove: (store, stored) => store.update(stored, { ...stored.resource, active: false }),
    },
  ),
  mutant('delete.still-listed', 'Deleted users still show up in lists', ['RFC7644-3.6-07'], (b) => {
    const deleted = new Set<string>();
    return {
      remove: (_store, stored) => void deleted.add(stored.id),
      find: (store, type, id) => (deleted.has(id) ? undefined : b.find(store, type, id)),
    };
  }),
  mutant(
    'delete.still-readable',
    'Deleted users can still be read by id',
    ['RFC7644-3.6-03', 'RFC7644-3.6-01'],
    (b) => {
      const deleted = new Map<string, Stored>();
      return {
        remove: (store, stored) => {
          deleted.set(stored.id, stored);
          b.remove(store, stored);
        },
        find: (store, type, id) => b.find(store, type, id) ?? deleted.get(id),
      };
    },
  ),
  mutant(
    'delete.idempotent',
    'A second DELETE is answered 204',
    ['RFC7644-3.6-06', 'RFC7644-3.6-11'],
    answering((answer, request) =>
      request.method === 'DELETE' && answer.status === 404 ? { status: 204, headers: {} } : answer,
    ),
  ),
  mutant(
    'delete.then-500',
    'PUT and PATCH on a deleted resource crash the server',
    ['RFC7644-3.6-04', 'RFC7644-3.6-05'],
    answering((answer, request) =>
      answer.status === 404 && ['PUT', 'PATCH'].includes(request.method) ? asError(answer, 500) : answer,
    ),
  ),
  mutant(
    'delete.patch-204',
    'A PATCH on an unknown id is answered 204',
    ['RFC7644-3.5.2-38', 'RFC7644-3.6-05'],
    answering((answer, request) =>
      answer.status === 404 && request.method === 'PATCH' ? { status: 204, headers: {} } : answer,
    ),
  ),
  mutant('delete.put-revives', 'A PUT brings a deleted resource back', ['RFC7644-3.6-04', 'RFC7644-3.2-07'], (b) => {
    const deleted = new Map<string, Stored>();
    return {
      remove: (store, stored) => {
        deleted.set(stored.id, stored);
        b.remove(store, stored);
      },
      beforeRequest: (request) => {
        const old = request.method === 'PUT' ? deleted.get(request.segments[1] ?? '') : undefined;
        if (old && !request.store.get(old.id)) request.store.add(old.type, old.id, old.resource, old.created);
        return b.beforeRequest(request);
      },
    };
  }),
  mutant('delete.blocks-name', 'The userName of a deleted user stays taken', ['RFC7644-3.6-08'], (b) => {
    const names = new Set<string>();
    return {
      remove: (store, stored) => {
        names.add(String(stored.resource['userName']).toLowerCase());
        b.remove(store, stored);
      },
      conflict: (resource, type, store, self, op) =>
        type === 'User' && op === 'create' && names.has(String(resource['userName']).toLowerCase())
          ? 'userName'
          : b.conflict(resource, type, store, self, op),
    };
  }),
  mutant('delete.too-much', 'Deleting a group deletes its members', ['RFC7644-3.6-01', 'RFC7644-3.2-09'], (b) => ({
    remove: (store, stored) => {
      for (const entry of valuesOf(stored.resource['members'])) {
        const target = isObject(entry) ? store.get(String(entry['value'])) : undefined;
        if (target && stored.type === 'Group') b.remove(store, target);
      }
      b.remove(store, stored);
    },
  })),
  mutant('delete.refused', 'Active users cannot be deleted', ['RFC7644-3.6-01', 'RFC7644-3.2-09'], (b) => ({
    remove: (store, stored) => {
      if (stored.resource['active'] === true) throw new ScimError(405, undefined, 'Deactivate the user first.');
      b.remove(store, stored);
    },
  })),
];
