/** What came back: a parsed, hostile answer with the request it answers. */
import type { Exchange } from '../reports/model.js';
import { isObject, member } from '../scim/json.js';
import type { Json, JsonObject } from '../scim/types.js';
import { ENTERPRISE_USER_SCHEMA, sameUrn } from '../scim/urns.js';
import type { JsonNotes } from './json.js';

export { isObject, member };

export interface ScimResponse {
  /** Number of the exchange in the transcript. */
  n: number;
  /** Path as the suite wrote it, before the target's endpoints were put in. */
  path: string;
  method: string;
  url: string;
  /** The body as sent, parsed where it was JSON. */
  sent: unknown;
  status: number;
  /** Lower-case names; repeated headers joined with ", ". */
  headers: Record<string, string>;
  text: string;
  /** Parsed body; undefined where there is none or it is not JSON. */
  json: unknown;
  /** Why the body is not good JSON: syntax, depth. */
  jsonProblem?: string;
  /** Names that stand twice in the body, and how its numbers are spelled. */
  closely: () => JsonNotes;
  /** `application/scim+json`, lower case, without parameters. */
  mediaType?: string;
  elapsedMs: number;
  /** Answers 429 that this request had before, each by its Retry-After, '' where it had none. */
  putOff: string[];
  exchange: Exchange;
  /** Names in a body that was refused which the target does not publish. */
  undeclared?: readonly string[];
  /** Why the target need not take this request of a suite, which it refused. */
  denied?: string | undefined;
  /** Of a read: whether an attribute is published as shown on request alone, and was not asked for. */
  unasked?: (attribute: string) => boolean;
  /** Where a create was answered without a representation: what stands at its Location, read back. */
  located?: ScimResponse;
}

/** 2xx. */
export function succeeded(response: ScimResponse): boolean {
  return response.status >= 200 && response.status < 300;
}

/** A status by which the server takes the blame: any 5xx but 501, which says that it has no such thing, and 503, which says not now. */
export function isServerFault({ status }: { status: number }): boolean {
  return status >= 500 && status !== 501 && status !== 503;
}

/** An error status that is no fault of the server: the request was declined. */
export function isRefusal({ status }: { status: number }): boolean {
  return status >= 400 && !isServerFault({ status });
}

/** A method or endpoint that is not there, or not for this client. */
export function isDenied({ status }: { status: number }): boolean {
  return [403, 405, 501].includes(status);
}

/** An endpoint that is not there, or not for this client. */
export function isAbsent(response: { status: number }): boolean {
  return response.status === 404 || isDenied(response);
}

/** A value as it stands in a finding, at most 100 characters. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
}

/** Whether a body names a schema among its `schemas`. */
export function namesSchema(body: unknown, urn: string): boolean {
  return readAll(body, 'schemas').some((each) => typeof each === 'string' && sameUrn(each, urn));
}

/** The answer in one line, for "the server answered …". */
export function describe(response: ScimResponse): string {
  const kind = response.mediaType ? ` (${response.mediaType})` : '';
  const said = isObject(response.json) ? errorWords(response.json) : response.text.slice(0, 80).replace(/\s+/g, ' ');
  return `${response.status}${kind}${said ? `: ${said}` : ''}`;
}

function errorWords(body: JsonObject): string {
  const scimType = read(body, 'scimType');
  const detail = read(body, 'detail');
  return [scimType, detail]
    .filter((word) => typeof word === 'string')
    .join(' – ')
    .slice(0, 160);
}

/** A copy in which members have other values, whatever the letter case of their names was. */
export function withMembers(object: JsonObject, members: { [name: string]: unknown }): JsonObject {
  const names = new Set(Object.keys(members).map((name) => name.toLowerCase()));
  const rest = Object.entries(object).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(rest), ...members } as JsonObject;
}

/** A copy in which attributes of an extension have other values. */
export function withExtension(object: JsonObject, urn: string, members: { [name: string]: unknown }): JsonObject {
  const extension = member(object, urn);
  return withMembers(object, { [urn]: withMembers(isObject(extension) ? extension : {}, members) });
}

/** Splits `urn:…:User:manager.value` into [`urn:…:User`, `manager`, `value`] and `name.givenName` into two. */
function segments(path: string): string[] {
  if (!/[.:]/.test(path)) return [path];
  if (!/^urn:/i.test(path)) return path.split('.');
  const whole = /^(urn:.*:\d+\.\d+:[^:.]+)(?::(.*))?$/i.exec(path) ?? /^(urn:.*?)(?::([^:]*))?$/i.exec(path);
  if (!whole) return [path];
  return [whole[1] ?? path, ...(whole[2] ? whole[2].split('.') : [])];
}

/** A copy with another value at a path; of a multi-valued attribute in each of its elements. */
export function withValue(object: JsonObject, path: string, value: Json): JsonObject {
  const [name = path, ...rest] = segments(path);
  if (rest.length === 0) return withMembers(object, { [name]: value });
  const inside = (held: unknown): JsonObject => withValue(isObject(held) ? held : {}, rest.join('.'), value);
  const held: unknown = member(object, name);
  return withMembers(object, { [name]: Array.isArray(held) ? held.map(inside) : inside(held) });
}

/**
 * Reads an attribute of a hostile object: names in any letter case, dots and extension URNs in the path, arrays
 * answered by their first element's value. Gives undefined where anything on the way is absent or of another shape.
 */
export function read(object: unknown, path: string): unknown {
  return readAll(object, path)[0];
}

/** All values at a path; arrays on the way are flattened. null counts as absent. */
export function readAll(object: unknown, path: string): unknown[] {
  let level: unknown[] = Array.isArray(object) ? object : [object];
  for (const segment of segments(path)) {
    const next: unknown[] = [];
    for (const value of level) {
      const found = isObject(value) ? member(value, segment) : undefined;
      if (Array.isArray(found)) for (const element of found) next.push(element);
      else if (found !== undefined && found !== null) next.push(found);
    }
    level = next;
  }
  return level;
}

/** The entries of a multi-valued attribute that are objects; `[]` where it is absent or of another shape. */
export function entries(object: unknown, path: string): JsonObject[] {
  return readAll(object, path).filter(isObject);
}

/** The first segment of a path of the suites: `/Users` of `/Users/2819c223`, of `/Users?count=1` and of `/Users/.search`. */
export function collectionIn(path: string): string {
  return /^\/[^/?]+/.exec(path)?.[0] ?? '';
}

/** The Resources of a ListResponse that are objects; `[]` where there are none. */
export function resourcesOf(response: ScimResponse): JsonObject[] {
  return entries(response.json, 'Resources');
}

/** What a list says that it holds in all (RFC 7644 section 3.4.2): a number, unless the target is wrong. */
export function totalOf(response: Pick<ScimResponse, 'json'>): unknown {
  return read(response.json, 'totalResults');
}

/** Whether a text stands in a body, however the JSON escapes it. */
export function bodyHolds({ text, json }: Pick<ScimResponse, 'text' | 'json'>, wanted: string): boolean {
  const plain = JSON.stringify(wanted).slice(1, -1);
  if (text.includes(wanted) || text.includes(plain)) return true;
  return text.includes('\\') && json !== undefined && JSON.stringify(json).includes(plain);
}

/** A URI of the server, resolved against the request's URL; undefined where it is none. */
export function resolveUri(uri: unknown, base: string): URL | undefined {
  return typeof uri === 'string' && URL.canParse(uri, base) ? new URL(uri, base) : undefined;
}

/** The decoded last path segment of a URI: the id in a location. '' where there is none. */
export function lastSegment(uri: unknown, base: string): string {
  return decoded(resolveUri(uri, base)?.pathname.split('/').filter(Boolean).at(-1) ?? '');
}

/** The id of a user's manager, by value or by the reference alone (RFC 7643 section 4.3); '' where there is none. */
export function managerOf(user: unknown, base: string): string {
  const manager = read(user, `${ENTERPRISE_USER_SCHEMA}:manager`);
  return String(read(manager, 'value') ?? lastSegment(read(manager, '$ref'), base));
}

/** The path of a URI in one spelling: what is escaped without need is the same character (RFC 3986 section 6.2.2.2). */
export function plainPath({ pathname }: URL): string {
  return pathname
    .split('/')
    .map((segment) => encodeURIComponent(decoded(segment)))
    .join('/');
}

/** A path segment percent-decoded; as it is where it cannot be. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Whether a list may come without `totalResults`: a page by cursor, or a target that pages so unasked (RFC 9865 section 2). */
export function mayLackTotal({ json }: Pick<ScimResponse, 'json'>, { config }: { config: JsonObject }): boolean {
  const unasked =
    read(config, 'pagination.index') === false || read(config, 'pagination.defaultPaginationMethod') === 'cursor';
  return unasked || read(json, 'nextCursor') !== undefined || read(json, 'previousCursor') !== undefined;
}
