import {
  entries,
  expect,
  fail,
  given,
  judgeEach,
  may,
  must,
  notApplicable,
  read,
  scenario,
  urns,
} from '../../harness/language.js';
import { expectOrder, five, sorted } from './_order.js';
import { people } from './_people.js';
import type { Population } from './_query.js';

function someWithoutTitle(made: Population): void {
  const having = five(made).filter((own) => read(own.stored, 'title') !== undefined).length;
  if (having === 0 || having === five(made).length) notApplicable('the target does not keep title for some users only');
}

scenario('Sorting by attributes of every kind', { needs: ['users', 'sort'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.sorting-values.singular',
    {
      title: 'singular attributes and sub-attributes sort by their own value',
      spec: ['RFC7644-3.4.2.3-04', 'RFC7644-3.4.2.3-13'],
      fix: 'Resolve sortBy to any attribute or sub-attribute, or answer 400 to those that have no order.',
    },
    (context) =>
      judgeEach(
        // Several have one userType: a map by value would keep one of them.
        ['nickName', 'name.givenName', 'externalId', 'userType'],
        (path) => path,
        async (path) => {
          const attribute =
            context.target.attribute('/Users', path) ?? notApplicable(`the target does not publish ${path}`);
          if (path === 'name.givenName' && attribute.caseExact)
            notApplicable('givenName is published as caseExact, and its letter case is mixed');
          const having = five(made.value).filter((own) => typeof read(own.stored, path) === 'string');
          const query = { sortBy: path };
          expectOrder(await sorted(context, made.value, query, true), having, made.value, query);
        },
        'the target sorts by userName alone',
      ),
  );

  must(
    'protocol.sorting-values.extension',
    {
      title: 'sortBy takes an attribute of an extension by its URN',
      spec: ['RFC7644-3.4.2.3-03', 'RFC7644-3.4.2.3-04'],
      fix: 'Resolve sortBy like every other attribute name, or answer 400; never ignore it without a word.',
      needs: 'enterprise',
    },
    (context) =>
      judgeEach(
        ['ascending', 'descending'],
        (order) => order,
        async (order) => {
          const path = `${urns.ENTERPRISE_USER_SCHEMA}:employeeNumber`;
          const having = made.value.own.filter((own) => typeof read(own.stored, path) === 'string');
          if (having.length < 2) notApplicable('the target does not show the employeeNumber of two users');
          const query = { sortBy: path, sortOrder: order };
          const all = await sorted(context, made.value, query, true);
          const came = all.filter((own) => having.includes(own));
          const got = came.map((own) => String(read(own.stored, path)));
          const wanted = [...got].sort();
          if (order === 'descending') wanted.reverse();
          const { exchange } = all;
          if (got.length !== having.length) fail('all users', 'a list without some of them', { exchange });
          if (got.join() !== wanted.join())
            fail(`the order ${wanted.join(', ')}`, `the order ${got.join(', ')}`, { exchange });
        },
      ),
  );

  must(
    'protocol.sorting-values.projected',
    {
      title: 'sorting sees attributes that the answer leaves out',
      spec: 'RFC7644-3.4.2.3-03',
      fix: 'Sort whole resources, and cut them down to attributes= afterwards.',
    },
    async (context) => {
      const query = { sortBy: 'userName', sortOrder: 'descending', attributes: 'id' };
      expectOrder(await sorted(context, made.value, query), five(made.value), made.value, query);
    },
  );

  must(
    'protocol.sorting-values.case',
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
    'protocol.sorting-values.primary',
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
    'protocol.sorting-values.time',
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
          const all = await sorted(context, made.value, query, true);
          const came = all.filter((own) => five(made.value).includes(own));
          const times = came.map((own) => Date.parse(String(read(own.stored, 'meta.created'))));
          if (times.some(Number.isNaN)) notApplicable('the target shows no meta.created');
          if (new Set(times).size < 2) notApplicable('all users show the same meta.created');
          const turned = order === 'ascending' ? times : times.reverse();
          if (turned.some((time, at) => time < (turned[at - 1] ?? time)))
            fail(`users by meta.created, ${order}`, `the order ${came.map(({ label }) => label).join(', ')}`, {
              exchange: all.exchange,
            });
          expect(came).to.have.length(five(made.value).length, 'all users, the server answered without some of them');
        },
      ),
  );

  must(
    'protocol.sorting-values.without-value-last',
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
    'protocol.sorting-values.without-value-first',
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

  may(
    'protocol.sorting-values.case-exact',
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
