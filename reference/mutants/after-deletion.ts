/** What is left of the deleted in filters and totals; what goes wrong at the second deletion; and races. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import type { Stored } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { isOne } from './tools.js';

const GONE = ['RFC7644-3.6-07'];

/** Knows the deleted users that the filter at work selects. */
const remembering =
  (build: (selected: () => Stored[], filter: () => string) => Change): Change =>
  (b) => {
    const gone: Stored[] = [];
    let test: (resource: Resource) => boolean = () => false;
    let text = '';
    const inner = build(
      () => gone.filter(({ resource }) => test(resource)),
      () => text,
    );
    return {
      ...inner(b),
      remove: (store, stored) => {
        b.remove(store, stored);
        if (stored.type === 'User') gone.push(stored);
      },
      beforeRequest: (request) => {
        test = () => false;
        return b.beforeRequest(request);
      },
      parseFilter: (filter) => b.parseFilter((text = filter)),
      filterTest: (filter, model, options) => {
        const found = b.filterTest(filter, model, options);
        if (model.type.name === 'User') test = found;
        return found;
      },
    };
  };

/** Time between reading and storing, for some requests. */
const waiting =
  (isDue: (request: Request) => boolean): Change =>
  (b) => ({
    pause: (request) =>
      request.method === 'PATCH' && isDue(request) ? new Promise((go) => setTimeout(go, 5)) : b.pause(request),
  });

const removesAlone = ({ body }: Request): boolean =>
  isObject(body) && valuesOf(body['Operations']).every((each) => isObject(each) && each['op'] === 'remove');

export const afterDeletionMutants: Mutant[] = [
  mutant(
    'delete.of-any-type',
    'DELETE finds an id under the endpoint of every type',
    ['RFC7644-3.4.1-04'],
    (b) => {
      let isDelete = false;
      return {
        beforeRequest: (request) => {
          isDelete = request.method === 'DELETE';
          return b.beforeRequest(request);
        },
        find: (store, type, id) => b.find(store, type, id) ?? (isDelete ? store.get(id) : undefined),
      };
    },
    { kills: ['users.delete.other-endpoint'] },
  ),
  mutant(
    'delete.found-by-display-name',
    'Deleted users are found by displayName and externalId',
    GONE,
    remembering((selected, filter) => (b) => ({
      naturalOrder: (matched, request) =>
        b.naturalOrder(/^(displayName|externalId) eq/.test(filter()) ? [...matched, ...selected()] : matched, request),
    })),
    { kills: ['users.delete.not-listed'] },
  ),
  mutant(
    'delete.counted',
    'totalResults of a filter counts deleted users',
    GONE,
    remembering((selected) => (b) => ({
      listMessage: (page, request) => b.listMessage({ ...page, total: page.total + selected().length }, request),
    })),
    { kills: ['users.delete.not-listed'] },
  ),
  mutant(
    'delete.second-time-500',
    'The second user of one userName who is deleted crashes the server',
    ['RFC7644-3.6-01'],
    (b) => {
      const names = new Set<unknown>();
      return {
        remove: (store, stored) => {
          const name = stored.resource['userName'];
          if (name !== undefined && names.has(name)) throw new Error('Duplicate key (userName, deleted).');
          names.add(name);
          b.remove(store, stored);
        },
      };
    },
    { kills: ['users.delete.once-more'] },
  ),
  mutant(
    'etag.former-not-modified',
    'A tag that was sent once is answered 304, whatever has changed since',
    ['RFC7644-3.14-07'],
    (b) => {
      const sent = new Set<string>();
      return {
        etagHeader: (version, request) => {
          const tag = b.etagHeader(version, request);
          if (tag !== undefined) sent.add(tag);
          return tag;
        },
        ifNoneMatch: (header, version) => sent.has(header) || b.ifNoneMatch(header, version),
      };
    },
    { kills: ['protocol.versions.former-tag'] },
  ),
  mutant(
    'groups.race-of-removals',
    'Of concurrent removals from a group the last alone takes effect',
    ['RFC7644-3.5.2-31', 'RFC7644-3.5.2.2-05'],
    waiting((request) => isOne(request, 'Groups') && removesAlone(request)),
    { kills: ['protocol.concurrency.group-removals'] },
  ),
  mutant(
    'users.race',
    'Concurrent changes of a user lose all but the last',
    ['RFC7644-3.5.2-31', 'RFC7644-3.5.2-26'],
    waiting((request) => isOne(request, 'Users')),
    { kills: ['protocol.concurrency.user-patches'] },
  ),
];
