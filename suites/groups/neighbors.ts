/** A write of one group reaches no other, however much the two have in common. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  judgeEach,
  memberPath,
  must,
  notApplicable,
  pathOf,
  postGroup,
  read,
  resourceOf,
  scenario,
  succeeded,
  withMembers,
  type Context,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, makeUsers, membersOf, readGroup } from './_group.js';

/** A group as it was read last. */
interface Watched {
  what: string;
  path: string;
  displayName: unknown;
  members: string[];
}

/** Reads groups as they are now. */
async function watch(context: Context, groups: readonly { what: string; path: string }[]): Promise<Watched[]> {
  const watched: Watched[] = [];
  for (const { what, path } of groups) {
    const now = await readGroup(context, path);
    watched.push({ what, path, displayName: read(resourceOf(now), 'displayName'), members: membersOf(now) });
  }
  return watched;
}

/** Each group is there, with name and members as they were. */
function expectAsBefore(context: Context, watched: readonly Watched[]): Promise<void> {
  return judgeEach(
    watched,
    ({ what }) => what,
    async ({ path, displayName, members }) => {
      const now = await readGroup(context, path, members);
      expect(now).to.be.scimResource('Group');
      expect(now).to.hold('displayName', displayName);
      expectMembers(now, members);
    },
    'the target takes none of them',
  );
}

scenario('Groups with the same name, the same members, or none', { needs: 'groups' }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const group = given('a group with one of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 1) })),
  );
  const empty = given('an empty group is posted', ({ scim, a }) => postGroup(scim, a.group()));
  const others = given('groups that are like them are posted', async (context) => {
    const { scim, a } = context;
    const { displayName } = group.sent;
    resourceOf(empty.response);
    const posted = [
      { what: 'a group of the same name', response: await scim.post('/Groups', a.group({ displayName, members: [] })) },
      { what: 'a group with the same member', response: await scim.post('/Groups', a.group({ members: users.value })) },
      { what: 'another empty group', response: await scim.post('/Groups', a.group()) },
    ].filter(({ response }) => succeeded(response));
    return watch(
      context,
      posted.map(({ what, response }) => ({ what, path: pathOf(response) })),
    );
  });

  must(
    'groups.neighbors.changed',
    {
      title: 'a change of one group leaves those that are like it',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
      fix: 'Change by the id of the URL alone: neither by name, nor all rows of a member, nor a shared empty list.',
      why: 'Who leaves one team would leave all, or join strangers.',
    },
    async (context) => {
      const { scim, a, target } = context;
      const [first = '', second = ''] = users.value;
      const watched = others.value;
      const patch = (how: string, at: string, operation: object) => ({ how, send: () => scim.patch(at, [operation]) });
      const changes = [
        ...(target.lacks('patch')
          ? []
          : [
              patch('a member is added to an empty group', empty.path, {
                op: 'add',
                path: 'members',
                value: [a.member(second)],
              }),
              patch('a member is removed', group.path, { op: 'remove', path: memberPath(first) }),
              patch('the name is replaced', group.path, {
                op: 'replace',
                path: 'displayName',
                value: `Team ${a.marker()}`,
              }),
            ]),
        {
          how: 'members are put',
          send: () => scim.put(group.path, withMembers(group.sent, { members: [a.member(second)] })),
        },
      ];
      for (const { how, send } of changes) {
        const response = await send();
        if (!succeeded(response)) continue;
        await expectAsBefore(
          context,
          watched.map((each) => ({ ...each, what: `${each.what} when ${how}` })),
        );
      }
    },
  );

  must(
    'groups.neighbors.deleted',
    {
      title: 'DELETE of a group leaves those of its name and its members',
      spec: 'RFC7644-3.6-01',
      fix: 'Delete by the id of the URL alone, and of the memberships only those in this group.',
      why: 'With one team that is dissolved the access of others would go.',
    },
    async (context) => {
      const { scim } = context;
      const watched = await watch(context, others.value);
      const response = await scim.delete(group.path);
      if (!succeeded(response)) notApplicable(`the DELETE was answered ${describeAnswer(response)}`);
      await expectAsBefore(context, watched);
    },
  );
});

scenario('Deleting a group in a group', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const posted = (word: string) =>
    given(`${word} is posted`, ({ scim, a }) => postGroup(scim, a.group({ members: users.value })));
  const holding = (held: Given<ScimResponse>) =>
    given('a group with it and the user is posted', async ({ scim, a }) => {
      const members = [a.member(held.id, 'Group'), ...users.value.map((id) => a.member(id))];
      const response = await postGroup(scim, { ...a.group(), members });
      if (!succeeded(response) || !membersOf(await scim.get(pathOf(response))).includes(held.id))
        notApplicable('the target does not nest groups');
      return response;
    });
  const [inner, deep] = [posted('an inner group'), posted('another one')];
  const [outer, top] = [holding(inner), holding(deep)];

  must(
    'groups.neighbors.nested',
    {
      title: 'DELETE of a group leaves the group that holds it, or is in it',
      spec: 'RFC7644-3.6-01',
      fix: 'Remove the group and its own memberships alone; check what the foreign keys cascade to.',
      why: 'One team that is dissolved would take a whole department along.',
    },
    async (context) => {
      const { scim } = context;
      for (const path of [outer.path, inner.path, top.path, deep.path])
        expect(await scim.get(path)).to.be.scimResource('Group');
      for (const path of [inner.path, top.path]) {
        const response = await scim.delete(path);
        if (!succeeded(response)) notApplicable(`the DELETE was answered ${describeAnswer(response)}`);
      }
      for (const path of [outer.path, deep.path]) {
        const now = await readGroup(context, path);
        expect(now).to.be.scimResource('Group');
        const [user = ''] = users.value;
        if (!membersOf(now).includes(user)) fail('the user to stay a member', 'a group without', { exchange: now.n });
      }
    },
  );
});
