import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import type { Store, Stored } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { answering, asError, endpointOf, isOne, storing } from './tools.js';

/** Looks at the operations of a PATCH as they were sent. */
function reading(check: (operation: JsonObject) => JsonObject): Change {
  return (b) => ({
    readPatch: (body, options) =>
      b.readPatch(
        isObject(body) && Array.isArray(body['Operations'])
          ? {
              ...body,
              Operations: body['Operations'].map((operation) => (isObject(operation) ? check(operation) : operation)),
            }
          : body,
        options,
      ),
  });
}

function refuse(detail: string): never {
  throw new ScimError(400, 'invalidValue', detail);
}

const isFlag = (value: Json | undefined): boolean => typeof value === 'string' && /^(true|false)$/i.test(value);
const removesListed = (operation: PatchOperation): boolean =>
  operation.op === 'remove' && operation.path === 'members' && operation.value !== undefined;

/** What identity providers send beyond the letter of the RFCs, not understood. */
export const interopMutants: Mutant[] = [
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
    'interop.reactivation-refused',
    'A user that was disabled cannot be enabled',
    ['RFC7643-4.1.1-27'],
    storing((resource, op, previous) => {
      if (op !== 'create' && previous?.['active'] === false && resource['active'] === true)
        refuse('The user is disabled.');
      return resource;
    }),
    { bug: 23 },
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
    'interop.manager-string-on-create-refused',
    'A new user with manager as a string is answered 400',
    [],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const container = isObject(input) ? input[ENTERPRISE_USER_SCHEMA] : undefined;
        return isObject(container) && typeof container['manager'] === 'string'
          ? refuse('An object is needed.')
          : b.readInput(input, model, mode, options);
      },
    }),
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
    'interop.primary-string-refused',
    'primary as a string is answered 400',
    [],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const emails = isObject(input) ? valuesOf(input['emails']) : [];
        return emails.some((mail) => isObject(mail) && typeof mail['primary'] === 'string')
          ? refuse('A boolean is needed.')
          : b.readInput(input, model, mode, options);
      },
    }),
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
  mutant('interop.extra-schema-refused', 'An unknown URN in schemas is answered 400', [], (b) => ({
    checkSchemas: (body, model) => {
      b.checkSchemas(body, model);
      const known = [model.core.id, ...model.extensions.map(({ id }) => id)].map((urn) => urn.toLowerCase());
      if (valuesOf(body['schemas']).some((urn) => !known.includes(String(urn).toLowerCase())))
        refuse('Unknown schema.');
    },
  })),
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
    'interop.plus-kept',
    'A plus sign in a query does not stand for a blank',
    [],
    (b) => ({
      decodeQuery: (query) => b.decodeQuery(query.replaceAll('+', '%2B')),
    }),
    { bug: 44 },
  ),
  mutant(
    'interop.put-501',
    'PUT is not implemented',
    ['RFC7644-3.5-01'],
    answering((answer, request) => (request.method === 'PUT' && isOne(request) ? asError(answer, 501) : answer)),
    { bug: 25 },
  ),
  mutant(
    'interop.filter-on-mail-refused',
    'A filter on emails by type is answered 400',
    [],
    (b) => ({
      parseFilter: (text) => {
        if (/\]\.value/i.test(text)) throw new ScimError(400, 'invalidFilter', 'Not supported.');
        return b.parseFilter(text);
      },
    }),
    { bug: 8 },
  ),
  mutant('interop.filter-and-refused', 'A filter with and is answered 400', [], (b) => ({
    parseFilter: (text) => {
      const filter = b.parseFilter(text);
      if (filter.kind === 'and') throw new ScimError(400, 'invalidFilter', 'Not supported.');
      return filter;
    },
  })),
  mutant(
    'interop.external-id-not-by-patch',
    'externalId is not stored by PATCH',
    ['RFC7643-3.1-22'],
    stepwise((operation, run, resource) => (operation.path === 'externalId' ? resource : run())),
    { bug: 67 },
  ),
  mutant(
    'interop.active-only-by-patch',
    'active is only stored by PUT and PATCH',
    [],
    (b) => ({
      defaults: (resource, model) =>
        b.defaults(resource['active'] === undefined ? resource : { ...resource, active: true }, model),
    }),
    { bug: 67 },
  ),
  mutant(
    'interop.throttled',
    'Throttled answers have no Retry-After',
    [],
    (b) => {
      let window = 0;
      let used = 0;
      return {
        afterResponse: (request, answer) => {
          const now = Math.floor(performance.now() / 1000);
          used = now === window ? used + 1 : 1;
          window = now;
          return used > 200 && !request.inBulk
            ? { ...asError(b.afterResponse(request, answer), 429), headers: {} }
            : b.afterResponse(request, answer);
        },
      };
    },
    { bug: 40 },
  ),
  mutant(
    'interop.tenants-shared',
    'An id of another tenant is taken for changes',
    [],
    (b) => {
      const stores = new Set<Store>();
      const elsewhere = (id: string): Stored | undefined =>
        [...stores].map((store) => store.get(id)).find((stored) => stored !== undefined);
      return {
        beforeRequest: (request) => {
          stores.add(request.store);
          return b.beforeRequest(request);
        },
        find: (store, type, id) => {
          const own = b.find(store, type, id);
          if (own) return own;
          const other = elsewhere(id);
          return other?.type === type ? other : undefined;
        },
      };
    },
    { bug: 54 },
  ),
  mutant(
    'interop.no-groups-404',
    'A list of groups without groups is answered 404',
    [],
    answering((answer, request) => (isEmptyGroups(request, answer.body) ? asError(answer, 404) : answer)),
    { bug: 1 },
  ),
];

function isEmptyGroups(request: Request, body: Json | undefined): boolean {
  return endpointOf(request) === 'Groups' && request.method === 'GET' && isObject(body) && body['totalResults'] === 0;
}
