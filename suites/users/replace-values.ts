/** What a PUT does to values that stay, to their flags, and to extensions; and what its answer holds. */
import {
  describeDifference,
  entries,
  expect,
  fail,
  given,
  must,
  notApplicable,
  oracle,
  postUser,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Json,
  type JsonObject,
} from '../../harness/language.js';

const URN = urns.ENTERPRISE_USER_SCHEMA;

scenario('PUT of the same e-mails with other flags', () => {
  const user = given('a user with two e-mails is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const before = given('the user is read', ({ scim }) => scim.get(user.path));
  const put = given('both are put, the second as primary, the first of another type', async ({ scim }) => {
    const sent = (user.sent['emails'] as JsonObject[]).map(({ value }) => value);
    const [first, second] = sent.map((value) => String(value).toLowerCase());
    const stored = entries(before.resource, 'emails');
    const [one, two] = [first, second].map((value) =>
      stored.find((email) => String(read(email, 'value')).toLowerCase() === value),
    );
    if (stored.length !== 2 || read(one, 'primary') !== true || read(two, 'primary') === true)
      notApplicable('the target does not store two e-mails of which one is primary');
    if (read(one, 'type') !== 'work') notApplicable('the target does not store the type of e-mails');
    const emails: Json = [
      { value: sent[0] ?? null, type: 'other' },
      { value: sent[1] ?? null, type: 'home', primary: true },
    ];
    const response = await scim.put(user.path, { ...user.sent, emails });
    return { first, second, response, read: await scim.get(user.path) };
  });

  must(
    'users.replace-values.flags',
    {
      title: 'PUT stores type and primary of values that stay',
      spec: ['RFC7644-3.5.1-06', 'RFC7644-3.5.1-05'],
      fix: 'Write every sub-attribute of the supplied array; an address that is known is no reason to skip it.',
      why: 'Mail goes to the address that was primary once.',
    },
    ({ target }) => {
      for (const path of ['emails', 'emails.type', 'emails.primary'])
        if (!target.mayChange('/Users', path)) notApplicable(`${path} is not published as readWrite`);
      const { first, second, response, read: now } = put.value;
      expect(response).to.succeeded();
      const emails = entries(resourceOf(now), 'emails');
      const found = (value: string | undefined): unknown =>
        emails.find((email) => String(read(email, 'value')).toLowerCase() === value);
      if (read(found(second), 'primary') !== true || read(found(first), 'primary') === true)
        fail(`${second} as the primary e-mail`, JSON.stringify(emails), { exchange: now.n });
      if (String(read(found(first), 'type')).toLowerCase() !== 'other')
        fail(`${first} with type other`, JSON.stringify(found(first)) ?? 'no such e-mail', { exchange: now.n });
    },
  );
});

scenario('PUT of a first extension', { needs: 'enterprise' }, () => {
  const control = given('a user with the extension is posted', ({ scim, a }) =>
    scim.post('/Users', a.enterpriseUser()),
  );
  const user = given('a user without it is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const put = given('the extension is put', ({ scim }) => {
    const { [URN]: extension = null, schemas = [] } = control.sent;
    return scim.put(user.path, { ...user.sent, schemas, [URN]: extension });
  });

  must(
    'users.replace-values.first-extension',
    {
      title: 'PUT gives a user an extension that the user did not have',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Make the row of the extension where a PUT brings the first values of it.',
      why: 'Who is hired as an employee later would never get a department.',
    },
    async ({ scim, target }) => {
      const stored = resourceOf(await scim.get(control.path));
      const due = ['employeeNumber', 'department', 'costCenter']
        .map((name) => `${URN}:${name}`)
        .filter(
          (path) =>
            readAll(stored, path).length > 0 &&
            read(stored, path) === read(control.sent, path) &&
            target.mayChange('/Users', path),
        );
      if (due.length === 0) notApplicable('the target stores no attribute of the extension as it is sent');
      expect(put.response).to.succeeded();
      const now = await scim.get(user.path);
      // An employeeNumber may be taken by the other user.
      for (const path of due.filter((each) => !each.endsWith('employeeNumber')))
        expect(now).to.hold(path, read(control.sent, path));
    },
  );
});

scenario('Answers to POST and PUT', () => {
  const user = given('a user with phones, addresses and the extension is posted', ({ scim, a, target }) => {
    const more = { with: ['title', 'phoneNumbers', 'addresses'] };
    return scim.post('/Users', target.enterprise ? a.enterpriseUser(more) : a.user(more));
  });
  const posted = given('the user is read', ({ scim }) => scim.get(user.path));
  const put = given('the user is put with another title', ({ scim, a }) =>
    scim.put(user.path, { ...user.sent, title: `Next ${a.marker()}` }),
  );
  const replaced = given('the user is read again', ({ scim }) => scim.get(user.path));

  should(
    'users.replace-values.create-answer',
    {
      title: 'an answer 201 with the user has all that a later GET shows',
      spec: 'RFC7644-3.3-10',
      fix: 'Answer with the resource as it was stored: arrays and extensions, too.',
      why: 'Clients keep the answer as the state of the account.',
    },
    ({ target }) => {
      const answer = user.resource;
      if (read(answer, 'userName') === undefined) notApplicable('the answer is no representation of the user');
      const [missing] = oracle.differences(posted.resource, answer, target.user ?? oracle.userModel);
      if (missing)
        fail(`${missing.path} as a GET shows it`, describeDifference(missing), { exchange: user.response.n });
    },
  );

  should(
    'users.replace-values.answer',
    {
      title: 'an answer 200 to PUT has all that a later GET shows',
      spec: 'RFC7644-3.5.1-19',
      fix: 'Answer with the resource as it was stored: arrays and extensions, too.',
    },
    ({ target }) => {
      if (!succeeded(put.response)) resourceOf(put.response);
      if (put.response.status !== 200) notApplicable(`the answer is ${put.response.status}`);
      const [missing] = oracle.differences(replaced.resource, put.resource, target.user ?? oracle.userModel);
      if (missing) fail(`${missing.path} as a GET shows it`, describeDifference(missing), { exchange: put.response.n });
    },
  );
});
