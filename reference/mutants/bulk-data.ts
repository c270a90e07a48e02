/** What jobs do with the data of their operations, and with their bulkIds. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import { entries, job } from './bulk-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { elements, hearing, inAnswers, withMember, without } from './tools.js';

/** Changes the data of operations of one method. */
const data = (method: string, change: (body: JsonObject) => JsonObject): Change =>
  hearing((request) =>
    request.inBulk && request.method === method && isObject(request.body)
      ? { ...request, body: change(request.body) }
      : request,
  );

/** Changes the bulkId of results. */
const bulkIds = (change: (bulkId: string) => string): Change =>
  entries((entry) => withMember(entry, 'bulkId', (bulkId) => (typeof bulkId === 'string' ? change(bulkId) : bulkId)));

/** Leaves references as they are in the data of some operations. */
const unresolved =
  (concerns: (body: JsonObject) => boolean): Change =>
  (b) => ({
    resolveBulkIds: (value, ids) => (isObject(value) && concerns(value) ? value : b.resolveBulkIds(value, ids)),
  });

const ALONE = ['RFC7644-3.7-09'];
const AS_ALONE = { kills: ['protocol.bulk-state.as-alone'] };
const BULK_ID = { kills: ['protocol.bulk-state.bulk-id'] };
const RESOLVED = ['RFC7644-3.7.2-02', 'RFC7644-3.7.2-06'];
const CHANGED = { kills: ['protocol.bulk-references.changed-extension'] };
const namesManager = (value: Json): boolean => JSON.stringify(value).includes(':manager');

/** Operations of one method are done before all others, references or not. */
const first = (method: string): Change =>
  job((list) => {
    const isFirst = (operation: Json): boolean => isObject(operation) && operation['method'] === method;
    return [...list.filter(isFirst), ...list.filter((operation) => !isFirst(operation))];
  });

const ORDER = ['RFC7644-3.7-31'];
const IN_ORDER = { kills: ['protocol.bulk-state.order'] };

export const bulkDataMutants: Mutant[] = [
  mutant(
    'bulk.first-batch-alone',
    'Of operations on one resource those after the twentieth are reported as done, and are not',
    ['RFC7644-3.7-24', 'RFC7644-3.7-31'],
    () => {
      const done = new Map<string, number>();
      return {
        beforeRequest: (request) => {
          if (!request.inBulk) return request;
          const at = request.segments.join('/');
          done.set(at, (done.get(at) ?? 0) + 1);
          return (done.get(at) ?? 0) > 20 && request.method === 'PUT'
            ? { ...request, method: 'GET', body: undefined }
            : request;
        },
      };
    },
    { kills: ['protocol.bulk-jobs.to-the-end'] },
  ),
  mutant('bulk.deletes-first', 'Jobs delete before they do anything else', ORDER, first('DELETE'), IN_ORDER),
  mutant('bulk.creates-first', 'Jobs create before they do anything else', ORDER, first('POST'), IN_ORDER),
  mutant(
    'bulk.unknown-manager-stored',
    'A reference to an unknown bulkId is stored as it is, in members apart',
    ['RFC7644-3.7.2-07'],
    (b) => ({
      resolveBulkIds: (value, ids) => {
        try {
          return b.resolveBulkIds(value, ids);
        } catch (error) {
          if (isObject(value) && value['members'] === undefined) return value;
          throw error;
        }
      },
    }),
    { kills: ['protocol.bulk-references.unknown-manager'] },
  ),
  mutant(
    'bulk.circle-unanswered',
    'Operations that refer to each other are answered without a result',
    ['RFC7644-3.7.1-01', 'RFC7644-3.7.1-03'],
    inAnswers(
      (_answer, request) => request.segments[0] === 'Bulk',
      (body, request) => {
        const operations = isObject(request.body) ? elements(request.body, 'Operations') : [];
        const refers = (one: JsonObject, other: JsonObject): boolean =>
          JSON.stringify(one).includes(`"bulkId:${String(other['bulkId'])}"`);
        const circle = operations.filter((one) => operations.some((other) => refers(one, other) && refers(other, one)));
        const waiting = circle.map((operation) => operation['bulkId']);
        return withMember(body, 'Operations', (results) =>
          valuesOf(results).filter((entry) => !(isObject(entry) && waiting.includes(entry['bulkId'] ?? ''))),
        );
      },
    ),
    { kills: ['protocol.bulk-references.circular'] },
  ),
  mutant(
    'bulk.forward-unanswered',
    'An operation that refers to a later one is left out',
    ['RFC7644-3.7.2-04'],
    job((list) =>
      list.filter((one, index) => {
        const later = list.slice(index + 1).map((other) => (isObject(other) ? String(other['bulkId']) : ''));
        return !later.some((bulkId) => bulkId !== '' && JSON.stringify(one).includes(`"bulkId:${bulkId}"`));
      }),
    ),
    { kills: ['protocol.bulk-references.forward'] },
  ),
  mutant(
    'bulk.put-without-extension',
    'A PUT in a job passes over extensions',
    ALONE,
    data('PUT', (body) => without(body, ENTERPRISE_USER_SCHEMA)),
    AS_ALONE,
  ),
  mutant(
    'bulk.post-without-arrays',
    'A POST in a job passes over phones and addresses',
    ALONE,
    data('POST', (body) => without(body, 'phoneNumbers', 'addresses')),
    AS_ALONE,
  ),
  mutant(
    'bulk.post-without-mails',
    'A POST in a job passes over e-mails',
    ALONE,
    data('POST', (body) => without(body, 'emails')),
    AS_ALONE,
  ),
  mutant(
    'bulk.post-without-external-id',
    'A POST in a job passes over externalId',
    ALONE,
    data('POST', (body) => without(body, 'externalId')),
    AS_ALONE,
  ),
  mutant(
    'bulk.post-active',
    'A POST in a job makes active users alone',
    ALONE,
    data('POST', (body) => without(body, 'active')),
    AS_ALONE,
  ),
  mutant(
    'bulk.put-keeps-active',
    'A PUT in a job leaves active as it is',
    ALONE,
    data('PUT', (body) => without(body, 'active')),
    AS_ALONE,
  ),
  mutant(
    'bulk.patch-first-operation',
    'Of a PATCH in a job the first operation is done',
    ALONE,
    data('PATCH', (body) => withMember(body, 'Operations', (list) => valuesOf(list).slice(0, 1))),
    AS_ALONE,
  ),
  mutant(
    'bulk.bulk-id-lower-case',
    'bulkIds come back in lower case',
    ['RFC7644-3.7-29'],
    bulkIds((bulkId) => bulkId.toLowerCase()),
    BULK_ID,
  ),
  mutant(
    'bulk.bulk-id-cut',
    'bulkIds are cut at eight characters',
    ['RFC7644-3.7-29'],
    bulkIds((bulkId) => bulkId.slice(0, 8)),
    BULK_ID,
  ),
  mutant(
    'bulk.bulk-id-not-in-put',
    'bulkId references in the manager of a PUT stay as they are',
    RESOLVED,
    (b) => {
      let isPut = false;
      return {
        resolveBulkIds: (value, ids) => {
          // The path is resolved first: that of a PUT or PATCH names one resource.
          if (typeof value === 'string') isPut = value.split('/').filter(Boolean).length > 1;
          return isPut && isObject(value) && !Array.isArray(value['Operations']) ? value : b.resolveBulkIds(value, ids);
        },
      };
    },
    CHANGED,
  ),
  mutant(
    'bulk.bulk-id-not-in-patch',
    'bulkId references in the manager of a PATCH stay as they are',
    RESOLVED,
    unresolved((body) => Array.isArray(body['Operations']) && namesManager(body)),
    CHANGED,
  ),
  mutant(
    'bulk.unknown-method-done',
    'An operation with an unknown method is answered 200',
    ['RFC7644-3.7-21'],
    (b) => ({
      bulkEntry: (operation, result, location) =>
        ['POST', 'PUT', 'PATCH', 'DELETE'].includes(operation.method)
          ? b.bulkEntry(operation, result, location)
          : b.bulkEntry(operation, { status: 200, headers: {} }, location),
    }),
    { kills: ['protocol.bulk-state.unknown-method'] },
  ),
];
