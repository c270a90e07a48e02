/** What a provider works out itself, leaves out, or keeps for its own policy. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { storing, withMember, without } from '../mutants/tools.js';
import { only, published } from './published-tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { checking, invalid } from './write-tools.js';

const partsOf = (name: Json | undefined): string =>
  isObject(name) ? [name['givenName'], name['familyName']].filter((part) => typeof part === 'string').join(' ') : '';

/** Only a name for the user; a group keeps what it was called. */
const ofUsers = (change: (user: Resource) => Resource): ((resource: Resource) => Resource) => {
  return (resource) => ('userName' in resource ? change(resource) : resource);
};

export const computedVariations: Variation[] = [
  variation(
    'display-name-computed',
    'displayName of users is always made of the parts of name',
    ['RFC7643-4.1.1'],
    storing(
      ofUsers((user) => {
        const made = partsOf(user['name']);
        return made === '' ? user : { ...user, displayName: made };
      }),
    ),
  ),
  variation(
    'formatted-from-display-name',
    'name.formatted is always the displayName',
    ['RFC7643-4.1.1'],
    storing(
      ofUsers((user) => {
        const { displayName } = user;
        return displayName === undefined
          ? user
          : withMember(user, 'name', (name) => (isObject(name) ? { ...name, formatted: displayName } : name));
      }),
    ),
  ),
  variation(
    'one-name',
    'A user has one name, the displayName: the parts of name are what stands before and after its first blank',
    ['RFC7643-4.1.1'],
    storing((resource, op) => {
      if (!('userName' in resource)) return resource;
      const whole = resource['displayName'] ?? (op === 'create' ? partsOf(resource['name']) : '');
      if (typeof whole !== 'string' || whole === '') return without(resource, 'name');
      const [givenName = '', ...rest] = whole.split(' ');
      return { ...resource, displayName: whole, name: { formatted: whole, givenName, familyName: rest.join(' ') } };
    }),
    published(only('name', { mutability: 'readOnly' })),
  ),
  variation(
    'mail-from-user-name',
    'A user without e-mail addresses gets the userName as one',
    ['RFC7643-2.4'],
    storing((resource) => {
      const { userName, emails } = resource;
      return typeof userName === 'string' && userName.includes('@') && emails === undefined
        ? { ...resource, emails: [{ value: userName, type: 'work' }] }
        : resource;
    }),
  ),
  variation(
    'inactive-until-confirmed',
    'A new user is inactive until an administrator confirms it',
    ['RFC7643-4.1.1'],
    storing((resource, op) => (op === 'create' && 'userName' in resource ? { ...resource, active: false } : resource)),
  ),
  variation(
    'group-external-id-none',
    'Groups keep no externalId',
    ['RFC7643-3.1'],
    storing((resource) => ('userName' in resource ? resource : without(resource, 'externalId'))),
  ),
  variation(
    'external-id-none',
    'No resource keeps an externalId',
    ['RFC7643-3.1'],
    storing((resource) => without(resource, 'externalId')),
  ),
  variation('external-id-unique', 'An externalId that another user has is answered 409', ['RFC7643-3.1'], (b) => ({
    conflict: (resource, type, store, self, op) => {
      const { externalId } = resource;
      const taken = store.list(type).some((other) => other.id !== self && other.resource['externalId'] === externalId);
      if (externalId !== undefined && taken) return 'externalId';
      return b.conflict(resource, type, store, self, op);
    },
  })),
  variation(
    'password-refused',
    'Passwords are not offered: a resource with one is answered 400',
    ['RFC7643-4.1.1'],
    (b) => ({
      ...checking((input) => {
        if (member(input, 'password') !== undefined) invalid('Users sign in elsewhere: there are no passwords.');
      })(b),
      serviceProviderConfig: (config) =>
        withMember(b.serviceProviderConfig(config), 'changePassword', () => ({ supported: false })) as JsonObject,
      applyPatch: (resource, operations, model, options) => {
        if (operations.some((operation) => /"password"/i.test(JSON.stringify(operation))))
          throw new ScimError(400, 'invalidValue', 'There are no passwords.');
        return b.applyPatch(resource, operations, model, options);
      },
    }),
    (models) =>
      models.map((model) => ({
        ...model,
        core: { ...model.core, attributes: model.core.attributes.filter(({ name }) => name !== 'password') },
      })),
  ),
  variation('created-brief', 'The body of a 201 has schemas, id and meta alone', ['RFC7644-3.3'], (b) => ({
    writeBody: (resource, op) => {
      const body = b.writeBody(resource, op);
      if (op !== 'create' || body === undefined) return body;
      return Object.fromEntries(Object.entries(body).filter(([name]) => /^(schemas|id|meta)$/.test(name)));
    },
  })),
  variation('manager-reference-only', 'manager has $ref and no value', ['RFC7643-4.3'], (b) => ({
    managerView: (manager, view) => {
      const shown = b.managerView(manager, view);
      return shown['$ref'] === undefined ? shown : without(shown, 'value');
    },
  })),
];
