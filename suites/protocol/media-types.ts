import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  read,
  resourceOf,
  sameText,
  scenario,
  SCIM_MEDIA_TYPE,
  searchRequest,
  should,
  succeeded,
  totalOf,
  urns,
  type ScimResponse,
} from '../../harness/language.js';

/** U+00E9 and friends, precomposed, and a script outside Latin. */
const NATIVE = 'José Müller-Łukasz 山田太郎 🚀';

scenario('Media types and encoding', () => {
  const mark = given('a mark is drawn', ({ a }) => a.marker());
  const native = given('a user with a name in several scripts is posted', ({ scim, a }) =>
    scim.post(
      '/Users',
      a.user({ name: { givenName: 'José', familyName: 'Müller-Łukasz' }, displayName: `${NATIVE} ${mark.value}` }),
    ),
  );
  /** What displayName is changed to. */
  const later = (): string => `${NATIVE} again ${mark.value}`;
  const user = given('where it is refused, another one', ({ scim, a }) =>
    succeeded(native.response) ? native.response : scim.post('/Users', a.user()),
  );
  const got = given('it is read with Accept: application/scim+json', ({ scim }) => scim.get(user.path));

  must(
    'protocol.media-types.accept-scim',
    {
      title: 'Accept: application/scim+json is served',
      spec: ['RFC7644-3.8-08', 'RFC7644-3.2-15'],
      fix: 'Never answer 406 to application/scim+json; send JSON.',
    },
    () => {
      const { response } = user;
      if (response.status === 406) fail('SCIM JSON', describeAnswer(response), { exchange: response.n });
      if (succeeded(response) && response.text !== '' && !isObject(response.json))
        fail('a JSON object', response.jsonProblem ?? describeAnswer(response), { exchange: response.n });
      expect(user.id).to.be.a('string');
      expect(got.response).to.have.status(200);
      if (!isObject(got.response.json))
        fail('a JSON object', got.response.jsonProblem ?? describeAnswer(got.response), { exchange: got.response.n });
      expect(got.response).to.be.scimResource('User');
    },
  );

  must(
    'protocol.media-types.accept-list',
    {
      title: 'application/scim+json is served in a list and in capitals, too',
      spec: 'RFC7644-3.8-08',
      fix: 'Split Accept at commas, take the first type that you have, and disregard letter case (RFC 9110 section 8.3.1).',
      why: 'Many clients accept application/json besides.',
    },
    async ({ scim }) => {
      expect(user.id).to.be.a('string');
      await judgeEach(
        [
          'application/scim+json, application/json',
          'application/json;q=0.5, application/scim+json;q=0.9, */*;q=0.1',
          'Application/SCIM+JSON',
        ],
        (accept) => accept,
        async (accept) => {
          const response = await scim.get(user.path, { headers: { accept } });
          expect(response).to.have.status(200);
          expect(response).to.be.scimResource('User');
        },
      );
    },
  );

  should(
    'protocol.media-types.label',
    {
      title: 'answers are labelled application/scim+json',
      spec: ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
      fix: 'Set Content-Type: application/scim+json on every answer with a body.',
    },
    () => {
      for (const response of [user.response, got.response]) {
        if (response.text === '') continue;
        resourceOf(response);
        if (response.mediaType !== SCIM_MEDIA_TYPE)
          fail(SCIM_MEDIA_TYPE, response.headers['content-type'] ?? 'no Content-Type', { exchange: response.n });
      }
    },
  );

  should(
    'protocol.media-types.endpoint-labels',
    {
      title: 'lists, searches, jobs and discovery are labelled as JSON',
      spec: ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
      fix: 'Set Content-Type: application/scim+json on the answers of every endpoint.',
    },
    async ({ scim, a, target }) => {
      const search = searchRequest({ filter: 'userName eq "scimspec nobody"' });
      const job = { method: 'DELETE', path: `/Users/${encodeURIComponent(a.unknownId(user.id))}` };
      const answers = [
        await scim.get('/ServiceProviderConfig'),
        await scim.get('/ResourceTypes'),
        await scim.get('/Schemas'),
        await scim.get('/Users', { query: { count: 1 } }),
        await scim.post('/Users/.search', search),
      ];
      if (!target.lacks('bulk'))
        answers.push(await scim.post('/Bulk', { schemas: [urns.BULK_REQUEST], Operations: [job] }));
      await judgeEach(
        answers,
        ({ method, path }) => `${method} ${path}`,
        (response) => {
          if (!succeeded(response) || !isObject(response.json)) notApplicable(describeAnswer(response));
          if (!/[/+]json$/i.test(response.mediaType ?? ''))
            fail('a JSON media type', response.headers['content-type'] ?? 'no Content-Type', { exchange: response.n });
        },
      );
    },
  );

  should(
    'protocol.media-types.writes-label',
    {
      title: 'answers to writes are labelled as JSON in UTF-8',
      spec: ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
      fix: 'Set Content-Type: application/scim+json on the answers to POST, PUT and PATCH, without another charset.',
    },
    async ({ scim, target }) => {
      const path = user.path;
      const answers = [user.response, await scim.put(path, user.sent)];
      if (target.lacks('patch') === undefined)
        answers.push(await scim.patch(path, [{ op: 'replace', path: 'displayName', value: later() }]));
      await judgeEach(
        answers,
        ({ method }) => method,
        (response) => {
          if (!succeeded(response) || !isObject(response.json)) notApplicable(describeAnswer(response));
          const label = response.headers['content-type'] ?? 'no Content-Type';
          if (!/[/+]json$/i.test(response.mediaType ?? '')) fail('a JSON media type', label, { exchange: response.n });
          const charset = /charset="?([^";]+)/i.exec(label)?.[1]?.trim() ?? 'utf-8';
          if (!/^(utf-?8|us-ascii)$/i.test(charset)) fail('UTF-8', label, { exchange: response.n });
        },
      );
    },
  );

  must(
    'protocol.media-types.no-byte-order-mark',
    {
      title: 'no byte order mark stands before the JSON',
      spec: ['RFC7644-3.8-02', 'RFC7644-3.8-03'],
      fix: 'Write UTF-8 without a byte order mark (RFC 8259 section 8.1).',
      why: 'Many JSON parsers refuse a text that begins with U+FEFF.',
    },
    () => {
      for (const response of [user.response, got.response]) {
        if (!isObject(response.json)) resourceOf(response);
        if (response.text.startsWith('\uFEFF'))
          fail('JSON from the first byte on', 'a byte order mark before it', { exchange: response.n });
      }
    },
  );

  should(
    'protocol.media-types.accept-json',
    {
      title: 'Accept: application/json is served',
      spec: 'RFC7644-3.8-09',
      fix: 'Serve JSON to clients that ask for application/json.',
    },
    async ({ scim }) => {
      const response = await scim.get(user.path, { headers: { accept: 'application/json' } });
      expect(response).to.have.status(200);
      expect(response).to.be.scimResource('User');
    },
  );

  should(
    'protocol.media-types.default',
    {
      title: 'without a stated format the answer is application/scim+json',
      spec: 'RFC7644-3.8-10',
      fix: 'Make application/scim+json the default type.',
    },
    async ({ scim }) => {
      await judgeEach(
        ['*/*', ''],
        (accept) => (accept === '' ? 'no Accept' : `Accept: ${accept}`),
        async (accept) => {
          const response = await scim.get(user.path, { headers: { accept } });
          expect(response).to.have.status(200);
          if (response.mediaType !== SCIM_MEDIA_TYPE)
            fail(SCIM_MEDIA_TYPE, response.headers['content-type'] ?? 'no Content-Type', { exchange: response.n });
        },
      );
    },
  );

  must(
    'protocol.media-types.utf8',
    {
      title: 'names in any script come back as they were sent',
      spec: ['RFC7644-3.8-01', 'RFC7644-3.8-02', 'RFC7644-3.8-03'],
      fix: 'Read and write UTF-8, whatever the defaults of the platform are.',
      why: 'José becomes JosÃ© in every directory that reads it.',
    },
    async ({ scim }) => {
      const { response } = native;
      if (isServerFault(response))
        fail('the names to be stored, or refused with a 4xx', describeAnswer(response), { exchange: response.n });
      if (!succeeded(response)) notApplicable('the target refuses the value');
      const now = await scim.get(user.path);
      let seen = 0;
      for (const path of ['displayName', 'name.givenName', 'name.familyName']) {
        const value = read(resourceOf(now), path);
        // A displayName without our marker is one that the server made.
        if (typeof value !== 'string' || (path === 'displayName' && !value.includes(mark.value))) continue;
        seen += 1;
        const sent = String(read(user.sent, path));
        // Where users have one name, its parts are cut out of the displayName.
        const same = path === 'displayName' ? [value] : [value, ...value.split(' ')];
        const wanted = path === 'displayName' ? [sent, later()] : [sent];
        if (!same.some((each) => wanted.some((text) => sameText(each, text))))
          fail(`${path} ${JSON.stringify(sent)}`, `${path} ${JSON.stringify(value)}`, { exchange: now.n });
      }
      if (seen === 0) notApplicable('the target stores none of these names');
    },
  );

  must(
    'protocol.media-types.charset',
    {
      title: 'neither charset nor capitals in Content-Type break a create',
      spec: 'RFC7644-3.8-03',
      fix: 'Compare the media type without its parameters and without regard to letter case (RFC 9110 section 8.3.1).',
      why: 'Okta and Entra send application/scim+json; charset=utf-8.',
    },
    async ({ scim, a }) => {
      expect(user.id).to.be.a('string');
      await judgeEach(
        ['application/scim+json; charset=utf-8', 'application/scim+json;charset=UTF-8', 'Application/SCIM+JSON'],
        (type) => type,
        async (type) => {
          const response = await scim.post('/Users', a.user(), { headers: { 'content-type': type } });
          expect(response).to.succeeded();
          expect(response).to.have.status(201);
        },
      );
    },
  );

  may(
    'protocol.media-types.request-json',
    {
      title: 'Content-Type: application/json in a request',
      spec: 'RFC7644-3.8-14',
      fix: 'Accept it: OneLogin and the test suite of Okta send it.',
    },
    async ({ scim, a }) => {
      const response = await scim.post('/Users', a.user(), { headers: { 'content-type': 'application/json' } });
      return succeeded(response) ? 'accepted' : `refused with ${response.status}`;
    },
  );

  must(
    'protocol.media-types.shapes',
    {
      title: 'attributes have the JSON shape of their kind',
      spec: ['RFC7644-3.8-11', 'RFC7644-3.8-12', 'RFC7644-3.8-13'],
      fix: 'Single values as such, multi-valued attributes as arrays (with one value, too), complex ones as objects.',
    },
    ({ target }) => {
      const wrong = (response: ScimResponse): void => {
        const resource = resourceOf(response);
        for (const attribute of target.user?.core.attributes ?? []) {
          const value = member(resource, attribute.name);
          if (value === undefined || value === null) continue;
          if (attribute.multiValued && !Array.isArray(value))
            fail(`${attribute.name} as an array`, JSON.stringify(value).slice(0, 80), { exchange: response.n });
          if (!attribute.multiValued && Array.isArray(value) && value.length > 0)
            fail(`${attribute.name} as a single value`, JSON.stringify(value).slice(0, 80), { exchange: response.n });
          if (attribute.type === 'complex' && !attribute.multiValued && !isObject(value))
            fail(`${attribute.name} as an object`, JSON.stringify(value).slice(0, 80), { exchange: response.n });
          if (
            attribute.type === 'complex' &&
            attribute.multiValued &&
            entries(resource, attribute.name).length !== (value as unknown[]).length
          )
            fail(`${attribute.name} as an array of objects`, JSON.stringify(value).slice(0, 80), {
              exchange: response.n,
            });
        }
      };
      wrong(got.response);
      if (isObject(user.response.json)) wrong(user.response);
    },
  );
});

scenario('URLs on the wire', () => {
  const plus = given('a user with a plus sign and a space in its names is posted', ({ scim, a }) => {
    const mark = a.marker();
    return scim.post('/Users', a.user({ userName: `plus+tag-${mark}@example.com`, displayName: `Plus + Tag ${mark}` }));
  });

  must(
    'protocol.media-types.percent-encoding',
    {
      title: 'percent-encoded filters are decoded exactly once',
      spec: 'RFC7644-1.2-01',
      fix: 'Decode the query once; %2B is a plus sign.',
      why: 'Addresses with plus tags are not found and are created again.',
      needs: 'filter',
    },
    async ({ scim, settle }) => {
      const userName = String(read(plus.resource, 'userName'));
      if (!userName.includes('+')) notApplicable('the target does not store a plus sign in userName');
      const response = await settle(
        () => scim.get('/Users', { rawQuery: `filter=${encodeURIComponent(`userName eq "${userName}"`)}` }),
        (seen) => totalOf(seen) === 1,
      );
      if (response.status === 403) notApplicable('the target refuses filters in URLs');
      expect(response).to.be.listResponse();
      if (!entries(response.json, 'Resources').some((each) => read(each, 'id') === plus.id))
        fail('the user with the plus sign', `totalResults ${String(totalOf(response))}`, {
          exchange: response.n,
        });
    },
  );

  must(
    'protocol.media-types.emitted-uris',
    {
      title: 'URIs that the server emits are legal and have no query',
      spec: ['RFC7644-1.2-01', 'RFC7644-1.3-01'],
      fix: 'Percent-encode what is put into Location, meta.location and $ref.',
    },
    () => {
      const uris = [plus.response.headers['location'], read(plus.resource, 'meta.location')].filter(
        (uri) => typeof uri === 'string',
      );
      if (uris.length === 0) notApplicable('the target emits no URI');
      for (const uri of uris) {
        if (/[\s"<>\\^`{|}]/.test(String(uri)))
          fail('a URI of legal characters', String(uri), { exchange: plus.response.n });
        if (String(uri).includes('?')) fail('a URI without a query', String(uri), { exchange: plus.response.n });
      }
    },
  );
});
