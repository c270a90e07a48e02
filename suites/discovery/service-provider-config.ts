import {
  blocked,
  describeAnswer,
  entries,
  expect,
  fail,
  isObject,
  judgeEach,
  may,
  member,
  must,
  read,
  readAll,
  resolveUri,
  scenario,
  should,
  show,
  urns,
  type Capabilities,
  type JsonObject,
} from '../../harness/language.js';
import { answerAt, configOf, documentsIn, expectText, nameOf } from './_documents.js';

/** Fails unless the feature is a complex attribute whose supported is a JSON boolean. */
function expectFeature(target: Capabilities, name: string): void {
  const feature = member(configOf(target), name);
  if (!isObject(feature)) fail(`${name} as an object`, `${name} ${show(feature)}`);
  const supported = member(feature, 'supported');
  if (typeof supported !== 'boolean')
    fail(`${name}.supported as true or false`, `${name}.supported ${show(supported)}`);
}

/** Fails unless the limit is spelled as an integer; 0 and below are odd and no breach. */
function expectLimit(target: Capabilities, path: string): void {
  const config = configOf(target);
  const [feature = ''] = path.split('.');
  if (!isObject(member(config, feature))) blocked(feature, `the configuration has no ${feature} to look into`);
  const value = read(config, path);
  const { rawNumbers } = answerAt(target, '/ServiceProviderConfig').closely();
  const spelled = [...rawNumbers].find(([where]) => where.toLowerCase().endsWith(path.toLowerCase()))?.[1];
  if (typeof value !== 'number' || (spelled !== undefined && !/^-?\d+$/.test(spelled)))
    fail(`${path} as an integer`, `${path} ${spelled ?? show(value)}`);
}

function schemesOf(target: Capabilities): JsonObject[] {
  return entries(configOf(target), 'authenticationSchemes');
}

scenario('The ServiceProviderConfig', () => {
  must(
    'discovery.service-provider-config.singular',
    {
      title: '/ServiceProviderConfig is one JSON object and no list',
      spec: ['RFC7644-4-02', 'RFC7643-5-04'],
      fix: 'Answer GET /ServiceProviderConfig with the bare configuration.',
    },
    ({ target }) => {
      const response = answerAt(target, '/ServiceProviderConfig');
      expect(response).to.have.status(200);
      const { json } = response;
      if (!isObject(json)) fail('a JSON object', response.jsonProblem ?? show(json), { exchange: response.n });
      for (const name of ['Resources', 'totalResults'])
        if (member(json, name) !== undefined)
          fail('the configuration itself', `a list with ${name}`, { exchange: response.n });
      if (documentsIn(response, '/ServiceProviderConfig').length === 0)
        fail('a configuration', describeAnswer(response), { exchange: response.n });
    },
  );

  must(
    'discovery.service-provider-config.schemas',
    {
      title: 'the configuration names its schema',
      spec: ['RFC7643-5-01', 'RFC7644-4-03'],
      fix: `Put schemas: ["${urns.SERVICE_PROVIDER_CONFIG_SCHEMA}"] into the configuration.`,
    },
    ({ target }) => {
      const schemas = member(configOf(target), 'schemas');
      const named = Array.isArray(schemas) ? schemas : [];
      if (!named.some((urn) => String(urn).toLowerCase() === urns.SERVICE_PROVIDER_CONFIG_SCHEMA.toLowerCase()))
        fail(`schemas with ${urns.SERVICE_PROVIDER_CONFIG_SCHEMA}`, `schemas ${show(schemas)}`);
    },
  );

  must(
    'discovery.service-provider-config.patch',
    {
      title: 'the configuration says whether PATCH is supported',
      spec: ['RFC7643-5-06', 'RFC7643-5-07', 'RFC7644-4-04'],
      fix: 'Publish patch: {"supported": true} or false, a JSON boolean.',
    },
    ({ target }) => expectFeature(target, 'patch'),
  );

  must(
    'discovery.service-provider-config.bulk',
    {
      title: 'the configuration says whether bulk is supported',
      spec: ['RFC7643-5-08', 'RFC7643-5-09', 'RFC7644-4-04'],
      fix: 'Publish bulk with supported as a JSON boolean, also where bulk is not there.',
    },
    ({ target }) => expectFeature(target, 'bulk'),
  );

  must(
    'discovery.service-provider-config.bulk-limits',
    {
      title: 'the configuration gives both bulk limits as integers',
      spec: ['RFC7643-5-10', 'RFC7643-5-11'],
      fix: 'Publish bulk.maxOperations and bulk.maxPayloadSize as integers; 0 where bulk is not supported.',
    },
    ({ target }) => {
      expectLimit(target, 'bulk.maxOperations');
      expectLimit(target, 'bulk.maxPayloadSize');
    },
  );

  must(
    'discovery.service-provider-config.filter',
    {
      title: 'the configuration says whether filters are supported',
      spec: ['RFC7643-5-12', 'RFC7643-5-13', 'RFC7644-4-04'],
      fix: 'Publish filter with supported as a JSON boolean.',
    },
    ({ target }) => expectFeature(target, 'filter'),
  );

  must(
    'discovery.service-provider-config.filter-limit',
    {
      title: 'the configuration gives filter.maxResults as an integer',
      spec: 'RFC7643-5-14',
      fix: 'Publish filter.maxResults as an integer; 0 where filters are not supported.',
    },
    ({ target }) => expectLimit(target, 'filter.maxResults'),
  );

  must(
    'discovery.service-provider-config.change-password',
    {
      title: 'the configuration says whether it changes passwords',
      spec: ['RFC7643-5-15', 'RFC7643-5-16', 'RFC7644-4-04'],
      fix: 'Publish changePassword: {"supported": true} or false, a JSON boolean.',
    },
    ({ target }) => expectFeature(target, 'changePassword'),
  );

  must(
    'discovery.service-provider-config.sort',
    {
      title: 'the configuration says whether sorting is supported',
      spec: ['RFC7643-5-17', 'RFC7643-5-18', 'RFC7644-4-04'],
      fix: 'Publish sort: {"supported": true} or false, a JSON boolean.',
    },
    ({ target }) => expectFeature(target, 'sort'),
  );

  must(
    'discovery.service-provider-config.etag',
    {
      title: 'the configuration says whether ETags are supported',
      spec: ['RFC7643-5-19', 'RFC7643-5-20', 'RFC7644-4-04'],
      fix: 'Publish etag: {"supported": true} or false; section 5 asks for it though the printed schema lacks it.',
    },
    ({ target }) => expectFeature(target, 'etag'),
  );

  must(
    'discovery.service-provider-config.schemes',
    {
      title: 'authenticationSchemes is an array of objects',
      spec: ['RFC7643-5-21', 'RFC7644-4-04'],
      fix: 'Publish authenticationSchemes as an array with an object for each way to authenticate.',
    },
    ({ target }) => {
      const schemes = member(configOf(target), 'authenticationSchemes');
      if (!Array.isArray(schemes) || !schemes.every(isObject))
        fail('authenticationSchemes as an array of objects', `authenticationSchemes ${show(schemes)}`);
      return schemes.length === 0 ? 'an empty array: name the schemes that clients can use' : undefined;
    },
  );

  const eachScheme = (target: Capabilities, name: string): Promise<void> =>
    judgeEach(schemesOf(target), nameOf, (scheme) => expectText(scheme, name), 'no authentication schemes are listed');

  must(
    'discovery.service-provider-config.scheme-type',
    {
      title: 'each authentication scheme has a type',
      spec: 'RFC7643-5-23',
      fix: 'Give each scheme a type: oauth, oauth2, oauthbearertoken, httpbasic or httpdigest.',
    },
    ({ target }) => eachScheme(target, 'type'),
  );

  must(
    'discovery.service-provider-config.scheme-name',
    {
      title: 'each authentication scheme has a name',
      spec: 'RFC7643-5-24',
      fix: 'Give each authentication scheme a name for people.',
    },
    ({ target }) => eachScheme(target, 'name'),
  );

  must(
    'discovery.service-provider-config.scheme-description',
    {
      title: 'each authentication scheme has a description',
      spec: 'RFC7643-5-25',
      fix: 'Give each authentication scheme a description.',
    },
    ({ target }) =>
      judgeEach(
        schemesOf(target),
        nameOf,
        (scheme) => {
          const description = member(scheme, 'description');
          if (typeof description !== 'string') fail('description as a string', `description ${show(description)}`);
        },
        'no authentication schemes are listed',
      ),
  );

  should(
    'discovery.service-provider-config.scheme-primary',
    {
      title: 'at most one authentication scheme is primary',
      spec: 'RFC7643-5-28',
      fix: 'Mark one scheme as primary at most, by a JSON boolean.',
    },
    ({ target }) => {
      const schemes = schemesOf(target);
      const primary = schemes.filter((scheme) => member(scheme, 'primary') === true);
      if (primary.length > 1) fail('at most one primary scheme', `primary: ${primary.map(nameOf).join(', ')}`);
      const odd = schemes
        .map((scheme) => member(scheme, 'primary'))
        .find((value) => value !== undefined && value !== null && typeof value !== 'boolean');
      if (odd !== undefined) fail('primary as true or false', `primary ${show(odd)}`);
    },
  );

  may(
    'discovery.service-provider-config.help',
    {
      title: 'shows where the configuration points people to',
      spec: ['RFC7643-5-05', 'RFC7643-5-26', 'RFC7643-5-27'],
      fix: 'Nothing: documentationUri and specUri are optional; where they are there, absolute http(s) URLs help.',
    },
    ({ target }) => {
      const config = configOf(target);
      const said = [
        'documentationUri',
        'authenticationSchemes.specUri',
        'authenticationSchemes.documentationUri',
      ].flatMap((path) =>
        readAll(config, path).map((uri) => `${path} ${linked(uri) ? 'is a URL' : `is no http(s) URL: ${show(uri)}`}`),
      );
      return said.length === 0 ? 'no links' : said.join('; ');
    },
  );

  may(
    'discovery.service-provider-config.id',
    {
      title: 'shows whether the configuration has an id',
      spec: 'RFC7643-5-03',
      fix: 'Nothing: the configuration needs neither id nor externalId.',
    },
    ({ target }) => (read(configOf(target), 'id') === undefined ? 'no id' : `id ${show(read(configOf(target), 'id'))}`),
  );
});

function linked(uri: unknown): boolean {
  return typeof uri === 'string' && /^https?:$/.test(resolveUri(uri, 'invalid:')?.protocol ?? '');
}
