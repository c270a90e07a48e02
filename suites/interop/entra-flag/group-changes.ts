/** Entra with the flag renames groups. */
import { given, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { existingGroup } from '../_groups.js';
import { expectAccepted, expectHeld } from '../_judge.js';
import { newGroupName } from '../_people.js';

scenario('Entra with the flag renames a group', { needs: 'groups' }, () => {
  const { created } = existingGroup('entra-flag');
  const renamed = given(
    'the group is renamed',
    speaking('entra-flag', async (talk) => {
      const wanted = newGroupName(talk);
      const [request] = talk.dialect.renameGroup(created.id, wanted, {} as never) ?? [];
      const response = await talk.say(request ?? null);
      return { wanted, response, shown: await talk.say(talk.dialect.readGroup(created.id)) };
    }),
  );

  interop(
    'interop.entra-flag.group-changes.rename',
    {
      ...rule('ENTRA-GROUP-06'),
      title: 'a group is renamed',
      fix: 'Take a replace at displayName of a group.',
    },
    () => {
      expectAccepted(renamed.value.response, 'entra-flag', 'updateGroup');
      expectHeld(renamed.value.shown, { displayName: renamed.value.wanted });
    },
  );
});
