/** Queries, updates and errors: one rule broken at a time. */
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { JsonObject, Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { NEVER } from './filter-tools.js';
import { attributeOf, isFiltered, isPlain, isSingleComplex, names } from './patch-operation-tools.js';
import { operationsOf } from './patch-tools.js';
import { stepwise } from './patching.js';
import { answering, asError, configuring, failing, filtering } from './tools.js';

/** Answers one keyword where another belongs. */
function keyword(from: string, to: string, method: string): Change {
  return answering((answer, request) =>
    request.method === method && isObject(answer.body) && answer.body['scimType'] === from
      ? asError(answer, answer.status, to)
      : answer,
  );
}

/** A comparison of one attribute by eq that finds nobody. */
function blindTo(...path: string[]): Change {
  return filtering((filter: Filter) =>
    filter.kind === 'compare' &&
    filter.operator === 'eq' &&
    [filter.path.attribute, filter.path.subAttribute].filter(Boolean).join('.').toLowerCase() === path.join('.')
      ? NEVER
      : filter,
  );
}

export const protocolRuleMutants: Mutant[] = [
  mutant('filter.display-name-nothing', 'displayName eq finds nobody', ['RFC7644-3.4.2.2-11'], blindTo('displayname'), {
    kills: ['users.match.display-name'],
  }),
  mutant('filter.external-id-eq-nothing', 'externalId eq finds nobody', ['RFC7644-3.4.2.2-11'], blindTo('externalid'), {
    kills: ['users.match.external-id'],
  }),
  mutant(
    'filter.email-value-nothing',
    'emails.value eq finds nobody',
    ['RFC7644-3.4.2.2-43'],
    blindTo('emails', 'value'),
    { kills: ['users.match.email'] },
  ),
  mutant(
    'filter.brackets-first-term',
    'Of the conditions in square brackets only the first counts',
    ['RFC7644-3.4.2.2-31'],
    filtering((filter) =>
      filter.kind === 'valuePath' && filter.filter.kind === 'and'
        ? { ...filter, filter: filter.filter.filters[0] ?? filter.filter }
        : filter,
    ),
    { kills: ['users.match.value-path'] },
  ),
  mutant(
    'filter.urn-case',
    'URNs before a name count by letter case',
    ['RFC7644-3.10-05'],
    (b) => ({
      parseFilter: (text) => {
        if (/\bURN:IETF/.test(text)) throw new ScimError(400, 'invalidFilter', 'No such schema.');
        return b.parseFilter(text);
      },
    }),
    { kills: ['protocol.filter-names.urn-case'] },
  ),
  mutant(
    'filter.common-by-urn-nothing',
    'id with the URN of the core schema finds nobody',
    ['RFC7643-3.1-03'],
    filtering((filter) =>
      filter.kind === 'compare' && filter.path.urn !== undefined && filter.path.attribute.toLowerCase() === 'id'
        ? NEVER
        : filter,
    ),
    { kills: ['schema.common.addressed'] },
  ),
  mutant(
    'cursor.bad-count-500',
    'A count that is no number crashes a query by cursor',
    ['RFC9865-2.1-01'],
    (b) => ({
      readQuery: (raw) => {
        if (raw.has('cursor') && Number.isNaN(Number(raw.get('count') ?? 0))) throw new TypeError('count');
        return b.readQuery(raw);
      },
    }),
    { kills: ['protocol.cursor.bad-count'] },
  ),
  mutant(
    'errors.mutability-keyword',
    'A PATCH of what is read-only has scimType invalidValue',
    ['RFC7644-3.12-23'],
    keyword('mutability', 'invalidValue', 'PATCH'),
    { kills: ['protocol.errors.mutability'] },
  ),
  mutant(
    'errors.no-target-keyword',
    'A PATCH path that selects nothing has scimType invalidPath',
    ['RFC7644-3.12-26'],
    keyword('noTarget', 'invalidPath', 'PATCH'),
    { kills: ['protocol.errors.no-target'] },
  ),
  mutant(
    'replace.immutable-scim-type',
    'A changed immutable attribute in a PUT has scimType invalidValue',
    ['RFC7644-3.5.1-15'],
    keyword('mutability', 'invalidValue', 'PUT'),
    { on: ['nick-name-immutable'], kills: ['users.replace-rules.immutable-scimtype'] },
  ),
  mutant(
    'bulk.unsupported-500',
    'Bulk is not supported, and a job crashes the server',
    ['RFC7644-3.12-19'],
    failing((answer) => (answer.status === 501 ? asError(answer, 500) : answer)),
    { on: ['no-bulk-501'], kills: ['protocol.errors.not-implemented'] },
  ),
  mutant(
    'async.result-public',
    'The result of an asynchronous request needs no credentials',
    ['RFC9967-5-06'],
    (b) => ({ isPublic: (segments) => b.isPublic(segments) || segments.length === 2 }),
    { on: ['async'], kills: ['protocol.events.protected-result'] },
  ),
  mutant(
    'config.patch-denied',
    'PATCH works, and the configuration says that it does not',
    ['RFC7644-3.5-02'],
    configuring((config) => ({ ...config, patch: { supported: false } })),
    { kills: ['users.replace-rules.patch-supported'] },
  ),
  mutant(
    'patch.replace-complex-ignored',
    'A replace of a complex attribute changes none of its sub-attributes that have a value',
    ['RFC7644-3.5.2.3-08'],
    stepwise((operation, run, resource, model) => {
      const attribute = attributeOf(operation, model);
      const { value } = operation;
      if (operation.op !== 'replace' || !isPlain(operation) || !attribute || !isSingleComplex(attribute)) return run();
      const held = resource[attribute.name];
      return isObject(held) && isObject(value) ? { ...resource, [attribute.name]: { ...value, ...held } } : run();
    }),
    { kills: ['protocol.patch-replace.complex-given', 'protocol.patch-replace.complex-several'] },
  ),
  mutant(
    'patch.record-appended',
    'A replace of a selected value adds the new one beside it',
    ['RFC7644-3.5.2.3-10'],
    stepwise((operation, run, resource, model) => {
      const attribute = attributeOf(operation, model);
      const whole = operation.op === 'replace' && isFiltered(operation) && names(operation).endsWith(']');
      if (!whole || !attribute || !isObject(operation.value)) return run();
      return { ...resource, [attribute.name]: [...valuesOf(resource[attribute.name]), operation.value] } as Resource;
    }),
    { kills: ['protocol.patch-replace.value-path-record'] },
  ),
  mutant(
    'patch.replace-without-value-ignored',
    'A replace without value is answered as a success and does nothing',
    ['RFC7644-3.5.2.3-15'],
    (b) => ({
      readPatch: (body, options) => {
        const harmless: JsonObject = { op: 'add', value: {} };
        return b.readPatch(
          isObject(body) && Array.isArray(body['Operations'])
            ? {
                ...body,
                Operations: operationsOf(body).map((operation) =>
                  operation['op'] === 'replace' && !('value' in operation) ? harmless : operation,
                ),
              }
            : body,
          options,
        );
      },
    }),
    { kills: ['protocol.patch-replace.without-value'] },
  ),
  mutant(
    'show.version-early',
    'Locations have the version before the path of the service',
    ['RFC7644-3.13-03'],
    (b) => ({
      location: (base, endpoint, id) => b.location(base.replace(/(\/[^/]+)(\/v2)$/, '$2$1'), endpoint, id),
    }),
    { kills: ['protocol.tenancy.version-segment'] },
  ),
];
