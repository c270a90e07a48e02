/** Mistakes that were reported of servers in use, in none of the other places. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { answering, asError, endpointOf, isList, storing, withMember, without } from './tools.js';

/** What a deleted user had stays taken. */
const retaining =
  (path: string, valuesIn: (resource: Resource) => string[]): Change =>
  (b) => {
    const taken = new Set<string>();
    return {
      remove: (store, stored) => {
        for (const value of valuesIn(stored.resource)) taken.add(value);
        b.remove(store, stored);
      },
      conflict: (resource, type, store, self, op) =>
        b.conflict(resource, type, store, self, op) ??
        (op === 'create' && valuesIn(resource).some((value) => taken.has(value)) ? path : undefined),
    };
  };

const mailsOf = (resource: Resource): string[] =>
  valuesOf(resource['emails']).flatMap((mail) => (isObject(mail) ? [String(mail['value'])] : []));

/** Values without type are dropped. */
const typed = (name: string): Change =>
  storing(
    (resource) =>
      withMember(resource, name, (values) =>
        valuesOf(values).filter((value) => isObject(value) && value['type'] !== undefined),
      ) as Resource,
  );

export const reportedMutants: Mutant[] = [
  mutant(
    'auth.empty-token',
    'The scheme with no token behind it is taken',
    ['RFC7644-2-05'],
    (b) => ({
      isAuthorized: (authorization, token) =>
        /^bearer\s*$/i.test(authorization ?? '') || b.isAuthorized(authorization, token),
    }),
    { kills: ['protocol.authentication.invalid-token'] },
  ),
  mutant(
    'patch.external-id-alone',
    'A replace without path that names externalId changes nothing else',
    ['RFC7644-3.5.2.3-16'],
    stepwise((operation, run) => {
      const { path, value } = operation;
      return path === undefined && isObject(value) && value['externalId'] !== undefined
        ? run({ ...operation, value: { externalId: value['externalId'] } })
        : run();
    }),
    { kills: ['protocol.patch-replace.pathless'] },
  ),
  mutant(
    'patch.external-id-not-added',
    'An add without path leaves externalId as it was',
    ['RFC7644-3.5.2.1-03'],
    stepwise((operation, run) =>
      operation.op === 'add' && operation.path === undefined && isObject(operation.value)
        ? run({ ...operation, value: without(operation.value, 'externalId') })
        : run(),
    ),
    { kills: ['protocol.patch-add.pathless'] },
  ),
  mutant(
    'patch.same-name-refused',
    'A replace of userName by what it is is refused as a change of the key',
    ['RFC7644-3.5.2.3-04'],
    stepwise((operation, run, resource) => {
      if (operation.path === 'userName' && operation.value === resource['userName'])
        throw new ScimError(400, 'mutability', 'userName is the key.');
      return run();
    }),
    { kills: ['protocol.patch-replace.same-value'] },
  ),
  mutant(
    'patch.written-into-name',
    'What replaces a plain attribute is written into name as well',
    ['RFC7644-3.2-08'],
    stepwise((operation, run) => {
      const next = run();
      const { op, path = '', value } = operation;
      return op === 'replace' && /^\w+$/.test(path) && typeof value === 'string' && isObject(next['name'])
        ? { ...next, name: { ...next['name'], [path]: value } }
        : next;
    }),
    { kills: ['protocol.patch-replace.others-kept'] },
  ),
  mutant(
    'patch.extension-add-drops',
    'An add without path to an extension drops what stood in it',
    ['RFC7644-3.5.2.1-07'],
    stepwise((operation, run) => {
      const next = run();
      const { op, path, value } = operation;
      const container = path === undefined && isObject(value) ? value[ENTERPRISE_USER_SCHEMA] : undefined;
      return op === 'add' && isObject(container) ? { ...next, [ENTERPRISE_USER_SCHEMA]: container } : next;
    }),
    { kills: ['protocol.patch-filters.pathless-extension-add'] },
  ),
  mutant(
    'patch.roles-not-removed',
    'A remove of roles succeeds and removes none',
    ['RFC7644-3.5.2.2-04'],
    stepwise((operation, run, resource) =>
      operation.op === 'remove' && /^roles$/i.test(operation.path ?? '') ? resource : run(),
    ),
    { kills: ['schema.removed.by-patch'] },
  ),
  mutant(
    'patch.display-name-not-removed',
    'A remove of displayName succeeds and leaves it',
    ['RFC7644-3.5.2.2-02'],
    stepwise((operation, run, resource) =>
      operation.op === 'remove' && /^displayName$/i.test(operation.path ?? '') ? resource : run(),
    ),
    { kills: ['schema.removed.by-patch'] },
  ),
  mutant(
    'projection.stored-by-patch',
    'A PATCH with attributes= stores only what was asked for',
    ['RFC7644-3.9-15'],
    (b) => {
      let asked: string | undefined;
      return {
        beforeRequest: (request) => {
          const heard = b.beforeRequest(request);
          asked = heard.method === 'PATCH' ? heard.query.get('attributes') : undefined;
          return heard;
        },
        onStore: (resource, op, model, previous) =>
          b.onStore(
            op === 'patch' && asked !== undefined
              ? b.project(resource, { attributes: [...asked.split(','), 'schemas'] }, model)
              : resource,
            op,
            model,
            previous,
          ),
      };
    },
    { kills: ['protocol.projection.stored'] },
  ),
  mutant(
    'projection.group-name-not-excluded',
    'displayName of groups cannot be left out',
    ['RFC7644-3.4.2.5-05'],
    (b) => ({
      project: (resource, projection, model) => {
        const { excludedAttributes } = projection;
        if (model.type.name !== 'Group' || !excludedAttributes) return b.project(resource, projection, model);
        const left = excludedAttributes.filter((name) => !/displayName$/i.test(name));
        return b.project(resource, { ...projection, excludedAttributes: left }, model);
      },
    }),
    { kills: ['protocol.projection.group-attributes'] },
  ),
  mutant(
    'delete.blocks-external-id',
    'The externalId of a deleted user stays taken',
    ['RFC7644-3.6-08'],
    retaining('externalId', ({ externalId }) => (typeof externalId === 'string' ? [externalId] : [])),
    { kills: ['users.delete.name-free'] },
  ),
  mutant(
    'delete.blocks-mail',
    'The e-mail address of a deleted user stays taken',
    ['RFC7644-3.6-08'],
    retaining('emails', mailsOf),
    { kills: ['users.delete.name-free'] },
  ),
  mutant(
    'list.nameless-500',
    'A user without name crashes every list that holds it',
    ['RFC7644-3.4.2.2-11'],
    answering((answer, request) => {
      const users = isList(answer) && endpointOf(request) === 'Users' && isObject(answer.body);
      const asked = request.query.has('attributes') || request.query.has('excludedAttributes');
      const shown = users && isObject(answer.body) && !asked ? valuesOf(answer.body['Resources']) : [];
      return shown.some((user) => isObject(user) && !('name' in user)) ? asError(answer, 500) : answer;
    }),
    { kills: ['users.attributes.minimal-found'] },
  ),
  mutant('store.mails-by-type', 'An e-mail address without type is dropped', ['RFC7643-4.1.2-02'], typed('emails'), {
    kills: ['users.attributes.emails'],
  }),
  mutant(
    'store.phones-by-type',
    'A phone number without type is dropped',
    ['RFC7643-4.1.2-07'],
    typed('phoneNumbers'),
    { kills: ['users.attributes.phones'] },
  ),
  mutant(
    'interop.role-again-refused',
    'An add of a role that the user has is answered 400',
    [],
    stepwise((operation, run, resource) => {
      const has = valuesOf(resource['roles']).map((role) => (isObject(role) ? role['value'] : role));
      const adds = operation.op === 'add' && /^roles$/i.test(operation.path ?? '') ? valuesOf(operation.value) : [];
      if (adds.some((role) => isObject(role) && has.includes(role['value'] ?? null)))
        throw new ScimError(400, 'invalidValue', 'A user has each role once.');
      return run();
    }),
    { kills: ['interop.entra.roles.again'] },
  ),
];
