/** Entra provisions groups: made empty, found by their name, members never asked for. */
import {
  expect,
  fail,
  given,
  interop,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  type JsonObject,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { findGroup, groupWithMember } from '../_entra.js';
import { existingGroup, makeGroup, withoutForeignSchemas } from '../_groups.js';
import { expectAccepted, expectHeld, expectIdentified, expectNobody, expectOnly } from '../_judge.js';
import { newGroupName } from '../_people.js';
import { unusualGroupFound } from '../_unusual.js';
import { says } from '../_words.js';

scenario('Entra creates and finds a group', { needs: 'groups' }, () => {
  const before = given(
    'a group that nobody has is looked up',
    speaking('entra', (talk) => talk.say(talk.dialect.matchGroup(newGroupName(talk)))),
  );
  const { name, asked, created } = existingGroup('entra');
  const id = (): string => created.id;
  const found = findGroup('entra', () => name.value, id);

  interop(
    'interop.entra.groups.nobody',
    { ...rule('ENTRA-GROUP-03', 'ENTRA-CONNECT-03'), ...says.groupNobody },
    speaking('entra', async ({ say, dialect }) => {
      expectNobody(before.response);
      if (found.response.status !== 200) return;
      // The beginning of a name is another name.
      expectNobody(await say(dialect.matchGroup(name.value.slice(0, -1))));
    }),
  );

  interop(
    'interop.entra.groups.create',
    {
      ...rule('ENTRA-GROUP-01'),
      title: 'a group whose schemas name a foreign URN is created',
      fix: 'Leave aside URNs in schemas that you do not know, such as http://schemas.microsoft.com/…/ADSCIM/2.0/Group.',
    },
    () => {
      expectAccepted(asked.response, 'entra', 'createGroup');
      expectIdentified(asked.response);
      expectHeld(asked.response, { displayName: name.value });
    },
  );

  interop('interop.entra.groups.found', { ...rule('ENTRA-GROUP-03'), ...says.groupFound }, () =>
    expectOnly(found.response, created.id),
  );

  interop(
    'interop.entra.groups.in-capitals',
    {
      ...rule('ENTRA-GROUP-17'),
      title: 'a look-up by displayName in capitals finds the same group',
      fix: 'Compare displayName of groups without regard to letter case.',
    },
    speaking('entra', async ({ say, dialect }) => {
      void found.response;
      expectOnly(await say(dialect.matchGroup(name.value.toUpperCase())), id());
    }),
  );

  interop(
    'interop.entra.groups.same-name',
    {
      ...rule('ENTRA-GROUP-14'),
      title: 'a second group with the same displayName is refused with 409',
      fix: 'Keep displayName of groups unique, and answer 409: Entra matches by it and stops at two of one name.',
    },
    speaking('entra', async (talk) => {
      void created.resource;
      expect(await makeGroup(talk, name.value)).to.have.status(409);
    }),
  );

  interop(
    'interop.entra.groups.unusual',
    { ...rule('ENTRA-QUERY-12', 'ENTRA-GROUP-03'), ...says.unusualGroup },
    unusualGroupFound('entra'),
  );

  interop(
    'interop.entra.groups.empty-members',
    {
      ...rule('ENTRA-GROUP-02'),
      title: 'members as an empty array in a create is taken',
      fix: 'Take "members": [] as no members.',
    },
    speaking('entra', async (talk) => {
      const request = talk.dialect.createGroup({ displayName: newGroupName(talk) });
      const asked = await talk.say(request && { ...request, body: { ...request.body, members: [] } });
      const answer = await withoutForeignSchemas(talk, asked);
      expectAccepted(answer, 'entra', 'createGroup');
      expectIdentified(answer);
    }),
  );
});

scenario('Entra reads a group without its members', { needs: 'groups' }, () => {
  const { name, created, filled } = groupWithMember('entra');
  const listed = findGroup(
    'entra',
    () => name.value,
    () => created.id,
  );
  const shown = given(
    'the group is read without members',
    speaking('entra', ({ say, dialect }) => say(dialect.readGroup(created.id))),
  );
  const without = (group: JsonObject | undefined, n: number): void => {
    if (!filled.value.isShown) notApplicable('the target shows no members at all');
    if (!group) fail('the group', 'an answer without it', { exchange: n });
    if (read(group, 'members.value') !== undefined)
      fail('a group without members', 'a group with members', { exchange: n });
  };

  interop(
    'interop.entra.groups.list-without-members',
    {
      ...rule('ENTRA-GROUP-04'),
      title: 'excludedAttributes=members keeps members out of look-ups',
      fix: 'Support excludedAttributes on GET /Groups.',
      why: 'Entra never reads members: large groups make its look-ups slow, and some targets list a group once a member.',
    },
    () => {
      expectOnly(listed.response, created.id);
      without(resourcesOf(listed.response)[0], listed.response.n);
    },
  );

  interop(
    'interop.entra.groups.read-without-members',
    {
      ...rule('ENTRA-GROUP-05'),
      title: 'excludedAttributes=members keeps members out of the group',
      fix: 'Support excludedAttributes on GET /Groups/{id}.',
    },
    () => {
      expect(shown.response).to.have.status(200);
      without(shown.resource, shown.response.n);
    },
  );
});
