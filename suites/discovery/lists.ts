import {
  describeAnswer,
  expect,
  fail,
  given,
  discoveredItems,
  isObject,
  judgeEach,
  member,
  must,
  notApplicable,
  readAll,
  scenario,
  should,
  show,
  succeeded,
  totalOf,
  type Capabilities,
  type ScimResponse,
} from '../../harness/language.js';
import { answerAt, schemasOf, text, typesOf } from './_documents.js';

const LISTS = ['/ResourceTypes', '/Schemas'] as const;
type List = (typeof LISTS)[number];

/** What identifies the entries of a list, for comparison: their ids, or their names where they have none. */
function namesIn(response: ScimResponse | undefined): string[] {
  return discoveredItems(response)
    .map((item) => text(item, 'id') || text(item, 'name'))
    .sort();
}

/** Fails where an answer with parameters lacks entries of the whole list; a refusal is fine. */
function expectWhole(target: Capabilities, list: List, response: ScimResponse): void {
  const whole = namesIn(answerAt(target, list));
  if (whole.length === 0) notApplicable(`${list} lists nothing`);
  if (!succeeded(response)) return;
  const got = namesIn(response);
  const missing = whole.filter((name) => !got.includes(name));
  if (missing.length > 0)
    fail(`all ${whole.length} entries of ${list}`, `${got.length}, without ${missing.slice(0, 3).join(', ')}`, {
      exchange: response.n,
    });
}

scenario('The lists of resource types and schemas', () => {
  const eachList = (target: Capabilities, judge: (response: ScimResponse, list: List) => unknown): Promise<void> =>
    judgeEach(
      LISTS,
      (list) => list,
      (list) => {
        if (list === '/Schemas') schemasOf(target);
        else typesOf(target);
        return judge(answerAt(target, list), list);
      },
    );

  must(
    'discovery.lists.message',
    {
      title: 'resource types and schemas come in a ListResponse',
      spec: ['RFC7644-4-10', 'RFC7644-4-05', 'RFC7644-3.4.2-04'],
      fix: 'Wrap the entries in a ListResponse message with schemas, totalResults and Resources.',
    },
    ({ target }) => eachList(target, (response) => expect(response).to.be.listResponse()),
  );

  must(
    'discovery.lists.total',
    {
      title: 'the discovery lists have totalResults, which counts their entries',
      spec: 'RFC7644-3.4.2-05',
      fix: 'Put totalResults into the lists of resource types and schemas: the number of all entries.',
    },
    ({ target }) =>
      eachList(target, (response) => {
        if (!isObject(response.json)) notApplicable('the list is no object');
        const total = totalOf(response);
        if (!Number.isInteger(total) || Number(total) < 0)
          fail('totalResults as a whole number', `totalResults ${show(total)}`, { exchange: response.n });
        const shown = readAll(response.json, 'Resources').length;
        if (Number(total) < shown)
          fail(`totalResults ${shown} or more`, `totalResults ${show(total)}`, { exchange: response.n });
      }),
  );

  must(
    'discovery.lists.resources',
    {
      title: 'the entries of a discovery list are in an array named Resources',
      spec: 'RFC7644-3.4.2-07',
      fix: 'Name the array Resources, with a capital letter, as in every other list.',
      why: 'Clients read member names as the RFC spells them, and find no schemas.',
    },
    ({ target }) =>
      eachList(target, (response) => {
        if (!isObject(response.json)) notApplicable('the list is no object');
        const names = Object.keys(response.json);
        const entries = member(response.json, 'Resources');
        if (Number(totalOf(response)) > 0 && !Array.isArray(entries))
          fail('an array named Resources', `the members ${names.join(', ')}`, { exchange: response.n });
        // Names may be spelled in any letter case; one that is spelled otherwise than the rest is a slip.
        if (entries !== undefined && !names.includes('Resources') && names.includes('totalResults'))
          fail('an array named Resources', `the members ${names.join(', ')}`, { exchange: response.n });
      }),
  );

  must(
    'discovery.lists.complete',
    {
      title: 'the discovery lists show every entry that they count',
      spec: 'RFC7644-4-11',
      fix: 'Never page /ResourceTypes and /Schemas: show all entries at once.',
    },
    ({ target }) =>
      eachList(target, (response) => {
        const total = totalOf(response);
        const shown = readAll(response.json, 'Resources').length;
        if (typeof total === 'number' && total > shown)
          fail(`${total} entries, as totalResults counts`, `${shown} entries`, { exchange: response.n });
      }),
  );

  must(
    'discovery.lists.parameters-ignored',
    {
      title: 'paging and sorting parameters do not shorten a discovery list',
      spec: 'RFC7644-4-11',
      fix: 'Ignore count, startIndex, sortBy and sortOrder at /ResourceTypes and /Schemas.',
      why: 'A client that pages by habit then misses resource types and schemas.',
    },
    ({ target, scim }) =>
      judgeEach(
        LISTS.flatMap((list) =>
          ['count=1&startIndex=2', 'sortBy=id&sortOrder=descending'].map((query) => ({ list, query })),
        ),
        ({ list, query }) => `${list}?${query}`,
        async ({ list, query }) => {
          if (list === '/Schemas') schemasOf(target);
          else typesOf(target);
          const response = await scim.get(list, { rawQuery: query });
          expectWhole(target, list, response);
          if (!succeeded(response)) notApplicable(`refused: ${describeAnswer(response)}`);
        },
        'the target refuses parameters at its discovery lists',
      ),
  );
});

scenario('Filters on the discovery lists', () => {
  const byName = given('the resource types are filtered by name', ({ target, scim }) =>
    scim.get('/ResourceTypes', { query: { filter: `name eq "${text(typesOf(target)[0] ?? {}, 'name')}"` } }),
  );
  const byId = given('the schemas are filtered by id', ({ target, scim }) =>
    scim.get('/Schemas', { query: { filter: `id eq "${text(schemasOf(target)[0] ?? {}, 'id')}"` } }),
  );
  const answers = (): { list: List; get: () => ScimResponse }[] => [
    { list: '/ResourceTypes', get: () => byName.response },
    { list: '/Schemas', get: () => byId.response },
  ];

  must(
    'discovery.lists.filter-never-narrows',
    {
      title: 'a filter does not shorten a discovery list',
      spec: 'RFC7644-4-16',
      fix: 'Answer a filter at /ResourceTypes and /Schemas with 403, or with the whole list.',
    },
    ({ target }) =>
      judgeEach(
        answers(),
        ({ list }) => list,
        ({ list, get }) => expectWhole(target, list, get()),
      ),
  );

  should(
    'discovery.lists.filter-refused',
    {
      title: 'a filter on a discovery list is answered 403 or ignored',
      spec: 'RFC7644-4-12',
      fix: 'Answer a filter at /ResourceTypes and /Schemas with 403.',
    },
    ({ target }) =>
      judgeEach(
        answers(),
        ({ list }) => list,
        ({ list, get }) => {
          const response = get();
          if (response.status !== 403 && response.status !== 401) expect(response).to.have.status(200, 403);
          expectWhole(target, list, response);
        },
      ),
  );
});

scenario('Projection of schemas', () => {
  must(
    'discovery.lists.schema-id-always',
    {
      title: 'schemas keep their id, whatever attributes are asked for',
      spec: 'RFC7643-7-03',
      fix: 'Ignore attributes and excludedAttributes at /Schemas, or keep id all the same.',
    },
    ({ target, scim }) =>
      judgeEach(
        ['attributes=name', 'excludedAttributes=id'],
        (query) => query,
        async (query) => {
          if (!schemasOf(target).every((schema) => text(schema, 'id') !== ''))
            notApplicable('the schemas have no id anyway');
          const response = await scim.get('/Schemas', { rawQuery: query });
          if (!succeeded(response)) notApplicable(`answered ${describeAnswer(response)}`);
          const bad = discoveredItems(response).find((schema) => typeof member(schema, 'id') !== 'string');
          if (bad) fail('id in every schema', `a schema without id: ${show(bad)}`, { exchange: response.n });
        },
        'the target refuses projection at /Schemas',
      ),
  );
});
