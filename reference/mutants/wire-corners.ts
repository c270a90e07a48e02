/** Mutants of jobs, errors, versions, labels and credentials that go wrong in one corner. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Answer, Request } from '../message.js';
import { answer, withoutHeader } from '../message.js';
import { entries } from './bulk-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { isSearch } from './search-tools.js';
import { answering, endpointOf, failing, hearing, remodel, withElements, withMember, without } from './tools.js';

/** Answers some requests with an error of another status. */
function erring(where: (request: Request, result: Answer) => boolean, error: () => ScimError): Change {
  return (b) => ({
    afterResponse: (request, result) =>
      b.afterResponse(request, where(request, result) ? b.errorAnswer(error()) : result),
  });
}

/** What a job does is done otherwise. */
function inJobs(change: (request: Request) => Request): Change {
  return hearing((request) => (request.inBulk ? change(request) : request));
}

const unconditional = (request: Request): Request => ({
  ...request,
  headers: withoutHeader(request.headers, 'if-match'),
});

/** Replaces the first known bulkId that a reference begins with, whatever follows it. */
function byBeginning(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => byBeginning(item, ids));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, byBeginning(item, ids)]));
  if (typeof value !== 'string') return value;
  const known = [...ids].find(([bulkId]) => value.startsWith(`bulkId:${bulkId}`));
  return known ? value.replace(`bulkId:${known[0]}`, known[1]) : value;
}

/** Required attributes may be missing in a job. */
const unvalidated: Change = (b) => {
  let inBulk = false;
  return {
    beforeRequest: (request) => {
      inBulk = request.inBulk;
      return b.beforeRequest(request);
    },
    readInput: (input, model, mode, options) => {
      const lax = inBulk ? remodel(model, (attribute) => ({ ...attribute, required: false })) : model;
      return b.readInput(input, lax, mode, options);
    },
  };
};

const isGroups = (request: Request): boolean => endpointOf(request) === 'Groups';
const unlabelled = (result: Answer): Answer => ({
  ...result,
  headers: { ...result.headers, 'Content-Type': 'text/plain' },
});
const precondition = (change: (result: Answer, body: JsonObject) => Answer): Change =>
  failing((result, body) => (result.status === 412 ? change(result, body) : result));
/** Changes a schema that is read by its URI. */
const single = (change: (schema: JsonObject) => JsonObject): Change =>
  answering((result, { segments }) =>
    segments[0] === 'Schemas' && segments[1] !== undefined && result.status === 200 && isObject(result.body)
      ? { ...result, body: change(result.body) }
      : result,
  );

export const wireCornerMutants: Mutant[] = [
  mutant(
    'bulk.bulk-id-beginning',
    'A bulkId that another one begins with takes its references',
    ['RFC7644-3.7.2-03', 'RFC7644-3.7.2-02'],
    (b) => ({ resolveBulkIds: (value, ids) => b.resolveBulkIds(byBeginning(value, ids), ids) }),
  ),
  mutant('bulk.stops-at-first', 'With any failOnErrors the first failure ends the job', ['RFC7644-3.7-26'], {
    bulkStop: (errors, failOnErrors) => failOnErrors !== undefined && errors > 0,
  }),
  mutant('bulk.stops-two-late', 'A job goes on for two errors more than failOnErrors', ['RFC7644-3.7-26'], {
    bulkStop: (errors, failOnErrors) => failOnErrors !== undefined && errors >= failOnErrors + 2,
  }),
  mutant('bulk.unvalidated', 'Required attributes may be missing in a job', ['RFC7644-3.7-09'], unvalidated),
  mutant(
    'bulk.delete-missing-204',
    'In a job the deletion of what is not there succeeds',
    ['RFC7644-3.7.3-03', 'RFC7644-3.7-09'],
    answering((result, { inBulk, method }) =>
      inBulk && method === 'DELETE' && result.status === 404 ? answer(204) : result,
    ),
  ),
  mutant(
    'bulk.location-in-bulk',
    'Locations in results lead through /Bulk',
    ['RFC7644-3.7-17'],
    entries((entry) =>
      withMember(entry, 'location', (location) => String(location).replace(/\/(Users|Groups)\//, '/Bulk/$1/')),
    ),
  ),
  mutant(
    'bulk.version-of-delete-ignored',
    'The version of a deletion in a job is ignored',
    ['RFC7644-3.7.3-08'],
    inJobs((request) => (request.method === 'DELETE' ? unconditional(request) : request)),
  ),
  mutant(
    'bulk.version-of-patch-ignored',
    'The version of a PATCH in a job is ignored',
    ['RFC7644-3.7.3-08'],
    inJobs((request) => (request.method === 'PATCH' ? unconditional(request) : request)),
  ),
  mutant(
    'bulk.method-lower-case',
    'Results name their method in small letters',
    ['RFC7644-3.7-10'],
    entries((entry) => withMember(entry, 'method', (method) => String(method).toLowerCase())),
  ),
  mutant(
    'bulk.group-change-500',
    'In a job a change of a group is made and reported as a fault of the server',
    ['RFC7644-3.7-31', 'RFC7644-3.7.3-03'],
    erring(
      (request) => request.inBulk && request.method === 'PATCH' && isGroups(request),
      () => new ScimError(500, undefined, 'The server failed.'),
    ),
  ),
  mutant(
    'errors.precondition-status',
    'The body of a 412 says 409',
    ['RFC7644-3.12-05'],
    precondition((result, body) => ({ ...result, body: { ...body, status: '409' } })),
  ),
  mutant(
    'errors.precondition-bare',
    'The body of a 412 has no schemas',
    ['RFC7644-3.12-02', 'RFC7644-3.12-03'],
    precondition((result, body) => ({ ...result, body: without(body, 'schemas') })),
  ),
  mutant(
    'errors.filter-status-number',
    'status is a number where a filter is refused',
    ['RFC7644-3.12-04'],
    failing((result, body) =>
      body['scimType'] === 'invalidFilter' ? { ...result, body: { ...body, status: 400 } } : result,
    ),
  ),
  mutant(
    'errors.unknown-group-500',
    'The id of a group that does not exist crashes the server',
    ['RFC7644-3.12-14'],
    erring(
      (request, { status }) => isGroups(request) && status === 404,
      () => new ScimError(500, undefined, 'The server failed.'),
    ),
  ),
  mutant(
    'errors.patch-unknown-400',
    'A PATCH of an id that does not exist is answered 400 noTarget',
    ['RFC7644-3.12-14'],
    erring(
      ({ method, inBulk }, { status }) => method === 'PATCH' && !inBulk && status === 404,
      () => new ScimError(400, 'noTarget', 'There is nothing to change.'),
    ),
  ),
  mutant(
    'etag.groups-unguarded',
    'If-Match is ignored for groups',
    ['RFC7644-3.14-10'],
    hearing((request) => (isGroups(request) ? unconditional(request) : request)),
  ),
  mutant(
    'etag.groups-none-match-ignored',
    'If-None-Match is ignored for groups',
    ['RFC7644-3.14-06'],
    hearing((request) =>
      isGroups(request) ? { ...request, headers: withoutHeader(request.headers, 'if-none-match') } : request,
    ),
  ),
  mutant(
    'etag.groups-none',
    'Groups have no ETag header',
    ['RFC7644-3.14-02'],
    answering((result, request) =>
      isGroups(request) ? { ...result, headers: withoutHeader(result.headers, 'etag') } : result,
    ),
  ),
  mutant(
    'search.labelled-text',
    'The answers of searches and jobs are labelled text/plain',
    ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
    answering((result, request) => (isSearch(request) || endpointOf(request) === 'Bulk' ? unlabelled(result) : result)),
  ),
  mutant('auth.bulk-open', 'Jobs need no credentials', ['RFC7644-2-05'], (b) => ({
    isPublic: (segments) => segments[0] === 'Bulk' || b.isPublic(segments),
  })),
  mutant(
    'auth.wrong-token-no-challenge',
    'A wrong token is answered 401 without WWW-Authenticate',
    ['RFC7644-2-08'],
    answering((result, { headers }) =>
      result.status === 401 && headers['authorization'] !== undefined
        ? { ...result, headers: withoutHeader(result.headers, 'www-authenticate') }
        : result,
    ),
  ),
  mutant(
    'schema.single-without-parts',
    'A schema that is read by its URI has no subAttributes',
    ['RFC7644-4-09'],
    single((schema) => withElements(schema, 'attributes', (attribute) => without(attribute, 'subAttributes'))),
  ),
  mutant(
    'schema.single-bare',
    'A schema that is read by its URI has no schemas',
    ['RFC7644-4-09'],
    single((schema) => without(schema, 'schemas')),
  ),
];
