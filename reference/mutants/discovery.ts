import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import { LIST_RESPONSE } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import {
  answering,
  asError,
  configuring,
  endpointOf,
  hearing,
  isOne,
  withElements,
  withMember,
  without,
} from './tools.js';

const FEATURES = ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag'] as const;

const PRESENT = {
  patch: ['RFC7643-5-06'],
  bulk: ['RFC7643-5-08'],
  filter: ['RFC7643-5-12'],
  changePassword: ['RFC7643-5-15'],
  sort: ['RFC7643-5-17'],
  etag: ['RFC7643-5-19'],
};

const BOOLEAN = {
  patch: ['RFC7643-5-07', 'RFC7644-3.5.2-02'],
  bulk: ['RFC7643-5-09', 'RFC7644-3.7-02'],
  filter: ['RFC7643-5-13'],
  changePassword: ['RFC7643-5-16'],
  sort: ['RFC7643-5-18'],
  etag: ['RFC7643-5-20'],
};

/** Changes a member of a complex attribute of the configuration. */
function within(feature: string, change: (value: JsonObject) => Json): Change {
  return configuring((config) => withMember(config, feature, (value) => (isObject(value) ? change(value) : value)));
}

function schemes(change: (scheme: JsonObject) => Json): Change {
  return configuring((config) => withElements(config, 'authenticationSchemes', change));
}

/** The feature is announced but not there. */
function refused(status: number, concerns: (request: Request) => boolean): Change {
  return answering((answer, request) => (concerns(request) ? asError(answer, status) : answer));
}

export const discoveryMutants: Mutant[] = [
  ...FEATURES.map((feature) =>
    mutant(
      `config.no-${feature}`,
      `The configuration lacks ${feature}`,
      [...PRESENT[feature], 'RFC7644-4-04'],
      configuring((config) => without(config, feature)),
    ),
  ),
  ...FEATURES.map((feature) =>
    mutant(
      `config.${feature}-supported-string`,
      `${feature}.supported is a string`,
      [...BOOLEAN[feature], 'RFC7643-2.3.2-01'],
      within(feature, (value) => ({ ...value, supported: String(value['supported']) })),
    ),
  ),
  mutant(
    'config.no-max-operations',
    'bulk lacks maxOperations',
    ['RFC7643-5-10'],
    within('bulk', (v) => without(v, 'maxOperations')),
  ),
  mutant(
    'config.max-operations-string',
    'bulk.maxOperations is a string',
    ['RFC7643-5-10'],
    within('bulk', (v) => ({ ...v, maxOperations: '1000' })),
  ),
  mutant(
    'config.max-operations-zero',
    'bulk.maxOperations is 0 although bulk works',
    ['RFC7644-3.7.4-01'],
    within('bulk', (v) => ({ ...v, maxOperations: 0 })),
  ),
  mutant(
    'config.no-max-payload',
    'bulk lacks maxPayloadSize',
    ['RFC7643-5-11'],
    within('bulk', (v) => without(v, 'maxPayloadSize')),
  ),
  mutant(
    'config.max-payload-unit',
    'bulk.maxPayloadSize is "1MB"',
    ['RFC7643-5-11'],
    within('bulk', (v) => ({ ...v, maxPayloadSize: '1MB' })),
  ),
  mutant(
    'config.no-max-results',
    'filter lacks maxResults',
    ['RFC7643-5-14'],
    within('filter', (v) => without(v, 'maxResults')),
  ),
  mutant(
    'config.max-results-string',
    'filter.maxResults is a string',
    ['RFC7643-5-14'],
    within('filter', (v) => ({ ...v, maxResults: '200' })),
  ),
  mutant(
    'config.max-results-fraction',
    'filter.maxResults is 0.5',
    ['RFC7643-5-14', 'RFC7643-2.3.4-01'],
    within('filter', (v) => ({ ...v, maxResults: 0.5 })),
  ),
  mutant(
    'config.features-booleans',
    'Features are bare booleans',
    ['RFC7643-5-06', 'RFC7643-5-07', 'RFC7643-5-12'],
    configuring((config) => ({ ...config, patch: true, filter: true, sort: true })),
  ),
  mutant(
    'config.no-schemas',
    'The configuration has no schemas',
    ['RFC7644-4-03', 'RFC7643-5-01'],
    configuring((config) => without(config, 'schemas')),
    { bug: 43 },
  ),
  mutant(
    'config.version-1-schemas',
    'The configuration names the schema of SCIM 1.1',
    ['RFC7644-4-03', 'RFC7643-5-01'],
    configuring((config) => ({ ...config, schemas: ['urn:scim:schemas:core:1.0'] })),
  ),
  mutant(
    'config.no-schemes',
    'The configuration lacks authenticationSchemes',
    ['RFC7643-5-21'],
    configuring((config) => without(config, 'authenticationSchemes')),
  ),
  mutant(
    'config.schemes-object',
    'authenticationSchemes is one object',
    ['RFC7643-5-21'],
    configuring((config) =>
      withMember(config, 'authenticationSchemes', (list) => (Array.isArray(list) ? (list[0] ?? null) : list)),
    ),
  ),
  mutant(
    'config.scheme-no-type',
    'An authentication scheme lacks type',
    ['RFC7643-5-23'],
    schemes((scheme) => without(scheme, 'type')),
  ),
  mutant(
    'config.scheme-no-name',
    'An authentication scheme lacks name',
    ['RFC7643-5-24'],
    schemes((scheme) => without(scheme, 'name')),
  ),
  mutant(
    'config.scheme-no-description',
    'An authentication scheme lacks description',
    ['RFC7643-5-25'],
    schemes((scheme) => without(scheme, 'description')),
  ),
  mutant(
    'config.scheme-strings',
    'Authentication schemes are strings',
    ['RFC7643-5-21', 'RFC7643-5-23'],
    schemes((scheme) => scheme['type'] ?? ''),
  ),
  mutant(
    'config.in-a-list',
    'The configuration comes in a list',
    ['RFC7644-4-02', 'RFC7643-5-04'],
    answering((answer, request) =>
      endpointOf(request) === 'ServiceProviderConfig' && answer.status === 200 && answer.body !== undefined
        ? { ...answer, body: { schemas: [LIST_RESPONSE], totalResults: 1, Resources: [answer.body] } }
        : answer,
    ),
  ),
  mutant(
    'config.missing',
    'There is no /ServiceProviderConfig',
    ['RFC7644-3.2-10'],
    refused(404, (r) => endpointOf(r) === 'ServiceProviderConfig'),
  ),
  mutant(
    'config.plural',
    'The configuration is at /ServiceProviderConfigs only',
    ['RFC7644-3.2-10'],
    hearing((request) => {
      const [first, ...rest] = request.segments;
      if (first === 'ServiceProviderConfig') return { ...request, segments: ['Nothing', ...rest] };
      return first === 'ServiceProviderConfigs'
        ? { ...request, segments: ['ServiceProviderConfig', ...rest] }
        : request;
    }),
  ),
  mutant(
    'config.pagination-strings',
    'The pagination flags are strings',
    ['RFC9865-4-03', 'RFC9865-4-04'],
    within('pagination', (v) => ({ ...v, cursor: 'true', index: 'true' })),
  ),
  mutant(
    'config.pagination-no-cursor',
    'pagination lacks cursor',
    ['RFC9865-4-03'],
    within('pagination', (v) => without(v, 'cursor')),
  ),
  mutant(
    'config.pagination-no-index',
    'pagination lacks index',
    ['RFC9865-4-04'],
    within('pagination', (v) => without(v, 'index')),
  ),
  mutant(
    'config.claims-patch',
    'PATCH is announced and answered 405',
    ['RFC7644-3.5-03', 'RFC7643-5-29', 'RFC7644-4-15'],
    refused(405, (r) => r.method === 'PATCH'),
    { bug: 25 },
  ),
  mutant(
    'config.patch-501',
    'PATCH is announced and answered 501',
    ['RFC7643-5-29', 'RFC7644-4-15'],
    refused(501, (r) => r.method === 'PATCH'),
    { bug: 25 },
  ),
  mutant(
    'config.claims-bulk',
    'Bulk is announced and answered 501',
    ['RFC7643-5-29', 'RFC7644-3.2-12'],
    refused(501, (r) => endpointOf(r) === 'Bulk'),
  ),
  mutant('config.claims-sort', 'Sorting is announced and answered 501', ['RFC7643-5-29', 'RFC7644-4-15'], (b) => ({
    afterResponse: (request, answer) =>
      request.query.has('sortBy') || (isObject(request.body) && 'sortBy' in request.body && !isOne(request))
        ? asError(b.afterResponse(request, answer), 501)
        : b.afterResponse(request, answer),
  })),
  mutant('config.claims-filter', 'Filters are announced and answered 501', ['RFC7643-5-29', 'RFC7644-4-15'], (b) => ({
    afterResponse: (request, answer) =>
      request.query.has('filter') && endpointOf(request) !== 'ResourceTypes' && endpointOf(request) !== 'Schemas'
        ? asError(b.afterResponse(request, answer), 501)
        : b.afterResponse(request, answer),
  })),
  mutant(
    'config.put-405',
    'PUT is answered 405',
    ['RFC7644-3.5-01', 'RFC7644-3.2-06'],
    refused(405, (r) => r.method === 'PUT' && isOne(r, 'Users')),
    { bug: 25 },
  ),
  mutant(
    'config.delete-405',
    'DELETE is answered 405',
    ['RFC7644-3.2-09'],
    refused(405, (r) => r.method === 'DELETE'),
  ),
  mutant(
    'config.post-405',
    'Users cannot be created although their endpoint is announced',
    ['RFC7644-3.3-01'],
    refused(405, (r) => r.method === 'POST' && endpointOf(r) === 'Users' && r.segments.length === 1),
  ),
  mutant(
    'config.post-groups-501',
    'Groups cannot be created although their endpoint is announced',
    ['RFC7644-3.3-01'],
    refused(501, (r) => r.method === 'POST' && endpointOf(r) === 'Groups' && r.segments.length === 1),
  ),
];
