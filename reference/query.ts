/** Queries: one type, several types, by GET and by POST to `.search` (RFC 7644 sections 3.4.2 and 3.4.3). */
import { createHash } from 'node:crypto';
import { ScimError } from '../scim/errors.js';
import type { Filter } from '../scim/filter.js';
import { attributeNamed } from '../scim/model.js';
import type { Attribute, Json, ResourceModel } from '../scim/types.js';
import { SEARCH_REQUEST, sameUrn } from '../scim/urns.js';
import type { QueryParameters } from './behavior.js';
import { narrow, readsOnlyStored } from './lookup.js';
import type { Answer, Request } from './message.js';
import { answer } from './message.js';
import { cut } from './pagination.js';
import { fullView } from './represent.js';
import { objectBody, project, viewOf } from './resources.js';
import type { Service } from './service.js';
import { modelNamed } from './service.js';
import type { Stored } from './store.js';

/** A query by GET. */
export function list(service: Service, request: Request, models: readonly ResourceModel[]): Answer {
  const parameters = service.behavior.readQuery(request.query);
  return answer(200, run(service, request, models, parameters));
}

/** A query by POST to `.search`. */
export function search(service: Service, request: Request, models: readonly ResourceModel[]): Answer {
  const body = objectBody(request);
  const schemas = body['schemas'];
  const named =
    Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string' && sameUrn(urn, SEARCH_REQUEST));
  if (!named && !(service.lenient && schemas === undefined)) {
    throw new ScimError(400, 'invalidSyntax', `The schemas of a search must be ${SEARCH_REQUEST}.`);
  }
  const parameters = service.behavior.readQuery(new Map(Object.entries(body)));
  return answer(service.behavior.searchStatus, run(service, request, models, parameters));
}

function run(service: Service, request: Request, models: readonly ResourceModel[], parameters: QueryParameters): Json {
  const { behavior } = service;
  const matched = match(service, request, models, parameters);
  const ordered = order(service, request, models, parameters, matched);
  const { entries, ...page } = cut(ordered, parameters, {
    behavior,
    secret: service.secret,
    fingerprint: fingerprint(request, parameters),
    now: service.now(),
    ordered: parameters.sortBy !== undefined,
  });
  const { attributes, excludedAttributes } = parameters;
  const projection = { ...(attributes ? { attributes } : {}), ...(excludedAttributes ? { excludedAttributes } : {}) };
  const resources = entries.map((stored) =>
    project(stored, viewOf(service, request, modelNamed(service, stored.type)), projection),
  );
  const count = behavior.count(parameters.count, behavior.defaultCount, behavior.maxCount);
  return behavior.listMessage({ total: ordered.length, count, resources, ...page }, request);
}

function match(
  service: Service,
  request: Request,
  models: readonly ResourceModel[],
  parameters: QueryParameters,
): readonly Stored[] {
  const { behavior } = service;
  const filter = parameters.filter === undefined ? undefined : behavior.parseFilter(parameters.filter);
  if (filter) behavior.admitFilter(filter, models);
  const found = models.map((model) => ofModel(service, request, model, filter, models.length === 1));
  return found.length === 1 ? (found[0] ?? []) : found.flat().sort((left, right) => left.seq - right.seq);
}

function ofModel(
  service: Service,
  request: Request,
  model: ResourceModel,
  filter: Filter | undefined,
  single: boolean,
): readonly Stored[] {
  const { behavior } = service;
  const everything = request.store.list(model.type.name);
  const all = (): readonly Stored[] => everything.filter((stored) => behavior.visible(stored));
  if (!filter) return all();
  const unknownAttribute = single ? behavior.unknownAttribute : 'no-value';
  const view = viewOf(service, request, model);
  const test = behavior.filterTest(filter, model, { unknownAttribute });
  const candidates = narrow(service, request.store, model, filter) ?? all();
  return readsOnlyStored(service, filter)
    ? candidates.filter((stored) => test(stored.resource))
    : candidates.filter((stored) => test(fullView(stored, view)));
}

function order(
  service: Service,
  request: Request,
  models: readonly ResourceModel[],
  parameters: QueryParameters,
  matched: readonly Stored[],
): readonly Stored[] {
  const { sortBy, sortOrder } = parameters;
  if (sortBy === undefined) return service.behavior.naturalOrder(matched, request);
  const model = models.length === 1 && models[0] ? models[0] : union(models);
  const byView = new Map(
    matched.map((stored) => [fullView(stored, viewOf(service, request, modelNamed(service, stored.type))), stored]),
  );
  const sorting = { sortBy, ...(sortOrder === undefined ? {} : { sortOrder }) };
  return service.behavior.sort([...byView.keys()], sorting, model).flatMap((resource) => byView.get(resource) ?? []);
}

/** One model that knows the attributes of several, so that a result of mixed types can be sorted. */
function union(models: readonly ResourceModel[]): ResourceModel {
  const attributes: Attribute[] = [];
  for (const attribute of models.flatMap((model) => model.core.attributes)) {
    if (!attributeNamed(attributes, attribute.name)) attributes.push(attribute);
  }
  const first = models[0];
  if (!first) throw new ScimError(404, undefined, 'There are no resource types.');
  return {
    type: first.type,
    core: { ...first.core, attributes },
    extensions: models.flatMap((model) => model.extensions),
  };
}

/** Ties a cursor to its query; the projection may change between pages. */
function fingerprint(request: Request, parameters: QueryParameters): string {
  const { filter, sortBy, sortOrder } = parameters;
  const where = request.segments.filter((segment) => segment !== '.search').join('/');
  const text = JSON.stringify([request.base, where, filter ?? null, sortBy ?? null, sortOrder ?? null]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** Reads query parameters from the strings of a URL or the values of a SearchRequest. Throws ScimError 400. */
export function readQuery(raw: ReadonlyMap<string, Json>): QueryParameters {
  const parameters: QueryParameters = {};
  for (const name of ['filter', 'sortBy', 'sortOrder', 'cursor'] as const) {
    const value = raw.get(name);
    if (value === undefined || value === null) continue;
    if (typeof value !== 'string') throw new ScimError(400, 'invalidValue', `${name} must be a string.`);
    parameters[name] = value;
  }
  if (parameters.sortBy === '') delete parameters.sortBy;
  if (parameters.sortOrder !== undefined && !/^(ascending|descending)$/i.test(parameters.sortOrder)) {
    throw new ScimError(400, 'invalidValue', 'sortOrder must be "ascending" or "descending".');
  }
  const scimType = parameters.cursor === undefined ? 'invalidValue' : 'invalidCount';
  for (const name of ['startIndex', 'count'] as const) {
    const value = raw.get(name);
    if (value === undefined || value === null || value === '') continue;
    const number = typeof value === 'string' && /^[+-]?\d{1,15}$/.test(value) ? Number(value) : value;
    if (!Number.isInteger(number)) throw new ScimError(400, scimType, `${name} must be an integer.`);
    parameters[name] = number as number;
  }
  for (const name of ['attributes', 'excludedAttributes'] as const) {
    const names = readNames(raw.get(name), name);
    if (names.length > 0) parameters[name] = names;
  }
  return parameters;
}

function readNames(value: Json | undefined, parameter: string): string[] {
  if (value === undefined || value === null) return [];
  const list = typeof value === 'string' ? value.split(',') : value;
  if (!Array.isArray(list) || !list.every((name): name is string => typeof name === 'string')) {
    throw new ScimError(400, 'invalidValue', `${parameter} must be a list of attribute names.`);
  }
  return list.map((name) => name.trim()).filter((name) => name !== '');
}

/** Refuses filters on what no client may learn, and reports nothing about it (RFC 7644 section 7.5.1). */
export function admitFilter(filter: Filter, models: readonly ResourceModel[]): void {
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of filter.filters) admitFilter(part, models);
      return;
    case 'not':
      admitFilter(filter.filter, models);
      return;
    default:
      admitAttribute(filter.path.attribute, models);
  }
}

function admitAttribute(attribute: string, models: readonly ResourceModel[]): void {
  const hidden = models.some(({ core, extensions }) =>
    [core, ...extensions].some((schema) => attributeNamed(schema.attributes, attribute)?.returned === 'never'),
  );
  if (hidden) throw new ScimError(400, 'invalidFilter', `"${attribute}" cannot be used in a filter.`);
}
