import { ScimError } from '../../scim/errors.js';
import { isObject, keyOf, member } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';
import { withoutHeader } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, failing, hearing, remodel, storing, without } from './tools.js';

const LOCATED = ['RFC7644-3.3-11'];

export const createMutants: Mutant[] = [
  mutant('create.answers-200', 'POST answers 200 instead of 201', ['RFC7644-3.3-09'], { createdStatus: 200 }),
  mutant('create.answers-202', 'POST answers 202', ['RFC7644-3.3-09'], { createdStatus: 202 }),
  mutant('create.answers-204', 'POST answers 204', ['RFC7644-3.3-09'], { createdStatus: 204 }),
  mutant('create.no-location', 'The 201 has no Location', LOCATED, { locationHeader: () => undefined }),
  mutant('create.location-of-list', 'The Location of a new resource is that of its list', LOCATED, {
    locationHeader: (location) => location.slice(0, location.lastIndexOf('/')),
  }),
  mutant(
    'create.location-not-found',
    'The Location misses the version of the API',
    ['RFC7644-3.3-11', 'RFC7644-3.3-13'],
    {
      locationHeader: (location) => location.replace(/\/v2\//, '/'),
    },
  ),
  mutant(
    'create.location-doubled',
    'The Location holds the base path twice',
    ['RFC7644-3.3-11', 'RFC7644-3.3-13'],
    (b) => ({
      locationHeader: (location, request) => {
        const path = new URL(request.base).pathname;
        return b.locationHeader(location, request)?.replace(path, `${path}${path}`);
      },
    }),
  ),
  mutant(
    'create.no-body',
    'The 201 has no body',
    ['RFC7644-3.3-10'],
    (b) => ({
      writeBody: (resource, op) => (op === 'create' ? undefined : b.writeBody(resource, op)),
    }),
    { bug: 50 },
  ),
  mutant(
    'create.only-id',
    'The 201 holds nothing but the id',
    ['RFC7644-3.3-10', 'RFC7644-3.3-12', 'RFC7643-3-03'],
    (b) => ({
      writeBody: (resource, op) => (op === 'create' ? { id: resource['id'] ?? null } : b.writeBody(resource, op)),
    }),
  ),
  mutant(
    'create.echo',
    'The 201 repeats what the client sent',
    ['RFC7644-3.3-12', 'RFC7643-3.1-06', 'RFC7644-3.4-03'],
    answering((answer, request) =>
      request.method === 'POST' && answer.status === 201 && isObject(request.body)
        ? { ...answer, body: request.body }
        : answer,
    ),
  ),
  mutant('create.client-id', 'The client chooses the id', ['RFC7644-3.3-03', 'RFC7643-3.1-10', 'RFC7644-3.3-02'], {
    assignId: (sent, fresh) => (typeof sent === 'string' ? sent : fresh),
  }),
  mutant(
    'create.client-id-overwrites',
    'A POST with the id of an existing user overwrites that user',
    ['RFC7644-3.3-03', 'RFC7644-3.3-02'],
    hearing((request) => {
      const id = isObject(request.body) ? request.body['id'] : undefined;
      return request.method === 'POST' &&
        request.segments.length === 1 &&
        typeof id === 'string' &&
        request.store.get(id)
        ? { ...request, method: 'PUT', segments: [...request.segments, id] }
        : request;
    }),
    { bug: 52 },
  ),
  mutant(
    'create.id-is-user-name',
    'The id is made of the user name, so it comes back after a deletion',
    ['RFC7643-3.1-09'],
    storing((resource, op) => {
      const name = resource['userName'] ?? resource['displayName'];
      return op === 'create' && typeof name === 'string'
        ? { ...resource, id: `u-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}` }
        : resource;
    }),
  ),
  mutant('create.id-with-bulk-id', 'New ids begin with "bulkId-"', ['RFC7643-3.1-12'], {
    assignId: (_sent, fresh) => `bulkId-${fresh}`,
  }),
  mutant(
    'create.no-uniqueness',
    'Two users may have one userName',
    ['RFC7644-3.3-15', 'RFC7643-4.1.1-02'],
    { conflict: () => undefined },
    { bug: 17 },
  ),
  mutant(
    'create.uniqueness-case',
    'Two users may have one userName in different letter case',
    ['RFC7644-3.3-18', 'RFC7643-4.1.1-04'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const path = b.conflict(resource, type, store, self, op);
        if (path !== 'userName') return path;
        const name = resource['userName'];
        return store.list(type).some((other) => other.id !== self && other.resource['userName'] === name)
          ? path
          : undefined;
      },
    }),
  ),
  mutant(
    'create.conflict-400',
    'A duplicate userName is answered 400',
    ['RFC7644-3.3-15'],
    {
      conflictError: (path) => new ScimError(400, 'uniqueness', `Another resource has this ${path}.`),
    },
    { bug: 17 },
  ),
  mutant(
    'create.conflict-500',
    'A duplicate userName crashes the server',
    ['RFC7644-3.3-15', 'RFC7644-3.3-16'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        if (b.conflict(resource, type, store, self, op) !== undefined) throw new Error('duplicate key value');
        return undefined;
      },
    }),
    { bug: 17 },
  ),
  mutant(
    'create.conflict-422',
    'A duplicate userName is answered 422',
    ['RFC7644-3.3-15'],
    failing((answer) => (answer.status === 409 ? asError(answer, 422, 'uniqueness') : answer)),
    { bug: 17 },
  ),
  mutant(
    'create.conflict-returns-other',
    'A duplicate userName is answered 200 with the existing user',
    ['RFC7644-3.3-15'],
    hearing((request) => {
      const name = isObject(request.body) ? request.body['userName'] : undefined;
      if (request.method !== 'POST' || request.segments.join() !== 'Users' || typeof name !== 'string') return request;
      const found = request.store
        .list('User')
        .find((user) => String(user.resource['userName']).toLowerCase() === name.toLowerCase());
      return found ? { ...request, method: 'GET', segments: ['Users', found.id] } : request;
    }),
    { bug: 17 },
  ),
  mutant(
    'create.conflict-updates',
    'A duplicate userName updates the existing user',
    ['RFC7644-3.3-15', 'RFC7644-3.3-17'],
    hearing((request) => {
      const name = isObject(request.body) ? request.body['userName'] : undefined;
      if (request.method !== 'POST' || request.segments.join() !== 'Users' || typeof name !== 'string') return request;
      const found = request.store
        .list('User')
        .find((user) => String(user.resource['userName']).toLowerCase() === name.toLowerCase());
      return found ? { ...request, method: 'PUT', segments: ['Users', found.id] } : request;
    }),
    { bug: 41 },
  ),
  mutant(
    'create.conflict-no-keyword',
    'A duplicate userName is answered 409 without scimType',
    ['RFC7644-3.3-16'],
    {
      conflictError: (path) => new ScimError(409, undefined, `Another resource has this ${path}.`),
    },
    { bug: 16 },
  ),
  mutant(
    'create.unique-mail',
    'E-mail addresses must differ between users, and no schema says so',
    [],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const mails = mailsOf(resource);
        const taken = store
          .list(type)
          .some((other) => other.id !== self && mailsOf(other.resource).some((mail) => mails.includes(mail)));
        return taken ? 'emails.value' : b.conflict(resource, type, store, self, op);
      },
    }),
    { bug: 60 },
  ),
  mutant(
    'create.unique-mail-only',
    'Uniqueness is judged by e-mail instead of userName',
    ['RFC7644-3.3-15', 'RFC7643-4.1.1-02'],
    {
      conflict: (resource, type, store, self) => {
        const mails = mailsOf(resource);
        return store
          .list(type)
          .some((other) => other.id !== self && mailsOf(other.resource).some((mail) => mails.includes(mail)))
          ? 'emails.value'
          : undefined;
      },
    },
    { bug: 60 },
  ),
  mutant(
    'create.unique-external-id',
    'externalId must differ between users, and no schema says so',
    ['RFC7643-3.1-20', 'RFC7643-7-44'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const externalId = resource['externalId'];
        const taken = typeof externalId === 'string' && [...store.withExternalId(externalId)].some((id) => id !== self);
        return taken ? 'externalId' : b.conflict(resource, type, store, self, op);
      },
    }),
  ),
  mutant(
    'create.unique-display-name',
    'displayName must differ between users, and no schema says so',
    ['RFC7643-7-44'],
    (b) => ({
      conflict: (resource, type, store, self, op) => {
        const name = resource['displayName'];
        const taken =
          type === 'User' &&
          name !== undefined &&
          store.list(type).some((other) => other.id !== self && other.resource['displayName'] === name);
        return taken ? 'displayName' : b.conflict(resource, type, store, self, op);
      },
    }),
  ),
  mutant(
    'create.uniqueness-on-create-only',
    'Uniqueness is only enforced by POST',
    ['RFC7644-3.5.1-23', 'RFC7643-4.1.1-02', 'RFC7644-3.12-22'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        op === 'create' ? b.conflict(resource, type, store, self, op) : undefined,
    }),
    { bug: 59 },
  ),
  mutant(
    'create.uniqueness-not-by-patch',
    'Uniqueness is not enforced by PATCH',
    ['RFC7644-3.12-22', 'RFC7643-4.1.1-02'],
    (b) => ({
      conflict: (resource, type, store, self, op) =>
        op === 'patch' ? undefined : b.conflict(resource, type, store, self, op),
    }),
    { bug: 59 },
  ),
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
  mutant('create.location-with-query', 'Locations hold the query of the request', ['RFC7644-1.3-01'], (b) => ({
    location: (base, endpoint, id) => `${b.location(`${base}?api-version=2`, endpoint, id)}`,
  })),
  mutant(
    'create.password-in-header',
    'A header of a write holds the password',
    ['RFC7643-4.1.1-29'],
    answering((answer, request) => {
      const password = isObject(request.body) ? request.body['password'] : undefined;
      return typeof password === 'string' && answer.status < 300
        ? {
            ...answer,
            headers: { ...withoutHeader(answer.headers, 'x-debug'), 'X-Debug': encodeURIComponent(password) },
          }
        : answer;
    }),
  ),
];

function mailsOf(resource: JsonObject): string[] {
  const mails = resource['emails'];
  return Array.isArray(mails)
    ? mails.flatMap((mail) =>
        isObject(mail) && typeof mail['value'] === 'string' ? [mail['value'].toLowerCase()] : [],
      )
    : [];
}
