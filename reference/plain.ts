/** The right behavior: what the RFCs ask for, and where they leave a choice, what most clients live best with. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ScimError } from '../scim/errors.js';
import { compileFilter } from '../scim/evaluate.js';
import { parseFilter } from '../scim/filter.js';
import { isObject, member } from '../scim/json.js';
import { attributeNamed } from '../scim/model.js';
import { applyPatch, readPatchRequest } from '../scim/patch.js';
import { project } from '../scim/projection.js';
import { sortResources } from '../scim/sort.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../scim/types.js';
import { BULK_RESPONSE, GROUP_SCHEMA } from '../scim/urns.js';
import { readResource } from '../scim/validate.js';
import type { Behavior } from './behavior.js';
import { bulkEntry, bulkTooLarge, resolveBulkIds } from './bulk.js';
import { discoveryFilter, discoveryList } from './discovery.js';
import * as http from './http.js';
import { answer } from './message.js';
import * as paging from './pagination.js';
import { admitFilter, readQuery } from './query.js';
import * as represent from './represent.js';
import { removeEverywhere } from './resources.js';
import { checkSchemas } from './schemas-listed.js';
import { uniqueForm, uniqueValues } from './unique.js';
import * as versions from './versions.js';

const MEBIBYTE = 1024 * 1024;

export interface PlainOptions {
  lenient: boolean;
  models: readonly ResourceModel[];
  now(): number;
}

export function plainBehavior({ lenient, models, now }: PlainOptions): Behavior {
  const modelOf = new Map(models.map((model) => [model.type.name, model]));
  return {
    beforeRequest: (request) => request,
    afterResponse: (_request, result) => result,
    isAuthorized: http.isAuthorized,
    unauthorizedStatus: 401,
    challenge: 'Bearer realm="SCIM"',
    isPublic: ([first]) => first === 'ServiceProviderConfig',
    acceptsRequestType: http.acceptsRequestType,
    unsupportedMediaStatus: 415,
    responseType: http.responseType,
    decodeQuery: (query) => http.decodeQuery(query, lenient),
    parseBody: http.parseBody,
    maxBodyBytes: 8 * MEBIBYTE,
    baseUrl: http.baseUrl,
    pathBelow: http.pathBelow,
    errorAnswer: http.errorAnswer,
    unexpected: http.unexpected,
    methodNotAllowed: http.methodNotAllowed,
    notFound: http.notFound,
    pause: () => undefined,

    createdStatus: 201,
    deletedStatus: 204,
    checkSchemas: (body, model) => checkSchemas(body, model, models, lenient),
    readInput: readResource,
    defaults: (resource, model) =>
      attributeNamed(model.core.attributes, 'active')?.type === 'boolean' && resource['active'] === undefined
        ? { ...resource, active: true }
        : resource,
    assignId: (_sent, fresh) => fresh,
    carryOver: (stored, next, body, model) => carryOver(stored, next, body, model, lenient),
    replaceMissing: () => undefined,
    find: (store, type, id) => store.find(type, id),
    conflict: (resource, type, store, self) => {
      const model = modelOf.get(type);
      const values = model ? uniqueValues(resource, model, uniqueForm) : [];
      return values.find(({ key }) => [...store.holders(key)].some((id) => id !== self))?.path;
    },
    conflictError: (path) => new ScimError(409, 'uniqueness', `Another resource has this ${path}.`),
    uniqueForm,
    onStore: (resource, _op, model, previous) => tidy(seal(resource, previous), model),
    changed: (before, after) => !isDeepStrictEqual(before, after),
    touch: (stored, time) => {
      stored.modified = time;
      stored.revision += 1;
    },
    remove: (store, stored) => removeEverywhere(store, stored, now()),
    visible: () => true,
    locationHeader: (location) => location,
    writeBody: (resource) => resource,

    patchedStatus: (model, projected) => (model.core.id === GROUP_SCHEMA && !projected ? 204 : 200),
    readPatch: readPatchRequest,
    applyPatch,
    onPatchFailure: () => undefined,

    location: represent.location,
    schemasOf: represent.schemasOf,
    meta: represent.meta,
    time: represent.time,
    memberView: represent.memberView,
    groupsOf: represent.groupsOf,
    managerView: represent.managerView,
    represent: represent.asItIs,
    project,
    shown: (resource) => resource,

    readQuery,
    parseFilter,
    admitFilter,
    filterTest: compileFilter,
    unknownAttribute: 'refuse',
    sort: sortResources,
    naturalOrder: (matched) => matched,
    searchStatus: 200,
    rootQueries: true,

    defaultCount: 100,
    maxCount: 200,
    startIndex: paging.startIndex,
    count: paging.count,
    slice: paging.slice,
    listMessage: paging.listMessage,
    usesCursors: ({ cursor }) => cursor !== undefined,
    cursorTimeoutMs: 3_600_000,
    encodeCursor: paging.encodeCursor,
    decodeCursor: paging.decodeCursor,
    checkCursor: paging.checkCursor,

    version: versions.version,
    etagHeader: (version) => version,
    ifMatch: versions.tagsMatch,
    ifNoneMatch: versions.tagsMatch,
    preconditionStatus: 412,
    notModified: versions.notModified,

    bulkMaxOperations: 1000,
    bulkMaxPayload: MEBIBYTE,
    bulkTooLarge,
    resolveBulkIds,
    bulkStop: (errors, failOnErrors) => failOnErrors !== undefined && errors >= failOnErrors,
    bulkEntry,
    bulkMessage: (entries) => answer(200, { schemas: [BULK_RESPONSE], Operations: entries }),

    serviceProviderConfig: (config) => config,
    resourceTypes: (list) => list,
    schemas: (list) => list,
    discoveryFilter,
    discoveryList,
    me: (request) => request.store.me,
  };
}

/**
 * What a PUT without it leaves alone: `active`, so that no omission switches a user on or off, and for identity providers
 * the members of a group that is only renamed. RFC 7644 section 3.5.1 leaves omitted readWrite attributes to the server.
 */
function carryOver(
  stored: Resource,
  next: Resource,
  body: JsonObject,
  model: ResourceModel,
  lenient: boolean,
): Resource {
  const kept: Resource = {};
  for (const name of lenient ? ['active', 'members'] : ['active']) {
    const value = stored[name];
    if (value !== undefined && member(body, name) === undefined && attributeNamed(model.core.attributes, name)) {
      kept[name] = value;
    }
  }
  return { ...next, ...kept };
}

/** Keeps of a password no more than what tells whether it changed. */
function seal(resource: Resource, previous: Resource | undefined): Resource {
  const password = resource['password'];
  if (typeof password !== 'string' || password === previous?.['password']) return resource;
  return { ...resource, password: createHash('sha256').update(password).digest('base64') };
}

/** A member is in a group once, whatever else was said about it; an unknown language tag form is refused. */
function tidy(resource: Resource, model: ResourceModel): Resource {
  if (typeof resource['locale'] === 'string' && /\s/.test(resource['locale'])) {
    throw new ScimError(400, 'invalidValue', 'A locale holds no blanks.');
  }
  const members = resource['members'];
  if (!Array.isArray(members) || !represent.hasMembers(model)) return resource;
  const seen = new Set<Json>();
  const once = members.flatMap((member): Json[] => {
    if (!isObject(member)) return [member];
    const { $ref: _ref, type: _type, ...own } = member;
    const value = own['value'];
    if (typeof value !== 'string') return [member];
    if (seen.has(value)) return [];
    seen.add(value);
    return [own];
  });
  return { ...resource, members: once };
}
