import {
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  isServerFault,
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
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { makeUsers, membersOf, needsMembers, readGroup } from './_group.js';

scenario('Deleting a group', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const group = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const present = given('the group is there', ({ scim }) => scim.get(pathOf(group.response)));
  const deleted = given('the group is deleted', async ({ scim }) => {
    const answer = await scim.delete(group.path);
    if (answer.status === 409) notApplicable(`a group with members is not deleted: ${describeAnswer(answer)}`);
    return answer;
  });

  must(
    'groups.delete.gone',
    {
      title: 'DELETE of a group answers 204, and it is gone',
      spec: ['RFC7644-3.6-01', 'RFC7644-3.6-03', 'RFC7644-3.6-09'],
      fix: 'Answer 204 and 404 from then on.',
    },
    async ({ scim, settle }) => {
      resourceOf(present.response);
      if (isServerFault(deleted.response)) expect(deleted.response).to.succeeded();
      if (!succeeded(deleted.response)) resourceOf(deleted.response);
      expect(deleted.response).to.have.status(204);
      const now = await settle(
        () => scim.get(group.path),
        (response) => response.status === 404,
      );
      expect(now).to.have.status(404);
      // As Entra reads groups.
      expect(await scim.get(group.path, { query: { excludedAttributes: 'members' } })).to.have.status(404);
      expect(await scim.put(group.path, group.sent)).to.not.succeeded();
    },
  );

  must(
    'groups.delete.members-stay',
    {
      title: 'DELETE of a group leaves its members alone',
      spec: 'RFC7644-3.6-01',
      fix: 'Remove the group and its memberships, never the people.',
      why: 'Dissolving a team would delete its accounts.',
    },
    async ({ scim }) => {
      if (!succeeded(deleted.response)) resourceOf(deleted.response);
      const user = await scim.get(`/Users/${encodeURIComponent(users.value[0] ?? '')}`);
      expect(user).to.have.status(200);
      expect(user).to.hold('id', users.value[0]);
    },
  );

  must(
    'groups.delete.not-listed',
    {
      title: 'a deleted group is left out of later queries',
      spec: 'RFC7644-3.6-07',
      fix: 'Leave deleted groups out of filters and .search.',
      why: 'Providers match groups by name: a ghost makes them change a group that is gone, in every cycle.',
      needs: 'filter',
    },
    async ({ scim, settle }) => {
      if (!succeeded(deleted.response)) resourceOf(deleted.response);
      const filter = `displayName eq ${JSON.stringify(read(present.resource, 'displayName'))}`;
      const externalId = read(present.resource, 'externalId');
      const other = externalId === undefined ? filter : `externalId eq ${JSON.stringify(externalId)}`;
      const holds = (response: ScimResponse): boolean => readAll(response.json, 'Resources.id').includes(group.id);
      const answers = [];
      for (const look of [
        () => scim.get('/Groups', { query: { filter } }),
        () => scim.post('/Groups/.search', { schemas: [urns.SEARCH_REQUEST], filter: other }),
        ...(other === filter ? [] : [() => scim.get('/Groups', { query: { filter: other } })]),
      ])
        answers.push(await settle(look, (response) => !holds(response)));
      for (const response of answers)
        if (holds(response)) fail('the deleted group to be left out', 'a list that holds it', { exchange: response.n });
      if (!answers.some(succeeded)) notApplicable('the target answered no query');
    },
  );
});

scenario('What is left of a deleted group', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const group = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const before = given('its members are read', (context) => readGroup(context, group.path, users.value));
  const holds = (response: ScimResponse): boolean => readAll(response.json, 'groups.value').includes(group.id);
  /** The user with its groups, read until the group is among them or no longer. */
  const view = ({ scim, settle, target }: Context, present: boolean): Promise<ScimResponse> =>
    settle(
      () =>
        scim.get(
          `/Users/${encodeURIComponent(users.value[0] ?? '')}`,
          target.onRequest('/Users', 'groups') ? { query: { attributes: 'userName,groups' } } : {},
        ),
      (response) => holds(response) === present || target.attribute('/Users', 'groups') === undefined,
    );
  const seen = given('the user is read', (context) => view(context, true));
  const deleted = given('the group is deleted', async ({ scim }) => {
    void [before.response, seen.response];
    const response = await scim.delete(group.path);
    return succeeded(response) ? response : notApplicable(`the DELETE was answered ${response.status}`);
  });

  should(
    'groups.delete.not-in-view',
    {
      title: 'a deleted group is gone from groups of its members',
      spec: 'RFC7643-4.1.2-33',
      fix: 'Derive groups of a user from the groups that there are.',
      why: 'Who reads access from the user goes on granting what the group gave.',
    },
    async (context) => {
      if (!holds(seen.response)) notApplicable('the target does not show the group of the user');
      expect(deleted.response).to.succeeded();
      const now = await view(context, false);
      expect(now).to.be.scimResource('User');
      if (holds(now)) fail('no entry for the deleted group', 'the entry', { exchange: now.n });
    },
  );

  must(
    'groups.delete.new-start',
    {
      title: 'a group with the name of a deleted one starts without members',
      spec: ['RFC7644-3.6-01', 'RFC7644-3.6-03'],
      fix: 'Make a new resource; delete memberships with their group.',
      why: 'The new team would have the access of the old one.',
    },
    async (context) => {
      const { scim, a, settle } = context;
      needsMembers(before.response);
      expect(deleted.response).to.succeeded();
      const body = a.group({ displayName: read(group.sent, 'displayName') });
      const again = await settle(
        () => scim.post('/Groups', body),
        (response) => response.status !== 409,
      );
      if (!succeeded(again)) notApplicable(`the name is still taken: ${describeAnswer(again)}`);
      const now = await readGroup(context, pathOf(again), []);
      if (users.value.some((id) => membersOf(now).includes(id)))
        fail('no members of the deleted group', 'its members', { exchange: now.n });
      // Who restores the group under its id (RFC 7643 section 3.1 advises against it) shows one resource, not two.
      if (idOf(again) !== group.id) expect(await scim.get(group.path)).to.have.status(404);
    },
  );
});
