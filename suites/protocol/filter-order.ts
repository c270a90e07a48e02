import { expect, given, judgeEach, must, notApplicable, scenario, type Context } from '../../harness/language.js';
import { people, person, stored, type People } from './_people.js';
import { ask, expectSelected } from './_query.js';

type Order = 'gt' | 'ge' | 'lt' | 'le';
type Time = 'meta.created' | 'meta.lastModified';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The first and the last instant that the server shows, in milliseconds. */
function span(made: People, path: Time): [number, number] {
  const times = made.own.map((own) => Date.parse(stored(own, path)));
  if (times.some(Number.isNaN)) notApplicable(`the target shows no instant in ${path}`);
  return [Math.min(...times), Math.max(...times)];
}

/** An instant as xsd:dateTime with an offset from UTC in hours, without fraction. */
function written(instant: number, hours = 0): string {
  const local = new Date(instant + hours * HOUR).toISOString().slice(0, 19);
  const sign = hours < 0 ? '-' : '+';
  return hours === 0 ? `${local}Z` : `${local}${sign}${String(Math.abs(hours)).padStart(2, '0')}:00`;
}

/** The own people are all before or all after the instant: far enough from their times for any clock and precision. */
const ALL_OR_NONE = { evenIf: 'any' } as const;

/** Strings around a stored value, which some do not have, and times of all people on either side of an instant. */
async function judgeOrder(context: Context, made: People, operator: Order, path: Time): Promise<void> {
  await judgeEach(
    ['userName', 'nickName', 'before', 'after'] as const,
    (subject) => (subject.endsWith('Name') ? subject : `${path} ${operator} an instant ${subject} all of them`),
    (subject) => {
      if (subject === 'userName' || subject === 'nickName') {
        const value = stored(person(made, 'mia'), subject);
        return expectSelected(context, made, `${subject} ${operator} ${JSON.stringify(value)}`);
      }
      const [first, last] = span(made, path);
      const instant = subject === 'before' ? first - MINUTE : last + MINUTE;
      return expectSelected(context, made, `${path} ${operator} "${written(instant)}"`, ALL_OR_NONE);
    },
  );
}

scenario('Filters with gt, ge, lt and le', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-order.gt',
    {
      title: 'gt selects greater values and not equal ones',
      spec: ['RFC7644-3.4.2.2-18', 'RFC7644-3.4.2.2-22', 'RFC7644-3.4.2.2-54'],
      fix: 'Select values above the operand: strings in lexicographical, instants in chronological order.',
    },
    (context) => judgeOrder(context, made.value, 'gt', 'meta.lastModified'),
  );

  must(
    'protocol.filter-order.ge',
    {
      title: 'ge selects greater and equal values',
      spec: ['RFC7644-3.4.2.2-19', 'RFC7644-3.4.2.2-22', 'RFC7644-3.4.2.2-54'],
      fix: 'Select values above the operand and those equal to it.',
    },
    (context) => judgeOrder(context, made.value, 'ge', 'meta.lastModified'),
  );

  must(
    'protocol.filter-order.lt',
    {
      title: 'lt selects smaller values and not equal ones',
      spec: ['RFC7644-3.4.2.2-20', 'RFC7644-3.4.2.2-22', 'RFC7644-3.4.2.2-54'],
      fix: 'Select values below the operand.',
    },
    (context) => judgeOrder(context, made.value, 'lt', 'meta.created'),
  );

  must(
    'protocol.filter-order.le',
    {
      title: 'le selects smaller and equal values',
      spec: ['RFC7644-3.4.2.2-21', 'RFC7644-3.4.2.2-22', 'RFC7644-3.4.2.2-54'],
      fix: 'Select values below the operand and those equal to it.',
    },
    (context) => judgeOrder(context, made.value, 'le', 'meta.created'),
  );

  must(
    'protocol.filter-order.instants',
    {
      title: 'instants are compared as instants, whatever their offset',
      spec: 'RFC7644-3.4.2.2-23',
      fix: 'Parse both sides as dateTime before comparing; never compare the texts.',
    },
    (context) =>
      judgeEach(
        [
          ['gt', -1, 5],
          ['gt', 1, -5],
          ['lt', 1, -5],
          ['lt', -1, 5],
        ] as const,
        ([operator, distance, offset]) => `${operator} ${distance} h, offset ${offset} h`,
        ([operator, distance, offset]) => {
          const [first, last] = span(made.value, 'meta.lastModified');
          const instant = written((distance < 0 ? first : last) + distance * HOUR, offset);
          return expectSelected(context, made.value, `meta.lastModified ${operator} "${instant}"`, ALL_OR_NONE);
        },
      ),
  );

  must(
    'protocol.filter-order.without-order',
    {
      title: 'ordering a boolean or binary attribute is 400 invalidFilter',
      spec: 'RFC7644-3.4.2.2-25',
      fix: 'Refuse gt, ge, lt and le on boolean and binary attributes with 400 and scimType "invalidFilter".',
    },
    (context) =>
      judgeEach(
        ['active gt true', 'active le true', 'active lt false', 'x509Certificates.value ge "YQ=="'],
        (filter) => filter,
        async (filter) => {
          const path = filter.split(' ')[0] ?? '';
          const type = context.target.attribute('/Users', path)?.type;
          if (type !== 'boolean' && type !== 'binary') notApplicable(`the target has no boolean or binary ${path}`);
          if (type === 'binary' && !context.target.declared.schemas) notApplicable('the target publishes no schemas');
          person(made.value, 'mia');
          const response = await ask(context, '/Users', { filter });
          if (response.status === 403) notApplicable(`this client may not filter by ${path}`);
          expect(response).to.be.scimError(400, 'invalidFilter');
        },
      ),
  );
});
