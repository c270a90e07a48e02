import { ScimError } from '../../scim/errors.js';
import type { CompareOperator, CompareValue, Filter } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import type { Behavior, Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, comparing, endpointOf, evaluating, filtering, hearing, isError, rewrite } from './tools.js';

/** One operator understood as another. */
function operator(from: CompareOperator, to: CompareOperator): Change {
  return filtering((filter) =>
    filter.kind === 'compare' && filter.operator === from ? { ...filter, operator: to } : filter,
  );
}

const NEVER: Filter = { kind: 'not', filter: { kind: 'present', path: { attribute: 'id' } } };
const ALWAYS: Filter = { kind: 'present', path: { attribute: 'id' } };

/** A filter that cannot be read is understood somehow. */
function guessing(guess: (text: string, b: Behavior) => Filter): Change {
  return (b) => ({
    parseFilter: (text) => {
      try {
        return b.parseFilter(text);
      } catch {
        return guess(text, b);
      }
    },
  });
}

function refuse(detail: string): never {
  throw new ScimError(400, 'invalidFilter', detail);
}

/** Path of a comparison as text, letter case as written. */
function nameOf(filter: Filter): string {
  if (filter.kind !== 'compare' && filter.kind !== 'present') return '';
  return [filter.path.attribute, filter.path.subAttribute].filter((part) => part !== undefined).join('.');
}

const REGEXP_LITERALS = /[.*+?]/;

const ORDERINGS: Partial<Record<CompareOperator, (left: string, right: string) => boolean>> = {
  gt: (left, right) => left > right,
  ge: (left, right) => left >= right,
  lt: (left, right) => left < right,
  le: (left, right) => left <= right,
};

function metaOf(resource: Resource): JsonObject {
  const meta = resource['meta'];
  return isObject(meta) ? meta : {};
}

/** Letter case aside for every attribute, the common ones included, which no model can change. */
const caseless: Change = (b) => ({
  filterTest: (filter, model, options) => {
    const fold = (value: Json): Json => {
      if (typeof value === 'string') return value.toLowerCase();
      if (Array.isArray(value)) return value.map(fold);
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, fold(item)]))
        : value;
    };
    const folded = rewrite(filter, (part) =>
      part.kind === 'compare' ? { ...part, value: fold(part.value) as CompareValue } : part,
    );
    const test = b.filterTest(folded, model, options);
    return (resource) => test(fold(resource) as Resource);
  },
});

export const filterMutants: Mutant[] = [
  mutant(
    'filter.ignored',
    'Filters are ignored: everything is returned',
    ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2-11', 'RFC7644-4-15'],
    filtering(() => ALWAYS),
    { bug: 39 },
  ),
  mutant(
    'filter.ignored-for-groups',
    'Filters on groups are ignored',
    ['RFC7644-3.4.2.2-04'],
    hearing((request) =>
      endpointOf(request) === 'Groups'
        ? { ...request, query: new Map([...request.query].filter(([name]) => name !== 'filter')) }
        : request,
    ),
    { bug: 39 },
  ),
  mutant(
    'filter.nothing-404',
    'A filter without match is answered 404',
    ['RFC7644-3.4.2-11'],
    (b) => ({
      listMessage: (page, request) => {
        if (page.total === 0 && (request.query.has('filter') || request.method === 'POST'))
          throw new ScimError(404, undefined, 'Not found.');
        return b.listMessage(page, request);
      },
    }),
    { bug: 1 },
  ),
  mutant(
    'filter.nothing-204',
    'A filter without match is answered 204',
    ['RFC7644-3.4.2-11'],
    answering((answer, request) =>
      answer.status === 200 && request.query.has('filter') && JSON.stringify(answer.body).includes('"totalResults":0')
        ? { status: 204, headers: {} }
        : answer,
    ),
    { bug: 1 },
  ),
  mutant(
    'filter.one-unwrapped',
    'A filter with one match answers the bare resource',
    ['RFC7644-3.4.2-04', 'RFC7644-3.4.2-05'],
    answering((answer, request) => {
      const body = answer.body;
      const resources =
        typeof body === 'object' && body !== null && !Array.isArray(body) ? body['Resources'] : undefined;
      return request.query.has('filter') &&
        Array.isArray(resources) &&
        resources.length === 1 &&
        resources[0] !== undefined
        ? { ...answer, body: resources[0] }
        : answer;
    }),
  ),
  mutant(
    'filter.case-sensitive',
    'Letter case counts in every comparison',
    ['RFC7644-3.4.2.2-51', 'RFC7643-7-23', 'RFC7643-4.1.1-04'],
    comparing((attribute) => ({ ...attribute, caseExact: true })),
    { bug: 3 },
  ),
  mutant(
    'filter.user-name-case-sensitive',
    'Letter case counts in userName',
    ['RFC7644-3.4.2.2-51', 'RFC7643-4.1.1-04'],
    comparing((attribute, path) => (path === 'userName' ? { ...attribute, caseExact: true } : attribute)),
    { bug: 3 },
  ),
  mutant('filter.case-insensitive', 'Letter case never counts', ['RFC7644-3.4.2.2-51', 'RFC7643-3.1-21'], caseless),
  mutant(
    'filter.names-exact',
    'Filters know attribute names only in their exact letter case',
    ['RFC7644-3.4.2.2-05', 'RFC7643-2.1-02'],
    (b) => ({
      parseFilter: (text) => {
        const filter = b.parseFilter(text);
        if (/^[A-Z]/.test(nameOf(filter))) refuse('No such attribute.');
        return filter;
      },
    }),
  ),
  mutant(
    'filter.names-exact-nothing',
    'Attribute names in another letter case match nothing',
    ['RFC7644-3.4.2.2-05', 'RFC7643-2.1-02'],
    filtering((filter) => (/^[A-Z]/.test(nameOf(filter)) ? NEVER : filter)),
  ),
  mutant('filter.operators-lower-case', 'Operators are only known in lower case', ['RFC7644-3.4.2.2-06'], (b) => ({
    parseFilter: (text) => {
      if (/ (E[Qq]|eQ|N[Ee]|C[Oo]|S[Ww]|P[Rr]|pR|G[TEte]|L[TEte])( |$)/.test(text)) refuse('No such operator.');
      return b.parseFilter(text);
    },
  })),
  mutant(
    'filter.eq-is-co',
    'eq finds values that contain the operand',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
    operator('eq', 'co'),
  ),
  mutant(
    'filter.eq-is-sw',
    'eq finds values that start with the operand',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
    operator('eq', 'sw'),
  ),
  mutant('filter.ne-is-eq', 'ne works like eq', ['RFC7644-3.4.2.2-12'], operator('ne', 'eq')),
  mutant(
    'filter.ne-all',
    'ne matches everything',
    ['RFC7644-3.4.2.2-12'],
    filtering((f) => (f.kind === 'compare' && f.operator === 'ne' ? ALWAYS : f)),
  ),
  mutant('filter.co-is-eq', 'co works like eq', ['RFC7644-3.4.2.2-13'], operator('co', 'eq')),
  mutant('filter.co-is-sw', 'co works like sw', ['RFC7644-3.4.2.2-13'], operator('co', 'sw')),
  mutant('filter.sw-is-co', 'sw works like co', ['RFC7644-3.4.2.2-14'], operator('sw', 'co')),
  mutant('filter.sw-is-eq', 'sw works like eq', ['RFC7644-3.4.2.2-14'], operator('sw', 'eq')),
  mutant('filter.ew-is-co', 'ew works like co', ['RFC7644-3.4.2.2-15'], operator('ew', 'co')),
  mutant('filter.ew-is-sw', 'ew works like sw', ['RFC7644-3.4.2.2-15'], operator('ew', 'sw')),
  mutant('filter.ew-is-eq', 'ew works like eq', ['RFC7644-3.4.2.2-15'], operator('ew', 'eq')),
  mutant('filter.sw-proper', 'sw does not match the whole value', ['RFC7644-3.4.2.2-14'], proper('sw')),
  mutant('filter.ew-proper', 'ew does not match the whole value', ['RFC7644-3.4.2.2-15'], proper('ew')),
  mutant(
    'filter.pr-all',
    'pr matches everything',
    ['RFC7644-3.4.2.2-16'],
    filtering((f) => (f.kind === 'present' ? ALWAYS : f)),
  ),
  mutant(
    'filter.pr-none',
    'pr matches nothing',
    ['RFC7644-3.4.2.2-16', 'RFC7644-3.4.2.2-17'],
    filtering((f) => (f.kind === 'present' ? NEVER : f)),
  ),
  mutant(
    'filter.pr-not-complex',
    'pr on a complex attribute matches nothing',
    ['RFC7644-3.4.2.2-17'],
    filtering((f) =>
      f.kind === 'present' &&
      ['name', 'emails', 'addresses', 'phonenumbers', 'members', 'manager'].includes(nameOf(f).toLowerCase())
        ? NEVER
        : f,
    ),
  ),
  mutant(
    'filter.pr-500',
    'pr on a complex attribute crashes the server',
    ['RFC7644-3.4.2.2-17', 'RFC7644-3.4.2.2-55'],
    filtering((f) => {
      if (f.kind === 'present' && ['name', 'emails', 'addresses'].includes(nameOf(f).toLowerCase()))
        throw new TypeError('cannot compare');
      return f;
    }),
  ),
  mutant('filter.gt-is-ge', 'gt works like ge', ['RFC7644-3.4.2.2-18'], operator('gt', 'ge')),
  mutant(
    'filter.gt-is-lt',
    'gt works like lt',
    ['RFC7644-3.4.2.2-18', 'RFC7644-3.4.2.2-22', 'RFC7644-3.4.2.2-23'],
    operator('gt', 'lt'),
  ),
  mutant('filter.ge-is-gt', 'ge works like gt', ['RFC7644-3.4.2.2-19'], operator('ge', 'gt')),
  mutant('filter.ge-is-le', 'ge works like le', ['RFC7644-3.4.2.2-19'], operator('ge', 'le')),
  mutant('filter.lt-is-le', 'lt works like le', ['RFC7644-3.4.2.2-20'], operator('lt', 'le')),
  mutant('filter.lt-is-gt', 'lt works like gt', ['RFC7644-3.4.2.2-20'], operator('lt', 'gt')),
  mutant('filter.le-is-lt', 'le works like lt', ['RFC7644-3.4.2.2-21'], operator('le', 'lt')),
  mutant('filter.le-is-ge', 'le works like ge', ['RFC7644-3.4.2.2-21'], operator('le', 'ge')),
  mutant(
    'filter.ordering-none',
    'Ordering operators match nothing',
    ['RFC7644-3.4.2.2-18', 'RFC7644-3.4.2.2-19', 'RFC7644-3.4.2.2-20', 'RFC7644-3.4.2.2-21'],
    filtering((f) => (f.kind === 'compare' && ['gt', 'ge', 'lt', 'le'].includes(f.operator) ? NEVER : f)),
  ),
  mutant(
    'filter.times-as-text',
    'Times are compared as text',
    ['RFC7644-3.4.2.2-23'],
    evaluating((f) => {
      if (f.kind !== 'compare' || !/^meta\.(created|lastModified)$/i.test(nameOf(f))) return undefined;
      const operand = String(f.value);
      const compare = ORDERINGS[f.operator];
      return compare && ((resource) => compare(String(metaOf(resource)[f.path.subAttribute ?? '']), operand));
    }),
  ),
  mutant(
    'filter.times-without-offset',
    'The offset of a time is ignored',
    ['RFC7644-3.4.2.2-23'],
    filtering((f) =>
      f.kind === 'compare' && typeof f.value === 'string' && /^\d{4}-\d\d-\d\dT/.test(f.value)
        ? { ...f, value: f.value.replace(/(Z|[+-]\d\d:\d\d)$/, 'Z') }
        : f,
    ),
  ),
  mutant(
    'filter.boolean-ordered',
    'Booleans can be ordered',
    ['RFC7644-3.4.2.2-25'],
    filtering((f) =>
      f.kind === 'compare' && typeof f.value === 'boolean' && ['gt', 'ge', 'lt', 'le'].includes(f.operator)
        ? { ...f, operator: f.operator.startsWith('g') ? 'eq' : 'ne' }
        : f,
    ),
  ),
  mutant(
    'filter.boolean-ordered-500',
    'Ordering booleans crashes the server',
    ['RFC7644-3.4.2.2-25'],
    filtering((f) => {
      if (f.kind === 'compare' && typeof f.value === 'boolean' && !['eq', 'ne'].includes(f.operator))
        throw new TypeError('cannot compare');
      return f;
    }),
  ),
  mutant(
    'filter.binary-ordered',
    'Binary values can be ordered',
    ['RFC7644-3.4.2.2-25'],
    comparing((attribute) => (attribute.type === 'binary' ? { ...attribute, type: 'string' } : attribute)),
  ),
  mutant(
    'filter.boolean-as-text',
    'active eq true matches nothing: booleans are compared as text',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-37'],
    filtering((f) => (f.kind === 'compare' && typeof f.value === 'boolean' && f.operator === 'eq' ? NEVER : f)),
  ),
  mutant(
    'filter.boolean-quoted',
    'true and false must be in quotation marks',
    ['RFC7644-3.4.2.2-37'],
    filtering((f) => (f.kind === 'compare' && typeof f.value === 'boolean' ? refuse('A string is needed.') : f)),
  ),
  mutant(
    'filter.null-500',
    'The operand null crashes the server',
    ['RFC7644-3.4.2.2-37'],
    filtering((f) => {
      if (f.kind === 'compare' && f.value === null) throw new TypeError('null');
      return f;
    }),
  ),
  mutant(
    'filter.and-is-or',
    'and works like or',
    ['RFC7644-3.4.2.2-26'],
    filtering((f) => (f.kind === 'and' ? { ...f, kind: 'or' } : f)),
  ),
  mutant(
    'filter.or-is-and',
    'or works like and',
    ['RFC7644-3.4.2.2-27'],
    filtering((f) => (f.kind === 'or' ? { ...f, kind: 'and' } : f)),
  ),
  mutant(
    'filter.first-term',
    'Only the first term of a filter counts',
    ['RFC7644-3.4.2.2-26', 'RFC7644-3.4.2.2-27'],
    filtering((f) => (f.kind === 'and' || f.kind === 'or' ? (f.filters[0] ?? f) : f)),
  ),
  mutant(
    'filter.or-doubles',
    'A resource that matches both sides of or is listed twice',
    ['RFC7644-3.4.2.2-27'],
    (b) => {
      let both = false;
      return {
        parseFilter: (text) => {
          const filter = b.parseFilter(text);
          both = filter.kind === 'or';
          return filter;
        },
        naturalOrder: (matched, request) =>
          both && request.query.has('filter')
            ? matched.flatMap((stored) => [stored, stored])
            : b.naturalOrder(matched, request),
      };
    },
  ),
  mutant(
    'filter.not-dropped',
    'not is ignored',
    ['RFC7644-3.4.2.2-28'],
    filtering((f) => (f.kind === 'not' ? f.filter : f)),
  ),
  mutant(
    'filter.not-500',
    'not crashes the server',
    ['RFC7644-3.4.2.2-28', 'RFC7644-3.4.2.2-55'],
    filtering((f) => {
      if (f.kind === 'not') throw new Error('not implemented');
      return f;
    }),
  ),
  mutant(
    'filter.not-nothing',
    'not matches nothing',
    ['RFC7644-3.4.2.2-28'],
    filtering((f) => (f.kind === 'not' ? NEVER : f)),
  ),
  mutant(
    'filter.left-to-right',
    'and and or are evaluated from left to right',
    ['RFC7644-3.4.2.2-41'],
    filtering((f) => {
      if (f.kind !== 'or') return f;
      const last = f.filters.at(-1);
      if (last?.kind !== 'and' || last.filters.length < 2) return f;
      const [head, ...tail] = last.filters;
      return head ? { kind: 'and', filters: [{ kind: 'or', filters: [...f.filters.slice(0, -1), head] }, ...tail] } : f;
    }),
  ),
  mutant('filter.groups-flat', 'Parentheses are ignored', ['RFC7644-3.4.2.2-40'], (b) => ({
    parseFilter: (text) => {
      const filter = b.parseFilter(text);
      return /^\(.*\) and /i.test(text) && !/not/i.test(text) ? b.parseFilter(text.replace(/[()]/g, '')) : filter;
    },
  })),
  mutant(
    'filter.not-takes-all',
    'not covers everything to its right',
    ['RFC7644-3.4.2.2-41'],
    filtering((f) => {
      const [first, ...rest] = f.kind === 'and' ? f.filters : [];
      return first?.kind === 'not' && rest.length > 0
        ? { kind: 'not', filter: { kind: 'and', filters: [first.filter, ...rest] } }
        : f;
    }),
  ),
  mutant('filter.escapes-kept', 'Escapes in strings are not understood', ['RFC7644-3.4.2.2-36'], (b) => ({
    parseFilter: (text) => b.parseFilter(text.replace(/\\(?=["\\u])/g, '\\\\').replace(/\\\\"(?=.)/g, "\\\\'")),
  })),
  mutant('filter.escaped-quote-ends', 'An escaped quotation mark ends the string', ['RFC7644-3.4.2.2-36'], (b) => ({
    parseFilter: (text) => (text.includes('\\"') ? refuse('The string does not end.') : b.parseFilter(text)),
  })),
  mutant(
    'filter.core-urn-refused',
    'Names with the URN of the core schema are refused',
    ['RFC7644-3.4.2.2-38', 'RFC7644-3.10-01'],
    (b) => ({
      parseFilter: (text) => (/^urn:[^ ]*:core:/i.test(text) ? refuse('No such attribute.') : b.parseFilter(text)),
    }),
  ),
  mutant(
    'filter.core-urn-nothing',
    'Names with the URN of the core schema match nothing',
    ['RFC7644-3.4.2.2-38', 'RFC7644-3.10-01'],
    filtering((f) => (f.kind === 'compare' && /:core:/i.test(f.path.urn ?? '') ? NEVER : f)),
  ),
  mutant(
    'filter.extension-nothing',
    'Names of an extension match nothing',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) =>
      (f.kind === 'compare' || f.kind === 'present') && /:extension:/i.test(f.path.urn ?? '') ? NEVER : f,
    ),
  ),
  mutant(
    'filter.extension-500',
    'A name of an extension crashes the server',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) => {
      if ((f.kind === 'compare' || f.kind === 'present') && /:extension:/i.test(f.path.urn ?? ''))
        throw new TypeError('undefined');
      return f;
    }),
  ),
  mutant(
    'filter.brackets-uncorrelated',
    'Conditions in brackets may be met by different values',
    ['RFC7644-3.4.2.2-31'],
    filtering((f) => (f.kind === 'valuePath' ? spread(f.filter, f.path.attribute) : f)),
  ),
  mutant(
    'filter.dotted-correlated',
    'Conditions joined by and must be met by one value',
    ['RFC7644-3.4.2.2-43'],
    filtering((f) => {
      if (f.kind !== 'and') return f;
      const parts = f.filters.flatMap((part) =>
        part.kind === 'compare' && part.path.attribute === 'emails' && part.path.subAttribute !== undefined
          ? [{ ...part, path: { attribute: part.path.subAttribute } }]
          : [],
      );
      return parts.length === f.filters.length
        ? { kind: 'valuePath', path: { attribute: 'emails' }, filter: { kind: 'and', filters: parts } }
        : f;
    }),
  ),
  mutant(
    'filter.first-value',
    'Of a multi-valued attribute only the first value is compared',
    ['RFC7644-3.4.2.2-43'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        return (resource) =>
          test(
            Object.fromEntries(
              Object.entries(resource).map(([name, value]) => [
                name,
                Array.isArray(value) && name !== 'schemas' ? value.slice(0, 1) : value,
              ]),
            ),
          );
      },
    }),
  ),
  mutant(
    'filter.every-value',
    'A multi-valued attribute matches only if all its values do',
    ['RFC7644-3.4.2.2-43'],
    filtering((f) =>
      f.kind === 'compare' &&
      f.operator === 'eq' &&
      f.path.attribute.toLowerCase() === 'emails' &&
      f.path.subAttribute !== undefined
        ? {
            kind: 'and',
            filters: [
              f,
              {
                kind: 'not',
                filter: {
                  kind: 'valuePath',
                  path: { attribute: 'emails' },
                  filter: { kind: 'not', filter: { ...f, path: { attribute: f.path.subAttribute } } },
                },
              },
            ],
          }
        : f,
    ),
  ),
  mutant(
    'filter.default-unseen',
    'An attribute that the server filled in is not found',
    ['RFC7644-3.4.2.2-46'],
    (b) => {
      const filled = new Set<string>();
      return {
        defaults: (resource, model) => {
          const made = b.defaults(resource, model);
          if (resource['active'] === undefined && made['active'] !== undefined)
            filled.add(String(resource['userName']));
          return made;
        },
        filterTest: (filter, model, options) => {
          const test = b.filterTest(filter, model, options);
          return (resource) =>
            test(
              filled.has(String(resource['userName']))
                ? Object.fromEntries(Object.entries(resource).filter(([name]) => name !== 'active'))
                : resource,
            );
        },
      };
    },
  ),
  mutant(
    'filter.garbage-ignored',
    'A filter that cannot be read is ignored: everything is returned',
    ['RFC7644-3.4.2.2-34', 'RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-49'],
    guessing(() => ALWAYS),
    { bug: 39 },
  ),
  mutant(
    'filter.garbage-nothing',
    'A filter that cannot be read matches nothing',
    ['RFC7644-3.4.2.2-34', 'RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-49'],
    guessing(() => NEVER),
  ),
  mutant(
    'filter.garbage-500',
    'A filter that cannot be read crashes the server',
    ['RFC7644-3.4.2.2-34', 'RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-49'],
    guessing(() => {
      throw new Error('syntax error');
    }),
  ),
  mutant(
    'filter.unknown-operator-is-eq',
    'An unknown operator counts as eq',
    ['RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-49'],
    guessing((text, b) => b.parseFilter(text.replace(/^(\S+) \w+ /, '$1 eq '))),
  ),
  mutant(
    'filter.trailing-words',
    'What follows a complete filter is ignored',
    ['RFC7644-3.4.2.2-34'],
    guessing((text, b) => b.parseFilter(/^\S+ \w+ "[^"]*"/.exec(text)?.[0] ?? text)),
  ),
  mutant(
    'filter.bad-filter-403',
    'A filter that cannot be read is answered 403',
    ['RFC7644-3.4.2.2-49'],
    guessing(() => {
      throw new ScimError(403, undefined, 'Refused.');
    }),
  ),
  mutant(
    'filter.bad-filter-keyword',
    'A filter that cannot be read has scimType invalidSyntax',
    ['RFC7644-3.4.2.2-49', 'RFC7644-3.12-20'],
    guessing(() => {
      throw new ScimError(400, 'invalidSyntax', 'The filter cannot be read.');
    }),
  ),
  mutant(
    'filter.like',
    'Dots, stars and underscores in operands are wildcards',
    ['RFC7644-3.4.2.2-11', 'RFC7643-9.2-03'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        if (filter.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return test;
        if (filter.path.attribute.toLowerCase() !== 'username' || !REGEXP_LITERALS.test(filter.value)) return test;
        const pattern = new RegExp(`^${filter.value.replace(/[^\w.@*]/g, '\\$&').replaceAll('*', '.*')}$`, 'i');
        return (resource) => pattern.test(String(resource['userName']));
      },
    }),
  ),
  mutant(
    'filter.schemas-nothing',
    'A filter on schemas matches nothing',
    ['RFC7644-3.4.2.2-53'],
    filtering((f) => (nameOf(f) === 'schemas' ? NEVER : f)),
  ),
  mutant(
    'filter.schemas-all',
    'A filter on schemas matches everything',
    ['RFC7644-3.4.2.2-53'],
    filtering((f) => (nameOf(f) === 'schemas' ? ALWAYS : f)),
  ),
  mutant(
    'filter.meta-500',
    'A filter on meta crashes the server',
    ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.1-04'],
    filtering((f) => {
      if (nameOf(f).startsWith('meta.')) throw new TypeError('no such column');
      return f;
    }),
  ),
  mutant(
    'filter.meta-nothing',
    'A filter on meta matches nothing',
    ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.1-04'],
    filtering((f) => (nameOf(f).startsWith('meta.') ? NEVER : f)),
  ),
  mutant(
    'filter.meta-ignored',
    'A filter on meta matches everything',
    ['RFC7644-3.4.2.2-54', 'RFC7644-3.4.2.1-04'],
    filtering((f) => (nameOf(f).startsWith('meta.') ? ALWAYS : f)),
  ),
  mutant(
    'filter.external-id-nothing',
    'A filter on externalId matches nothing',
    ['RFC7643-3.1-24'],
    filtering((f) => (nameOf(f).toLowerCase() === 'externalid' ? NEVER : f)),
    { bug: 38 },
  ),
  mutant(
    'filter.external-id-refused',
    'A filter on externalId is answered 400',
    ['RFC7643-3.1-24'],
    filtering((f) => (nameOf(f).toLowerCase() === 'externalid' ? refuse('Not supported.') : f)),
    { bug: 38 },
  ),
  mutant(
    'filter.id-nothing',
    'A filter on id matches nothing',
    ['RFC7644-3.4.2.2-11'],
    filtering((f) => (nameOf(f) === 'id' && f.kind === 'compare' ? NEVER : f)),
  ),
  mutant(
    'filter.inactive-unseen',
    'Inactive users are in no list',
    ['RFC7644-3.4.2.2-04'],
    (b) => ({
      naturalOrder: (matched, request) =>
        b.naturalOrder(
          matched.filter((stored) => stored.resource['active'] !== false),
          request,
        ),
    }),
    { bug: 22 },
  ),
  mutant(
    'filter.active-only-found',
    'A filter does not find inactive users',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
    (b) => ({
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        return (resource) => resource['active'] !== false && test(resource);
      },
    }),
    { bug: 22 },
  ),
  mutant(
    'filter.password-leaks',
    'A filter on password tells whether it is right',
    ['RFC7643-4.1.1-29', 'RFC7644-3.4-03'],
    { admitFilter: () => undefined },
  ),
  mutant(
    'filter.errors-as-list',
    'A refused filter is answered with an empty list',
    ['RFC7644-3.4.2.2-49', 'RFC7644-3.4.2.2-25'],
    answering((answer, request) =>
      isError(answer) && answer.status === 400 && request.query.has('filter')
        ? {
            status: 200,
            headers: {},
            body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] },
          }
        : answer,
    ),
  ),
];

/** The operator without the case in which value and operand are equal. */
function proper(op: CompareOperator): Change {
  return filtering((f) =>
    f.kind === 'compare' && f.operator === op
      ? { kind: 'and', filters: [f, { kind: 'not', filter: { ...f, operator: 'eq' } }] }
      : f,
  );
}

/** Conditions on one value as conditions on any values. */
function spread(filter: Filter, attribute: string): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { ...filter, filters: filter.filters.map((part) => spread(part, attribute)) };
    case 'not':
      return { ...filter, filter: spread(filter.filter, attribute) };
    default:
      return { ...filter, path: { attribute, subAttribute: filter.path.attribute } };
  }
}
