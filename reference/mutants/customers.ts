/** Mistakes that customers of identity providers meet: leavers who come back, groups of like names, values of every kind. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Behavior, Change, Operation } from '../behavior.js';
import { leaveGroups } from '../resources.js';
import type { Store } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { searching } from './search-tools.js';
import { stepwise } from './patching.js';
import { showing, storing, withMember, without } from './tools.js';

const isGroup = (resource: Resource): boolean => !('userName' in resource);
const isDisabled = (resource: Resource | undefined): boolean => resource?.['active'] === false;
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** What a write of users stores in place of what was sent, where the stored user fits. */
const storingOf = (
  op: Operation,
  isDue: (before: Resource, after: Resource) => boolean,
  instead: (before: Resource, after: Resource) => Resource,
): Change =>
  storing((resource, now, previous) =>
    now === op && previous && isDue(previous, resource) ? instead(previous, resource) : resource,
  );

/** Active as sent, all else as it was. */
const activeAlone = (before: Resource, after: Resource): Resource => ({ ...before, active: after['active'] ?? false });

/** Without the first value that fits; where none does, without the last: `splice(-1, 1)`. */
function spliced(resource: Resource, name: string, fits: (value: Json) => boolean): Resource {
  const values = [...valuesOf(resource[name])];
  values.splice(values.findIndex(fits), 1);
  return values.length > 0 ? { ...resource, [name]: values } : (without(resource, name) as Resource);
}

/** A write of a user takes it out of all its groups. */
function leavingBy(isDue: (body: JsonObject, b: Behavior) => boolean): Change {
  return (b) => {
    let at: Store | undefined;
    return {
      find: (store, type, id) => {
        at = store;
        return b.find(store, type, id);
      },
      carryOver: (stored, next, body, model) => {
        const user = at?.get(String(stored['id']));
        if (at && user?.type === 'User' && isDue(body, b)) leaveGroups(at, user, user.modified);
        return b.carryOver(stored, next, body, model);
      },
    };
  };
}

/** displayName eq of groups is another operator. */
const nameOfGroups =
  (operator: 'co' | 'sw'): Change =>
  (b) => ({
    filterTest: (filter, model, options) =>
      b.filterTest(
        model.type.name === 'Group' && filter.kind === 'compare' && filter.operator === 'eq'
          ? { ...filter, operator: filter.path.attribute === 'displayName' ? operator : 'eq' }
          : filter,
        model,
        options,
      ),
  });

const fewest = (...names: string[]): Change =>
  storing((resource) =>
    names.reduce<Resource>(
      (kept, name) =>
        withMember(kept, name, (values) => (Array.isArray(values) ? values.slice(0, 1) : values)) as Resource,
      resource,
    ),
  );

/** A body whose extension holds a null. */
const nullInExtension = (input: Json): boolean => {
  const extension = isObject(input) ? input[ENTERPRISE_USER_SCHEMA] : undefined;
  return isObject(extension) && Object.values(extension).includes(null);
};

const refusal = (detail: string): never => {
  throw new ScimError(400, 'invalidValue', detail);
};

export const customerMutants: Mutant[] = [
  mutant(
    'life.disabled-patch-ignored',
    'A PATCH of a disabled user changes active alone',
    ['RFC7644-3.5.2.3-04'],
    storingOf('patch', isDisabled, activeAlone),
    { kills: ['users.disabled.patched'] },
  ),
  mutant(
    'life.mail-of-active-alone',
    'By e-mail active users alone are found',
    ['RFC7644-3.4.2.2-11'],
    (b) => ({
      parseFilter: (filter) => b.parseFilter(/^emails/i.test(filter) ? `(${filter}) and active eq true` : filter),
    }),
    { kills: ['users.disable.found-otherwise'] },
  ),
  mutant(
    'life.search-of-active-alone',
    'A search by POST for a userName finds active users alone',
    ['RFC7644-3.4.2.2-11'],
    searching((body) => {
      const filter = body['filter'];
      const concerns = typeof filter === 'string' && /^userName/i.test(filter);
      return concerns ? { ...body, filter: `(${filter}) and active eq true` } : body;
    }),
    { kills: ['users.disable.found-otherwise'] },
  ),
  mutant(
    'life.disabled-put-ignored',
    'A PUT of a disabled user changes active alone',
    ['RFC7644-3.5.1-05'],
    storingOf('replace', isDisabled, activeAlone),
    { kills: ['users.disabled.replaced'] },
  ),
  mutant(
    'life.disabling-put-alone',
    'A PUT that disables changes nothing else',
    ['RFC7644-3.5.1-05'],
    storingOf('replace', (before, after) => !isDisabled(before) && isDisabled(after), activeAlone),
    { kills: ['users.disabled.replaced-along'] },
  ),
  mutant(
    'life.pathless-active-alone',
    'A value without path that names active changes nothing else',
    ['RFC7644-3.5.2.3-16'],
    stepwise((operation, run) => {
      const { path, value } = operation;
      if (path !== undefined || !isObject(value) || value['active'] === undefined) return run();
      return run({ ...operation, value: { active: value['active'] } });
    }),
    { kills: ['users.disabled.patched-along'] },
  ),
  mutant(
    'life.disabled-not-deleted',
    'DELETE does not find who is disabled',
    ['RFC7644-3.6-01'],
    (b) => ({
      remove: (store, stored) => {
        if (isDisabled(stored.resource)) throw b.notFound('resource');
        b.remove(store, stored);
      },
    }),
    { kills: ['users.disabled.delete', 'interop.entra.life.delete-disabled'] },
  ),
  mutant(
    'life.created-disabled-stays',
    'Who was created disabled is never enabled',
    ['RFC7644-3.5.2.3-04', 'RFC7644-3.5.1-05'],
    (b) => {
      const staged = new Set<Json | undefined>();
      return {
        onStore: (resource, op, model, previous) => {
          if (op === 'create' && isDisabled(resource)) staged.add(resource['id']);
          const next = staged.has(resource['id']) ? { ...resource, active: false } : resource;
          return b.onStore(next, op, model, previous);
        },
      };
    },
    { kills: ['users.disabled.first-enabled'] },
  ),
  mutant(
    'life.enabled-once',
    'Enabling a user who is enabled is answered 409',
    ['RFC7644-3.5.2.1-15'],
    stepwise((operation, run, resource) => {
      if (/^active$/i.test(operation.path ?? '') && resource['active'] === true && operation.value === true)
        throw new ScimError(409, undefined, 'The user is active.');
      return run();
    }),
    { kills: ['users.disable.repeated'] },
  ),
  mutant(
    'create.ghost-state',
    'Who is created after a deletion of the same userName is inactive',
    ['RFC7644-3.6-01'],
    (b) => {
      const gone = new Set<Json | undefined>();
      return {
        remove: (store, stored) => {
          gone.add(stored.resource['userName']);
          b.remove(store, stored);
        },
        onStore: (resource, op, model, previous) => {
          const isGhost = op === 'create' && 'userName' in resource && gone.has(resource['userName']);
          return b.onStore(isGhost ? { ...resource, active: false } : resource, op, model, previous);
        },
      };
    },
    { kills: ['users.delete.new-start', 'interop.entra.life.again'] },
  ),
  mutant(
    'patch.rename-loses-id',
    'A PATCH of userName gives the user another id',
    ['ENTRA-USER-21'],
    (b) => {
      const renamed = new Set<Json | undefined>();
      return {
        onStore: (resource, op, model, previous) => {
          if (op === 'patch' && previous && previous['userName'] !== resource['userName']) renamed.add(resource['id']);
          return b.onStore(resource, op, model, previous);
        },
        find: (store, type, id) => (renamed.has(id) ? undefined : b.find(store, type, id)),
      };
    },
    { kills: ['interop.entra.updates.rename', 'interop.entra-flag.updates.rename'] },
  ),
  mutant(
    'filter.id-decides',
    'A filter that begins with an id is answered by the id, whatever follows',
    ['RFC7644-3.4.2.2-26'],
    (b) => ({ parseFilter: (filter) => b.parseFilter(filter.replace(/^(id eq "[^"]*") and .*$/i, '$1')) }),
    { kills: ['protocol.filter-logic.and', 'protocol.filter-groups.logic', 'interop.entra.references.lookup'] },
  ),
  mutant(
    'filter.group-id-decides',
    'Whether somebody is a member of a group is answered by the id of the group',
    ['RFC7644-3.4.2.2-43'],
    (b) => ({ parseFilter: (filter) => b.parseFilter(filter.replace(/^(id eq "[^"]*") and members.*$/i, '$1')) }),
    { kills: ['protocol.filter-groups.members', 'interop.entra.members.lookup'] },
  ),
  mutant(
    'filter.groups-eq-is-sw',
    'displayName eq finds groups whose names begin so',
    ['RFC7644-3.4.2.2-11'],
    nameOfGroups('sw'),
    { kills: ['protocol.filter-groups.equality', 'interop.entra.groups.nobody', 'interop.okta.groups.nobody'] },
  ),
  mutant(
    'filter.work-is-any',
    'emails[type eq "work"].value finds who has the address at home',
    ['ENTRA-QUERY-03'],
    (b) => ({ parseFilter: (filter) => b.parseFilter(filter.replace(/(\w+)\[[^\]]*\]\.(\w+)/g, '$1.$2')) }),
    { kills: ['interop.entra.lookups.by-mail'] },
  ),
  mutant(
    'patch.absent-takes-last',
    'A remove of an address that is not there takes the last one',
    ['RFC7644-3.5.2.2-07'],
    stepwise((operation, run, resource) => {
      const [, name = '', key = '', wanted] = /^(\w+)\[(\w+) eq "([^"]*)"\]$/.exec(operation.path ?? '') ?? [];
      if (operation.op !== 'remove' || isGroup(resource) || !resource[name]) return run();
      return spliced(resource, name, (value) => isObject(value) && value[key] === wanted);
    }),
    { kills: ['protocol.patch-remove.absent-value'] },
  ),
  mutant(
    'interop.remove-listed-last',
    'A Remove of members that lists somebody who is none takes the last member',
    ['ENTRA-GROUP-25'],
    stepwise((operation, run, resource) => {
      if (operation.op !== 'remove' || operation.path !== 'members' || operation.value === undefined) return run();
      return valuesOf(operation.value).reduce<Resource>(
        (state, listed) =>
          state['members']
            ? spliced(
                state,
                'members',
                (each) => isObject(each) && isObject(listed) && each['value'] === listed['value'],
              )
            : state,
        resource,
      );
    }),
    { kills: ['interop.entra.members.removed-again'] },
  ),
  mutant(
    'interop.address-in-parts',
    'Each add at a part of an address that was not there makes an address',
    ['ENTRA-USER-52'],
    (b) => ({
      applyPatch: (resource, operations, model, options) =>
        operations.reduce<Resource>((state, operation) => {
          const [, type, part] = /^addresses\[type eq "(\w+)"\]\.(\w+)$/.exec(operation.path ?? '') ?? [];
          const has = valuesOf(resource['addresses']).some((each) => isObject(each) && each['type'] === type);
          if (operation.op !== 'add' || type === undefined || part === undefined || has)
            return b.applyPatch(state, [operation], model, options);
          const made = { type, [part]: operation.value ?? null };
          return { ...state, addresses: [...valuesOf(state['addresses']), made] };
        }, resource),
    }),
    { kills: ['interop.entra.updates.add-address', 'interop.entra-flag.updates.add-address'] },
  ),
  mutant(
    'groups.own-name-taken',
    'The name of a group in another letter case conflicts with the group itself',
    ['RFC7644-3.5.2.3-04'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const [was, is] = [store.get(self ?? '')?.resource['displayName'], resource['displayName']].map(text);
        const isOwn = type === 'Group' && was !== is && was?.toLowerCase() === is?.toLowerCase();
        return isOwn ? 'displayName' : b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['groups.changes.letter-case'] },
  ),
  mutant(
    'groups.names-cut-at-64',
    'Names of groups are cut at 64 characters',
    ['RFC7643-2.3.1-01'],
    storing((resource) =>
      isGroup(resource)
        ? (withMember(resource, 'displayName', (name) => text(name).slice(0, 64)) as Resource)
        : resource,
    ),
    { kills: ['schema.strings.group-names'] },
  ),
  mutant(
    'groups.deleted-found',
    'Deleted groups are still found by their name',
    ['RFC7644-3.6-07'],
    (b) => {
      const gone: Resource[] = [];
      return {
        remove: (store, stored) => {
          if (stored.type === 'Group') gone.push(stored.resource);
          b.remove(store, stored);
        },
        listMessage: (page, request) => {
          const name = /^displayName eq "(.*)"$/.exec(request.query.get('filter') ?? '')?.[1];
          const ghosts = gone.filter((each) => request.segments[0] === 'Groups' && each['displayName'] === name);
          return b.listMessage(
            { ...page, total: page.total + ghosts.length, resources: [...page.resources, ...ghosts] },
            request,
          );
        },
      };
    },
    { kills: ['groups.delete.not-listed'] },
  ),
  mutant(
    'groups.left-by-empty-groups',
    'A PUT of a user with groups [] takes the user out of its groups',
    ['RFC7643-4.1.2-22'],
    leavingBy(({ groups }) => Array.isArray(groups) && groups.length === 0),
    { kills: ['groups.user-view.read-only'] },
  ),
  mutant(
    'replace.manager-name-refused',
    'A PUT that holds the name of the manager is answered 400',
    ['RFC7644-3.5.1-17'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const extension = isObject(input) ? input[ENTERPRISE_USER_SCHEMA] : undefined;
        const manager = isObject(extension) ? extension['manager'] : undefined;
        if (mode === 'replace' && isObject(manager) && 'displayName' in manager) refusal('displayName is read-only.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['users.enterprise.manager-echoed'] },
  ),
  mutant(
    'show.digits-number',
    'An externalId of digits is shown as a number',
    ['RFC7643-3.1-22'],
    showing((resource) =>
      /^\d+$/.test(text(resource['externalId']))
        ? { ...resource, externalId: Number(resource['externalId']) }
        : resource,
    ),
    { kills: ['schema.common.external-id-writable'] },
  ),
  mutant(
    'create.refuses-null-in-extension',
    'null within an extension is answered 400',
    ['RFC7643-2.5-01'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(nullInExtension(input) ? refusal('A value is null.') : input, model, mode, options),
    }),
    { kills: ['schema.null.equal'] },
  ),
  mutant(
    'store.one-role',
    'Of roles and entitlements the first is stored',
    ['RFC7643-4.1.2-29', 'RFC7643-4.1.2-30'],
    fewest('roles', 'entitlements'),
    { kills: ['users.attributes.others'] },
  ),
  mutant(
    'patch.entitlements-added-alone',
    'An add of an entitlement takes the place of the others',
    ['RFC7644-3.5.2.1-08'],
    stepwise((operation, run) =>
      operation.op === 'add' && operation.path === 'entitlements' ? run({ ...operation, op: 'replace' }) : run(),
    ),
    { kills: ['protocol.patch-values.add'] },
  ),
  mutant(
    'patch.two-primary-roles',
    'A role that becomes primary leaves the old one primary',
    ['RFC7644-3.5.2.3-14'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const next = b.applyPatch(resource, operations, model, options);
        const was = valuesOf(resource['roles']).find((each) => isObject(each) && each['primary'] === true);
        const again = (each: Json): Json =>
          isObject(each) && isObject(was) && each['value'] === was['value'] ? { ...each, primary: true } : each;
        return withMember(next, 'roles', (roles) => valuesOf(roles).map(again)) as Resource;
      },
    }),
    { kills: ['protocol.patch-values.primary'] },
  ),
  mutant(
    'show.vendor-extension-unlisted',
    'schemas lists no extension of the vendor',
    ['RFC7643-3.3-05'],
    showing(
      (resource) =>
        withMember(resource, 'schemas', (urns) =>
          valuesOf(urns).filter((urn) => /:scim:schemas:/.test(text(urn))),
        ) as Resource,
    ),
    { kills: ['schema.schemas-attribute.containers-listed'], on: ['vendor-extension-rich'] },
  ),
];
