/** Tests with which Microsoft takes an application into the gallery, those of users and schemas, by their names. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  interop,
  notApplicable,
  scenario,
  urns,
} from '../../../harness/language.js';
import { rule, valueAt } from '../../../harness/interop.js';
import { findUser, idsIn, speaking, type Talk } from '../_conversation.js';
import { discoveredPaths, expectManager, MANAGER, otherValues, patchOf } from '../_entra.js';
import { accepted, DERIVED, inEitherForm, newUser, NOTHING, updated } from '../_gallery.js';
import {
  expectActive,
  expectCleared,
  expectHeld,
  expectIdentified,
  expectList,
  expectNobody,
  expectOnly,
} from '../_judge.js';
import { expectPages, pageSize, walk } from '../_pages.js';
import { ENTRA_MAPPING, isMapped, isRequired, newPerson, textOf } from '../_people.js';
import { says } from '../_words.js';

/** Every user is answered for whether it is active or not; a disabled one shows it. */
async function expectDisabled(talk: Talk, id: string, userName: string): Promise<void> {
  expectActive(await talk.say(talk.dialect.readUser(id)), false);
  expectOnly(await findUser(talk, userName, id), id);
}

scenario('App gallery: schemas and users', () => {
  interop(
    'interop.entra-gallery.onboarding-users.schemas',
    {
      ...rule('ENTRA-GALLERY-01'),
      title: 'Schema_Discoverability_Test: the schemas and all mapped attributes',
      fix: 'Answer GET /Schemas with the core User schema, the Group schema, and every attribute that the mapping names.',
    },
    speaking('entra', async ({ say, dialect, target }) => {
      const answer = await say(dialect.discovery()[0] ?? null);
      if (answer.status !== 200) fail('200 and a list of schemas', describeAnswer(answer), { exchange: answer.n });
      expectList(answer);
      const ids = idsIn(answer).map((id) => String(id).toLowerCase());
      for (const urn of target.group ? [urns.USER_SCHEMA, urns.GROUP_SCHEMA] : [urns.USER_SCHEMA])
        if (!ids.includes(urn.toLowerCase())) fail(`the schema ${urn}`, 'a list without it', { exchange: answer.n });
      if (!discoveredPaths(answer).has('username'))
        fail('userName among the attributes', 'schemas without it', { exchange: answer.n });
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-users.null-update',
    {
      ...rule('ENTRA-GALLERY-02'),
      title: 'SCIM_Null_Update_Test: an empty text clears what is not required',
      fix: 'Take a replace by an empty text as a removal, for every mapped attribute that is not required.',
    },
    speaking('entra', async (talk) => {
      const { id } = await newUser(talk, ENTRA_MAPPING);
      const before = (await talk.say(talk.dialect.readUser(id))).json as never;
      const due = ENTRA_MAPPING.filter(
        (path) =>
          !['userName', 'active', 'externalId'].includes(path) &&
          !DERIVED.test(path) &&
          isMapped(talk, path) &&
          !isRequired(talk, path) &&
          valueAt(before, path) !== undefined,
      );
      if (due.length === 0) notApplicable('the user shows no attribute that is not required');
      for (const path of due) {
        await accepted(talk, [patchOf(`/Users/${encodeURIComponent(id)}`, [{ op: 'replace', path, value: '' }])]);
        expectCleared(await talk.say(talk.dialect.readUser(id)), path);
      }
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-users.create',
    {
      ...rule('ENTRA-GALLERY-03', 'ENTRA-GALLERY-12'),
      title: 'SCIM_User_Create_Test, User_Create: an id, and userName as sent',
      fix: says.created.fix,
    },
    speaking('entra', async (talk) => {
      const who = newPerson(talk, ENTRA_MAPPING);
      const userName = textOf(who, 'userName');
      expectNobody(await talk.say(talk.dialect.matchUser('userName', userName)));
      const answer = await talk.say(talk.dialect.createUser(who));
      expect(answer).to.have.status(200, 201);
      expectIdentified(answer);
      const id = idOf(answer);
      expectHeld(answer, { userName }, 'as sent');
      expectOnly(await findUser(talk, userName, id), id);
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-users.update',
    {
      ...rule('ENTRA-GALLERY-04', 'ENTRA-GALLERY-13'),
      title: 'SCIM_User_Update_Test, User_Update: every attribute comes back as sent',
      fix: 'Store every mapped attribute as it is sent, and show it.',
    },
    inEitherForm(async (talk) => {
      const { id } = await newUser(talk, ENTRA_MAPPING);
      const { shown, sent } = await updated(talk, id, otherValues(talk));
      const paths = Object.keys(sent).filter((path) => !DERIVED.test(path));
      expectHeld(shown, sent, 'as sent', paths);
    }),
  );
});

scenario('App gallery: users come and go', () => {
  interop(
    'interop.entra-gallery.onboarding-users.disable',
    {
      ...rule('ENTRA-GALLERY-14'),
      title: 'User_Disable: a user that leaves scope is disabled, and still returned',
      fix: says.disabledShown.fix,
    },
    inEitherForm(async (talk) => {
      const { id, who } = await newUser(talk);
      await accepted(talk, talk.dialect.disableUser(id, NOTHING));
      await expectDisabled(talk, id, textOf(who, 'userName'));
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-users.restore',
    {
      ...rule('ENTRA-GALLERY-17'),
      title: 'Restore_User: a user that comes back is enabled',
      fix: says.enabled.fix,
    },
    inEitherForm(async (talk) => {
      const { id, who } = await newUser(talk);
      await accepted(talk, talk.dialect.disableUser(id, NOTHING));
      await expectDisabled(talk, id, textOf(who, 'userName'));
      await accepted(talk, talk.dialect.enableUser(id, NOTHING));
      expectActive(await talk.say(talk.dialect.readUser(id)), true);
    }),
  );

  const deleted = given(
    'a user is deleted',
    speaking('entra', async (talk) => {
      const { id } = await newUser(talk);
      return { answer: await talk.say(talk.dialect.deleteUser(id)), after: await talk.say(talk.dialect.readUser(id)) };
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-users.delete',
    {
      ...rule('ENTRA-GALLERY-15'),
      title: 'User_Delete: a deleted user is gone',
      fix: says.deleted.fix,
    },
    () => {
      expect(deleted.value.answer).to.succeeded();
      expect(deleted.value.after).to.have.status(404);
    },
  );

  interop(
    'interop.entra-gallery.onboarding-users.leave',
    {
      ...rule('ENTRA-GALLERY-27'),
      title: 'PATCH of active disables a user, or DELETE removes it',
      fix: 'Offer PATCH of active, or DELETE of users.',
    },
    async (context) => {
      if (deleted.value.answer.status < 300 && deleted.value.after.status === 404) return 'deleted';
      await inEitherForm(async (talk) => {
        const { id } = await newUser(talk);
        await accepted(talk, talk.dialect.disableUser(id, NOTHING));
        expectActive(await talk.say(talk.dialect.readUser(id)), false);
      })(context);
      return 'disabled';
    },
  );

  interop(
    'interop.entra-gallery.onboarding-users.on-demand',
    {
      ...rule('ENTRA-GALLERY-18'),
      title: 'POD_User: one user is found and updated on demand, without the flag',
      fix: 'Understand op in any letter case: on-demand provisioning ignores aadOptscim062020.',
    },
    speaking('entra', async (talk) => {
      const { id, who } = await newUser(talk);
      expectOnly(await findUser(talk, textOf(who, 'userName'), id), id);
      const { shown, sent } = await updated(talk, id, { displayName: `Augusta ${talk.a.marker()}` });
      expectHeld(shown, sent);
    }),
  );
});

scenario('App gallery: managers', { needs: 'enterprise' }, () => {
  interop(
    'interop.entra-gallery.onboarding-users.manager',
    {
      ...rule('ENTRA-GALLERY-11', 'ENTRA-GALLERY-16'),
      title: 'SCIM_Update_Manager_Test: a manager is set, changed and cleared',
      fix: 'Take a plain text at the extension path of manager, show {"value": …}, and clear it by an empty text.',
    },
    inEitherForm(async (talk) => {
      if (!isMapped(talk, MANAGER)) notApplicable('the target does not publish manager');
      const [{ id }, boss, other] = [await newUser(talk), await newUser(talk), await newUser(talk)];
      const shown = () => talk.say(talk.dialect.readUser(id));
      await accepted(talk, talk.dialect.setManager(id, boss.id, NOTHING));
      expectManager(await shown(), boss.id);
      await accepted(talk, talk.dialect.changeManager(id, other.id, NOTHING));
      expectManager(await shown(), other.id);
      await accepted(talk, talk.dialect.clearManager(id, NOTHING));
      expectCleared(await shown(), MANAGER);
    }),
  );
});

scenario('App gallery: pages of users', () => {
  interop(
    'interop.entra-gallery.onboarding-users.pages',
    {
      ...rule('ENTRA-GALLERY-09'),
      title: 'SCIM_User_Pagination_Test: eleven users on two pages or more',
      fix: 'Support startIndex, counted from 1, and count on /Users, in an order that does not change.',
    },
    speaking('entra', async (talk) => {
      const made: string[] = [];
      for (let n = 0; n < 11; n += 1) made.push((await newUser(talk)).id);
      await talk.still();
      const count = await pageSize(talk, 'listUsers', 5);
      expectPages(await walk(talk, 'listUsers', count), made, count);
    }),
  );
});
