import type { Request } from '../message.js';
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import { findAttribute } from '../../scim/model.js';
import type { Change } from '../behavior.js';
import { evaluating, failing, filtering, listing, rewrite, withMember, without } from '../mutants/tools.js';
import { asking } from '../mutants/paging.js';
import { SCIM_JSON, acceptsRequestType } from '../http.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';

function refuse(detail: string): never {
  throw new ScimError(400, 'invalidFilter', detail);
}

function refusing(concerns: (filter: Filter) => boolean): Change {
  return filtering((filter) => (concerns(filter) ? refuse('This filter is not supported.') : filter));
}

/** Filters outside of the grammar that some servers take. */
function taking(repair: (text: string) => string): Change {
  return (b) => ({
    parseFilter: (text) => {
      try {
        return b.parseFilter(text);
      } catch (error) {
        const repaired = repair(text);
        if (repaired === text) throw error;
        return b.parseFilter(repaired);
      }
    },
  });
}

const USUAL = [
  'username',
  'externalid',
  'id',
  'displayname',
  'active',
  'emails',
  'emails.value',
  'meta.lastmodified',
  'members',
  'members.value',
  'schemas',
];

function nameOf(filter: Filter): string {
  if (filter.kind !== 'compare' && filter.kind !== 'present') return '';
  return [filter.path.attribute, filter.path.subAttribute]
    .filter((part) => part !== undefined)
    .join('.')
    .toLowerCase();
}

/** Cursors keep the order of the store, in which they stand for a place. */
const byCursor = (request: Request): boolean =>
  request.query.has('cursor') || (isObject(request.body) && 'cursor' in request.body);

export const queryVariations: Variation[] = [
  variation('max-results-10', 'No more than 10 resources are returned at once', ['RFC7644-3.4.2.4'], (b) => ({
    maxCount: 10,
    defaultCount: Math.min(10, b.defaultCount),
  })),
  variation('page-of-5', 'Without count 5 resources are returned', ['RFC7644-3.4.2.4'], { defaultCount: 5 }),
  variation(
    'resources-absent',
    'A list without resources has no Resources',
    ['RFC7644-3.4.2'],
    listing((message, page) => (page.resources.length === 0 ? without(message, 'Resources') : message)),
  ),
  variation(
    'resources-absent-for-count-0',
    'count=0 is answered without Resources and without paging members',
    ['RFC7644-3.4.2.4'],
    listing((message, page) =>
      page.count === 0 ? without(message, 'Resources', 'itemsPerPage', 'startIndex') : message,
    ),
  ),
  variation(
    'paging-members-absent',
    'A complete result has no paging members',
    ['RFC7644-3.4.2'],
    listing((message, page) =>
      page.startIndex === 1 && page.resources.length === page.total
        ? without(message, 'itemsPerPage', 'startIndex')
        : message,
    ),
  ),
  variation(
    'list-more-members',
    'Lists have members of the vendor',
    ['RFC7644-3.4.2'],
    listing((message) => ({ ...message, queryTimeMs: 3 })),
  ),
  variation(
    'beyond-echoes-end',
    'Beyond the end startIndex is that of the end',
    ['RFC7644-3.4.2.4'],
    listing((message, page) =>
      page.startIndex > page.total && !page.cursors ? { ...message, startIndex: page.total + 1 } : message,
    ),
  ),
  variation('not-a-number-ignored', 'A count that is no number is ignored', ['RFC7644-3.4.2.4'], (b) => ({
    readQuery: (raw) =>
      b.readQuery(
        new Map(
          [...raw].filter(
            ([name, value]) => !(name === 'count' || name === 'startIndex') || /^[+-]?\d+$/.test(String(value)),
          ),
        ),
      ),
  })),
  variation(
    'both-projections-refused',
    'attributes together with excludedAttributes is answered 400',
    ['RFC7644-3.9'],
    asking((parameters) => {
      if (parameters.attributes && parameters.excludedAttributes)
        throw new ScimError(400, 'invalidValue', 'One of them, please.');
      return parameters;
    }),
  ),
  variation('projection-shows-meta', 'A projection shows meta unasked', ['RFC7644-3.9'], (b) => ({
    project: (resource, projection, model) => {
      const shown = b.project(resource, projection, model);
      return (projection.attributes ?? []).length > 0 && resource['meta'] !== undefined
        ? { ...shown, meta: resource['meta'] }
        : shown;
    },
  })),
  variation('order-by-newest', 'Without sorting the newest come first', ['RFC7644-3.4.2.3'], {
    naturalOrder: (matched, request) => (byCursor(request) ? matched : [...matched].reverse()),
  }),
  variation('order-by-id', 'Without sorting the order is that of the ids', ['RFC7644-3.4.2.3'], {
    naturalOrder: (matched, request) =>
      byCursor(request)
        ? matched
        : [...matched].sort((left, right) =>
            left.id.split('').reverse().join('') < right.id.split('').reverse().join('') ? -1 : 1,
          ),
  }),
  variation('ties-newest-first', 'Equal keys are sorted newest first', ['RFC7644-3.4.2.3'], (b) => ({
    sort: (resources, sorting, model) => b.sort([...resources].reverse(), sorting, model),
  })),
  variation('lists-lag', 'New resources are in no list for 30 milliseconds', ['RFC7644-3.4.2'], (b) => ({
    naturalOrder: (matched, request) => {
      const now = Date.now();
      return b.naturalOrder(matched, request).filter((stored) => Math.abs(now - stored.created) >= 30);
    },
  })),
  variation(
    'brackets-refused',
    'Value filters in a query are answered invalidFilter',
    ['RFC7644-3.4.2.2'],
    refusing((filter) => filter.kind === 'valuePath'),
  ),
  variation(
    'rare-operators-refused',
    'Of the operators eq, co, sw and pr are supported',
    ['RFC7644-3.12'],
    refusing((filter) => filter.kind === 'compare' && ['ew', 'ne', 'gt', 'ge', 'lt', 'le'].includes(filter.operator)),
  ),
  variation(
    'eq-only',
    'Of the comparison operators eq alone is supported',
    ['RFC7644-3.12'],
    refusing((filter) => (filter.kind === 'compare' && filter.operator !== 'eq') || filter.kind === 'present'),
  ),
  variation(
    'rare-attributes-refused',
    'Filters on rare attributes are answered invalidFilter',
    ['RFC7644-3.12'],
    refusing((filter) => {
      const name = nameOf(filter);
      return name !== '' && !USUAL.includes(name);
    }),
  ),
  variation(
    'complex-refused',
    'A complex attribute without sub-attribute is answered invalidFilter',
    ['RFC7644-3.4.2.2'],
    (b) => ({
      filterTest: (filter, model, options) => {
        rewrite(filter, (part) => {
          const found =
            part.kind === 'compare' && part.path.subAttribute === undefined
              ? findAttribute(model, part.path.attribute)
              : undefined;
          return found?.attribute?.type === 'complex' ? refuse('Name a sub-attribute.') : part;
        });
        return b.filterTest(filter, model, options);
      },
    }),
  ),
  variation(
    'value-path-with-sub-attribute-refused',
    'A sub-attribute after a value filter is answered invalidFilter',
    ['RFC7644-3.4.2.2'],
    (b) => ({
      parseFilter: (text) => (/\]\.\w+ /.test(text) ? refuse('That is not in the grammar.') : b.parseFilter(text)),
    }),
  ),
  variation('unknown-attributes-empty', 'A filter on an unknown attribute matches nothing', ['RFC7644-3.4.2.2'], {
    unknownAttribute: 'no-value',
  }),
  variation(
    'null-refused',
    'The operand null is answered invalidFilter',
    ['RFC7644-3.4.2.2'],
    refusing((filter) => filter.kind === 'compare' && filter.value === null),
  ),
  variation(
    'ne-needs-value',
    'ne does not match resources without the attribute',
    ['RFC7644-3.4.2.2'],
    filtering((filter) =>
      filter.kind === 'compare' && filter.operator === 'ne'
        ? { kind: 'and', filters: [filter, { kind: 'present', path: filter.path }] }
        : filter,
    ),
  ),
  variation(
    'ne-every-value',
    'ne matches only where no value is equal',
    ['RFC7644-3.4.2.2'],
    filtering((filter) =>
      filter.kind === 'compare' && filter.operator === 'ne'
        ? { kind: 'not', filter: { ...filter, operator: 'eq' } }
        : filter,
    ),
  ),
  variation(
    'types-mismatch-refused',
    'A string compared with a boolean is answered invalidFilter',
    ['RFC7644-3.4.2.2'],
    refusing((filter) => filter.kind === 'compare' && nameOf(filter) === 'active' && typeof filter.value === 'string'),
  ),
  variation(
    'bare-words',
    'Operands without quotation marks are taken',
    ['RFC7644-3.4.2.2'],
    taking((text) => text.replace(/ (eq|sw|co) ([A-Za-z][\w@.-]*)$/i, ' $1 "$2"')),
  ),
  variation(
    'single-quotes',
    'Operands in single quotation marks are taken',
    ['RFC7644-3.4.2.2'],
    taking((text) => text.replace(/'([^']*)'/g, '"$1"')),
  ),
  variation(
    'pr-empty-string',
    'pr matches an empty string',
    ['RFC7644-3.4.2.2'],
    evaluating((filter) =>
      filter.kind === 'present' && filter.path.subAttribute === undefined
        ? (resource) =>
            resource[filter.path.attribute] === '' ||
            (resource[filter.path.attribute] !== undefined && hasContent(resource[filter.path.attribute]))
        : undefined,
    ),
  ),
  variation('answers-with-charset', 'The media type of answers has a charset', ['RFC7644-3.8'], (b) => ({
    responseType: (accept) => {
      const type = b.responseType(accept);
      return type === SCIM_JSON ? `${SCIM_JSON};charset=utf-8` : type;
    },
  })),
  variation('plain-json-refused', 'Bodies of application/json are answered 415', ['RFC7644-3.8'], {
    acceptsRequestType: (type) => acceptsRequestType(type) && !/^application\/json/i.test(type ?? ''),
  }),
  variation('any-type-taken', 'Bodies of any type are taken', ['RFC7644-3.8'], { acceptsRequestType: () => true }),
  variation('type-needed', 'Bodies without a type are answered 415', ['RFC7231-3.1.1.5'], {
    acceptsRequestType: (type) => type !== undefined && type !== '' && acceptsRequestType(type),
  }),
  variation(
    'errors-brief',
    'Errors have neither detail nor the keywords that no section demands',
    ['RFC7644-3.12'],
    failing((answer, body) => ({
      ...answer,
      body: without(
        body,
        'detail',
        ...(['invalidSyntax', 'invalidValue', 'invalidPath'].includes(String(body['scimType'])) ? ['scimType'] : []),
      ),
    })),
  ),
  variation(
    'errors-other-language',
    'Errors are in another language',
    ['RFC7644-3.12'],
    failing((answer, body) => ({ ...answer, body: withMember(body, 'detail', () => 'Das geht nicht: „nein“.') })),
  ),
  variation(
    'errors-more-members',
    'Errors have members of the vendor',
    ['RFC7644-3.12'],
    failing((answer, body) => ({ ...answer, body: { ...body, traceId: 'abc', timestamp: 0 } })),
  ),
  variation(
    'errors-vendor-keyword',
    'Errors that need no keyword have one of the vendor',
    ['RFC7644-3.12'],
    failing((answer, body) => ({ ...answer, body: 'scimType' in body ? body : { ...body, scimType: 'vendorReason' } })),
  ),
  variation('gateway-errors', '401, 405, 406 and 415 come from a gateway, as HTML', ['RFC7644-3.12'], (b) => ({
    errorAnswer: (error) => gateway(b.errorAnswer(error)),
    methodNotAllowed: (allowed) => gateway(b.methodNotAllowed(allowed)),
  })),
  variation('unauthorized-403', 'A wrong token is answered 403', ['RFC7644-2'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      return result.status === 401 && request.headers['authorization'] !== undefined && isObject(result.body)
        ? { status: 403, headers: {}, body: { ...result.body, status: '403' } }
        : result;
    },
  })),
  variation('more-headers', 'Answers have headers of the vendor', ['RFC7231'], (b) => ({
    afterResponse: (request, answer) => {
      const result = b.afterResponse(request, answer);
      return {
        ...result,
        headers: {
          ...result.headers,
          'X-Request-Id': 'r-1',
          'Cache-Control': 'no-store',
          'Strict-Transport-Security': 'max-age=1',
          Vary: 'Accept',
        },
      };
    },
  })),
];

const GATEWAY = [401, 405, 406, 415];

function gateway<T extends { status: number; headers: Record<string, string> }>(
  answer: T,
): { status: number; headers: Record<string, string>; text?: string } {
  return GATEWAY.includes(answer.status)
    ? {
        status: answer.status,
        headers: { ...answer.headers, 'Content-Type': 'text/html' },
        text: '<html><h1>Gateway</h1></html>',
      }
    : answer;
}

function hasContent(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  if (Array.isArray(value)) return value.some(hasContent);
  return isObject(value) ? Object.values(value).some(hasContent) : true;
}
