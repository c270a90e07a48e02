/** Published characteristics. */
import { ScimError } from '../../scim/errors.js';
import { isObject, member } from '../../scim/json.js';
import { commonAttributes, defineAttribute } from '../../scim/model.js';
import { endpointOf, hearing, remodel, without } from '../mutants/tools.js';
import type { Change } from '../behavior.js';
import type { Variation } from './variation.js';
import { variation } from './variation.js';
import { PLAIN, published, only, lacking, said } from './published-tools.js';

/** A body with a name that no schema defines is answered 400. */
const strictly: Change = (b) => ({
  readInput: (input, model, mode, options) => {
    const result = b.readInput(input, model, mode, options);
    if (result.ignored.length > 0) throw new ScimError(400, 'invalidSyntax', `Unknown: ${result.ignored.join(', ')}.`);
    return result;
  },
});

export const publishedVariations: Variation[] = [
  variation(
    'no-rare-attributes',
    'ims, photos, certificates and entitlements are not supported',
    ['RFC7643-4.1.2'],
    PLAIN,
    lacking('ims', 'photos', 'x509Certificates', 'entitlements'),
  ),
  variation(
    'few-attributes-strictly',
    'Few attributes are published, with no labels, and a body with any other is answered 400',
    ['RFC7643-7', 'RFC7644-3.3'],
    strictly,
    (models) =>
      lacking(
        'nickName',
        'title',
        'userType',
        'locale',
        'timezone',
        'ims',
        'photos',
        'addresses',
        'entitlements',
      )(
        models.map((model) => ({
          ...model,
          core: {
            ...model.core,
            attributes: model.core.attributes.map((attribute) => ({
              ...attribute,
              ...(attribute.subAttributes
                ? {
                    subAttributes: attribute.subAttributes
                      .filter(({ name }) => !/^(middleName|honorific.*)$/.test(name))
                      .filter(({ name }) => model.type.name !== 'User' || !/^(type|primary|display)$/.test(name))
                      .map((each) => (each.name === 'formatted' ? { ...each, required: true } : each)),
                  }
                : {}),
            })),
          },
        })),
      ),
  ),
  variation(
    'no-roles-strictly',
    'roles are not published, and a body that names them, if only to hold none, is answered 400',
    ['RFC7643-7', 'RFC7644-3.3'],
    strictly,
    lacking('roles'),
  ),
  variation('no-display-of-values', 'Multi-valued attributes have no display', ['RFC7643-2.4'], PLAIN, (models) =>
    models.map((model) => ({
      ...model,
      core: {
        ...model.core,
        attributes: model.core.attributes.map((attribute) =>
          attribute.name === 'emails' || attribute.name === 'phoneNumbers'
            ? { ...attribute, subAttributes: (attribute.subAttributes ?? []).filter(({ name }) => name !== 'display') }
            : attribute,
        ),
      },
    })),
  ),
  variation(
    'addresses-primary',
    'An address can be primary',
    ['RFC7643-2.4'],
    PLAIN,
    published((attribute, path) =>
      path === 'addresses'
        ? {
            ...attribute,
            subAttributes: [
              ...(attribute.subAttributes ?? []),
              defineAttribute({ name: 'primary', type: 'boolean', description: 'The preferred one.' }),
            ],
          }
        : attribute,
    ),
  ),
  variation(
    'mail-required',
    'A user needs an e-mail address, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails', { required: true })),
  ),
  variation(
    'family-name-required',
    'A user needs a family name, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published((attribute, path) =>
      path === 'name' || path === 'name.familyName' ? { ...attribute, required: true } : attribute,
    ),
  ),
  variation(
    'password-required',
    'A new user needs a password, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('password', { required: true })),
  ),
  variation(
    'password-in-every-put',
    'A PUT of a user needs the required password, too',
    ['RFC7644-3.5.1'],
    hearing((request) => {
      if (
        request.method === 'PUT' &&
        endpointOf(request) === 'Users' &&
        isObject(request.body) &&
        member(request.body, 'password') === undefined
      )
        throw new ScimError(400, 'invalidValue', 'The attribute "password" is required.');
      return request;
    }),
    published(only('password', { required: true })),
  ),
  variation(
    'title-read-only',
    'title is read-only, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('title', { mutability: 'readOnly' })),
  ),
  variation(
    'nick-name-immutable',
    'nickName is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('nickName', { mutability: 'immutable' })),
  ),
  variation(
    'title-immutable',
    'title is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('title', { mutability: 'immutable' })),
  ),
  variation(
    'user-name-immutable',
    'userName is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { mutability: 'immutable' })),
  ),
  variation(
    'team-name-immutable',
    'displayName of groups is immutable, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('displayName', { mutability: 'immutable' }), 'Group'),
  ),
  variation(
    'display-name-read-only',
    'displayName of users is read-only, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('displayName', { mutability: 'readOnly' })),
  ),
  variation(
    'emails-always',
    'emails are always returned, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails', { returned: 'always' })),
  ),
  variation(
    'name-on-request',
    'name is returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('name', { returned: 'request' })),
  ),
  variation(
    'no-extras',
    'Of the singular attributes users have the names and active alone',
    ['RFC7643-4.1'],
    PLAIN,
    lacking('nickName', 'title', 'profileUrl', 'userType', 'preferredLanguage', 'locale', 'timezone'),
  ),
  variation('no-emails', 'e-mail addresses are not supported', ['RFC7643-4.1.2'], PLAIN, lacking('emails')),
  variation(
    'members-on-request',
    'members are returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('members', { returned: 'request' }), 'Group'),
  ),
  variation(
    'groups-on-request',
    'groups are returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('groups', { returned: 'request' })),
  ),
  variation(
    'title-on-request',
    'title is returned on request, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('title', { returned: 'request' })),
  ),
  variation(
    'user-name-always',
    'userName is always returned, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { returned: 'always' })),
  ),
  variation(
    'mail-unique',
    'E-mail addresses are unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('emails.value', { uniqueness: 'server' })),
  ),
  variation(
    'group-name-shared',
    'Two groups may have one name, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('displayName', { uniqueness: 'none' }), 'Group'),
  ),
  variation(
    'user-name-global',
    'userName is globally unique, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { uniqueness: 'global' })),
  ),
  variation(
    'user-name-case-exact',
    'Letter case counts in userName, and the schema says so',
    ['RFC7643-2.2'],
    PLAIN,
    published(only('userName', { caseExact: true })),
  ),
  variation(
    'display-immutable',
    'display of multi-valued attributes is immutable',
    ['RFC7643-2.4'],
    PLAIN,
    published((attribute, path) =>
      /^(emails|phoneNumbers)\.display$/.test(path) ? { ...attribute, mutability: 'immutable' } : attribute,
    ),
  ),
  variation(
    'canonical-values-narrow',
    'Fewer types are listed for e-mail addresses',
    ['RFC7643-2.3.1'],
    PLAIN,
    published(only('emails.type', { canonicalValues: ['work'] })),
  ),
  variation(
    'canonical-values-none',
    'No canonical values are listed',
    ['RFC7643-2.3.1'],
    said((definition) => without(definition, 'canonicalValues')),
  ),
  variation(
    'canonical-values-wide',
    'More types are listed for e-mail addresses',
    ['RFC7643-2.3.1'],
    PLAIN,
    published(only('emails.type', { canonicalValues: ['work', 'home', 'other', 'school'] })),
  ),
  variation(
    'parents-said-read-only',
    'name and emails are said to be read-only, their sub-attributes to be writable, which they are',
    ['RFC7643-7'],
    said((definition) =>
      ['name', 'emails'].includes(String(definition['name'])) && definition['type'] === 'complex'
        ? { ...definition, mutability: 'readOnly' }
        : definition,
    ),
  ),
  variation(
    'defaults-left-out',
    'Characteristics that have their default are left out',
    ['RFC7643-2.2'],
    said((definition) =>
      Object.fromEntries(
        Object.entries(definition).filter(
          ([name, value]) =>
            !(
              (name === 'required' && value === false) ||
              (name === 'caseExact' && value === false) ||
              (name === 'mutability' && value === 'readWrite') ||
              (name === 'returned' && value === 'default') ||
              (name === 'uniqueness' && value === 'none')
            ),
        ),
      ),
    ),
  ),
  variation(
    'noise',
    'Booleans and complex attributes say caseExact and uniqueness',
    ['RFC7643-8.7.1'],
    said((definition) => ({ caseExact: false, uniqueness: 'none', ...definition })),
  ),
  variation('case-exact-references', 'References are case-exact', ['RFC7643-2.3.7'], PLAIN, (models) =>
    models.map((model) =>
      remodel(model, (attribute) => (attribute.type === 'reference' ? { ...attribute, caseExact: true } : attribute)),
    ),
  ),
  variation(
    'case-exact-nowhere',
    'Certificates are said to be case-insensitive',
    ['RFC7643-8.7.1'],
    said((definition) => (definition['type'] === 'binary' ? { ...definition, caseExact: false } : definition)),
  ),
  variation('common-attributes-listed', 'Schemas list the common attributes', ['RFC7643-3.1'], PLAIN, (models) =>
    models.map((model) => ({
      ...model,
      core: {
        ...model.core,
        attributes: [...commonAttributes.filter(({ name }) => name !== 'schemas'), ...model.core.attributes],
      },
    })),
  ),
  variation('other-language', 'Names and descriptions of schemas are in another language', ['RFC7643-7'], (b) => ({
    schemas: (list) =>
      b
        .schemas(list)
        .map((schema) => ({ ...schema, name: `Schéma ${String(schema['name'])}`, description: 'Beschreibung' })),
  })),
  variation(
    'group-name-optional-in-schema',
    'The schema of groups says that displayName is optional, as printed',
    ['RFC7643-8.7.1'],
    said((definition) => (definition['name'] === 'displayName' ? { ...definition, required: false } : definition)),
  ),
  variation(
    'no-descriptions',
    'No attribute has a description',
    ['RFC7643-7'],
    said((definition) => without(definition, 'description')),
  ),
];
