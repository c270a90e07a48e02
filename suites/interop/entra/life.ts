/** Entra deletes users and groups. */
import {
  describeAnswer,
  expect,
  interop,
  isRefusal,
  notApplicable,
  read,
  scenario,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { groupAgain, groupOutlivesMember, memberOutlivesGroup, personAgain } from '../_again.js';
import { changeUser, deleting, existing, speaking } from '../_conversation.js';
import { existingGroup } from '../_groups.js';
import { expectAccepted, expectWithout } from '../_judge.js';
import { says } from '../_words.js';

scenario('Entra deletes a user', () => {
  const { created, deleted, shown, missed, again } = deleting('entra');

  /** Entra disables before it deletes, and does not delete where administrators say so: another check judges that. */
  const notRefused = (): void => {
    const { status } = deleted.response;
    if (isRefusal(deleted.response) && status !== 404 && shown.response.status === 200)
      notApplicable(`DELETE of an active user is refused: ${describeAnswer(deleted.response)}`);
  };

  interop('interop.entra.life.delete', { ...rule('ENTRA-USER-39'), ...says.deleted }, () => {
    notRefused();
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
      notRefused();
      expect(deleted.response).to.succeeded();
      expect(again.response).to.have.status(404);
    },
  );
});

scenario('Entra deletes a user whom it disabled', () => {
  const { created } = existing('entra');

  interop(
    'interop.entra.life.delete-disabled',
    {
      ...rule('ENTRA-USER-53'),
      title: 'a user who is disabled is deleted',
      fix: 'Look the user of a DELETE up whatever its state.',
      why: 'Entra disables whom it is going to delete 30 days before; the account would stay for good.',
    },
    speaking('entra', async (talk) => {
      await changeUser(talk, created.id, (current) => talk.dialect.disableUser(created.id, current));
      const disabled = await talk.say(talk.dialect.readUser(created.id));
      if (read(disabled.json, 'active') !== false) notApplicable('the user is not shown as disabled');
      expectAccepted(await talk.say(talk.dialect.deleteUser(created.id)), 'entra', 'deleteUser');
      expect(await talk.say(talk.dialect.readUser(created.id))).to.have.status(404);
    }),
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

scenario('Entra meets again whom it deleted', () => {
  interop('interop.entra.life.again', { ...rule('ENTRA-USER-48'), ...says.again }, personAgain('entra'));
});

scenario('Entra deletes what hangs together', { needs: 'groups' }, () => {
  interop('interop.entra.life.group-again', { ...rule('ENTRA-GROUP-22'), ...says.groupAgain }, groupAgain('entra'));

  interop(
    'interop.entra.life.group-with-member',
    { ...rule('ENTRA-GROUP-23'), ...says.groupOutlived },
    memberOutlivesGroup('entra'),
  );

  interop(
    'interop.entra.life.member-deleted',
    {
      ...rule('ENTRA-USER-49'),
      title: 'a user who is a member of a group is deleted, and the group stays',
      fix: 'Take the user out of its groups with the delete; do not ask for it first, and keep the groups.',
    },
    groupOutlivesMember('entra'),
  );
});
