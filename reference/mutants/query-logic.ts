/** Mutants of how conditions are joined, and of filters on groups and on lists of values. */
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { valuesOf } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { seeing } from './query-filters.js';
import { filtering, remodel, rewrite } from './tools.js';

const NEVER: Filter = { kind: 'not', filter: { kind: 'present', path: { attribute: 'id' } } };

/** Changes filters on resources of one type only. */
function filteringFor(type: string, change: (filter: Filter) => Filter): Change {
  return (b) => ({
    filterTest: (filter, model, options) =>
      b.filterTest(model.type.name === type ? rewrite(filter, change) : filter, model, options),
  });
}

/** Conditions kept in a map by attribute: the last on each wins. */
function lastByAttribute(filter: Filter): Filter {
  if (filter.kind !== 'and') return filter;
  const last = new Map<string, Filter>();
  for (const part of filter.filters) {
    const key = part.kind === 'compare' ? JSON.stringify(part.path).toLowerCase() : `#${last.size}`;
    last.set(key, part);
  }
  return { kind: 'and', filters: [...last.values()] };
}

export const queryLogicMutants: Mutant[] = [
  mutant(
    'filter.join-doubles',
    'A user with two e-mails is listed twice by a filter on them',
    ['RFC7644-3.4.2.2-43', 'RFC7644-3.4.2.2-27'],
    (b) => {
      let joined = false;
      return {
        parseFilter: (text) => {
          joined = /\bemails\b/i.test(text);
          return b.parseFilter(text);
        },
        naturalOrder: (matched, request) =>
          b
            .naturalOrder(matched, request)
            .flatMap((stored) =>
              joined && request.query.has('filter') ? valuesOf(stored.resource['emails']).map(() => stored) : [stored],
            ),
      };
    },
  ),
  mutant(
    'filter.and-of-two',
    'Of conditions joined by and the first two count',
    ['RFC7644-3.4.2.2-26'],
    filtering((f) => (f.kind === 'and' ? { ...f, filters: f.filters.slice(0, 2) } : f)),
  ),
  mutant(
    'filter.or-of-two',
    'Of conditions joined by or the first two count',
    ['RFC7644-3.4.2.2-27'],
    filtering((f) => (f.kind === 'or' ? { ...f, filters: f.filters.slice(0, 2) } : f)),
  ),
  mutant(
    'filter.and-by-attribute',
    'Of two conditions on one attribute the last counts',
    ['RFC7644-3.4.2.2-26'],
    filtering(lastByAttribute),
  ),
  mutant(
    'filter.not-first-only',
    'not turns only the first of several conditions around',
    ['RFC7644-3.4.2.2-28'],
    filtering((f) => {
      if (f.kind !== 'not' || f.filter.kind !== 'or') return f;
      const [first, ...rest] = f.filter.filters;
      return first ? { kind: 'or', filters: [{ kind: 'not', filter: first }, ...rest] } : f;
    }),
  ),
  mutant(
    'filter.groups-names-exact',
    'Names of group attributes are known in one spelling only',
    ['RFC7644-3.4.2.2-38', 'RFC7644-3.4.2.2-05'],
    filteringFor('Group', (f) =>
      (f.kind === 'compare' || f.kind === 'present') && (f.path.urn !== undefined || /^[A-Z]/.test(f.path.attribute))
        ? NEVER
        : f,
    ),
  ),
  mutant(
    'filter.groups-and-is-or',
    'and works like or for groups',
    ['RFC7644-3.4.2.2-26'],
    filteringFor('Group', (f) => (f.kind === 'and' ? { ...f, kind: 'or' } : f)),
  ),
  mutant(
    'filter.groups-co-is-eq',
    'co, sw and ew work like eq for groups',
    ['RFC7644-3.4.2.2-13', 'RFC7644-3.4.2.2-14', 'RFC7644-3.4.2.2-15'],
    filteringFor('Group', (f) =>
      f.kind === 'compare' && ['co', 'sw', 'ew'].includes(f.operator) ? { ...f, operator: 'eq' } : f,
    ),
  ),
  mutant(
    'filter.groups-display-name-exact',
    'Letter case counts in displayName of groups',
    ['RFC7644-3.4.2.2-51'],
    (b) => ({
      filterTest: (filter, model, options) =>
        b.filterTest(
          filter,
          model.type.name === 'Group' ? remodel(model, (a) => ({ ...a, caseExact: true })) : model,
          options,
        ),
    }),
  ),
  mutant(
    'filter.members-all',
    'A filter on members selects every group that has some',
    ['RFC7644-3.4.2.2-43'],
    filteringFor('Group', (f) =>
      f.kind === 'compare' && f.path.attribute.toLowerCase() === 'members'
        ? { kind: 'present', path: { attribute: 'members' } }
        : f,
    ),
  ),
  mutant(
    'filter.members-first',
    'A filter on members looks at the first of them',
    ['RFC7644-3.4.2.2-43'],
    seeing((resource) =>
      Array.isArray(resource['members']) ? { ...resource, members: resource['members'].slice(0, 1) } : resource,
    ),
  ),
  mutant(
    'filter.groups-none-404',
    'A filter on groups without match is answered 404',
    ['RFC7644-3.4.2-11'],
    (b) => ({
      listMessage: (page, request) => {
        if (page.total === 0 && request.segments[0] === 'Groups') throw new ScimError(404, undefined, 'No such group.');
        return b.listMessage(page, request);
      },
    }),
    { bug: 1 },
  ),
  mutant(
    'filter.complex-in-extension',
    'Sub-attributes of an extension are not found',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) =>
      f.kind === 'compare' && f.path.urn !== undefined && f.path.subAttribute !== undefined ? NEVER : f,
    ),
  ),
  mutant(
    'filter.complex-always-present',
    'pr on a multi-valued attribute is true of everybody',
    ['RFC7644-3.4.2.2-17'],
    seeing((resource, model) =>
      Object.fromEntries([
        ...model.core.attributes
          .filter(({ multiValued, type }) => multiValued && type === 'complex')
          .map(({ name }): [string, Json] => [name, [{ value: '-' }]]),
        ...Object.entries(resource),
      ]),
    ),
  ),
  mutant('filter.brackets-first-value', 'Brackets look at the first value only', ['RFC7644-3.4.2.2-31'], (b) => ({
    filterTest: (filter, model, options) => {
      const test = b.filterTest(filter, model, options);
      if (filter.kind !== 'valuePath') return test;
      const name = filter.path.attribute;
      return (resource) => {
        const values = resource[name];
        return test(Array.isArray(values) ? { ...resource, [name]: values.slice(0, 1) } : resource);
      };
    },
  })),
];
