/** What is not about members leaves them, and the last of them can go. */
import {
  describeAnswer,
  expect,
  fail,
  given,
  isRefusal,
  memberPath,
  must,
  notApplicable,
  pathOf,
  postGroup,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Capabilities,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, makeUsers, membersOf, needsMembers, readGroup } from './_group.js';

interface Change {
  /** What was sent. */
  value: Record<string, string>;
  response: ScimResponse;
  read: ScimResponse;
}

scenario('Small changes of a group', { needs: ['groups', 'patch'] }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const group = given('a group with both is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const before = given('the group is read', (context) => readGroup(context, group.path, users.value));
  const keepsExternalId = (target: Capabilities): boolean =>
    read(before.resource, 'externalId') !== undefined && target.mayChange('/Groups', 'externalId');

  /** Sends operations that name no members, and reads the group. */
  const change = async (context: Context, value: Change['value'], operations: object[]): Promise<Change> => {
    needsMembers(before.response);
    const response = await context.scim.patch(group.path, operations);
    return { value, response, read: await readGroup(context, group.path, users.value) };
  };

  const expectChange = ({ value, response, read: now }: Change): void => {
    expect(response).to.succeeded();
    for (const [name, wanted] of Object.entries(value)) expect(now).to.hold(name, wanted);
    expectMembers(now, users.value);
  };

  /** For changes that leave the members alone, whatever the ones before have made of them. */
  const expectNobodyLost = (now: ScimResponse, was: ScimResponse): void => {
    const lost = membersOf(was).filter((id) => !membersOf(now).includes(id));
    if (lost.length > 0)
      fail(`${membersOf(was).length} members as before`, `${membersOf(now).length}`, { exchange: now.n });
  };

  const external = given('the externalId is replaced', (context) => {
    if (!keepsExternalId(context.target)) notApplicable('the target keeps no externalId of groups that can be changed');
    // Of digits alone: it stays text, zeros and all.
    const externalId = `00${context.a.digits()}`;
    return change(context, { externalId }, [{ op: 'replace', path: 'externalId', value: externalId }]);
  });

  must(
    'groups.changes.external-id',
    {
      title: 'a new externalId by PATCH is stored and keeps the members',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7644-3.2-08'],
      fix: 'Store externalId, and change members only where an operation names them.',
      why: 'Read as a list of members that is missing, any other change empties the group.',
    },
    () => expectChange(external.value),
  );

  const pathless = given('name and externalId are replaced without a path', (context) => {
    if (!context.target.mayChange('/Groups', 'displayName')) notApplicable('displayName is not published as readWrite');
    const mark = context.a.marker();
    const value = {
      displayName: `Team ${mark}`,
      ...(keepsExternalId(context.target) ? { externalId: `ext-${mark}` } : {}),
    };
    return change(context, value, [{ op: 'replace', value }]);
  });

  must(
    'groups.changes.pathless',
    {
      title: 'a path-less rename by PATCH is stored and keeps the members',
      spec: ['RFC7644-3.5.2.3-16', 'RFC7644-3.5.2.3-02'],
      fix: 'Replace the attributes that the value names; leave members alone where it names none.',
      why: 'Okta renames groups so.',
    },
    () => expectChange(pathless.value),
  );

  must(
    'groups.changes.found-anew',
    {
      title: 'a renamed group is found by its new name, not by the old one',
      spec: ['RFC7644-3.4.2.2-04', 'RFC7644-3.4.2.2-11'],
      fix: 'Keep the index of names in step with every kind of change.',
      why: 'A provider would take the renamed group for another one, or miss it.',
      needs: 'filter',
    },
    async ({ scim, settle }) => {
      if (!succeeded(pathless.value.response))
        notApplicable(`the rename is refused: ${describeAnswer(pathless.value.response)}`);
      const names = [read(before.resource, 'displayName'), read(resourceOf(pathless.value.read), 'displayName')];
      if (names[0] === names[1]) notApplicable('the target did not change displayName');
      for (const [name, wanted] of names.map((each, index) => [each, index === 1] as const)) {
        const filter = `displayName eq ${JSON.stringify(name)}`;
        const ids = (response: ScimResponse): unknown[] => readAll(response.json, 'Resources.id');
        const response = await settle(
          () => scim.get('/Groups', { query: { filter } }),
          (seen) => ids(seen).includes(group.id) === wanted,
        );
        if (isRefusal(response)) notApplicable(describeAnswer(response));
        if (ids(response).includes(group.id) !== wanted)
          fail(`${filter} ${wanted ? 'to find' : 'not to find'} the group`, wanted ? 'without it' : 'with it', {
            exchange: response.n,
          });
      }
    },
  );

  const missed = given('a member who is none is replaced', (context) =>
    change(context, {}, [
      {
        op: 'replace',
        path: memberPath(context.a.unknownId(users.value[0] ?? '')),
        value: context.a.member(users.value[1] ?? ''),
      },
    ]),
  );

  must(
    'groups.changes.no-match',
    {
      title: 'replace of a member who is none is refused, and the members stay',
      spec: 'RFC7644-3.5.2.3-12',
      fix: 'Answer 400 noTarget where the bracket selects nobody; do not answer success.',
    },
    () => {
      const { response, read: now } = missed.value;
      expectMembers(now, users.value);
      expect(response).to.be.refused();
    },
  );

  const nothing = given('nobody is added', (context) =>
    change(context, {}, [
      { op: 'add', path: 'members', value: [] },
      { op: 'add', value: { members: [] } },
    ]),
  );

  must(
    'groups.changes.nobody-added',
    {
      title: 'an add of no members leaves those that are there, or is refused',
      spec: ['RFC7644-3.5.2.1-08', 'RFC7644-3.2-08'],
      fix: 'Append what is given; an empty list in an add is no list that empties the group.',
      why: 'Where a batch has nobody to add, everybody would lose access.',
    },
    () => {
      const { response, read: now } = nothing.value;
      expectNobodyLost(now, missed.value.read);
      return succeeded(response) ? 'taken' : `answered ${response.status}`;
    },
  );

  const unlinked = given('the externalId is removed', async (context) => {
    const was = await readGroup(context, group.path);
    if (!keepsExternalId(context.target) || read(was.json, 'externalId') === undefined)
      notApplicable('the target keeps no externalId of groups that can be changed');
    if (context.target.attribute('/Groups', 'externalId')?.required)
      notApplicable('externalId is published as required');
    return { was, ...(await change(context, {}, [{ op: 'remove', path: 'externalId' }])) };
  });

  must(
    'groups.changes.external-id-removed',
    {
      title: 'remove of externalId of a group takes it away, or is refused',
      spec: ['RFC7644-3.5.2.2-02', 'RFC7644-3.2-08'],
      fix: 'Delete externalId when a remove names it, of groups, too.',
      why: 'A link that is cut at the provider would still lead to the group.',
    },
    () => {
      const { was, response, read: now } = unlinked.value;
      if (isRefusal(response)) return `refused with ${response.status}`;
      expect(response).to.succeeded();
      if (read(resourceOf(now), 'externalId') === read(was.json, 'externalId')) expect(now).to.not.assign('externalId');
      expect(now).to.hold('displayName', read(was.json, 'displayName'));
      expectNobodyLost(now, was);
      return 'removed';
    },
  );
});

scenario('The name of a group in other letter case', { needs: ['groups', 'patch'] }, () => {
  const group = given('a group is posted', ({ scim, a }) => postGroup(scim, a.group()));

  must(
    'groups.changes.letter-case',
    {
      title: 'a group whose name changes in letter case alone is not in its own way',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Leave the group itself out of the look for others of its name.',
      why: 'A correction from "sales" to "Sales" fails in every cycle.',
    },
    async ({ scim, target }) => {
      if (!target.mayChange('/Groups', 'displayName')) notApplicable('displayName is not published as readWrite');
      const value = String(read(resourceOf(await scim.get(group.path)), 'displayName')).toUpperCase();
      expect(await scim.patch(group.path, [{ op: 'replace', path: 'displayName', value }])).to.succeeded();
    },
  );
});

scenario('The last member of a group', { needs: ['groups', 'patch'] }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const group = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );

  must(
    'groups.changes.last-member',
    {
      title: 'the last member is removed by its id as every other',
      spec: ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2.2-06'],
      fix: 'Store that nobody is left; do not take an empty list for no change.',
      why: 'The one who is left keeps the access of the group.',
    },
    async (context) => {
      if (context.target.attribute('/Groups', 'members')?.required) notApplicable('members is published as required');
      needsMembers(await readGroup(context, group.path, users.value));
      const path = memberPath(users.value[0] ?? '');
      expect(await context.scim.patch(group.path, [{ op: 'remove', path }])).to.succeeded();
      expectMembers(await readGroup(context, group.path, []), []);
    },
  );
});

scenario('Value paths of members', { needs: ['groups', 'patch'] }, () => {
  const users = given('four users are posted', (context) => makeUsers(context, 4));
  const group = given('a group with all of them is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );

  must(
    'groups.changes.value-paths',
    {
      title: 'a value path of members takes or, and any letter case',
      spec: ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2-21'],
      fix: 'Read value paths of members with the filter parser, not by a pattern for members[value eq "…"].',
      why: 'A removal that is refused, or done by half, leaves people in the group.',
    },
    async (context) => {
      needsMembers(await readGroup(context, group.path, users.value));
      const [first = '', second = '', third = ''] = users.value.map((id) => JSON.stringify(id));
      const paths = [`members[value eq ${first} or value eq ${second}]`, `MEMBERS[VALUE EQ ${third}]`];
      for (const [index, path] of paths.entries()) {
        const left = users.value.slice(index + 2);
        expect(await context.scim.patch(group.path, [{ op: 'remove', path }])).to.succeeded();
        expectMembers(await readGroup(context, group.path, left), left);
      }
    },
  );
});

scenario('Members named otherwise than by a path', { needs: ['groups', 'patch'] }, () => {
  const users = given('four users are posted', (context) => makeUsers(context, 4));
  const group = given('a group with the first user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 1) })),
  );

  /** Patches the group; gives the answer, who was in it before, and the read after. */
  const patched = (title: string, operation: (member: JsonObject) => object, index: number) =>
    given(title, async (context) => {
      const before = await readGroup(context, group.path);
      needsMembers(before);
      const id = users.value[index] ?? '';
      const response = await context.scim.patch(group.path, [operation(context.a.member(id))]);
      return { id, before: membersOf(before), response };
    });

  const added = patched('the second is added without a path', (one) => ({ op: 'add', value: { members: [one] } }), 1);

  must(
    'groups.changes.pathless-add',
    {
      title: 'a path-less add of a member keeps those that are there',
      spec: ['RFC7644-3.5.2.1-03', 'RFC7644-3.5.2.1-10'],
      fix: 'Read members in the value of a path-less add as with the path members.',
      why: 'Providers that batch their changes send members so.',
    },
    async (context) => {
      const { id, before, response } = added.value;
      expect(response).to.succeeded();
      expectMembers(await readGroup(context, group.path, [...before, id]), [...before, id]);
    },
  );

  const named = patched(
    'the third is added by the full name of members',
    (one) => ({ op: 'add', path: `${urns.GROUP_SCHEMA}:members`, value: [one] }),
    2,
  );

  must(
    'groups.changes.full-name',
    {
      title: 'members by its URN is members',
      spec: ['RFC7644-3.10-01', 'RFC7644-3.5.2.1-08'],
      fix: 'Take the URN of the group schema before an attribute name as what it is, for groups as for users.',
    },
    async (context) => {
      const { id, before, response } = named.value;
      expect(response).to.succeeded();
      expectMembers(await readGroup(context, group.path, [...before, id]), [...before, id]);
    },
  );

  const replaced = patched(
    'all are replaced without a path by the fourth',
    (one) => ({ op: 'replace', value: { members: [one] } }),
    3,
  );

  must(
    'groups.changes.pathless-replace',
    {
      title: 'a path-less replace of members leaves the given one alone',
      spec: ['RFC7644-3.5.2.3-16', 'RFC7644-3.5.2.3-03'],
      fix: 'Put the given members in the place of the stored ones; do not append.',
    },
    async (context) => {
      const { id, response } = replaced.value;
      expect(response).to.succeeded();
      expectMembers(await readGroup(context, group.path, [id]), [id]);
    },
  );

  const single = patched(
    'one is added as an object, not an array',
    (one) => ({ op: 'add', path: 'members', value: one }),
    0,
  );

  should(
    'groups.changes.single-object',
    {
      title: 'a member that is added needs no array around it',
      spec: 'RFC7644-3.5.2.1-09',
      fix: 'Take an object for an array of one in an add to members.',
    },
    async (context) => {
      const { id, before, response } = single.value;
      if (before.includes(id)) notApplicable('the member was there before');
      expect(response).to.succeeded();
      expectMembers(await readGroup(context, group.path, [...before, id]), [...before, id]);
    },
  );
});

scenario('Members that do not exist, in answers', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));

  must(
    'groups.changes.unknown-member',
    {
      title: 'the answer to a create shows no member that is not stored',
      spec: 'RFC7644-3.1-10',
      fix: 'Show in the 201 what was stored; leave out, or refuse, members that do not exist.',
      why: 'The provider would count on a membership that nobody has.',
    },
    async (context) => {
      const { scim, a } = context;
      const [known = ''] = users.value;
      const unknown = a.unknownId(known);
      const made = await scim.post('/Groups', a.group({ members: [known, unknown] }));
      if (!succeeded(made)) notApplicable(`refused: ${describeAnswer(made)}`);
      const shown = membersOf(made);
      if (!shown.includes(unknown)) return 'left out, or not shown';
      const stored = membersOf(await readGroup(context, pathOf(made), shown));
      if (!stored.includes(unknown) && stored.length > 0)
        fail(`members ${stored.join(', ')} as stored`, `${unknown} among them`, { exchange: made.n });
      return 'kept';
    },
  );
});
