/** Answers to PATCH, paths and operations without path. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise, tolerating } from './patching.js';
import { answering, hearing, isOne, storing, without, withStatus } from './tools.js';

export const patchMutants: Mutant[] = [
  mutant(
    'patch.no-op',
    'PATCH answers success and changes nothing',
    ['RFC7644-3.2-08', 'RFC7644-3.5.2.3-04'],
    {
      applyPatch: (resource) => resource,
    },
    { bug: 27 },
  ),
  mutant(
    'patch.active-no-op',
    'PATCH does not change active',
    ['RFC7643-4.1.1-27'],
    storing((resource, op, previous) =>
      op === 'patch' && previous?.['active'] !== undefined ? { ...resource, active: previous['active'] } : resource,
    ),
    { bug: 27 },
  ),
  mutant(
    'patch.answers-202',
    'PATCH answers 202',
    ['RFC7644-3.5.2-35'],
    answering((answer, request) =>
      request.method === 'PATCH' && answer.status < 300 ? withStatus(answer, 202) : answer,
    ),
  ),
  mutant(
    'patch.answers-201',
    'PATCH answers 201',
    ['RFC7644-3.5.2-35'],
    answering((answer, request) =>
      request.method === 'PATCH' && answer.status < 300 ? withStatus(answer, 201) : answer,
    ),
  ),
  mutant('patch.no-body', 'PATCH answers 200 without body', ['RFC7644-3.5.2-35', 'RFC7644-3.5.2-37'], (b) => ({
    writeBody: (resource, op) => (op === 'patch' ? undefined : b.writeBody(resource, op)),
    patchedStatus: () => 200,
  })),
  mutant('patch.brief', 'PATCH answers 200 with id and meta alone', ['RFC7644-3.5.2-35', 'RFC7643-3-03'], (b) => ({
    patchedStatus: () => 200,
    writeBody: (resource, op) =>
      op === 'patch' ? { id: resource['id'] ?? null, meta: resource['meta'] ?? null } : b.writeBody(resource, op),
  })),
  mutant(
    'patch.message',
    'PATCH answers 200 with a message',
    ['RFC7644-3.5.2-35'],
    answering((answer, request) =>
      request.method === 'PATCH' && answer.status < 300
        ? { ...answer, status: 200, body: { message: 'updated' } }
        : answer,
    ),
  ),
  mutant(
    'patch.old-state',
    'The answer to a PATCH shows the state before',
    ['RFC7644-3.5.2-35', 'RFC7644-3.1-10'],
    (b) => {
      const before = new Map<string, Resource>();
      return {
        patchedStatus: () => 200,
        onStore: (resource, op, model, previous) => {
          if (op === 'patch' && previous) before.set(String(resource['id']), previous);
          return b.onStore(resource, op, model, previous);
        },
        writeBody: (resource, op) => {
          const old = op === 'patch' ? before.get(String(resource['id'])) : undefined;
          return b.writeBody(old ? { ...without(old, 'password'), meta: resource['meta'] ?? null } : resource, op);
        },
      };
    },
  ),
  mutant('patch.attributes-204', 'PATCH with attributes answers 204', ['RFC7644-3.5.2-37'], {
    patchedStatus: () => 204,
  }),
  mutant(
    'patch.attributes-ignored',
    'PATCH with attributes answers with the whole resource',
    ['RFC7644-3.9-04', 'RFC7644-3.4.2.5-03'],
    hearing((request) =>
      request.method === 'PATCH'
        ? {
            ...request,
            query: new Map([...request.query].map(([name, value]) => [name, name === 'attributes' ? '' : value])),
          }
        : request,
    ),
  ),
  mutant(
    'patch.unknown-path-ignored',
    'Paths that name no attribute are ignored',
    ['RFC7644-3.5.2-16'],
    tolerating((error) => error.scimType === 'invalidPath' && /names no attribute|is no attribute/.test(error.detail)),
    { bug: 28 },
  ),
  mutant(
    'patch.unknown-path-500',
    'A path that names no attribute crashes the server',
    ['RFC7644-3.5.2-16', 'RFC7644-3.5.2-20'],
    stepwise((_operation, run) => {
      try {
        return run();
      } catch (error) {
        if (error instanceof ScimError && error.scimType === 'invalidPath')
          throw new TypeError('undefined is no object');
        throw error;
      }
    }),
  ),
  mutant(
    'patch.bad-path-ignored',
    'Paths that cannot be read are ignored',
    ['RFC7644-3.5.2-15'],
    tolerating((error) => error.scimType === 'invalidPath'),
  ),
  mutant(
    'patch.paths-exact',
    'Paths are only known in their exact letter case',
    ['RFC7644-3.5.2-21', 'RFC7643-2.1-02'],
    stepwise((operation, run) => {
      if (operation.path !== undefined && /^[A-Z]/.test(operation.path))
        throw new ScimError(400, 'invalidPath', 'No such attribute.');
      return run();
    }),
  ),
  mutant(
    'patch.paths-exact-ignored',
    'Paths in another letter case are ignored',
    ['RFC7644-3.5.2-21', 'RFC7643-2.1-02'],
    stepwise((operation, run, resource) =>
      operation.path !== undefined && /^[A-Z]/.test(operation.path) ? resource : run(),
    ),
  ),
  mutant(
    'patch.no-core-urn',
    'Paths with the URN of the core schema are refused',
    ['RFC7644-3.5.2-14', 'RFC7644-3.10-01'],
    stepwise((operation, run) => {
      if (/^urn:.*:core:/i.test(operation.path ?? '')) throw new ScimError(400, 'invalidPath', 'No such attribute.');
      return run();
    }),
  ),
  mutant(
    'patch.no-extension-urn',
    'Paths with the URN of an extension are refused',
    ['RFC7644-3.5.2-14'],
    stepwise((operation, run) => {
      if (/^urn:.*:extension:/i.test(operation.path ?? ''))
        throw new ScimError(400, 'invalidPath', 'No such attribute.');
      return run();
    }),
  ),
  mutant(
    'patch.extension-urn-ignored',
    'Paths with the URN of an extension change nothing',
    ['RFC7644-3.5.2-14', 'RFC7644-3.5.2-25'],
    stepwise((operation, run, resource) => (/^urn:.*:extension:/i.test(operation.path ?? '') ? resource : run())),
  ),
  mutant(
    'patch.needs-path',
    'Operations without path are refused',
    ['RFC7644-3.5.2.1-03', 'RFC7644-3.5.2.3-16'],
    stepwise((operation, run) => {
      if (operation.path === undefined && operation.op !== 'remove')
        throw new ScimError(400, 'noTarget', 'A path is missing.');
      return run();
    }),
    { bug: 10 },
  ),
  mutant(
    'patch.no-path-ignored',
    'Operations without path change nothing',
    ['RFC7644-3.5.2.1-03', 'RFC7644-3.5.2.3-16'],
    stepwise((operation, run, resource) =>
      operation.path === undefined && operation.op !== 'remove' ? resource : run(),
    ),
    { bug: 10 },
  ),
  mutant(
    'patch.no-path-500',
    'An operation without path crashes the server',
    ['RFC7644-3.5.2.1-03', 'RFC7644-3.5.2.3-16'],
    stepwise((operation, run) => {
      if (operation.path === undefined) throw new TypeError('path is undefined');
      return run();
    }),
    { bug: 10 },
  ),
  mutant(
    'patch.no-path-first',
    'An operation without path changes only the first attribute',
    ['RFC7644-3.5.2.1-03', 'RFC7644-3.5.2.3-16'],
    stepwise((operation, run) =>
      operation.path === undefined && isObject(operation.value)
        ? run({ ...operation, value: Object.fromEntries(Object.entries(operation.value).slice(0, 1)) })
        : run(),
    ),
  ),
  mutant(
    'patch.no-path-wipes',
    'A replace without path replaces the whole resource',
    ['RFC7644-3.5.2.3-02'],
    stepwise((operation, run, resource) => {
      if (operation.op !== 'replace' || operation.path !== undefined) return run();
      const { schemas, id, meta, userName, displayName } = resource;
      const bare = { schemas, id, meta, ...(userName === undefined ? { displayName } : { userName }) };
      return run(
        operation,
        Object.fromEntries(Object.entries(bare).filter(([, value]) => value !== undefined)) as Resource,
      );
    }),
    { bug: 53 },
  ),
  mutant(
    'patch.no-path-add-replaces',
    'An add without path replaces multi-valued attributes',
    ['RFC7644-3.5.2.1-10'],
    stepwise((operation, run) =>
      operation.op === 'add' && operation.path === undefined ? run({ ...operation, op: 'replace' }) : run(),
    ),
  ),
  mutant(
    'patch.no-path-replace-appends',
    'A replace without path appends to multi-valued attributes',
    ['RFC7644-3.5.2.3-03'],
    stepwise((operation, run) =>
      operation.op === 'replace' && operation.path === undefined ? run({ ...operation, op: 'add' }) : run(),
    ),
  ),
  mutant(
    'patch.needs-enterprise',
    'PATCH of a user without extension crashes the server',
    ['RFC7644-3.5.2-20', 'RFC7644-3.5.2-25'],
    stepwise((operation, run, resource) => {
      if (
        /^urn:.*:extension:/i.test(operation.path ?? '') &&
        !Object.keys(resource).some((name) => name.includes(':extension:'))
      ) {
        throw new TypeError('undefined is no object');
      }
      return run();
    }),
  ),
  mutant('patch.one-modified', 'PATCH does not set lastModified', ['RFC7644-3.5.2-39', 'RFC7643-3.1-30'], (b) => {
    const patched = new Set<string>();
    return {
      onStore: (resource, op, model, previous) => {
        if (op === 'patch') patched.add(String(resource['id']));
        else patched.delete(String(resource['id']));
        return b.onStore(resource, op, model, previous);
      },
      touch: (stored, now) => b.touch(stored, patched.has(stored.id) ? stored.modified : now),
    };
  }),
  mutant(
    'patch.extension-not-listed',
    'PATCH adds an extension without listing it',
    ['RFC7644-3.5.2-25', 'RFC7643-3.3-05'],
    (b) => {
      const listed = new Map<string, Json>();
      return {
        onStore: (resource, op, model, previous) => {
          if (op === 'patch') listed.set(String(resource['id']), previous?.['schemas'] ?? [model.core.id]);
          else listed.delete(String(resource['id']));
          return b.onStore(resource, op, model, previous);
        },
        shown: (resource, stored, view) => {
          const schemas = listed.get(stored.id);
          return { ...b.shown(resource, stored, view), ...(schemas === undefined ? {} : { schemas }) };
        },
      };
    },
  ),
  mutant(
    'patch.only-for-users',
    'PATCH of a group is answered 501',
    ['RFC7644-3.5.2.1-17', 'RFC7644-3.2-08'],
    answering((answer, request) =>
      request.method === 'PATCH' && isOne(request, 'Groups')
        ? {
            status: 501,
            headers: {},
            body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '501' },
          }
        : answer,
    ),
  ),
];
