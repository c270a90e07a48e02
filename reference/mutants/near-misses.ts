/** Queries that find what is only alike, and lists, pages and documents that are wrong in a corner. */
import type { CompareOperator } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import type { Json, Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { sortedBy } from './paging-tools.js';
import { definitions, named, schemas } from './schema-tools.js';
import {
  answering,
  asError,
  configuring,
  endpointOf,
  evaluating,
  filtering,
  listing,
  rewrite,
  withMember,
  without,
} from './tools.js';

const RICH = ['vendor-extension-rich'];

const plainLetters = (value: Json): Json => {
  if (typeof value === 'string') return value.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  if (Array.isArray(value)) return value.map(plainLetters);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plainLetters(item)]))
    : value;
};

/** A number of the vendor's extension. */
function numberOf(resource: Resource, name: string): number | undefined {
  const container = Object.values(resource).find((value) => isObject(value) && name in value);
  const value = isObject(container) ? container[name] : undefined;
  return typeof value === 'number' ? value : undefined;
}

/** Comparisons by some operators select resources without the attribute, too. */
const orUnassigned = (operators: readonly CompareOperator[]): Change =>
  filtering((part) =>
    part.kind === 'compare' && operators.includes(part.operator)
      ? { kind: 'or', filters: [part, { kind: 'not', filter: { kind: 'present', path: part.path } }] }
      : part,
  );

export const nearMissMutants: Mutant[] = [
  mutant(
    'filter.accents-disregarded',
    'Filters take letters with and without accents for one',
    ['RFC7644-3.4.2.2-11'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const plain = rewrite(filter, (part) =>
          part.kind === 'compare' && typeof part.value === 'string'
            ? { ...part, value: String(plainLetters(part.value)) }
            : part,
        );
        const test = b.filterTest(plain, model, options);
        return (resource) => test(plainLetters(resource) as Resource);
      },
    }),
    { kills: ['protocol.filter-near.accents'] },
  ),
  mutant(
    'filter.operand-trimmed',
    'Blanks at the ends of an operand are taken away',
    ['RFC7644-3.4.2.2-14'],
    filtering((part) =>
      part.kind === 'compare' && typeof part.value === 'string' ? { ...part, value: part.value.trim() } : part,
    ),
    { kills: ['protocol.filter-near.blanks'] },
  ),
  mutant(
    'filter.domain-disregarded',
    'Addresses are compared up to the at sign',
    ['RFC7644-3.4.2.2-11'],
    filtering((part) =>
      part.kind === 'compare' && part.operator === 'eq' && typeof part.value === 'string' && part.value.includes('@')
        ? { ...part, operator: 'sw', value: part.value.slice(0, part.value.lastIndexOf('@') + 1) }
        : part,
    ),
    { kills: ['protocol.filter-near.whole-address'] },
  ),
  mutant(
    'filter.id-case-disregarded',
    'Filters find ids in any letter case',
    ['RFC7644-3.4.2.2-51'],
    evaluating((part) => {
      if (part.kind !== 'compare' || part.path.attribute.toLowerCase() !== 'id' || part.operator !== 'eq')
        return undefined;
      const wanted = String(part.value).toLowerCase();
      return (resource) => String(resource['id']).toLowerCase() === wanted;
    }),
    { kills: ['protocol.filter-near.id-case'], on: ['id-base64'] },
  ),
  mutant(
    'filter.not-skips-unassigned',
    'not leaves out resources without the attribute',
    ['RFC7644-3.4.2.2-28'],
    filtering((part) =>
      part.kind === 'not' && part.filter.kind === 'compare'
        ? { kind: 'and', filters: [{ kind: 'present', path: part.filter.path }, part] }
        : part,
    ),
    { kills: ['protocol.filter-logic.not-unassigned'] },
  ),
  mutant(
    'filter.unassigned-is-least',
    'An attribute without value is below every text',
    ['RFC7644-3.4.2.2-20', 'RFC7644-3.4.2.2-21'],
    orUnassigned(['lt', 'le']),
    { kills: ['protocol.filter-order.lt', 'protocol.filter-order.le'] },
  ),
  mutant(
    'filter.unassigned-is-greatest',
    'An attribute without value is above every text',
    ['RFC7644-3.4.2.2-18', 'RFC7644-3.4.2.2-19'],
    orUnassigned(['gt', 'ge']),
    { kills: ['protocol.filter-order.gt', 'protocol.filter-order.ge'] },
  ),
  mutant(
    'filter.ew-wildcards',
    'A percent sign at the end of values stands for anything',
    ['RFC7644-3.4.2.2-15'],
    evaluating((part) => {
      if (part.kind !== 'compare' || part.operator !== 'ew' || part.path.attribute.toLowerCase() !== 'displayname')
        return undefined;
      const literal = String(part.value).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      const pattern = new RegExp(`${literal.replaceAll('%', '.*')}$`, 'i');
      return (resource) => pattern.test(String(resource['displayName'] ?? ''));
    }),
    { kills: ['protocol.filter-substring.literal'] },
  ),
  mutant(
    'filter.groups-of-user-empty',
    'Filters on the groups of a user find nobody',
    ['RFC7644-3.4.2.2-43', 'RFC7644-3.4.2.2-11'],
    evaluating((part) =>
      part.kind !== 'and' && part.kind !== 'or' && part.kind !== 'not' && part.path.attribute.toLowerCase() === 'groups'
        ? () => false
        : undefined,
    ),
    { kills: ['protocol.filter-near.groups-of-user'] },
  ),
  mutant(
    'filter.fractions-cut',
    'Decimals are compared without their fractions',
    ['RFC7644-3.4.2.2-24'],
    evaluating((part) => {
      if (part.kind !== 'compare' || part.path.attribute.toLowerCase() !== 'weight') return undefined;
      const wanted = Math.trunc(Number(part.value));
      return (resource) => {
        const have = numberOf(resource, 'weight');
        if (have === undefined) return false;
        const order = Math.sign(Math.trunc(have) - wanted);
        return { eq: order === 0, gt: order > 0, ge: order >= 0, lt: order < 0, le: order <= 0 }[part.operator as 'eq'];
      };
    }),
    { kills: ['protocol.filter-numbers.order'], on: RICH },
  ),
  mutant(
    'filter.zero-is-nothing',
    'pr takes zero for an attribute without value',
    ['RFC7644-3.4.2.2-16'],
    evaluating((part) =>
      part.kind === 'present' && part.path.attribute.toLowerCase() === 'floor'
        ? (resource) => Boolean(numberOf(resource, 'floor'))
        : undefined,
    ),
    { kills: ['protocol.filter-numbers.zero'], on: RICH },
  ),
  mutant(
    'sort.extension-ignored',
    'sortBy with an attribute of an extension is ignored',
    ['RFC7644-3.4.2.3-03', 'RFC7644-3.4.2.3-04'],
    (b) => ({
      sort: (resources, sorting, model) =>
        /^urn:.*:extension:/i.test(sorting.sortBy) ? [...resources] : b.sort(resources, sorting, model),
    }),
    { kills: ['protocol.sorting-values.extension'] },
  ),
  mutant(
    'sort.by-last-value',
    'Of several values the last one decides the order',
    ['RFC7644-3.4.2.3-05'],
    (b) => ({
      sort: (resources, sorting, model) => {
        const [name = '', part] = sorting.sortBy.split('.');
        if (name.toLowerCase() !== 'emails') return b.sort(resources, sorting, model);
        const last = (resource: Resource): Json | undefined => {
          const list = resource['emails'];
          const element = Array.isArray(list) ? list.at(-1) : undefined;
          return isObject(element) ? element[part ?? 'value'] : undefined;
        };
        return sortedBy(last)(b).sort?.(resources, sorting, model) ?? [...resources];
      },
    }),
    { kills: ['protocol.sorting-values.primary'] },
  ),
  mutant(
    'cursor.previous-is-here',
    'previousCursor leads to the page that shows it',
    ['RFC9865-2-18'],
    (b) => ({
      listMessage: (page, request) => {
        const message = b.listMessage(page, request);
        const here = request.query.get('cursor');
        return message['previousCursor'] !== undefined && here ? { ...message, previousCursor: here } : message;
      },
    }),
    { kills: ['protocol.cursor.back'] },
  ),
  mutant(
    'cursor.items-maximum',
    'itemsPerPage of cursor pages is the maximum of the server',
    ['RFC7644-3.4.2.4-10'],
    listing((message, page) => (page.cursors ? { ...message, itemsPerPage: 200 } : message)),
    { kills: ['protocol.cursor.items-per-page'] },
  ),
  mutant(
    'projection.siblings-along',
    'A requested sub-attribute brings its siblings',
    ['RFC7643-7-39'],
    (b) => ({
      project: (resource, projection, model) => {
        const attributes = projection.attributes?.map((name) =>
          name.includes(':') ? name : (name.split('.')[0] ?? name),
        );
        return b.project(resource, { ...projection, ...(attributes ? { attributes } : {}) }, model);
      },
    }),
    { kills: ['protocol.projection.sub-attribute-alone'] },
  ),
  mutant(
    'auth.header-optional',
    'A request without Authorization is taken',
    ['RFC7644-2-11'],
    (b) => ({
      isAuthorized: (authorization, token) => authorization === undefined || b.isAuthorized(authorization, token),
    }),
    { kills: ['protocol.authentication.anonymous-writes'] },
  ),
  mutant(
    'schema.canonical-values-joined',
    'canonicalValues are one string',
    ['RFC7643-2.4-01'],
    definitions((definition) => {
      const values = definition['canonicalValues'];
      return Array.isArray(values) ? { ...definition, canonicalValues: values.join(',') } : definition;
    }),
    { kills: ['discovery.definitions.lists'] },
  ),
  mutant(
    'discovery.resources-lower-case',
    'The entries of discovery lists are in "resources"',
    ['RFC7644-3.4.2-07'],
    (b) => ({
      discoveryList: (resources, request) => {
        const { Resources: entries, ...rest } = b.discoveryList(resources, request);
        return entries === undefined ? rest : { ...rest, resources: entries };
      },
    }),
    { kills: ['discovery.lists.resources'] },
  ),
  mutant(
    'schema.user-name-optional',
    'userName is published as optional, and users without are refused',
    ['RFC7644-4-15'],
    named('userName', (definition) => ({ ...definition, required: false })),
    { kills: ['discovery.as-served.user-name'] },
  ),
  mutant(
    'schema.members-unpublished',
    'Groups have members, and their schema does not say so',
    ['RFC7644-4-15'],
    schemas((list) =>
      list.map((schema) =>
        withMember(schema, 'attributes', (attributes) =>
          Array.isArray(attributes)
            ? attributes.filter((each) => !(isObject(each) && each['name'] === 'members'))
            : attributes,
        ),
      ),
    ),
    { kills: ['discovery.as-served.members'] },
  ),
  mutant(
    'schema.members-read-only',
    'members of groups is published as readOnly, and clients write it',
    ['RFC7644-4-15'],
    named('members', (definition) => ({ ...definition, mutability: 'readOnly' })),
    { kills: ['discovery.as-served.members'] },
  ),
  mutant(
    'schema.members-immutable',
    'members of groups is published as immutable, and clients change it',
    ['RFC7644-4-15'],
    named('members', (definition) => ({ ...definition, mutability: 'immutable' })),
    { kills: ['discovery.as-served.members'] },
  ),
  mutant(
    'schema.members-never',
    'members of groups is published as never returned, and it is returned',
    ['RFC7644-4-15'],
    named('members', (definition) => ({ ...definition, returned: 'never' })),
    { kills: ['discovery.as-served.members'] },
  ),
  mutant(
    'schema.members-singular',
    'members of groups is published as one value',
    ['RFC7644-4-15'],
    named('members', (definition) => ({ ...definition, multiValued: false })),
    { kills: ['discovery.as-served.members'] },
  ),
  mutant(
    'schema.groups-singular',
    'groups of users is published as one value',
    ['RFC7644-4-15'],
    named('groups', (definition) => ({ ...definition, multiValued: false })),
    { kills: ['discovery.as-served.groups'] },
  ),
  mutant(
    'read.id-by-beginning',
    'A user is found by an id that begins as its own does',
    ['RFC7644-3.4.1-04'],
    (b) => ({
      find: (store, type, id) =>
        b.find(store, type, id) ?? store.list(type).find((each) => each.id.slice(0, 8) === id.slice(0, 8)),
    }),
    { kills: ['users.read.unknown-id'] },
  ),
  mutant(
    'read.id-cut',
    'What stands behind an id of the usual length is not looked at',
    ['RFC7644-3.4.1-04'],
    (b) => ({ find: (store, type, id) => b.find(store, type, id.slice(0, 36)) }),
    { kills: ['users.read.unknown-id'] },
  ),
  mutant(
    'schema.groups-writable',
    'groups of users is published as readWrite',
    ['RFC7644-4-15'],
    named('groups', (definition) => ({ ...definition, mutability: 'readWrite' })),
    { kills: ['discovery.as-served.groups'] },
  ),
  mutant(
    'list.created-now',
    'Lists show the time of the query as meta.created',
    ['RFC7643-3.1-29'],
    listing((message, page) => ({
      ...message,
      Resources: page.resources.map((resource) =>
        withMember(resource, 'meta', (meta) => (isObject(meta) ? { ...meta, created: '2031-01-01T00:00:00Z' } : meta)),
      ),
    })),
    { kills: ['protocol.list.created'] },
  ),
  mutant(
    'etag.answer-old',
    'The answer to a PUT has the ETag of before',
    ['RFC7644-3.14-12'],
    answering((answer, request) =>
      request.method === 'PUT' && 'ETag' in answer.headers
        ? { ...answer, headers: { ...answer.headers, ETag: 'W/"before"' } }
        : answer,
    ),
    { kills: ['protocol.versions.answer-tag'] },
  ),
  mutant(
    'errors.method-500',
    'A method that is not offered crashes the server',
    ['RFC7644-3.12-08'],
    answering((answer) => (answer.status === 405 ? asError(answer, 500) : answer)),
    { kills: ['protocol.query-faults.odd-requests'] },
  ),
  mutant(
    'media.patch-as-text',
    'The answer to a PATCH is labelled text/plain',
    ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
    answering((answer, request) =>
      request.method === 'PATCH' && answer.body !== undefined
        ? { ...answer, headers: { ...answer.headers, 'Content-Type': 'text/plain' } }
        : answer,
    ),
    { kills: ['protocol.media-types.writes-label'] },
  ),
  mutant(
    'projection.groups-whole',
    'attributes= is ignored for groups',
    ['RFC7644-3.4.2.5-03'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          model.type.name === 'Group' ? without(projection as Resource, 'attributes') : projection,
          model,
        ),
    }),
    { kills: ['protocol.projection.group-attributes'] },
  ),
  mutant(
    'documents.unknown-400',
    'A schema or resource type that is not there is answered 400',
    ['RFC7644-3.12-14'],
    answering((answer, request) =>
      answer.status === 404 && /^(Schemas|ResourceTypes)$/.test(endpointOf(request)) ? asError(answer, 400) : answer,
    ),
    { kills: ['discovery.schemas.unknown-404'] },
  ),
  mutant(
    'documents.unknown-page',
    'A schema that is not there is answered with a page',
    ['RFC7644-3.2-17'],
    answering((answer, request) =>
      answer.status === 404 && endpointOf(request) === 'Schemas'
        ? { status: 404, headers: { 'Content-Type': 'text/html' }, text: '<h1>Not Found</h1>' }
        : answer,
    ),
    { kills: ['discovery.schemas.unknown-404'] },
  ),
  mutant(
    'config.max-results-eight',
    'Lists show more resources than filter.maxResults, 8',
    ['RFC7644-4-15'],
    configuring((config) => ({ ...config, filter: { supported: true, maxResults: 8 } })),
    { kills: ['discovery.advertised.max-results'] },
  ),
  mutant(
    'types.extension-unregistered',
    'The extension of the vendor is published and served, and no resource type names it',
    ['RFC7643-6-13', 'RFC7644-4-08'],
    (b) => ({
      resourceTypes: (list) =>
        b.resourceTypes(list).map((type) => {
          const extensions = type['schemaExtensions'];
          return Array.isArray(extensions)
            ? { ...type, schemaExtensions: extensions.filter((each) => !JSON.stringify(each).includes('Pass')) }
            : type;
        }),
    }),
    { kills: ['discovery.meta.extensions-registered'], on: RICH },
  ),
];
