/** Entra discovers attributes, and asks as often as it needs to. */
import {
  describeAnswer,
  fail,
  given,
  interop,
  isObject,
  notApplicable,
  read,
  resourcesOf,
  scenario,
  urns,
  type Json,
  type JsonObject,
} from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { discoveredPaths } from '../_entra.js';
import { expectList, expectRetryAfter } from '../_judge.js';
import { ENTRA_MAPPING } from '../_people.js';
import { says } from '../_words.js';

/** Members whose value is null, anywhere below. */
function nullsIn(value: Json | undefined, path: string): string[] {
  if (value === null) return [path];
  if (Array.isArray(value)) return value.flatMap((each, index) => nullsIn(each, `${path}[${index}]`));
  return isObject(value) ? Object.entries(value).flatMap(([name, inner]) => nullsIn(inner, `${path}.${name}`)) : [];
}

/** Names of members that do not begin with a lower-case letter. */
function oddNames(value: JsonObject): string[] {
  const attributes = Array.isArray(value['attributes']) ? value['attributes'].filter(isObject) : [];
  return [value, ...attributes].flatMap((each) => Object.keys(each).filter((name) => /^[A-Z]|[_-]/.test(name)));
}

scenario('Entra discovers the schemas', () => {
  const schemas = given(
    'the schemas are read',
    speaking('entra', ({ say, dialect }) => say(dialect.discovery()[0] ?? null)),
  );

  interop(
    'interop.entra.schemas.listed',
    {
      ...rule('ENTRA-SCHEMA-01'),
      title: 'GET /Schemas lists the core User schema',
      fix: 'Answer GET /Schemas with a ListResponse of your schemas.',
    },
    () => {
      const { response } = schemas;
      if (response.status !== 200) fail('a list of schemas', describeAnswer(response), { exchange: response.n });
      expectList(response);
      const ids = resourcesOf(response).map((schema) => String(read(schema, 'id')).toLowerCase());
      if (!ids.includes(urns.USER_SCHEMA.toLowerCase()))
        fail(`the schema ${urns.USER_SCHEMA}`, `${ids.length} schemas without it`, { exchange: response.n });
    },
  );

  interop(
    'interop.entra.schemas.clean',
    {
      ...rule('ENTRA-SCHEMA-02'),
      title: 'schemas have no null values and camelCase names',
      fix: 'Leave out what has no value, and write names as RFC 7643 section 7 does: multiValued, caseExact.',
    },
    () => {
      expectList(schemas.response);
      for (const schema of resourcesOf(schemas.response).filter(isObject)) {
        const [odd] = [...nullsIn(schema, String(read(schema, 'id'))), ...oddNames(schema)];
        if (odd !== undefined) fail('no nulls, and camelCase names', odd, { exchange: schemas.response.n });
      }
    },
  );

  interop(
    'interop.entra.schemas.mapped',
    {
      ...rule('ENTRA-SCHEMA-03'),
      title: 'the attributes of the default mapping are in the schemas',
      fix: 'Publish every attribute that you take: the mapping offers what it discovers.',
    },
    () => {
      expectList(schemas.response);
      const known = discoveredPaths(schemas.response);
      if (known.size === 0) notApplicable('the schemas describe no attributes');
      const missing = ENTRA_MAPPING.filter((path) => !known.has(path.replace(/\[[^\]]*\]/g, '').toLowerCase()));
      // What a target does not have, administrators take out of the mapping; without userName nothing works.
      if (missing.includes('userName')) fail('userName among the attributes', 'schemas without it');
      return missing.length === 0 ? 'all of them' : `without ${missing.join(', ')}`;
    },
  );
});

scenario('Entra asks 25 times a second', () => {
  const crowd = given(
    'twenty-five look-ups are sent at once',
    speaking('entra', async ({ say, dialect, a, still }) => {
      await still();
      const looks = Array.from({ length: 25 }, () => dialect.testConnection({ absent: a.uuid() })[0] ?? null);
      return Promise.all(looks.map((request) => say(request)));
    }),
  );

  interop(
    'interop.entra.schemas.load',
    {
      ...rule('ENTRA-LOAD-01', 'ENTRA-GALLERY-26'),
      title: 'twenty-five look-ups at once are answered without a server error',
      fix: 'Serve 25 requests a second for each tenant.',
    },
    () => {
      const answers = crowd.value;
      const failed = answers.filter(({ status }) => status >= 500);
      if (failed[0])
        fail('no server error', `${failed.length} of 25 with ${failed[0].status}`, { exchange: failed[0].n });
      const times = answers.map(({ exchange }) => Math.round(exchange.timing.totalMs)).sort((x, y) => x - y);
      return `answered in ${times[0]} to ${times[24]} ms, half of them within ${times[12]} ms`;
    },
  );

  interop('interop.entra.schemas.retry-after', { ...rule('ENTRA-LOAD-02'), ...says.retryAfter }, () =>
    expectRetryAfter(crowd.value),
  );
});
