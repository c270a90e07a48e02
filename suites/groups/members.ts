import {
  blocked,
  expect,
  fail,
  given,
  memberPath,
  must,
  needsMembership,
  notApplicable,
  pathOf,
  postGroup,
  read,
  resourceOf,
  scenario,
  should,
  succeeded,
  type Context,
  type Given,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, makeUsers, membersOf, needsMembers, readGroup, sameSet } from './_group.js';

interface Step {
  response: ScimResponse;
  read: ScimResponse;
  wanted: string[];
}

/** One PATCH of a group and the read after it; `wanted` are the members that it has to have then. */
async function patchGroup(context: Context, path: string, operations: object[], wanted: string[]): Promise<Step> {
  const response = await context.scim.patch(path, operations);
  return { response, read: await readGroup(context, path, wanted), wanted };
}

function expectStep({ value }: Pick<Given<Step>, 'value'>): void {
  expect(value.response).to.succeeded();
  expectMembers(value.read, value.wanted);
}

/** Blocked where an earlier step went wrong: that has a check of its own, and says nothing about the next step. */
function needsStep({ value }: Given<Step>): void {
  if (!succeeded(value.response) || !sameSet(membersOf(value.read), value.wanted))
    blocked('an earlier change of the members', 'the members are not as the change before this one had to leave them');
}

scenario('Membership by PATCH', { needs: ['groups', 'patch'], early: true }, () => {
  const users = given('four users are posted', (context) => makeUsers(context, 4));
  const user = (index: number): string => users.value[index] ?? '';
  const group = given('a group with the first user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: [user(0)] })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, [user(0)]));

  const added = given('the second is added', (context) =>
    patchGroup(
      context,
      group.path,
      [{ op: 'add', path: 'members', value: [context.a.member(user(1))] }],
      [user(0), user(1)],
    ),
  );

  must(
    'groups.members.add',
    {
      title: 'add of a member by path keeps the members that are there',
      spec: ['RFC7644-3.5.2.1-17', 'RFC7644-3.5.2.1-08', 'RFC7644-3.2-08'],
      fix: 'Append the given members to the stored ones; leave name and externalId as they are.',
      why: 'An add that replaces takes access from everybody else.',
    },
    () => {
      needsMembers(before.response);
      expectStep(added);
      for (const path of ['displayName', 'externalId'])
        if (read(before.resource, path) !== undefined)
          expect(added.value.read).to.hold(path, read(before.resource, path));
    },
  );

  must(
    'groups.members.modified',
    {
      title: 'a change of members moves lastModified forward, and created not at all',
      spec: ['RFC7644-3.5.2-39', 'RFC7643-3.1-29'],
      fix: 'Set meta.lastModified of the group when a member comes or goes, and meta.created once for all.',
    },
    async (context) => {
      needsMembers(before.response);
      const { scim, pause } = context;
      const metaOf = (response: ScimResponse): unknown[] =>
        ['meta.lastModified', 'meta.created'].map((path) => read(resourceOf(response), path));
      const [start, created] = metaOf(added.value.read);
      if (typeof start !== 'string') notApplicable('the target gives no meta.lastModified');
      const steps = [
        { operation: { op: 'remove', path: memberPath(user(1)) }, wanted: [user(0)] },
        { operation: { op: 'add', path: 'members', value: [context.a.member(user(1))] }, wanted: [user(0), user(1)] },
      ];
      // A clock that counts whole seconds must go on between the steps, a finer one does so by itself.
      const rest = Date.parse(start) % 1000 === 0 ? 1100 : 20;
      // Both steps come before any judgment: the member must be back for the checks that follow.
      const seen: { op: string; meta: unknown[] }[] = [];
      for (const { operation, wanted } of steps) {
        await pause(rest);
        expect(await scim.patch(group.path, [operation])).to.succeeded();
        seen.push({ op: operation.op, meta: metaOf(await readGroup(context, group.path, wanted)) });
      }
      let old = start;
      for (const { op, meta } of seen) {
        const [now, then] = meta;
        if (!(Date.parse(String(now)) > Date.parse(old)))
          fail(`meta.lastModified later than ${old} after the ${op}`, `meta.lastModified ${String(now)}`);
        if (typeof created === 'string' && Date.parse(String(then)) !== Date.parse(created))
          fail(`meta.created ${created}`, `meta.created ${String(then)}`);
        old = String(now);
      }
    },
  );

  const two = given('two more are added in one operation', (context) =>
    patchGroup(
      context,
      group.path,
      [{ op: 'add', path: 'members', value: [context.a.member(user(2)), context.a.member(user(3))] }],
      users.value,
    ),
  );

  must(
    'groups.members.add-several',
    {
      title: 'several members added in one operation all arrive',
      spec: 'RFC7644-3.5.2.1-08',
      fix: 'Walk the whole value array of an add.',
    },
    () => {
      needsMembers(before.response);
      expectStep(two);
    },
  );

  const again = given('a member is added again', (context) =>
    patchGroup(context, group.path, [{ op: 'add', path: 'members', value: [context.a.member(user(1))] }], users.value),
  );

  should(
    'groups.members.add-again',
    {
      title: 'adding a member that is there already succeeds, once',
      spec: ['RFC7644-3.5.2.1-14', 'RFC7644-3.5.2.1-15'],
      fix: 'Compare with the stored members first; answer success and keep one entry.',
      why: 'Providers repeat an add after a lost answer.',
    },
    () => {
      needsMembers(before.response);
      needsStep(two);
      expectStep(again);
    },
  );

  const removed = given('one is removed by a filter on value', (context) =>
    patchGroup(
      context,
      group.path,
      [{ op: 'remove', path: memberPath(user(1)) }],
      membersOf(two.value.read).filter((id) => id !== user(1)),
    ),
  );

  must(
    'groups.members.remove',
    {
      title: 'remove of members[value eq "…"] takes that member alone',
      spec: 'RFC7644-3.5.2.2-05',
      fix: 'Delete the elements that the filter selects and keep all others.',
      why: 'A leaver stays in the group, or everybody is thrown out of it.',
    },
    async (context) => {
      if (membersOf(two.value.read).includes(user(1))) return expectStep(removed);
      // Where PATCH adds no members, it may still remove those that a group was made with.
      const both = [user(1), user(2)];
      const path = pathOf(await postGroup(context.scim, context.a.group({ members: both })));
      if (!sameSet(membersOf(await readGroup(context, path, both)), both))
        blocked('the member that is removed', 'it is not in the group');
      expectStep({ value: await patchGroup(context, path, [{ op: 'remove', path: memberPath(user(1)) }], [user(2)]) });
    },
  );

  const absent = given('a user who is no member is removed', (context) =>
    patchGroup(context, group.path, [{ op: 'remove', path: memberPath(user(1)) }], removed.value.wanted),
  );

  should(
    'groups.members.remove-absent',
    {
      title: 'removing a user who is no member succeeds and changes nothing',
      spec: 'RFC7644-3.5.2.2-11',
      fix: 'Answer success when a remove filter selects nothing.',
    },
    () => {
      needsStep(removed);
      expectStep(absent);
    },
  );

  const swapped = given('one is swapped for another in one request', (context) =>
    patchGroup(
      context,
      group.path,
      [
        { op: 'remove', path: memberPath(user(2)) },
        { op: 'add', path: 'members', value: [context.a.member(user(1))] },
      ],
      [...removed.value.wanted.filter((id) => id !== user(2)), user(1)],
    ),
  );

  must(
    'groups.members.swap',
    {
      title: 'remove and add in one request swap members',
      spec: 'RFC7644-3.5.2.2-13',
      fix: 'Apply the operations one after the other.',
    },
    () => {
      needsStep(removed);
      expectStep(swapped);
    },
  );

  const replaced = given('all members are replaced by two', (context) =>
    patchGroup(
      context,
      group.path,
      [{ op: 'replace', path: 'members', value: [context.a.member(user(2)), context.a.member(user(3))] }],
      [user(2), user(3)],
    ),
  );

  must(
    'groups.members.replace',
    {
      title: 'replace of members leaves exactly the given ones',
      spec: 'RFC7644-3.5.2.3-05',
      fix: 'Put the given array in place of the stored one; do not append.',
      why: 'Okta pushes whole memberships so.',
    },
    () => {
      needsMembers(before.response);
      expectStep(replaced);
    },
  );

  const renamed = given('the group is renamed', async (context) => {
    const displayName = `Renamed ${context.a.marker()}`;
    const step = await patchGroup(
      context,
      group.path,
      [{ op: 'replace', path: 'displayName', value: displayName }],
      [user(2), user(3)],
    );
    return { ...step, displayName };
  });

  must(
    'groups.members.rename-keeps',
    {
      title: 'a rename by PATCH is stored and keeps the members',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7644-3.2-08'],
      fix: 'Change displayName alone.',
      why: 'A group emptied by a rename takes access from a whole department.',
    },
    ({ target }) => {
      if (!target.mayChange('/Groups', 'displayName')) notApplicable('displayName is not published as readWrite');
      needsMembership(target);
      expectStep(replaced);
      expectStep(renamed);
      expect(renamed.value.read).to.hold('displayName', renamed.value.displayName);
    },
  );

  must(
    'groups.members.answer',
    {
      title: 'an answer 200 to PATCH of a group is the whole group',
      spec: 'RFC7644-3.5.2-35',
      fix: 'Answer 200 with the whole group, or 204 without a body.',
    },
    ({ target }) => {
      needsMembership(target);
      if (target.onRequest('/Groups', 'members')) notApplicable('the target shows members on request only');
      expectStep(replaced);
      needsMembers(replaced.value.read);
      if (replaced.value.response.status !== 200) notApplicable(`the answer is ${replaced.value.response.status}`);
      expect(replaced.value.response).to.be.scimResource('Group');
      expectMembers(replaced.value.response, replaced.value.wanted);
    },
  );

  const emptied = given('all members are removed', (context) =>
    patchGroup(context, group.path, [{ op: 'remove', path: 'members' }], []),
  );

  must(
    'groups.members.remove-all',
    {
      title: 'remove of members without a filter leaves none',
      spec: ['RFC7644-3.5.2.2-04', 'RFC7644-3.5.2.2-06'],
      fix: 'Delete every member when a remove names members without a filter.',
    },
    ({ target }) => {
      if (target.attribute('/Groups', 'members')?.required) notApplicable('members is published as required');
      needsMembers(before.response);
      const had = renamed.value.read;
      if (membersOf(had).length === 0) fail('members before the remove', 'none', { exchange: had.n });
      expectStep(emptied);
    },
  );
});

scenario('Membership replaced by nothing', { needs: ['groups', 'patch'] }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const group = given('a group with the user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, users.value));
  const emptied = given('members are replaced by []', (context) =>
    patchGroup(context, group.path, [{ op: 'replace', path: 'members', value: [] }], []),
  );

  must(
    'groups.members.replace-empty',
    {
      title: 'replace of members by [] leaves none',
      spec: 'RFC7644-3.5.2.3-05',
      fix: 'Treat [] as "no members"; do not leave the operation out.',
      why: 'Who left a group that is now empty would keep the access it gives.',
    },
    ({ target }) => {
      if (target.attribute('/Groups', 'members')?.required) notApplicable('members is published as required');
      needsMembers(before.response);
      const { status } = emptied.value.response;
      if (status === 400) notApplicable('the target refuses an empty array in a replace');
      expectStep(emptied);
    },
  );
});

scenario('Membership by PUT', { needs: 'groups' }, () => {
  const users = given('three users are posted', (context) => makeUsers(context, 3));
  const group = given('a group with two of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 2) })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, users.value.slice(0, 2)));
  const put = given('it is replaced: renamed, with the last two', async (context) => {
    const displayName = context.target.mayChange('/Groups', 'displayName')
      ? `Put ${context.a.marker()}`
      : String(read(group.sent, 'displayName'));
    const wanted = users.value.slice(1);
    const externalId = `ext-${context.a.marker()}`;
    const response = await context.scim.put(group.path, {
      ...group.sent,
      displayName,
      externalId,
      members: wanted.map((id) => context.a.member(id)),
    });
    return { response, read: await readGroup(context, group.path, wanted), wanted, displayName, externalId };
  });

  must(
    'groups.members.put',
    {
      title: 'PUT of a group stores its name and exactly its members',
      spec: ['RFC7644-3.5.1-01', 'RFC7644-3.5.1-05', 'RFC7644-3.5.1-06'],
      fix: 'Replace displayName and members by what the PUT gives.',
      why: 'Okta (custom apps) renames and fills groups by PUT.',
    },
    () => {
      needsMembers(before.response);
      expectStep(put);
      expect(put.value.read).to.hold('displayName', put.value.displayName);
      expect(put.value.read).to.hold('id', group.id);
    },
  );

  must(
    'groups.members.put-external-id',
    {
      title: 'PUT of a group stores a new externalId',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Write externalId on PUT of a group, as on POST.',
      why: 'A provider that finds groups by externalId makes a second one.',
    },
    () => {
      if (read(before.resource, 'externalId') === undefined) notApplicable('the target stores no externalId of groups');
      expect(put.value.response).to.succeeded();
      expect(put.value.read).to.hold('externalId', put.value.externalId);
    },
  );

  const cleared = given('it is replaced with members []', async (context) => {
    const response = await context.scim.put(group.path, { ...group.sent, members: [] });
    return { response, read: await readGroup(context, group.path, []), wanted: [] };
  });

  must(
    'groups.members.put-empty',
    {
      title: 'PUT with members [] empties the group',
      spec: 'RFC7644-3.5.1-12',
      fix: 'Treat [] as "no members".',
    },
    (context) => {
      const { required = false } = context.target.attribute('/Groups', 'members') ?? {};
      if (required || !context.target.mayChange('/Groups', 'members')) return 'members is published as not removable';
      needsMembers(before.response);
      expectStep(cleared);
      return undefined;
    },
  );
});
