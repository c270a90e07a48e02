/** The discovery documents as the target gave them: shapes that another check fails are read all the same. */
import {
  blocked,
  describeAnswer,
  discoveredItems,
  expect,
  fail,
  isObject,
  member,
  notApplicable,
  read,
  readAll,
  resourceOf,
  show,
  succeeded,
  urns,
  type Capabilities,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

export type Place = '/ServiceProviderConfig' | '/ResourceTypes' | '/Schemas';

/** The answer to a GET of the document: blocked unless it is a success, not applicable where the token may not see it. */
export function answerAt(target: Capabilities, place: Place): ScimResponse {
  const { config, resourceTypes, schemas } = target.discovery;
  const response = { '/ServiceProviderConfig': config, '/ResourceTypes': resourceTypes, '/Schemas': schemas }[place];
  if (!response) blocked(`GET ${place}`, `GET ${place} got no answer`);
  if (response.status === 401 || response.status === 403)
    notApplicable(`GET ${place} was answered ${describeAnswer(response)}`);
  if (!succeeded(response)) resourceOf(response, `GET ${place}`);
  expect(response).to.succeeded();
  return response;
}

const names = (item: JsonObject, urn: string): boolean =>
  readAll(item, 'schemas').some((each) => typeof each === 'string' && each.toLowerCase() === urn.toLowerCase());
const has = (item: JsonObject, ...members: string[]): boolean =>
  members.some((name) => (member(item, name) ?? null) !== null);

/** What each document is known by, even where half of it is wrong: an answer that has none of it is another thing. */
const KNOWN_BY: Readonly<Record<Place, (item: JsonObject) => boolean>> = {
  '/ServiceProviderConfig': (item) =>
    names(item, urns.SERVICE_PROVIDER_CONFIG_SCHEMA) || has(item, 'patch', 'filter', 'bulk', 'authenticationSchemes'),
  '/ResourceTypes': (item) => names(item, urns.RESOURCE_TYPE_SCHEMA) || has(item, 'endpoint', 'schema'),
  '/Schemas': (item) => names(item, urns.SCHEMA_SCHEMA) || has(item, 'attributes'),
};

/** The documents in an answer, in whatever wrapping; [] where what came is something else altogether. */
export function documentsIn(response: ScimResponse | undefined, place: Place): JsonObject[] {
  const items = discoveredItems(response);
  const all =
    items.length > 0 || place !== '/ServiceProviderConfig' || !isObject(response?.json) ? items : [response.json];
  return all.some(KNOWN_BY[place]) ? all : [];
}

/** The configuration, taken out of a list where it comes in one. */
export function configOf(target: Capabilities): JsonObject {
  const response = answerAt(target, '/ServiceProviderConfig');
  const [config] = documentsIn(response, '/ServiceProviderConfig');
  return config ?? blocked('GET /ServiceProviderConfig', 'GET /ServiceProviderConfig gave no configuration');
}

/** The resource types; blocked where none is listed. */
export function typesOf(target: Capabilities): JsonObject[] {
  const items = documentsIn(answerAt(target, '/ResourceTypes'), '/ResourceTypes');
  if (items.length === 0) blocked('GET /ResourceTypes', 'GET /ResourceTypes lists no resource types');
  return items;
}

/** The schemas; not applicable where the target has no /Schemas, blocked where the list is empty. */
export function schemasOf(target: Capabilities): JsonObject[] {
  const { schemas } = target.discovery;
  if (schemas && !succeeded(schemas)) notApplicable(`GET /Schemas was answered ${describeAnswer(schemas)}`);
  const items = documentsIn(answerAt(target, '/Schemas'), '/Schemas');
  if (items.length === 0) blocked('GET /Schemas', 'GET /Schemas lists no schemas');
  return items;
}

/** How an entry of a list is called in a finding. */
export function nameOf(item: JsonObject): string {
  for (const key of ['name', 'id', 'endpoint']) {
    const value = read(item, key);
    if (typeof value === 'string' && value !== '') return value;
  }
  return 'an entry without a name';
}

/** Text of a member, '' where it is none. */
export function text(item: JsonObject, name: string): string {
  const value = member(item, name);
  return typeof value === 'string' ? value : '';
}

/** Fails unless the member is a text that says something. */
export function expectText(item: JsonObject, name: string): void {
  const value = member(item, name);
  if (typeof value !== 'string' || value.trim() === '') fail(`${name} as a string`, `${name} ${show(value)}`);
}

/** The path of a declared endpoint below the base URL: `/Users` for `Users`, `/Users` and an absolute URL. */
export function endpointPath(endpoint: string, base: string): string {
  const relative = endpoint.startsWith(base)
    ? endpoint.slice(base.length)
    : /^https?:/i.test(endpoint)
      ? (endpoint.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? '')
      : endpoint;
  return `/${relative.replace(/^\/+|\/+$/g, '')}`;
}
