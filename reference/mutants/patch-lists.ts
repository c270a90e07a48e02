/** Operations of a PATCH that are passed over or go too far where nobody looks: at parts, at lists beside the e-mails. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA as URN, GROUP_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { failsWith } from './patch-operation-tools.js';
import { onLists, stepwise } from './patching.js';
import { elements, remodel, withMember, without } from './tools.js';

/** Changes the value of operations without a path. */
const pathless = (change: (value: JsonObject, operation: PatchOperation, resource: Resource) => JsonObject): Change =>
  stepwise((operation, run, resource) =>
    operation.path === undefined && isObject(operation.value)
      ? run({ ...operation, value: change(operation.value, operation, resource) })
      : run(),
  );

const isNothing = (value: Json | undefined): boolean => Array.isArray(value) && value.length === 0;

/** Leaves members out of an object. */
const leavingOut = (object: JsonObject, isLeftOut: (value: Json, name: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name, value]) => !isLeftOut(value, name)));

/** Compares values of lists in brackets letter by letter. */
const comparingExactly =
  (path: RegExp): Change =>
  (b) => ({
    applyPatch: (resource, operations, model, options) => {
      const exact = remodel(model, (attribute, at) => (path.test(at) ? { ...attribute, caseExact: true } : attribute));
      return b.applyPatch(resource, operations, exact, options);
    },
  });

/** Operations on one list, or on all, by a bracket or without one. */
const on = (
  list: string | undefined,
  where: 'list' | 'selected',
  step: (
    operation: PatchOperation,
    run: (operation?: PatchOperation) => Resource,
    resource: Resource,
    list: string,
  ) => Resource,
): Change =>
  onLists(({ attribute, filter, subAttribute }, operation, run, resource) => {
    const fits = where === 'list' ? !filter && subAttribute === undefined : filter !== undefined;
    return fits && (list === undefined || list === attribute) ? step(operation, run, resource, attribute) : run();
  });

/** Operations of one kind, or of any, on a part of all values of a list, by a path without a bracket. */
const unbracketed = (
  kind: PatchOperation['op'] | undefined,
  step: (resource: Resource, list: string, part: string, value: Json) => JsonObject,
): Change =>
  onLists(({ attribute, filter, subAttribute }, { op, value = null }, run, resource) =>
    subAttribute !== undefined && !filter && (kind ?? op) === op
      ? (step(resource, attribute, subAttribute, value) as Resource)
      : run(),
  );

/** Adds of an object at selected values. */
const recordAdds = (step: (list: string, value: JsonObject, resource: Resource) => Resource): Change =>
  onLists(({ attribute, filter, subAttribute }, { op, value }, run, resource) =>
    op === 'add' && filter && subAttribute === undefined && isObject(value) ? step(attribute, value, resource) : run(),
  );

/** Operations on the values of one list that a bracket selects by type reach those of that type in the other, too. */
const acrossLists = (
  op: PatchOperation['op'],
  change: (value: JsonObject, operation: PatchOperation) => JsonObject[],
) =>
  on(undefined, 'selected', (operation, run, _resource, list) => {
    const type = /type eq "(\w+)"/.exec(operation.path ?? '')?.[1];
    const other = { emails: 'phoneNumbers', phoneNumbers: 'emails' }[list];
    const result = run();
    if (operation.op !== op || type === undefined || other === undefined || result[other] === undefined) return result;
    const changed = elements(result, other).flatMap((each) =>
      each['type'] === type ? change(each, operation) : [each],
    );
    return { ...result, [other]: changed };
  });

const SELECTS = ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'];
const IN_CAPITALS = { kills: ['protocol.patch-filters.removes-by-text'] };
const UNBRACKETED = ['RFC7644-3.5.2-11', 'RFC7644-3.2-08'];
const PART = { kills: ['protocol.patch-parts.unbracketed'] };
const BESIDE = { kills: ['protocol.patch-filters.pathless-extension'] };
const WHOLE = { kills: ['protocol.patch-lists.pathless'] };
const RECORD = ['RFC7644-3.5.2.1-02', 'RFC7644-3.5.2-12'];
const RECORD_ADDED = { kills: ['protocol.patch-parts.record-added'] };
const RARE = { kills: ['protocol.patch-lists.rare'] };
const FIRST = ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'];
const FIRST_VALUES = { kills: ['protocol.patch-lists.first-values'] };
const EMPTIED = ['RFC7644-3.5.2.2-09', 'RFC7644-3.5.2.2-07'];
const NONE_LEFT = { kills: ['protocol.patch-parts.emptied'] };
const KEPT = ['RFC7644-3.2-08'];
const CLEARED = ['RFC7643-2.5-02'];
const BY_NULL = { kills: ['schema.null.patched'] };
const KEPT_VALUE = { kills: ['protocol.patch-replace.multi-valued'] };
const PARTS_AROUND = ['middleName', 'honorificPrefix', 'honorificSuffix'];

export const patchListMutants: Mutant[] = [
  mutant(
    'patch.bracket-types-exact',
    'Types in brackets are compared exactly',
    SELECTS,
    comparingExactly(/\.type$/),
    IN_CAPITALS,
  ),
  mutant(
    'patch.bracket-values-exact',
    'Values in brackets are compared exactly',
    SELECTS,
    comparingExactly(/\.value$/),
    IN_CAPITALS,
  ),
  mutant(
    'patch.bracket-part-exact',
    'The name of a part behind a bracket is compared exactly, and an unknown one changes nothing',
    ['RFC7644-3.10-05'],
    stepwise(({ path = '' }, run, resource) => (/\]\.[A-Z]/.test(path) ? resource : run())),
    { kills: ['protocol.notation.patch-paths'] },
  ),
  mutant(
    'patch.pathless-parts-exact',
    'Names of parts within a value without path are compared exactly',
    ['RFC7643-2.1-02'],
    pathless((value) =>
      Object.fromEntries(
        Object.entries(value).map(([name, each]) => [
          name,
          isObject(each) ? leavingOut(each, (_part, part) => /^[A-Z]+$/.test(part)) : each,
        ]),
      ),
    ),
    { kills: ['protocol.patch-replace.pathless-case'] },
  ),
  mutant(
    'patch.primary-false-ignored',
    'false for primary is taken for no value',
    ['RFC7644-3.5.2.3-11'],
    on(undefined, 'selected', ({ path = '', value }, run, resource) =>
      path.endsWith('.primary') && value === false ? resource : run(),
    ),
    { kills: ['protocol.patch-values.not-primary'] },
  ),
  mutant(
    'patch.unbracketed-ignored',
    'A part of a list that is named without a bracket stays as it is',
    UNBRACKETED,
    unbracketed(undefined, (resource) => resource),
    PART,
  ),
  mutant(
    'patch.unbracketed-takes-all',
    'A remove of a part of a list without a bracket removes the list',
    UNBRACKETED,
    unbracketed('remove', (resource, list) => without(resource, list)),
    PART,
  ),
  mutant(
    'patch.unbracketed-replaces-all',
    'A replace of a part of a list without a bracket puts that part in the place of all values',
    UNBRACKETED,
    unbracketed('replace', (resource, list, part, value) => ({ ...resource, [list]: [{ [part]: value }] })),
    PART,
  ),
  mutant(
    'patch.extension-ignored-beside-core',
    'Of a value without path the extension counts where it stands alone',
    ['RFC7644-3.5.2.3-16'],
    pathless((value) => (Object.keys(value).length > 1 ? without(value, URN) : value)),
    BESIDE,
  ),
  mutant(
    'patch.core-ignored-beside-extension',
    'Of a value without path that has an extension nothing else counts',
    ['RFC7644-3.5.2.3-16'],
    pathless((value) => (value[URN] === undefined ? value : { [URN]: value[URN] })),
    BESIDE,
  ),
  ...['phoneNumbers', 'roles', 'addresses'].map((list) =>
    mutant(
      `patch.${list === 'phoneNumbers' ? 'phones' : list}-appended-without-path`,
      `A replace of ${list} without path adds to them`,
      ['RFC7644-3.5.2.3-03'],
      pathless((value, { op }, resource) =>
        op === 'replace'
          ? withMember(value, list, (given) => [...valuesOf(resource[list]), ...valuesOf(given)])
          : value,
      ),
      WHOLE,
    ),
  ),
  mutant(
    'patch.pathless-first-of-several',
    'Of each list in a value without path the first value is stored',
    ['RFC7644-3.5.2.3-03'],
    pathless((value) =>
      Object.fromEntries(
        Object.entries(value).map(([name, each]) => [
          name,
          Array.isArray(each) && !['schemas', 'members'].includes(name) ? each.slice(0, 1) : each,
        ]),
      ),
    ),
    WHOLE,
  ),
  mutant(
    'patch.record-add-ignored',
    'An add of an object at a selected value changes nothing',
    RECORD,
    recordAdds((_list, _value, resource) => resource),
    RECORD_ADDED,
  ),
  mutant(
    'patch.record-add-everywhere',
    'An add of an object at a selected value changes all values',
    RECORD,
    recordAdds((list, value, resource) => ({
      ...resource,
      [list]: elements(resource, list).map((each) => ({ ...each, ...value })),
    })),
    RECORD_ADDED,
  ),
  mutant(
    'patch.record-add-takes-others',
    'An add of an object at a selected value takes the other values away',
    RECORD,
    recordAdds((list, value, resource) => ({ ...resource, [list]: [value] })),
    RECORD_ADDED,
  ),
  mutant(
    'groups.external-id-not-removed',
    'A remove of the externalId of a group changes nothing',
    ['RFC7644-3.5.2.2-02'],
    stepwise(({ op, path }, run, resource, model) =>
      model.core.id === GROUP_SCHEMA && op === 'remove' && path === 'externalId' ? resource : run(),
    ),
    { kills: ['groups.changes.external-id-removed'] },
  ),
  mutant(
    'groups.replace-no-match-ignored',
    'A replace of a member who is none is answered with success',
    ['RFC7644-3.5.2.3-12'],
    stepwise(({ op }, run, resource, model) =>
      model.core.id === GROUP_SCHEMA && op === 'replace' && failsWith(run, 'noTarget') ? resource : run(),
    ),
    { kills: ['groups.changes.no-match'] },
  ),
  mutant(
    'patch.messengers-by-bracket-ignored',
    'A path with a bracket into ims changes nothing',
    ['RFC7644-3.5.2.3-11'],
    on('ims', 'selected', (_operation, _run, resource) => resource),
    RARE,
  ),
  mutant(
    'patch.photos-by-bracket-ignored',
    'A path with a bracket into photos changes nothing',
    ['RFC7644-3.5.2.2-07'],
    on('photos', 'selected', (_operation, _run, resource) => resource),
    RARE,
  ),
  mutant(
    'patch.messengers-added-alone',
    'An add of a messenger takes the place of the others',
    ['RFC7644-3.5.2.1-08'],
    on('ims', 'list', (operation, run) => run(operation.op === 'add' ? { ...operation, op: 'replace' } : operation)),
    RARE,
  ),
  mutant(
    'patch.photos-not-added',
    'An add of a photo changes nothing where there is one',
    ['RFC7644-3.5.2.1-08'],
    on('photos', 'list', ({ op }, run, resource) =>
      op === 'add' && elements(resource, 'photos').length > 0 ? resource : run(),
    ),
    RARE,
  ),
  mutant(
    'patch.photos-replaced-by-adding',
    'A replace of photos adds to them',
    ['RFC7644-3.5.2.3-04'],
    on('photos', 'list', (operation, run) => run(operation.op === 'replace' ? { ...operation, op: 'add' } : operation)),
    { kills: ['schema.honesty.patch-stored'] },
  ),
  mutant(
    'patch.first-values-not-added',
    'An add to a list that has no values changes nothing',
    FIRST,
    on(undefined, 'list', ({ op }, run, resource, list) =>
      op === 'add' && elements(resource, list).length === 0 ? resource : run(),
    ),
    FIRST_VALUES,
  ),
  mutant(
    'patch.first-role-not-added',
    'An add to roles changes nothing where there are none',
    FIRST,
    on('roles', 'list', ({ op }, run, resource, list) =>
      op === 'add' && elements(resource, list).length === 0 ? resource : run(),
    ),
    FIRST_VALUES,
  ),
  mutant(
    'patch.present-value-stops-add',
    'An add of several values of which one is there changes nothing',
    ['RFC7644-3.5.2.1-08'],
    on(undefined, 'list', ({ op, value }, run, resource, list) => {
      const known = elements(resource, list).flatMap((each) => each['value'] ?? []);
      return op === 'add' && valuesOf(value).some((each) => isObject(each) && known.includes(each['value'] ?? null))
        ? resource
        : run();
    }),
    { kills: ['protocol.patch-add.some-present'] },
  ),
  mutant(
    'patch.add-takes-primary',
    'A value that is added takes primary from the others, whether it is primary or not',
    ['RFC7644-3.5.2.1-08'],
    on('emails', 'list', (operation, run, resource, list) => {
      const { op, value } = operation;
      if (op !== 'add' || valuesOf(value).some((each) => isObject(each) && each['primary'] === true)) return run();
      const known = elements(resource, list).map((each) => each['value']);
      const result = run();
      return {
        ...result,
        [list]: elements(result, list).map((each) => (known.includes(each['value']) ? without(each, 'primary') : each)),
      };
    }),
    { kills: ['protocol.patch-add.multi-valued'] },
  ),
  mutant(
    'patch.changed-phone-not-primary',
    'A telephone number that is replaced is no longer primary',
    ['RFC7644-3.5.2.3-11'],
    on('phoneNumbers', 'selected', (operation, run, _resource, list) => {
      const { op, path = '', value } = operation;
      const result = run();
      return op === 'replace' && path.endsWith('.value')
        ? {
            ...result,
            [list]: elements(result, list).map((each) => (each['value'] === value ? without(each, 'primary') : each)),
          }
        : result;
    }),
    { kills: ['protocol.patch-values.replace'] },
  ),
  ...['phoneNumbers', 'addresses'].map((list) =>
    mutant(
      `patch.last-of-${list === 'phoneNumbers' ? 'phones' : list}-stays`,
      `The last value of ${list} is not removed by its bracket`,
      EMPTIED,
      on(list, 'selected', ({ op }, run, resource) => {
        const result = run();
        return op === 'remove' && elements(result, list).length === 0 ? resource : result;
      }),
      NONE_LEFT,
    ),
  ),
  mutant(
    'patch.last-phone-leaves-type',
    'Of the last telephone number that is removed its type stays',
    EMPTIED,
    on('phoneNumbers', 'selected', ({ op, path = '' }, run, resource, list) => {
      const result = run();
      const [last] = elements(resource, list);
      return op === 'remove' && path.endsWith(']') && last && elements(result, list).length === 0
        ? { ...result, [list]: [{ type: last['type'] ?? null }] }
        : result;
    }),
    NONE_LEFT,
  ),
  mutant(
    'patch.name-object-in-part',
    'Of an object for name only given and family name count',
    ['RFC7644-3.5.2.3-08'],
    stepwise((operation, run) =>
      run(
        operation.path === 'name' && isObject(operation.value)
          ? { ...operation, value: without(operation.value, ...PARTS_AROUND) }
          : operation,
      ),
    ),
    { kills: ['protocol.patch-replace.complex-several'] },
  ),
  mutant(
    'patch.name-object-loses-family',
    'An object for name that has no family name takes the stored one away',
    ['RFC7644-3.5.2.3-09'],
    stepwise(({ op, path, value }, run) => {
      const result = run();
      return path === 'name' && op === 'replace' && isObject(value) && value['familyName'] === undefined
        ? (withMember(result, 'name', (name) => (isObject(name) ? without(name, 'familyName') : name)) as Resource)
        : result;
    }),
    { kills: ['protocol.patch-replace.complex-several'] },
  ),
  mutant(
    'patch.null-name-ignored',
    'The family name Null is taken for null',
    ['RFC7644-3.5.2-11'],
    stepwise(({ value }, run, resource) => (typeof value === 'string' && /^null$/i.test(value) ? resource : run())),
    { kills: ['protocol.patch-replace.sub-attribute'] },
  ),
  mutant(
    'patch.digits-are-numbers',
    'A title of digits alone that is added is stored as a number',
    ['RFC7644-3.5.2.1-11'],
    stepwise(({ op, path }, run) => {
      const result = run();
      return op === 'add' && path === 'title'
        ? (withMember(result, 'title', (text) => (/^\d+$/.test(String(text)) ? Number(text) : text)) as Resource)
        : result;
    }),
    { kills: ['protocol.patch-add.assigned'] },
  ),
  mutant(
    'patch.mails-take-phones',
    'What removes or replaces all e-mails takes the telephone numbers along',
    KEPT,
    on('emails', 'list', ({ op }, run) => {
      const result = run();
      return op === 'add' ? result : (without(result, 'phoneNumbers') as Resource);
    }),
    { kills: ['protocol.patch-remove.multi-valued', 'protocol.patch-replace.multi-valued'] },
  ),
  mutant(
    'patch.type-removed-across',
    'A remove of the e-mails of a type takes the telephone numbers of that type along',
    KEPT,
    acrossLists('remove', () => []),
    { kills: ['protocol.patch-remove.last-value'] },
  ),
  mutant(
    'patch.type-replaced-across',
    'A replace of the e-mail of a type is written to the telephone number of that type, too',
    KEPT,
    acrossLists('replace', (value, operation) => [{ ...value, value: operation.value ?? null }]),
    { kills: ['protocol.patch-replace.value-path-rest'] },
  ),
  mutant(
    'patch.kept-value-lost',
    'A value that was there before a replace of the list is deleted with the others',
    ['RFC7644-3.5.2.3-05'],
    on('emails', 'list', ({ op }, run, resource, list) => {
      const result = run();
      const old = elements(resource, list).map((each) => each['value']);
      return op === 'replace'
        ? { ...result, [list]: elements(result, list).filter((each) => !old.includes(each['value'])) }
        : result;
    }),
    KEPT_VALUE,
  ),
  mutant(
    'patch.kept-value-500',
    'A replace of a list inserts before it deletes: 500 for a value that was there before',
    ['RFC7644-3.5.2.3-05'],
    on('emails', 'list', ({ op, value }, run, resource, list) => {
      const old = elements(resource, list).map((each) => each['value']);
      if (op === 'replace' && valuesOf(value).some((each) => isObject(each) && old.includes(each['value'])))
        throw new Error('duplicate key');
      return run();
    }),
    KEPT_VALUE,
  ),
  mutant(
    'patch.list-removals-last',
    'Removals of whole lists are done last',
    ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => {
        const late = operations.filter(({ op, path }) => op === 'remove' && path === 'emails');
        const others = operations.filter((operation) => !late.includes(operation));
        return b.applyPatch(resource, [...others, ...late], model, options);
      },
    }),
    { kills: ['protocol.patch-sequence.list-anew'] },
  ),
  mutant(
    'patch.null-of-part-ignored',
    'null for a part of an object changes nothing',
    CLEARED,
    stepwise(({ path = '', value }, run, resource) => (/^\w+\.\w+$/.test(path) && value === null ? resource : run())),
    BY_NULL,
  ),
  mutant(
    'patch.null-of-list-ignored',
    'null for a list changes nothing',
    CLEARED,
    onLists(({ subAttribute }, { op, value }, run, resource) =>
      op === 'replace' && subAttribute === undefined && value === null ? resource : run(),
    ),
    BY_NULL,
  ),
  mutant(
    'patch.null-of-list-breaks',
    'null for a list is taken for a list of values, and the request ends in 500',
    CLEARED,
    onLists(({ filter, subAttribute }, { op, value }, run) => {
      if (op === 'replace' && !filter && subAttribute === undefined && value === null)
        throw new TypeError('value is not iterable');
      return run();
    }),
    BY_NULL,
  ),
  mutant(
    'patch.null-of-extension-ignored',
    'null for an attribute of an extension changes nothing',
    CLEARED,
    stepwise(({ path = '', value }, run, resource) => (path.startsWith(URN) && value === null ? resource : run())),
    BY_NULL,
  ),
  mutant(
    'patch.null-in-object-ignored',
    'null within an object for name is passed over',
    CLEARED,
    stepwise((operation, run) =>
      run(
        operation.path === 'name' && isObject(operation.value)
          ? { ...operation, value: leavingOut(operation.value, (part) => part === null) }
          : operation,
      ),
    ),
    BY_NULL,
  ),
  mutant(
    'patch.pathless-null-ignored',
    'null within a value without path is passed over',
    CLEARED,
    pathless((value) => leavingOut(value, (each) => each === null)),
    BY_NULL,
  ),
  mutant(
    'patch.pathless-extension-first',
    'Of an extension within a value without path only the first attribute counts',
    ['RFC7644-3.5.2.3-16'],
    pathless((value) =>
      withMember(value, URN, (extension) =>
        isObject(extension) ? Object.fromEntries(Object.entries(extension).slice(0, 1)) : extension,
      ),
    ),
    BESIDE,
  ),
  mutant(
    'patch.pathless-nothing-ignored',
    'An empty list within a value without path is passed over',
    CLEARED,
    pathless((value) => leavingOut(value, isNothing)),
    BY_NULL,
  ),
  mutant(
    'patch.nothing-added-empties',
    'An add of an empty list to an attribute of a user empties it',
    ['RFC7644-3.5.2.1-08', ...KEPT],
    on(undefined, 'list', ({ op, value }, run, resource, list) =>
      op === 'add' && isNothing(value) ? (without(resource, list) as Resource) : run(),
    ),
    { kills: ['protocol.patch-add.nothing'] },
  ),
  mutant(
    'groups.nothing-added-empties',
    'An add without path that has an empty list of members empties the group',
    ['RFC7644-3.5.2.1-08', ...KEPT],
    stepwise(({ op, path, value }, run, resource, model) =>
      model.core.id === GROUP_SCHEMA &&
      op === 'add' &&
      path === undefined &&
      isObject(value) &&
      isNothing(value['members'])
        ? (without(resource, 'members') as Resource)
        : run(),
    ),
    { kills: ['groups.changes.nobody-added'] },
  ),
  mutant(
    'patch.pathless-add-replaces-name',
    'An add without path puts a name in the place of the stored one',
    ['RFC7644-3.5.2.1-07'],
    stepwise(({ op, path, value }, run) => {
      const result = run();
      return op === 'add' && path === undefined && isObject(value) && isObject(value['name'])
        ? { ...result, name: value['name'] }
        : result;
    }),
    { kills: ['protocol.patch-filters.pathless-complex-add'] },
  ),
  mutant(
    'patch.selected-mail-drops-extension',
    'A change of a selected e-mail takes the extension along',
    KEPT,
    on('emails', 'selected', (_operation, run) => without(run(), URN) as Resource),
    { kills: ['protocol.patch-replace.value-path-sub'] },
  ),
];
