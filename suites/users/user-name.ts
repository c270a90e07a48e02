import {
  describeAnswer,
  expect,
  fail,
  given,
  idOf,
  isRefusal,
  judgeEach,
  must,
  needsSentName,
  notApplicable,
  pathOf,
  read,
  resourceOf,
  scenario,
  succeeded,
  type JsonObject,
} from '../../harness/language.js';

scenario('userName', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  must(
    'users.user-name.not-empty',
    {
      title: 'no user has an empty userName',
      spec: ['RFC7643-4.1.1-01', 'RFC7643-4.1.1-03'],
      fix: 'Answer 400 to a userName that is empty, null or missing.',
    },
    async ({ scim, a, target }) => {
      expect(user.id).to.be.a('string');
      for (const userName of ['', null]) {
        const response = await scim.post('/Users', a.user({ userName }));
        if (!succeeded(response)) continue;
        const back = read(resourceOf(await scim.get(pathOf(response))), 'userName');
        if (typeof back !== 'string' || back === '')
          fail('a refusal, or a userName made by the server', JSON.stringify(back) ?? 'no userName', {
            exchange: response.n,
          });
      }
      const stays = async (how: string): Promise<void> => {
        const back = read(resourceOf(await scim.get(user.path)), 'userName');
        if (typeof back !== 'string' || back === '')
          fail(`the userName to stay after ${how}`, JSON.stringify(back) ?? 'no userName');
      };
      await scim.put(user.path, { ...user.sent, userName: '' });
      await stays('a PUT of ""');
      if (target.lacks('patch') !== undefined) return;
      for (const operation of [
        { op: 'replace', path: 'userName', value: '' },
        { op: 'remove', path: 'userName' },
      ]) {
        await scim.patch(user.path, [operation]);
        await stays(operation.value === undefined ? 'its removal' : 'a replacement by ""');
      }
    },
  );

  must(
    'users.user-name.any-case',
    {
      title: 'userNames that differ in letter case alone are one name',
      spec: 'RFC7643-4.1.1-04',
      fix: 'Compare userName without regard to letter case when looking for duplicates.',
    },
    async ({ scim, a, target }) => {
      if (target.attribute('/Users', 'userName')?.caseExact) notApplicable('userName is published as caseExact');
      const flipped = String(read(user.resource, 'userName')).toUpperCase();
      const response = await scim.post('/Users', a.user({ userName: flipped }));
      await needsSentName(response, scim);
      if (succeeded(response) && read(resourceOf(response), 'id') !== user.id)
        fail('no second user', `a user with id ${String(read(response.json, 'id'))}`, { exchange: response.n });
      const other = await scim.post('/Users', a.user());
      const renamings = [
        () => scim.put(pathOf(other), { ...(other.sent as object), userName: flipped }),
        ...(target.lacks('patch') === undefined
          ? [() => scim.patch(pathOf(other), [{ op: 'replace', path: 'userName', value: flipped }])]
          : []),
      ];
      for (const rename of renamings) {
        const renamed = await rename();
        const now = read(resourceOf(await scim.get(pathOf(other))), 'userName');
        if (String(now).toUpperCase() === flipped)
          fail(`nobody else with the userName ${flipped}`, `a user who is ${String(now)} now`, { exchange: renamed.n });
      }
      return `answered ${response.status}`;
    },
  );

  must(
    'users.user-name.own-case',
    {
      title: 'a user takes its own userName in other letter case',
      spec: ['RFC7644-3.5.1-05', 'RFC7644-3.5.2.3-16'],
      fix: 'Leave the user itself out when looking for duplicates; or answer 400 where userName never changes.',
      why: 'A name that was typed wrong at first cannot be put right.',
    },
    async ({ scim, a, target }) => {
      const own = await scim.post('/Users', a.user());
      const names = ['toUpperCase', 'toLowerCase'] as const;
      const [upper, lower] = names.map((how) => String(read(resourceOf(own), 'userName'))[how]());
      const answers = [await scim.put(pathOf(own), { ...(own.sent as JsonObject), userName: upper ?? '' })];
      if (target.lacks('patch') === undefined)
        for (const userName of [upper, lower])
          answers.push(await scim.patch(pathOf(own), [{ op: 'replace', value: { userName } }]));
      for (const answer of answers)
        if (answer.status === 409 && read(answer.json, 'scimType') !== 'mutability')
          fail('its own name to be no duplicate', describeAnswer(answer), { exchange: answer.n });
    },
  );

  must(
    'users.user-name.signs',
    {
      title: 'a userName that differs in one character, or in its domain, is another',
      spec: ['RFC7643-4.1.1-02', 'RFC7644-3.3-15'],
      fix: 'Look for duplicates by equality of the whole name: "_" is a character, and the domain a part of it.',
      why: 'The second of two people with similar names would never get an account.',
    },
    async ({ scim, a }) => {
      const name = a.userName();
      const like = (sign: string): string => name.replace(/@|$/, `${sign}0$&`);
      const first = idOf(await scim.post('/Users', a.user({ userName: like('x') })));
      await judgeEach(
        [like('_'), ...(name.includes('@') ? [like('x').replace('@', '@mail.')] : [])],
        (userName) => userName,
        async (userName) => {
          const second = await scim.post('/Users', a.user({ userName }));
          if (isRefusal(second) && second.status !== 409) notApplicable(`refused: ${describeAnswer(second)}`);
          if (second.status === 409 || idOf(second) === first)
            fail(`a user besides ${like('x')}`, describeAnswer(second), { exchange: second.n });
        },
      );
    },
  );

  must(
    'users.user-name.later',
    {
      title: 'a userName that came by PUT or PATCH is taken as one by POST',
      spec: 'RFC7643-4.1.1-02',
      fix: 'Look for duplicates among the names that users have now.',
      why: 'Two people would have one account name after a marriage.',
    },
    async ({ scim, a, target }) => {
      const own = await scim.post('/Users', a.user());
      const renamings = [
        (userName: string) => scim.put(pathOf(own), { ...(own.sent as object), userName }),
        ...(target.lacks('patch') === undefined
          ? [(userName: string) => scim.patch(pathOf(own), [{ op: 'replace', path: 'userName', value: userName }])]
          : []),
      ];
      let renamed = 0;
      for (const rename of renamings) {
        await rename(a.userName());
        const now = read(resourceOf(await scim.get(pathOf(own))), 'userName');
        if (now === read(own.json, 'userName')) continue;
        renamed += 1;
        const second = await scim.post('/Users', a.user({ userName: now }));
        await needsSentName(second, scim);
        if (succeeded(second) && read(resourceOf(second), 'id') !== read(own.json, 'id'))
          fail(`no second user with the userName ${String(now)}`, `a user with id ${String(read(second.json, 'id'))}`, {
            exchange: second.n,
          });
      }
      if (renamed === 0) notApplicable('the target does not change userName');
    },
  );
});
