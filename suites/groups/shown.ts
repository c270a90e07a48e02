import {
  describeAnswer,
  expect,
  fail,
  given,
  isServerFault,
  must,
  needsMembership,
  notApplicable,
  postGroup,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  withMembers,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, leadsTo, makeUsers, membersOf, needsMembers, readGroup } from './_group.js';

scenario('Groups in lists', { needs: ['groups', 'filter'] }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const group = given('a group with both is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const got = given('the group is read', (context) => readGroup(context, group.path, users.value));

  must(
    'groups.shown.listed-members',
    {
      title: 'a group in a list has the members that it has when read by id',
      spec: 'RFC7644-3.4-02',
      fix: 'Give members in lists, too, unless excludedAttributes leaves it out or the schema says request.',
      why: 'A provider that reads memberships from lists takes every group for empty.',
    },
    async ({ scim, target, settle }) => {
      if (!['default', 'always', undefined].includes(target.attribute('/Groups', 'members')?.returned))
        notApplicable('members is not published as returned by default');
      needsMembers(got.response);
      expectMembers(got.response, users.value);
      const filter = `displayName eq ${JSON.stringify(read(got.resource, 'displayName'))}`;
      const found = (json: unknown) => readAll(json, 'Resources').find((each) => read(each, 'id') === group.id);
      const list = await settle(
        () => scim.get('/Groups', { query: { filter } }),
        (seen) => readAll(found(seen.json), 'members').length === users.value.length,
      );
      if (!resourcesOf(list).some((each) => read(each, 'id') === group.id))
        notApplicable('the target does not find the group by its displayName');
      const listed = readAll(found(list.json), 'members.value').map(String);
      if (!users.value.every((id) => listed.includes(id)))
        fail(`${users.value.length} members in the list`, `${listed.length} members`, { exchange: list.n });
    },
  );
});

scenario('A group in a group', { needs: 'groups' }, () => {
  const inner = given('a group is posted', ({ scim, a }) => scim.post('/Groups', a.group()));
  const outer = given('a group that has it as a member is posted', ({ scim, a }) =>
    scim.post('/Groups', { ...a.group(), members: [a.member(inner.id, 'Group')] }),
  );

  must(
    'groups.shown.nested-type',
    {
      title: 'a group that is a member is shown as a group',
      spec: ['RFC7643-4.2-07', 'RFC7643-4.2-08'],
      fix: 'Set type and $ref of a member by what it is, User or Group.',
      why: 'A client that follows the reference looks for a person who does not exist.',
    },
    async (context) => {
      if (isServerFault(outer.response))
        fail('the group to be taken as a member or refused', describeAnswer(outer.response), {
          exchange: outer.response.n,
        });
      if (!succeeded(outer.response)) notApplicable(`nested groups are refused with ${outer.response.status}`);
      const shown = await readGroup(context, outer.path, [inner.id]);
      const member = readAll(shown.json, 'members').find((each) => read(each, 'value') === inner.id);
      if (member === undefined) notApplicable('the target does not keep groups as members');
      const [type, reference] = [read(member, 'type'), read(member, '$ref')];
      if (typeof type === 'string' && type.toLowerCase() === 'user')
        fail('type Group', `type ${type}`, { exchange: shown.n });
      if (typeof reference !== 'string') return;
      const { scim } = context;
      const endpoint = `/${new URL(scim.url('/Groups')).pathname.split('/').at(-1) ?? ''}`;
      if (!leadsTo(context, outer.path, reference, endpoint, inner.id))
        fail(`a $ref that ends in ${endpoint.slice(1)}/${inner.id}`, reference, { exchange: shown.n });
      expect(await scim.get(inner.path)).to.be.scimResource('Group');
    },
  );

  should(
    'groups.shown.nested-kept',
    {
      title: 'a group is kept as a member where /Schemas offers it, or is refused',
      spec: 'RFC7643-2.2-05',
      fix: 'Store groups as members, answer 400, or take Group out of what members publishes.',
      why: 'A 201 that drops the member leaves a whole department without access.',
    },
    async (context) => {
      needsMembership(context.target);
      if (!succeeded(outer.response)) notApplicable(`nested groups are refused with ${outer.response.status}`);
      const offered = [
        ...(context.target.attribute('/Groups', 'members.$ref')?.referenceTypes ?? []),
        ...(context.target.attribute('/Groups', 'members.type')?.canonicalValues ?? []),
      ].some((type) => String(type).toLowerCase() === 'group');
      if (!offered) notApplicable('the target does not publish Group as a kind of member');
      const shown = await readGroup(context, outer.path, [inner.id]);
      if (!readAll(resourceOf(shown), 'members').some((each) => read(each, 'value') === inner.id))
        fail('the group as a member, or a refusal', 'a success that leaves it out', { exchange: shown.n });
    },
  );

  must(
    'groups.shown.nested-put-out',
    {
      title: 'a PUT that leaves a group out of members takes it out',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Replace members of every kind by those of the PUT, groups as well as users.',
      why: 'A whole department keeps the access that was taken from it.',
    },
    async (context) => {
      const { scim, target } = context;
      if (!target.mayChange('/Groups', 'members') || target.attribute('/Groups', 'members')?.required)
        notApplicable('members is published as required or immutable');
      if (!succeeded(outer.response)) notApplicable(`nested groups are refused with ${outer.response.status}`);
      const holds = (response: ScimResponse): boolean => membersOf(response).includes(inner.id);
      if (!holds(await readGroup(context, outer.path, [inner.id])))
        notApplicable('the target does not keep groups as members');
      const put = await scim.put(outer.path, withMembers(outer.sent, { members: [] }));
      if (!succeeded(put)) notApplicable(`refused: ${describeAnswer(put)}`);
      const now = await readGroup(context, outer.path, []);
      if (holds(now)) fail('no members', 'the group as a member', { exchange: now.n });
    },
  );
});
