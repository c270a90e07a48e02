/** How one identity provider speaks SCIM, as data: pure functions from values to requests, each with its source. */
import type { Json, JsonObject, Resource } from '../scim/types.js';

/**
 * How well a fact is known. `DOC` the provider's documentation or published tests, `SRC` source or workflow it
 * published, `CAP` a wire capture or server log by a third party, `STAFF` an answer by an employee, `3P` the
 * documentation of another vendor, `UNSOURCED` believed but not backed by anything public: never a hard assertion.
 */
export type Evidence = 'DOC' | 'SRC' | 'CAP' | 'STAFF' | '3P' | 'UNSOURCED';

export interface Citation {
  /** Public page; empty where there is none. */
  source: string;
  evidence: Evidence;
  note?: string;
}

export interface DialectRequest extends Citation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Relative to the base URL, query encoded as the provider does it. */
  path: string;
  /** Everything the provider puts on the wire but credentials and framing, lower-case names. */
  headers: Record<string, string>;
  body?: JsonObject;
}

export const DIALECT_IDS = [
  'entra',
  'entra-flag',
  'okta-oin',
  'okta-aiw',
  'onelogin',
  'ping',
  'jumpcloud',
  'cyberark',
  'sailpoint',
  'google',
] as const;
export type DialectId = (typeof DIALECT_IDS)[number];

export type ProviderId = 'entra' | 'okta' | 'onelogin' | 'ping' | 'jumpcloud' | 'cyberark' | 'sailpoint' | 'google';

/** Values for one object, by target path as attribute mappings write it: `name.givenName`, `emails[type eq "work"].value`. */
export type Flow = Readonly<Record<string, Json>>;

/** One attribute that flows on update. A null value clears it. */
export interface Change {
  path: string;
  value: Json;
}

export interface Member {
  id: string;
  /** What the provider shows for the member: the user's name or address. */
  display?: string;
}

export interface NewGroup {
  displayName: string;
  externalId?: string;
  members?: readonly Member[];
}

/** An application role of a user, as Entra assigns it. */
export interface Role {
  value: string;
  display?: string;
}

export interface Page {
  startIndex: number;
  count: number;
}

/** Values for the connection test. */
export interface Probe {
  /** A value that nobody has: most providers look up a random GUID. */
  absent: string;
  /** The attribute users are matched by; `userName` unless the mapping was changed. */
  attribute?: string;
  /** Groups are provisioned too. */
  groups?: boolean;
  /** For providers that create a test user and a test group. */
  user?: Flow;
  group?: NewGroup;
}

/** Stands for the id that the answer to the first POST /Users (or /Groups) of the same sequence carried. */
export const ISSUED_USER_ID = '{uid}';
export const ISSUED_GROUP_ID = '{gid}';

export const OPERATIONS = [
  'testConnection',
  'discovery',
  'matchUser',
  'readUser',
  'createUser',
  'duplicateUser',
  'updateUser',
  'disableUser',
  'enableUser',
  'setManager',
  'deleteUser',
  'readMissing',
  'listUsers',
  'matchGroup',
  'readGroup',
  'createGroup',
  'updateGroup',
  'deleteGroup',
  'listGroups',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Which answers the provider is content with. */
export interface Acceptance extends Citation {
  statuses: readonly number[];
  /** `resource`, `list` and `error` must be there; `optional` may be absent. */
  body: 'resource' | 'list' | 'error' | 'optional' | 'none';
}

/** How sure we are of the bodies that write: what readiness may rest on. */
export interface Confidence {
  create: Evidence;
  update: Evidence;
  disable: Evidence;
  groups: Evidence;
}

/**
 * `null` in place of requests: the provider does not do it. Methods that take `current` need the resource as the
 * target last showed it; providers that replace whole resources echo it.
 */
export interface Dialect {
  id: DialectId;
  provider: ProviderId;
  name: string;
  /** The client and settings that these requests belong to. */
  version: string;
  /** `Content-Type` of bodies. */
  mediaType: string;
  /** null: none is sent. undefined: not known. */
  userAgent: string | null | undefined;
  /** How a space in a query is written. */
  spaceEncoding: '+' | '%20';
  /** Another way that was observed too. */
  otherSpaceEncoding?: '+' | '%20';
  matchingAttribute: string;
  /** Milliseconds until the provider gives up; absent where unknown. */
  timeoutMs?: number;
  confidence: Confidence;

  testConnection(probe: Probe): DialectRequest[];
  /** Discovery documents that the provider reads. */
  discovery(): DialectRequest[];

  matchUser(attribute: string, value: string): DialectRequest | null;
  readUser(id: string): DialectRequest;
  createUser(person: Flow): DialectRequest;
  /** No request where nothing changes. */
  updateUser(id: string, changes: readonly Change[], current: Resource): DialectRequest[];
  disableUser(id: string, current: Resource): DialectRequest[] | null;
  enableUser(id: string, current: Resource): DialectRequest[] | null;
  deleteUser(id: string): DialectRequest | null;
  listUsers(page: Page): DialectRequest | null;
  setPassword?(id: string, password: string, current: Resource): DialectRequest[];
  /** A first manager. */
  setManager(id: string, managerId: string, current: Resource): DialectRequest[] | null;
  changeManager(id: string, managerId: string, current: Resource): DialectRequest[] | null;
  clearManager(id: string, current: Resource): DialectRequest[] | null;
  /** Whether a reference already has the value. */
  checkReference?(id: string, attribute: string, value: string): DialectRequest;
  setRoles(id: string, roles: readonly Role[], current: Resource): DialectRequest[] | null;

  /** Takes all groups where the provider compares on its own side. */
  matchGroup(displayName: string): DialectRequest | null;
  readGroup(id: string): DialectRequest | null;
  createGroup(group: NewGroup): DialectRequest | null;
  addMembers(id: string, members: readonly Member[], current: Resource): DialectRequest[] | null;
  removeMembers(id: string, members: readonly Member[], current: Resource): DialectRequest[] | null;
  /** The whole membership at once. */
  replaceMembers(id: string, members: readonly Member[], current: Resource): DialectRequest[] | null;
  renameGroup(id: string, displayName: string, current: Resource): DialectRequest[] | null;
  deleteGroup(id: string): DialectRequest | null;
  listGroups(page: Page): DialectRequest | null;

  accepts: Partial<Record<Operation, Acceptance>>;
}

/**
 * Headers for a transport that adds a `User-Agent` of its own: an empty one where the provider sends none, which
 * such a transport leaves out.
 */
export function headersToSend(dialect: Dialect, request: DialectRequest): Record<string, string> {
  return dialect.userAgent === null ? { ...request.headers, 'user-agent': '' } : { ...request.headers };
}

/** The same request with spaces in the query written the other way. */
export function withSpaces(request: DialectRequest, encoding: '+' | '%20'): DialectRequest {
  const mark = request.path.indexOf('?');
  if (mark < 0) return request;
  const query = request.path.slice(mark).replaceAll(encoding === '+' ? '%20' : '+', encoding);
  return { ...request, path: request.path.slice(0, mark) + query };
}

/** Puts issued ids in place of the placeholders of a sequence. */
export function withIds(request: DialectRequest, ids: { user?: string; group?: string }): DialectRequest {
  const fill = (text: string): string =>
    text
      .replaceAll(ISSUED_USER_ID, () => encodeURIComponent(ids.user ?? ISSUED_USER_ID))
      .replaceAll(ISSUED_GROUP_ID, () => encodeURIComponent(ids.group ?? ISSUED_GROUP_ID));
  return { ...request, path: fill(request.path) };
}
