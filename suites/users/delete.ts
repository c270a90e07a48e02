import {
  describeAnswer,
  describeDifference,
  entries,
  expect,
  fail,
  given,
  isDenied,
  isErrorMessage,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  oracle,
  pathOf,
  postGroup,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  totalOf,
  urns,
  withMembers,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { inList } from './_listed.js';

scenario('Deleting a user', () => {
  const created = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const present = given('the user is there', ({ scim }) => scim.get(created.path));
  /** Filters that find it alone; asked before it is deleted, so that what a cache keeps is wrong afterwards. */
  const filters = given('it is looked up', async ({ scim, target }) => {
    if (target.lacks('filter') !== undefined) return [];
    const found: string[] = [];
    for (const path of ['userName', 'displayName', 'externalId', 'emails.value']) {
      const filter = `${path} eq ${JSON.stringify(readAll(present.response.json, path)[0] ?? null)}`;
      const response = await scim.get('/Users', { query: { filter } });
      if (resourcesOf(response).some((user) => read(user, 'id') === created.id)) found.push(filter);
    }
    return found;
  });
  const deleted = given('the user is deleted', ({ scim }) => {
    void filters.value;
    return scim.delete(created.path);
  });
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
      if (isServerFault(deleted.response)) expect(deleted.response).to.succeeded();
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
      // A part of a resource is often read by other code than the whole.
      expect(await scim.get(created.path, { query: { attributes: 'userName' } })).to.have.status(404);
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
    async (context) => {
      const { scim, settle, target } = context;
      afterDelete();
      const userName = String(read(created.sent, 'userName'));
      const holds = (response: ScimResponse): boolean =>
        resourcesOf(response).some((user) => read(user, 'id') === created.id);
      const filter = `userName eq "${userName}"`;
      const looks = [async () => (await inList(context, created.id)).page];
      if (target.lacks('filter') === undefined) {
        for (const each of new Set([filter, ...filters.value]))
          looks.push(() => scim.get('/Users', { query: { filter: each } }));
        looks.push(() =>
          scim.post('/Users/.search', { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter }),
        );
      }
      let answered = 0;
      for (const look of looks) {
        const seen = await settle(look, (response) => !holds(response));
        if (succeeded(seen) && typeof totalOf(seen) === 'number') answered += 1;
        if (holds(seen)) fail('the deleted user to be left out', `a list that holds it`, { exchange: seen.n });
        // Of one user's userName there is none left; a list of all has others.
        if (look !== looks[0] && Number(totalOf(seen)) > 0 && resourcesOf(seen).length === 0)
          fail('totalResults 0', String(totalOf(seen)), { exchange: seen.n });
      }
      if (answered === 0) notApplicable('the target answered no query');
    },
  );

  should(
    'users.delete.name-free',
    {
      title: 'userName, externalId and e-mail of a deleted user are free again',
      spec: 'RFC7644-3.6-08',
      fix: 'Leave deleted resources out of conflict checks.',
      why: 'A rehire cannot be created.',
    },
    async ({ scim, settle }) => {
      afterDelete();
      // The same body again, as a provider makes it of the same person: an answer kept from the first time is none.
      const again = await settle(
        () => scim.post('/Users', created.sent),
        (response) => response.status !== 409,
      );
      expect(again).to.have.status(201);
      expect(await scim.get(pathOf(again))).to.be.scimResource('User');
    },
  );
});

scenario('What is like a deleted user, and what hangs on it', () => {
  const doomed = given('a user with many attributes is posted', ({ scim, a, target }) => {
    const mark = a.marker();
    return scim.post(
      '/Users',
      a.user({
        with: ['title', 'nickName', 'phoneNumbers', ...(target.enterprise ? ['enterprise'] : [])],
        displayName: `Ghost ${mark}`,
        name: { givenName: `Given ${mark}`, familyName: `Family ${mark}` },
        emails: [{ value: a.email(), type: 'work' }],
      }),
    );
  });
  const before = given('it is read', ({ scim }) => scim.get(doomed.path));
  const others = given('users of the same name, and with it as manager, are posted', async ({ scim, a, target }) => {
    const { displayName, name, externalId, title } = doomed.sent;
    const managed = target.attribute('/Users', `${urns.ENTERPRISE_USER_SCHEMA}:manager`)?.mutability === 'readWrite';
    const bodies: [string, JsonObject][] = [
      ['a user of the same displayName, name and title', a.user({ displayName, name, title })],
      ['a user of the same externalId', a.user({ externalId })],
      ['a user whose userName begins with its own', a.user({ userName: `${String(doomed.sent['userName'])}.uk` })],
      ...(managed ? [['a user with it as manager', a.user(ofManager(doomed.id))] satisfies [string, JsonObject]] : []),
    ];
    const made: { what: string; path: string; kept: [string, unknown][]; sent: JsonObject }[] = [];
    for (const [what, body] of bodies) {
      const response = await scim.post('/Users', body);
      const seen = succeeded(response) ? await scim.get(pathOf(response)) : response;
      // The manager himself is in no write after his deletion.
      const sent = withMembers(body, { [urns.ENTERPRISE_USER_SCHEMA]: undefined });
      const names = ['userName', 'active', `${urns.ENTERPRISE_USER_SCHEMA}:department`];
      const kept = names.map((name): [string, unknown] => [name, read(seen.json, name)]);
      if (succeeded(seen)) made.push({ what, path: pathOf(response), kept, sent });
    }
    return made;
  });
  const group = given('a group with it is posted', { needs: 'groups' }, ({ scim, a }) =>
    postGroup(scim, a.group({ members: [doomed.id] })),
  );
  const deleted = given('it is deleted', async ({ scim, target }) => {
    resourceOf(before.response);
    void others.value;
    if (target.lacks('groups') === undefined) void group.response;
    // Who leaves is disabled first, and deleted later.
    if (target.mayChange('/Users', 'active')) await scim.put(doomed.path, { ...doomed.sent, active: false });
    const response = await scim.delete(doomed.path);
    return succeeded(response) ? response : notApplicable(`the DELETE was answered ${response.status}`);
  });

  must(
    'users.delete.others-stay',
    {
      title: 'DELETE of a user leaves those of the same name and below it as they were',
      spec: 'RFC7644-3.6-01',
      fix: 'Delete by the id of the URL alone; check what the foreign keys cascade to.',
      why: 'One leaver would take a namesake, or a whole team, along.',
    },
    async ({ scim, a }) => {
      expect(deleted.response).to.succeeded();
      await judgeEach(
        others.value,
        ({ what }) => what,
        async ({ path, kept, sent }) => {
          const now = await scim.get(path);
          expect(now).to.be.scimResource('User');
          for (const [name, value] of kept) if (value !== undefined) expect(now).to.hold(name, value);
          // What points to nobody must not keep a user from being written.
          const put = await scim.put(path, { ...sent, displayName: `Left ${a.marker()}` });
          if (isServerFault(put)) fail('a PUT that succeeds', describeAnswer(put), { exchange: put.n });
        },
        'the target takes none of them',
      );
    },
  );

  const again = given('a user of the same userName is posted', async ({ scim, a, target, settle }) => {
    void deleted.response;
    const userName = read(doomed.sent, 'userName');
    const least = {
      ...a.resource(target.user ?? oracle.userModel, { minimal: true }),
      userName,
      ...(target.attribute('/Users', 'active') ? { active: true } : {}),
    } as JsonObject;
    const post = (body: JsonObject): Promise<ScimResponse> =>
      settle(
        () => scim.post('/Users', body),
        (response) => response.status !== 409,
      );
    const bare = await post(least);
    const made = succeeded(bare) ? bare : await post(a.user({ userName }));
    return succeeded(made) ? made : notApplicable(`the name is still taken: ${describeAnswer(made)}`);
  });

  must(
    'users.delete.new-start',
    {
      title: 'who gets the name of a deleted user inherits nothing of it',
      spec: ['RFC7644-3.6-01', 'RFC7644-3.6-03'],
      fix: 'Make a new resource; do not revive the row of the deleted one.',
      why: 'A rehire, or a stranger of the same name, would have the data and the access of the one who left.',
    },
    async (context) => {
      const { scim, target } = context;
      // Who restores the account under its id (RFC 7643 section 3.1 advises against it) shows one resource, not two.
      if (again.id !== doomed.id) expect(await scim.get(doomed.path)).to.have.status(404);
      const now = await scim.get(again.path);
      expect(now).to.be.scimResource('User');
      for (const path of INHERITED) {
        // What the target makes of the userName itself, or of nothing, comes anew.
        const own = readAll(before.resource, path).filter((value) => readAll(doomed.sent, path).includes(value));
        const kept = own.find((value) => value !== read(again.sent, path) && readAll(now.json, path).includes(value));
        if (kept !== undefined) fail(`no ${path} of the deleted user`, `${path} ${String(kept)}`, { exchange: now.n });
      }
      // The one who left was shown as active when it was new.
      if (read(before.resource, 'active') === true && read(again.sent, 'active') === true)
        expect(now).to.hold('active', true);
      if (target.lacks('groups') || !succeeded(group.response)) return;
      const members = await scim.get(group.path, { query: { attributes: 'displayName,members' } });
      if (readAll(members.json, 'members.value').includes(again.id))
        fail('no member of the group of the deleted user', 'the new user as member', { exchange: members.n });
      if (readAll(now.json, 'groups.value').includes(group.id))
        fail('no group of the deleted user', `groups with ${group.id}`, { exchange: now.n });
    },
  );

  must(
    'users.delete.once-more',
    {
      title: 'DELETE of who came back deletes as it did the first time',
      spec: ['RFC7644-3.6-01', 'RFC7644-3.6-03'],
      fix: 'Let the rows that mark deleted users repeat their names: neither crash nor refuse.',
      why: 'Whoever leaves for the second time keeps the account.',
    },
    async ({ scim }) => {
      const response = await scim.delete(again.path);
      expect(response).to.succeeded();
      expect(await scim.get(again.path)).to.have.status(404);
    },
  );
});

/** Values that a new user has from the client alone. */
const INHERITED = [
  ...['displayName', 'name.givenName', 'name.familyName', 'title', 'nickName', 'externalId'],
  ...['emails.value', 'phoneNumbers.value'],
  ...['employeeNumber', 'department'].map((name) => `${urns.ENTERPRISE_USER_SCHEMA}:${name}`),
];

function ofManager(value: string): JsonObject {
  const urn = urns.ENTERPRISE_USER_SCHEMA;
  return { schemas: [urns.USER_SCHEMA, urn], [urn]: { department: 'Tour Operations', manager: { value } } };
}

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
      if (isDenied(deleted.response)) notApplicable(`DELETE is refused with ${deleted.response.status}`);
      expect(deleted.response).to.have.status(404);
      expect(isErrorMessage(deleted.response), 'a SCIM Error body, the server answered without one').to.equal(true);
    },
  );
});

scenario('Writing to a user at the endpoint of groups', { needs: 'groups' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  must(
    'users.delete.other-endpoint',
    {
      title: 'PATCH, PUT and DELETE of a user at the endpoint of groups reach no user',
      spec: ['RFC7644-3.2-06', 'RFC7644-3.4.1-04'],
      fix: 'Look an id up among the resources of the type that the path names, in every method.',
      why: 'A group is deleted by a mistaken id, and a person is gone.',
    },
    async ({ scim, a, target }) => {
      // Where ids count up, a group may come to have it in between.
      if (/^\d{1,12}$/.test(user.id)) notApplicable('the id may be that of a group, too');
      const before = resourceOf(await scim.get(user.path));
      const path = `/Groups/${encodeURIComponent(user.id)}`;
      const look = await scim.get(path);
      if (look.status !== 404) notApplicable(`${path} was answered ${describeAnswer(look)}`);
      const displayName = `Crossed ${a.marker()}`;
      if (!target.lacks('patch')) await scim.patch(path, [{ op: 'replace', path: 'displayName', value: displayName }]);
      await scim.put(path, a.group({ displayName }));
      await scim.put(path, { ...user.sent, displayName });
      await scim.delete(path);
      const now = await scim.get(user.path);
      if (now.status === 404) fail('the user as it was', describeAnswer(now), { exchange: now.n });
      const [first] = oracle.differences(before, resourceOf(now), target.user ?? oracle.userModel);
      if (first) fail('the user as it was', describeDifference(first), { exchange: now.n });
    },
  );
});

scenario('Deleting a member of a group', { needs: 'groups' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const group = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: [user.id] })),
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
