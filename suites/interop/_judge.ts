/** What providers need of answers and of what is stored. */
import {
  blocked,
  describeAnswer,
  expect,
  fail,
  isErrorMessage,
  isObject,
  listProblem,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  show,
  totalOf,
  type Json,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { dialects, valueAt, type DialectId, type Flow, type Operation } from '../../harness/interop.js';
import { idsIn } from './_conversation.js';
import { sameSet, type Membership } from './_groups.js';

/** The status is one with which the provider goes on. */
export function expectAccepted(response: ScimResponse, id: DialectId, operation: Operation): void {
  const statuses = dialects[id].accepts[operation]?.statuses ?? [200, 201, 204];
  expect(response).to.have.status(...statuses);
}

/** A list with the numbers that clients read, whose resources have ids. */
export function expectList(response: ScimResponse): void {
  const problem = listProblem(response);
  if (problem !== undefined) fail('a 200 with a ListResponse', problem, { exchange: response.n });
  const total = totalOf(response);
  if (typeof total !== 'number')
    fail('totalResults as a number', `totalResults ${show(total)}`, { exchange: response.n });
  for (const id of idsIn(response))
    if (typeof id !== 'string' || id === '')
      fail('resources with an id, as text', `a resource with id ${show(id)}`, { exchange: response.n });
}

/** 200 and an empty list: nobody is matched. */
export function expectNobody(response: ScimResponse): void {
  expectList(response);
  const total = totalOf(response);
  const shown = resourcesOf(response).length;
  if (total !== 0 || shown > 0)
    fail('an empty list: nobody has this value', `totalResults ${show(total)} and ${shown} resources`, {
      exchange: response.n,
    });
}

/** The list holds this resource and no other. */
export function expectOnly(response: ScimResponse, id: string): void {
  expectList(response);
  const found = idsIn(response);
  if (!found.includes(id)) fail('the resource to be found', `${found.length} others`, { exchange: response.n });
  if (found.length > 1) fail('this resource alone', `${found.length} resources`, { exchange: response.n });
  const total = totalOf(response);
  if (total !== 1) fail('totalResults 1', `totalResults ${show(total)}`, { exchange: response.n });
}

/** The list holds others, or nobody, but not this resource. */
export function expectWithout(response: ScimResponse, id: string): void {
  expectList(response);
  if (idsIn(response).includes(id))
    fail('the resource not to be found any longer', 'with it', { exchange: response.n });
}

/** A create was answered as the provider needs it: status, a body with an id as text, and the same userName. */
export function expectCreated(response: ScimResponse, id: DialectId, flow: Flow): void {
  expectAccepted(response, id, 'createUser');
  expectIdentified(response);
  const name = read(response.json, 'userName');
  if (!same(name, flow['userName'] ?? null))
    fail(`userName ${show(flow['userName'])} in the answer`, `userName ${show(name)}`, { exchange: response.n });
}

/** A body with a resource that has an id as text. */
export function expectIdentified(response: ScimResponse): void {
  expect(response).to.succeeded();
  if (!isObject(response.json))
    fail(
      'a body with the resource',
      response.text.trim() === '' ? `${response.status} with an empty body` : describeAnswer(response),
      { exchange: response.n },
    );
  const id = read(response.json, 'id');
  if (typeof id !== 'string' || id === '') fail('an id, as text', `id ${show(id)}`, { exchange: response.n });
}

/** `kept`: letter case of text and spelling of true and false aside. `as sent`: exactly. */
export function expectHeld(
  response: ScimResponse,
  flow: Flow,
  how: 'kept' | 'as sent' = 'kept',
  paths?: readonly string[],
): void {
  const resource = resourceOf(response);
  const due = Object.entries(flow).filter(
    ([path]) => path !== 'password' && (paths === undefined || paths.includes(path)),
  );
  if (due.length === 0) notApplicable('the target publishes none of the attributes');
  for (const [path, sent] of due) {
    const got = at(resource, path);
    if (how === 'kept' ? !kept(path, got, sent) : !exactly(got, sent))
      fail(`${path} ${show(sent)} as sent`, `${path} ${show(got)}`, { exchange: response.n });
  }
}

/**
 * What the target showed at the paths of a flow before a change, it shows after it. How it writes values in the first
 * place is judged elsewhere: it may normalize them.
 */
export function expectAsBefore(now: ScimResponse, before: ScimResponse, flow: Flow): void {
  const [resource, earlier] = [resourceOf(now), resourceOf(before)];
  const due = Object.keys(flow).flatMap((path): [string, Json][] => {
    const had = at(earlier, path);
    return had === undefined || had === null ? [] : [[path, had]];
  });
  if (due.length === 0) notApplicable('the target showed none of the attributes before');
  for (const [path, had] of due)
    if (!same(at(resource, path), had))
      fail(`${path} ${show(had)} as before`, `${path} ${show(at(resource, path))}`, { exchange: now.n });
}

/** What of a flow another one does not change; a target may derive displayName and the formatted name from others. */
export function unchanged(flow: Flow, changes: Flow): Flow {
  const others = Object.entries(flow).filter(([path]) => !(path in changes));
  return Object.fromEntries(others.filter(([path]) => !/^(displayName|name\.formatted)$/.test(path)));
}

/** The value at a mapping path of a hostile resource. */
function at(resource: JsonObject, path: string): Json | undefined {
  const found = valueAt(resource, path);
  // manager goes in as text and comes out as an object.
  return isObject(found) && 'value' in found ? found['value'] : found;
}

/** A telephone number may come back in another notation: RFC 7643 section 4.1.2 wants the one of RFC 3966. */
function kept(path: string, got: unknown, sent: Json): boolean {
  const digits = (value: unknown): string => String(value).replace(/[^0-9]/g, '');
  return (
    same(got, sent) || (path.startsWith('phoneNumbers') && typeof got === 'string' && digits(got) === digits(sent))
  );
}

function same(got: unknown, sent: Json): boolean {
  const fold = (value: unknown): string => String(value).trim().toLowerCase();
  if (got === undefined || got === null) return false;
  return isScalar(got) && isScalar(sent) ? fold(got) === fold(sent) : JSON.stringify(got) === JSON.stringify(sent);
}

function exactly(got: unknown, sent: Json): boolean {
  return typeof got === typeof sent && JSON.stringify(got) === JSON.stringify(sent);
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** active is stored, as a boolean. */
export function expectActive(response: ScimResponse, active: boolean): void {
  const got = read(resourceOf(response), 'active');
  if (got !== active) fail(`active ${String(active)}`, `active ${show(got)}`, { exchange: response.n });
}

/** These members and no others, none twice. */
export function expectMembers({ response, members }: Membership, wanted: readonly string[]): void {
  if (sameSet(members, wanted)) return;
  const missing = wanted.filter((id) => !members.includes(id)).length;
  const surplus = members.filter((id) => !wanted.includes(id)).length;
  const twice = members.length - new Set(members).size;
  const parts = [missing && `${missing} missing`, surplus && `${surplus} too many`, twice && `${twice} twice`].filter(
    Boolean,
  );
  fail(
    `${wanted.length} members after the change`,
    `${response.status}, and afterwards the group has ${members.length} members: ${parts.join(', ')}`,
    { exchange: response.n },
  );
}

/** Members, where a group shows any, are objects. */
export function expectMemberObjects(response: ScimResponse): void {
  const odd = readAll(resourceOf(response), 'members').find((member) => !isObject(member));
  if (odd !== undefined) fail('members as an array of objects', `members with ${show(odd)}`, { exchange: response.n });
}

/** A disabling that was answered with success took effect. */
export function expectEffect(disabled: ScimResponse, shown: ScimResponse): void {
  if (disabled.status >= 300) notApplicable(`the form in which it was sent was answered ${disabled.status}`);
  // A target that deletes whom it disables leaves nobody to look at.
  if (shown.status !== 404) expectActive(shown, false);
}

/** Whatever was put off with 429 was told until when. */
export function expectRetryAfter(responses: readonly ScimResponse[]): string {
  const putOff = responses.filter(({ putOff: times }) => times.length > 0);
  const untold = putOff.find(({ putOff: times }) => times.includes(''));
  if (untold) fail('429 with Retry-After', '429 without it', { exchange: untold.n });
  return putOff.length === 0 ? 'nothing was answered 429' : `${putOff.length} answered 429 with Retry-After`;
}

/** Blocked unless an earlier change left these members: what follows would prove nothing. */
export function needMembers(before: Membership, wanted: readonly string[]): void {
  if (!sameSet(before.members, wanted))
    blocked(
      'members added',
      `the group had ${before.members.length} members, not ${wanted.length}, before this change`,
    );
}

/** Cleared: absent, null or an empty text. */
export function expectCleared(response: ScimResponse, path: string): void {
  const got = at(resourceOf(response), path);
  if (got !== undefined && got !== null && got !== '' && !(Array.isArray(got) && got.length === 0))
    fail(`no value for ${path}`, `${path} ${show(got)}`, { exchange: response.n });
}

/** A SCIM error in JSON with this status, `status` as text where it is shown and, if asked for, a detail. */
export function expectError(response: ScimResponse, status: number, detail = false): void {
  expect(response).to.have.status(status);
  if (!isErrorMessage(response))
    fail('a SCIM Error message in JSON', describeAnswer(response), { exchange: response.n });
  const shown = read(response.json, 'status');
  if (shown !== String(status))
    fail(`status "${status}" as text in the message`, `status ${show(shown)}`, { exchange: response.n });
  if (detail && !read(response.json, 'detail'))
    fail('a detail in the message', 'a message without detail', { exchange: response.n });
}

/** The resource names its schemas, and its multi-valued complex attributes come as arrays of objects. */
export function expectShaped(response: ScimResponse): void {
  if (readAll(resourceOf(response), 'schemas').length === 0)
    fail('a resource that names its schemas', 'a resource without schemas', { exchange: response.n });
  for (const name of ['emails', 'phoneNumbers', 'addresses', 'roles']) {
    const values = readAll(resourceOf(response), name);
    const odd = values.find((value) => !isObject(value));
    if (odd !== undefined)
      fail(`${name} as an array of objects`, `${name} with ${show(odd)}`, { exchange: response.n });
    const raw = Object.entries(resourceOf(response)).find(([key]) => key.toLowerCase() === name)?.[1];
    if (isObject(raw)) fail(`${name} as an array of objects`, `${name} as one object`, { exchange: response.n });
  }
}
