/** The HTTP side of the right behavior: credentials, media types, queries, bodies, error messages. */
import { timingSafeEqual } from 'node:crypto';
import { ScimError, errorBody } from '../scim/errors.js';
import type { Json } from '../scim/types.js';
import type { Answer } from './message.js';
import { answer } from './message.js';

export const SCIM_JSON = 'application/scim+json';
const JSON_TYPE = 'application/json';

/** Deeper JSON than any SCIM message needs. */
const MAX_DEPTH = 64;

/** Bearer token check (RFC 6750); the comparison takes the same time wherever tokens of one length differ. */
export function isAuthorized(authorization: string | undefined, token: string): boolean {
  const found = /^bearer +(\S+) *$/i.exec(authorization ?? '');
  const given = Buffer.from(found?.[1] ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Both SCIM JSON and plain JSON in UTF-8; a body without a type is taken for SCIM JSON. */
export function acceptsRequestType(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType.trim() === '') return true;
  const [type, ...parameters] = contentType.split(';').map((part) => part.trim().toLowerCase());
  if (type !== SCIM_JSON && type !== JSON_TYPE) return false;
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return charset === undefined || /^charset="?(utf-?8|us-ascii)"?$/.test(charset);
}

/** RFC 7644 section 3.8: SCIM JSON unless the client takes only plain JSON. */
export function responseType(accept: string | undefined): string | undefined {
  if (accept === undefined || accept.trim() === '') return SCIM_JSON;
  const ranges = accept
    .split(',')
    .map((range) => range.trim().toLowerCase())
    .filter((range) => !/;\s*q=0(\.0*)?\s*(;|$)/.test(range))
    .map((range) => range.split(';')[0]?.trim());
  if (ranges.includes(SCIM_JSON) || ranges.includes('*/*') || ranges.includes('application/*')) return SCIM_JSON;
  return ranges.includes(JSON_TYPE) ? JSON_TYPE : undefined;
}

/** Reads a query string once. With `plusIsBlank`, `+` stands for a blank as in HTML forms; some identity providers write it. */
export function decodeQuery(query: string, plusIsBlank: boolean): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals), plusIsBlank);
    const value = equals < 0 ? '' : decode(pair.slice(equals + 1), plusIsBlank);
    if (!parameters.has(name)) parameters.set(name, value);
  }
  return parameters;
}

function decode(text: string, plusIsBlank: boolean): string {
  try {
    return decodeURIComponent(plusIsBlank ? text.replaceAll('+', ' ') : text);
  } catch {
    throw new ScimError(400, 'invalidSyntax', 'The URL holds a broken percent-encoding.');
  }
}

/** Reads a JSON body. Throws ScimError 400 invalidSyntax. */
export function parseBody(text: string): Json {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (isDeeper(source, MAX_DEPTH)) {
    throw new ScimError(400, 'invalidSyntax', `The body is nested deeper than ${MAX_DEPTH} levels.`);
  }
  try {
    return JSON.parse(source) as Json;
  } catch {
    throw new ScimError(400, 'invalidSyntax', 'The body is no JSON.');
  }
}

function isDeeper(source: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < source.length; index += 1) {
    const code = source.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index += 1;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Error message of RFC 7644 section 3.12. */
export function errorAnswer(error: ScimError): Answer {
  return answer(error.status, errorBody(error));
}

export function unexpected(_error: unknown): ScimError {
  return new ScimError(500, undefined, 'The server failed.');
}

export function methodNotAllowed(allowed: readonly string[]): Answer {
  const error = new ScimError(405, undefined, `Allowed here: ${allowed.join(', ')}.`);
  return answer(405, errorBody(error), { Allow: allowed.join(', ') });
}

export function notFound(what: 'endpoint' | 'resource'): ScimError {
  return new ScimError(404, undefined, what === 'resource' ? 'No such resource.' : 'No such endpoint.');
}

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:.]+\](:\d{1,5})?$/;

/** The service root as the client addressed it. A Host header that is none counts as left out. */
export function baseUrl(headers: Record<string, string>, path: string): string {
  const host = headers['host'];
  return `http://${host !== undefined && HOST.test(host) ? host : 'localhost'}${path}`;
}

export function pathBelow(path: string, root: string): string | undefined {
  return path === root || path.startsWith(`${root}/`) ? path.slice(root.length) : undefined;
}
