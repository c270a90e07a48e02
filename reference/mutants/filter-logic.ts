/** Logic, grouping, value paths and grammar of filters. */
import { ScimError } from '../../scim/errors.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, filtering, isError } from './tools.js';
import { NEVER, ALWAYS, guessing, nameOf, refuse, spread } from './filter-tools.js';

export const filterLogicMutants: Mutant[] = [
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
    'filter.names-alone',
    'eq on anything but userName, displayName and id finds nothing',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
    filtering((f) =>
      f.kind === 'compare' && f.operator === 'eq' && !/^(userName|displayName|id)$/i.test(nameOf(f)) ? NEVER : f,
    ),
    { kills: ['protocol.filter-equality.each-attribute'] },
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
    'filter.rest-dropped',
    'What follows a condition that is complete is dropped when it cannot be read',
    ['RFC7644-3.4.2.2-48', 'RFC7644-3.12-20'],
    guessing((text, b) => {
      const [condition] = /^\(*\S+ \w+ (?:"(?:[^"\\]|\\.)*"|[^\s)]+)/.exec(text) ?? [text];
      return b.parseFilter(condition.replace(/^\(+/, ''));
    }),
    { kills: ['protocol.filter-refusals.unknown-logic', 'protocol.filter-refusals.trailing'] },
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
