/** Names with characters that are lost on the way into a filter where a query is decoded twice, or put into SQL. */
import { describeAnswer, fail, idOf, needsSentName, notApplicable, type Context } from '../../harness/language.js';
import type { DialectId } from '../../harness/interop.js';
import { findUser, idsIn, speaking } from './_conversation.js';
import { expectOnly } from './_judge.js';
import { makeGroup } from './_groups.js';
import { newGroupName, newPerson, textOf } from './_people.js';

type Body = (context: Context) => Promise<void>;

/** A plus sign and an apostrophe: both stand in addresses of real people. */
const UNUSUAL_PERSON = "o'neil+";
const UNUSUAL_GROUP = "R&D 50%41 + O'Neil, Zürich";

/** A user of such a name is found by it, and nobody else. */
export function unusualPersonFound(id: DialectId): Body {
  return speaking(id, async (talk) => {
    const person = newPerson(talk);
    const userName = `${UNUSUAL_PERSON}${textOf(person, 'userName')}`;
    const created = await talk.say(talk.dialect.createUser({ ...person, userName }));
    if (created.status >= 400 && created.status < 500)
      notApplicable(`the target does not take the userName ${userName}`);
    await needsSentName(created, { get: () => talk.say(talk.dialect.readUser(idOf(created))) });
    expectOnly(await findUser(talk, userName, idOf(created)), idOf(created));
  });
}

/** A group of such a name is found by it, and no other. */
export function unusualGroupFound(id: DialectId): Body {
  return speaking(id, async (talk) => {
    const displayName = `${UNUSUAL_GROUP} ${newGroupName(talk)}`;
    const created = await makeGroup(talk, displayName);
    if (created.status >= 400 && created.status < 500)
      notApplicable(`the target does not take the displayName ${displayName}`);
    const group = idOf(created);
    const answer = await talk.settle(
      () => talk.say(talk.dialect.matchGroup(displayName)),
      (seen) => idsIn(seen).includes(group),
    );
    if (answer.status >= 400) fail('the group', describeAnswer(answer), { exchange: answer.n });
    expectOnly(answer, group);
  });
}
