/** What goes right the first time: refused writes that leave something, jobs and copies that forget, values that do not come back. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import { USER_SCHEMA } from '../../scim/urns.js';
import type { Change, Operation } from '../behavior.js';
import { compose } from '../behavior.js';
import type { Answer, Request } from '../message.js';
import { memberIds } from '../store.js';
import { during } from './history-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { endpointOf, isOne, withMember } from './tools.js';

const REFUSED = ['RFC7644-3.12-01'];
const BUILDS_ON = ['RFC7644-3.2-08', 'RFC7644-3.2-06'];

/** Does something when a write of a user is answered 400. */
const whenRefused =
  (method: string, act: (request: Request, body: Resource) => void): Change =>
  (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      const isDue = result.status === 400 && request.method === method && endpointOf(request) === 'Users';
      if (isDue && isObject(request.body)) act(request, request.body);
      return result;
    },
  });

/** PATCH works on a copy, which only some writes refresh. */
const copied = (refreshes: (op: Operation, request: Request | undefined) => boolean): Change =>
  during((request) => (b) => {
    const copies = new Map<string, Resource>();
    return {
      onStore: (resource, op, model, previous) => {
        const final = b.onStore(resource, op, model, previous);
        if (refreshes(op, request())) copies.set(String(resource['id']), final);
        return final;
      },
      applyPatch: (resource, operations, model, options) => {
        const copy = copies.get(String(resource['id']));
        const state = copy ? { ...copy, meta: resource['meta'] ?? null } : resource;
        return b.applyPatch(state, operations, model, options);
      },
    };
  });

/** The states of resources before the job at work. */
const withJob = (undo: (before: ReadonlyMap<string, Resource>, request: Request, result: Answer) => void): Change => {
  return (b) => {
    const jobs = new Map<string, Map<string, Resource>>();
    const keyOf = ({ text }: Request): string => text;
    return {
      beforeRequest: (request) => {
        const heard = b.beforeRequest(request);
        if (endpointOf(heard) === 'Bulk') jobs.set(keyOf(heard), new Map());
        const stored = heard.inBulk ? heard.store.get(heard.segments[1] ?? '') : undefined;
        const job = jobs.get(keyOf(heard));
        if (stored && job && !job.has(stored.id)) job.set(stored.id, stored.resource);
        return heard;
      },
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const job = jobs.get(keyOf(request));
        if (job) undo(job, request, result);
        return result;
      },
    };
  };
};

/** Elements of a list that were taken away once do not come back. */
const neverBack = (name: string, keysOf: (resource: Resource) => string[], op: Operation): Change => {
  return (b) => {
    const left = new Set<string>();
    return {
      onStore: (resource, how, model, previous) => {
        const final = b.onStore(resource, how, model, previous);
        const of = (key: string): string => `${String(final['id'])} ${key}`;
        const kept = keysOf(final);
        for (const key of previous ? keysOf(previous) : []) if (!kept.includes(key)) left.add(of(key));
        if (how !== op) return final;
        const isBack = (each: Json): boolean => isObject(each) && left.has(of(String(each['value'])));
        return withMember(final, name, (list) => valuesOf(list).filter((each) => !isBack(each))) as Resource;
      },
    };
  };
};

const mailsOf = (resource: Resource): string[] =>
  valuesOf(resource['emails']).flatMap((each) => (isObject(each) ? [String(each['value'])] : []));

export const secondTimeMutants: Mutant[] = [
  mutant(
    'create.refused-stored',
    'A create that is refused for a value of a wrong type leaves a user of that name',
    REFUSED,
    whenRefused('POST', ({ store, segments, inBulk }, { userName }) => {
      if (segments.length > 1 || inBulk || typeof userName !== 'string' || userName === '') return;
      if (store.list('User').some(({ resource }) => resource['userName'] === userName)) return;
      const id = `refused-${store.count('User')}-${userName}`;
      store.add('User', id, { id, schemas: [USER_SCHEMA], userName }, 0);
    }),
    { kills: ['protocol.refused.create'] },
  ),
  mutant(
    'replace.refused-half',
    'A PUT that is refused for a value of a wrong type stores title and displayName',
    REFUSED,
    whenRefused('PUT', ({ store, segments }, body) => {
      const stored = store.find('User', segments[1] ?? '');
      const right = Object.entries(body).filter(
        ([name, value]) => ['title', 'displayName'].includes(name) && typeof value === 'string',
      );
      if (stored) store.update(stored, { ...stored.resource, ...Object.fromEntries(right) });
    }),
    { kills: ['protocol.refused.put'] },
  ),
  mutant(
    'patch.refused-index',
    'A PATCH that is refused leaves its userName in the index of names',
    REFUSED,
    (b) => {
      const index = new Map<string, Json>();
      return {
        onPatchFailure: (resource, operations, model, options) => {
          const named = operations.find(({ path }) => path === 'userName');
          if (named?.value !== undefined) index.set(String(resource['id']), named.value);
          return b.onPatchFailure(resource, operations, model, options);
        },
        filterTest: (filter, model, options) => {
          const test = b.filterTest(filter, model, options);
          return (resource) => test({ ...resource, ...named(index.get(String(resource['id']))) });
        },
      };
    },
    { kills: ['protocol.refused.name-found'] },
  ),
  mutant(
    'etag.refused-counted',
    'A write that is refused makes a new version',
    [...REFUSED, 'RFC7644-3.14-12'],
    (b) => ({
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const stored = isOne(request, 'Users') ? request.store.get(request.segments[1] ?? '') : undefined;
        if (stored && result.status === 400) stored.revision += 1;
        return result;
      },
    }),
    { kills: ['protocol.refused.unmarked'] },
  ),
  mutant(
    'bulk.each-from-start',
    'The operations of a job each change the state from before the job',
    ['RFC7644-3.7-09'],
    (b) => {
      const states = new Map<string, Resource>();
      return compose(b, [
        withJob((before, request) => {
          if (request.inBulk) for (const [id, state] of before) states.set(id, state);
          else for (const id of before.keys()) states.delete(id);
        }),
        (under) => ({
          applyPatch: (resource, operations, model, options) =>
            under.applyPatch(states.get(String(resource['id'])) ?? resource, operations, model, options),
        }),
      ]);
    },
    { kills: ['protocol.bulk-state.builds-on'] },
  ),
  mutant(
    'bulk.rolled-back',
    'A failing operation takes back the changes of the job, which are reported as done',
    ['RFC7644-3.7-24', 'RFC7644-3.7-09'],
    withJob((before, request, { status }) => {
      if (!request.inBulk || status < 400) return;
      for (const [id, state] of before) {
        const stored = request.store.get(id);
        if (stored) request.store.update(stored, state);
      }
    }),
    { kills: ['protocol.bulk-state.kept'] },
  ),
  mutant(
    'bulk.update-takes-name',
    'A PUT or PATCH in a job may give the userName of another user',
    ['RFC7643-4.1.1-02', 'RFC7644-3.5.1-23'],
    during((request) => (b) => ({
      conflict: (resource, type, store, self, op) =>
        request()?.inBulk && op !== 'create' ? undefined : b.conflict(resource, type, store, self, op),
    })),
    { kills: ['protocol.bulk-state.taken-name'] },
  ),
  mutant(
    'bulk.patch-missing-200',
    'In a job a PATCH of what was deleted succeeds',
    ['RFC7644-3.7.3-09'],
    (b) => ({
      afterResponse: (request, answer) => {
        const result = b.afterResponse(request, answer);
        const isDue = request.inBulk && request.method === 'PATCH' && result.status === 404;
        return isDue ? { status: 200, headers: {} } : result;
      },
    }),
    { kills: ['protocol.bulk-state.deleted'] },
  ),
  mutant(
    'bulk.ids-remembered',
    'BulkIds of earlier jobs are known in later ones',
    ['RFC7644-3.7.2-07'],
    (b) => {
      const known = new Map<string, string>();
      return {
        bulkEntry: (operation, result, location) => {
          const id = location?.slice(location.lastIndexOf('/') + 1);
          if (operation.bulkId !== undefined && id !== undefined) known.set(operation.bulkId, decodeURIComponent(id));
          return b.bulkEntry(operation, result, location);
        },
        resolveBulkIds: (value, ids) => b.resolveBulkIds(value, new Map([...known, ...ids])),
      };
    },
    { kills: ['protocol.bulk-state.earlier-job'] },
  ),
  mutant(
    'patch.on-copy-without-put',
    'A PATCH changes a copy that PUT does not refresh',
    BUILDS_ON,
    copied((op) => op !== 'replace'),
    { kills: ['lifecycle.histories.user', 'lifecycle.histories.group'] },
  ),
  mutant(
    'users.address-not-back',
    'An e-mail address that was taken away cannot come back by PATCH',
    ['RFC7644-3.5.2.1-08', 'RFC7644-3.5.2.3-02'],
    neverBack('emails', mailsOf, 'patch'),
    { kills: ['lifecycle.histories.values'] },
  ),
  mutant(
    'groups.member-not-back',
    'Who has left a group cannot come back by PATCH',
    ['RFC7644-3.5.2.1-08'],
    neverBack('members', memberIds, 'patch'),
    { kills: ['lifecycle.histories.group'] },
  ),
];

function named(userName: Json | undefined): Resource {
  return userName === undefined ? {} : { userName };
}
