/** Okta assigns and updates users: the part that is the same for every integration. */
import {
  expect,
  fail,
  given,
  interop,
  isErrorMessage,
  notApplicable,
  read,
  scenario,
  type ScimResponse,
} from '../../../harness/language.js';
import { rule, type Flow } from '../../../harness/interop.js';
import { changing, existing, findUser, speaking } from '../_conversation.js';
import { creatingAgain, ownIdIgnored } from '../_duplicates.js';
import {
  expectAccepted,
  expectActive,
  expectCreated,
  expectError,
  expectHeld,
  expectIdentified,
  expectAsBefore,
  expectNobody,
  expectOnly,
  expectShaped,
  unchanged,
} from '../_judge.js';
import { BASIC, ENTERPRISE, isMapped, newPerson, textOf, WORK_MAIL } from '../_people.js';
import { takenNameRefused } from '../_renames.js';
import { unusualPersonFound } from '../_unusual.js';
import { says } from '../_words.js';

/** Nobody: 200 with an empty list, or 404 with an Error message, which Okta takes too. */
function expectAbsent(response: ScimResponse): string | undefined {
  if (response.status !== 404) {
    expectNobody(response);
    return undefined;
  }
  if (!isErrorMessage(response))
    fail('an empty list, or 404 with an Error message', '404 without one', { exchange: response.n });
  return 'answered 404, which Okta takes for nobody';
}

const withoutPassword = ({ password: _password, ...rest }: Flow): Flow => rest;

scenario('Okta assigns a user', () => {
  // Okta's own ids, which go out as externalId, have letters of both cases.
  const who = given('a person of Okta, with a password', (context) => {
    const person = newPerson(context);
    const { externalId } = person;
    return {
      ...person,
      ...(typeof externalId === 'string' ? { externalId: `00uL9-${externalId}` } : {}),
      password: context.a.password(),
    };
  });
  const before = given(
    'the person is looked up',
    speaking('okta-oin', ({ say, dialect }) => say(dialect.matchUser('userName', textOf(who.value, 'userName')))),
  );
  const asked = given(
    'the person is created',
    speaking('okta-oin', async ({ ask, dialect, target }) => {
      const whole = await ask(dialect.createUser(who.value));
      if (whole.status !== 400 || target.attribute('/Users', 'password')) return whole;
      // Passwords are not pushed to where they are refused: that is a setting of the integration.
      return ask(dialect.createUser(withoutPassword(who.value)));
    }),
  );
  const taken = given('what is pushed of the person', (): Flow =>
    read(asked.response.sent, 'password') === undefined ? withoutPassword(who.value) : who.value,
  );
  const created = given(
    'the user is there',
    speaking('okta-oin', ({ orLesser, dialect }) => orLesser(dialect.createUser(taken.value), asked.response)),
  );
  const shown = given(
    'the user is read',
    speaking('okta-oin', ({ say, dialect }) => say(dialect.readUser(created.id))),
  );
  const found = given(
    'the person is looked up again',
    speaking('okta-oin', (talk) => findUser(talk, textOf(who.value, 'userName'), created.id)),
  );

  interop('interop.okta.users.nobody', { ...rule('OKTA-USER-01', 'OKTA-CRUD-01'), ...says.nobody }, () =>
    expectAbsent(before.response),
  );

  interop(
    'interop.okta.users.create',
    { ...rule('OKTA-USER-04', 'OKTA-USER-05', 'OKTA-CONNECT-03', 'OKTA-CRUD-04'), ...says.created },
    (context) => {
      expectCreated(asked.response, 'okta-oin', who.value);
      if (isMapped(context, 'active') && read(asked.resource, 'active') === undefined)
        fail('active in the answer', 'a user without active', { exchange: asked.response.n });
    },
  );

  interop(
    'interop.okta.users.password',
    {
      ...rule('OKTA-USER-06'),
      title: 'a password in a create is taken or ignored, and never given back',
      fix: 'Take the password, or ignore it; show it in no answer.',
    },
    () => {
      expect(created.resource).not.to.equal(undefined);
      const { password } = who.value;
      if (taken.value['password'] === undefined) notApplicable('the target refuses passwords');
      for (const response of [created.response, shown.response, found.response])
        expect(response).not.to.reveal(password);
    },
  );

  interop('interop.okta.users.found', { ...rule('OKTA-USER-02', 'OKTA-CONNECT-05'), ...says.found }, () =>
    expectOnly(found.response, created.id),
  );

  interop(
    'interop.okta.users.found-in-capitals',
    { ...rule('OKTA-USER-03'), ...says.foundInCapitals },
    speaking('okta-oin', async (talk) => {
      expectOnly(await findUser(talk, textOf(who.value, 'userName').toUpperCase(), created.id), created.id);
    }),
  );

  interop(
    'interop.okta.users.unusual',
    { ...rule('OKTA-USER-31'), ...says.unusualPerson },
    unusualPersonFound('okta-oin'),
  );

  interop('interop.okta.users.stored', { ...rule('OKTA-USER-10'), ...says.stored }, () =>
    expectHeld(shown.response, who.value, 'kept', ['userName', 'name.givenName', 'name.familyName', WORK_MAIL]),
  );

  interop(
    'interop.okta.users.external-id',
    {
      ...rule('OKTA-USER-09'),
      title: 'externalId of a create is stored',
      fix: 'Store externalId from POST, not only from PUT or PATCH.',
    },
    () => expectHeld(shown.response, who.value, 'as sent', ['externalId']),
  );

  interop('interop.okta.users.ids', { ...rule('OKTA-USER-11', 'CLIENT-ANY-04'), ...says.ids }, () => {
    expectIdentified(created.response);
    expect(shown.resource).to.hold('id', created.id);
    if (created.id.includes('bulkId')) fail('an id without the text bulkId', `id ${created.id}`);
  });

  interop(
    'interop.okta.users.active-boolean',
    {
      ...rule('OKTA-USER-12'),
      title: 'active comes back as a boolean',
      fix: 'Write active as true or false, not as text.',
    },
    (context) => {
      if (!isMapped(context, 'active')) notApplicable('the target does not publish active');
      const active = read(shown.resource, 'active');
      if (typeof active !== 'boolean')
        fail('active as a boolean', `active ${JSON.stringify(active)}`, { exchange: shown.response.n });
    },
  );

  interop(
    'interop.okta.users.active',
    {
      ...rule('OKTA-USER-13'),
      title: 'a user created as active comes back active',
      fix: 'Show active as it was sent: an unanswered invitation does not make a user inactive.',
    },
    (context) => {
      if (!isMapped(context, 'active')) notApplicable('the target does not publish active');
      expectActive(shown.response, true);
    },
  );

  interop(
    'interop.okta.users.shape',
    { ...rule('OKTA-IMPORT-07', 'CLIENT-ANY-01', 'CLIENT-ANY-13'), ...says.shape },
    () => expectShaped(shown.response),
  );

  interop(
    'interop.okta.users.read',
    {
      ...rule('OKTA-USER-14'),
      title: 'a user is read by its id, and an unknown id is answered 404',
      fix: 'Answer GET /Users/{id} with the user, and with 404 and an Error message where there is none.',
    },
    speaking('okta-oin', async ({ say, dialect, a }) => {
      void created.resource;
      expect(shown.response).to.have.status(200);
      expect(shown.resource).to.hold('id', created.id);
      expectError(await say(dialect.readUser(a.unknownId(created.id))), 404);
    }),
  );

  const again = creatingAgain('okta-oin', taken, created);

  interop('interop.okta.users.duplicate', { ...rule('OKTA-USER-07', 'CLIENT-ANY-05'), ...says.duplicate }, () =>
    expectAccepted(again.response, 'okta-oin', 'duplicateUser'),
  );

  interop('interop.okta.users.duplicate-words', { ...rule('OKTA-USER-08'), ...says.duplicateWords }, () => {
    expectError(again.response, 409, true);
    expect(again.response).to.be.scimError(409, 'uniqueness');
  });

  interop(
    'interop.okta.users.own-id',
    { ...rule('OKTA-USER-27', 'CLIENT-ANY-09'), ...says.ownId },
    ownIdIgnored('okta-oin', who, created),
  );

  interop(
    'interop.okta.users.shared-mail',
    { ...rule('OKTA-USER-26'), ...says.sharedMail },
    speaking('okta-oin', async (talk) => {
      if (!isMapped(talk, WORK_MAIL)) notApplicable('the target does not publish emails');
      void created.resource;
      const other = { ...newPerson(talk), [WORK_MAIL]: textOf(who.value, WORK_MAIL) };
      expect(await talk.say(talk.dialect.createUser(other))).to.have.status(201);
    }),
  );
});

scenario('Okta updates a profile', () => {
  const { who, created } = existing('okta-oin', [...BASIC, 'title', 'nickName', `${ENTERPRISE}:department`]);
  const { flow, before, changed, shown } = changing('okta-oin', created, 'other names', ({ a }) => ({
    'name.givenName': 'Augusta',
    displayName: `Augusta ${a.word()}`,
  }));

  interop('interop.okta.users.update', { ...rule('OKTA-USER-15', 'OKTA-CRUD-06'), ...says.updated }, () => {
    expectAccepted(changed.response, 'okta-oin', 'updateUser');
    expectIdentified(changed.response);
    expectHeld(shown.response, flow.value);
  });

  interop('interop.okta.users.update-keeps', { ...rule('OKTA-USER-16'), ...says.othersKept }, () => {
    expect(changed.response).to.succeeded();
    expectAsBefore(shown.response, before.response, unchanged(who.value, flow.value));
    expect(shown.resource).to.hold('id', created.id);
  });

  interop(
    'interop.okta.users.taken-name',
    { ...rule('OKTA-USER-28', 'CLIENT-ANY-08'), ...says.takenName },
    takenNameRefused('okta-oin'),
  );
});
