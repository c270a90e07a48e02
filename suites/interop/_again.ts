/** What was deleted comes back: the same person, the same group. And what a delete leaves alone. */
import {
  describeAnswer,
  expect,
  fail,
  idOf,
  notApplicable,
  read,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import type { DialectId, DialectRequest } from '../../harness/interop.js';
import { speaking, type Talk } from './_conversation.js';
import { changeGroup, makeGroup } from './_groups.js';
import { expectActive, expectIdentified } from './_judge.js';
import { newGroupName, newPerson } from './_people.js';

type Body = (context: Context) => Promise<void>;

const isRefused = (response: ScimResponse): boolean => response.status >= 300;

/** A person whose user was deleted gets a new one (RFC 7644 section 3.6: what is deleted conflicts with nothing). */
export function personAgain(id: DialectId): Body {
  return speaking(id, (talk) =>
    again(talk, 'user', talk.dialect.createUser(newPerson(talk)), (made) => talk.dialect.deleteUser(made)),
  );
}

/** A group that was deleted is made again by the same name. */
export function groupAgain(id: DialectId): Body {
  return speaking(id, (talk) => {
    const request = talk.dialect.createGroup({ displayName: newGroupName(talk) });
    return again(talk, 'group', request, (made) => talk.dialect.deleteGroup(made));
  });
}

/** A group takes the name that another gave up by a rename. */
export function nameGivenUpIsFree(id: DialectId): Body {
  return speaking(id, async (talk) => {
    if (!talk.target.mayChange('/Groups', 'displayName')) notApplicable('displayName is not published as readWrite');
    const request = talk.dialect.createGroup({ displayName: newGroupName(talk) });
    const group = idOf(await talk.say(request));
    const renamed = await changeGroup(talk, group, (current) =>
      talk.dialect.renameGroup(group, newGroupName(talk), current),
    );
    if (isRefused(renamed)) notApplicable(`the rename was refused: ${describeAnswer(renamed)}`);
    const other = await talk.settle(
      () => talk.say(request),
      (seen) => seen.status !== 409,
    );
    expect(other).to.have.status(200, 201);
    if (idOf(other) === group) fail('another group', 'the renamed one', { exchange: other.n });
  });
}

/** Created, deleted, and created again by the same request. */
async function again(
  { say }: Talk,
  what: string,
  create: DialectRequest | null,
  remove: (id: string) => DialectRequest | null,
): Promise<void> {
  const first = await say(create);
  const deleted = await say(remove(idOf(first)));
  if (isRefused(deleted)) notApplicable(`DELETE of the ${what} was answered ${deleted.status}`);
  const response = await say(create);
  expect(response).to.have.status(200, 201);
  expectIdentified(response);
  if (read(first.json, 'active') === true) expectActive(response, true);
}

/** A group of one member; ids of both. */
export async function groupOfOne(talk: Talk): Promise<{ user: string; group: string }> {
  const { say, dialect } = talk;
  const user = idOf(await say(dialect.createUser(newPerson(talk))));
  const group = idOf(await makeGroup(talk, newGroupName(talk)));
  for (const request of dialect.addMembers(group, [{ id: user }], { id: group, members: [] }) ?? []) {
    const answer = await say(request);
    if (isRefused(answer)) notApplicable(`the member was refused: ${describeAnswer(answer)}`);
  }
  return { user, group };
}

/** A group that has a member is deleted, and the member is still there. */
export function memberOutlivesGroup(id: DialectId): Body {
  return speaking(id, async (talk) => {
    const { user, group } = await groupOfOne(talk);
    expect(await talk.say(talk.dialect.deleteGroup(group))).to.succeeded();
    const shown = await talk.say(talk.dialect.readUser(user));
    if (shown.status !== 200)
      fail('the member of the deleted group as before', describeAnswer(shown), { exchange: shown.n });
  });
}

/** A user who is a member of a group is deleted, and the group is still there. */
export function groupOutlivesMember(id: DialectId): Body {
  return speaking(id, async (talk) => {
    const { user, group } = await groupOfOne(talk);
    expect(await talk.say(talk.dialect.deleteUser(user))).to.succeeded();
    expect(await talk.say(talk.dialect.readGroup(group))).to.have.status(200);
  });
}
