import {
  describeAnswer,
  expect,
  fail,
  given,
  isRefusal,
  judgeEach,
  may,
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
  type Attribute,
  type Capabilities,
} from '../../harness/language.js';

/** Top-level single-valued string attributes that the target publishes as immutable for its users. */
function immutableStrings(target: Capabilities): Attribute[] {
  return (target.user?.core.attributes ?? []).filter(
    ({ mutability, type, multiValued, name }) =>
      mutability === 'immutable' && type === 'string' && !multiValued && name !== 'userName',
  );
}

scenario('Immutable attributes of users in a PUT', () => {
  const user = given('a user with a value for each immutable attribute is posted', ({ scim, a, target }) => {
    const immutable = immutableStrings(target);
    if (immutable.length === 0) notApplicable('the target publishes no immutable attribute of users');
    return scim.post('/Users', a.user(Object.fromEntries(immutable.map(({ name }) => [name, `first-${a.marker()}`]))));
  });
  const changed = given('other values are put', ({ scim, a, target }) =>
    scim.put(user.path, {
      ...user.sent,
      ...Object.fromEntries(immutableStrings(target).map(({ name }) => [name, `other-${a.marker()}`])),
    }),
  );

  should(
    'users.replace-rules.immutable-refused',
    {
      title: 'PUT of another value for an immutable attribute answers 400',
      spec: 'RFC7644-3.5.1-14',
      fix: 'Answer 400 with scimType mutability when a PUT changes an immutable value.',
    },
    () => {
      expect(user.id).to.be.a('string');
      expect(changed.response).to.have.status(400);
    },
  );

  should(
    'users.replace-rules.immutable-scimtype',
    {
      title: 'that 400 carries scimType mutability',
      spec: 'RFC7644-3.5.1-15',
      fix: 'Put "scimType": "mutability" into the error body.',
    },
    () => {
      expect(user.id).to.be.a('string');
      if (changed.response.status !== 400) notApplicable('the PUT was not answered 400');
      expect(changed.response).to.be.scimError(400, 'mutability');
    },
  );

  must(
    'users.replace-rules.immutable-first-value',
    {
      title: 'PUT gives an immutable attribute its first value',
      spec: 'RFC7644-3.5.1-16',
      fix: 'Let a PUT set an immutable attribute that has no value yet.',
    },
    async ({ scim, a, target }) => {
      const bare = await scim.post('/Users', a.user());
      if (!succeeded(bare)) notApplicable('the target does not create users without their immutable attributes');
      const path = `/Users/${encodeURIComponent(String(read(resourceOf(bare), 'id')))}`;
      const before = resourceOf(await scim.get(path));
      await judgeEach(
        immutableStrings(target).filter(({ name }) => readAll(before, name).length === 0),
        ({ name }) => name,
        async ({ name }) => {
          const value = `first-${a.marker()}`;
          const answer = await scim.put(path, { ...(bare.sent as object), [name]: value });
          // A rule of the vendor's about values has another keyword.
          if (read(answer.json, 'scimType') === 'mutability')
            fail(`${name} to take its first value`, describeAnswer(answer), { exchange: answer.n });
          expect(answer).to.succeeded();
          expect(await scim.get(path)).to.hold(name, value);
        },
        'no immutable attribute is without a value after a create',
      );
    },
  );

  must(
    'users.replace-rules.immutable-added',
    {
      title: 'PATCH add gives an immutable attribute its first value',
      spec: ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
      fix: 'Refuse the change of an immutable value, not the first one (section 3.5.2).',
      needs: 'patch',
    },
    async ({ scim, a, target }) => {
      const bare = await scim.post('/Users', a.user());
      if (!succeeded(bare)) notApplicable('the target does not create users without their immutable attributes');
      const before = resourceOf(await scim.get(pathOf(bare)));
      await judgeEach(
        immutableStrings(target).filter(({ name }) => readAll(before, name).length === 0),
        ({ name }) => name,
        async ({ name }) => {
          const value = `first-${a.marker()}`;
          const answer = await scim.patch(pathOf(bare), [{ op: 'add', path: name, value }]);
          // A rule of the vendor's about values has another keyword.
          if (isRefusal(answer) && read(answer.json, 'scimType') !== 'mutability')
            notApplicable(`refused for another reason: ${describeAnswer(answer)}`);
          if (!succeeded(answer))
            fail(`${name} to take its first value`, describeAnswer(answer), { exchange: answer.n });
          expect(await scim.get(pathOf(bare))).to.hold(name, value);
        },
        'no immutable attribute is without a value after a create',
      );
    },
  );
});

scenario('Unchanged members in a PUT', { needs: 'groups' }, () => {
  const users = given('two users are posted', async ({ scim, a }) => [
    read(resourceOf(await scim.post('/Users', a.user())), 'id') as string,
    read(resourceOf(await scim.post('/Users', a.user())), 'id') as string,
  ]);
  const group = given('a group with the first is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 1) })),
  );

  must(
    'users.replace-rules.members-replaceable',
    {
      title: 'PUT of a group with the same or other members succeeds',
      spec: 'RFC7644-3.5.1-13',
      fix: 'members.value is immutable inside an entry; the members array may be repeated and replaced.',
      why: 'Okta renames and fills groups by PUT.',
    },
    async ({ scim, a }) => {
      const before = resourceOf(await scim.get(group.path));
      if (readAll(before, 'members.value').length === 0) notApplicable('the target does not show members');
      expect(await scim.put(group.path, before)).to.succeeded();
      expect(
        await scim.put(group.path, { ...group.sent, members: users.value.slice(1).map((id) => a.member(id)) }),
      ).to.succeeded();
      const now = readAll(resourceOf(await scim.get(group.path)), 'members.value');
      if (now.length !== 1 || now[0] !== users.value[1])
        fail('the second user as only member', `members ${JSON.stringify(now)}`);
    },
  );
});

scenario('What the target says of PATCH', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const patched = given('it is patched', ({ scim, a }) =>
    scim.patch(user.path, [{ op: 'replace', path: 'displayName', value: `Patched ${a.marker()}` }]),
  );

  should(
    'users.replace-rules.patch-supported',
    {
      title: 'PATCH is supported',
      spec: 'RFC7644-3.5-02',
      fix: 'Support PATCH and say so in ServiceProviderConfig: Entra knows no other way to update.',
    },
    ({ target }) => {
      if (target.claim('patch') === null) notApplicable('the target does not say patch.supported');
      const { status } = patched.response;
      // Leaving a SHOULD out and saying so is a choice that clients can live with; hiding what is there is none.
      if (target.claim('patch') === false && !succeeded(patched.response))
        notApplicable(`the target says patch.supported false, and answers PATCH with ${status}`);
      if (target.claim('patch') === false)
        fail(`patch.supported true, as a PATCH is answered ${status}`, 'patch.supported false', {
          exchange: patched.response.n,
        });
      expect(target.config).to.assign('patch');
    },
  );

  should(
    'users.replace-rules.patch-as-claimed',
    {
      title: 'PATCH is not refused where the configuration claims it',
      spec: 'RFC7644-3.5-03',
      fix: 'Implement PATCH, or set patch.supported to false.',
    },
    ({ target }) => {
      expect(user.id).to.be.a('string');
      if (target.claim('patch') !== true) notApplicable('the target does not claim PATCH');
      expect(patched.response).to.not.have.status(404, 405, 501);
      if ((target.attribute('/Users', 'displayName')?.mutability ?? 'readOnly') !== 'readWrite')
        notApplicable('displayName is not published as readWrite');
      if (!succeeded(patched.response)) resourceOf(patched.response);
    },
  );

  may(
    'users.replace-rules.password',
    {
      title: 'a password in a PUT',
      spec: 'RFC7644-3.5.1-07',
      fix: 'Accept a password in a PUT and never show it.',
      needs: 'changePassword',
    },
    async ({ scim, a }) => {
      const response = await scim.put(user.path, { ...user.sent, password: a.password() });
      return succeeded(response) ? 'accepted' : `refused with ${response.status}`;
    },
  );
});
