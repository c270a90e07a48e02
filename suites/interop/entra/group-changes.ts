/** Entra renames groups, without the flag by operations whose op has a capital. */
import {
  bodyHolds,
  describeAnswer,
  expect,
  fail,
  given,
  interop,
  notApplicable,
  read,
  resourcesOf,
  scenario,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { groupWithMember, patchOf } from '../_entra.js';
import { expectAccepted, expectHeld, expectOnly } from '../_judge.js';
import { isMapped, newGroupName } from '../_people.js';
import { says } from '../_words.js';

scenario('Entra renames a group with members', { needs: 'groups' }, () => {
  const { created, filled } = groupWithMember('entra');
  const renamed = given(
    'the group is renamed',
    speaking('entra', async (talk) => {
      const wanted = newGroupName(talk);
      const [request] = talk.dialect.renameGroup(created.id, wanted, {} as never) ?? [];
      const response = await talk.say(request ?? null);
      return { wanted, response, shown: await talk.say(talk.dialect.readGroup(created.id)) };
    }),
  );

  interop('interop.entra.group-changes.rename', { ...rule('ENTRA-GROUP-06'), ...says.groupRenamed }, () => {
    expectAccepted(renamed.value.response, 'entra', 'updateGroup');
    expectHeld(renamed.value.shown, { displayName: renamed.value.wanted });
  });

  interop(
    'interop.entra.group-changes.rename-found',
    {
      ...rule('ENTRA-GROUP-03', 'ENTRA-GROUP-06'),
      title: 'a renamed group is found by its new name',
      fix: 'Filter by the displayName that the group has now.',
    },
    speaking('entra', async ({ say, dialect, settle }) => {
      expect(renamed.value.response).to.succeeded();
      const answer = await settle(
        () => say(dialect.matchGroup(renamed.value.wanted)),
        (seen) => resourcesOf(seen).length > 0,
      );
      expectOnly(answer, created.id);
    }),
  );

  interop(
    'interop.entra.group-changes.rename-keeps',
    {
      ...rule('ENTRA-GROUP-21'),
      title: 'a renamed group keeps its members',
      fix: 'Change displayName and nothing else.',
    },
    async ({ scim }) => {
      expect(renamed.value.response).to.succeeded();
      if (!filled.value.isShown) notApplicable('the target shows no members');
      const whole = await scim.get(created.path);
      if (!bodyHolds(whole, filled.value.member))
        fail('the member as before', 'a group without it', { exchange: whole.n });
    },
  );

  interop(
    'interop.entra.group-changes.patch-204',
    {
      ...rule('ENTRA-GROUP-16'),
      title: 'a PATCH of a group is answered 204',
      fix: 'Answer PATCH /Groups/{id} with 204: a body with all members is slow and not read.',
    },
    () => {
      expect(renamed.value.response).to.succeeded();
      if (read(renamed.value.response.json, 'members.value') !== undefined)
        fail('204, or a body without members', describeAnswer(renamed.value.response), {
          exchange: renamed.value.response.n,
        });
    },
  );

  interop(
    'interop.entra.group-changes.external-id',
    {
      ...rule('ENTRA-GROUP-18'),
      title: 'externalId of a group that was matched is added by PATCH',
      fix: 'Take Add at externalId of a group: Entra maps its object id to it.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, 'externalId', '/Groups')) notApplicable('the target does not publish externalId of groups');
      const value = `ext-${talk.a.marker()}`;
      const answer = await talk.say(patchOf(created.path, [{ op: 'Add', path: 'externalId', value }]));
      expectAccepted(answer, 'entra', 'updateGroup');
      expectHeld(await talk.say(talk.dialect.readGroup(created.id)), { externalId: value });
    }),
  );
});
