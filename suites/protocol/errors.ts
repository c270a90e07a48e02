import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isObject,
  isRefusal,
  judgeEach,
  may,
  member,
  misspelledKeyword,
  must,
  needsSentName,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  sameText,
  scenario,
  should,
  succeeded,
  urns,
  type ScimResponse,
} from '../../harness/language.js';

scenario('Error messages', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const present = given('the user is there', ({ scim }) => scim.get(user.path));
  const broken = given('a user is posted in broken JSON', ({ scim }) =>
    scim.post('/Users', '{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":'),
  );
  const conflict = given('its userName is posted again', ({ scim, a }) =>
    scim.post('/Users', a.user({ userName: read(user.resource, 'userName') })),
  );
  const gone = given('another user is deleted and read', async ({ scim, a }) => {
    const made = await scim.post('/Users', a.user());
    const path = `/Users/${encodeURIComponent(String(read(resourceOf(made), 'id')))}`;
    // Where DELETE is not there for this client, one that never was does as well.
    const refused = isRefusal(await scim.delete(path));
    return scim.get(refused ? `/Users/${encodeURIComponent(a.unknownId(user.id))}` : path);
  });
  const others = given('a group, a change, a filter and a version that cannot be are sent', async (context) => {
    const { scim, a, target } = context;
    const nobody = `/Users/${encodeURIComponent(a.unknownId(user.id))}`;
    const answers = [await scim.put(nobody, a.user()), await scim.delete(nobody)];
    if (!target.lacks('groups')) answers.push(await scim.get(nobody.replace('/Users', '/Groups')));
    if (!target.lacks('patch'))
      answers.push(await scim.patch(nobody, [{ op: 'replace', path: 'active', value: true }]));
    if (!target.lacks('filter')) answers.push(await scim.get('/Users', { query: { filter: 'userName hxq "x"' } }));
    if (!target.lacks('etag'))
      answers.push(await scim.put(user.path, user.sent, { headers: { 'if-match': 'W/"scimspec-stale"' } }));
    return answers;
  });
  /** The answers that section 3.12 speaks of for certain: others often come from a gateway. */
  const errors = (): ScimResponse[] => {
    expect(present.response).to.be.scimResource('User');
    const all = [broken.response, conflict.response, gone.response, ...others.value];
    return all.filter(({ status }) => [400, 404, 409, 412].includes(status));
  };
  const name = ({ status, method, path }: ScimResponse): string =>
    `${status} to ${method} ${path.split('/').slice(0, 2).join('/')}`;
  const bodies = (): ScimResponse[] =>
    errors().filter(({ json }) => isObject(json) && readAll(json, 'schemas').length > 0);

  must(
    'protocol.errors.json-body',
    {
      title: 'errors are JSON objects with the Error schema',
      spec: ['RFC7644-3.12-02', 'RFC7644-3.12-03', 'RFC7644-3.1-05', 'RFC7644-8.2-01'],
      fix: 'Send {"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"404",…} with every error.',
      why: 'Providers show the detail to their administrators; HTML ends in "Invalid JSON".',
    },
    () =>
      judgeEach(
        errors(),
        name,
        (response) => {
          if (!isObject(response.json)) fail('a JSON object', describeAnswer(response), { exchange: response.n });
          const schemas = member(response.json, 'schemas');
          if (
            !Array.isArray(schemas) ||
            !schemas.some((urn) => String(urn).toLowerCase() === urns.ERROR_MESSAGE.toLowerCase())
          )
            fail(`schemas with ${urns.ERROR_MESSAGE}`, `schemas ${JSON.stringify(schemas) ?? 'missing'}`, {
              exchange: response.n,
            });
        },
        'the target answered none of the probes with 400, 404, 409 or 412',
      ),
  );

  should(
    'protocol.errors.label',
    {
      title: 'error messages are labelled as JSON',
      spec: ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
      fix: 'Set Content-Type: application/scim+json on error messages, too.',
      why: 'Clients that go by the label throw the message away and show a bare status.',
    },
    () =>
      judgeEach(
        bodies(),
        name,
        (response) => {
          if (!/[/+]json$/i.test(response.mediaType ?? ''))
            fail('a JSON media type', response.headers['content-type'] ?? 'no Content-Type', { exchange: response.n });
        },
        'the target sent no SCIM error body',
      ),
  );

  must(
    'protocol.errors.status-string',
    {
      title: 'status in an error body is a string',
      spec: 'RFC7644-3.12-04',
      fix: 'Write "status": "404", not 404.',
    },
    () =>
      judgeEach(
        bodies(),
        name,
        (response) => {
          const status = read(response.json, 'status');
          if (typeof status !== 'string')
            fail(`"${response.status}" as a string`, JSON.stringify(status) ?? 'no status', { exchange: response.n });
        },
        'the target sent no SCIM error body',
      ),
  );

  must(
    'protocol.errors.status-equal',
    {
      title: 'status in an error body is the HTTP status',
      spec: 'RFC7644-3.12-05',
      fix: 'Repeat the HTTP status code in the body.',
    },
    () =>
      judgeEach(
        bodies(),
        name,
        (response) => {
          const status = read(response.json, 'status');
          if (status === undefined) notApplicable('there is no status');
          if (Number(status) !== response.status)
            fail(`status "${response.status}"`, `status ${JSON.stringify(status)}`, { exchange: response.n });
        },
        'the target sent no SCIM error body',
      ),
  );

  should(
    'protocol.errors.keywords',
    {
      title: 'scimType is spelled as in the table',
      spec: 'RFC7644-3.12-32',
      fix: 'Use the keywords of RFC 7644 table 9 letter for letter.',
    },
    () =>
      judgeEach(
        bodies(),
        name,
        (response) => {
          const keyword = read(response.json, 'scimType');
          if (keyword === undefined) notApplicable('there is no scimType');
          const meant = misspelledKeyword(keyword);
          if (meant !== undefined) fail(meant, JSON.stringify(keyword), { exchange: response.n });
        },
        'no error had a scimType',
      ),
  );

  may(
    'protocol.errors.members',
    {
      title: 'scimType and detail of the errors seen',
      spec: ['RFC7644-3.12-06', 'RFC7644-3.12-07', 'RFC7644-3.12-31'],
      fix: 'Nothing: both are optional.',
    },
    () =>
      bodies()
        .map(
          (response) =>
            `${response.status}: ${readAll(response.json, 'scimType').length > 0 ? String(read(response.json, 'scimType')) : 'no scimType'}${typeof read(response.json, 'detail') === 'string' ? ', detail' : ''}`,
        )
        .join('; '),
  );

  should(
    'protocol.errors.no-false-success',
    {
      title: 'no success status for what the body calls an error',
      spec: ['RFC7644-3.12-01', 'RFC7644-3.2-16'],
      fix: 'Set the HTTP status to that of the error.',
    },
    () => {
      expect(present.response).to.be.scimResource('User');
      // A user whom a deletion leaves, or who is made all the same, is no error: that is judged elsewhere.
      const isUser = ({ json }: ScimResponse): boolean => typeof read(json, 'id') === 'string';
      for (const { response } of [broken, conflict, gone])
        if (succeeded(response) && (response === broken.response || !isUser(response)))
          fail('an error status', describeAnswer(response), { exchange: response.n });
    },
  );

  should(
    'protocol.errors.bad-json-400',
    {
      title: 'broken JSON is answered 400 with scimType invalidSyntax',
      spec: ['RFC7644-3.12-11', 'RFC7644-3.12-24'],
      fix: 'Answer 400 invalidSyntax to a body that cannot be parsed.',
    },
    () => {
      expect(present.response).to.be.scimResource('User');
      expect(broken.response).to.be.scimError(400, 'invalidSyntax');
    },
  );

  should(
    'protocol.errors.gone-404',
    {
      title: 'a resource that does not exist is answered 404',
      spec: ['RFC7644-3.12-14', 'RFC7644-3.12-08'],
      fix: 'Answer 404.',
    },
    async ({ scim, a }) => {
      expect(await scim.get(`/Users/${encodeURIComponent(a.unknownId(user.id))}`)).to.have.status(404);
      expect(present.response).to.be.scimResource('User');
      await judgeEach(
        others.value.filter(({ path }) => /^\/(Users|Groups)\/[^.]/.test(path) && !path.startsWith(user.path)),
        ({ method, path }) => `${method} ${path.split('/')[1]}`,
        (response) => {
          if ([401, 403, 405, 428, 501].includes(response.status)) notApplicable(`the answer is ${response.status}`);
          expect(response).to.have.status(404);
        },
      );
    },
  );

  should(
    'protocol.errors.unknown-endpoint',
    {
      title: 'an endpoint that does not exist is answered 404',
      spec: 'RFC7644-3.12-14',
      fix: 'Answer 404 with a SCIM error, not a page.',
    },
    async ({ scim }) => {
      expect(present.response).to.be.scimResource('User');
      const response = await scim.get('/NoSuchEndpoints');
      // A gateway may tell nobody what there is, or call it not implemented.
      if ([401, 403, 501].includes(response.status)) return `answers ${response.status}`;
      expect(response).to.have.status(404);
      return undefined;
    },
  );

  should(
    'protocol.errors.conflict-409',
    {
      title: 'a refused duplicate is answered 409',
      spec: 'RFC7644-3.12-15',
      fix: 'Answer 409 with scimType uniqueness.',
    },
    async ({ scim }) => {
      expect(user.resource).to.assign('userName');
      await needsSentName(conflict.response, scim);
      expect(conflict.response).to.have.status(409);
    },
  );
});

scenario('Bodies that are no user', () => {
  const control = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const bare = given('a user is posted without schemas', ({ scim, a }) =>
    scim.post('/Users', a.user({ without: ['schemas'] })),
  );

  must(
    'protocol.errors.not-an-object',
    {
      title: 'a body that is not a JSON object creates nothing',
      spec: 'RFC7644-3.12-33',
      fix: 'Answer 400 invalidSyntax unless the body is a JSON object.',
    },
    async ({ scim, a }) => {
      expect(control.id).to.be.a('string');
      await judgeEach(
        ['[]', JSON.stringify([a.user()]), '"x"', '', '{"userName":', 'null'],
        (body) => body || '(empty)',
        async (body) => {
          const response = await scim.post('/Users', body);
          if (succeeded(response)) fail('a refusal', describeAnswer(response), { exchange: response.n });
        },
      );
    },
  );

  should(
    'protocol.errors.not-an-object-400',
    {
      title: 'a body that is not a JSON object is answered with a 4xx',
      spec: 'RFC7644-3.12-11',
      fix: 'Answer 400, never 500, to a body that makes no sense.',
    },
    async ({ scim }) => {
      expect(control.id).to.be.a('string');
      await judgeEach(
        ['[]', '"x"', ''],
        (body) => body || '(empty)',
        async (body) => {
          expect(await scim.post('/Users', body)).to.be.refused();
        },
      );
    },
  );

  must(
    'protocol.errors.required-missing',
    {
      title: 'a create without userName makes no user without userName',
      spec: 'RFC7644-3.12-35',
      fix: 'Answer 400 invalidValue when a required attribute is missing.',
    },
    async ({ scim, a, target }) => {
      expect(control.id).to.be.a('string');
      if (target.attribute('/Users', 'userName')?.required === false)
        notApplicable('userName is published as optional');
      const response = await scim.post('/Users', a.user({ without: ['userName'] }));
      if (!succeeded(response)) {
        expect(response).to.be.refused();
        return `refused with ${response.status}`;
      }
      const now = await scim.get(`/Users/${encodeURIComponent(String(read(resourceOf(response), 'id')))}`);
      const userName = read(resourceOf(now), 'userName');
      if (typeof userName !== 'string' || userName === '')
        fail('a refusal, or a userName made by the server', 'a user without userName', { exchange: now.n });
      return 'the server makes a userName';
    },
  );

  should(
    'protocol.errors.invalid-value',
    {
      title: 'a missing userName and wrong types answer 400 with a scimType',
      spec: ['RFC7644-3.12-27', 'RFC7644-3.12-11'],
      fix: 'Answer 400 with invalidValue (or invalidSyntax).',
    },
    async ({ scim, a, target }) => {
      expect(control.id).to.be.a('string');
      const probes = {
        'userName missing': a.user({ without: ['userName'] }),
        'emails a string': a.user({ emails: 'nobody' }),
        ...(target.attribute('/Users', 'active')?.type === 'boolean'
          ? { 'active an object': a.user({ active: { nested: 'x' } }) }
          : {}),
      };
      await judgeEach(
        Object.entries(probes),
        ([what]) => what,
        async ([, body]) => {
          const response = await scim.post('/Users', body);
          if (succeeded(response)) notApplicable('the target accepts it');
          expect(response).to.be.scimError(400, ['invalidValue', 'invalidSyntax']);
        },
      );
    },
  );

  may(
    'protocol.errors.without-schemas',
    {
      title: 'a create without schemas',
      spec: 'RFC7644-3.12-34',
      fix: 'Nothing: 400 and leniency are both legal.',
    },
    () => (succeeded(bare.response) ? 'accepted' : `refused with ${bare.response.status}`),
  );

  must(
    'protocol.errors.schemas-of-its-own',
    {
      title: 'a user who was sent without schemas has them, or is refused',
      spec: 'RFC7643-3-03',
      fix: 'Set schemas by the endpoint and the extensions that have data, not by what the body names; or answer 400.',
      why: 'Clients take what names no schema for no user.',
    },
    async ({ scim }) => {
      expect(control.id).to.be.a('string');
      if (!succeeded(bare.response)) return `refused with ${bare.response.status}`;
      const response = await scim.get(bare.path);
      if (readAll(resourceOf(response), 'schemas').length === 0)
        fail('schemas', 'a user without schemas', { exchange: response.n });
      return 'accepted';
    },
  );
});

scenario('Keywords of refused updates', () => {
  const first = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const second = given('another is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  should(
    'protocol.errors.uniqueness',
    {
      title: 'a taken userName in PUT and PATCH carries scimType uniqueness',
      spec: 'RFC7644-3.12-22',
      fix: 'Answer 409 with scimType uniqueness on updates, too.',
    },
    async ({ scim, target }) => {
      if (target.attribute('/Users', 'userName')?.mutability === 'immutable')
        notApplicable('userName is published as immutable');
      const userName = read(first.resource, 'userName') as string;
      const put = await scim.put(second.path, { ...second.sent, userName });
      const answers = [
        put,
        ...(target.lacks('patch') === undefined
          ? [await scim.patch(second.path, [{ op: 'replace', path: 'userName', value: userName }])]
          : []),
      ];
      await judgeEach(
        answers,
        ({ method }) => method,
        async (response) => {
          if ([405, 501].includes(response.status)) notApplicable('the method is not supported');
          if (succeeded(response) && !sameText(read((await scim.get(second.path)).json, 'userName'), userName))
            notApplicable(`it changes no userName: ${describeAnswer(response)}`);
          expect(response).to.be.scimError([409, 400], 'uniqueness');
        },
      );
    },
  );

  must(
    'protocol.errors.patch-collision',
    {
      title: 'PATCH of userName to a taken one fails and changes nothing',
      spec: 'RFC7643-4.1.1-02',
      fix: 'Check uniqueness on PATCH as on POST.',
      why: 'Two accounts under one name: log-ins and later look-ups hit the wrong person.',
      needs: 'patch',
    },
    async ({ scim, settle, target }) => {
      const userName = String(read(first.resource, 'userName'));
      const response = await scim.patch(second.path, [{ op: 'replace', path: 'userName', value: userName }]);
      expect(await scim.get(second.path)).to.hold('userName', read(second.resource, 'userName'));
      expect(response).to.be.refused();
      if (target.lacks('filter') !== undefined) return;
      const found = await settle(
        () => scim.get('/Users', { query: { filter: `userName eq "${userName}"` } }),
        (seen) => resourcesOf(seen).length > 0,
      );
      if (succeeded(found) && entries(found.json, 'Resources').length > 1)
        fail('one user of that name', `${entries(found.json, 'Resources').length}`, { exchange: found.n });
    },
  );

  should(
    'protocol.errors.mutability',
    {
      title: 'PATCH of id carries scimType mutability',
      spec: 'RFC7644-3.12-23',
      fix: 'Answer 400 with scimType mutability.',
      needs: 'patch',
    },
    async ({ scim, a }) => {
      const response = await scim.patch(second.path, [{ op: 'replace', path: 'id', value: a.unknownId(second.id) }]);
      if (succeeded(response)) notApplicable('the target accepts it');
      expect(response).to.be.scimError(400, 'mutability');
    },
  );

  should(
    'protocol.errors.invalid-path',
    {
      title: 'a broken PATCH path carries scimType invalidPath',
      spec: 'RFC7644-3.12-25',
      fix: 'Answer 400 with scimType invalidPath.',
      needs: 'patch',
    },
    async ({ scim, a }) => {
      const response = await scim.patch(second.path, [{ op: 'replace', path: 'name..givenName', value: a.word() }]);
      if (succeeded(response)) notApplicable('the target accepts it');
      expect(response).to.be.scimError(400, ['invalidPath', 'invalidFilter', 'noTarget']);
    },
  );

  should(
    'protocol.errors.invalid-filter',
    {
      title: 'a broken filter in a query carries scimType invalidFilter',
      spec: 'RFC7644-3.12-20',
      fix: 'Answer 400 with scimType invalidFilter.',
      needs: 'filter',
    },
    async ({ scim }) => {
      expect(second.id).to.be.a('string');
      const response = await scim.get('/Users', { query: { filter: 'userName eq' } });
      if (succeeded(response)) notApplicable('the target accepts it');
      if (response.status === 401 || response.status === 403) notApplicable('the target lets nobody list users');
      expect(response).to.be.scimError(400, 'invalidFilter');
    },
  );

  should(
    'protocol.errors.no-target',
    {
      title: 'a PATCH path that selects nothing carries scimType noTarget',
      spec: 'RFC7644-3.12-26',
      fix: 'Answer 400 with scimType noTarget.',
      needs: 'patch',
    },
    async ({ scim, a, target }) => {
      if (!target.attribute('/Users', 'emails.value')) notApplicable('the target publishes no emails');
      const response = await scim.patch(second.path, [
        { op: 'replace', path: 'emails[value eq "nobody-has-this@example.com"].value', value: a.email() },
      ]);
      if (response.status !== 400) notApplicable(`the answer is ${response.status}`);
      expect(response).to.be.scimError(400, 'noTarget');
    },
  );

  should(
    'protocol.errors.precondition',
    {
      title: 'a stale If-Match is answered 412 or 409',
      spec: 'RFC7644-3.12-16',
      fix: 'Answer 412 when If-Match does not name the current version.',
      needs: 'etag',
    },
    async ({ scim }) => {
      const response = await scim.put(second.path, second.sent, { headers: { 'if-match': 'W/"scimspec-stale"' } });
      if (succeeded(response)) notApplicable('the target ignores If-Match');
      expect(response).to.have.status(412, 409);
    },
  );

  should(
    'protocol.errors.not-implemented',
    {
      title: 'what is not supported is answered 501',
      spec: 'RFC7644-3.12-19',
      fix: 'Answer 501 to /Bulk and PATCH where they are not supported.',
    },
    async ({ scim, target }) => {
      if (target.claim('bulk') !== false) notApplicable('bulk is supported');
      const response = await scim.post('/Bulk', { schemas: [urns.BULK_REQUEST], Operations: [] });
      if ([403, 404, 405].includes(response.status)) return `answers ${response.status}, which is as common`;
      expect(response).to.have.status(501);
      return '501';
    },
  );
});
