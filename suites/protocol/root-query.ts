import {
  expect,
  fail,
  given,
  idOf,
  judgeEach,
  must,
  notApplicable,
  oracle,
  pathOf,
  postGroup,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  sameText,
  scenario,
  searchRequest,
  should,
  totalOf,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { collect, demanded, offered, type Found, type Own, type Query } from './_query.js';

type Door = 'GET /' | 'POST /.search';
const DOORS: Door[] = ['GET /', 'POST /.search'];

/** One page of a query over all types. */
function askRoot({ scim }: Context, door: string, query: Query): Promise<ScimResponse> {
  return door === 'GET /' ? scim.get('/', { query }) : scim.post('/.search', searchRequest(query));
}

/** All pages of a query over all types. */
const collectRoot = (context: Context, door: Door, query: Query): Promise<Found> =>
  collect(context, door, query, askRoot);

/** Root queries may be missing as a whole: a refusal, HTML or nothing at the root says so. */
function isList(response: ScimResponse): boolean {
  return response.status === 200 && totalOf(response) !== undefined;
}

interface Pair {
  user: Own;
  group: Own;
  name: string;
}

scenario('Queries at the root', { needs: ['users', 'groups', 'filter'] }, () => {
  const made = given('a user and a group of the same displayName are posted', async (context): Promise<Pair> => {
    const { scim, a } = context;
    const name = `Both ${a.marker()}`;
    const user = await scim.post('/Users', a.user({ displayName: name }));
    const group = await postGroup(scim, a.group({ displayName: name, members: [idOf(user)] }));
    const stored = await Promise.all([scim.get(pathOf(user)), scim.get(pathOf(group))]);
    const [one, other] = stored.map((response) => resourceOf(response));
    if (![one, other].every((each) => sameText(read(each, 'displayName'), name)))
      notApplicable('the target does not store displayName as sent');
    const pair = {
      user: { label: 'the user', id: String(read(one, 'id')), stored: one ?? {} },
      group: { label: 'the group', id: String(read(other, 'id')), stored: other ?? {} },
      name,
    };
    // Lists of one type first: what they do not show yet, the root need not show either.
    const filter = `displayName eq ${JSON.stringify(name)}`;
    for (const [collection, { id }] of [
      ['/Users', pair.user],
      ['/Groups', pair.group],
    ] as const)
      await context.settle(
        () => collect(context, collection, { filter }),
        (found) => found.response.status !== 200 || found.ids.includes(id),
      );
    return pair;
  });
  const doors = given('the root is asked for both', async (context) => {
    const filter = `displayName eq ${JSON.stringify(made.value.name)}`;
    const answers: [Door, Found][] = [];
    for (const door of DOORS) answers.push([door, await collectRoot(context, door, { filter })]);
    return answers;
  });

  /** The doors at which a root query is answered; not applicable where there is none. */
  const openDoors = (): Door[] => {
    const open = doors.value.filter(([, { response }]) => isList(response)).map(([door]) => door);
    return open.length > 0 ? open : notApplicable('the target offers no queries at the root');
  };
  /** Fails unless the filter gives exactly these of the pair; `refusal` as a way out where a combination may be missing. */
  const expectAt = async (
    context: Context,
    door: Door,
    filter: string,
    refusal: 'offered' | 'demanded',
  ): Promise<void> => {
    const found = await collectRoot(context, door, { filter });
    if (refusal === 'offered') offered(found.response, `${door} with ${filter}`);
    else demanded(found.response);
    expectPair(found, filter);
  };
  const expectPair = ({ response, ids }: Found, filter: string): void => {
    const parsed = oracle.parseFilter(filter);
    const { user, group } = made.value;
    const wanted = [
      ...(oracle.matches(parsed, user.stored, oracle.userModel) ? [user] : []),
      ...(oracle.matches(parsed, group.stored, oracle.groupModel) ? [group] : []),
    ];
    const missing = wanted.filter(({ id }) => !ids.includes(id)).map(({ label }) => `missing ${label}`);
    const surplus = [user, group]
      .filter((own) => !wanted.includes(own) && ids.includes(own.id))
      .map(({ label }) => `surplus ${label}`);
    const foreign = ids.filter((id) => id !== user.id && id !== group.id).length;
    const faults = [...missing, ...surplus, ...(foreign > 0 ? [`${foreign} other resources`] : [])];
    if (faults.length > 0)
      fail(`${filter} to select ${wanted.map(({ label }) => label).join(' and ') || 'nothing'}`, faults.join('; '), {
        exchange: response.n,
      });
  };
  /** At one open door: what decides over a filter lies behind both. */
  const atOneDoor = (context: Context, filters: () => string[], refusal: 'offered' | 'demanded'): Promise<void> => {
    const [door] = openDoors().slice(-1);
    return judgeEach(
      door ? filters() : [],
      (filter) => `${door}: ${filter}`,
      (filter) => (door ? expectAt(context, door, filter, refusal) : undefined),
    );
  };
  const both = (): string => `displayName eq ${JSON.stringify(made.value.name)}`;
  const user = (): string => `userName eq ${JSON.stringify(read(made.value.user.stored, 'userName'))}`;

  must(
    'protocol.root-query.all-types',
    {
      title: 'a root query gives users and groups that match, each as what it is',
      spec: ['RFC7644-3.4.2.1-02', 'RFC7643-3-01', 'RFC7643-3.1-32', 'RFC7644-3.9-12'],
      fix: 'Search all resource types, put all matches into one list, and show each as its own endpoint does.',
    },
    () => {
      const open = openDoors();
      return judgeEach(
        doors.value.filter(([door]) => open.includes(door)),
        ([door]) => door,
        ([, found]) => {
          expectPair(found, both());
          for (const { id, label, stored } of [made.value.user, made.value.group]) {
            const entry = found.resources.find((each) => read(each, 'id') === id);
            expect(entry).to.not.assign('password');
            for (const path of ['meta.resourceType', 'meta.location']) {
              const [shown, own] = [entry, stored].map((each) => read(each, path));
              if (shown !== undefined && own !== undefined && shown !== own)
                fail(`${path} ${JSON.stringify(own)} of ${label}`, JSON.stringify(shown) ?? 'none', {
                  exchange: found.response.n,
                });
            }
          }
        },
      );
    },
  );

  should(
    'protocol.root-query.full-entries',
    {
      title: 'an entry at the root shows all that GET by id shows',
      spec: 'RFC7644-3.4.2-12',
      fix: 'Build the entries of a root query as those of the endpoint of their type.',
    },
    ({ target }) => {
      const open = openDoors();
      return judgeEach(
        doors.value.filter(([door]) => open.includes(door)),
        ([door]) => door,
        ([, found]) => {
          for (const [at, { id, label, stored }] of [
            ['/Users', made.value.user],
            ['/Groups', made.value.group],
          ] as const) {
            const entry = found.resources.find((each) => read(each, 'id') === id);
            const missing = Object.keys(stored).filter(
              (name) =>
                entry &&
                readAll(stored, name).length > 0 &&
                readAll(entry, name).length === 0 &&
                target.attribute(at, name)?.returned !== 'request',
            );
            if (missing.length > 0)
              fail(`${missing.join(', ')} of ${label}`, 'an entry without', { exchange: found.response.n });
          }
        },
      );
    },
  );

  must(
    'protocol.root-query.resource-type',
    {
      title: 'meta.resourceType narrows a root query to one type',
      spec: 'RFC7644-3.4.2.1-04',
      fix: 'Evaluate meta.resourceType like any other attribute.',
    },
    (context) =>
      atOneDoor(
        context,
        () => [`meta.resourceType eq "User" and ${both()}`, `meta.resourceType eq "Group" and ${both()}`],
        'offered',
      ),
  );

  must(
    'protocol.root-query.operators',
    {
      title: 'filters at the root follow the rules of filters elsewhere',
      spec: 'RFC7644-3.4.2.1-06',
      fix: 'Use one filter evaluation for all endpoints.',
    },
    (context) =>
      atOneDoor(
        context,
        () => {
          const name = made.value.name;
          const { target } = context;
          const isExact = ['/Users', '/Groups'].some((at) => target.attribute(at, 'displayName')?.caseExact === true);
          return [
            ...(isExact ? [] : [`displayName eq "${name.toUpperCase()}"`]),
            `displayName sw "${name.slice(0, -1)}"`,
            `displayName co "${name.slice(1)}"`,
            `userName pr and ${both()}`,
            `urn:ietf:params:scim:schemas:core:2.0:User:${user()}`,
            `${both()} and not (${user()})`,
            `displayName eq "${name} not"`,
          ];
        },
        'offered',
      ),
  );

  must(
    'protocol.root-query.foreign-attribute',
    {
      title: 'an attribute that a type does not have counts as unassigned there',
      spec: ['RFC7644-3.4.2.1-07', 'RFC7644-3.4.2.1-08'],
      fix: 'Evaluate comparisons with an attribute that a type does not define as false, without an error.',
    },
    async (context) => {
      // An attribute of one type alone must do; that "or" is offered shows at one that both types have.
      const [door] = openDoors().slice(-1);
      const either = await collectRoot(context, door ?? 'GET /', { filter: `${both()} or ${both()}` });
      const filters = [
        user(),
        ...(either.response.status === 400 ? [] : [`${user()} or ${both()}`, `userName eq "nobody" or ${both()}`]),
      ];
      return atOneDoor(context, () => filters, 'demanded');
    },
  );

  must(
    'protocol.root-query.total',
    {
      title: 'a page of a root query counts the matches of all types',
      spec: ['RFC7644-3.4.2-06', 'RFC7644-3.4.2.4-05', 'RFC7644-3.4.2.4-12'],
      fix: 'Count and page over all types together, not type by type.',
    },
    (context) =>
      judgeEach(
        openDoors(),
        (door) => door,
        async (door) => {
          const response = await askRoot(context, door, { filter: both(), count: 1 });
          expect(response).to.have.status(200);
          const [total, got] = [totalOf(response), resourcesOf(response).length];
          const cursor = read(response.json, 'nextCursor') !== undefined;
          if (total !== 2 && !(total === undefined && cursor))
            fail('totalResults 2', `totalResults ${JSON.stringify(total)}`, { exchange: response.n });
          if (got > 1) fail('at most 1 resource', `${got} resources`, { exchange: response.n });
          if (cursor || read(context.target.config, 'pagination.index') === false) return;
          const later = await askRoot(context, door, { filter: both(), count: 1, startIndex: 2 });
          const at = read(later.json, 'startIndex');
          if (later.status === 200 && at !== undefined && at !== 2)
            fail('startIndex 2 on the second page', `startIndex ${JSON.stringify(at)}`, { exchange: later.n });
        },
      ),
  );

  must(
    'protocol.root-query.projected',
    {
      title: 'attributes= and excludedAttributes= work at the root, too',
      spec: ['RFC7644-3.4.2.5-01', 'RFC7644-3.4.2.5-03', 'RFC7644-3.4.2.5-05'],
      fix: 'Cut the entries of a root query down as those of other lists.',
    },
    (context) =>
      judgeEach(
        openDoors().flatMap((door) => ['attributes', 'excludedAttributes'].map((name) => [door, name] as const)),
        ([door, name]) => `${door} with ${name}`,
        async ([door, name]) => {
          const [{ id, stored }, { target }] = [made.value.user, context];
          const unnamed = name === 'attributes' ? 'name' : 'displayName';
          if (read(stored, unnamed) === undefined || target.attribute('/Users', unnamed)?.returned === 'always')
            notApplicable(`the target shows ${unnamed} always or never`);
          const query = { filter: both(), [name]: door === 'GET /' ? 'displayName' : ['displayName'] } as Query;
          const found = await askRoot(context, door, query);
          expect(found).to.have.status(200);
          const entry = resourcesOf(found).find((each) => read(each, 'id') === id);
          if (entry && read(entry, unnamed) !== undefined)
            fail(`a user without ${unnamed}`, 'a user with it', { exchange: found.n });
        },
      ),
  );

  should(
    'protocol.root-query.too-many',
    {
      title: 'a broad query that is refused names tooMany',
      spec: 'RFC7644-3.4.2.1-05',
      fix: 'Answer 400 with scimType "tooMany" where a result is too large, or page it.',
    },
    async (context) => {
      // Where the root is not served at all, a 400 says nothing of how much was asked for.
      if (!openDoors().includes('GET /')) notApplicable('the target offers no queries by GET at the root');
      const broad = await context.scim.get('/', {});
      if (broad.status !== 400) notApplicable(`GET / without filter is answered ${broad.status}`);
      expect(broad).to.be.scimError(400, 'tooMany');
    },
  );
});
