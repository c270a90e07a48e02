import {
  describeAnswer,
  expect,
  expectTimes,
  fail,
  given,
  isObject,
  isServerFault,
  must,
  notApplicable,
  oracle,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  show,
  succeeded,
  type Capabilities,
} from '../../harness/language.js';
import { documentsOf, rawDefinitions } from './_published.js';
import { usableSamples } from './_samples.js';
import { placesOf, shownResources, type Place, type Shown } from './_values.js';

/** JSON carriers of the types of RFC 7643 section 2.3. */
const CARRIER: Readonly<Record<string, string>> = {
  string: 'string',
  reference: 'string',
  datetime: 'string',
  binary: 'string',
  boolean: 'boolean',
  decimal: 'number',
  integer: 'number',
  complex: 'object',
};

const carrierOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value);

/** Runs `judge` over every single value (an element, or the value of a singular attribute) of what was shown. */
function eachValue(shown: readonly Shown[], judge: (place: Place, from: Shown) => void): void {
  for (const from of shown)
    for (const place of placesOf(from.resource, from.model))
      if (place.element || !Array.isArray(place.value)) judge(place, from);
}

const ofType = (
  shown: readonly Shown[],
  type: Place['attribute']['type'],
  judge: (place: Place, from: Shown) => void,
) =>
  eachValue(shown, (place, from) => {
    if (place.attribute.type === type) judge(place, from);
  });

function broken(expected: string, { path, value }: Place, { what, response }: Shown): never {
  fail(`${path} ${expected} in the answer to ${what}`, show(value), { exchange: response.n });
}

/** The type that the target itself publishes, else that of the canonical definition; lower case. */
function publishedType({ key, attribute }: Place, raw: Map<string, unknown>): string {
  const type = read(raw.get(key), 'type');
  return (typeof type === 'string' && type.toLowerCase() in CARRIER ? type : attribute.type).toLowerCase();
}

scenario('Values and their JSON types', () => {
  const all = given('resources of every type were written and read', async () => shownResources());
  const list = given('users are listed', async ({ scim }) => scim.get('/Users', { query: { count: 5 } }));
  const raw = (target: Capabilities): Map<string, unknown> => rawDefinitions(target);

  must(
    'schema.types.json-object',
    {
      title: 'a resource is one JSON object',
      spec: 'RFC7643-2.1-05',
      fix: 'Answer with a JSON object per resource: not wrapped, not encoded twice.',
    },
    async () => {
      if (succeeded(list.response) && !isObject(list.response.json))
        fail('a list as a JSON object', show(list.response.json), { exchange: list.response.n });
      for (const { created, replaced, patched } of await usableSamples()) {
        resourceOf(created.read);
        for (const step of [created, replaced, patched])
          if (step?.response.json !== undefined && !isObject(step.response.json))
            fail(`one JSON object in the answer to ${step.response.method}`, show(step.response.json), {
              exchange: step.response.n,
            });
      }
      if (!isObject(list.response.json)) notApplicable('the target does not list users');
      const listed = read(list.response.json, 'Resources');
      if (listed !== undefined && !isObject(listed)) fail('Resources of JSON objects', show(listed));
    },
  );

  must(
    'schema.types.schemas-listed',
    {
      title: 'every resource names its schemas, in lists, too',
      spec: 'RFC7643-2.1-01',
      fix: 'Put "schemas" into every representation, those inside of a ListResponse included.',
    },
    () => {
      for (const { resource, what, response } of [
        ...all.value,
        ...resourcesOf(list.response).map((resource) => ({
          resource,
          what: 'the list of users',
          response: list.response,
        })),
      ])
        if (typeof read(resource, 'schemas') !== 'string')
          fail(`schemas with a URI in the answer to ${what}`, `schemas ${show(read(resource, 'schemas'))}`, {
            exchange: response.n,
          });
    },
  );

  must(
    'schema.types.json-type',
    {
      title: 'each value has the JSON type that its schema type calls for',
      spec: 'RFC7643-2.3-02',
      fix: 'Write booleans as true and false, numbers as numbers, everything else as strings or objects.',
      why: 'Clients with typed models fail to read the whole resource.',
    },
    ({ target }) => {
      const definitions = raw(target);
      eachValue(all.value, (place, from) => {
        const type = publishedType(place, definitions);
        const wanted = CARRIER[type] ?? 'string';
        const got = carrierOf(place.value);
        if (got !== wanted && place.value !== null) broken(`as a JSON ${wanted} (it is a ${type})`, place, from);
      });
    },
  );

  must(
    'schema.types.boolean',
    {
      title: 'a boolean is the JSON literal true or false',
      spec: 'RFC7643-2.3.2-01',
      fix: 'Write active, primary and the like without quotation marks.',
    },
    () => {
      let seen = 0;
      ofType(all.value, 'boolean', (place, from) => {
        seen += 1;
        if (typeof place.value !== 'boolean') broken('as true or false', place, from);
      });
      if (seen === 0) notApplicable('no resource has a boolean');
    },
  );

  must(
    'schema.types.decimal',
    {
      title: 'a decimal is a JSON number',
      spec: 'RFC7643-2.3.3-01',
      fix: 'Write decimals as JSON numbers.',
    },
    () => {
      let seen = 0;
      ofType(all.value, 'decimal', (place, from) => {
        seen += 1;
        if (typeof place.value !== 'number') broken('as a JSON number', place, from);
      });
      if (seen === 0) notApplicable('no resource has a decimal');
    },
  );

  must(
    'schema.types.integer',
    {
      title: 'an integer has neither fraction nor exponent',
      spec: 'RFC7643-2.3.4-01',
      fix: 'Write integers, the limits of the ServiceProviderConfig included, as digits alone.',
      why: 'Typed clients do not read 1.0E7 or 200.0 as an integer.',
    },
    ({ target }) => {
      let seen = 0;
      ofType(all.value, 'integer', (place, from) => {
        seen += 1;
        if (!Number.isInteger(place.value)) broken('as an integer', place, from);
        const spelled = [...from.response.closely().rawNumbers].find(([path]) =>
          path.toLowerCase().endsWith(lastName(place)),
        );
        if (spelled) fail(`${place.path} in digits alone`, spelled[1], { exchange: from.response.n });
      });
      const { config } = target.discovery;
      for (const [path, spelled] of config?.closely().rawNumbers ?? []) {
        if (!/max(Operations|PayloadSize|Results|PageSize)|defaultPageSize|cursorTimeout/i.test(path)) continue;
        // A number beyond what JavaScript counts exactly is still an integer.
        if (!/^-?\d+$/.test(spelled))
          fail(`${path} in digits alone`, spelled, config ? { exchange: config.n } : undefined);
      }
      if (seen === 0 && !config) notApplicable('no resource has an integer');
    },
  );

  must(
    'schema.types.date-time',
    {
      title: 'a dateTime is a string with date and time, as xsd:dateTime has it',
      spec: ['RFC7643-2.3.5-01', 'RFC7643-2.3.5-02', 'RFC7643-2.3.5-03'],
      fix: 'Write 2026-01-31T13:45:00Z: a T, seconds, and Z or an offset with a colon.',
    },
    ({ target }) => {
      let seen = 0;
      ofType(all.value, 'dateTime', (place, from) => {
        seen += 1;
        if (typeof place.value !== 'string' || !oracle.isDateTime(place.value))
          broken('as an xsd:dateTime', place, from);
      });
      for (const { item, from } of documentsOf(target)) seen += expectTimes(item, from);
      if (seen === 0) notApplicable('no resource has a dateTime');
    },
  );

  must(
    'schema.types.singular',
    {
      title: 'a singular attribute is not an array',
      spec: 'RFC7643-1.2-02',
      fix: 'Write the value itself, or declare the attribute multiValued.',
    },
    ({ target }) => {
      const definitions = raw(target);
      for (const from of all.value)
        for (const place of placesOf(from.resource, from.model)) {
          if (place.element || !Array.isArray(place.value)) continue;
          const declared = read(definitions.get(place.key), 'multiValued');
          if ((typeof declared === 'boolean' ? declared : place.attribute.multiValued) === false)
            broken('as one value (multiValued is false)', place, from);
        }
    },
  );

  must(
    'schema.types.multi-valued',
    {
      title: 'a multi-valued attribute is an array, of objects where it is complex',
      spec: ['RFC7643-2.4-01', 'RFC7643-2.4-02'],
      fix: 'Write arrays whatever the number of values, and elements as the schema defines them.',
    },
    ({ target }) => {
      const definitions = raw(target);
      for (const from of all.value)
        for (const place of placesOf(from.resource, from.model)) {
          const { attribute, value, element } = place;
          if (!element && !Array.isArray(value) && read(definitions.get(place.key), 'multiValued') === true)
            broken('as an array (multiValued is true)', place, from);
          if (!attribute.multiValued) continue;
          if (!element && !Array.isArray(value)) broken('as an array', place, from);
          if (!element) continue;
          if (attribute.type === 'complex' && !isObject(value)) broken('as an object', place, from);
          if (attribute.type !== 'complex' && (isObject(value) || Array.isArray(value)))
            broken('as a simple value', place, from);
        }
    },
  );

  must(
    'schema.types.simple',
    {
      title: 'a simple attribute has no sub-attributes',
      spec: 'RFC7643-1.2-01',
      fix: 'Write a simple value, and give subAttributes to complex attributes alone.',
    },
    ({ target }) => {
      eachValue(all.value, (place, from) => {
        if (place.attribute.type !== 'complex' && isObject(place.value)) broken('as a simple value', place, from);
      });
      for (const [key, definition] of rawDefinitions(target)) {
        const [type, parts] = [read(definition, 'type'), read(definition, 'subAttributes')];
        if (typeof type === 'string' && type.toLowerCase() in CARRIER && type.toLowerCase() !== 'complex' && parts)
          fail(`${key} of type ${type} without subAttributes`, `subAttributes ${show(parts)}`);
      }
    },
  );

  should(
    'schema.types.empty-object',
    {
      title: 'an unassigned complex attribute is left out, not an empty object',
      spec: 'RFC7643-2.1-06',
      fix: 'Leave the attribute out, or show null.',
    },
    async ({ scim, a }) => {
      const posted = await scim.post('/Users', a.user({ without: ['name', 'emails', 'displayName'] }));
      if (!succeeded(posted)) notApplicable(`a user without a name was answered ${describeAnswer(posted)}`);
      const bare = resourceOf(posted);
      const got = await scim.get(`/Users/${encodeURIComponent(String(read(bare, 'id')))}`);
      for (const resource of [bare, resourceOf(got), ...all.value.map((from) => from.resource)])
        for (const [name, value] of Object.entries(resource))
          if (!name.includes(':') && isObject(value) && Object.keys(value).length === 0)
            fail(`no ${name}, or null`, `${name} {}`, { exchange: got.n });
    },
  );

  must(
    'schema.types.no-quotes',
    {
      title: 'keywords come without quotation marks of their own',
      spec: 'RFC7643-1.1-02',
      fix: 'Take the quotation marks out of the value: "User", not "\\"User\\"".',
    },
    ({ target }) => {
      for (const { resource, response } of all.value)
        for (const path of ['id', 'meta.resourceType', 'meta.created', 'meta.location', 'schemas']) {
          const value = read(resource, path);
          // An id may hold one; a value that was put between two is another thing.
          if (typeof value === 'string' && (path === 'id' ? /^["“].*["”]$/ : /["“”]/).test(value))
            fail(`${path} without quotation marks`, show(value), { exchange: response.n });
        }
      for (const [key, definition] of rawDefinitions(target))
        for (const name of ['name', 'type', 'mutability', 'returned', 'uniqueness', 'referenceTypes'])
          for (const value of readAll(definition, name)) {
            if (typeof value === 'string' && /["“”]/.test(value))
              fail(`${name} of ${key} without quotation marks`, value);
          }
      const { config } = target.discovery;
      for (const value of readAll(config?.json, 'authenticationSchemes.type'))
        if (typeof value === 'string' && /["“”]/.test(value))
          fail('the type of an authentication scheme without quotation marks', value);
    },
  );

  should(
    'schema.types.boolean-input',
    {
      title: 'what is no boolean is refused, or read as what it says',
      spec: 'RFC7643-2.3.2-03',
      fix: 'Answer 400 with scimType invalidValue when active is neither true nor false.',
    },
    async ({ scim, a, target }) => {
      const active = target.attribute('/Users', 'active') ?? notApplicable('the target publishes no active');
      if (active.mutability === 'readOnly') notApplicable('active is published as readOnly');
      expect(all.value.length).to.be.greaterThan(0);
      const sent = ['maybe', 1, 'False'] as const;
      for (const value of sent) {
        const response = await scim.post('/Users', a.user({ active: value }));
        if (isServerFault(response))
          fail('a refusal, or a boolean', describeAnswer(response), { exchange: response.n });
        if (response.status >= 300) continue;
        const id = String(read(resourceOf(response), 'id'));
        const got = await scim.get(`/Users/${encodeURIComponent(id)}`);
        for (const shown of [resourceOf(response), resourceOf(got)]) {
          const active = read(shown, 'active');
          if (active !== undefined && typeof active !== 'boolean')
            fail('active true or false, or none', `active ${show(active)}`, { exchange: got.n });
        }
        // Some providers send "False" for false: truthiness makes an active user of it.
        if (value === 'False' && read(resourceOf(got), 'active') === true)
          fail('active "False" refused, or taken for false', 'a user with active true', { exchange: got.n });
      }
    },
  );
});

function lastName({ path }: Place): string {
  return path.toLowerCase().split(/[.:]/).at(-1) ?? path.toLowerCase();
}
