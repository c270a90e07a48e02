/** Groups and what users show of them: one rule broken at a time. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { operationsOf } from './patch-tools.js';
import { stepwise } from './patching.js';
import { answering, endpointOf, hearing, isOne, withElements, without } from './tools.js';

/** The groups that a write of a user names, by PUT or by PATCH. */
function groupsWritten(request: Request): string[] {
  if (!isOne(request, 'Users') || !isObject(request.body)) return [];
  const named = [
    ...valuesOf(request.method === 'PUT' ? request.body['groups'] : undefined),
    ...operationsOf(request.method === 'PATCH' ? request.body : undefined).flatMap((operation) =>
      operation['path'] === 'groups' ? valuesOf(operation['value']) : [],
    ),
  ];
  return named.flatMap((entry) => (isObject(entry) ? [String(entry['value'])] : []));
}

export const groupRuleMutants: Mutant[] = [
  mutant(
    'groups.same-name-merged',
    'A POST with the displayName of another group answers with that group',
    ['RFC7643-4.2-03'],
    hearing((request) => {
      if (request.method !== 'POST' || endpointOf(request) !== 'Groups' || request.segments.length > 1) return request;
      const name = isObject(request.body) ? member(request.body, 'displayName') : undefined;
      const known = request.store.list('Group').find(({ resource }) => resource['displayName'] === name);
      return known ? { ...request, method: 'GET', segments: ['Groups', known.id] } : request;
    }),
    { on: ['group-name-shared'], kills: ['groups.create.same-name'] },
  ),
  mutant(
    'groups.swap-loses-add',
    'Where a PATCH removes members, those that it adds are lost',
    ['RFC7644-3.5.2.2-13'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const removes = operations.some(({ op, path }) => op === 'remove' && /^members\b/i.test(path ?? ''));
        const kept = removes
          ? operations.filter(({ op, path }) => op !== 'add' || (path ?? '').toLowerCase() !== 'members')
          : operations;
        return b.applyPatch(resource, kept, model, options);
      },
    }),
    { kills: ['groups.members.swap'] },
  ),
  mutant(
    'groups.joined-by-user',
    'Who writes groups of a user puts the user into them',
    ['RFC7643-4.1.2-22'],
    hearing((request) => {
      for (const id of groupsWritten(request)) {
        const group = request.store.find('Group', id);
        const value = request.segments[1] ?? '';
        const members = valuesOf(group?.resource['members']);
        if (group && !members.some((entry) => isObject(entry) && entry['value'] === value))
          request.store.update(group, { ...group.resource, members: [...members, { value }] });
      }
      return request;
    }),
    { kills: ['groups.user-view.read-only'] },
  ),
  mutant(
    'groups.joined-at-creation',
    'Who is created with groups is put into them',
    ['RFC7643-4.1.2-22'],
    (b) => ({
      afterResponse: (request, answer) => {
        const isCreate = request.method === 'POST' && request.segments.join('/') === 'Users' && answer.status === 201;
        for (const each of isCreate && isObject(request.body) ? valuesOf(request.body['groups']) : []) {
          const group = request.store.find('Group', isObject(each) ? String(each['value']) : '');
          const value = isObject(answer.body) ? (answer.body['id'] ?? null) : null;
          if (group)
            request.store.update(group, {
              ...group.resource,
              members: [...valuesOf(group.resource['members']), { value }],
            });
        }
        return b.afterResponse(request, answer);
      },
    }),
    { kills: ['groups.user-view.read-only'] },
  ),
  mutant(
    'groups.view-remembers',
    'A user shows the groups that it has left',
    ['RFC7643-4.1.2-24'],
    (b) => {
      const seen = new Map<string, Map<string, JsonObject>>();
      return {
        groupsOf: (id, view) => {
          const known = seen.get(id) ?? new Map<string, JsonObject>();
          for (const group of b.groupsOf(id, view)) known.set(String(group['value']), group);
          seen.set(id, known);
          return [...known.values()].filter((group) => view.store.get(String(group['value'])) !== undefined);
        },
      };
    },
    { kills: ['groups.user-view.removable'] },
  ),
  mutant('groups.name-never-freed', 'The name of a deleted group stays taken', [], (b) => {
    const gone = new Set<string>();
    return {
      remove: (store, stored) => {
        if (stored.type === 'Group') gone.add(String(stored.resource['displayName']));
        b.remove(store, stored);
      },
      conflict: (resource, type, store, self, op) =>
        type === 'Group' && op === 'create' && gone.has(String(resource['displayName']))
          ? 'displayName'
          : b.conflict(resource, type, store, self, op),
    };
  }),
  mutant(
    'groups.view-keeps-name',
    'groups of a user keeps the name that a group had at first',
    ['RFC7643-4.1.2-33'],
    (b) => {
      const names = new Map<string, Json>();
      return {
        groupsOf: (id, view) =>
          b.groupsOf(id, view).map((entry) => {
            const group = String(entry['value']);
            const display = names.get(group) ?? entry['display'] ?? null;
            names.set(group, display);
            return { ...entry, display };
          }),
      };
    },
    { kills: ['groups.user-view.renamed'] },
  ),
  mutant(
    'groups.created-moves',
    'A change of a group sets its meta.created anew',
    ['RFC7643-3.1-29'],
    (b) => ({
      touch: (stored, now) => {
        b.touch(stored, now);
        if (stored.type === 'Group') stored.created = now;
      },
    }),
    { kills: ['groups.members.modified'] },
  ),
  mutant(
    'groups.removal-unnoticed',
    'When members go, lastModified of the group stays',
    ['RFC7644-3.5.2-39'],
    (b) => {
      const members = new Map<string, number>();
      return {
        touch: (stored, now) => {
          const count = valuesOf(stored.resource['members']).length;
          const { modified } = stored;
          b.touch(stored, now);
          if (count < (members.get(stored.id) ?? 0)) stored.modified = modified;
          members.set(stored.id, count);
        },
      };
    },
    { kills: ['groups.members.modified'] },
  ),
  mutant(
    'groups.empty-members-refused',
    'An empty array of members is refused in a new group',
    ['RFC7643-4.2-04'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const members = isObject(input) ? member(input, 'members') : undefined;
        if (mode === 'create' && Array.isArray(members) && members.length === 0)
          throw new ScimError(400, 'invalidValue', 'members needs a value.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['groups.create.without-members'] },
  ),
  mutant(
    'groups.view-not-searched',
    'Users that are found by .search show no groups',
    ['RFC7644-3.4-02'],
    answering((answer, request) =>
      request.segments.at(-1) === '.search' && isObject(answer.body)
        ? { ...answer, body: withElements(answer.body, 'Resources', (entry) => without(entry, 'groups')) }
        : answer,
    ),
    { kills: ['groups.user-view.listed'] },
  ),
  mutant(
    'groups.unknown-op-passed-over',
    'An operation on a group that is none of the three is passed over',
    ['RFC7644-3.5.2-07'],
    hearing((request) => {
      if (request.method !== 'PATCH' || !isOne(request, 'Groups') || !isObject(request.body)) return request;
      const known = operationsOf(request.body).filter(({ op }) => /^(add|remove|replace)$/i.test(String(op)));
      // What is left is one that changes nothing.
      const Operations = known.length > 0 ? known : [{ op: 'add', path: 'members', value: [] }];
      return { ...request, body: { ...request.body, Operations } };
    }),
    { kills: ['groups.memberships.unknown-op'] },
  ),
  mutant(
    'groups.name-removed',
    'A PATCH removes the displayName of a group',
    ['RFC7643-4.2-02'],
    stepwise((operation, run, resource) => {
      if (operation.op !== 'remove' || operation.path !== 'displayName') return run();
      const { displayName: _displayName, ...rest } = resource;
      return rest;
    }),
    { kills: ['groups.create.display-name-required'] },
  ),
  mutant(
    'groups.name-null-taken',
    'A group whose displayName is null is created without a name',
    ['RFC7643-4.2-02'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (model.type.name !== 'Group' || !isObject(input) || input['displayName'] !== null)
          return b.readInput(input, model, mode, options);
        const { resource, ignored } = b.readInput({ ...input, displayName: 'x' }, model, mode, options);
        const { displayName: _displayName, ...rest } = resource;
        return { ignored, resource: rest };
      },
    }),
    { kills: ['groups.create.display-name-required'] },
  ),
];
