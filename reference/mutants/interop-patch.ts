/** PATCH of identity providers, not understood. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { reading, refuse, isFlag, removesListed } from './interop-tools.js';

export const interopPatchMutants: Mutant[] = [
  mutant(
    'interop.op-exact',
    'op is only known in lower case',
    [],
    reading((operation) => {
      if (typeof operation['op'] === 'string' && operation['op'] !== operation['op'].toLowerCase())
        throw new ScimError(400, 'invalidSyntax', 'Unknown op.');
      return operation;
    }),
    { bug: 5 },
  ),
  mutant(
    'interop.op-exact-ignored',
    'Operations whose op has a capital are ignored',
    [],
    (b) => ({
      readPatch: (body, options) => {
        const operations = isObject(body) ? valuesOf(body['Operations']).filter(isObject) : [];
        const known = operations.filter(({ op }) => typeof op !== 'string' || op === op.toLowerCase());
        return b.readPatch(
          isObject(body) && known.length < operations.length
            ? { ...body, Operations: known.length > 0 ? known : [{ op: 'add', value: {} }] }
            : body,
          options,
        );
      },
    }),
    { bug: 5 },
  ),
  mutant(
    'interop.active-string-refused',
    'active as a string is answered 400',
    [],
    stepwise((operation, run) =>
      operation.path === 'active' && isFlag(operation.value) ? refuse('A boolean is needed.') : run(),
    ),
    { bug: 4 },
  ),
  mutant(
    'interop.active-string-true',
    'Any string enables a user, "False" too',
    [],
    stepwise((operation, run) =>
      operation.path === 'active' && isFlag(operation.value) ? run({ ...operation, value: true }) : run(),
    ),
    { bug: 4 },
  ),
  mutant(
    'interop.active-string-ignored',
    'active as a string changes nothing',
    [],
    stepwise((operation, run, resource) => (operation.path === 'active' && isFlag(operation.value) ? resource : run())),
    { bug: 4 },
  ),
  mutant(
    'interop.active-add-refused',
    'An add of active is answered 400',
    [],
    stepwise((operation, run) =>
      operation.op === 'add' && operation.path === 'active' ? refuse('Use replace.') : run(),
    ),
    { bug: 6 },
  ),
  mutant(
    'interop.remove-listed-refused',
    'A remove of members with a value is answered 400',
    [],
    stepwise((operation, run) => (removesListed(operation) ? refuse('No value, please.') : run())),
    { bug: 7 },
  ),
  mutant(
    'interop.remove-listed-ignored',
    'A remove of members with a value removes none',
    [],
    stepwise((operation, run, resource) => (removesListed(operation) ? resource : run())),
    { bug: 7 },
  ),
  mutant(
    'interop.remove-listed-all',
    'A remove of members with a value removes all',
    [],
    stepwise((operation, run) => (removesListed(operation) ? run({ op: 'remove', path: 'members' }) : run())),
    { bug: 7 },
  ),
  mutant(
    'interop.add-by-filter-refused',
    'An add by a filter that matches nothing is answered 400',
    [],
    stepwise((operation, run, resource) => {
      const adds = operation.op === 'add' && (operation.path ?? '').includes('[');
      const name = (operation.path ?? '').split('[')[0] ?? '';
      const result = run();
      if (adds && valuesOf(result[name]).length > valuesOf(resource[name]).length)
        throw new ScimError(400, 'noTarget', 'No match.');
      return result;
    }),
    { bug: 8 },
  ),
  mutant(
    'interop.add-by-filter-untyped',
    'An add by a filter that matches nothing makes a value without type',
    [],
    stepwise((operation, run) =>
      operation.op === 'add' && /\]\.value$/.test(operation.path ?? '') && typeof operation.value === 'string'
        ? run({ op: 'add', path: (operation.path ?? '').split('[')[0] ?? '', value: [{ value: operation.value }] })
        : run(),
    ),
    { bug: 8 },
  ),
  mutant(
    'interop.dotted-keys-ignored',
    'Dotted keys in a value without path are ignored',
    [],
    stepwise((operation, run) =>
      operation.path === undefined && isObject(operation.value)
        ? run({
            ...operation,
            value: Object.fromEntries(
              Object.entries(operation.value).filter(([name]) => name.includes(':') || !name.includes('.')),
            ),
          })
        : run(),
    ),
    { bug: 9 },
  ),
  mutant(
    'interop.urn-keys-ignored',
    'Keys with a URN in a value without path are ignored',
    [],
    stepwise((operation, run) =>
      operation.path === undefined && isObject(operation.value)
        ? run({
            ...operation,
            value: Object.fromEntries(
              Object.entries(operation.value).filter(([name, value]) => !name.includes(':') || isObject(value)),
            ),
          })
        : run(),
    ),
    { bug: 9 },
  ),
  mutant(
    'interop.dotted-keys-refused',
    'Dotted keys in a value without path are answered 400',
    [],
    stepwise((operation, run) =>
      operation.path === undefined &&
      isObject(operation.value) &&
      Object.keys(operation.value).some((name) => !name.includes(':') && name.includes('.'))
        ? refuse('Unknown attribute.')
        : run(),
    ),
    { bug: 9 },
  ),
  mutant(
    'interop.id-in-value-refused',
    'The own id in a value without path is answered 400',
    [],
    stepwise((operation, run) =>
      operation.path === undefined && isObject(operation.value) && 'id' in operation.value
        ? refuse('id is read-only.')
        : run(),
    ),
    { bug: 10 },
  ),
  mutant(
    'interop.manager-string-refused',
    'manager as a string is answered 400',
    [],
    stepwise((operation, run) =>
      /:manager$/i.test(operation.path ?? '') && typeof operation.value === 'string' && operation.value !== ''
        ? refuse('An object is needed.')
        : run(),
    ),
    { bug: 11 },
  ),
  mutant(
    'interop.manager-empty-refused',
    'An empty string does not clear the manager',
    [],
    stepwise((operation, run) =>
      /:manager$/i.test(operation.path ?? '') && operation.value === '' ? refuse('There is no such user.') : run(),
    ),
    { bug: 11 },
  ),
  mutant(
    'interop.empty-string-refused',
    'A replace by an empty string is answered 400',
    [],
    stepwise((operation, run) =>
      operation.op === 'replace' && operation.value === '' && !/:manager$/i.test(operation.path ?? '')
        ? refuse('It is empty.')
        : run(),
    ),
    { bug: 56 },
  ),
  mutant(
    'interop.active-string-on-create-refused',
    'A new user with active as a string is answered 400',
    [],
    (b) => ({
      readInput: (input, model, mode, options) =>
        isObject(input) && typeof input['active'] === 'string'
          ? refuse('A boolean is needed.')
          : b.readInput(input, model, mode, options),
    }),
    { bug: 4 },
  ),
  mutant(
    'interop.ref-null-refused',
    '$ref null in a member is answered 400',
    [],
    stepwise((operation, run) =>
      valuesOf(operation.value).some((member) => isObject(member) && member['$ref'] === null)
        ? refuse('$ref must not be null.')
        : run(),
    ),
    { bug: 56 },
  ),
  mutant(
    'interop.external-id-not-by-patch',
    'externalId is not stored by PATCH',
    ['RFC7643-3.1-22'],
    stepwise((operation, run, resource) => (operation.path === 'externalId' ? resource : run())),
    { bug: 67 },
  ),
  mutant(
    'interop.remove-first-listed',
    'Remove at members with a value array removes the first listed member alone',
    ['ENTRA-GROUP-10'],
    stepwise((operation, run) =>
      removesListed(operation) ? run({ ...operation, value: valuesOf(operation.value).slice(0, 1) }) : run(),
    ),
    { kills: ['interop.entra.members.removed'] },
  ),
  mutant(
    'interop.remove-first-stored',
    'Remove at members with a value array removes as many members from the front, whoever is listed',
    ['ENTRA-GROUP-10'],
    stepwise((operation, run, resource) =>
      removesListed(operation)
        ? run({ ...operation, value: valuesOf(resource['members']).slice(0, valuesOf(operation.value).length) })
        : run(),
    ),
    { kills: ['interop.entra.members.removed'] },
  ),
];
