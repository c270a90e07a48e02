import {
  describeAnswer,
  fail,
  given,
  isObject,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  scenario,
  should,
  show,
  type Capabilities,
  type JsonObject,
} from '../../harness/language.js';
import { configOf, typesOf } from './_documents.js';

/** A complex attribute that later documents add; not applicable where it is absent. */
function addition(target: Capabilities, name: string): JsonObject {
  const value = member(configOf(target), name) ?? null;
  if (value === null) notApplicable(`the configuration has no ${name}`);
  return isObject(value) ? value : fail(`${name} as an object`, `${name} ${show(value)}`);
}

function expectFlag(target: Capabilities, name: string): void {
  const value = member(addition(target, 'pagination'), name);
  if (typeof value !== 'boolean') fail(`pagination.${name} as true or false`, `pagination.${name} ${show(value)}`);
}

scenario('What the configuration says about paging', () => {
  const page = given(
    'of two users that are posted one is asked for',
    { needs: 'users' },
    async ({ scim, a, settle }) => {
      await scim.post('/Users', a.user());
      await scim.post('/Users', a.user());
      return settle(
        () => scim.get('/Users', { query: { count: 1 } }),
        (response) => resourcesOf(response).length > 0,
      );
    },
  );

  must(
    'discovery.config-additions.cursor',
    {
      title: 'pagination says whether cursors are supported',
      spec: 'RFC9865-4-03',
      fix: 'Publish pagination.cursor as a JSON boolean.',
    },
    ({ target }) => expectFlag(target, 'cursor'),
  );

  must(
    'discovery.config-additions.index',
    {
      title: 'pagination says whether index paging is supported',
      spec: 'RFC9865-4-04',
      fix: 'Publish pagination.index as a JSON boolean.',
    },
    ({ target }) => expectFlag(target, 'index'),
  );

  should(
    'discovery.config-additions.pagination',
    {
      title: 'a target that pages by cursor publishes pagination',
      spec: 'RFC9865-4-01',
      fix: 'Publish pagination: {"cursor": true, "index": true or false, …} in the ServiceProviderConfig.',
    },
    ({ target }) => {
      const config = configOf(target);
      if (isObject(member(config, 'pagination'))) return;
      const { response } = page;
      if (typeof read(response.json, 'nextCursor') !== 'string')
        notApplicable('lists carry no nextCursor of themselves');
      fail('pagination in the configuration', 'none, and a list with nextCursor', { exchange: response.n });
    },
  );

  may(
    'discovery.config-additions.page-sizes',
    {
      title: 'shows the optional members of pagination',
      spec: ['RFC9865-4-05', 'RFC9865-4-06', 'RFC9865-4-07', 'RFC9865-4-08'],
      fix: 'Nothing: defaultPaginationMethod is cursor or index, the sizes and the time-out are positive integers.',
    },
    ({ target }) => {
      const pagination = addition(target, 'pagination');
      const method = member(pagination, 'defaultPaginationMethod');
      const sizes = ['defaultPageSize', 'maxPageSize', 'cursorTimeout'].map((name): [string, unknown, boolean] => {
        const value = member(pagination, name);
        return [name, value, Number.isInteger(value) && Number(value) > 0];
      });
      const said = [
        ...(method === undefined ? [] : [`defaultPaginationMethod ${show(method)}`]),
        ...sizes.flatMap(([name, value, fits]) =>
          value === undefined ? [] : [`${name} ${show(value)}${fits ? '' : ', no positive integer'}`],
        ),
      ];
      const most = member(pagination, 'maxPageSize');
      const shown = resourcesOf(page.response).length;
      if (typeof most === 'number' && shown > most) said.push(`a page of ${shown} all the same`);
      return said.length === 0 ? 'none' : said.join('; ');
    },
  );
});

scenario('What the configuration says about events and roles', () => {
  must(
    'discovery.config-additions.async-request',
    {
      title: 'securityEvents.asyncRequest is none, long or request',
      spec: 'RFC9967-4-02',
      fix: 'Publish one of the three words, or leave asyncRequest out.',
    },
    ({ target }) => {
      const value = member(addition(target, 'securityEvents'), 'asyncRequest') ?? null;
      if (value === null) notApplicable('securityEvents does not say asyncRequest');
      if (typeof value !== 'string' || !['none', 'long', 'request'].includes(value.toLowerCase()))
        fail('none, long or request', show(value));
    },
  );

  must(
    'discovery.config-additions.event-uris',
    {
      title: 'securityEvents.eventUris is an array of URIs',
      spec: 'RFC9967-4-03',
      fix: 'Publish the URIs of the events as an array of strings.',
    },
    ({ target }) => {
      const uris = member(addition(target, 'securityEvents'), 'eventUris') ?? null;
      if (uris === null) notApplicable('securityEvents does not list eventUris');
      if (!Array.isArray(uris)) fail('an array', show(uris));
      const odd = uris.find((uri) => typeof uri !== 'string' || !/^[a-z][a-z0-9+.-]*:\S+$/i.test(uri));
      if (odd !== undefined) fail('event URIs', show(odd));
    },
  );

  may(
    'discovery.config-additions.security-events',
    {
      title: 'shows whether security events are announced',
      spec: 'RFC9967-4-01',
      fix: 'Nothing: without securityEvents there are none.',
    },
    ({ target }) => {
      const value = member(configOf(target), 'securityEvents') ?? null;
      return value === null ? 'not announced' : isObject(value) ? 'announced' : `announced as ${show(value)}`;
    },
  );

  may(
    'discovery.config-additions.roles-and-entitlements',
    {
      title: 'shows what is announced about roles and entitlements',
      spec: ['DRAFT-ROLES-ENT-3.1-01', 'DRAFT-ROLES-ENT-3.1-02', 'DRAFT-ROLES-ENT-3.1-03'],
      fix: 'Nothing: the draft puts RolesAndEntitlements with roles.supported and entitlements.supported there.',
    },
    ({ target }) => {
      const value = member(configOf(target), 'RolesAndEntitlements') ?? null;
      if (value === null) return 'not announced';
      const flag = (name: string): string => `${name}.supported ${show(read(value, `${name}.supported`))}`;
      return `${flag('roles')}, ${flag('entitlements')}`;
    },
  );

  may(
    'discovery.config-additions.role-resources',
    {
      title: 'shows what resources at the endpoints of roles and entitlements hold',
      spec: [
        'DRAFT-ROLES-ENT-3.2-01',
        'DRAFT-ROLES-ENT-3.2-02',
        'DRAFT-ROLES-ENT-3.2-03',
        'DRAFT-ROLES-ENT-3.2-04',
        'DRAFT-ROLES-ENT-3.2-05',
        'DRAFT-ROLES-ENT-3.3-01',
        'DRAFT-ROLES-ENT-3.3-02',
      ],
      fix: 'Nothing: the draft asks for value and supported, and an id that stays.',
    },
    async ({ target, scim }) => {
      const seen: string[] = [];
      const types = typesOf(target).filter((type) => /:(role|entitlement)$/i.test(String(member(type, 'schema'))));
      const shown = async (type: JsonObject): Promise<void> => {
        const declared = target.resourceTypes.find(({ schema }) => schema === member(type, 'schema'));
        if (!declared) return;
        const response = await scim.get(declared.endpoint, { query: { count: 5 } });
        const items = resourcesOf(response);
        const having = (name: string): number => items.filter((item) => readAll(item, name).length > 0).length;
        seen.push(
          items.length === 0
            ? `${declared.endpoint}: ${describeAnswer(response)}`
            : `${declared.endpoint}: of ${items.length}, ${['id', 'value', 'supported', 'display', 'limitedAssignmentsPermitted'].map((name) => `${having(name)} with ${name}`).join(', ')}`,
        );
      };
      await judgeEach(types, (type) => show(member(type, 'name')), shown, 'no resource type of roles or entitlements');
      return seen.join('; ');
    },
  );
});
