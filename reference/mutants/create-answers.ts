/** Answers to POST and the ids that they give. */
import { isObject } from '../../scim/json.js';
import { withoutHeader } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, hearing, storing } from './tools.js';
import { LOCATED } from './create-tools.js';

export const createAnswerMutants: Mutant[] = [
  mutant('create.answers-200', 'POST answers 200 instead of 201', ['RFC7644-3.3-09'], { createdStatus: 200 }),
  mutant('create.answers-202', 'POST answers 202', ['RFC7644-3.3-09'], { createdStatus: 202 }),
  mutant('create.answers-204', 'POST answers 204', ['RFC7644-3.3-09'], { createdStatus: 204 }),
  mutant('create.no-location', 'The 201 has no Location', LOCATED, { locationHeader: () => undefined }),
  mutant('create.location-of-list', 'The Location of a new resource is that of its list', LOCATED, {
    locationHeader: (location) => location.slice(0, location.lastIndexOf('/')),
  }),
  mutant(
    'create.location-not-found',
    'The Location misses the version of the API',
    ['RFC7644-3.3-11', 'RFC7644-3.3-13'],
    {
      locationHeader: (location) => location.replace(/\/v2\//, '/'),
    },
  ),
  mutant(
    'create.location-doubled',
    'The Location holds the base path twice',
    ['RFC7644-3.3-11', 'RFC7644-3.3-13'],
    (b) => ({
      locationHeader: (location, request) => {
        const path = new URL(request.base).pathname;
        return b.locationHeader(location, request)?.replace(path, `${path}${path}`);
      },
    }),
  ),
  mutant(
    'create.no-body',
    'The 201 has no body',
    ['RFC7644-3.3-10'],
    (b) => ({
      writeBody: (resource, op) => (op === 'create' ? undefined : b.writeBody(resource, op)),
    }),
    { bug: 50 },
  ),
  mutant(
    'create.only-id',
    'The 201 holds nothing but the id',
    ['RFC7644-3.3-10', 'RFC7644-3.3-12', 'RFC7643-3-03'],
    (b) => ({
      writeBody: (resource, op) => (op === 'create' ? { id: resource['id'] ?? null } : b.writeBody(resource, op)),
    }),
  ),
  mutant(
    'create.echo',
    'The 201 repeats what the client sent',
    ['RFC7644-3.3-12', 'RFC7643-3.1-06', 'RFC7644-3.4-03'],
    answering((answer, request) =>
      request.method === 'POST' && answer.status === 201 && isObject(request.body)
        ? { ...answer, body: request.body }
        : answer,
    ),
  ),
  mutant('create.client-id', 'The client chooses the id', ['RFC7644-3.3-03', 'RFC7643-3.1-10', 'RFC7644-3.3-02'], {
    assignId: (sent, fresh) => (typeof sent === 'string' ? sent : fresh),
  }),
  mutant(
    'create.client-id-overwrites',
    'A POST with the id of an existing user overwrites that user',
    ['RFC7644-3.3-03', 'RFC7644-3.3-02'],
    hearing((request) => {
      const id = isObject(request.body) ? request.body['id'] : undefined;
      return request.method === 'POST' &&
        request.segments.length === 1 &&
        typeof id === 'string' &&
        request.store.get(id)
        ? { ...request, method: 'PUT', segments: [...request.segments, id] }
        : request;
    }),
    { bug: 52 },
  ),
  mutant(
    'create.id-is-user-name',
    'The id is made of the user name, so it comes back after a deletion',
    ['RFC7643-3.1-09'],
    storing((resource, op) => {
      const name = resource['userName'] ?? resource['displayName'];
      return op === 'create' && typeof name === 'string'
        ? { ...resource, id: `u-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}` }
        : resource;
    }),
  ),
  mutant('create.id-with-bulk-id', 'New ids begin with "bulkId-"', ['RFC7643-3.1-12'], {
    assignId: (_sent, fresh) => `bulkId-${fresh}`,
  }),
  mutant('create.location-with-query', 'Locations hold the query of the request', ['RFC7644-1.3-01'], (b) => ({
    location: (base, endpoint, id) => `${b.location(`${base}?api-version=2`, endpoint, id)}`,
  })),
  mutant(
    'create.password-in-header',
    'A header of a write holds the password',
    ['RFC7643-4.1.1-29'],
    answering((answer, request) => {
      const password = isObject(request.body) ? request.body['password'] : undefined;
      return typeof password === 'string' && answer.status < 300
        ? {
            ...answer,
            headers: { ...withoutHeader(answer.headers, 'x-debug'), 'X-Debug': encodeURIComponent(password) },
          }
        : answer;
    }),
  ),
];
