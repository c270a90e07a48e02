/** Entra creates users and reads them. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  interop,
  isErrorMessage,
  notApplicable,
  scenario,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { joining, speaking } from '../_conversation.js';
import { creatingAgain, ownIdIgnored } from '../_duplicates.js';
import {
  expectAccepted,
  expectCreated,
  expectError,
  expectHeld,
  expectIdentified,
  expectNobody,
  expectOnly,
} from '../_judge.js';
import { ENTRA_MAPPING, isMapped, newPerson, WORK_MAIL } from '../_people.js';
import { says } from '../_words.js';

scenario('Entra creates a user', () => {
  const { who, before, asked, created, shown, found } = joining('entra', ENTRA_MAPPING);

  interop('interop.entra.users.nobody', { ...rule('ENTRA-CONNECT-03'), ...says.nobody }, () =>
    expectNobody(before.response),
  );

  interop(
    'interop.entra.users.create',
    { ...rule('ENTRA-USER-01', 'ENTRA-CONNECT-11', 'CLIENT-ANY-02'), ...says.created },
    () => expectCreated(asked.response, 'entra', who.value),
  );

  interop('interop.entra.users.found', { ...rule('ENTRA-QUERY-07'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop('interop.entra.users.read', { ...rule('ENTRA-USER-06', 'CLIENT-ANY-04'), ...says.shown }, () => {
    expect(created.id).not.to.equal('');
    expect(shown.response).to.have.status(200);
    expectIdentified(shown.response);
    expect(shown.resource).to.hold('id', created.id);
  });

  interop('interop.entra.users.stored', { ...rule('ENTRA-USER-05'), ...says.stored }, () => {
    expectHeld(shown.response, who.value, 'kept', ['externalId', 'active']);
  });

  interop(
    'interop.entra.users.as-sent',
    {
      ...rule('ENTRA-USER-25'),
      title: 'values come back as they were sent',
      fix: 'Store values as sent: do not reformat telephone numbers or change the case of addresses.',
      why: 'What comes back otherwise is sent again in every cycle.',
    },
    () => {
      const { active: _active, ...texts } = who.value;
      expectHeld(shown.response, texts, 'as sent');
    },
  );

  const again = creatingAgain('entra', who, created);

  interop('interop.entra.users.duplicate', { ...rule('ENTRA-USER-09', 'CLIENT-ANY-05'), ...says.duplicate }, () =>
    expectAccepted(again.response, 'entra', 'duplicateUser'),
  );

  interop('interop.entra.users.duplicate-words', { ...rule('ENTRA-USER-10'), ...says.duplicateWords }, () => {
    expect(again.response).to.be.scimError(409, 'uniqueness');
  });

  interop(
    'interop.entra.users.own-id',
    { ...rule('ENTRA-USER-45', 'CLIENT-ANY-09'), ...says.ownId },
    ownIdIgnored('entra', who, created),
  );

  interop(
    'interop.entra.users.shared-mail',
    { ...rule('ENTRA-USER-11'), ...says.sharedMail },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, WORK_MAIL)) notApplicable('the target does not publish emails');
      const mail = who.value[WORK_MAIL] ?? null;
      void created.resource;
      expectAccepted(
        await talk.say(talk.dialect.createUser({ ...newPerson(talk), [WORK_MAIL]: mail })),
        'entra',
        'createUser',
      );
    }),
  );

  const missing = given(
    'a user that does not exist is read',
    speaking('entra', ({ say, dialect, a }) => say(dialect.readUser(a.unknownId(created.id)))),
  );

  interop(
    'interop.entra.users.missing',
    {
      ...rule('ENTRA-USER-07'),
      title: 'an unknown id is answered 404',
      fix: 'Answer GET /Users/{id} with 404 when there is no such user.',
    },
    () => expect(missing.response).to.have.status(404),
  );

  interop(
    'interop.entra.users.missing-words',
    {
      ...rule('ENTRA-USER-08'),
      title: 'the 404 has an Error message with its status as text',
      fix: 'Answer 404 with an Error message: "status": "404".',
    },
    () => expectError(missing.response, 404),
  );

  interop(
    'interop.entra.users.errors',
    {
      ...rule('ENTRA-USER-46'),
      title: 'errors are SCIM messages in JSON',
      fix: 'Answer every error with an Error message in application/scim+json; not with text or HTML.',
    },
    speaking('entra', async ({ dialect, scim }) => {
      const { headers } = dialect.createUser({});
      const broken = await scim.post('/Users', '{"schemas":', { headers });
      for (const answer of [missing.response, broken]) {
        if (answer.status < 400) fail('a refusal', describeAnswer(answer), { exchange: answer.n });
        if (!isErrorMessage(answer))
          fail('a SCIM Error message in JSON', describeAnswer(answer), { exchange: answer.n });
      }
    }),
  );
});
