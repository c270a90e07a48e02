/** Creating, reading, replacing, changing and deleting resources (RFC 7644 sections 3.3 to 3.6). */
import { ScimError } from '../scim/errors.js';
import { isObject, member, valuesOf } from '../scim/json.js';
import type { Projection } from '../scim/projection.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../scim/types.js';
import type { Operation, View } from './behavior.js';
import type { Answer, Request } from './message.js';
import { answer } from './message.js';
import { currentVersion, fullView } from './represent.js';
import type { Service } from './service.js';
import type { Stored } from './store.js';

export function viewOf(service: Service, request: Request, model: ResourceModel): View {
  return { base: request.base, store: request.store, model, service };
}

export function createResource(service: Service, request: Request, model: ResourceModel): Answer {
  const { behavior } = service;
  const body = objectBody(request);
  behavior.checkSchemas(body, model);
  const { resource } = behavior.readInput(body, model, 'create', { lenient: service.lenient });
  const id = behavior.assignId(member(body, 'id'), service.newId());
  const complete = behavior.defaults(resource, model);
  const stored = store(service, request, model, undefined, { ...complete, id }, 'create');
  return written(service, request, model, stored, behavior.createdStatus, 'create', body);
}

export function readOne(service: Service, request: Request, model: ResourceModel, id: string): Answer {
  const { behavior } = service;
  const stored = existing(service, request, model, id);
  const result = shown(service, request, model, stored, 200);
  const condition = request.headers['if-none-match'];
  const version = currentVersion(stored, viewOf(service, request, model));
  return condition !== undefined && behavior.ifNoneMatch(condition, version)
    ? behavior.notModified(version, result)
    : result;
}

export async function replaceResource(
  service: Service,
  request: Request,
  model: ResourceModel,
  id: string,
): Promise<Answer> {
  const { behavior } = service;
  if (!findVisible(service, request, model, id)) {
    const other = behavior.replaceMissing(request, model);
    if (other) return other;
  }
  const stored = existing(service, request, model, id);
  checkCondition(service, request, model, stored);
  const body = objectBody(request);
  behavior.checkSchemas(body, model);
  const { resource } = behavior.readInput(body, model, 'replace', {
    lenient: service.lenient,
    stored: stored.resource,
  });
  const pause = behavior.pause(request);
  if (pause) await pause;
  const next = behavior.carryOver(stored.resource, resource, body, model);
  store(service, request, model, stored, { ...next, id: stored.id }, 'replace');
  return written(service, request, model, stored, 200, 'replace', body);
}

export async function patchResource(
  service: Service,
  request: Request,
  model: ResourceModel,
  id: string,
): Promise<Answer> {
  const { behavior } = service;
  const stored = existing(service, request, model, id);
  checkCondition(service, request, model, stored);
  const options = { lenient: service.lenient };
  const operations = behavior.readPatch(request.body, options);
  const before: Resource = {
    ...stored.resource,
    meta: behavior.meta(stored, viewOf(service, request, model)),
  };
  const pause = behavior.pause(request);
  if (pause) await pause;
  let next: Resource;
  try {
    next = behavior.applyPatch(before, operations, model, options);
  } catch (error) {
    const partial = behavior.onPatchFailure(before, operations, model, options);
    if (partial) store(service, request, model, stored, partial, 'patch');
    throw error;
  }
  store(service, request, model, stored, next, 'patch');
  const projected = request.query.has('attributes') || request.query.has('excludedAttributes');
  const status = behavior.patchedStatus(model, projected);
  return written(service, request, model, stored, status, 'patch', sentByPatch(operations));
}

export function deleteResource(service: Service, request: Request, model: ResourceModel, id: string): Answer {
  const { behavior } = service;
  const stored = existing(service, request, model, id);
  checkCondition(service, request, model, stored);
  behavior.remove(request.store, stored);
  return answer(behavior.deletedStatus);
}

/** Removes a resource and its traces in the groups that list it. */
export function removeEverywhere(store: Request['store'], stored: Stored, now: number): void {
  leaveGroups(store, stored, now);
  store.remove(stored);
}

/** Takes a resource out of the groups that list it. */
export function leaveGroups(store: Request['store'], stored: Stored, now: number): void {
  for (const id of [...store.containersOf(stored.id)]) {
    const container = store.get(id);
    if (!container || container === stored) continue;
    const members = valuesOf(container.resource['members']);
    const rest = members.filter((entry) => !isObject(entry) || entry['value'] !== stored.id);
    const { members: _members, ...others } = container.resource;
    store.update(container, rest.length > 0 ? { ...others, members: rest } : others);
    container.modified = now;
    container.revision += 1;
  }
}

export function findVisible(service: Service, request: Request, model: ResourceModel, id: string): Stored | undefined {
  const stored = service.behavior.find(request.store, model.type.name, id);
  return stored && service.behavior.visible(stored) ? stored : undefined;
}

function existing(service: Service, request: Request, model: ResourceModel, id: string): Stored {
  const stored = findVisible(service, request, model, id);
  if (!stored) throw service.behavior.notFound('resource');
  return stored;
}

function checkCondition(service: Service, request: Request, model: ResourceModel, stored: Stored): void {
  const condition = request.headers['if-match'];
  if (condition === undefined) return;
  const version = currentVersion(stored, viewOf(service, request, model));
  if (!service.behavior.ifMatch(condition, version)) {
    throw new ScimError(service.behavior.preconditionStatus, undefined, 'The resource has changed: read it again.');
  }
}

export function objectBody(request: Request): JsonObject {
  if (!isObject(request.body)) throw new ScimError(400, 'invalidSyntax', 'The body must be a JSON object.');
  return request.body;
}

function store(
  service: Service,
  request: Request,
  model: ResourceModel,
  stored: Stored | undefined,
  next: Resource,
  op: Operation,
): Stored {
  const { behavior } = service;
  const path = behavior.conflict(next, model.type.name, request.store, stored?.id, op);
  if (path !== undefined) throw behavior.conflictError(path);
  const { meta: _meta, ...own } = next;
  const final = behavior.onStore({ ...own, schemas: behavior.schemasOf(own, model) }, op, model, stored?.resource);
  if (!stored) return request.store.add(model.type.name, String(final['id']), final, service.now());
  if (!behavior.changed(stored.resource, final)) return stored;
  request.store.update(stored, final);
  behavior.touch(stored, service.now());
  return stored;
}

/** The answer to a write. */
function written(
  service: Service,
  request: Request,
  model: ResourceModel,
  stored: Stored,
  status: number,
  op: Operation,
  sent: Resource,
): Answer {
  const { behavior } = service;
  const result = shown(service, request, model, stored, status, sent);
  if (op === 'create') {
    const url = behavior.location(request.base, model.type.endpoint, stored.id);
    const location = behavior.locationHeader(url, request);
    if (location !== undefined) result.headers['Location'] = location;
  }
  const body = status === 204 || !isObject(result.body) ? undefined : behavior.writeBody(result.body, op);
  return body === undefined ? { status, headers: result.headers } : { ...result, body };
}

/** A resource as an answer, projected, with its entity tag. */
function shown(
  service: Service,
  request: Request,
  model: ResourceModel,
  stored: Stored,
  status: number,
  sent?: Resource,
): Answer {
  const { behavior } = service;
  const view = viewOf(service, request, model);
  const { attributes, excludedAttributes } = behavior.readQuery(request.query);
  const body = project(stored, view, {
    ...(attributes ? { attributes } : {}),
    ...(excludedAttributes ? { excludedAttributes } : {}),
    ...(sent ? { sent } : {}),
  });
  const etag = behavior.etagHeader(currentVersion(stored, view), request);
  return answer(status, body, etag === undefined ? {} : { ETag: etag });
}

export function project(stored: Stored, view: View, projection: Projection): Resource {
  const { behavior } = view.service;
  return behavior.shown(behavior.project(fullView(stored, view), projection, view.model), stored, view);
}

/** The attributes that a PATCH named, as a resource: what `returned: request` gives back. */
function sentByPatch(operations: readonly { path?: string; value?: Json }[]): Resource {
  let sent: Resource = {};
  for (const { path, value } of operations) {
    if (path !== undefined) {
      const name = /^[^[.]+/.exec(path.slice(path.lastIndexOf(':') + 1))?.[0];
      if (name !== undefined && name !== '__proto__') sent[name] = value ?? null;
    } else if (isObject(value)) sent = { ...sent, ...value };
  }
  return sent;
}
