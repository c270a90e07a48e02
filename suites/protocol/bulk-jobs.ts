import {
  bodyHolds,
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isDenied,
  isObject,
  isRefusal,
  isServerFault,
  judgeEach,
  lastSegment,
  may,
  member,
  must,
  notApplicable,
  pathOf,
  plainPath,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  sameText,
  succeeded,
  totalOf,
  urns,
  withMembers,
  type JsonObject,
} from '../../harness/language.js';
import { plainAttributes } from './_patch.js';
import { withAddress } from './_people.js';
import {
  bulkRequest,
  createdId,
  entryAbout,
  entryOf,
  hasErrorMessage,
  isFailure,
  isSuccess,
  resultsOf,
  resultsSoFar,
  statusOf,
  versionOf,
} from './_bulk.js';

scenario('A bulk job of the four methods', { needs: 'bulk' }, () => {
  const userToBe = (word: string) =>
    given(`a user to be ${word} is posted`, ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const [put, patched] = [userToBe('put'), userToBe('patched')];
  // Some providers delete no user who is active.
  const gone = given('a user to be deleted is posted', ({ scim, a, target }) =>
    scim.post(
      '/Users',
      a.user(target.attribute('/Users', 'active')?.mutability === 'readWrite' ? { active: false } : {}),
    ),
  );
  // Some providers have a list of titles.
  const isTitled = (): boolean => read(patched.sent, 'title') !== undefined;
  const plain = given(
    'a plain attribute is chosen',
    ({ target }) =>
      plainAttributes(target).find((name) => name !== 'title' || isTitled()) ??
      notApplicable('the target publishes no plain attribute'),
  );
  const fresh = given('a user is prepared', ({ a }) => a.user({ with: isTitled() ? ['title'] : [] }));
  const versions = given('the versions that updates have to name are read', async ({ scim }) => {
    const bare = await scim.put(put.path, put.sent, { once: true });
    const named = bare.status === 428 ? [put.path, patched.path, gone.path] : [];
    const read = await Promise.all(named.map(async (path) => [path, versionOf(await scim.get(path))] as const));
    return new Map(read);
  });
  const job = given('a job creates, replaces, patches and deletes', ({ scim, target }) =>
    scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'POST', path: '/Users', bulkId: 'fresh', data: fresh.value },
        {
          method: 'PUT',
          path: put.path,
          ...versions.value.get(put.path),
          data: { ...put.sent, [plain.value]: 'Put by bulk' },
        },
        ...(target.lacks('patch') === undefined
          ? [
              {
                method: 'PATCH',
                path: patched.path,
                ...versions.value.get(patched.path),
                data: {
                  schemas: [urns.PATCH_OP],
                  Operations: [{ op: 'replace', path: plain.value, value: 'Patched by bulk' }],
                },
              },
            ]
          : []),
        { method: 'DELETE', path: gone.path, ...versions.value.get(gone.path) },
      ]),
    ),
  );

  must(
    'protocol.bulk-jobs.status',
    {
      title: 'a job whose operations all succeed is answered 200',
      spec: ['RFC7644-3.7-22', 'RFC7644-3.2-12'],
      fix: 'Answer 200 with a BulkResponse when the job was processed.',
    },
    () => {
      for (const user of [put, patched, gone]) expect(user.id).to.be.a('string');
      expect(job.response).to.have.status(200);
      resultsOf(job.response);
    },
  );

  must(
    'protocol.bulk-jobs.message',
    {
      title: 'the answer is a BulkResponse with Operations',
      spec: ['RFC7644-3.7-05', 'RFC7644-3.7-08', 'RFC7644-3.1-05'],
      fix: `Put ${'urn:ietf:params:scim:api:messages:2.0:BulkResponse'} into schemas and the results into Operations.`,
    },
    () => {
      if (!succeeded(job.response)) resultsOf(job.response);
      const schemas = readAll(job.response.json, 'schemas').map((urn) => String(urn).toLowerCase());
      expect(schemas).to.include(
        urns.BULK_RESPONSE.toLowerCase(),
        `schemas with ${urns.BULK_RESPONSE}, the server answered ${schemas.join(', ') || 'none'}`,
      );
      if (!isObject(job.response.json) || !Array.isArray(member(job.response.json, 'Operations')))
        fail('an Operations array', 'none');
      // Names may be spelled in any letter case; one that is spelled otherwise than the rest is a slip.
      const spelled = Object.keys(job.response.json);
      if (!spelled.includes('Operations') && resultsOf(job.response).some((entry) => 'bulkId' in entry))
        fail('an array named Operations', `the members ${spelled.join(', ')}`, { exchange: job.response.n });
    },
  );

  must(
    'protocol.bulk-jobs.methods',
    {
      title: 'POST, PUT, PATCH and DELETE succeed inside a job',
      spec: 'RFC7644-3.7-03',
      fix: 'Dispatch each operation to the handler of its method.',
    },
    async ({ target }) => {
      const ids = { PUT: put.id, PATCH: patched.id, DELETE: gone.id };
      await judgeEach(
        ['POST', 'PUT', 'PATCH', 'DELETE'] as const,
        (method) => method,
        (method) => {
          if (method === 'PATCH' && target.lacks('patch')) notApplicable('PATCH is not supported');
          const entry =
            method === 'POST' ? entryOf(job.response, 'fresh') : entryAbout(job.response, method, ids[method]);
          // As a single request, DELETE may be missing, or be denied to this client.
          if (method === 'DELETE' && isDenied({ status: statusOf(entry) })) notApplicable('DELETE is refused');
          if (!entry || statusOf(entry) >= 300 || statusOf(entry) < 200)
            fail(`a 2xx entry for ${method}`, entry ? JSON.stringify(entry).slice(0, 160) : 'none', {
              exchange: job.response.n,
            });
        },
      );
    },
  );

  must(
    'protocol.bulk-jobs.effect',
    {
      title: 'operations have the effect of single requests',
      spec: 'RFC7644-3.7-09',
      fix: 'Run each operation through the same code as a single request, and store the outcome.',
      why: 'A 200 entry for a change that was not made is a silent loss.',
    },
    async ({ scim, target }) => {
      const createdPath = `/Users/${encodeURIComponent(createdId(job.response, 'fresh'))}`;
      expect(await scim.get(createdPath)).to.hold('userName', read(fresh.value, 'userName'));
      if (!isFailure(entryAbout(job.response, 'PUT', put.id)) && read(put.resource, plain.value) !== undefined)
        expect(await scim.get(put.path)).to.hold(plain.value, 'Put by bulk');
      if (
        target.lacks('patch') === undefined &&
        read(patched.resource, plain.value) !== undefined &&
        !isFailure(entryAbout(job.response, 'PATCH', patched.id))
      )
        expect(await scim.get(patched.path)).to.hold(plain.value, 'Patched by bulk');
      if (!isFailure(entryAbout(job.response, 'DELETE', gone.id)))
        expect(await scim.get(gone.path)).to.have.status(404);
    },
  );

  should(
    'protocol.bulk-jobs.name-free',
    {
      title: 'the names of a user that a job deleted are free again',
      spec: 'RFC7644-3.6-08',
      fix: 'Leave deleted resources out of conflict checks, whichever way they were deleted.',
      why: 'A rehire cannot be created.',
    },
    async ({ scim, a, settle }) => {
      if (!isSuccess(entryAbout(job.response, 'DELETE', gone.id))) notApplicable('the job deleted no user');
      const held = Object.entries(gone.sent).filter(([name]) => ['userName', 'externalId', 'emails'].includes(name));
      const again = await settle(
        () => scim.post('/Users', a.user(Object.fromEntries(held))),
        (response) => response.status !== 409,
      );
      expect(again).to.have.status(201);
    },
  );

  must(
    'protocol.bulk-jobs.entry-method',
    {
      title: 'every result names its method',
      spec: 'RFC7644-3.7-10',
      fix: 'Repeat the method of the operation in its result.',
    },
    () => {
      for (const entry of resultsOf(job.response))
        if (!/^(POST|PUT|PATCH|DELETE)$/.test(String(read(entry, 'method'))))
          fail('a method in every result', JSON.stringify(entry).slice(0, 160), { exchange: job.response.n });
    },
  );

  must(
    'protocol.bulk-jobs.entry-status',
    {
      title: 'each status is the code that the single request has',
      spec: ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
      fix: 'Give 201 for a create, 200 or 204 for PUT and PATCH, 204 for DELETE.',
    },
    () => {
      const allowed: Record<string, number[]> = { POST: [201], PUT: [200, 204], PATCH: [200, 204], DELETE: [204] };
      for (const entry of resultsOf(job.response)) {
        const method = String(read(entry, 'method')).toUpperCase();
        if (isFailure(entry)) continue;
        if (!allowed[method]?.includes(statusOf(entry)))
          fail(
            `${allowed[method]?.join(' or ') ?? 'a known method'} for ${method}`,
            JSON.stringify(read(entry, 'status')) ?? 'no status',
            { exchange: job.response.n },
          );
      }
    },
  );

  should(
    'protocol.bulk-jobs.status-text',
    {
      title: 'the status of a result is text, as in Error messages',
      spec: 'RFC7644-3.7-32',
      fix: 'Write "status": "201" as a string.',
      why: 'Clients that read text stumble over a number.',
    },
    () => {
      for (const entry of resultsOf(job.response)) {
        const status = read(entry, 'status');
        if (statusOf(entry) > 0 && typeof status !== 'string')
          fail('a status as text', JSON.stringify(status), { exchange: job.response.n });
      }
    },
  );

  must(
    'protocol.bulk-jobs.entry-location',
    {
      title: 'each result has the location of its resource',
      spec: ['RFC7644-3.7-17', 'RFC7644-3.7.3-02', 'RFC7644-1.3-01'],
      fix: 'Put the URI of the resource into location of every result, failed POSTs apart.',
    },
    () => {
      const ids: Record<string, string> = { PUT: put.id, PATCH: patched.id, DELETE: gone.id };
      for (const entry of resultsOf(job.response)) {
        const method = String(read(entry, 'method')).toUpperCase();
        if (method === 'POST' && isFailure(entry)) continue;
        const location = read(entry, 'location');
        const id = lastSegment(location, job.response.url);
        if (id === '')
          fail(`a location for ${method}`, JSON.stringify(entry).slice(0, 160), { exchange: job.response.n });
        if (ids[method] !== undefined && id !== ids[method])
          fail(`a location that ends in ${ids[method]}`, String(location), { exchange: job.response.n });
        if (String(location).includes('?'))
          fail('a location without a query', String(location), { exchange: job.response.n });
      }
      // Where the resource says itself that it is; behind a gateway neither need be the URL that was asked for.
      const told = read(entryAbout(job.response, 'PUT', put.id), 'location');
      const own = read(put.resource, 'meta.location');
      if ([told, own].every((location) => URL.canParse(String(location)))) {
        const [got, wanted] = [told, own].map((location) => plainPath(new URL(String(location))));
        if (got !== wanted) fail(`a location like meta.location, ${wanted}`, String(got), { exchange: job.response.n });
      }
    },
  );

  must(
    'protocol.bulk-jobs.bulk-id',
    {
      title: 'the result of a create repeats its bulkId',
      spec: 'RFC7644-3.7-29',
      fix: 'Return the bulkId of a POST with its result.',
    },
    () => {
      const created = resultsOf(job.response).filter(
        (entry) => String(read(entry, 'method')).toUpperCase() === 'POST' && !isFailure(entry),
      );
      if (created.length === 0) notApplicable('the create failed');
      expect(created.map((entry) => read(entry, 'bulkId'))).to.include(
        'fresh',
        'bulkId "fresh", the server answered without it',
      );
    },
  );

  must(
    'protocol.bulk-jobs.no-fail-on-errors',
    {
      title: 'failOnErrors does not occur in the answer',
      spec: 'RFC7644-3.7-07',
      fix: 'Leave failOnErrors out of the BulkResponse.',
    },
    () => {
      resultsOf(job.response);
      if (readAll(job.response.json, 'failOnErrors').length > 0)
        fail('no failOnErrors', 'it', { exchange: job.response.n });
    },
  );

  should(
    'protocol.bulk-jobs.version',
    {
      title: 'results carry the new version when ETags are supported',
      spec: 'RFC7644-3.7.3-07',
      fix: 'Put the entity-tag of the resource into version of each result.',
      needs: 'etag',
    },
    async ({ scim }) => {
      const entry = entryOf(job.response, 'fresh');
      const now = resourceOf(await scim.get(`/Users/${encodeURIComponent(createdId(job.response, 'fresh'))}`));
      const version = read(now, 'meta.version');
      if (version === undefined) notApplicable('the target gives no meta.version');
      if (put.response.headers['etag'] === undefined && read(entry, 'version') === undefined)
        notApplicable('the target shows versions on reads alone');
      const bare = (tag: unknown): string => String(tag).replace(/^W\//, '').replace(/^"|"$/g, '');
      expect(bare(read(entry, 'version'))).to.equal(
        bare(version),
        `version ${String(version)}, the server answered ${JSON.stringify(read(entry, 'version'))}`,
      );
    },
  );
});

scenario('A bulk job with failures', { needs: 'bulk' }, () => {
  const taken = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const deleted = given('another user is posted and deleted', async ({ scim, a }) => {
    const made = await scim.post('/Users', a.user());
    const id = String(read(resourceOf(made), 'id'));
    return { id, refused: isRefusal(await scim.delete(`/Users/${encodeURIComponent(id)}`)) };
  });
  const people = given('two users are prepared', ({ a }) => [a.user(), a.user()]);
  const job = given('a job of good, taken, deleted, good, taken by the first', ({ scim, a }) =>
    scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'POST', path: '/Users', bulkId: 'first', data: people.value[0] },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'taken',
          data: withAddress(a.user(), read(taken.resource, 'userName')),
        },
        { method: 'PUT', path: `/Users/${encodeURIComponent(deleted.value.id)}`, data: a.user() },
        { method: 'POST', path: '/Users', bulkId: 'second', data: people.value[1] },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'twin',
          data: withAddress(a.user(), people.value[0]?.['userName']),
        },
      ]),
    ),
  );
  const conflict = () =>
    entryOf(job.response, 'taken') ??
    resultsOf(job.response).find((entry) => isFailure(entry) && String(read(entry, 'method')).toUpperCase() === 'POST');
  const missing = () => resultsOf(job.response).find((entry) => String(read(entry, 'method')).toUpperCase() === 'PUT');

  must(
    'protocol.bulk-jobs.partial-status',
    {
      title: 'a job with single failures is answered 200',
      spec: 'RFC7644-3.7-22',
      fix: 'Answer 200 whenever the job was processed; failures stand in their results.',
    },
    () => {
      expect(taken.id).to.be.a('string');
      expect(job.response).to.have.status(200);
      resultsOf(job.response);
    },
  );

  should(
    'protocol.bulk-jobs.failed-status-text',
    {
      title: 'the status of a failed result is text, and that of its error',
      spec: 'RFC7644-3.7-32',
      fix: 'Write "status": "409" as a string, in the result and in its response.',
    },
    () => {
      const failed = resultsOf(job.response).filter((entry) => isFailure(entry));
      if (failed.length === 0) notApplicable('no operation failed');
      for (const entry of failed)
        for (const path of ['status', 'response.status']) {
          const status = read(entry, path);
          if (status !== undefined && typeof status !== 'string')
            fail(`${path} as text`, JSON.stringify(status), { exchange: job.response.n });
        }
    },
  );

  must(
    'protocol.bulk-jobs.goes-on',
    {
      title: 'without failOnErrors the job goes on after a failure',
      spec: 'RFC7644-3.7-24',
      fix: 'Process every operation, whatever happened to the others.',
      why: 'One conflict would stop a whole synchronization.',
    },
    async ({ scim }) => {
      for (const [index, bulkId] of ['first', 'second'].entries()) {
        const entry = entryOf(job.response, bulkId);
        if (!entry || isFailure(entry))
          fail(`the create "${bulkId}" to succeed`, entry ? JSON.stringify(entry).slice(0, 160) : 'no entry for it', {
            exchange: job.response.n,
          });
        const now = await scim.get(`/Users/${encodeURIComponent(createdId(job.response, bulkId))}`);
        expect(now).to.hold('userName', read(people.value[index], 'userName'));
      }
    },
  );

  must(
    'protocol.bulk-jobs.every-result',
    {
      title: 'every processed operation has its result',
      spec: 'RFC7644-3.7.3-01',
      fix: 'Return one result per processed operation.',
    },
    () => {
      const results = resultsOf(job.response);
      if (results.length !== 5) fail('five results', `${results.length}`, { exchange: job.response.n });
    },
  );

  must(
    'protocol.bulk-jobs.failure-response',
    {
      title: 'a failed result has the response of the single request',
      spec: ['RFC7644-3.7-18', 'RFC7644-3.7-20'],
      fix: 'Put the SCIM Error message of the operation into response.',
    },
    () => {
      const failed = resultsOf(job.response).filter(isFailure);
      if (failed.length === 0)
        fail('failed results for the taken userName and the deleted user', 'none', { exchange: job.response.n });
      for (const entry of failed) {
        if (read(entry, 'response') === undefined)
          fail('response in a failed result', JSON.stringify(entry).slice(0, 160), { exchange: job.response.n });
        if (!hasErrorMessage(entry))
          fail('a SCIM Error message in response', JSON.stringify(read(entry, 'response')).slice(0, 160), {
            exchange: job.response.n,
          });
      }
    },
  );

  must(
    'protocol.bulk-jobs.conflict',
    {
      title: 'a create with a taken userName fails inside a job, too',
      spec: ['RFC7644-3.7-09', 'RFC7644-3.7-21'],
      fix: 'Check uniqueness inside jobs as for single requests.',
    },
    () => {
      if (!conflict() || statusOf(conflict()) !== 409)
        fail(
          '409 for the taken userName',
          conflict() ? JSON.stringify(read(conflict(), 'status')) : 'no result for it',
          { exchange: job.response.n },
        );
    },
  );

  must(
    'protocol.bulk-jobs.twins',
    {
      title: 'two creates in one job do not get one userName',
      spec: ['RFC7643-4.1.1-02', 'RFC7644-3.7-09'],
      fix: 'Check uniqueness against what the job itself has made, or flush after each operation.',
      why: 'A list with a name twice would make two accounts that no single request could make.',
    },
    () => {
      const [first, twin] = ['first', 'twin'].map((bulkId) => entryOf(job.response, bulkId));
      if (!first || !twin) notApplicable('the results cannot be told apart');
      if (isSuccess(first) && isSuccess(twin) && read(first, 'location') !== read(twin, 'location'))
        fail('one of the two creates to fail', 'two users of one userName', { exchange: job.response.n });
    },
  );

  must(
    'protocol.bulk-jobs.deleted',
    {
      title: 'an operation on a deleted user shows 404 in its result',
      spec: 'RFC7644-3.7.3-09',
      fix: 'Give the result the status of the single request, 404.',
    },
    () => {
      if (deleted.value.refused) notApplicable('the target does not let this client delete users');
      const entry = missing();
      if (!entry || statusOf(entry) !== 404)
        fail('404 for the deleted user', entry ? JSON.stringify(entry).slice(0, 160) : 'no result for it', {
          exchange: job.response.n,
        });
    },
  );

  must(
    'protocol.bulk-jobs.failed-location',
    {
      title: 'a failed operation on a known resource names its location, too',
      spec: ['RFC7644-3.7.3-02', 'RFC7644-3.7-17'],
      fix: 'Put the URI of the resource into location of every result; only a POST that failed has none.',
      why: 'Without it a client cannot tell which of its operations failed.',
    },
    () => {
      const entry = missing();
      if (!entry || !isFailure(entry)) notApplicable('the operation on the deleted user did not fail');
      const location = read(entry, 'location');
      if (lastSegment(location, job.response.url) !== deleted.value.id)
        fail(`a location that ends in ${deleted.value.id}`, JSON.stringify(location) ?? 'no location', {
          exchange: job.response.n,
        });
    },
  );

  should(
    'protocol.bulk-jobs.detail',
    {
      title: 'a failed result says in words what went wrong',
      spec: 'RFC7644-3.7.3-04',
      fix: 'Put a sentence into response.detail.',
    },
    () => {
      const failed = resultsOf(job.response).filter(isFailure);
      if (failed.length === 0) notApplicable('nothing failed');
      for (const entry of failed)
        if (typeof read(entry, 'response.detail') !== 'string')
          fail('response.detail', JSON.stringify(entry).slice(0, 160), { exchange: job.response.n });
    },
  );

  should(
    'protocol.bulk-jobs.all-fail',
    {
      title: 'a job in which everything fails is answered 200, too',
      spec: 'RFC7644-3.7.3-06',
      fix: 'Answer 200 whenever the job was processed.',
    },
    async ({ scim, a }) => {
      const response = await scim.post(
        '/Bulk',
        bulkRequest([
          {
            method: 'POST',
            path: '/Users',
            bulkId: 'one',
            data: a.user({ userName: read(taken.resource, 'userName') }),
          },
        ]),
      );
      expect(response).to.have.status(200);
      resultsOf(response);
    },
  );

  must(
    'protocol.bulk-jobs.unreadable',
    {
      title: 'a job that is no JSON is refused as a whole',
      spec: 'RFC7644-3.7-23',
      fix: 'Answer 400 invalidSyntax to a body that cannot be parsed.',
    },
    async ({ scim }) => {
      expect(job.response).to.succeeded();
      expect(
        await scim.post('/Bulk', '{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":['),
      ).to.be.refused();
    },
  );

  must(
    'protocol.bulk-jobs.fail-on-errors',
    {
      title: 'failOnErrors 1 stops a job of failures at its first error',
      spec: ['RFC7644-3.7-26', 'RFC7644-3.7.3-05', 'RFC7644-3.7-07'],
      fix: 'Count errors and stop when the count reaches failOnErrors.',
    },
    async ({ scim, a }) => {
      const refused = ['a', 'b', 'c', 'd'].map((bulkId) => ({
        method: 'POST',
        path: '/Users',
        bulkId,
        data: a.user({ userName: read(taken.resource, 'userName') }),
      }));
      const last = { method: 'POST', path: '/Users', bulkId: 'last', data: a.user() };
      const response = await scim.post('/Bulk', bulkRequest([...refused, last], 1));
      const results = resultsSoFar(response);
      const failed = results.filter(isFailure);
      const praised = results.find((entry) => isSuccess(entry) && read(entry, 'bulkId') !== 'last');
      if (praised)
        fail('no success for a userName that is taken', `status ${statusOf(praised)} for one`, {
          exchange: response.n,
        });
      if (readAll(response.json, 'failOnErrors').length > 0)
        fail('no failOnErrors in the answer', 'it', { exchange: response.n });
      // The last one cannot fail by itself: who reports it as failed lists what was not processed, too.
      if (failed.length > refused.length) return 'what was not processed is listed as failed';
      // Whether the one that is accepted is the last one is read in two ways; a third error is in neither.
      if (failed.length > 2)
        fail('the job to stop at its first error', `${failed.length} operations that failed`, { exchange: response.n });
      return `stopped after ${failed.length}`;
    },
  );

  must(
    'protocol.bulk-jobs.below-fail-on-errors',
    {
      title: 'fewer failures than failOnErrors do not stop a job',
      spec: ['RFC7644-3.7-24', 'RFC7644-3.7-26'],
      fix: 'Stop when the count of errors reaches failOnErrors, not at the first error.',
    },
    async ({ scim, a }) => {
      const operations = ['bad1', 'bad2', 'good'].map((bulkId) => ({
        method: 'POST',
        path: '/Users',
        bulkId,
        data: bulkId === 'good' ? a.user() : a.user({ userName: read(taken.resource, 'userName') }),
      }));
      const response = await scim.post('/Bulk', bulkRequest(operations, 3));
      const entry = resultsSoFar(response).find((each) => read(each, 'bulkId') === 'good');
      if (!isSuccess(entry))
        fail('the third operation to succeed after two failures', entry ? `status ${statusOf(entry)}` : 'no result', {
          exchange: response.n,
        });
    },
  );

  must(
    'protocol.bulk-jobs.like-single',
    {
      title: 'what fails as a single request fails inside a job',
      spec: ['RFC7644-3.7-09', 'RFC7644-3.7.3-03'],
      fix: 'Run each operation through the same checks as a single request, and give its result the same status.',
      why: 'A job is the way in for data that nobody else lets in.',
    },
    ({ scim, a }) =>
      judgeEach(
        [
          { method: 'POST', path: '/Users', bulkId: 'nameless', data: a.user({ without: ['userName'] }) },
          { method: 'DELETE', path: `/Users/${encodeURIComponent(deleted.value.id)}` },
          { method: 'DELETE', path: `/NoSuchEndpoint/${encodeURIComponent(a.unknownId(deleted.value.id))}` },
        ],
        ({ method, path }) => `${method} ${path}`,
        async (operation) => {
          const { path, data } = operation;
          const single = data ? await scim.post(path, data) : await scim.delete(path);
          if (!isRefusal(single)) notApplicable(`the single request is answered ${single.status}`);
          const response = await scim.post('/Bulk', bulkRequest([operation]));
          if (isRefusal(response)) return;
          if (isServerFault(response))
            fail(`a failure like ${single.status} in the result`, describeAnswer(response), { exchange: response.n });
          if (response.status === 200 && read(response.json, 'Operations.method') === undefined)
            fail(`a failure like ${single.status} in the result`, 'a job without results', { exchange: response.n });
          const [entry] = resultsOf(response);
          if (!isFailure(entry) || !isRefusal({ status: statusOf(entry) }))
            fail(`a failure like ${single.status} of the single request`, `status ${statusOf(entry)}`, {
              exchange: response.n,
            });
        },
      ),
  );

  must(
    'protocol.bulk-jobs.results-before-stop',
    {
      title: 'results obtained before the stop are still reported',
      spec: 'RFC7644-3.7-27',
      fix: 'Return the results so far when failOnErrors ends the job.',
    },
    async ({ scim, a, settle }) => {
      const [first, last] = [a.user(), a.user()];
      const bad = () => a.user({ userName: read(taken.resource, 'userName') });
      const response = await scim.post(
        '/Bulk',
        bulkRequest(
          [
            { method: 'POST', path: '/Users', bulkId: 'ok1', data: first },
            { method: 'POST', path: '/Users', bulkId: 'bad1', data: bad() },
            { method: 'POST', path: '/Users', bulkId: 'bad2', data: bad() },
            { method: 'POST', path: '/Users', bulkId: 'ok2', data: last },
          ],
          1,
        ),
      );
      const told = resultsSoFar(response)
        .filter((entry) => !isFailure(entry))
        .map((entry) => read(entry, 'bulkId'));
      for (const [bulkId, user] of [
        ['ok1', first],
        ['ok2', last],
      ] as const) {
        if (told.includes(bulkId)) continue;
        const found = await settle(
          () => scim.get('/Users', { query: { filter: `userName eq "${String(read(user, 'userName'))}"` } }),
          () => true,
        );
        if (totalOf(found) === 1) fail(`a result for "${bulkId}", which was created`, 'none', { exchange: response.n });
      }
    },
  );
});

/** More operations than a batch of usual size has. */
const MANY = 30;

scenario('Bulk and its limits', () => {
  must(
    'protocol.bulk-jobs.announced',
    {
      title: 'ServiceProviderConfig says whether bulk is supported',
      spec: 'RFC7644-3.7-02',
      fix: 'Put bulk: {supported, maxOperations, maxPayloadSize} into the ServiceProviderConfig.',
    },
    ({ target }) => {
      if (!target.declared.config)
        resourceOf(target.discovery.config ?? notApplicable('the target has no ServiceProviderConfig'));
      expect(read(target.config, 'bulk.supported')).to.be.a(
        'boolean',
        'bulk.supported as a boolean, the server answered otherwise',
      );
      if (read(target.config, 'bulk.supported') !== true) return;
      for (const path of ['bulk.maxOperations', 'bulk.maxPayloadSize'])
        expect(read(target.config, path)).to.be.a('number', `${path}, the server answered without it`);
    },
  );

  must(
    'protocol.bulk-jobs.limits',
    {
      title: 'the bulk limits are positive integers',
      spec: 'RFC7644-3.7.4-01',
      fix: 'Publish the limits that you enforce as positive integers.',
      needs: 'bulk',
    },
    ({ target }) => {
      for (const path of ['bulk.maxOperations', 'bulk.maxPayloadSize']) {
        const limit = read(target.config, path);
        if (typeof limit !== 'number' || !Number.isInteger(limit) || limit <= 0)
          fail(`${path} as a positive integer`, JSON.stringify(limit) ?? 'nothing');
      }
    },
  );

  must(
    'protocol.bulk-jobs.to-the-end',
    {
      title: 'a job of many operations is done to its end',
      spec: ['RFC7644-3.7-24', 'RFC7644-3.7-31'],
      fix: 'Process all operations that maxOperations allows, in one batch or several, and report what was not done.',
      why: 'A client that is told of a success does not send the change again.',
      needs: 'bulk',
    },
    async ({ scim, a, target }) => {
      const limit = read(target.config, 'bulk.maxOperations');
      const name = plainAttributes(target)[0] ?? notApplicable('the target publishes no plain attribute');
      const made = await scim.post('/Users', a.user());
      const [sent, path] = [made.sent as JsonObject, pathOf(made)];
      const values = Array.from({ length: Math.min(MANY, Number(limit) || MANY) }, () => `Part ${a.marker()}`);
      const operations = values.map((value) => ({ method: 'PUT', path, data: withMembers(sent, { [name]: value }) }));
      const response = await scim.post('/Bulk', bulkRequest(operations));
      if (response.status !== 200) notApplicable(`the job was answered ${describeAnswer(response)}`);
      const results = resultsOf(response);
      if (results.length !== values.length)
        fail(`${values.length} results`, `${results.length}`, { exchange: response.n });
      if (!results.every(isSuccess)) notApplicable('not all of its operations succeed');
      const now = await scim.get(path);
      const got = read(resourceOf(now), name);
      // What the target makes of other attributes says nothing.
      const early = values.slice(0, -1).findIndex((value) => sameText(got, value));
      if (early >= 0)
        fail(`${name} of operation ${values.length}`, `that of operation ${early + 1}`, { exchange: now.n });
    },
  );

  /** A job that deletes nobody, of as many operations as maxOperations allows and some more. */
  const overloaded = given('one operation too many is sent', { needs: 'bulk' }, async ({ scim, a, target }) => {
    const limit = read(target.config, 'bulk.maxOperations');
    if (typeof limit !== 'number' || limit <= 0 || limit > 2000) notApplicable(`maxOperations is ${String(limit)}`);
    const like = String(read(resourceOf(await scim.post('/Users', a.user())), 'id'));
    const operations = Array.from({ length: limit + 1 }, () => ({
      method: 'DELETE',
      path: `/Users/${encodeURIComponent(a.unknownId(like))}`,
    }));
    return scim.post('/Bulk', bulkRequest(operations));
  });

  must(
    'protocol.bulk-jobs.too-many',
    {
      title: 'more operations than maxOperations are answered 413',
      spec: 'RFC7644-3.7.4-03',
      fix: 'Answer 413 before processing anything.',
      needs: 'bulk',
    },
    () => {
      expect(overloaded.response).to.have.status(413);
    },
  );

  must(
    'protocol.bulk-jobs.as-many',
    {
      title: 'as many operations as maxOperations says are taken',
      spec: 'RFC7644-3.7.4-03',
      fix: 'Answer 413 only above the published limits; publish those that you enforce.',
      needs: 'bulk',
    },
    async ({ scim, target }) => {
      const job = { ...overloaded.sent, Operations: entries(overloaded.sent, 'Operations').slice(1) };
      const most = read(target.config, 'bulk.maxPayloadSize');
      if (typeof most === 'number' && JSON.stringify(job).length > most)
        notApplicable('so many operations are longer than maxPayloadSize');
      const response = await scim.post('/Bulk', job);
      if (response.status === 413)
        fail('the job not to be too large', describeAnswer(response), { exchange: response.n });
    },
  );

  should(
    'protocol.bulk-jobs.limit-named',
    {
      title: 'the 413 names the limit',
      spec: 'RFC7644-3.7.4-04',
      fix: 'Say in detail which limit was exceeded, with its number.',
      needs: 'bulk',
    },
    ({ target }) => {
      if (overloaded.response.status !== 413) notApplicable('the job was not answered 413');
      const limit = String(read(target.config, 'bulk.maxOperations'));
      const payload = String(read(target.config, 'bulk.maxPayloadSize'));
      const { response } = overloaded;
      const isNamed = [limit, payload].some((number) => bodyHolds(response, number));
      if (!isNamed && !/maxOperations|maxPayloadSize/i.test(response.text))
        fail(`the limit ${limit} in the answer`, describeAnswer(response), { exchange: response.n });
    },
  );

  must(
    'protocol.bulk-jobs.too-large',
    {
      title: 'a body larger than maxPayloadSize is answered 413',
      spec: 'RFC7644-3.7.4-03',
      fix: 'Answer 413 before processing anything.',
      needs: 'bulk',
    },
    async ({ scim, a, target }) => {
      const limit = read(target.config, 'bulk.maxPayloadSize');
      if (typeof limit !== 'number' || limit <= 0 || limit > 2_000_000)
        notApplicable(`maxPayloadSize is ${String(limit)}`);
      const like = String(read(resourceOf(await scim.post('/Users', a.user())), 'id'));
      const job = bulkRequest([{ method: 'DELETE', path: `/Users/${encodeURIComponent(a.unknownId(like))}` }]);
      const body = JSON.stringify({ ...job, padding: 'x'.repeat(limit) });
      expect(await scim.post('/Bulk', body)).to.have.status(413);
    },
  );

  may(
    'protocol.bulk-jobs.optional',
    {
      title: 'support for bulk',
      spec: 'RFC7644-3.7-01',
      fix: 'Nothing: bulk is optional.',
    },
    ({ target }) => (target.claim('bulk') === true ? 'offered' : 'not offered'),
  );
});
