/** What is right in one place and wrong in another: single documents, discovery documents, answers to writes. */
import { ScimError } from '../../scim/errors.js';
import { isObject } from '../../scim/json.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../../scim/types.js';
import { ENTERPRISE_USER_SCHEMA, LIST_RESPONSE } from '../../scim/urns.js';
import type { Change } from '../behavior.js';
import type { Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { object } from './represent-tools.js';
import { schemas, types } from './schema-tools.js';
import {
  answering,
  configuring,
  endpointOf,
  inAnswers,
  isOne,
  listing,
  remodel,
  storing,
  withElements,
  withMember,
  without,
} from './tools.js';

/** Changes the answer to a GET of one document, not the list. */
function alone(endpoint: string, change: (document: JsonObject) => JsonObject): Change {
  return inAnswers(({ status }, request) => isOne(request, endpoint) && status === 200, change);
}

/** Changes the definitions of a schema that is read alone, sub-attributes included. */
function definedAlone(change: (definition: JsonObject) => JsonObject): Change {
  const one = (definition: JsonObject): Json => withElements(change(definition), 'subAttributes', one);
  return alone('Schemas', (schema) => withElements(schema, 'attributes', one));
}

/** Changes the bodies of successful answers to some requests. */
function bodies(concerns: (request: Request) => boolean, change: (body: JsonObject) => Json): Change {
  return inAnswers(({ status }, request) => status < 300 && concerns(request), change);
}

const isWrite = (method: string) => (request: Request) =>
  request.method === method && /^(Users|Groups)$/.test(endpointOf(request)) && request.segments[1] !== '.search';

const withMeta = (item: JsonObject, more: JsonObject): JsonObject => ({
  ...item,
  meta: { ...object(item['meta'] ?? null), ...more },
});

const twice = (list: Json): Json => (Array.isArray(list) ? [...list, ...list] : list);

/** A resource whose certificates became one. */
function bundled(resource: Resource, join: (values: string[]) => string): Resource {
  return withMember(resource, 'x509Certificates', (list) =>
    Array.isArray(list) && list.length > 1
      ? [{ ...object(list[0] ?? null), value: join(list.map((each) => String(object(each)['value']))) }]
      : list,
  ) as Resource;
}

/** Stores another attribute as the externalId of users, or of groups, that have none. */
function makingExternalId(write: 'create' | 'replace' | 'patch', from: string, ofUsers = true): Change {
  return storing((resource, op) =>
    op === write && 'userName' in resource === ofUsers && !('externalId' in resource)
      ? { ...resource, externalId: resource[from] ?? '' }
      : resource,
  );
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

const isMe = ({ segments: [first] }: Request): boolean => first === 'Me';

const atUsers = (group: JsonObject): JsonObject =>
  withMember(group, '$ref', (url) => String(url).replace('/Groups/', '/Users/'));

/** A model whose extensions may be left out. */
function lenient(model: ResourceModel): ResourceModel {
  const optional = remodel(model, (attribute) => ({ ...attribute, required: false }));
  const schemaExtensions = model.type.schemaExtensions.map((extension) => ({ ...extension, required: false }));
  return { ...model, extensions: optional.extensions, type: { ...model.type, schemaExtensions } };
}

/** Keeps the names that requests of one method give to managers, and shows them. */
function managerNamed(method: string): Change {
  return (b) => {
    const names = new Map<string, Json>();
    const note = (value: Json | undefined): void => {
      const { value: id, displayName } = object(value ?? null);
      if (typeof id === 'string' && displayName !== undefined) names.set(id, displayName);
    };
    return {
      beforeRequest: (request) => {
        const heard = b.beforeRequest(request);
        const body = object(heard.method === method ? (heard.body ?? null) : null);
        note(object(body[ENTERPRISE_USER_SCHEMA] ?? null)['manager']);
        for (const operation of [body['Operations'] ?? []].flat().map(object))
          if (String(operation['path']).endsWith(':manager')) note(operation['value']);
        return heard;
      },
      managerView: (manager, view) => {
        const shown = b.managerView(manager, view);
        const displayName = names.get(String(shown['value']));
        return displayName === undefined ? shown : { ...shown, displayName };
      },
    };
  };
}

const once = { kills: ['schema.schemas-attribute.once'] };
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
  mutant(
    'replace.group-schemas-twice',
    'The answer to PUT of a group lists its schema twice',
    ['RFC7643-3-07'],
    bodies(
      (request) => isWrite('PUT')(request) && endpointOf(request) === 'Groups',
      (group) => withMember(group, 'schemas', twice),
    ),
    once,
  ),
  mutant(
    'patch.answer-schemas-twice',
    'The answer to PATCH lists schemas twice',
    ['RFC7643-3-07'],
    bodies(isWrite('PATCH'), (resource) => withMember(resource, 'schemas', twice)),
    once,
  ),
  mutant(
    'types.schemas-twice',
    'Resource types list their schema twice',
    ['RFC7643-3-07'],
    types((type) => withMember(type, 'schemas', twice)),
    once,
  ),
  mutant(
    'list.message-schemas-twice',
    'Lists name the schema of the message twice',
    ['RFC7643-3-07'],
    listing((message) => withMember(message, 'schemas', twice)),
    once,
  ),
  mutant(
    'replace.base-schema-first',
    'A PUT must have the base schema first in schemas',
    ['RFC7643-3-08'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const schemas = isObject(input) ? input['schemas'] : undefined;
        if (mode === 'replace' && Array.isArray(schemas) && schemas.length > 0 && schemas[0] !== model.core.id)
          throw new ScimError(400, 'invalidSyntax', 'The base schema is missing.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['schema.schemas-attribute.order'] },
  ),
  mutant(
    'replace.extension-needs-last-place',
    'A PUT whose schemas begin with an extension loses the extension',
    ['RFC7643-3-08'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        const schemas = isObject(input) ? input['schemas'] : undefined;
        const isFirst = mode === 'replace' && Array.isArray(schemas) && schemas[0] === ENTERPRISE_USER_SCHEMA;
        return b.readInput(isFirst ? without(object(input), ENTERPRISE_USER_SCHEMA) : input, model, mode, options);
      },
    }),
    { kills: ['schema.schemas-attribute.order'] },
  ),
  mutant(
    'groups.no-times',
    'meta of groups has neither created nor lastModified',
    ['RFC7643-3-09', 'RFC7643-3.1-02'],
    bodies(
      (request) => endpointOf(request) === 'Groups',
      (group) => withMember(group, 'meta', (meta) => without(object(meta), 'created', 'lastModified')),
    ),
    { kills: ['schema.common.assigned'] },
  ),
  mutant(
    'patch.answer-without-modified',
    'meta in the answer to PATCH has no lastModified',
    ['RFC7643-3-09', 'RFC7643-3.1-02'],
    bodies(isWrite('PATCH'), (resource) =>
      withMember(resource, 'meta', (meta) => without(object(meta), 'lastModified')),
    ),
    { kills: ['schema.common.assigned'] },
  ),
  mutant(
    'groups.external-id-of-name',
    'A group without externalId gets its name as one',
    ['RFC7643-3.1-17'],
    makingExternalId('create', 'displayName', false),
    { kills: ['schema.common.external-id-not-made'] },
  ),
  mutant(
    'replace.makes-external-id',
    'A PUT without externalId stores the userName as one',
    ['RFC7643-3.1-17'],
    makingExternalId('replace', 'userName'),
    { kills: ['schema.common.external-id-not-made'] },
  ),
  mutant(
    'patch.makes-external-id',
    'Any PATCH gives a user without externalId its id as one',
    ['RFC7643-3.1-17'],
    makingExternalId('patch', 'id'),
    { kills: ['schema.common.external-id-not-made'] },
  ),
  ...(['POST', 'PUT', 'PATCH'] as const).map((method) =>
    mutant(
      `show.content-location-of-${method.toLowerCase()}`,
      `Content-Location in the answer to ${method} is that of the list`,
      ['RFC7643-3.1-33'],
      answering((answer, request) =>
        isWrite(method)(request) && answer.status < 300
          ? { ...answer, headers: { ...answer.headers, 'Content-Location': `${request.base}/${endpointOf(request)}` } }
          : answer,
      ),
      { kills: ['schema.common.content-location'] },
    ),
  ),
  mutant(
    'store.second-country-name',
    'The country of a second address is spelled out',
    ['RFC7643-4.1.2-21'],
    storing(
      (resource) =>
        withMember(resource, 'addresses', (list) =>
          [list]
            .flat()
            .map((address, at) =>
              at > 0 && isObject(address)
                ? withMember(address, 'country', (code) => `Republic of ${String(code)}`)
                : address,
            ),
        ) as Resource,
    ),
    { kills: ['users.attributes.country'] },
  ),
  mutant(
    'store.certificates-bundled',
    'Several certificates are stored as one value, their bytes one after the other',
    ['RFC7643-4.1.2-32'],
    storing((resource) => bundled(resource, (values) => Buffer.concat(values.map(bytesOf)).toString('base64'))),
    { kills: ['schema.binary.certificate'] },
  ),
  mutant(
    'store.certificates-joined',
    'Several certificates are stored as one value, their texts one after the other',
    ['RFC7643-4.1.2-32'],
    storing((resource) => bundled(resource, (values) => values.join(''))),
    { kills: ['schema.binary.certificate'] },
  ),
  mutant(
    'groups.indirect-by-name',
    'groups.value of an indirect membership is the name of the group',
    ['RFC7643-4.1.2-26'],
    (b) => ({
      groupsOf: (id, view) =>
        b
          .groupsOf(id, view)
          .map((group) => (group['type'] === 'indirect' ? { ...group, value: group['display'] ?? '' } : group)),
    }),
    { kills: ['groups.user-view.nested-group'] },
  ),
  mutant(
    'groups.indirect-reference',
    'groups.$ref of an indirect membership names the endpoint of users',
    ['RFC7643-4.1.2-27'],
    (b) => ({
      groupsOf: (id, view) =>
        b.groupsOf(id, view).map((group) => (group['type'] === 'indirect' ? atUsers(group) : group)),
    }),
    { kills: ['groups.user-view.nested-group'] },
  ),
  mutant(
    'replace.answer-groups-by-name',
    'The answer to PUT of a user has the names of groups in groups.value',
    ['RFC7643-4.1.2-26'],
    bodies(isWrite('PUT'), (user) =>
      withElements(user, 'groups', (group) => ({ ...group, value: group['display'] ?? '' })),
    ),
    { kills: ['groups.user-view.value'] },
  ),
  mutant(
    'list.groups-reference',
    'groups.$ref in lists names the endpoint of users',
    ['RFC7643-4.1.2-27'],
    listing((message) =>
      withElements(message, 'Resources', (user) => withElements(user, 'groups', (group) => atUsers(group))),
    ),
    { kills: ['groups.user-view.reference'] },
  ),
  ...(['PUT', 'PATCH'] as const).map((method) =>
    mutant(
      `store.manager-name-by-${method.toLowerCase()}`,
      `${method} stores the name of the manager as the client gives it`,
      ['RFC7643-4.3-11'],
      managerNamed(method),
      { kills: ['users.enterprise.manager-name'] },
    ),
  ),
  mutant(
    'replace.required-extension-lost',
    'A PUT may leave a required extension out',
    ['RFC7643-6-16'],
    (b) => ({
      readInput: (input, model, mode, options) =>
        b.readInput(input, mode === 'replace' ? lenient(model) : model, mode, options),
    }),
    { on: ['extension-required'], kills: ['discovery.extensions.required'] },
  ),
  mutant(
    'patch.required-extension-removed',
    'A PATCH may remove a required extension',
    ['RFC7643-6-16'],
    (b) => ({
      applyPatch: (resource, operations, model, options) => b.applyPatch(resource, operations, lenient(model), options),
    }),
    { on: ['extension-required'], kills: ['discovery.extensions.required'] },
  ),
  mutant(
    'patch.op-first',
    'An operation of a PATCH must begin with op',
    ['RFC7643-2.3.8-01'],
    (b) => ({
      readPatch: (body, options) => {
        const operations = [object(body ?? null)['Operations'] ?? []].flat();
        if (operations.some((each) => isObject(each) && Object.keys(each)[0] !== 'op'))
          throw new ScimError(400, 'invalidSyntax', 'op is missing.');
        return b.readPatch(body, options);
      },
    }),
    { kills: ['schema.names.any-order'] },
  ),
  mutant(
    'replace.schemas-first',
    'The body of a PUT must begin with schemas',
    ['RFC7643-2.3.8-01'],
    (b) => ({
      readInput: (input, model, mode, options) => {
        if (mode === 'replace' && isObject(input) && 'schemas' in input && Object.keys(input)[0] !== 'schemas')
          throw new ScimError(400, 'invalidSyntax', 'schemas is missing.');
        return b.readInput(input, model, mode, options);
      },
    }),
    { kills: ['schema.names.any-order'] },
  ),
  mutant(
    'me.no-schemas',
    '/Me shows a user without schemas',
    ['RFC7643-2.1-01'],
    bodies(isMe, (user) => without(user, 'schemas')),
    { kills: ['protocol.me.resource'] },
  ),
  mutant(
    'me.in-a-list',
    '/Me is answered with a list of one user',
    ['RFC7643-2.1-05'],
    bodies(isMe, (user) => ({ schemas: [LIST_RESPONSE], totalResults: 1, Resources: [user] })),
    { kills: ['protocol.me.resource'] },
  ),
  mutant(
    'me.dates',
    'Times at /Me are dates',
    ['RFC7643-2.3.5-02'],
    bodies(isMe, (user) =>
      withMember(user, 'meta', (meta) => withMember(object(meta), 'created', (time) => String(time).slice(0, 10))),
    ),
    { kills: ['protocol.me.resource'] },
  ),
  mutant(
    'me.content-location',
    'Content-Location in the answer of /Me is /Me',
    ['RFC7643-3.1-33'],
    answering((answer, request) =>
      isMe(request) && answer.status === 200
        ? { ...answer, headers: { ...answer.headers, 'Content-Location': `${request.base}/Me` } }
        : answer,
    ),
    { kills: ['protocol.me.resource'] },
  ),
  mutant(
    'groups.schemas-first',
    'The body of a group must begin with schemas',
    ['RFC7643-2.3.8-01'],
    (b) => ({
      checkSchemas: (body, model) => {
        if (model.type.name === 'Group' && 'schemas' in body && Object.keys(body)[0] !== 'schemas')
          throw new ScimError(400, 'invalidSyntax', 'schemas is missing.');
        b.checkSchemas(body, model);
      },
    }),
    { kills: ['schema.names.any-order'] },
  ),
  mutant(
    'list.external-id-made',
    'Lists show the id as externalId of users without one',
    ['RFC7643-3.1-17'],
    listing((message) =>
      withElements(message, 'Resources', (resource) => ({ externalId: resource['id'] ?? '', ...resource })),
    ),
    { kills: ['schema.common.external-id-not-made'] },
  ),
];
