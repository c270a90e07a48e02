/** Filters. */
import { ScimError } from '../../scim/errors.js';
import { findAttribute } from '../../scim/model.js';
import { evaluating, filtering, rewrite } from '../mutants/tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { refuse, refusing, taking, USUAL, nameOf, hasContent } from './query-tools.js';

export const filterVariations: Variation[] = [
  variation(
    'brackets-refused',
    'Value filters in a query are answered invalidFilter',
    ['RFC7644-3.4.2.2'],
    refusing((filter) => filter.kind === 'valuePath'),
  ),
  variation(
    'filters-short',
    'A filter of more than four comparisons is answered invalidFilter',
    ['RFC7644-3.12'],
    (b) => ({
      parseFilter: (text) => {
        const filter = b.parseFilter(text);
        let comparisons = 0;
        rewrite(filter, (part) => {
          if (part.kind === 'compare' || part.kind === 'present') comparisons += 1;
          return part;
        });
        return comparisons > 4 ? refuse('The filter has more than four comparisons.') : filter;
      },
    }),
  ),
  variation(
    'empty-operand-refused',
    'A comparison with an empty text is answered invalidFilter',
    ['RFC7644-3.12'],
    refusing((filter) => filter.kind === 'compare' && filter.value === ''),
  ),
  variation(
    'ids-checked',
    'Comparisons with a text that is no id, or no time, are answered invalidFilter',
    ['RFC7644-3.12'],
    refusing(
      (filter) =>
        filter.kind === 'compare' &&
        typeof filter.value === 'string' &&
        ((/^(id|members\.value|groups\.value)$/.test(nameOf(filter)) && !/^[\da-f-]{36}$/.test(filter.value)) ||
          (/^meta\.(created|lastmodified)$/.test(nameOf(filter)) && Number.isNaN(Date.parse(filter.value)))),
    ),
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
    'or-refused',
    'Filters with or and not are answered invalidFilter',
    ['RFC7644-3.12'],
    refusing((filter) => filter.kind === 'or' || filter.kind === 'not'),
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
    'short-names-only',
    'Filters name usual attributes without their URN; others are answered invalidFilter',
    ['RFC7644-3.12'],
    refusing(
      (filter) =>
        (filter.kind === 'compare' || filter.kind === 'present' || filter.kind === 'valuePath') &&
        (filter.path.urn !== undefined || (nameOf(filter) !== '' && !USUAL.includes(nameOf(filter)))),
    ),
  ),
  variation(
    'rare-attributes-forbidden',
    'Filters on rare attributes are answered 403',
    ['RFC7644-3.12'],
    filtering((filter) => {
      const name = nameOf(filter);
      if (name !== '' && !USUAL.includes(name)) throw new ScimError(403, undefined, 'Not by this attribute.');
      return filter;
    }),
  ),
  variation(
    'names-eq-only',
    'userName and displayName by eq are all that filters may say; the rest is answered invalidFilter',
    ['RFC7644-3.12'],
    refusing(
      (filter) =>
        filter.kind !== 'compare' ||
        filter.operator !== 'eq' ||
        filter.path.urn !== undefined ||
        !['username', 'displayname'].includes(nameOf(filter)),
    ),
  ),
  variation(
    'simple-eq-only',
    'eq on an attribute of one plain value is all that filters may say; the rest is answered invalidFilter',
    ['RFC7644-3.12'],
    refusing(
      (filter) => filter.kind !== 'compare' || filter.operator !== 'eq' || filter.path.subAttribute !== undefined,
    ),
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
    'comparisons-alone',
    'A filter is one comparison: and, or, not and brackets are answered invalidFilter',
    ['RFC7644-3.12'],
    refusing(({ kind }) => ['and', 'or', 'not', 'valuePath'].includes(kind)),
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
      filter.kind === 'present' && filter.path.subAttribute === undefined && filter.path.urn === undefined
        ? (resource) =>
            resource[filter.path.attribute] === '' ||
            (resource[filter.path.attribute] !== undefined && hasContent(resource[filter.path.attribute]))
        : undefined,
    ),
  ),
];
