import { given, judgeEach, must, notApplicable, read, scenario } from '../../harness/language.js';
import { equals, people, person, refusalOfLongNames, stored } from './_people.js';
import { ask, expectSelected } from './_query.js';

scenario('Attribute names in filters', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());
  const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
  const value = (path: string): string => JSON.stringify(stored(person(made.value, 'mia'), path));
  const refusal = given('attributes that few clients filter by are tried', () => refusalOfLongNames());

  must(
    'protocol.filter-names.case',
    {
      title: 'attribute names in filters are understood in any letter case',
      spec: 'RFC7644-3.4.2.2-05',
      fix: 'Look attribute and sub-attribute names up without regard to letter case.',
    },
    (context) =>
      judgeEach(
        [
          ['USERNAME', 'userName'],
          ['username', 'userName'],
          ['NAME.GivenName', 'name.givenName'],
          ['EMAILS.VALUE', 'emails.value'],
          ['DisplayName', 'displayName'],
          ['Emails[VALUE]', 'emails.value'],
        ] as const,
        ([written]) => written,
        ([written, path]) => {
          const spelled = (name: string): string =>
            name.endsWith(']') ? `${name.slice(0, -1)} eq ${value(path)}]` : `${name} eq ${value(path)}`;
          const usual = spelled(written.includes('[') ? 'emails[value]' : path);
          const refusal = path === 'userName' ? 'demanded' : 'offered';
          return expectSelected(context, made.value, spelled(written), { alone: true, refusal, usual });
        },
      ),
  );

  must(
    'protocol.filter-names.core-urn',
    {
      title: 'core attributes are understood with the URN of their schema',
      spec: ['RFC7644-3.4.2.2-38', 'RFC7644-3.10-01'],
      fix: 'Take what stands before the last colon for the schema and what follows for the attribute.',
    },
    (context) =>
      judgeEach(
        [
          [`${core}:userName eq`, 'userName'],
          [`${core}:userName sw`, 'userName'],
          [`${core}:name.givenName eq`, 'name.givenName'],
          [`${core}:emails.value eq`, 'emails.value'],
        ] as const,
        ([written]) => written,
        ([written, path]) =>
          expectSelected(context, made.value, `${written} ${value(path)}`, {
            alone: true,
            refusal: path === 'userName' && written.endsWith('eq') ? refusal.value : 'offered',
          }),
      ),
  );

  must(
    'protocol.filter-names.urn-case',
    {
      title: 'the URN before an attribute is understood in any letter case',
      spec: 'RFC7644-3.10-05',
      fix: 'Compare schema URNs without regard to letter case.',
    },
    async (context) => {
      const filter = `${core.toUpperCase()}:USERNAME eq ${value('userName')}`;
      await expectSelected(context, made.value, filter, { alone: true, refusal: refusal.value });
      const urn = context.target.enterprise?.id;
      if (urn === undefined || read(person(made.value, 'mia').stored, `${urn}:employeeNumber`) === undefined) return;
      const usual = equals(made.value, 'mia', `${urn}:employeeNumber`);
      if ((await ask(context, '/Users', { filter: usual })).status !== 200) return;
      const shouted = usual.replace(urn, urn.toUpperCase());
      await expectSelected(context, made.value, shouted, { alone: true, refusal: 'demanded' });
    },
  );

  must(
    'protocol.filter-names.sub-attribute',
    {
      title: 'a dotted name compares that sub-attribute and no other',
      spec: ['RFC7644-3.10-04', 'RFC7644-3.4.2.2-11'],
      fix: 'Resolve name.givenName and name.familyName to the sub-attributes they name.',
    },
    async (context) => {
      // The given name of one user is the family name of all.
      const decoy = person(made.value, 'max_lee');
      if (read(decoy.stored, 'name.givenName') !== read(person(made.value, 'mia').stored, 'name.familyName'))
        notApplicable('the target does not store names as sent');
      await expectSelected(context, made.value, equals(made.value, 'max_lee', 'name.givenName'), { alone: true });
      await expectSelected(context, made.value, equals(made.value, 'mia', 'name.familyName'), {
        alone: true,
        evenIf: 'all',
      });
    },
  );

  must(
    'protocol.filter-names.extension',
    {
      title: 'extension attributes are found by the URN of the extension',
      spec: 'RFC7644-3.4.2.2-39',
      fix: 'Resolve names that begin with the URN of an extension inside that extension.',
      needs: 'enterprise',
    },
    (context) =>
      judgeEach(
        [
          ['employeeNumber', 'mia'],
          ['department', 'mia'],
          ['manager.value', 'ada'],
        ] as const,
        ([name]) => name,
        ([name, label]) => {
          const path = `${context.target.enterprise?.id}:${name}`;
          return expectSelected(context, made.value, equals(made.value, label, path), { alone: true });
        },
        'the target stores no values of the enterprise extension',
      ),
  );
});
