/** Okta, integrations of its network: users are disabled and get passwords by PATCH without a path. */
import { expect, given, idOf, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { leavingAndReturning, speaking } from '../_conversation.js';
import { expectAccepted, expectActive, expectAsBefore, expectOnly } from '../_judge.js';
import { newPerson } from '../_people.js';
import { says } from '../_words.js';

scenario('Okta deactivates a user by PATCH', () => {
  const { who, created, before, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('okta-oin');

  interop(
    'interop.okta-oin.users.disable',
    { ...rule('OKTA-USER-18', 'OKTA-CRUD-08', 'OKTA-CRUD-13', 'CLIENT-ANY-06'), ...says.disabled },
    () => {
      expectAccepted(disabled.response, 'okta-oin', 'disableUser');
      expectActive(whileDisabled.response, false);
    },
  );

  interop('interop.okta-oin.users.disable-keeps', { ...rule('OKTA-USER-19'), ...says.othersKept }, () => {
    expect(disabled.response).to.succeeded();
    const { active: _active, ...others } = who.value;
    expectAsBefore(whileDisabled.response, before.response, others);
    if (enabled.response.status < 300) expectAsBefore(afterwards.response, before.response, others);
  });

  interop('interop.okta-oin.users.disabled-shown', { ...rule('OKTA-USER-20'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expect(whileDisabled.response).to.have.status(200);
    expectOnly(found.response, created.id);
  });

  interop('interop.okta-oin.users.enable', { ...rule('OKTA-USER-22', 'OKTA-CRUD-11'), ...says.enabled }, () => {
    expectActive(whileDisabled.response, false);
    expectAccepted(enabled.response, 'okta-oin', 'enableUser');
    expectActive(afterwards.response, true);
  });
});

scenario('Okta syncs a password by PATCH', () => {
  const set = given(
    'a password is sent',
    speaking('okta-oin', async ({ say, dialect, a, scim, ...rest }) => {
      const person = newPerson({ a, scim, ...rest });
      const id = idOf(await say(dialect.createUser(person)));
      const before = await say(dialect.readUser(id));
      const password = a.password();
      const answers = [];
      for (const request of dialect.setPassword?.(id, password, { id } as never) ?? [])
        answers.push(await say(request));
      return { person, before, password, answers, shown: await say(dialect.readUser(id)) };
    }),
  );

  interop(
    'interop.okta-oin.users.password',
    {
      ...rule('OKTA-USER-24'),
      title: 'a password set by PATCH is taken, changes nothing else, and is not shown',
      fix: 'Take password in a replace without a path, and show it in no answer.',
    },
    () => {
      const { person, before, password, answers, shown } = set.value;
      for (const answer of answers) {
        expect(answer).to.have.status(200, 204);
        expect(answer).not.to.reveal(password);
      }
      expectAsBefore(shown, before, person);
      expect(shown).not.to.reveal(password);
    },
  );
});
