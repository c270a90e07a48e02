import {
  entries,
  fail,
  given,
  isObject,
  judgeEach,
  member,
  notApplicable,
  pathOf,
  resourceOf,
  scenario,
  should,
  show,
  succeeded,
  type Attribute,
  type JsonObject,
} from '../../harness/language.js';
import { valueAt, withContainer, withValueAt } from './_published.js';
import { minimalOf, nameOf, subjects } from './_samples.js';

/** Subjects of one kind that are tried at most: more of them say the same. */
const MOST = 10;

const demanded = ({ required, mutability, returned }: Attribute): boolean =>
  required && mutability === 'readWrite' && ['default', 'always'].includes(returned);

const isMissing = (value: unknown): boolean => value === undefined || value === null || value === '';

function without(object: unknown, name: string): JsonObject {
  const rest = isObject(object) ? Object.entries(object).filter(([key]) => key !== name) : [];
  return Object.fromEntries(rest) as JsonObject;
}

scenario('What the schemas require within extensions and complex attributes', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  should(
    'schema.required.extension',
    {
      title: 'what an extension requires is refused, or filled in, when missing',
      spec: 'RFC7643-2-01',
      fix: 'Check required attributes of an extension wherever a resource has the extension; answer 400.',
      why: 'A record without its number goes on to every system that reads from the target.',
    },
    async ({ scim, a }) =>
      judgeEach(
        all.value.filter(({ extension, attribute }) => extension !== undefined && demanded(attribute)).slice(0, MOST),
        nameOf,
        async (subject) => {
          const { sample, extension = '', attribute } = subject;
          const container = without(member(a.resource(sample.model), extension), attribute.name);
          if (Object.keys(container).length === 0) notApplicable('the extension has nothing else that clients write');
          const response = await scim.post(
            sample.collection,
            withContainer(minimalOf(a, sample.model), extension, container),
          );
          if (!succeeded(response)) return;
          const got = await scim.get(pathOf(response));
          const stored = member(resourceOf(got), extension);
          if (isObject(stored) && Object.keys(container).some((name) => !isMissing(member(stored, name))))
            if (isMissing(valueAt(resourceOf(got), subject)))
              fail('an extension without it to be refused', show(stored), { exchange: got.n });
        },
        'no extension has a required attribute',
      ),
  );

  should(
    'schema.required.sub-attribute',
    {
      title: 'a value without its required sub-attribute is refused or dropped',
      spec: 'RFC7643-2-01',
      fix: 'Check required sub-attributes of every value; answer 400 with scimType invalidValue.',
    },
    async ({ scim, a }) => {
      const due = all.value
        .filter(({ attribute }) => attribute.type === 'complex' && attribute.mutability === 'readWrite')
        .flatMap((subject) => (subject.attribute.subAttributes ?? []).map((sub) => ({ ...subject, sub })))
        .filter(({ sub }) => demanded(sub));
      await judgeEach(
        due.slice(0, MOST),
        (each) => `${nameOf(each)}.${each.sub.name}`,
        async (subject) => {
          const { sample, extension, sub } = subject;
          const full = a.resource(sample.model);
          const [whole] = [valueAt(full, subject)].flat();
          const part = without(whole, sub.name);
          if (Object.keys(part).length === 0) notApplicable('it has no other sub-attribute that clients write');
          const minimal = minimalOf(a, sample.model);
          // The rest of the extension stays, for it may be required.
          const base = extension === undefined ? minimal : { ...minimal, [extension]: member(full, extension) ?? {} };
          const body = withValueAt(base, subject, subject.attribute.multiValued ? [part] : part);
          const response = await scim.post(sample.collection, body);
          if (!succeeded(response)) return;
          const got = await scim.get(pathOf(response));
          const holder = extension === undefined ? resourceOf(got) : member(resourceOf(got), extension);
          const stored = isObject(holder) ? entries(holder, subject.attribute.name) : [];
          const bad = stored.find(
            (each) => isMissing(member(each, sub.name)) && Object.values(each).some((other) => !isMissing(other)),
          );
          if (bad) fail(`no value without ${sub.name}`, show(bad), { exchange: got.n });
        },
        'no complex attribute has a required sub-attribute',
      );
    },
  );
});
