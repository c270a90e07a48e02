/** What POST takes. */
import { ScimError } from '../../scim/errors.js';
import { isObject, keyOf, member } from '../../scim/json.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, remodel, storing, without } from './tools.js';

export const createInputMutants: Mutant[] = [
  mutant(
    'create.user-name-optional',
    'A user needs no userName',
    ['RFC7643-4.1.1-01', 'RFC7643-4.1.1-03', 'RFC7644-3.12-35'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(
          input,
          remodel(model, (attribute) =>
            attribute.name === 'userName' ? { ...attribute, required: false } : attribute,
          ),
          mode,
          options,
        ),
    }),
  ),
  mutant('create.empty-user-name', 'A userName may be empty', ['RFC7643-4.1.1-01'], (b) => ({
    readInput: (input, model, mode, options) => {
      if (!isObject(input) || member(input, 'userName') !== '') return b.readInput(input, model, mode, options);
      const { resource, ignored } = b.readInput({ ...input, userName: 'x' }, model, mode, options);
      return { ignored, resource: { ...resource, userName: '' } };
    },
  })),
  mutant('create.required-500', 'A missing userName crashes the server', ['RFC7644-3.12-11'], (b) => ({
    readInput: (input, model, mode, options) => {
      if (model.type.name === 'User' && isObject(input) && typeof member(input, 'userName') !== 'string')
        throw new Error('null');
      return b.readInput(input, model, mode, options);
    },
  })),
  mutant('create.types-500', 'A value of a wrong type crashes the server', ['RFC7644-3.12-11'], (b) => ({
    readInput: (input, model, mode, options) => {
      try {
        return b.readInput(input, model, mode, options);
      } catch (error) {
        if (error instanceof ScimError && error.detail.includes('takes')) throw new TypeError('cannot cast');
        throw error;
      }
    },
  })),
  mutant(
    'create.names-exact',
    'Attribute names are only known in their exact letter case',
    ['RFC7643-2.1-02'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (!isObject(input)) return b.readInput(input, model, mode, options);
        const known = new Set([
          ...model.core.attributes.map(({ name }) => name),
          'schemas',
          'externalId',
          'id',
          'meta',
        ]);
        const kept = Object.fromEntries(Object.entries(input).filter(([key]) => known.has(key) || key.includes(':')));
        return b.readInput(kept, model, mode, options);
      },
    }),
  ),
  mutant('create.unknown-schema-required', 'A user must name the enterprise extension', ['RFC7643-1.1-01'], (b) => ({
    checkSchemas: (body, model) => {
      b.checkSchemas(body, model);
      const urn = model.extensions[0]?.id;
      const listed = member(body, 'schemas');
      if (urn !== undefined && Array.isArray(listed) && !listed.includes(urn)) {
        throw new ScimError(400, 'invalidValue', 'A schema is missing.');
      }
    },
  })),
  mutant('create.schemas-first', 'The base schema must come first in schemas', ['RFC7643-3-08'], (b) => ({
    checkSchemas: (body, model) => {
      b.checkSchemas(body, model);
      const listed = member(body, 'schemas');
      if (Array.isArray(listed) && listed.length > 0 && listed[0] !== model.core.id) {
        throw new ScimError(400, 'invalidValue', 'The base schema must come first.');
      }
    },
  })),
  mutant(
    'create.refuses-read-only',
    'A read-only attribute in a POST is answered 400',
    ['RFC7644-3.3-02', 'RFC7643-3.1-26'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (
          mode === 'create' &&
          isObject(input) &&
          ['id', 'meta', 'groups'].some((name) => keyOf(input, name) !== undefined)
        ) {
          throw new ScimError(400, 'mutability', 'A read-only attribute was sent.');
        }
        return b.readInput(input, model, mode, options);
      },
    }),
  ),
  mutant(
    'create.refuses-null',
    'null is answered 400',
    ['RFC7644-3.3-08', 'RFC7643-2.5-01'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (isObject(input) && Object.values(input).includes(null))
          throw new ScimError(400, 'invalidValue', 'null is no value.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { bug: 56 },
  ),
  mutant(
    'create.refuses-empty-array',
    'An empty array is answered 400',
    ['RFC7644-3.3-08', 'RFC7643-2.5-01'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (
          isObject(input) &&
          Object.entries(input).some(
            ([name, value]) => name !== 'members' && Array.isArray(value) && value.length === 0,
          )
        ) {
          throw new ScimError(400, 'invalidValue', 'An array is empty.');
        }
        return b.readInput(input, model, mode, options);
      },
    }),
    { bug: 56 },
  ),
  mutant('create.null-stored', 'null is stored as the text "null"', ['RFC7644-3.3-08', 'RFC7643-2.5-01'], (b) => ({
    readInput: (input, model, mode, options) => {
      const result = b.readInput(input, model, mode, options);
      const nulls = isObject(input)
        ? Object.entries(input).filter(
            ([name, value]) => value === null && /^(nickName|title|displayName|userType)$/.test(name),
          )
        : [];
      return {
        ...result,
        resource: { ...result.resource, ...Object.fromEntries(nulls.map(([name]) => [name, 'null'])) },
      };
    },
  })),
  mutant('create.unknown-500', 'An unknown attribute crashes the server', ['RFC7644-3.12-11'], (b) => ({
    readInput: (input, model, mode, options) => {
      const result = b.readInput(input, model, mode, options);
      if (result.ignored.length > 0) throw new Error('no such column');
      return result;
    },
  })),
  mutant('create.unknown-part-500', 'An unknown part of a value crashes the server', ['RFC7644-3.12-11'], (b) => ({
    readInput: (input, model, mode, options) => {
      const result = b.readInput(input, model, mode, options);
      if (result.ignored.some((path) => path.includes('.'))) throw new Error('no such column');
      return result;
    },
  })),
  mutant(
    'create.echoes-unknown',
    'Unknown attributes are in the 201 but not stored',
    ['RFC7644-3.1-10'],
    answering((answer, request) => {
      if (request.method !== 'POST' || answer.status !== 201 || !isObject(request.body) || !isObject(answer.body))
        return answer;
      return { ...answer, body: { ...without(request.body, 'password'), ...answer.body } };
    }),
  ),
  mutant(
    'create.active-false',
    'Without active a new user is inactive',
    [],
    (b) => ({
      defaults: (resource, model) => {
        const made = b.defaults(resource, model);
        return resource['active'] === undefined && made['active'] === true ? { ...made, active: false } : made;
      },
    }),
    { bug: 55 },
  ),
  mutant(
    'create.active-true',
    'A new user is active whatever was sent',
    ['RFC7643-4.1.1-27', 'RFC7644-3.1-10'],
    (b) => ({
      defaults: (resource, model) =>
        b.defaults(resource['active'] === undefined ? resource : { ...resource, active: true }, model),
    }),
  ),
  mutant(
    'create.inactive-refused',
    'A new user with active false is answered 400',
    ['RFC7643-4.1.1-27'],
    (b) => ({
      defaults: (resource, model) => {
        if (resource['active'] === false) throw new ScimError(400, 'invalidValue', 'A new user is active.');
        return b.defaults(resource, model);
      },
    }),
    { bug: 61 },
  ),
  mutant(
    'create.no-external-id',
    'externalId is not stored by POST',
    ['RFC7643-3.1-22', 'RFC7643-3.1-01'],
    storing((resource, op) => (op === 'create' ? without(resource, 'externalId') : resource)),
    { bug: 67 },
  ),
  mutant(
    'create.makes-external-id',
    'The server makes an externalId when none is sent',
    ['RFC7643-3.1-17'],
    storing((resource, op) =>
      op === 'create' && resource['externalId'] === undefined
        ? { ...resource, externalId: `ext-${String(resource['id'])}` }
        : resource,
    ),
  ),
  mutant(
    'create.external-id-as-id',
    'A new resource has its externalId as id',
    ['RFC7643-3.1-10'],
    (b) => ({
      onStore: (resource, op, model, previous) => {
        const { externalId } = resource;
        const named = op === 'create' && typeof externalId === 'string' ? { ...resource, id: externalId } : resource;
        return b.onStore(named, op, model, previous);
      },
    }),
    { kills: ['schema.common.own-ids'] },
  ),
  mutant('create.meta-refused', 'A body with meta is answered 400', ['RFC7643-3.1-26'], (b) => ({
    readInput: (input, model, mode, options) => {
      if (isObject(input) && 'meta' in input) throw new ScimError(400, 'mutability', 'meta is read-only.');
      return b.readInput(input, model, mode, options);
    },
  })),
];
