/** Okta, apps of its integration wizard: everything about users is read, then replaced by PUT. */
import { expect, interop, read, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { changeUser, existing, leavingAndReturning, speaking } from '../_conversation.js';
import { expectAccepted, expectActive, expectAsBefore, expectOnly } from '../_judge.js';
import { says } from '../_words.js';

scenario('Okta deactivates a user by PUT', () => {
  const { who, created, before, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('okta-aiw');

  interop('interop.okta-aiw.users.disable', { ...rule('OKTA-USER-17', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expectAccepted(disabled.response, 'okta-aiw', 'disableUser');
    expectActive(whileDisabled.response, false);
  });

  interop('interop.okta-aiw.users.disable-keeps', { ...rule('OKTA-USER-16'), ...says.othersKept }, () => {
    expect(disabled.response).to.succeeded();
    const { active: _active, ...others } = who.value;
    expectAsBefore(whileDisabled.response, before.response, others);
    if (enabled.response.status < 300) expectAsBefore(afterwards.response, before.response, others);
  });

  interop('interop.okta-aiw.users.disabled-shown', { ...rule('OKTA-USER-20'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expect(whileDisabled.response).to.have.status(200);
    expectOnly(found.response, created.id);
  });

  interop('interop.okta-aiw.users.enable', { ...rule('OKTA-USER-21'), ...says.enabled }, () => {
    expectActive(whileDisabled.response, false);
    expectAccepted(enabled.response, 'okta-aiw', 'enableUser');
    expectActive(afterwards.response, true);
  });
});

scenario('Okta syncs a password by PUT', () => {
  const { who, created } = existing('okta-aiw');

  interop(
    'interop.okta-aiw.users.password',
    {
      ...rule('OKTA-USER-23'),
      title: 'a password set by PUT is taken and not shown',
      fix: 'Take password in PUT, and show it in no answer.',
    },
    speaking('okta-aiw', async (talk) => {
      const before = await talk.say(talk.dialect.readUser(created.id));
      const password = talk.a.password();
      const answer = await changeUser(
        talk,
        created.id,
        (current) => talk.dialect.setPassword?.(created.id, password, current) ?? null,
      );
      expect(answer).to.have.status(200);
      expect(answer).not.to.reveal(password);
      const shown = await talk.say(talk.dialect.readUser(created.id));
      expect(shown).not.to.reveal(password);
      expectAsBefore(shown, before, who.value);
      expect(read(shown.json, 'id')).to.equal(created.id);
    }),
  );
});
