/** Writes of one resource that reach others. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { leaveGroups } from '../resources.js';
import type { Store, Stored } from '../store.js';
import { memberIds } from '../store.js';
import { afterChange, othersOf } from './history-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { withElements, withMember, without } from './tools.js';

const ONE = ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'];
const REMOVED = ['RFC7644-3.6-01'];

/** Does something more when a group is deleted. */
const deletingGroup =
  (act: (store: Store, group: Stored, remove: (stored: Stored) => void) => void): Change =>
  (b) => ({
    remove: (store, stored) => {
      if (stored.type === 'Group') act(store, stored, (other) => b.remove(store, other));
      b.remove(store, stored);
    },
  });

const addressesOf = (resource: Resource): Json[] =>
  valuesOf(resource['emails']).flatMap((each) => (isObject(each) ? [each['value'] ?? null] : []));

const mailsOf = (resource: Resource): JsonObject[] => valuesOf(resource['emails']).filter(isObject);

function keepMails(store: Store, stored: Stored, stays: (mail: JsonObject) => boolean): void {
  const mails = mailsOf(stored.resource);
  const rest = mails.filter(stays);
  if (rest.length < mails.length) store.update(stored, { ...stored.resource, emails: rest });
}

const primaryOf = (resource: Resource): Json | undefined =>
  mailsOf(resource).find(({ primary }) => primary === true)?.['value'];

const familyOf = ({ name }: Resource): Json | undefined => (isObject(name) ? name['familyName'] : undefined);

/** A PUT without title gives the one of the last PUT. */
const rememberedTitle: Change = (b) => {
  let last: Json | undefined;
  return {
    carryOver: (stored, next, body, model) => {
      const whole = b.carryOver(stored, next, body, model);
      last = whole['title'] ?? last;
      return whole['userName'] === undefined || last === undefined ? whole : { ...whole, title: last };
    },
  };
};

const managerOf = (resource: Resource): Json | undefined => {
  const extension = resource[ENTERPRISE_USER_SCHEMA];
  const manager = isObject(extension) ? extension['manager'] : undefined;
  return isObject(manager) ? manager['value'] : undefined;
};

export const neighborMutants: Mutant[] = [
  mutant(
    'users.phones-shared',
    'Telephone numbers are kept once for all: a type that changes changes for everybody of that number',
    ONE,
    afterChange('User', (store, stored) => {
      for (const phone of valuesOf(stored.resource['phoneNumbers']).filter(isObject))
        for (const other of othersOf(store, stored)) {
          const shared = withElements(other.resource, 'phoneNumbers', (each) =>
            each['value'] === phone['value'] ? { ...each, ...phone } : each,
          );
          store.update(other, shared as Resource);
        }
    }),
    { kills: ['users.neighbors.same-values'] },
  ),
  mutant(
    'users.disabled-by-external-id',
    'Whoever has the externalId of a user is disabled and enabled with it',
    ONE,
    afterChange('User', (store, stored, before) => {
      const { active, externalId } = stored.resource;
      if (active === undefined || active === before['active'] || externalId === undefined) return;
      for (const other of othersOf(store, stored))
        if (other.resource['externalId'] === externalId) store.update(other, { ...other.resource, active });
    }),
    { kills: ['users.neighbors.same-values'] },
  ),
  mutant(
    'users.disabled-with-manager',
    'With a user all those are disabled whose manager it is',
    ONE,
    afterChange('User', (store, stored) => {
      if (stored.resource['active'] !== false) return;
      for (const other of othersOf(store, stored))
        if (managerOf(other.resource) === stored.id) store.update(other, { ...other.resource, active: false });
    }),
    { kills: ['users.enterprise.manager-disabled'] },
  ),
  mutant(
    'users.address-moves',
    'An e-mail address that a user gets is taken from the one who had it',
    ONE,
    afterChange('User', (store, stored, before) => {
      const fresh = addressesOf(stored.resource).filter((value) => !addressesOf(before).includes(value));
      for (const other of othersOf(store, stored)) {
        const rest = valuesOf(other.resource['emails']).filter(
          (each) => !isObject(each) || !fresh.includes(each['value'] ?? null),
        );
        if (rest.length < addressesOf(other.resource).length) store.update(other, { ...other.resource, emails: rest });
      }
    }),
    { kills: ['users.neighbors.same-address'] },
  ),
  mutant(
    'users.mails-removed-by-type',
    'When a user has no e-mail of a type any more, nobody has',
    ONE,
    afterChange('User', (store, stored, before) => {
      const left = mailsOf(stored.resource).map(({ type }) => type);
      const gone = mailsOf(before).flatMap(({ type }) => (type === undefined || left.includes(type) ? [] : [type]));
      for (const other of othersOf(store, stored)) keepMails(store, other, ({ type }) => !gone.includes(type ?? null));
    }),
    { kills: ['users.neighbors.same-values'] },
  ),
  mutant(
    'members.namesakes-merged',
    'Of members with one displayName a group keeps the first',
    ['RFC7644-3.5.2.1-17', 'RFC7644-3.5.2.1-08'],
    afterChange('Group', (store, stored) => {
      const members = valuesOf(stored.resource['members']);
      const nameOf = (member: Json): Json | undefined =>
        isObject(member) ? store.get(String(member['value']))?.resource['displayName'] : undefined;
      const names = members.map(nameOf);
      const kept = members.filter((_member, at) => names[at] === undefined || names.indexOf(names[at]) === at);
      if (kept.length < members.length) store.update(stored, { ...stored.resource, members: kept });
    }),
    { kills: ['groups.members.add'] },
  ),
  mutant(
    'users.external-id-moves',
    'An externalId that a user gets is taken from the one who had it',
    ONE,
    afterChange('User', (store, stored, before) => {
      const { externalId } = stored.resource;
      if (externalId === undefined || externalId === before['externalId']) return;
      for (const other of othersOf(store, stored))
        if (other.resource['externalId'] === externalId)
          store.update(other, without(other.resource, 'externalId') as Resource);
    }),
    { kills: ['users.neighbors.same-address'] },
  ),
  mutant(
    'users.mails-changed-by-value',
    'An address that a user changes is changed for all who have it',
    ONE,
    afterChange('User', (store, stored, before) => {
      const [was, now] = [addressesOf(before), addressesOf(stored.resource)];
      const [gone, ...more] = was.filter((value) => !now.includes(value));
      const fresh = now.find((value) => !was.includes(value));
      if (gone === undefined || more.length > 0 || fresh === undefined || was.length !== now.length) return;
      for (const other of othersOf(store, stored))
        if (addressesOf(other.resource).includes(gone))
          store.update(other, {
            ...other.resource,
            emails: mailsOf(other.resource).map((mail) => (mail['value'] === gone ? { ...mail, value: fresh } : mail)),
          });
    }),
    { kills: ['users.neighbors.same-address'] },
  ),
  mutant(
    'users.mails-removed-by-value',
    'An address that is removed from one user is removed from all who have it',
    ONE,
    afterChange('User', (store, stored, before) => {
      const left = addressesOf(stored.resource);
      const gone = addressesOf(before).filter((value) => !left.includes(value));
      for (const other of othersOf(store, stored))
        keepMails(store, other, ({ value }) => !gone.includes(value ?? null));
    }),
    { kills: ['users.neighbors.same-address'] },
  ),
  mutant(
    'users.primary-taken-from-all',
    'A new primary e-mail takes primary from those of everybody',
    ONE,
    afterChange('User', (store, stored, before) => {
      const now = primaryOf(stored.resource);
      if (now === undefined || now === primaryOf(before)) return;
      for (const other of othersOf(store, stored))
        store.update(other, withElements(other.resource, 'emails', (mail) => without(mail, 'primary')) as Resource);
    }),
    { kills: ['users.neighbors.same-values'] },
  ),
  mutant(
    'users.family-renamed',
    'A new family name is given to all who have the old one',
    ONE,
    afterChange('User', (store, stored, before) => {
      const [was, now] = [before, stored.resource].map(familyOf);
      if (was === undefined || now === undefined || was === now) return;
      for (const other of othersOf(store, stored))
        if (familyOf(other.resource) === was)
          store.update(
            other,
            withMember(other.resource, 'name', (name) =>
              isObject(name) ? { ...name, familyName: now } : name,
            ) as Resource,
          );
    }),
    { kills: ['users.neighbors.same-values'] },
  ),
  mutant(
    'delete.by-address',
    'With a user all those are deleted who have one of its e-mail addresses',
    ONE,
    (b) => ({
      remove: (store, stored) => {
        const addresses = addressesOf(stored.resource);
        b.remove(store, stored);
        for (const other of stored.type === 'User' ? [...store.list('User')] : [])
          if (addressesOf(other.resource).some((each) => addresses.includes(each))) b.remove(store, other);
      },
    }),
    { kills: ['users.neighbors.same-address'] },
  ),
  mutant(
    'create.address-takes-over',
    'A user who is created with the e-mail address of another is written over that one, too',
    ONE,
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const addresses = op === 'create' && type === 'User' ? addressesOf(resource) : [];
        for (const other of addresses.length > 0 ? store.list(type) : [])
          if (addressesOf(other.resource).some((each) => addresses.includes(each)))
            store.update(other, {
              ...resource,
              id: other.id,
              userName: other.resource['userName'] ?? null,
            } as Resource);
        return b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['users.neighbors.same-address'] },
  ),
  mutant('replace.title-remembered', 'A PUT without title stores that of the PUT before', ONE, rememberedTitle, {
    kills: ['users.neighbors.no-values'],
  }),
  mutant(
    'groups.empty-list-shared',
    'Groups without members share one empty list: who joins one joins all',
    ONE,
    afterChange('Group', (store, stored, before) => {
      const { members = [] } = stored.resource;
      if (memberIds(before).length > 0) return;
      for (const other of othersOf(store, stored))
        if (memberIds(other.resource).length === 0) store.update(other, { ...other.resource, members });
    }),
    { kills: ['groups.neighbors.changed'] },
  ),
  mutant(
    'groups.namesakes-renamed',
    'A new name is given to all groups of the old one',
    ONE,
    afterChange('Group', (store, stored, { displayName }) => {
      for (const other of othersOf(store, stored))
        if (other.resource['displayName'] === displayName)
          store.update(other, { ...other.resource, displayName: stored.resource['displayName'] ?? null });
    }),
    { on: ['group-name-shared'], kills: ['groups.neighbors.changed'] },
  ),
  mutant(
    'groups.left-all',
    'Who is removed from a group is removed from all',
    ONE,
    afterChange('Group', (store, stored, before) => {
      for (const id of memberIds(before)) {
        const member = memberIds(stored.resource).includes(id) ? undefined : store.get(id);
        if (member) leaveGroups(store, member, stored.modified);
      }
    }),
    { kills: ['groups.neighbors.changed'] },
  ),
  mutant(
    'groups.members-enabled',
    'A change of a group saves its members as active',
    ONE,
    afterChange('Group', (store, stored) => {
      for (const id of memberIds(stored.resource)) {
        const member = store.get(id);
        if (member?.type === 'User') store.update(member, { ...member.resource, active: true });
      }
    }),
    { kills: ['groups.memberships.member-untouched'] },
  ),
  mutant(
    'groups.delete-ends-memberships',
    'With a group all memberships of its members end',
    REMOVED,
    deletingGroup((store, group) => {
      for (const id of memberIds(group.resource)) {
        const member = store.get(id);
        if (member) leaveGroups(store, member, group.modified);
      }
    }),
    { kills: ['groups.neighbors.deleted'] },
  ),
  mutant(
    'groups.delete-by-name',
    'DELETE of a group deletes all of its name',
    REMOVED,
    deletingGroup((store, group, remove) => {
      for (const other of othersOf(store, group))
        if (other.resource['displayName'] === group.resource['displayName']) remove(other);
    }),
    { on: ['group-name-shared'], kills: ['groups.neighbors.deleted'] },
  ),
  mutant(
    'groups.delete-empties-outer',
    'With a group the groups that hold it lose all members',
    REMOVED,
    deletingGroup((store, group) => {
      for (const id of [...store.containersOf(group.id)]) {
        const outer = store.get(id);
        if (outer) store.update(outer, without(outer.resource, 'members') as Resource);
      }
    }),
    { kills: ['groups.neighbors.nested'] },
  ),
  mutant(
    'groups.delete-takes-inner',
    'With a group the groups in it are deleted',
    REMOVED,
    deletingGroup((store, group, remove) => {
      for (const id of memberIds(group.resource)) {
        const inner = store.get(id);
        if (inner?.type === 'Group') remove(inner);
      }
    }),
    { kills: ['groups.neighbors.nested'] },
  ),
];
