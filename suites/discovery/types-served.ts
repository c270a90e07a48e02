import {
  blocked,
  describeAnswer,
  expect,
  fail,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  scenario,
  show,
  totalOf,
  urns,
  type Capabilities,
  type JsonObject,
  type Scim,
} from '../../harness/language.js';
import { endpointPath, nameOf, text, typesOf } from './_documents.js';

/** Where RFC 7644 section 3.2 puts the types of the core schemas. */
const WANTED: ReadonlyMap<string, string> = new Map([
  [urns.USER_SCHEMA.toLowerCase(), '/Users'],
  [urns.GROUP_SCHEMA.toLowerCase(), '/Groups'],
]);

interface Announced {
  type: JsonObject;
  path: string;
  /** The endpoint that its schema asks for; undefined for types of other schemas. */
  wanted: string | undefined;
}

/** The resource types that give an endpoint. */
function announced(target: Capabilities, scim: Scim): Announced[] {
  return typesOf(target)
    .filter((type) => text(type, 'endpoint') !== '')
    .map((type) => ({
      type,
      path: endpointPath(text(type, 'endpoint'), scim.url('')),
      wanted: WANTED.get(text(type, 'schema').toLowerCase()),
    }));
}

scenario('What the resource types announce', () => {
  must(
    'discovery.types-served.core-served',
    {
      title: 'users and groups are served where their resource types say',
      spec: ['RFC7644-3.2-01', 'RFC7644-4-13', 'RFC7643-6-09'],
      fix: 'Serve users and groups, /Users and /Groups by convention, at the endpoints that you announce.',
    },
    ({ target, scim }) =>
      judgeEach(
        WANTED.values(),
        (wanted) => wanted,
        async (wanted) => {
          const paths = announced(target, scim)
            .filter((each) => each.wanted === wanted)
            .map(({ path }) => path);
          if (paths.length === 0) notApplicable(`no resource type is announced for ${wanted}`);
          // Another path than the usual one is as good, where the resource type announces it.
          for (const path of paths) await expectThere(scim, path);
        },
        'neither users nor groups are announced',
      ),
  );

  must(
    'discovery.types-served.user-schema',
    {
      title: 'the type User has the schema of users, and the type Group has not',
      spec: ['RFC7643-4.1-01', 'RFC7643-4.2-01'],
      fix: `Give the resource type User the schema ${urns.USER_SCHEMA}, and Group ${urns.GROUP_SCHEMA}.`,
    },
    ({ target }) =>
      judgeEach(
        typesOf(target).filter((type) => /^(user|group)$/i.test(text(type, 'name')) && text(type, 'schema') !== ''),
        nameOf,
        (type) => {
          const schema = text(type, 'schema');
          const isUser = text(type, 'name').toLowerCase() === 'user';
          // A vendor may have groups of its own making; they are no users.
          if ((schema.toLowerCase() === urns.USER_SCHEMA.toLowerCase()) !== isUser)
            fail(`the schema ${isUser ? urns.USER_SCHEMA : urns.GROUP_SCHEMA}`, `the schema ${schema}`);
        },
        'no type is named User or Group',
      ),
  );

  must(
    'discovery.types-served.others-served',
    {
      title: 'each further resource type is served at its endpoint',
      spec: ['RFC7644-4-13', 'RFC7643-6-09'],
      fix: 'Announce only resource types that are there.',
    },
    ({ target, scim }) => {
      const all = announced(target, scim);
      const atHome = (wanted: string): boolean => all.some((each) => each.path === wanted && each.wanted === wanted);
      return judgeEach(
        all.filter(({ path, wanted }) => wanted === undefined || (path !== wanted && atHome(wanted))),
        ({ type }) => nameOf(type),
        ({ path }) => expectThere(scim, path),
        'there are no further resource types',
      );
    },
  );

  must(
    'discovery.types-served.complete',
    {
      title: 'the types of users and groups that are served are announced',
      spec: 'RFC7644-4-08',
      fix: 'List every resource type that is served in /ResourceTypes.',
    },
    async ({ target, scim, a }) => {
      const all = announced(target, scim);
      const known = (place: string): boolean =>
        all.some(({ path, wanted }) => path === place || wanted === place) ||
        typesOf(target).some((type) => text(type, 'endpoint') === '');
      const { groups } = target.discovery;
      if (groups?.status === 200 && typeof totalOf(groups) === 'number' && !known('/Groups'))
        fail('a resource type for /Groups', 'none, and /Groups lists groups', { exchange: groups.n });
      if (known('/Users')) return;
      const made = await scim.post('/Users', a.user());
      if (made.status === 201) fail('a resource type for /Users', 'none, and /Users makes users');
      notApplicable(`the target has no users: POST /Users was answered ${describeAnswer(made)}`);
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
        for (const urn of readAll(type, 'schemas'))
          if (!readAll(last.json, 'schemas').some((each) => String(each).toLowerCase() === String(urn).toLowerCase()))
            fail(`schemas with ${show(urn)}, as in the list`, `schemas ${show(read(last.json, 'schemas'))}`, {
              exchange: last.n,
            });
        const listed = extensionsIn(type);
        const alone = extensionsIn(last.json);
        if (listed !== alone)
          fail(`the schemaExtensions of the list: ${listed || 'none'}`, alone || 'none', { exchange: last.n });
      }),
  );
});

/** The extensions of a resource type with their flags, in an order that can be compared. */
function extensionsIn(type: unknown): string {
  return readAll(type, 'schemaExtensions')
    .map((each) => `${String(read(each, 'schema')).toLowerCase()} (required ${show(read(each, 'required'))})`)
    .sort()
    .join(', ');
}

/** Fails where nothing is served at the path. Refusing to list is an answer too. */
async function expectThere(scim: Scim, path: string): Promise<void> {
  const response = await scim.get(path, { query: { count: 1 } });
  const { status, mediaType } = response;
  if ([404, 410, 501].includes(status) || status >= 500)
    fail(`an answer of ${path}`, describeAnswer(response), { exchange: response.n });
  if (mediaType === 'text/html' && status < 400)
    fail(`JSON from ${path}`, describeAnswer(response), { exchange: response.n });
}
