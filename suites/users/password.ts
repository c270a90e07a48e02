import {
  describeAnswer,
  expect,
  fail,
  given,
  may,
  must,
  notApplicable,
  pathOf,
  read,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';

scenario('The password of a user', () => {
  const user = given('a user with a password is posted', async ({ scim, a, target }) => {
    if (!target.user || target.attribute('/Users', 'password'))
      return scim.post('/Users', a.user({ with: ['password', 'title'] }));
    // Providers send one all the same.
    const made = await scim.post('/Users', { ...a.user({ with: ['title'] }), password: a.password() });
    if (!succeeded(made)) notApplicable(`the target does not publish password: ${describeAnswer(made)}`);
    return made;
  });
  const secret = (): string => String(read(user.sent, 'password'));
  const silent = (response: ScimResponse): void => {
    expect(response).not.to.reveal(secret());
    expect(response).to.not.assign('password');
    for (const each of resourcesOf(response)) expect(each).to.not.assign('password');
  };

  must(
    'users.password.never-shown',
    {
      title: 'the password is in no answer: write, read, list, error',
      spec: 'RFC7643-4.1.1-29',
      fix: 'Strip password from every answer, error details included.',
      why: 'Every log on the way would hold it.',
    },
    async ({ scim, a, target }) => {
      expect(user.id).to.be.a('string');
      const answers = [user.response, await scim.get(user.path), await scim.put(user.path, user.sent)];
      if (target.lacks('filter') === undefined) {
        answers.push(
          await scim.get('/Users', { query: { filter: `userName eq "${String(read(user.resource, 'userName'))}"` } }),
        );
        answers.push(
          await scim.get('/Users', {
            query: {
              filter: `userName eq "${String(read(user.resource, 'userName'))}"`,
              attributes: 'userName,password',
            },
          }),
        );
      }
      answers.push(
        await scim.post('/Users', { ...a.user({ userName: read(user.resource, 'userName') }), password: secret() }),
      );
      answers.push(await scim.post('/Users', { ...a.user(), active: { nested: 'x' }, password: secret() } as never));
      for (const response of answers) silent(response);
    },
  );

  const changed = given('the password and the title are changed', async ({ scim, a, target }) => {
    expect(user.response).to.succeeded();
    const next = a.password();
    const title = target.mayChange('/Users', 'title') ? `Beside ${a.marker()}` : undefined;
    const response =
      target.lacks('patch') === undefined
        ? await scim.patch(user.path, [
            { op: 'replace', path: 'password', value: next },
            ...(title === undefined ? [] : [{ op: 'replace', path: 'title', value: title }]),
          ])
        : await scim.put(user.path, { ...user.sent, password: next });
    return { next, title, response, read: await scim.get(user.path) };
  });

  should(
    'users.password.changed',
    {
      title: 'a password is accepted on create and changed by PATCH or PUT',
      spec: 'RFC7643-4.1.1-28',
      fix: 'Accept password in POST, PUT and PATCH where changePassword is supported.',
      needs: 'changePassword',
    },
    () => {
      const { next, response, read: now } = changed.value;
      expect(response).to.succeeded();
      expect(response).not.to.reveal(next);
      expect(now).to.be.scimResource('User');
      expect(now).not.to.reveal(next);
    },
  );

  must(
    'users.password.beside',
    {
      title: 'what a PATCH changes after a password is stored',
      spec: 'RFC7644-3.5.2-28',
      fix: 'Go on with the operations after one that sets the password.',
      needs: ['changePassword', 'patch'],
    },
    () => {
      const { title, response, read: now } = changed.value;
      if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
      if (title === undefined || read(user.resource, 'title') === undefined)
        notApplicable('the target shows no title that may change');
      expect(now).to.hold('title', title);
    },
  );

  should(
    'users.password.published',
    {
      title: 'password is published as writeOnly and never returned',
      spec: 'RFC7643-4.1.1-37',
      fix: 'Publish mutability writeOnly and returned never.',
    },
    ({ target }) => {
      if (!target.declared.schemas) notApplicable('the target publishes no schemas');
      const definition =
        target.attribute('/Users', 'password') ?? notApplicable('the target does not publish password');
      if (definition.mutability !== 'writeOnly' || definition.returned !== 'never')
        fail('writeOnly, never', `${definition.mutability}, ${definition.returned}`);
    },
  );

  must(
    'users.password.no-oracle',
    {
      title: 'password is not compared in part by filters',
      spec: ['RFC7644-3.4-03', 'RFC7643-4.1.1-29'],
      fix: 'Refuse filters on password, or answer equality alone.',
      needs: 'filter',
    },
    async ({ scim }) => {
      expect(user.id).to.be.a('string');
      for (const operator of ['sw', 'co', 'gt']) {
        const response = await scim.get('/Users', {
          query: {
            filter: `userName eq "${String(read(user.resource, 'userName'))}" and password ${operator} "${secret().slice(0, 2)}"`,
          },
        });
        if (!succeeded(response)) continue;
        if (resourcesOf(response).some((each) => read(each, 'id') === user.id))
          fail(`no match for password ${operator}`, 'the user', { exchange: response.n });
      }
    },
  );

  may(
    'users.password.weak',
    {
      title: 'a weak password, and a filter on the right one',
      spec: ['RFC7643-4.1.1-32', 'RFC7643-4.1.1-36'],
      fix: 'Nothing: policies are the provider’s.',
    },
    async ({ scim, a }) => {
      const weak = await scim.post('/Users', { ...a.user(), password: 'a' });
      const found = await scim.get('/Users', {
        query: { filter: `userName eq "${String(read(user.resource, 'userName'))}" and password eq "${secret()}"` },
      });
      const id = succeeded(weak) ? read(resourceOf(await scim.get(pathOf(weak))), 'id') : undefined;
      return `weak password ${id === undefined ? `refused with ${weak.status}` : 'accepted'}; filter by password: ${found.status}`;
    },
  );
});
