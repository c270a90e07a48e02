/** Okta pushes groups: the part that is the same for every integration. */
import { expect, given, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { groupAgain, memberOutlivesGroup } from '../_again.js';
import { idsIn, speaking } from '../_conversation.js';
import { existingGroup } from '../_groups.js';
import { expectAccepted, expectIdentified, expectNobody, expectOnly } from '../_judge.js';
import { newGroupName } from '../_people.js';
import { unusualGroupFound } from '../_unusual.js';
import { says } from '../_words.js';

scenario('Okta creates and deletes a group', { needs: 'groups' }, () => {
  const before = given(
    'a group that nobody has is looked up',
    speaking('okta-oin', (talk) => talk.say(talk.dialect.matchGroup(newGroupName(talk)))),
  );
  const { name, created } = existingGroup('okta-oin');
  const found = given(
    'the group is looked up',
    speaking('okta-oin', ({ say, dialect, settle }) => {
      const { id } = created;
      return settle(
        () => say(dialect.matchGroup(name.value)),
        (seen) => idsIn(seen).includes(id),
      );
    }),
  );

  interop(
    'interop.okta.groups.nobody',
    { ...rule('OKTA-GROUP-01'), ...says.groupNobody },
    speaking('okta-oin', async ({ say, dialect }) => {
      expectNobody(before.response);
      if (found.response.status !== 200) return;
      // The beginning of a name is another name.
      expectNobody(await say(dialect.matchGroup(name.value.slice(0, -1))));
    }),
  );

  interop('interop.okta.groups.create', { ...rule('OKTA-GROUP-02'), ...says.groupCreated }, () => {
    expectAccepted(created.response, 'okta-oin', 'createGroup');
    expectIdentified(created.response);
  });

  interop('interop.okta.groups.found', { ...rule('OKTA-GROUP-01'), ...says.groupFound }, () => {
    expectOnly(found.response, created.id);
  });

  interop(
    'interop.okta.groups.delete',
    { ...rule('OKTA-GROUP-11'), ...says.groupDeleted },
    speaking('okta-oin', async ({ say, dialect, scim }) => {
      const { id, path } = created;
      expectAccepted(await say(dialect.deleteGroup(id)), 'okta-oin', 'deleteGroup');
      expect(await scim.get(path)).to.have.status(404);
    }),
  );

  interop(
    'interop.okta.groups.unusual',
    { ...rule('OKTA-GROUP-16'), ...says.unusualGroup },
    unusualGroupFound('okta-oin'),
  );

  interop('interop.okta.groups.again', { ...rule('OKTA-GROUP-14'), ...says.groupAgain }, groupAgain('okta-oin'));

  interop(
    'interop.okta.groups.delete-filled',
    { ...rule('OKTA-GROUP-15'), ...says.groupOutlived },
    memberOutlivesGroup('okta-oin'),
  );
});
