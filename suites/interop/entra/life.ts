/** Entra deletes users and groups. */
import { expect, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { deleting, speaking } from '../_conversation.js';
import { existingGroup } from '../_groups.js';
import { expectAccepted, expectWithout } from '../_judge.js';
import { says } from '../_words.js';

scenario('Entra deletes a user', () => {
  const { created, deleted, shown, missed, again } = deleting('entra');

  interop('interop.entra.life.delete', { ...rule('ENTRA-USER-39'), ...says.deleted }, () => {
    expectAccepted(deleted.response, 'entra', 'deleteUser');
    expect(shown.response).to.have.status(404);
    // Whether look-ups work at all is judged elsewhere.
    if (missed.response.status === 200) expectWithout(missed.response, created.id);
  });

  interop(
    'interop.entra.life.delete-again',
    {
      ...rule('ENTRA-PREVIEW-04'),
      title: 'a second delete is answered 404',
      fix: 'Answer DELETE of a user that is gone with 404.',
    },
    () => {
      expect(deleted.response).to.succeeded();
      expect(again.response).to.have.status(404);
    },
  );
});

scenario('Entra deletes a group', { needs: 'groups' }, () => {
  const { created } = existingGroup('entra');

  interop(
    'interop.entra.life.group-delete',
    { ...rule('ENTRA-GROUP-15'), ...says.groupDeleted },
    speaking('entra', async ({ say, dialect }) => {
      const { id } = created;
      expectAccepted(await say(dialect.deleteGroup(id)), 'entra', 'deleteGroup');
      expect(await say(dialect.readGroup(id))).to.have.status(404);
    }),
  );
});
