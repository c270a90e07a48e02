/** What a write leaves behind: indexes and caches that were not told, marks that were not set. */
import { isObject } from '../../scim/json.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Answer } from '../message.js';
import { memberIds } from '../store.js';
import { differing, during, indexed, unmarked } from './history-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { isOne } from './tools.js';

const FOUND = ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11'];
const VERSION = ['RFC7644-3.14-11'];
const MODIFIED = ['RFC7643-3.1-30', 'RFC7644-3.5.2-39'];

/** Users in no group are kept as GET shows them, until a request that is no job names their id. */
const cachedOverJobs: Change = (b) => {
  const kept = new Map<string, Answer>();
  return {
    afterResponse: (request, answer) => {
      const fresh = b.afterResponse(request, answer);
      const { method, segments, query, headers, inBulk, text } = request;
      const [endpoint, id = ''] = segments;
      if (!inBulk && endpoint !== 'Bulk' && method !== 'GET')
        for (const known of kept.keys()) if (known === id || text.includes(known)) kept.delete(known);
      const isPlain = method === 'GET' && isOne(request, 'Users') && query.size === 0;
      if (!isPlain || headers['if-none-match'] !== undefined || !isObject(fresh.body) || fresh.body['groups'])
        return fresh;
      if (fresh.status === 200 && !kept.has(id)) kept.set(id, structuredClone(fresh));
      return structuredClone(kept.get(id) ?? fresh);
    },
  };
};

const unseenFromJobs = during((request) => (b) => {
  const unseen = new Set<string>();
  return {
    onStore: (resource, op, model, previous) => {
      const id = String(resource['id']);
      if (op === 'create' && request()?.inBulk) unseen.add(id);
      else unseen.delete(id);
      return b.onStore(resource, op, model, previous);
    },
    filterTest: (filter, model, options) => {
      const test = b.filterTest(filter, model, options);
      return (resource) => !unseen.has(String(resource['id'])) && test(resource);
    },
  };
});

export const leftBehindMutants: Mutant[] = [
  mutant(
    'filter.stale-after-put',
    'Filters see userName, externalId and e-mails as they were before a PUT',
    FOUND,
    indexed('User', ['userName', 'externalId', 'emails'], (op) => op === 'patch'),
    { kills: ['protocol.filter-writes.user-put'] },
  ),
  mutant(
    'filter.stale-after-patch',
    'Filters see displayName, name and the enterprise extension as they were before a PATCH',
    FOUND,
    indexed('User', ['displayName', 'name', ENTERPRISE_USER_SCHEMA], (op) => op === 'replace'),
    { kills: ['protocol.filter-writes.user-patch'] },
  ),
  mutant('filter.active-stale', 'Filters see active as it was at the create', FOUND, indexed('User', ['active']), {
    kills: ['protocol.filter-writes.active'],
  }),
  mutant(
    'filter.group-stale-after-put',
    'Filters see the name of a group as it was before a PUT',
    FOUND,
    indexed('Group', ['displayName'], (op) => op === 'patch'),
    { kills: ['protocol.filter-writes.group-put'] },
  ),
  mutant(
    'filter.members-stale',
    'Filters see members and externalId of a group as they were before a PATCH',
    FOUND,
    indexed('Group', ['members', 'externalId'], (op) => op === 'replace'),
    { kills: ['protocol.filter-writes.group-patch'] },
  ),
  mutant(
    'bulk.update-not-indexed',
    'Filters do not see the userName that a job gave',
    ['RFC7644-3.7-09', ...FOUND],
    indexed('User', ['userName'], (_op, request) => !request?.inBulk),
    { kills: ['protocol.filter-writes.bulk'] },
  ),
  mutant(
    'bulk.create-not-indexed',
    'Filters do not find users that a job created',
    ['RFC7644-3.7-09', ...FOUND],
    unseenFromJobs,
    { kills: ['protocol.filter-writes.bulk'] },
  ),
  mutant('bulk.cache-kept', 'GET shows a resource as it was before a job', ['RFC7644-3.7-09'], cachedOverJobs, {
    kills: ['protocol.filter-writes.bulk'],
  }),
  mutant(
    'users.later-names-free',
    'Duplicates are looked for among the names that users were created with',
    ['RFC7643-4.1.1-02'],
    (b) => {
      const later = new Set<string>();
      return {
        onStore: (resource, op, model, previous) => {
          if (previous && previous['userName'] !== resource['userName']) later.add(String(resource['id']));
          return b.onStore(resource, op, model, previous);
        },
        conflict: (resource, type, store, self, op) => {
          const path = b.conflict(resource, type, store, self, op);
          const holders = store.list(type).filter((other) => other.resource['userName'] === resource['userName']);
          return path === 'userName' && holders.some(({ id }) => later.has(id)) ? undefined : path;
        },
      };
    },
    { kills: ['users.user-name.later'] },
  ),
  mutant(
    'etag.lists-of-values-left-out',
    'A change of e-mails, telephone numbers or other lists of a user leaves the version',
    VERSION,
    unmarked(
      (before, after) =>
        after['userName'] !== undefined &&
        differing(before, after).every((name) => Array.isArray(before[name] ?? after[name])),
      ['revision'],
    ),
    { kills: ['protocol.every-change.version'] },
  ),
  mutant(
    'etag.extension-left-out',
    'A change of an extension leaves version and lastModified',
    [...VERSION, ...MODIFIED],
    unmarked((before, after) => differing(before, after).every((name) => isObject(before[name] ?? after[name]))),
    { kills: ['protocol.every-change.version', 'protocol.every-change.modified'] },
  ),
  mutant(
    'etag.jobs-left-out',
    'A change by a job leaves version and lastModified',
    [...VERSION, ...MODIFIED],
    unmarked((_before, _after, _op, request) => request?.inBulk === true),
    { kills: ['protocol.every-change.version', 'protocol.every-change.modified'] },
  ),
  mutant(
    'show.disabling-unmarked',
    'lastModified stays when active changes',
    MODIFIED,
    unmarked((before, after) => differing(before, after).join() === 'active', ['modified']),
    { kills: ['protocol.every-change.modified'] },
  ),
  mutant(
    'etag.member-removed',
    'A member who is removed by PATCH leaves the version of the group',
    VERSION,
    unmarked((before, after, op) => op === 'patch' && memberIds(before).length > memberIds(after).length, ['revision']),
    { kills: ['protocol.every-change.group-version'] },
  ),
  mutant(
    'groups.rename-unmarked',
    'A new name leaves lastModified of a group',
    MODIFIED,
    unmarked(
      (before, after) => after['userName'] === undefined && differing(before, after).join() === 'displayName',
      ['modified'],
    ),
    { kills: ['protocol.every-change.group-modified'] },
  ),
];
