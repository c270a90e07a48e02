/** Steps of Microsoft's own tests: the SCIM Validator and the tests of the app gallery. */
import { fail, Finding, idOf, resourceOf, type Context, type ScimResponse } from '../../harness/language.js';
import type { DialectRequest, Flow } from '../../harness/interop.js';
import { changesOf, speaking, type Resource, type Talk } from './_conversation.js';
import type { EntraId } from './_entra.js';
import { makeGroup, membersOf } from './_groups.js';
import { expectAccepted } from './_judge.js';
import { BASIC, isMapped, newGroupName, newPerson } from './_people.js';

/**
 * Both tests write PATCH one operation an attribute or, where the vendor says so, as RFC 7644 does: what holds in one
 * of the two forms holds. `body` makes what it needs, so that the second attempt starts afresh.
 */
export function inEitherForm(body: (talk: Talk) => Promise<void>): (context: Context) => Promise<string | undefined> {
  const as = (id: EntraId, context: Context): Promise<void> => speaking(id, body)(context);
  return async (context) => {
    try {
      await as('entra', context);
      return undefined;
    } catch (problem) {
      if (!(problem instanceof Finding)) throw problem;
      try {
        await as('entra-flag', context);
      } catch {
        throw problem;
      }
      return 'only in the form of RFC 7644: turn verbose PATCH off in the test (isVerbosePatchSupported false)';
    }
  };
}

/** A user that the test creates. */
export async function newUser(talk: Talk, paths: readonly string[] = BASIC): Promise<{ id: string; who: Flow }> {
  const who = newPerson(talk, paths);
  return { id: idOf(await talk.say(talk.dialect.createUser(who))), who };
}

/** A group that the test creates. */
export async function newGroup(talk: Talk): Promise<{ id: string; displayName: string }> {
  const displayName = newGroupName(talk);
  return { id: idOf(await makeGroup(talk, displayName)), displayName };
}

/** Sends requests, each of which is accepted. */
export async function accepted({ say }: Talk, requests: readonly DialectRequest[] | null): Promise<void> {
  for (const request of requests ?? []) expectAccepted(await say(request), 'entra', 'updateUser');
}

/** Updates the mapped ones of some attributes, and reads the user; gives what was sent too. */
export async function updated(talk: Talk, id: string, wanted: Flow): Promise<{ shown: ScimResponse; sent: Flow }> {
  const sent = Object.fromEntries(Object.entries(wanted).filter(([path]) => isMapped(talk, path)));
  const current = resourceOf(await talk.say(talk.dialect.readUser(id))) as Resource;
  await accepted(talk, talk.dialect.updateUser(id, changesOf(sent), current));
  return { shown: await talk.say(talk.dialect.readUser(id)), sent };
}

/** The members that a group has; fails unless they are these. */
export async function expectGroup(talk: Talk, id: string, wanted: readonly string[]): Promise<void> {
  const members = await membersOf(talk, id, wanted);
  const missing = wanted.filter((each) => !members.includes(each)).length;
  if (missing > 0 || members.length > wanted.length)
    fail(`${wanted.length} members`, `${members.length} members, ${missing} of those named missing`);
}

/** What some targets derive or write in a form of their own: vendors take it out of the mapping. */
export const DERIVED = /^(phoneNumbers|name\.formatted)/;

/** What a request without anything stored to begin with stands on. */
export const NOTHING = {} as Resource;
