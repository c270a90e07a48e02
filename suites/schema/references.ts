import {
  describeAnswer,
  entries,
  fail,
  given,
  isObject,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  postGroup,
  read,
  readAll,
  resolveUri,
  resourceOf,
  scenario,
  should,
  succeeded,
  type Capabilities,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { documentsOf, rawDefinitions } from './_published.js';

/** What RFC 3986 lets a URI reference consist of; internationalized ones may hold what is beyond ASCII. */
const URI_REFERENCE = /^(?:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2}|[^\x00-\x7f])+$/;
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:/i;

interface Reference {
  path: string;
  value: unknown;
  /** Id of the resource that it points at, where the suite knows it. */
  id: string | undefined;
  /** `/Users` or `/Groups`. */
  collection: string;
  from: ScimResponse;
}

/** The references that the server itself made in an answer. */
function referencesIn(response: ScimResponse, collection: string): Reference[] {
  const resource = response.json;
  if (!succeeded(response) || !isObject(resource)) return [];
  const found: Reference[] = [];
  const add = (path: string, holder: unknown, idPath: string, to: string, name = '$ref'): void => {
    const value = isObject(holder) ? read(holder, name) : undefined;
    const id = isObject(holder) ? read(holder, idPath) : undefined;
    if (value !== undefined)
      found.push({ path, value, id: typeof id === 'string' ? id : undefined, collection: to, from: response });
  };
  const location = read(resource, 'meta.location');
  if (location !== undefined)
    found.push({
      path: 'meta.location',
      value: location,
      id: String(read(resource, 'id')),
      collection,
      from: response,
    });
  for (const element of entries(resource, 'members')) add('members.$ref', element, 'value', '/Users');
  for (const element of entries(resource, 'groups')) add('groups.$ref', element, 'value', '/Groups');
  add('manager.$ref', read(resource, `${ENTERPRISE}:manager`), 'value', '/Users');
  return found;
}

/** The references in the discovery documents. */
function referencesOf(target: Capabilities): Reference[] {
  const paths = ['documentationUri', 'authenticationSchemes.specUri', 'authenticationSchemes.documentationUri'];
  return documentsOf(target).flatMap(({ item, from }) =>
    ['meta.location', ...paths].flatMap((path) =>
      readAll(item, path).map((value) => ({ path, value, id: undefined, collection: '', from })),
    ),
  );
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** Places where a reference may lead, as paths of the suites: below the service root, and against the resource's URI. */
function candidates({ value, from, collection, id }: Reference, { scim }: Context): string[] {
  const root = scim.url('');
  const text = String(value);
  const own = `${scim.url(collection)}/${encodeURIComponent(id ?? '')}`;
  const paths = [resolveUri(text, `${root}/`), resolveUri(text, `${from.url.split('?')[0]}`)].flatMap((url) => {
    if (!url) return [];
    // Behind a proxy the host may be another; path and version segment count.
    const base = new URL(root).pathname.replace(/\/+$/, '');
    const bare = base.replace(/\/v\d+$/i, '');
    const { pathname } = url;
    if (pathname.startsWith(`${base}/`)) return [pathname.slice(base.length)];
    if (bare !== '' && pathname.startsWith(`${bare}/`)) return [pathname.slice(bare.length)];
    if (pathname === new URL(own).pathname) return [`${collection}/${encodeURIComponent(id ?? '')}`];
    // A path from the root is taken below the service root, too; one that climbs out of it leads nowhere.
    return text.startsWith('/') || ABSOLUTE.test(text) ? [pathname] : [];
  });
  return [...new Set(paths)];
}

scenario('References that the server makes', () => {
  const boss = given('a manager is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const user = given('a user with that manager is posted', ({ scim, a, target }) =>
    scim.post(
      '/Users',
      target.enterprise
        ? {
            ...a.enterpriseUser(),
            [ENTERPRISE]: { ...enterpriseOf(a.enterpriseUser()), manager: a.manager(boss.id) },
          }
        : a.user(),
    ),
  );
  const group = given('a group with that user is posted', { needs: 'groups' }, ({ scim, a }) =>
    postGroup(scim, a.group({ members: [user.id] })),
  );
  const made = given('they are read', async ({ scim, target }) => {
    const reads = [await scim.get(boss.path), await scim.get(user.path)];
    const found = reads.flatMap((response) => {
      resourceOf(response);
      return referencesIn(response, '/Users');
    });
    if (target.lacks('groups') !== undefined || !succeeded(group.response)) return found;
    const read = await scim.get(group.path);
    resourceOf(read);
    return [...found, ...referencesIn(read, '/Groups')];
  });
  const nameOf = ({ path, from }: Reference): string => `${path} of ${from.path}`;

  must(
    'schema.references.uri',
    {
      title: 'a reference is a URI, absolute or relative',
      spec: 'RFC7643-2.3.7-01',
      fix: 'Percent-encode what a URI does not hold, blanks first of all.',
    },
    ({ target }) =>
      judgeEach([...made.value, ...referencesOf(target)], nameOf, ({ value, from }) => {
        if (typeof value === 'string' && value !== '' && !URI_REFERENCE.test(value))
          fail('a URI reference', JSON.stringify(value), { exchange: from.n });
      }),
  );

  must(
    'schema.references.string',
    {
      title: 'a reference is a JSON string',
      spec: 'RFC7643-2.3.7-05',
      fix: 'Write the URI itself, not an object or a number.',
    },
    ({ target }) =>
      judgeEach([...made.value, ...referencesOf(target)], nameOf, ({ value, from }) => {
        if (typeof value !== 'string') fail('a JSON string', JSON.stringify(value), { exchange: from.n });
      }),
  );

  must(
    'schema.references.http',
    {
      title: 'the URI of a resource is an HTTP address',
      spec: 'RFC7643-2.3.7-08',
      fix: 'Make references from the public base URL.',
    },
    (context) =>
      judgeEach(made.value, nameOf, ({ value, from }) => {
        if (typeof value !== 'string') notApplicable('it is no string');
        const url = resolveUri(value, `${context.scim.url('')}/`);
        if (!url || !/^https?:$/.test(url.protocol)) fail('an http or https URI', value, { exchange: from.n });
      }),
  );

  must(
    'schema.references.leads',
    {
      title: 'GET of a reference gives that resource, or a fitting status',
      spec: 'RFC7643-2.3.7-09',
      fix: 'Build $ref and meta.location from the endpoint and id of the resource that they name.',
    },
    (context) =>
      judgeEach(made.value, nameOf, async (reference) => {
        if (typeof reference.value !== 'string' || reference.id === undefined) notApplicable('its target is not known');
        const answers: ScimResponse[] = [];
        for (const path of candidates(reference, context)) answers.push(await context.scim.get(path));
        if (answers.some((answer) => succeeded(answer) && read(answer.json, 'id') === reference.id)) return;
        const wrong = answers.find((answer) => succeeded(answer) || isServerFault(answer)) ?? answers[0];
        // The resource is there under its own path, so a 404 means that the reference leads nowhere.
        fail(
          `${reference.collection}/${reference.id} at ${reference.value}`,
          wrong ? describeAnswer(wrong) : 'nothing',
          {
            exchange: reference.from.n,
          },
        );
      }),
  );

  should(
    'schema.references.relative',
    {
      title: 'a relative reference is resolved against the service root',
      spec: 'RFC7643-2.3.7-04',
      fix: 'Write Users/2819c223, which the service root makes absolute, or an absolute URI.',
    },
    (context) =>
      judgeEach(
        made.value.filter(({ value }) => typeof value === 'string' && !ABSOLUTE.test(value)),
        nameOf,
        async (reference) => {
          if (reference.id === undefined) notApplicable('its target is not known');
          for (const path of candidates(reference, context))
            if (read((await context.scim.get(path)).json, 'id') === reference.id) return;
          fail('a reference that one of both bases makes absolute', String(reference.value), {
            exchange: reference.from.n,
          });
        },
        'all references are absolute',
      ),
  );

  should(
    'schema.references.normal',
    {
      title: '$ref and meta.location of one resource are the same URI',
      spec: 'RFC7643-2.4-09',
      fix: 'Make both from the same base URL and id.',
    },
    ({ scim }) => {
      const locations = new Map(
        made.value.flatMap(({ path, id, value }) =>
          path === 'meta.location' && id !== undefined && typeof value === 'string' ? [[id, value] as const] : [],
        ),
      );
      return judgeEach(
        made.value.filter(({ path }) => path !== 'meta.location'),
        nameOf,
        ({ id, value, from }) => {
          const location = id === undefined ? undefined : locations.get(id);
          if (location === undefined || typeof value !== 'string') notApplicable('its target was not read');
          const tail = (uri: string, base: string): string => {
            const path = resolveUri(uri, base)?.pathname ?? uri;
            return decodeURIComponent(path.split('/').filter(Boolean).slice(-2).join('/'));
          };
          const bases = [`${scim.url('')}/`, from.url];
          if (!bases.some((base) => tail(value, base) === tail(location, `${scim.url('')}/`)))
            fail(`a URI that ends as ${location}`, value, { exchange: from.n });
        },
        'no resource has a $ref',
      );
    },
  );

  should(
    'schema.references.types',
    {
      title: 'each reference declares its referenceTypes',
      spec: 'RFC7643-2.3.7-07',
      fix: 'List resource types, "external" or "uri" in referenceTypes.',
    },
    ({ target }) =>
      judgeEach(
        // RFC 9944 itself leaves them out.
        [...rawDefinitions(target)].filter(
          ([key, definition]) =>
            /^reference$/i.test(String(read(definition, 'type'))) && !/:2\.0:(device|endpointapp)\b/i.test(key),
        ),
        ([key]) => key,
        ([, definition]) => {
          if (typeof read(definition, 'referenceTypes') !== 'string') fail('referenceTypes', 'none');
        },
        'no reference is published',
      ),
  );

  should(
    'schema.references.case-kept',
    {
      title: 'letter case in the path of a URI is kept',
      spec: 'RFC7643-2.3.7-06',
      fix: 'Store URIs as they come: paths are case-sensitive.',
    },
    async ({ scim, a, target }) => {
      if (!target.attribute('/Users', 'profileUrl')) notApplicable('the target publishes no profileUrl');
      const profileUrl = `https://www.example.com/People/${a.marker()}/MixedCase`;
      const posted = await scim.post('/Users', a.user({ profileUrl }));
      if (!succeeded(posted)) notApplicable(`the URL was answered ${describeAnswer(posted)}`);
      const got = await scim.get(`/Users/${encodeURIComponent(String(read(resourceOf(posted), 'id')))}`);
      const value = read(resourceOf(got), 'profileUrl');
      if (typeof value !== 'string') notApplicable('the target does not store profileUrl');
      if (value !== profileUrl && value.toLowerCase() === profileUrl.toLowerCase())
        fail(profileUrl, value, { exchange: got.n });
    },
  );

  may(
    'schema.references.integrity',
    {
      title: 'references to users that do not exist',
      spec: 'RFC7643-2.3.7-10',
      fix: 'Accept or refuse them: integrity is the choice of the provider.',
      needs: 'groups',
    },
    async ({ scim, a }) => {
      const response = await scim.post('/Groups', a.group({ members: [a.unknownId(user.id)] }));
      return succeeded(response) ? 'accepted' : `refused: ${describeAnswer(response)}`;
    },
  );
});

function enterpriseOf(user: JsonObject): JsonObject {
  const extension = user[ENTERPRISE];
  return isObject(extension) ? extension : {};
}
