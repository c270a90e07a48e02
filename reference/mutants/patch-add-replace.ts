/** add and replace. */
import { ScimError } from '../../scim/errors.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Resource } from '../../scim/types.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { onLists, stepwise } from './patching.js';
import { storing, without } from './tools.js';
import { attributeOf, names, isPlain, isSub, has, refused, isSingleComplex } from './patch-operation-tools.js';

export const patchAddReplaceMutants: Mutant[] = [
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
    'patch.two-primary-known',
    'An e-mail that is there already and is added as primary leaves the old one primary',
    ['RFC7644-3.5.2-30', 'RFC7643-2.4-05'],
    stepwise((operation, run, resource) => {
      const result = run();
      const before = valuesOf(resource['emails']).filter(isObject);
      const values = new Set(before.map((mail) => mail['value']));
      const isKnown = valuesOf(operation.value).every((mail) => isObject(mail) && values.has(mail['value']));
      if (operation.op !== 'add' || operation.path !== 'emails' || !isKnown) return result;
      const old = before.filter((mail) => mail['primary'] === true).map((mail) => mail['value']);
      const emails = valuesOf(result['emails']).map((mail) =>
        isObject(mail) && old.includes(mail['value']) ? { ...mail, primary: true } : mail,
      );
      return { ...result, emails };
    }),
  ),
  mutant(
    'patch.two-primary-made',
    'An e-mail that an add makes, as its bracket selects nothing, leaves the old one primary',
    ['RFC7644-3.5.2-30', 'RFC7643-2.4-05'],
    onLists(({ attribute, filter }, { op }, run, resource) => {
      const result = run();
      const [before, after] = [valuesOf(resource[attribute]), valuesOf(result[attribute])];
      const isMade = op === 'add' && filter !== undefined && after.length > before.length;
      return isMade ? { ...result, [attribute]: [...before, ...after.slice(before.length)] } : result;
    }),
    { kills: ['protocol.patch-add.primary'] },
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
    'patch.object-as-text',
    'An object that is given for a string is stored as text',
    ['RFC7644-3.5.2-20'],
    stepwise((operation, run, _resource, model) =>
      attributeOf(operation, model)?.type === 'string' && isObject(operation.value)
        ? run({ ...operation, value: String(operation.value) })
        : run(),
    ),
    { kills: ['protocol.patch-rules.wrong-type-string'] },
  ),
];
