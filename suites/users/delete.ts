import {
  entries,
  expect,
  fail,
  given,
  isErrorMessage,
  may,
  must,
  notApplicable,
  read,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';

scenario('Deleting a user', () => {
  const created = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const present = given('the user is there', ({ scim }) => scim.get(created.path));
  const deleted = given('the user is deleted', ({ scim }) => scim.delete(created.path));
  /** The rules of section 3.6 start with a DELETE that succeeded. */
  const afterDelete = (): ScimResponse => {
    resourceOf(present.response);
    if (!succeeded(deleted.response)) resourceOf(deleted.response);
    return deleted.response;
  };

  should(
    'users.delete.supported',
    {
      title: 'DELETE of a user is not refused as an unsupported method',
      spec: 'RFC7644-3.2-09',
      fix: 'Implement DELETE {endpoint}/{id}.',
    },
    () => {
      expect(present.id).to.be.a('string');
      expect(deleted.response).to.not.have.status(405, 501);
    },
  );

  must(
    'users.delete.status',
    {
      title: 'a successful DELETE answers 204',
      spec: 'RFC7644-3.6-09',
      fix: 'Answer 204 No Content.',
    },
    () => {
      afterDelete();
      expect(deleted.response).to.have.status(204);
    },
  );

  must(
    'users.delete.no-body',
    {
      title: 'the 204 has no body',
      spec: 'RFC7644-3.6-10',
      fix: 'Send no body with 204.',
    },
    () => {
      if (afterDelete().status !== 204) notApplicable('the DELETE was not answered 204');
      expect(deleted.response.text).to.equal('', 'an empty body, the server answered with one');
      // What follows a 204 on the wire is not read; its length is announced all the same.
      const length = deleted.response.headers['content-length'];
      if (length !== undefined && length !== '0')
        fail('no body', `Content-Length: ${length}`, { exchange: deleted.response.n });
    },
  );

  must(
    'users.delete.gone',
    {
      title: 'GET of a deleted user answers 404',
      spec: ['RFC7644-3.6-01', 'RFC7644-3.6-03'],
      fix: 'Answer 404 for the id of a deleted resource, however the data is kept.',
      why: 'A leaver who can still be read is a leaver who may still have access.',
    },
    async ({ scim, settle }) => {
      afterDelete();
      const got = await settle(
        () => scim.get(created.path),
        (response) => response.status === 404,
      );
      expect(got).to.have.status(404);
    },
  );

  must(
    'users.delete.patch-404',
    {
      title: 'PATCH of a deleted user answers 404',
      spec: 'RFC7644-3.6-05',
      fix: 'Answer 404 for the id of a deleted resource.',
      needs: 'patch',
    },
    async ({ scim }) => {
      afterDelete();
      expect(await scim.patch(created.path, [{ op: 'replace', path: 'displayName', value: 'Back' }])).to.have.status(
        404,
      );
    },
  );

  must(
    'users.delete.put-404',
    {
      title: 'PUT of a deleted user answers 404 and does not bring it back',
      spec: 'RFC7644-3.6-04',
      fix: 'Answer 404 for the id of a deleted resource.',
    },
    async ({ scim }) => {
      afterDelete();
      const put = await scim.put(created.path, created.sent);
      if (put.status === 405 || put.status === 501) notApplicable('the target does not support PUT');
      expect(put).to.have.status(404);
      expect(await scim.get(created.path)).to.have.status(404);
    },
  );

  must(
    'users.delete.twice',
    {
      title: 'a second DELETE answers 404',
      spec: 'RFC7644-3.6-06',
      fix: 'Answer 404 to a DELETE of what is gone already.',
    },
    async ({ scim, settle }) => {
      afterDelete();
      const again = await settle(
        () => scim.delete(created.path),
        (response) => response.status === 404,
      );
      expect(again).to.have.status(404);
    },
  );

  must(
    'users.delete.not-listed',
    {
      title: 'a deleted user is left out of later queries',
      spec: 'RFC7644-3.6-07',
      fix: 'Leave deleted resources out of lists, filters and .search.',
      why: 'Providers match by filter: a ghost makes the next create an update of nothing.',
    },
    async ({ scim, settle, target }) => {
      afterDelete();
      const userName = String(read(created.sent, 'userName'));
      const holds = (response: ScimResponse): boolean =>
        resourcesOf(response).some((user) => read(user, 'id') === created.id);
      const filter = `userName eq "${userName}"`;
      const looks: (() => Promise<ScimResponse>)[] = [
        () => scim.get('/Users', { query: { startIndex: 1, count: 100 } }),
      ];
      if (target.lacks('filter') === undefined) {
        looks.push(() => scim.get('/Users', { query: { filter } }));
        looks.push(() =>
          scim.post('/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter }),
        );
      }
      let answered = 0;
      for (const look of looks) {
        const seen = await settle(look, (response) => !holds(response));
        if (succeeded(seen) && typeof read(seen.json, 'totalResults') === 'number') answered += 1;
        if (holds(seen)) fail('the deleted user to be left out', `a list that holds it`, { exchange: seen.n });
      }
      if (answered === 0) notApplicable('the target answered no query');
    },
  );

  should(
    'users.delete.name-free',
    {
      title: 'the userName of a deleted user is free again',
      spec: 'RFC7644-3.6-08',
      fix: 'Leave deleted resources out of conflict checks.',
      why: 'A rehire cannot be created.',
    },
    async ({ scim, a, settle }) => {
      afterDelete();
      const again = await settle(
        () => scim.post('/Users', a.user({ userName: read(created.sent, 'userName') })),
        (response) => response.status !== 409,
      );
      expect(again).to.have.status(201);
    },
  );
});

scenario('Deleting what never existed', () => {
  const created = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const deleted = given('an id of the same shape is deleted', ({ scim, a }) =>
    scim.delete(`/Users/${encodeURIComponent(a.unknownId(created.id))}`),
  );

  should(
    'users.delete.unknown-id',
    {
      title: 'DELETE of an id that never existed answers 404 with an Error',
      spec: 'RFC7644-3.6-11',
      fix: 'Answer 404 with a SCIM Error body.',
    },
    async ({ scim }) => {
      expect(await scim.get(created.path)).to.be.scimResource('User');
      expect(deleted.response).to.have.status(404);
      expect(isErrorMessage(deleted.response), 'a SCIM Error body, the server answered without one').to.equal(true);
    },
  );
});

scenario('Deleting a member of a group', { needs: 'groups' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const group = given('a group with that user is posted', ({ scim, a }) =>
    scim.post('/Groups', a.group({ members: [user.id] })),
  );

  may(
    'users.delete.membership',
    {
      title: 'membership of a deleted user',
      spec: 'RFC7644-3.6-12',
      fix: 'Remove deleted users from the groups that name them.',
    },
    async ({ scim }) => {
      expect(group.resource).to.assign('id');
      if (!succeeded(await scim.delete(user.path))) notApplicable('the DELETE was refused');
      const now = resourceOf(await scim.get(group.path));
      return entries(now, 'members').some((member) => read(member, 'value') === user.id)
        ? 'the group still names it'
        : 'removed from the group';
    },
  );
});
