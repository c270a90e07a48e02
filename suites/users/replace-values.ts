/** What a PUT does to values that stay, to their flags, and to extensions; and what its answer holds. */
import {
  describeAnswer,
  describeDifference,
  entries,
  expect,
  expectTaken,
  fail,
  given,
  isRefusal,
  judgeEach,
  must,
  notApplicable,
  oracle,
  postUser,
  read,
  readAll,
  resourceOf,
  sameText,
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

scenario('PUT of fewer values of arrays other than e-mails', () => {
  const hasType = (resource: JsonObject, list: string, { type }: JsonObject): boolean =>
    entries(resource, list).some((each) => sameText(read(each, 'type'), type));
  const user = given('a user with two phones and two addresses is posted', async ({ scim, a, target }) => {
    const lists = Object.entries({
      phoneNumbers: ['work', 'mobile'].map((type) => ({ type, value: a.phone() })),
      addresses: ['work', 'home'].map((type) => ({ type, locality: `Old ${type}`, postalCode: '02139' })),
    }).filter(([list]) => target.attribute('/Users', list) && target.mayChange('/Users', list));
    if (lists.length === 0) notApplicable('the target publishes neither phoneNumbers nor addresses as writable');
    const made = await scim.post('/Users', a.user(Object.fromEntries(lists)));
    return isRefusal(made) ? notApplicable(`two values of an array are refused: ${describeAnswer(made)}`) : made;
  });
  const before = given('the user is read', ({ scim }) => scim.get(user.path));
  const put = given('one of each is put, in other words, the address with fewer parts', async ({ scim, a }) => {
    const fewer = Object.entries<JsonObject>({
      phoneNumbers: { type: 'mobile', value: a.phone() },
      addresses: { type: 'home', locality: 'New home' },
    }).filter(([list, value]) => entries(before.resource, list).length === 2 && hasType(before.resource, list, value));
    if (fewer.length === 0) notApplicable('the target stores no two values of these arrays by type');
    const lists = fewer.map(([list, value]): [string, Json] => [list, [value]]);
    const response = await scim.put(user.path, { ...user.sent, ...Object.fromEntries(lists) });
    return { fewer, response, read: await scim.get(user.path) };
  });

  must(
    'users.replace-values.fewer',
    {
      title: 'PUT leaves of phones and addresses what it gives',
      spec: 'RFC7644-3.5.1-06',
      fix: 'Delete the values that the supplied array lacks, and the parts that its values lack.',
      why: 'An address is made of two places; a number that was given back is called on.',
    },
    () => {
      const { fewer, response } = put.value;
      expectTaken(response);
      return judgeEach(
        fewer,
        ([list]) => list,
        ([list, value]) => {
          const { read: now } = put.value;
          const resource = resourceOf(now);
          const old = entries(before.resource, list).map((each) => JSON.stringify(each));
          const left = entries(resource, list).find(
            (each) => old.includes(JSON.stringify(each)) || read(each, 'postalCode') !== undefined,
          );
          if (left !== undefined) fail('the value that was put alone', JSON.stringify(left), { exchange: now.n });
          if (!hasType(resource, list, value))
            fail(`a value of type ${String(value['type'])}`, JSON.stringify(entries(resource, list)), {
              exchange: now.n,
            });
        },
      );
    },
  );
});

scenario('PUT of two e-mails of one type', () => {
  const user = given('a user with two e-mails of one type is posted', async ({ scim, a }) => {
    const made = await scim.post('/Users', a.user({ emails: [1, 2].map(() => ({ value: a.email(), type: 'home' })) }));
    return isRefusal(made) ? notApplicable(`two e-mails of one type are refused: ${describeAnswer(made)}`) : made;
  });
  const before = given('the user is read', ({ scim }) => scim.get(user.path));
  const put = given('two others are put', ({ scim, a }) =>
    scim.put(user.path, { ...user.sent, emails: [1, 2].map(() => ({ value: a.email(), type: 'home' })) }),
  );

  must(
    'users.replace-values.two-of-type',
    {
      title: 'PUT of two e-mails of one type stores both, or is refused',
      spec: ['RFC7644-3.5.1-06', 'RFC7644-3.5.1-05'],
      fix: 'Store every value of the supplied array; do not key the values of an attribute by their type.',
      why: 'A second address is lost, and nobody is told.',
    },
    async ({ scim, target }) => {
      if (!target.mayChange('/Users', 'emails')) notApplicable('emails is not published as readWrite');
      const values = (from: unknown): string[] =>
        readAll(from, 'emails.value').map((each) => String(each).toLowerCase());
      if (values(user.sent).some((value) => !values(before.resource).includes(value)))
        notApplicable('the target does not store two e-mails of one type');
      if (isRefusal(put.response)) return `refused with ${put.response.status}`;
      expect(put.response).to.succeeded();
      const now = await scim.get(user.path);
      const has = values(resourceOf(now));
      const missing = values(put.sent).filter((value) => !has.includes(value));
      if (missing.length > 0)
        fail(`emails with ${missing.join(', ')}`, `emails ${has.join(', ') || 'unassigned'}`, { exchange: now.n });
      return 'stored';
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
