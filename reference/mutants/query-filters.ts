/** Mutants of where the values come from that a filter compares: decoding, indexes, projection, patterns. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, Resource, ResourceModel } from '../../scim/types.js';
import type { Change, QueryParameters } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { evaluating, filtering, remodel } from './tools.js';

/** Lets filters see another state of each resource. */
export function seeing(look: (resource: Resource, model: ResourceModel) => Resource): Change {
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
  mutant('filter.detail-missing', 'A refused filter is refused without a word', ['RFC7644-3.4.2.2-50'], (b) => ({
    errorAnswer: (error) => {
      const answer = b.errorAnswer(error);
      if (error.scimType !== 'invalidFilter' || !isObject(answer.body)) return answer;
      const { detail: _detail, ...body } = answer.body;
      return { ...answer, body };
    },
  })),
];
