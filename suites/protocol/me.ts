import {
  describeAnswer,
  expect,
  expectContentLocation,
  expectTimes,
  fail,
  given,
  idOf,
  isObject,
  lastSegment,
  may,
  member,
  must,
  namesSchema,
  notApplicable,
  readAll,
  resolveUri,
  scenario,
  should,
  show,
  succeeded,
  urns,
} from '../../harness/language.js';

scenario('The alias /Me', () => {
  const me = given('/Me is read', ({ scim }) => scim.get('/Me'));
  const offered = (): void => {
    if (!succeeded(me.response) || !isObject(me.response.json))
      notApplicable(`the target does not offer /Me: ${describeAnswer(me.response)}`);
  };

  must(
    'protocol.me.location',
    {
      title: 'an answer for /Me has the Location of the permanent resource',
      spec: 'RFC7644-3.11-06',
      fix: 'Set the Location header to the URI of the real resource.',
    },
    async ({ scim }) => {
      offered();
      expect(me.response).to.have.header('location');
      const location = me.response.headers['location'];
      const id = idOf(me.response);
      if (/\/me\/?$/i.test(resolveUri(location, me.response.url)?.pathname ?? ''))
        fail('the URI of the permanent resource', `Location: ${location}`, { exchange: me.response.n });
      if (lastSegment(location, me.response.url) !== id)
        fail(`a Location that ends in ${id}`, `Location: ${location}`, { exchange: me.response.n });
      const endpoint = resolveUri(location, me.response.url)?.pathname.split('/').at(-2) ?? '';
      const real = await scim.get(`/${endpoint}/${encodeURIComponent(id)}`);
      if (succeeded(real)) expect(real).to.hold('id', id);
    },
  );

  must(
    'protocol.me.resource',
    {
      title: 'what /Me answers is one whole resource',
      spec: ['RFC7643-2.1-01', 'RFC7643-2.1-05', 'RFC7643-3-07', 'RFC7643-2.3.5-02', 'RFC7643-3.1-33'],
      fix: 'Answer /Me with the resource as its permanent URI shows it, by the same serializer.',
    },
    () => {
      offered();
      const { json, n } = me.response;
      if (namesSchema(json, urns.LIST_RESPONSE) || readAll(json, 'Resources').length > 0)
        fail('the resource itself', 'a list', { exchange: n });
      const schemas: unknown = isObject(json) ? member(json, 'schemas') : undefined;
      const named = Array.isArray(schemas) ? schemas.map((urn) => String(urn).toLowerCase()) : [];
      if (named.length === 0 || new Set(named).size !== named.length)
        fail('schemas, an array with each URI once', `schemas ${show(schemas)}`, { exchange: n });
      expectContentLocation(me.response);
      expectTimes(json, me.response);
    },
  );

  should(
    'protocol.me.absent',
    {
      title: 'a target without /Me answers 501',
      spec: 'RFC7644-3.11-02',
      fix: 'Answer 501 Not Implemented to /Me.',
    },
    () => {
      const { status } = me.response;
      if (succeeded(me.response) || status === 308 || [401, 403].includes(status)) return `answers ${status}`;
      expect(me.response).to.have.status(501);
      return undefined;
    },
  );

  may(
    'protocol.me.redirect',
    {
      title: '/Me answered by a redirect',
      spec: ['RFC7644-3.11-03', 'RFC7644-3.11-05', 'RFC7644-3.2-14'],
      fix: 'Nothing: a 308 and direct processing are both legal.',
    },
    () =>
      me.response.status === 308
        ? `308 to ${me.response.headers['location'] ?? 'nowhere'}`
        : succeeded(me.response)
          ? 'processed directly'
          : `not offered (${me.response.status})`,
  );

  may(
    'protocol.me.projection',
    {
      title: '/Me with attributes=',
      spec: 'RFC7644-3.11-08',
      fix: 'Treat /Me like the real resource.',
    },
    async ({ scim }) => {
      offered();
      const response = await scim.get('/Me', { query: { attributes: 'userName' } });
      return succeeded(response) && isObject(response.json)
        ? `shows ${Object.keys(response.json).sort().join(', ')}`
        : `answers ${response.status}`;
    },
  );
});
