/** Groups and membership as they are shown. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import { memberIds } from '../store.js';
import { isOne, remodel, showing, storing, withElements, withMember, without } from './tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';

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
    { on: ['group-name-shared'] },
  ),
  mutant(
    'groups.members-dropped-on-create',
    'Members sent with POST are dropped',
    ['RFC7643-4.2-07', 'RFC7644-3.1-10'],
    storing((resource, op) => (op === 'create' ? without(resource, 'members') : resource)),
  ),
  mutant(
    'groups.hundred-at-most',
    'A group keeps its first hundred members and drops the others without a word',
    ['RFC7644-3.5.2.1-17', 'OKTA-GROUP-17'],
    storing((resource) =>
      Array.isArray(resource['members']) ? { ...resource, members: resource['members'].slice(0, 100) } : resource,
    ),
    {
      kills: [
        'groups.large.add-many',
        'interop.entra.members.large',
        'interop.okta-aiw.groups.large',
        'interop.okta-oin.groups.large',
      ],
    },
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
    ['RFC7644-3.4-02', 'RFC7644-3.5.2.1-17', 'RFC7643-4.2-07'],
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
  mutant('groups.nested-as-user', 'Every member is shown as a user', ['RFC7643-4.2-07', 'RFC7643-4.2-08'], (b) => ({
    memberView: (member, view) =>
      withMember(
        withMember(b.memberView(member, view), 'type', () => 'User'),
        '$ref',
        (url) => String(url).replace('/Groups/', '/Users/'),
      ),
  })),
  mutant('groups.list-without-members', 'Lists of groups leave out members', ['RFC7644-3.4-02'], (b) => ({
    listMessage: (page, request) =>
      b.listMessage(
        { ...page, resources: page.resources.map((resource) => without(resource, 'members') as Resource) },
        request,
      ),
  })),
  mutant('groups.nested-refused', 'A group in a group crashes the server', ['RFC7643-4.2-07'], (b) => ({
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
