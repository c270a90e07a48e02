import {
  describeAnswer,
  expect,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  urns,
  type Capabilities,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { documentsOf } from './_published.js';
import { subjects } from './_samples.js';
import { shownResources } from './_values.js';

const lower = (resource: unknown): string[] => readAll(resource, 'schemas').map((urn) => String(urn).toLowerCase());

/** Top-level members that are named by a URN and hold something. */
function containers(resource: JsonObject): string[] {
  return Object.keys(resource).filter((name) => {
    const value = resource[name];
    return (
      name.includes(':') && isObject(value) && Object.values(value).some((part) => part !== null && part !== undefined)
    );
  });
}

scenario('The schemas attribute of users and groups', () => {
  const user = given('a user is posted', ({ scim, a, target }) =>
    scim.post('/Users', target.enterprise ? a.enterpriseUser() : a.user()),
  );
  const read1 = given('it is read', ({ scim }) => scim.get(user.path));
  const put = given('it is put', ({ scim }) => scim.put(user.path, user.sent));
  const listed = given('it is listed', { needs: 'filter' }, ({ scim, settle }) =>
    settle(
      () => scim.get('/Users', { query: { filter: `userName eq "${String(read(user.resource, 'userName'))}"` } }),
      (response) => resourcesOf(response).length > 0,
    ),
  );
  const group = given('a group is posted and read', { needs: 'groups' }, async ({ scim, a }) =>
    scim.get(pathOf(await scim.post('/Groups', a.group()))),
  );
  const changed = given('an extension comes by PATCH, and stays by PUT and PATCH', async ({ scim, a, target }) => {
    if (!target.enterprise) return [];
    const urn = urns.ENTERPRISE_USER_SCHEMA;
    const seen: ScimResponse[] = [];
    const bare = await scim.post('/Users', a.user());
    const path = `${urn}:department`;
    if (target.lacks('patch') === undefined && succeeded(bare)) {
      await scim.patch(pathOf(bare), [{ op: 'add', path, value: `Dept ${a.marker()}` }]);
      seen.push(await scim.get(pathOf(bare)));
      await scim.patch(pathOf(bare), [{ op: 'replace', path: 'displayName', value: `Listed ${a.marker()}` }]);
      seen.push(await scim.get(pathOf(bare)));
    }
    for (const schemas of [[urns.USER_SCHEMA, urn], [urns.USER_SCHEMA]]) {
      if (succeeded(await scim.put(user.path, { ...user.sent, schemas }))) seen.push(await scim.get(user.path));
    }
    return seen;
  });
  const full = given('every type has a full resource', async ({ target }) => {
    const samples = new Set((await subjects(target)).map(({ sample }) => sample));
    return [...samples].map(({ created }) => created.read);
  });
  const written = given('full resources are written', () => shownResources().catch(() => []));
  /** Every full representation seen, with the answer it came in. */
  const seen = (target: Capabilities): [JsonObject, ScimResponse][] => {
    const found: [JsonObject, ScimResponse][] = [[resourceOf(read1.response), read1.response]];
    for (const response of [user.response, put.response])
      if (succeeded(response) && isObject(response.json)) found.push([response.json, response]);
    if (target.lacks('filter') === undefined)
      for (const each of resourcesOf(listed.response)) found.push([each, listed.response]);
    if (target.lacks('groups') === undefined) found.push([resourceOf(group.response), group.response]);
    return found;
  };
  /** Those that name schemas at all: the others are told of by one check. */
  const named = (target: Capabilities): [JsonObject, ScimResponse][] =>
    seen(target).filter(([resource]) => lower(resource).length > 0);
  const changes = (): [JsonObject, ScimResponse][] => changed.value.map((response) => [resourceOf(response), response]);
  /** Answers to the writes of full resources, the list as a message, and the discovery documents. */
  const others = (target: Capabilities): [JsonObject, ScimResponse][] => [
    ...written.value.map(({ resource, response }): [JsonObject, ScimResponse] => [resource, response]),
    ...documentsOf(target).map(({ item, from }): [JsonObject, ScimResponse] => [item, from]),
    ...(target.lacks('filter') === undefined && isObject(listed.response.json)
      ? [[listed.response.json, listed.response] as [JsonObject, ScimResponse]]
      : []),
  ];
  const name = ([, { method, path, n }]: [JsonObject, ScimResponse]): string =>
    `${method} ${path.split('?')[0] ?? ''} (#${n})`;

  must(
    'schema.schemas-attribute.present',
    {
      title: 'every representation has schemas, an array of URIs, not empty',
      spec: ['RFC7643-3-03', 'RFC7643-3-04', 'RFC7643-3-05'],
      fix: 'Put "schemas": ["urn:…"] into every resource, in lists and answers to writes, too.',
    },
    ({ target }) =>
      judgeEach(seen(target), name, ([resource, response]) => {
        const schemas = member(resource, 'schemas');
        if (
          !Array.isArray(schemas) ||
          schemas.length === 0 ||
          !schemas.every((urn) => typeof urn === 'string' && /^[a-z][a-z0-9+.-]*:\S+$/i.test(urn))
        )
          fail('schemas as an array of URIs', JSON.stringify(schemas) ?? 'none', { exchange: response.n });
      }),
  );

  must(
    'schema.schemas-attribute.base',
    {
      title: 'schemas holds the base schema of the resource type',
      spec: ['RFC7643-3.3-03', 'RFC7643-3-10'],
      fix: 'List the base schema always, extensions besides it.',
    },
    ({ target }) =>
      judgeEach(named(target), name, ([resource, response]) => {
        const wanted = response.path.startsWith('/Groups')
          ? (target.group?.core.id ?? urns.GROUP_SCHEMA)
          : (target.user?.core.id ?? urns.USER_SCHEMA);
        if (!lower(resource).includes(wanted.toLowerCase()))
          fail(wanted, JSON.stringify(member(resource, 'schemas')) ?? 'none', { exchange: response.n });
        if (member(resource, wanted) !== undefined)
          fail('core attributes at the top', `a member ${wanted}`, { exchange: response.n });
      }),
  );

  must(
    'schema.schemas-attribute.own',
    {
      title: 'schemas lists only what belongs to the resource type',
      spec: 'RFC7643-3-06',
      fix: 'List the base schema and registered extensions alone; register what you return in /ResourceTypes.',
    },
    ({ target }) => {
      if (!target.declared.resourceTypes) notApplicable('the target declares no resource types');
      return judgeEach(seen(target), name, ([resource, response]) => {
        const model = response.path.startsWith('/Groups') ? target.group : target.user;
        if (!model) notApplicable('the type is not declared');
        const own = [model.type.schema, ...model.type.schemaExtensions.map(({ schema }) => schema)].map((urn) =>
          urn.toLowerCase(),
        );
        const strange = lower(resource).filter((urn) => !own.includes(urn));
        if (strange.length > 0) fail(`only ${own.join(', ')}`, strange.join(', '), { exchange: response.n });
      });
    },
  );

  must(
    'schema.schemas-attribute.once',
    {
      title: 'schemas lists no URI twice',
      spec: 'RFC7643-3-07',
      fix: 'Treat schemas as a set.',
    },
    ({ target }) =>
      judgeEach([...named(target), ...changes(), ...others(target)], name, ([resource, response]) => {
        const all = lower(resource);
        if (new Set(all).size !== all.length)
          fail('each URI once', JSON.stringify(member(resource, 'schemas')), { exchange: response.n });
      }),
  );

  must(
    'schema.schemas-attribute.containers-listed',
    {
      title: 'an extension with data is listed in schemas',
      spec: 'RFC7643-3.3-05',
      fix: 'Add the URN of every extension that holds data to schemas.',
    },
    ({ target }) =>
      judgeEach(
        [
          ...named(target),
          ...changes(),
          ...full.value.map((response): [JsonObject, ScimResponse] => [resourceOf(response), response]),
        ].filter(([resource]) => containers(resource).length > 0),
        name,
        ([resource, response]) => {
          const missing = containers(resource).filter((urn) => !lower(resource).includes(urn.toLowerCase()));
          if (missing.length > 0)
            fail(`schemas with ${missing[0]}`, JSON.stringify(member(resource, 'schemas')), { exchange: response.n });
        },
        'no extension data is shown',
      ),
  );

  may(
    'schema.schemas-attribute.without-data',
    {
      title: 'extensions that are listed without data',
      spec: 'RFC7643-3.3-02',
      fix: 'Nothing: listing an extension without data is legal.',
    },
    () => {
      const resource = read1.resource;
      const empty = lower(resource).filter(
        (urn) => urn.includes(':extension:') && !containers(resource).some((each) => each.toLowerCase() === urn),
      );
      return empty.length > 0 ? empty.join(', ') : 'none';
    },
  );

  must(
    'schema.schemas-attribute.unknown-extension',
    {
      title: 'an unknown extension URN in a body is not listed afterwards',
      spec: 'RFC7643-3-06',
      fix: 'Refuse or drop extensions that the resource type does not have.',
    },
    async ({ scim, a, target }) => {
      expect(user.response).to.succeeded();
      if (!target.declared.resourceTypes) notApplicable('the target declares no resource types');
      const strange = 'urn:ietf:params:scim:schemas:extension:scimspec:2.0:User';
      const response = await scim.post(
        '/Users',
        a.user({ schemas: [urns.USER_SCHEMA, strange], [strange]: { word: 'x' } }),
      );
      if (isServerFault(response))
        fail('the extension dropped, or a 4xx', describeAnswer(response), { exchange: response.n });
      if (!succeeded(response)) return `refused: ${describeAnswer(response)}`;
      const now = resourceOf(await scim.get(pathOf(response)));
      if (lower(now).includes(strange.toLowerCase())) fail('schemas without it', strange);
      return 'dropped';
    },
  );

  must(
    'schema.schemas-attribute.duplicate-in-body',
    {
      title: 'a URI listed twice in a body is stored once, or refused',
      spec: 'RFC7643-3-07',
      fix: 'Treat schemas as a set.',
    },
    async ({ scim, a }) => {
      expect(user.response).to.succeeded();
      const response = await scim.post('/Users', a.user({ schemas: [urns.USER_SCHEMA, urns.USER_SCHEMA] }));
      if (!succeeded(response)) return `refused: ${describeAnswer(response)}`;
      const all = lower(resourceOf(await scim.get(pathOf(response))));
      if (new Set(all).size !== all.length) fail('each URI once', all.join(', '));
      return 'stored once';
    },
  );
});

scenario('Extensions in bodies and answers', { needs: 'enterprise' }, () => {
  const urn = urns.ENTERPRISE_USER_SCHEMA;
  const user = given('a user with the enterprise extension is posted', ({ scim, a }) =>
    scim.post('/Users', a.enterpriseUser()),
  );
  const got = given('it is read', ({ scim }) => scim.get(user.path));

  must(
    'schema.schemas-attribute.container',
    {
      title: 'extension attributes live in an object named by the extension URI',
      spec: ['RFC7643-3-11', 'RFC7643-3.3-08'],
      fix: 'Return {"urn:…:enterprise:2.0:User": {"employeeNumber": …}}, not flat and not at the top.',
    },
    () => {
      const resource = got.resource;
      const flat = Object.keys(resource).find(
        (name) =>
          name.toLowerCase().startsWith(`${urn.toLowerCase()}:`) ||
          name.toLowerCase().startsWith(`${urn.toLowerCase()}.`),
      );
      if (flat) fail(`an object ${urn}`, `a member ${flat}`, { exchange: got.response.n });
      const inside = member(resource, urn);
      const sent = user.sent[urn] as JsonObject;
      if (inside === undefined || inside === null) {
        for (const name of Object.keys(sent))
          if (member(resource, name) === sent[name])
            fail(`${name} inside ${urn}`, `${name} at the top`, { exchange: got.response.n });
        notApplicable('the target shows no enterprise attributes');
      }
      if (!isObject(inside)) fail(`an object ${urn}`, JSON.stringify(inside), { exchange: got.response.n });
    },
  );

  should(
    'schema.schemas-attribute.additive',
    {
      title: 'an extension object holds attributes of that extension alone',
      spec: 'RFC7643-3.3-01',
      fix: 'Keep core and vendor attributes out of the extension object.',
    },
    ({ target }) => {
      const inside = member(got.resource, urn);
      if (!isObject(inside)) notApplicable('the target shows no enterprise attributes');
      const known = (target.enterprise?.attributes ?? []).map(({ name }) => name.toLowerCase());
      const strange = Object.keys(inside).filter((name) => !known.includes(name.toLowerCase()));
      if (strange.length > 0) fail('attributes of the extension', strange.join(', '), { exchange: got.response.n });
    },
  );

  must(
    'schema.schemas-attribute.order',
    {
      title: 'the order of schemas in a body has no effect',
      spec: 'RFC7643-3-08',
      fix: 'Look the base schema up by its URN, not by its position.',
    },
    async ({ scim, a }) => {
      expect(user.response).to.succeeded();
      const body = a.enterpriseUser();
      const response = await scim.post('/Users', { ...body, schemas: [urn, urns.USER_SCHEMA] });
      expect(response).to.succeeded();
      const now = resourceOf(await scim.get(pathOf(response)));
      expect(now).to.hold('userName', read(body, 'userName'));
      const kept = ['employeeNumber', 'department'].filter(
        (name) => read(got.resource, `${urn}:${name}`) !== undefined,
      );
      for (const name of kept) expect(now).to.hold(`${urn}:${name}`, read(body, `${urn}:${name}`));
      const put = await scim.put(user.path, { ...user.sent, schemas: [urn, urns.USER_SCHEMA] });
      if (!succeeded(put)) {
        if (succeeded(await scim.put(user.path, user.sent)))
          fail('the base schema found in second place, too', describeAnswer(put), { exchange: put.n });
        return;
      }
      const after = resourceOf(await scim.get(user.path));
      for (const name of kept) expect(after).to.hold(`${urn}:${name}`, read(got.resource, `${urn}:${name}`));
    },
  );
});
