import {
  describeAnswer,
  fail,
  given,
  judgeEach,
  must,
  notApplicable,
  oracle,
  read,
  resourceOf,
  scenario,
  succeeded,
  type Attribute,
  type Context,
  type JsonObject,
} from '../../harness/language.js';
import { sorted } from './_order.js';
import { scopeOf, scopes } from './_people.js';
import { expectSelected, type Own, type Population } from './_query.js';

type NumberType = 'integer' | 'decimal';

const isNumber =
  (wanted: NumberType) =>
  ({ type, multiValued, mutability, returned }: Attribute): boolean =>
    type === wanted && !multiValued && mutability === 'readWrite' && returned === 'default';

/** Numbers whose order by value and by digits differ; decimals that are one when their fractions are cut off. */
const NUMBERS: Readonly<Record<NumberType, number[]>> = { integer: [10, 9, 100, 0], decimal: [10.5, 9.25, 10.25, 0] };
const COMPARISONS: Readonly<Record<NumberType, string[]>> = {
  integer: ['gt 9', 'ge 10', 'lt 100', 'le 9', 'eq 10'],
  decimal: ['gt 9.25', 'ge 10.5', 'lt 10.5', 'le 10.25', 'eq 10.25'],
};

interface Numbers extends Population {
  path: string;
}

/** Users with numbers of a type; not applicable where no schema has a number of that type. */
async function numbered(context: Context, type: NumberType): Promise<Numbers> {
  const { scim, a, target } = context;
  const model = target.user ?? oracle.userModel;
  const schema = [model.core, ...model.extensions].find(({ attributes }) => attributes.some(isNumber(type)));
  const name = schema?.attributes.find(isNumber(type))?.name;
  if (!schema || name === undefined) notApplicable(`no ${type} that a client may write is published for users`);
  const token = a.marker();
  const own: Own[] = [];
  for (const number of NUMBERS[type]) {
    const body = a.user({ name: { givenName: 'Number', familyName: `Numbers ${token}` } });
    const values = schema === model.core ? { [name]: number } : extension(body, schema.id, { [name]: number });
    const made = await scim.post('/Users', { ...body, ...values });
    if (!succeeded(made)) notApplicable(`a user with ${name} ${number} is answered ${describeAnswer(made)}`);
    const id = String(read(resourceOf(made), 'id'));
    own.push({ label: String(number), id, stored: resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`)) });
  }
  const path = schema === model.core ? name : `${schema.id}:${name}`;
  const scope = await scopeOf(context, '/Users', own, scopes(context, own, token));
  return { own, collection: '/Users', model, scope, path };
}

function extension(body: JsonObject, urn: string, values: JsonObject): JsonObject {
  const schemas = Array.isArray(body['schemas']) ? body['schemas'] : [];
  return { schemas: [...new Set([...schemas, urn])], [urn]: values };
}

scenario('Filters on numbers', { needs: ['users', 'filter'] }, () => {
  const integers = given('users with integers are posted', (context) => numbered(context, 'integer'));
  const decimals = given('users with decimals are posted', (context) => numbered(context, 'decimal'));
  const TYPES: readonly NumberType[] = ['integer', 'decimal'];
  const made = (type: NumberType): Numbers => (type === 'integer' ? integers.value : decimals.value);

  must(
    'protocol.filter-numbers.order',
    {
      title: 'numbers are compared by value, not digit by digit',
      spec: 'RFC7644-3.4.2.2-24',
      fix: 'Compare integer and decimal attributes as numbers.',
    },
    (context) =>
      judgeEach(
        TYPES.flatMap((type) => COMPARISONS[type].map((comparison) => ({ type, comparison }))),
        ({ type, comparison }) => `${type} ${comparison}`,
        ({ type, comparison }) => expectSelected(context, made(type), `${made(type).path} ${comparison}`),
      ),
  );

  must(
    'protocol.filter-numbers.sorted',
    {
      title: 'numbers sort by value, not digit by digit',
      spec: 'RFC7644-3.4.2.3-12',
      fix: 'Sort integer and decimal attributes as numbers.',
      needs: 'sort',
    },
    (context) =>
      judgeEach(
        TYPES.flatMap((type) => ['ascending', 'descending'].map((sortOrder) => ({ type, sortOrder }))),
        ({ type, sortOrder }) => `${type} ${sortOrder}`,
        async ({ type, sortOrder }) => {
          const { own, path } = made(type);
          if (own.some(({ stored, label }) => read(stored, path) !== Number(label)))
            notApplicable(`the target does not store ${path} as sent`);
          const came = await sorted(context, made(type), { sortBy: path, sortOrder }, true);
          const wanted = own.map(({ label }) => Number(label)).sort((left, right) => left - right);
          if (sortOrder === 'descending') wanted.reverse();
          const got = came.map(({ label }) => label);
          if (got.join() !== wanted.join())
            fail(`the order ${wanted.join(', ')}`, `the order ${got.join(', ')}`, { exchange: came.exchange });
        },
      ),
  );

  must(
    'protocol.filter-numbers.zero',
    {
      title: 'zero is a value, and found as one',
      spec: ['RFC7644-3.4.2.2-16', 'RFC7644-3.4.2.2-11'],
      fix: 'Tell 0 from an attribute without value: test for null, not for truth.',
    },
    (context) =>
      judgeEach(
        TYPES.flatMap((type) => ['pr', 'eq 0'].map((comparison) => ({ type, comparison }))),
        ({ type, comparison }) => `${type} ${comparison}`,
        ({ type, comparison }) =>
          expectSelected(context, made(type), `${made(type).path} ${comparison}`, { evenIf: 'all' }),
      ),
  );
});
