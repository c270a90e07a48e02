import { given, judgeEach, member, must, notApplicable, scenario } from '../../harness/language.js';
import { people } from './_people.js';
import { expectSelected } from './_query.js';

scenario('Filters with pr', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  must(
    'protocol.filter-presence.simple',
    {
      title: 'pr selects the users that have a value',
      spec: 'RFC7644-3.4.2.2-16',
      fix: 'Select resources whose attribute is neither absent, null nor empty.',
    },
    (context) =>
      judgeEach(
        ['title pr', 'nickName pr', 'not (title pr)'],
        (condition) => condition,
        (condition) => expectSelected(context, made.value, condition),
        'the target stores neither title nor nickName',
      ),
  );

  must(
    'protocol.filter-presence.false',
    {
      title: 'pr selects users whose flag is false, too',
      spec: 'RFC7644-3.4.2.2-16',
      fix: 'Ask whether there is a value, not whether the value is true: false is one.',
    },
    async (context) => {
      if (!made.value.own.some((own) => member(own.stored, 'active') === false))
        notApplicable('the target shows no user whose active is false');
      await expectSelected(context, made.value, 'active pr', { evenIf: 'all' });
    },
  );

  must(
    'protocol.filter-presence.complex',
    {
      title: 'pr on a complex or multi-valued attribute selects those that have one',
      spec: 'RFC7644-3.4.2.2-17',
      fix: 'Select resources whose complex attribute has a sub-attribute with a value, and whose list has an element.',
    },
    (context) =>
      judgeEach(
        ['phoneNumbers', 'roles', 'name', 'emails'],
        (path) => `${path} pr`,
        (path) => expectSelected(context, made.value, `${path} pr`, path === 'name' ? { evenIf: 'all' } : {}),
      ),
  );

  must(
    'protocol.filter-presence.sub-attribute',
    {
      title: 'pr on a sub-attribute selects those that have a value there',
      spec: ['RFC7644-3.4.2.2-16', 'RFC7644-3.4.2.2-43'],
      fix: 'Look for the sub-attribute in the complex value, or in any element of a list.',
    },
    (context) =>
      judgeEach(
        ['phoneNumbers.value', 'addresses.locality', 'name.familyName'],
        (path) => `${path} pr`,
        (path) => expectSelected(context, made.value, `${path} pr`, path.startsWith('name') ? { evenIf: 'all' } : {}),
      ),
  );

  must(
    'protocol.filter-presence.extension',
    {
      title: 'pr on an extension attribute selects those that have a value',
      spec: ['RFC7644-3.4.2.2-39', 'RFC7644-3.4.2.2-16'],
      fix: 'Look for the attribute under the URN of its extension.',
      needs: 'enterprise',
    },
    (context) => {
      const urn = context.target.enterprise?.id ?? notApplicable('the target has no enterprise extension');
      return expectSelected(context, made.value, `${urn}:department pr`).then(() => undefined);
    },
  );
});
