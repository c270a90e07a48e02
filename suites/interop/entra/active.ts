/** Entra disables and enables users: without the flag, active comes as text. */
import { describeAnswer, expect, fail, interop, notApplicable, read, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { groupOfOne } from '../_again.js';
import { changeUser, existing, leavingAndReturning, speaking, type Talk } from '../_conversation.js';
import { patchOf } from '../_entra.js';
import { membersOf } from '../_groups.js';
import { expectAccepted, expectActive, expectAsBefore, expectOnly } from '../_judge.js';
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
    expectAsBefore(whileDisabled.response, before.response, others);
    if (enabled.response.status < 300) expectAsBefore(afterwards.response, before.response, others);
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

scenario('Entra disables and enables a member of a group', { needs: 'groups' }, () => {
  interop(
    'interop.entra.active.groups-kept',
    {
      ...rule('ENTRA-GROUP-24'),
      title: 'a user who was disabled and enabled again is still in its groups',
      fix: 'Leave memberships alone when active changes: a group is changed by requests for the group.',
      why: 'Entra restores the user and sends no membership again: the access stays lost until somebody looks.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'active')) notApplicable('the target does not publish active');
      const { user, group } = await groupOfOne(talk);
      const has = async (): Promise<boolean> => (await membersOf(talk, group, [user])).includes(user);
      if (!(await has())) notApplicable('the target does not show the user in the group');
      // Whether the two changes work is judged elsewhere.
      await changeUser(talk, user, (current) => talk.dialect.disableUser(user, current));
      const disabled = await talk.say(talk.dialect.readUser(user));
      await changeUser(talk, user, (current) => talk.dialect.enableUser(user, current));
      if (read(disabled.json, 'active') !== false) notApplicable('the user is not shown as disabled');
      if (!(await has())) fail('the user in its group', 'a group without it');
    }),
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
