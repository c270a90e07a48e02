/** Okta's app wizard pushes a group by PUT of the whole group. */
import { expect, fail, given, interop, read, sameText, scenario, urns } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { nameGivenUpIsFree } from '../_again.js';
import { people, speaking, type Resource } from '../_conversation.js';
import { changeGroup, existingGroup, largeGroupPushed, membership, membersOf, unknownMemberTaken } from '../_groups.js';
import { expectMemberObjects, expectMembers, needMembers } from '../_judge.js';
import { newGroupName } from '../_people.js';
import { says } from '../_words.js';

scenario('Okta pushes a group by PUT', { needs: 'groups' }, () => {
  const users = people('okta-aiw', 3);
  const { name: first, created } = existingGroup('okta-aiw');
  const group = (): string => created.id;
  /** The group as Okta knows it: what the target shows, or how it spells it, does not matter for a PUT. */
  const inOkta = (displayName: string): Resource => ({
    schemas: [urns.GROUP_SCHEMA],
    id: group(),
    displayName,
    members: users.value.map((value) => ({ value, display: 'ada@example.com' })),
  });
  const pushed = membership(
    'okta-aiw',
    'three members are pushed',
    group,
    (dialect) =>
      dialect.replaceMembers(
        group(),
        users.value.map((id) => ({ id, display: 'ada@example.com' })),
        inOkta(first.value),
      ),
    () => users.value,
  );
  const name = given('another name', (context) => newGroupName(context));
  const renamed = membership(
    'okta-aiw',
    'the group is renamed',
    group,
    (dialect) => dialect.renameGroup(group(), name.value, inOkta(first.value)),
    () => users.value,
  );

  interop('interop.okta-aiw.groups.pushed', { ...rule('OKTA-GROUP-08'), ...says.membersAdded }, async ({ scim }) => {
    expect(pushed.value.response).to.succeeded();
    expectMembers(pushed.value, users.value);
    expectMemberObjects(await scim.get(created.path));
  });

  interop(
    'interop.okta-aiw.groups.renamed',
    { ...rule('OKTA-GROUP-09'), ...says.groupRenamed },
    speaking('okta-aiw', async (talk) => {
      needMembers(pushed.value, users.value);
      expect(renamed.value.response).to.succeeded();
      const shown = read((await talk.scim.get(created.path)).json, 'displayName');
      if (!sameText(shown, name.value)) fail(`displayName "${name.value}"`, `displayName ${JSON.stringify(shown)}`);
      expectMembers(renamed.value, users.value);
    }),
  );

  interop(
    'interop.okta-aiw.groups.rename-alone',
    {
      ...rule('OKTA-GROUP-10'),
      title: 'PUT of a group without members does not empty it',
      fix: 'Leave the members as they are where a PUT does not hold the attribute: renames come without it.',
    },
    speaking('okta-aiw', async (talk) => {
      needMembers(renamed.value, users.value);
      const body = { schemas: [urns.GROUP_SCHEMA], displayName: name.value };
      const response = await changeGroup(talk, group(), () =>
        (talk.dialect.renameGroup(group(), name.value, inOkta(name.value)) ?? []).map((request) =>
          request.method === 'PUT' ? { ...request, body } : request,
        ),
      );
      expectMembers({ response, members: await membersOf(talk, group(), users.value) }, users.value);
    }),
  );

  interop(
    'interop.okta-aiw.groups.unknown-member',
    { ...rule('CLIENT-ANY-07'), ...says.memberUnknown },
    unknownMemberTaken('okta-aiw', group, users),
  );
});

scenario('Okta renames a group by PUT and pushes another of its old name', { needs: 'groups' }, () => {
  interop(
    'interop.okta-aiw.groups.name-given-up',
    { ...rule('OKTA-GROUP-18'), ...says.nameGivenUp },
    nameGivenUpIsFree('okta-aiw'),
  );
});

scenario('Okta pushes a large group by PUT', { needs: 'groups', early: true }, () => {
  const group = existingGroup('okta-aiw');

  interop(
    'interop.okta-aiw.groups.large',
    { ...rule('OKTA-GROUP-17'), ...says.largePush },
    largeGroupPushed('okta-aiw', group),
  );
});
