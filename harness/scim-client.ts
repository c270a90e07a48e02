/**
 * SCIM over the transport, as suites speak it. Puts in the target's endpoints and credentials, parses answers,
 * attaches evidence, journals what is created, and refuses to write to anything the run did not make.
 */
import type { Exchange } from '../reports/model.js';
import type { JsonObject } from '../scim/types.js';
import { withCurrentTag } from './conditional.js';
import { parseJson, type JsonNotes } from './json.js';
import { attach } from './lane.js';
import type { Guard } from './guard.js';
import { Finding, Inconclusive } from './outcomes.js';
import { asPolicyDemands } from './policies.js';
import { wordsIn, withoutWords, type ListedWords } from './listed-words.js';
import { collectionIn, isObject, read, type ScimResponse } from './response.js';
import { SEARCH_REQUEST } from '../scim/urns.js';
import { REFERENCE_TOKEN } from './secrets.js';
import { LONG } from './spellings.js';
import { swappedCase } from './values.js';
import { NoAnswer, Throttled, type Transport, type WireResponse } from './transport.js';

export const SCIM_MEDIA_TYPE = 'application/scim+json';

export type Body = JsonObject | string | unknown[] | null;

export interface RequestOptions {
  /** Query parameters, percent-encoded here. Values are sent in this order. */
  query?: Record<string, string | number | boolean>;
  /** Query string sent as it is (no leading `?`). */
  rawQuery?: string;
  /** Added to or put in place of the default headers; an empty string leaves a header out. */
  headers?: Record<string, string>;
  /**
   * `none` sends no credentials, `wrong` those that nobody was given, `half` the first half of our own, `empty` the
   * scheme with nothing behind it, `swapped` our own with small letters for capitals and capitals for small ones,
   * `longer` and `preceded` our own with letters behind it or before it, `bearer` our own behind the scheme in small
   * letters, `basic` a name and password of nobody in place of a token.
   */
  auth?: 'own' | 'none' | keyof typeof SPOILED;
  /** Sends this request and no other: none with the current tag after a 428, none that a policy of the target takes. */
  once?: boolean;
}

export interface Scim {
  get(path: string, options?: RequestOptions): Promise<ScimResponse>;
  /** An object or array is sent as JSON, a string byte for byte. */
  post(path: string, body: Body, options?: RequestOptions): Promise<ScimResponse>;
  put(path: string, body: Body, options?: RequestOptions): Promise<ScimResponse>;
  /** An array is taken as the Operations of a PatchOp message. */
  patch(path: string, body: Body, options?: RequestOptions): Promise<ScimResponse>;
  delete(path: string, options?: RequestOptions): Promise<ScimResponse>;
  request(method: string, path: string, body: Body | undefined, options?: RequestOptions): Promise<ScimResponse>;
  /** Absolute URL for a path of the suites. */
  url(path: string): string;
}

export interface ClientOptions {
  baseUrl: string;
  transport: Transport;
  phase: Exchange['phase'];
  /** Sets the target's credentials on the headers. */
  authorize: (headers: Record<string, string>) => void | Promise<void>;
  /** Maps `/Users` and `/Groups` to the endpoints that the target declares. */
  endpoint: (path: string) => string;
  extraHeaders: Record<string, string>;
  guard: Guard;
  /** Hears of every request before it is sent; the function it gives, of the answer. */
  watch?: (method: string, path: string, body: unknown) => (response: ScimResponse) => void;
  /** The names in a body that was refused which the target does not publish so. */
  undeclared?: (response: ScimResponse) => readonly string[];
  /** Why the target need not take a request that it refused. */
  denied?: (response: ScimResponse) => string | undefined;
  /** The words of users that the target takes from a list of its own. */
  listed?: ListedWords;
  /** Whether the target publishes an attribute of a collection as shown on request alone. */
  onRequest?: (collection: string, attribute: string) => boolean;
  /** Stops asking a target that has stopped answering. Shared by all clients of a run. */
  health: Health;
}

/** Consecutive requests without an answer; past the limit nothing more is sent. */
export interface Health {
  unanswered: number;
}
const UNANSWERED_LIMIT = 12;
const UPDATES = new Set(['PUT', 'PATCH', 'DELETE']);

/** Makes the client that suites hold as `scim`. */
export function createScim(options: ClientOptions): Scim {
  const url = (path: string): string =>
    // Dots are resolved before a request is sent, as every client does (RFC 3986 section 5.2.4).
    path.startsWith('/../') ? new URL(`${options.baseUrl}${path}`).href : `${options.baseUrl}${options.endpoint(path)}`;

  const ask: Scim['request'] = async (method, path, body, settings = {}) => {
    const message = method === 'PATCH' && Array.isArray(body) ? patchOp(body) : body;
    const written = /^\/Bulk$/i.test(path) ? atEndpoints(message, options.endpoint) : message;
    const text = written === undefined || typeof written === 'string' ? written : JSON.stringify(written);
    const query = settings.rawQuery ?? encodeQuery(settings.query ?? {});
    const target = `${url(path)}${query ? `${path.includes('?') ? '&' : '?'}${query}` : ''}`;
    const call = await options.guard.before(method, path, url, message);
    const headers = await headersFor(options, settings, text !== undefined);
    const out = { method, path, target, headers, text, sent: message };
    const repeatable = UPDATES.has(method) && headers['if-match'] === undefined && settings.once !== true;
    const seen = options.watch?.(method, path, message);
    try {
      const response = repeatable
        ? await withCurrentTag(
            (more) => send(options, { ...out, headers: { ...headers, ...more } }),
            () => ask('GET', path, undefined, settings.auth ? { auth: settings.auth } : {}),
          )
        : await send(options, out);
      if (response.status === 400 && options.undeclared) response.undeclared = options.undeclared(response);
      // A provider, which sends once, does not get on with that all the same.
      if (options.denied && settings.once !== true) response.denied = options.denied(response);
      const { onRequest } = options;
      if (method === 'GET' && onRequest && !/[?&]attributes=/i.test(target))
        response.unasked = (attribute) => onRequest(collectionIn(path), attribute);
      await call.after(response);
      seen?.(response);
      return response;
    } catch (problem) {
      call.lost();
      throw problem;
    }
  };

  const request: Scim['request'] = async (method, path, body, settings = {}) => {
    const response = await ask(method, path, body, settings);
    if (settings.once === true || settings.auth !== undefined) return response;
    return asListed(settings.headers === undefined ? await asPolicyDemands(response, ask) : response, settings);
  };

  /** A user that is refused for words of which the target has a list is sent without them. */
  const asListed = async (response: ScimResponse, settings: RequestOptions): Promise<ScimResponse> => {
    const { method, path, sent, status } = response;
    const words = status === 400 && options.listed ? wordsIn(response) : [];
    if (words.length === 0 || !isObject(sent)) return response;
    const listed = ((await options.listed?.()) ?? []).filter((name) => words.includes(name));
    if (listed.length === 0) return response;
    if (method === 'PATCH') return { ...response, denied: `the target has a list of its own for ${listed.join(', ')}` };
    const again = await ask(method, path, withoutWords(sent, listed), settings);
    return again.status === 400 ? response : again;
  };

  /** A GET whose filter is refused as sensitive is asked again by POST (RFC 7644 section 7.5.2). */
  const get: Scim['get'] = async (path, settings) => {
    const response = await request('GET', path, undefined, settings);
    const query = settings?.query;
    if (response.status !== 403 || query?.['filter'] === undefined || read(response.json, 'scimType') !== 'sensitive')
      return response;
    const listed = new Set(['attributes', 'excludedAttributes']);
    const members = Object.entries(query).map(([name, value]) => [
      name,
      listed.has(name) ? String(value).split(',') : value,
    ]);
    const search = searchRequest(Object.fromEntries(members));
    return request('POST', `${path}/.search`, search, settings?.auth ? { auth: settings.auth } : {});
  };

  return {
    request,
    url,
    get,
    post: (path, body, settings) => request('POST', path, body, settings),
    put: (path, body, settings) => request('PUT', path, body, settings),
    patch: (path, body, settings) => request('PATCH', path, body, settings),
    delete: (path, settings) => request('DELETE', path, undefined, settings),
  };
}

/** A PatchOp message around operations (RFC 7644 section 3.5.2). */
export function patchOp(operations: unknown[]): JsonObject {
  return {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: operations as JsonObject[],
  };
}

/** A SearchRequest message with these parameters (RFC 7644 section 3.4.3). */
export function searchRequest(parameters: object): JsonObject {
  return { schemas: [SEARCH_REQUEST], ...parameters };
}

/** A bulk job whose operations name the endpoints that the target declares. */
function atEndpoints<T>(message: T, endpoint: (path: string) => string): T | JsonObject {
  if (!isObject(message) || !Array.isArray(message['Operations'])) return message;
  const operations = message['Operations'].map((operation) =>
    isObject(operation) && typeof operation['path'] === 'string'
      ? { ...operation, path: endpoint(operation['path']) }
      : operation,
  );
  return { ...message, Operations: operations };
}

function encodeQuery(query: Record<string, string | number | boolean>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`)
    .join('&');
}

async function headersFor(
  options: ClientOptions,
  settings: RequestOptions,
  hasBody: boolean,
): Promise<Record<string, string>> {
  const headers: Record<string, string> = { accept: SCIM_MEDIA_TYPE, ...options.extraHeaders };
  if (hasBody) headers['content-type'] = SCIM_MEDIA_TYPE;
  if (settings.auth !== 'none') {
    const before = { ...headers };
    await options.authorize(headers);
    if (settings.auth !== undefined && settings.auth !== 'own') {
      const change = SPOILED[settings.auth];
      for (const [name, value] of Object.entries(headers)) if (before[name] !== value) headers[name] = change(value);
    }
  }
  for (const [name, value] of Object.entries(settings.headers ?? {})) {
    // The transport leaves out a header that is empty, its own defaults included.
    headers[name.toLowerCase()] = value;
  }
  return headers;
}

/** What stands before a token: `Bearer `; nothing for a key that stands alone. */
function schemeOf(value: string): string {
  return /^[A-Za-z]+ (?=\S)/.exec(value)?.[0] ?? '';
}

const SPOILED = {
  empty: schemeOf,
  /** Of the same length, and telling nothing about the right ones. */
  wrong(value: string): string {
    const scheme = schemeOf(value);
    return scheme + value.slice(scheme.length).replace(/[0-9]/g, '7').replace(/[a-z]/gi, 'q');
  },
  /** Nothing of a short one that is secret: its half could not be told from other words in the evidence. */
  half: (value: string): string => {
    const halfOf = (token: string): string => token.slice(0, Math.ceil(token.length / 2));
    return spoiled(value, halfOf, (token) => halfOf(token).length > LONG);
  },
  /** Nothing of a token that may be a number in digits and letters, and as `half` of one that is short. */
  swapped: (value: string): string =>
    spoiled(value, swappedCase, (token, scheme) => token.length > LONG && !NUMERAL.test(token) && !isBasic(scheme)),
  longer: (value: string): string => spoiled(value, (token) => token + MORE, mayGrow),
  preceded: (value: string): string => spoiled(value, (token) => MORE + token, mayGrow),
  basic(value: string): string {
    const nobody = Buffer.from('nobody:nobody').toString('base64');
    return /^Bearer /.test(value) ? `Basic ${nobody}` : SPOILED.wrong(value);
  },
  bearer: (value: string): string => value.replace(/^Bearer (?=\S)/, (scheme) => scheme.toLowerCase()),
};

/** Letters that are digits, too, and as many as make whole bytes in any base: who reads a token as bytes reads others. */
const MORE = 'aaaa';

const isBasic = (scheme: string): boolean => /^basic /i.test(scheme);

/** Not a short token, nor one that ends in padding, behind which nobody reads. */
const mayGrow = (token: string, scheme: string): boolean =>
  token.length > LONG && !token.endsWith('=') && !isBasic(scheme);

/** A changed token behind its scheme; the scheme alone where the token may not be told so, or its change tells nothing. */
function spoiled(
  value: string,
  change: (token: string) => string,
  mayTell: (token: string, scheme: string) => boolean,
): string {
  const scheme = schemeOf(value);
  const token = value.slice(scheme.length);
  const isTold = mayTell(token, scheme) || (token === REFERENCE_TOKEN && !isBasic(scheme));
  return isTold ? scheme + change(token) : scheme;
}

/** Hexadecimal digits and base32: letter case says nothing there. */
const NUMERAL = /^([\da-fA-F-]+|[A-Z\d-]+=*)$/;

interface Outgoing {
  method: string;
  path: string;
  target: string;
  headers: Record<string, string>;
  text: string | undefined;
  sent: unknown;
}

const nothingHidden = (): JsonNotes => ({ duplicateKeys: [], rawNumbers: new Map() });

/** An answer of the transport, parsed. */
export function scimResponse(
  wire: WireResponse,
  out: Pick<Outgoing, 'method' | 'path' | 'target' | 'sent'>,
): ScimResponse {
  const mediaType = wire.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  const parsed = wire.text.trim() === '' ? undefined : parseJson(wire.text);
  return {
    n: wire.exchange.n,
    path: out.path,
    method: out.method,
    url: out.target,
    sent: out.sent,
    status: wire.status,
    headers: wire.headers,
    text: wire.text,
    json: parsed?.value,
    ...(parsed?.problem === undefined ? {} : { jsonProblem: parsed.problem }),
    closely: parsed?.closely ?? nothingHidden,
    ...(mediaType ? { mediaType } : {}),
    elapsedMs: wire.elapsedMs,
    putOff: wire.putOff,
    exchange: wire.exchange,
  };
}

async function send(options: ClientOptions, out: Outgoing): Promise<ScimResponse> {
  if (options.health.unanswered >= UNANSWERED_LIMIT)
    throw new Inconclusive(
      `the target left ${UNANSWERED_LIMIT} requests in a row without an answer; nothing more was sent`,
    );
  try {
    const wire = await options.transport.send({
      method: out.method,
      url: out.target,
      headers: out.headers,
      ...(out.text === undefined ? {} : { body: out.text }),
      phase: options.phase,
    });
    options.health.unanswered = 0;
    attach(wire.exchange.n);
    return scimResponse(wire, out);
  } catch (problem) {
    if (problem instanceof Throttled) {
      attach(problem.exchange.n);
      throw new Inconclusive(`${out.method} ${out.path} was still throttled after waiting as the target asked`);
    }
    if (problem instanceof NoAnswer) {
      attach(problem.exchange.n);
      options.health.unanswered += 1;
      if (problem.kind === 'timeout') throw new Inconclusive(`${out.method} ${out.path} got no answer in time`);
      // A write on an idle connection that the server was just closing says nothing about the server.
      if (problem.kind === 'reset' && problem.reusedSocket)
        throw new Inconclusive(
          `the connection on which ${out.method} ${out.path} was sent was closed without an answer`,
        );
      throw new Finding(
        `an HTTP answer to ${out.method} ${out.path}`,
        `nothing: ${problem.exchange.problem ?? problem.kind}`,
        { exchange: problem.exchange.n },
      );
    }
    throw problem;
  }
}
