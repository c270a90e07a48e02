import {
  describeAnswer,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  show,
  succeeded,
  urns,
  withValue,
  type Capabilities,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

/** Optional attributes, of some names, that the target publishes as readWrite. */
function optional(target: Capabilities, names: readonly string[], multiValued: boolean): string[] {
  return names.filter((name) => {
    const definition = target.attribute('/Users', name);
    return (
      definition !== undefined &&
      !definition.required &&
      definition.mutability === 'readWrite' &&
      definition.multiValued === multiValued
    );
  });
}

const DEPARTMENT = `${urns.ENTERPRISE_USER_SCHEMA}:department`;
const SINGLE = ['nickName', 'title', 'profileUrl'];
const MULTIPLE = ['phoneNumbers', 'addresses'];
const RARE = ['photos', 'ims'];
/** Asked for where the target has none of the above: servers derive or require them more often. */
const OTHERWISE = { single: ['displayName'], multiple: ['emails'] };

interface Names {
  single?: string;
  multiple: string[];
  all: string[];
}

/** The names that a target lets clients leave out; not applicable where there is none. */
function namesOf(target: Capabilities): Names {
  const several = (names: readonly string[], otherwise: readonly string[], multiValued: boolean): string[] => {
    const found = optional(target, names, multiValued);
    return found.length > 0 ? found : optional(target, otherwise, multiValued);
  };
  const single = several(SINGLE, OTHERWISE.single, false);
  const complex =
    target.attribute('/Users', 'name.familyName')?.required === true ? [] : optional(target, ['name'], false);
  const multiple = several(MULTIPLE, OTHERWISE.multiple, true);
  const all = [...single, ...complex, ...multiple];
  if (all.length === 0) notApplicable('the target publishes no optional attribute of those asked for');
  return { ...(single[0] === undefined ? {} : { single: single[0] }), multiple, all };
}

type State = 'absent' | 'null' | 'empty';

/** The enterprise extension with nothing but nulls, as Entra sends it, where the target requires nothing of it. */
function nullExtension({ enterprise }: Capabilities): JsonObject {
  if (!enterprise || enterprise.attributes.some(({ required }) => required)) return {};
  const names = enterprise.attributes.map(({ name }) => name);
  return {
    schemas: [urns.USER_SCHEMA, enterprise.id],
    [enterprise.id]: Object.fromEntries(names.map((name) => [name, null])),
  };
}

async function created({ scim, a, target }: Context, state: State): Promise<{ post: ScimResponse; got: ScimResponse }> {
  const names = namesOf(target);
  const values = Object.fromEntries(
    names.all.map((name) => [name, state === 'empty' && names.multiple.includes(name) ? [] : null]),
  );
  const body = a.user({ without: names.all, ...(state === 'absent' ? {} : { ...values, ...nullExtension(target) }) });
  const post = await scim.post('/Users', body);
  const id = succeeded(post) ? String(read(resourceOf(post), 'id')) : '';
  return { post, got: succeeded(post) ? await scim.get(`/Users/${encodeURIComponent(id)}`) : post };
}

/** What is assigned of some attributes, without the marks in which two users differ. */
function stateOf(resource: JsonObject, names: readonly string[]): string {
  return names.filter((name) => readAll(resource, name).some((value) => !isEmpty(value))).join(', ') || 'none of them';
}

function isEmpty(value: unknown): boolean {
  return value === null || (isObject(value) && Object.values(value).every((part) => isEmpty(part)));
}

/** Sub-attributes that many a person or address lacks. */
const PARTS = ['name.middleName', 'name.honorificPrefix', 'emails.display', 'addresses.formatted'];

scenario('Unassigned parts of values', { needs: 'users' }, () => {
  must(
    'schema.null.parts',
    {
      title: 'null for a part of a value is as if the part were left out',
      spec: 'RFC7643-2.5-01',
      fix: 'Treat null as unassigned in complex attributes and in elements of lists, too.',
      why: 'Typed clients send every part that they know of, with null where there is nothing.',
    },
    async ({ scim, a, target }) => {
      const parts = PARTS.filter((path) => {
        const definition = target.attribute('/Users', path);
        return definition !== undefined && !definition.required && target.mayChange('/Users', path);
      });
      if (parts.length === 0) notApplicable('the target publishes none of those asked for as optional');
      const plain = a.user({ with: ['addresses'] });
      const response = await scim.post(
        '/Users',
        parts.reduce<JsonObject>((user, path) => withValue(user, path, null), plain),
      );
      if (!succeeded(response)) {
        const control = await scim.post('/Users', plain);
        if (!succeeded(control)) notApplicable(`a user without them was answered ${describeAnswer(control)}`);
        fail('null to be accepted like an absent part', describeAnswer(response), { exchange: response.n });
      }
      const got = await scim.get(pathOf(response));
      const resource = resourceOf(got);
      for (const path of parts)
        if (readAll(resource, path).some((value) => value === 'null' || value === ''))
          fail(`no ${path}`, `${path} ${show(readAll(resource, path)[0])}`, { exchange: got.n });
    },
  );
});

scenario('Unassigned: left out, null and empty', () => {
  const absent = given('a user is posted without optional attributes', (context) => created(context, 'absent'));
  const nulls = given('a user is posted with null for them', (context) => created(context, 'null'));
  const empty = given('a user is posted with [] for the multi-valued one', (context) => created(context, 'empty'));

  must(
    'schema.null.equal',
    {
      title: 'left out, null and [] in a POST give the same state',
      spec: 'RFC7643-2.5-01',
      fix: 'Treat null and [] as if the attribute were not there.',
      why: 'Providers send null or [] for what a person does not have.',
    },
    ({ target }) => {
      const { all } = namesOf(target);
      if (!succeeded(absent.value.post))
        notApplicable(`a user without ${all.join(', ')} was answered ${describeAnswer(absent.value.post)}`);
      const wanted = stateOf(resourceOf(absent.value.got), all);
      for (const [state, { post, got }] of [
        ['null', nulls.value],
        ['[]', empty.value],
      ] as const) {
        if (!succeeded(post)) fail(`${state} to be accepted like an absent attribute`, describeAnswer(post));
        const found = stateOf(resourceOf(got), all);
        if (found !== wanted)
          fail(`${wanted} assigned after a POST with ${state}`, `${found} assigned`, { exchange: got.n });
        for (const name of all) {
          const value = read(resourceOf(got), name);
          if (value === 'null' || value === '[]' || value === '')
            fail(`no ${name}`, `${name} ${JSON.stringify(value)}`, { exchange: got.n });
        }
      }
    },
  );

  const written = given('a user with these attributes is posted', ({ scim, a, target }) => {
    const { all } = namesOf(target);
    return scim.post('/Users', a.user({ with: all.filter((name) => [...SINGLE, ...MULTIPLE].includes(name)) }));
  });
  const before = given('the user is read', ({ scim }) => scim.get(written.path));
  const cleared = given('they are replaced by null and [] in a PUT', ({ scim, target }) => {
    const { all, multiple } = namesOf(target);
    return scim.put(written.path, {
      ...written.sent,
      id: written.id,
      ...Object.fromEntries(all.map((name) => [name, multiple.includes(name) ? [] : null])),
    });
  });
  const after = given('the user is read again', ({ scim }) => scim.get(written.path));

  must(
    'schema.null.cleared',
    {
      title: 'null and [] unassign, for filters with pr, too',
      spec: 'RFC7643-2.5-02',
      fix: 'Remove the value when null or [] arrives, and do not count what is unassigned as present.',
    },
    async ({ scim, target }) => {
      const { all } = namesOf(target);
      const due = all.filter((name) => readAll(before.resource, name).length > 0);
      if (due.length === 0) notApplicable(`the target stores none of ${all.join(', ')}`);
      if ([405, 501].includes(cleared.response.status)) notApplicable('the target does not support PUT');
      if (!succeeded(cleared.response)) fail('null and [] to be accepted', describeAnswer(cleared.response));
      for (const name of due) {
        const now = readAll(after.resource, name).filter((value) => !isEmpty(value));
        // A server may fill the gap with a default of its own.
        const same = now.some((value) => readAll(before.resource, name).some((old) => isSame(old, value)));
        if (same) fail(`${name} unassigned after the PUT`, `${name} ${show(now[0])}`, { exchange: after.response.n });
      }
      if (target.lacks('filter') !== undefined) return;
      for (const name of due) {
        if (readAll(after.resource, name).some((value) => !isEmpty(value))) continue;
        const filter = `userName eq ${JSON.stringify(read(after.resource, 'userName'))}`;
        const found = await scim.get('/Users', { query: { filter: `${filter} and ${name} pr` } });
        const plain = await scim.get('/Users', { query: { filter } });
        const holds = (response: ScimResponse): boolean =>
          resourcesOf(response).some((user) => read(user, 'id') === written.id);
        if (!succeeded(found) || !holds(plain)) continue;
        if (holds(found)) fail(`no match for ${name} pr once it is unassigned`, 'a match', { exchange: found.n });
      }
    },
  );

  must(
    'schema.null.patched',
    {
      title: 'PATCH replace by null or [] unassigns, or is refused',
      spec: 'RFC7643-2.5-02',
      fix: 'Remove the value when a replace brings null or [], or answer 400; never report success for nothing.',
      needs: 'patch',
    },
    async ({ scim, a, target }) => {
      const { single, multiple } = namesOf(target);
      const [first, second] = multiple;
      const [third] = optional(target, RARE, true);
      const mayGo = (path: string): boolean =>
        target.attribute('/Users', path)?.required === false && target.mayChange('/Users', path);
      /** What is cleared, and how: by its path, or without one. */
      const clearing = Object.entries<JsonObject>({
        ...(single === undefined ? {} : { [single]: { path: single, value: null } }),
        ...(first === undefined ? {} : { [first]: { path: first, value: [] } }),
        ...(second === undefined ? {} : { [second]: { value: { [second]: [] } } }),
        ...(third === undefined ? {} : { [third]: { path: third, value: null } }),
        title: { value: { title: null } },
        'name.middleName': { path: 'name.middleName', value: null },
        'name.honorificSuffix': { path: 'name', value: { honorificSuffix: null } },
        [DEPARTMENT]: { path: DEPARTMENT, value: null },
      }).filter(([path]) => path === single || path === third || multiple.includes(path) || mayGo(path));
      const paths = clearing.map(([path]) => path);
      const parts = paths.filter((path) => path.startsWith('name.'));
      const made = a.user({
        with: [
          ...paths.filter((path) => !parts.includes(path) && path !== DEPARTMENT),
          ...(paths.includes(DEPARTMENT) ? ['enterprise'] : []),
        ],
      });
      const body = parts.reduce((user, path) => withValue(user, path, `Value ${a.marker()}`), made);
      const at = pathOf(await scim.post('/Users', body));
      const stored = resourceOf(await scim.get(at));
      const answers = new Map<string, ScimResponse>();
      for (const [path, operation] of clearing)
        if (readAll(stored, path).length > 0)
          answers.set(path, await scim.patch(at, [{ op: 'replace', ...operation }]));
      const now = await scim.get(at);
      await judgeEach(
        clearing,
        ([path]) => path,
        ([path, { value = null }]) => {
          const response = answers.get(path) ?? notApplicable('the target does not store it');
          if (isServerFault(response)) fail(`no ${path}, or a 400`, describeAnswer(response), { exchange: response.n });
          if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
          const old = readAll(stored, path);
          const same = readAll(resourceOf(now), path).find((each) => old.some((one) => isSame(one, each)));
          if (same !== undefined)
            fail(`no ${path} after a replace by ${JSON.stringify(value)}`, `${path} ${show(same)}`, {
              exchange: now.n,
            });
        },
      );
    },
  );

  may(
    'schema.null.shown',
    {
      title: 'how unassigned attributes are shown',
      spec: 'RFC7643-2.5-03',
      fix: 'Nothing to do: leaving them out and showing null or [] are both legal.',
    },
    ({ target }) => {
      const { all } = namesOf(target);
      const resource = resourceOf(absent.value.got);
      const shown = Object.entries(resource).filter(
        ([name, value]) =>
          all.some((each) => each.toLowerCase() === name.toLowerCase()) &&
          (value === null || (Array.isArray(value) && value.length === 0)),
      );
      return shown.length === 0 ? 'left out' : `shown as ${JSON.stringify(shown[0]?.[1])}`;
    },
  );

  may(
    'schema.null.empty-string',
    {
      title: 'an empty string for an optional attribute',
      spec: 'RFC7643-2.3.1-02',
      fix: 'Store it, treat it as unassigned, or refuse it with a 400.',
    },
    async ({ scim, target }) => {
      const { single } = namesOf(target);
      if (single === undefined) notApplicable('no optional string is published');
      const put = await scim.put(written.path, { ...written.sent, id: written.id, [single]: '' });
      if (!succeeded(put)) return `refused: ${describeAnswer(put)}`;
      const value = read(resourceOf(await scim.get(written.path)), single);
      return value === undefined ? 'unassigned' : `stored as ${show(value)}`;
    },
  );
});

const isSame = (old: unknown, now: unknown): boolean => show(old).toLowerCase() === show(now).toLowerCase();
