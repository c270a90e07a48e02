/** Reading, and the rest of discovery, PATCH and filters. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import type { Store } from '../store.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { stepwise } from './patching.js';
import {
  answering,
  asError,
  configuring,
  endpointOf,
  failing,
  isOne,
  showing,
  withMember,
  without,
  withStatus,
} from './tools.js';
import { OWN, untyped } from './read-tools.js';

export const readMutants: Mutant[] = [
  mutant(
    'read.missing',
    'A single resource cannot be read',
    ['RFC7644-3.4.1-01', 'RFC7644-3.4.1-02', 'RFC7644-3.2-04'],
    answering((answer, request) =>
      request.method === 'GET' && isOne(request, 'Users') && answer.status === 200 ? asError(answer, 405) : answer,
    ),
  ),
  mutant(
    'read.answers-206',
    'A single resource is answered 206',
    ['RFC7644-3.4.1-02'],
    answering((answer, request) =>
      request.method === 'GET' && isOne(request, 'Users') && answer.status === 200 ? withStatus(answer, 206) : answer,
    ),
  ),
  mutant(
    'read.no-body',
    'A single resource is answered 200 without body',
    ['RFC7644-3.4.1-02'],
    answering((answer, request) =>
      request.method === 'GET' && isOne(request, 'Users') && answer.status === 200
        ? { status: 200, headers: answer.headers }
        : answer,
    ),
  ),
  mutant(
    'read.lists-missing',
    'Users cannot be listed',
    ['RFC7644-3.2-04', 'RFC7644-4-13'],
    answering((answer, request) =>
      request.method === 'GET' && endpointOf(request) === 'Users' && !isOne(request) ? asError(answer, 501) : answer,
    ),
  ),
  mutant(
    'read.other-user',
    'Every id shows the first user',
    ['RFC7644-3.4.1-02', 'RFC7643-3.1-08', 'RFC7643-3.1-32'],
    (b) => ({
      find: (store, type, id) =>
        type === 'User' && b.find(store, type, id) ? store.list(type)[0] : b.find(store, type, id),
    }),
  ),
  mutant(
    'read.latin1',
    'Answers are encoded as Latin-1',
    ['RFC7644-3.8-02', 'RFC7644-3.8-01'],
    answering((answer) => ({ ...answer, encoding: 'latin1' })),
    { kills: ['protocol.media-types.utf8'] },
  ),
  mutant(
    'read.utf16',
    'Answers are encoded as UTF-16',
    ['RFC7644-3.8-02', 'RFC7644-3.2-15'],
    answering((answer) => ({ ...answer, encoding: 'utf16le' })),
    { kills: ['protocol.media-types.accept-scim'] },
  ),
  mutant('read.any-version', 'Any version of the API is answered as version 2', ['RFC7644-3.13-04'], (b) => ({
    pathBelow: (path, root) => b.pathBelow(path.replace(/\/v\d+(?=\/|$)/, '/v2'), root),
  })),
  mutant(
    'read.no-version-in-location',
    'Locations have no version segment and lead nowhere',
    ['RFC7644-3.13-03', 'RFC7643-3.1-32'],
    (b) => ({
      location: (base, endpoint, id) => b.location(base.replace(/\/v2$/, ''), endpoint, id),
    }),
    { kills: ['schema.common.location'] },
  ),
  mutant('discovery.projected', '/Schemas leaves out the id when attributes are asked for', ['RFC7643-7-03'], (b) => ({
    discoveryList: (resources, request) => {
      const names = (request.query.get('attributes') ?? '').split(',').filter((name) => name !== '');
      const shown =
        names.length === 0
          ? resources
          : resources.map((resource) =>
              Object.fromEntries(Object.entries(resource).filter(([name]) => names.includes(name))),
            );
      return b.discoveryList(shown, request);
    },
  })),
  mutant(
    'discovery.urn-made-up',
    'A schema has a URN that the namespace does not allow',
    ['RFC7643-10.2.1-01', 'RFC7643-10.2.1-02'],
    (b) => ({
      schemas: (list) => {
        const all = b.schemas(list);
        const [first] = all;
        return first ? [...all, { ...first, id: 'urn:ietf:params:scim:vendor', name: 'Vendor', attributes: [] }] : all;
      },
    }),
  ),
  mutant('discovery.endpoints-alike', 'Two resource types have one endpoint', ['RFC7643-6-10'], (b) => ({
    resourceTypes: (list) => {
      const all = b.resourceTypes(list);
      const [first] = all;
      return first ? [...all, { ...first, id: 'Person', name: 'Person' }] : all;
    },
  })),
  mutant(
    'discovery.type-invented',
    'An extension has an attribute of type "email"',
    ['RFC7643-2.3-01', 'RFC7643-7-14'],
    (b) => ({
      schemas: (list) =>
        b
          .schemas(list)
          .map((schema) =>
            String(schema['id']).includes(':extension:')
              ? withMember(schema, 'attributes', (attributes) => [
                  ...valuesOf(attributes),
                  { name: 'contact', type: 'email', multiValued: false },
                ])
              : schema,
          ),
    }),
  ),
  mutant('discovery.references-untyped', 'References have no referenceTypes', ['RFC7643-2.3.7-07'], (b) => ({
    schemas: (list) => b.schemas(list).map((schema) => untyped(schema) as JsonObject),
  })),
  mutant(
    'discovery.extension-repeats-core',
    'An extension has an attribute of the core schema',
    ['RFC7643-3.3-06'],
    (b) => ({
      schemas: (list) =>
        b
          .schemas(list)
          .map((schema) =>
            String(schema['id']).includes(':extension:')
              ? withMember(schema, 'attributes', (attributes) => [
                  ...valuesOf(attributes),
                  { name: 'title', type: 'string', multiValued: false, description: 'Title.' },
                ])
              : schema,
          ),
    }),
  ),
  mutant(
    'discovery.two-primary-schemes',
    'Two entries of authenticationSchemes are primary',
    ['RFC7643-5-28'],
    configuring((config) =>
      withMember(config, 'authenticationSchemes', (list) => [...valuesOf(list), ...valuesOf(list)]),
    ),
  ),
  mutant(
    'show.extension-extra',
    'An extension shows attributes of another schema',
    ['RFC7643-3.3-01'],
    showing((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [
          name,
          name.includes(':extension:') && isObject(value)
            ? { ...value, userName: resource['userName'] ?? null, nickName: 'x' }
            : value,
        ]),
      ),
    ),
  ),
  mutant(
    'patch.needs-urn',
    'Paths without the URN of a schema are refused',
    ['RFC7644-3.5.2-10', 'RFC7644-3.5.2-22'],
    stepwise((operation, run) => {
      if (operation.path !== undefined && !operation.path.includes(':'))
        throw new ScimError(400, 'invalidPath', 'Name the schema.');
      return run();
    }),
  ),
  mutant(
    'patch.changes-namesakes',
    'A PATCH changes all users with the same displayName',
    ['RFC7644-3.5.2-26'],
    (b) => {
      let store: Store | undefined;
      return {
        beforeRequest: (request) => {
          store = request.method === 'PATCH' ? request.store : undefined;
          return b.beforeRequest(request);
        },
        onStore: (resource, op, model, previous) => {
          const stored = b.onStore(resource, op, model, previous);
          const alike =
            op === 'patch' && previous?.['displayName'] !== undefined ? (store?.list(model.type.name) ?? []) : [];
          for (const other of alike) {
            if (other.id === stored['id'] || other.resource['displayName'] !== previous?.['displayName']) continue;
            const own = Object.fromEntries(Object.entries(other.resource).filter(([name]) => OWN.includes(name)));
            store?.update(other, { ...(without(stored, 'members', 'externalId') as Resource), ...own });
          }
          return stored;
        },
      };
    },
    { on: ['group-name-shared'] },
  ),
  mutant(
    'patch.failure-empty',
    'A PATCH that fails is answered without body',
    ['RFC7644-3.5.2-34', 'RFC7644-3.12-02'],
    answering((answer, request) =>
      request.method === 'PATCH' && answer.status >= 400 ? { status: answer.status, headers: {} } : answer,
    ),
  ),
  mutant(
    'patch.path-keyword',
    'A path that cannot be read has scimType invalidSyntax',
    ['RFC7644-3.12-25'],
    answering((answer, request) =>
      request.method === 'PATCH' && isObject(answer.body) && answer.body['scimType'] === 'invalidPath'
        ? asError(answer, 400, 'invalidSyntax')
        : answer,
    ),
  ),
  mutant(
    'errors.value-keyword',
    'Wrong values have scimType invalidPath',
    ['RFC7644-3.12-27'],
    failing((answer, body) =>
      body['scimType'] === 'invalidValue' ? { ...answer, body: { ...body, scimType: 'invalidPath' } } : answer,
    ),
  ),
  mutant(
    'errors.syntax-keyword',
    'Bodies that cannot be read have scimType invalidValue',
    ['RFC7644-3.12-24'],
    failing((answer, body) =>
      body['scimType'] === 'invalidSyntax' ? { ...answer, body: { ...body, scimType: 'invalidFilter' } } : answer,
    ),
  ),
  mutant(
    'filter.nothing-after-pr',
    'What follows pr is ignored',
    ['RFC7644-3.4.2.2-42', 'RFC7644-3.4.2.2-26'],
    (b) => ({
      parseFilter: (text) => b.parseFilter(/^(\S+ pr) (and|or) /i.exec(text)?.[1] ?? text),
    }),
  ),
  mutant('filter.logical-first', 'and binds tighter than a comparison', ['RFC7644-3.4.2.2-42'], (b) => ({
    parseFilter: (text) => {
      const [, tail] = /^\S+ pr and (.*)$/i.exec(text) ?? [];
      return b.parseFilter(tail ?? text);
    },
  })),
  mutant('sort.by-length', 'Strings are sorted by their length', ['RFC7644-3.4.2.3-13', 'RFC7644-3.4.2.3-03'], {
    sort: (resources, { sortBy, sortOrder }) => {
      const size = (resource: Resource): number => String(resource[sortBy] ?? '').length;
      const sorted = [...resources].sort((left, right) => size(left) - size(right));
      return sortOrder?.toLowerCase() === 'descending' ? sorted.reverse() : sorted;
    },
  }),
  mutant(
    'cursor.expired-keyword',
    'An expired cursor is answered invalidValue',
    ['RFC9865-2.1-04'],
    (b) => ({
      checkCursor: (position, fingerprint, now, timeoutMs) => {
        try {
          b.checkCursor(position, fingerprint, now, timeoutMs);
        } catch (error) {
          throw error instanceof ScimError && error.scimType === 'expiredCursor'
            ? new ScimError(400, 'invalidValue', error.detail)
            : error;
        }
      },
    }),
    { on: ['cursors-short-lived'], kills: ['protocol.cursor-expiry.keyword'] },
  ),
];
