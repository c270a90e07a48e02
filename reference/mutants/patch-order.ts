/** Order and atomicity of PATCH. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise, tolerating } from './patching.js';
import { answering } from './tools.js';
import { ATOMIC, isKnown, operationsOf, mapOperations, knownOnly } from './patch-tools.js';

/** A PATCH that meets a problem of one kind only when it is stored: what of it was stored before is not taken back. */
const halfStored =
  (isLate: (operation: PatchOperation) => boolean): Change =>
  (b) => ({
    onPatchFailure: (resource, operations, model, options) =>
      b.applyPatch(
        resource,
        operations.filter((operation) => !isLate(operation)),
        model,
        options,
      ),
  });

export const patchOrderMutants: Mutant[] = [
  mutant(
    'patch.removals-first',
    'The removals of a PATCH are done before everything else',
    ['RFC7644-3.5.2-27'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const isRemoval = ({ op }: PatchOperation): boolean => op === 'remove';
        const sorted = [...operations.filter(isRemoval), ...operations.filter((each) => !isRemoval(each))];
        return b.applyPatch(resource, sorted, model, options);
      },
    }),
    { kills: ['protocol.patch-rules.remove-then-add'] },
  ),
  mutant(
    'patch.null-ignored',
    'A replace by null or [] changes nothing and is reported as success',
    ['RFC7643-2.5-02'],
    stepwise(({ op, value }, run, resource) =>
      op === 'replace' && (value === null || (Array.isArray(value) && value.length === 0)) ? resource : run(),
    ),
    { kills: ['schema.null.patched'] },
  ),
  mutant(
    'patch.flag-brackets-nothing',
    'A bracket that asks for a flag selects nothing',
    ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'],
    stepwise(({ path }, run, resource) => (/\beq true\]/.test(path ?? '') ? resource : run())),
    { kills: ['protocol.patch-filters.removes-selected'] },
  ),
  mutant(
    'patch.conflict-half-stored',
    'A PATCH with a taken userName is answered 409, and all else in it is stored',
    ATOMIC,
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        const stored = op === 'patch' && path === 'userName' && self !== undefined ? store.get(self) : undefined;
        if (stored) {
          const { meta: _meta, userName: _userName, ...rest } = resource;
          store.update(stored, { ...stored.resource, ...rest });
        }
        return path;
      },
    }),
    { kills: ['protocol.patch-rules.atomic'] },
  ),
  mutant(
    'patch.id-half-stored',
    'A PATCH that changes id is answered 400, and all else in it is stored',
    ATOMIC,
    halfStored(({ op, path }) => op === 'replace' && path === 'id'),
    { kills: ['protocol.patch-rules.atomic', 'groups.memberships.atomic'] },
  ),
  mutant(
    'patch.removal-half-stored',
    'A PATCH that removes what is required is answered 400, and all else in it is stored',
    ATOMIC,
    halfStored(({ op, path }) => op === 'remove' && path === 'userName'),
    { kills: ['protocol.patch-rules.atomic'] },
  ),
  mutant(
    'patch.wrong-type-half-stored',
    'A PATCH with a value of a wrong type is answered 400, and all else in it is stored',
    ATOMIC,
    halfStored(({ path, value }) => path === 'active' && typeof value !== 'boolean'),
    { kills: ['protocol.patch-rules.atomic'] },
  ),
  mutant('patch.not-atomic', 'Operations before the one that fails stay done', ATOMIC, (b) => ({
    onPatchFailure: (resource, operations, model, options) => {
      let state = resource;
      for (const operation of operations) {
        try {
          state = b.applyPatch(state, [operation], model, options);
        } catch {
          return state;
        }
      }
      return state;
    },
  })),
  mutant(
    'patch.errors-skipped',
    'Operations that fail are skipped',
    [...ATOMIC, 'RFC7644-3.5.2-29', 'RFC7644-3.5.2-33'],
    tolerating(() => true),
  ),
  mutant(
    'patch.errors-skipped-but-one',
    'A failing operation is skipped when another succeeds',
    ['RFC7644-3.5.2-33', 'RFC7644-3.5.2-29'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        let done = 0;
        let problem: unknown;
        const result = operations.reduce<Resource>((state, operation) => {
          try {
            const next = b.applyPatch(state, [operation], model, options);
            done += 1;
            return next;
          } catch (error) {
            problem = error;
            return state;
          }
        }, resource);
        if (done === 0 && problem !== undefined) throw problem;
        return result;
      },
    }),
  ),
  mutant(
    'patch.failure-half-reported',
    'A PATCH that fails half-way answers 200',
    ['RFC7644-3.5.2-33'],
    answering((answer, request) =>
      request.method === 'PATCH' && answer.status === 400 && operationsOf(request.body).length > 1
        ? { status: 204, headers: {} }
        : answer,
    ),
  ),
  mutant('patch.backwards', 'Operations are applied last to first', ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      b.applyPatch(resource, [...operations].reverse(), model, options),
  })),
  mutant(
    'patch.removes-last',
    'Removals are applied after all else',
    ['RFC7644-3.5.2-27', 'RFC7644-3.5.2.2-13'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const later = operations.filter(({ op }) => op === 'remove');
        return b.applyPatch(resource, [...operations.filter(({ op }) => op !== 'remove'), ...later], model, options);
      },
    }),
  ),
  mutant('patch.on-original', 'Every operation is applied to the original resource', ['RFC7644-3.5.2-28'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      operations.reduce<Resource>((result, operation) => {
        const changed = b.applyPatch(resource, [operation], model, options);
        const news = Object.entries(changed).filter(
          ([name, value]) => JSON.stringify(value) !== JSON.stringify(resource[name]),
        );
        return { ...result, ...Object.fromEntries(news) };
      }, resource),
  })),
  mutant('patch.first-only', 'Only the first operation is applied', ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      b.applyPatch(resource, operations.slice(0, 1), model, options),
  })),
  mutant('patch.last-only', 'Only the last operation is applied', ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'], (b) => ({
    applyPatch: (resource, operations, model, options) => b.applyPatch(resource, operations.slice(-1), model, options),
  })),
  mutant(
    'patch.unknown-op-ignored',
    'Unknown operations are ignored',
    ['RFC7644-3.5.2-07', 'RFC7644-3.5.2-03'],
    (b) => ({
      readPatch: (body, options) => b.readPatch(knownOnly(body), options),
    }),
  ),
  mutant('patch.unknown-op-500', 'An unknown operation crashes the server', ['RFC7644-3.5.2-07'], (b) => ({
    readPatch: (body, options) => {
      if (operationsOf(body).some((operation) => !isKnown(operation['op']))) throw new Error('unreachable');
      return b.readPatch(body, options);
    },
  })),
  mutant(
    'patch.unknown-op-replaces',
    'An unknown operation counts as replace',
    ['RFC7644-3.5.2-07', 'RFC7644-3.5.2-03'],
    (b) => ({
      readPatch: (body, options) =>
        b.readPatch(
          mapOperations(body, (operation) => (isKnown(operation['op']) ? operation : { ...operation, op: 'replace' })),
          options,
        ),
    }),
  ),
  mutant('patch.operations-lower-case', 'Only a member "operations" is read', ['RFC7644-3.2-08'], (b) => ({
    readPatch: (body, options) => {
      if (isObject(body) && 'Operations' in body) throw new ScimError(400, 'invalidSyntax', 'operations is missing.');
      return b.readPatch(body, options);
    },
  })),
];
