/** From a request as text to an answer as text: addressing, credentials, media types, bodies. */
import { ScimError } from '../scim/errors.js';
import type { Answer, Req, Request, Res } from './message.js';
import { answer } from './message.js';
import { allowed, failure } from './router.js';
import type { Service } from './service.js';
import type { Store } from './store.js';

export interface Place {
  basePath: string;
  /** By tenant; the service root is the tenant ''. */
  stores: ReadonlyMap<string, Store>;
}

/** Answers a request; never throws. */
export async function handle(service: Service, place: Place, req: Req): Promise<Res> {
  const headers = lowerCase(req.headers ?? {});
  const type = service.behavior.responseType(headers['accept']);
  let result: Answer;
  try {
    result = await receive(service, place, { ...req, headers }, type !== undefined);
  } catch (error) {
    result = failure(service, error);
  }
  return writeOut(result, req.method, type);
}

async function receive(service: Service, place: Place, req: Req, acceptable: boolean): Promise<Answer> {
  const { behavior } = service;
  const request = address(service, place, req);
  if (!request) throw behavior.notFound('endpoint');
  try {
    return await admit(service, request, acceptable);
  } catch (error) {
    return behavior.afterResponse(request, failure(service, error));
  }
}

/** Credentials, media types and body; then the request is dispatched, which never throws. */
async function admit(service: Service, request: Request, acceptable: boolean): Promise<Answer> {
  const { behavior } = service;
  if (request.method === 'OPTIONS') return optionsFor(service, request);
  const authorization = request.headers['authorization'];
  if (service.token !== undefined && !behavior.isPublic(request.segments)) {
    if (!behavior.isAuthorized(authorization, service.token)) {
      return behavior.afterResponse(request, unauthorized(service, authorization !== undefined));
    }
  }
  if (!acceptable) throw new ScimError(406, undefined, 'Answers are application/scim+json or application/json.');
  if (['POST', 'PUT', 'PATCH'].includes(request.method)) readBody(service, request);
  return service.dispatch(request.method === 'HEAD' ? { ...request, method: 'GET' } : request);
}

/** Takes the URL apart; undefined where it is outside of the service. */
function address(service: Service, place: Place, req: Req): Request | undefined {
  const [target = ''] = req.path.split('#');
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  for (const [tenant, store] of place.stores) {
    const root = `${tenant === '' ? '' : `/${tenant}`}${place.basePath === '/' ? '' : place.basePath}`;
    const below = service.behavior.pathBelow(path, root);
    if (below === undefined) continue;
    const headers = req.headers ?? {};
    return {
      method: req.method.toUpperCase(),
      segments: segmentsOf(below),
      query: service.behavior.decodeQuery(mark < 0 ? '' : target.slice(mark + 1)),
      headers,
      text: req.body ?? '',
      body: undefined,
      base: service.behavior.baseUrl(headers, root),
      store,
      inBulk: false,
    };
  }
  return undefined;
}

function segmentsOf(path: string): string[] {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
  } catch {
    throw new ScimError(404, undefined, 'The path holds a broken percent-encoding.');
  }
}

function readBody(service: Service, request: Request): void {
  const { behavior } = service;
  if (Buffer.byteLength(request.text) > behavior.maxBodyBytes) {
    throw new ScimError(413, undefined, `The body is larger than ${behavior.maxBodyBytes} bytes.`);
  }
  if (request.text === '') return;
  const type = request.headers['content-type'];
  if (!behavior.acceptsRequestType(type)) {
    throw new ScimError(behavior.unsupportedMediaStatus, undefined, 'Send application/scim+json in UTF-8.');
  }
  request.body = behavior.parseBody(request.text);
}

function unauthorized(service: Service, tried: boolean): Answer {
  const { behavior } = service;
  const detail = tried ? 'The credentials are not valid.' : 'Credentials are needed.';
  const result = behavior.errorAnswer(new ScimError(behavior.unauthorizedStatus, undefined, detail));
  if (behavior.challenge !== undefined) {
    result.headers['WWW-Authenticate'] = `${behavior.challenge}${tried ? ', error="invalid_token"' : ''}`;
  }
  return result;
}

function optionsFor(service: Service, request: Request): Answer {
  const methods = allowed(service, request);
  if (methods.length === 0) throw service.behavior.notFound('endpoint');
  return answer(204, undefined, { Allow: methods.join(', ') });
}

function writeOut(result: Answer, method: string, type: string | undefined): Res {
  const body = result.text ?? (result.body === undefined ? '' : JSON.stringify(result.body));
  const headers = { ...result.headers };
  if (body !== '' && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) {
    headers['Content-Type'] = type ?? 'application/scim+json';
  }
  return {
    status: result.status,
    headers,
    body: method.toUpperCase() === 'HEAD' ? '' : body,
    ...(result.encoding === undefined ? {} : { encoding: result.encoding }),
  };
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
