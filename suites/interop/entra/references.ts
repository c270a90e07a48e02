/** Entra sets, changes and clears the manager, and looks the reference up. */
import { fail, idOf, interop, notApplicable, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { existing, idsIn, speaking } from '../_conversation.js';
import { expectManager, managerSays, managing, MANAGER, patchOf } from '../_entra.js';
import { expectAccepted, expectList } from '../_judge.js';
import { isMapped, newPerson } from '../_people.js';

scenario('Entra sets, changes and clears a manager', { needs: 'enterprise' }, () => {
  const { created, bosses, isSet, isChanged, isCleared, isAlone } = managing('entra');

  interop(
    'interop.entra.references.manager-set',
    {
      ...rule('ENTRA-USER-33'),
      title: 'a manager is set by a plain text and comes back as an object with value',
      fix: 'Read the text at the extension path of manager as the value, and show {"value": "…"} under the extension.',
      why: 'A manager that does not come back under the extension is sent again in every cycle.',
    },
    isSet,
  );

  interop('interop.entra.references.manager-changed', { ...rule('ENTRA-USER-34'), ...managerSays.changed }, isChanged);

  interop('interop.entra.references.manager-cleared', { ...rule('ENTRA-USER-35'), ...managerSays.cleared }, isCleared);

  interop('interop.entra.references.manager-alone', { ...rule('ENTRA-USER-34'), ...managerSays.alone }, isAlone);

  interop(
    'interop.entra.references.manager-array',
    {
      ...rule('ENTRA-USER-36'),
      title: 'the documented form of manager, an array with value, is taken',
      fix: 'Read [{"value": "…", "$ref": "…"}] at the path manager as the manager.',
    },
    speaking('entra', async (talk) => {
      const value = [{ value: bosses.value[0] ?? '', $ref: talk.scim.url(`/Users/${bosses.value[0]}`) }];
      const answer = await talk.say(patchOf(created.path, [{ op: 'Add', path: 'manager', value }]));
      expectAccepted(answer, 'entra', 'updateUser');
      expectManager(await talk.say(talk.dialect.readUser(created.id)), bosses.value[0] ?? '');
    }),
  );
});

scenario('Entra looks a manager up', { needs: 'enterprise' }, () => {
  const { created } = existing('entra');

  interop(
    'interop.entra.references.lookup',
    {
      ...rule('ENTRA-QUERY-04'),
      title: 'whether a user has a manager is looked up by id and manager',
      fix: 'Support the filter id eq "…" and manager eq "…" with attributes=id; answer 200 with that user or nobody.',
    },
    speaking('entra', async (talk) => {
      if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
      const [boss, other] = [
        idOf(await talk.say(talk.dialect.createUser(newPerson(talk)))),
        talk.a.unknownId(created.id),
      ];
      for (const request of talk.dialect.setManager(created.id, boss, {} as never) ?? []) await talk.say(request);
      const look = (manager: string) => talk.say(talk.dialect.checkReference?.(created.id, 'manager', manager) ?? null);
      const [yes, no] = [await look(boss), await look(other)];
      for (const answer of [yes, no]) {
        expectList(answer);
        if (idsIn(answer).some((id) => id !== created.id))
          fail('that user or nobody', 'other users', { exchange: answer.n });
      }
      if (idsIn(no).length > 0) fail('nobody: the manager is another', 'the user', { exchange: no.n });
    }),
  );
});
