/** Groups that the server makes and keeps by itself, beside those of its clients. */
import { ScimError } from '../../scim/errors.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import { GROUP_SCHEMA, USER_SCHEMA } from '../../scim/urns.js';
import type { Behavior, Change, View } from '../behavior.js';
import { endpointOf, isOne, without } from '../mutants/tools.js';
import type { Store, Stored } from '../store.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

const EVERYONE = 'Everyone at this place';
const ofGroup = (name: string): JsonObject => ({ schemas: [GROUP_SCHEMA], displayName: name });
const isUser = ({ resource }: Stored): boolean => JSON.stringify(resource['schemas']).includes(USER_SCHEMA);

/** Refuses to change or delete what the server keeps. */
function kept(isKept: (id: string, store: Store) => boolean): (b: Behavior) => Pick<Behavior, 'beforeRequest'> {
  return (b) => ({
    beforeRequest: (request) => {
      const [, id = ''] = request.segments;
      if (request.method !== 'GET' && isOne(request, 'Groups') && isKept(id, request.store))
        throw new ScimError(403, undefined, 'This group is kept by the server.');
      return b.beforeRequest(request);
    },
  });
}

const everyoneIn = (store: Store): Stored | undefined =>
  store.list('Group').find(({ resource }) => resource['displayName'] === EVERYONE);

/** A group that every user is in. `shows` tells whether it lists them. */
function everyone(shows: boolean, more: (entry: JsonObject) => JsonObject): Change {
  return (b) => ({
    ...kept((id, store) => everyoneIn(store)?.id === id)(b),
    groupsOf: (id, view) => {
      const group = everyoneIn(view.store);
      const own = b.groupsOf(id, view);
      const user = view.store.get(id);
      if (!group || !user || !isUser(user)) return own;
      const $ref = b.location(view.base, 'Groups', group.id);
      return [more({ value: group.id, $ref, display: EVERYONE, type: 'indirect' }), ...own];
    },
    represent: (resource, stored, view) => {
      const whole = b.represent(resource, stored, view);
      return shows && stored === everyoneIn(view.store) ? { ...whole, members: allUsers(b, view) } : whole;
    },
  });
}

function allUsers(b: Behavior, view: View): JsonObject[] {
  return view.store.list('User').map(({ id }) => b.memberView({ value: id }, view));
}

const PERSONAL = 'personal-';

/** Each user gets a group of its own once it has been made, and it goes with the user. */
const personal: Change = (b) => ({
  ...kept((id) => id.startsWith(PERSONAL))(b),
  // The tag is that of the user alone: what the server adds later does not touch it.
  version: (stored) => b.version(stored, []),
  afterResponse: (request, answer) => {
    if (request.method === 'POST' && endpointOf(request) === 'Users')
      for (const { id, created } of request.store.list('User')) {
        const group = `${PERSONAL}${id}`;
        if (request.store.get(group)) continue;
        const resource = { ...ofGroup(`Group of ${id}`), id: group, members: [{ value: id }] };
        request.store.add('Group', group, resource, created);
      }
    return b.afterResponse(request, answer);
  },
  remove: (store, stored) => {
    b.remove(store, stored);
    const group = store.get(`${PERSONAL}${stored.id}`);
    if (group) store.remove(group);
  },
});

const named = (userName: string, more: JsonObject = {}): { type: string; resource: Resource } => ({
  type: 'User',
  resource: { schemas: [USER_SCHEMA], userName, ...more },
});

/** More than two pages of users and of groups that were there before. */
const crowd = [
  ...Array.from({ length: 260 }, (_, n) =>
    named(`worker${n}@corp.example`, { displayName: `Worker ${n}`, active: n % 3 > 0 }),
  ),
  ...Array.from({ length: 240 }, (_, n) => ({ type: 'Group', resource: ofGroup(`Crew ${n}`) })),
];

/** Neighbors whom other clients made, each a user or group by the RFC. */
const neighbors = [
  named('x'),
  named('O"Brien \\ <b>&', { displayName: '', emails: [], active: false, name: {} }),
  named('no-type@example.com', { emails: [{ value: 'a@b.example' }, { value: 'c@d.example' }], externalId: 'ä' }),
  named('日本語', { nickName: 'x'.repeat(3000), locale: 'xx', timezone: 'Mars', userType: '' }),
  { type: 'Group', resource: { ...ofGroup('G "quoted"'), members: [{ value: 'gone-long-ago', type: 'User' }] } },
  { type: 'Group', resource: ofGroup('g "QUOTED"') },
];

const holdsEveryone = [{ type: 'Group', resource: ofGroup(EVERYONE) }];

export const serverMadeVariations: Variation[] = [
  {
    ...variation(
      'everyone-group',
      'Every user is in a group that the server keeps, and that group lists them all',
      ['RFC7643-4.1.2', 'RFC7643-4.2'],
      everyone(true, (entry) => entry),
    ),
    holds: holdsEveryone,
  },
  {
    ...variation(
      'everyone-group-unlisted',
      'Every user is in a group that the server keeps, and that group shows no members',
      ['RFC7643-4.1.2', 'RFC7643-4.2'],
      everyone(false, (entry) => without(entry, 'type')),
    ),
    holds: holdsEveryone,
  },
  { ...variation('crowded', 'There are hundreds of users and groups already', ['RFC7644-3.4.2.4'], {}), holds: crowd },
  {
    ...variation(
      'odd-neighbors',
      'There are users and groups of odd values already',
      ['RFC7643-4.1', 'RFC7643-4.2'],
      {},
    ),
    holds: neighbors,
  },
  variation('personal-groups', 'The server makes a group for each new user', ['RFC7643-4.1.2'], personal),
];
