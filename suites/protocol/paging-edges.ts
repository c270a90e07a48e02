import {
  describeAnswer,
  fail,
  given,
  isServerFault,
  judgeEach,
  must,
  notApplicable,
  read,
  scenario,
  should,
} from '../../harness/language.js';
import {
  expectEmpty,
  expectFromStart,
  expectTotal,
  listed,
  needsFilter,
  needsIndex,
  needsList,
  page,
  shown,
  value,
} from './_pages.js';
import { people } from './_people.js';
import { collect } from './_query.js';

scenario('Edges of startIndex and count', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', async (context) => listed(context, await people(), 'userName'));
  const zero = given('count=0 is asked for', (context) => page(context, made.value, { count: 0 }));
  const whole = given('the list is asked for without paging', (context) => page(context, made.value, {}));

  must(
    'protocol.paging-edges.count-zero',
    {
      title: 'count=0 gives the total and no resources',
      spec: 'RFC7644-3.4.2.4-08',
      fix: 'Take 0 as a number: answer with totalResults and without Resources.',
    },
    ({ target }) => {
      needsFilter(whole.response, made.value);
      expectTotal(zero.response, made.value, target);
      expectEmpty(zero.response);
    },
  );

  must(
    'protocol.paging-edges.count-negative',
    {
      title: 'a negative count counts as 0',
      spec: 'RFC7644-3.4.2.4-07',
      fix: 'Answer a negative count like count=0, with 200.',
    },
    async (context) => {
      needsFilter(whole.response, made.value);
      const response = await page(context, made.value, { count: -1 });
      if (response.status === 400 && read(response.json, 'scimType') === 'invalidCount')
        notApplicable('the target refuses a negative count as providers with cursors may');
      expectTotal(response, made.value, context.target);
      expectEmpty(response);
    },
  );

  must(
    'protocol.paging-edges.start-index-one',
    {
      title: 'the first resource has index 1, which is the default',
      spec: 'RFC7644-3.4.2.4-03',
      fix: 'Count positions from 1.',
      why: 'A server that counts from 0 hides one resource from every client.',
    },
    async (context) => {
      needsIndex(context);
      needsList(whole.response, made.value);
      needsFilter(whole.response, made.value);
      const all = await collect(context, made.value.collection, made.value.query);
      const hidden = made.value.own.filter(({ id }) => !all.ids.includes(id)).map(({ label }) => label);
      if (made.value.ordered && hidden.length > 0)
        fail('every match on some page from the default on', `pages without ${hidden.join(', ')}`);
      const response = await page(context, made.value, { startIndex: 1 });
      expectFromStart(response, whole.response, made.value, 'startIndex=1');
    },
  );

  must(
    'protocol.paging-edges.start-index-below-one',
    {
      title: 'a startIndex below 1 counts as 1',
      spec: 'RFC7644-3.4.2.4-04',
      fix: 'Take 0 and negative numbers for 1, with 200.',
    },
    (context) => {
      needsIndex(context);
      needsList(whole.response, made.value);
      needsFilter(whole.response, made.value);
      return judgeEach(
        [0, -5],
        (startIndex) => `startIndex=${startIndex}`,
        async (startIndex) => {
          const response = await page(context, made.value, { startIndex });
          expectFromStart(response, whole.response, made.value, `startIndex=${startIndex}`);
          const at = value(response, 'startIndex');
          if (at !== undefined && at !== 1) fail('startIndex 1', `startIndex ${shown(at)}`, { exchange: response.n });
        },
      );
    },
  );

  should(
    'protocol.paging-edges.beyond-end',
    {
      title: 'a startIndex beyond the end gives an empty page with the total',
      spec: 'RFC7644-3.4.2.4-14',
      fix: 'Answer 200 with totalResults and no Resources.',
      why: 'Okta asks until a page is empty.',
    },
    async (context) => {
      needsIndex(context);
      needsFilter(whole.response, made.value);
      const response = await page(context, made.value, { startIndex: made.value.size + 100 });
      expectTotal(response, made.value, context.target);
      expectEmpty(response);
    },
  );

  should(
    'protocol.paging-edges.not-a-number',
    {
      title: 'a startIndex or count that is no integer is no server error',
      spec: 'RFC7644-3.4.2.4-16',
      fix: 'Answer 400 invalidValue, or leave the parameter aside.',
    },
    (context) =>
      judgeEach(
        ['startIndex', 'count'],
        (name) => `${name}=abc`,
        async (name) => {
          needsList(whole.response, made.value);
          const response = await page(context, made.value, { [name]: 'abc' });
          if (isServerFault(response))
            fail(`400 or 200 to ${name}=abc`, describeAnswer(response), { exchange: response.n });
        },
      ),
  );
});
