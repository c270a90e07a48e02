/** What comes together in one request for a group, and groups that contain each other. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  isServerFault,
  judgeEach,
  memberPath,
  must,
  notApplicable,
  postGroup,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, makeUsers, membersOf, needsMembers, readGroup } from './_group.js';

scenario('Name and members in one PATCH', { needs: ['groups', 'patch'] }, () => {
  const users = given('three users are posted', (context) => makeUsers(context, 3));
  const [first, second, third] = [0, 1, 2].map((index) => () => users.value[index] ?? '') as [
    () => string,
    () => string,
    () => string,
  ];
  const group = given('a group with the first is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: [first()] })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, [first()]));

  must(
    'groups.mixed.name-and-members',
    {
      title: 'name and members that change in one PATCH are both stored',
      spec: ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.3-16'],
      fix: 'Run every operation, and every attribute of a value without path; members are no call of their own.',
      why: 'A provider that sends a rename with the members believes that both arrived.',
    },
    async (context) => {
      const { scim, a, target } = context;
      needsMembers(before.response);
      if (!target.mayChange('/Groups', 'displayName')) notApplicable('displayName is not published as readWrite');
      const names = [`Apart ${a.marker()}`, `Together ${a.marker()}`] as const;
      const changes = [
        {
          how: 'by two operations',
          name: names[0],
          operations: [
            { op: 'replace', path: 'displayName', value: names[0] },
            { op: 'add', path: 'members', value: [a.member(second())] },
          ],
          wanted: [first(), second()],
        },
        {
          how: 'by one value without path',
          name: names[1],
          operations: [
            { op: 'replace', value: { displayName: names[1], members: [a.member(second()), a.member(third())] } },
          ],
          wanted: [second(), third()],
        },
      ];
      await judgeEach(
        changes,
        ({ how }) => how,
        async ({ name, operations, wanted }) => {
          expect(await scim.patch(group.path, operations)).to.succeeded();
          const now = await readGroup(context, group.path, wanted);
          expect(now).to.hold('displayName', name);
          expectMembers(now, wanted);
        },
      );
    },
  );

  must(
    'groups.mixed.some-present',
    {
      title: 'a new member that is added beside one who is there arrives',
      spec: 'RFC7644-3.5.2.1-08',
      fix: 'Look at each member by itself; leave out those who are there, not the whole operation.',
      why: 'Providers send overlapping lists; the new one would never get access.',
    },
    async (context) => {
      const now = membersOf(await readGroup(context, group.path));
      const [there, fresh] = [now[0], users.value.find((id) => !now.includes(id))];
      if (there === undefined || fresh === undefined) notApplicable('the group is empty, or full');
      const value = [there, fresh].map((id) => context.a.member(id));
      const response = await context.scim.patch(group.path, [{ op: 'add', path: 'members', value }]);
      // Whether a repeated member is refused is judged where it stands alone.
      if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
      const after = await readGroup(context, group.path, [...now, fresh]);
      const missing = [...now, fresh].filter((id) => !membersOf(after).includes(id));
      if (missing.length > 0) fail(`members with ${missing.join(', ')}`, 'without', { exchange: after.n });
    },
  );
});

scenario('Attributes that are asked for in a PATCH of a group', { needs: ['groups', 'patch'] }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const [first, second] = [0, 1].map((index) => () => users.value[index] ?? '') as [() => string, () => string];
  const group = given('a group with the first is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: [first()] })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, [first()]));
  const asked = given('the second is added with attributes=members', ({ scim, a }) => {
    const operation = { op: 'add', path: 'members', value: [a.member(second())] };
    needsMembers(before.response);
    return scim.patch(group.path, [operation], { query: { attributes: 'members' } });
  });

  must(
    'groups.mixed.attributes',
    {
      title: 'PATCH of a group with attributes=members answers 200 with them',
      spec: 'RFC7644-3.5.2-37',
      fix: 'Answer 200 with the asked attributes when the request has an attributes parameter, for groups, too.',
    },
    () => {
      expect(asked.response).to.succeeded();
      expect(asked.response).to.have.status(200);
      expect(asked.response).to.hold('id', group.id);
      expectMembers(asked.response, [first(), second()]);
    },
  );

  must(
    'groups.mixed.attributes-only',
    {
      title: 'PATCH of a group with attributes=members hides its name',
      spec: ['RFC7644-3.9-04', 'RFC7644-3.4.2.5-03'],
      fix: 'Apply attributes= to the answer of a PATCH of a group as to that of a GET.',
    },
    ({ target }) => {
      if (asked.response.status !== 200) notApplicable(`the answer is ${asked.response.status}`);
      if (target.attribute('/Groups', 'displayName')?.returned === 'always')
        notApplicable('displayName is always returned');
      expect(asked.response).to.hold('id', group.id);
      expect(asked.response).to.not.assign('displayName');
    },
  );
});

scenario('Groups that contain each other', { needs: ['groups', 'patch'] }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const inner = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const outer = given('a group with that group is posted', ({ scim, a }) =>
    scim.post('/Groups', { ...a.group(), members: [a.member(inner.id, 'Group')] }),
  );

  should(
    'groups.mixed.circle',
    {
      title: 'a circle of groups is refused or stored, and all in it stay readable',
      spec: 'RFC7644-3.12-11',
      fix: 'Refuse a member that contains the group, or stop where a group was seen before.',
      why: 'One wrong drag in the directory, and every read of these groups and people runs for ever.',
    },
    async ({ scim, a }) => {
      if (!succeeded(outer.response) || !membersOf(outer.response).includes(inner.id))
        notApplicable('the target does not nest groups');
      const sane = (response: ScimResponse): void => {
        if (isServerFault(response)) fail('2xx or 4xx', describeAnswer(response), { exchange: response.n });
      };
      const add = (path: string, value: string) =>
        scim.patch(path, [{ op: 'add', path: 'members', value: [a.member(value, 'Group')] }]);
      const reads = [inner.path, outer.path, `/Users/${encodeURIComponent(users.value[0] ?? '')}`];
      // First a group that contains itself, then two that contain each other.
      for (const member of [inner.id, outer.id]) {
        const response = await add(inner.path, member);
        sane(response);
        if (!succeeded(response)) continue;
        for (const path of reads) {
          const now = await scim.get(path);
          sane(now);
          if (!succeeded(now)) fail('200', describeAnswer(now), { exchange: now.n });
        }
        sane(await scim.patch(inner.path, [{ op: 'remove', path: memberPath(member) }]));
      }
    },
  );
});
