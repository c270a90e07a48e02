/** Names lost on the way: to a filter, to an update, to a second use. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Change } from '../behavior.js';
import { refuse } from './interop-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { storing } from './tools.js';

/** Changes each value of a query after it was decoded. */
function decoding(change: (value: string) => string): Change {
  return (b) => ({
    decodeQuery: (query) => new Map([...b.decodeQuery(query)].map(([key, value]) => [key, change(value)])),
  });
}

/** Names of deleted groups stay taken. */
const keepingGroupNames: Change = (b) => {
  const taken = new Set<unknown>();
  return {
    remove: (store, stored) => {
      if (stored.type === 'Group') taken.add(stored.resource['displayName']);
      b.remove(store, stored);
    },
    conflict: (resource, type, store, self, op) =>
      type === 'Group' && op === 'create' && taken.has(resource['displayName'])
        ? 'displayName'
        : b.conflict(resource, type, store, self, op),
  };
};

export const interopNameMutants: Mutant[] = [
  mutant(
    'interop.plus-decoded-twice',
    'A plus sign in the value of a filter, rightly encoded, becomes a blank',
    ['ENTRA-QUERY-12'],
    decoding((value) => value.replaceAll('+', ' ')),
    {
      kills: [
        'interop.entra.lookups.unusual',
        'interop.entra.groups.unusual',
        'interop.okta.users.unusual',
        'interop.okta.groups.unusual',
      ],
    },
  ),
  mutant(
    'interop.apostrophe-500',
    'An apostrophe in a filter breaks out of the SQL',
    ['ENTRA-QUERY-12'],
    (b) => ({
      parseFilter: (text) => {
        if (text.includes("'")) throw new ScimError(500, undefined, 'Unterminated string.');
        return b.parseFilter(text);
      },
    }),
    { kills: ['interop.entra.lookups.unusual', 'interop.okta.users.unusual'] },
  ),
  mutant(
    'interop.query-latin1',
    'The query is read as Latin-1',
    ['ENTRA-QUERY-12'],
    decoding((value) => Buffer.from(value, 'utf8').toString('latin1')),
    { kills: ['interop.entra.groups.unusual', 'interop.okta.groups.unusual'] },
  ),
  mutant(
    'interop.query-decoded-twice',
    'A query is decoded twice',
    ['ENTRA-QUERY-12'],
    decoding((value) => (/%[0-9a-f]{2}/i.test(value) ? decodeURIComponent(value) : value)),
    { kills: ['interop.entra.groups.unusual', 'interop.okta.groups.unusual'] },
  ),
  mutant(
    'interop.put-keeps-user-name',
    'PUT leaves userName as it was',
    ['OKTA-USER-29'],
    storing((resource, op, previous) =>
      op === 'replace' && resource['userName'] !== undefined && previous?.['userName'] !== undefined
        ? { ...resource, userName: previous['userName'] }
        : resource,
    ),
    {
      kills: [
        'interop.okta.updates.rename',
        'interop.onelogin.rename',
        'interop.ping.rename',
        'interop.cyberark.rename',
        'interop.jumpcloud.rename',
      ],
    },
  ),
  mutant(
    'interop.put-groups-refused',
    'A PUT that holds the groups of the user is answered 400',
    ['OKTA-USER-30'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        mode === 'replace' && isObject(input) && valuesOf(input['groups']).length > 0
          ? refuse('groups is read-only.')
          : b.readInput(input, model, mode, options),
    }),
    { kills: ['interop.okta.updates.member'] },
  ),
  mutant(
    'interop.case-rename-refused',
    'A userName in another letter case conflicts with the user itself',
    ['ENTRA-USER-21'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const own = self === undefined ? undefined : store.get(self)?.resource['userName'];
        const next = resource['userName'];
        return typeof own === 'string' &&
          typeof next === 'string' &&
          own !== next &&
          own.toLowerCase() === next.toLowerCase()
          ? 'userName'
          : b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['interop.entra.updates.rename-case'] },
  ),
  mutant(
    'interop.deleted-group-name-taken',
    'The displayName of a deleted group stays taken',
    ['ENTRA-GROUP-22'],
    keepingGroupNames,
    {
      kills: ['interop.entra.life.group-again', 'interop.okta.groups.again'],
    },
  ),
  mutant(
    'interop.deleted-group-takes-members',
    'With a group its members are deleted',
    ['ENTRA-GROUP-23'],
    (b) => ({
      remove: (store, stored) => {
        const members = stored.type === 'Group' ? valuesOf(stored.resource['members']).filter(isObject) : [];
        b.remove(store, stored);
        for (const { value } of members) {
          const member = b.find(store, 'User', String(value));
          if (member) b.remove(store, member);
        }
      },
    }),
    { kills: ['interop.entra.life.group-with-member', 'interop.okta.groups.delete-filled'] },
  ),
  mutant(
    'interop.filled-group-kept',
    'A group with members cannot be deleted',
    ['ENTRA-GROUP-23'],
    (b) => ({
      remove: (store, stored) => {
        if (stored.type === 'Group' && valuesOf(stored.resource['members']).length > 0)
          throw new ScimError(409, undefined, 'The group has members.');
        b.remove(store, stored);
      },
    }),
    { kills: ['interop.entra.life.group-with-member', 'interop.okta.groups.delete-filled'] },
  ),
  mutant(
    'interop.member-kept',
    'A user who is a member of a group cannot be deleted',
    ['ENTRA-USER-49'],
    (b) => ({
      remove: (store, stored) => {
        const isMember = store
          .list('Group')
          .some(({ resource }) =>
            valuesOf(resource['members']).some((member) => isObject(member) && member['value'] === stored.id),
          );
        if (stored.type === 'User' && isMember) throw new ScimError(409, undefined, 'The user is a member.');
        b.remove(store, stored);
      },
    }),
    { kills: ['interop.entra.life.member-deleted'] },
  ),
  mutant(
    'interop.add-by-filter-appends',
    'An add by a filter makes another value, although one fits',
    ['ENTRA-USER-17'],
    stepwise((operation, run, resource) => {
      const [, name, type] = /^(\w+)\[type eq "(\w+)"\]\.value$/.exec(operation.path ?? '') ?? [];
      return operation.op === 'add' && name !== undefined && type !== undefined && operation.value !== undefined
        ? { ...resource, [name]: [...valuesOf(resource[name]), { type, value: operation.value }] }
        : run();
    }),
    { kills: ['interop.entra.updates.add-mail-again'] },
  ),
  mutant(
    'interop.filter-changes-first',
    'A replace by a filter changes the first of several values',
    ['ENTRA-USER-16'],
    stepwise((operation, run, resource) => {
      const [, name] = /^(\w+)\[.*\]\.value$/.exec(operation.path ?? '') ?? [];
      const values = name === undefined ? [] : valuesOf(resource[name]);
      const [first, ...others] = values;
      return name !== undefined && isObject(first) && others.length > 0 && operation.value !== undefined
        ? { ...resource, [name]: [{ ...first, value: operation.value }, ...others] }
        : run();
    }),
    { kills: ['interop.entra.updates.phone'] },
  ),
  mutant(
    'interop.manager-alone',
    'A manager is written as a new extension, without what stood in it',
    ['ENTRA-USER-34'],
    stepwise((operation, run, resource) => {
      const [, urn] = /^(urn:.*):manager$/i.exec(operation.path ?? '') ?? [];
      const result = run();
      const before = urn === undefined ? undefined : resource[urn];
      const after = urn === undefined ? undefined : result[urn];
      return urn !== undefined && isObject(before) && isObject(after) && after['manager'] !== undefined
        ? { ...result, [urn]: { manager: after['manager'] } }
        : result;
    }),
    { kills: ['interop.entra.references.manager-alone', 'interop.entra-flag.references.manager-alone'] },
  ),
  mutant(
    'interop.member-display-refused',
    'A member with display is answered 400',
    ['OKTA-GROUP-03', 'OKTA-GROUP-08'],
    (b) => {
      const shows = (members: unknown): boolean =>
        Array.isArray(members) && members.some((member) => isObject(member) && 'display' in member);
      return {
        readPatch: (body, options) => {
          const operations = isObject(body) ? valuesOf(body['Operations']).filter(isObject) : [];
          if (operations.some(({ path, value }) => path === 'members' && shows(value))) refuse('display is read-only.');
          return b.readPatch(body, options);
        },
        readInput: (input, model, mode, options) =>
          isObject(input) && shows(input['members'])
            ? refuse('display is read-only.')
            : b.readInput(input, model, mode, options),
      };
    },
    { kills: ['interop.okta-oin.groups.pushed', 'interop.okta-aiw.groups.pushed'] },
  ),
  mutant(
    'interop.custom-extension-refused',
    'A path into an extension of the vendor is answered 400',
    ['ENTRA-USER-19'],
    stepwise((operation, run) =>
      /^urn:/i.test(operation.path ?? '') && !/^urn:ietf:params:scim:schemas:/i.test(operation.path ?? '')
        ? refuse('No such attribute.')
        : run(),
    ),
    { kills: ['interop.entra.updates.custom-extension'], on: ['extension-required'] },
  ),
];
