import {
  expect,
  fail,
  given,
  must,
  notApplicable,
  postUser,
  read,
  readAll,
  resourceOf,
  resourcesOf,
  scenario,
  should,
  succeeded,
  urns,
  type JsonObject,
} from '../../harness/language.js';
import {
  assignedPlain,
  emailOf,
  expectApplied,
  expectOthersKept,
  expectUnchanged,
  needsStored,
  plainAttributes,
  steps,
  unassignedPlain,
} from './_patch.js';

scenario('PATCH replace of single-valued attributes', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a, target }) => {
    const around = Object.entries({ honorificPrefix: 'Lady', honorificSuffix: 'FRS' }).filter(([part]) =>
      target.attribute('/Users', `name.${part}`),
    );
    const name = { givenName: 'Ada', familyName: 'Lovelace', middleName: 'King', ...Object.fromEntries(around) };
    return scim.post('/Users', a.user({ with: ['title'], name }));
  });
  const step = steps(user);

  const simple = step('a plain attribute is replaced', (before, { a, target }) => [
    { op: 'replace', path: assignedPlain(before, target), value: `New ${a.marker()}` },
  ]);

  must(
    'protocol.patch-replace.simple',
    {
      title: 'replace of a single-valued attribute by its name stores the value',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7644-3.5.2-10', 'RFC7644-3.5.2-22'],
      fix: 'Apply a replace with an attribute name as path.',
      why: 'Every rename, move and disable of Entra travels this way.',
    },
    ({ target }) => expectApplied(simple.value, target),
  );

  must(
    'protocol.patch-replace.others-kept',
    {
      title: 'a PATCH leaves alone what it does not name',
      spec: 'RFC7644-3.2-08',
      fix: 'Change only the attributes that the operations name; PATCH is not PUT.',
      why: 'A one-attribute change that empties the others takes access and data from people.',
    },
    ({ target }) => {
      const { response, before, operations, after } = simple.value;
      expect(response).to.succeeded();
      expectOthersKept(simple.value, target);
      // What was replaced stands where it stood, and not within other attributes as well.
      const name = operations[0]?.path ?? '';
      for (const holder of ['name', 'emails'])
        if (readAll(after, `${holder}.${name}`).length > readAll(before, `${holder}.${name}`).length)
          fail(`no ${name} within ${holder}`, `${holder} ${JSON.stringify(read(after, holder))}`);
    },
  );

  must(
    'protocol.patch-replace.answer',
    {
      title: 'a successful PATCH answers 200 with the whole user, or 204',
      spec: 'RFC7644-3.5.2-35',
      fix: 'Answer 200 with the complete resource as it now is, or 204 without a body.',
    },
    () => {
      const { response, operations, after } = simple.value;
      expect(response).to.succeeded();
      expect(response).to.have.status(200, 204);
      if (response.status === 204) {
        expect(response.text).to.equal('', 'an empty body with 204, the server answered with one');
        return '204';
      }
      expect(response).to.be.scimResource('User');
      expect(response).to.hold('id', user.id);
      for (const path of ['userName', 'name.familyName', 'externalId', operations[0]?.path ?? 'userName'])
        if (read(after, path) !== undefined) expect(response).to.hold(path, read(after, path));
      return '200';
    },
  );

  const same = step('userName and externalId are replaced by themselves', (before, { target }) => {
    const names = ['userName', 'externalId'].filter(
      (name) => read(before, name) !== undefined && target.mayChange('/Users', name),
    );
    if (names.length === 0) notApplicable('the target publishes neither userName nor externalId as readWrite');
    return names.map((path) => ({ op: 'replace', path, value: read(before, path) }));
  });

  must(
    'protocol.patch-replace.same-value',
    {
      title: 'replace of userName and externalId by what they are succeeds',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Guard names and keys against change, not against mention; a user does not conflict with itself.',
      why: 'Providers assert again what they wrote; the refusal stops every update of the account.',
    },
    ({ target }) => expectApplied(same.value, target),
  );

  const sub = step('a sub-attribute is replaced', (before) => {
    needsStored(before, 'name.familyName');
    // There are people of this name; code may take it for none.
    return [{ op: 'replace', path: 'name.familyName', value: 'Null' }];
  });

  must(
    'protocol.patch-replace.sub-attribute',
    {
      title: 'replace of name.familyName changes it and keeps its siblings',
      spec: 'RFC7644-3.5.2-11',
      fix: 'Support paths of the form attribute.subAttribute.',
    },
    ({ target }) => expectApplied(sub.value, target),
  );

  const complex = step('a complex attribute is replaced in part', (before, { a }) => {
    needsStored(before, 'name.familyName');
    needsStored(before, 'name.givenName');
    return [{ op: 'replace', path: 'name', value: { familyName: `King ${a.marker()}` } }];
  });

  must(
    'protocol.patch-replace.complex-given',
    {
      title: 'replace of name changes the sub-attributes that it gives',
      spec: 'RFC7644-3.5.2.3-08',
      fix: 'Apply the sub-attributes of the value to the stored complex attribute.',
    },
    () => {
      const { response, operations, after } = complex.value;
      expect(response).to.succeeded();
      expect(after).to.hold('name.familyName', read(operations[0]?.value, 'familyName'));
    },
  );

  must(
    'protocol.patch-replace.complex-kept',
    {
      title: 'replace of name keeps the sub-attributes that it does not give',
      spec: 'RFC7644-3.5.2.3-09',
      fix: 'Merge the given sub-attributes into the stored ones; do not put the object in their place.',
      why: 'A change of the family name would erase the given name.',
    },
    ({ target }) => {
      expect(complex.value.response).to.succeeded();
      expect(complex.value.after).to.hold('name.givenName', read(complex.value.before, 'name.givenName'));
      expectApplied(complex.value, target);
    },
  );

  const several = step('a complex attribute is replaced by all sub-attributes but one', (before, { a, target }) => {
    needsStored(before, 'name.familyName');
    needsStored(before, 'name.givenName');
    const given = ['givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'].filter(
      (part) => readAll(before, `name.${part}`).length > 0 && target.mayChange('/Users', `name.${part}`),
    );
    const value = Object.fromEntries(given.map((part) => [part, `Two ${a.marker()}`]));
    return [{ op: 'replace', path: 'name', value }];
  });

  must(
    'protocol.patch-replace.complex-several',
    {
      title: 'replace of name changes every sub-attribute that it gives, and no other',
      spec: ['RFC7644-3.5.2.3-08', 'RFC7644-3.5.2.3-09'],
      fix: 'Apply all sub-attributes of the value, and keep the family name where it is not among them.',
    },
    () => {
      const { response, operations, before, after } = several.value;
      expect(response).to.succeeded();
      for (const [part, text] of Object.entries(operations[0]?.value as JsonObject))
        expect(after).to.hold(`name.${part}`, text);
      expect(after).to.hold('name.familyName', read(before, 'name.familyName'));
    },
  );

  const external = step('externalId is replaced', (before, { a }) => {
    needsStored(before, 'externalId');
    return [{ op: 'replace', path: 'externalId', value: `ext-${a.marker()}` }];
  });

  must(
    'protocol.patch-replace.external-id',
    {
      title: 'replace of externalId stores the value',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Let clients change externalId by PATCH: it is theirs.',
    },
    () => {
      const { response, operations, after } = external.value;
      expect(response).to.succeeded();
      expect(after).to.hold('externalId', operations[0]?.value);
    },
  );

  const recased = step('externalId is replaced by itself in capitals', (before, { target }) => {
    const text = String(read(before, 'externalId') ?? '');
    if (text === text.toUpperCase()) notApplicable('the target stores no externalId with small letters');
    if (target.attribute('/Users', 'externalId')?.caseExact === false)
      notApplicable('externalId is published as not caseExact');
    return [{ op: 'replace', path: 'externalId', value: text.toUpperCase() }];
  });

  must(
    'protocol.patch-replace.letter-case',
    {
      title: 'an externalId that changes in letter case alone is changed',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7643-7-24'],
      fix: 'Compare letter by letter before you take a change for none: externalId is caseExact.',
      why: 'The provider looks for the new spelling, and finds nobody.',
    },
    () => {
      const { response, operations, after, read: now } = recased.value;
      expect(response).to.succeeded();
      if (read(after, 'externalId') !== operations[0]?.value)
        fail(`externalId ${String(operations[0]?.value)}`, JSON.stringify(read(after, 'externalId')) ?? 'none', {
          exchange: now.n,
        });
    },
  );

  const rename = step('userName is replaced', (before, { a, target }) => {
    if (target.attribute('/Users', 'userName')?.mutability === 'immutable')
      notApplicable('userName is published as immutable');
    needsStored(before, 'userName');
    return [{ op: 'replace', path: 'userName', value: a.userName() }];
  });

  must(
    'protocol.patch-replace.user-name',
    {
      title: 'replace of userName stores it, and look-ups follow',
      spec: ['RFC7644-3.5.2.3-04', 'RFC7644-3.2-08'],
      fix: 'Store the new userName and index it.',
      why: 'People marry; the next look-up goes by the new name.',
    },
    async ({ scim, settle, target }) => {
      const { response, before, operations, after } = rename.value;
      expect(response).to.succeeded();
      expect(String(read(after, 'userName')).toLowerCase()).to.equal(
        String(operations[0]?.value).toLowerCase(),
        `userName ${String(operations[0]?.value)}, the server answered ${String(read(after, 'userName'))}`,
      );
      if (readAll(before, 'emails').length > 0) expect(after).to.assign('emails');
      if (target.lacks('filter')) return;
      const find = (name: unknown, hit: boolean) =>
        settle(
          () => scim.get('/Users', { query: { filter: `userName eq "${String(name)}"` } }),
          (seen) => resourcesOf(seen).some((each) => read(each, 'id') === user.id) === hit,
        );
      const [now, old] = [await find(read(after, 'userName'), true), await find(read(before, 'userName'), false)];
      if (!resourcesOf(now).some((each) => read(each, 'id') === user.id))
        fail('the user under the new userName', 'nobody', { exchange: now.n });
      if (resourcesOf(old).some((each) => read(each, 'id') === user.id))
        fail('nobody under the old userName', 'the user', { exchange: old.n });
    },
  );

  const missing = step('an attribute without value is replaced', (before, { a, target }) => [
    { op: 'replace', path: unassignedPlain(before, target), value: `First ${a.marker()}` },
  ]);

  must(
    'protocol.patch-replace.unassigned',
    {
      title: 'replace of an attribute without value sets it',
      spec: 'RFC7644-3.5.2.3-06',
      fix: 'Treat replace of an attribute that has no value like add.',
      why: 'Entra replaces without knowing whether there was a value.',
    },
    ({ target }) => expectApplied(missing.value, target),
  );

  const upper = step('an attribute is replaced by its name in upper case', (before, { a, target }) => [
    { op: 'replace', path: assignedPlain(before, target).toUpperCase(), value: `Upper ${a.marker()}` },
  ]);

  must(
    'protocol.patch-replace.path-case',
    {
      title: 'attribute names in a path disregard letter case',
      spec: 'RFC7644-3.5.2-21',
      fix: 'Compare attribute names in paths without regard to letter case.',
    },
    ({ target }) => expectApplied(upper.value, target),
  );

  const urn = step('an attribute is replaced by its URN name', (before, { a, target }) => [
    {
      op: 'replace',
      path: `${target.user?.core.id ?? urns.USER_SCHEMA}:${assignedPlain(before, target)}`,
      value: `Urn ${a.marker()}`,
    },
  ]);

  must(
    'protocol.patch-replace.urn-path',
    {
      title: 'a path that starts with the schema URN works',
      spec: 'RFC7644-3.5.2-14',
      fix: 'Accept "urn:ietf:params:scim:schemas:core:2.0:User:displayName" as path; mind the dot in 2.0.',
    },
    ({ target }) => {
      const { operations, response, after } = urn.value;
      expect(response).to.succeeded();
      const name = (operations[0]?.path ?? '').slice((target.user?.core.id ?? urns.USER_SCHEMA).length + 1);
      expect(after).to.hold(name, operations[0]?.value);
    },
  );

  const without = step('replace without a value', (before, { target }) => [
    { op: 'replace', path: assignedPlain(before, target) },
  ]);

  should(
    'protocol.patch-replace.without-value',
    {
      title: 'replace without a value is refused or clears, never a fault',
      spec: 'RFC7644-3.5.2.3-15',
      fix: 'Answer 400 to a replace that has no value.',
    },
    () => {
      const { response, operations, before, after } = without.value;
      if (succeeded(response)) {
        if (readAll(after, operations[0]?.path ?? '').length > 0)
          fail(
            '400, or the attribute cleared',
            `${response.status} and the value as before: ${String(read(before, operations[0]?.path ?? ''))}`,
          );
        return 'clears';
      }
      expect(response).to.be.refused();
      return `refused with ${response.status}`;
    },
  );
});

scenario('PATCH replace without a path', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        with: ['title', 'nickName'],
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const step = steps(user);
  const pathless = step('several attributes are replaced without a path', (before, { a, target }) => {
    const names = plainAttributes(target)
      .filter((name) => read(before, name) !== undefined)
      .slice(0, 2);
    if (names.length === 0) notApplicable('the target stores no plain attribute');
    // externalId stands in no schema: who looks names up there, or treats it apart, shows it here.
    if (read(before, 'externalId') !== undefined) names.splice(1, 0, 'externalId');
    return [{ op: 'replace', value: Object.fromEntries(names.map((name) => [name, `Pathless ${a.marker()}`])) }];
  });

  must(
    'protocol.patch-replace.pathless',
    {
      title: 'replace without a path sets every attribute that its value names',
      spec: 'RFC7644-3.5.2.3-16',
      fix: 'Read the value of a path-less replace as a set of attributes.',
      why: 'Okta sends all its changes so.',
    },
    ({ target }) => expectApplied(pathless.value, target),
  );

  must(
    'protocol.patch-replace.pathless-others-kept',
    {
      title: 'replace without a path leaves alone what it does not name',
      spec: 'RFC7644-3.5.2.3-02',
      fix: 'Do not treat a path-less replace as a PUT.',
      why: 'Disabling a user would erase the rest of the account.',
    },
    ({ target }) => {
      expect(pathless.value.response).to.succeeded();
      expectOthersKept(pathless.value, target);
    },
  );

  const upper = step('names in upper case are replaced without a path', (before, { a, target }) => {
    const isNamed = readAll(before, 'name.familyName').length > 0 && target.mayChange('/Users', 'name.familyName');
    const value = {
      [assignedPlain(before, target).toUpperCase()]: `Upper ${a.marker()}`,
      ...(isNamed ? { NAME: { FAMILYNAME: `Upper ${a.marker()}` } } : {}),
    };
    return [{ op: 'replace', value }];
  });

  must(
    'protocol.patch-replace.pathless-case',
    {
      title: 'attribute names in a value without path disregard letter case',
      spec: 'RFC7643-2.1-02',
      fix: 'Compare the names in the value as those in a path, without regard to letter case.',
    },
    ({ target }) => expectApplied(upper.value, target),
  );

  const emails = step('all e-mails are replaced by one without a path', (before, { a }) => {
    if (readAll(before, 'emails').length < 2) notApplicable('the target did not store two e-mails');
    return [{ op: 'replace', value: { emails: [{ value: a.email(), type: 'work', primary: true }] } }];
  });

  must(
    'protocol.patch-replace.pathless-multi-valued',
    {
      title: 'replace without a path replaces all values of an array',
      spec: 'RFC7644-3.5.2.3-03',
      fix: 'Put the given array in place of the stored one.',
    },
    ({ target }) => expectApplied(emails.value, target),
  );
});

scenario('PATCH replace of multi-valued attributes', { needs: 'patch' }, () => {
  const user = given('a user with two e-mails and a phone is posted', ({ scim, a, target }) =>
    postUser(
      scim,
      a.user({
        with: ['title', 'phoneNumbers', ...(target.enterprise ? ['enterprise' as const] : [])],
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const step = steps(user);

  const value = step('the value of the home e-mail is replaced', (before, { a }) => {
    emailOf(before, 'home');
    emailOf(before, 'work');
    return [{ op: 'replace', path: 'emails[type eq "home"].value', value: a.email() }];
  });

  must(
    'protocol.patch-replace.value-path-sub',
    {
      title: 'replace of emails[type eq "home"].value changes that value alone',
      spec: ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2-12', 'RFC7644-3.5.2-13', 'RFC7644-3.2-08'],
      fix: 'Apply the sub-attribute to the elements that the bracket selects; keep all others.',
      why: 'Entra updates e-mails, phones and addresses in this spelling.',
    },
    ({ target }) => {
      expectApplied(value.value, target);
      expectOthersKept(value.value, target);
      const { before, after, operations } = value.value;
      if (
        emailOf(after, 'home') !== operations[0]?.value &&
        String(emailOf(after, 'home')).toLowerCase() !== String(operations[0]?.value).toLowerCase()
      )
        fail(`the home e-mail ${String(operations[0]?.value)}`, emailOf(after, 'home'));
      if (emailOf(after, 'work') !== emailOf(before, 'work')) fail('the work e-mail to stay', emailOf(after, 'work'));
    },
  );

  const work = step('the value of the primary work e-mail is replaced', (before, { a }) => {
    if (!readAll(before, 'emails').some((email) => isWork(email) && read(email, 'primary') === true))
      notApplicable('the target does not keep primary');
    return [{ op: 'replace', path: 'emails[type eq "work"].value', value: a.email() }];
  });

  must(
    'protocol.patch-replace.value-path-rest',
    {
      title: 'a value that is replaced alone stays primary and keeps its type',
      spec: ['RFC7644-3.5.2.3-11', 'RFC7644-3.2-08'],
      fix: 'Change the one sub-attribute of the selected row; do not write the row anew.',
      why: 'A main address that is no longer primary is not used any more.',
    },
    ({ target }) => {
      const { response, after, operations } = work.value;
      expect(response).to.succeeded();
      expectOthersKept(work.value, target);
      const wanted = String(operations[0]?.value).toLowerCase();
      const found = readAll(after, 'emails').find((email) => String(read(email, 'value')).toLowerCase() === wanted);
      if (!isWork(found) || read(found, 'primary') !== true)
        fail(`${wanted} with type work and primary true`, JSON.stringify(found) ?? 'no such e-mail');
    },
  );

  const record = step('the home e-mail is replaced as a whole', (before, { a }) => {
    emailOf(before, 'home');
    return [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: a.email(), type: 'home' } }];
  });

  must(
    'protocol.patch-replace.value-path-record',
    {
      title: 'replace of emails[type eq "home"] replaces that record alone',
      spec: 'RFC7644-3.5.2.3-10',
      fix: 'Replace the elements that the bracket selects; keep all others.',
    },
    ({ target }) => {
      const { response, before, after, operations } = record.value;
      expect(response).to.succeeded();
      const sent = String(read(operations[0]?.value, 'value')).toLowerCase();
      const now = readAll(after, 'emails.value').map((email) => String(email).toLowerCase());
      if (!now.includes(sent)) fail(`the home e-mail ${sent}`, `e-mails ${now.join(', ')}`);
      if (now.includes(emailOf(before, 'home').toLowerCase()))
        fail('the old home e-mail to be gone', `e-mails ${now.join(', ')}`);
      if (!now.includes(emailOf(before, 'work').toLowerCase()))
        fail('the work e-mail to stay', `e-mails ${now.join(', ')}`);
      expectOthersKept(record.value, target);
    },
  );

  const primary = step('the home e-mail becomes primary', (before) => {
    emailOf(before, 'home');
    if (readAll(before, 'emails.primary').filter((flag) => flag === true).length !== 1)
      notApplicable('the target does not keep primary');
    return [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }];
  });

  must(
    'protocol.patch-replace.primary',
    {
      title: 'making one value primary takes primary from the others',
      spec: ['RFC7644-3.5.2.3-14', 'RFC7644-3.5.2-30'],
      fix: 'When an operation sets primary true, set it false on all other values.',
    },
    () => {
      const { response, after } = primary.value;
      expect(response).to.succeeded();
      const primaries = readAll(after, 'emails').filter((email) => read(email, 'primary') === true);
      if (primaries.length !== 1 || String(read(primaries[0], 'type')).toLowerCase() !== 'home')
        fail(
          'the home e-mail as the only primary one',
          `primary ${primaries.map((email) => String(read(email, 'type'))).join(' and ') || 'nowhere'}`,
        );
    },
  );

  const nothing = step('a value path that selects nothing is replaced', (before, { a }) => {
    needsStored(before, 'emails');
    return [{ op: 'replace', path: 'emails[value eq "nobody-has-this@example.com"].value', value: a.email() }];
  });

  must(
    'protocol.patch-replace.no-match',
    {
      title: 'replace by a value path that selects nothing answers 400',
      spec: 'RFC7644-3.5.2.3-12',
      fix: 'Answer 400 noTarget; do not add a value and do not answer success.',
    },
    ({ target }) => {
      expect(nothing.value.response).to.have.status(400);
      expectUnchanged(nothing.value, target);
    },
  );

  must(
    'protocol.patch-replace.no-match-scimtype',
    {
      title: 'that 400 carries scimType noTarget',
      spec: 'RFC7644-3.5.2.3-13',
      fix: 'Put "scimType": "noTarget" into the error body.',
    },
    () => {
      resourceOf(nothing.value.read);
      expect(nothing.value.response).to.be.scimError(400, 'noTarget');
    },
  );

  const whole = step('all e-mails are replaced by another one and one of them', (before, { a }) => {
    if (readAll(before, 'emails').length < 2) notApplicable('the target did not store two e-mails');
    const kept = { value: emailOf(before, 'home'), type: 'home' };
    return [{ op: 'replace', path: 'emails', value: [{ value: a.email(), type: 'work' }, kept] }];
  });

  must(
    'protocol.patch-replace.multi-valued',
    {
      title: 'replace of an array without a filter replaces all its values',
      spec: ['RFC7644-3.5.2.3-05', 'RFC7644-3.2-08'],
      fix: 'Put the given array in place of the stored one; do not append.',
    },
    ({ target }) => {
      expectApplied(whole.value, target);
      expectOthersKept(whole.value, target);
    },
  );
});

scenario('PATCH replace of extension attributes', { needs: ['patch', 'enterprise'] }, () => {
  const user = given('a user with the enterprise extension is posted', ({ scim, a }) =>
    scim.post('/Users', a.enterpriseUser()),
  );
  const step = steps(user);
  const department = `${urns.ENTERPRISE_USER_SCHEMA}:department`;
  const replaced = step('the department is replaced', (before, { a }) => {
    needsStored(before, department);
    return [{ op: 'replace', path: department, value: `Dept ${a.marker()}` }];
  });

  must(
    'protocol.patch-replace.extension',
    {
      title: 'replace of an extension attribute by its URN stores the value',
      spec: 'RFC7644-3.5.2-14',
      fix: 'Resolve the URN prefix to the extension and the rest to its attribute.',
    },
    () => {
      const { response, after, operations, before } = replaced.value;
      expect(response).to.succeeded();
      expect(after).to.hold(department, operations[0]?.value);
      for (const name of ['employeeNumber', 'costCenter']) {
        const path = `${urns.ENTERPRISE_USER_SCHEMA}:${name}`;
        if (read(before, path) !== undefined) expect(after).to.hold(path, read(before, path));
      }
    },
  );
});

function isWork(email: unknown): boolean {
  return String(read(email, 'type')).toLowerCase() === 'work';
}
