/** Resources in an answer, each against its schemas (RFC 7643 sections 2.3, 2.4, 3 and 3.1). */
import { validateResource, type SchemaProblem } from '../schemas/compiler.js';
import { isUnassigned } from '../scim/json.js';
import { findAttribute } from '../scim/model.js';
import type { Attribute, JsonObject, ResourceModel } from '../scim/types.js';
import { sameUrn } from '../scim/urns.js';
import type { Capabilities } from './capabilities.js';
import type { Look, Spoiled, Topic } from './received-look.js';
import { entries, isObject, member, read, readAll, resourcesOf, show, type ScimResponse } from './response.js';

/** A resource as an answer shows it. */
export interface ShownResource {
  resource: JsonObject;
  model: ResourceModel;
  /** As the suites name it: `/Users`. */
  collection: string;
  id?: string;
  /** `POST`, `GET`, `list`, `search`, `bulk`. */
  where: string;
  /** The answer is this resource and nothing else. */
  single: boolean;
  /** It was asked for in part. */
  partial: boolean;
  /** Paths of member names that its text has twice in one object. */
  twice?: readonly string[];
}

const MESSAGE = /^urn:ietf:params:scim:api:messages:/i;

/** The model of a collection as the suites name it. */
export function modelAt(target: Capabilities, collection: string): ResourceModel | undefined {
  if (collection === '/Users') return target.user;
  if (collection === '/Groups') return target.group;
  return target.models.find(
    ({ type }) =>
      type.endpoint === collection && !/^\/(ServiceProviderConfig|ResourceTypes|Schemas|Me)$/i.test(collection),
  );
}

/** Whether a request asked for a part of the resources (RFC 7644 section 3.9). */
export function isPartial(response: ScimResponse): boolean {
  if (/[?&](attributes|excludedAttributes)=/i.test(response.url)) return true;
  const { sent } = response;
  return (
    response.path.includes('.search') &&
    isObject(sent) &&
    ['attributes', 'excludedAttributes'].some((name) => readAll(sent, name).length > 0)
  );
}

/** The resources in a 2xx answer whose type is known. `twice`: its names that stand twice. */
export function resourcesIn(response: ScimResponse, twice: readonly string[], target: Capabilities): ShownResource[] {
  if (response.status < 200 || response.status > 299 || !isObject(response.json)) return [];
  const [, first = '', second] = (response.path.split('?')[0] ?? '').split('/');
  const partial = isPartial(response);
  if (/^Bulk$/i.test(first)) return inBulk(response, target);
  const isSearch = first === '.search' || second === '.search';
  const collection = `/${first}`;
  if (first === '' || isSearch || (second === undefined && response.method === 'GET'))
    return resourcesOf(response).flatMap((resource, index) =>
      shownAs(resource, target, first === '' || first === '.search' ? undefined : collection, {
        where: isSearch ? 'search' : 'list',
        single: false,
        partial,
        twice: below(`resources[${index}].`, twice),
      }),
    );
  if (readAll(response.json, 'schemas').some((urn) => typeof urn === 'string' && MESSAGE.test(urn))) return [];
  return shownAs(response.json, target, collection, { where: response.method, single: true, partial, twice });
}

/** Paths of the names that an object of a body has twice: read again only where the engine would have written it otherwise. */
export function namesTwice({ text, json, closely }: ScimResponse): readonly string[] {
  return text === JSON.stringify(json) ? [] : closely().duplicateKeys;
}

/** What remains of the paths that begin with a prefix, which is given in lower case. */
function below(prefix: string, paths: readonly string[]): string[] {
  return paths.filter((path) => path.toLowerCase().startsWith(prefix)).map((path) => path.slice(prefix.length));
}

function inBulk(response: ScimResponse, target: Capabilities): ShownResource[] {
  return entries(response.json, 'Operations').flatMap((entry) => {
    const shown = member(entry, 'response');
    if (!isObject(shown) || !/^2/.test(String(read(entry, 'status')))) return [];
    const location = read(entry, 'location');
    const path = typeof location === 'string' ? location.split('/').filter(Boolean).at(-2) : undefined;
    const model = target.models.find(({ type }) => type.endpoint === `/${path ?? ''}`);
    if (!model || readAll(shown, 'id').length === 0) return [];
    return shownAs(shown, target, collectionOf(model, target), { where: 'bulk', single: false, partial: true });
  });
}

function collectionOf(model: ResourceModel, target: Capabilities): string {
  if (model === target.user) return '/Users';
  return model === target.group ? '/Groups' : model.type.endpoint;
}

function shownAs(
  resource: JsonObject,
  target: Capabilities,
  collection: string | undefined,
  how: Pick<ShownResource, 'where' | 'single' | 'partial' | 'twice'>,
): ShownResource[] {
  const model = collection === undefined ? modelOf(resource, target) : modelAt(target, collection);
  if (!model) return [];
  const id = read(resource, 'id');
  const place = collection ?? collectionOf(model, target);
  return [{ resource, model, collection: place, ...(typeof id === 'string' ? { id } : {}), ...how }];
}

/** At the root, meta or schemas tell what a resource is. */
function modelOf(resource: JsonObject, target: Capabilities): ResourceModel | undefined {
  const name = read(resource, 'meta.resourceType');
  const named = target.models.find(({ type }) => type.name === name);
  if (named) return named;
  const urns = readAll(resource, 'schemas');
  const fitting = target.models.filter(({ core }) =>
    urns.some((urn) => typeof urn === 'string' && sameUrn(urn, core.id)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** `emails` of `emails[1].value`, `urn:…:User:manager` of `urn:…:User:manager.value`; lower case. */
function topNameOf(path: string): string {
  const start = /^urn:/i.test(path) ? path.lastIndexOf(':') + 1 : 0;
  return (path.slice(0, start) + (path.slice(start).split(/[.[]/)[0] ?? '')).toLowerCase();
}
/** `emails[1].value` as `emails.value`. */
const withoutIndexes = (path: string): string => path.replace(/\[\d+\]/g, '');

/** Everything that is to be said about one resource. */
export function lookAtResource(shown: ShownResource, spoiled: Spoiled, target: Capabilities): Look[] {
  const { resource, model, partial } = shown;
  const type = model.type.name;
  const looks: Look[] = (['json-types', 'plurality', 'date-times'] as const).map((topic) => ({ topic }));
  const problems = validateResource(resource, model, { partial: true }).filter(
    ({ path, problem }) => !/^(id|schemas)$/.test(path) && !/base64/.test(problem),
  );
  const amiss = problems.length > 0 ? spoiled() : undefined;
  for (const problem of problems) {
    if (amiss?.has(topNameOf(problem.path))) continue;
    const fault = {
      subject: `${type} ${withoutIndexes(problem.path)}`,
      expected: expectedOf(problem),
      actual: show(problem.value),
    };
    looks.push({ topic: topicOf(problem), fault });
  }
  looks.push(idLook(shown));
  looks.push(...namedTwice(shown).map((path) => twiceLook(type, path)));
  looks.push(...onceLooks(`${type} schemas`, resource), ...primaryLooks(type, resource));
  // Whether a part of a resource names its schemas is disputed (held erratum 8084).
  if (!partial) looks.push(schemasLook(shown), ...typeLooks(shown, target));
  return looks;
}

/** A name that stands twice in one object of a resource or message. */
export function twiceLook(what: string, path: string): Look {
  const subject = `${what} ${withoutIndexes(path)}`;
  return { topic: 'plurality', fault: { subject, expected: 'one member of that name', actual: 'two of them' } };
}

/** The arrays of a resource that have a primary value: no other is primary beside it (RFC 7643 section 2.4). */
function primaryLooks(type: string, resource: JsonObject): Look[] {
  return Object.entries(resource).flatMap(([name, value]) => {
    const count = [value].flat().filter((element) => read(element, 'primary') === true).length;
    if (count === 0) return [];
    const fault = { subject: `${type} ${name}`, expected: 'at most one primary value', actual: `${count} of them` };
    return [{ topic: 'one-primary', ...(count > 1 ? { fault } : {}) } as const];
  });
}

/** Members that an object has twice, letter case aside (RFC 7643 section 2.1). */
function namedTwice({ resource, twice = [] }: ShownResource): readonly string[] {
  const spelledApart = (object: JsonObject, prefix: string): string[] => {
    const known = new Set<string>();
    return Object.entries(object).flatMap(([name, value]) => {
      const lower = name.toLowerCase();
      const again = known.has(lower) ? [`${prefix}${name}`] : [];
      known.add(lower);
      const parts = [value].flat().filter(isObject);
      return prefix === '' ? [...again, ...parts.flatMap((part) => spelledApart(part, `${name}.`))] : again;
    });
  };
  return [...new Set([...twice, ...spelledApart(resource, '')])];
}

function topicOf({ path, problem, value }: SchemaProblem): Topic {
  if (/xsd-dateTime/.test(problem)) return 'date-times';
  const isElement = path.endsWith(']');
  return Array.isArray(value) || isElement || problem === 'must be array' ? 'plurality' : 'json-types';
}

function expectedOf({ problem }: SchemaProblem): string {
  if (/xsd-dateTime/.test(problem)) return 'an xsd:dateTime, such as 2026-01-31T13:45:00Z';
  return problem.replace(/^must be /, 'a JSON ');
}

function idLook({ resource, model }: ShownResource): Look {
  const id = member(resource, 'id');
  if (typeof id === 'string' && id !== '') return { topic: 'id' };
  return { topic: 'id', fault: { subject: `${model.type.name} id`, expected: 'a string', actual: `id ${show(id)}` } };
}

/** `schemas` names nothing twice (RFC 7643 section 3), in a resource as in a message. */
export function onceLooks(subject: string, body: unknown): Look[] {
  const named = readAll(body, 'schemas').map((urn) => String(urn).toLowerCase());
  if (new Set(named).size === named.length) return [];
  const actual = `schemas ${show(read(body, 'schemas'))} twice`;
  return [{ topic: 'schemas', fault: { subject, expected: 'each URI once', actual } }];
}

function schemasLook({ resource, model }: ShownResource): Look {
  const schemas: unknown = member(resource, 'schemas');
  const fits = Array.isArray(schemas) && schemas.length > 0 && schemas.every((urn) => typeof urn === 'string');
  if (fits) return { topic: 'schemas' };
  const subject = `${model.type.name} schemas`;
  return { topic: 'schemas', fault: { subject, expected: 'an array of URIs', actual: `schemas ${show(schemas)}` } };
}

/** meta.resourceType, where it is shown: the name of any declared type that shares the endpoint or the schema will do. */
function typeLooks({ resource, model, where }: ShownResource, target: Capabilities): Look[] {
  if (!target.declared.resourceTypes) return [];
  const name = read(resource, 'meta.resourceType');
  const names = target.resourceTypes
    .filter(({ endpoint, schema }) => endpoint === model.type.endpoint || sameUrn(schema, model.core.id))
    .map((type) => type.name);
  if (names.some((each) => each === name)) return [{ topic: 'resource-type' }];
  if (name === undefined && where !== 'GET') return [];
  const fault = {
    subject: `${model.type.name} meta.resourceType`,
    expected: names.map(show).join(' or '),
    actual: show(name),
  };
  return [{ topic: 'resource-type', fault }];
}

/** A request as the suites sent it. */
export type Sent = Pick<ScimResponse, 'method' | 'path' | 'sent'>;

/** Lower-case names of the top attributes that a write gave a value of a wrong type. */
export function wronglySent({ method, path: where, sent }: Sent, target: Capabilities): string[] {
  const [, first = ''] = where.split(/[/?]/);
  const model = modelAt(target, `/${first}`);
  if (!model || !isObject(sent) || !['POST', 'PUT', 'PATCH'].includes(method)) return [];
  const wrong = (value: unknown): string[] =>
    validateResource(value, model, { partial: true }).map(({ path }) => topNameOf(path));
  if (method !== 'PATCH') return wrong(sent);
  return entries(sent, 'Operations').flatMap((operation) => {
    const value: unknown = member(operation, 'value');
    const path = read(operation, 'path');
    if (typeof path !== 'string') return isObject(value) ? [...wrong(value), ...dotted(value, model)] : [];
    return fits(value, path, model) ? [] : [topNameOf(path)];
  });
}

/** `{"name.givenName": 5}`: names with a path in them. */
function dotted(value: JsonObject, model: ResourceModel): string[] {
  return Object.entries(value)
    .filter(([name, each]) => name.includes('.') && !isObject(each) && !fits(each, name, model))
    .map(([name]) => topNameOf(name));
}

const CARRIER: Partial<Record<Attribute['type'], string>> = {
  boolean: 'boolean',
  integer: 'number',
  decimal: 'number',
};

function fits(value: unknown, path: string, model: ResourceModel): boolean {
  const found = findAttribute(model, path.replace(/\[[^\]]*\]/g, ''));
  const attribute = found?.subAttribute ?? found?.attribute;
  if (!attribute || isUnassigned(value)) return true;
  const bare = { ...attribute, multiValued: false };
  return [value].flat().every((each) => {
    if (bare.type === 'complex') return isObject(each);
    return typeof each === (CARRIER[bare.type] ?? 'string');
  });
}
