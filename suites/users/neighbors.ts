/** A write of one user reaches no other, however much the two have in common. */
import {
  describeAnswer,
  describeDifference,
  entries,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  oracle,
  pathOf,
  read,
  resourceOf,
  scenario,
  succeeded,
  urns,
  withExtension,
  withMembers,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

const DEPARTMENT = `${urns.ENTERPRISE_USER_SCHEMA}:department`;

interface Change {
  how: string;
  send: (at: string, state: () => Promise<JsonObject>) => Promise<ScimResponse>;
}

/** Changes one of two users in each way; the other is to be as it was. */
async function expectApart(
  { scim, target }: Context,
  [one, other]: readonly [string, string],
  changes: readonly Change[],
): Promise<void> {
  const model = target.user ?? oracle.userModel;
  let was = resourceOf(await scim.get(other));
  await judgeEach(
    changes,
    ({ how }) => how,
    async ({ send }) => {
      const response = await send(one, async () => resourceOf(await scim.get(one)));
      if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
      const now = await scim.get(other);
      if (now.status === 404) fail('the other user as it was', describeAnswer(now), { exchange: now.n });
      const before = was;
      was = resourceOf(now);
      // What came to the other user is a difference, too.
      const gone = Object.keys(was).filter((name) => !(name in before));
      const whole = { ...before, ...Object.fromEntries(gone.map((name) => [name, null])) };
      const [first] = oracle.differences(whole, was, model).filter(({ path }) => !/^(meta|groups)\b/i.test(path));
      if (first) fail('the other user as it was', describeDifference(first), { exchange: now.n });
    },
    'nothing can be changed',
  );
}

/** A change by PATCH, nothing where the target has none. */
const byPatch =
  ({ scim, target }: Context) =>
  (how: string, operation: () => object): Change[] =>
    target.lacks('patch') ? [] : [{ how, send: (at) => scim.patch(at, [operation()]) }];

function changesOf(context: Context): Change[] {
  const { a, scim, target } = context;
  const patch = byPatch(context);
  const put = (how: string, change: (state: JsonObject) => JsonObject): Change => ({
    how,
    send: async (at, state) => scim.put(at, change(await state())),
  });
  const name = (): string => `Changed ${a.marker()}`;
  const department = (state: JsonObject): JsonObject =>
    withExtension(state, urns.ENTERPRISE_USER_SCHEMA, { department: name() });
  const home = (state: JsonObject): JsonObject =>
    withMembers(state, { phoneNumbers: entries(state, 'phoneNumbers').map((each) => ({ ...each, type: 'home' })) });
  const extended = target.enterprise !== undefined;
  return [
    ...patch('PATCH of title', () => ({ op: 'replace', path: 'title', value: name() })),
    ...patch('PATCH of phoneNumbers', () => ({
      op: 'replace',
      path: 'phoneNumbers[type eq "work"].type',
      value: 'home',
    })),
    ...(extended ? patch('PATCH of department', () => ({ op: 'replace', path: DEPARTMENT, value: name() })) : []),
    ...patch('PATCH of name.familyName', () => ({ op: 'replace', path: 'name.familyName', value: name() })),
    ...patch('PATCH of active', () => ({ op: 'replace', path: 'active', value: false })),
    put('PUT of the phone with another type', home),
    ...(extended ? [put('PUT of another department', department)] : []),
    put('PUT of another name', (state) =>
      withMembers(state, { displayName: name(), name: { givenName: name(), familyName: name() } }),
    ),
    ...patch('PATCH with another primary e-mail', () => ({
      op: 'add',
      path: 'emails',
      value: [{ value: a.email(), type: 'home', primary: true }],
    })),
    ...patch('PATCH that removes the work e-mail', () => ({ op: 'remove', path: 'emails[type eq "work"]' })),
  ];
}

scenario('Two users with the same values', () => {
  const pair = given('two users with the same values are posted', async ({ scim, a, target }) => {
    const like = target.enterprise
      ? a.enterpriseUser({ with: ['title', 'phoneNumbers'] })
      : a.user({ with: ['title', 'phoneNumbers'] });
    const { userName: _name, externalId, emails: _emails, ...rest } = like;
    const isUnique = (path: string): boolean => (target.attribute('/Users', path)?.uniqueness ?? 'none') !== 'none';
    const common = Object.fromEntries(Object.entries(rest).filter(([name]) => !isUnique(name)));
    const one = pathOf(await scim.post('/Users', like));
    const alike = withMembers(a.user(), common);
    // Personnel numbers may be unique.
    const own = target.enterprise
      ? withExtension(alike, urns.ENTERPRISE_USER_SCHEMA, { employeeNumber: a.marker() })
      : alike;
    // A target need not take an externalId twice, and it may know the user by it.
    const linked = await scim.post('/Users', withMembers(own, { externalId }));
    const isSecond = succeeded(linked) && pathOf(linked) !== one;
    const second = isSecond ? linked : await scim.post('/Users', own);
    if (second.status === 409) notApplicable(`the second user was answered ${describeAnswer(second)}`);
    return [one, pathOf(second)] as const;
  });

  must(
    'users.neighbors.same-values',
    {
      title: 'a change of one user leaves another with the same values',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
      fix: 'Store values with the user that has them: change its own rows, not those that others share.',
      why: 'A person who moves to another department would take the whole department along.',
    },
    (context) => expectApart(context, pair.value, changesOf(context)),
  );
});

scenario('A user who gets the address or identifier of another', () => {
  const pair = given('two users are posted', async ({ scim, a }) => {
    const one = pathOf(await scim.post('/Users', a.user()));
    return [one, pathOf(await scim.post('/Users', a.user()))] as const;
  });

  must(
    'users.neighbors.same-address',
    {
      title: 'an e-mail or externalId that a user gets leaves the one who had it',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
      fix: 'Refuse a value that may not be shared, or let both have it; it does not tell who a user is.',
      why: 'Nobody who looks at the change sees what it did to the other account.',
    },
    async (context) => {
      const { scim, a } = context;
      const patch = byPatch(context);
      const [, other] = pair.value;
      const seen = resourceOf(await scim.get(other));
      const [emails, externalId] = [entries(seen, 'emails'), read(seen, 'externalId')];
      if (emails.length === 0) notApplicable('the target shows no e-mails');
      const value = emails.map(({ value: address, type = 'work' }) => ({ value: address, type })) as JsonObject[];
      const path = `emails[value eq ${JSON.stringify(value[0]?.['value'])}]`;
      let third: ScimResponse | undefined;
      await expectApart(context, pair.value, [
        {
          how: 'POST of a third user with it',
          send: async () => (third = await scim.post('/Users', a.user({ emails: value }))),
        },
        {
          how: 'DELETE of that user',
          send: () => scim.delete(third && succeeded(third) ? pathOf(third) : notApplicable('no third user was made')),
        },
        ...patch('PATCH of emails', () => ({ op: 'replace', path: 'emails', value })),
        ...patch('PATCH that changes it', () => ({ op: 'replace', path: `${path}.value`, value: a.email() })),
        {
          how: 'PUT of emails',
          send: async (at, state) => scim.put(at, withMembers(await state(), { emails: value })),
        },
        ...patch('PATCH that removes it', () => ({ op: 'remove', path })),
        ...(externalId === undefined
          ? []
          : patch('PATCH of externalId', () => ({ op: 'replace', path: 'externalId', value: externalId }))),
      ]);
    },
  );
});

scenario('Two users with few values', () => {
  const pair = given('two users with nothing optional are posted', async ({ scim, a, target }) => {
    const least = () => a.resource(target.user ?? oracle.userModel, { minimal: true });
    const made = [await scim.post('/Users', least()), await scim.post('/Users', least())];
    const [one = '', other = ''] = made.map((response) => pathOf(response));
    return [one, other] as const;
  });

  must(
    'users.neighbors.no-values',
    {
      title: 'what one user gets does not come to another that has none',
      spec: ['RFC7644-3.5.2-26', 'RFC7644-3.2-06'],
      fix: 'Make a new empty list and a new object for each resource; share no defaults and no request objects.',
      why: 'The telephone number of one person shows up with strangers.',
    },
    (context) => {
      const { scim, a } = context;
      const patch = byPatch(context);
      const full = a.user({ with: ['title', 'nickName', 'phoneNumbers'] });
      const { title, nickName, phoneNumbers } = full;
      const reverse: Change = {
        how: 'PUT of both, the second without these',
        send: async (at, state) => {
          const [, other] = pair.value;
          const first = await scim.put(at, withMembers(await state(), { title, nickName, phoneNumbers }));
          await scim.put(other, resourceOf(await scim.get(other)));
          return first;
        },
      };
      return expectApart(context, pair.value, [
        ...Object.entries({ title, nickName, phoneNumbers }).flatMap(([path, value]) =>
          patch(`add of ${path}`, () => ({ op: 'add', path, value })),
        ),
        reverse,
      ]);
    },
  );
});
