/** Okta pushes a group by PATCH: the whole membership, single changes, a new name. */
import { expect, fail, given, interop, read, sameText, scenario } from '../../../harness/language.js';
import { rule, type Member } from '../../../harness/interop.js';
import { nameGivenUpIsFree } from '../_again.js';
import { people, speaking } from '../_conversation.js';
import { changeGroup, existingGroup, largeGroupPushed, membership, membersOf } from '../_groups.js';
import { expectMembers, needMembers } from '../_judge.js';
import { newGroupName } from '../_people.js';
import { says } from '../_words.js';

scenario('Okta pushes a group by PATCH', { needs: ['groups', 'patch'] }, () => {
  const users = people('okta-oin', 4);
  const { created } = existingGroup('okta-oin');
  const group = (): string => created.id;
  const first = (): string[] => users.value.slice(0, 3);
  const others = (): string[] => users.value.slice(1);
  // Okta sends the login of each member as display.
  const asMembers = (ids: readonly string[]): Member[] => ids.map((id) => ({ id, display: 'ada@example.com' }));

  const pushed = membership(
    'okta-oin',
    'three members are pushed',
    group,
    (dialect, current) => dialect.replaceMembers(group(), asMembers(first()), current),
    first,
  );
  const changed = membership(
    'okta-oin',
    'one leaves and another joins by one request',
    group,
    (dialect, current) => {
      const [leave] = dialect.removeMembers(group(), asMembers(users.value.slice(0, 1)), current) ?? [];
      const [join] = dialect.addMembers(group(), asMembers(users.value.slice(3)), current) ?? [];
      if (!leave || !join) return null;
      const operations = [leave, join].flatMap(({ body }) => body?.['Operations'] as object[]);
      return [{ ...leave, body: { ...leave.body, Operations: operations as never } }];
    },
    others,
  );
  const name = given('another name', (context) => newGroupName(context));
  const renamed = membership(
    'okta-oin',
    'the group is renamed',
    group,
    (dialect, current) => dialect.renameGroup(group(), name.value, current),
    others,
  );
  const narrowed = membership(
    'okta-oin',
    'one member alone is pushed',
    group,
    (dialect, current) => dialect.replaceMembers(group(), asMembers(users.value.slice(0, 1)), current),
    () => users.value.slice(0, 1),
  );
  const emptied = membership(
    'okta-oin',
    'an empty list is pushed',
    group,
    (dialect, current) => dialect.replaceMembers(group(), [], current),
    () => [],
  );

  interop('interop.okta-oin.groups.pushed', { ...rule('OKTA-GROUP-03'), ...says.membersAdded }, () =>
    expectMembers(pushed.value, first()),
  );

  interop(
    'interop.okta-oin.groups.changed',
    {
      ...rule('OKTA-GROUP-05'),
      title: 'one request removes a member and adds another',
      fix: 'Apply the operations of a PATCH in order: remove at members[value eq "…"], then add at members.',
    },
    () => {
      needMembers(pushed.value, first());
      expectMembers(changed.value, others());
    },
  );

  interop(
    'interop.okta-oin.groups.renamed',
    { ...rule('OKTA-GROUP-06'), ...says.groupRenamed },
    speaking('okta-oin', async (talk) => {
      needMembers(changed.value, others());
      expect(renamed.value.response).to.succeeded();
      const shown = read((await talk.scim.get(created.path)).json, 'displayName');
      if (!sameText(shown, name.value)) fail(`displayName "${name.value}"`, `displayName ${JSON.stringify(shown)}`);
      expectMembers(renamed.value, others());
    }),
  );

  interop(
    'interop.okta-oin.groups.narrowed',
    {
      ...rule('OKTA-GROUP-03'),
      title: 'a push of one member leaves that one alone',
      fix: 'Take replace at members as the whole membership: who is not in it leaves.',
    },
    () => {
      needMembers(changed.value, others());
      expectMembers(narrowed.value, users.value.slice(0, 1));
    },
  );

  interop(
    'interop.okta-oin.groups.emptied',
    {
      ...rule('OKTA-GROUP-04'),
      title: 'an empty list of members empties the group',
      fix: 'Take replace at members with an empty array as the removal of everybody.',
    },
    () => {
      needMembers(narrowed.value, users.value.slice(0, 1));
      expectMembers(emptied.value, []);
    },
  );

  interop(
    'interop.okta-oin.groups.unknown-member',
    {
      ...rule('OKTA-GROUP-07'),
      title: 'a member that does not exist does not sink those that do',
      fix: 'Leave the unknown member out and store the others, so that one deleted user does not block a push.',
    },
    speaking('okta-oin', async (talk) => {
      void emptied.value;
      const known = users.value.slice(0, 1);
      const pushes = asMembers([...known, talk.a.unknownId(known[0] ?? '')]);
      const response = await changeGroup(talk, group(), (current) =>
        talk.dialect.replaceMembers(group(), pushes, current),
      );
      const all = (shown: readonly string[]): boolean => known.every((id) => shown.includes(id));
      const members = await membersOf(talk, group(), known, all);
      if (!all(members)) expectMembers({ response, members }, known);
    }),
  );
});

scenario('Okta renames a group and pushes another of its old name', { needs: ['groups', 'patch'] }, () => {
  interop(
    'interop.okta-oin.groups.name-given-up',
    { ...rule('OKTA-GROUP-18'), ...says.nameGivenUp },
    nameGivenUpIsFree('okta-oin'),
  );
});

scenario('Okta pushes a large group by PATCH', { needs: ['groups', 'patch'], early: true }, () => {
  const group = existingGroup('okta-oin');

  interop(
    'interop.okta-oin.groups.large',
    { ...rule('OKTA-GROUP-17'), ...says.largePush },
    largeGroupPushed('okta-oin', group),
  );
});

scenario('Okta pushes to one group side by side', { needs: ['groups', 'patch'] }, () => {
  const users = people('okta-oin', 5);
  const { created } = existingGroup('okta-oin');

  interop(
    'interop.okta-oin.groups.concurrent',
    {
      ...rule('OKTA-GROUP-13'),
      title: 'members added at the same time are all kept',
      fix: 'Change memberships in the database, or lock the group: do not read, change and write the whole list.',
    },
    speaking('okta-oin', async (talk) => {
      const group = created.id;
      const add = (id: string) => talk.dialect.addMembers(group, [{ id }], { id: group, members: [] })?.[0] ?? null;
      const answers = await Promise.all(users.value.map((id) => talk.say(add(id))));
      const accepted = users.value.filter((_user, index) => (answers[index]?.status ?? 500) < 300);
      const members = await membersOf(talk, group, accepted);
      const lost = accepted.filter((user) => !members.includes(user)).length;
      if (accepted.length === 0) fail('members to be added', `${answers[0]?.status}`, { exchange: answers[0]?.n ?? 0 });
      if (lost > 0) fail(`${accepted.length} members`, `${lost} of them missing`, { exchange: answers[0]?.n ?? 0 });
    }),
  );
});
