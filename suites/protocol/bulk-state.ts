/** Jobs and the state of resources: what operations see of each other, and of what was before the job. */
import {
  entries,
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  oracle,
  pathOf,
  postUser,
  read,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Context,
  type Json,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import {
  bulkRequest,
  createdId,
  entryAbout,
  isFailure,
  isSuccess,
  resultsOf,
  statusOf,
  type BulkOperation,
} from './_bulk.js';
import { assignedPlain, plainAttributes } from './_patch.js';

const patchOf = (path: string, ...operations: object[]): BulkOperation => ({
  method: 'PATCH',
  path,
  data: { schemas: [urns.PATCH_OP], Operations: operations },
});
const replace = (path: string, value: unknown): object => ({ op: 'replace', path, value });

scenario('Several changes of one user in a job', { needs: ['users', 'bulk', 'patch'] }, () => {
  const user = given('a user is posted', ({ scim, a }) => postUser(scim, a.user({ with: ['title'] })));

  must(
    'protocol.bulk-state.builds-on',
    {
      title: 'each operation of a job sees what those before it have done',
      spec: 'RFC7644-3.7-09',
      fix: 'Run each operation on the state that the one before left; flush, or share the session.',
      why: 'The last change of a user would take back all others of the job.',
    },
    async ({ scim, a, target }) => {
      const before = resourceOf(await scim.get(user.path));
      const path = assignedPlain(before, target);
      const [name, value] = [`Apart ${a.marker()}`, `Apart ${a.marker()}`];
      const job = await scim.post(
        '/Bulk',
        bulkRequest([patchOf(user.path, replace(path, value)), patchOf(user.path, replace('name.familyName', name))]),
      );
      if (!resultsOf(job).every(isSuccess)) notApplicable('an operation failed');
      const now = await scim.get(user.path);
      expect(now).to.hold(path, value);
      if (read(before, 'name.familyName') !== undefined) expect(now).to.hold('name.familyName', name);
    },
  );
});

scenario('Failures in a job, and what was there before', { needs: ['users', 'bulk'] }, () => {
  const plain = given(
    'a plain attribute is chosen',
    ({ target }) => plainAttributes(target)[0] ?? notApplicable('the target publishes no plain attribute'),
  );
  const posted = (word: string) =>
    given(`a user to be ${word} is posted`, ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const [user, other, gone] = [posted('changed'), posted('refused'), posted('deleted')];
  const job = given('a job of a good change and two that fail', async ({ scim, target }) => {
    const deleted = succeeded(await scim.delete(gone.path));
    const value = 'Put by a job';
    const { userName } = user.sent;
    const late = target.lacks('patch')
      ? { method: 'PUT', path: gone.path, data: gone.sent }
      : patchOf(gone.path, replace(plain.value, value));
    const operations = [
      { method: 'PUT', path: user.path, data: { ...user.sent, [plain.value]: value } },
      { method: 'PUT', path: other.path, data: { ...other.sent, userName } },
      late,
    ];
    return { value, deleted, method: late.method, response: await scim.post('/Bulk', bulkRequest(operations)) };
  });

  must(
    'protocol.bulk-state.kept',
    {
      title: 'a failing operation takes back none that succeeded',
      spec: ['RFC7644-3.7-24', 'RFC7644-3.7-09'],
      fix: 'Commit each operation by itself: a job is no transaction.',
      why: 'The answer says that the change was made, and it is not there.',
    },
    async ({ scim }) => {
      const { response, value } = job.value;
      const good = entryAbout(response, 'PUT', user.id);
      if (!isSuccess(good) || !resultsOf(response).some(isFailure)) notApplicable('it failed, or no other one did');
      if (read(user.resource, plain.value) === undefined) notApplicable(`the target shows no ${plain.value}`);
      expect(await scim.get(user.path)).to.hold(plain.value, value);
    },
  );

  must(
    'protocol.bulk-state.taken-name',
    {
      title: 'a job cannot give a user the userName of another',
      spec: ['RFC7643-4.1.1-02', 'RFC7644-3.5.1-23'],
      fix: 'Check uniqueness for every method inside jobs, as for single requests.',
    },
    async ({ scim }) => {
      resultsOf(job.value.response);
      const now = await scim.get(other.path);
      if (read(resourceOf(now), 'userName') === read(user.resource, 'userName'))
        fail('two users with two userNames', 'the same one', { exchange: now.n });
    },
  );

  must(
    'protocol.bulk-state.deleted',
    {
      title: 'PATCH of a deleted user fails in a job',
      spec: 'RFC7644-3.7.3-09',
      fix: 'Look the resource up inside jobs as for single requests; answer 404 for what is gone.',
    },
    () => {
      const { response, deleted, method } = job.value;
      if (!deleted) notApplicable('the DELETE is refused');
      const entry = entryAbout(response, method, gone.id);
      if (entry && isSuccess(entry))
        fail('404 for the deleted user', `status ${statusOf(entry)}`, { exchange: response.n });
    },
  );
});

scenario('A user changed, deleted and made anew in a job', { needs: ['users', 'bulk'] }, () => {
  // Some providers delete no user who is active.
  const user = given('a user is posted', ({ scim, a, target }) =>
    postUser(scim, a.user(target.mayChange('/Users', 'active') ? { active: false } : {})),
  );
  const again = given('a user of the same names is prepared', ({ a }) => {
    const names = Object.entries(user.sent).filter(([name]) => ['userName', 'externalId', 'emails'].includes(name));
    return a.user(Object.fromEntries(names));
  });
  const job = given('a job puts the user, deletes it, and makes one of the same names', ({ scim }) =>
    scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'PUT', path: user.path, data: user.sent },
        { method: 'DELETE', path: user.path },
        { method: 'POST', path: '/Users', bulkId: 'again', data: again.value },
      ]),
    ),
  );

  must(
    'protocol.bulk-state.order',
    {
      title: 'a change comes before the deletion, a new user of that name after it',
      spec: 'RFC7644-3.7-31',
      fix: 'Do operations in their order, unless the outcome of each is the same in another one.',
      why: 'A job that is right fails in parts, and a client takes the errors for real.',
    },
    async ({ scim }) => {
      const [put, gone] = ['PUT', 'DELETE'].map((method) => entryAbout(job.response, method, user.id));
      if (!isSuccess(gone)) notApplicable(`the DELETE was answered ${statusOf(gone)}`);
      if (statusOf(put) === 404) fail('a PUT before the DELETE', 'status 404 for it', { exchange: job.response.n });
      if (statusOf(entryAbout(job.response, 'POST', '')) !== 409) return 'in order';
      // Names of deleted users may be taken for good.
      if (succeeded(await scim.post('/Users', again.value)))
        fail('a POST after the DELETE', 'status 409 for it', { exchange: job.response.n });
      return 'the names stay taken';
    },
  );
});

scenario('A method that jobs do not know', { needs: ['users', 'bulk'] }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));

  must(
    'protocol.bulk-state.unknown-method',
    {
      title: 'an operation with an unknown method is not reported as done',
      spec: 'RFC7644-3.7-21',
      fix: 'Answer 400 for a method other than POST, PUT, PATCH and DELETE, in the result or for the job.',
    },
    async ({ scim, target }) => {
      const control = await scim.post('/Bulk', bulkRequest([{ method: 'PUT', path: user.path, data: user.sent }]));
      resultsOf(control);
      const plain = plainAttributes(target)[0] ?? notApplicable('the target publishes no plain attribute');
      const data = { ...user.sent, [plain]: 'Set by an unknown method' };
      const response = await scim.post('/Bulk', bulkRequest([{ method: 'FROB', path: user.path, data }]));
      expect(await scim.get(user.path)).to.not.hold(plain, data[plain]);
      if (!succeeded(response)) return `the job is answered ${response.status}`;
      const [entry] = entries(response.json, 'Operations');
      if (isSuccess(entry)) fail('a failure of the operation', `status ${statusOf(entry)}`, { exchange: response.n });
      return `the operation is answered ${statusOf(entry)}`;
    },
  );
});

scenario('BulkIds of another job', { needs: ['users', 'groups', 'bulk'] }, () => {
  const first = given('a job creates a user', ({ scim, a }) =>
    scim.post('/Bulk', bulkRequest([{ method: 'POST', path: '/Users', bulkId: 'earlier', data: a.user() }])),
  );

  should(
    'protocol.bulk-state.earlier-job',
    {
      title: 'a bulkId of an earlier job is unknown in a later one',
      spec: 'RFC7644-3.7.2-07',
      fix: 'Keep bulkIds for the time of one job.',
      why: 'Clients number their bulkIds anew in each job: a forgotten one would name a stranger.',
    },
    async ({ scim, a }) => {
      if (!resultsOf(first.response).every(isSuccess)) notApplicable('the user was not created');
      const members = [{ ...a.member('bulkId:earlier'), type: 'User' }];
      const operation = { method: 'POST', path: '/Groups', bulkId: 'later', data: { ...a.group(), members } };
      const job = await scim.post('/Bulk', bulkRequest([operation]));
      const [entry] = resultsOf(job);
      if (!isFailure(entry)) fail('the operation to fail', `status ${statusOf(entry)}`, { exchange: job.n });
    },
  );
});

/** What a write left of what it gave: the paths that do not hold it. */
interface Left {
  lost: string[];
  /** The read after it. */
  read: ScimResponse;
}

const METHODS = ['POST', 'PUT', 'PATCH'] as const;
type Way = (method: (typeof METHODS)[number], path: string, data: JsonObject) => Promise<ScimResponse>;

/** Creates, replaces and patches a user, one write at a time; a method that failed is left out. */
async function livedBy(way: Way, context: Context, created: (response: ScimResponse) => string) {
  const { scim, a, target } = context;
  const model = target.user ?? oracle.userModel;
  const body = (): JsonObject => {
    const more = { with: ['title', 'phoneNumbers', 'addresses'], active: false };
    return target.enterprise ? a.enterpriseUser(more) : a.user(more);
  };
  const look = async (path: string, wanted: JsonObject): Promise<Left & { state: JsonObject }> => {
    const now = await scim.get(path);
    const state = resourceOf(now);
    const lost = oracle.differences(wanted, state, model).map((each) => each.path.replace(/\[.*\]/, ''));
    return { lost, read: now, state };
  };
  const left: Partial<Record<(typeof METHODS)[number], Left>> = {};
  const first = body();
  const path = created(await way('POST', '/Users', first));
  left.POST = await look(path, first);
  const second = { ...body(), userName: first['userName'] as Json, active: true };
  if (succeeded(await way('PUT', path, second))) left.PUT = await look(path, second);
  if (target.lacks('patch')) return left;
  const before = resourceOf(await scim.get(path));
  const all: JsonObject[] = [
    { op: 'replace', path: 'name.familyName', value: `Family ${a.marker()}` },
    { op: 'remove', path: 'title' },
    { op: 'replace', path: 'active', value: false },
    { op: 'replace', path: `${urns.ENTERPRISE_USER_SCHEMA}:department`, value: `Dept ${a.marker()}` },
  ];
  const operations = all.filter(({ op, path }) => {
    const name = String(path);
    return (
      read(before, name) !== undefined &&
      target.attribute('/Users', name) !== undefined &&
      [name, name.replace(/^name\..*/, 'name')].every((each) => target.mayChange('/Users', each)) &&
      !(op === 'remove' && target.attribute('/Users', name)?.required)
    );
  });
  if (operations.length === 0) return left;
  const gone: JsonObject = operations.some(({ op }) => op === 'remove') ? { title: null } : {};
  const wanted = { ...oracle.applyPatch(before, operations as never, model, { lenient: false }), ...gone };
  if (succeeded(await way('PATCH', path, { schemas: [urns.PATCH_OP], Operations: operations })))
    left.PATCH = await look(path, wanted);
  return left;
}

scenario('The same writes in jobs and alone', { needs: ['users', 'bulk'] }, () => {
  const jobs = given('a user is created, replaced and patched by jobs', async (context) => {
    let created = '';
    return livedBy(
      async (method, path, data) => {
        const operation = { method, path, data, ...(method === 'POST' ? { bulkId: 'fresh' } : {}) };
        const answer = await context.scim.post('/Bulk', bulkRequest([operation]));
        if (method === 'POST') created = `/Users/${encodeURIComponent(createdId(answer, 'fresh'))}`;
        return { ...answer, status: statusOf(resultsOf(answer)[0]) };
      },
      context,
      () => created,
    );
  });
  const alone = given('another one by single requests', (context) =>
    livedBy(
      (method, path, data) =>
        method === 'POST'
          ? context.scim.post(path, data)
          : method === 'PUT'
            ? context.scim.put(path, data)
            : context.scim.patch(path, data['Operations'] as JsonObject[]),
      context,
      pathOf,
    ),
  );

  must(
    'protocol.bulk-state.as-alone',
    {
      title: 'a job stores all that the same single request stores',
      spec: 'RFC7644-3.7-09',
      fix: 'Hand the whole data of an operation to the code of the single request: extensions, arrays and flags, too.',
      why: 'Accounts made by jobs would lack department or addresses, or be active where they should not.',
    },
    () =>
      judgeEach(
        METHODS,
        (method) => method,
        (method) => {
          const [job, single] = [jobs.value[method], alone.value[method]];
          if (!job || !single) notApplicable(`${method} does not succeed in either way`);
          const missing = job.lost.filter((path) => !single.lost.includes(path));
          if (missing.length > 0)
            fail('what the single request stores', `${missing.join(', ')} not as sent`, { exchange: job.read.n });
        },
      ),
  );
});

scenario('The bulkId of a result', { needs: ['users', 'bulk'] }, () => {
  const bulkId = 'New-Hire-2026';
  const job = given('a job creates a user', ({ scim, a }) =>
    scim.post('/Bulk', bulkRequest([{ method: 'POST', path: '/Users', bulkId, data: a.user() }])),
  );

  must(
    'protocol.bulk-state.bulk-id',
    {
      title: 'a bulkId comes back letter by letter',
      spec: 'RFC7644-3.7-29',
      fix: 'Repeat the bulkId as the client wrote it: letter case, length and hyphens are its own.',
    },
    () => {
      const [entry] = resultsOf(job.response);
      if (!isSuccess(entry)) notApplicable(`the create was answered ${statusOf(entry)}`);
      if (read(entry, 'bulkId') !== bulkId)
        fail(`bulkId ${bulkId}`, JSON.stringify(read(entry, 'bulkId')) ?? 'none', { exchange: job.response.n });
    },
  );
});
