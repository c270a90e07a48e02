/** Ping and groups: found by reading all of them, members by PATCH or PUT. */
import {
  expect,
  fail,
  interop,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  totalOf,
  urns,
  type Context,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { idsIn, people, speaking } from '../_conversation.js';
import { existingGroup, membership, membersOf, unknownMemberTaken } from '../_groups.js';
import { expectList, expectMemberObjects, expectMembers, needMembers } from '../_judge.js';
import { says } from '../_words.js';

scenario('Ping pushes groups', { needs: 'groups' }, () => {
  const users = people('ping', 3);
  const { created } = existingGroup('ping');
  const id = (): string => created.id;
  const all = (): { id: string }[] => users.value.map((user) => ({ id: user }));
  const added = membership(
    'ping',
    'three members are added',
    id,
    (dialect, current) => dialect.addMembers(created.id, all(), current),
    () => users.value,
  );
  const removed = membership(
    'ping',
    'the first is removed',
    id,
    (dialect, current) => dialect.removeMembers(created.id, all().slice(0, 1), current),
    () => users.value.slice(1),
  );

  interop(
    'interop.ping.groups.listed',
    {
      ...rule('PING-GROUP-01'),
      title: 'a list of all groups holds the new one',
      fix: 'Answer GET /Groups without a filter with every group, in pages where they are many.',
    },
    async (context) => {
      const wanted = created.id;
      const last = await context.settle(
        () => allGroups(context, wanted),
        (seen) => seen.found,
      );
      if (!last.found && !last.whole) notApplicable('the groups are on more pages than a run reads');
      if (!last.found) fail('the new group among all groups', `${last.seen} groups without it`);
    },
  );

  interop('interop.ping.groups.members-added', { ...rule('PING-GROUP-02'), ...says.membersAdded }, () =>
    expectMembers(added.value, users.value),
  );

  interop(
    'interop.ping.groups.members-shape',
    {
      ...rule('CLIENT-ANY-01', 'PING-GROUP-02'),
      class: 'degrades',
      title: 'members of a group are an array of objects',
      fix: 'Write members as [{"value": …}].',
      why: 'Ping reads groups whole, to merge memberships.',
    },
    async ({ scim }) => expectMemberObjects(await scim.get(created.path)),
  );

  interop('interop.ping.groups.member-removed', { ...rule('PING-GROUP-02'), ...says.memberRemoved }, () => {
    needMembers(added.value, users.value);
    expectMembers(removed.value, users.value.slice(1));
  });

  interop(
    'interop.ping.groups.put',
    {
      ...rule('PING-GROUP-03'),
      title: 'PUT of a whole group stores its members',
      fix: 'Take members in PUT /Groups/{id}.',
    },
    speaking('ping', async (talk) => {
      const group = await talk.scim.get(created.path);
      const body = {
        schemas: [urns.GROUP_SCHEMA],
        displayName: read(group.json, 'displayName') as string,
        members: all().map(({ id: value }) => ({ value })),
      };
      const response = await talk.scim.put(created.path, body);
      expect(response).to.succeeded();
      expectMembers({ response, members: await membersOf(talk, created.id, users.value) }, users.value);
    }),
  );

  interop(
    'interop.ping.groups.unknown-member',
    { ...rule('CLIENT-ANY-07'), ...says.memberUnknown },
    unknownMemberTaken('ping', id, users),
  );
});

/** Reads all groups, page by page, until the wanted one is seen. */
async function allGroups({ scim }: Context, wanted: string): Promise<{ found: boolean; seen: number; whole: boolean }> {
  let seen = 0;
  for (let page = 0; page < 20; page += 1) {
    const response = await scim.get('/Groups', seen === 0 ? {} : { query: { startIndex: seen + 1 } });
    expectList(response);
    seen += resourcesOf(response).length;
    if (idsIn(response).includes(wanted)) return { found: true, seen, whole: false };
    if (resourcesOf(response).length === 0 || seen >= Number(totalOf(response)))
      return { found: false, seen, whole: true };
  }
  return { found: false, seen, whole: false };
}
