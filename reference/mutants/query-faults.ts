/** Queries that crash the server, alternatives that are not looked at, and text that is cut. */
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { isObject } from '../../scim/json.js';
import { findAttribute } from '../../scim/model.js';
import { ENTERPRISE_USER_SCHEMA } from '../../scim/urns.js';
import { memberIds } from '../store.js';
import { pathOf, stepwise } from './patching.js';
import { answering, asError, endpointOf, filtering, hearing, isOne, storing } from './tools.js';

/** A fault that nobody caught. */
function crash(): never {
  throw new TypeError('Cannot read properties of undefined');
}

export const queryFaultMutants: Mutant[] = [
  mutant(
    'query.empty-filter-500',
    'An empty filter crashes the server',
    ['RFC7644-3.12-08'],
    answering((answer, request) => (request.query.get('filter')?.trim() === '' ? asError(answer, 500) : answer)),
    { kills: ['protocol.query-faults.no-crash'] },
  ),
  mutant(
    'media.text-500',
    'A body of plain text crashes the server',
    ['RFC7644-3.12-08'],
    (b) => ({
      acceptsRequestType: (type) => (/^text\/plain/i.test(type ?? '') ? crash() : b.acceptsRequestType(type)),
    }),
    { kills: ['protocol.query-faults.odd-requests'] },
  ),
  mutant(
    'bulk.get-500',
    'GET of /Bulk crashes the server',
    ['RFC7644-3.12-08'],
    answering((answer, request) =>
      request.method === 'GET' && endpointOf(request) === 'Bulk' ? asError(answer, 500) : answer,
    ),
    { kills: ['protocol.query-faults.odd-requests'] },
  ),
  mutant(
    'auth.bare-scheme-500',
    'A scheme without a token crashes the server',
    ['RFC7644-3.12-08'],
    (b) => ({
      isAuthorized: (authorization, token) =>
        authorization?.trim().split(' ').length === 1 ? crash() : b.isAuthorized(authorization, token),
    }),
    { kills: ['protocol.query-faults.odd-requests'] },
  ),
  mutant(
    'errors.null-body-500',
    'The JSON value null as a body crashes the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
    (b) => ({ parseBody: (text) => b.parseBody(text) ?? crash() }),
    { kills: ['protocol.query-faults.odd-bodies'] },
  ),
  mutant(
    'errors.put-body-500',
    'A PUT without an object crashes the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
    hearing((request) => (request.method === 'PUT' && isOne(request) && !isObject(request.body) ? crash() : request)),
    { kills: ['protocol.query-faults.odd-bodies'] },
  ),
  mutant(
    'errors.operations-500',
    'Operations that are no array of objects crash the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
    hearing((request) => {
      if (request.method !== 'PATCH' && endpointOf(request) !== 'Bulk') return request;
      const operations = isObject(request.body) ? request.body['Operations'] : undefined;
      return Array.isArray(operations) && operations.every(isObject) ? request : crash();
    }),
    { kills: ['protocol.query-faults.odd-bodies'] },
  ),
  mutant(
    'errors.array-unwrapped',
    'Of an array in a body the first element is taken',
    ['RFC7644-3.12-33'],
    hearing((request) => {
      const [first] = Array.isArray(request.body) ? request.body : [];
      return isObject(first) ? { ...request, body: first } : request;
    }),
    { kills: ['protocol.errors.not-an-object'] },
  ),
  mutant(
    'errors.no-operation-500',
    'A PATCH or a job of no operation crashes the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
    hearing((request) => {
      const operations = isObject(request.body) ? request.body['Operations'] : undefined;
      return Array.isArray(operations) && operations.length === 0 ? crash() : request;
    }),
    { kills: ['protocol.query-faults.odd-bodies'] },
  ),
  mutant(
    'patch.path-number-500',
    'A PATCH path that is no text crashes the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
    (b) => ({
      readPatch: (body, options) => {
        const operations = isObject(body) && Array.isArray(body['Operations']) ? body['Operations'] : [];
        const wrong = operations.some((each) => isObject(each) && 'path' in each && typeof each['path'] !== 'string');
        return wrong ? crash() : b.readPatch(body, options);
      },
    }),
    { kills: ['protocol.query-faults.odd-operations'] },
  ),
  mutant(
    'patch.unknown-part-500',
    'A PATCH of an unknown part behind a bracket crashes the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-08'],
    stepwise((operation, run, _resource, model) => {
      const path = pathOf(operation, model);
      const list = path?.filter ? findAttribute(model, path.attribute)?.attribute : undefined;
      const part = path?.subAttribute?.toLowerCase();
      const isKnown = list?.subAttributes?.some(({ name }) => name.toLowerCase() === part);
      return list && part !== undefined && !isKnown ? crash() : run();
    }),
    { kills: ['protocol.query-faults.odd-operations'] },
  ),
  mutant(
    'store.unknown-member-500',
    'A member that does not exist crashes the server',
    ['RFC7644-3.12-08'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        memberIds(resource).every((id) => store.get(id)) ? b.conflict(resource, type, store, self, op) : crash(),
    }),
    { kills: ['protocol.query-faults.unknown-references'] },
  ),
  mutant(
    'store.unknown-manager-500',
    'A manager who does not exist crashes the server',
    ['RFC7644-3.12-08'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const extension = resource[ENTERPRISE_USER_SCHEMA];
        const manager = isObject(extension) ? extension['manager'] : undefined;
        return isObject(manager) && !store.get(String(manager['value']))
          ? crash()
          : b.conflict(resource, type, store, self, op);
      },
    }),
    { kills: ['protocol.query-faults.unknown-references'] },
  ),
  mutant(
    'query.brackets-first-alternative',
    'Of alternatives in brackets only the first counts',
    ['RFC7644-3.4.2.2-27'],
    filtering((part) =>
      part.kind === 'valuePath' && part.filter.kind === 'or' && part.filter.filters[0]
        ? { ...part, filter: part.filter.filters[0] }
        : part,
    ),
    { kills: ['protocol.query-faults.brackets-or'] },
  ),
  mutant(
    'store.cut-at-hundred',
    'Text is cut after 100 characters',
    ['RFC7643-2.3.1-01'],
    storing((resource) => {
      const { displayName } = resource;
      return typeof displayName === 'string' ? { ...resource, displayName: displayName.slice(0, 100) } : resource;
    }),
    { kills: ['protocol.query-faults.not-cut'] },
  ),
];
