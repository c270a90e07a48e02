import {
  describeAnswer,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  must,
  oracle,
  pathOf,
  read,
  resourceOf,
  scenario,
  should,
  show,
  succeeded,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { valueAt } from './_published.js';
import { minimalOf, nameOf, subjects, type Subject } from './_samples.js';

/** Attributes of one kind that are tried: more of them say the same. */
const MOST_OF_A_KIND = 2;

/** A value of another JSON type than the attribute's. */
function wrongValue({ attribute }: Subject): Json {
  if (attribute.multiValued) return attribute.type === 'complex' ? { value: 'wrong' } : 'wrong';
  switch (attribute.type) {
    case 'string':
    case 'reference':
      return 12345;
    case 'dateTime':
      return 'yesterday';
    case 'binary':
      return '*** no base64 ***';
    default:
      return 'wrong';
  }
}

/** What is wrong with a value that is shown; undefined where it fits the published type. */
function misfit({ attribute }: Subject, value: unknown): string | undefined {
  if (attribute.multiValued) return Array.isArray(value) ? undefined : 'an array';
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'integer':
    case 'decimal':
      return typeof value === 'number' ? undefined : 'a number';
    case 'complex':
      return isObject(value) ? undefined : 'an object';
    case 'dateTime':
      return typeof value === 'string' && oracle.isDateTime(value) ? undefined : 'a dateTime';
    case 'binary':
      return typeof value === 'string' && /^[\w+/-]*=*$/.test(value) ? undefined : 'base64';
    default:
      return typeof value === 'string' ? undefined : 'a string';
  }
}

/** Optional attributes that clients write and see, at most two of each kind. */
function chosen(all: readonly Subject[]): Subject[] {
  const kinds = new Map<string, number>();
  return all.filter(({ attribute, sample, extension }) => {
    const isOpen =
      attribute.mutability === 'readWrite' &&
      ['default', 'always'].includes(attribute.returned) &&
      !attribute.required &&
      attribute.uniqueness === 'none';
    const kind = [sample.collection, extension ?? '', attribute.type, attribute.multiValued].join(' ');
    if (!isOpen || (kinds.get(kind) ?? 0) >= MOST_OF_A_KIND) return false;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return true;
  });
}

/** The resource with a value at a published path. */
function withWrong(resource: JsonObject, subject: Subject): JsonObject {
  const { attribute, extension, sample } = subject;
  const value = wrongValue(subject);
  if (extension === undefined) return { ...resource, [attribute.name]: value };
  const container = resource[extension];
  return {
    ...resource,
    schemas: [sample.model.core.id, extension],
    [extension]: { ...(isObject(container) ? container : {}), [attribute.name]: value },
  };
}

scenario('Objects where the schema says string', () => {
  should(
    'schema.wrong-types.text-of-object',
    {
      title: 'an object is not turned into text where a string belongs',
      spec: 'RFC7644-3.12-27',
      fix: 'Answer 400 with scimType invalidValue to an object where the schema says string.',
      why: 'A name that reads {"text":…} or [object Object] reaches every directory that is fed from the target.',
    },
    async ({ scim, a, target }) =>
      judgeEach(
        ['displayName', 'title', 'nickName'].filter((name) => target.attribute('/Users', name)?.type === 'string'),
        (name) => name,
        async (name) => {
          const response = await scim.post('/Users', a.user({ [name]: { text: 'Probe' } }));
          if (!succeeded(response)) {
            expect(response).to.be.refused();
            return `refused: ${describeAnswer(response)}`;
          }
          const shown = resourceOf(await scim.get(pathOf(response)));
          const value = read(shown, name);
          // Some targets make a name of the other attributes where none is given.
          if (typeof value === 'string' && /[{[]/.test(value)) fail(`no text of an object in ${name}`, show(value));
          return value === undefined || value === null ? 'dropped' : 'replaced';
        },
        'the target publishes no plain string attribute',
      ),
  );
});

scenario('Values of another type than the schema says', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  must(
    'schema.wrong-types.stored',
    {
      title: 'a value of a wrong type is refused, dropped or converted',
      spec: 'RFC7643-2.3-02',
      fix: 'Check values against the types of your schemas; answer 400 with scimType invalidValue.',
      why: 'What one client stores as text in a number, no other client can read.',
    },
    async ({ scim, a }) =>
      judgeEach(
        chosen(all.value),
        nameOf,
        async (subject) => {
          const { sample } = subject;
          const response = await scim.post(sample.collection, withWrong(minimalOf(a, sample.model), subject));
          if (!succeeded(response)) return `refused: ${describeAnswer(response)}`;
          const id = String(read(resourceOf(response), 'id'));
          const got = await scim.get(`${sample.collection}/${encodeURIComponent(id)}`);
          const value = valueAt(resourceOf(got), subject);
          if (value === undefined || value === null) return 'dropped';
          const wanted = misfit(subject, value);
          if (wanted !== undefined)
            fail(`${subject.path} refused, or shown as ${wanted}`, show(value), { exchange: got.n });
          return 'converted';
        },
        'no optional attribute that clients write is published',
      ),
  );
});
