/** Mistakes that show when something happened before: sizes that grew, names that changed, people who left, pages that were read. */
import type { Filter } from '../../scim/filter.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change, Operation } from '../behavior.js';
import { compose } from '../behavior.js';
import { memberIds, type Stored } from '../store.js';
import { afterChange, during, othersOf } from './history-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { at } from './paging-tools.js';
import { ATOMIC } from './patch-tools.js';
import { elements, filtering, storing, withMember, without } from './tools.js';

const LATER_PAGES = ['RFC7644-3.4.2.3-15'];
const REFUSED = ['RFC7644-3.12-01'];

/** Members of groups are cut by a write. */
const cutting = (most: number, isCut: (op: Operation, now: Resource, before: Resource) => boolean): Change =>
  storing((resource, op, previous) =>
    previous && isCut(op, resource, previous)
      ? (withMember(resource, 'members', (members) => valuesOf(members).slice(0, most)) as Resource)
      : resource,
  );

/** Pages behind the first leave out some of a sorted list; `last` is the entry before the page. */
const skippingPages =
  (isSkipped: (value: Json | undefined, last: Json | undefined) => boolean): Change =>
  (b) => {
    let path: string | undefined;
    return {
      naturalOrder: (matched, request) => {
        path = undefined;
        return b.naturalOrder(matched, request);
      },
      sort: (resources, sorting, model) => {
        path = sorting.sortBy;
        return b.sort(resources, sorting, model);
      },
      slice: (items, startIndex, count) => {
        const sortedBy = path;
        const before = items[startIndex - 2];
        if (sortedBy === undefined || before === undefined) return b.slice(items, startIndex, count);
        const valueOf = (item: unknown): Json | undefined => at((item as Stored).resource, sortedBy);
        const rest = items.slice(startIndex - 1).filter((item) => !isSkipped(valueOf(item), valueOf(before)));
        return rest.slice(0, count);
      },
    };
  };

const managerIdOf = (resource: Resource): Json | undefined => {
  const extension = resource[ENTERPRISE_USER_SCHEMA];
  return isObject(extension) && isObject(extension['manager']) ? extension['manager']['value'] : undefined;
};

/** Two brackets on one attribute, joined by `and`, are read as one. */
function joined(filter: Filter): Filter {
  if (filter.kind !== 'and') return filter;
  const brackets = filter.filters.flatMap((each) => (each.kind === 'valuePath' ? [each] : []));
  const [first, ...others] = brackets;
  if (!first || others.length === 0 || others.some(({ path }) => path.attribute !== first.path.attribute))
    return filter;
  const rest = filter.filters.filter(({ kind }) => kind !== 'valuePath');
  const one: Filter = { ...first, filter: { kind: 'and', filters: brackets.map((each) => each.filter) } };
  return rest.length === 0 ? one : { kind: 'and', filters: [one, ...rest] };
}

/** Knows what was deleted. */
const remembering =
  (type: string, build: (gone: readonly Stored[]) => Change): Change =>
  (b) => {
    const gone: Stored[] = [];
    const kept: Change = (under) => ({
      remove: (store, stored) => {
        if (stored.type === type) gone.push({ ...stored });
        under.remove(store, stored);
      },
    });
    return compose(b, [kept, build(gone)]);
  };

export const overTimeMutants: Mutant[] = [
  mutant(
    'later.renamed-group-cut',
    'A PATCH of the name of a group stores the first fifty of its members',
    ['RFC7644-3.5.2-26'],
    cutting(50, (op, now, before) => op === 'patch' && now['displayName'] !== before['displayName']),
    { kills: ['groups.large.renamed'] },
  ),
  mutant(
    'later.posted-group-cut',
    'A create of a group stores the first twenty of its members',
    ['RFC7643-2.2-05'],
    storing((resource, op) =>
      op === 'create' && resource['members'] !== undefined
        ? { ...resource, members: valuesOf(resource['members']).slice(0, 20) }
        : resource,
    ),
    { kills: ['groups.large.post'] },
  ),
  mutant(
    'later.put-group-cut',
    'A PUT of a group stores the first hundred of its members',
    ['RFC7644-3.5.1-05'],
    cutting(100, (op) => op === 'replace'),
    { kills: ['groups.large.put'] },
  ),
  mutant(
    'later.put-users-alone',
    'A PUT of a group replaces the users among its members and leaves the groups',
    ['RFC7644-3.5.1-05'],
    during((request) =>
      storing((resource, op, previous) => {
        if (op !== 'replace' || !previous) return resource;
        const now = memberIds(resource);
        const left = elements(previous, 'members').filter(({ value }) => {
          const id = String(value);
          return !now.includes(id) && request()?.store.find('Group', id) !== undefined;
        });
        return left.length === 0
          ? resource
          : { ...resource, members: [...valuesOf(resource['members'] ?? []), ...left] };
      }),
    ),
    { kills: ['groups.shown.nested-put-out'] },
  ),
  mutant(
    'later.page-behind-value',
    'A sorted page begins behind the value of the last entry: who shares it is left out',
    LATER_PAGES,
    skippingPages((value, last) => value !== undefined && value === last),
    { kills: ['protocol.sorting.pages-complete'] },
  ),
  mutant(
    'later.page-without-missing',
    'Later pages of a sorted list leave out who has no value',
    LATER_PAGES,
    skippingPages((value) => value === undefined),
    { kills: ['protocol.sorting.pages-complete'] },
  ),
  mutant(
    'later.sorted-as-created',
    'Lists are sorted by columns that PATCH does not write',
    ['RFC7644-3.4.2.3-03'],
    (b) => {
      const columns = new Map<string, Resource>();
      return {
        onStore: (resource, op, model, previous) => {
          const final = b.onStore(resource, op, model, previous);
          if (op !== 'patch') columns.set(String(final['id']), final);
          return final;
        },
        sort: (resources, sorting, model) => {
          const now = new Map(
            resources.map((resource): [Resource, Resource] => [
              { ...(columns.get(String(resource['id'])) ?? resource), meta: resource['meta'] ?? null },
              resource,
            ]),
          );
          return b.sort([...now.keys()], sorting, model).map((column) => now.get(column) ?? column);
        },
      };
    },
    { kills: ['protocol.sorting.changed'] },
  ),
  mutant(
    'later.manager-by-name',
    'Whoever gets another userName is lost as a manager to others',
    ['RFC7644-3.5.1-05', 'RFC7644-3.5.2-26'],
    afterChange('User', (store, stored, before) => {
      if (stored.resource['userName'] === before['userName']) return;
      for (const other of othersOf(store, stored))
        if (managerIdOf(other.resource) === stored.id)
          store.update(
            other,
            withMember(other.resource, ENTERPRISE_USER_SCHEMA, (extension) =>
              isObject(extension) ? without(extension, 'manager') : extension,
            ) as Resource,
          );
    }),
    { kills: ['users.enterprise.manager-renamed'] },
  ),
  mutant(
    'later.nothing-after-password',
    'A PATCH ends with the operation that sets the password',
    ['RFC7644-3.5.2-28'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const index = operations.findIndex(({ path }) => path?.toLowerCase() === 'password');
        return b.applyPatch(resource, index < 0 ? operations : operations.slice(0, index + 1), model, options);
      },
    }),
    { kills: ['users.password.beside'] },
  ),
  mutant(
    'later.patched-not-since',
    'Filters see those who were patched with the time of their creation as lastModified',
    ['RFC7644-3.4.2.2-04', 'RFC7643-3.1-30'],
    (b) => {
      const patched = new Set<string>();
      return {
        onStore: (resource, op, model, previous) => {
          if (op === 'patch') patched.add(String(resource['id']));
          return b.onStore(resource, op, model, previous);
        },
        filterTest: (filter, model, options) => {
          const test = b.filterTest(filter, model, options);
          return (resource) => {
            const { id, meta } = resource;
            if (!patched.has(String(id)) || !isObject(meta)) return test(resource);
            return test({ ...resource, meta: { ...meta, lastModified: meta['created'] ?? null } });
          };
        },
      };
    },
    { kills: ['protocol.every-change.found'] },
  ),
  mutant(
    'later.twins-in-job',
    'A job may give a userName twice: names are looked up among those from before it',
    ['RFC7643-4.1.1-02', 'RFC7644-3.7-09'],
    during((request) => (b) => {
      const fresh = new Map<string, string>();
      return {
        conflict: (resource, type, store, self, op) => {
          const job = request();
          const isFresh = job?.inBulk === true && fresh.get(String(resource['userName'])) === job.text;
          return isFresh && op === 'create' ? undefined : b.conflict(resource, type, store, self, op);
        },
        onStore: (resource, op, model, previous) => {
          const job = request();
          if (job?.inBulk && op === 'create') fresh.set(String(resource['userName']), job.text);
          return b.onStore(resource, op, model, previous);
        },
      };
    }),
    { kills: ['protocol.bulk-jobs.twins'] },
  ),
  mutant(
    'later.rehired-disabled',
    'A new user is disabled like the deleted one of that userName',
    ['RFC7644-3.6-01'],
    remembering('User', (gone) =>
      storing((resource, op) => {
        const isLike = ({ resource: old }: Stored): boolean =>
          old['userName'] === resource['userName'] && old['active'] === false;
        return op === 'create' && gone.some(isLike) ? { ...resource, active: false } : resource;
      }),
    ),
    { kills: ['users.delete.new-start'] },
  ),
  mutant(
    'later.deleted-by-mail',
    'A deleted user is still found by e-mail',
    ['RFC7644-3.6-07'],
    remembering('User', (gone) => (b) => ({
      naturalOrder: (matched, request) => {
        const wanted = /^emails(\.value)? eq "(.*)"$/.exec(request.query.get('filter') ?? '')?.[2];
        const has = ({ resource }: Stored): boolean =>
          elements(resource, 'emails').some(({ value }) => value === wanted);
        return [...b.naturalOrder(matched, request), ...(wanted === undefined ? [] : gone.filter(has))];
      },
    })),
    { kills: ['users.delete.not-listed'] },
  ),
  mutant(
    'later.create-replayed',
    'A create with the body of an earlier one is answered as that was, though the user is gone',
    ['RFC7644-3.6-08'],
    (b) => {
      const answers = new Map<string, ReturnType<typeof b.afterResponse>>();
      return {
        afterResponse: (request, answer) => {
          const result = b.afterResponse(request, answer);
          const isCreate = request.method === 'POST' && request.segments.join() === 'Users' && !request.inBulk;
          if (!isCreate || result.status !== 201) return result;
          const first = answers.get(request.text);
          const id = isObject(result.body) ? String(result.body['id']) : '';
          const made = request.store.get(id);
          if (first && made) request.store.remove(made);
          else answers.set(request.text, result);
          return first ?? result;
        },
      };
    },
    { kills: ['users.delete.name-free'] },
  ),
  mutant(
    'later.member-delete-crash',
    'DELETE of a user who is in a group crashes at the foreign key',
    ['RFC7644-3.6-01'],
    (b) => ({
      remove: (store, stored) => {
        if (stored.type === 'User' && store.containersOf(stored.id).size > 0) throw new TypeError('still referenced');
        b.remove(store, stored);
      },
    }),
    { kills: ['groups.memberships.others-stay'] },
  ),
  mutant(
    'later.group-delete-crash',
    'DELETE of a group with members crashes at the foreign key',
    ['RFC7644-3.6-01', 'RFC7644-3.6-09'],
    (b) => ({
      remove: (store, stored) => {
        if (stored.type === 'Group' && memberIds(stored.resource).length > 0) throw new TypeError('still referenced');
        b.remove(store, stored);
      },
    }),
    { kills: ['groups.delete.gone'] },
  ),
  mutant(
    'later.enabled-without-phones',
    'Who is enabled again comes back without telephone numbers and department',
    ['RFC7644-3.5.2.3-16'],
    storing((resource, op, previous) =>
      op === 'patch' && previous?.['active'] === false && resource['active'] === true
        ? (without(resource, 'phoneNumbers', ENTERPRISE_USER_SCHEMA) as Resource)
        : resource,
    ),
    { kills: ['users.disable.pathless'] },
  ),
  mutant(
    'later.manager-takes-along',
    'DELETE of a manager empties the extension of those who work for the manager',
    ['RFC7644-3.6-01'],
    (b) => ({
      remove: (store, stored) => {
        for (const other of [...store.list('User')])
          if (managerIdOf(other.resource) === stored.id)
            store.update(other, without(other.resource, ENTERPRISE_USER_SCHEMA) as Resource);
        b.remove(store, stored);
      },
    }),
    { kills: ['users.delete.others-stay'] },
  ),
  mutant(
    'later.no-manager-crash',
    'A write of a user whose manager was deleted crashes',
    ['RFC7644-3.6-01'],
    (b) => {
      const orphans = new Set<string>();
      return {
        remove: (store, stored) => {
          for (const { id, resource } of store.list('User')) if (managerIdOf(resource) === stored.id) orphans.add(id);
          b.remove(store, stored);
        },
        conflict: (resource, type, store, self, op) => {
          if (self !== undefined && orphans.has(self)) throw new TypeError('the manager is gone');
          return b.conflict(resource, type, store, self, op);
        },
      };
    },
    { kills: ['users.delete.others-stay'] },
  ),
  mutant(
    'later.patched-in-unseen',
    'groups of a user does not show those that the user joined by PATCH',
    ['RFC7643-4.1.2-33'],
    (b) => {
      const unseen = new Map<string, Set<string>>();
      return {
        onStore: (resource, op, model, previous) => {
          const final = b.onStore(resource, op, model, previous);
          const before = previous ? memberIds(previous) : [];
          const joined = memberIds(final).filter((id) => !before.includes(id));
          const group = String(final['id']);
          if (op === 'patch') unseen.set(group, new Set([...(unseen.get(group) ?? []), ...joined]));
          else unseen.delete(group);
          return final;
        },
        groupsOf: (id, view) => b.groupsOf(id, view).filter(({ value }) => !unseen.get(String(value))?.has(id)),
      };
    },
    { kills: ['groups.user-view.joined'] },
  ),
  mutant(
    'later.patched-out-seen',
    'groups of a user goes on showing those that the user left by PATCH',
    ['RFC7643-4.1.2-33'],
    (b) => {
      const left = new Map<string, Set<string>>();
      return {
        onStore: (resource, op, model, previous) => {
          const final = b.onStore(resource, op, model, previous);
          const [group, now] = [String(final['id']), memberIds(final)];
          const gone = previous ? memberIds(previous).filter((id) => !now.includes(id)) : [];
          const known = [...(left.get(group) ?? []), ...(op === 'patch' ? gone : [])];
          left.set(group, new Set(op === 'replace' ? [] : known.filter((id) => !now.includes(id))));
          return final;
        },
        groupsOf: (id, view) => {
          const stale = [...left].filter(([group, ids]) => ids.has(id) && view.store.get(group));
          return [...b.groupsOf(id, view), ...stale.map(([value]) => ({ value, type: 'direct' }))];
        },
      };
    },
    { kills: ['groups.user-view.joined'] },
  ),
  mutant(
    'later.brackets-joined',
    'Two brackets on one attribute are to be met by one value',
    ['RFC7644-3.4.2.2-43'],
    filtering(joined),
    { kills: ['protocol.filter-multivalued.across-values'] },
  ),
  mutant(
    'later.put-conflict-half',
    'A PUT with a taken userName is answered 409, and its lists are stored',
    REFUSED,
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        const stored = op === 'replace' && path === 'userName' && self !== undefined ? store.get(self) : undefined;
        if (stored) {
          const lists = Object.entries(resource).filter(([name, value]) => name !== 'schemas' && Array.isArray(value));
          store.update(stored, { ...stored.resource, ...Object.fromEntries(lists) });
        }
        return path;
      },
    }),
    { kills: ['protocol.refused.put'] },
  ),
  mutant(
    'later.extension-half',
    'A PATCH that fails stores what it changed in an extension',
    ATOMIC,
    (b) => ({
      onPatchFailure: (resource, operations, model, options) =>
        b.applyPatch(
          resource,
          operations.filter(({ path }) => path?.startsWith(ENTERPRISE_USER_SCHEMA)),
          model,
          options,
        ),
    }),
    { kills: ['protocol.patch-rules.atomic'] },
  ),
];
