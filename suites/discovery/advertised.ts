import {
  describeAnswer,
  expect,
  fail,
  given,
  may,
  must,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  should,
  succeeded,
  type Capabilities,
  type Feature,
  type ScimResponse,
} from '../../harness/language.js';
import { configOf } from './_documents.js';

/** A limit of results below which the run makes users enough to exceed it. */
const FEW = 10;
/** Whether a server says that it has no such feature, or has one that does not work. */
const isNotThere = ({ status }: ScimResponse): boolean => status === 404 || status === 405 || status >= 500;

/** Not applicable unless the configuration says that the feature is there. */
function expectClaimed(target: Capabilities, feature: Feature): void {
  configOf(target);
  if (target.claim(feature) !== true) notApplicable(`the ServiceProviderConfig does not claim ${feature}`);
}

/** Fails where a plain, valid request of a claimed feature is answered as if there were none. */
function expectThere(response: ScimResponse, feature: string): void {
  if (isNotThere(response))
    fail(`${feature}, as the ServiceProviderConfig says`, describeAnswer(response), { exchange: response.n });
}

scenario('What the configuration claims', { needs: 'users' }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const shown = given('the user is read', ({ scim }) => scim.get(user.path));
  const patched = given('the user is patched', ({ scim, a }) =>
    scim.patch(user.path, [{ op: 'replace', path: 'displayName', value: `Renamed ${a.marker()}` }]),
  );
  const filtered = given('the user is looked up by filter', ({ scim }) =>
    scim.get('/Users', { query: { filter: `userName eq "${String(user.sent['userName'])}"` } }),
  );
  const sorted = given('users are sorted', ({ scim }) =>
    scim.get('/Users', { query: { sortBy: 'userName', count: 2 } }),
  );

  must(
    'discovery.advertised.patch',
    {
      title: 'PATCH is there when the configuration claims it',
      spec: 'RFC7643-5-29',
      fix: 'Implement PATCH, or publish patch.supported false.',
      why: 'Clients choose between PATCH and PUT by this flag.',
    },
    ({ target }) => {
      expectClaimed(target, 'patch');
      expectThere(patched.response, 'PATCH');
    },
  );

  must(
    'discovery.advertised.bulk',
    {
      title: 'bulk is there when the configuration claims it',
      spec: 'RFC7643-5-29',
      fix: 'Implement /Bulk, or publish bulk.supported false.',
    },
    async ({ target, scim, a }) => {
      expectClaimed(target, 'bulk');
      const response = await scim.post('/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: [{ method: 'POST', path: '/Users', bulkId: 'one', data: a.user() }],
      });
      expectThere(response, 'bulk');
    },
  );

  must(
    'discovery.advertised.filter',
    {
      title: 'filters are there when the configuration claims them',
      spec: 'RFC7643-5-29',
      fix: 'Implement filters, or publish filter.supported false.',
      why: 'A client that cannot look a user up makes a second one.',
    },
    ({ target }) => {
      expectClaimed(target, 'filter');
      expectThere(filtered.response, 'filters');
    },
  );

  must(
    'discovery.advertised.sort',
    {
      title: 'sorting is there when the configuration claims it',
      spec: 'RFC7643-5-29',
      fix: 'Implement sortBy, or publish sort.supported false.',
    },
    ({ target }) => {
      expectClaimed(target, 'sort');
      expectThere(sorted.response, 'sorting');
    },
  );

  must(
    'discovery.advertised.etag',
    {
      title: 'resources have versions when the configuration claims ETags',
      spec: 'RFC7643-5-29',
      fix: 'Send ETag and meta.version, or publish etag.supported false.',
    },
    ({ target }) => {
      expectClaimed(target, 'etag');
      const version = read(shown.resource, 'meta.version');
      if (shown.response.headers['etag'] === undefined && (typeof version !== 'string' || version === ''))
        fail('an ETag header or meta.version', 'neither', { exchange: shown.response.n });
    },
  );

  should(
    'discovery.advertised.max-results',
    {
      title: 'a list shows no more resources than filter.maxResults',
      spec: 'RFC7644-4-15',
      fix: 'Cap each list at filter.maxResults, or publish the limit that you keep.',
    },
    async ({ target, scim, a }) => {
      const most = read(configOf(target), 'filter.maxResults');
      if (typeof most !== 'number' || most < 1) notApplicable('the configuration gives no positive filter.maxResults');
      // Where the limit is low, there are more users than it allows.
      for (let made = 1; most < FEW && made <= most; made += 1) await scim.post('/Users', a.user());
      const seen =
        resourcesOf(filtered.response).length > most
          ? filtered.response
          : await scim.get('/Users', { query: { count: most + FEW } });
      if (!succeeded(seen)) notApplicable(`a plain list is answered ${describeAnswer(seen)}`);
      const total = resourcesOf(seen).length;
      expect(seen).to.have.status(200);
      if (total > most) fail(`at most ${most} resources`, `${total} resources`, { exchange: seen.n });
    },
  );

  may(
    'discovery.advertised.unclaimed',
    {
      title: 'shows what works although the configuration does not claim it',
      spec: ['RFC7644-3.5.2-01', 'RFC7644-3.4.2.2-01'],
      fix: 'Nothing: false where a feature works is no breach, but clients will not use it.',
    },
    ({ target }) => {
      const works: [Feature, ScimResponse][] = [
        ['patch', patched.response],
        ['filter', filtered.response],
        ['sort', sorted.response],
      ];
      const silent = works.filter(([feature, response]) => target.claim(feature) !== true && succeeded(response));
      const etag = target.claim('etag') !== true && shown.response.headers['etag'] !== undefined ? ['etag'] : [];
      const names = [...silent.map(([feature]) => feature), ...etag];
      return names.length === 0 ? 'nothing beyond what is claimed' : `answered with success: ${names.join(', ')}`;
    },
  );
});
