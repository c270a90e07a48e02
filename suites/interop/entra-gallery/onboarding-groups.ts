/** Tests with which Microsoft takes an application into the gallery, those of groups, by their names. */
import { expect, idOf, interop, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking, type Talk } from '../_conversation.js';
import { accepted, expectGroup, inEitherForm, newGroup, newUser, NOTHING } from '../_gallery.js';
import { makeGroup } from '../_groups.js';
import { expectAccepted, expectHeld, expectIdentified } from '../_judge.js';
import { expectPages, pageSize, walk } from '../_pages.js';
import { newGroupName } from '../_people.js';
import { says } from '../_words.js';

/** Users that are to be members. */
async function people(talk: Talk, count: number): Promise<{ id: string }[]> {
  const made: { id: string }[] = [];
  for (let n = 0; n < count; n += 1) made.push({ id: (await newUser(talk)).id });
  return made;
}

/** A group without members gets so many at once. */
const filled = (count: number) =>
  inEitherForm(async (talk) => {
    const [{ id }, members] = [await newGroup(talk), await people(talk, count)];
    await accepted(talk, talk.dialect.addMembers(id, members, NOTHING));
    await expectGroup(talk, id, idsOf(members));
  });

const idsOf = (members: readonly { id: string }[]): string[] => members.map(({ id }) => id);

scenario('App gallery: groups', { needs: 'groups' }, () => {
  interop(
    'interop.entra-gallery.onboarding-groups.create',
    {
      ...rule('ENTRA-GALLERY-05', 'ENTRA-GALLERY-19'),
      title: 'SCIM_Group_Create_Test, Group_Create: an id, and displayName as sent',
      fix: says.groupCreated.fix,
    },
    speaking('entra', async (talk) => {
      const displayName = newGroupName(talk);
      const answer = await talk.say(talk.dialect.createGroup({ displayName }));
      expectAccepted(answer, 'entra', 'createGroup');
      expectIdentified(answer);
      expectHeld(await talk.say(talk.dialect.readGroup(idOf(answer))), { displayName }, 'as sent');
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-groups.update',
    {
      ...rule('ENTRA-GALLERY-06', 'ENTRA-GALLERY-20'),
      title: 'SCIM_Group_Update_Test, Group_Update: the new name comes back',
      fix: says.groupRenamed.fix,
    },
    inEitherForm(async (talk) => {
      const { id } = await newGroup(talk);
      const displayName = newGroupName(talk);
      await accepted(talk, talk.dialect.renameGroup(id, displayName, NOTHING));
      expectHeld(await talk.say(talk.dialect.readGroup(id)), { displayName }, 'as sent');
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-groups.member-added',
    {
      ...rule('ENTRA-GALLERY-22'),
      title: 'Group_Add_Member: a member is added',
      fix: says.membersAdded.fix,
    },
    filled(1),
  );

  interop(
    'interop.entra-gallery.onboarding-groups.members-added',
    {
      ...rule('ENTRA-GALLERY-28', 'ENTRA-GALLERY-24'),
      title: 'five members in one PATCH are taken, as POD_Group sends them',
      fix: 'Add every element of the value array.',
    },
    filled(5),
  );

  interop(
    'interop.entra-gallery.onboarding-groups.member-removed',
    {
      ...rule('ENTRA-GALLERY-23'),
      title: 'Group_Remove_Member: a member is removed and the others stay',
      fix: says.memberRemoved.fix,
    },
    inEitherForm(async (talk) => {
      const [{ id }, members] = [await newGroup(talk), await people(talk, 3)];
      await accepted(talk, talk.dialect.addMembers(id, members, NOTHING));
      await accepted(talk, talk.dialect.removeMembers(id, members.slice(0, 1), NOTHING));
      await expectGroup(talk, id, idsOf(members.slice(1)));
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-groups.delete',
    {
      ...rule('ENTRA-GALLERY-21'),
      title: 'Group_Delete: a deleted group is gone',
      fix: says.groupDeleted.fix,
    },
    speaking('entra', async (talk) => {
      const { id } = await newGroup(talk);
      expect(await talk.say(talk.dialect.deleteGroup(id))).to.succeeded();
      expect(await talk.say(talk.dialect.readGroup(id))).to.have.status(404);
    }),
  );

  interop(
    'interop.entra-gallery.onboarding-groups.restore',
    {
      ...rule('ENTRA-GALLERY-25'),
      title: 'Restore_Group: a group of the name of a deleted one is created',
      fix: 'Free displayName when the group is deleted.',
    },
    speaking('entra', async (talk) => {
      const { id, displayName } = await newGroup(talk);
      expect(await talk.say(talk.dialect.deleteGroup(id))).to.succeeded();
      expect(await makeGroup(talk, displayName)).to.have.status(200, 201);
    }),
  );
});

scenario('App gallery: pages of groups', { needs: 'groups' }, () => {
  interop(
    'interop.entra-gallery.onboarding-groups.pages',
    {
      ...rule('ENTRA-GALLERY-10'),
      title: 'SCIM_Group_Pagination_Test: groups on two pages or more',
      fix: 'Support startIndex, counted from 1, and count on /Groups, in an order that does not change.',
    },
    speaking('entra', async (talk) => {
      const made: string[] = [];
      for (let n = 0; n < 6; n += 1) made.push((await newGroup(talk)).id);
      await talk.still();
      const count = await pageSize(talk, 'listGroups', 5);
      expectPages(await walk(talk, 'listGroups', count), made, count);
    }),
  );
});
