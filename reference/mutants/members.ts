/** Changing members. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import { memberIds } from '../store.js';
import { isOne, storing, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { addsMembers, sameMembers } from './group-tools.js';

export const memberMutants: Mutant[] = [
  mutant(
    'groups.add-no-op',
    'Adding members answers success and adds none',
    ['RFC7644-3.5.2.1-17'],
    stepwise((operation, run, resource) => (addsMembers(operation.op, operation.path) ? resource : run())),
  ),
  mutant(
    'groups.add-replaces',
    'Adding members replaces the members',
    ['RFC7644-3.5.2.1-08', 'RFC7644-3.5.2.1-17'],
    stepwise((operation, run) =>
      addsMembers(operation.op, operation.path) ? run({ ...operation, op: 'replace' }) : run(),
    ),
    { bug: 63 },
  ),
  mutant(
    'groups.add-first-only',
    'Of several members only the first is added',
    ['RFC7644-3.5.2.1-17'],
    stepwise((operation, run) =>
      addsMembers(operation.op, operation.path) && Array.isArray(operation.value)
        ? run({ ...operation, value: operation.value.slice(0, 1) })
        : run(),
    ),
  ),
  mutant(
    'groups.add-needs-type',
    'Members without type are not added',
    ['RFC7644-3.5.2.1-17'],
    stepwise((operation, run) =>
      addsMembers(operation.op, operation.path) && Array.isArray(operation.value)
        ? run({
            ...operation,
            value: operation.value.filter((member) => isObject(member) && member['type'] !== undefined),
          })
        : run(),
    ),
    { bug: 31 },
  ),
  mutant(
    'groups.add-needs-display',
    'Adding a member without display crashes the server',
    ['RFC7644-3.5.2.1-17'],
    stepwise((operation, run) => {
      if (
        addsMembers(operation.op, operation.path) &&
        valuesOf(operation.value).some((member) => !isObject(member) || typeof member['display'] !== 'string')
      ) {
        throw new TypeError('display is null');
      }
      return run();
    }),
    { bug: 37 },
  ),
  mutant(
    'groups.create-needs-display',
    'A new group with a member without display crashes the server',
    ['RFC7643-4.2-07'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const members = isObject(input) ? valuesOf(input['members']) : [];
        if (
          model.type.name === 'Group' &&
          members.some((member) => isObject(member) && member['display'] === undefined)
        )
          throw new TypeError('display is null');
        return b.readInput(input, model, mode, options);
      },
    }),
    { bug: 37 },
  ),
  mutant(
    'groups.add-doubles',
    'Adding a member again lists it twice',
    ['RFC7644-3.5.2.1-14'],
    (b) => {
      const twice = new Map<string, Set<string>>();
      return {
        applyPatch: (resource, operations, model, options) => {
          const present = memberIds(resource);
          const again = operations.flatMap(({ op, path, value }) =>
            addsMembers(op, path) ? memberIds({ members: valuesOf(value) }).filter((id) => present.includes(id)) : [],
          );
          if (again.length > 0) twice.set(String(resource['id']), new Set(again));
          return b.applyPatch(resource, operations, model, options);
        },
        represent: (resource, stored, view) => {
          const doubled = twice.get(stored.id);
          return b.represent(
            doubled
              ? (withMember(resource, 'members', (list) =>
                  Array.isArray(list)
                    ? list.flatMap((member) =>
                        isObject(member) && doubled.has(String(member['value'])) ? [member, member] : [member],
                      )
                    : list,
                ) as Resource)
              : resource,
            stored,
            view,
          );
        },
      };
    },
    { bug: 35 },
  ),
  mutant(
    'groups.add-again-500',
    'Adding a member again crashes the server',
    ['RFC7644-3.5.2.1-15'],
    stepwise((operation, run, resource) => {
      const present = memberIds(resource);
      if (
        addsMembers(operation.op, operation.path) &&
        memberIds({ members: valuesOf(operation.value) }).some((id) => present.includes(id))
      )
        throw new Error('duplicate key');
      return run();
    }),
    { bug: 35 },
  ),
  mutant(
    'groups.remove-by-filter-all',
    'Removing one member by filter removes all',
    ['RFC7644-3.5.2.2-05'],
    stepwise((operation, run) =>
      operation.op === 'remove' && /^members\[/i.test(operation.path ?? '')
        ? run({ op: 'remove', path: 'members' })
        : run(),
    ),
    { bug: 7 },
  ),
  mutant(
    'groups.remove-by-filter-none',
    'Removing a member by filter removes none',
    ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2.2-06'],
    stepwise((operation, run, resource) =>
      operation.op === 'remove' && /^members\[/i.test(operation.path ?? '') ? resource : run(),
    ),
  ),
  mutant(
    'groups.remove-all-refused',
    'Removing all members is answered 400',
    ['RFC7644-3.5.2.2-04'],
    stepwise((operation, run) => {
      if (operation.op === 'remove' && operation.path === 'members' && operation.value === undefined)
        throw new ScimError(400, 'invalidValue', 'Name the members.');
      return run();
    }),
  ),
  mutant(
    'groups.replace-refused',
    'A replace of members is answered 501',
    ['RFC7644-3.5.2.3-05'],
    stepwise((operation, run) => {
      if (operation.op === 'replace' && operation.path === 'members')
        throw new ScimError(501, undefined, 'Not supported.');
      return run();
    }),
    { bug: 29 },
  ),
  mutant(
    'groups.replace-empty-refused',
    'A replace of members by an empty array is answered 400',
    [],
    stepwise((operation, run) => {
      if (operation.op === 'replace' && operation.path === 'members' && valuesOf(operation.value).length === 0)
        throw new ScimError(400, 'invalidValue', 'No members.');
      return run();
    }),
    { bug: 29 },
  ),
  mutant(
    'groups.replace-adds',
    'A replace of members adds them',
    ['RFC7644-3.5.2.3-05'],
    stepwise((operation, run) =>
      operation.op === 'replace' && operation.path === 'members' && valuesOf(operation.value).length > 0
        ? run({ ...operation, op: 'add' })
        : run(),
    ),
    { bug: 63 },
  ),
  mutant(
    'groups.unknown-member-500',
    'An unknown member crashes the server',
    [],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        if (type === 'Group' && memberIds(resource).some((id) => !store.get(id)))
          throw new Error('foreign key constraint');
        return b.conflict(resource, type, store, self, op);
      },
    }),
    { bug: 36 },
  ),
  mutant(
    'groups.unknown-member-refuses-all',
    'One unknown member makes a change of several fail',
    [],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        if (type === 'Group' && op === 'patch' && memberIds(resource).some((id) => !store.get(id)))
          throw new ScimError(400, 'invalidValue', 'There is no such member.');
        return b.conflict(resource, type, store, self, op);
      },
    }),
    { bug: 32 },
  ),
  mutant(
    'groups.created-empty-only',
    'A create of a group with members is refused',
    ['RFC7644-3.3-09'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        if (type === 'Group' && op === 'create' && memberIds(resource).length > 0)
          throw new ScimError(400, 'invalidSyntax', 'Members are added by PATCH.');
        return b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['groups.create.status'] },
  ),
  mutant(
    'groups.race',
    'Concurrent changes of a group lose members',
    ['RFC7644-3.5.2.1-17', 'RFC7644-3.5.2.1-08'],
    (b) => ({
      pause: (request) =>
        isOne(request, 'Groups') && request.method === 'PATCH'
          ? new Promise((resolve) => setTimeout(resolve, 5))
          : b.pause(request),
    }),
    { bug: 33 },
  ),
  mutant(
    'groups.modified-not-by-members',
    'A change of members does not set lastModified',
    ['RFC7644-3.5.2-39', 'RFC7643-3.1-30'],
    (b) => {
      const only = new Set<string>();
      return {
        onStore: (resource, op, model, previous) => {
          const id = String(resource['id']);
          const others =
            previous && JSON.stringify(without(resource, 'members')) === JSON.stringify(without(previous, 'members'));
          if (others && !sameMembers(resource, previous)) only.add(id);
          else only.delete(id);
          return b.onStore(resource, op, model, previous);
        },
        touch: (stored, now) => {
          if (!only.has(stored.id)) b.touch(stored, now);
        },
      };
    },
    { bug: 45 },
  ),
  mutant(
    'groups.patch-answer-without-members',
    'The answer to PATCH of a group leaves out the members',
    ['RFC7644-3.5.2-35'],
    (b) => ({
      patchedStatus: () => 200,
      writeBody: (resource, op) =>
        b.writeBody(op === 'patch' ? (without(resource, 'members') as Resource) : resource, op),
    }),
    { kills: ['groups.members.answer'] },
  ),
  mutant(
    'groups.replace-by-nothing-ignored',
    'Replacing the members by an empty array changes nothing',
    ['RFC7644-3.5.2.3-05'],
    stepwise((operation, run, resource) =>
      operation.op === 'replace' && operation.path === 'members' && valuesOf(operation.value).length === 0
        ? resource
        : run(),
    ),
    { kills: ['groups.members.replace-empty'], bug: 29 },
  ),
  mutant(
    'groups.external-id-kept-by-put',
    'PUT of a group leaves its externalId as it was',
    ['RFC7644-3.5.1-05'],
    storing((resource, op, previous) =>
      op === 'replace' && !('userName' in resource) && previous?.['externalId'] !== undefined
        ? { ...resource, externalId: previous['externalId'] }
        : resource,
    ),
    { kills: ['groups.members.put-external-id'] },
  ),
];
