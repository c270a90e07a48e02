/** Paths of PATCH: sub-attributes and value filters. */
import { ScimError } from '../../scim/errors.js';
import type { Filter } from '../../scim/filter.js';
import { isObject, valuesOf } from '../../scim/json.js';
import { formatPath } from '../../scim/path.js';
import type { Resource } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { onLists, pathOf, stepwise } from './patching.js';
import { withElements, without } from './tools.js';
import { attributeOf, names, isSub, isFiltered, failsWith, refused } from './patch-operation-tools.js';

const OPERATOR = /\[\s*[\w.]+ (?!(?:eq|ne|co|sw|ew|pr|gt|ge|lt|le)\b)([a-z]+) "/i;

/** Reads a PATCH whose paths were changed before. */
function repathed(change: (path: string) => string): Change {
  return (b) => ({
    readPatch: (body, options) => {
      const operations = isObject(body) ? body['Operations'] : undefined;
      if (!isObject(body) || !Array.isArray(operations)) return b.readPatch(body, options);
      const changed = operations.map((each) =>
        isObject(each) && typeof each['path'] === 'string' ? { ...each, path: change(each['path']) } : each,
      );
      return b.readPatch({ ...body, Operations: changed }, options);
    },
  });
}

export const patchPathMutants: Mutant[] = [
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
    'patch.sub-attribute-added-alone',
    'An add to a sub-attribute makes the complex attribute anew',
    ['RFC7644-3.2-08'],
    stepwise((operation, run, resource) => {
      const [parent = ''] = names(operation).split('.');
      return isSub(operation) && operation.op === 'add' ? run(operation, without(resource, parent) as Resource) : run();
    }),
    { kills: ['protocol.patch-add.sibling'] },
  ),
  mutant(
    'patch.value-written-anew',
    'An e-mail whose value is replaced alone is no longer primary',
    ['RFC7644-3.5.2.3-11'],
    stepwise((operation, run) =>
      isFiltered(operation) && /\]\.value$/i.test(operation.path ?? '')
        ? (withElements(run(), 'emails', (mail) =>
            mail['value'] === operation.value ? without(mail, 'primary') : mail,
          ) as Resource)
        : run(),
    ),
    { kills: ['protocol.patch-replace.value-path-rest'] },
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
    'patch.bracket-operator-500',
    'An unknown operator in the value filter of a path crashes the server',
    ['RFC7644-3.5.2-15'],
    repathed((path) => {
      if (OPERATOR.test(path)) throw new TypeError('operators[operator] is not a function');
      return path;
    }),
  ),
  mutant(
    'patch.bracket-operator-is-eq',
    'An unknown operator in the value filter of a path counts as eq',
    ['RFC7644-3.5.2-15'],
    repathed((path) =>
      path.replace(OPERATOR, (condition, operator: string) => condition.replace(` ${operator} `, ' eq ')),
    ),
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
    { kills: ['protocol.patch-filters.every-match'] },
  ),
  mutant(
    'patch.filter-first-record',
    'A replace of whole values that a filter selects replaces only the first of them',
    ['RFC7644-3.5.2.3-10'],
    onLists(({ attribute, filter, subAttribute }, { op }, run, resource) => {
      const result = run();
      if (op !== 'replace' || !filter || subAttribute !== undefined) return result;
      const [before, after] = [valuesOf(resource[attribute]), valuesOf(result[attribute])];
      const old = before.map((value) => JSON.stringify(value));
      const first = after.find((value) => !old.includes(JSON.stringify(value)));
      const kept = new Set(after.map((value) => JSON.stringify(value)));
      const at = old.findIndex((value) => !kept.has(value));
      return { ...result, [attribute]: before.map((value, index) => (index === at ? (first ?? value) : value)) };
    }),
    { kills: ['protocol.patch-filters.every-record'] },
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
];
