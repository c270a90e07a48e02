/** Mutants of what stands around a filter: where its values come from, what it is joined with, what is indexed. */
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, Resource, ResourceModel } from '../../scim/types.js';
import type { Change, QueryParameters } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { evaluating, filtering, remodel, rewrite } from './tools.js';

const NEVER: Filter = { kind: 'not', filter: { kind: 'present', path: { attribute: 'id' } } };

/** Changes filters on resources of one type only. */
function filteringFor(type: string, change: (filter: Filter) => Filter): Change {
  return (b) => ({
    filterTest: (filter, model, options) =>
      b.filterTest(model.type.name === type ? rewrite(filter, change) : filter, model, options),
  });
}

/** Lets filters see another state of each resource. */
function seeing(look: (resource: Resource, model: ResourceModel) => Resource): Change {
  return (b) => ({
    filterTest: (filter, model, options) => {
      const test = b.filterTest(filter, model, options);
      return (resource) => test(look(resource, model));
    },
  });
}

/** Filters see what stood in an attribute when the resource was first asked for. */
function indexedOnce(...names: string[]): Change {
  return (b) => {
    const known = new Map<string, Resource>();
    return {
      filterTest: (filter, model, options) => {
        const test = b.filterTest(filter, model, options);
        return (resource) => {
          const id = String(resource['id']);
          const first = known.get(id) ?? Object.fromEntries(names.flatMap((name) => entry(resource, name)));
          known.set(id, first);
          return test({ ...resource, ...first });
        };
      },
    };
  };
}

const entry = (resource: Resource, name: string): [string, Json][] =>
  resource[name] === undefined ? [] : [[name, resource[name]]];

/** A pattern of a database: `%` any text, `_` any character. */
function like(pattern: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'is');
}

function textAt(resource: Resource, attribute: string): string[] {
  const name = Object.keys(resource).find((key) => key.toLowerCase() === attribute.toLowerCase());
  const value = name === undefined ? undefined : resource[name];
  return typeof value === 'string' ? [value] : [];
}

/** Strings are searched with LIKE, wildcards in the operand included. */
const unescaped = (...operators: string[]): Change =>
  evaluating((f) => {
    if (f.kind !== 'compare' || typeof f.value !== 'string' || !operators.includes(f.operator)) return undefined;
    if (
      f.path.subAttribute !== undefined ||
      f.path.urn !== undefined ||
      /^(id|externalid|meta|schemas)$/i.test(f.path.attribute)
    )
      return undefined;
    const before = f.operator === 'co' || f.operator === 'ew' ? '%' : '';
    const after = f.operator === 'co' || f.operator === 'sw' ? '%' : '';
    const pattern = like(`${before}${f.value}${after}`);
    return (resource) => textAt(resource, f.path.attribute).some((text) => pattern.test(text));
  });

/** Splits a filter at its words without minding quotation marks. */
function naive(text: string): string {
  const word = / (and|or) |[()[\]]/i;
  const inside = /"((?:[^"\\]|\\.)*)"/g;
  if ([...text.matchAll(inside)].some(([, quoted]) => word.test(quoted ?? '')))
    throw new ScimError(400, 'invalidFilter', 'The filter cannot be read.');
  return text;
}

/** Filters see only what the answer will show. */
const projectedFirst: Change = (b) => {
  let asked: QueryParameters = {};
  return {
    readQuery: (raw) => (asked = b.readQuery(raw)),
    filterTest: (filter, model, options) => {
      const test = b.filterTest(filter, model, options);
      const { attributes, excludedAttributes } = asked;
      const projection = {
        ...(attributes ? { attributes } : {}),
        ...(excludedAttributes ? { excludedAttributes } : {}),
      };
      return (resource) => test(b.project(resource, projection, model));
    },
  };
};

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

export const queryFilterMutants: Mutant[] = [
  mutant(
    'filter.unknown-attribute-ignored',
    'A condition on an unknown attribute is ignored: everything is returned',
    ['RFC7644-3.4.2.2-04'],
    (b) => ({
      filterTest: (filter, model, options) => {
        try {
          return b.filterTest(filter, model, { ...options, unknownAttribute: 'refuse' });
        } catch {
          return () => true;
        }
      },
    }),
    { bug: 39 },
  ),
  mutant(
    'filter.pr-truthy',
    'pr leaves out values that are false',
    ['RFC7644-3.4.2.2-16'],
    seeing((resource) => Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== false))),
  ),
  mutant(
    'filter.after-projection',
    'A filter sees only what the answer shows',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
    projectedFirst,
  ),
  mutant(
    'filter.split-in-strings',
    'Words and brackets inside quotation marks are taken for operators',
    ['RFC7644-3.4.2.2-11'],
    (b) => ({ parseFilter: (text) => b.parseFilter(naive(text)) }),
  ),
  mutant(
    'filter.decoded-twice',
    'Query parameters are percent-decoded twice',
    ['RFC7644-1.2-01', 'RFC7644-3.4.2.2-11'],
    (b) => ({
      decodeQuery: (query) =>
        new Map(
          [...b.decodeQuery(query)].map(([name, value]) => {
            try {
              return [name, decodeURIComponent(value.replaceAll('+', ' '))];
            } catch {
              return [name, value.replaceAll('+', ' ')];
            }
          }),
        ),
    }),
  ),
  mutant('filter.latin-1', 'Query parameters are read as Latin-1', ['RFC7644-1.2-01'], (b) => ({
    decodeQuery: (query) =>
      new Map([...b.decodeQuery(query)].map(([name, value]) => [name, Buffer.from(value).toString('latin1')])),
  })),
  mutant(
    'filter.given-name-is-family-name',
    'name.givenName compares the family name',
    ['RFC7644-3.4.2.2-11', 'RFC7644-3.10-04'],
    filtering((f) =>
      f.kind === 'compare' && f.path.subAttribute?.toLowerCase() === 'givenname'
        ? { ...f, path: { ...f.path, subAttribute: 'familyName' } }
        : f,
    ),
  ),
  mutant(
    'filter.title-is-nick-name',
    'title compares the nick name',
    ['RFC7644-3.4.2.2-11'],
    filtering((f) =>
      f.kind === 'compare' && f.path.attribute.toLowerCase() === 'title'
        ? { ...f, path: { ...f.path, attribute: 'nickName' } }
        : f,
    ),
  ),
  mutant(
    'filter.stale',
    'Filters see the values of a resource that was just made, not those of later changes',
    ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11'],
    indexedOnce('userName', 'displayName', 'title'),
  ),
  mutant(
    'filter.stale-title',
    'A value that was taken away is still found',
    ['RFC7644-3.4.2.2-16'],
    indexedOnce('title'),
  ),
  mutant('filter.co-case-sensitive', 'Letter case counts in co, sw and ew', ['RFC7644-3.4.2.2-51'], (b) => ({
    filterTest: (filter, model, options) => {
      const text = filter.kind === 'compare' && ['co', 'sw', 'ew'].includes(filter.operator);
      return b.filterTest(filter, text ? remodel(model, (a) => ({ ...a, caseExact: true })) : model, options);
    },
  })),
  mutant(
    'filter.co-external-id-insensitive',
    'co and sw on externalId disregard letter case',
    ['RFC7644-3.4.2.2-51'],
    evaluating((f) => {
      if (f.kind !== 'compare' || !/^externalid$/i.test(f.path.attribute) || !['co', 'sw'].includes(f.operator))
        return undefined;
      const wanted = String(f.value).toLowerCase();
      return (resource) =>
        textAt(resource, 'externalId').some((text) =>
          f.operator === 'co' ? text.toLowerCase().includes(wanted) : text.toLowerCase().startsWith(wanted),
        );
    }),
  ),
  mutant(
    'filter.like-in-co',
    'Wildcards in the operands of co, sw and ew are not escaped',
    ['RFC7644-3.4.2.2-13', 'RFC7644-3.4.2.2-14'],
    unescaped('co', 'sw', 'ew'),
  ),
  mutant('filter.like-in-eq', 'eq is LIKE', ['RFC7644-3.4.2.2-11'], unescaped('eq')),
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
  mutant('filter.detail-missing', 'A refused filter is refused without a word', ['RFC7644-3.4.2.2-50'], (b) => ({
    errorAnswer: (error) => {
      const answer = b.errorAnswer(error);
      if (error.scimType !== 'invalidFilter' || !isObject(answer.body)) return answer;
      const { detail: _detail, ...body } = answer.body;
      return { ...answer, body };
    },
  })),
];
