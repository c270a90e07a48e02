/** A second create of a person, and one with the id of somebody else. */
import { expect, fail, given, read, type Context, type Given, type ScimResponse } from '../../harness/language.js';
import type { DialectId, Flow } from '../../harness/interop.js';
import { speaking } from './_conversation.js';
import { expectAccepted, expectHeld } from './_judge.js';
import { newPerson } from './_people.js';

type Body = (context: Context) => Promise<void>;

/** The answer to a second create of the same person. */
export function creatingAgain(id: DialectId, who: Given<Flow>, created: Given<ScimResponse>): Given<ScimResponse> {
  return given(
    'the person is created again',
    speaking(id, ({ say, dialect }) => {
      void created.resource;
      return say(dialect.createUser(who.value));
    }),
  );
}

/** A second create of the same person is answered as the provider expects of a duplicate. */
export function refusedAgain(id: DialectId, who: Given<Flow>, created: Given<ScimResponse>): Body {
  return speaking(id, async ({ say, dialect }) => {
    void created.resource;
    expectAccepted(await say(dialect.createUser(who.value)), id, 'duplicateUser');
  });
}

/** A create with the id of an existing user leaves that user alone. */
export function ownIdIgnored(id: DialectId, who: Given<Flow>, created: Given<ScimResponse>): Body {
  return speaking(id, async (talk) => {
    const request = talk.dialect.createUser(newPerson(talk));
    const other = await talk.say({ ...request, body: { ...request.body, id: created.id } });
    const now = await talk.say(talk.dialect.readUser(created.id));
    expect(now).to.have.status(200);
    expectHeld(now, who.value, 'kept', ['userName']);
    if (other.status < 300 && read(other.json, 'id') === created.id)
      fail('another id than that of an existing user', 'the id that was sent', { exchange: other.n });
  });
}
