import {
  describeAnswer,
  fail,
  given,
  idOf,
  memberPath,
  must,
  needsMembership,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  sameText,
  scenario,
  showingMembers,
  succeeded,
  type Context,
} from '../../harness/language.js';

scenario('Requests at the same time', { needs: ['groups', 'patch'] }, () => {
  const users = given('six users are posted', ({ scim, a }) =>
    Promise.all(Array.from({ length: 6 }, async () => idOf(await scim.post('/Users', a.user())))),
  );
  const group = given('an empty group is posted', ({ scim, a }) => scim.post('/Groups', a.group()));
  const added = given('six requests add one member each, at the same time', ({ scim, a }) =>
    Promise.all(
      users.value.map((id) => scim.patch(group.path, [{ op: 'add', path: 'members', value: [a.member(id)] }])),
    ),
  );

  must(
    'protocol.concurrency.group-patches',
    {
      title: 'parallel PATCHes of one group lose no member',
      spec: ['RFC7644-3.5.2-31', 'RFC7644-3.5.2.1-08'],
      fix: 'Read and write the group under one lock or transaction; answer 409 or 412 to the one that loses.',
      why: 'Entra adds members in parallel: a lost update is a person without access.',
    },
    async ({ scim, settle, target }) => {
      needsMembership(target);
      const accepted = users.value.filter((_, index) => succeeded(added.value[index] ?? added.value[0]!));
      if (accepted.length === 0)
        fail('members to be added', describeAnswer(added.value[0]!), { exchange: added.value[0]!.n });
      const now = await settle(
        () => scim.get(group.path, showingMembers(target)),
        (response) => readAll(response.json, 'members.value').length >= accepted.length,
      );
      const members = readAll(resourceOf(now), 'members.value').map(String);
      const lost = accepted.filter((id) => !members.includes(id));
      if (lost.length > 0)
        fail(`all ${accepted.length} members whose PATCH succeeded`, `${lost.length} of them lost`, {
          exchange: now.n,
        });
    },
  );

  const members = async ({ scim, settle, target }: Context, wanted: number): Promise<string[]> => {
    const now = await settle(
      () => scim.get(group.path, showingMembers(target)),
      (response) => readAll(response.json, 'members.value').length === wanted,
    );
    return readAll(resourceOf(now), 'members.value').map(String);
  };

  must(
    'protocol.concurrency.group-removals',
    {
      title: 'parallel PATCHes of one group bring back no member',
      spec: ['RFC7644-3.5.2-31', 'RFC7644-3.5.2.2-05'],
      fix: 'Read and write the group under one lock or transaction; answer 409 or 412 to the one that loses.',
      why: 'Who was removed keeps the access of the group, and the provider believes otherwise.',
    },
    async (context) => {
      const { scim } = context;
      if (!added.value.some(succeeded)) notApplicable('no member could be added');
      const there = await members(context, users.value.length);
      const removals = await Promise.all(
        there.map((id) => scim.patch(group.path, [{ op: 'remove', path: memberPath(id) }])),
      );
      const gone = there.filter((_, index) => removals[index] && succeeded(removals[index]));
      if (gone.length === 0) notApplicable('no member could be removed');
      const left = await members(context, there.length - gone.length);
      const back = gone.filter((id) => left.includes(id));
      if (back.length > 0) fail(`${gone.length} members removed`, `${back.length} of them still there`);
    },
  );
});

scenario('Changes of one user at the same time', { needs: ['users', 'patch'] }, () => {
  const names = ['displayName', 'title', 'nickName'];
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title', 'nickName'] })));

  must(
    'protocol.concurrency.user-patches',
    {
      title: 'parallel PATCHes of one user lose no change',
      spec: ['RFC7644-3.5.2-31', 'RFC7644-3.5.2-26'],
      fix: 'Read and write the user under one lock or transaction; answer 409 or 412 to the one that loses.',
      why: 'A change that was answered as done is not there, and nobody sends it again.',
    },
    async ({ scim, a, target }) => {
      const before = resourceOf(await scim.get(user.path));
      const changes = names
        .filter((path) => target.attribute('/Users', path)?.mutability === 'readWrite')
        .filter((path) => sameText(read(before, path), read(user.sent, path)))
        .map((path) => ({ op: 'replace', path, value: `Parallel ${a.marker()}` }));
      const answers = await Promise.all(changes.map((operation) => scim.patch(user.path, [operation])));
      const now = await scim.get(user.path);
      const after = resourceOf(now);
      const taken = changes.filter((_, index) => answers[index] && succeeded(answers[index]));
      if (taken.length < 2) notApplicable('the target takes no two of these changes');
      for (const operation of taken.filter(({ path }) => read(after, path) === read(before, path))) {
        // What comes to nothing by itself, too, was not lost to another.
        await scim.patch(user.path, [operation]);
        if (sameText(read(resourceOf(await scim.get(user.path)), operation.path), operation.value))
          fail(`${operation.path} ${operation.value}`, `${String(read(after, operation.path))} as before`, {
            exchange: now.n,
          });
      }
    },
  );
});

scenario('Two creates at the same time', () => {
  const both = given('one user is posted twice at the same time', ({ scim, a }) => {
    const body = a.user();
    return Promise.all([scim.post('/Users', body), scim.post('/Users', body)]);
  });

  must(
    'protocol.concurrency.double-create',
    {
      title: 'the same user posted twice at once becomes one user',
      spec: ['RFC7643-4.1.1-02', 'RFC7644-3.3-15'],
      fix: 'Enforce uniqueness of userName in the store itself.',
      why: 'A provider that retries after a lost answer makes two accounts for one person.',
    },
    async ({ scim, settle, target }) => {
      const made = both.value.filter(succeeded);
      const ids = new Set(made.map((response) => String(read(response.json, 'id'))));
      if (made.length === 0) resourceOf(both.value[0]!);
      if (ids.size > 1) fail('one user and a 409', `two users: ${[...ids].join(', ')}`, { exchange: both.value[1]!.n });
      const userName = String(read(resourceOf(made[0]!), 'userName'));
      if (target.lacks('filter') !== undefined) return 'one answered with success';
      const found = await settle(
        () => scim.get('/Users', { query: { filter: `userName eq "${userName}"` } }),
        (response) => resourcesOf(response).length > 0,
      );
      if (!succeeded(found)) notApplicable('the target does not filter by userName');
      if (resourcesOf(found).length > 1)
        fail('one user of that name', `${resourcesOf(found).length}`, { exchange: found.n });
    },
  );
});
