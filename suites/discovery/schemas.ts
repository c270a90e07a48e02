import {
  describeAnswer,
  expect,
  fail,
  isErrorMessage,
  isObject,
  isServerFault,
  judgeEach,
  member,
  must,
  notApplicable,
  read,
  readAll,
  scenario,
  should,
  show,
  succeeded,
  urns,
  type Capabilities,
  type JsonObject,
} from '../../harness/language.js';
import { contradiction, definitionsIn } from './_definitions.js';
import { nameOf, schemasOf, text, typesOf } from './_documents.js';

/** URIs of the discovery schemas, which a target lists or not. */
const DISCOVERY = [urns.SERVICE_PROVIDER_CONFIG_SCHEMA, urns.RESOURCE_TYPE_SCHEMA, urns.SCHEMA_SCHEMA].map((urn) =>
  urn.toLowerCase(),
);
/** Schemas read one by one at most. */
const MOST_READ = 8;

const lower = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');
const eachSchema = (target: Capabilities, judge: (schema: JsonObject) => unknown): Promise<void> =>
  judgeEach(schemasOf(target), nameOf, judge);

function expectListed(target: Capabilities, urn: string): void {
  const ids = schemasOf(target).map((schema) => lower(member(schema, 'id')));
  if (!ids.includes(urn.toLowerCase())) fail(`${urn} in /Schemas`, `schemas ${ids.join(', ') || 'without id'}`);
}

/** The URIs of the extensions that the resource types declare. */
function declaredExtensions(target: Capabilities): string[] {
  const all = typesOf(target).flatMap((type) => readAll(type, 'schemaExtensions.schema'));
  return [...new Set(all.filter((urn): urn is string => typeof urn === 'string' && urn !== ''))];
}

scenario('The list of schemas', () => {
  must(
    'discovery.schemas.base',
    {
      title: 'the base schema of each resource type is listed',
      spec: ['RFC7643-6-11', 'RFC7643-7-01', 'RFC7644-4-05', 'RFC7644-4-13'],
      fix: 'List the schema of every resource type in /Schemas, with the URI of the resource type as its id.',
    },
    ({ target }) =>
      judgeEach(
        schemasOf(target).length > 0 ? typesOf(target).filter((type) => text(type, 'schema') !== '') : [],
        nameOf,
        (type) => expectListed(target, text(type, 'schema')),
        'no resource type has a schema',
      ),
  );

  must(
    'discovery.schemas.extensions',
    {
      title: 'the schema of each declared extension is listed',
      spec: ['RFC7643-6-14', 'RFC7643-7-01', 'RFC7644-4-05', 'RFC7644-4-13'],
      fix: 'List the schema of every extension in /Schemas, with the URI of schemaExtensions as its id.',
      why: 'A client knows the attributes of an extension from its schema alone.',
    },
    ({ target }) =>
      judgeEach(
        schemasOf(target).length > 0 ? declaredExtensions(target) : [],
        (urn) => urn,
        (urn) => expectListed(target, urn),
        'no resource type declares extensions',
      ),
  );

  must(
    'discovery.schemas.id',
    {
      title: 'each schema has its URI as id',
      spec: ['RFC7643-7-08', 'RFC7643-7-07'],
      fix: 'Give each schema its URI in id.',
    },
    ({ target }) =>
      eachSchema(target, (schema) => {
        const id = member(schema, 'id');
        if (typeof id !== 'string' || !/^[a-z][a-z0-9+.-]*:[^\s"]+$/i.test(id))
          fail('the URI of the schema as id', `id ${show(id)}`);
      }),
  );

  must(
    'discovery.schemas.id-once',
    {
      title: 'no schema is listed twice',
      spec: 'RFC7643-7-09',
      fix: 'List each schema once.',
    },
    ({ target }) => {
      const ids = schemasOf(target)
        .map((schema) => lower(member(schema, 'id')))
        .filter(Boolean);
      if (ids.length === 0) notApplicable('the schemas have no ids');
      const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
      if (twice.length > 0) fail('each schema once', `${[...new Set(twice)].join(', ')} more than once`);
    },
  );

  must(
    'discovery.schemas.no-messages',
    {
      title: 'messages are not offered as schemas',
      spec: 'RFC7644-3.1-06',
      fix: 'Leave urn:ietf:params:scim:api:… out of /Schemas: messages are no resources.',
    },
    async ({ target, scim }) => {
      const ids = schemasOf(target).map((schema) => lower(member(schema, 'id')));
      const message = ids.find((id) => id.startsWith('urn:ietf:params:scim:api:'));
      if (message) fail('no message schemas', message);
      const response = await scim.get(`/Schemas/${urns.ERROR_MESSAGE}`);
      if (succeeded(response) && lower(read(response.json, 'id')).startsWith('urn:ietf:params:scim:api:'))
        fail(`a refusal of /Schemas/${urns.ERROR_MESSAGE}`, describeAnswer(response), { exchange: response.n });
    },
  );

  should(
    'discovery.schemas.schemas',
    {
      title: 'each schema names the schema of schemas',
      spec: ['RFC7643-7-05', 'RFC7643-8.7.2-40'],
      fix: `Put schemas: ["${urns.SCHEMA_SCHEMA}"] into each schema.`,
    },
    ({ target }) =>
      eachSchema(target, (schema) => {
        if (!readAll(schema, 'schemas').some((urn) => lower(urn) === urns.SCHEMA_SCHEMA.toLowerCase()))
          fail(`schemas with ${urns.SCHEMA_SCHEMA}`, `schemas ${show(member(schema, 'schemas'))}`);
      }),
  );

  should(
    'discovery.schemas.meta',
    {
      title: 'each schema has meta with its resource type',
      spec: ['RFC7643-3.1-38', 'RFC7643-8.7.2-40'],
      fix: 'Give each schema meta: {"resourceType": "Schema", "location": …}.',
    },
    ({ target }) =>
      eachSchema(target, (schema) => {
        const meta = member(schema, 'meta');
        if (!isObject(meta)) fail('meta', `meta ${show(meta)}`);
        if (DISCOVERY.includes(lower(member(schema, 'id'))) && read(meta, 'resourceType') !== 'Schema')
          fail('meta.resourceType Schema', `meta.resourceType ${show(read(meta, 'resourceType'))}`);
      }),
  );

  should(
    'discovery.schemas.name',
    {
      title: 'each schema has a name',
      spec: 'RFC7643-7-10',
      fix: 'Give each schema a name for people.',
    },
    ({ target }) =>
      judgeEach(
        schemasOf(target),
        (schema) => text(schema, 'id'),
        (schema) => {
          if (text(schema, 'name') === '') fail('a name', `name ${show(member(schema, 'name'))}`);
        },
      ),
  );
});

scenario('Single schemas', () => {
  must(
    'discovery.schemas.unknown',
    {
      title: 'a schema or resource type that is not there is refused',
      spec: ['RFC7644-3.4.1-04', 'RFC7644-3.4.1-05'],
      fix: 'Answer 404 with an Error message to the URI of a schema, or the name of a type, that you do not have.',
    },
    async ({ target, scim }) => {
      expect(schemasOf(target)).to.not.be.empty;
      await judgeEach(
        ['/Schemas/urn:ietf:params:scim:schemas:extension:scimspec-none:2.0:User', '/ResourceTypes/ScimspecNone'],
        (path) => path,
        async (path) => {
          const response = await scim.get(path);
          if (succeeded(response) || isServerFault(response))
            fail('404, or another 4xx', describeAnswer(response), { exchange: response.n });
        },
      );
    },
  );

  should(
    'discovery.schemas.unknown-404',
    {
      title: 'a schema or type that is not there is answered 404 with an Error',
      spec: ['RFC7644-3.12-14', 'RFC7644-3.2-17'],
      fix: 'Answer 404 with an Error message to the URI of a schema, or the name of a type, that you do not have.',
    },
    async ({ target, scim }) => {
      expect(schemasOf(target)).to.not.be.empty;
      await judgeEach(
        ['/Schemas/urn:ietf:params:scim:schemas:extension:scimspec-none:2.0:User', '/ResourceTypes/ScimspecNone'],
        (path) => path,
        async (path) => {
          const response = await scim.get(path);
          // Single documents may be closed to this client, or missing as a whole, which has a check of its own.
          if ([401, 403, 405, 501].includes(response.status)) notApplicable(describeAnswer(response));
          expect(response).to.have.status(404);
          if (!isErrorMessage(response)) fail('a SCIM Error body', describeAnswer(response), { exchange: response.n });
        },
      );
    },
  );

  must(
    'discovery.schemas.single',
    {
      title: 'each schema is read by its URI',
      spec: ['RFC7644-4-06', 'RFC7644-4-09', 'RFC7644-3.4.1-05'],
      fix: 'Answer GET /Schemas/{URI} with the bare schema, as it stands in the list.',
      why: 'Some identity providers read the schemas one by one.',
    },
    ({ target, scim }) =>
      judgeEach(
        schemasOf(target)
          .filter((schema) => text(schema, 'id') !== '')
          .slice(0, MOST_READ),
        nameOf,
        async (schema) => {
          const id = text(schema, 'id');
          const plain = /^urn:[\w:.$-]+$/i.test(id) ? await scim.get(`/Schemas/${id}`) : undefined;
          const response = plain?.status === 200 ? plain : await scim.get(`/Schemas/${encodeURIComponent(id)}`);
          if (response.status === 401 || response.status === 403) notApplicable(describeAnswer(response));
          expect(response).to.have.status(200);
          if (!isObject(response.json)) fail(`the schema ${id}`, '200 without a JSON object', { exchange: response.n });
          if (lower(read(response.json, 'id')) !== id.toLowerCase())
            fail(`the schema ${id}`, `id ${show(read(response.json, 'id'))}`, { exchange: response.n });
          for (const urn of readAll(schema, 'schemas'))
            if (!readAll(response.json, 'schemas').map(lower).includes(lower(urn)))
              fail(`schemas with ${show(urn)}, as in the list`, `schemas ${show(read(response.json, 'schemas'))}`, {
                exchange: response.n,
              });
          const missing = ['attributes.name', 'attributes.subAttributes.name'].flatMap((path) => {
            const shown = readAll(response.json, path).map(lower);
            return readAll(schema, path).filter((name) => !shown.includes(lower(name)));
          });
          if (missing.length > 0)
            fail('the attributes that the list shows', `a schema without ${missing.slice(0, 4).join(', ')}`, {
              exchange: response.n,
            });
          const alone = new Map(
            definitionsIn(response.json).map(({ path, raw }) => [path.toLowerCase(), raw] as const),
          );
          for (const { path, raw } of definitionsIn(schema)) {
            const [wanted, actual] = contradiction(raw, alone.get(path.toLowerCase()) ?? raw) ?? [];
            if (wanted) fail(`${path} with ${wanted}, as in the list`, actual ?? '', { exchange: response.n });
          }
        },
        'the schemas have no ids to read them by',
      ),
  );
});
