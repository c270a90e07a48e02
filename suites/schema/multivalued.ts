import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  may,
  must,
  notApplicable,
  postUser,
  read,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  type JsonObject,
} from '../../harness/language.js';

const text = (value: unknown): string => String(value).toLowerCase();
/** The type and value of an element, in which providers may change letter case (RFC 7643 section 7). */
const pairOf = (element: JsonObject): string => `${text(read(element, 'type') ?? '')} ${text(read(element, 'value'))}`;
const primaries = (resource: unknown, name: string): JsonObject[] =>
  entries(resource, name).filter((element) => read(element, 'primary') === true);

scenario('Multi-valued attributes', () => {
  const created = given('a user with two e-mails, the second one primary, is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        emails: [
          { value: a.email(), type: 'work' },
          { value: a.email(), type: 'home', primary: true },
        ],
      }),
    ),
  );
  const got = given('the user is read', ({ scim }) => scim.get(created.path));
  const double = given('a user with two primary e-mails is posted', ({ scim, a }) =>
    scim.post(
      '/Users',
      a.user({
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home', primary: true },
        ],
      }),
    ),
  );

  must(
    'schema.multivalued.one-primary',
    {
      title: 'at most one value is primary',
      spec: 'RFC7643-2.4-05',
      fix: 'Refuse a second primary value, or take the mark from the others.',
      why: 'A client that looks for the primary address finds two.',
    },
    async ({ scim, target }) => {
      const single = primaries(got.resource, 'emails');
      if (single.length > 1) fail('one primary e-mail', `${single.length} of them`, { exchange: got.response.n });
      if (succeeded(double.response)) {
        const stored = await scim.get(double.path);
        for (const response of [double.response, stored]) {
          const marked = primaries(response.json, 'emails');
          if (marked.length > 1)
            fail('at most one primary e-mail', `${marked.length} of them`, { exchange: response.n });
        }
      }
      const stored = entries(got.resource, 'emails');
      const put = await scim.put(created.path, {
        ...created.sent,
        id: created.id,
        emails: stored.map((element) => ({
          value: read(element, 'value') as string,
          type: read(element, 'type') as string,
          primary: true,
        })),
      });
      if (stored.length > 1 && succeeded(put)) {
        const after = await scim.get(created.path);
        const marked = primaries(resourceOf(after), 'emails');
        if (marked.length > 1)
          fail('at most one primary e-mail after a PUT', `${marked.length} of them`, { exchange: after.n });
      }
      if (!target.attribute('/Users', 'emails.primary')) notApplicable('emails has no primary');
    },
  );

  should(
    'schema.multivalued.primary-kept',
    {
      title: 'value, type and primary of an element stay together',
      spec: 'RFC7643-2.4-08',
      fix: 'Store each element as a whole.',
      why: 'A private address takes the place of the one at work.',
    },
    ({ target }) => {
      const sent = entries(created.sent, 'emails');
      const stored = entries(got.resource, 'emails');
      if (stored.length < 2) notApplicable('the target did not store two e-mails');
      const types = stored.some((element) => read(element, 'type') !== undefined);
      for (const element of sent) {
        const twin = stored.find((each) => text(read(each, 'value')) === text(read(element, 'value')));
        if (!twin) fail(`an e-mail ${String(read(element, 'value'))}`, 'without it', { exchange: got.response.n });
        if (types && pairOf(twin) !== pairOf(element))
          fail(`type ${String(read(element, 'type'))} for ${text(read(element, 'value'))}`, pairOf(twin), {
            exchange: got.response.n,
          });
      }
      if (!target.attribute('/Users', 'emails.primary') || primaries(got.resource, 'emails').length === 0) return;
      const marked = primaries(got.resource, 'emails')[0] ?? {};
      expect(text(read(marked, 'value')), 'the e-mail that was sent as primary, the server answered another').to.equal(
        text(read(sent[1], 'value')),
      );
    },
  );

  should(
    'schema.multivalued.no-duplicates',
    {
      title: 'no pair of type and value is returned twice',
      spec: 'RFC7643-2.4-13',
      fix: 'Merge elements with the same type and value, or refuse them.',
    },
    async ({ scim, a }) => {
      const value = a.email();
      const twice = await scim.post(
        '/Users',
        a.user({
          emails: [
            { value, type: 'work' },
            { value, type: 'work' },
          ],
        }),
      );
      const shown = [created.response, got.response];
      if (succeeded(twice)) {
        const id = String(read(resourceOf(twice), 'id'));
        shown.push(twice, await scim.get(`/Users/${encodeURIComponent(id)}`));
      }
      resourceOf(got.response);
      for (const response of shown) {
        const pairs = entries(response.json, 'emails').map(pairOf);
        const again = pairs.find((pair, index) => pairs.indexOf(pair) !== index);
        if (again !== undefined) fail(`${again} once`, 'it twice', { exchange: response.n });
      }
    },
  );

  should(
    'schema.multivalued.primary-default',
    {
      title: 'a missing primary counts as false in filters',
      spec: 'RFC7643-2.4-06',
      fix: 'Read a missing primary as false: primary eq true does not match it.',
      needs: 'filter',
    },
    async ({ scim, a }) => {
      const posted = await scim.post('/Users', a.user({ emails: [{ value: a.email(), type: 'work' }] }));
      if (!succeeded(posted)) notApplicable(`a user without primary e-mail was answered ${describeAnswer(posted)}`);
      const id = String(read(resourceOf(posted), 'id'));
      const stored = resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`));
      const name = JSON.stringify(read(stored, 'userName'));
      if (entries(stored, 'emails').length === 0) notApplicable('the target does not store the e-mail');
      if (primaries(stored, 'emails').length > 0) notApplicable('the target makes the only e-mail primary');
      const matches = async (filter: string): Promise<boolean | undefined> => {
        const found = await scim.get('/Users', { query: { filter: `userName eq ${name} and ${filter}` } });
        return succeeded(found) ? resourcesOf(found).some((user) => read(user, 'id') === id) : undefined;
      };
      if ((await matches('emails[type eq "work"]')) !== true) notApplicable('value paths in filters are not served');
      if ((await matches('emails[primary eq true]')) === true)
        fail('no match for emails[primary eq true]', 'a match for an e-mail that is not marked as primary');
    },
  );

  may(
    'schema.multivalued.same-value',
    {
      title: 'one value with two types',
      spec: 'RFC7643-2.4-12',
      fix: 'Keep both elements: only equal pairs of type and value are duplicates.',
    },
    async ({ scim, a }) => {
      const value = a.email();
      const posted = await scim.post(
        '/Users',
        a.user({
          emails: [
            { value, type: 'work' },
            { value, type: 'home' },
          ],
        }),
      );
      if (!succeeded(posted)) return `refused: ${describeAnswer(posted)}`;
      const id = String(read(resourceOf(posted), 'id'));
      const stored = entries(resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`)), 'emails');
      return stored.length > 1 ? 'both elements are kept' : 'merged into one element';
    },
  );

  may(
    'schema.multivalued.canonical-values',
    {
      title: 'recommended values that the schemas list',
      spec: 'RFC7643-2.4-15',
      fix: 'Nothing to do: canonicalValues are optional.',
    },
    ({ target }) => {
      const listed = ['emails', 'phoneNumbers', 'ims', 'photos', 'addresses'].flatMap((name) => {
        const values = target.attribute('/Users', `${name}.type`)?.canonicalValues;
        return values ? [`${name}: ${values.join(', ')}`] : [];
      });
      return listed.length > 0 ? listed.join('; ') : 'none';
    },
  );
});
