import {
  describeAnswer,
  expect,
  fail,
  given,
  isErrorMessage,
  judgeEach,
  may,
  must,
  notApplicable,
  pathOf,
  readAll,
  scenario,
  searchRequest,
  should,
  succeeded,
  urns,
} from '../../harness/language.js';

const isLoopback = (url: string): boolean =>
  /^https?:\/\/(localhost|127\.|\[::1\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|[^/]*\.(test|local|internal|localhost)([:/]|$))/i.test(
    url,
  );

scenario('Credentials', () => {
  const own = given('users are listed with our credentials', ({ scim }) => scim.get('/Users', { query: { count: 1 } }));
  const none = given('users are listed without credentials', ({ scim }) =>
    scim.get('/Users', { query: { count: 1 }, auth: 'none' }),
  );
  const guarded = (): void => {
    if (!succeeded(own.response)) notApplicable(`the target does not list users: ${describeAnswer(own.response)}`);
    if (succeeded(none.response) && !isErrorMessage(none.response))
      notApplicable('the target serves users without credentials');
  };

  must(
    'protocol.authentication.invalid-token',
    {
      title: 'a token that is not ours letter by letter, or none, is refused',
      spec: 'RFC7644-2-05',
      fix: 'Compare every token as a whole; answer 401 to those you did not issue, to an empty one, to other schemes.',
      why: 'Whoever invents a token reads and changes every account.',
    },
    async ({ scim, a }) => {
      guarded();
      const response = await scim.get('/Users', { query: { count: 1 }, auth: 'wrong' });
      expect(response).to.not.succeeded();
      expect(response).to.be.refused();
      // Compared with a secret that nobody set, nothing is right; compared in parts or without regard to letter case,
      // more than our own is. Another scheme is no way in.
      for (const auth of ['empty', 'half', 'longer', 'preceded', 'swapped', 'basic'] as const)
        expect(await scim.get('/Users', { query: { count: 1 }, auth })).to.not.succeeded();
      const search = searchRequest({ count: 1 });
      // A job that would do nothing: what it deletes was never there.
      const nothing = { method: 'DELETE', path: `/Users/${encodeURIComponent(a.unknownId(''))}` };
      const job = { schemas: [urns.BULK_REQUEST], Operations: [nothing] };
      await judgeEach(
        [
          () => scim.get('/Groups', { query: { count: 1 }, auth: 'wrong' }),
          () => scim.post('/Users/.search', search, { auth: 'wrong' }),
          () => scim.post('/.search', search, { auth: 'wrong' }),
          () => scim.post('/Bulk', job, { auth: 'wrong' }),
        ],
        () => 'another endpoint',
        async (ask) => expect(await ask()).to.not.succeeded(),
      );
      return `answered ${response.status}`;
    },
  );

  must(
    'protocol.authentication.challenge',
    {
      title: 'a 401 names the authentication schemes',
      spec: 'RFC7644-2-08',
      fix: 'Send WWW-Authenticate: Bearer (or your scheme) with every 401.',
    },
    async ({ scim }) => {
      guarded();
      await judgeEach(
        [none.response, await scim.get('/Users', { query: { count: 1 }, auth: 'wrong' })],
        (response) => (response === none.response ? 'without credentials' : 'with an unknown token'),
        (response) => {
          if (response.status !== 401) notApplicable(`the request is answered ${response.status}`);
          expect(response).to.have.header('www-authenticate', /\S/);
        },
      );
    },
  );

  should(
    'protocol.authentication.status-401',
    {
      title: 'missing and invalid credentials are answered 401',
      spec: ['RFC7644-3.12-12', 'RFC7642-4-01'],
      fix: 'Answer 401 when the credentials are missing or unknown; 403 is for known ones without rights.',
    },
    async ({ scim, target }) => {
      if (!succeeded(own.response)) notApplicable(`the target does not list users: ${describeAnswer(own.response)}`);
      // Anonymous access is a choice; a target that announces how to sign in has not made it.
      if (readAll(target.config, 'authenticationSchemes').length === 0) guarded();
      expect(none.response).to.have.status(401);
      expect(await scim.get('/Users', { query: { count: 1 }, auth: 'wrong' })).to.have.status(401);
    },
  );

  must(
    'protocol.authentication.writes-guarded',
    {
      title: 'writes without credentials are refused and have no effect',
      spec: 'RFC7644-2-05',
      fix: 'Check credentials on every method, not on reads alone.',
    },
    async ({ scim, a }) => {
      guarded();
      const made = await scim.post('/Users', a.user({ with: ['title'] }));
      if (!succeeded(made)) notApplicable('the target creates no users');
      const path = pathOf(made);
      const post = await scim.post('/Users', a.user(), { auth: 'wrong' });
      const put = await scim.put(path, { ...(made.sent as object), title: 'Intruder' }, { auth: 'wrong' });
      const patch = await scim.patch(path, [{ op: 'replace', path: 'title', value: 'Intruder' }], { auth: 'wrong' });
      const gone = await scim.delete(path, { auth: 'wrong' });
      for (const response of [post, put, patch, gone]) expect(response).to.not.succeeded();
      const now = await scim.get(path);
      expect(now).to.be.scimResource('User');
      expect(now).to.not.hold('title', 'Intruder');
    },
  );

  should(
    'protocol.authentication.anonymous-writes',
    {
      title: 'nobody without credentials changes or deletes a user',
      spec: 'RFC7644-2-11',
      fix: 'Ask for credentials on PUT, PATCH and DELETE; anonymous access is for reading and self-registration.',
      why: 'Whoever knows the address of the service deletes every account.',
    },
    async ({ scim, a }) => {
      const made = await scim.post('/Users', a.user({ with: ['title'] }));
      if (!succeeded(made)) notApplicable('the target creates no users');
      const path = pathOf(made);
      // Who takes unknown tokens as well is open to everybody, by choice; who refuses them forgot about no token at all.
      if (succeeded(await scim.get(path, { auth: 'wrong' }))) notApplicable('the target serves everybody');
      const put = await scim.put(path, { ...(made.sent as object), title: 'Intruder' }, { auth: 'none' });
      const gone = await scim.delete(path, { auth: 'none' });
      for (const response of [put, gone])
        if (succeeded(response) && !isErrorMessage(response))
          fail(`a refusal of ${response.method}`, describeAnswer(response), { exchange: response.n });
      const now = await scim.get(path);
      expect(now).to.be.scimResource('User');
      expect(now).to.not.hold('title', 'Intruder');
    },
  );

  should(
    'protocol.authentication.scheme-case',
    {
      title: 'the name of the scheme is understood in small letters',
      spec: 'RFC7644-3.12-12',
      fix: 'Compare the name of the scheme without regard to letter case (RFC 9110 section 11.1).',
    },
    async ({ scim }) => {
      guarded();
      if (!/^Bearer\b/.test(own.response.exchange.request.headers['authorization'] ?? ''))
        notApplicable('the credentials of the run are no bearer token');
      const response = await scim.get('/Users', { query: { count: 1 }, auth: 'bearer' });
      if (response.status === 401 || response.status === 403)
        fail('the list, as for Bearer', describeAnswer(response), { exchange: response.n });
    },
  );

  may(
    'protocol.authentication.anonymous',
    {
      title: 'requests without credentials',
      spec: 'RFC7644-2.2-01',
      fix: 'Nothing: anonymous access is a choice.',
    },
    () => (succeeded(none.response) ? 'served' : `refused with ${none.response.status}`),
  );
});

scenario('Transport security', () => {
  must(
    'protocol.authentication.tls',
    {
      title: 'the endpoint is served over TLS',
      spec: ['RFC7644-7.2-01', 'RFC7644-7.4-02'],
      fix: 'Serve SCIM over https alone.',
    },
    ({ scim }) => {
      const url = scim.url('');
      if (url.startsWith('http:') && isLoopback(url)) notApplicable('plain http on a private address is a test set-up');
      if (!url.startsWith('https:')) fail('an https URL', url);
    },
  );

  should(
    'protocol.authentication.confidential',
    {
      title: 'SCIM resources travel confidentially',
      spec: 'RFC7642-4-02',
      fix: 'Serve SCIM over https alone.',
    },
    ({ scim }) => {
      const url = scim.url('');
      if (url.startsWith('http:') && isLoopback(url)) notApplicable('plain http on a private address is a test set-up');
      if (!url.startsWith('https:')) fail('an https URL', url);
    },
  );
});
