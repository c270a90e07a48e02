/** Okta reads users and puts them back whole: under another name, and with the groups that they show. */
import { idOf, interop, scenario } from '../../../harness/language.js';
import { dialects, rule } from '../../../harness/interop.js';
import { changeUser, existing, speaking } from '../_conversation.js';
import { changeGroup } from '../_groups.js';
import { expectAccepted, expectHeld } from '../_judge.js';
import { newGroupName } from '../_people.js';
import { renamed } from '../_renames.js';
import { says } from '../_words.js';

scenario('Okta renames a user', () => {
  const { who, created } = existing('okta-oin');

  interop(
    'interop.okta.updates.rename',
    { ...rule('OKTA-USER-29'), ...says.renamed },
    renamed('okta-oin', who, created),
  );
});

scenario('Okta updates a user who is in a group', { needs: 'groups' }, () => {
  const { who, created } = existing('okta-oin');

  interop(
    'interop.okta.updates.member',
    {
      ...rule('OKTA-USER-30', 'OKTA-USER-15'),
      title: 'a user who is in a group is updated, groups and all',
      fix: 'Leave aside groups in PUT: it is read-only, and Okta sends back what it read.',
    },
    speaking('okta-oin', async (talk) => {
      const group = idOf(await talk.say(talk.dialect.createGroup({ displayName: newGroupName(talk) })));
      const { id } = created;
      // By PATCH or by PUT: the two kinds of integration write memberships otherwise.
      const added = await changeGroup(talk, group, (current) => talk.dialect.addMembers(group, [{ id }], current));
      if (added.status >= 300)
        await changeGroup(talk, group, (current) => dialects['okta-aiw'].addMembers(group, [{ id }], current));
      const answer = await changeUser(talk, id, (current) =>
        talk.dialect.updateUser(id, [{ path: 'name.givenName', value: 'Augusta' }], current),
      );
      expectAccepted(answer, 'okta-oin', 'updateUser');
      const shown = await talk.say(talk.dialect.readUser(id));
      expectHeld(shown, { userName: who.value['userName'] ?? null });
      if (who.value['name.givenName'] !== undefined) expectHeld(shown, { 'name.givenName': 'Augusta' });
    }),
  );
});
