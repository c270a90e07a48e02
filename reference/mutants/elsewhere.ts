/** What is right in one place and wrong in another: single documents, discovery documents, answers to writes. */
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject } from '../../scim/types.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { object } from './represent-tools.js';
import { schemas } from './schema-tools.js';
import { answering, configuring, endpointOf, isOne, withElements, withMember, without } from './tools.js';

/** Changes the answer to a GET of one document, not the list. */
function alone(endpoint: string, change: (document: JsonObject) => JsonObject): Change {
  return answering((answer, request) =>
    isOne(request, endpoint) && answer.status === 200 && isObject(answer.body)
      ? { ...answer, body: change(answer.body) }
      : answer,
  );
}

/** Changes the definitions of a schema that is read alone, sub-attributes included. */
function definedAlone(change: (definition: JsonObject) => JsonObject): Change {
  const one = (definition: JsonObject): Json => withElements(change(definition), 'subAttributes', one);
  return alone('Schemas', (schema) => withElements(schema, 'attributes', one));
}

/** Changes the bodies of successful answers to some requests. */
function bodies(concerns: (request: Request) => boolean, change: (body: JsonObject) => Json): Change {
  return answering((answer, request) =>
    answer.status < 300 && isObject(answer.body) && concerns(request)
      ? { ...answer, body: change(answer.body) as JsonObject }
      : answer,
  );
}

const isWrite = (method: string) => (request: Request) =>
  request.method === method && /^(Users|Groups)$/.test(endpointOf(request)) && request.segments[1] !== '.search';

const withMeta = (item: JsonObject, more: JsonObject): JsonObject => ({
  ...item,
  meta: { ...object(item['meta'] ?? null), ...more },
});

const types = (change: (type: JsonObject) => JsonObject): Change => {
  return (b) => ({ resourceTypes: (list) => b.resourceTypes(list).map(change) });
};

const single = { kills: ['discovery.schemas.single'] };
const singleType = { kills: ['discovery.types-served.single'] };
const times = { kills: ['schema.types.date-time'] };

export const elsewhereMutants: Mutant[] = [
  mutant(
    'schema.single-quoted',
    'A schema read by its URI has keywords in quotation marks',
    ['RFC7644-4-06', 'RFC7643-1.1-02', 'RFC7643-7-27'],
    definedAlone((definition) => withMember(definition, 'mutability', (value) => `"${String(value)}"`)),
    single,
  ),
  mutant(
    'schema.single-brief',
    'A schema read by its URI leaves out what its attributes are like',
    ['RFC7644-4-06'],
    definedAlone((definition) => without(definition, 'required', 'caseExact', 'mutability', 'returned', 'uniqueness')),
    single,
  ),
  mutant(
    'schema.single-part-without-plurality',
    'A schema read by its URI lacks multiValued in sub-attributes',
    ['RFC7644-4-06', 'RFC7643-7-16'],
    alone('Schemas', (schema) =>
      withElements(schema, 'attributes', (definition) =>
        withElements(definition, 'subAttributes', (part) => without(part, 'multiValued')),
      ),
    ),
    single,
  ),
  mutant(
    'schema.single-case-exact-string',
    'caseExact is a string in a schema read by its URI',
    ['RFC7644-4-06', 'RFC7643-7-22'],
    definedAlone((definition) => withMember(definition, 'caseExact', String)),
    single,
  ),
  mutant(
    'schema.single-returned-unknown',
    'returned is "hidden" in a schema read by its URI',
    ['RFC7644-4-06', 'RFC7643-7-35'],
    definedAlone((definition) => withMember(definition, 'returned', (value) => (value === 'never' ? 'hidden' : value))),
    single,
  ),
  mutant(
    'schema.single-uniqueness-boolean',
    'uniqueness is a boolean in a schema read by its URI',
    ['RFC7644-4-06', 'RFC7643-7-41'],
    definedAlone((definition) => withMember(definition, 'uniqueness', (value) => value !== 'none')),
    single,
  ),
  mutant(
    'schema.single-nested',
    'A schema read by its URI has a complex attribute in a complex one',
    ['RFC7644-4-06', 'RFC7643-2.3.8-03'],
    definedAlone((definition) =>
      definition['name'] === 'formatted'
        ? { ...definition, type: 'complex', subAttributes: [{ name: 'text', type: 'string', multiValued: false }] }
        : definition,
    ),
    single,
  ),
  mutant(
    'schema.single-own-schemas',
    'A schema read by its URI names itself in schemas',
    ['RFC7644-4-06', 'RFC7643-7-05'],
    alone('Schemas', (schema) => ({ ...schema, schemas: [schema['id'] ?? ''] })),
    single,
  ),
  mutant(
    'types.single-without-schemas',
    'A resource type read by itself has no schemas',
    ['RFC7644-4-09', 'RFC7643-6-01'],
    alone('ResourceTypes', (type) => without(type, 'schemas')),
    singleType,
  ),
  mutant(
    'types.single-extension-string',
    'An extension is required by a string in a resource type read by itself',
    ['RFC7644-4-09', 'RFC7643-6-15'],
    alone('ResourceTypes', (type) =>
      withElements(type, 'schemaExtensions', (extension) => ({ ...extension, required: 'false' })),
    ),
    singleType,
  ),
  mutant(
    'config.dates-in-meta',
    'meta of the configuration has the date of the release',
    ['RFC7643-2.3.5-02'],
    configuring((config) => withMeta(config, { lastModified: '2026-01-31' })),
    times,
  ),
  mutant(
    'types.times-in-meta',
    'meta of resource types has times without a date',
    ['RFC7643-2.3.5-02'],
    types((type) => withMeta(type, { created: '13:45:00Z' })),
    times,
  ),
  mutant(
    'schema.seconds-in-meta',
    'meta of schemas has seconds since 1970',
    ['RFC7643-2.3.5-03'],
    schemas((list) => list.map((schema) => withMeta(schema, { created: 1_767_225_600 }))),
    times,
  ),
  mutant(
    'config.scheme-type-quoted',
    'The type of an authentication scheme has quotation marks',
    ['RFC7643-1.1-02', 'RFC7643-5-23'],
    configuring((config) =>
      withElements(config, 'authenticationSchemes', (scheme) =>
        withMember(scheme, 'type', (type) => `"${String(type)}"`),
      ),
    ),
    { kills: ['schema.types.no-quotes'] },
  ),
  mutant(
    'config.spec-uri-title',
    'specUri of an authentication scheme is the title of a document',
    ['RFC7643-2.3.7-01'],
    configuring((config) =>
      withElements(config, 'authenticationSchemes', (scheme) => ({ ...scheme, specUri: 'RFC 6750' })),
    ),
    { kills: ['schema.references.uri'] },
  ),
  mutant(
    'config.documentation-object',
    'documentationUri is an object with href',
    ['RFC7643-2.3.7-05'],
    configuring((config) => ({ ...config, documentationUri: { href: 'https://example.com/help' } })),
    { kills: ['schema.references.string'] },
  ),
  mutant(
    'types.location-object',
    'meta.location of resource types is an object with href',
    ['RFC7643-2.3.7-05'],
    types((type) => withMeta(type, { location: { href: String(object(type['meta'] ?? null)['location']) } })),
    { kills: ['schema.references.string'] },
  ),
  mutant(
    'patch.answer-in-string',
    'The answer to PATCH is a JSON string with the resource in it',
    ['RFC7643-2.1-05'],
    bodies(isWrite('PATCH'), (resource) => JSON.stringify(resource)),
    { kills: ['schema.types.json-object'] },
  ),
  mutant(
    'replace.answer-in-array',
    'The answer to PUT is an array with the resource in it',
    ['RFC7643-2.1-05'],
    bodies(isWrite('PUT'), (resource) => [resource]),
    { kills: ['schema.types.json-object'] },
  ),
];
