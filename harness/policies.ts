/**
 * Policies that a target may have and no schema can say, met as a client of such a target meets them: it takes no
 * userName that is not among the e-mail addresses (RFC 7643 section 4.1.1 leaves the form of a userName to it), and it
 * deletes no user who is active (RFC 7644 section 3.6 leaves to it what it deletes).
 */
import { isObject, member, valuesOf } from '../scim/json.js';
import type { Json, JsonObject } from '../scim/types.js';
import { PATCH_OP } from '../scim/urns.js';
import { entries, read, readAll, succeeded, withMembers, type ScimResponse } from './response.js';
import { sameText } from './values.js';

type Ask = (method: string, path: string, body?: JsonObject) => Promise<ScimResponse>;

/** The answer to a request that was refused, or the one to what such a policy takes in its place. */
export async function asPolicyDemands(refused: ScimResponse, ask: Ask): Promise<ScimResponse> {
  const { method, path, status, sent } = refused;
  if (method === 'DELETE' && (status === 400 || status === 409)) return (await deletedDisabled(path, ask)) ?? refused;
  if (status !== 400 || !isObject(sent)) return refused;
  const other =
    method === 'PATCH'
      ? await patchedWithName(sent, path, ask)
      : method === 'PUT'
        ? await putWithName(sent, path, ask)
        : named(sent);
  if (!other) return refused;
  const again = await ask(method, path, other);
  return again.status === 400 ? refused : again;
}

/** Disables a user who is active and deletes it; enables it again where that did not help. */
async function deletedDisabled(path: string, ask: Ask): Promise<ScimResponse | undefined> {
  const current = (await ask('GET', path)).json;
  if (!isObject(current) || read(current, 'active') !== true) return undefined;
  const activate = async (active: boolean): Promise<ScimResponse> => {
    const Operations = [{ op: 'replace', path: 'active', value: active }];
    const patched = await ask('PATCH', path, { schemas: [PATCH_OP], Operations });
    return succeeded(patched) ? patched : ask('PUT', path, withMembers(current, { active }));
  };
  if (!succeeded(await activate(false))) return undefined;
  const again = await ask('DELETE', path);
  if (succeeded(again)) return again;
  await activate(true);
  return undefined;
}

/** Paths of addresses as a whole, of some of them, or of a part of these. */
const ADDRESSES = /^emails(\[[^\]]*\])?(\.\w+)?$/i;

const isAddress = (value: unknown): value is string => typeof value === 'string' && value.includes('@');

const preferredOf = (emails: readonly Json[]): Json | undefined =>
  emails.find((email) => read(email, 'primary') === true) ?? emails[0];

/** Whether a user has a userName that is an address, and addresses, and the one is not among the others. */
function isApart(user: JsonObject): boolean {
  const [userName, emails] = [member(user, 'userName'), valuesOf(member(user, 'emails'))];
  const addresses = emails.map((email) => read(email, 'value'));
  // What is no address is there to be refused.
  if (!isAddress(userName) || addresses.length === 0 || !addresses.every(isAddress)) return false;
  return !addresses.some((each) => sameText(each, userName));
}

/** A user whose preferred address is its userName; undefined where that is an address of it already. */
function named(user: JsonObject): JsonObject | undefined {
  if (!isApart(user)) return undefined;
  const value = member(user, 'userName') ?? null;
  const emails = valuesOf(member(user, 'emails'));
  const preferred = preferredOf(emails);
  const changed = emails.map((email) => (email === preferred && isObject(email) ? { ...email, value } : email));
  return { ...user, emails: changed };
}

/** A PUT that changes addresses and userName alike, whichever of them it was to change. */
async function putWithName(user: JsonObject, path: string, ask: Ask): Promise<JsonObject | undefined> {
  if (!isApart(user)) return undefined;
  const isRename = read((await ask('GET', path)).json, 'userName') !== member(user, 'userName');
  const address = read(preferredOf(valuesOf(member(user, 'emails'))), 'value');
  return isRename || !isAddress(address) ? named(user) : { ...user, userName: address };
}

/** A PATCH that changes addresses and userName alike, whichever of them it was to change. */
async function patchedWithName(sent: JsonObject, path: string, ask: Ask): Promise<JsonObject | undefined> {
  const operations = entries(sent, 'Operations');
  const given = (name: string, inPath: RegExp): Json[] =>
    operations.flatMap((operation) => {
      const [at, value] = [read(operation, 'path'), member(operation, 'value')];
      if (typeof at === 'string') return inPath.test(at) ? valuesOf(value) : [];
      return isObject(value) ? valuesOf(member(value, name)) : [];
    });
  const [userName, emails] = [given('userName', /^userName$/i).at(-1), given('emails', ADDRESSES)];
  const concernsEmails = emails.length > 0 || operations.some((operation) => ADDRESSES.test(String(operation['path'])));
  const also = (name: string, value: Json): JsonObject => ({
    ...sent,
    Operations: [...operations, { op: 'replace', path: name, value }],
  });
  if (isAddress(userName) && !concernsEmails) return also('emails', [{ value: userName, type: 'work', primary: true }]);
  if (userName !== undefined || !concernsEmails) return undefined;
  const preferred = preferredOf(emails);
  const address = isObject(preferred) ? member(preferred, 'value') : preferred;
  if (isAddress(address)) return also('userName', address);
  // Of an address that is taken away, another takes the place.
  const current = (await ask('GET', path)).json;
  const others = readAll(current, 'emails.value').filter((each) => !sameText(each, read(current, 'userName')));
  return isAddress(others[0]) ? also('userName', others[0]) : undefined;
}
