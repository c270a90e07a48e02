import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isDenied,
  isServerFault,
  judgeEach,
  lastSegment,
  managerOf,
  may,
  must,
  needsMembership,
  notApplicable,
  patchOp,
  pathOf,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  showingMembers,
  urns,
  type Capabilities,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { plainAttributes } from './_patch.js';
import {
  bulkRequest,
  createdId,
  entryAbout,
  entryOf,
  isFailure,
  resultsOf,
  statusOf,
  type BulkOperation,
} from './_bulk.js';

scenario('References by bulkId', { needs: ['bulk', 'groups'] }, () => {
  const job = given('a user, then a group with it by bulkId', ({ scim, a }) =>
    scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'POST', path: '/Users', bulkId: 'ada', data: a.user() },
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'team',
          data: { ...a.group(), members: [{ ...a.member('bulkId:ada'), type: 'User' }] },
        },
      ]),
    ),
  );
  const group = given('the group is read', ({ scim, target }) =>
    scim.get(`/Groups/${encodeURIComponent(createdId(job.response, 'team'))}`, showingMembers(target)),
  );

  must(
    'protocol.bulk-references.resolved',
    {
      title: 'a bulkId in members becomes the id of the created user',
      spec: ['RFC7644-3.7.2-02', 'RFC7644-3.7.2-03'],
      fix: 'Replace "bulkId:…" by the id of the resource that the operation made, before storing.',
    },
    ({ target }) => {
      needsMembership(target);
      const user = createdId(job.response, 'ada');
      const members = readAll(resourceOf(group.response), 'members.value');
      if (members.length !== 1 || members[0] !== user)
        fail(`the member ${user}`, `members ${JSON.stringify(members)}`, { exchange: group.response.n });
    },
  );

  const forward = given('a group with a user by bulkId, then the user', ({ scim, a }) =>
    scim.post(
      '/Bulk',
      bulkRequest([
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'team',
          data: { ...a.group(), members: [{ ...a.member('bulkId:later'), type: 'User' }] },
        },
        { method: 'POST', path: '/Users', bulkId: 'later', data: a.user() },
      ]),
    ),
  );

  should(
    'protocol.bulk-references.forward',
    {
      title: 'a reference to a later operation is resolved, or refused with 409',
      spec: 'RFC7644-3.7.2-04',
      fix: 'Order the operations by their references before processing them.',
    },
    async ({ scim, target }) => {
      needsMembership(target);
      const entry = entryOf(forward.response, 'team') ?? resultsOf(forward.response).find(isFailure);
      if (isFailure(entry)) {
        if (isDenied({ status: statusOf(entry) })) notApplicable('jobs do not create groups');
        if (statusOf(entry) !== 409)
          fail('201 or 409', JSON.stringify(entry).slice(0, 160), { exchange: forward.response.n });
        return 'refused with 409';
      }
      const count = resultsOf(forward.response).length;
      if (count < 2) fail('a result of either operation', `${count} of them`, { exchange: forward.response.n });
      const user = createdId(forward.response, 'later');
      const now = await scim.get(`/Groups/${encodeURIComponent(createdId(forward.response, 'team'))}`, {
        query: { attributes: 'displayName,members' },
      });
      const members = readAll(resourceOf(now), 'members.value');
      if (!members.includes(user))
        fail(`the member ${user}`, `members ${JSON.stringify(members)}`, { exchange: now.n });
      return 'resolved';
    },
  );

  const team = given('a group to be changed is posted', { needs: 'patch' }, ({ scim, a }) =>
    scim.post('/Groups', a.group()),
  );
  const lastName = given('its last name is drawn', ({ a }) => `Team ${a.marker()}`);
  const changed = given(
    'users are created, and the group is filled and renamed twice',
    { needs: 'patch' },
    ({ scim, a }) => {
      const patch = (operation: unknown): BulkOperation => ({
        method: 'PATCH',
        path: team.path,
        data: { schemas: [urns.PATCH_OP], Operations: [operation] },
      });
      return scim.post(
        '/Bulk',
        bulkRequest([
          { method: 'POST', path: '/Users', bulkId: 'one', data: a.user() },
          { method: 'POST', path: '/Users', bulkId: 'one-more', data: a.user() },
          patch({ op: 'add', path: 'members', value: [a.member('bulkId:one'), a.member('bulkId:one-more')] }),
          patch({ op: 'replace', path: 'displayName', value: `Team ${a.marker()}` }),
          patch({ op: 'replace', path: 'displayName', value: lastName.value }),
        ]),
      );
    },
  );

  must(
    'protocol.bulk-references.state',
    {
      title: 'the final state is that of the operations done in order',
      spec: 'RFC7644-3.7-31',
      fix: 'Keep the intent of the client, however the operations are reordered.',
      needs: 'patch',
    },
    async ({ scim, target }) => {
      needsMembership(target);
      const results = resultsOf(changed.response);
      if (results.some((entry) => statusOf(entry) === 409)) notApplicable('the target refuses the references with 409');
      // No version is known before the job that the second and third change would have to name.
      if (results.some((entry) => statusOf(entry) === 428))
        notApplicable('the target changes nothing without If-Match');
      if (results.some((entry) => isDenied({ status: statusOf(entry) })))
        notApplicable('the target does not let this client do all of it in a job');
      const broken = results.find((entry) => isServerFault({ status: statusOf(entry) }));
      if (broken) fail('results without a fault of the server', JSON.stringify(broken).slice(0, 160));
      const wanted = [createdId(changed.response, 'one'), createdId(changed.response, 'one-more')];
      const now = await scim.get(team.path, { query: { attributes: 'displayName,members' } });
      if (target.mayChange('/Groups', 'displayName')) expect(now).to.hold('displayName', lastName.value);
      const members = readAll(resourceOf(now), 'members.value').map(String);
      expect([...members].sort()).to.deep.equal(
        [...wanted].sort(),
        `the members ${wanted.join(', ')}, the server answered ${members.join(', ') || 'none'}`,
      );
    },
  );

  should(
    'protocol.bulk-references.unknown',
    {
      title: 'a reference to an unknown bulkId fails its operation',
      spec: 'RFC7644-3.7.2-07',
      fix: 'Answer a 4xx for the operation; never store "bulkId:…" as a member.',
    },
    async ({ scim, a }) => {
      const response = await scim.post(
        '/Bulk',
        bulkRequest([
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'lost',
            data: { ...a.group(), members: [{ ...a.member('bulkId:nowhere'), type: 'User' }] },
          },
        ]),
      );
      const entry = resultsOf(response)[0];
      if (isFailure(entry)) {
        const status = statusOf(entry);
        if (isServerFault({ status })) fail('a status 4xx of the operation', String(status), { exchange: response.n });
        return `refused with ${status}`;
      }
      const now = await scim.get(`/Groups/${encodeURIComponent(createdId(response, 'lost'))}`, {
        query: { attributes: 'displayName,members' },
      });
      const members = readAll(resourceOf(now), 'members.value');
      if (members.some((value) => String(value).startsWith('bulkId:')))
        fail('the operation to fail', `a group with the member ${String(members[0])}`, { exchange: now.n });
      fail('the operation to fail', 'a group without the member', { exchange: response.n });
    },
  );

  const circle = given('two groups that are members of each other', ({ scim, a }) =>
    scim.post(
      '/Bulk',
      bulkRequest([
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'left',
          data: { ...a.group(), members: [a.member('bulkId:right', 'Group')] },
        },
        {
          method: 'POST',
          path: '/Groups',
          bulkId: 'right',
          data: { ...a.group(), members: [a.member('bulkId:left', 'Group')] },
        },
      ]),
    ),
  );
  const circleMade = (): boolean =>
    circle.response.status === 200 &&
    ['left', 'right'].every((bulkId) => {
      const entry = resultsOrNone(circle.response).find((each) => read(each, 'bulkId') === bulkId);
      return entry !== undefined && !isFailure(entry);
    });

  must(
    'protocol.bulk-references.circular',
    {
      title: 'circular references are resolved or refused, never half done',
      spec: ['RFC7644-3.7.1-01', 'RFC7644-3.7.1-03'],
      fix: 'Create both, then link them; or answer 409.',
    },
    async ({ scim, target }) => {
      needsMembership(target);
      if (!circleMade()) {
        if (
          [circle.response.status, ...resultsOrNone(circle.response).map(statusOf)].some((status) =>
            isServerFault({ status }),
          )
        )
          fail('both groups linked, or a 409', describeAnswer(circle.response), { exchange: circle.response.n });
        const refused = circle.response.status >= 400 || resultsOrNone(circle.response).some(isFailure);
        if (!refused)
          fail('both groups linked, or a 409', describeAnswer(circle.response), { exchange: circle.response.n });
        notApplicable('the target refuses circular references');
      }
      for (const [one, other] of [
        ['left', 'right'],
        ['right', 'left'],
      ] as const) {
        const now = await scim.get(`/Groups/${encodeURIComponent(createdId(circle.response, one))}`, {
          query: { attributes: 'displayName,members' },
        });
        const members = readAll(resourceOf(now), 'members.value');
        if (!members.includes(createdId(circle.response, other)))
          fail(`the ${other} group as member of the ${one}`, `members ${JSON.stringify(members)}`, { exchange: now.n });
      }
    },
  );

  may(
    'protocol.bulk-references.circular-answer',
    {
      title: 'circular references',
      spec: 'RFC7644-3.7.1-02',
      fix: 'Nothing: a 409 after a failed attempt is legal.',
    },
    () => (circleMade() ? 'resolved' : `refused: ${describeAnswer(circle.response)}`),
  );

  // Not blocked: operations that have no result were neither done nor refused.
  const resultsOrNone = (response: ScimResponse): JsonObject[] =>
    response.status === 200 ? entries(response.json, 'Operations') : [];
});

scenario('Two changes of one user in a job', { needs: 'bulk' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const texts = (target: Capabilities): string[] => ['First', 'Second', ...(target.lacks('patch') ? [] : ['Third'])];
  const job = given('a plain attribute is put twice, and patched', ({ scim, target }) => {
    const name = plainAttributes(target)[0] ?? 'title';
    const put = (title: string) => ({ method: 'PUT', path: user.path, data: { ...user.sent, [name]: title } });
    const patch = (value: string) => ({
      method: 'PATCH',
      path: user.path,
      data: patchOp([{ op: 'replace', path: name, value }]),
    });
    return scim.post('/Bulk', bulkRequest(texts(target).map((text) => (text === 'Third' ? patch : put)(text))));
  });

  must(
    'protocol.bulk-references.last-wins',
    {
      title: 'of several changes of one user in a job the last holds',
      spec: 'RFC7644-3.7-31',
      fix: 'Process operations on one resource in their order.',
    },
    async ({ scim, target }) => {
      const plain = plainAttributes(target)[0] ?? notApplicable('the target publishes no plain attribute');
      if (resultsOf(job.response).some(isFailure)) notApplicable('the target refuses one of them');
      const now = await scim.get(user.path);
      if (readAll(resourceOf(now), plain).length === 0) notApplicable(`the target does not store ${plain}`);
      expect(now).to.hold(plain, texts(target).at(-1));
    },
  );
});

scenario('References by bulkId in extensions', { needs: ['bulk', 'enterprise'] }, () => {
  const job = given('a manager, then a user whose manager it is', ({ scim, a, target }) => {
    for (const path of ['manager', 'manager.value'])
      if (target.attribute('/Users', `${urns.ENTERPRISE_USER_SCHEMA}:${path}`)?.mutability !== 'readWrite')
        notApplicable(`${path} is not published as readWrite`);
    const user = a.enterpriseUser();
    return scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'POST', path: '/Users', bulkId: 'boss', data: a.user() },
        {
          method: 'POST',
          path: '/Users',
          bulkId: 'clerk',
          data: { ...user, [urns.ENTERPRISE_USER_SCHEMA]: { employeeNumber: '7', manager: a.manager('bulkId:boss') } },
        },
      ]),
    );
  });

  must(
    'protocol.bulk-references.extension',
    {
      title: 'a bulkId in manager becomes the id of the created user',
      spec: 'RFC7644-3.7.2-06',
      fix: 'Resolve bulkId references wherever they stand, extensions included.',
    },
    async ({ scim, target }) => {
      const manager = `${urns.ENTERPRISE_USER_SCHEMA}:manager`;
      const path = `/Users/${encodeURIComponent(createdId(job.response, 'clerk'))}`;
      const query = target.onRequest('/Users', manager) ? { query: { attributes: `userName,${manager}` } } : {};
      const now = resourceOf(await scim.get(path, query));
      const boss = createdId(job.response, 'boss');
      if (managerOf(now, job.response.url) !== boss) expect(now).to.hold(`${manager}.value`, boss);
    },
  );

  should(
    'protocol.bulk-references.unknown-manager',
    {
      title: 'a manager by an unknown bulkId is not stored as text',
      spec: 'RFC7644-3.7.2-07',
      fix: 'Answer a 4xx for the operation; never store "bulkId:…" as the id of a manager.',
      why: 'The user reports to nobody, and no error tells.',
    },
    async ({ scim, a }) => {
      void job.response;
      const clerk = { ...a.enterpriseUser(), [urns.ENTERPRISE_USER_SCHEMA]: { manager: a.manager('bulkId:nowhere') } };
      const operation = { method: 'POST', path: '/Users', bulkId: 'orphan', data: clerk };
      const response = await scim.post('/Bulk', bulkRequest([operation]));
      const [entry] = resultsOf(response);
      if (isFailure(entry)) {
        const status = statusOf(entry);
        if (isServerFault({ status })) fail('a status 4xx of the operation', String(status), { exchange: response.n });
        return `refused with ${status}`;
      }
      const manager = `${urns.ENTERPRISE_USER_SCHEMA}:manager`;
      const path = `/Users/${encodeURIComponent(createdId(response, 'orphan'))}`;
      const now = await scim.get(path, { query: { attributes: `userName,${manager}` } });
      const values = readAll(resourceOf(now), `${manager}.value`);
      if (values.some((value) => String(value).startsWith('bulkId:')))
        fail('the operation to fail', `a user with the manager ${String(values[0])}`, { exchange: now.n });
      return 'made without the manager';
    },
  );

  const clerks = given('two users without manager are posted', ({ scim, a, target }) => {
    if (target.lacks('patch')) notApplicable('PATCH is not supported');
    return Promise.all(['put', 'patched'].map(() => scim.post('/Users', a.enterpriseUser())));
  });
  const changes = given('a manager, then those users are put and patched with it', ({ scim, a }) => {
    void job.response;
    const [put, patched] = clerks.value.map(pathOf);
    const sent = clerks.value[0]?.sent as JsonObject;
    const manager = a.manager('bulkId:chief');
    const extension = { ...(sent[urns.ENTERPRISE_USER_SCHEMA] as JsonObject), manager };
    const operation = { op: 'add', path: `${urns.ENTERPRISE_USER_SCHEMA}:manager`, value: manager };
    return scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'POST', path: '/Users', bulkId: 'chief', data: a.user() },
        { method: 'PUT', path: put ?? '', data: { ...sent, [urns.ENTERPRISE_USER_SCHEMA]: extension } },
        { method: 'PATCH', path: patched ?? '', data: { schemas: [urns.PATCH_OP], Operations: [operation] } },
      ]),
    );
  });

  must(
    'protocol.bulk-references.changed-extension',
    {
      title: 'a bulkId in the manager of a PUT or PATCH becomes that id',
      spec: ['RFC7644-3.7.2-02', 'RFC7644-3.7.2-06'],
      fix: 'Resolve bulkId references in the data of every method, values of PATCH operations included.',
    },
    ({ scim }) =>
      judgeEach(
        ['PUT', 'PATCH'],
        (method) => method,
        async (method) => {
          const chief = createdId(changes.response, 'chief');
          const path = pathOf(clerks.value[method === 'PUT' ? 0 : 1] as ScimResponse);
          const entry = entryAbout(changes.response, method, lastSegment(path, changes.response.url));
          const status = statusOf(entry);
          if (isDenied({ status }) || status === 409 || status === 428) notApplicable(`answered ${status}`);
          const now = await scim.get(path);
          const value = managerOf(resourceOf(now), now.url);
          // Whether managers are stored at all is judged where they are named by id.
          if (status < 300 && value === '') notApplicable('the target shows no manager');
          if (value !== chief)
            fail(`manager ${chief}`, status >= 300 ? JSON.stringify(entry).slice(0, 160) : value, {
              exchange: now.n,
            });
        },
      ),
  );
});

scenario('Versions inside a bulk job', { needs: ['bulk', 'etag'] }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const job = given('it is put, patched and deleted with a version that it never had', ({ scim, target }) => {
    const stale = { path: user.path, version: 'W/"scimspec-stale"' };
    const patch = [{ op: 'replace', path: 'displayName', value: 'Stale' }];
    return scim.post(
      '/Bulk',
      bulkRequest([
        { method: 'PUT', ...stale, data: { ...user.sent, displayName: 'Stale' } },
        ...(target.lacks('patch') === undefined
          ? [{ method: 'PATCH', ...stale, data: { schemas: [urns.PATCH_OP], Operations: patch } }]
          : []),
        { method: 'DELETE', ...stale },
      ]),
    );
  });

  should(
    'protocol.bulk-references.version-mismatch',
    {
      title: 'a stale version fails its operation and changes nothing',
      spec: 'RFC7644-3.7.3-08',
      fix: 'Compare version with the current entity-tag; answer 412 in the result.',
    },
    async ({ scim, target }) => {
      resultsOf(job.response);
      await judgeEach(
        ['PUT', 'DELETE', ...(target.lacks('patch') === undefined ? ['PATCH'] : [])],
        (method) => method,
        (method) => {
          const entry = entryAbout(job.response, method, user.id);
          if (isDenied({ status: statusOf(entry) })) notApplicable(`${method} is not there`);
          if (![409, 412].includes(statusOf(entry)))
            fail('412 for the stale version', entry ? JSON.stringify(entry).slice(0, 160) : 'no result', {
              exchange: job.response.n,
            });
        },
      );
      expect(resourceOf(await scim.get(user.path))).to.not.hold('displayName', 'Stale');
    },
  );
});
