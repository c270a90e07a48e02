/** What becomes of users and groups over time: changed, disabled, deleted, created anew. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { leaveGroups } from '../resources.js';
import type { Store } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { listing, storing, withElements, without } from './tools.js';

/** A write of a user takes it out of all its groups. */
const leaving = (isDue: (before: Resource, after: Resource) => boolean): Change => {
  return (b) => ({
    conflict: (resource, type, store, self, op) => {
      const path = b.conflict(resource, type, store, self, op);
      const stored = type === 'User' && self !== undefined ? store.get(self) : undefined;
      if (path === undefined && stored && isDue(stored.resource, resource)) leaveGroups(store, stored, stored.modified);
      return path;
    },
  });
};

/** DELETE of a user deletes some others. */
const alsoDeleting =
  (isDue: (gone: Resource, other: Resource) => boolean): Change =>
  (b) => ({
    remove: (store, stored) => {
      const others = stored.type === 'User' ? store.list('User') : [];
      for (const other of others.filter((each) => each !== stored && isDue(stored.resource, each.resource)))
        b.remove(store, other);
      b.remove(store, stored);
    },
  });

interface Ghost {
  id: string;
  resource: Resource;
  groups: string[];
}

/** A user who is created by the userName of a deleted one meets what is left of it. */
const reviving =
  (meet: (resource: Resource, ghost: Ghost, store: Store) => Resource): Change =>
  (b) => {
    const ghosts = new Map<string, Ghost>();
    let at: Store | undefined;
    return {
      remove: (store, stored) => {
        const { id, resource } = stored;
        ghosts.set(String(resource['userName']), { id, resource, groups: [...store.containersOf(id)] });
        b.remove(store, stored);
      },
      conflict: (resource, type, store, self, op) => {
        at = store;
        return b.conflict(resource, type, store, self, op);
      },
      onStore: (resource, op, model, previous) => {
        const ghost = op === 'create' && ghosts.get(String(resource['userName']));
        return b.onStore(ghost && at ? meet(resource, ghost, at) : resource, op, model, previous);
      },
    };
  };

export const lifeCycleMutants: Mutant[] = [
  mutant(
    'patch.enables',
    'A PATCH of a disabled user enables it, whatever it changes',
    ['RFC7644-3.2-08'],
    storing((resource, op, previous) =>
      op === 'patch' && previous?.['active'] === false && resource['active'] === false
        ? { ...resource, active: true }
        : resource,
    ),
    { kills: ['users.disable.stays-disabled'] },
  ),
  mutant(
    'patch.rename-enables',
    'A new userName enables a disabled user',
    ['RFC7644-3.2-08'],
    storing((resource, _op, previous) =>
      previous?.['active'] === false && previous['userName'] !== resource['userName']
        ? { ...resource, active: true }
        : resource,
    ),
    { kills: ['users.disable.stays-disabled'] },
  ),
  mutant(
    'patch.remove-enables',
    'A PATCH that removes a value enables a disabled user',
    ['RFC7644-3.2-08'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const next = b.applyPatch(resource, operations, model, options);
        return resource['active'] === false && operations.some(({ op }) => op === 'remove')
          ? { ...next, active: true }
          : next;
      },
    }),
    { kills: ['users.disable.stays-disabled'] },
  ),
  mutant(
    'groups.left-on-rename',
    'A user who is renamed leaves all groups',
    ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
    leaving((before, after) => before['userName'] !== after['userName']),
    { kills: ['groups.memberships.member-changed'] },
  ),
  mutant(
    'groups.left-on-display-name',
    'A user with another displayName leaves all groups',
    ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
    leaving((before, after) => before['displayName'] !== after['displayName']),
    { kills: ['groups.memberships.member-changed'] },
  ),
  mutant(
    'groups.left-on-external-id',
    'A user with another externalId leaves all groups',
    ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
    leaving((before, after) => before['externalId'] !== after['externalId']),
    { kills: ['groups.memberships.member-changed'] },
  ),
  mutant(
    'delete.by-name',
    'DELETE of a user deletes every user of its displayName',
    ['RFC7644-3.6-01'],
    alsoDeleting((gone, other) => gone['displayName'] !== undefined && gone['displayName'] === other['displayName']),
    { kills: ['users.delete.others-stay'] },
  ),
  mutant(
    'delete.by-external-id',
    'DELETE of a user deletes every user of its externalId',
    ['RFC7644-3.6-01'],
    alsoDeleting((gone, other) => gone['externalId'] !== undefined && gone['externalId'] === other['externalId']),
    { kills: ['users.delete.others-stay'] },
  ),
  mutant(
    'delete.by-prefix',
    'DELETE of a user deletes every user whose userName begins with its own',
    ['RFC7644-3.6-01'],
    alsoDeleting((gone, other) => String(other['userName']).startsWith(String(gone['userName']))),
    { kills: ['users.delete.others-stay'] },
  ),
  mutant(
    'delete.subordinates',
    'DELETE of a user deletes those whose manager it is',
    ['RFC7644-3.6-01'],
    alsoDeleting((gone, other) => {
      const extension = other[ENTERPRISE_USER_SCHEMA];
      const manager = isObject(extension) ? extension['manager'] : undefined;
      return isObject(manager) && manager['value'] === gone['id'];
    }),
    { kills: ['users.delete.others-stay'] },
  ),
  mutant(
    'delete.kept-in-plain-list',
    'A deleted user is renamed and hidden from GET, and stays in the list of all users',
    ['RFC7644-3.6-07'],
    (b) => {
      const deleted = new Set<string>();
      return {
        remove: (store, stored) => {
          if (stored.type !== 'User') return b.remove(store, stored);
          leaveGroups(store, stored, stored.modified);
          deleted.add(stored.id);
          return store.update(stored, { ...stored.resource, userName: `deleted-${stored.id}` });
        },
        find: (store, type, id) => (deleted.has(id) ? undefined : b.find(store, type, id)),
      };
    },
    { kills: ['users.delete.not-listed'] },
  ),
  mutant(
    'create.ghost-data',
    'A new user has the attributes of a deleted one of its userName',
    ['RFC7644-3.6-01'],
    reviving((resource, ghost) => ({ ...ghost.resource, ...resource })),
    { kills: ['users.delete.new-start'] },
  ),
  mutant(
    'create.ghost-phone',
    'A new user has the telephone numbers of a deleted one of its userName',
    ['RFC7644-3.6-01'],
    reviving((resource, ghost) => {
      const { phoneNumbers } = ghost.resource;
      return phoneNumbers === undefined ? resource : { phoneNumbers, ...resource };
    }),
    { kills: ['users.delete.new-start'] },
  ),
  mutant(
    'create.ghost-id',
    'A new user has the id of a deleted one of its userName',
    ['RFC7643-3.1-09'],
    reviving((resource, ghost) => ({ ...resource, id: ghost.id })),
    { kills: ['schema.common.id-not-reused'] },
  ),
  mutant(
    'create.ghost-groups',
    'A new user is in the groups of a deleted one of its userName',
    ['RFC7644-3.6-01'],
    reviving((resource, ghost, store) => {
      for (const group of ghost.groups) {
        const stored = store.get(group);
        const members = valuesOf(stored?.resource['members']);
        if (stored)
          store.update(stored, { ...stored.resource, members: [...members, { value: resource['id'] ?? '' }] });
      }
      return resource;
    }),
    { kills: ['users.delete.new-start'] },
  ),
  mutant(
    'create.ghost-members',
    'A new group has the members of a deleted one of its displayName',
    ['RFC7644-3.6-01'],
    (b) => {
      const ghosts = new Map<string, Json>();
      return {
        remove: (store, stored) => {
          const { displayName, members } = stored.resource;
          if (stored.type === 'Group' && members !== undefined) ghosts.set(String(displayName), members);
          b.remove(store, stored);
        },
        onStore: (resource, op, model, previous) => {
          const members = op === 'create' ? ghosts.get(String(resource['displayName'])) : undefined;
          const isGroup = model.type.name === 'Group';
          return b.onStore(isGroup && members ? { members, ...resource } : resource, op, model, previous);
        },
      };
    },
    { kills: ['groups.delete.new-start'] },
  ),
  mutant(
    'groups.view-of-deleted',
    'A user shows its groups after they are deleted',
    ['RFC7643-4.1.2-33'],
    (b) => {
      const seen = new Map<string, Map<string, JsonObject>>();
      return {
        groupsOf: (id, view) => {
          const known = seen.get(id) ?? new Map<string, JsonObject>();
          const now = b.groupsOf(id, view);
          const gone = [...known.values()].filter((group) => view.store.get(String(group['value'])) === undefined);
          for (const group of now) known.set(String(group['value']), group);
          seen.set(id, known);
          return [...now, ...gone];
        },
      };
    },
    { kills: ['groups.delete.not-in-view'] },
  ),
  mutant(
    'groups.view-twice',
    'A user shows each of its groups twice',
    ['RFC7643-2.4-13'],
    (b) => ({ groupsOf: (id, view) => b.groupsOf(id, view).flatMap((group) => [group, group]) }),
    { kills: ['groups.memberships.every-group'] },
  ),
  mutant(
    'groups.view-not-listed',
    'Lists show users without their groups',
    ['RFC7644-3.4-02'],
    listing((message) => withElements(message, 'Resources', (resource) => without(resource, 'groups'))),
    { kills: ['groups.user-view.listed'] },
  ),
  mutant(
    'groups.left-when-disabled',
    'A user who is disabled leaves all groups, and is not brought back',
    ['ENTRA-GROUP-24'],
    leaving((before, after) => before['active'] === true && after['active'] === false),
    { kills: ['interop.entra.active.groups-kept'] },
  ),
  mutant(
    'list.disabled-left-out',
    'The list of all users leaves out who is disabled; filters find them',
    ['OKTA-USER-20'],
    (b) => ({
      naturalOrder: (matched, request) =>
        b.naturalOrder(
          request.query.has('filter')
            ? matched
            : matched.filter(({ type, resource }) => type !== 'User' || resource['active'] !== false),
          request,
        ),
    }),
    { kills: ['interop.okta.import.disabled'] },
  ),
  mutant(
    'life.disabling-clears',
    'A PATCH that disables a user by the path takes its displayName along',
    ['ENTRA-USER-29'],
    stepwise((operation, run) => {
      const after = run();
      return operation.path === 'active' && after['active'] === false ? without(after, 'displayName') : after;
    }),
  ),
];
