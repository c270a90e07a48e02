/** What clients may not do, or not with every value. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member, valuesOf } from '../../scim/json.js';
import { schemaFrom } from '../../scim/model.js';
import type { Attribute, Json, ResourceModel } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import { memberIds } from '../store.js';
import { endpointOf, hearing, isOne, remodel } from '../mutants/tools.js';
import { extended, lacking, only, PLAIN, published, requiring } from './published-tools.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { checking, invalid } from './write-tools.js';

/** Refuses values outside of the canonical ones. */
const listedValuesOnly: Change = (b) => {
  const look = (holder: Json | undefined, attributes: readonly Attribute[]): void => {
    if (!isObject(holder)) return;
    for (const { name, canonicalValues, subAttributes = [] } of attributes)
      for (const value of valuesOf(member(holder, name))) {
        if (canonicalValues && typeof value === 'string' && !canonicalValues.includes(value))
          invalid(`${name} is one of ${canonicalValues.join(', ')}.`);
        look(value, subAttributes);
      }
  };
  return {
    onStore: (resource, op, model, previous) => {
      look(resource, model.core.attributes);
      for (const { id, attributes } of model.extensions) look(resource[id], attributes);
      return b.onStore(resource, op, model, previous);
    },
  };
};

const undeletable = (status: number): Change =>
  hearing((request) => {
    if (request.method === 'DELETE' && isOne(request, 'Users')) throw new ScimError(status, undefined, 'Disable it.');
    return request;
  });

const ofType =
  (type: string, change: (models: readonly ResourceModel[]) => ResourceModel[]) =>
  (models: readonly ResourceModel[]): ResourceModel[] =>
    models.flatMap((model) => (model.type.name === type ? change([model]) : [model]));

const kind = schemaFrom({
  id: 'urn:example:schemas:2.0:Kind',
  name: 'Kind',
  description: 'Kind of a group.',
  attributes: [
    {
      name: 'kind',
      type: 'string',
      multiValued: false,
      required: true,
      canonicalValues: ['team', 'project'],
      description: 'What it is.',
    },
  ],
});

const ofKind = (models: readonly ResourceModel[]): ResourceModel[] =>
  models.map((model) => ({
    ...model,
    type: { ...model.type, schemaExtensions: [{ schema: kind.id, required: true }] },
    extensions: [kind],
  }));

/** Names of the core, for values of another type. */
const account = schemaFrom({
  id: 'urn:example:schemas:2.0:Account',
  name: 'Account',
  description: 'Account of the vendor.',
  attributes: [
    { name: 'userName', type: 'string', multiValued: false, caseExact: true, description: 'Name on the mainframe.' },
    { name: 'active', type: 'string', multiValued: false, description: 'How active it is.' },
    { name: 'title', type: 'integer', multiValued: false, description: 'Number of the title.' },
  ],
});

const plan = schemaFrom({
  id: 'urn:example:schemas:2.0:Plan',
  name: 'Plan',
  description: 'What is paid for.',
  attributes: [
    {
      name: 'plan',
      type: 'string',
      multiValued: false,
      required: true,
      canonicalValues: ['free', 'paid'],
      description: 'The plan.',
    },
    { name: 'seats', type: 'integer', multiValued: false, required: true, description: 'How many may sit.' },
    { name: 'since', type: 'dateTime', multiValued: false, required: true, description: 'When it began.' },
  ],
});

const everything = (change: (attribute: Attribute, path: string) => Attribute) => {
  return (models: readonly ResourceModel[]): ResourceModel[] => models.map((model) => remodel(model, change));
};

export const restrictionVariations: Variation[] = [
  variation(
    'titles-from-list',
    'A title is one of a list that is not published: others are answered 400 invalidValue',
    ['RFC7643-2.3.1'],
    (b) => ({
      onStore: (resource, op, model, previous) => {
        const title = member(resource, 'title');
        if (typeof title === 'string' && !['Engineer', 'Manager', 'Clerk'].includes(title))
          invalid('There is no such title.');
        return b.onStore(resource, op, model, previous);
      },
    }),
  ),
  variation(
    'filled-groups-stay',
    'A group that has members is not deleted: 409',
    ['RFC7644-3.6'],
    hearing((request) => {
      const stored =
        request.method === 'DELETE' && isOne(request, 'Groups')
          ? request.store.get(request.segments[1] ?? '')
          : undefined;
      if (stored && memberIds(stored.resource).some((id) => request.store.get(id)))
        throw new ScimError(409, undefined, 'Take its members out.');
      return request;
    }),
  ),
  variation('deletes-forbidden', 'This client may delete no user: 403', ['RFC7644-3.12'], undeletable(403)),
  variation('no-delete-501', 'Users cannot be deleted: 501', ['RFC7644-3.2'], undeletable(501)),
  variation(
    'jobs-of-users',
    'A job holds operations on users alone: others are answered 501',
    ['RFC7644-3.7'],
    hearing((request) => {
      if (request.inBulk && endpointOf(request) !== 'Users') throw new ScimError(501, undefined, 'Users alone.');
      return request;
    }),
  ),
  variation(
    'members-read-only',
    'members is read-only, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('members', { mutability: 'readOnly' }), 'Group'),
  ),
  variation('no-members', 'Groups have no members', ['RFC7643-4.2'], PLAIN, ofType('Group', lacking('members'))),
  variation(
    'members-required',
    'A group needs a member, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('members', { required: true }), 'Group'),
  ),
  variation(
    'groups-read-only',
    'Clients may only read groups: 403',
    ['RFC7644-3.12'],
    hearing((request) => {
      if (endpointOf(request) === 'Groups' && request.method !== 'GET' && request.segments[1] !== '.search')
        throw new ScimError(403, undefined, 'Groups come from elsewhere.');
      return request;
    }),
  ),
  variation(
    'members-immutable',
    'members is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('members', { mutability: 'immutable' }), 'Group'),
  ),
  variation(
    'users-fixed',
    'Of a user only active can be changed once it is there, and the schemas say so',
    ['RFC7643-2.2'],
    PLAIN,
    published((attribute, path) =>
      attribute.mutability === 'readWrite' && !/\.|^active$/.test(path)
        ? { ...attribute, mutability: 'immutable' }
        : attribute,
    ),
  ),
  variation(
    'name-required',
    'A user needs a name, whichever part of it, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('name', { required: true })),
  ),
  variation(
    'phone-required',
    'A user needs a telephone number, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('phoneNumbers', { required: true })),
  ),
  variation(
    'nick-name-unique',
    'nickName is unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('nickName', { uniqueness: 'server' })),
  ),
  variation('no-active', 'Users have no active', ['RFC7643-7'], PLAIN, ofType('User', lacking('active'))),
  variation('members-by-hundred', 'A PATCH adds no more than 100 members', ['RFC9110-15.5.14'], (b) => ({
    readPatch: (body, options) => {
      const operations = b.readPatch(body, options);
      if (operations.some(({ value }) => valuesOf(value).length > 100))
        throw new ScimError(413, undefined, 'A hundred at once.');
      return operations;
    },
  })),
  variation(
    'active-read-only',
    'active is read-only, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('active', { mutability: 'readOnly' })),
  ),
  variation(
    'mail-primary-required',
    'An e-mail address says whether it is primary, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails.primary', { required: true })),
  ),
  variation(
    'mail-immutable',
    'emails is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails', { mutability: 'immutable' })),
  ),
  variation(
    'few-by-default',
    'Of a user the names alone are returned by default, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published((attribute, path) =>
      attribute.returned === 'default' && !/\.|^(userName|displayName|active|groups)$/.test(path)
        ? { ...attribute, returned: 'request' }
        : attribute,
    ),
  ),
  variation(
    'all-always',
    'Attributes are always returned, and the schemas say so',
    ['RFC7643-2.2'],
    PLAIN,
    everything((attribute) => (attribute.returned === 'default' ? { ...attribute, returned: 'always' } : attribute)),
  ),
  variation(
    'locale-never',
    'locale is never returned, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('locale', { returned: 'never', mutability: 'writeOnly' })),
  ),
  variation(
    'display-name-unique',
    'displayName of users is unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('displayName', { uniqueness: 'server' })),
  ),
  variation(
    'work-alone',
    'Work is the one label of addresses, and the schema says so',
    ['RFC7643-2.3.1'],
    listedValuesOnly,
    published((attribute, path) =>
      /^(emails|phoneNumbers|addresses)\.type$/.test(path) ? { ...attribute, canonicalValues: ['work'] } : attribute,
    ),
  ),
  variation(
    'words-listed',
    'title, nickName and userType are listed words, and the schema says so',
    ['RFC7643-2.3.1'],
    listedValuesOnly,
    published((attribute, path) =>
      /^(title|nickName|userType)$/.test(path) ? { ...attribute, canonicalValues: ['Employee', 'Manager'] } : attribute,
    ),
  ),
  variation(
    'one-of-each-label',
    'Two e-mail addresses of one type are answered 400',
    ['RFC7643-2.4'],
    checking((input) => {
      const labels = valuesOf(member(input, 'emails')).map((mail) => (isObject(mail) ? mail['type'] : undefined));
      if (new Set(labels).size < labels.length) invalid('One address of each type.');
    }),
  ),
  variation(
    'group-kind-required',
    'Groups need an extension of the vendor with a listed word, and the resource type says so',
    ['RFC7643-6'],
    listedValuesOnly,
    ofType('Group', ofKind),
  ),
  variation(
    'plan-required',
    'Users need an extension with a listed word, a number and a time',
    ['RFC7643-6'],
    listedValuesOnly,
    requiring(plan),
  ),
  variation(
    'extension-same-names',
    'An extension has attributes with names of the core and of other types',
    ['RFC7643-3.3'],
    PLAIN,
    extended(account),
  ),
];
