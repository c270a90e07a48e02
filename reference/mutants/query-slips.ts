/** Slips of servers that build queries out of text: special values, columns that are cast, conditions that get lost. */
import { ScimError } from '../../scim/errors.js';
import type { AttributePath, Filter } from '../../scim/filter.js';
import { isObject } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { ALWAYS, NEVER, nameOf } from './filter-tools.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { asking } from './paging-tools.js';
import { searching } from './search-tools.js';
import { endpointOf, evaluating, filtering, remodel } from './tools.js';

type Compare = Extract<Filter, { kind: 'compare' }>;

const isText = (filter: Filter, ...operators: string[]): filter is Compare & { value: string } =>
  filter.kind === 'compare' && typeof filter.value === 'string' && operators.includes(filter.operator);

/** Crashes on some comparisons, as a database does on a statement that it cannot run. */
function crashing(wrong: (filter: Filter, model: string) => boolean): Change {
  return (b) => ({
    filterTest: (filter, model, options) => {
      const check = (part: Filter): void => {
        if (part.kind === 'and' || part.kind === 'or') part.filters.forEach(check);
        else if (part.kind === 'not') check(part.filter);
        else if (wrong(part, model.type.name)) throw new TypeError('invalid input syntax');
      };
      check(filter);
      return b.filterTest(filter, model, options);
    },
  });
}

const isReference = (filter: Filter): boolean => /^(members|groups|manager)(\.value)?$/i.test(nameOf(filter));
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const RARE_LISTS = /^(phoneNumbers|addresses|photos|ims|roles|entitlements)\./i;
const cost = (path: AttributePath): boolean =>
  path.urn !== undefined && /^(costCenter|organization|division)$/i.test(path.attribute);

/** Text compared letter by letter where it is said so. */
const exactly =
  (where: (filter: Filter) => boolean): Change =>
  (b) => ({
    filterTest: (filter, model, options) => {
      const exact = remodel(model, (attribute) => ({ ...attribute, caseExact: true }));
      const build = (part: Filter): ((resource: Resource) => boolean) => {
        if (part.kind === 'and' || part.kind === 'or') {
          const tests = part.filters.map(build);
          return (resource) => (part.kind === 'and' ? tests.every((t) => t(resource)) : tests.some((t) => t(resource)));
        }
        if (part.kind === 'not') {
          const test = build(part.filter);
          return (resource) => !test(resource);
        }
        return b.filterTest(part, where(part) ? exact : model, options);
      };
      return build(filter);
    },
  });

export const querySlipMutants: Mutant[] = [
  mutant(
    'filter.empty-operand-all',
    'A comparison with an empty text is dropped: everything matches',
    ['RFC7644-3.4.2.2-11'],
    filtering((f) => (isText(f, 'eq') && f.value === '' ? ALWAYS : f)),
    { kills: ['protocol.filter-equality.empty'] },
  ),
  mutant(
    'filter.id-cast-500',
    'A filter on id with a text that is no id crashes the server',
    ['RFC7644-3.12-08'],
    crashing((f) => isText(f, 'eq') && nameOf(f).toLowerCase() === 'id' && !ID.test(f.value)),
  ),
  mutant(
    'filter.reference-cast-500',
    'A filter on members, groups or manager with a text that is no id crashes the server',
    ['RFC7644-3.12-08'],
    crashing((f) => isReference(f) && isText(f, 'eq') && !ID.test(f.value)),
  ),
  mutant(
    'filter.bad-time-500',
    'A filter that compares a time with other text crashes the server',
    ['RFC7644-3.12-08'],
    crashing(
      (f) =>
        isText(f, 'gt', 'ge', 'lt', 'le') &&
        /^meta\.(created|lastModified)$/i.test(nameOf(f)) &&
        Number.isNaN(Date.parse(f.value)),
    ),
  ),
  mutant(
    'filter.number-for-text-500',
    'A number where text is stored crashes the server',
    ['RFC7644-3.12-08'],
    crashing((f) => f.kind === 'compare' && typeof f.value === 'number' && /^(userName|displayName)$/i.test(nameOf(f))),
  ),
  mutant(
    'filter.text-for-flag-500',
    'Text where a flag is stored crashes the server',
    ['RFC7644-3.12-08'],
    crashing((f) => isText(f, 'eq') && /^active$/i.test(nameOf(f))),
  ),
  mutant(
    'filter.backslash-like',
    'A backslash in the operand of co, sw and ew takes the next character as it is',
    ['RFC7644-3.4.2.2-36'],
    filtering((f) => (isText(f, 'co', 'sw', 'ew') ? { ...f, value: f.value.replace(/\\(.)/g, '$1') } : f)),
  ),
  mutant(
    'filter.apostrophe-in-part-500',
    'An apostrophe in the operand of co, sw or ew crashes the server',
    ['RFC7644-3.4.2.2-14'],
    crashing((f) => isText(f, 'co', 'sw', 'ew') && f.value.includes("'")),
  ),
  mutant(
    'filter.mail-plus',
    'A plus sign in an address that is asked for is taken for a blank',
    ['RFC7644-3.4.2.2-11'],
    filtering((f) =>
      isText(f, 'eq') && nameOf(f).toLowerCase() === 'emails.value' ? { ...f, value: f.value.replaceAll('+', ' ') } : f,
    ),
    { kills: ['protocol.filter-literals.address'] },
  ),
  mutant(
    'filter.groups-like',
    'In filters on groups a percent sign or underscore stands for other characters',
    ['RFC7644-3.4.2.2-14'],
    (b) => ({
      filterTest: (f, model, options) =>
        model.type.name === 'Group' &&
        isText(f, 'eq', 'co', 'sw', 'ew') &&
        /^displayName$/i.test(nameOf(f)) &&
        /[%_]/.test(f.value)
          ? (resource) => {
              const source = f.value
                .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
                .replace(/%/g, '.*')
                .replace(/_/g, '.');
              const [s, e] = [
                f.operator === 'eq' || f.operator === 'sw' ? '^' : '',
                f.operator === 'eq' || f.operator === 'ew' ? '$' : '',
              ];
              return new RegExp(s + source + e, 'i').test(String(resource['displayName']));
            }
          : b.filterTest(f, model, options),
    }),
  ),
  mutant(
    'filter.rare-lists-all',
    'A condition on a list other than emails is dropped: everything matches',
    ['RFC7644-3.4.2.2-43'],
    filtering((f) => (f.kind === 'compare' && RARE_LISTS.test(nameOf(f)) ? ALWAYS : f)),
    { kills: ['protocol.filter-attributes.other-value'] },
  ),
  mutant(
    'filter.rare-lists-nothing',
    'A condition on a list other than emails matches nothing',
    ['RFC7644-3.4.2.2-43'],
    filtering((f) => (f.kind === 'compare' && RARE_LISTS.test(nameOf(f)) ? NEVER : f)),
    { kills: ['protocol.filter-attributes.own-value'] },
  ),
  mutant(
    'filter.extension-rest-all',
    'A condition on costCenter, organization or division is dropped',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) => (f.kind === 'compare' && cost(f.path) ? ALWAYS : f)),
  ),
  mutant(
    'filter.extension-rest-nothing',
    'A condition on costCenter, organization or division matches nothing',
    ['RFC7644-3.4.2.2-39'],
    filtering((f) => (f.kind === 'compare' && cost(f.path) ? NEVER : f)),
  ),
  mutant(
    'paging.groups-beyond-500',
    'A startIndex beyond the last group crashes the server',
    ['RFC7644-3.4.2.4-14'],
    (b) => ({
      listMessage: (page, request) => {
        if (endpointOf(request) === 'Groups' && !page.cursors && page.startIndex > page.total)
          throw new RangeError('OFFSET is out of range');
        return b.listMessage(page, request);
      },
    }),
  ),
  mutant('paging.groups-beyond-total', 'Beyond the last group totalResults is 0', ['RFC7644-3.4.2.4-14'], (b) => ({
    listMessage: (page, request) => {
      const message = b.listMessage(page, request);
      const isBeyond = endpointOf(request) === 'Groups' && !page.cursors && page.startIndex > page.total;
      return isBeyond ? { ...message, totalResults: 0 } : message;
    },
  })),
  mutant(
    'projection.extension-whole',
    'An attribute of an extension brings the whole extension',
    ['RFC7644-3.9-14', 'RFC7644-3.9-04'],
    asking(({ attributes, ...others }) =>
      attributes === undefined
        ? others
        : {
            ...others,
            attributes: attributes.map((name) => name.replace(/^(urn:.*:enterprise:2\.0:User):.*$/i, '$1')),
          },
    ),
  ),
  mutant(
    'search.filter-decoded',
    'The filter in the body of a search is percent-decoded',
    ['RFC7644-3.4.3-20'],
    searching((body) => (typeof body['filter'] === 'string' ? { ...body, filter: decoded(body['filter']) } : body)),
  ),
  mutant(
    'search.filter-plus',
    'A plus sign in the filter of a search is taken for a blank',
    ['RFC7644-3.4.3-20'],
    searching((body) =>
      typeof body['filter'] === 'string' ? { ...body, filter: body['filter'].replaceAll('+', ' ') } : body,
    ),
    { kills: ['protocol.filter-literals.by-post'] },
  ),
  mutant(
    'filter.ten-alternatives',
    'Of more than ten conditions joined by or the first ten count',
    ['RFC7644-3.4.2.2-27'],
    filtering((part) => (part.kind === 'or' ? { ...part, filters: part.filters.slice(0, 10) } : part)),
    { kills: ['protocol.filter-logic.or'] },
  ),
  mutant(
    'filter.parentheses-counted',
    'A filter with more parentheses of one kind than of the other is refused, whether they are quoted or not',
    ['RFC7644-3.4.2.2-11'],
    (b) => ({
      parseFilter: (text) => {
        if (text.split('(').length !== text.split(')').length)
          throw new ScimError(400, 'invalidFilter', 'A parenthesis is left open.');
        return b.parseFilter(text);
      },
    }),
    { kills: ['protocol.filter-literals.keywords'] },
  ),
  mutant(
    'filter.brackets-names-exact',
    'Names in brackets are known in one spelling only',
    ['RFC7644-3.4.2.2-05'],
    filtering((f) => {
      if (f.kind === 'valuePath' && /[A-Z]/.test(JSON.stringify(f.filter).match(/"attribute":"(\w+)"/)?.[1] ?? ''))
        throw new ScimError(400, 'invalidFilter', 'There is no such sub-attribute.');
      return f;
    }),
  ),
  mutant(
    'filter.brackets-case-sensitive',
    'Letter case counts within brackets',
    ['RFC7644-3.4.2.2-51'],
    exactly((f) => f.kind === 'valuePath'),
  ),
  mutant(
    'filter.ne-case-sensitive',
    'Letter case counts in ne',
    ['RFC7644-3.4.2.2-51'],
    exactly((f) => f.kind === 'compare' && f.operator === 'ne'),
  ),
  mutant(
    'filter.family-name-case-sensitive',
    'Letter case counts in name.familyName',
    ['RFC7644-3.4.2.2-51'],
    exactly((f) => /^name\.familyName$/i.test(nameOf(f))),
  ),
  mutant(
    'filter.double-not',
    'A not within a not is lost',
    ['RFC7644-3.4.2.2-28'],
    filtering((f) => (f.kind === 'not' && f.filter.kind === 'not' ? f.filter : f)),
  ),
  mutant(
    'filter.groups-ne-is-eq',
    'ne works like eq for groups',
    ['RFC7644-3.4.2.2-12'],
    groupsOnly((f) => (f.kind === 'compare' && f.operator === 'ne' ? { ...f, operator: 'eq' } : f)),
  ),
  mutant(
    'filter.groups-external-id-caseless',
    'Letter case does not count in externalId of groups',
    ['RFC7644-3.4.2.2-51'],
    (b) => ({
      filterTest: (f, model, options) =>
        model.type.name === 'Group' && isText(f, 'eq') && /^externalId$/i.test(nameOf(f))
          ? (resource) => String(resource['externalId']).toLowerCase() === f.value.toLowerCase()
          : b.filterTest(f, model, options),
    }),
  ),
  mutant(
    'filter.parts-first-value',
    'co, sw and ew look at the first value of a list',
    ['RFC7644-3.4.2.2-13'],
    evaluating((f) =>
      isText(f, 'co', 'sw', 'ew') && /^emails\.value$/i.test(nameOf(f))
        ? (resource) => {
            const [first] = Array.isArray(resource['emails']) ? resource['emails'] : [];
            const text = (isObject(first) ? String(first['value'] ?? '') : '').toLowerCase();
            const wanted = f.value.toLowerCase();
            return f.operator === 'co'
              ? text.includes(wanted)
              : f.operator === 'sw'
                ? text.startsWith(wanted)
                : text.endsWith(wanted);
          }
        : undefined,
    ),
  ),
  mutant(
    'filter.not-of-list',
    'not on a list asks for another value instead of none',
    ['RFC7644-3.4.2.2-28'],
    filtering((f) =>
      f.kind === 'not' && f.filter.kind === 'compare' && f.filter.operator === 'eq' && /\./.test(nameOf(f.filter))
        ? { ...f.filter, operator: 'ne' }
        : f,
    ),
  ),
];

function groupsOnly(change: (filter: Filter) => Filter): Change {
  return (b) => ({
    filterTest: (filter, model, options) => {
      if (model.type.name !== 'Group') return b.filterTest(filter, model, options);
      const walk = (f: Filter): Filter =>
        f.kind === 'and' || f.kind === 'or'
          ? { ...f, filters: f.filters.map(walk) }
          : f.kind === 'not'
            ? { ...f, filter: walk(f.filter) }
            : change(f);
      return b.filterTest(walk(filter), model, options);
    },
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new TypeError('URI malformed');
  }
}
