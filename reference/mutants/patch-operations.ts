import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { isObject, valuesOf } from '../../scim/json.js';
import { findAttribute } from '../../scim/model.js';
import { formatPath } from '../../scim/path.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Attribute, Json, Resource, ResourceModel } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { pathOf, stepwise, tolerating } from './patching.js';
import { remodel, storing, without } from './tools.js';

/** The attribute that the path of an operation names, sub-attribute and filter aside. */
function attributeOf(operation: PatchOperation, model: ResourceModel): Attribute | undefined {
  const path = pathOf(operation, model);
  if (!path) return undefined;
  return findAttribute(model, path.urn === undefined ? path.attribute : `${path.urn}:${path.attribute}`)?.attribute;
}

const names = (operation: PatchOperation): string => operation.path ?? '';
const isPlain = (operation: PatchOperation): boolean => /^\w+$/.test(names(operation));
const isSub = (operation: PatchOperation): boolean => /^\w+\.\w+$/.test(names(operation));
const isFiltered = (operation: PatchOperation): boolean => names(operation).includes('[');

function has(resource: Resource, operation: PatchOperation): boolean {
  const name = names(operation).toLowerCase();
  return Object.keys(resource).some((key) => key.toLowerCase() === name);
}

/** Whether the filter of a path selects nothing. */
function failsWith(run: () => Resource, scimType: string): boolean {
  try {
    run();
    return false;
  } catch (error) {
    return error instanceof ScimError && error.scimType === scimType;
  }
}

const refused = (scimType: 'invalidPath' | 'noTarget' | 'invalidValue', detail: string): never => {
  throw new ScimError(400, scimType, detail);
};

export const patchOperationMutants: Mutant[] = [
  mutant(
    'patch.sub-attribute-refused',
    'Paths to a sub-attribute are refused',
    ['RFC7644-3.5.2-11', 'RFC7644-3.10-04'],
    stepwise((operation, run) => (isSub(operation) ? refused('invalidPath', 'No such attribute.') : run())),
  ),
  mutant(
    'patch.sub-attribute-ignored',
    'Paths to a sub-attribute change nothing',
    ['RFC7644-3.5.2-11', 'RFC7644-3.5.2.1-05'],
    stepwise((operation, run, resource) => (isSub(operation) ? resource : run())),
  ),
  mutant(
    'patch.sub-attribute-alone',
    'Setting a sub-attribute drops its siblings',
    ['RFC7644-3.5.2-11', 'RFC7644-3.5.2.3-09'],
    stepwise((operation, run, resource) => {
      const [parent = ''] = names(operation).split('.');
      return isSub(operation) && operation.op !== 'remove'
        ? run(operation, without(resource, parent) as Resource)
        : run();
    }),
  ),
  mutant(
    'patch.filter-refused',
    'Paths with a value filter are refused',
    ['RFC7644-3.5.2-12', 'RFC7644-3.5.2-13'],
    stepwise((operation, run) => (isFiltered(operation) ? refused('invalidPath', 'No such attribute.') : run())),
    { bug: 8 },
  ),
  mutant(
    'patch.filter-500',
    'A path with a value filter crashes the server',
    ['RFC7644-3.5.2-12', 'RFC7644-3.5.2-13'],
    stepwise((operation, run) => {
      if (isFiltered(operation)) throw new TypeError('no such key');
      return run();
    }),
    { bug: 8 },
  ),
  mutant(
    'patch.filter-dropped',
    'The value filter of a path is ignored',
    ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2.2-05', 'RFC7644-3.5.2-12'],
    stepwise((operation, run) =>
      isFiltered(operation) ? run({ ...operation, path: names(operation).replace(/\[.*\]/, '') }) : run(),
    ),
  ),
  mutant(
    'patch.filter-changes-nothing',
    'Paths with a value filter change nothing',
    ['RFC7644-3.5.2-12', 'RFC7644-3.5.2-13', 'RFC7644-3.5.2.2-05'],
    stepwise((operation, run, resource) => (isFiltered(operation) ? resource : run())),
  ),
  mutant(
    'patch.filter-first-condition',
    'Of a value filter only the first condition counts',
    ['RFC7644-3.5.2.2-07'],
    stepwise((operation, run, _resource, model) => {
      const path = pathOf(operation, model);
      const first: Filter | undefined = path?.filter?.kind === 'and' ? path.filter.filters[0] : undefined;
      return path && first ? run({ ...operation, path: formatPath({ ...path, filter: first }) }) : run();
    }),
  ),
  mutant(
    'patch.filter-by-type-only',
    'Value filters on anything but type are refused',
    ['RFC7644-3.5.2-12'],
    stepwise((operation, run) =>
      isFiltered(operation) && !/\[type eq "[^"]*"\]/.test(names(operation))
        ? refused('invalidPath', 'Only type can be used.')
        : run(),
    ),
  ),
  mutant(
    'patch.filter-first-match',
    'Of several values that match only the first is changed',
    ['RFC7644-3.5.2.3-10', 'RFC7644-3.5.2.3-11'],
    stepwise((operation, run, resource, model) => {
      const attribute = isFiltered(operation) ? attributeOf(operation, model) : undefined;
      const before = attribute ? resource[attribute.name] : undefined;
      const result = run();
      const after = attribute ? result[attribute.name] : undefined;
      if (!attribute || !Array.isArray(before) || !Array.isArray(after) || before.length !== after.length)
        return result;
      const first = after.findIndex((value, index) => JSON.stringify(value) !== JSON.stringify(before[index]));
      return {
        ...result,
        [attribute.name]: before.map((value, index) => (index === first ? (after[index] ?? null) : value)),
      };
    }),
  ),
  mutant(
    'patch.filter-drops-others',
    'A replace by value filter drops the other values',
    ['RFC7644-3.5.2.3-11'],
    stepwise((operation, run, resource, model) => {
      const attribute = isFiltered(operation) && operation.op === 'replace' ? attributeOf(operation, model) : undefined;
      const result = run();
      const before = attribute ? valuesOf(resource[attribute.name]).map((value) => JSON.stringify(value)) : [];
      if (!attribute) return result;
      const changed = valuesOf(result[attribute.name]).filter((value) => !before.includes(JSON.stringify(value)));
      return changed.length > 0 ? { ...result, [attribute.name]: changed } : result;
    }),
    { bug: 62 },
  ),
  mutant(
    'patch.filter-replaces-record',
    'A path of filter and sub-attribute leaves only that sub-attribute',
    ['RFC7644-3.5.2.3-11'],
    stepwise((operation, run, resource, model) => {
      const path = isFiltered(operation) && operation.op === 'replace' ? pathOf(operation, model) : undefined;
      const result = run();
      const name = path ? attributeOf(operation, model)?.name : undefined;
      const sub = path?.subAttribute;
      if (name === undefined || sub === undefined) return result;
      const before = valuesOf(resource[name]).map((value) => JSON.stringify(value));
      return {
        ...result,
        [name]: valuesOf(result[name]).map((value) =>
          isObject(value) && !before.includes(JSON.stringify(value)) ? { [sub]: value[sub] ?? null } : value,
        ),
      };
    }),
  ),
  mutant(
    'patch.no-match-adds',
    'A replace by a filter that matches nothing adds a value',
    ['RFC7644-3.5.2.3-12'],
    stepwise((operation, run) =>
      operation.op === 'replace' && isFiltered(operation) && failsWith(run, 'noTarget')
        ? run({ ...operation, op: 'add' })
        : run(),
    ),
  ),
  mutant(
    'patch.no-match-ignored',
    'A replace by a filter that matches nothing succeeds',
    ['RFC7644-3.5.2.3-12'],
    stepwise((operation, run, resource) =>
      operation.op === 'replace' && isFiltered(operation) && failsWith(run, 'noTarget') ? resource : run(),
    ),
  ),
  mutant(
    'patch.no-match-404',
    'A replace by a filter that matches nothing is answered 404',
    ['RFC7644-3.5.2.3-12'],
    stepwise((operation, run) => {
      if (operation.op === 'replace' && isFiltered(operation) && failsWith(run, 'noTarget'))
        throw new ScimError(404, 'noTarget', 'No match.');
      return run();
    }),
  ),
  mutant(
    'patch.no-match-invalid-path',
    'A replace by a filter that matches nothing has scimType invalidPath',
    ['RFC7644-3.5.2.3-13'],
    stepwise((operation, run) =>
      operation.op === 'replace' && isFiltered(operation) && failsWith(run, 'noTarget')
        ? refused('invalidPath', 'No match.')
        : run(),
    ),
  ),
  mutant(
    'patch.add-replaces',
    'An add to a multi-valued attribute replaces its values',
    ['RFC7644-3.5.2.1-08'],
    stepwise((operation, run) =>
      operation.op === 'add' && isPlain(operation) ? run({ ...operation, op: 'replace' }) : run(),
    ),
  ),
  mutant(
    'patch.add-keeps',
    'An add to a single-valued attribute that has a value changes nothing',
    ['RFC7644-3.5.2.1-11', 'RFC7644-3.5.2.1-13'],
    stepwise((operation, run, resource, model) =>
      operation.op === 'add' &&
      isPlain(operation) &&
      attributeOf(operation, model)?.multiValued === false &&
      has(resource, operation)
        ? resource
        : run(),
    ),
  ),
  mutant(
    'patch.add-existing-refused',
    'An add to a single-valued attribute that has a value is refused',
    ['RFC7644-3.5.2.1-11', 'RFC7644-3.5.2.1-13'],
    stepwise((operation, run, resource, model) =>
      operation.op === 'add' &&
      isPlain(operation) &&
      attributeOf(operation, model)?.multiValued === false &&
      has(resource, operation)
        ? refused('invalidValue', 'There is a value already.')
        : run(),
    ),
    { bug: 6 },
  ),
  mutant(
    'patch.add-single-refused',
    'An add to a single-valued attribute is refused',
    ['RFC7644-3.5.2.1-02', 'RFC7644-3.5.2.1-12', 'RFC7644-3.5.2.1-04'],
    stepwise((operation, run, _resource, model) =>
      operation.op === 'add' && isPlain(operation) && attributeOf(operation, model)?.multiValued === false
        ? refused('invalidPath', 'Not multi-valued.')
        : run(),
    ),
    { bug: 6 },
  ),
  mutant(
    'patch.add-needs-target',
    'An add to an attribute without value is refused',
    ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
    stepwise((operation, run, resource) =>
      operation.op === 'add' && isPlain(operation) && !has(resource, operation)
        ? refused('noTarget', 'There is nothing.')
        : run(),
    ),
  ),
  mutant(
    'patch.add-needs-parent',
    'An add of a sub-attribute without its parent crashes the server',
    ['RFC7644-3.5.2.1-05'],
    stepwise((operation, run, resource) => {
      const [parent = ''] = names(operation).split('.');
      if (operation.op !== 'remove' && isSub(operation) && resource[parent] === undefined)
        throw new TypeError(`${parent} is null`);
      return run();
    }),
  ),
  mutant(
    'patch.add-complex-replaces',
    'An add to a complex attribute drops the sub-attributes that it does not name',
    ['RFC7644-3.5.2.1-07'],
    stepwise((operation, run, resource, model) =>
      operation.op === 'add' && isPlain(operation) && isSingleComplex(attributeOf(operation, model))
        ? run(operation, without(resource, names(operation)) as Resource)
        : run(),
    ),
  ),
  mutant(
    'patch.add-object-refused',
    'A multi-valued attribute takes an add only of an array',
    ['RFC7644-3.5.2.1-09'],
    stepwise((operation, run, _resource, model) =>
      operation.op === 'add' &&
      isPlain(operation) &&
      attributeOf(operation, model)?.multiValued &&
      isObject(operation.value)
        ? refused('invalidValue', 'An array is needed.')
        : run(),
    ),
  ),
  mutant(
    'patch.add-duplicates',
    'An add of a value that is there already doubles it',
    ['RFC7644-3.5.2.1-14', 'RFC7643-2.4-13'],
    stepwise((operation, run, resource, model) => {
      const attribute = operation.op === 'add' && isPlain(operation) ? attributeOf(operation, model) : undefined;
      if (attribute?.multiValued !== true || attribute.name === 'members') return run();
      return {
        ...run(),
        [attribute.name]: [...valuesOf(resource[attribute.name]), ...valuesOf(operation.value ?? null)],
      };
    }),
    { bug: 35 },
  ),
  mutant(
    'patch.add-existing-409',
    'An add of a value that is there already is answered 409',
    ['RFC7644-3.5.2.1-15'],
    stepwise((operation, run, resource) => {
      const result = run();
      if (operation.op === 'add' && JSON.stringify(result) === JSON.stringify(resource))
        throw new ScimError(409, 'uniqueness', 'There already.');
      return result;
    }),
  ),
  mutant(
    'patch.add-existing-500',
    'An add of a value that is there already crashes the server',
    ['RFC7644-3.5.2.1-15'],
    stepwise((operation, run, resource) => {
      const result = run();
      if (operation.op === 'add' && JSON.stringify(result) === JSON.stringify(resource))
        throw new Error('duplicate key');
      return result;
    }),
    { bug: 35 },
  ),
  mutant(
    'patch.replace-needs-target',
    'A replace of an attribute without value is refused',
    ['RFC7644-3.5.2.3-06'],
    stepwise((operation, run, resource) =>
      operation.op === 'replace' && isPlain(operation) && !has(resource, operation)
        ? refused('noTarget', 'There is nothing.')
        : run(),
    ),
  ),
  mutant(
    'patch.replace-skips-unset',
    'A replace of an attribute without value changes nothing',
    ['RFC7644-3.5.2.3-06'],
    stepwise((operation, run, resource) =>
      operation.op === 'replace' && isPlain(operation) && !has(resource, operation) ? resource : run(),
    ),
  ),
  mutant(
    'patch.replace-appends',
    'A replace of a multi-valued attribute appends',
    ['RFC7644-3.5.2.3-05'],
    stepwise((operation, run, _resource, model) =>
      operation.op === 'replace' &&
      isPlain(operation) &&
      attributeOf(operation, model)?.multiValued &&
      valuesOf(operation.value ?? null).length > 0
        ? run({ ...operation, op: 'add' })
        : run(),
    ),
    { bug: 63 },
  ),
  mutant(
    'patch.replace-complex-wipes',
    'A replace of a complex attribute drops the sub-attributes that it does not name',
    ['RFC7644-3.5.2.3-09'],
    stepwise((operation, run, resource, model) =>
      operation.op === 'replace' && isPlain(operation) && isSingleComplex(attributeOf(operation, model))
        ? run(operation, without(resource, names(operation)) as Resource)
        : run(),
    ),
  ),
  mutant(
    'patch.replace-complex-first',
    'A replace of a complex attribute changes only its first sub-attribute',
    ['RFC7644-3.5.2.3-08'],
    stepwise((operation, run, _resource, model) =>
      operation.op === 'replace' &&
      isPlain(operation) &&
      isSingleComplex(attributeOf(operation, model)) &&
      isObject(operation.value)
        ? run({ ...operation, value: Object.fromEntries(Object.entries(operation.value).slice(0, 1)) })
        : run(),
    ),
  ),
  mutant(
    'patch.replace-without-value',
    'A replace without value removes the attribute',
    ['RFC7644-3.5.2.3-15'],
    (b) => ({
      readPatch: (body, options) => {
        const operations = isObject(body) ? valuesOf(body['Operations']).filter(isObject) : [];
        const filled = operations.map((operation) =>
          operation['op'] === 'replace' && operation['value'] === undefined ? { ...operation, value: null } : operation,
        );
        return b.readPatch(isObject(body) && operations.length > 0 ? { ...body, Operations: filled } : body, options);
      },
    }),
  ),
  mutant(
    'patch.remove-no-path-ignored',
    'A remove without path succeeds',
    ['RFC7644-3.5.2.2-01'],
    stepwise((operation, run, resource) =>
      operation.op === 'remove' && operation.path === undefined ? resource : run(),
    ),
  ),
  mutant(
    'patch.remove-no-path-wipes',
    'A remove without path removes everything optional',
    ['RFC7644-3.5.2.2-01'],
    stepwise((operation, run, resource, model) => {
      if (operation.op !== 'remove' || operation.path !== undefined) return run();
      const kept = model.core.attributes.filter(({ required }) => required).map(({ name }) => name);
      return Object.fromEntries(
        Object.entries(resource).filter(([name]) => [...kept, 'id', 'schemas', 'meta'].includes(name)),
      );
    }),
  ),
  mutant(
    'patch.remove-no-path-keyword',
    'A remove without path has scimType invalidPath',
    ['RFC7644-3.5.2.2-01'],
    stepwise((operation, run) =>
      operation.op === 'remove' && operation.path === undefined ? refused('invalidPath', 'A path is missing.') : run(),
    ),
  ),
  mutant(
    'patch.remove-no-op',
    'remove removes nothing',
    ['RFC7644-3.5.2.2-02', 'RFC7644-3.5.2.2-04', 'RFC7644-3.5.2.2-05'],
    stepwise((operation, run, resource) => (operation.op === 'remove' ? (run(), resource) : run())),
  ),
  mutant(
    'patch.remove-empties',
    'A removed string becomes an empty string',
    ['RFC7644-3.5.2.2-02'],
    stepwise((operation, run, _resource, model) => {
      const result = run();
      const attribute = operation.op === 'remove' && isPlain(operation) ? attributeOf(operation, model) : undefined;
      return attribute?.type === 'string' && !attribute.multiValued ? { ...result, [attribute.name]: '' } : result;
    }),
  ),
  mutant(
    'patch.remove-takes-parent',
    'Removing a sub-attribute removes its parent',
    ['RFC7644-3.5.2.2-03'],
    stepwise((operation, run) =>
      operation.op === 'remove' && isSub(operation)
        ? run({ ...operation, path: names(operation).split('.')[0] ?? '' })
        : run(),
    ),
  ),
  mutant(
    'patch.remove-first-only',
    'Removing a multi-valued attribute removes its first value only',
    ['RFC7644-3.5.2.2-04'],
    stepwise((operation, run, resource, model) => {
      const attribute =
        operation.op === 'remove' && isPlain(operation) && operation.value === undefined
          ? attributeOf(operation, model)
          : undefined;
      const values = attribute?.multiValued ? valuesOf(resource[attribute.name]) : [];
      return attribute && values.length > 1 ? { ...resource, [attribute.name]: values.slice(1) } : run();
    }),
  ),
  mutant(
    'patch.remove-filter-all',
    'A remove by value filter removes all values',
    ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2.2-07'],
    stepwise((operation, run) =>
      operation.op === 'remove' && isFiltered(operation)
        ? run({ ...operation, path: names(operation).replace(/\[.*$/, '') })
        : run(),
    ),
    { bug: 7 },
  ),
  mutant(
    'patch.remove-filter-first',
    'A remove by value filter removes only the first match',
    ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2.2-07'],
    stepwise((operation, run, resource, model) => {
      const attribute = operation.op === 'remove' && isFiltered(operation) ? attributeOf(operation, model) : undefined;
      const result = run();
      if (!attribute) return result;
      const left = valuesOf(result[attribute.name]).map((value) => JSON.stringify(value));
      const before = valuesOf(resource[attribute.name]);
      const first = before.findIndex((value) => !left.includes(JSON.stringify(value)));
      return first < 0 ? result : { ...result, [attribute.name]: before.filter((_value, index) => index !== first) };
    }),
  ),
  mutant(
    'patch.remove-filter-takes-record',
    'Removing a sub-attribute by value filter removes the whole value',
    ['RFC7644-3.5.2.2-08'],
    stepwise((operation, run) =>
      operation.op === 'remove' && isFiltered(operation)
        ? run({ ...operation, path: names(operation).replace(/\]\.\w+$/, ']') })
        : run(),
    ),
  ),
  mutant(
    'patch.remove-no-match-error',
    'Removing a value that is not there is answered 400',
    ['RFC7644-3.5.2.2-11'],
    stepwise((operation, run, resource) => {
      const result = run();
      const same = JSON.stringify(result) === JSON.stringify(resource);
      return operation.op === 'remove' && isFiltered(operation) && same ? refused('noTarget', 'No match.') : result;
    }),
  ),
  mutant(
    'patch.remove-leaves-empty-string',
    'Removing the last value leaves a value without content',
    ['RFC7644-3.5.2.2-06', 'RFC7644-3.5.2.2-09'],
    stepwise((operation, run, resource, model) => {
      const attribute = operation.op === 'remove' && isFiltered(operation) ? attributeOf(operation, model) : undefined;
      const result = run();
      const gone =
        attribute && valuesOf(resource[attribute.name]).length > 0 && valuesOf(result[attribute.name]).length === 0;
      return gone ? { ...result, [attribute.name]: [{ value: '' }] } : result;
    }),
  ),
  mutant(
    'patch.remove-required',
    'A required attribute can be removed',
    ['RFC7644-3.5.2.2-10', 'RFC7643-4.1.1-03'],
    (b) => ({
      applyPatch: (resource, operations, model, options) =>
        b.applyPatch(
          resource,
          operations,
          remodel(model, (attribute) => ({ ...attribute, required: false })),
          options,
        ),
    }),
  ),
  mutant(
    'patch.remove-required-ignored',
    'Removing a required or read-only attribute is ignored',
    ['RFC7644-3.5.2.2-10'],
    stepwise((operation, run, resource) => {
      if (operation.op !== 'remove' || !failsWith(run, 'mutability')) return run();
      return resource;
    }),
  ),
  mutant(
    'patch.remove-required-keyword',
    'Removing a required attribute has scimType invalidValue',
    ['RFC7644-3.5.2.2-10'],
    stepwise((operation, run) =>
      operation.op === 'remove' && failsWith(run, 'mutability') ? refused('invalidValue', 'It is required.') : run(),
    ),
  ),
  mutant(
    'patch.read-only-ignored',
    'Read-only attributes in a PATCH are ignored',
    ['RFC7644-3.5.2-20', 'RFC7644-3.12-23'],
    tolerating((error) => error.scimType === 'mutability'),
  ),
  mutant(
    'patch.id-written',
    'The id can be changed by PATCH',
    ['RFC7644-3.5.2-20', 'RFC7643-3.1-14', 'RFC7643-7-28'],
    (b) => {
      const ids = new Map<string, Json>();
      return {
        applyPatch: (resource, operations, model, options) => {
          const change = operations.find(({ op, path }) => op === 'replace' && path === 'id');
          if (change?.value !== undefined) ids.set(String(resource['id']), change.value);
          return b.applyPatch(
            resource,
            operations.filter((operation) => operation !== change),
            model,
            options,
          );
        },
        shown: (resource, stored, view) => {
          const id = ids.get(stored.id);
          return { ...b.shown(resource, stored, view), ...(id === undefined ? {} : { id }) };
        },
      };
    },
  ),
  mutant(
    'patch.read-only-500',
    'A read-only attribute in a PATCH crashes the server',
    ['RFC7644-3.5.2-20'],
    stepwise((_operation, run) => {
      if (failsWith(run, 'mutability')) throw new Error('read-only');
      return run();
    }),
  ),
  mutant('patch.meta-written', 'meta.created can be changed by PATCH', ['RFC7643-3.1-25', 'RFC7643-7-28'], (b) => {
    const created = new Map<string, Json>();
    return {
      applyPatch: (resource, operations, model, options) => {
        const change = operations.find(({ path }) => path === 'meta.created');
        if (change?.value !== undefined) created.set(String(resource['id']), change.value);
        return b.applyPatch(
          resource,
          operations.filter((operation) => operation !== change),
          model,
          options,
        );
      },
      meta: (stored, view) => {
        const sent = created.get(stored.id);
        return { ...b.meta(stored, view), ...(sent === undefined ? {} : { created: sent }) };
      },
    };
  }),
  mutant(
    'patch.any-type',
    'PATCH stores values of any type',
    ['RFC7644-3.5.2-20', 'RFC7643-2.3-02'],
    stepwise((operation, run, resource, model) => {
      const attribute = isPlain(operation) ? attributeOf(operation, model) : undefined;
      const simple =
        attribute && attribute.type !== 'complex' && attribute.mutability === 'readWrite' && !attribute.multiValued;
      return operation.op === 'replace' && simple && operation.value !== undefined
        ? { ...resource, [attribute.name]: operation.value }
        : run();
    }),
  ),
  mutant(
    'patch.types-500',
    'A value of a wrong type in a PATCH crashes the server',
    ['RFC7644-3.5.2-20'],
    stepwise((_operation, run) => {
      if (failsWith(run, 'invalidValue')) throw new Error('cannot cast');
      return run();
    }),
  ),
  mutant(
    'patch.two-primary',
    'A new primary value leaves the old one primary',
    ['RFC7644-3.5.2-30', 'RFC7644-3.5.2.3-14', 'RFC7643-2.4-05'],
    stepwise((_operation, run, resource, model) => {
      const result = run();
      for (const attribute of model.core.attributes.filter(
        ({ multiValued, type }) => multiValued && type === 'complex',
      )) {
        const before = valuesOf(resource[attribute.name]).filter(
          (value) => isObject(value) && value['primary'] === true,
        );
        const after = result[attribute.name];
        if (before.length === 0 || !Array.isArray(after)) continue;
        result[attribute.name] = after.map((value) =>
          isObject(value) && before.some((old) => isObject(old) && old['value'] === value['value'])
            ? { ...value, primary: true }
            : value,
        );
      }
      return result;
    }),
  ),
  mutant(
    'patch.no-primary',
    'A new primary value makes every value secondary',
    ['RFC7644-3.5.2-30'],
    storing((resource, op, previous) => {
      const emails = resource['emails'];
      if (op !== 'patch' || !Array.isArray(emails) || JSON.stringify(emails) === JSON.stringify(previous?.['emails']))
        return resource;
      return { ...resource, emails: emails.map((mail) => (isObject(mail) ? without(mail, 'primary') : mail)) };
    }),
  ),
  mutant(
    'patch.index-paths',
    'Array indexes in paths are taken',
    ['RFC7644-3.5.2-03'],
    stepwise((operation, run, resource) => {
      const [, name = '', index, sub = ''] = /^(\w+)\.(\d+)\.(\w+)$/.exec(names(operation)) ?? [];
      const values = resource[name];
      if (index === undefined || !Array.isArray(values)) return run();
      return {
        ...resource,
        [name]: values.map((value, at) =>
          at === Number(index) && isObject(value) ? { ...value, [sub]: operation.value ?? null } : value,
        ),
      };
    }),
  ),
  mutant(
    'patch.password-ignored',
    'PATCH of the password is refused',
    ['RFC7643-4.1.1-28'],
    stepwise((operation, run) =>
      operation.path === 'password' ? refused('invalidPath', 'No such attribute.') : run(),
    ),
  ),
  mutant(
    'patch.external-id-refused',
    'PATCH of externalId is refused',
    ['RFC7643-3.1-22'],
    stepwise((operation, run) =>
      operation.path === 'externalId' ? refused('invalidPath', 'No such attribute.') : run(),
    ),
    { bug: 6 },
  ),
];

function isSingleComplex(attribute: Attribute | undefined): boolean {
  return attribute?.type === 'complex' && !attribute.multiValued;
}
