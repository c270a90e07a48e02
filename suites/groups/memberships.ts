import {
  describeAnswer,
  describeDifference,
  entries,
  expect,
  fail,
  given,
  isServerFault,
  judgeEach,
  memberPath,
  must,
  notApplicable,
  oracle,
  postGroup,
  read,
  resourceOf,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, makeUsers, membersOf, needsMembers, readGroup } from './_group.js';

scenario('Several changes of members in one request', { needs: ['groups', 'patch'] }, () => {
  const users = given('four users are posted', (context) => makeUsers(context, 4));
  const user = (index: number): string => users.value[index] ?? '';
  const group = given('a group with the first user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: [user(0)] })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, [user(0)]));
  const added = given('three are added, each by an operation of its own', ({ scim, a }) =>
    scim.patch(
      group.path,
      users.value.slice(1).map((id) => ({ op: 'add', path: 'members', value: [a.member(id)] })),
    ),
  );
  const full = given('the group is read', (context) => readGroup(context, group.path, users.value));

  must(
    'groups.memberships.added-apart',
    {
      title: 'operations that each add one member all take effect',
      spec: ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.1-08'],
      fix: 'Run every operation on the result of the one before; do not key them by path.',
      why: 'Of ten people added to a group in one request nine would be missing.',
    },
    () => {
      needsMembers(before.response);
      expect(added.response).to.succeeded();
      expectMembers(full.response, users.value);
    },
  );

  const removed = given('two are removed, each by an operation of its own', ({ scim }) =>
    scim.patch(
      group.path,
      [user(1), user(3)].map((value) => ({ op: 'remove', path: memberPath(value) })),
    ),
  );
  const left = given('the group is read', (context) => readGroup(context, group.path, [user(0), user(2)]));

  must(
    'groups.memberships.removed-apart',
    {
      title: 'operations that each remove one member all take effect',
      spec: ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.2-05'],
      fix: 'Run every operation on the result of the one before.',
    },
    () => {
      if (membersOf(full.response).length < users.value.length) notApplicable('the members are not all there');
      expect(removed.response).to.succeeded();
      expectMembers(left.response, [user(0), user(2)]);
    },
  );
});

scenario('A user in several groups', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const groups = given('three groups with that user are posted', async ({ scim, a }) => {
    const made = [];
    for (let i = 0; i < 3; i += 1) made.push(await postGroup(scim, a.group({ members: users.value })));
    return made.map((response) => String(read(resourceOf(response), 'id')));
  });
  const look = given('the user is read until all groups are there', ({ scim, settle, target }) => {
    const onRequest = target.onRequest('/Users', 'groups');
    return settle(
      () =>
        scim.get(
          `/Users/${encodeURIComponent(users.value[0] ?? '')}`,
          onRequest ? { query: { attributes: 'userName,groups' } } : {},
        ),
      (response) => entries(response.json, 'groups').length >= groups.value.length,
    );
  });

  should(
    'groups.memberships.every-group',
    {
      title: 'groups of a user lists each of its groups, once',
      spec: ['RFC7643-4.1.2-33', 'RFC7643-2.4-13'],
      fix: 'Return every membership of the user once, not the first one.',
    },
    ({ target }) => {
      if (!target.attribute('/Users', 'groups')) return 'groups is not published';
      const shown = entries(resourceOf(look.response), 'groups').map((entry) => String(read(entry, 'value')));
      if (shown.length === 0) notApplicable('the target shows no groups of the user');
      const missing = groups.value.filter((id) => !shown.includes(id));
      if (missing.length > 0)
        fail(`${groups.value.length} groups of the user`, `${missing.length} of them missing`, {
          exchange: look.response.n,
        });
      const twice = groups.value.filter((id) => shown.filter((each) => each === id).length > 1);
      if (twice.length > 0)
        fail('each group once', `${twice.length} of them more than once`, { exchange: look.response.n });
      return undefined;
    },
  );
});

scenario('A member who changes', { needs: 'groups' }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const group = given('a group with both is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, users.value));
  const path = (): string => `/Users/${encodeURIComponent(users.value[0] ?? '')}`;

  must(
    'groups.memberships.member-changed',
    {
      title: 'a change of a user leaves it in its groups',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
      fix: 'Key memberships by the id of the user; a write of a user touches no group.',
      why: 'Whoever marries or changes departments would lose all access.',
    },
    async (context) => {
      const { scim, a, target } = context;
      needsMembers(before.response);
      expectMembers(before.response, users.value);
      const name = (): string => `Changed ${a.marker()}`;
      const changes = [
        { op: 'replace', path: 'userName', value: a.userName() },
        { op: 'replace', path: 'displayName', value: name() },
        { op: 'replace', path: 'name.familyName', value: name() },
        { op: 'replace', path: 'externalId', value: `ext-${a.marker()}` },
        { op: 'replace', path: 'emails', value: [{ value: a.email(), type: 'work', primary: true }] },
        { op: 'replace', value: { title: name() } },
      ].filter(({ path: at = 'title' }) => target.attribute('/Users', at)?.mutability === 'readWrite');
      const writes: [string, () => Promise<ScimResponse>][] =
        target.lacks('patch') === undefined
          ? changes.map((each) => [`PATCH of ${each.path ?? 'title'}`, () => scim.patch(path(), [each])])
          : [];
      let lost: string | undefined;
      await judgeEach(
        [...writes, ['PUT of a new user in its place', () => scim.put(path(), a.user())] as const],
        ([what]) => what,
        async ([what, write]) => {
          if (lost) notApplicable(`the user lost its group by the ${lost} before`);
          const response = await write();
          if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
          const now = await readGroup(context, group.path, users.value);
          if (!membersOf(now).includes(users.value[0] ?? '')) lost = what;
          expectMembers(now, users.value);
        },
      );
    },
  );
});

scenario('A member who is disabled', { needs: ['groups', 'patch'] }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const path = (): string => `/Users/${encodeURIComponent(users.value[0] ?? '')}`;
  const disabled = given('one of them is disabled', async ({ scim }) => {
    const response = await scim.patch(path(), [{ op: 'replace', path: 'active', value: false }]);
    if (!succeeded(response)) notApplicable(`the target refuses to disable a user: ${describeAnswer(response)}`);
    const now = await scim.get(path());
    if (read(now.json, 'active') !== false) notApplicable('the target does not show the user as disabled');
    return now;
  });
  const group = given('a group with that user is posted', ({ scim, a }) => {
    void disabled.resource;
    return postGroup(scim, a.group({ members: users.value.slice(0, 1) }));
  });

  must(
    'groups.memberships.member-untouched',
    {
      title: 'a change of a group leaves a disabled member disabled, and as it was',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
      fix: 'Write memberships and nothing else of the members; do not save or provision them anew.',
      why: 'Who left would have access again as soon as somebody else joins the team.',
    },
    async ({ scim, a, target }) => {
      const add = { op: 'add', path: 'members', value: users.value.map((id) => a.member(id)) };
      const rename = { op: 'replace', path: 'displayName', value: `Team ${a.marker()}` };
      const changed = await scim.patch(group.path, [add, rename]);
      const replaced = await scim.put(group.path, a.group({ members: users.value }));
      if (!succeeded(changed) && !succeeded(replaced)) notApplicable('the target refuses to change the group');
      const now = await scim.get(path());
      const model = target.user ?? oracle.userModel;
      const found = oracle
        .differences(disabled.resource, resourceOf(now), model)
        .find(({ path: at }) => !/^(groups|meta|roles|entitlements)\b/i.test(at));
      if (found) fail(`${found.path} as before`, describeDifference(found), { exchange: now.n });
    },
  );
});

scenario('A PATCH of a group that fails', { needs: ['groups', 'patch'] }, () => {
  const users = given('three users are posted', (context) => makeUsers(context, 3));
  const group = given('a group with two of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 2) })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, users.value.slice(0, 2)));

  must(
    'groups.memberships.atomic',
    {
      title: 'a PATCH of a group that fails changes neither members nor name',
      spec: ['RFC7644-3.5.2-31', 'RFC7644-3.5.2-32'],
      fix: 'Apply all operations to a copy, members included, and store it only when every one succeeded.',
      why: 'A refused change that took a member out is never repaired: nobody knows of it.',
    },
    async (context) => {
      const { scim, a } = context;
      const wanted = users.value.slice(0, 2);
      const [, , third = ''] = users.value;
      needsMembers(before.response);
      expectMembers(before.response, wanted);
      const foreign = { op: 'replace', path: 'id', value: a.unknownId(group.id) };
      const good: [string, object][] = [
        ['an added member', { op: 'add', path: 'members', value: [a.member(third)] }],
        ['a removed member', { op: 'remove', path: memberPath(users.value[0]) }],
        ['replaced members', { op: 'replace', path: 'members', value: [a.member(third)] }],
        ['a new name', { op: 'replace', path: 'displayName', value: `Half ${a.marker()}` }],
      ];
      await judgeEach(
        good,
        ([what]) => what,
        async ([, operation]) => {
          const response = await scim.patch(group.path, [operation, foreign]);
          if (succeeded(response)) notApplicable('the target accepts another id, and ignores it');
          const now = await readGroup(context, group.path, wanted);
          expectMembers(now, wanted);
          expect(now).to.hold('displayName', read(before.resource, 'displayName'));
        },
      );
    },
  );

  must(
    'groups.memberships.broken-path',
    {
      title: 'a path of members that cannot be read is refused, and all members stay',
      spec: 'RFC7644-3.5.2-15',
      fix: 'Parse paths of groups as those of users, and answer 400 invalidPath.',
      why: 'A filter that is not understood would take everybody out of a team.',
    },
    async (context) => {
      const wanted = users.value.slice(0, 2);
      needsMembers(before.response);
      expectMembers(before.response, wanted);
      const path = memberPath(users.value[0]).slice(0, -1);
      expect(await context.scim.patch(group.path, [{ op: 'remove', path }])).to.be.refused();
      expectMembers(await readGroup(context, group.path, wanted), wanted);
    },
  );

  must(
    'groups.memberships.unknown-op',
    {
      title: 'an op other than add, remove and replace is refused, for groups, too',
      spec: 'RFC7644-3.5.2-07',
      fix: 'Check the operations of groups as those of users: 400 invalidSyntax for an unknown op.',
      why: 'A client that is answered 200 takes the change for made.',
    },
    async ({ scim, a }) => {
      const value = `Hx ${a.marker()}`;
      const response = await scim.patch(group.path, [{ op: 'hxop', path: 'displayName', value }]);
      expect(response).to.be.refused();
      const now = await scim.get(group.path);
      if (read(resourceOf(now), 'displayName') === value)
        fail('the name as before', `displayName ${value}`, { exchange: now.n });
    },
  );

  must(
    'groups.memberships.without-path',
    {
      title: 'remove without a path is refused with noTarget, and all members stay',
      spec: 'RFC7644-3.5.2.2-01',
      fix: 'Answer 400 with scimType noTarget when a remove has no path, for groups as for users.',
    },
    async (context) => {
      const wanted = users.value.slice(0, 2);
      needsMembers(before.response);
      expectMembers(before.response, wanted);
      const response = await context.scim.patch(group.path, [{ op: 'remove' }]);
      expectMembers(await readGroup(context, group.path, wanted), wanted);
      expect(response).to.be.scimError(400, 'noTarget');
    },
  );
});

scenario('Deleting a member', { needs: 'groups' }, () => {
  const users = given('three users are posted', (context) => makeUsers(context, 3));
  const group = given('a group with all of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, users.value));
  const deleted = given('one of the users is deleted', ({ scim }) =>
    scim.delete(`/Users/${encodeURIComponent(users.value[1] ?? '')}`),
  );

  must(
    'groups.memberships.others-stay',
    {
      title: 'DELETE of a user leaves its groups and their other members',
      spec: 'RFC7644-3.6-01',
      fix: 'Remove the user and its own memberships alone; check what the foreign keys cascade to.',
      why: 'One leaver would take the access of a whole team along.',
    },
    async (context) => {
      needsMembers(before.response);
      expectMembers(before.response, users.value);
      if (isServerFault(deleted.response)) expect(deleted.response).to.succeeded();
      if (!succeeded(deleted.response)) notApplicable(`a member's DELETE is answered ${deleted.response.status}`);
      const others = [users.value[0] ?? '', users.value[2] ?? ''];
      const now = await readGroup(context, group.path, others);
      expect(now).to.have.status(200);
      expect(now).to.hold('displayName', read(group.sent, 'displayName'));
      const missing = others.filter((id) => !membersOf(now).includes(id));
      if (missing.length > 0)
        fail('the other two members to stay', `${missing.length} of them missing`, { exchange: now.n });
      for (const id of others)
        expect(await context.scim.get(`/Users/${encodeURIComponent(id)}`)).to.be.scimResource('User');
      return membersOf(now).includes(users.value[1] ?? '') ? 'the deleted user is still listed' : undefined;
    },
  );
});
