/** What becomes of users and groups over time: changed, disabled, deleted, created anew. */
import type { Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { leaveGroups } from '../resources.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { storing } from './tools.js';

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
];
