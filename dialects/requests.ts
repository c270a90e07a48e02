/** Puts requests together: query encoding, headers, messages. */
import { ENTERPRISE_USER_SCHEMA, PATCH_OP, USER_SCHEMA } from '../scim/urns.js';
import type { Json, JsonObject } from '../scim/types.js';
import { withValue } from './assemble.js';
import { ISSUED_GROUP_ID, ISSUED_USER_ID } from './dialect.js';
import type { Citation, DialectRequest, Flow, Member } from './dialect.js';

/** What every request of a client has in common. */
export interface Wire {
  mediaType: string;
  spaceEncoding: '+' | '%20';
  /** Sent with every request. */
  headers: Readonly<Record<string, string>>;
}

export interface Speaker {
  get(path: string, cited: Citation, query?: readonly [string, string | number][]): DialectRequest;
  send(method: 'POST' | 'PUT' | 'PATCH', path: string, body: JsonObject, cited: Citation): DialectRequest;
  patch(path: string, operations: JsonObject[], cited: Citation): DialectRequest;
  remove(path: string, cited: Citation): DialectRequest;
}

/** Builders for one client's requests. */
export function speaker(wire: Wire): Speaker {
  const send: Speaker['send'] = (method, path, body, cited) => ({
    method,
    path,
    headers: { ...wire.headers, 'content-type': wire.mediaType },
    body,
    ...cited,
  });
  return {
    send,
    get: (path, cited, query = []) => ({
      method: 'GET',
      path: query.length > 0 ? `${path}?${encodeQuery(query, wire.spaceEncoding)}` : path,
      headers: { ...wire.headers },
      ...cited,
    }),
    patch: (path, operations, cited) => send('PATCH', path, { schemas: [PATCH_OP], Operations: operations }, cited),
    remove: (path, cited) => ({ method: 'DELETE', path, headers: { ...wire.headers }, ...cited }),
  };
}

function encodeQuery(query: readonly [string, string | number][], spaces: '+' | '%20'): string {
  return query
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll('%20', spaces)}`)
    .join('&');
}

/** Requests built for another client, with a citation of their own. */
export function citing(requests: DialectRequest[] | null, cited: Citation): DialectRequest[] {
  return (requests ?? []).map((request) => ({ ...request, ...cited }));
}

/** The path of one resource, the id escaped as one segment. */
export function at(endpoint: '/Users' | '/Groups', id: string): string {
  // Placeholders of issued ids stay legible until they are filled in.
  return `${endpoint}/${id === ISSUED_USER_ID || id === ISSUED_GROUP_ID ? id : encodeURIComponent(id)}`;
}

/** `attribute eq "value"`, the value as a JSON string (RFC 7644 section 3.4.2.2). */
export function equals(attribute: string, value: string): string {
  return `${attribute} eq ${JSON.stringify(value)}`;
}

/** A user resource made of the values of a flow, over a base with `schemas` and the like. */
export function assembleUser(base: JsonObject, flow: Flow): JsonObject {
  let user = base;
  for (const [path, value] of Object.entries(flow)) if (value !== null) user = withValue(user, path, value);
  return user;
}

/** The schemas of a user: the enterprise extension is named when a value of it flows. */
export function userSchemas(flow: Flow): string[] {
  const enterprise = Object.keys(flow).some((path) => path.startsWith(`${ENTERPRISE_USER_SCHEMA}:`));
  return enterprise ? [USER_SCHEMA, ENTERPRISE_USER_SCHEMA] : [USER_SCHEMA];
}

/** Marks the work address as primary, as documented create bodies do, unless the values say what is primary. */
export function withPrimaryMail(user: JsonObject): JsonObject {
  const { emails } = user;
  if (!Array.isArray(emails) || emails.some((mail) => isRecord(mail) && 'primary' in mail)) return user;
  return {
    ...user,
    emails: emails.map((mail) => (isRecord(mail) && mail['type'] === 'work' ? { primary: true, ...mail } : mail)),
  };
}

/** Members as `{value, display}`, without `type`. */
export function memberValues(members: readonly Member[]): JsonObject[] {
  return members.map(({ id, display }) => ({ value: id, ...(display === undefined ? {} : { display }) }));
}

/** The members that a group shows, as far as they can be read. */
export function membersOf(group: JsonObject): Member[] {
  const { members } = group;
  if (!Array.isArray(members)) return [];
  return members.flatMap((member): Member[] => {
    if (!isRecord(member) || typeof member['value'] !== 'string') return [];
    const display = member['display'];
    return [{ id: member['value'], ...(typeof display === 'string' ? { display } : {}) }];
  });
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
