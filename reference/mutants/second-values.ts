/** Mistakes that a first look passes over: they show with a second value, a second group, or a second user. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Change } from '../behavior.js';
import { memberIds } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { showing, storing, withMember, without } from './tools.js';

/** Of operations with one key only the last is run. */
function keyed(keyOf: (operation: PatchOperation, index: number) => string): Change {
  return (b) => ({
    applyPatch: (resource, operations, model, options) => {
      const last = new Map(operations.map((operation, index) => [keyOf(operation, index), operation]));
      return b.applyPatch(resource, [...last.values()], model, options);
    },
  });
}

const typeOf = (element: Json): unknown => (isObject(element) ? element['type'] : undefined);
const isGroup = (element: Json): boolean => typeOf(element) === 'Group';
const bracket = /^emails\[(.+)\](\.\w+)$/;

export const secondValueMutants: Mutant[] = [
  mutant(
    'patch.last-per-path',
    'Of several operations with one path the last alone is applied',
    ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.1-08'],
    keyed(({ op, path }) => (path === undefined ? op : path)),
  ),
  mutant(
    'patch.one-removal-per-attribute',
    'Of several removals from one attribute the last alone is applied',
    ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.2-05'],
    keyed((operation, index) =>
      operation.op === 'remove' ? (operation.path ?? '').replace(/\[.*$/s, '') : `${index}`,
    ),
  ),
  mutant(
    'patch.add-keyed-by-type',
    'A new e-mail takes the place of the one of its type',
    ['RFC7644-3.5.2.1-08'],
    stepwise((operation, run, resource) => {
      if (operation.op !== 'add' || operation.path !== 'emails') return run();
      const types = valuesOf(operation.value).map(typeOf);
      const emails = valuesOf(resource['emails']).filter((email) => !types.includes(typeOf(email)));
      return run(operation, { ...resource, emails });
    }),
  ),
  mutant(
    'patch.first-match-only',
    'A filter in a path changes the first match only',
    ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2.3-10'],
    stepwise((operation, run, resource) => {
      const [, filter, rest] = bracket.exec(operation.path ?? '') ?? [];
      const type = /^type eq "(.+)"$/.exec(filter ?? '')?.[1];
      const first = valuesOf(resource['emails']).find((email) => typeOf(email) === type);
      if (operation.op !== 'replace' || !isObject(first) || rest === undefined) return run();
      return run({ ...operation, path: `emails[value eq ${JSON.stringify(first['value'])}]${rest}` });
    }),
  ),
  mutant(
    'patch.extension-removed-whole',
    'Removal of one attribute of an extension removes the extension',
    ['RFC7644-3.5.2.2-02'],
    stepwise((operation, run) =>
      operation.op === 'remove' && operation.path?.startsWith(`${ENTERPRISE_USER_SCHEMA}:`)
        ? run({ op: 'remove', path: ENTERPRISE_USER_SCHEMA })
        : run(),
    ),
  ),
  mutant(
    'patch.manager-value-ignored',
    'PATCH of manager.value answers success and changes nothing',
    ['RFC7644-3.5.2-11', 'RFC7644-3.5.2.3-04'],
    stepwise((operation, run, resource) => (operation.path?.endsWith(':manager.value') ? resource : run())),
  ),
  mutant(
    'patch.user-name-emptied',
    'PATCH sets userName to the empty string',
    ['RFC7643-4.1.1-01', 'RFC7643-4.1.1-03'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const empties = (operation: PatchOperation): boolean => operation.path === 'userName' && operation.value === '';
        const rest = operations.filter((operation) => !empties(operation));
        const result = rest.length > 0 ? b.applyPatch(resource, rest, model, options) : resource;
        return operations.some(empties) ? { ...result, userName: '' } : result;
      },
    }),
  ),
  mutant('meta.created-moves', 'Every change sets meta.created anew', ['RFC7643-3.1-29', 'RFC7644-3.5.1-21'], (b) => ({
    touch: (stored, now) => {
      b.touch(stored, now);
      stored.created = now;
    },
  })),
  mutant('users.disabled-name-free', 'The userName of a disabled user counts as free', ['RFC7643-4.1.1-02'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      const path = b.conflict(resource, type, store, self, op);
      if (path !== 'userName') return path;
      const name = String(resource['userName']).toLowerCase();
      const holder = store
        .list(type)
        .find((other) => other.id !== self && String(other.resource['userName']).toLowerCase() === name);
      return holder?.resource['active'] === false ? undefined : path;
    },
  })),
  mutant(
    'users.external-id-overwrites',
    'A create finds the user with that externalId and overwrites it, too',
    ['RFC7643-3.1-07', 'RFC7643-3.1-10'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        const { externalId } = resource;
        if (path !== undefined || op !== 'create' || type !== 'User' || typeof externalId !== 'string') return path;
        for (const id of [...store.withExternalId(externalId)]) {
          const found = store.get(id);
          if (found?.type === type) store.update(found, { ...resource, id: found.id });
        }
        return undefined;
      },
    }),
  ),
  mutant(
    'read.any-endpoint',
    'An id is looked up among resources of all types',
    ['RFC7644-3.4.1-04'],
    (b) => ({ find: (store, type, id) => b.find(store, type, id) ?? store.get(id) }),
    { kills: ['users.read.other-type', 'users.read.other-endpoint'] },
  ),
  mutant(
    'users.two-phones',
    'Of phone numbers the first two are stored',
    ['RFC7643-4.1.2-07'],
    storing(
      (resource) =>
        withMember(resource, 'phoneNumbers', (phones) =>
          Array.isArray(phones) ? phones.slice(0, 2) : phones,
        ) as typeof resource,
    ),
  ),
  mutant('groups.one-of-user', 'groups of a user lists the first of its groups', ['RFC7643-4.1.2-33'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).slice(0, 1),
  })),
  mutant('groups.delete-cascades', 'With a user its groups are deleted', ['RFC7644-3.6-01'], (b) => ({
    remove: (store, stored) => {
      const groups = [...store.containersOf(stored.id)];
      b.remove(store, stored);
      for (const id of groups) {
        const group = store.get(id);
        if (group) store.remove(group);
      }
    },
  })),
  mutant('groups.delete-empties', 'With a user all memberships of its groups are deleted', ['RFC7644-3.6-01'], (b) => ({
    remove: (store, stored) => {
      for (const id of [...store.containersOf(stored.id)]) {
        const group = store.get(id);
        if (group) store.update(group, without(group.resource, 'members') as typeof group.resource);
      }
      b.remove(store, stored);
    },
  })),
  mutant(
    'groups.nested-dropped',
    'A group that is sent as a member is dropped',
    ['RFC7643-2.2-05'],
    showing((resource, model) =>
      model.type.name === 'Group'
        ? (withMember(resource, 'members', (members) =>
            valuesOf(members).filter((member) => !isGroup(member)),
          ) as typeof resource)
        : resource,
    ),
  ),
  mutant('groups.nested-crashes', 'A group as a member crashes the server', ['RFC7643-4.2-07'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      if (type === 'Group' && memberIds(resource).some((id) => store.get(id)?.type === 'Group'))
        throw new TypeError('userName of undefined');
      return b.conflict(resource, type, store, self, op);
    },
  })),
  mutant('etag.members-left-out', 'The version of a group is made of its displayName', ['RFC7644-3.14-11'], (b) => ({
    version: (stored, groups) =>
      stored.type === 'Group'
        ? `W/"${Buffer.from(String(stored.resource['displayName'])).toString('hex').slice(-24)}"`
        : b.version(stored, groups),
  })),
];
