import {
  describeAnswer,
  expect,
  fail,
  given,
  must,
  notApplicable,
  read,
  scenario,
  should,
  succeeded,
} from '../../harness/language.js';

scenario('Asynchronous requests', () => {
  const asked = given('a user is posted with Prefer: respond-async', ({ scim, a }) =>
    scim.post('/Users', a.user(), { headers: { prefer: 'respond-async' } }),
  );
  const plain = given('another is posted as usual', ({ scim, a }) => scim.post('/Users', a.user()));
  const asynchronous = (): void => {
    if (!succeeded(plain.response)) notApplicable('the target creates no users');
    if (asked.response.status !== 202) notApplicable(`the target answers as usual: ${asked.response.status}`);
  };

  must(
    'protocol.events.answer',
    {
      title: 'Prefer: respond-async is answered as usual or by 202',
      spec: 'RFC9967-2.5.1.1-04',
      fix: 'Ignore the preference, or answer 202.',
    },
    () => {
      if (!succeeded(plain.response) || read(plain.response.json, 'id') === undefined)
        notApplicable('the target creates no users');
      if (asked.response.status !== 202 && asked.response.status !== plain.response.status)
        fail(`${plain.response.status} or 202`, describeAnswer(asked.response), { exchange: asked.response.n });
    },
  );

  must(
    'protocol.events.no-body',
    {
      title: 'a 202 has no body',
      spec: 'RFC9967-2.5.1.1-05',
      fix: 'Send no body with 202.',
    },
    () => {
      asynchronous();
      expect(asked.response.text).to.equal('', 'an empty body, the server answered with one');
    },
  );

  must(
    'protocol.events.set-txn',
    {
      title: 'a 202 has a Set-Txn header',
      spec: ['RFC9967-2.5.1.1-06', 'RFC9967-3-01'],
      fix: 'Send Set-Txn with the txn of the event to come.',
    },
    () => {
      asynchronous();
      expect(asked.response).to.have.header('set-txn', /\S/);
    },
  );

  should(
    'protocol.events.preference-applied',
    {
      title: 'a 202 has Preference-Applied: respond-async',
      spec: 'RFC9967-2.5.1.1-07',
      fix: 'Send Preference-Applied: respond-async.',
    },
    () => {
      asynchronous();
      expect(asked.response).to.have.header('preference-applied', /respond-async/i);
    },
  );

  must(
    'protocol.events.protected-result',
    {
      title: 'the URI of an asynchronous result asks for credentials',
      spec: 'RFC9967-5-06',
      fix: 'Protect the result URI like every other resource.',
    },
    async ({ scim }) => {
      asynchronous();
      const location = asked.response.headers['location'];
      const base = scim.url('');
      if (!location?.startsWith(base)) notApplicable('the 202 names no result URI under the base URL');
      expect(await scim.get(location.slice(base.length), { auth: 'none' })).to.not.succeeded();
    },
  );
});
