/** Entra disables and enables users: without the flag, active comes as text. */
import { describeAnswer, expect, fail, interop, notApplicable, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { existing, leavingAndReturning, speaking, type Talk } from '../_conversation.js';
import { patchOf } from '../_entra.js';
import { expectAccepted, expectActive, expectKept, expectOnly } from '../_judge.js';
import { isMapped } from '../_people.js';
import { says } from '../_words.js';

scenario('Entra disables and enables a user', () => {
  const { who, created, before, disabled, whileDisabled, found, enabled, afterwards } = leavingAndReturning('entra');

  interop(
    'interop.entra.active.disable',
    {
      ...rule('ENTRA-USER-27', 'ENTRA-USER-12', 'CLIENT-ANY-06'),
      title: 'active replaced by the text "False" disables the user',
      fix: 'Read "False", "false" and false alike when active is replaced, and op in any letter case.',
    },
    () => {
      expectAccepted(disabled.response, 'entra', 'disableUser');
      expectActive(whileDisabled.response, false);
    },
  );

  interop('interop.entra.active.disable-keeps', { ...rule('ENTRA-USER-29'), ...says.othersKept }, () => {
    expect(disabled.response).to.succeeded();
    const { active: _active, ...others } = who.value;
    expectKept(whileDisabled.response, before.response, others);
    if (enabled.response.status < 300) expectKept(afterwards.response, before.response, others);
  });

  interop('interop.entra.active.shown', { ...rule('ENTRA-USER-29'), ...says.disabledShown }, () => {
    expect(disabled.response).to.succeeded();
    expect(whileDisabled.response).to.have.status(200);
    expectActive(whileDisabled.response, false);
    expectOnly(found.response, created.id);
  });

  interop(
    'interop.entra.active.enable',
    {
      ...rule('ENTRA-USER-30', 'ENTRA-USER-12'),
      title: 'active replaced by the text "True" enables the user again',
      fix: 'Read "True", "true" and true alike when active is replaced, and let a disabled user be enabled.',
    },
    () => {
      expectActive(whileDisabled.response, false);
      expectAccepted(enabled.response, 'entra', 'enableUser');
      expectActive(afterwards.response, true);
    },
  );
});

scenario('Entra writes active in other ways', () => {
  const { created } = existing('entra');
  const written = async (talk: Talk, op: string, value: string | boolean) => {
    if (!isMapped(talk, 'active')) notApplicable('the target does not publish active');
    const operations = [{ op, path: 'active', value }];
    const answer = await talk.say(patchOf(created.path, operations));
    return { answer, shown: await talk.say(talk.dialect.readUser(created.id)) };
  };

  interop(
    'interop.entra.active.boolean',
    {
      ...rule('ENTRA-USER-28'),
      title: 'active replaced by the boolean false disables the user',
      fix: 'Take false for active, as the documentation shows it.',
    },
    speaking('entra', async (talk) => {
      const { answer, shown } = await written(talk, 'Replace', false);
      expectAccepted(answer, 'entra', 'disableUser');
      expectActive(shown, false);
    }),
  );

  interop(
    'interop.entra.active.added',
    {
      ...rule('ENTRA-USER-14'),
      title: 'active is set by Add as by Replace',
      fix: 'Take Add for an attribute with a single value as a Replace (RFC 7644 section 3.5.2.1).',
    },
    speaking('entra', async (talk) => {
      const { answer, shown } = await written(talk, 'Add', 'True');
      expectAccepted(answer, 'entra', 'enableUser');
      expectActive(shown, true);
    }),
  );

  interop(
    'interop.entra.active.lower-case',
    {
      ...rule('ENTRA-USER-32'),
      title: 'active as the text "false" disables the user',
      fix: 'Read "false" as "False": it comes where the mapping of active was changed.',
    },
    speaking('entra', async (talk) => {
      const { answer, shown } = await written(talk, 'Replace', 'false');
      if (answer.status >= 300) fail('the text "false" to be taken', describeAnswer(answer), { exchange: answer.n });
      expectActive(shown, false);
    }),
  );
});
