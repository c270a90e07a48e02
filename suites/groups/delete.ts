import { expect, given, must, pathOf, resourceOf, scenario, succeeded } from '../../harness/language.js';
import { makeUsers } from './_group.js';

scenario('Deleting a group', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const group = given('a group with that user is posted', ({ scim, a }) =>
    scim.post('/Groups', a.group({ members: users.value })),
  );
  const present = given('the group is there', ({ scim }) => scim.get(pathOf(group.response)));
  const deleted = given('the group is deleted', ({ scim }) => scim.delete(group.path));

  must(
    'groups.delete.gone',
    {
      title: 'DELETE of a group answers 204, and it is gone',
      spec: ['RFC7644-3.6-01', 'RFC7644-3.6-03', 'RFC7644-3.6-09'],
      fix: 'Answer 204 and 404 from then on.',
    },
    async ({ scim, settle }) => {
      resourceOf(present.response);
      if (!succeeded(deleted.response)) resourceOf(deleted.response);
      expect(deleted.response).to.have.status(204);
      const now = await settle(
        () => scim.get(group.path),
        (response) => response.status === 404,
      );
      expect(now).to.have.status(404);
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
});
