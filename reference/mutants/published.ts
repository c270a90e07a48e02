/** Published characteristics that are not kept. */
import { isObject } from '../../scim/json.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, evaluating, remodel, showing, withMember, without } from './tools.js';
import { writable } from './attribute-tools.js';
import { ORDERINGS } from './filter-tools.js';

export const publishedMutants: Mutant[] = [
  mutant(
    'create.extension-optional',
    'A required extension can be left out',
    ['RFC7643-6-16'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          {
            ...remodel(model, (attribute) =>
              attribute.name === 'desk' ? { ...attribute, required: false } : attribute,
            ),
            type: {
              ...model.type,
              schemaExtensions: model.type.schemaExtensions.map((extension) => ({ ...extension, required: false })),
            },
          },
          mode,
          options,
        ),
    }),
    { on: ['extension-required'] },
  ),
  mutant(
    'replace.immutable-changed',
    'An immutable attribute can be changed',
    ['RFC7643-7-31', 'RFC7644-3.5.1-14'],
    (b) => ({
      readInput: (input, model, mode, options) => b.readInput(input, remodel(model, writable), mode, options),
      applyPatch: (resource, operations, model, options) =>
        b.applyPatch(resource, operations, remodel(model, writable), options),
    }),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'replace.immutable-keyword',
    'A changed immutable attribute is answered 409',
    ['RFC7644-3.5.1-14', 'RFC7644-3.5.1-15'],
    answering((answer) =>
      isObject(answer.body) && answer.body['scimType'] === 'mutability'
        ? { ...answer, status: 409, body: { ...without(answer.body, 'scimType'), status: '409' } }
        : answer,
    ),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'replace.immutable-unset',
    'An immutable attribute without value cannot be set',
    ['RFC7644-3.5.1-16'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          mode === 'replace' && isObject(input) && options.stored?.['nickName'] === undefined
            ? without(input, 'nickName')
            : input,
          model,
          mode,
          options,
        ),
    }),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'replace.immutable-repeat',
    'A PUT that repeats an immutable value is answered 400',
    ['RFC7644-3.5.1-13', 'RFC7644-3.5.1-01'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'replace' && isObject(input) && input['nickName'] !== undefined) throw new TypeError('immutable');
        return b.readInput(input, model, mode, options);
      },
    }),
    { on: ['nick-name-immutable'] },
  ),
  mutant(
    'projection.on-request-never',
    'What is returned on request is not returned on request',
    ['RFC7644-3.9-11', 'RFC7643-7-40'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute) =>
            attribute.returned === 'request' ? { ...attribute, returned: 'never' } : attribute,
          ),
        ),
    }),
    { on: ['title-on-request'] },
  ),
  mutant(
    'projection.on-request-always',
    'What is returned on request is always returned',
    ['RFC7644-3.4-04', 'RFC7643-7-40'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute) =>
            attribute.returned === 'request' ? { ...attribute, returned: 'default' } : attribute,
          ),
        ),
    }),
    { on: ['title-on-request'] },
  ),
  mutant(
    'projection.always-omitted',
    'What is always returned is not, when other attributes are asked for',
    ['RFC7643-7-36'],
    (b) => ({
      project: (resource, projection, model) =>
        b.project(
          resource,
          projection,
          remodel(model, (attribute) =>
            attribute.returned === 'always' ? { ...attribute, returned: 'default' } : attribute,
          ),
        ),
    }),
    { on: ['user-name-always'] },
  ),
  mutant(
    'update.read-only-written',
    'A read-only attribute can be written',
    ['RFC7643-7-28', 'RFC7644-3.5.1-17', 'RFC7644-3.3-02'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          remodel(model, (attribute, path) =>
            path === 'title' ? { ...attribute, mutability: 'readWrite' } : attribute,
          ),
          mode,
          options,
        ),
    }),
    { on: ['title-read-only'] },
  ),
  mutant(
    'create.published-uniqueness',
    'Published uniqueness of e-mail addresses is not enforced',
    ['RFC7643-7-45'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        return path?.startsWith('emails') ? undefined : path;
      },
    }),
    { on: ['mail-unique'] },
  ),
  mutant(
    'filter.integers-as-text',
    'Integers are compared as text',
    ['RFC7644-3.4.2.2-24'],
    evaluating((filter) => {
      if (filter.kind !== 'compare' || typeof filter.value !== 'number') return undefined;
      const { path, operator, value } = filter;
      const compare = ORDERINGS[operator];
      return (
        compare &&
        ((resource) =>
          Object.values(resource)
            .map((part) => (isObject(part) ? part[path.attribute] : undefined))
            .some((number) => typeof number === 'number' && compare(String(number), String(value))))
      );
    }),
    { on: ['vendor-extension'] },
  ),
  mutant(
    'store.integer-fraction',
    'A fraction is taken for an integer',
    ['RFC7643-2.3.4-02', 'RFC7643-2.3.4-01'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          remodel(model, (attribute) => (attribute.type === 'integer' ? { ...attribute, type: 'decimal' } : attribute)),
          mode,
          options,
        ),
    }),
    { on: ['vendor-extension'] },
  ),
  mutant(
    'store.decimal-string',
    'Decimals are strings',
    ['RFC7643-2.3.3-01', 'RFC7643-2.3-02'],
    showing((resource) =>
      Object.fromEntries(
        Object.entries(resource).map(([name, value]) => [
          name,
          isObject(value) ? withMember(value, 'weight', String) : value,
        ]),
      ),
    ),
    { on: ['vendor-extension'] },
  ),
];
