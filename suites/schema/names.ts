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
  oracle,
  pathOf,
  read,
  readAll,
  resourceOf,
  sameText,
  scenario,
  should,
  succeeded,
  urns,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { rawDefinitions } from './_published.js';

/** Letters, digits, $, - and _ after a letter; `$ref` is the RFC's own exception. */
const NAME = /^(\$ref|[A-Za-z][A-Za-z0-9$_-]*)$/i;
const NAMES_OF_USER = ['userName', 'externalId', 'displayName', 'name', 'emails', 'active', 'title'];

/** All keys of an object and of the objects in it changed, URNs left alone. */
function renamed(value: unknown, change: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renamed(item, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.includes(':') ? name : change(name), renamed(item, change)]),
  );
}

/** The members of all objects the other way round. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, item]) => [name, reversed(item)] as const)
      .reverse(),
  );
}

const upper = (name: string): string => name.toUpperCase();
const swapped = (name: string): string =>
  /^[a-z]/.test(name) ? name.charAt(0).toUpperCase() + name.slice(1).toLowerCase() : name.toLowerCase();

scenario('Attribute names', () => {
  const control = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const stored = given('the user is read', ({ scim }) => scim.get(control.path));

  must(
    'schema.names.any-case',
    {
      title: 'attribute names in a body are understood in any letter case',
      spec: 'RFC7643-2.1-02',
      fix: 'Look attributes up without regard to letter case, sub-attributes and schemas included.',
      why: 'Deserializers that match keys exactly drop the value or refuse the request.',
    },
    async ({ scim, a, target }) => {
      const model = target.user ?? oracle.userModel;
      const kept = Object.keys(control.sent).filter((name) => {
        const sent = { [name]: member(control.sent, name) ?? null };
        return oracle.differences(sent, stored.resource, model).length === 0;
      });
      for (const change of [upper, swapped]) {
        const plain = a.user({ with: ['title'] });
        const response = await scim.post('/Users', renamed(plain, change) as JsonObject);
        if (!succeeded(response))
          fail(`names like ${change('userName')} to be accepted`, describeAnswer(response), { exchange: response.n });
        const got = await scim.get(`/Users/${encodeURIComponent(String(read(resourceOf(response), 'id')))}`);
        const found = oracle
          .differences(plain, resourceOf(got), model)
          .filter(({ path }) => kept.some((name) => path.toLowerCase().startsWith(name.toLowerCase())));
        if (found[0])
          fail(
            `${found[0].path} stored when it is sent as ${change(found[0].path)}`,
            `${found[0].path} ${JSON.stringify(found[0].got) ?? 'without a value'}`,
            { exchange: got.n },
          );
      }
    },
  );

  must(
    'schema.names.put-any-case',
    {
      title: 'attribute names in a PUT are understood in any letter case',
      spec: 'RFC7643-2.1-02',
      fix: 'Look attributes up without regard to letter case in PUT, too.',
    },
    async ({ scim, a }) => {
      if (read(stored.resource, 'title') === undefined) notApplicable('the target does not store a title');
      const title = `Title ${a.marker()}`;
      const body = { ...control.sent, id: control.id, title };
      const put = await scim.put(control.path, renamed(body, upper) as JsonObject);
      if (put.status === 405 || put.status === 501) notApplicable('the target does not support PUT');
      if (!succeeded(put)) {
        if (!succeeded(await scim.put(control.path, body)))
          notApplicable('a PUT in the usual spelling is refused, too');
        fail('TITLE to be accepted', describeAnswer(put), { exchange: put.n });
      }
      const got = await scim.get(control.path);
      if (!sameText(read(resourceOf(got), 'title'), title))
        fail(`title ${title} when it is sent as TITLE`, `title ${String(read(resourceOf(got), 'title'))}`, {
          exchange: got.n,
        });
    },
  );

  must(
    'schema.names.any-order',
    {
      title: 'the order of members in a body has no effect',
      spec: 'RFC7643-2.3.8-01',
      fix: 'Read the whole object before acting on it: "schemas" need not come first.',
    },
    async ({ scim, a, target }) => {
      const model = target.user ?? oracle.userModel;
      const plain = a.user({ with: ['title'] });
      const response = await scim.post('/Users', reversed(plain) as JsonObject);
      if (!succeeded(response)) {
        resourceOf(control.response);
        fail('a body with its members the other way round to be accepted', describeAnswer(response), {
          exchange: response.n,
        });
      }
      const got = await scim.get(`/Users/${encodeURIComponent(String(read(resourceOf(response), 'id')))}`);
      const lost = (sent: JsonObject, from: JsonObject): string[] =>
        oracle.differences(sent, from, model).map(({ path }) => path.replace(/\[.*?\]/g, ''));
      const usual = lost(control.sent, stored.resource);
      const now = lost(response.sent as JsonObject, resourceOf(got)).find((path) => !usual.includes(path));
      if (now !== undefined) fail(`${now} stored as in the usual order`, `without ${now}`, { exchange: got.n });
      if (target.lacks('groups') === undefined) {
        const turned = await scim.post('/Groups', reversed(a.group()) as JsonObject);
        if (!succeeded(turned) && succeeded(await scim.post('/Groups', a.group())))
          fail('a group with its members the other way round to be accepted', describeAnswer(turned), {
            exchange: turned.n,
          });
      }
      if (read(stored.resource, 'title') === undefined) return;
      const path = pathOf(response);
      const writes = {
        PUT: (title: string, turned: (body: unknown) => unknown) =>
          scim.put(path, turned({ ...plain, id: read(got.json, 'id'), title }) as JsonObject),
        PATCH: (title: string, turned: (body: unknown) => unknown) =>
          scim.patch(path, turned({ schemas: [urns.PATCH_OP], Operations: [titled(title)] }) as JsonObject),
      };
      for (const [method, write] of Object.entries(writes)) {
        if (method === 'PATCH' && target.lacks('patch') !== undefined) continue;
        const takes = async (turned: (body: unknown) => unknown): Promise<ScimResponse | undefined> => {
          const title = `Title ${a.marker()}`;
          const answer = await write(title, turned);
          const isStored = succeeded(answer) && sameText(read((await scim.get(path)).json, 'title'), title);
          return isStored ? undefined : answer;
        };
        const refused = await takes(reversed);
        if (refused && (await takes((body) => body)) === undefined)
          fail(`${method} with its members the other way round to be taken`, describeAnswer(refused), {
            exchange: refused.n,
          });
      }
    },
  );

  must(
    'schema.names.syntax',
    {
      title: 'attribute names are letters, digits, $, - and _ after a letter',
      spec: 'RFC7643-2.1-03',
      fix: 'Rename the attribute: no blanks, dots or colons, and a letter first.',
      why: 'Filters and PATCH paths cannot name it otherwise.',
    },
    ({ target }) =>
      judgeEach(
        namesIn(rawDefinitions(target)),
        ({ key }) => key,
        ({ name }) => {
          if (!NAME.test(name)) fail('a name of letters, digits, $, - and _', JSON.stringify(name));
        },
        'the target publishes no schemas',
      ),
  );

  should(
    'schema.names.ascii',
    {
      title: 'attribute names are plain ASCII',
      spec: 'RFC7643-2.1-04',
      fix: 'Keep attribute names to US-ASCII.',
    },
    ({ target }) =>
      judgeEach(
        namesIn(rawDefinitions(target)),
        ({ key }) => key,
        ({ name }) => {
          if (/[^\x20-\x7e]/.test(name)) fail('a name in ASCII', JSON.stringify(name));
        },
        'the target publishes no schemas',
      ),
  );

  may(
    'schema.names.published',
    {
      title: 'schemas at /Schemas, and the characteristics in them',
      spec: ['RFC7643-1.2-04', 'RFC7643-2.2-01'],
      fix: 'Nothing to do here: discovery has checks of its own.',
    },
    ({ target }) => {
      const definitions = [...rawDefinitions(target).values()];
      if (definitions.length === 0) return 'not exposed';
      const left = ['required', 'caseExact', 'mutability', 'returned', 'uniqueness'].filter((name) =>
        definitions.some((definition) => member(definition, name) === undefined),
      );
      return left.length === 0
        ? `exposed, ${definitions.length} definitions`
        : `exposed; left out in places: ${left.join(', ')}`;
    },
  );

  may(
    'schema.names.spelling',
    {
      title: 'letter case of attribute names in answers',
      spec: 'RFC7643-2.4-04',
      fix: 'Nothing to do: names have no letter case.',
    },
    () => {
      const subs = readAll(stored.resource, 'emails').flatMap((email) => (isObject(email) ? Object.keys(email) : []));
      const odd = Object.keys(stored.resource).filter((name) =>
        NAMES_OF_USER.some((each) => each.toLowerCase() === name.toLowerCase() && each !== name),
      );
      return `${odd.length === 0 ? 'as in the RFC' : `such as ${odd[0]}`}; sub-attributes of emails: ${[...new Set(subs)].join(', ') || 'none'}`;
    },
  );
});

const titled = (value: string): JsonObject => ({ op: 'replace', path: 'title', value });

function namesIn(definitions: Map<string, JsonObject>): { key: string; name: string }[] {
  return [...definitions].map(([key, definition]) => ({ key, name: String(read(definition, 'name')) }));
}
