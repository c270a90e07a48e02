import {
  blocked,
  describeAnswer,
  expect,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  urns,
  type Capabilities,
  type JsonObject,
  type Scim,
} from '../../harness/language.js';
import { endpointPath, nameOf, show, text, typesOf } from './_documents.js';

scenario('What the resource types announce', () => {
  const user = given('a user is posted', { needs: 'users' }, ({ scim, a }) => scim.post('/Users', a.user()));
  const group = given('a group is posted', { needs: 'groups' }, ({ scim, a }) => scim.post('/Groups', a.group()));

  const served = (target: Capabilities, isCore: boolean): JsonObject[] =>
    typesOf(target).filter((type) => {
      const schema = text(type, 'schema').toLowerCase();
      const core = [urns.USER_SCHEMA, urns.GROUP_SCHEMA].some((urn) => urn.toLowerCase() === schema);
      return text(type, 'endpoint') !== '' && core === isCore;
    });

  must(
    'discovery.types-served.core-served',
    {
      title: 'users are served at /Users and groups at /Groups',
      spec: ['RFC7644-3.2-01', 'RFC7644-4-13', 'RFC7643-6-09'],
      fix: 'Serve the User type at /Users and the Group type at /Groups, and announce these endpoints.',
    },
    ({ target, scim }) =>
      judgeEach(
        [
          { schema: urns.USER_SCHEMA, wanted: '/Users' },
          { schema: urns.GROUP_SCHEMA, wanted: '/Groups' },
        ],
        ({ wanted }) => wanted,
        async ({ schema, wanted }) => {
          const types = served(target, true).filter(
            (type) => text(type, 'schema').toLowerCase() === schema.toLowerCase(),
          );
          if (types.length === 0) notApplicable(`no resource type has the schema ${schema}`);
          const paths = types.map((type) => endpointPath(text(type, 'endpoint'), scim.url('')));
          if (!paths.includes(wanted)) fail(`the endpoint ${wanted}`, `the endpoint ${paths.join(', ')}`);
          await expectThere(scim, wanted);
        },
        'neither users nor groups are announced',
      ),
  );

  must(
    'discovery.types-served.others-served',
    {
      title: 'each further resource type is served at its endpoint',
      spec: ['RFC7644-4-13', 'RFC7643-6-09'],
      fix: 'Announce only resource types that are there.',
    },
    ({ target, scim }) =>
      judgeEach(
        [
          ...served(target, false),
          ...served(target, true).filter(
            (type) => !/^\/(users|groups)$/i.test(endpointPath(text(type, 'endpoint'), scim.url(''))),
          ),
        ],
        nameOf,
        (type) => expectThere(scim, endpointPath(text(type, 'endpoint'), scim.url(''))),
        'there are no further resource types',
      ),
  );

  must(
    'discovery.types-served.complete',
    {
      title: 'the types of users and groups that can be made are announced',
      spec: 'RFC7644-4-08',
      fix: 'List every resource type that is served in /ResourceTypes.',
    },
    async ({ target, scim, a }) => {
      const types = typesOf(target);
      const known = (schema: string): boolean =>
        types.some((type) => text(type, 'schema').toLowerCase() === schema.toLowerCase());
      const groups = target.discovery.groups;
      if (groups?.status === 200 && typeof read(groups.json, 'totalResults') === 'number' && !known(urns.GROUP_SCHEMA))
        fail(`a resource type with the schema ${urns.GROUP_SCHEMA}`, 'none, and /Groups lists groups', {
          exchange: groups.n,
        });
      if (known(urns.USER_SCHEMA)) return;
      const made = await scim.post('/Users', a.user());
      if (made.status === 201)
        fail(`a resource type with the schema ${urns.USER_SCHEMA}`, 'none, and /Users makes users');
      notApplicable(`the target has no users: POST /Users was answered ${describeAnswer(made)}`);
    },
  );

  must(
    'discovery.types-served.resource-type',
    {
      title: 'meta.resourceType is the name of the resource type',
      spec: ['RFC7643-6-06', 'RFC7643-3-01', 'RFC7643-3.1-28'],
      fix: 'Put the name of the resource type, letter for letter, into meta.resourceType.',
    },
    async ({ target, scim }) => {
      const own: Record<string, () => JsonObject> = { '/Users': () => user.resource, '/Groups': () => group.resource };
      const paths = target.declared.resourceTypes
        ? [...new Set(target.resourceTypes.map(({ endpoint }) => endpoint))]
        : notApplicable('no resource types are declared');
      await judgeEach(
        paths,
        (path) => path,
        async (path) => {
          const names = target.resourceTypes.filter(({ endpoint }) => endpoint === path).map(({ name }) => name);
          const resource = Object.hasOwn(own, path)
            ? own[path]?.()
            : resourcesOf(await scim.get(path, { query: { count: 1 } }))[0];
          if (!resource) notApplicable(`${path} shows no resource`);
          const said = read(resource, 'meta.resourceType');
          if (typeof said !== 'string' || !names.includes(said))
            fail(`meta.resourceType ${names.join(' or ')}`, `meta.resourceType ${show(said)}`);
        },
      );
    },
  );

  must(
    'discovery.types-served.single',
    {
      title: 'each resource type is read by itself',
      spec: ['RFC7644-4-09', 'RFC7644-3.4.1-05'],
      fix: 'Answer GET /ResourceTypes/{name} with the bare resource type.',
    },
    ({ target, scim }) =>
      judgeEach(typesOf(target), nameOf, async (type) => {
        const base = scim.url('');
        const location = read(type, 'meta.location');
        const path =
          typeof location === 'string' && location.startsWith(`${base}/`) ? location.slice(base.length) : undefined;
        const ways = [
          path,
          ...[text(type, 'id'), text(type, 'name')]
            .filter(Boolean)
            .map((id) => `/ResourceTypes/${encodeURIComponent(id)}`),
        ];
        let last;
        for (const way of new Set(ways.filter((each) => each !== undefined))) {
          last = await scim.get(way);
          if (last.status === 200) break;
        }
        if (!last) blocked(nameOf(type), 'the resource type has neither meta.location nor id nor name');
        if (last.status === 401 || last.status === 403) notApplicable(describeAnswer(last));
        expect(last).to.have.status(200);
        for (const name of ['name', 'endpoint', 'schema'])
          if (read(type, name) !== undefined && read(last.json, name) !== read(type, name))
            fail(`a resource type with ${name} ${show(read(type, name))}`, `${name} ${show(read(last.json, name))}`, {
              exchange: last.n,
            });
      }),
  );
});

/** Fails where nothing is served at the path. Refusing to list is an answer too. */
async function expectThere(scim: Scim, path: string): Promise<void> {
  const response = await scim.get(path, { query: { count: 1 } });
  const { status, mediaType } = response;
  if ([404, 410, 501].includes(status) || status >= 500)
    fail(`an answer of ${path}`, describeAnswer(response), { exchange: response.n });
  if (mediaType === 'text/html' && status < 400)
    fail(`JSON from ${path}`, describeAnswer(response), { exchange: response.n });
}
