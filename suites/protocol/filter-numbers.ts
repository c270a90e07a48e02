import {
  describeAnswer,
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
import { scopeOf, scopes } from './_people.js';
import { expectSelected, type Own, type Population } from './_query.js';

const isNumber = ({ type, multiValued, mutability, returned }: Attribute): boolean =>
  (type === 'integer' || type === 'decimal') && !multiValued && mutability === 'readWrite' && returned === 'default';

interface Numbers extends Population {
  path: string;
}

/** Users with numbers whose order by value and by digits differ; not applicable where no schema has numbers. */
async function numbered(context: Context): Promise<Numbers> {
  const { scim, a, target } = context;
  const model = target.user ?? oracle.userModel;
  const schema = [model.core, ...model.extensions].find(({ attributes }) => attributes.some(isNumber));
  const name = schema?.attributes.find(isNumber)?.name;
  if (!schema || name === undefined) notApplicable('no number that a client may write is published for users');
  const token = a.marker();
  const own: Own[] = [];
  for (const number of [10, 9, 100]) {
    const body = a.user({ name: { givenName: 'Number', familyName: `Numbers ${token}` } });
    const values = schema === model.core ? { [name]: number } : extension(body, schema.id, { [name]: number });
    const made = await scim.post('/Users', { ...body, ...values });
    if (!succeeded(made)) notApplicable(`a user with ${name} ${number} is answered ${describeAnswer(made)}`);
    const id = String(read(resourceOf(made), 'id'));
    own.push({ label: String(number), id, stored: resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`)) });
  }
  const path = schema === model.core ? name : `${schema.id}:${name}`;
  const scope = await scopeOf(context, '/Users', own, scopes(own, token));
  return { own, collection: '/Users', model, scope, path };
}

function extension(body: JsonObject, urn: string, values: JsonObject): JsonObject {
  const schemas = Array.isArray(body['schemas']) ? body['schemas'] : [];
  return { schemas: [...new Set([...schemas, urn])], [urn]: values };
}

scenario('Filters on numbers', { needs: ['users', 'filter'] }, () => {
  const made = given('users with numbers are posted', (context) => numbered(context));

  must(
    'protocol.filter-numbers.order',
    {
      title: 'numbers are compared by value, not digit by digit',
      spec: 'RFC7644-3.4.2.2-24',
      fix: 'Compare integer and decimal attributes as numbers.',
    },
    (context) => {
      const { path } = made.value;
      return judgeEach(
        ['gt 9', 'ge 10', 'lt 100', 'le 9', 'eq 10'],
        (comparison) => comparison,
        (comparison) => expectSelected(context, made.value, `${path} ${comparison}`),
      );
    },
  );
});
