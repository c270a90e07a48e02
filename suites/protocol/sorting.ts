import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  judgeEach,
  may,
  must,
  notApplicable,
  oracle,
  read,
  readAll,
  scenario,
  should,
  type Context,
} from '../../harness/language.js';
import { people, person } from './_people.js';
import { ask, collect, type Own, type Population, type Query } from './_query.js';
import { teams } from './_teams.js';

/** Values of the attribute that decides: of the primary or only element where there are several. */
function sortKey(own: Own, path: string): unknown {
  const [name = '', sub] = path.split('.');
  const elements = entries(own.stored, name);
  if (sub === undefined || elements.length < 2) return read(own.stored, path);
  return read(elements.find((element) => read(element, 'primary') === true) ?? elements[0], sub);
}

/** The own resources in the order in which a sorted query gives them. 400 is a way out where `optional`. */
async function sorted(context: Context, made: Population, query: Query, optional = false): Promise<Own[]> {
  if (made.scope === undefined)
    notApplicable('the target accepts no filter by which the run can tell its own resources apart');
  const found = await collect(context, made.collection, { filter: made.scope, ...query });
  if (optional && found.response.status === 400)
    notApplicable(`the target answers ${describeAnswer(found.response)} to sortBy=${query['sortBy']}`);
  expect(found.response).to.have.status(200);
  return found.ids.flatMap((id) => made.own.find((own) => own.id === id) ?? []);
}

/** Fails unless `judged` came in the order in which our own sorting puts them; resources with equal values are interchangeable. */
function expectOrder(came: readonly Own[], judged: readonly Own[], made: Population, query: Query): void {
  const path = String(query['sortBy']);
  const sorting = {
    sortBy: path,
    ...(query['sortOrder'] === undefined ? {} : { sortOrder: String(query['sortOrder']) }),
  };
  const ordered = oracle.sortResources(
    judged.map(({ stored }) => stored),
    sorting,
    made.model,
  );
  const wanted = ordered.flatMap((stored) => judged.find((own) => own.stored === stored) ?? []);
  if (new Set(wanted.map((own) => String(sortKey(own, path)).toLowerCase())).size < 2)
    notApplicable(`what the target stores does not tell resources apart by ${path}`);
  const got = came.filter((own) => judged.includes(own));
  const lost = judged.filter((own) => !got.includes(own));
  const show = (list: readonly Own[]): string =>
    list.map((own) => `${own.label} (${String(sortKey(own, path) ?? 'none')})`).join(', ');
  if (lost.length > 0) fail(`all resources under sortBy=${path}`, `a list without ${show(lost)}`);
  if (got.length > judged.length) fail(`each resource once under sortBy=${path}`, `the order ${show(got)}`);
  const key = (own: Own): string => String(sortKey(own, path) ?? '\u{10ffff}').toLowerCase();
  if (got.some((own, at) => key(own) !== key(wanted[at] ?? own)))
    fail(`the order ${show(wanted)}`, `the order ${show(got)}`);
}

const FIVE = ['mia', 'carl', 'zoe', 'ada', 'bada'];
const five = (made: Population): Own[] => made.own.filter(({ label }) => FIVE.includes(label));

scenario('Sorting users', { needs: ['users', 'sort'] }, () => {
  const made = given('people are posted', () => people());
  const byName = given('they are listed by userName', (context) =>
    sorted(context, made.value, { sortBy: 'userName', sortOrder: 'ascending' }),
  );
  const descending = given('they are listed by userName, descending', (context) =>
    sorted(context, made.value, { sortBy: 'userName', sortOrder: 'descending' }),
  );

  must(
    'protocol.sorting.user-name',
    {
      title: 'sortBy=userName orders users by userName',
      spec: 'RFC7644-3.4.2.3-03',
      fix: 'Order the whole result by the attribute that sortBy names, before paging.',
    },
    () => expectOrder(byName.value, five(made.value), made.value, { sortBy: 'userName', sortOrder: 'ascending' }),
  );

  must(
    'protocol.sorting.descending',
    {
      title: 'sortOrder=descending turns the order around',
      spec: 'RFC7644-3.4.2.3-09',
      fix: 'Honor sortOrder: "descending" is the reverse of "ascending".',
    },
    () => expectOrder(descending.value, five(made.value), made.value, { sortBy: 'userName', sortOrder: 'descending' }),
  );

  must(
    'protocol.sorting.default-order',
    {
      title: 'sortBy without sortOrder sorts ascending',
      spec: 'RFC7644-3.4.2.3-10',
      fix: 'Default sortOrder to ascending.',
    },
    async (context) => {
      const query = { sortBy: 'userName' };
      expectOrder(await sorted(context, made.value, query), five(made.value), made.value, query);
    },
  );

  must(
    'protocol.sorting.singular',
    {
      title: 'singular attributes and sub-attributes sort by their own value',
      spec: 'RFC7644-3.4.2.3-04',
      fix: 'Resolve sortBy to any attribute or sub-attribute, or answer 400 to those that have no order.',
    },
    (context) =>
      judgeEach(
        ['nickName', 'name.givenName', 'externalId'],
        (path) => path,
        async (path) => {
          const having = five(made.value).filter((own) => typeof read(own.stored, path) === 'string');
          const query = { sortBy: path };
          expectOrder(await sorted(context, made.value, query, true), having, made.value, query);
        },
        'the target sorts by userName alone',
      ),
  );

  must(
    'protocol.sorting.case',
    {
      title: 'strings sort without regard to letter case',
      spec: ['RFC7644-3.4.2.3-11', 'RFC7644-3.4.2.3-13'],
      fix: 'Sort by a case-insensitive collation unless the attribute is caseExact.',
    },
    (context) =>
      judgeEach(
        ['ascending', 'descending'],
        (order) => order,
        async (order) => {
          if (context.target.attribute('/Users', 'displayName')?.caseExact)
            notApplicable('displayName is published as caseExact');
          const query = { sortBy: 'displayName', sortOrder: order };
          expectOrder(await sorted(context, made.value, query, true), five(made.value), made.value, query);
        },
      ),
  );

  must(
    'protocol.sorting.primary',
    {
      title: 'a multi-valued attribute sorts by its primary value',
      spec: 'RFC7644-3.4.2.3-05',
      fix: 'Sort by the value marked primary, not by the first, smallest or last one.',
    },
    async (context) => {
      const several = five(made.value).filter((own) => {
        const list = entries(own.stored, 'emails');
        return list.length > 1 && list.filter((email) => read(email, 'primary') === true).length === 1;
      });
      const query = { sortBy: 'emails.value' };
      if (several.length < 2) notApplicable('the target does not keep several e-mails with one of them primary');
      expectOrder(await sorted(context, made.value, query, true), several, made.value, query);
    },
  );

  must(
    'protocol.sorting.time',
    {
      title: 'sortBy=meta.created orders users by time',
      spec: 'RFC7644-3.4.2.3-12',
      fix: 'Sort dateTime attributes by instant.',
    },
    (context) =>
      judgeEach(
        ['ascending', 'descending'],
        (order) => order,
        async (order) => {
          const query = { sortBy: 'meta.created', sortOrder: order };
          const came = (await sorted(context, made.value, query, true)).filter((own) => five(made.value).includes(own));
          const times = came.map((own) => Date.parse(String(read(own.stored, 'meta.created'))));
          if (times.some(Number.isNaN)) notApplicable('the target shows no meta.created');
          if (new Set(times).size < 2) notApplicable('all users show the same meta.created');
          const turned = order === 'ascending' ? times : times.reverse();
          if (turned.some((time, at) => time < (turned[at - 1] ?? time)))
            fail(`users by meta.created, ${order}`, `the order ${came.map(({ label }) => label).join(', ')}`);
          expect(came).to.have.length(five(made.value).length, 'all users, the server answered without some of them');
        },
      ),
  );

  must(
    'protocol.sorting.without-value-last',
    {
      title: 'users without the attribute come last when ascending',
      spec: 'RFC7644-3.4.2.3-07',
      fix: 'Sort resources without value last (NULLS LAST) in ascending order, and leave none out.',
    },
    async (context) => {
      const query = { sortBy: 'title', sortOrder: 'ascending' };
      someWithoutTitle(made.value);
      expectOrder(await sorted(context, made.value, query, true), five(made.value), made.value, query);
    },
  );

  must(
    'protocol.sorting.without-value-first',
    {
      title: 'users without the attribute come first when descending',
      spec: 'RFC7644-3.4.2.3-08',
      fix: 'Sort resources without value first (NULLS FIRST) in descending order, and leave none out.',
    },
    async (context) => {
      const query = { sortBy: 'title', sortOrder: 'descending' };
      someWithoutTitle(made.value);
      expectOrder(await sorted(context, made.value, query, true), five(made.value), made.value, query);
    },
  );

  must(
    'protocol.sorting.names',
    {
      title: 'sortBy takes names in any letter case and with their URN',
      spec: ['RFC7644-3.10-05', 'RFC7644-3.10-01'],
      fix: 'Resolve sortBy like every other attribute name.',
    },
    (context) =>
      judgeEach(
        ['USERNAME', 'urn:ietf:params:scim:schemas:core:2.0:User:userName'],
        (path) => path,
        async (path) => {
          // In descending order, which no default falls into.
          const came = await sorted(context, made.value, { sortBy: path, sortOrder: 'descending' });
          expectOrder(came, five(made.value), made.value, { sortBy: 'userName', sortOrder: 'descending' });
        },
      ),
  );

  should(
    'protocol.sorting.pages',
    {
      title: 'a sorted list keeps its order from page to page',
      spec: 'RFC7644-3.4.2.3-15',
      fix: 'Sort the whole result before cutting pages, and break ties by id.',
    },
    async (context) => {
      const query = { sortBy: 'userName', sortOrder: 'descending', count: 2 };
      const came = await sorted(context, made.value, query);
      expectOrder(came, five(made.value), made.value, query);
    },
  );

  may(
    'protocol.sorting.case-exact',
    {
      title: 'shows how a caseExact attribute is sorted',
      spec: 'RFC7644-3.4.2.3-14',
      fix: 'Nothing: which letter case comes first is not said.',
    },
    async (context) => {
      const came = await sorted(context, made.value, { sortBy: 'externalId' }, true);
      return `by externalId: ${came
        .map((own) =>
          String(read(own.stored, 'externalId') ?? 'none')
            .split('-')
            .slice(0, 2)
            .join('-'),
        )
        .join(', ')}`;
    },
  );
});

function someWithoutTitle(made: Population): void {
  const having = five(made).filter((own) => read(own.stored, 'title') !== undefined).length;
  if (having === 0 || having === five(made).length) notApplicable('the target does not keep title for some users only');
}

scenario('Sorting groups', { needs: ['groups', 'users', 'sort'] }, () => {
  const made = given('groups are posted', () => teams());

  must(
    'protocol.sorting.groups',
    {
      title: 'sortBy=displayName orders groups by displayName',
      spec: ['RFC7644-3.4.2.3-03', 'RFC7644-3.4.2.3-11'],
      fix: 'Apply sortBy and sortOrder to /Groups as to /Users.',
    },
    (context) =>
      judgeEach(
        ['ascending', 'descending'],
        (order) => order,
        async (order) => {
          if (context.target.attribute('/Groups', 'displayName')?.caseExact)
            notApplicable('displayName is published as caseExact');
          const query = { sortBy: 'displayName', sortOrder: order };
          expectOrder(await sorted(context, made.value, query, true), made.value.own, made.value, query);
        },
      ),
  );
});

scenario('Support of sorting', { needs: 'users' }, () => {
  const made = given('people are posted', () => people());

  may(
    'protocol.sorting.support',
    {
      title: 'shows whether sorting is offered, and what becomes of sortBy if not',
      spec: 'RFC7644-3.4.2.3-01',
      fix: 'Nothing: sorting is optional.',
    },
    async (context) => {
      person(made.value, 'mia');
      const claim = context.target.claim('sort');
      const response = await ask(context, '/Users', { sortBy: 'userName', count: 5 });
      const names = readAll(response.json, 'Resources.userName').map((name) => String(name).toLowerCase());
      const inOrder = names.every((name, at) => name >= (names[at - 1] ?? name));
      const what =
        response.status !== 200 ? describeAnswer(response) : inOrder ? 'users in order' : 'users in no order';
      return `ServiceProviderConfig ${claim === null ? 'does not say' : `says ${claim}`}; sortBy is answered with ${what}`;
    },
  );
});
