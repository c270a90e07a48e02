/** Talking to a reference server in this process, everything deterministic, every exchange kept. */
import { isObject } from '../../../scim/json.js';
import type { Json, JsonObject } from '../../../scim/types.js';
import type { Res } from '../../../reference/message.js';
import type { Reference, ReferenceOptions } from '../../../reference/server.js';
import { createReference } from '../../../reference/server.js';

export const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';
export const PATCH_OP = `${MESSAGES}:PatchOp`;
export const SEARCH = `${MESSAGES}:SearchRequest`;
export const BULK = `${MESSAGES}:BulkRequest`;
export const LIST = `${MESSAGES}:ListResponse`;
export const ERROR = `${MESSAGES}:Error`;

export interface Reply extends Res {
  /** The parsed body; undefined where it is empty or no JSON. */
  json: Json | undefined;
  /** The body as an object; empty where it is none. */
  object: JsonObject;
  /** `id` of the body, or `none`. */
  id: string;
}

export interface Said {
  request: string;
  response: string;
}

export interface Talk {
  reference: Reference;
  said: Said[];
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>;
  patch(path: string, operations: readonly object[], headers?: Record<string, string>): Promise<Reply>;
  delete(path: string, headers?: Record<string, string>): Promise<Reply>;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Moves the server's clock. */
  wait(milliseconds: number): void;
}

const DEFAULTS = { authorization: 'Bearer reference', accept: 'application/scim+json', host: 'scim.example.com' };

/** Thrown at the first exchange that differs from what was expected. */
export class Different extends Error {
  constructor(
    readonly expected: Said | undefined,
    readonly actual: Said,
  ) {
    super(`${actual.request.slice(0, 200)} -> ${actual.response.slice(0, 200)}`);
  }
}

/**
 * A server whose ids and clock repeat, and a client of it. A header set to '' is left out. With `expected` the talk ends,
 * by an exception, at the first exchange that differs.
 */
export function talk(options: ReferenceOptions = {}, expected?: readonly Said[]): Talk {
  let time = Date.UTC(2026, 0, 1);
  let ids = 0;
  const reference = createReference({
    now: () => time,
    secret: 'test',
    newId: () => `9b1d${String((ids += 1)).padStart(4, '0')}-AbCd`,
    ...options,
  });
  const said: Said[] = [];
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Reply> => {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const type: Record<string, string> = text === '' ? {} : { 'content-type': 'application/scim+json' };
    const all = Object.entries({ ...DEFAULTS, ...type, ...headers }).filter(([, value]) => value !== '');
    const url = path.startsWith('//') ? path.slice(1) : `/scim/v2${encodePath(path)}`;
    const response = await reference.handle({ method, path: url, headers: Object.fromEntries(all), body: text });
    const json = parse(response.body);
    const object = isObject(json) ? json : {};
    const id = typeof object['id'] === 'string' ? object['id'] : 'none';
    const exchange: Said = {
      request: `${method} ${path} ${text}`,
      response: `${response.status} ${JSON.stringify(response.headers)} ${response.body}${response.encoding ?? ''}`,
    };
    const wanted = expected?.[said.length];
    said.push(exchange);
    if (expected && (wanted?.request !== exchange.request || wanted.response !== exchange.response)) {
      throw new Different(wanted, exchange);
    }
    time += 1000;
    return { ...response, json, object, id };
  };
  return {
    reference,
    said,
    send,
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, Operations, headers) => send('PATCH', path, { schemas: [PATCH_OP], Operations }, headers),
    delete: (path, headers) => send('DELETE', path, undefined, headers),
    wait: (milliseconds) => {
      time += milliseconds;
    },
  };
}

/** Lets tests write filters in clear; what is encoded already stays. */
function encodePath(path: string): string {
  return path.replace(/[ "[\]\\<>]/g, (character) => encodeURIComponent(character));
}

function parse(text: string): Json | undefined {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
