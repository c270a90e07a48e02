/** remove, mutability, types. */
import { isDeepStrictEqual } from 'node:util';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json } from '../../scim/types.js';
import type { Behavior, Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { pathOf, stepwise, tolerating } from './patching.js';
import { remodel, without } from './tools.js';
import { attributeOf, names, isPlain, isSub, isFiltered, failsWith, refused } from './patch-operation-tools.js';

/** What values without path have under one name, by the id of the resource, is kept beside the store and shown. */
const assigned =
  (name: string, show: (b: Behavior, sent: ReadonlyMap<string, Json>) => Partial<Behavior>): Change =>
  (b) => {
    const sent = new Map<string, Json>();
    return {
      applyPatch: (resource, operations, model, options) => {
        const others = operations.flatMap((operation) => {
          const { path, value } = operation;
          if (path !== undefined || !isObject(value) || value[name] === undefined) return [operation];
          sent.set(String(resource['id']), value[name]);
          return [{ ...operation, value: without(value, name) }];
        });
        return b.applyPatch(resource, others, model, options);
      },
      ...show(b, sent),
    };
  };

export const patchRemoveMutants: Mutant[] = [
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
    'patch.unknown-part-takes-whole',
    'A remove of an unknown part takes the whole value',
    ['RFC7644-3.2-08'],
    stepwise((operation, run) =>
      operation.op === 'remove' && failsWith(run, 'invalidPath')
        ? run({ ...operation, path: names(operation).replace(/\.\w+$/, '') })
        : run(),
    ),
    { kills: ['protocol.patch-remove.unknown-part'] },
  ),
  mutant(
    'patch.pathless-id-written',
    'A value without path brings another id with it',
    ['RFC7643-3.1-14', 'RFC7643-7-28'],
    assigned('id', (b, ids) => ({
      shown: (resource, stored, view) => {
        const id = ids.get(stored.id);
        return { ...b.shown(resource, stored, view), ...(id === undefined ? {} : { id }) };
      },
    })),
    { kills: ['protocol.patch-rules.read-only-within'] },
  ),
  mutant(
    'patch.pathless-meta-written',
    'A value without path brings its meta with it',
    ['RFC7643-3.1-25', 'RFC7643-7-28'],
    assigned('meta', (b, sent) => ({
      meta: (stored, view) => {
        const meta = sent.get(stored.id);
        return { ...b.meta(stored, view), ...(isObject(meta) ? meta : {}) };
      },
    })),
    { kills: ['protocol.patch-rules.read-only-within'] },
  ),
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
  mutant(
    'patch.remove-absent-500',
    'A remove of an attribute without a value crashes the server',
    ['RFC7644-3.12-11'],
    stepwise((operation, run, resource, model) => {
      const path = operation.op === 'remove' ? pathOf(operation, model) : undefined;
      if (path && path.urn === undefined && resource[path.attribute] === undefined) throw new Error('undefined');
      return run();
    }),
    { kills: ['protocol.patch-remove.absent-no-fault'] },
  ),
  mutant(
    'patch.remove-unmatched-500',
    'A remove whose filter selects nothing crashes the server',
    ['RFC7644-3.12-11'],
    stepwise((operation, run, resource) => {
      const result = run();
      if (operation.op === 'remove' && operation.path?.includes('[') && isDeepStrictEqual(result, resource))
        throw new Error('undefined');
      return result;
    }),
    { kills: ['protocol.patch-remove.absent-no-fault'] },
  ),
];
