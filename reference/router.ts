/** Which handler a request belongs to (RFC 7644 table 2), and how errors become answers. */
import { ScimError } from '../scim/errors.js';
import { bulk } from './bulk.js';
import { resourceTypes, schemas, serviceProviderConfig } from './discovery.js';
import type { Answer, Request } from './message.js';
import { header } from './message.js';
import { list, search } from './query.js';
import { createResource, deleteResource, patchResource, readOne, replaceResource } from './resources.js';
import { USER_SCHEMA, sameUrn } from '../scim/urns.js';
import type { Service } from './service.js';
import { modelAt } from './service.js';

type Handler = () => Answer | Promise<Answer>;
type Handlers = Partial<Record<'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', Handler>>;

/** Answers a request whose sender is known; never throws. */
export async function dispatch(service: Service, request: Request): Promise<Answer> {
  const { behavior } = service;
  try {
    const heard = behavior.beforeRequest(request);
    try {
      return behavior.afterResponse(heard, await route(service, heard));
    } catch (error) {
      return behavior.afterResponse(heard, failure(service, error));
    }
  } catch (error) {
    return failure(service, error);
  }
}

export function failure(service: Service, error: unknown): Answer {
  const { behavior } = service;
  return behavior.errorAnswer(error instanceof ScimError ? error : behavior.unexpected(error));
}

/** The methods that a path takes, HEAD and OPTIONS included; empty where there is nothing. */
export function allowed(service: Service, request: Request): string[] {
  const handlers = handlersFor(service, request);
  if (!handlers) return [];
  const methods = Object.keys(handlers);
  return [...methods, ...(handlers.GET ? ['HEAD'] : []), 'OPTIONS'];
}

async function route(service: Service, request: Request): Promise<Answer> {
  const handlers = handlersFor(service, request);
  if (!handlers) throw service.behavior.notFound('endpoint');
  const handler = Object.hasOwn(handlers, request.method) ? handlers[request.method as keyof Handlers] : undefined;
  return handler ? handler() : service.behavior.methodNotAllowed(allowed(service, request));
}

function handlersFor(service: Service, request: Request): Handlers | undefined {
  const [first, second, third] = request.segments;
  if (third !== undefined) return undefined;
  const all = service.models;
  switch (first) {
    case undefined:
      return service.behavior.rootQueries ? { GET: () => list(service, request, all) } : undefined;
    case '.search':
      return second === undefined && service.behavior.rootQueries
        ? { POST: () => search(service, request, all) }
        : undefined;
    case 'ServiceProviderConfig':
      return second === undefined ? { GET: () => serviceProviderConfig(service, request) } : undefined;
    case 'ResourceTypes':
      return { GET: () => resourceTypes(service, request, second) };
    case 'Schemas':
      return { GET: () => schemas(service, request, second) };
    case 'Bulk':
      return second === undefined ? { POST: () => bulk(service, request) } : undefined;
    case 'Me':
      return second === undefined ? meHandlers(service, request) : undefined;
    default:
      return resourceHandlers(service, request, first, second);
  }
}

function resourceHandlers(
  service: Service,
  request: Request,
  endpoint: string,
  id: string | undefined,
): Handlers | undefined {
  const model = modelAt(service, endpoint);
  if (!model) return undefined;
  if (id === undefined) {
    return {
      GET: () => list(service, request, [model]),
      POST: () => createResource(service, request, model),
    };
  }
  if (id === '.search') return { POST: () => search(service, request, [model]) };
  return {
    GET: () => readOne(service, request, model, id),
    PUT: () => replaceResource(service, request, model, id),
    PATCH: () => patchResource(service, request, model, id),
    DELETE: () => deleteResource(service, request, model, id),
  };
}

/** `/Me` stands for the user behind the token (RFC 7644 section 3.11); its answers name the permanent resource. */
function meHandlers(service: Service, request: Request): Handlers {
  const id = service.behavior.me(request);
  const model = service.models.find((candidate) => sameUrn(candidate.core.id, USER_SCHEMA));
  const asUser =
    (method: string): Handler =>
    async () => {
      if (id === undefined || !model) throw service.behavior.notFound('resource');
      const segments = [model.type.endpoint.replace(/^\//, ''), id];
      const result = await route(service, { ...request, method, segments });
      if (header(result.headers, 'location') === undefined && result.status < 400) {
        const url = service.behavior.location(request.base, model.type.endpoint, id);
        const location = service.behavior.locationHeader(url, request);
        if (location !== undefined) result.headers['Location'] = location;
      }
      return result;
    };
  return {
    GET: asUser('GET'),
    POST: () => {
      throw new ScimError(409, 'uniqueness', 'The user behind this token exists already.');
    },
    PUT: asUser('PUT'),
    PATCH: asUser('PATCH'),
    DELETE: asUser('DELETE'),
  };
}
