/** Mistakes in what servers treat apart: arrays other than e-mails, people who are disabled, groups in groups. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { memberIds } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import { answering, isOne, storing, withElements, withMember, without } from './tools.js';

/** Operations that are run otherwise: as another operation, or not at all. */
const where = (
  test: (operation: PatchOperation, path: string, resource: Resource) => boolean,
  instead?: (operation: PatchOperation) => PatchOperation,
): Change =>
  stepwise((operation, run, resource) =>
    !test(operation, operation.path ?? '', resource) ? run() : instead ? run(instead(operation)) : resource,
  );

/** What a path-less value is left without. */
const deaf = (test: (value: JsonObject) => boolean, change: (value: JsonObject) => JsonObject): Change =>
  where(
    ({ path, value }) => path === undefined && isObject(value) && test(value),
    (operation) => ({ ...operation, value: change(operation.value as JsonObject) }),
  );

const whenDisabled = (ops: readonly string[], change: (resource: Resource) => JsonObject): Change =>
  storing((resource, op, previous) =>
    ops.includes(op) && resource['active'] === false && previous?.['active'] === true
      ? (change(resource) as Resource)
      : resource,
  );

const SELECTS = ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2-12'];
const KEPT = ['RFC7644-3.2-08'];
const manager = `${ENTERPRISE_USER_SCHEMA}:manager`;
const isGroup = (resource: Resource): boolean => resource['userName'] === undefined;

export const setApartMutants: Mutant[] = [
  mutant(
    'patch.phone-path-ignored',
    'A value path of phoneNumbers changes nothing and is reported as success',
    SELECTS,
    where((_operation, path) => path.startsWith('phoneNumbers[')),
    { kills: ['protocol.patch-values.replace', 'protocol.patch-values.remove', 'protocol.patch-values.primary'] },
  ),
  mutant(
    'patch.email-label-ignored',
    'A value path changes the value of e-mails, and not their type',
    SELECTS,
    where((_operation, path) => /^emails\[.*\]\.type$/.test(path)),
    { kills: ['protocol.patch-filters.every-match'] },
  ),
  mutant(
    'patch.address-written-anew',
    'A value path of addresses leaves type and the part that it names',
    SELECTS,
    stepwise((operation, run) => {
      const [, type, name] = /^addresses\[type eq "(\w+)"\]\.(\w+)$/.exec(operation.path ?? '') ?? [];
      const next = run();
      if (operation.op !== 'replace' || type === undefined || name === undefined) return next;
      return withElements(next, 'addresses', (each) =>
        each['type'] === type ? { type, ...(each[name] === undefined ? {} : { [name]: each[name] }) } : each,
      ) as Resource;
    }),
    { kills: ['protocol.patch-values.replace'] },
  ),
  mutant(
    'patch.phone-removal-takes-all',
    'A remove by a value path of phoneNumbers removes all of them',
    ['RFC7644-3.5.2.2-05'],
    where(
      ({ op }, path) => op === 'remove' && path.startsWith('phoneNumbers['),
      () => ({ op: 'remove', path: 'phoneNumbers' }),
    ),
    { kills: ['protocol.patch-values.remove'] },
  ),
  mutant(
    'patch.added-phone-replaces',
    'An add of a telephone number or a role takes the place of the others',
    ['RFC7644-3.5.2.1-08'],
    where(
      ({ op }, path) => op === 'add' && ['phoneNumbers', 'roles'].includes(path),
      (operation) => ({ ...operation, op: 'replace' }),
    ),
    { kills: ['protocol.patch-values.add'] },
  ),
  mutant(
    'patch.pathless-add-replaces',
    'An add without path of an address or telephone number takes the place of the others',
    ['RFC7644-3.5.2.1-08'],
    where(
      ({ op, path, value }) =>
        op === 'add' && path === undefined && isObject(value) && ('addresses' in value || 'phoneNumbers' in value),
      (operation) => ({ ...operation, op: 'replace' }),
    ),
    { kills: ['protocol.patch-values.add'] },
  ),
  mutant(
    'patch.two-primary-phones',
    'A telephone number that becomes primary leaves the old one primary',
    ['RFC7644-3.5.2-30'],
    stepwise((_operation, run, resource) => {
      const old = valuesOf(resource['phoneNumbers']).flatMap((phone) =>
        isObject(phone) && phone['primary'] === true ? [phone['value']] : [],
      );
      return withElements(run(), 'phoneNumbers', (phone) =>
        old.includes(phone['value']) ? { ...phone, primary: true } : phone,
      ) as Resource;
    }),
    { kills: ['protocol.patch-values.primary'] },
  ),
  mutant(
    'patch.active-not-added',
    'An add of active false is reported as success and does nothing',
    ['RFC7644-3.5.2.1-11'],
    where(({ op, value }, path) => op === 'add' && path === 'active' && value === false),
    { kills: ['users.disable.by-add'] },
  ),
  mutant(
    'patch.external-id-not-removed',
    'A remove of externalId is reported as success and does nothing',
    ['RFC7644-3.5.2.2-02'],
    where(({ op }, path) => op === 'remove' && path === 'externalId'),
    { kills: ['protocol.patch-remove.external-id'] },
  ),
  mutant(
    'patch.manager-takes-extension',
    'A remove of the manager removes the enterprise extension',
    ['RFC7644-3.5.2.2-02'],
    where(
      ({ op }, path) => op === 'remove' && path === manager,
      () => ({ op: 'remove', path: ENTERPRISE_USER_SCHEMA }),
    ),
    { kills: ['users.enterprise.manager-changed'] },
  ),
  mutant(
    'patch.pathless-manager-ignored',
    'A replace without path passes over the manager',
    ['RFC7644-3.5.2.3-16'],
    deaf(
      (value) => isObject(value[ENTERPRISE_USER_SCHEMA]),
      (value) =>
        withMember(value, ENTERPRISE_USER_SCHEMA, (part) => (isObject(part) ? without(part, 'manager') : part)),
    ),
    { kills: ['users.enterprise.manager-changed'] },
  ),
  mutant(
    'patch.pathless-names-exact',
    'Attribute names in a value without path are known in their exact letter case only',
    ['RFC7643-2.1-02'],
    deaf(
      () => true,
      (value) => Object.fromEntries(Object.entries(value).filter(([name]) => !/^[A-Z]+$/.test(name))),
    ),
    { kills: ['protocol.patch-replace.pathless-case'] },
  ),
  mutant(
    'patch.phones-not-loaded',
    'A PATCH that does not name telephone numbers and entitlements loses them',
    KEPT,
    storing((resource, op, previous) =>
      op === 'patch'
        ? (without(
            resource,
            ...['phoneNumbers', 'entitlements'].filter(
              (name) => JSON.stringify(resource[name]) === JSON.stringify(previous?.[name]),
            ),
          ) as Resource)
        : resource,
    ),
    { kills: ['schema.spared.patch'] },
  ),
  mutant(
    'life.disabling-clears-extension',
    'Whoever is disabled by PATCH loses the enterprise attributes',
    KEPT,
    whenDisabled(['patch'], (resource) => without(resource, ENTERPRISE_USER_SCHEMA)),
    { kills: ['schema.spared.patch'] },
  ),
  mutant(
    'life.disabling-put-clears',
    'Whoever is disabled by PUT loses the manager and the telephone numbers',
    ['RFC7644-3.5.1-05'],
    whenDisabled(['replace'], (resource) =>
      without(
        withMember(resource, ENTERPRISE_USER_SCHEMA, (part) => (isObject(part) ? without(part, 'manager') : part)),
        'phoneNumbers',
      ),
    ),
    { kills: ['schema.spared.put'] },
  ),
  mutant(
    'users.rename-in-other-case',
    'A PUT or PATCH may give a userName that another has in other letter case',
    ['RFC7643-4.1.1-04', 'RFC7644-3.5.1-23'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        if (path !== 'userName' || op === 'create') return path;
        const same = store.list(type).some((other) => other.id !== self && other.resource[path] === resource[path]);
        return same ? path : undefined;
      },
    }),
    { kills: ['users.user-name.any-case'] },
  ),
  mutant(
    'groups.members-in-company-lost',
    'Members that change together with the name are not stored',
    ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.3-16'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const named = operations.filter(({ path }) => path === 'members');
        const rest = named.length < operations.length ? operations.filter((each) => !named.includes(each)) : operations;
        return b.applyPatch(
          resource,
          rest.map((each) =>
            isObject(each.value) && each.path === undefined && each.value['displayName'] !== undefined
              ? { ...each, value: without(each.value, 'members') }
              : each,
          ),
          model,
          options,
        );
      },
    }),
    { kills: ['groups.mixed.name-and-members'] },
  ),
  mutant(
    'groups.add-skipped-for-one',
    'An add of members is passed over when one of them is there',
    ['RFC7644-3.5.2.1-08'],
    where(
      ({ op, value }, path, resource) =>
        op === 'add' &&
        path === 'members' &&
        valuesOf(value).some((each) => isObject(each) && memberIds(resource).includes(String(each['value']))),
    ),
    { kills: ['groups.mixed.some-present'] },
  ),
  mutant(
    'groups.external-id-lost-with-members',
    'A PATCH that changes the members of a group loses its externalId',
    KEPT,
    storing((resource, op, previous) =>
      op === 'patch' && isGroup(resource) && memberIds(resource).join() !== memberIds(previous ?? resource).join()
        ? (without(resource, 'externalId') as Resource)
        : resource,
    ),
    { kills: ['groups.members.add'] },
  ),
  mutant(
    'groups.circle-crash',
    'A circle of groups crashes every read of them',
    ['RFC7644-3.12-11'],
    (b) => ({
      groupsOf: (id, view) => {
        const climb = (from: string, path: readonly string[]): void => {
          for (const above of view.store.containersOf(from)) {
            if (path.includes(above)) throw new RangeError('Maximum call stack size exceeded');
            climb(above, [...path, above]);
          }
        };
        climb(id, [id]);
        return b.groupsOf(id, view);
      },
    }),
    { kills: ['groups.mixed.circle'] },
  ),
  mutant(
    'groups.view-not-in-patch-answer',
    'The answer to PATCH of a user leaves out its groups',
    ['RFC7644-3.5.2-35'],
    answering((answer, request) =>
      request.method === 'PATCH' && isOne(request, 'Users') && isObject(answer.body)
        ? { ...answer, body: without(answer.body, 'groups') }
        : answer,
    ),
    { kills: ['groups.user-view.patch-answer'] },
  ),
  mutant(
    'groups.view-misses-put',
    'Who joins a group by PUT does not see it',
    ['RFC7643-4.1.2-33'],
    (b) => {
      const unseen = new Set<string>();
      return {
        onStore: (resource, op, model, previous) => {
          const next = b.onStore(resource, op, model, previous);
          if (op === 'replace' && previous)
            for (const id of memberIds(next))
              if (!memberIds(previous).includes(id)) unseen.add(`${String(next['id'])} ${id}`);
          return next;
        },
        groupsOf: (id, view) => b.groupsOf(id, view).filter(({ value }) => !unseen.has(`${String(value)} ${id}`)),
      };
    },
    { kills: ['groups.user-view.joined'] },
  ),
  mutant(
    'store.names-cut-at-100',
    'displayName is cut at a hundred characters',
    ['RFC7643-2.2-05'],
    storing((resource) => withMember(resource, 'displayName', (name) => String(name).slice(0, 100)) as Resource),
    { kills: ['schema.strings.whole'] },
  ),
  mutant(
    'store.address-lines-joined',
    'Line breaks in addresses are stored as blanks',
    ['RFC7643-2.2-05'],
    storing(
      (resource) =>
        withElements(resource, 'addresses', (each) =>
          withMember(each, 'formatted', (text) => String(text).replaceAll('\n', ' ')),
        ) as Resource,
    ),
    { kills: ['schema.strings.whole'] },
  ),
  mutant(
    'store.street-first-line',
    'Of a street address of two lines the first is kept',
    ['RFC7643-2.2-05'],
    storing(
      (resource) =>
        withElements(resource, 'addresses', (each) =>
          withMember(each, 'streetAddress', (text) => String(text).split('\n')[0] ?? ''),
        ) as Resource,
    ),
    { kills: ['schema.strings.whole'] },
  ),
  mutant(
    'groups.names-in-latin',
    'Names of groups are stored in Latin-1',
    ['RFC7643-2.3.1-01'],
    storing((resource) =>
      isGroup(resource)
        ? (withMember(resource, 'displayName', (name) => String(name).replace(/[^\u0020-\u00ff]/g, '?')) as Resource)
        : resource,
    ),
    { kills: ['schema.strings.group-names'] },
  ),
  mutant(
    'life.disabled-once',
    'Disabling a user who is disabled is answered 409',
    ['RFC7644-3.5.2.1-15'],
    (b) => ({
      changed: (before, after) => {
        const changed = b.changed(before, after);
        if (!changed && after['active'] === false) throw new ScimError(409, undefined, 'The user is disabled already.');
        return changed;
      },
    }),
    { kills: ['users.disable.repeated'] },
  ),
];
