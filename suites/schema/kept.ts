import {
  describeAnswer,
  fail,
  given,
  isObject,
  judgeEach,
  member,
  must,
  notApplicable,
  oracle,
  read,
  resourceOf,
  scenario,
  should,
  show,
  succeeded,
  urns,
  type Attribute,
  type Context,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { valueAt } from './_published.js';
import { lost, minimalOf, nameOf, subjects, type Step, type Subject } from './_samples.js';

/** Attributes that are tried; more of a kind say the same. */
const MOST = 3;

const writable = ({ attribute }: Subject): boolean =>
  attribute.mutability === 'readWrite' && ['default', 'always'].includes(attribute.returned) && !attribute.required;

function ofType(all: readonly Subject[], ...types: Attribute['type'][]): Subject[] {
  const fitting = all.filter(
    (subject) => writable(subject) && types.includes(subject.attribute.type) && !subject.attribute.multiValued,
  );
  return types.flatMap((type) => fitting.filter(({ attribute }) => attribute.type === type).slice(0, MOST));
}

/** A new resource with one value: the value as read back, and in which exchange. Not applicable where there is none. */
async function stored(
  { scim, a }: Context,
  subject: Subject,
  value: Json,
): Promise<{ got: unknown; exchange: number }> {
  const { sample, attribute, extension } = subject;
  const minimal = minimalOf(a, sample.model);
  const holder = extension === undefined ? undefined : member(minimal, extension);
  const body: JsonObject =
    extension === undefined
      ? { ...minimal, [attribute.name]: value }
      : {
          ...minimal,
          schemas: [sample.model.core.id, extension],
          [extension]: { ...(isObject(holder) ? holder : {}), [attribute.name]: value },
        };
  const response = await scim.post(sample.collection, body);
  if (!succeeded(response)) return notApplicable(`refused: ${describeAnswer(response)}`);
  const path = `${sample.collection}/${encodeURIComponent(String(read(resourceOf(response), 'id')))}`;
  const back = await scim.get(path);
  const got = valueAt(resourceOf(back), subject);
  if (got === undefined || got === null) return notApplicable('dropped, which another check judges');
  return { got, exchange: back.n };
}

scenario('Values that storage alters', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  must(
    'schema.kept.numbers',
    {
      title: 'a number comes back as it was sent, or is refused',
      spec: ['RFC7643-2.3.3-01', 'RFC7643-2.3.4-01'],
      fix: 'Store numbers with sign, range and fraction, or answer 400 invalidValue to those that do not fit.',
      why: 'A number that changes on its way is found by nobody before the next audit.',
    },
    (context) =>
      judgeEach(
        ofType(all.value, 'integer', 'decimal').flatMap((subject) =>
          (subject.attribute.type === 'integer' ? [-7, 0, 3_000_000_000] : [-0.25, 12.375]).map((value) => ({
            subject,
            value,
          })),
        ),
        ({ subject, value }) => `${nameOf(subject)} ${value}`,
        async ({ subject, value }) => {
          const { got, exchange } = await stored(context, subject, value);
          if (got !== value) fail(`${subject.path} ${value}`, show(got), { exchange });
        },
        'no number that clients write is published',
      ),
  );

  must(
    'schema.kept.instants',
    {
      title: 'a dateTime with an offset stays the same instant, or is refused',
      spec: ['RFC7643-2.3.5-01', 'RFC7643-2.3.5-02'],
      fix: 'Keep the offset, or convert the value to UTC; never drop the offset or the time.',
      why: 'An account would end hours too early or too late.',
    },
    (context) =>
      judgeEach(
        ofType(all.value, 'dateTime').flatMap((subject) =>
          ['2024-03-01T01:30:00+05:00', '2024-03-01T22:30:00-03:30'].map((value) => ({ subject, value })),
        ),
        ({ subject, value }) => `${nameOf(subject)} ${value}`,
        async ({ subject, value }) => {
          const { got, exchange } = await stored(context, subject, value);
          if (typeof got !== 'string' || !oracle.isDateTime(got) || Date.parse(got) !== Date.parse(value))
            fail(`${subject.path} ${value}, in any offset`, show(got), { exchange });
        },
        'no dateTime that clients write is published',
      ),
  );

  should(
    'schema.kept.several-values',
    {
      title: 'two values of a multi-valued attribute stay two values',
      spec: ['RFC7643-2.2-05', 'RFC7643-2.2-06'],
      fix: 'Store every element by itself; do not join them, and do not keep the first alone.',
    },
    (context) =>
      judgeEach(
        all.value
          .filter((subject) => writable(subject) && subject.attribute.multiValued)
          .filter(({ attribute }) => attribute.type === 'string' && attribute.canonicalValues === undefined)
          .slice(0, MOST),
        nameOf,
        async (subject) => {
          const values = [`First ${context.a.marker()}`, `Second ${context.a.marker()}`];
          const { got, exchange } = await stored(context, subject, values);
          const list = Array.isArray(got) ? got.map(String) : [];
          if (
            list.length !== 2 ||
            !values.every((value) => list.some((each) => each.toLowerCase() === value.toLowerCase()))
          )
            fail(`${subject.path} ${show(values)}`, show(got), { exchange });
        },
        'no multi-valued string that clients write is published',
      ),
  );
});

scenario('Immutable attributes of extensions', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  should(
    'schema.kept.immutable-refused',
    {
      title: 'PUT of another value for an immutable attribute answers 400',
      spec: 'RFC7644-3.5.1-14',
      fix: 'Answer 400 with scimType mutability when a PUT changes an immutable value.',
      why: 'Who is told 200 believes that the value was taken.',
    },
    async ({ scim, a }) =>
      judgeEach(
        all.value
          .filter(({ attribute, extension }) => extension !== undefined && attribute.mutability === 'immutable')
          .filter(({ attribute }) => attribute.type === 'string' && !attribute.multiValued)
          .filter(({ sample, path }) => sample.replaced !== undefined && sample.created.names.includes(path))
          .slice(0, MOST),
        nameOf,
        async (subject) => {
          const { sample, path, attribute, extension = '' } = subject;
          const before = resourceOf(await scim.get(sample.path));
          if (typeof valueAt(before, subject) !== 'string') notApplicable('it has no value');
          const holder = member(before, extension);
          const response = await scim.put(sample.path, {
            ...before,
            [extension]: { ...(isObject(holder) ? holder : {}), [attribute.name]: `Other ${a.marker()}` },
          });
          if (response.status !== 400)
            fail(`400 to another ${path}`, describeAnswer(response), { exchange: response.n });
        },
        'no extension has an immutable attribute with a value',
      ),
  );
});

scenario('Extensions in a PATCH without a path', { needs: 'patch' }, () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  must(
    'schema.kept.pathless-extension',
    {
      title: 'what a PATCH without path gives an extension is stored, or refused',
      spec: ['RFC7644-3.5.2.3-02', 'RFC7644-3.5.2.1-03'],
      fix: 'Read the object under the URN of any published extension as attributes to set; drop nothing without a word.',
      why: 'Who is told that a change succeeded does not send it again.',
    },
    async ({ scim, a }) => {
      const steps = new Map<string, Step>();
      const stepOf = async ({ sample, extension = '' }: Subject, { given: values, names }: Step): Promise<Step> => {
        const known = steps.get(`${sample.path} ${extension}`);
        if (known) return known;
        const container = member(values, extension);
        if (!isObject(container)) notApplicable('it was not written');
        const made = await scim.post(sample.collection, minimalOf(a, sample.model));
        if (!succeeded(made)) notApplicable(`refused: ${describeAnswer(made)}`);
        const path = `${sample.collection}/${encodeURIComponent(String(read(resourceOf(made), 'id')))}`;
        const response = await scim.patch(path, [{ op: 'add', value: { [extension]: container } }]);
        const step = { given: { [extension]: container }, names, response, read: await scim.get(path) };
        steps.set(`${sample.path} ${extension}`, step);
        return step;
      };
      await judgeEach(
        all.value.filter(
          (subject) =>
            subject.extension !== undefined &&
            subject.extension.toLowerCase() !== urns.ENTERPRISE_USER_SCHEMA.toLowerCase() &&
            writable(subject),
        ),
        nameOf,
        async (subject) => {
          const { patched } = subject.sample;
          // What a path cannot store either is judged elsewhere.
          if (!patched?.names.includes(subject.path) || lost(patched, subject).length > 0)
            notApplicable('a PATCH with a path does not store it');
          const step = await stepOf(subject, patched);
          if (!succeeded(step.response)) notApplicable(`refused: ${describeAnswer(step.response)}`);
          const [first] = lost(step, subject);
          if (first) fail(`${first.path} ${show(first.sent)} as sent`, show(first.got), { exchange: step.read.n });
        },
        'no extension of the vendor has an attribute that clients write',
      );
    },
  );
});
