import {
  describeAnswer,
  fail,
  given,
  isServerFault,
  judgeEach,
  member,
  must,
  notApplicable,
  read,
  readAll,
  scenario,
  swappedCase,
  urns,
  type Context,
} from '../../harness/language.js';
import { equals, people, person, stored, type People } from './_people.js';
import { ask, expectSelected, offered, type Own, type Query } from './_query.js';

/** Whether the target publishes, or the RFC says, that letter case counts. */
function caseExact({ target }: Context, path: string): boolean {
  return path === 'externalId' || target.attribute('/Users', path)?.caseExact === true;
}

scenario('Filters with eq', { needs: ['users', 'filter'], early: true }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-equality.each-attribute',
    {
      title: 'eq on any attribute selects its users and no others',
      spec: ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
      fix: 'Compare the attribute that the filter names with the whole operand.',
      why: 'A filter that reads another attribute makes a provider overwrite a stranger.',
    },
    (context) =>
      judgeEach(
        ['userName', 'id', 'name.givenName', 'title', 'nickName'],
        (path) => path,
        (path) => {
          const label = path === 'title' || path === 'nickName' ? 'mia' : 'ada';
          const condition = equals(made.value, label, path);
          const refusal = path === 'userName' ? 'demanded' : 'offered';
          return expectSelected(context, made.value, condition, { alone: true, refusal });
        },
        'the target shows none of the attributes that were sent',
      ),
  );

  must(
    'protocol.filter-equality.boolean',
    {
      title: 'eq with true and false, and ne, select by the stored flag',
      spec: ['RFC7644-3.4.2.2-37', 'RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-12'],
      fix: 'Read true and false without quotes as booleans, and compare them with the stored flag.',
    },
    async (context) => {
      if (made.value.own.every((own) => member(own.stored, 'active') === undefined))
        notApplicable('the target does not show active');
      // A comparison that is taken with quotes and refused without is not one that the target does not offer.
      const taken = async (filter: string): Promise<boolean> =>
        (await ask(context, '/Users', { filter, count: 1 })).status === 200;
      const refusal = !(await taken('active eq true')) && (await taken('active eq "true"')) ? 'demanded' : 'offered';
      const unassigned = (own: Own): boolean => member(own.stored, 'active') === undefined;
      await judgeEach(
        ['active eq true', 'active eq false', 'active ne true'],
        (condition) => condition,
        (condition) =>
          condition.includes(' eq ')
            ? expectSelected(context, made.value, condition, { evenIf: 'any', refusal })
            : expectSelected(context, made.value, condition, { evenIf: 'any', ignore: unassigned }),
      );
    },
  );

  must(
    'protocol.filter-equality.null',
    {
      title: 'eq null is evaluated or refused, without a server error',
      spec: 'RFC7644-3.4.2.2-37',
      fix: 'Read null without quotes as a value: match unassigned attributes, or answer 400 invalidFilter.',
    },
    async (context) => {
      const filter = `nickName eq null and ${equals(made.value, 'zoe')}`;
      const response = await ask(context, '/Users', { filter });
      if (isServerFault(response)) fail('200 or 400 to a comparison with null', describeAnswer(response));
      if (response.status !== 200) return `refused: ${describeAnswer(response)}`;
      const hit = readAll(response.json, 'Resources.id').includes(person(made.value, 'zoe').id);
      return hit ? 'null matches an unassigned attribute' : 'null matches nothing';
    },
  );

  must(
    'protocol.filter-equality.resource-type',
    {
      title: 'meta.resourceType and schemas are compared like other attributes',
      spec: ['RFC7644-3.4.2.2-53', 'RFC7644-3.4.2.2-54'],
      fix: 'Evaluate filters on meta.resourceType and schemas against what the resource shows, or answer 400.',
    },
    (context) =>
      judgeEach(
        [
          'meta.resourceType eq "User"',
          'meta.resourceType eq "Group"',
          `schemas eq "${urns.USER_SCHEMA}"`,
          `schemas eq "${urns.ENTERPRISE_USER_SCHEMA}"`,
        ],
        (condition) => condition,
        (condition) => {
          const path = condition.split(' ')[0] ?? '';
          if (made.value.own.some((own) => read(own.stored, path) === undefined))
            notApplicable(`the target does not show ${path}`);
          return expectSelected(context, made.value, condition, {
            evenIf: condition.endsWith('Group"') ? 'none' : 'all',
          });
        },
      ),
  );

  must(
    'protocol.filter-equality.projected',
    {
      title: 'a filter sees attributes that the answer leaves out',
      spec: ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
      fix: 'Filter whole resources, and cut them down to attributes= afterwards.',
      why: 'Entra asks with attributes=id and filters on something else.',
    },
    async (context) => {
      const mia = person(made.value, 'mia');
      const filter = equals(made.value, 'mia');
      await expectSelected(context, made.value, filter, { alone: true });
      for (const query of [{ attributes: 'id' }, { excludedAttributes: 'userName' }] as Query[]) {
        const response = await ask(context, '/Users', { filter, ...query });
        const ids = readAll(response.json, 'Resources.id');
        if (response.status !== 200 || ids.length !== 1 || ids[0] !== mia.id)
          fail(
            `the same user with ${Object.entries(query)[0]?.join('=')}`,
            `${describeAnswer(response)}, ${ids.length} users`,
            {
              exchange: response.n,
            },
          );
      }
    },
  );

  must(
    'protocol.filter-equality.ne',
    {
      title: 'ne selects the users whose value differs',
      spec: ['RFC7644-3.4.2.2-12', 'RFC7644-3.4.2.2-51'],
      fix: 'Select every resource whose value is not the operand, letter case aside unless the schema says caseExact.',
    },
    async (context) => {
      const value = stored(person(made.value, 'mia'), 'userName');
      const operand = caseExact(context, 'userName') ? value : swappedCase(value);
      await expectSelected(context, made.value, `userName ne ${JSON.stringify(operand)}`);
      return unassignedUnderNe(context, made.value);
    },
  );
});

/** Whether resources without the attribute match `ne`: both are found in the field. */
async function unassignedUnderNe(context: Context, population: People): Promise<string> {
  const carl = person(population, 'carl');
  if (read(carl.stored, 'title') !== undefined) return 'not seen: every user has a title';
  const filter = `title ne "no such title" and ${equals(population, 'carl')}`;
  const response = await ask(context, '/Users', { filter });
  if (response.status !== 200) return `title ne is refused: ${describeAnswer(response)}`;
  return readAll(response.json, 'Resources.id').includes(carl.id)
    ? 'ne matches resources without the attribute'
    : 'ne leaves out resources without the attribute';
}

scenario('What eq does not find', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-equality.whole-value',
    {
      title: 'eq compares whole values, and takes % _ and . as they are',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Compare for equality; do not build a pattern (LIKE, regular expression) from the operand.',
    },
    (context) =>
      judgeEach(
        [
          ['carl', 'displayName'],
          ['max_lee', 'userName'],
          ['max.lee', 'userName'],
          ['max_lee', 'displayName'],
        ] as const,
        ([label, path]) => `${path} of ${label}`,
        ([label, path]) => expectSelected(context, made.value, equals(made.value, label, path), { alone: true }),
      ),
  );

  must(
    'protocol.filter-equality.empty',
    {
      title: 'an empty operand is one that nobody has',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Tell an empty text from a missing condition: userName eq "" selects nobody, or is answered 400.',
      why: 'A provider whose matching attribute is empty gets everybody, and takes the first for its match.',
    },
    async (context) => {
      person(made.value, 'mia');
      await expectSelected(context, made.value, 'userName eq ""', { alone: true, evenIf: 'none' });
    },
  );
});

scenario('Letter case of values in filters', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-equality.case-ignored',
    {
      title: 'eq disregards letter case where the attribute is not caseExact',
      spec: 'RFC7644-3.4.2.2-51',
      fix: 'Compare without regard to letter case unless the schema says caseExact.',
    },
    (context) =>
      judgeEach(
        ['displayName', 'name.givenName', 'title', 'emails.value', 'emails[value]'],
        (path) => path,
        (written) => {
          const path = written.replace('[value]', '.value');
          if (caseExact(context, path)) notApplicable(`${path} is published as caseExact`);
          const comparison = `eq ${JSON.stringify(swappedCase(stored(person(made.value, 'mia'), path)))}`;
          const condition = written === path ? `${path} ${comparison}` : `emails[value ${comparison}]`;
          return expectSelected(context, made.value, condition, { alone: true });
        },
      ),
  );

  must(
    'protocol.filter-equality.case-heeded',
    {
      title: 'externalId in other letter case does not match',
      spec: 'RFC7644-3.4.2.2-51',
      fix: 'Compare externalId letter by letter: it is caseExact.',
      why: 'Two directories may use identifiers that differ in case alone.',
    },
    async (context) => {
      const value = stored(person(made.value, 'mia'), 'externalId');
      if (swappedCase(value) === value || value === value.toLowerCase())
        notApplicable('the target does not keep the letter case of externalId');
      await expectSelected(context, made.value, `externalId eq ${JSON.stringify(value)}`, { alone: true });
      for (const other of [swappedCase(value), value.toLowerCase()]) {
        const response = await ask(context, '/Users', { filter: `externalId eq ${JSON.stringify(other)}` });
        offered(response, 'a filter on externalId');
        if (readAll(response.json, 'Resources.id').includes(person(made.value, 'mia').id))
          fail(`externalId eq "${other}" not to select "${value}"`, 'with that user', { exchange: response.n });
      }
    },
  );
});
