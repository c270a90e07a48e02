import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  judgeEach,
  lastSegment,
  may,
  memberPath,
  must,
  needsMembership,
  notApplicable,
  postGroup,
  read,
  readAll,
  resolveUri,
  resourceOf,
  resourcesOf,
  sameText,
  scenario,
  searchRequest,
  should,
  succeeded,
  type Capabilities,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { makeUsers, membersOf, readGroup } from './_group.js';

scenario('A membership seen from the user', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const userPath = (): string => `/Users/${encodeURIComponent(users.value[0] ?? '')}`;
  const group = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const look = ({ scim, target }: Context): Promise<ScimResponse> =>
    scim.get(userPath(), target.onRequest('/Users', 'groups') ? { query: { attributes: 'userName,groups' } } : {});
  const seen = given('the user is read', (context) =>
    context.settle(
      () => look(context),
      (response) => readAll(response.json, 'groups').length > 0,
    ),
  );
  const own = (): unknown => readAll(resourceOf(seen.response), 'groups').find((entry) => isEntryOf(entry, group));

  /** Answers besides the read in which the user shows its groups. */
  const elsewhere = given('the user is put as it was read, and listed', async ({ scim, target }) => {
    const answers: { response: ScimResponse; user: unknown }[] = [];
    if (target.onRequest('/Users', 'groups')) return answers;
    const put = await scim.put(userPath(), { ...seen.resource });
    if (succeeded(put)) answers.push({ response: put, user: put.json });
    if (target.lacks('filter') !== undefined) return answers;
    const filter = `userName eq ${JSON.stringify(read(seen.resource, 'userName'))}`;
    const list = await scim.get('/Users', { query: { filter } });
    return [...answers, ...resourcesOf(list).map((user) => ({ response: list, user }))];
  });
  /** The entries for the group in all answers, known by value or by name. */
  const owns = (): { response: ScimResponse; entry: unknown }[] => [
    { response: seen.response, entry: own() },
    ...elsewhere.value.flatMap(({ response, user }) =>
      entries(user, 'groups')
        .filter((each) => isEntryOf(each, group))
        .map((entry) => ({ response, entry })),
    ),
  ];

  should(
    'groups.user-view.shown',
    {
      title: 'a membership shows up in groups of the user',
      spec: 'RFC7643-4.1.2-33',
      fix: 'Derive groups of a user from the members of groups.',
    },
    ({ target }) => {
      expect(group.id).to.be.a('string');
      if (!target.attribute('/Users', 'groups')) return 'groups is not published';
      needsMembership(target);
      expect(seen.response).to.be.scimResource('User');
      if (!own())
        fail('an entry for the group', `groups ${JSON.stringify(readAll(seen.resource, 'groups')).slice(0, 100)}`, {
          exchange: seen.response.n,
        });
      return undefined;
    },
  );

  must(
    'groups.user-view.value',
    {
      title: 'groups.value is the id of the group',
      spec: 'RFC7643-4.1.2-26',
      fix: 'Put the id of the group into groups.value, its name into display.',
    },
    async ({ scim }) => {
      if (!own()) notApplicable('the target shows no groups of the user');
      for (const { response, entry } of owns()) expectValue(entry, group.id, response);
      expect(await scim.get(group.path)).to.hold('id', group.id);
    },
  );

  must(
    'groups.user-view.reference',
    {
      title: 'groups.$ref, where given, leads to the group',
      spec: 'RFC7643-4.1.2-27',
      fix: 'Build groups.$ref from the location of the group, or leave it out.',
    },
    ({ target }) => {
      if (typeof read(own(), '$ref') !== 'string') notApplicable('the target gives no groups.$ref');
      for (const { response, entry } of owns()) expectReference(entry, group.id, response, target);
    },
  );

  should(
    'groups.user-view.type',
    {
      title: 'groups.type is direct for a direct membership',
      spec: 'RFC7643-4.1.2-23',
      fix: 'Say "direct" or "indirect", or leave type out.',
    },
    () => {
      if (!own()) notApplicable('the target shows no groups of the user');
      const type = read(own(), 'type');
      if (type !== undefined && !sameText(type, 'direct'))
        fail('type direct, or none', JSON.stringify(type), { exchange: seen.response.n });
      return type === undefined ? 'no type' : 'direct';
    },
  );

  must(
    'groups.user-view.listed',
    {
      title: 'a user in a list or search has the groups that it has when read by id',
      spec: ['RFC7644-3.4-02', 'RFC7643-7-40'],
      fix: 'Give groups in lists, too, unless the schema says request; then leave them out of both unasked.',
      why: 'A client that reads access from lists takes everybody for a stranger.',
      needs: 'filter',
    },
    async ({ scim, settle, target }) => {
      const onRequest = target.onRequest('/Users', 'groups');
      if (!onRequest && !['default', 'always', undefined].includes(target.attribute('/Users', 'groups')?.returned))
        notApplicable('groups is not published as returned by default');
      if (!own()) notApplicable('the target shows no groups of the user');
      const filter = `userName eq ${JSON.stringify(read(seen.resource, 'userName'))}`;
      const entry = (response: ScimResponse) =>
        resourcesOf(response).find((each) => read(each, 'id') === users.value[0]);
      const shown = (response: ScimResponse) => readAll(entry(response), 'groups.value').includes(group.id);
      const list = await settle(
        () => scim.get('/Users', { query: { filter } }),
        (seen) => (onRequest ? entry(seen) !== undefined : shown(seen)),
      );
      if (!entry(list)) notApplicable('the target does not find the user by its userName');
      const search = await scim.post('/Users/.search', searchRequest({ filter }));
      for (const response of [list, search])
        if (read(own(), 'value') === group.id && entry(response) && shown(response) === onRequest)
          fail(
            `groups ${onRequest ? 'without' : 'with'} the group in the answer to ${response.method}`,
            JSON.stringify(readAll(entry(response), 'groups')).slice(0, 100),
            { exchange: response.n },
          );
    },
  );

  must(
    'groups.user-view.patch-answer',
    {
      title: 'the answer 200 to PATCH of a user has the groups of the user',
      spec: 'RFC7644-3.5.2-35',
      fix: 'Answer with the user as a GET shows it, or 204 without a body.',
      why: 'A client that keeps the answer takes the user for one who lost all access.',
      needs: 'patch',
    },
    async ({ scim, a, target }) => {
      if (!['default', 'always', undefined].includes(target.attribute('/Users', 'groups')?.returned))
        notApplicable('groups is not published as returned by default');
      if (read(own(), 'value') !== group.id) notApplicable('the target shows no groups of the user');
      const value = `Answer ${a.marker()}`;
      const response = await scim.patch(userPath(), [{ op: 'replace', path: 'displayName', value }]);
      if (response.status !== 200) notApplicable(`the PATCH was answered ${response.status}`);
      if (!readAll(resourceOf(response), 'groups.value').includes(group.id))
        fail('groups with the group', JSON.stringify(readAll(response.json, 'groups')).slice(0, 100), {
          exchange: response.n,
        });
    },
  );

  must(
    'groups.user-view.read-only',
    {
      title: 'groups of a user is a view: writing it changes no group',
      spec: 'RFC7643-4.1.2-22',
      fix: 'Ignore or refuse groups in the body of a user, empty or not.',
      why: 'Whoever may edit users could make them administrators; and Okta sends groups [] with every user.',
    },
    async (context) => {
      const { scim, a, target } = context;
      if (target.attribute('/Users', 'groups') && target.attribute('/Users', 'groups')?.mutability !== 'readOnly')
        notApplicable('groups is not published as readOnly');
      const isMember = async (): Promise<boolean> =>
        membersOf(await readGroup(context, group.path, users.value)).includes(users.value[0] ?? '');
      const wasMember = await isMember();
      const other = await scim.post('/Groups', a.group());
      const otherId = String(read(resourceOf(other), 'id'));
      const user = resourceOf(await scim.get(userPath()));
      const groups = [{ value: otherId }];
      await scim.post('/Users', a.user({ groups }));
      await scim.put(userPath(), { ...user, groups });
      if (target.lacks('patch') === undefined)
        await scim.patch(userPath(), [{ op: 'add', path: 'groups', value: groups }]);
      const now = await readGroup(context, `/Groups/${encodeURIComponent(otherId)}`);
      expect(now).to.be.scimResource('Group');
      const [intruder] = membersOf(now);
      if (intruder !== undefined)
        fail(
          'a group without members',
          `${intruder === users.value[0] ? 'the user' : 'a user that was posted with it'} as member`,
          { exchange: now.n },
        );
      await scim.put(userPath(), { ...user, groups: [] });
      if (target.lacks('patch') === undefined) {
        await scim.patch(userPath(), [{ op: 'replace', path: 'groups', value: [] }]);
        await scim.patch(userPath(), [{ op: 'remove', path: 'groups' }]);
      }
      if (wasMember && !(await isMember())) fail('the user as member of its group', 'a group without the user');
    },
  );

  should(
    'groups.user-view.renamed',
    {
      title: 'groups.display follows when the group is renamed',
      spec: 'RFC7643-4.1.2-33',
      fix: 'Read the name of the group when the user is shown, or write it anew with the group.',
      why: 'Access is reviewed by names that no group has any more.',
    },
    async (context) => {
      const { scim, a, settle, target } = context;
      if (!own()) notApplicable('the target shows no groups of the user');
      const before = read(resourceOf(group.response), 'displayName');
      if (read(own(), 'display') !== before) notApplicable('groups.display is not the name of the group');
      if (!target.mayChange('/Groups', 'displayName')) notApplicable('the target publishes displayName as immutable');
      const displayName = `Renamed ${a.marker()}`;
      const put = await scim.put(group.path, { ...group.sent, displayName });
      if (!sameText(read(resourceOf(await scim.get(group.path)), 'displayName'), displayName))
        notApplicable(`the group was not renamed: ${describeAnswer(put)}`);
      const shown = (response: ScimResponse): unknown =>
        read(
          entries(response.json, 'groups').find((entry) => read(entry, 'value') === group.id),
          'display',
        );
      const now = await settle(
        () => look(context),
        (response) => shown(response) !== before,
      );
      if (shown(now) === before)
        fail(`groups.display ${JSON.stringify(displayName)}`, JSON.stringify(before), { exchange: now.n });
    },
  );

  should(
    'groups.user-view.removable',
    {
      title: 'a direct membership is ended through the group',
      spec: 'RFC7643-4.1.2-24',
      fix: 'Let clients change direct members through the Group resource, and follow in groups of the user.',
    },
    async (context) => {
      const { scim, settle, target } = context;
      if (target.attribute('/Groups', 'members')?.required || !target.mayChange('/Groups', 'members'))
        notApplicable('members is published as required or immutable');
      if (!own()) notApplicable('the target shows no groups of the user');
      expect(await scim.put(group.path, { ...group.sent, members: [] })).to.succeeded();
      const now = await settle(
        () => look(context),
        (response) => !entries(response.json, 'groups').some((entry) => read(entry, 'value') === group.id),
      );
      expect(now).to.be.scimResource('User');
      if (entries(now.json, 'groups').some((entry) => read(entry, 'value') === group.id))
        fail('no entry for the group any more', 'the entry', { exchange: now.n });
    },
  );

  should(
    'groups.user-view.joined',
    {
      title: 'who joins or leaves by PATCH, or joins by PUT, sees it in groups',
      spec: 'RFC7643-4.1.2-33',
      fix: 'Follow in groups of the user whatever way the members of a group change.',
    },
    async (context) => {
      const { scim, a, settle, target } = context;
      if (!own()) notApplicable('the target shows no groups of the user');
      const shows = (response: ScimResponse): boolean =>
        entries(response.json, 'groups').some((entry) => read(entry, 'value') === group.id);
      const members = users.value.map((id) => a.member(id));
      const ways = [
        {
          how: 'PUT',
          leave: () => scim.put(group.path, { ...group.sent, members: [] }),
          join: () => scim.put(group.path, { ...group.sent, members }),
        },
        {
          how: 'PATCH',
          leave: () => scim.patch(group.path, [{ op: 'remove', path: memberPath(users.value[0]) }]),
          join: () => scim.patch(group.path, [{ op: 'add', path: 'members', value: members }]),
        },
      ];
      await judgeEach(
        ways.filter(({ how }) => how === 'PUT' || !target.lacks('patch')),
        ({ how }) => how,
        async ({ how, leave, join }) => {
          // Out of the group first, if the last change left the user in it.
          const left = await leave();
          const without = await settle(
            () => look(context),
            (response) => !shows(response),
          );
          if (shows(without) && how === 'PATCH' && succeeded(left))
            fail('no entry for the group after the user left it', 'the entry', { exchange: without.n });
          if (shows(without)) notApplicable('the user is in the group');
          expect(await join()).to.succeeded();
          const now = await settle(() => look(context), shows);
          expect(now).to.be.scimResource('User');
          if (!shows(now)) fail('an entry for the group', 'none', { exchange: now.n });
        },
      );
    },
  );
});

scenario('Membership through a nested group', { needs: 'groups' }, () => {
  const users = given('a user is posted', (context) => makeUsers(context, 1));
  const inner = given('a group with that user is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value })),
  );
  const outer = given('a group with that group is posted', ({ scim, a }) =>
    postGroup(scim, { ...a.group(), members: [a.member(inner.id, 'Group')] }),
  );

  must(
    'groups.user-view.nested-group',
    {
      title: 'groups.value and $ref of an indirect membership lead to that group',
      spec: ['RFC7643-4.1.2-26', 'RFC7643-4.1.2-27'],
      fix: 'Make every entry of groups from the id and location of its group, indirect ones, too.',
    },
    async ({ scim, target }) => {
      if (!succeeded(outer.response)) notApplicable('the target does not nest groups');
      const response = await scim.get(`/Users/${encodeURIComponent(users.value[0] ?? '')}`);
      const entry = entries(resourceOf(response), 'groups').find((each) => isEntryOf(each, outer));
      if (!entry) notApplicable('the target does not resolve nested groups');
      expectValue(entry, outer.id, response);
      expectReference(entry, outer.id, response, target);
    },
  );

  should(
    'groups.user-view.indirect',
    {
      title: 'a membership through a nested group is not called direct',
      spec: 'RFC7643-4.1.2-23',
      fix: 'Call memberships through nested groups "indirect".',
    },
    async ({ scim }) => {
      if (!succeeded(outer.response) || !readAll(outer.response.json, 'members.value').includes(inner.id))
        notApplicable('the target does not nest groups');
      const user = resourceOf(await scim.get(`/Users/${encodeURIComponent(users.value[0] ?? '')}`));
      const entry = entries(user, 'groups').find((each) => read(each, 'value') === outer.id);
      if (!entry) return 'the target does not resolve nested groups';
      const type = read(entry, 'type');
      if (sameText(type, 'direct')) fail('type indirect, or none', 'direct');
      return type === undefined ? 'resolved, without type' : 'resolved';
    },
  );

  may(
    'groups.user-view.nested',
    {
      title: 'nested membership in groups of the user',
      spec: 'RFC7643-4.2-09',
      fix: 'Nothing: nesting is optional.',
    },
    async ({ scim }) => {
      if (!succeeded(outer.response)) return `nested groups are refused with ${outer.response.status}`;
      const user = resourceOf(await scim.get(`/Users/${encodeURIComponent(users.value[0] ?? '')}`));
      return entries(user, 'groups').some((each) => read(each, 'value') === outer.id) ? 'shown' : 'not shown';
    },
  );
});

/** Names of groups hold a marker, so each is the name of one group alone. */
function isEntryOf(entry: unknown, group: { id: string; sent: JsonObject }): boolean {
  return read(entry, 'value') === group.id || read(entry, 'display') === read(group.sent, 'displayName');
}

function expectValue(entry: unknown, id: string, response: ScimResponse): void {
  const value = read(entry, 'value');
  if (value !== id) fail(`groups.value ${id}`, JSON.stringify(value), { exchange: response.n });
}

function expectReference(entry: unknown, id: string, response: ScimResponse, target: Capabilities): void {
  const reference = read(entry, '$ref');
  if (typeof reference !== 'string') return;
  const endpoint = target.group?.type.endpoint ?? '/Groups';
  const path = resolveUri(reference, `${response.url}/`)?.pathname ?? '';
  if (lastSegment(reference, response.url) !== id || !path.includes(endpoint))
    fail(`a URI that ends in ${endpoint}/${id}`, reference, { exchange: response.n });
}
