/** Conversations about groups. */
import {
  crowd,
  describeAnswer,
  expect,
  fail,
  given,
  isObject,
  notApplicable,
  read,
  readAll,
  resourceOf,
  showingMembers,
  type Context,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import type { Dialect, DialectId, DialectRequest } from '../../harness/interop.js';
import { idsIn, sendAll, speaking, type Resource, type Talk } from './_conversation.js';
import { newGroupName } from './_people.js';

/** The same for a group. It is read whole: providers that replace it know its members. */
export async function changeGroup(
  { scim, say }: Talk,
  id: string,
  make: (current: Resource) => DialectRequest[] | null,
): Promise<ScimResponse> {
  const look = await scim.get(`/Groups/${encodeURIComponent(id)}`);
  return sendAll(say, make(resourceOf(look) as Resource), look);
}

/**
 * Ids of a group's members, once they are `settled`. Where the target never shows members, each of `wanted` is asked
 * for by a filter.
 */
export async function membersOf(
  { scim, target, settle }: Context,
  id: string,
  wanted: readonly string[],
  settled: (shown: readonly string[]) => boolean = (shown) => sameSet(shown, wanted),
): Promise<string[]> {
  const path = `/Groups/${encodeURIComponent(id)}`;
  const shown = (response: ScimResponse): string[] => readAll(response.json, 'members.value').map(String);
  const response = await settle(
    () => scim.get(path, showingMembers(target)),
    (seen) => settled(shown(seen)),
  );
  resourceOf(response);
  if (shown(response).length > 0 || wanted.length === 0) return shown(response);
  const found: string[] = [];
  for (const member of wanted.slice(0, 3)) {
    const filter = `id eq ${JSON.stringify(id)} and members eq ${JSON.stringify(member)}`;
    if (idsIn(await scim.get('/Groups', { query: { filter } })).includes(id)) found.push(member);
  }
  return found.length === Math.min(3, wanted.length) ? [...wanted] : found;
}

export function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && new Set([...one, ...other]).size === one.length;
}

/**
 * The answer to the create of a group. Where an unknown URN in its schemas may be what is refused, the group is made
 * without: one check says that it is refused, and the others look at what the provider does to groups that there are.
 */
export async function withoutForeignSchemas({ scim }: Context, asked: ScimResponse): Promise<ScimResponse> {
  const [base, ...foreign] = readAll(asked.sent, 'schemas');
  if (asked.status !== 400 || !isObject(asked.sent) || foreign.length === 0) return asked;
  return scim.post('/Groups', { ...asked.sent, schemas: [String(base)] });
}

/** The answer to a create as the provider sends it, or without the schemas that are not known. */
export async function makeGroup(talk: Talk, displayName: string): Promise<ScimResponse> {
  return withoutForeignSchemas(talk, await talk.say(talk.dialect.createGroup({ displayName })));
}

/** A group exists, as the provider creates it: without members. `asked` is the answer to the provider's own request. */
export function existingGroup(id: DialectId) {
  const name = given('a name for a group', (context) => newGroupName(context));
  const asked = given(
    'the group is created',
    speaking(id, ({ dialect, say, a }) =>
      say(
        dialect.createGroup({
          displayName: name.value,
          externalId: `ext-${/s\S+x/.exec(name.value)?.[0] ?? a.uuid()}`,
        }),
      ),
    ),
  );
  const created = given('the group is there', (context) => withoutForeignSchemas(context, asked.response));
  return { name, asked, created };
}

/** What a change of members left: the answer and the members that are stored. */
export interface Membership {
  response: ScimResponse;
  members: string[];
}

/** Members change, and the membership is read. `wanted` is what it is to be. */
export function membership(
  id: DialectId,
  title: string,
  group: () => string,
  make: (dialect: Dialect, current: Resource, talk: Talk) => DialectRequest[] | null,
  wanted: () => readonly string[],
): Given<Membership> {
  return given(
    title,
    speaking(id, async (talk) => {
      const response = await changeGroup(talk, group(), (current) => make(talk.dialect, current, talk));
      return { response, members: await membersOf(talk, group(), wanted()) };
    }),
  );
}

/** More people than most lists take are made members by one request, as a push of the whole group does. */
export function largeGroupPushed(
  id: DialectId,
  { name, created }: ReturnType<typeof existingGroup>,
): (context: Context) => Promise<void> {
  return speaking(id, async (talk) => {
    const ids = await crowd();
    const group = created.id;
    const members = ids.map((member) => ({ id: member, display: 'ada@example.com' }));
    // The group as Okta knows it, however the target spells it.
    const known = { id: group, displayName: name.value };
    const response = await changeGroup(talk, group, () => talk.dialect.replaceMembers(group, members, known));
    expect(response).to.succeeded();
    const look = await talk.scim.get(created.path);
    if (read(look.json, 'members.value') === undefined) notApplicable('the target shows no members');
    const shown = await membersOf(talk, group, ids);
    const missing = ids.filter((each) => !shown.includes(each)).length;
    if (missing > 0) fail(`${ids.length} members`, `${missing} of them missing`, { exchange: response.n });
  });
}

/** An addition of somebody who does not exist is no server error. 501: changes of members are not offered at all. */
export function unknownMemberTaken(
  id: DialectId,
  group: () => string,
  users: Given<string[]>,
): (context: Context) => Promise<string> {
  return speaking(id, async (talk) => {
    const unknown = [{ id: talk.a.unknownId(users.value[0] ?? '') }];
    const response = await changeGroup(talk, group(), (current) => talk.dialect.addMembers(group(), unknown, current));
    if (response.status >= 500 && response.status !== 501)
      fail('4xx, or the unknown member left out', describeAnswer(response), { exchange: response.n });
    return `answered ${response.status}`;
  });
}
