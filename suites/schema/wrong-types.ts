import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  member,
  must,
  notApplicable,
  oracle,
  pathOf,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  show,
  succeeded,
  type Attribute,
  type Json,
} from '../../harness/language.js';
import { valueAt, withValueAt } from './_published.js';
import { minimalOf, nameOf, subjects, type Subject } from './_samples.js';

/** Attributes of one kind that are tried: more of them say the same. */
const MOST_OF_A_KIND = 2;
const MOST_ARRAYS = 14;

/** A value of another JSON type than the attribute's. */
function wrongValue(attribute: Attribute): Json {
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
function misfit(attribute: Attribute, value: unknown): string | undefined {
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

/** Whether it is an optional attribute that clients write and see. */
const isOpen = ({ mutability, returned, required, uniqueness }: Attribute): boolean =>
  mutability === 'readWrite' && ['default', 'always'].includes(returned) && !required && uniqueness === 'none';

/** Open attributes, at most two of each kind. */
function chosen(all: readonly Subject[]): Subject[] {
  const kinds = new Map<string, number>();
  return all.filter(({ attribute, sample, extension }) => {
    const kind = [sample.collection, extension ?? '', attribute.type, attribute.multiValued].join(' ');
    if (!isOpen(attribute) || (kinds.get(kind) ?? 0) >= MOST_OF_A_KIND) return false;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return true;
  });
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
          const { sample, attribute } = subject;
          const body = withValueAt(minimalOf(a, sample.model), subject, wrongValue(attribute));
          const response = await scim.post(sample.collection, body);
          if (!succeeded(response)) return;
          const got = await scim.get(pathOf(response));
          const value = valueAt(resourceOf(got), subject);
          if (value === undefined || value === null) return;
          const wanted = misfit(attribute, value);
          if (wanted !== undefined)
            fail(`${subject.path} refused, or shown as ${wanted}`, show(value), { exchange: got.n });
        },
        'no optional attribute that clients write is published',
      ),
  );
});

scenario('Arrays where the schema says one value', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  must(
    'schema.wrong-types.array',
    {
      title: 'an array for a single value is refused, dropped or converted',
      spec: ['RFC7643-2.3-02', 'RFC7643-1.2-02'],
      fix: 'Check that what is not multi-valued comes as one value; answer 400 with scimType invalidValue.',
    },
    async ({ scim, a }) =>
      judgeEach(
        all.value
          .filter(({ attribute }) => isOpen(attribute) && !attribute.multiValued && attribute.type !== 'complex')
          .slice(0, MOST_ARRAYS),
        nameOf,
        async (subject) => {
          const { sample } = subject;
          const one = valueAt(a.resource(sample.model), subject) as Json | undefined;
          if (one === undefined) notApplicable('no value of it can be made');
          const body = withValueAt(minimalOf(a, sample.model), subject, [one]);
          const response = await scim.post(sample.collection, body);
          if (!succeeded(response)) return;
          const got = await scim.get(pathOf(response));
          const value = valueAt(resourceOf(got), subject);
          if (Array.isArray(value) && value.length > 0)
            fail(`${subject.path} refused, or shown as one value`, show(value), { exchange: got.n });
        },
        'no optional attribute that clients write has a single value',
      ),
  );
});

scenario('Parts of values of another type than the schema says', () => {
  const right = given('a user of right types is posted', ({ scim, a }) => scim.post('/Users', a.user()));

  must(
    'schema.wrong-types.parts',
    {
      title: 'a part of a wrong type is refused, dropped or converted',
      spec: 'RFC7643-2.3-02',
      fix: 'Check sub-attributes against their types, too; answer 400 with scimType invalidValue.',
      why: 'A postal code that is a number has lost its zeros.',
    },
    async ({ scim, a, target }) => {
      resourceOf(right.response);
      const whole = a.resource(target.user ?? oracle.userModel);
      const parts = ['name', 'addresses', 'phoneNumbers'].flatMap((name) => {
        const attribute = target.attribute('/Users', name);
        const { subAttributes = [] } = attribute ?? {};
        return attribute?.mutability === 'readWrite' ? subAttributes.map((sub) => ({ attribute, sub })) : [];
      });
      await judgeEach(
        parts.filter(({ sub }) => sub.mutability === 'readWrite' && ['string', 'boolean'].includes(sub.type)),
        ({ attribute, sub }) => `${attribute.name}.${sub.name}`,
        async ({ attribute, sub }) => {
          const full: unknown = member(whole, attribute.name);
          const part = { ...(isObject(full) ? full : entries(whole, attribute.name)[0]), [sub.name]: wrongPart(sub) };
          const value = attribute.multiValued ? [part] : part;
          const response = await scim.post('/Users', a.user({ [attribute.name]: value }));
          if (!succeeded(response)) return;
          const got = await scim.get(pathOf(response));
          for (const each of readAll(resourceOf(got), `${attribute.name}.${sub.name}`)) {
            const wanted = misfit(sub, each);
            if (wanted !== undefined)
              fail(`${attribute.name}.${sub.name} refused, or shown as ${wanted}`, show(each), { exchange: got.n });
          }
        },
        'the target publishes no complex attribute that clients write',
      );
    },
  );
});

function wrongPart({ type }: Attribute): Json {
  return type === 'boolean' ? 'wrong' : 12345;
}
