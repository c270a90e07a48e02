/** Entra with the flag disables and enables users: active is a boolean. */
import { expect, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { leavingAndReturning } from '../_conversation.js';
import { expectAccepted, expectActive, expectAsBefore, expectOnly } from '../_judge.js';
import { says } from '../_words.js';

scenario('Entra with the flag disables and enables a user', () => {
  const { who, created, before, disabled, whileDisabled, found, enabled, afterwards } =
    leavingAndReturning('entra-flag');

  interop('interop.entra-flag.active.disable', { ...rule('ENTRA-USER-28', 'CLIENT-ANY-06'), ...says.disabled }, () => {
    expectAccepted(disabled.response, 'entra-flag', 'disableUser');
    expectActive(whileDisabled.response, false);
  });

  interop('interop.entra-flag.active.disable-keeps', { ...rule('ENTRA-USER-29'), ...says.othersKept }, () => {
    expect(disabled.response).to.succeeded();
    const { active: _active, ...others } = who.value;
    expectAsBefore(whileDisabled.response, before.response, others);
    if (enabled.response.status < 300) expectAsBefore(afterwards.response, before.response, others);
  });

  interop('interop.entra-flag.active.shown', { ...rule('ENTRA-USER-29'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expect(whileDisabled.response).to.have.status(200);
    expectActive(whileDisabled.response, false);
    expectOnly(found.response, created.id);
  });

  interop('interop.entra-flag.active.enable', { ...rule('ENTRA-USER-31'), ...says.enabled }, () => {
    expectActive(whileDisabled.response, false);
    expectAccepted(enabled.response, 'entra-flag', 'enableUser');
    expectActive(afterwards.response, true);
  });
});
