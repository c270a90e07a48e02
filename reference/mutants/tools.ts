/** Hands for writing mutants and variations: a mistake is usually one of these and a line. */
import type { Filter } from '../../scim/filter.js';
import { isObject, valuesOf } from '../../scim/json.js';
import type { Attribute, Json, JsonObject, Resource, ResourceModel, Schema } from '../../scim/types.js';
import { ERROR_MESSAGE, LIST_RESPONSE } from '../../scim/urns.js';
import type { Change, Page } from '../behavior.js';
import type { Answer, Request } from '../message.js';

/** Changes answers. */
export function answering(change: (answer: Answer, request: Request) => Answer): Change {
  return (b) => ({ afterResponse: (request, answer) => change(b.afterResponse(request, answer), request) });
}

/** Changes the bodies of some answers that are JSON objects. */
export function inAnswers(
  where: (answer: Answer, request: Request) => boolean,
  change: (body: JsonObject, request: Request) => Json,
): Change {
  return answering((answer, request) =>
    isObject(answer.body) && where(answer, request) ? { ...answer, body: change(answer.body, request) } : answer,
  );
}

/** Changes requests before they are looked at. */
export function hearing(change: (request: Request) => Request): Change {
  return (b) => ({ beforeRequest: (request) => change(b.beforeRequest(request)) });
}

/** Changes error answers. */
export function failing(change: (answer: Answer, body: JsonObject) => Answer): Change {
  return (b) => ({
    errorAnswer: (error) => {
      const answer = b.errorAnswer(error);
      return change(answer, isObject(answer.body) ? answer.body : {});
    },
  });
}

/** Changes each resource as it is shown, after projection. */
export function showing(change: (resource: Resource, model: ResourceModel) => Resource): Change {
  return (b) => ({
    shown: (resource, stored, view) => change(b.shown(resource, stored, view), view.model),
  });
}

/** Changes each resource before it is stored. */
export function storing(
  change: (resource: Resource, op: 'create' | 'replace' | 'patch', previous: Resource | undefined) => Resource,
): Change {
  return (b) => ({
    onStore: (resource, op, model, previous) => b.onStore(change(resource, op, previous), op, model, previous),
  });
}

/** Changes list messages; a discovery list is none of them. */
export function listing(change: (message: JsonObject, page: Page) => JsonObject): Change {
  return (b) => ({ listMessage: (page, request) => change(b.listMessage(page, request), page) });
}

/** Changes the ServiceProviderConfig. */
export function configuring(change: (config: JsonObject) => JsonObject): Change {
  return (b) => ({ serviceProviderConfig: (config) => change(b.serviceProviderConfig(config)) });
}

/** Changes a filter from the leaves up. */
export function rewrite(filter: Filter, change: (filter: Filter) => Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return change({ kind: filter.kind, filters: filter.filters.map((part) => rewrite(part, change)) });
    case 'not':
      return change({ kind: 'not', filter: rewrite(filter.filter, change) });
    case 'valuePath':
      return change({ ...filter, filter: rewrite(filter.filter, change) });
    default:
      return change(filter);
  }
}

/** Understands filters otherwise. */
export function filtering(change: (filter: Filter) => Filter): Change {
  return (b) => ({ parseFilter: (text) => rewrite(b.parseFilter(text), change) });
}

/** Tests one kind of comparison otherwise; `leaf` gives undefined for those that stay as they are. */
export function evaluating(leaf: (filter: Filter) => ((resource: Resource) => boolean) | undefined): Change {
  return (b) => ({
    filterTest: (filter, model, options) => {
      const build = (part: Filter): ((resource: Resource) => boolean) => {
        if (part.kind === 'and' || part.kind === 'or') {
          const tests = part.filters.map(build);
          return part.kind === 'and'
            ? (resource) => tests.every((test) => test(resource))
            : (resource) => tests.some((test) => test(resource));
        }
        if (part.kind === 'not') {
          const test = build(part.filter);
          return (resource) => !test(resource);
        }
        return leaf(part) ?? b.filterTest(part, model, options);
      };
      return build(filter);
    },
  });
}

/** A model in which attributes have other characteristics. */
export function remodel(
  model: ResourceModel,
  change: (attribute: Attribute, path: string) => Attribute,
): ResourceModel {
  const schema = (source: Schema): Schema => ({
    ...source,
    attributes: source.attributes.map((a) => attribute(a, '')),
  });
  const attribute = (source: Attribute, prefix: string): Attribute => {
    const path = `${prefix}${source.name}`;
    const changed = change(source, path);
    return changed.subAttributes
      ? { ...changed, subAttributes: changed.subAttributes.map((sub) => attribute(sub, `${path}.`)) }
      : changed;
  };
  return { ...model, core: schema(model.core), extensions: model.extensions.map(schema) };
}

/** Compares in filters as if attributes had other characteristics. */
export function comparing(change: (attribute: Attribute, path: string) => Attribute): Change {
  return (b) => ({ filterTest: (filter, model, options) => b.filterTest(filter, remodel(model, change), options) });
}

/** Without some members. */
export function without<T extends JsonObject>(object: T, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}

/** Changes one member where it is present. */
export function withMember(object: JsonObject, name: string, change: (value: Json) => Json): JsonObject {
  const value = object[name];
  return value === undefined ? object : { ...object, [name]: change(value) };
}

/** The objects among the values of an attribute. */
export const elements = (resource: { [name: string]: Json }, name: string): JsonObject[] =>
  valuesOf(resource[name]).filter(isObject);

/** Changes each element of an array member that is an object. */
export function withElements(object: JsonObject, name: string, change: (element: JsonObject) => Json): JsonObject {
  return withMember(object, name, (value) =>
    Array.isArray(value) ? value.map((element) => (isObject(element) ? change(element) : element)) : value,
  );
}

export function isError(answer: Answer): boolean {
  return isObject(answer.body) && Array.isArray(answer.body['schemas']) && answer.body['schemas'][0] === ERROR_MESSAGE;
}

export function isList(answer: Answer): boolean {
  return isObject(answer.body) && Array.isArray(answer.body['schemas']) && answer.body['schemas'][0] === LIST_RESPONSE;
}

/** The endpoint of a request, `Users` for `/Users/1`. */
export function endpointOf(request: Request): string {
  return request.segments[0] ?? '';
}

/** Whether a request names one resource of an endpoint. */
export function isOne(request: Request, endpoint?: string): boolean {
  const [first, second] = request.segments;
  return second !== undefined && second !== '.search' && (endpoint === undefined || first === endpoint);
}

export function withStatus(answer: Answer, status: number): Answer {
  return { ...answer, status };
}

/** An error answer made anew with another status or keyword. */
export function asError(answer: Answer, status: number, scimType?: string): Answer {
  const body = isObject(answer.body) ? answer.body : {};
  return {
    ...answer,
    status,
    body: {
      ...without(body, 'scimType'),
      schemas: [ERROR_MESSAGE],
      status: String(status),
      ...(scimType === undefined ? {} : { scimType }),
    },
  };
}
