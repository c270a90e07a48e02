/** userName changes by the update of a provider, to a free name and to one that is taken. */
import {
  describeAnswer,
  expect,
  fail,
  idOf,
  notApplicable,
  read,
  type Context,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import type { DialectId, Flow } from '../../harness/interop.js';
import { changeUser, findUser, missUser, speaking, type Talk } from './_conversation.js';
import { expectHeld, expectOnly, expectWithout } from './_judge.js';
import { newPerson, textOf } from './_people.js';

type Body = (context: Context) => Promise<void>;

async function rename(talk: Talk, id: string, userName: string): Promise<ScimResponse> {
  if (talk.target.attribute('/Users', 'userName')?.mutability === 'immutable')
    notApplicable('userName is published as immutable');
  return changeUser(talk, id, (current) =>
    talk.dialect.updateUser(id, [{ path: 'userName', value: userName }], current),
  );
}

/** The new name is stored, the id is the same, and look-ups follow. */
export function renamed(id: DialectId, who: Given<Flow>, created: Given<ScimResponse>): Body {
  return speaking(id, async (talk) => {
    const name = textOf(newPerson(talk), 'userName');
    expect(await rename(talk, created.id, name)).to.succeeded();
    const shown = await talk.say(talk.dialect.readUser(created.id));
    expect(shown).to.have.status(200);
    expectHeld(shown, { userName: name });
    expect(shown.json).to.hold('id', created.id);
    expectOnly(await findUser(talk, name, created.id), created.id);
    const before = await missUser(talk, textOf(who.value, 'userName'), created.id);
    // Okta takes 404 for nobody; whether others do is judged elsewhere.
    if (before.status === 200) expectWithout(before, created.id);
  });
}

/** A name that somebody else has is refused, and not stored. */
export function takenNameRefused(id: DialectId): Body {
  return speaking(id, async (talk) => {
    const [first, second] = [newPerson(talk), newPerson(talk)];
    idOf(await talk.say(talk.dialect.createUser(first)));
    const other = idOf(await talk.say(talk.dialect.createUser(second)));
    const answer = await rename(talk, other, textOf(first, 'userName'));
    const now = await talk.say(talk.dialect.readUser(other));
    if (read(now.json, 'userName') === first['userName'])
      fail('the taken name not to be stored', 'two users with one userName', { exchange: now.n });
    expectHeld(now, { userName: second['userName'] ?? null });
    if (answer.status < 400 || answer.status >= 500)
      fail('a refusal, 409 best', describeAnswer(answer), { exchange: answer.n });
  });
}
