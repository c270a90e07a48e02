import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import { memberIds } from '../store.js';
import { isOne, remodel, showing, storing, withElements, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';

const addsMembers = (op: string, path: string | undefined): boolean =>
  op === 'add' && (path ?? '').toLowerCase() === 'members';

function sameMembers(left: Resource, right: Resource | undefined): boolean {
  return right !== undefined && memberIds(left).sort().join() === memberIds(right).sort().join();
}

export const groupMutants: Mutant[] = [
  mutant(
    'groups.display-name-optional',
    'A group needs no displayName',
    ['RFC7643-4.2-02', 'RFC7644-3.12-35'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          remodel(model, (attribute) =>
            attribute.name === 'displayName' ? { ...attribute, required: false } : attribute,
          ),
          mode,
          options,
        ),
    }),
  ),
  mutant('groups.members-required', 'A group needs members', ['RFC7643-4.2-04', 'RFC7643-1.1-01'], (b) => ({
    readInput: (input, model, mode, options) => {
      const result = b.readInput(input, model, mode, options);
      if (model.type.name === 'Group' && mode === 'create' && valuesOf(result.resource['members']).length === 0) {
        throw new ScimError(400, 'invalidValue', 'members is required.');
      }
      return result;
    },
  })),
  mutant(
    'groups.display-name-unique',
    'Two groups may not have one displayName, and no schema says so',
    ['RFC7643-4.2-03', 'RFC7643-7-44'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        type === 'Group' &&
        store
          .list('Group')
          .some((other) => other.id !== self && other.resource['displayName'] === resource['displayName'])
          ? 'displayName'
          : b.conflict(resource, type, store, self, op),
    }),
  ),
  mutant(
    'groups.members-dropped-on-create',
    'Members sent with POST are dropped',
    ['RFC7643-4.2-07', 'RFC7644-3.1-10'],
    storing((resource, op) => (op === 'create' ? without(resource, 'members') : resource)),
  ),
  mutant(
    'groups.members-dropped-by-put',
    'PUT answers 200 and drops the members',
    ['RFC7644-3.5.1-05', 'RFC7644-3.5.1-13'],
    storing((resource, op) => (op === 'replace' ? without(resource, 'members') : resource)),
    { bug: 34 },
  ),
  mutant('groups.members-kept-by-put', 'PUT adds members and removes none', ['RFC7644-3.5.1-06'], (b) => ({
    carryOver: (stored, next, body, model) => {
      const result = b.carryOver(stored, next, body, model);
      const all = [...valuesOf(stored['members']), ...valuesOf(next['members'])];
      return model.type.name === 'Group' && all.length > 0 ? { ...result, members: all } : result;
    },
  })),
  mutant(
    'groups.put-without-members-empties',
    'A PUT that does not mention members removes them',
    [],
    (b) => ({
      carryOver: (stored, next, body, model) => {
        const result = b.carryOver(stored, next, body, model);
        return model.type.name === 'Group' && !('members' in body) ? (without(result, 'members') as Resource) : result;
      },
    }),
    { bug: 30 },
  ),
  mutant('groups.member-value-lost', 'Members have $ref but no value', ['RFC7643-4.2-07'], (b) => ({
    memberView: (member, view) => without(b.memberView(member, view), 'value'),
  })),
  mutant('groups.member-value-name', 'The value of a member is its name', ['RFC7643-4.2-07'], (b) => ({
    memberView: (member, view) => {
      const shown = b.memberView(member, view);
      return shown['display'] === undefined ? shown : { ...shown, value: shown['display'] };
    },
  })),
  mutant(
    'groups.member-ref-wrong',
    'The $ref of a member names the group endpoint',
    ['RFC7643-4.2-08', 'RFC7643-2.3.7-09'],
    (b) => ({
      memberView: (member, view) =>
        withMember(b.memberView(member, view), '$ref', (url) => String(url).replace('/Users/', '/Groups/')),
    }),
  ),
  mutant(
    'groups.member-ref-number',
    'The $ref of a member is no string',
    ['RFC7643-2.3.7-05', 'RFC7643-4.2-08'],
    (b) => ({
      memberView: (member, view) => withMember(b.memberView(member, view), '$ref', () => 42),
    }),
  ),
  mutant(
    'groups.member-ref-relative-wrong',
    'The $ref of a member is relative to nothing',
    ['RFC7643-2.3.7-08', 'RFC7643-4.2-08'],
    (b) => ({
      memberView: (member, view) =>
        withMember(b.memberView(member, view), '$ref', (url) => `members/${String(url).split('/').at(-1) ?? ''}`),
    }),
  ),
  mutant(
    'groups.members-strings',
    'Members are strings',
    ['RFC7643-2.4-02', 'RFC7644-3.8-13'],
    showing((resource) => withElements(resource, 'members', (member) => member['value'] ?? '')),
    { bug: 13 },
  ),
  mutant(
    'groups.members-object',
    'A single member comes without array',
    ['RFC7643-1.2-03', 'RFC7644-3.8-12'],
    showing((resource) =>
      withMember(resource, 'members', (list) => (Array.isArray(list) && list.length === 1 ? (list[0] ?? null) : list)),
    ),
  ),
  mutant(
    'groups.members-unseen',
    'Members are stored and never shown',
    ['RFC7644-3.4-02', 'RFC7644-3.5.2.1-17'],
    showing((resource, model) => (model.type.name === 'Group' ? without(resource, 'members') : resource)),
  ),
  mutant('groups.membership-unseen', 'Groups are never shown at the user', ['RFC7643-4.1.2-33'], {
    groupsOf: () => [],
  }),
  mutant('groups.membership-name', 'groups.value at the user is the name of the group', ['RFC7643-4.1.2-26'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).map((group) => ({ ...group, value: group['display'] ?? null })),
  })),
  mutant('groups.membership-ref', 'groups.$ref at the user names the user', ['RFC7643-4.1.2-27'], (b) => ({
    groupsOf: (id, view) =>
      b
        .groupsOf(id, view)
        .map((group) => withMember(group, '$ref', () => b.location(view.base, view.model.type.endpoint, id))),
  })),
  mutant('groups.membership-type', 'groups.type at the user is "member"', ['RFC7643-4.1.2-23'], (b) => ({
    groupsOf: (id, view) => b.groupsOf(id, view).map((group) => ({ ...group, type: 'member' })),
  })),
  mutant(
    'groups.indirect-is-direct',
    'Indirect membership is called direct',
    ['RFC7643-4.1.2-23', 'RFC7643-4.1.2-24'],
    (b) => ({
      groupsOf: (id, view) => b.groupsOf(id, view).map((group) => ({ ...group, type: 'direct' })),
    }),
  ),
  mutant('groups.membership-stale', 'Groups at the user are those at its creation', ['RFC7643-4.1.2-33'], (b) => {
    const first = new Map<string, JsonObject[]>();
    return {
      groupsOf: (id, view) => {
        const known = first.get(id) ?? b.groupsOf(id, view);
        first.set(id, known);
        return known;
      },
    };
  }),
  mutant(
    'groups.membership-written',
    'A user can write its own groups',
    ['RFC7643-4.1.2-22', 'RFC7644-3.3-02', 'RFC7643-7-28'],
    (b) => {
      const sent = new Map<string, JsonObject[]>();
      return {
        beforeRequest: (request) => {
          const groups = isObject(request.body) ? request.body['groups'] : undefined;
          if (request.method === 'PUT' && isOne(request, 'Users') && Array.isArray(groups)) {
            sent.set(request.segments[1] ?? '', groups.filter(isObject));
          }
          return b.beforeRequest(request);
        },
        groupsOf: (id, view) => [...b.groupsOf(id, view), ...(sent.get(id) ?? [])],
      };
    },
  ),
  mutant('groups.member-edited', 'members.value of an element can be changed in place', ['RFC7643-4.2-06'], (b) => ({
    applyPatch: (resource, operations, model, options) =>
      b.applyPatch(
        resource,
        operations,
        remodel(model, (attribute, path) =>
          path.startsWith('members.') ? { ...attribute, mutability: 'readWrite' } : attribute,
        ),
        options,
      ),
  })),
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
    'groups.race',
    'Concurrent changes of a group lose members',
    ['RFC7644-3.5.2.1-17'],
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
  mutant('groups.nested-refused', 'A group in a group crashes the server', [], (b) => ({
    conflict: (resource, type, store, self, op) => {
      if (type === 'Group' && memberIds(resource).some((id) => store.get(id)?.type === 'Group'))
        throw new Error('no such user');
      return b.conflict(resource, type, store, self, op);
    },
  })),
  mutant(
    'groups.display-name-not-found',
    'A filter on the displayName of groups matches nothing',
    ['RFC7644-3.4.2.2-11'],
    (b) => ({
      filterTest: (filter, model, options) =>
        model.type.name === 'Group' &&
        filter.kind === 'compare' &&
        filter.path.attribute.toLowerCase() === 'displayname'
          ? () => false
          : b.filterTest(filter, model, options),
    }),
    { bug: 38 },
  ),
];
