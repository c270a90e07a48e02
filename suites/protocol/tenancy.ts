import {
  describeAnswer,
  expect,
  fail,
  given,
  must,
  notApplicable,
  read,
  resolveUri,
  resourceOf,
  scenario,
  should,
  succeeded,
} from '../../harness/language.js';

scenario('Protocol version in the URL', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  must(
    'protocol.tenancy.wrong-version',
    {
      title: 'a wrong protocol version in the URL is not served',
      spec: 'RFC7644-3.13-04',
      fix: 'Answer 404, or 400 invalidVers, for a version that you do not have.',
    },
    async ({ scim }) => {
      expect(user.id).to.be.a('string');
      const base = scim.url('');
      if (!/\/v2$/i.test(base)) notApplicable('the base URL does not end in /v2');
      const response = await scim.get('/../v99/ServiceProviderConfig');
      if (succeeded(response) && read(response.json, 'patch') !== undefined)
        fail('a refusal of /v99', describeAnswer(response), { exchange: response.n });
    },
  );

  should(
    'protocol.tenancy.version-segment',
    {
      title: 'a version segment stands directly before the endpoint',
      spec: 'RFC7644-3.13-03',
      fix: 'Use {base}/v2/{endpoint}.',
    },
    ({ target }) => {
      const path = resolveUri(read(resourceOf(user.response), 'meta.location'), user.response.url)?.pathname ?? '';
      const endpoint = target.user?.type.endpoint ?? '/Users';
      const before = path.slice(0, path.lastIndexOf(endpoint));
      const segments = before.split('/').filter(Boolean);
      // An API with a version of its own may stand before: /api/v1/scim/v2.
      const at = segments.findLastIndex((segment) => /^v\d+$/i.test(segment));
      if (at < 0) notApplicable('the location has no version segment');
      if (at !== segments.length - 1) fail(`the version directly before ${endpoint}`, path);
    },
  );
});
