import {
  describeAnswer,
  fail,
  given,
  isAbsent,
  isObject,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  resourcesOf,
  sameValue,
  scenario,
  searchRequest,
  should,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { people } from './_people.js';
import { ask, search, type Own } from './_query.js';
import { teams } from './_teams.js';

/** Names of one query parameter, and the same resources read, listed and searched for with it. */
interface Doors {
  parameter: 'attributes' | 'excludedAttributes';
  names: string;
  /** The first of the own resources, by its id. */
  one: ScimResponse;
  list: ScimResponse;
  search: ScimResponse;
}

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const GROUP = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** Whole resources first. */
const FOR_USERS: [Doors['parameter'], string][] = [
  ['attributes', ''],
  ['attributes', 'emails.value'],
  ['attributes', `${USER}:userName,name.familyName`],
  ['attributes', 'USERNAME,name.givenName'],
  ['attributes', `${ENTERPRISE}:department,title`],
  ['excludedAttributes', 'id,emails.type'],
  ['excludedAttributes', `${USER}:name,USERNAME`],
];
const FOR_GROUPS: [Doors['parameter'], string][] = [
  ['attributes', ''],
  ['attributes', 'displayName'],
  ['attributes', 'members.value'],
  ['attributes', `${GROUP}:displayName,EXTERNALID`],
  ['excludedAttributes', 'id,members'],
];

/** What others may change meanwhile, and what a cut-down resource may have or lack. */
const OPEN = ['groups', 'schemas', 'meta'];
/** Parts that a server may derive when it shows a resource. */
const DERIVED = /\.(\$ref|display|formatted)$/i;

/** Lower-case names of what a resource shows, `emails` and `emails.value`. */
function shapeOf(resource: unknown): Set<string> {
  const names = isObject(resource) ? Object.entries(resource) : [];
  return new Set(
    names.flatMap(([name, value]) => {
      const held = [value].flat().filter((each) => each !== null && each !== undefined);
      const parts = held
        .filter(isObject)
        .flatMap((each) => Object.keys(each).filter((part) => readAll(each, part)[0] !== undefined));
      return held.length === 0
        ? []
        : [name, ...parts.map((part) => `${name}.${part}`)].map((each) => each.toLowerCase());
    }),
  );
}

const lacking = (from: Set<string>, other: Set<string>, open = OPEN): string[] =>
  [...from].filter((name) => !other.has(name) && !DERIVED.test(name) && !open.includes(name.split('.')[0] ?? ''));

/** The three answers for each combination. `filter` selects the resource alone. */
async function through(context: Context, { id, filter, collection, asked }: Subject): Promise<Doors[]> {
  const found: Doors[] = [];
  for (const [parameter, names] of asked) {
    const path = `${collection}/${encodeURIComponent(id)}`;
    const projection = names === '' ? {} : { [parameter]: names };
    const body = searchRequest({ filter, ...(names === '' ? {} : { [parameter]: names.split(',') }) });
    found.push({
      parameter,
      names,
      one: await context.scim.get(path, { query: projection }),
      list: await ask(context, collection, { filter, ...projection }),
      search: await context.scim.post(`${collection}/.search`, body),
    });
  }
  return found;
}

interface Subject {
  collection: '/Users' | '/Groups';
  id: string;
  filter: string;
  asked: [Doors['parameter'], string][];
}

/** The resource among the entries of an answer; not applicable where it is refused or does not show the resource. */
function entryIn(response: ScimResponse, id: string): JsonObject {
  if (response.status !== 200) notApplicable(`the target answers ${describeAnswer(response)}`);
  const entries = resourcesOf(response);
  const [only] = entries.length === 1 ? entries : [];
  const named = entries.find((each) => read(each, 'id') === id);
  return named ?? only ?? notApplicable('the list does not show the resource');
}

/** What a name of attributes= is shown as: `urn:…:User:department` as `urn:…:User.department`. */
function shownAs(name: string): string {
  const [, urn, rest = ''] = /^(urn:.*):([^:]+)$/i.exec(name) ?? [undefined, '', name];
  return (urn && !/:core:/.test(urn) ? `${urn}.${rest}` : rest).toLowerCase();
}

/** Fails where a list lacks what was asked for, or shows attributes that a read with the same names leaves out. */
function expectAsRead({ parameter, names, one, list }: Doors, id: string): void {
  if (one.status !== 200) notApplicable(`a read is answered ${describeAnswer(one)}`);
  const entry = entryIn(list, id);
  const [shown, wanted] = [shapeOf(entry), shapeOf(one.json)];
  const asked = parameter === 'attributes' ? names.split(',').map(shownAs) : [];
  const missing = ['id', ...asked].filter((name) => wanted.has(name) && !shown.has(name));
  const surplus = lacking(shown, wanted).filter((name) => !name.includes('.'));
  if (missing.length > 0) fail(`${missing.join(', ')} as in a read`, 'a list without', { exchange: list.n });
  if (surplus.length > 0) fail(`no ${surplus.join(', ')}, as in a read`, 'a list with it', { exchange: list.n });
}

/** Fails where a search shows other attributes than a list by GET. */
function expectAsListed({ names, list, search }: Doors, id: string): void {
  if (isAbsent(search)) notApplicable(`.search is answered ${search.status}`);
  const wanted = shapeOf(entryIn(list, id));
  if (search.status !== 200) fail('200, as to GET', describeAnswer(search), { exchange: search.n });
  const shown = shapeOf(entryIn(search, id));
  const open = names === '' ? ['groups'] : OPEN;
  const missing = lacking(wanted, shown, open);
  const surplus = lacking(shown, wanted, open);
  if (missing.length > 0) fail(`${missing.join(', ')} as in a list by GET`, 'without', { exchange: search.n });
  if (surplus.length > 0) fail(`no ${surplus.join(', ')}, as in a list by GET`, 'with it', { exchange: search.n });
}

const named = ({ parameter, names }: Doors): string => (names === '' ? 'in full' : `${parameter}=${names}`);
const isCut = ({ names }: Doors): boolean => names !== '';

scenario('Parts of users in lists and searches', { needs: ['users', 'filter'] }, () => {
  const user = given('the fullest of the users is chosen', async (): Promise<Subject> => {
    const { own } = await people();
    const size = ({ stored }: Own): number => shapeOf(stored).size;
    const fullest = [...own].sort((one, other) => size(other) - size(one))[0];
    const { id, stored } = fullest ?? notApplicable('the target did not create users');
    const filter = `userName eq ${JSON.stringify(read(stored, 'userName'))}`;
    return { collection: '/Users', id, filter, asked: FOR_USERS };
  });
  const doors = given('it is read, listed and searched for in part', (context) => through(context, user.value));

  must(
    'protocol.projection-lists.users',
    {
      title: 'attributes= and excludedAttributes= cut list entries down as reads',
      spec: [
        'RFC7644-3.4.2.5-01',
        'RFC7644-3.9-05',
        'RFC7644-3.9-06',
        'RFC7644-3.9-13',
        'RFC7644-3.9-14',
        'RFC7644-3.9-08',
      ],
      fix: 'Cut every resource down with one function, whether it is read, listed or searched for.',
    },
    () => judgeEach(doors.value.filter(isCut), named, (each) => expectAsRead(each, user.value.id)),
  );

  should(
    'protocol.projection-lists.parts',
    {
      title: 'sub-attributes are cut out in lists as in reads',
      spec: ['RFC7643-7-39', 'RFC7644-3.9-10'],
      fix: 'Cut complex attributes in lists down to the sub-attributes that are asked for, as in a read.',
    },
    () =>
      judgeEach(doors.value.filter(isCut), named, ({ one, list }) => {
        if (one.status !== 200) notApplicable(`a read is answered ${describeAnswer(one)}`);
        const surplus = lacking(shapeOf(entryIn(list, user.value.id)), shapeOf(one.json));
        const parts = surplus.filter((name) => name.includes('.'));
        if (parts.length > 0) fail(`no ${parts.join(', ')}, as in a read`, 'a list with it', { exchange: list.n });
      }),
  );

  must(
    'protocol.projection-lists.search-users',
    {
      title: 'a search cuts users down as a list by GET with the same names',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Read the names of attributes and excludedAttributes in a SearchRequest as those in a URL.',
    },
    () => judgeEach(doors.value, named, (each) => expectAsListed(each, user.value.id)),
  );
});

scenario('Groups in lists and searches', { needs: ['users', 'groups', 'filter'] }, () => {
  const group = given('one of the groups is chosen', async (): Promise<Subject> => {
    const { own } = await teams();
    const { id, stored } = own.find(({ label }) => label === 'ants') ?? notApplicable('there is no group');
    const filter = `displayName eq ${JSON.stringify(read(stored, 'displayName'))}`;
    return { collection: '/Groups', id, filter, asked: FOR_GROUPS };
  });
  const doors = given('it is read, listed and searched for in part', (context) => through(context, group.value));

  must(
    'protocol.projection-lists.groups',
    {
      title: 'attributes= and excludedAttributes= cut listed groups down as reads',
      spec: [
        'RFC7644-3.4.2.5-01',
        'RFC7644-3.9-05',
        'RFC7644-3.9-06',
        'RFC7644-3.9-13',
        'RFC7644-3.9-14',
        'RFC7644-3.9-08',
      ],
      fix: 'Cut every resource down with one function, whether it is read, listed or searched for.',
      why: 'Providers ask for groups without members, which may be thousands, and for members alone.',
    },
    () => judgeEach(doors.value.filter(isCut), named, (each) => expectAsRead(each, group.value.id)),
  );

  should(
    'protocol.projection-lists.full-groups',
    {
      title: 'a group in a list shows all that GET by id shows',
      spec: 'RFC7644-3.4.2-12',
      fix: 'Build list entries from the same representation as single resources, meta included.',
    },
    ({ target }) => {
      const [full] = doors.value;
      if (full?.one.status !== 200) notApplicable('the target does not show the group');
      const missing = lacking(shapeOf(full.one.json), shapeOf(entryIn(full.list, group.value.id)), []);
      const due = missing.filter(
        (name) => !name.includes('.') && target.attribute('/Groups', name)?.returned !== 'request',
      );
      if (due.length > 0) fail(`${due.join(', ')} as in a read`, 'a list without', { exchange: full.list.n });
    },
  );

  must(
    'protocol.projection-lists.search-groups',
    {
      title: 'a search for groups gives what the same query gives by GET',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Run the queries of GET and POST through one function, for groups as for users.',
    },
    async (context) => {
      await judgeEach(doors.value, named, (each) => expectAsListed(each, group.value.id));
      const { scope } = await teams();
      if (scope === undefined || context.target.lacks('sort') !== undefined) return;
      const order = { filter: scope, sortBy: 'displayName', sortOrder: 'descending' };
      await judgeEach(
        [order, { ...order, count: 1, startIndex: 2 }],
        (query) => Object.keys(query).join(),
        async (query) => {
          const [listed, searched] = [await ask(context, '/Groups', query), await search(context, '/Groups', query)];
          if (listed.status !== 200) notApplicable(`the target answers ${describeAnswer(listed)}`);
          if (isAbsent(searched)) notApplicable(`.search is answered ${searched.status}`);
          const [wanted, got] = [listed, searched].map((each) => resourcesOf(each).map((one) => read(one, 'id')));
          if (searched.status !== 200 || !sameValue(got, wanted))
            fail(`the ${wanted?.length ?? 0} groups of GET in their order`, describeAnswer(searched), {
              exchange: searched.n,
            });
        },
      );
    },
  );
});
