/** Rules that hold where most clients look, broken at the doors beside: the root, jobs, searches, bare resources. */
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import type { PatchOperation } from '../../scim/patch.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import type { Behavior, Change } from '../behavior.js';
import type { Store, Stored } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { isRoot, isSearch, searching } from './search-tools.js';
import {
  answering,
  filtering,
  hearing,
  inAnswers,
  isOne,
  listing,
  remodel,
  rewrite,
  withElements,
  withMember,
  without,
} from './tools.js';

const VENDOR = 'urn:example:schemas:2.0:Pass';
const queried = (uri: Json | undefined): Json => (typeof uri === 'string' ? `${uri}?api-version=2` : (uri ?? null));

/** Understands filters of root queries otherwise. */
function atRoot(change: (filter: Filter) => Filter): Change {
  return (b) => ({
    filterTest: (filter, model, options) =>
      b.filterTest(options.unknownAttribute === 'no-value' ? rewrite(filter, change) : filter, model, options),
  });
}

/** Changes the entries of answers at the root. */
function showingAtRoot(change: (entry: JsonObject) => JsonObject): Change {
  return inAnswers(
    (_, request) => isRoot(request),
    (body) => withElements(body, 'Resources', change),
  );
}

/** `c and (a or b)` without its parentheses. */
function flat(filter: Filter): Filter {
  if (filter.kind !== 'and') return filter;
  const at = filter.filters.findIndex(({ kind }) => kind === 'or');
  const group = filter.filters[at];
  if (group?.kind !== 'or') return filter;
  const [before, after] = [filter.filters.slice(0, at), filter.filters.slice(at + 1)];
  const last = group.filters.length - 1;
  return {
    kind: 'or',
    filters: group.filters.map((part, index) => ({
      kind: 'and',
      filters: [...(index === 0 ? before : []), part, ...(index === last ? after : [])],
    })),
  };
}

/** The user whose name a create wants, where it is taken. */
function holder(b: Behavior, found: (user: Stored, store: Store) => void): Partial<Behavior> {
  return {
    conflict: (resource, type, store, self, op) => {
      const path = b.conflict(resource, type, store, self, op);
      const name = String(resource['userName']).toLowerCase();
      const user = store.list('User').find((each) => String(each.resource['userName']).toLowerCase() === name);
      if (path === 'userName' && op === 'create' && user) found(user, store);
      return path;
    },
  };
}

/** Answers a PATCH with a path that cannot be read as if nothing were wrong. */
function unread(when: (operations: readonly PatchOperation[], type: string) => boolean): Change {
  return (b) => ({
    applyPatch: (resource, operations, model, options) => {
      try {
        return b.applyPatch(resource, operations, model, options);
      } catch (error) {
        const keyword = error instanceof ScimError ? error.scimType : undefined;
        if (!['invalidPath', 'invalidFilter'].includes(keyword ?? '') || !when(operations, model.type.name))
          throw error;
        return resource;
      }
    },
  });
}

/** Changes the operations of a PATCH; undefined leaves one out. */
function patching(change: (operation: PatchOperation) => PatchOperation | undefined): Change {
  return (b) => ({
    applyPatch: (resource, operations, model, options) =>
      b.applyPatch(
        resource,
        operations.flatMap((operation) => change(operation) ?? []),
        model,
        options,
      ),
  });
}

export const sideDoorMutants: Mutant[] = [
  mutant(
    'list.location-with-query',
    'Lists show locations with the version of the API in a query',
    ['RFC7644-1.3-01', 'RFC7643-3.1-32'],
    listing((message) =>
      withElements(message, 'Resources', (entry) =>
        withMember(entry, 'meta', (meta) => (isObject(meta) ? { ...meta, location: queried(meta['location']) } : meta)),
      ),
    ),
    { kills: ['protocol.list.location'] },
  ),
  mutant(
    'bulk.location-with-query',
    'Locations in the results of a job hold a query',
    ['RFC7644-1.3-01', 'RFC7644-3.7-17'],
    (b) => ({
      bulkEntry: (operation, result, location) =>
        b.bulkEntry(operation, result, location === undefined ? undefined : String(queried(location))),
    }),
    { kills: ['protocol.bulk-jobs.entry-location'] },
  ),
  mutant(
    'create.refused-enables',
    'A create that is refused for its userName enables the user who has it',
    ['RFC7644-3.3-17'],
    (b) => holder(b, (user, store) => store.update(user, { ...user.resource, active: true })),
    { kills: ['users.disable.name-taken'] },
  ),
  mutant(
    'list.without-mail-missing',
    'A user without e-mail address is in no list',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2-04'],
    (b) => ({
      naturalOrder: (matched, request) =>
        b.naturalOrder(
          matched.filter(({ type, resource }) => type !== 'User' || resource['emails'] !== undefined),
          request,
        ),
    }),
    { kills: ['users.attributes.minimal-found'] },
  ),
  mutant(
    'root.case-sensitive',
    'In root queries letter case counts',
    ['RFC7644-3.4.2.1-06'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const exact = options.unknownAttribute === 'no-value';
        return b.filterTest(filter, exact ? remodel(model, (each) => ({ ...each, caseExact: true })) : model, options);
      },
    }),
    { kills: ['protocol.root-query.operators'] },
  ),
  mutant(
    'root.co-is-eq',
    'In root queries co works like eq',
    ['RFC7644-3.4.2.1-06'],
    atRoot((filter) =>
      filter.kind === 'compare' && filter.operator === 'co' ? { ...filter, operator: 'eq' } : filter,
    ),
    { kills: ['protocol.root-query.operators'] },
  ),
  mutant(
    'root.pr-all',
    'In root queries pr matches every resource',
    ['RFC7644-3.4.2.1-06', 'RFC7644-3.4.2.1-07'],
    atRoot((filter) =>
      filter.kind === 'present' ? { kind: 'compare', path: { attribute: 'id' }, operator: 'ne', value: '' } : filter,
    ),
    { kills: ['protocol.root-query.operators'] },
  ),
  mutant(
    'root.groups-as-users',
    'At the root every resource has meta.resourceType User',
    ['RFC7644-3.4.2.1-02', 'RFC7643-3-01'],
    showingAtRoot((entry) =>
      withMember(entry, 'meta', (meta) => (isObject(meta) ? { ...meta, resourceType: 'User' } : meta)),
    ),
    { kills: ['protocol.root-query.all-types'] },
  ),
  mutant(
    'root.password',
    'At the root the passwords of users are masked instead of left out',
    ['RFC7644-3.9-12'],
    showingAtRoot((entry) => ('userName' in entry ? { ...entry, password: '****' } : entry)),
    { kills: ['protocol.root-query.all-types'] },
  ),
  mutant(
    'root.search-unsorted',
    'sortBy is ignored in a search at the root',
    ['RFC7644-3.4.3-14'],
    hearing((request) =>
      isRoot(request) && isSearch(request) && isObject(request.body)
        ? { ...request, body: without(request.body, 'sortBy') }
        : request,
    ),
    { kills: ['protocol.search.root'] },
  ),
  mutant(
    'search.sort-or-attributes',
    'sortBy is ignored in a search that names attributes',
    ['RFC7644-3.4.3-14'],
    searching((body) => (body['attributes'] === undefined ? body : without(body, 'sortBy'))),
    { kills: ['protocol.search.sorted'] },
  ),
  mutant(
    'filter.brackets-flat',
    'Parentheses within square brackets are ignored',
    ['RFC7644-3.4.2.2-40', 'RFC7644-3.4.2.2-31'],
    filtering((filter) => (filter.kind === 'valuePath' ? { ...filter, filter: flat(filter.filter) } : filter)),
    { kills: ['protocol.filter-multivalued.same-value'] },
  ),
  mutant(
    'filter.inner-groups-flat',
    'Parentheses within parentheses are ignored',
    ['RFC7644-3.4.2.2-40'],
    (b) => ({
      parseFilter: (text) => {
        const filter = b.parseFilter(text);
        if (filter.kind !== 'and' && filter.kind !== 'or') return filter;
        return { ...filter, filters: filter.filters.map((part) => rewrite(part, flat)) };
      },
    }),
    { kills: ['protocol.filter-logic.grouping'] },
  ),
  mutant(
    'sort.parts-case-sensitive',
    'Letter case counts where the parts of a name are sorted',
    ['RFC7644-3.4.2.3-13', 'RFC7644-3.4.2.3-11'],
    (b) => ({
      sort: (resources, sorting, model) => {
        const exact = /^name\./i.test(sorting.sortBy);
        return b.sort(resources, sorting, exact ? remodel(model, (each) => ({ ...each, caseExact: true })) : model);
      },
    }),
    { kills: ['protocol.sorting-values.singular'] },
  ),
  mutant(
    'groups.put-creates',
    'PUT on the id of no group makes a group',
    ['RFC7644-3.5.1-03'],
    hearing((request) =>
      request.method === 'PUT' && isOne(request, 'Groups') && !request.store.get(request.segments[1] ?? '')
        ? { ...request, method: 'POST', segments: ['Groups'] }
        : request,
    ),
    { kills: ['users.replace.never-creates', 'groups.delete.gone'] },
  ),
  mutant(
    'replace.immutable-first-refused',
    'A PUT that gives an immutable attribute its first value is answered 400 mutability',
    ['RFC7644-3.5.1-16'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const given = mode === 'replace' && isObject(input) && input['nickName'] !== undefined;
        if (given && options.stored?.['nickName'] === undefined)
          throw new ScimError(400, 'mutability', 'nickName cannot be changed.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { on: ['nick-name-immutable'], kills: ['users.replace-rules.immutable-first-value'] },
  ),
  mutant(
    'patch.broken-removal-ignored',
    'A remove whose path cannot be read is answered as a success',
    ['RFC7644-3.5.2-15'],
    unread((operations) => operations.every(({ op }) => op === 'remove')),
    { kills: ['protocol.patch-rules.broken-path'] },
  ),
  mutant(
    'groups.broken-path-ignored',
    'Paths of groups that cannot be read are passed over',
    ['RFC7644-3.5.2-15'],
    unread((_operations, type) => type === 'Group'),
    { kills: ['groups.memberships.broken-path'] },
  ),
  mutant(
    'patch.path-end-dropped',
    'What follows the brackets of a path is dropped where it cannot be read',
    ['RFC7644-3.5.2-15'],
    patching(({ path, ...rest }) => ({
      ...rest,
      ...(path === undefined ? {} : { path: path.replace(/\][^.].*$/, ']') }),
    })),
    { kills: ['protocol.patch-rules.broken-path'] },
  ),
  mutant(
    'patch.manager-not-added',
    'An add at the path of the manager is answered as a success and does nothing',
    ['RFC7644-3.5.2.1-02'],
    patching((operation) => (operation.op === 'add' && /:manager$/.test(operation.path ?? '') ? undefined : operation)),
    { kills: ['users.enterprise.manager-changed'] },
  ),
  mutant(
    'bulk.fail-on-errors-when-stopped',
    'failOnErrors is in the answer to a job that stopped',
    ['RFC7644-3.7-07'],
    answering((answer, request) => {
      const sent = request.segments[0] === 'Bulk' && isObject(request.body) ? request.body : {};
      const [asked, done] = [sent, answer.body].map((body) => (isObject(body) ? body['Operations'] : undefined));
      const stopped = Array.isArray(asked) && Array.isArray(done) && done.length < asked.length;
      return stopped && isObject(answer.body)
        ? { ...answer, body: { ...answer.body, failOnErrors: sent['failOnErrors'] ?? null } }
        : answer;
    }),
    { kills: ['protocol.bulk-jobs.fail-on-errors'] },
  ),
  mutant(
    'bulk.unknown-endpoint-500',
    'A job with an operation on an endpoint that does not exist crashes',
    ['RFC7644-3.7-09', 'RFC7644-3.7-23'],
    hearing((request) => {
      const operations = request.segments[0] === 'Bulk' && isObject(request.body) ? request.body['Operations'] : [];
      const known = (operation: Json): boolean =>
        isObject(operation) && /^\/?(Users|Groups)\b/.test(String(operation['path']));
      if (Array.isArray(operations) && !operations.every(known)) throw new TypeError('handler is undefined');
      return request;
    }),
    { kills: ['protocol.bulk-jobs.like-single'] },
  ),
  mutant(
    'patch.pathless-vendor-dropped',
    'A PATCH without path drops what it has of the extension of the vendor',
    ['RFC7644-3.5.2.3-02', 'RFC7644-3.5.2.1-03'],
    patching((operation) =>
      operation.path === undefined && isObject(operation.value)
        ? { ...operation, value: without(operation.value, VENDOR) }
        : operation,
    ),
    { on: ['vendor-extension-rich'], kills: ['schema.kept.pathless-extension'] },
  ),
  mutant(
    'search.without-vendor-extension',
    'A search shows users without the extension of the vendor',
    ['RFC7644-3.4.3-20'],
    answering((answer, request) =>
      isSearch(request) && isObject(answer.body)
        ? { ...answer, body: withElements(answer.body, 'Resources', (entry) => without(entry, VENDOR)) }
        : answer,
    ),
    { on: ['vendor-extension-rich'], kills: ['protocol.search.same-as-get'] },
  ),
  mutant(
    'cursor.groups-count-ignored',
    'Pages of groups by cursor ignore count',
    ['RFC9865-2-07'],
    hearing((request) =>
      request.segments[0] === 'Groups' && request.query.has('cursor')
        ? { ...request, query: new Map([...request.query].filter(([name]) => name !== 'count')) }
        : request,
    ),
    { kills: ['protocol.cursor.groups'] },
  ),
  mutant(
    'cursor.groups-previous-on-first',
    'The first page of groups by cursor has a previousCursor',
    ['RFC9865-2-14'],
    (b) => ({
      listMessage: (page, request) => {
        const message = b.listMessage(page, request);
        const first = request.segments[0] === 'Groups' && page.cursors && page.startIndex === 1;
        return first && page.nextCursor !== undefined ? { ...message, previousCursor: page.nextCursor } : message;
      },
    }),
    { kills: ['protocol.cursor.groups'] },
  ),
  mutant(
    'bulk.deleted-name-taken',
    'The userName of a user that a job deleted stays taken',
    ['RFC7644-3.6-08'],
    (b) => {
      const taken = new Set<string>();
      let inBulk = false;
      const nameOf = (resource: Resource): string => String(resource['userName']).toLowerCase();
      return {
        beforeRequest: (request) => {
          inBulk = request.inBulk;
          return b.beforeRequest(request);
        },
        remove: (store, stored) => {
          if (inBulk) taken.add(nameOf(stored.resource));
          b.remove(store, stored);
        },
        conflict: (resource, type, store, self, op) =>
          op === 'create' && type === 'User' && taken.has(nameOf(resource))
            ? 'userName'
            : b.conflict(resource, type, store, self, op),
      };
    },
    { kills: ['protocol.bulk-jobs.name-free'] },
  ),
];
