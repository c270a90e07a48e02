/** Operators and operands of filters. */
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { comparing, evaluating, filtering } from './tools.js';
import { operator, NEVER, ALWAYS, guessing, refuse, nameOf, ORDERINGS, metaOf, proper } from './filter-tools.js';

export const filterOperatorMutants: Mutant[] = [
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
    'filter.unknown-operator-is-eq',
    'An unknown operator counts as eq',
    ['RFC7644-3.4.2.2-48', 'RFC7644-3.4.2.2-49'],
    guessing((text, b) => b.parseFilter(text.replace(/^(\S+) \w+ /, '$1 eq '))),
  ),
];
