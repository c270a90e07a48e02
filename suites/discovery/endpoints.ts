import {
  describeAnswer,
  expect,
  fail,
  given,
  may,
  must,
  notApplicable,
  resourceOf,
  scenario,
  should,
  succeeded,
  type ScimResponse,
} from '../../harness/language.js';
import { documentsIn, type Place } from './_documents.js';

const PLACES = ['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'] as const;

const WANTED: Readonly<Record<Place, string>> = {
  '/ServiceProviderConfig': 'a configuration',
  '/ResourceTypes': 'a list with resource types',
  '/Schemas': 'a list with schemas',
};

/** Fails unless the answer is one that the discovery endpoint gives: a configuration, or a list with something in it. */
function expectServed(response: ScimResponse, place: Place): void {
  if (response.status === 401 || response.status === 403) notApplicable(`answered ${describeAnswer(response)}`);
  expect(response).to.succeeded();
  if (documentsIn(response, place).length === 0)
    fail(WANTED[place], describeAnswer(response), { exchange: response.n });
}

scenario('The discovery endpoints', () => {
  const config = given(
    'the configuration is asked for',
    ({ target, scim }) => target.discovery.config ?? scim.get(PLACES[0]),
  );
  const types = given(
    'the resource types are asked for',
    ({ target, scim }) => target.discovery.resourceTypes ?? scim.get(PLACES[1]),
  );
  const schemas = given(
    'the schemas are asked for',
    ({ target, scim }) => target.discovery.schemas ?? scim.get(PLACES[2]),
  );
  const anonymous = given('all three are asked for without credentials', async ({ scim }) => {
    const answers: ScimResponse[] = [];
    for (const place of PLACES) answers.push(await scim.get(place, { auth: 'none' }));
    return answers;
  });

  must(
    'discovery.endpoints.config',
    {
      title: '/ServiceProviderConfig answers GET',
      spec: 'RFC7644-3.2-10',
      fix: 'Serve the configuration at /ServiceProviderConfig; the plural was SCIM 1.1.',
      why: 'Clients read there what the provider can do.',
    },
    () => expectServed(config.response, PLACES[0]),
  );

  must(
    'discovery.endpoints.resource-types',
    {
      title: '/ResourceTypes lists resource types',
      spec: ['RFC7644-3.2-10', 'RFC7644-4-08'],
      fix: 'Serve the list of resource types at /ResourceTypes.',
      why: 'Some identity providers give up an aggregation at the first 404 here.',
    },
    () => expectServed(types.response, PLACES[1]),
  );

  must(
    'discovery.endpoints.schemas',
    {
      title: '/Schemas lists schemas',
      spec: ['RFC7644-3.2-10', 'RFC7644-4-05'],
      fix: 'Serve the list of schemas at /Schemas.',
      why: 'Entra reads the target attributes of a mapping from here.',
    },
    () => expectServed(schemas.response, PLACES[2]),
  );

  should(
    'discovery.endpoints.anonymous-config',
    {
      title: 'the configuration is readable without credentials, or 401 or 403',
      spec: 'RFC7643-5-22',
      fix: 'Serve /ServiceProviderConfig to everybody, or ask for credentials with 401.',
      why: 'A client learns there how to authenticate.',
    },
    () => {
      const [response] = anonymous.value;
      resourceOrAnswer(config.response);
      if (!response) return;
      if (response.status >= 500 || response.status === 404)
        fail('200, 401 or 403 without credentials', describeAnswer(response), { exchange: response.n });
      return `answered ${response.status} without credentials`;
    },
  );

  may(
    'discovery.endpoints.anonymous',
    {
      title: 'shows which discovery endpoints are public',
      spec: 'RFC7644-4-14',
      fix: 'Nothing: discovery is public or protected, as the provider likes.',
    },
    () => anonymous.value.map(({ path, status }) => `${path} ${status}`).join(', '),
  );
});

/** Blocked where the configuration cannot be read with credentials either. */
function resourceOrAnswer(response: ScimResponse): void {
  if (!succeeded(response)) resourceOf(response, 'GET /ServiceProviderConfig');
}
