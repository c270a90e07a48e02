/** List messages. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, endpointOf, isList, listing, without } from './tools.js';

export const listMutants: Mutant[] = [
  mutant(
    'list.no-schemas',
    'Lists have no schemas',
    ['RFC7644-3.4.2-04', 'RFC7644-3.1-05'],
    listing((message) => without(message, 'schemas')),
    { bug: 43 },
  ),
  mutant(
    'list.core-schema',
    'Lists name the schema of their resources',
    ['RFC7644-3.4.2-04', 'RFC7644-3.1-05', 'RFC7644-8.2-01'],
    listing((message) => ({ ...message, schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'] })),
  ),
  mutant(
    'list.version-1',
    'Lists name the schema of SCIM 1.1',
    ['RFC7644-3.4.2-04', 'RFC7644-3.1-05'],
    listing((message) => ({ ...message, schemas: ['urn:scim:schemas:core:1.0'] })),
  ),
  mutant(
    'list.bare-array',
    'Lists are bare arrays',
    ['RFC7644-3.4.2-04', 'RFC7644-3.4.2-05', 'RFC7644-3.4.2-07'],
    answering((answer) =>
      isList(answer) && isObject(answer.body) ? { ...answer, body: answer.body['Resources'] ?? [] } : answer,
    ),
  ),
  mutant(
    'list.resources-lower-case',
    'Lists hold "resources"',
    ['RFC7644-3.4.2-07'],
    listing((message) => ({ ...without(message, 'Resources'), resources: message['Resources'] ?? [] })),
  ),
  mutant(
    'list.resources-by-type',
    'Lists hold "Users"',
    ['RFC7644-3.4.2-07'],
    listing((message) => ({ ...without(message, 'Resources'), Users: message['Resources'] ?? [] })),
  ),
  mutant(
    'list.resources-by-id',
    'The resources of a list are an object by id',
    ['RFC7644-3.4.2-07'],
    listing((message) => ({
      ...message,
      Resources: Object.fromEntries(
        valuesOf(message['Resources']).map((resource) => [isObject(resource) ? String(resource['id']) : '', resource]),
      ),
    })),
  ),
  mutant(
    'list.ids-only',
    'The resources of a list are ids',
    ['RFC7644-3.4.2-12', 'RFC7644-3.4.2-13'],
    listing((message) => ({
      ...message,
      Resources: valuesOf(message['Resources']).map((resource) =>
        isObject(resource) ? (resource['id'] ?? null) : null,
      ),
    })),
  ),
  mutant(
    'list.no-ids',
    'The resources of a list have no id',
    ['RFC7644-3.4.2-13', 'RFC7643-3.1-06'],
    listing((message) => ({
      ...message,
      Resources: valuesOf(message['Resources']).map((resource) =>
        isObject(resource) ? without(resource, 'id') : resource,
      ),
    })),
  ),
  mutant(
    'list.no-total',
    'Lists have no totalResults',
    ['RFC7644-3.4.2-05'],
    listing((message) => without(message, 'totalResults')),
    { bug: 43 },
  ),
  mutant(
    'list.total-string',
    'totalResults is a string',
    ['RFC7644-3.4.2-05', 'RFC7644-3.4.2.4-17'],
    listing((message) => ({ ...message, totalResults: String(message['totalResults']) })),
    { bug: 51 },
  ),
  mutant(
    'list.numbers-strings',
    'startIndex and itemsPerPage are strings',
    ['RFC7644-3.4.2.4-17'],
    listing((message) => ({
      ...message,
      startIndex: String(message['startIndex'] ?? 1),
      itemsPerPage: String(message['itemsPerPage']),
    })),
    { bug: 51 },
  ),
  mutant(
    'list.total-of-page',
    'totalResults counts the page',
    ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-11', 'RFC7644-3.4.2.4-08'],
    listing((message, page) => ({ ...message, totalResults: page.resources.length })),
    { bug: 18 },
  ),
  mutant(
    'list.total-of-all',
    'totalResults counts all resources whatever the filter',
    ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-15'],
    (b) => ({
      listMessage: (page, request) => ({
        ...b.listMessage(page, request),
        totalResults: Math.max(page.total, request.store.count('User') + request.store.count('Group')),
      }),
    }),
    { bug: 18 },
  ),
  mutant(
    'list.total-rest',
    'totalResults counts from startIndex on',
    ['RFC7644-3.4.2.4-11'],
    listing((message, page) => ({ ...message, totalResults: Math.max(0, page.total - page.startIndex + 1) })),
    { bug: 18 },
  ),
  mutant(
    'list.total-too-small',
    'totalResults counts the pages',
    ['RFC7644-3.4.2-14', 'RFC7644-3.4.2-06'],
    listing((message, page) => ({ ...message, totalResults: page.count > 0 ? Math.ceil(page.total / page.count) : 0 })),
    { bug: 18 },
  ),
  mutant(
    'list.total-negative',
    'totalResults is -1',
    ['RFC7644-3.4.2.4-17', 'RFC7644-3.4.2-05'],
    listing((message) => ({ ...message, totalResults: -1 })),
  ),
  mutant(
    'list.no-items-per-page',
    'Pages have no itemsPerPage',
    ['RFC7644-3.4.2-10'],
    listing((message) => without(message, 'itemsPerPage')),
  ),
  mutant(
    'list.no-start-index',
    'Pages have no startIndex',
    ['RFC7644-3.4.2-09'],
    listing((message) => without(message, 'startIndex')),
  ),
  mutant(
    'list.items-per-page-asked',
    'itemsPerPage repeats the count that was asked for',
    ['RFC7644-3.4.2.4-10'],
    listing((message, page) => ({ ...message, itemsPerPage: page.count })),
    { bug: 19 },
  ),
  mutant(
    'list.items-per-page-total',
    'itemsPerPage is the total',
    ['RFC7644-3.4.2.4-10'],
    listing((message, page) => ({ ...message, itemsPerPage: page.total })),
    { bug: 19 },
  ),
  mutant(
    'list.start-index-zero',
    'The startIndex of an answer counts from 0',
    ['RFC7644-3.4.2.4-12'],
    listing((message, page) => (page.cursors ? message : { ...message, startIndex: page.startIndex - 1 })),
  ),
  mutant(
    'list.start-index-one',
    'The startIndex of an answer is always 1',
    ['RFC7644-3.4.2.4-12'],
    listing((message, page) => (page.cursors ? message : { ...message, startIndex: 1 })),
  ),
  mutant(
    'list.start-index-page',
    'The startIndex of an answer is the number of the page',
    ['RFC7644-3.4.2.4-12'],
    listing((message, page) =>
      page.cursors ? message : { ...message, startIndex: page.count > 0 ? Math.ceil(page.startIndex / page.count) : 1 },
    ),
  ),
  mutant(
    'list.system-account',
    'The list begins with an account that has neither name nor addresses',
    [],
    (b) => ({
      listMessage: (page, request) => {
        const first = page.resources[0];
        const bare =
          first && endpointOf(request) === 'Users' && page.startIndex === 1 && !request.query.has('filter')
            ? [without(first, 'name', 'emails', 'displayName', 'active') as Resource, ...page.resources.slice(1)]
            : page.resources;
        return b.listMessage({ ...page, resources: bare }, request);
      },
    }),
    { bug: 65 },
  ),
];
