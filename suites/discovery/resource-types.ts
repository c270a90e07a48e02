import {
  fail,
  isObject,
  judgeEach,
  may,
  member,
  must,
  notApplicable,
  read,
  scenario,
  should,
  show,
  urns,
  type Capabilities,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { endpointPath, expectText, nameOf, text, typesOf } from './_documents.js';

const eachType = (target: Capabilities, judge: (type: JsonObject) => unknown, otherwise?: string): Promise<void> =>
  judgeEach(typesOf(target), nameOf, judge, otherwise);

/** Values that stand more than once in a list. */
function repeated(values: string[]): string[] {
  return [...new Set(values.filter((value, at) => value !== '' && values.indexOf(value) !== at))];
}

/** The extensions of a type as an array, whatever else it is; [] where there are none. */
function extensionsOf(type: JsonObject): Json[] {
  const value = member(type, 'schemaExtensions') ?? [];
  return Array.isArray(value) ? value : [value];
}

scenario('The resource types', () => {
  must(
    'discovery.resource-types.schemas',
    {
      title: 'each resource type names its schema',
      spec: 'RFC7643-6-01',
      fix: `Put schemas: ["${urns.RESOURCE_TYPE_SCHEMA}"] into each resource type.`,
    },
    ({ target }) =>
      eachType(target, (type) => {
        const schemas = member(type, 'schemas');
        const named = Array.isArray(schemas) ? schemas : [];
        if (!named.some((urn) => String(urn).toLowerCase() === urns.RESOURCE_TYPE_SCHEMA.toLowerCase()))
          fail(`schemas with ${urns.RESOURCE_TYPE_SCHEMA}`, `schemas ${show(schemas)}`);
      }),
  );

  must(
    'discovery.resource-types.name',
    {
      title: 'each resource type has a name',
      spec: ['RFC7643-6-05', 'RFC7643-6-03', 'RFC7644-4-08'],
      fix: 'Give each resource type its name, the one of meta.resourceType.',
    },
    ({ target }) => eachType(target, (type) => expectText(type, 'name')),
  );

  must(
    'discovery.resource-types.endpoint',
    {
      title: 'each resource type has an endpoint',
      spec: ['RFC7643-6-09', 'RFC7643-6-03', 'RFC7644-4-08'],
      fix: 'Give each resource type its endpoint relative to the base URL, "/Users".',
    },
    ({ target }) => eachType(target, (type) => expectText(type, 'endpoint')),
  );

  must(
    'discovery.resource-types.schema',
    {
      title: 'each resource type has the URI of its base schema',
      spec: ['RFC7643-6-11', 'RFC7643-6-03', 'RFC7644-4-08'],
      fix: 'Give each resource type the URI of its base schema in schema.',
    },
    ({ target }) =>
      eachType(target, (type) => {
        expectText(type, 'schema');
        if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(text(type, 'schema')))
          fail('schema as a URI', `schema ${show(member(type, 'schema'))}`);
      }),
  );

  must(
    'discovery.resource-types.extensions',
    {
      title: 'schemaExtensions is an array of objects with a schema',
      spec: ['RFC7643-6-13', 'RFC7643-6-14'],
      fix: 'List extensions as [{"schema": "urn:…", "required": false}].',
    },
    ({ target }) =>
      eachType(
        target,
        (type) => {
          const value = member(type, 'schemaExtensions') ?? null;
          if (value === null) notApplicable('no schemaExtensions');
          if (!Array.isArray(value) || !value.every(isObject))
            fail('an array of objects', `schemaExtensions ${show(value)}`);
          value.filter(isObject).forEach((extension) => expectText(extension, 'schema'));
        },
        'no resource type has schemaExtensions',
      ),
  );

  must(
    'discovery.resource-types.extension-required',
    {
      title: 'each extension says by a boolean whether it is required',
      spec: 'RFC7643-6-15',
      fix: 'Give each entry of schemaExtensions required as a JSON boolean.',
    },
    ({ target }) =>
      judgeEach(
        typesOf(target).flatMap((type) => extensionsOf(type).filter(isObject)),
        (extension) => text(extension, 'schema'),
        (extension) => {
          const required = member(extension, 'required');
          if (typeof required !== 'boolean') fail('required as true or false', `required ${show(required)}`);
        },
        'no resource type has extensions',
      ),
  );

  should(
    'discovery.resource-types.names-differ',
    {
      title: 'no two resource types have one name',
      spec: 'RFC7643-6-07',
      fix: 'Give each resource type a name of its own.',
    },
    ({ target }) => {
      const names = repeated(typesOf(target).map((type) => text(type, 'name')));
      if (names.length > 0) fail('a name of its own for each type', `several types called ${names.join(', ')}`);
    },
  );

  should(
    'discovery.resource-types.endpoints-differ',
    {
      title: 'no two resource types have one endpoint',
      spec: 'RFC7643-6-10',
      fix: 'Give each resource type an endpoint of its own.',
    },
    ({ target, scim }) => {
      const paths = typesOf(target).map(
        (type) => text(type, 'endpoint') && endpointPath(text(type, 'endpoint'), scim.url('')),
      );
      const twice = repeated(paths);
      if (twice.length > 0) fail('an endpoint of its own for each type', `several types at ${twice.join(', ')}`);
    },
  );

  may(
    'discovery.resource-types.optional',
    {
      title: 'shows which optional members the resource types have',
      spec: ['RFC7643-6-04', 'RFC7643-6-12'],
      fix: 'Nothing: id, description and schemaExtensions are optional.',
    },
    ({ target }) => {
      const types = typesOf(target);
      const ids = types.map((type) => text(type, 'id'));
      const having = (name: string): number => types.filter((type) => read(type, name) !== undefined).length;
      const said = ['id', 'description', 'schemaExtensions'].map(
        (name) => `${having(name)} of ${types.length} with ${name}`,
      );
      const twice = repeated(ids);
      return [...said, ...(twice.length > 0 ? [`ids that repeat: ${twice.join(', ')}`] : [])].join('; ');
    },
  );
});
