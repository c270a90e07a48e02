/** PATCH. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { isDeepStrictEqual } from 'node:util';
import { onLists } from '../mutants/patching.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

export const patchVariations: Variation[] = [
  variation('groups-in-patch-ignored', 'A PATCH of groups of a user is ignored', ['RFC7643-4.1.2'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      b.applyPatch(
        resource,
        operations.filter(({ path }) => model.type.name !== 'User' || !/^groups\b/i.test(path ?? '')),
        model,
        options,
      ),
  })),
  variation('patch-204', 'PATCH answers 204', ['RFC7644-3.5.2'], {
    patchedStatus: (_model, projected) => (projected ? 200 : 204),
  }),
  variation(
    'patch-204-unchanged',
    'A PATCH that changes nothing answers 204, any other 200',
    ['RFC7644-3.5.2'],
    (b) => {
      let isSame = false;
      return {
        changed: (before, after) => {
          isSame = !b.changed(before, after);
          return !isSame;
        },
        patchedStatus: (_model, projected) => (isSame && !projected ? 204 : 200),
      };
    },
  ),
  variation('patch-200', 'PATCH answers 200, of groups too', ['RFC7644-3.5.2'], { patchedStatus: () => 200 }),
  variation('no-match-removal-refused', 'Removing what is not there is answered noTarget', ['RFC7644-3.12'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      operations.reduce<Resource>((state, operation) => {
        const next = b.applyPatch(state, [operation], model, options);
        if (operation.op === 'remove' && (operation.path ?? '').includes('[') && isDeepStrictEqual(next, state))
          throw new ScimError(400, 'noTarget', 'No match.');
        return next;
      }, resource),
  })),
  variation(
    'no-match-add-refused',
    'An add by a filter that matches nothing is answered noTarget',
    ['RFC7644-3.5.2.1'],
    (b) => ({
      applyPatch: (resource, operations, model, options) =>
        operations.reduce<Resource>((state, operation) => {
          const next = b.applyPatch(state, [operation], model, options);
          const name = (operation.path ?? '').split('[')[0] ?? '';
          const grown = valuesOf(next[name]).length > valuesOf(state[name]).length;
          if (operation.op === 'add' && (operation.path ?? '').includes('[') && grown)
            throw new ScimError(400, 'noTarget', 'No match.');
          return next;
        }, resource),
    }),
  ),
  variation(
    'no-match-add-ignored',
    'An add by a filter that matches nothing changes nothing',
    ['RFC7644-3.5.2.1'],
    (b) => ({
      applyPatch: (resource, operations, model, options) =>
        operations.reduce<Resource>((state, operation) => {
          const next = b.applyPatch(state, [operation], model, options);
          const name = (operation.path ?? '').split('[')[0] ?? '';
          const grown = valuesOf(next[name]).length > valuesOf(state[name]).length;
          return operation.op === 'add' && (operation.path ?? '').includes('[') && grown ? state : next;
        }, resource),
    }),
  ),
  variation(
    'list-parts-need-brackets',
    'Sub-attributes of multi-valued attributes are named behind a bracket alone',
    ['RFC7644-3.5.2'],
    onLists(({ subAttribute, filter }, _operation, run) => {
      if (subAttribute !== undefined && !filter) throw new ScimError(400, 'invalidPath', 'Which of the values?');
      return run();
    }),
  ),
  variation(
    'selected-add-appends',
    'An add at a selected value adds another value',
    ['RFC7644-3.5.2.1'],
    onLists(({ attribute, subAttribute, filter }, operation, run) =>
      operation.op === 'add' && filter && subAttribute === undefined && isObject(operation.value)
        ? run({ ...operation, path: attribute })
        : run(),
    ),
  ),
  variation(
    'selected-add-replaces',
    'An add at a selected value puts the given one in its place',
    ['RFC7644-3.5.2.1'],
    onLists(({ subAttribute, filter }, operation, run) =>
      operation.op === 'add' && filter && subAttribute === undefined && isObject(operation.value)
        ? run({ ...operation, op: 'replace' })
        : run(),
    ),
  ),
  variation(
    'selected-replace-merges',
    'A replace of a selected value keeps the parts that are not given',
    ['RFC7644-3.5.2.3'],
    onLists(({ subAttribute, filter }, operation, run) =>
      operation.op === 'replace' && filter && subAttribute === undefined && isObject(operation.value)
        ? run({ ...operation, op: 'add' })
        : run(),
    ),
  ),
  variation('bad-paths-keyword', 'Paths that name no attribute are answered noTarget', ['RFC7644-3.12'], (b) => ({
    applyPatch: (resource, operations, model, options) => {
      try {
        return b.applyPatch(resource, operations, model, options);
      } catch (error) {
        throw error instanceof ScimError && error.scimType === 'invalidPath'
          ? new ScimError(400, 'noTarget', error.detail)
          : error;
      }
    },
  })),
  variation('op-exact', 'op is only known in lower case', ['RFC7644-3.5.2'], (b) => ({
    readPatch: (body, options) => b.readPatch(body, { ...options, lenient: false }),
  })),
];
