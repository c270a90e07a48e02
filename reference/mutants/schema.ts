/** /Schemas and its definitions. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA, ERROR_MESSAGE, LIST_RESPONSE } from '../../scim/urns.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, endpointOf, isOne, withMember, without } from './tools.js';
import { schemas, definitions, named, characteristic, SNAKE } from './schema-tools.js';

export const schemaMutants: Mutant[] = [
  mutant(
    'schema.extension-repeats-core',
    'The enterprise extension defines title anew',
    ['RFC7643-3.3-06'],
    named('costCenter', (definition) => ({ ...definition, name: 'title' })),
    { kills: ['discovery.extensions.own-names'] },
  ),
  mutant(
    'schema.missing',
    'There is no /Schemas',
    ['RFC7644-3.2-10', 'RFC7644-4-05', 'RFC7643-7-01'],
    answering((answer, request) => (endpointOf(request) === 'Schemas' ? asError(answer, 404) : answer)),
    { bug: 42 },
  ),
  mutant(
    'schema.one-missing',
    'A schema cannot be read by its URI',
    ['RFC7644-4-06', 'RFC7644-3.4.1-05', 'RFC7644-4-09'],
    answering((answer, request) => (isOne(request, 'Schemas') ? asError(answer, 404) : answer)),
    { bug: 42 },
  ),
  mutant(
    'schema.one-in-list',
    'A schema read by its URI comes in a list',
    ['RFC7644-4-09', 'RFC7644-4-06'],
    answering((answer, request) =>
      isOne(request, 'Schemas') && answer.status === 200 && answer.body !== undefined
        ? { ...answer, body: { schemas: [LIST_RESPONSE], totalResults: 1, Resources: [answer.body] } }
        : answer,
    ),
  ),
  mutant(
    'schema.bare-array',
    '/Schemas is a bare array',
    ['RFC7644-4-05', 'RFC7644-4-10'],
    answering((answer, request) =>
      endpointOf(request) === 'Schemas' && isObject(answer.body) && Array.isArray(answer.body['Resources'])
        ? { ...answer, body: answer.body['Resources'] }
        : answer,
    ),
  ),
  mutant(
    'schema.no-enterprise',
    'The schema of the enterprise extension is not listed',
    ['RFC7643-6-14', 'RFC7643-7-01', 'RFC7644-4-05'],
    schemas((list) => list.filter((schema) => schema['id'] !== ENTERPRISE_USER_SCHEMA)),
  ),
  mutant(
    'schema.no-group',
    'The schema of groups is not listed',
    ['RFC7643-6-11', 'RFC7643-7-01', 'RFC7644-4-05'],
    schemas((list) => list.filter((schema) => schema['name'] !== 'Group')),
  ),
  mutant(
    'schema.no-id',
    'Schemas have no id',
    ['RFC7643-7-08', 'RFC7643-7-07'],
    schemas((list) => list.map((schema) => without(schema, 'id'))),
  ),
  mutant(
    'schema.id-by-name',
    'Schemas have their name as id',
    ['RFC7643-7-08', 'RFC7643-6-11'],
    schemas((list) => list.map((schema) => ({ ...schema, id: schema['name'] ?? '' }))),
  ),
  mutant(
    'schema.twice',
    'A schema is listed twice',
    ['RFC7643-7-09'],
    schemas((list) => (list[0] ? [...list, list[0]] : list)),
  ),
  mutant(
    'schema.no-name',
    'Schemas have no name',
    ['RFC7643-7-10'],
    schemas((list) => list.map((schema) => without(schema, 'name'))),
  ),
  mutant(
    'schema.no-schemas',
    'Schemas have no schemas',
    ['RFC7643-7-05', 'RFC7643-3-03'],
    schemas((list) => list.map((schema) => without(schema, 'schemas'))),
    { bug: 43 },
  ),
  mutant(
    'schema.no-meta',
    'Schemas have no meta',
    ['RFC7643-3.1-38'],
    schemas((list) => list.map((schema) => without(schema, 'meta'))),
  ),
  mutant(
    'schema.name-left-out',
    'Users show a name that their schema does not have',
    ['SAILPOINT-DISCOVERY-06'],
    schemas((list) =>
      list.map((schema) =>
        withMember(schema, 'attributes', (attributes) =>
          valuesOf(attributes).filter((attribute) => !isObject(attribute) || attribute['name'] !== 'name'),
        ),
      ),
    ),
    { on: ['one-name'], kills: ['interop.sailpoint.described'] },
  ),
  mutant(
    'schema.no-attributes',
    'Schemas have no attributes',
    ['RFC7643-7-12', 'RFC7643-7-07'],
    schemas((list) => list.map((schema) => without(schema, 'attributes'))),
  ),
  mutant(
    'schema.attributes-object',
    'The attributes of a schema are an object by name',
    ['RFC7643-7-12'],
    schemas((list) =>
      list.map((schema) =>
        withMember(schema, 'attributes', (attributes) =>
          Array.isArray(attributes)
            ? Object.fromEntries(attributes.filter(isObject).map((attribute) => [String(attribute['name']), attribute]))
            : attributes,
        ),
      ),
    ),
  ),
  mutant(
    'schema.message-schemas',
    'Message schemas are listed',
    ['RFC7644-3.1-06'],
    schemas((list) => {
      const [first] = list;
      return first ? [...list, { ...first, id: ERROR_MESSAGE, name: 'Error', attributes: [] }] : list;
    }),
  ),
  mutant(
    'schema.attribute-no-name',
    'Definitions of sub-attributes have no name',
    ['RFC7643-7-13', 'RFC7643-7-07', 'RFC7643-7-16'],
    definitions((definition) =>
      definition['subAttributes'] === undefined && definition['name'] === 'value'
        ? without(definition, 'name')
        : definition,
    ),
  ),
  mutant(
    'schema.name-twice',
    'Title is defined beside title',
    ['RFC7644-4-07'],
    named('nickName', (definition) => ({ ...definition, name: 'Title' })),
    { kills: ['discovery.definitions.names-once'] },
  ),
  mutant(
    'schema.part-twice',
    'name has two definitions of givenName',
    ['RFC7644-4-07'],
    named('middleName', (definition) => ({ ...definition, name: 'givenName' })),
    { kills: ['discovery.definitions.names-once'] },
  ),
  mutant(
    'schema.attribute-no-type',
    'Definitions have no type',
    ['RFC7643-7-14', 'RFC7644-3.1-04'],
    definitions((definition) => without(definition, 'type')),
  ),
  mutant(
    'schema.type-text',
    'Strings are of type "text"',
    ['RFC7643-7-14'],
    characteristic('type', (type) => (type === 'string' ? 'text' : type)),
  ),
  mutant(
    'schema.type-bool',
    'Booleans are of type "bool"',
    ['RFC7643-7-14'],
    characteristic('type', (type) => (type === 'boolean' ? 'bool' : type)),
  ),
  mutant(
    'schema.type-object',
    'Complex attributes are of type "object"',
    ['RFC7643-7-14'],
    characteristic('type', (type) => (type === 'complex' ? 'object' : type)),
  ),
  mutant(
    'schema.no-multi-valued',
    'Definitions lack multiValued',
    ['RFC7643-7-17', 'RFC7643-7-07', 'RFC7644-3.1-04'],
    definitions((definition) => without(definition, 'multiValued')),
  ),
  mutant(
    'schema.multi-valued-string',
    'multiValued is a string',
    ['RFC7643-7-17'],
    characteristic('multiValued', String),
  ),
  mutant('schema.required-string', 'required is a string', ['RFC7643-7-19'], characteristic('required', String)),
  mutant('schema.case-exact-string', 'caseExact is a string', ['RFC7643-7-22'], characteristic('caseExact', String)),
  mutant(
    'schema.mutability-unknown',
    'mutability is "writable"',
    ['RFC7643-7-27'],
    characteristic('mutability', (value) => (value === 'readWrite' ? 'writable' : value)),
  ),
  mutant(
    'schema.mutability-hyphen',
    'mutability is "read-only"',
    ['RFC7643-7-27'],
    characteristic('mutability', (value) => (value === 'readOnly' ? 'read-only' : value)),
  ),
  mutant(
    'schema.returned-unknown',
    'returned is "true"',
    ['RFC7643-7-35'],
    characteristic('returned', (value) => (value === 'default' ? 'true' : value)),
  ),
  mutant(
    'schema.uniqueness-boolean',
    'uniqueness is a boolean',
    ['RFC7643-7-41'],
    characteristic('uniqueness', (value) => value !== 'none'),
  ),
  mutant(
    'schema.keywords-upper-case',
    'Keywords are in capitals',
    ['RFC7643-7-04'],
    definitions((definition) =>
      ['mutability', 'returned', 'uniqueness'].reduce<JsonObject>(
        (result, name) => withMember(result, name, (value) => String(value).toUpperCase()),
        definition,
      ),
    ),
  ),
  mutant(
    'schema.complex-in-complex',
    'A complex attribute holds a complex one',
    ['RFC7643-2.3.8-03'],
    named('manager', (definition) => ({
      ...definition,
      subAttributes: [
        ...(Array.isArray(definition['subAttributes']) ? definition['subAttributes'] : []),
        {
          name: 'contact',
          type: 'complex',
          multiValued: false,
          required: false,
          mutability: 'readWrite',
          returned: 'default',
          subAttributes: [],
        },
      ],
    })),
  ),
  mutant(
    'schema.simple-with-parts',
    'A simple attribute has sub-attributes',
    ['RFC7643-1.2-01'],
    named('nickName', (definition) => ({
      ...definition,
      subAttributes: [{ name: 'value', type: 'string', multiValued: false }],
    })),
  ),
  mutant(
    'schema.complex-without-parts',
    'Complex attributes have no sub-attributes',
    ['RFC7643-7-15'],
    named('name', (definition) => without(definition, 'subAttributes')),
  ),
  mutant(
    'schema.snake-case',
    'Characteristics are in snake case',
    ['RFC7643-7-17', 'RFC7643-7-07'],
    definitions((definition) =>
      Object.fromEntries(Object.entries(definition).map(([name, value]) => [SNAKE[name] ?? name, value])),
    ),
    { bug: 48 },
  ),
  mutant(
    'schema.nulls',
    'Characteristics that do not apply are null',
    [],
    definitions((definition) => ({
      canonicalValues: null,
      referenceTypes: null,
      ...definition,
    })),
    { bug: 48 },
  ),
  mutant(
    'schema.name-with-blank',
    'An attribute name holds a blank',
    ['RFC7643-2.1-03'],
    named('nickName', (definition) => ({ ...definition, name: 'nick name' })),
  ),
  mutant(
    'schema.name-with-dot',
    'Sub-attributes are listed as attributes with a dot in their name',
    ['RFC7643-2.1-03'],
    named('timezone', (definition) => ({ ...definition, name: 'time.zone' })),
  ),
];
