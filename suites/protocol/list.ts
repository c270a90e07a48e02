import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  mayLackTotal,
  member,
  must,
  notApplicable,
  oracle,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  totalOf,
  urns,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { equals, people, person } from './_people.js';
import { ask, collect, type Query } from './_query.js';
import { teams } from './_teams.js';

/** The path of an absolute URI or path: behind a gateway the host may differ from answer to answer. */
function pathAt(location: unknown): string | undefined {
  if (typeof location !== 'string') return undefined;
  if (location.startsWith('/')) return location.replace(/\/$/, '');
  if (!URL.canParse(location)) return undefined;
  const { pathname, search } = new URL(location);
  return `${pathname.replace(/\/$/, '')}${search}`;
}

/** The opaque part of meta.version. */
function versionIn(resource: unknown): string | undefined {
  const version = read(resource, 'meta.version');
  return typeof version === 'string' ? version.replace(/^W\//, '') : undefined;
}

/** What a query that is too broad for the target, or not for this client, is answered (tooMany and the like). */
const REFUSALS = [400, 401, 403, 413, 429];

scenario('List answers', { needs: 'users' }, () => {
  const made = given('people are posted', () => people());
  const whole = given('all users are asked for', ({ scim }) => scim.get('/Users'));
  const one = given('one user is asked for by filter', { needs: 'filter' }, (context) =>
    ask(context, '/Users', { filter: equals(made.value, 'mia') }),
  );
  const none = given('a user that does not exist is asked for by filter', { needs: 'filter' }, (context) =>
    ask(context, '/Users', { filter: `userName eq "nobody.${made.value.token}@example.com"` }),
  );

  // Others may change the user meanwhile, and lists may be behind for a while.
  const both = given('one user is listed and read', { needs: 'filter' }, (context) => {
    const { id } = person(made.value, 'mia');
    return context.settle(
      async () => {
        const list = await ask(context, '/Users', { filter: equals(made.value, 'mia') });
        const entry = resourcesOf(list).find((each) => read(each, 'id') === id);
        return { list, entry, single: await context.scim.get(`/Users/${encodeURIComponent(id)}`) };
      },
      ({ entry, single }) => versionIn(entry) === versionIn(single.json),
    );
  });

  /** The lists that the target gave with 200; a refusal of a broad query is legal (tooMany). */
  const lists = (): [string, ScimResponse][] => {
    person(made.value, 'mia');
    const all: [string, () => ScimResponse][] = [
      ['the whole list', () => whole.response],
      ['a list of one', () => one.response],
      ['an empty list', () => none.response],
    ];
    return all.flatMap(([name, get]): [string, ScimResponse][] => {
      try {
        const response = get();
        return REFUSALS.includes(response.status) ? [] : [[name, response]];
      } catch {
        return [];
      }
    });
  };
  const judge = (
    look: (response: ScimResponse, name: string) => void,
    all = lists().filter(([, { status }]) => status === 200),
  ): Promise<void> =>
    judgeEach(
      all,
      ([name]) => name,
      ([name, response]) => look(response, name),
      'no list was answered with 200',
    );

  must(
    'protocol.list.message',
    {
      title: 'every list, of many, one or none, is a ListResponse message',
      spec: 'RFC7644-3.4.2-04',
      fix: `Wrap the resources in a message with schemas ["${urns.LIST_RESPONSE}"], even one or none.`,
    },
    () => judge((response) => expect(response).to.be.listResponse(), lists()),
  );

  must(
    'protocol.list.total',
    {
      title: 'every list has totalResults, a whole number',
      spec: ['RFC7644-3.4.2-05', 'RFC7644-3.4.2.4-17'],
      fix: 'Put totalResults into every list as a JSON integer, 0 for an empty list.',
    },
    ({ target }) =>
      judge((response) => {
        const total = totalOf(response);
        if (total === undefined && mayLackTotal(response, target)) return;
        if (!Number.isInteger(total) || Number(total) < 0)
          fail('totalResults as a whole number', `totalResults ${JSON.stringify(total) ?? 'missing'}`, {
            exchange: response.n,
          });
      }),
  );

  must(
    'protocol.list.resources',
    {
      title: 'a list with totalResults above zero has Resources',
      spec: 'RFC7644-3.4.2-07',
      fix: 'Put the resources into an array named Resources whenever there are matches.',
    },
    () =>
      judge((response, name) => {
        const resources = isObject(response.json) ? member(response.json, 'Resources') : undefined;
        if (name !== 'an empty list' && Number(totalOf(response)) > 0 && !Array.isArray(resources))
          fail('an array named Resources', 'without it', { exchange: response.n });
        const spelled = isObject(response.json) ? Object.keys(response.json) : [];
        // Names may be spelled in any letter case; one that is spelled otherwise than the rest is a slip.
        if (resources !== undefined && !spelled.includes('Resources') && spelled.includes('totalResults'))
          fail('an array named Resources', `the members ${spelled.join(', ')}`, { exchange: response.n });
        if (name === 'a list of one' && resourcesOf(response).length === 0)
          fail('the user that matches in Resources', 'no Resources', { exchange: response.n });
      }),
  );

  must(
    'protocol.list.not-more-than-total',
    {
      title: 'a list shows no more resources than totalResults counts',
      spec: 'RFC7644-3.4.2-14',
      fix: 'Count all matches of the query into totalResults.',
    },
    () =>
      judge((response) => {
        const [total, shown] = [totalOf(response), resourcesOf(response).length];
        if (typeof total === 'number' && shown > total)
          fail(`at most ${total} resources`, `${shown} resources`, { exchange: response.n });
      }),
  );

  must(
    'protocol.list.ids',
    {
      title: 'every entry of a list shows its id, whatever the projection',
      spec: 'RFC7644-3.4.2-13',
      fix: 'Return id in every entry, with attributes= too.',
    },
    (context) =>
      judgeEach(
        [undefined, 'userName'],
        (attributes) => (attributes ? `attributes=${attributes}` : 'no projection'),
        async (attributes) => {
          person(made.value, 'mia');
          const response = attributes ? await ask(context, '/Users', { attributes, count: 20 }) : whole.response;
          if (response.status !== 200) notApplicable(`the target answers ${response.status} to a broad query`);
          const bad = resourcesOf(response).find(
            (entry) => typeof read(entry, 'id') !== 'string' || read(entry, 'id') === '',
          );
          if (bad)
            fail('an id in every entry', `an entry with id ${JSON.stringify(read(bad, 'id')) ?? 'missing'}`, {
              exchange: response.n,
            });
          if (readAll(response.json, 'Resources').some((entry) => !isObject(entry)))
            fail('resources in the list', 'entries that are no objects', { exchange: response.n });
          if (entries(response.json, 'Resources').length === 0) notApplicable('the list shows no resources');
        },
      ),
  );

  should(
    'protocol.list.full-entries',
    {
      title: 'an entry of a list shows all that GET by id shows',
      spec: 'RFC7644-3.4.2-12',
      fix: 'Build list entries from the same representation as single resources, multi-valued attributes included.',
    },
    async (context) => {
      if (made.value.scope === undefined)
        notApplicable('the target accepts no filter by which the run can find its own users');
      const found = await collect(context, '/Users', { filter: made.value.scope });
      const missing = new Set<string>();
      for (const own of made.value.own) {
        const entry = found.resources.find((resource) => read(resource, 'id') === own.id);
        if (!entry) continue;
        for (const name of Object.keys(own.stored))
          if (readAll(own.stored, name).length > 0 && readAll(entry, name).length === 0 && visible(context, name))
            missing.add(name);
        for (const { kind, path } of oracle.differences(own.stored, entry, made.value.model))
          if (kind === 'missing') missing.add(path);
      }
      if (missing.size > 0) fail('list entries with all attributes', `entries without ${[...missing].join(', ')}`);
      if (found.resources.length === 0) notApplicable('the list shows no own users');
    },
  );

  must(
    'protocol.list.location',
    {
      title: 'an entry of a list has the meta.location that GET by id shows',
      spec: 'RFC7643-3.1-32',
      fix: 'Build meta.location from the endpoint and id of the resource, wherever it is shown.',
      why: 'Clients follow the location of a list entry to read or change it.',
    },
    async (context) => {
      if (made.value.scope === undefined)
        notApplicable('the target accepts no filter by which the run can find its own users');
      const found = await collect(context, '/Users', { filter: made.value.scope });
      let seen = 0;
      for (const entry of found.resources) {
        const shown = pathAt(read(entry, 'meta.location'));
        const own = made.value.own.find(({ id }) => read(entry, 'id') === id);
        const stored = pathAt(read(own?.stored, 'meta.location'));
        if (shown === undefined || stored === undefined) continue;
        seen += 1;
        if (shown !== stored) fail(`meta.location with ${stored}`, shown);
      }
      if (seen === 0) notApplicable('the list shows no meta.location of own users');
    },
  );

  must(
    'protocol.list.created',
    {
      title: 'an entry of a list has the meta.created that GET by id shows',
      spec: 'RFC7643-3.1-29',
      fix: 'Show the stored time of creation, wherever the resource is shown.',
    },
    async (context) => {
      if (made.value.scope === undefined)
        notApplicable('the target accepts no filter by which the run can find its own users');
      const found = await collect(context, '/Users', { filter: made.value.scope });
      // Some views print fractions of seconds and others do not.
      const seconds = (resource: unknown): number =>
        Math.floor(Date.parse(String(read(resource, 'meta.created'))) / 1000);
      let seen = 0;
      for (const entry of found.resources) {
        const own = made.value.own.find(({ id }) => read(entry, 'id') === id);
        const [listed, stored] = [seconds(entry), seconds(own?.stored)];
        if (Number.isNaN(listed) || Number.isNaN(stored)) continue;
        seen += 1;
        if (Math.abs(listed - stored) > 1)
          fail(
            `meta.created ${String(read(own?.stored, 'meta.created'))}`,
            `meta.created ${String(read(entry, 'meta.created'))}`,
            { exchange: found.response.n },
          );
      }
      if (seen === 0) notApplicable('the list shows no meta.created of own users');
    },
  );

  must(
    'protocol.list.version',
    {
      title: 'an entry of a list has the meta.version that GET by id shows',
      spec: 'RFC7643-3.1-34',
      fix: 'Show the current version of the resource, wherever it is shown.',
      why: 'Clients that put the version of a list entry into If-Match are refused for good.',
      needs: 'filter',
    },
    async ({ scim }) => {
      const { list, entry, single } = both.value;
      const [listed, version] = [versionIn(entry), versionIn(single.json)];
      if (listed === undefined || version === undefined)
        notApplicable('the target shows no meta.version, in the list or by id');
      if (listed === version) return;
      if (versionIn((await scim.get(single.path)).json) !== version)
        notApplicable('the target shows another meta.version at every reading');
      fail(`meta.version ${version}`, `meta.version ${listed}`, { exchange: list.n });
    },
  );

  must(
    'protocol.list.modified-kept',
    {
      title: 'users who are only listed and read keep meta.lastModified',
      spec: 'RFC7643-3.1-30',
      fix: 'Set lastModified when a resource is stored, never when it is read.',
      why: 'Clients that ask for what changed since their last visit get everybody, each time.',
      needs: 'filter',
    },
    async ({ scim, pause }) => {
      const { single } = both.value;
      const modified = (resource: unknown): number => Date.parse(String(read(resource, 'meta.lastModified')));
      const before = modified(person(made.value, 'mia').stored);
      if (Number.isNaN(before)) notApplicable('the target shows no meta.lastModified');
      if (modified(resourceOf(single)) === before) return;
      // A group or a job may touch the user now and then; a time that moves with every reading moves by reading.
      const times: number[] = [];
      for (let reading = 0; reading < 4; reading += 1) {
        await pause(1100);
        const response = await scim.get(single.path);
        const now = modified(resourceOf(response));
        if (times.at(-1) === now) return;
        times.push(now);
      }
      const shown = times.map((time) => new Date(time).toISOString()).join(', ');
      fail('one lastModified at each reading, as nobody changed the user', `lastModified ${shown}`);
    },
  );

  must(
    'protocol.list.schemas-array',
    {
      title: 'schemas of a list is an array',
      spec: 'RFC7644-3.4.2-04',
      fix: `Write "schemas": ["${urns.LIST_RESPONSE}"], not a string.`,
    },
    () =>
      judge((response) => {
        const schemas = isObject(response.json) ? member(response.json, 'schemas') : undefined;
        if (typeof schemas === 'string')
          fail(`["${schemas}"]`, `the string ${JSON.stringify(schemas)}`, { exchange: response.n });
      }),
  );

  should(
    'protocol.list.label',
    {
      title: 'lists are labelled as JSON',
      spec: ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
      fix: 'Set Content-Type: application/scim+json on lists, too.',
    },
    () =>
      judge((response) => {
        if (isObject(response.json) && !/[/+]json$/i.test(response.mediaType ?? ''))
          fail('a JSON media type', response.headers['content-type'] ?? 'no Content-Type', { exchange: response.n });
      }),
  );

  should(
    'protocol.list.unknown-parameter',
    {
      title: 'an unknown query parameter is ignored',
      spec: 'RFC7644-3.4.2-03',
      fix: 'Leave parameters that you do not know aside; never refuse them.',
    },
    async (context) => {
      const filter = equals(made.value, 'mia');
      const query: Query = context.target.lacks('filter') === undefined ? { filter } : { count: 5 };
      const plain = await ask(context, '/Users', query);
      if (plain.status !== 200) notApplicable(`the target answers ${plain.status} without the parameter`);
      const response = await ask(context, '/Users', { ...query, scimspecUnknown: 1 });
      expect(response).to.have.status(200);
      if ('filter' in query)
        expect(readAll(response.json, 'Resources.id')).to.have.members(
          readAll(plain.json, 'Resources.id'),
          'the same list as without the parameter, the server answered another',
        );
    },
  );
});

/** Whether the published definition lets the attribute be left out of a list. */
function visible({ target }: Context, name: string): boolean {
  const { returned } = target.attribute('/Users', name) ?? {};
  return returned !== 'request' && returned !== 'never';
}

scenario('Lists of groups', { needs: ['users', 'groups'] }, () => {
  const made = given('groups are posted', () => teams());
  const list = given('all groups are asked for', ({ scim }) => scim.get('/Groups'));

  must(
    'protocol.list.groups',
    {
      title: 'the list of groups is a ListResponse with totalResults',
      spec: ['RFC7644-3.4.2-04', 'RFC7644-3.4.2-05'],
      fix: 'Answer lists of groups like lists of users.',
    },
    ({ target }) => {
      if (made.value.own.length === 0) notApplicable('no groups were made');
      if (REFUSALS.includes(list.response.status))
        notApplicable(`GET /Groups without filter is answered ${describeAnswer(list.response)}`);
      expect(list.response).to.be.listResponse();
      const total = totalOf(list.response);
      if (total === undefined && mayLackTotal(list.response, target)) return;
      if (!Number.isInteger(total) || Number(total) < made.value.own.length)
        fail(
          `totalResults of at least ${made.value.own.length}`,
          `totalResults ${JSON.stringify(total) ?? 'missing'}`,
          {
            exchange: list.response.n,
          },
        );
    },
  );
});
