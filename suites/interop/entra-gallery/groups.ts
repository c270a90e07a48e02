/** Microsoft's SCIM Validator: its eleven required tests of groups, by their names. */
import { expect, fail, interop, read, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking, type Talk } from '../_conversation.js';
import { findGroup } from '../_entra.js';
import { accepted, expectGroup, inEitherForm, newGroup, newUser, NOTHING } from '../_gallery.js';
import { existingGroup, makeGroup } from '../_groups.js';
import { expectHeld, expectIdentified, expectNobody, expectOnly } from '../_judge.js';
import { newGroupName } from '../_people.js';
import { says } from '../_words.js';

/** A group with members, its members and its id. */
async function filled(talk: Talk, count: number): Promise<{ id: string; members: string[] }> {
  const members: string[] = [];
  for (let n = 0; n < count; n += 1) members.push((await newUser(talk)).id);
  const { id } = await newGroup(talk);
  await accepted(
    talk,
    talk.dialect.addMembers(
      id,
      members.map((member) => ({ id: member })),
      NOTHING,
    ),
  );
  return { id, members };
}

scenario('SCIM Validator: groups are created and found', { needs: 'groups' }, () => {
  const { name, asked, created } = existingGroup('entra');
  const found = findGroup(
    'entra',
    () => name.value,
    () => created.id,
  );

  interop(
    'interop.entra-gallery.groups.create',
    {
      ...rule('ENTRA-VALIDATOR-14'),
      title: 'Create a new group: 201 with an id, and the group is found',
      fix: says.groupCreated.fix,
    },
    () => {
      expect(asked.response).to.have.status(201);
      expectIdentified(asked.response);
      expectOnly(found.response, created.id);
    },
  );

  interop(
    'interop.entra-gallery.groups.without-members',
    {
      ...rule('ENTRA-VALIDATOR-16'),
      title: 'Get group by id excluding members: no members',
      fix: 'Support excludedAttributes=members on GET /Groups/{id}.',
    },
    inEitherForm(async (talk) => {
      const { id } = await filled(talk, 1);
      const answer = await talk.say(talk.dialect.readGroup(id));
      expect(answer).to.have.status(200);
      if (read(answer.json, 'members.value') !== undefined)
        fail('a group without members', 'a group with members', { exchange: answer.n });
    }),
  );

  interop(
    'interop.entra-gallery.groups.filter',
    {
      ...rule('ENTRA-VALIDATOR-17'),
      title: 'Filter for an existing group: that group alone',
      fix: says.groupFound.fix,
    },
    () => expectOnly(found.response, created.id),
  );

  interop(
    'interop.entra-gallery.groups.filter-nobody',
    {
      ...rule('ENTRA-VALIDATOR-18'),
      title: 'Filter for a non-existing group: an empty list',
      fix: says.groupNobody.fix,
    },
    speaking('entra', async (talk) => expectNobody(await talk.say(talk.dialect.matchGroup(newGroupName(talk))))),
  );

  interop(
    'interop.entra-gallery.groups.filter-case',
    {
      ...rule('ENTRA-VALIDATOR-19'),
      title: 'Filter for an existing group with different case: the same group',
      fix: 'Compare displayName of groups without regard to letter case.',
    },
    speaking('entra', async ({ say, dialect }) =>
      expectOnly(await say(dialect.matchGroup(name.value.toUpperCase())), created.id),
    ),
  );

  interop(
    'interop.entra-gallery.groups.duplicate',
    {
      ...rule('ENTRA-VALIDATOR-15'),
      title: 'Create a duplicate group: 409',
      fix: 'Keep displayName of groups unique, and answer 409 to a second group of one name.',
    },
    speaking('entra', async (talk) => {
      void created.resource;
      expect(await makeGroup(talk, name.value)).to.have.status(409);
    }),
  );
});

scenario('SCIM Validator: groups are changed', { needs: 'groups' }, () => {
  interop(
    'interop.entra-gallery.groups.replace',
    {
      ...rule('ENTRA-VALIDATOR-20', 'ENTRA-VALIDATOR-21'),
      title: 'Patch group, update displayName: the group has the new name',
      fix: says.groupRenamed.fix,
    },
    inEitherForm(async (talk) => {
      const { id } = await newGroup(talk);
      const displayName = newGroupName(talk);
      await accepted(talk, talk.dialect.renameGroup(id, displayName, NOTHING));
      expectHeld(await talk.say(talk.dialect.readGroup(id)), { displayName });
    }),
  );

  interop(
    'interop.entra-gallery.groups.member-added',
    {
      ...rule('ENTRA-VALIDATOR-22'),
      title: 'Patch group, add member: the member is in the group',
      fix: says.membersAdded.fix,
    },
    inEitherForm(async (talk) => {
      const { id, members } = await filled(talk, 1);
      await expectGroup(talk, id, members);
    }),
  );

  interop(
    'interop.entra-gallery.groups.member-removed',
    {
      ...rule('ENTRA-VALIDATOR-23'),
      title: 'Patch group, remove member: the others stay',
      fix: says.memberRemoved.fix,
    },
    inEitherForm(async (talk) => {
      const { id, members } = await filled(talk, 2);
      const [first = '', ...others] = members;
      await accepted(talk, talk.dialect.removeMembers(id, [{ id: first }], NOTHING));
      await expectGroup(talk, id, others);
    }),
  );

  interop(
    'interop.entra-gallery.groups.delete',
    { ...rule('ENTRA-VALIDATOR-24'), title: 'Delete a group: a read answers 404', fix: says.groupDeleted.fix },
    speaking('entra', async (talk) => {
      const { id } = await newGroup(talk);
      expect(await talk.say(talk.dialect.deleteGroup(id))).to.succeeded();
      expect(await talk.say(talk.dialect.readGroup(id))).to.have.status(404);
    }),
  );
});
