/** Jobs and the state of resources: what operations see of each other, and of what was before the job. */
import {
  expect,
  fail,
  given,
  must,
  notApplicable,
  postUser,
  read,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
} from '../../harness/language.js';
import { bulkRequest, entryAbout, isFailure, isSuccess, resultsOf, statusOf, type BulkOperation } from './_bulk.js';
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
