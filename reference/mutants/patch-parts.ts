/** PATCH of parts, of whole arrays, of texts, and of one attribute several times. */
import { ScimError } from '../../scim/errors.js';
import { compileValueFilter } from '../../scim/evaluate.js';
import type { Filter } from '../../scim/filter.js';
import { formatPath, type Path } from '../../scim/path.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, Resource } from '../../scim/types.js';
import { USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { refused } from './patch-operation-tools.js';
import { pathOf, stepwise } from './patching.js';
import { elements, withElements, without } from './tools.js';

/** Decides about operations on a part of the values that a bracket selects. */
const onParts = (
  step: (part: { list: string; name: string }, operation: PatchOperation, run: () => Resource, r: Resource) => Resource,
): Change =>
  stepwise((operation, run, resource, model) => {
    const path = pathOf(operation, model);
    const { filter, subAttribute } = path ?? {};
    return path && filter && subAttribute !== undefined
      ? step({ list: path.attribute, name: subAttribute }, operation, run, resource)
      : run();
  });

/** Whether one of the values lacks the part. */
const isMissing = (resource: Resource, { list, name }: { list: string; name: string }): boolean =>
  elements(resource, list).some((each) => each[name] === undefined);

/** Operations on users, by the beginning of their path. */
const onUsers = (
  concerns: RegExp,
  step: (operation: PatchOperation, run: (o?: PatchOperation) => Resource, r: Resource) => Resource,
): Change =>
  stepwise((operation, run, resource, model) =>
    model.core.id === USER_SCHEMA && concerns.test(operation.path ?? '') ? step(operation, run, resource) : run(),
  );

/** Operations of some kind work on an attribute as it was before the first of them. */
const fromStart =
  (name: string, concerns: (operation: PatchOperation, path: Path) => boolean): Change =>
  (b) => ({
    applyPatch: (resource, operations, model, options) =>
      operations.reduce<Resource>((state, operation) => {
        const path = pathOf(operation, model);
        const isConcerned = path?.attribute === name && concerns(operation, path);
        const from = isConcerned ? { ...state, [name]: resource[name] ?? null } : state;
        return b.applyPatch(from, [operation], model, options);
      }, resource),
  });

const texts = (change: (text: string) => string): Change =>
  onUsers(/./, (operation, run) =>
    run(typeof operation.value === 'string' ? { ...operation, value: change(operation.value) } : operation),
  );

/** Operations of groups of one kind before those of the other. */
const sortedMembers =
  (isFirst: (operation: PatchOperation) => boolean): Change =>
  (b) => ({
    applyPatch: (resource, operations, model, options) => {
      const sorted = [...operations.filter(isFirst), ...operations.filter((each) => !isFirst(each))];
      return b.applyPatch(resource, model.core.id === USER_SCHEMA ? operations : sorted, model, options);
    },
  });

const bracket = (change: (filter: Filter) => Filter): Change =>
  stepwise((operation, run, _resource, model) => {
    const path = pathOf(operation, model);
    return path?.filter ? run({ ...operation, path: formatPath({ ...path, filter: change(path.filter) }) }) : run();
  });

/** Leaves of a filter that compare by one operator are taken for comparisons by eq. */
const takenForEqual = (operator: string): Change => {
  const change = (filter: Filter): Filter => {
    if (filter.kind === 'and' || filter.kind === 'or') return { ...filter, filters: filter.filters.map(change) };
    return filter.kind === 'compare' && filter.operator === operator ? { ...filter, operator: 'eq' } : filter;
  };
  return bracket(change);
};

const SELECTS = ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'];
const SEVERAL = { kills: ['protocol.patch-parts.several'] };
const NAMED = { kills: ['protocol.notation.patch-paths'] };
const TEXT = ['RFC7644-3.5.2.3-04'];
const AS_TEXT = { kills: ['protocol.patch-sequence.texts'] };
const IN_ORDER = ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'];

export const patchPartMutants: Mutant[] = [
  mutant(
    'patch.several-primary',
    'A path that selects several values makes all of them primary',
    ['RFC7643-2.4-05'],
    stepwise((operation, run, resource, model) => {
      const { filter, subAttribute, attribute: list = '' } = pathOf(operation, model) ?? {};
      const attribute = model.core.attributes.find(({ name }) => name === list);
      if (!filter || !attribute || subAttribute !== 'primary' || operation.value !== true) return run();
      const isSelected = compileValueFilter(filter, attribute);
      const several = elements(resource, list).filter((each) => isSelected(each)).length > 1;
      return several
        ? (withElements(resource, list, (each) => (isSelected(each) ? { ...each, primary: true } : each)) as Resource)
        : run();
    }),
    { kills: ['protocol.patch-values.one-primary'] },
  ),
  mutant(
    'patch.postal-code-kept',
    'A path to the postal code of an address changes nothing',
    ['RFC7644-3.5.2.3-11'],
    onParts(({ name }, operation, run, resource) =>
      name === 'postalCode' && operation.op === 'replace' ? resource : run(),
    ),
    SEVERAL,
  ),
  mutant(
    'patch.address-parts-lost',
    'A part of an address that is replaced takes the locality of all addresses along',
    ['RFC7644-3.5.2.3-11'],
    onParts(({ list, name }, _operation, run) => {
      const result = run();
      return list === 'addresses' && name !== 'locality'
        ? { ...result, addresses: elements(result, list).map((each) => without(each, 'locality')) }
        : result;
    }),
    SEVERAL,
  ),
  mutant(
    'patch.phones-from-start',
    'Each operation works on the phones as they were before the first',
    ['RFC7644-3.5.2-28'],
    fromStart('phoneNumbers', () => true),
    SEVERAL,
  ),
  mutant(
    'patch.part-removed-everywhere',
    'A part that is removed from one value is removed from all',
    ['RFC7644-3.5.2.2-08'],
    onParts(({ list, name }, { op }, run, resource) =>
      op === 'remove' ? { ...resource, [list]: elements(resource, list).map((each) => without(each, name)) } : run(),
    ),
    { kills: ['protocol.patch-parts.removed'] },
  ),
  mutant(
    'patch.part-not-added',
    'An add of a part changes nothing where there are values',
    ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
    onParts(({ list }, { op }, run, resource) =>
      op === 'add' && elements(resource, list).length > 0 ? resource : run(),
    ),
    { kills: ['protocol.patch-parts.added'] },
  ),
  mutant(
    'patch.part-becomes-value',
    'An add of a part makes another value of it',
    ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
    onParts(({ list, name }, { op, value = null }, run, resource) =>
      op === 'add' && elements(resource, list).length > 0
        ? { ...resource, [list]: [...elements(resource, list), { [name]: value }] }
        : run(),
    ),
    { kills: ['protocol.patch-parts.added'] },
  ),
  mutant(
    'patch.part-needs-value',
    'A replace of a part that one of the values lacks is answered noTarget',
    ['RFC7644-3.5.2.3-06'],
    onParts((part, { op }, run, resource) => {
      if (op === 'replace' && part.name !== 'primary' && isMissing(resource, part))
        throw new ScimError(400, 'noTarget', 'There is no such value.');
      return run();
    }),
    { kills: ['protocol.patch-parts.set-by-replace'] },
  ),
  mutant(
    'patch.name-from-start',
    'Each operation works on the name as it was before the first',
    ['RFC7644-3.5.2-28'],
    fromStart('name', () => true),
    { kills: ['protocol.patch-sequence.name'] },
  ),
  mutant(
    'patch.given-name-kept',
    'A replace of name.givenName changes nothing',
    ['RFC7644-3.5.2-11'],
    onUsers(/^name\.givenName$/i, ({ op }, run, resource) => (op === 'replace' ? resource : run())),
    { kills: ['protocol.patch-sequence.name'] },
  ),
  mutant(
    'patch.honorifics-kept',
    'A replace of the parts of name around it changes nothing',
    ['RFC7644-3.5.2-11'],
    onUsers(/^name\.honorific/i, ({ op }, run, resource) => (op === 'replace' ? resource : run())),
    { kills: ['protocol.patch-sequence.name'] },
  ),
  mutant(
    'patch.mails-added-from-start',
    'Each add works on the e-mails as they were before the first',
    ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.1-08'],
    fromStart('emails', ({ op }, { filter }) => op === 'add' && !filter),
    { kills: ['protocol.patch-sequence.added-apart'] },
  ),
  mutant(
    'patch.first-of-added',
    'Of several values that an operation adds to a user the first is stored',
    ['RFC7644-3.5.2.1-08'],
    onUsers(/./, (operation, run) =>
      run(
        operation.op === 'add' && Array.isArray(operation.value)
          ? { ...operation, value: operation.value.slice(0, 1) }
          : operation,
      ),
    ),
    { kills: ['protocol.patch-sequence.added-apart'] },
  ),
  mutant(
    'patch.members-removed-first',
    'Of a PATCH of a group all removals are done first',
    IN_ORDER,
    sortedMembers(({ op }) => op === 'remove'),
    { kills: ['protocol.patch-sequence.member'] },
  ),
  mutant(
    'patch.members-removed-last',
    'Of a PATCH of a group all removals are done last',
    IN_ORDER,
    sortedMembers(({ op }) => op !== 'remove'),
    { kills: ['protocol.patch-sequence.member'] },
  ),
  mutant(
    'patch.texts-in-latin',
    'Letters beyond Latin are lost in a PATCH',
    TEXT,
    texts((text) => Buffer.from(text, 'latin1').toString('latin1')),
    AS_TEXT,
  ),
  mutant(
    'patch.texts-escaped',
    'Texts of a PATCH are escaped as HTML',
    TEXT,
    texts((text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/'/g, '&#39;')),
    AS_TEXT,
  ),
  mutant(
    'patch.texts-cut',
    'Texts of a PATCH are cut at 64 characters',
    TEXT,
    texts((text) => text.slice(0, 64)),
    AS_TEXT,
  ),
  ...['phoneNumbers', 'roles', 'entitlements'].map((list) =>
    mutant(
      `patch.${list === 'phoneNumbers' ? 'phones' : list}-replaced-by-adding`,
      `A replace of ${list} adds to them`,
      ['RFC7644-3.5.2.3-05'],
      onUsers(new RegExp(`^${list}$`), (operation, run) =>
        run(
          operation.op === 'replace' && Array.isArray(operation.value) && operation.value.length > 0
            ? { ...operation, op: 'add' }
            : operation,
        ),
      ),
      { kills: ['protocol.patch-values.replaced-whole'] },
    ),
  ),
  mutant(
    'patch.bracket-ends-early',
    'A bracket in a path is taken to end at the first closing one, within a string, too',
    ['RFC7644-3.5.2-12', 'RFC7644-3.5.2-13'],
    stepwise(({ path = '' }, run) =>
      /"[^"]*\][^"]*"/.test(path.replace(/\\"/g, '')) ? refused('invalidPath', 'The bracket is not closed.') : run(),
    ),
    { kills: ['protocol.patch-values.replace'] },
  ),
  mutant('patch.ew-is-eq', 'ew in a value filter is taken for eq', SELECTS, takenForEqual('ew'), {
    kills: ['protocol.patch-filters.removes-by-text'],
  }),
  mutant('patch.co-is-eq', 'co in a value filter is taken for eq', SELECTS, takenForEqual('co'), {
    kills: ['protocol.patch-filters.removes-by-text'],
  }),
  mutant(
    'patch.filter-names-exact',
    'Names in a value filter are compared exactly, and unknown ones select nothing',
    SELECTS,
    stepwise(({ path = '' }, run, resource) => (/\[[A-Z]/.test(path) ? resource : run())),
    { kills: ['protocol.patch-filters.removes-by-text'] },
  ),
  mutant(
    'patch.last-leaves-shell',
    'When the last e-mail is removed an empty object stays',
    ['RFC7644-3.5.2.2-09', 'RFC7644-3.5.2.2-06'],
    (b) => {
      const emptied = new Set<Json | undefined>();
      return {
        applyPatch: (resource, operations, model, options) => {
          const result = b.applyPatch(resource, operations, model, options);
          if (elements(resource, 'emails').length > 0 && elements(result, 'emails').length === 0)
            emptied.add(resource['id']);
          return result;
        },
        shown: (resource, stored, view) => {
          const result = b.shown(resource, stored, view);
          return emptied.has(stored.id) && result['emails'] === undefined ? { ...result, emails: [{}] } : result;
        },
      };
    },
    { kills: ['protocol.patch-remove.last-value'] },
  ),
  mutant(
    'patch.urn-removal-ignored',
    'A remove whose path begins with the URN of the core schema changes nothing',
    ['RFC7644-3.10-01', 'RFC7644-3.10-06'],
    onUsers(/^urn:.*core:2\.0:User:/i, ({ op }, run, resource) => (op === 'remove' ? resource : run())),
    NAMED,
  ),
  mutant(
    'patch.urn-bracket-refused',
    'A path that begins with a URN takes no bracket',
    ['RFC7644-3.10-01'],
    onUsers(/^urn:.*core:2\.0:User:\w+\[/i, () => refused('invalidPath', 'No such attribute.')),
    NAMED,
  ),
  mutant(
    'patch.urn-exact',
    'URNs in paths are compared exactly',
    ['RFC7644-3.10-05'],
    onUsers(/^urn:/i, ({ path = '' }, run) =>
      path.startsWith('urn:') ? run() : refused('invalidPath', 'No such attribute.'),
    ),
    NAMED,
  ),
];
