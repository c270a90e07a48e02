import {
  describeAnswer,
  entries,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  may,
  must,
  notApplicable,
  read,
  resourceOf,
  scenario,
  should,
  show,
  succeeded,
  withMembers,
  type Context,
  type Json,
  type JsonObject,
  type ScimResponse,
  type Attribute,
} from '../../harness/language.js';
import { attributesOf, publishes, valueAt, withValueAt, type Published } from './_published.js';
import { minimalOf, nameOf, subjects, usableSamples, type Sample, type Subject } from './_samples.js';

const MOST_PATCHES = 6;

/** A number and an instant that no server makes. */
const MARK_NUMBER = 918_273_645;
const MARK_TIME = '2001-02-03T04:05:06Z';

const bytesOf = (mark: string): string => Buffer.from(mark).toString('base64');

/**
 * A value of the attribute's type that no server makes: every text in it is `mark`. A boolean is the contrary of the
 * one that is shown now.
 */
function foreignValue({ attribute }: Published, mark: string, now?: unknown): Json | undefined {
  const single = (each: Published['attribute'], depth: number): Json | undefined => {
    switch (each.type) {
      case 'complex': {
        const parts = (each.subAttributes ?? []).filter(({ type }) => TEXTS.includes(type) && depth < 2);
        const filled = parts.flatMap((sub) => {
          const value = single(sub, depth + 1);
          return value === undefined ? [] : [[sub.name, value] as const];
        });
        return filled.length === 0 ? undefined : Object.fromEntries(filled);
      }
      case 'string':
        return mark;
      case 'reference':
        return `https://www.example.com/${mark}`;
      case 'binary':
        return bytesOf(mark);
      case 'dateTime':
        return MARK_TIME;
      case 'boolean':
        return each.multiValued ? undefined : now !== true;
      default:
        return MARK_NUMBER;
    }
  };
  const value = single(attribute, 0);
  return value === undefined || !attribute.multiValued ? value : [value];
}

/** Types whose values are told from those of the server wherever they stand. */
const TEXTS = ['string', 'reference', 'binary', 'dateTime', 'complex'];

/** Whether the resource shows a value that was sent. */
function holds(resource: JsonObject, subject: Published, mark: string, sent: Json): boolean {
  const now = valueAt(resource, subject);
  if (typeof sent === 'boolean') return now === sent;
  if (typeof now === 'string' && sent === MARK_TIME) return Date.parse(now) === Date.parse(MARK_TIME);
  const text = JSON.stringify(now) ?? '';
  return [mark, bytesOf(mark), MARK_TIME].some((each) => text.includes(each)) || text.includes(String(MARK_NUMBER));
}

/** Declared readOnly as a whole: where parts of it are declared writable, the declaration says both. */
function isReadOnly({ mutability, subAttributes = [] }: Attribute): boolean {
  return mutability === 'readOnly' && subAttributes.every((each) => each.mutability === 'readOnly');
}

/** Sub-attributes declared readOnly in an attribute that clients write, if their values can be told from others. */
const readOnlyParts = ({ mutability, subAttributes = [] }: Attribute): Attribute[] =>
  mutability === 'readWrite'
    ? subAttributes.filter((each) => each.mutability === 'readOnly' && ['string', 'reference'].includes(each.type))
    : [];

/** What is stored now with other values in the readOnly parts of its first element; undefined where nothing is stored. */
function withForeignParts(attribute: Attribute, now: unknown, mark: string): Json | undefined {
  if (Array.isArray(now)) {
    const [first, ...rest] = now as Json[];
    const changed = withForeignParts(attribute, first, mark);
    return changed === undefined ? undefined : [changed, ...rest];
  }
  if (!isObject(now)) return undefined;
  const foreign = readOnlyParts(attribute).map(({ name, type }) => [
    name,
    type === 'string' ? mark : `https://www.example.com/${mark}`,
  ]);
  return withMembers(now, Object.fromEntries(foreign) as JsonObject);
}

scenario('Attributes that clients do not change', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  must(
    'schema.characteristics.read-only',
    {
      title: 'what is declared readOnly, in whole or in part, is not taken over',
      spec: 'RFC7643-7-28',
      fix: 'Leave readOnly attributes out of what POST, PUT and PATCH store.',
      why: 'Groups, roles or states that a client writes for itself are an escalation of rights.',
    },
    async ({ scim, a }) => {
      const patches = new Map<Sample, number>();
      await judgeEach(
        all.value.filter(({ attribute }) => isReadOnly(attribute) || readOnlyParts(attribute).length > 0),
        nameOf,
        async (subject) => {
          const { sample, path } = subject;
          const mark = a.marker();
          const before = resourceOf(await scim.get(sample.path));
          const now = valueAt(before, subject);
          const value = isReadOnly(subject.attribute)
            ? foreignValue(subject, mark, now)
            : withForeignParts(subject.attribute, now, mark);
          if (value === undefined) notApplicable('no value of its type can be told from one of the server');
          if (sample.replaced) {
            const put = await scim.put(sample.path, withValueAt(before, subject, value));
            expectUntaken(await scim.get(sample.path), subject, { mark, value }, put);
          }
          const used = patches.get(sample) ?? 0;
          if (!sample.patched || used >= MOST_PATCHES) return;
          patches.set(sample, used + 1);
          const patch = await scim.patch(sample.path, [{ op: 'replace', path, value }]);
          expectUntaken(await scim.get(sample.path), subject, { mark, value }, patch);
        },
        'no attribute is published as readOnly',
      );
    },
  );

  must(
    'schema.characteristics.read-only-create',
    {
      title: 'a POST stores no value for an attribute declared readOnly',
      spec: 'RFC7643-7-28',
      fix: 'Drop readOnly attributes from the body of a POST.',
    },
    async ({ scim, a, target }) => {
      for (const sample of await usableSamples()) {
        const due = attributesOf(sample.model).filter(
          ({ attribute, extension }) => isReadOnly(attribute) && publishes(target, extension ?? sample.model.core.id),
        );
        const mark = a.marker();
        let body = minimalOf(a, sample.model);
        const created = resourceOf(sample.created.read);
        const sent = due.flatMap((each) => {
          const value = foreignValue(each, mark, valueAt(created, each));
          return value === undefined ? [] : [{ each, value }];
        });
        for (const { each, value } of sent) body = withValueAt(body, each, value);
        if (due.length === 0) continue;
        const posted = await scim.post(sample.collection, body);
        if (!succeeded(posted)) continue;
        const id = String(read(resourceOf(posted), 'id'));
        const got = await scim.get(`${sample.collection}/${encodeURIComponent(id)}`);
        for (const { each, value } of sent) expectUntaken(got, { ...each, sample }, { mark, value }, posted);
      }
    },
  );

  must(
    'schema.characteristics.immutable',
    {
      title: 'an attribute declared immutable keeps its first value',
      spec: 'RFC7643-7-31',
      fix: 'Answer 400 with scimType mutability to another value, or declare the attribute readWrite.',
    },
    async ({ scim, a }) =>
      judgeEach(
        all.value.filter(({ attribute }) => attribute.mutability === 'immutable' && attribute.returned !== 'never'),
        nameOf,
        async (subject) => {
          const { sample, path } = subject;
          const before = resourceOf(await scim.get(sample.path));
          const first = valueAt(before, subject);
          if (first === undefined || first === null) notApplicable('it has no value');
          const other = valueAt(a.resource(sample.model, { edition: 1 }), subject);
          if (other === undefined || show(other) === show(first)) notApplicable('no other value can be made');
          const expectFirst = async (write: ScimResponse): Promise<void> => {
            const got = await scim.get(sample.path);
            const now = valueAt(resourceOf(got), subject);
            if (show(now).toLowerCase() === show(other).toLowerCase())
              fail(`${path} ${show(first)} after a ${write.method}`, `${path} ${show(now)}`, { exchange: got.n });
          };
          await expectFirst(await scim.put(sample.path, withValueAt(before, subject, other as Json)));
          if (sample.patched) await expectFirst(await scim.patch(sample.path, [{ op: 'replace', path, value: other }]));
        },
        'no attribute is published as immutable',
      ),
  );
});

function expectUntaken(
  got: ScimResponse,
  subject: Subject,
  { mark, value }: { mark: string; value: Json },
  write: ScimResponse,
): void {
  if (holds(resourceOf(got), subject, mark, value))
    fail(
      `no ${subject.path} of the client after a ${write.method}`,
      `${subject.path} ${show(valueAt(resourceOf(got), subject))}`,
      { exchange: got.n },
    );
}

/** Single strings that have a value to filter by. */
function comparable({ attribute, sample, path }: Subject): boolean {
  return (
    attribute.type === 'string' &&
    !attribute.multiValued &&
    attribute.returned !== 'never' &&
    attribute.mutability !== 'writeOnly' &&
    sample.created.names.includes(path)
  );
}

const flip = (text: string): string =>
  text.replace(/[a-z]/gi, (letter) => (letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()));

/** Whether the resource of a sample is among the matches; undefined where the filter is not served. */
async function finds({ scim }: Context, sample: Sample, filter: string): Promise<boolean | undefined> {
  const response = await scim.get(sample.collection, { query: { filter } });
  if (!succeeded(response)) return undefined;
  const id = decodeURIComponent(sample.path.split('/').at(-1) ?? '');
  return entries(response.json, 'Resources').some((each) => read(each, 'id') === id);
}

interface Suspect {
  subject: Subject;
  value: string;
}

const AT_ONCE = 8;
const MOST_FILTERS = 30;

/**
 * Asks for several attributes at once, which are innocent when all of them behave: `and` of values in other letter case
 * finds the resource where case does not count, `or` does not find it where it does. Others are told apart by halves.
 */
async function suspectsAmong(context: Context, sample: Sample, due: Suspect[], exact: boolean): Promise<Suspect[]> {
  let asked = 0;
  const joined = (some: readonly Suspect[], word: string, change: (text: string) => string): string =>
    some.map(({ subject, value }) => `${subject.path} eq ${JSON.stringify(change(value))}`).join(` ${word} `);
  const search = async (some: Suspect[]): Promise<Suspect[]> => {
    if (some.length === 0 || asked >= MOST_FILTERS) return [];
    asked += 1;
    const innocent = exact
      ? (await finds(
          context,
          sample,
          joined(some, 'and', (text) => text),
        )) === true && (await finds(context, sample, joined(some, 'or', flip))) === false
      : (await finds(context, sample, joined(some, 'and', flip))) === true;
    if (innocent) return [];
    if (some.length === 1) return some;
    const middle = Math.ceil(some.length / 2);
    return [...(await search(some.slice(0, middle))), ...(await search(some.slice(middle)))];
  };
  const suspects: Suspect[] = [];
  for (let at = 0; at < due.length; at += AT_ONCE) suspects.push(...(await search(due.slice(at, at + AT_ONCE))));
  return suspects;
}

scenario('Letter case in filters, as the schemas declare it', { needs: 'filter' }, () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  must(
    'schema.characteristics.case-exact',
    {
      title: 'filters honor caseExact as it is declared',
      spec: 'RFC7643-7-23',
      fix: 'Compare by the declared caseExact: false disregards letter case, true does not.',
    },
    async (context) => {
      const suspects: Suspect[] = [];
      let asked = 0;
      for (const sample of await usableSamples()) {
        const stored = resourceOf(await context.scim.get(sample.path));
        const due = all.value
          .filter((each) => each.sample === sample && comparable(each))
          .flatMap((subject) => {
            const value = valueAt(stored, subject);
            return typeof value === 'string' && flip(value) !== value ? [{ subject, value }] : [];
          });
        asked += due.length;
        for (const exact of [false, true])
          suspects.push(
            ...(await suspectsAmong(
              context,
              sample,
              due.filter((each) => each.subject.attribute.caseExact === exact),
              exact,
            )),
          );
      }
      if (asked > 0 && suspects.length === 0) return;
      await judgeEach(
        suspects,
        ({ subject }) => nameOf(subject),
        async ({ subject, value }) => {
          const { sample, path, attribute } = subject;
          const filter = (text: string): string => `${path} eq ${JSON.stringify(text)}`;
          if ((await finds(context, sample, filter(value))) !== true)
            notApplicable('filters on it do not find the resource');
          const other = await finds(context, sample, filter(flip(value)));
          if (other === undefined) notApplicable('filters on it are not served');
          if (attribute.caseExact && other)
            fail('no match in other letter case (caseExact is true)', `a match for ${filter(flip(value))}`);
          if (!attribute.caseExact && !other)
            fail('a match in other letter case (caseExact is false)', `none for ${filter(flip(value))}`);
        },
        'no string attribute is served in filters',
      );
    },
  );
});

scenario('Uniqueness and requirement, as the schemas declare them', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  /** POSTs a fresh resource that shares the values of some attributes with a sample. */
  const share = async ({ scim, a }: Context, sample: Sample, shared: readonly Subject[]): Promise<ScimResponse> => {
    const stored = resourceOf(await scim.get(sample.path));
    let body = a.resource(sample.model);
    for (const each of shared) {
      const value = valueAt(stored, each) ?? valueAt(sample.created.given, each);
      if (value !== undefined && value !== null) body = withValueAt(body, each, value as Json);
    }
    return scim.post(sample.collection, body);
  };

  should(
    'schema.characteristics.unique',
    {
      title: 'a value declared unique is not stored twice',
      spec: 'RFC7643-7-45',
      fix: 'Answer 409 with scimType uniqueness, or declare uniqueness "none".',
    },
    async (context) =>
      judgeEach(
        all.value.filter(
          ({ attribute, path }) =>
            !isFreelyShared(attribute) && !/^(userName|id)$/i.test(path) && attribute.name !== '',
        ),
        nameOf,
        async (subject) => {
          if (!subject.sample.created.names.includes(subject.path)) notApplicable('it has no value');
          const again = await share(context, subject.sample, [subject]);
          if (succeeded(again)) fail('a second resource with its value to be refused', describeAnswer(again));
          expect(again.status, 'a refusal, the server answered a fault').to.be.lessThan(500);
        },
        'only userName is published as unique',
      ),
  );

  should(
    'schema.characteristics.not-unique',
    {
      title: 'what is not declared unique is accepted in two resources',
      spec: ['RFC7643-7-44', 'RFC7643-2.2-07'],
      fix: 'Accept it, or declare uniqueness "server" in the schema.',
      why: 'Colleagues share names, phone numbers and departments.',
    },
    async (context) => {
      for (const sample of await usableSamples()) {
        const shared = all.value.filter(
          (each) =>
            each.sample === sample &&
            isFreelyShared(each.attribute) &&
            each.attribute.mutability !== 'readOnly' &&
            each.attribute.returned !== 'never' &&
            sample.created.names.includes(each.path),
        );
        if (shared.length === 0) continue;
        const whole = await share(context, sample, shared);
        if (succeeded(whole)) continue;
        await judgeEach(shared, nameOf, async (subject) => {
          const one = await share(context, sample, [subject]);
          if (one.status === 409 || read(one.json, 'scimType') === 'uniqueness')
            fail('a second resource with its value to be accepted', describeAnswer(one), { exchange: one.n });
        });
      }
    },
  );

  should(
    'schema.characteristics.required',
    {
      title: 'what is declared required is refused, or filled in, when missing',
      spec: 'RFC7643-2-01',
      fix: 'Answer 400 with scimType invalidValue, or declare required false.',
    },
    async ({ scim, a }) =>
      judgeEach(
        all.value.filter(
          ({ attribute, extension }) =>
            attribute.required &&
            extension === undefined &&
            attribute.mutability === 'readWrite' &&
            attribute.returned !== 'never',
        ),
        nameOf,
        async (subject) => {
          const { sample, path } = subject;
          if (!sample.created.names.includes(path)) notApplicable('no value of it can be made');
          const response = await scim.post(
            sample.collection,
            a.resource(sample.model, { minimal: true, without: [path] }),
          );
          if (!succeeded(response)) return;
          const id = String(read(resourceOf(response), 'id'));
          const got = resourceOf(await scim.get(`${sample.collection}/${encodeURIComponent(id)}`));
          const value = valueAt(got, subject);
          if (value === undefined || value === null || value === '')
            fail('a resource without it to be refused', 'a resource without it', { exchange: response.n });
        },
        'no attribute is published as required',
      ),
  );

  should(
    'schema.characteristics.not-required',
    {
      title: 'what the schemas require is enough for a resource',
      spec: 'RFC7643-2.2-02',
      fix: 'Accept a resource without the other attributes, or declare them required.',
      why: 'An attribute that is required in secret makes every create fail that does not map it.',
    },
    async ({ scim, a }) =>
      judgeEach(
        await usableSamples(),
        ({ model }) => model.type.name,
        async ({ collection, model, created }) => {
          const response = await scim.post(collection, minimalOf(a, model));
          if (response.status < 400 || response.status >= 500 || [401, 403, 409, 429].includes(response.status)) return;
          // With the full set of attributes the same type was created.
          resourceOf(created.read);
          fail('a resource with the required attributes to be created', describeAnswer(response), {
            exchange: response.n,
          });
        },
      ),
  );

  may(
    'schema.characteristics.canonical-values',
    {
      title: 'values outside of canonicalValues',
      spec: ['RFC7643-2.3.1-04', 'RFC7643-7-21'],
      fix: 'Store, drop or refuse them: all are legal.',
    },
    async ({ scim, a, target }) => {
      const type = target.attribute('/Users', 'emails.type');
      if (!type?.canonicalValues) notApplicable('emails.type has no canonicalValues');
      const response = await scim.post('/Users', a.user({ emails: [{ value: a.email(), type: 'x-own' }] }));
      if (!succeeded(response)) return `refused: ${describeAnswer(response)}`;
      const id = String(read(resourceOf(response), 'id'));
      const got = resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`));
      const label = read(got, 'emails.type');
      return label === 'x-own' ? 'stored' : label === undefined ? 'dropped' : `stored as ${show(label)}`;
    },
  );

  may(
    'schema.characteristics.case-changed',
    {
      title: 'letter case of values that are not case-exact',
      spec: ['RFC7643-7-25', 'RFC7643-7-26'],
      fix: 'Nothing to do: both ways are legal.',
    },
    async ({ scim, a }) => {
      const userName = a.userName().replace(/^./, (letter) => letter.toUpperCase());
      const posted = await scim.post('/Users', a.user({ userName }));
      const got = read(resourceOf(posted), 'userName');
      return got === userName ? 'kept' : `userName ${show(userName)} came back as ${show(got)}`;
    },
  );
});

/** Whether two resources may have the same value: not declared unique, nor any of its parts. */
function isFreelyShared({ uniqueness, subAttributes = [] }: Subject['attribute']): boolean {
  return uniqueness === 'none' && subAttributes.every((sub) => sub.uniqueness === 'none');
}
