import {
  describeAnswer,
  describeDifference,
  expect,
  fail,
  given,
  isObject,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  type Attribute,
  type Json,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { valueAt, withValueAt } from './_published.js';
import { lost, minimalOf, nameOf, subjects, type Step, type Subject } from './_samples.js';

/** Attributes whose values come from a catalogue or a policy of the provider: a refusal of ours says nothing. */
const RESTRICTED = /(^|:)(roles|entitlements|x509Certificates|password|userType|locale|timezone|preferredLanguage)$/i;

const writable = ({ attribute }: Subject): boolean =>
  attribute.mutability === 'readWrite' && (attribute.returned === 'default' || attribute.returned === 'always');

/** Fails when a step did not store what it gave for an attribute. */
function expectStored(step: Step, subject: Subject): void {
  if (!step.names.includes(subject.path)) notApplicable(`${subject.path} was not written`);
  expect(step.response).to.succeeded();
  const [first] = lost(step, subject);
  if (first)
    fail(`${first.path} ${JSON.stringify(first.sent)} as sent`, describeDifference(first), { exchange: step.read.n });
}

scenario('Attributes as the schemas declare them', () => {
  const all = given('every type has a full resource', ({ target }) => subjects(target));

  should(
    'schema.honesty.accepted',
    {
      title: 'a value of the declared type is accepted for every attribute',
      spec: ['RFC7643-2.2-03', 'RFC7643-2.2-08'],
      fix: 'Accept what /Schemas declares, or declare the restriction: canonicalValues, mutability, another type.',
      why: 'One attribute that is declared and refused makes the whole create fail.',
    },
    () =>
      judgeEach(all.value, nameOf, ({ sample, path, attribute }) => {
        if (RESTRICTED.test(path) || attribute.canonicalValues) notApplicable('its values may be restricted');
        const refusal = sample.refused.post.find((each) => each.path === path);
        if (refusal) fail('a POST that gives it to be accepted', describeAnswer(refusal.response));
        if (!sample.created.names.includes(path)) notApplicable('it was not sent');
      }),
  );

  should(
    'schema.honesty.post-stored',
    {
      title: 'what POST gives a declared attribute is in a later GET',
      spec: ['RFC7643-2.2-05', 'RFC7643-2.2-06'],
      fix: 'Store every attribute that /Schemas declares readWrite, or take it out of /Schemas.',
      why: 'A provider maps what the schema offers; values that vanish without an error are never noticed.',
    },
    () => judgeEach(all.value.filter(writable), nameOf, (subject) => expectStored(subject.sample.created, subject)),
  );

  must(
    'schema.honesty.put-stored',
    {
      title: 'what PUT gives a declared attribute is in a later GET',
      spec: 'RFC7644-3.5.1-05',
      fix: 'Replace the stored value of every readWrite attribute that the body of a PUT has.',
    },
    () =>
      judgeEach(all.value.filter(writable), nameOf, (subject) => {
        const { replaced, withoutPut } = subject.sample;
        if (!replaced) notApplicable(withoutPut ?? 'there was no PUT');
        // What a POST cannot store either is judged there.
        if (lost(subject.sample.created, subject).length > 0) notApplicable('a POST does not store it');
        expectStored(replaced, subject);
      }),
  );

  must(
    'schema.honesty.patch-stored',
    {
      title: 'what PATCH gives a declared attribute is in a later GET',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Apply replace to every readWrite attribute, or answer 400: never report success for what was not stored.',
      needs: 'patch',
    },
    () =>
      judgeEach(all.value.filter(writable), nameOf, (subject) => {
        const { patched, withoutPatch } = subject.sample;
        if (!patched) notApplicable(withoutPatch ?? 'there was no PATCH');
        if (lost(subject.sample.created, subject).length > 0) notApplicable('a POST does not store it');
        expectStored(patched, subject);
      }),
  );

  should(
    'schema.honesty.changeable',
    {
      title: 'an attribute declared readWrite is not refused in PUT or PATCH',
      spec: 'RFC7643-2.2-05',
      fix: 'Let clients change it, or declare it readOnly or immutable.',
    },
    () =>
      judgeEach(all.value.filter(writable), nameOf, ({ sample, path, attribute }) => {
        if (RESTRICTED.test(path) || attribute.canonicalValues) notApplicable('its values may be restricted');
        if (!sample.created.names.includes(path)) notApplicable('it was not sent');
        for (const refusals of [sample.refused.put, sample.refused.patch]) {
          const refusal = refusals.find((each) => each.path === path);
          if (refusal)
            fail(`a ${refusal.response.method} of another value to be accepted`, describeAnswer(refusal.response));
        }
      }),
  );

  should(
    'schema.honesty.default-shown',
    {
      title: 'an attribute declared returned by default is in a plain GET',
      spec: 'RFC7643-7-39',
      fix: 'Show it without being asked, or declare it returned "request".',
    },
    () =>
      judgeEach(all.value, nameOf, (subject) => {
        if (subject.attribute.returned !== 'default') notApplicable('it is not returned by default');
        const asked = resourceOf(subject.sample.asked);
        if (!hasValue(valueAt(asked, subject))) notApplicable('it has no value');
        const last = subject.sample.patched ?? subject.sample.replaced ?? subject.sample.created;
        if (!hasValue(valueAt(resourceOf(last.read), subject)))
          fail('it to be in a plain GET', 'it only when asked for by attributes=', { exchange: last.read.n });
      }),
  );

  must(
    'schema.honesty.always-shown',
    {
      title: 'an attribute declared returned always is in every answer',
      spec: 'RFC7643-7-36',
      fix: 'Keep it in every representation, whatever attributes= says, or declare another "returned".',
    },
    () =>
      judgeEach(all.value, nameOf, (subject) => {
        if (subject.attribute.returned !== 'always') notApplicable('it is not returned always');
        if (!hasValue(valueAt(resourceOf(subject.sample.created.read), subject))) {
          if (!subject.sample.created.names.includes(subject.path)) notApplicable('it has no value');
          fail('it to be in a plain GET', 'without it', { exchange: subject.sample.created.read.n });
        }
        if (!hasValue(valueAt(resourceOf(subject.sample.narrow), subject)))
          fail(`it to be there with attributes=${subject.sample.narrowName}`, 'without it', {
            exchange: subject.sample.narrow.n,
          });
      }),
  );

  must(
    'schema.honesty.request-hidden',
    {
      title: 'an attribute declared returned on request is shown when asked for',
      spec: 'RFC7643-7-40',
      fix: 'Leave it out of plain reads and show it when attributes= names it, or declare another "returned".',
    },
    () =>
      judgeEach(all.value, nameOf, (subject) => {
        if (subject.attribute.returned !== 'request') notApplicable('it is not returned on request');
        const { sample } = subject;
        if (hasValue(valueAt(resourceOf(sample.created.read), subject)))
          fail('a plain GET without it', 'it unasked', { exchange: sample.created.read.n });
        if (!sample.created.names.includes(subject.path) || subject.attribute.mutability === 'writeOnly')
          notApplicable('it has no value');
        if (!hasValue(valueAt(resourceOf(sample.asked), subject)))
          fail('it to be shown when attributes= names it', 'without it', { exchange: sample.asked.n });
      }),
  );

  must(
    'schema.honesty.request-unasked',
    {
      title: 'what is returned on request is in no list or PATCH that did not ask',
      spec: 'RFC7643-7-40',
      fix: 'Leave it, and sub-attributes returned on request, out of lists, .search and every answer that did not ask.',
    },
    async ({ scim, a, target }) => {
      const answers = new Map<Subject['sample'], ScimResponse[]>();
      const answersOf = async (sample: Subject['sample']): Promise<ScimResponse[]> => {
        const known = answers.get(sample);
        if (known) return known;
        // A resource of its own: who puts the sample back as it was read takes away what is not shown.
        const due = all.value.filter((each) => each.sample === sample && hidden(each.attribute).length > 0);
        const values = a.resource(sample.model);
        const body = due.reduce(
          (made, each) => {
            const value = valueAt(values, each) as Json | undefined;
            return value !== undefined && sample.created.names.includes(each.path)
              ? withValueAt(made, each, value)
              : made;
          },
          minimalOf(a, sample.model),
        );
        const created = await scim.post(sample.collection, body);
        const id = String(read(resourceOf(created), 'id'));
        const path = `${sample.collection}/${encodeURIComponent(id)}`;
        const filter = `id eq ${JSON.stringify(id)}`;
        const search = { schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'], filter };
        const made = [
          await scim.get(path),
          await scim.get(sample.collection, { query: { filter } }),
          await scim.post(`${sample.collection}/.search`, search),
        ];
        if (target.lacks('patch') === undefined)
          made.push(await scim.patch(path, [{ op: 'replace', path: 'externalId', value: `ext-${a.marker()}` }]));
        answers.set(sample, made);
        return made;
      };
      await judgeEach(
        all.value.filter(({ attribute }) => hidden(attribute).length > 0),
        nameOf,
        async (subject) => {
          const { sample, attribute } = subject;
          if (!sample.created.names.includes(subject.path)) notApplicable('it has no value');
          for (const response of await answersOf(sample)) {
            if (!succeeded(response)) continue;
            const listed = resourcesOf(response);
            for (const resource of listed.length > 0 ? listed : isObject(response.json) ? [response.json] : []) {
              const value = valueAt(resource, subject);
              const shown = attribute.returned === 'request' ? hasValue(value) : false;
              const parts = hidden(attribute).filter(
                (name) => name !== '' && readAll({ value } as JsonObject, `value.${name}`).length > 0,
              );
              if (shown || (attribute.returned !== 'request' && parts.length > 0))
                fail(
                  `no ${subject.path}${parts[0] ? `.${parts[0]}` : ''} in the answer to ${response.method}`,
                  'with one',
                  {
                    exchange: response.n,
                  },
                );
            }
          }
        },
        'no attribute is published as returned on request',
      );
    },
  );

  must(
    'schema.honesty.never-shown',
    {
      title: 'an attribute declared writeOnly or never returned is not shown',
      spec: ['RFC7643-7-33', 'RFC7643-7-37'],
      fix: 'Leave it out of every answer: to POST, PUT and PATCH, to reads, and when attributes= names it.',
    },
    () =>
      judgeEach(all.value, nameOf, (subject) => {
        const { attribute, sample } = subject;
        if (attribute.mutability !== 'writeOnly' && attribute.returned !== 'never') notApplicable('it may be shown');
        if (!sample.created.names.includes(subject.path)) notApplicable('it was not sent');
        const value = valueAt(sample.created.given, subject);
        // Another attribute may have the same value, as locale and preferredLanguage do.
        const own = JSON.stringify(sample.created.given).split(JSON.stringify(value)).length === 2;
        resourceOf(sample.created.read);
        const answers = [sample.created, sample.replaced, sample.patched].flatMap((step) =>
          step ? [step.response, step.read] : [],
        );
        for (const response of [...answers, sample.asked]) {
          if (typeof value === 'string' && value.length > 3 && own) expect(response).to.not.reveal(value);
          const shown = isObject(response.json) ? valueAt(response.json, subject) : undefined;
          if (hasValue(shown))
            fail(`no ${subject.path} in the answer to ${response.method}`, 'with one', { exchange: response.n });
        }
      }),
  );

  must(
    'schema.honesty.case-kept',
    {
      title: 'letter case of a value declared caseExact is kept',
      spec: 'RFC7643-7-24',
      fix: 'Store the value as it came, or declare caseExact false.',
    },
    () =>
      judgeEach(all.value.filter(writable), nameOf, (subject) => {
        const { attribute, sample } = subject;
        if (attribute.type !== 'string' || attribute.multiValued || !attribute.caseExact)
          notApplicable('letter case does not count in it');
        for (const step of [sample.created, sample.replaced, sample.patched]) {
          if (!step?.names.includes(subject.path)) continue;
          const [sent, got] = [valueAt(step.given, subject), valueAt(resourceOf(step.read), subject)];
          if (typeof sent !== 'string' || typeof got !== 'string' || sent === got) continue;
          if (sent.toLowerCase() === got.toLowerCase())
            fail(`${JSON.stringify(sent)} in the letter case in which it was sent`, JSON.stringify(got), {
              exchange: step.read.n,
            });
        }
      }),
  );
});

/** What of an attribute is returned on request: '' for the attribute itself, else its sub-attributes. */
function hidden(attribute: Attribute): string[] {
  if (attribute.mutability === 'writeOnly' || attribute.returned === 'never') return [];
  if (attribute.returned === 'request') return [''];
  return (attribute.subAttributes ?? []).filter(({ returned }) => returned === 'request').map(({ name }) => name);
}

function hasValue(value: unknown): boolean {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return false;
  return !isObject(value) || Object.keys(value).length > 0;
}
