import {
  describeAnswer,
  expect,
  expectContentLocation,
  fail,
  given,
  idOf,
  isObject,
  judgeEach,
  lastSegment,
  may,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resolveUri,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  swappedCase,
  totalOf,
  type ScimResponse,
} from '../../harness/language.js';
import { usableSamples } from './_samples.js';
import { shownResources } from './_values.js';

/** What the server assigns to every resource (RFC 7643 section 3.1). */
const ASSIGNED = ['id', 'meta.resourceType', 'meta.created', 'meta.lastModified', 'meta.location'];

const instant = (value: unknown): number => (typeof value === 'string' ? Date.parse(value) : Number.NaN);
/** xsd:dateTime (RFC 7643 section 2.3.5): a T, any fraction, any zone or none. */
const DATE_TIME = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?$/;

scenario('The identifier and meta of a user', () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user({ with: ['title'] })));
  const got = given('the user is read', ({ scim }) => scim.get(user.path));
  const group = given('a group is posted', { needs: 'groups' }, ({ scim, a }) => scim.post('/Groups', a.group()));
  const full = (): unknown => resourceOf(got.response);

  must(
    'schema.common.assigned',
    {
      title: 'the server assigns id and meta with its sub-attributes',
      spec: ['RFC7643-3.1-02', 'RFC7643-3-09'],
      fix: 'Give every new resource id, meta.resourceType, meta.created, meta.lastModified and meta.location.',
    },
    async () => {
      for (const path of ASSIGNED) expect(full()).to.assign(path);
      for (const { created, replaced, patched } of await usableSamples().catch(() => [])) {
        const seen = resourceOf(created.read);
        for (const path of ASSIGNED) expect(created.read).to.assign(path);
        // An answer with the resource in it shows the whole of it.
        for (const step of [replaced, patched])
          if (step && read(step.response.json, 'id') === read(seen, 'id'))
            for (const path of ASSIGNED) expect(step.response).to.assign(path);
      }
    },
  );

  must(
    'schema.common.id',
    {
      title: 'id is a non-empty string that does not hold "bulkId"',
      spec: ['RFC7643-3.1-06', 'RFC7643-3.1-12'],
      fix: 'Use ids such as UUIDs, as JSON strings.',
      why: 'A number, or an id with "bulkId" in it, is misread in bulk references.',
    },
    ({ target }) => {
      // One after the other: without an id in the answer to the create there is nothing to read.
      const answers = [() => user.response, () => got.response];
      if (target.lacks('groups') === undefined) answers.push(() => group.response);
      for (const answer of answers) {
        const response = answer();
        if (!succeeded(response)) resourceOf(response);
        if (!isObject(response.json)) continue;
        const id = read(response.json, 'id');
        if (typeof id !== 'string' || id === '')
          fail('id as a non-empty string', JSON.stringify(id) ?? 'none', { exchange: response.n });
        if (id.includes('bulkId')) fail('an id without "bulkId"', id, { exchange: response.n });
      }
      if (got.response.status !== 200) resourceOf(got.response);
    },
  );

  must(
    'schema.common.id-everywhere',
    {
      title: 'id is in every answer, whatever is projected',
      spec: ['RFC7643-3.1-15', 'RFC7643-3.1-06'],
      fix: 'Return id always.',
    },
    async ({ scim }) => {
      for (const query of [{ attributes: 'userName' }, { excludedAttributes: 'id' }] as Record<string, string>[]) {
        const response = await scim.get(user.path, { query });
        expect(response).to.have.status(200);
        expect(response).to.hold('id', user.id);
      }
    },
  );

  must(
    'schema.common.created',
    {
      title: 'meta.created and meta.lastModified are dateTime values',
      spec: ['RFC7643-3.1-29', 'RFC7643-2.3.5-01'],
      fix: 'Write instants as 2026-01-31T09:30:00Z.',
    },
    () => {
      for (const path of ['meta.created', 'meta.lastModified']) {
        const value = read(full(), path);
        if (value === undefined) notApplicable(`the target gives no ${path}`);
        if (
          typeof value !== 'string' ||
          !DATE_TIME.test(value) ||
          Number.isNaN(Date.parse(value.replace(/(\.\d{3})\d+/, '$1')))
        )
          fail(`${path} as a dateTime`, JSON.stringify(value), { exchange: got.response.n });
      }
    },
  );

  must(
    'schema.common.created-utc',
    {
      title: 'meta.created is not the time of another zone',
      spec: 'RFC7643-3.1-29',
      fix: 'Write instants in UTC with Z, or local times with their offset.',
      why: 'Clients that ask for what changed since their last run miss hours of changes, or get them over and over.',
    },
    () => {
      const date = Date.parse(user.response.headers['date'] ?? '');
      const created = read(full(), 'meta.created');
      if (Number.isNaN(date)) notApplicable('the answer has no Date to compare with');
      if (typeof created !== 'string' || !DATE_TIME.test(created) || !/(Z|[+-]\d\d:\d\d)$/.test(created))
        notApplicable('meta.created is no dateTime with a zone');
      const off = (instant(created) - date) / 60_000;
      // Zones differ by quarters of an hour, 14 hours at most; other distances are clocks that are wrong, or stand still.
      const quarters = Math.round(off / 15) * 15;
      if (quarters !== 0 && Math.abs(quarters) <= 14 * 60 && Math.abs(off - quarters) <= 2)
        fail(`the time of the creation, ${user.response.headers['date']}`, created, { exchange: user.response.n });
    },
  );

  must(
    'schema.common.never-modified',
    {
      title: 'a new user was last modified when it was created',
      spec: 'RFC7643-3.1-31',
      fix: 'Take one clock reading for created and lastModified.',
    },
    () => {
      const shown = user.resource;
      const [created, modified] = [read(shown, 'meta.created'), read(shown, 'meta.lastModified')];
      if (typeof created !== 'string' || typeof modified !== 'string') notApplicable('the 201 does not show both');
      const precision = Math.min(...[created, modified].map((text) => /\.(\d+)/.exec(text)?.[1]?.length ?? 0));
      const unit = precision === 0 ? 1000 : 10 ** Math.max(0, 3 - precision);
      if (Math.floor(instant(created) / unit) !== Math.floor(instant(modified) / unit))
        fail(`lastModified ${created}`, `lastModified ${modified}`, { exchange: user.response.n });
    },
  );

  must(
    'schema.common.location',
    {
      title: 'meta.location is the URI of the resource',
      spec: 'RFC7643-3.1-32',
      fix: 'Put the absolute URI of the resource into meta.location.',
    },
    async ({ scim }) => {
      const location = read(full(), 'meta.location');
      if (location === undefined) notApplicable('the target gives no meta.location');
      if (lastSegment(location, got.response.url) !== user.id)
        fail(`a URI that ends in ${user.id}`, JSON.stringify(location), { exchange: got.response.n });
      const path = resolveUri(location, got.response.url)?.pathname ?? '';
      const base = new URL(scim.url(user.path));
      if (path === base.pathname) return 'at the base URL';
      // An absolute URI at the host that was asked is followed as it stands; a proxy hides another name, not a path.
      if (URL.canParse(String(location)) && new URL(String(location)).host === base.host) {
        const root = '/..'.repeat(new URL(scim.url('')).pathname.split('/').filter(Boolean).length);
        const there = await scim.get(`${root}${path}`);
        expect(there).to.have.status(200);
        expect(there).to.hold('id', user.id);
        return `elsewhere: ${path}`;
      }
      const endpoint = path.split('/').at(-2) ?? '';
      const there = await scim.get(`/${endpoint}/${encodeURIComponent(user.id)}`);
      if ([301, 302, 307, 308, 401, 403, 429, 503].includes(there.status))
        notApplicable(`the location answers ${there.status}`);
      expect(there).to.have.status(200);
      expect(there).to.hold('id', user.id);
      return `elsewhere: ${path}`;
    },
  );

  must(
    'schema.common.content-location',
    {
      title: 'Content-Location, where sent, equals meta.location',
      spec: 'RFC7643-3.1-33',
      fix: 'Send the same URI, or no Content-Location.',
    },
    async () => {
      full();
      const answers = [
        user.response,
        got.response,
        ...(await shownResources().catch(() => [])).map((each) => each.response),
      ];
      if (answers.filter(expectContentLocation).length === 0) notApplicable('the target sends no Content-Location');
    },
  );

  must(
    'schema.common.version',
    {
      title: 'meta.version equals the ETag header',
      spec: 'RFC7643-3.1-34',
      fix: 'Write the same entity-tag into both.',
    },
    () => {
      const [tag, version] = [got.response.headers['etag'], read(full(), 'meta.version')];
      if (tag === undefined || version === undefined) notApplicable('the target does not give both');
      const opaque = (text: unknown): string =>
        String(text)
          .replace(/^[wW]\//, '')
          .replace(/^"|"$/g, '')
          .replace(/-gzip$/, '');
      if (opaque(tag) !== opaque(version))
        fail(`meta.version ${tag}`, `meta.version ${String(version)}`, { exchange: got.response.n });
    },
  );

  must(
    'schema.common.weak-mark',
    {
      title: 'the mark of a weak entity-tag is W/ in upper case',
      spec: 'RFC7643-3.1-37',
      fix: 'Write W/"…".',
    },
    () => {
      const tags = [got.response.headers['etag'], read(full(), 'meta.version')].filter(
        (tag) => typeof tag === 'string',
      );
      if (tags.length === 0) notApplicable('the target has no versions');
      for (const tag of tags) if (/^w\//.test(tag)) fail('W/', tag, { exchange: got.response.n });
      const header = got.response.headers['etag'];
      if (header !== undefined && !/^(W\/)?"[^"]*"$/.test(header))
        fail('an entity-tag in quotation marks', header, { exchange: got.response.n });
    },
  );

  may(
    'schema.common.version-offered',
    {
      title: 'meta.version',
      spec: 'RFC7643-3.1-36',
      fix: 'Nothing: versions are optional.',
    },
    () => (read(full(), 'meta.version') === undefined ? 'not offered' : 'offered'),
  );

  should(
    'schema.common.version-case',
    {
      title: 'entity-tags are compared with regard to letter case',
      spec: 'RFC7643-3.1-35',
      fix: 'Compare entity-tags byte by byte.',
      needs: 'etag',
    },
    async ({ scim }) => {
      const tag = (await scim.get(user.path)).headers['etag'];
      if (tag === undefined) notApplicable('the target sends no ETag');
      const flipped = tag.replace(/"(.*)"/, (_all, inner: string) => `"${swappedCase(inner)}"`);
      if (flipped === tag) notApplicable('the tag has no letters');
      expect(await scim.get(user.path, { headers: { 'if-none-match': flipped } })).to.not.have.status(304);
    },
  );

  should(
    'schema.common.meta-default',
    {
      title: 'meta is shown unless a projection leaves it out',
      spec: 'RFC7643-3.1-27',
      fix: 'Treat meta as returned by default.',
    },
    async ({ scim }) => {
      expect(full()).to.assign('meta');
      const response = await scim.get(user.path, { query: { attributes: 'userName' } });
      expect(response).to.hold('id', user.id);
      const without = await scim.get(user.path, { query: { excludedAttributes: 'meta' } });
      if (succeeded(without)) {
        expect(without).to.hold('id', user.id);
        expect(without).to.not.assign('meta');
      }
      return readAll(response.json, 'meta').length > 0 ? 'shown unasked, too' : 'left out';
    },
  );

  must(
    'schema.common.unique-ids',
    {
      title: 'a user and a group do not share an id',
      spec: 'RFC7643-3.1-07',
      fix: 'Draw ids from one space, for example UUIDs.',
      needs: 'groups',
    },
    async ({ scim }) => {
      const ids = new Map<string, string>([[user.id, 'the user of the run']]);
      if (group.id === user.id) fail('different ids', `${user.id} for both`, { exchange: group.response.n });
      const [users, groups] = [
        await scim.get('/Users', { query: { count: 50 } }),
        await scim.get('/Groups', { query: { count: 50 } }),
      ];
      for (const each of resourcesOf(users)) ids.set(String(read(each, 'id')), 'a user');
      for (const each of resourcesOf(groups))
        if (ids.has(String(read(each, 'id'))))
          fail('different ids', `${String(read(each, 'id'))} for a user and a group`, { exchange: groups.n });
    },
  );

  should(
    'schema.common.id-case',
    {
      title: 'id is compared with regard to letter case',
      spec: 'RFC7643-3.1-13',
      fix: 'Compare ids byte by byte.',
    },
    async ({ scim }) => {
      const flipped = swappedCase(user.id);
      if (flipped === user.id) notApplicable('the id has no letters');
      expect(full()).to.assign('id');
      const response = await scim.get(`/Users/${encodeURIComponent(flipped)}`);
      // That may be the id of another user.
      if (!succeeded(response) || read(response.json, 'id') !== flipped) expect(response).to.not.succeeded();
    },
  );

  must(
    'schema.common.id-stable',
    {
      title: 'id is the same in lists, and stays through updates and renames',
      spec: ['RFC7643-3.1-08', 'RFC7643-3.1-14'],
      fix: 'Never derive id from what may change; show the same one everywhere.',
    },
    async ({ scim, a }) => {
      expect(full()).to.hold('id', user.id);
      const userName = read(full(), 'userName');
      const list = await scim.get('/Users', { query: { filter: `userName eq ${JSON.stringify(userName)}` } });
      const entry = resourcesOf(list).find((each) => read(each, 'userName') === userName);
      if (entry && succeeded(list) && read(entry, 'id') !== user.id)
        fail(`id ${user.id} in the list, too`, `id ${String(read(entry, 'id'))}`, { exchange: list.n });
      const renamed = await scim.put(user.path, { ...user.sent, userName: a.userName() });
      if (isObject(renamed.json) && succeeded(renamed)) expect(renamed).to.hold('id', user.id);
      const now = await scim.get(user.path);
      expect(now).to.have.status(200);
      expect(now).to.hold('id', user.id);
    },
  );

  should(
    'schema.common.id-not-reused',
    {
      title: 'the id of a deleted user is not given to another',
      spec: 'RFC7643-3.1-09',
      fix: 'Never reuse ids.',
    },
    async ({ scim, a }) => {
      const first = await scim.post('/Users', a.user());
      const id = String(read(resourceOf(first), 'id'));
      if (!succeeded(await scim.delete(pathOf(first)))) notApplicable('the target does not delete users');
      const again = await scim.post('/Users', a.user({ userName: read(first.sent, 'userName') }));
      const second = again.status === 409 ? await scim.post('/Users', a.user()) : again;
      expect(read(resourceOf(second), 'id')).to.not.equal(id, `another id than ${id}, the server answered the same`);
    },
  );
});

scenario('What a client may not set of meta and id', () => {
  const bogus = {
    resourceType: 'Device',
    created: '2001-02-03T04:05:06Z',
    lastModified: '2001-02-03T04:05:06Z',
    location: 'https://example.com/elsewhere',
    version: 'W/"scimspec"',
  };
  const user = given('a user with bogus meta is posted', ({ scim, a }) => scim.post('/Users', a.user({ meta: bogus })));
  const put = given('it is put with bogus meta', ({ scim }) => scim.put(user.path, { ...user.sent, meta: bogus }));
  const got = given('the user is read', ({ scim }) => scim.get(user.path));
  const untouched = (response: ScimResponse): void => {
    for (const [name, value] of Object.entries(bogus))
      if (read(response.json, `meta.${name}`) === value)
        fail(`meta.${name} of the server`, `meta.${name} ${value} as sent`, { exchange: response.n });
  };

  must(
    'schema.common.meta-read-only',
    {
      title: 'no part of meta is taken from the client',
      spec: ['RFC7643-3.1-25', 'RFC7643-3.1-28'],
      fix: 'Assign meta on the server alone.',
    },
    async ({ scim, target }) => {
      resourceOf(got.response);
      for (const response of [user.response, put.response, got.response]) untouched(response);
      if (target.lacks('patch') === undefined) {
        await scim.patch(user.path, [{ op: 'replace', path: 'meta.created', value: bogus.created }]);
        const now = await scim.get(user.path);
        expect(now).to.be.scimResource('User');
        untouched(now);
      }
      const type = read(got.resource, 'meta.resourceType');
      if (type !== undefined)
        expect(type).to.equal(
          target.user?.type.name ?? 'User',
          `meta.resourceType ${target.user?.type.name ?? 'User'}, the server answered ${String(type)}`,
        );
    },
  );

  must(
    'schema.common.meta-ignored',
    {
      title: 'a body with meta is accepted by POST and PUT',
      spec: 'RFC7643-3.1-26',
      fix: 'Ignore meta in bodies; do not refuse them.',
      why: 'Clients that read, change one value and put everything back send meta, too.',
    },
    () => {
      expect(user.response).to.succeeded();
      expect(put.response).to.succeeded();
    },
  );

  must(
    'schema.common.own-ids',
    {
      title: 'only the server hands out ids',
      spec: 'RFC7643-3.1-10',
      fix: 'Ignore id in the body of a POST, and make ids of nothing that the client chooses.',
    },
    async ({ scim, a, target }) => {
      const collections = target.lacks('groups') === undefined ? ['/Users', '/Groups'] : ['/Users'];
      for (const collection of collections) {
        const externalId = a.uuid();
        const body = collection === '/Users' ? a.user({ externalId }) : a.group({ externalId });
        const made = await scim.post(collection, body);
        if (succeeded(made) && idOf(made) === externalId)
          fail('an id of the server', `the externalId of the client, ${externalId}`, { exchange: made.n });
      }
      const chosen = a.unknownId(user.id);
      const response = await scim.post('/Users', a.user({ id: chosen }));
      if (!succeeded(response)) return `refused: ${describeAnswer(response)}`;
      if (read(resourceOf(response), 'id') === chosen)
        fail('an id of the server', `the id of the client, ${chosen}`, { exchange: response.n });
      return 'ignored';
    },
  );
});

scenario('externalId', () => {
  const user = given('a user with an externalId in both letter cases is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ externalId: `AbC-${a.marker()}` })),
  );
  const bare = given('a user without externalId is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ without: ['externalId'] })),
  );
  const kept = (): string => {
    const value = read(user.resource, 'externalId');
    return typeof value === 'string' ? value : notApplicable('the target does not keep externalId');
  };

  must(
    'schema.common.external-id-exact',
    {
      title: 'externalId comes back as sent and is filtered case-exactly',
      spec: ['RFC7643-3.1-21'],
      fix: 'Store and compare externalId with regard to letter case.',
    },
    async ({ scim, target }) => {
      kept();
      const now = await scim.get(user.path);
      expect(now).to.hold('externalId', user.sent['externalId']);
      if (target.lacks('filter')) return;
      const exact = await scim.get('/Users', { query: { filter: `externalId eq "${kept()}"` } });
      if (!resourcesOf(exact).some((each) => read(each, 'id') === user.id)) return;
      const lower = await scim.get('/Users', { query: { filter: `externalId eq "${kept().toLowerCase()}"` } });
      if (resourcesOf(lower).some((each) => read(each, 'id') === user.id))
        fail('no match in lower case', 'the user', { exchange: lower.n });
    },
  );

  must(
    'schema.common.external-id-writable',
    {
      title: 'externalId is changed by PUT and PATCH',
      spec: 'RFC7643-3.1-22',
      fix: 'Store externalId on every write: it is the client’s.',
    },
    async ({ scim, a, target }) => {
      kept();
      const first = `ext-${a.marker()}`;
      expect(await scim.put(user.path, { ...user.sent, externalId: first })).to.succeeded();
      expect(await scim.get(user.path)).to.hold('externalId', first);
      // A number of an employee is text, too, zeros and all.
      const digits = `00${a.integer(10_000_000, 99_999_999)}`;
      if (succeeded(await scim.put(user.path, { ...user.sent, externalId: digits })))
        expect(await scim.get(user.path)).to.hold('externalId', digits);
      if (target.lacks('patch')) return;
      const second = `ext-${a.marker()}`;
      expect(await scim.patch(user.path, [{ op: 'replace', path: 'externalId', value: second }])).to.succeeded();
      expect(await scim.get(user.path)).to.hold('externalId', second);
    },
  );

  must(
    'schema.common.external-id-not-made',
    {
      title: 'the server makes no externalId of its own',
      spec: 'RFC7643-3.1-17',
      fix: 'Leave externalId empty when the client sends none.',
    },
    async ({ scim, a, target }) => {
      const without = async (path: string): Promise<void> => {
        const now = await scim.get(path);
        resourceOf(now);
        expect(now).to.not.assign('externalId');
      };
      await without(bare.path);
      if (target.lacks('filter') === undefined) {
        const filter = `userName eq ${JSON.stringify(read(bare.sent, 'userName'))}`;
        const list = await scim.get('/Users', { query: { filter } });
        for (const each of resourcesOf(list))
          if (read(each, 'id') === bare.id) expect(each).to.not.assign('externalId');
      }
      if (succeeded(await scim.put(bare.path, bare.sent))) await without(bare.path);
      if (target.lacks('patch') === undefined) {
        const value = `Name ${a.marker()}`;
        await scim.patch(bare.path, [{ op: 'replace', path: 'displayName', value }]);
        await without(bare.path);
      }
      if (target.lacks('groups') !== undefined) return;
      const { externalId: _left, ...group } = a.group();
      const made = await scim.post('/Groups', group);
      if (succeeded(made)) await without(pathOf(made));
    },
  );

  may(
    'schema.common.external-id-optional',
    {
      title: 'a create without externalId',
      spec: 'RFC7643-3.1-23',
      fix: 'Accept it: externalId is optional.',
    },
    () => (succeeded(bare.response) ? 'accepted' : `refused with ${bare.response.status}`),
  );

  const namesake = given('a second user with the externalId of the first is posted', async ({ scim, a }) => {
    const now = read(resourceOf(await scim.get(user.path)), 'externalId');
    if (typeof now !== 'string') notApplicable('the target does not keep externalId');
    return scim.post('/Users', a.user({ externalId: now }));
  });

  should(
    'schema.common.external-id-shared',
    {
      title: 'two users with one externalId are accepted',
      spec: 'RFC7643-3.1-20',
      fix: 'Leave the uniqueness of externalId to the client, or publish it.',
    },
    ({ target }) => {
      const uniqueness = target.attribute('/Users', 'externalId')?.uniqueness;
      if (uniqueness !== undefined && uniqueness !== 'none')
        notApplicable(`externalId is published with uniqueness ${uniqueness}`);
      if (namesake.response.status === 409) return '409: unique, as many providers have it';
      expect(namesake.response).to.succeeded();
      return 'accepted';
    },
  );

  must(
    'schema.common.external-id-own-user',
    {
      title: 'a second user with one externalId does not replace the first',
      spec: ['RFC7643-3.1-07', 'RFC7643-3.1-10'],
      fix: 'Make ids of your own; externalId belongs to the client and may occur twice.',
      why: 'One person gets the account of another.',
    },
    async ({ scim }) => {
      if (!succeeded(namesake.response)) return `refused with ${namesake.response.status}`;
      if (namesake.id === user.id) fail('an id of its own', `the id of the first, ${user.id}`);
      const [first, second] = [await scim.get(user.path), await scim.get(namesake.path)];
      expect(first).to.be.scimResource('User');
      expect(second).to.hold('userName', read(namesake.sent, 'userName'));
      if (read(first.json, 'userName') === read(second.json, 'userName'))
        fail('two userNames', `${String(read(first.json, 'userName'))} for both`, { exchange: first.n });
      return 'two users';
    },
  );

  should(
    'schema.common.external-id-found',
    {
      title: 'a user is found by its externalId',
      spec: 'RFC7643-3.1-24',
      fix: 'Support the filter externalId eq "…".',
      needs: 'filter',
    },
    async ({ scim, a, settle }) => {
      kept();
      // The externalId of the first user may be that of another, too, who is on a page of its own.
      const made = resourceOf(await scim.get(pathOf(await scim.post('/Users', a.user()))));
      const isFound = (response: ScimResponse): boolean =>
        resourcesOf(response).some((each) => read(each, 'id') === read(made, 'id'));
      const filter = `externalId eq "${String(read(made, 'externalId'))}"`;
      const found = await settle(() => scim.get('/Users', { query: { filter } }), isFound);
      expect(found).to.be.listResponse();
      if (!isFound(found)) fail('the user', `totalResults ${String(totalOf(found))}`, { exchange: found.n });
    },
  );

  should(
    'schema.common.external-id-types',
    {
      title: 'externalId is kept by groups, too',
      spec: 'RFC7643-3.1-01',
      fix: 'Store externalId on every resource type.',
      needs: 'groups',
    },
    async ({ scim, a }) => {
      const group = await scim.post('/Groups', a.group());
      const now = resourceOf(await scim.get(pathOf(group)));
      if (readAll(now, 'externalId').length === 0) return 'groups have no externalId, which is defensible';
      expect(now).to.hold('externalId', read(group.sent, 'externalId'));
      return 'kept';
    },
  );

  should(
    'schema.common.addressed',
    {
      title: 'id is addressed in filters with and without the core URN',
      spec: 'RFC7643-3.1-03',
      fix: 'Resolve common attributes with the URN of the base schema, too.',
      needs: 'filter',
    },
    async ({ scim, target }) => {
      for (const name of ['id', `${target.user?.core.id ?? ''}:id`]) {
        const found = await scim.get('/Users', { query: { filter: `${name} eq "${user.id}"` } });
        if ([400, 403].includes(found.status)) notApplicable(`the target does not filter by ${name}`);
        expect(found).to.be.listResponse();
        if (!resourcesOf(found).some((each) => read(each, 'id') === user.id))
          fail(`the user by ${name}`, 'nobody', { exchange: found.n });
      }
    },
  );
});

scenario('meta.resourceType', () => {
  must(
    'schema.common.resource-type',
    {
      title: 'meta.resourceType is the name of a type of that endpoint',
      spec: ['RFC7643-3-01', 'RFC7643-3.1-28', 'RFC7643-6-06'],
      fix: 'Set meta.resourceType to the name in /ResourceTypes, letter for letter.',
    },
    async ({ scim, target }) => {
      if (!target.declared.resourceTypes) notApplicable('the target declares no resource types');
      await judgeEach(
        target.resourceTypes,
        ({ name }) => name,
        async (type) => {
          const list = await scim.get(type.endpoint, { query: { count: 5 } });
          const seen = resourcesOf(list).filter((each) => read(each, 'meta.resourceType') !== undefined);
          if (!succeeded(list) || seen.length === 0) notApplicable('there is no resource to look at');
          const names = target.resourceTypes
            .filter(({ endpoint }) => endpoint === type.endpoint)
            .map(({ name }) => name);
          for (const each of seen)
            if (!names.includes(String(read(each, 'meta.resourceType'))))
              fail(`meta.resourceType ${names.join(' or ')}`, JSON.stringify(read(each, 'meta.resourceType')), {
                exchange: list.n,
              });
        },
      );
    },
  );
});
