import {
  describeAnswer,
  expect,
  expectKept,
  fail,
  given,
  isObject,
  isServerFault,
  lastSegment,
  may,
  member,
  must,
  needsMembership,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type ScimResponse,
} from '../../harness/language.js';
import { expectMembers, leadsTo, makeUsers, needsMembers, readGroup } from './_group.js';

scenario('Creating a group', { needs: 'groups' }, () => {
  const users = given('two users are posted', (context) => makeUsers(context, 2));
  const created = given('a group with both is posted', ({ scim, a }) =>
    scim.post('/Groups', a.group({ members: users.value })),
  );
  const got = given('the group is read', (context) => readGroup(context, created.path, users.value));

  must(
    'groups.create.status',
    {
      title: 'POST of a new group answers 201 with its Location',
      spec: ['RFC7644-3.3-09', 'RFC7644-3.3-11', 'RFC7644-3.3-01'],
      fix: 'Answer 201 with a Location header, as for users; leave /Groups out of /ResourceTypes where there are no groups.',
    },
    () => {
      // Who may not create groups is told so with 403; here nobody can.
      if ([405, 501].includes(created.response.status))
        fail('groups to be created by POST', describeAnswer(created.response), { exchange: created.response.n });
      expect(created.response).to.have.status(201);
      expect(created.response).to.have.header('location');
      const location = created.response.headers['location'];
      if (lastSegment(location, created.response.url) !== created.id)
        fail(`a Location that ends in ${created.id}`, `Location: ${location}`, { exchange: created.response.n });
    },
  );

  should(
    'groups.create.member-twice',
    {
      title: 'a member that is named twice is a member once',
      spec: 'RFC7643-2.4-13',
      fix: 'Keep each member once, whether it comes twice in one request or again in a later one.',
    },
    async (context) => {
      const { scim, a } = context;
      const [first = '', second = ''] = users.value;
      const twice = await scim.post('/Groups', a.group({ members: [first, first] }));
      if (isServerFault(twice)) fail('the member once, or a refusal', describeAnswer(twice), { exchange: twice.n });
      if (!succeeded(twice)) notApplicable(`refused: ${describeAnswer(twice)}`);
      const path = pathOf(twice);
      const shown = readAll((await readGroup(context, path, [first])).json, 'members.value');
      if (shown.length === 0) notApplicable('the target does not show members');
      if (shown.length > 1) fail('the member once', `${shown.length} entries`, { exchange: twice.n });
      if (context.target.lacks('patch')) return;
      const value = [second, second].map((id) => a.member(id));
      const added = await scim.patch(path, [{ op: 'add', path: 'members', value }]);
      if (isServerFault(added)) fail('the member once, or a refusal', describeAnswer(added), { exchange: added.n });
      const later = readAll((await readGroup(context, path, [first, second])).json, 'members.value');
      const entries = later.filter((id) => id === second).length;
      if (entries > 1) fail('the added member once', `${entries} entries`, { exchange: added.n });
    },
  );

  must(
    'groups.create.stored',
    {
      title: 'a created group is read by id with the name it was given',
      spec: ['RFC7644-3.4.1-01', 'RFC7644-3.4.1-02', 'RFC7644-3.4-02'],
      fix: 'Store displayName and externalId, and serve GET by id.',
    },
    ({ target }) => {
      expect(got.response).to.have.status(200);
      expect(got.response).to.be.scimResource('Group');
      expect(got.response).to.hold('id', created.id);
      expect(got.response).to.hold('displayName', read(created.sent, 'displayName'));
      // externalId is OPTIONAL (RFC 7643 section 3.1): a target may do without it, and may not alter it.
      const left = read(got.resource, 'externalId') === undefined ? ['members', 'externalId'] : ['members'];
      const due = Object.entries(created.sent).filter(([name]) => !left.includes(name));
      expectKept(got.response, Object.fromEntries(due), target.group);
    },
  );

  must(
    'groups.create.members',
    {
      title: 'members given at creation are stored, each by its id',
      spec: 'RFC7643-4.2-07',
      fix: 'Store the members of a new group; do not wait for a later PATCH.',
      why: 'A group that starts empty gives nobody access, and nobody is told.',
    },
    ({ target }) => {
      needsMembership(target);
      if (created.response.status === 400)
        notApplicable(`the target refuses members at creation: ${describeAnswer(created.response)}`);
      expectMembers(got.response, users.value);
    },
  );

  must(
    'groups.create.members-array',
    {
      title: 'members is an array of objects, with one member, too',
      spec: ['RFC7644-3.8-12', 'RFC7644-3.8-13'],
      fix: 'Send members as a JSON array whatever its length.',
    },
    async (context) => {
      const { scim, a } = context;
      const one = await scim.post('/Groups', a.group({ members: users.value.slice(0, 1) }));
      const now = await readGroup(context, pathOf(one), users.value.slice(0, 1));
      for (const response of [got.response, now]) {
        const members = member(resourceOf(response), 'members');
        if (members === undefined || members === null) notApplicable('the target shows no members');
        if (!Array.isArray(members) || !members.every(isObject))
          fail('an array of objects', JSON.stringify(members).slice(0, 100), { exchange: response.n });
      }
    },
  );

  must(
    'groups.create.schema',
    {
      title: 'a group says that it is of the core Group schema',
      spec: ['RFC7643-4.2-01', 'RFC7644-3.1-02'],
      fix: `Put ${'urn:ietf:params:scim:schemas:core:2.0:Group'} into schemas.`,
    },
    () => {
      const schemas = readAll(resourceOf(got.response), 'schemas').map((urn) => String(urn).toLowerCase());
      if (schemas.length === 0) fail(`schemas with ${urns.GROUP_SCHEMA}`, 'a body without schemas');
      expect(schemas).to.include(
        urns.GROUP_SCHEMA.toLowerCase(),
        `schemas with ${urns.GROUP_SCHEMA}, the server answered ${schemas.join(', ')}`,
      );
    },
  );

  must(
    'groups.create.resource-type',
    {
      title: 'meta.resourceType of a group is the type of its endpoint',
      spec: 'RFC7644-3.3.1-01',
      fix: 'Set meta.resourceType to the name of the resource type, for example "Group".',
    },
    ({ target }) => {
      const type = read(got.resource, 'meta.resourceType');
      if (read(got.resource, 'meta') === undefined) notApplicable('the target gives no meta');
      expect(type).to.equal(
        target.group?.type.name ?? 'Group',
        `meta.resourceType ${target.group?.type.name ?? 'Group'}, the server answered ${JSON.stringify(type)}`,
      );
    },
  );

  must(
    'groups.create.member-reference',
    {
      title: 'members.$ref, where given, leads to the member',
      spec: 'RFC7643-4.2-08',
      fix: 'Build members.$ref from the location of the member, or leave it out.',
    },
    async (context) => {
      const { scim, target } = context;
      needsMembers(got.response);
      const reference = read(got.resource, 'members.$ref');
      if (typeof reference !== 'string') notApplicable('the target gives no members.$ref');
      const value = String(read(got.resource, 'members.value'));
      const endpoint = target.user?.type.endpoint ?? '/Users';
      if (!leadsTo(context, created.path, reference, endpoint, value))
        fail(`a $ref that ends in ${endpoint}/${value}`, reference, { exchange: got.response.n });
      const member = await scim.get(`/Users/${encodeURIComponent(value)}`);
      expect(member).to.be.scimResource('User');
      expect(member).to.hold('id', value);
    },
  );
});

/** A group that is shown has a name. */
function expectNamed(response: ScimResponse, wanted: string): void {
  const name = read(resourceOf(response), 'displayName');
  if (typeof name !== 'string' || name === '')
    fail(wanted, name === '' ? 'an empty displayName' : 'a group without displayName', { exchange: response.n });
}

scenario('Groups with little in them', { needs: 'groups' }, () => {
  const empty = given('a group with a displayName alone is posted', ({ scim, a }) => scim.post('/Groups', a.group()));

  should(
    'groups.create.without-members',
    {
      title: 'a group exists without members',
      spec: 'RFC7643-4.2-04',
      fix: 'Accept a group without members; Okta creates every group so.',
    },
    async (context) => {
      if (context.target.attribute('/Groups', 'members')?.required)
        notApplicable('the target publishes members as required');
      expect(empty.response).to.succeeded();
      const now = await readGroup(context, empty.path);
      expect(now).to.be.scimResource('Group');
      // An empty array is as good as none (RFC 7643 section 2.5).
      const { scim, a } = context;
      expect(await scim.post('/Groups', { ...a.group(), members: [] })).to.succeeded();
    },
  );

  must(
    'groups.create.display-name-required',
    {
      title: 'a group without displayName is refused or given one',
      spec: 'RFC7643-4.2-02',
      fix: 'Answer 400 when displayName is missing.',
    },
    async ({ scim, a, target }) => {
      expect(empty.id).to.be.a('string');
      const { displayName: _displayName, ...rest } = a.group();
      const said: string[] = [];
      for (const body of [rest, { ...rest, externalId: `ext-${a.marker()}`, displayName: null }]) {
        const response = await scim.post('/Groups', body);
        said.push(succeeded(response) ? 'the server makes a name' : `refused with ${response.status}`);
        if (succeeded(response))
          expectNamed(await scim.get(pathOf(response)), 'a 4xx, or a displayName made by the server');
        else expect(response).to.be.refused();
      }
      if (target.lacks('patch') === undefined) {
        await scim.patch(empty.path, [{ op: 'remove', path: 'displayName' }]);
        expectNamed(await scim.get(empty.path), 'the displayName to stay after its removal');
      }
      return said[0];
    },
  );

  should(
    'groups.create.same-name',
    {
      title: 'two groups bear one displayName',
      spec: 'RFC7643-4.2-03',
      fix: 'Do not treat displayName as unique unless /Schemas says so.',
    },
    async ({ scim, a, target }) => {
      const uniqueness = target.attribute('/Groups', 'displayName')?.uniqueness;
      if (uniqueness && uniqueness !== 'none') notApplicable(`displayName is published with uniqueness ${uniqueness}`);
      const response = await scim.post('/Groups', a.group({ displayName: read(empty.resource, 'displayName') }));
      if (response.status === 409) return '409: names are unique, which /Schemas does not say';
      expect(response).to.succeeded();
      if (read(resourceOf(response), 'id') === empty.id)
        fail('a second group, or 409', 'the first group once more', { exchange: response.n });
      return 'accepted';
    },
  );

  may(
    'groups.create.empty-member',
    {
      title: 'a member without value',
      spec: 'RFC7643-4.2-10',
      fix: 'Nothing: 400 and ignoring it are both legal.',
    },
    async ({ scim, a }) => {
      const probe = await scim.post('/Groups', { ...a.group(), members: [{}] });
      return succeeded(probe) ? 'accepted' : `refused with ${probe.status}`;
    },
  );

  may(
    'groups.create.nested',
    {
      title: 'groups as members of groups',
      spec: 'RFC7643-4.2-09',
      fix: 'Nothing: nesting is optional.',
    },
    async (context) => {
      const { scim, a } = context;
      const response = await scim.post('/Groups', a.group({ members: [empty.id] }));
      if (!succeeded(response)) return `refused with ${response.status}`;
      const stored = readAll(response.json, 'members.value').includes(empty.id);
      return stored ? 'supported' : 'accepted, not stored';
    },
  );
});
