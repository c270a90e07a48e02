/** Writes in a row: each builds on the last, whatever its method. */
import {
  describeAnswer,
  expectTaken,
  fail,
  given,
  isObject,
  isRefusal,
  judgeEach,
  memberPath,
  must,
  notApplicable,
  postGroup,
  postUser,
  read,
  readAll,
  resourceOf,
  scenario,
  showingMembers,
  urns,
  withMembers,
  type Context,
  type Json,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

interface Step {
  how: string;
  send: (state: JsonObject) => Promise<ScimResponse>;
  /** What the step gives. */
  gives: Record<string, unknown>;
}

/** Takes one step after the other; after each the values of all of them are there. */
async function walk({ scim }: Context, path: string, steps: readonly Step[]): Promise<void> {
  let state = resourceOf(await scim.get(path));
  let wanted: Record<string, unknown> = {};
  await judgeEach(
    steps,
    ({ how }) => how,
    async ({ send, gives }) => {
      const response = await send(state);
      const now = await scim.get(path);
      const before = state;
      state = resourceOf(now);
      expectTaken(response);
      wanted = { ...wanted, ...gives };
      for (const [name, value] of Object.entries(wanted)) {
        const got = read(state, name);
        if (got === value) continue;
        // What the step itself was to bring is judged elsewhere; what an earlier one brought is lost.
        if (name in gives) delete wanted[name];
        else if (read(before, name) === value)
          fail(`${name} ${JSON.stringify(value)} as written before`, `${name} ${JSON.stringify(got)}`, {
            exchange: now.n,
          });
      }
    },
    'no step can be taken',
  );
}

scenario('A user who is written again and again', { needs: ['users', 'patch'] }, () => {
  const user = given('a user is posted', ({ scim, a }) => postUser(scim, a.user({ with: ['title', 'nickName'] })));

  must(
    'lifecycle.histories.user',
    {
      title: 'PUT and PATCH in turn each keep what the other wrote',
      spec: ['RFC7644-3.2-08', 'RFC7644-3.2-06'],
      fix: 'Read the stored state anew for every write, not a copy that another handler does not know of.',
      why: 'A change of last week comes back, and nobody sent it.',
    },
    (context) => {
      const { scim, a, target } = context;
      const names = ['title', 'nickName', 'displayName'].filter(
        (name) => target.attribute('/Users', name)?.mutability === 'readWrite',
      );
      const steps = [...names, ...names].flatMap((name, index) => {
        const put = { [name]: `Put ${a.marker()}` };
        const next = names[(index + 1) % names.length] ?? name;
        const value = `Patched ${a.marker()}`;
        return [
          {
            how: `PUT of ${name}`,
            send: (state: JsonObject) => scim.put(user.path, withMembers(state, put)),
            gives: put,
          },
          {
            how: `PATCH of ${next}`,
            send: () => scim.patch(user.path, [{ op: 'replace', path: next, value }]),
            gives: { [next]: value },
          },
        ];
      });
      return walk(context, user.path, steps);
    },
  );

  must(
    'lifecycle.histories.values',
    {
      title: 'an e-mail that was taken away is taken when it is given again',
      spec: ['RFC7644-3.5.2.1-08', 'RFC7644-3.5.2.3-02'],
      fix: 'Store the value anew; a row that is marked as deleted is no value that is there.',
      why: 'Who comes back to an address would never get it.',
    },
    async ({ scim, a }) => {
      const address = { value: a.email(), type: 'home' };
      const other = { value: a.email(), type: 'work' };
      const shown = async (): Promise<unknown[]> =>
        readAll(resourceOf(await scim.get(user.path)), 'emails.value').map((value) => String(value).toLowerCase());
      const replaced = (value: object[]): Promise<ScimResponse> =>
        scim.patch(user.path, [{ op: 'replace', path: 'emails', value }]);
      await replaced([other, address]);
      if (!(await shown()).includes(address.value.toLowerCase())) notApplicable('the e-mail is not stored at first');
      await replaced([other]);
      if ((await shown()).includes(address.value.toLowerCase())) notApplicable('the e-mail is not taken away');
      const again = await scim.patch(user.path, [{ op: 'add', path: 'emails', value: [address] }]);
      expectTaken(again);
      if (!(await shown()).includes(address.value.toLowerCase()))
        fail('the e-mail again', `e-mails without it, after ${describeAnswer(again)}`, { exchange: again.n });
    },
  );
});

scenario('A user who is written in the same words again', { needs: ['users', 'patch'] }, () => {
  const user = given('a user is posted', ({ scim, a }) => postUser(scim, a.user({ with: ['title', 'nickName'] })));

  must(
    'lifecycle.histories.repeated',
    {
      title: 'a write that was made before is done again when others came between',
      spec: ['RFC7644-3.5.1-05', 'RFC7644-3.5.2.3-04'],
      fix: 'Compare a write with the stored state, not with the last body, or with a list of those that were seen.',
      why: 'Who is disabled, enabled and disabled again would stay enabled.',
    },
    async ({ scim, a, target }) => {
      const name = ['title', 'nickName', 'displayName'].find((each) => target.mayChange('/Users', each));
      if (name === undefined) notApplicable('the target publishes no text that may change');
      const [put, patched] = [`Put ${a.marker()}`, `Patched ${a.marker()}`];
      const body = withMembers(resourceOf(await scim.get(user.path)), { [name]: put });
      const ways = [
        { how: 'PUT', value: put, send: () => scim.put(user.path, body) },
        {
          how: 'PATCH',
          value: patched,
          send: () => scim.patch(user.path, [{ op: 'replace', path: name, value: patched }]),
        },
      ];
      const stored = async (value: string): Promise<boolean> =>
        read(resourceOf(await scim.get(user.path)), name) === value;
      for (const { how, value, send } of ways) {
        expectTaken(await send());
        if (!(await stored(value))) notApplicable(`the first ${how} is not stored`);
      }
      for (const { how, value, send } of ways) {
        const again = await send();
        expectTaken(again);
        if (!(await stored(value)))
          fail(`${name} ${JSON.stringify(value)} after the same ${how} again`, `another ${name}`, {
            exchange: again.n,
          });
      }
    },
  );
});

scenario('A user who loses much and gets it again', { needs: ['users', 'patch'] }, () => {
  const user = given('a user with many values is posted', ({ scim, a, target }) => {
    const options = { with: ['title', 'phoneNumbers'] };
    return postUser(scim, target.enterprise ? a.enterpriseUser(options) : a.user(options));
  });

  must(
    'lifecycle.histories.set-again',
    {
      title: 'what was removed is stored when it is given again, and comes alone',
      spec: ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
      fix: 'Forget removed values: a mark of deletion neither keeps new ones out nor goes away with them.',
      why: 'Old telephone numbers would be back with the new one, or nobody would ever get a new one.',
    },
    async ({ scim, a, target }) => {
      const before = resourceOf(await scim.get(user.path));
      const anew: [string, Json][] = [
        ['title', String(read(before, 'title'))],
        ['emails', [{ type: 'work', value: a.email() }]],
        ['phoneNumbers', [{ type: 'work', value: a.phone() }]],
        [`${urns.ENTERPRISE_USER_SCHEMA}:department`, `Again ${a.marker()}`],
      ];
      const rest = Object.keys(isObject(before[urns.ENTERPRISE_USER_SCHEMA]) ? before[urns.ENTERPRISE_USER_SCHEMA] : {})
        .filter((name) => name !== 'department')
        .map((name) => `${urns.ENTERPRISE_USER_SCHEMA}:${name}`);
      const at = (path: string): string =>
        Array.isArray(anew.find(([name]) => name === path)?.[1]) ? `${path}.value` : path;
      const valuesOf = (state: JsonObject, path: string): unknown[] => readAll(state, at(path));
      const mayGo = (path: string): boolean =>
        valuesOf(before, path).length > 0 &&
        target.mayChange('/Users', path) &&
        target.attribute('/Users', path)?.required !== true;
      const removed = [...anew.map(([path]) => path), ...rest].filter(mayGo);
      // One array goes by a PUT that leaves it out; all else by PATCH.
      if (removed.includes('phoneNumbers')) await scim.put(user.path, withMembers(before, { phoneNumbers: undefined }));
      const operations = removed.filter((path) => path !== 'phoneNumbers').map((path) => ({ op: 'remove', path }));
      if (operations.length > 0) expectTaken(await scim.patch(user.path, operations));
      const without = resourceOf(await scim.get(user.path));
      const gone = removed.filter((path) => valuesOf(without, path).length === 0);
      const added = anew.filter(([path]) => gone.includes(path));
      if (added.length === 0) notApplicable('nothing of it was removed');
      expectTaken(
        await scim.patch(
          user.path,
          added.map(([path, value]) => ({ op: 'add', path, value })),
        ),
      );
      const now = await scim.get(user.path);
      const after = resourceOf(now);
      await judgeEach(
        gone,
        (path) => path,
        (path) => {
          const isGiven = added.some(([name]) => name === path);
          const values = valuesOf(after, path);
          if (isGiven && values.length === 0) fail('what was added', 'nothing', { exchange: now.n });
          const back = valuesOf(before, path).filter((value) => values.includes(value));
          if (path !== 'title' && back.length > 0)
            fail('nothing of what was removed', JSON.stringify(back), { exchange: now.n });
        },
      );
    },
  );
});

scenario('A group that is written again and again', { needs: ['groups', 'patch'] }, () => {
  const users = given('three users are posted', async ({ scim, a }) => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) ids.push(String(read(resourceOf(await scim.post('/Users', a.user())), 'id')));
    return ids;
  });
  const group = given('a group with the first is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: users.value.slice(0, 1) })),
  );

  must(
    'lifecycle.histories.group',
    {
      title: 'members follow PUT and PATCH in turn, leave and come back',
      spec: ['RFC7644-3.2-08', 'RFC7644-3.2-06', 'RFC7644-3.5.2.1-08'],
      fix: 'Read the stored members anew for every write; let who has left come back.',
      why: 'Who was taken out of a team last week is in it again, or never comes back to it.',
    },
    async ({ scim, a, settle, target }) => {
      const [first = '', second = '', third = ''] = users.value;
      const membersOf = async (wanted: readonly string[]): Promise<{ ids: string[]; n: number }> => {
        const idsOf = (response: ScimResponse): string[] => readAll(response.json, 'members.value').map(String).sort();
        const now = await settle(
          () => scim.get(group.path, showingMembers(target)),
          (response) => idsOf(response).join() === [...wanted].sort().join(),
        );
        resourceOf(now);
        return { ids: idsOf(now), n: now.n };
      };
      if ((await membersOf([first])).ids.join() !== first) notApplicable('the target does not store members at first');
      const put = (ids: readonly string[]): Promise<ScimResponse> =>
        scim.put(group.path, withMembers(group.sent, { members: ids.map((id) => a.member(id)) }));
      const patch = (operation: object): Promise<ScimResponse> => scim.patch(group.path, [operation]);
      const add = (id: string): Promise<ScimResponse> => patch({ op: 'add', path: 'members', value: [a.member(id)] });
      const remove = (id: string): Promise<ScimResponse> => patch({ op: 'remove', path: memberPath(id) });
      const steps: [string, () => Promise<ScimResponse>, string[]][] = [
        ['PUT of the second beside the first', () => put([first, second]), [first, second]],
        ['a PATCH that adds the third', () => add(third), [first, second, third]],
        ['PUT of the third alone', () => put([third]), [third]],
        ['a PATCH that adds the first', () => add(first), [first, third]],
        ['a PATCH that removes the third', () => remove(third), [first]],
        ['a PATCH that adds the third again', () => add(third), [first, third]],
        ['a PATCH that removes all', () => patch({ op: 'remove', path: 'members' }), []],
        ['a PATCH that adds the second to none', () => add(second), [second]],
      ];
      for (const [how, send, wanted] of steps) {
        const response = await send();
        if (wanted.length === 0 && isRefusal(response)) return `${how} is refused`;
        expectTaken(response);
        const { ids, n } = await membersOf(wanted);
        if (ids.join() !== [...wanted].sort().join())
          fail(`${wanted.length} members after ${how}`, `${ids.length}: ${ids.join(', ')}`, { exchange: n });
      }
      return undefined;
    },
  );
});
