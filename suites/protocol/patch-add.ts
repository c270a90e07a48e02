import {
  describeAnswer,
  entries,
  expect,
  expectTaken,
  fail,
  isObject,
  isRefusal,
  may,
  must,
  notApplicable,
  read,
  readAll,
  sameText,
  scenario,
  should,
  succeeded,
  urns,
  given,
} from '../../harness/language.js';
import {
  assignedPlain,
  emailOf,
  expectApplied,
  expectOthersKept,
  needsStored,
  plainAttributes,
  plainText,
  steps,
  unassignedPlain,
} from './_patch.js';

scenario('PATCH add to single-valued attributes', { needs: 'patch' }, () => {
  const user = given('a user with a family name alone is posted', ({ scim, a, target }) => {
    if (target.attribute('/Users', 'name.givenName')?.required) notApplicable('the target requires name.givenName');
    return scim.post('/Users', a.user({ with: ['userType'], name: { familyName: 'Lovelace' } }));
  });
  const step = steps(user);

  const unassigned = step('an attribute without value is added', (before, { a, target }) => [
    { op: 'add', path: unassignedPlain(before, target), value: `First ${a.marker()}` },
  ]);

  must(
    'protocol.patch-add.unassigned',
    {
      title: 'add of an attribute without value sets it',
      spec: ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12', 'RFC7644-3.5.2.1-02'],
      fix: 'Create the attribute when an add names one that has no value.',
    },
    ({ target }) => {
      expectApplied(unassigned.value, target);
      expectOthersKept(unassigned.value, target);
    },
  );

  const assigned = step('an attribute with a value is added', (before, { a, target }) => [
    // Of digits alone: it stays text, zeros and all.
    { op: 'add', path: assignedPlain(before, target), value: `00${a.digits()}` },
  ]);

  must(
    'protocol.patch-add.assigned',
    {
      title: 'add of a single-valued attribute replaces its value',
      spec: ['RFC7644-3.5.2.1-11', 'RFC7644-3.5.2.1-13'],
      fix: 'Let add replace the value of a single-valued attribute; never answer that it exists.',
      why: 'Entra writes Add where it could write Replace.',
    },
    ({ target }) => expectApplied(assigned.value, target),
  );

  const part = step('a given name is added', (before, { a, target }) => {
    needsStored(before, 'name.familyName');
    if (target.onRequest('/Users', 'name.givenName')) notApplicable('name.givenName is shown on request only');
    return [{ op: 'add', path: 'name', value: { givenName: `Ada ${a.marker()}` } }];
  });

  must(
    'protocol.patch-add.complex',
    {
      title: 'add of a sub-attribute by an object value stores it',
      spec: 'RFC7644-3.5.2.1-02',
      fix: 'Accept an object of sub-attributes as value of an add to a complex attribute.',
    },
    () => {
      const { response, after, operations } = part.value;
      expect(response).to.succeeded();
      expect(after).to.hold('name.givenName', read(operations[0]?.value, 'givenName'));
    },
  );

  should(
    'protocol.patch-add.complex-kept',
    {
      title: 'add of a sub-attribute keeps its siblings',
      spec: 'RFC7644-3.5.2.1-07',
      fix: 'Merge the added sub-attributes into the stored ones.',
    },
    () => {
      const { response, before, after } = part.value;
      expect(response).to.succeeded();
      expect(after).to.hold('name.familyName', read(before, 'name.familyName'));
    },
  );

  const pathless = step('several attributes are added without a path', (before, { a, target }) => {
    const names = plainAttributes(target).slice(0, 2);
    if (names.length === 0) notApplicable('the target publishes no plain attribute');
    if (read(before, 'externalId') !== undefined) names.push('externalId');
    return [{ op: 'add', value: Object.fromEntries(names.map((name) => [name, `Pathless ${a.marker()}`])) }];
  });

  must(
    'protocol.patch-add.pathless',
    {
      title: 'add without a path sets every attribute that its value names',
      spec: 'RFC7644-3.5.2.1-03',
      fix: 'Read the value of a path-less add as a set of attributes.',
    },
    ({ target }) => {
      expectApplied(pathless.value, target);
      expectOthersKept(pathless.value, target);
    },
  );
});

scenario('PATCH add of a sub-attribute whose parent is missing', { needs: 'patch' }, () => {
  const user = given('a user without name is posted', ({ scim, a, target }) => {
    if (target.attribute('/Users', 'name')?.required) notApplicable('the target requires name');
    return scim.post('/Users', a.user({ without: ['name'] }));
  });
  const step = steps(user);
  const added = step('name.givenName and name.familyName are added', (before, { a, target }) => {
    if (!target.attribute('/Users', 'name.givenName')) notApplicable('the target does not publish name.givenName');
    if (
      ['name', 'name.givenName'].some((each) => /never|request/.test(target.attribute('/Users', each)?.returned ?? ''))
    )
      notApplicable('name is published as not returned by default');
    if (readAll(before, 'name.givenName').length > 0) notApplicable('the target gives the user a name by itself');
    const given = { op: 'add', path: 'name.givenName', value: `Ada ${a.marker()}` };
    if (!target.mayChange('/Users', 'name.familyName')) return [given];
    return [given, { op: 'add', path: 'name.familyName', value: `Byron ${a.marker()}` }];
  });

  must(
    'protocol.patch-add.missing-parent',
    {
      title: 'add of name.givenName makes the missing name',
      spec: 'RFC7644-3.5.2.1-05',
      fix: 'Create the complex attribute when an add names one of its sub-attributes.',
    },
    ({ target }) => {
      const name = target.attribute('/Users', 'name');
      const others = name?.subAttributes?.filter((part) => part.required && part.name !== 'givenName') ?? [];
      if (name?.required || others.length > 0) notApplicable('name is published as more than a givenName');
      const { response, after, operations } = added.value;
      expect(response).to.succeeded();
      if (!operations.some(({ path = '' }) => readAll(after, path).length > 0))
        expect(after).to.hold('name.givenName', operations[0]?.value);
    },
  );

  must(
    'protocol.patch-add.sibling',
    {
      title: 'add of one part of a name by its path keeps the others',
      spec: 'RFC7644-3.2-08',
      fix: 'Set the sub-attribute that the path names in the object that is there; do not make a new one.',
    },
    () => {
      const { response, after, operations } = added.value;
      if (operations.length < 2) notApplicable('the target publishes one part of a name that clients may change');
      if (isRefusal(response)) notApplicable(`refused: ${describeAnswer(response)}`);
      if (!operations.some(({ path = '' }) => readAll(after, path).length > 0))
        notApplicable('the target stored neither part');
      for (const { path = '', value } of operations) expect(after).to.hold(path, value);
    },
  );
});

scenario('PATCH add to multi-valued attributes', { needs: 'patch' }, () => {
  const user = given('a user with one e-mail is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['title'] })),
  );
  /** Whether several e-mails are stored at all: without, a refusal of one more is legal. */
  const limit = given('a user with three e-mails is posted', async ({ scim, a }) => {
    const emails = ['work', 'home', 'other'].map((type) => ({ value: a.email(), type }));
    const response = await scim.post('/Users', a.user({ emails }));
    return succeeded(response) && readAll(response.json, 'emails.value').length >= 3
      ? undefined
      : 'the target does not store three e-mails';
  });
  const step = steps(user);
  const lower = (resource: unknown): string[] =>
    readAll(resource, 'emails.value').map((value) => String(value).toLowerCase());

  const appended = step('a home e-mail is added', (before, { a }) => {
    emailOf(before, 'work');
    return [{ op: 'add', path: 'emails', value: [{ value: a.email(), type: 'home' }] }];
  });

  must(
    'protocol.patch-add.multi-valued',
    {
      title: 'add to an array appends the value',
      spec: 'RFC7644-3.5.2.1-08',
      fix: 'Append the given values to the stored ones; do not put them in their place.',
      why: 'Adding one member would empty a group.',
    },
    ({ target }) => {
      const { response, before, after, operations } = appended.value;
      if (response.status === 400 && limit.value) notApplicable(limit.value);
      expect(response).to.succeeded();
      const sent = String(readAll(operations[0]?.value, 'value')[0]).toLowerCase();
      for (const value of [...lower(before), sent])
        if (!lower(after).includes(value)) fail(`emails with ${value}`, `emails ${lower(after).join(', ')}`);
      for (const email of entries(before, 'emails').filter((each) => read(each, 'primary') === true)) {
        const now = entries(after, 'emails').find((each) => sameText(read(each, 'value'), read(email, 'value')));
        if (read(now, 'primary') !== true)
          fail(`${String(read(email, 'value'))} to stay primary`, JSON.stringify(now) ?? 'no such e-mail');
      }
      expectOthersKept(appended.value, target);
    },
  );

  const again = step('the same home e-mail is added again', (before) => {
    const home = entries(before, 'emails').find((email) => read(email, 'type') === 'home');
    if (!home) notApplicable('the target does not store a home e-mail');
    const { primary: _primary, display: _display, ...same } = home;
    return [
      { op: 'add', path: 'emails', value: [{ ...same, ...(home['primary'] === true ? { primary: true } : {}) }] },
    ];
  });

  should(
    'protocol.patch-add.same-value',
    {
      title: 'adding a value that is there already changes nothing',
      spec: 'RFC7644-3.5.2.1-14',
      fix: 'Compare the given values with the stored ones before appending.',
    },
    () => {
      const { response, before, after } = again.value;
      expect(response).to.succeeded();
      if (lower(after).length !== lower(before).length)
        fail(`${lower(before).length} e-mails`, `${lower(after).length}: ${lower(after).join(', ')}`);
    },
  );

  should(
    'protocol.patch-add.same-value-success',
    {
      title: 'adding a value that is there already is reported as success',
      spec: 'RFC7644-3.5.2.1-15',
      fix: 'Answer 200 or 204 when there is nothing to do.',
      why: 'Providers repeat an add after a lost answer.',
    },
    () => {
      expect(again.value.response).to.succeeded();
    },
  );

  const pathless = step('an e-mail of type other is added without a path', (_before, { a, target }) => {
    if (!target.attribute('/Users', 'emails')) notApplicable('the target publishes no emails');
    if (target.onRequest('/Users', 'emails')) notApplicable('the target shows emails on request only');
    return [{ op: 'add', value: { emails: [{ value: a.email(), type: 'other' }] } }];
  });

  must(
    'protocol.patch-add.pathless-multi-valued',
    {
      title: 'add without a path appends to an array, too',
      spec: 'RFC7644-3.5.2.1-10',
      fix: 'Append the arrays in the value of a path-less add; do not replace the stored ones.',
    },
    () => {
      const { response, before, after, operations } = pathless.value;
      if (response.status === 400 && limit.value) notApplicable(limit.value);
      expect(response).to.succeeded();
      const sent = String(readAll(operations[0]?.value, 'emails.value')[0]).toLowerCase();
      for (const value of [...lower(before), sent])
        if (!lower(after).includes(value)) fail(`emails with ${value}`, `emails ${lower(after).join(', ')}`);
    },
  );

  const object = step('a single object is added', (_before, { a, target }) => {
    if (!target.attribute('/Users', 'phoneNumbers')) notApplicable('the target does not publish phoneNumbers');
    if (target.onRequest('/Users', 'phoneNumbers')) notApplicable('the target shows phoneNumbers on request only');
    return [{ op: 'add', path: 'phoneNumbers', value: { value: a.phone(), type: 'work' } }];
  });

  should(
    'protocol.patch-add.object-value',
    {
      title: 'a single object is accepted as value of an add to an array',
      spec: 'RFC7644-3.5.2.1-09',
      fix: 'Accept one object where an array is expected.',
    },
    () => {
      const { response, after } = object.value;
      expect(response).to.succeeded();
      expect(after).to.assign('phoneNumbers.value');
    },
  );

  const beside = step('the phone is added again with another one', (before, { a }) => {
    const [there] = entries(before, 'phoneNumbers');
    if (!isObject(there)) notApplicable('the target stores no phone');
    const { primary: _primary, display: _display, ...same } = there;
    const fresh = { value: a.phone(), type: 'mobile' };
    return [{ op: 'add', path: 'phoneNumbers', value: [same, fresh] }];
  });

  must(
    'protocol.patch-add.some-present',
    {
      title: 'a new value that is added beside one that is there is stored',
      spec: 'RFC7644-3.5.2.1-08',
      fix: 'Look at each value by itself; leave out those that are there, not the whole operation.',
      why: 'Who repeats a list with one more value would never see it arrive.',
    },
    () => {
      const { response, after, operations, read: now } = beside.value;
      // Whether a second or a repeated value is refused is judged where it stands alone.
      expectTaken(response);
      const digits = (from: unknown, path: string): string[] => readAll(from, path).map(plainText);
      const has = digits(after, 'phoneNumbers.value');
      const missing = digits(operations[0]?.value, 'value').filter((number) => !has.includes(number));
      if (missing.length > 0)
        fail(`phoneNumbers with ${missing.join(', ')}`, has.join(', ') || 'none', { exchange: now.n });
    },
  );

  const nothing = step('no e-mail is added', (before) => {
    needsStored(before, 'emails');
    return [
      { op: 'add', path: 'emails', value: [] },
      { op: 'add', value: { emails: [] } },
    ];
  });

  must(
    'protocol.patch-add.nothing',
    {
      title: 'an add of no values leaves those that are there, or is refused',
      spec: ['RFC7644-3.5.2.1-08', 'RFC7644-3.2-08'],
      fix: 'Append what is given; an empty list in an add is no list that empties the attribute.',
    },
    () => {
      const { response, before, after } = nothing.value;
      const lost = lower(before).filter((value) => !lower(after).includes(value));
      if (lost.length > 0) fail(`emails with ${lost.join(', ')}`, `emails ${lower(after).join(', ') || 'unassigned'}`);
      return succeeded(response) ? 'taken' : `answered ${response.status}`;
    },
  );

  const unmatched = step('a value filter that selects nothing', (_before, { a }) => [
    { op: 'add', path: 'emails[value eq "nobody-has-this@example.com"].value', value: a.email() },
  ]);

  may(
    'protocol.patch-add.no-match',
    {
      title: 'add by a value filter that selects nothing',
      spec: 'RFC7644-3.5.2.1-18',
      fix: 'Nothing: creating, ignoring and 400 are all legal. Entra expects creation.',
    },
    () => {
      const { response, before, after } = unmatched.value;
      if (!succeeded(response)) return `refused with ${response.status}`;
      return lower(after).length > lower(before).length ? 'creates the value' : 'does nothing';
    },
  );
});

scenario('PATCH add of a primary value', { needs: 'patch' }, () => {
  const user = given('a user with one primary e-mail is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const limit = given('a user with two e-mails is posted', async ({ scim, a }) => {
    const emails = ['work', 'home'].map((type) => ({ value: a.email(), type }));
    const response = await scim.post('/Users', a.user({ emails }));
    return succeeded(response) && readAll(response.json, 'emails.value').length >= 2
      ? undefined
      : 'the target does not store two e-mails';
  });
  const step = steps(user);
  const primary = step('a primary e-mail is added', (before, { a }) => {
    if (readAll(before, 'emails.primary').filter((flag) => flag === true).length !== 1)
      notApplicable('the target does not keep primary');
    return [{ op: 'add', path: 'emails', value: [{ value: a.email(), type: 'home', primary: true }] }];
  });
  const again = step('an e-mail that is there already is added as primary', (before) => {
    const other = entries(before, 'emails').find((email) => read(email, 'primary') !== true);
    if (other === undefined) notApplicable('the target shows one e-mail alone');
    return [
      {
        op: 'add',
        path: 'emails',
        value: [{ value: read(other, 'value'), type: read(other, 'type'), primary: true }],
      },
    ];
  });
  const unselected = step('a primary e-mail is added by a bracket that selects nothing', (_before, { a }) => [
    { op: 'add', path: 'emails[type eq "other"]', value: { value: a.email(), type: 'other', primary: true } },
  ]);
  const primariesOf = (resource: unknown): string[] =>
    entries(resource, 'emails')
      .filter((email) => read(email, 'primary') === true)
      .map((email) => String(read(email, 'value')).toLowerCase());

  must(
    'protocol.patch-add.primary',
    {
      title: 'adding a primary value takes primary from the others',
      spec: 'RFC7644-3.5.2-30',
      fix: 'When an operation sets primary true, set it false on all other values.',
    },
    () => {
      const { response, after, operations } = primary.value;
      if (response.status === 400 && limit.value) notApplicable(limit.value);
      expect(response).to.succeeded();
      const sent = String(readAll(operations[0]?.value, 'value')[0]).toLowerCase();
      const primaries = primariesOf(after);
      if (primaries.length !== 1 || primaries[0] !== sent)
        fail(`${sent} as the only primary e-mail`, `primary: ${primaries.join(', ') || 'none'}`);
      // Whether the address that is there is the value that was sent, a provider may see either way; it may refuse the last.
      for (const { value } of [again, unselected]) {
        const later = primariesOf(value.after);
        if (later.length > 1) fail('one primary e-mail', `primary: ${later.join(', ')}`, { exchange: value.read.n });
      }
    },
  );
});

scenario('PATCH add of extension attributes', { needs: ['patch', 'enterprise'] }, () => {
  const user = given('a user without extension is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const step = steps(user);
  const urn = urns.ENTERPRISE_USER_SCHEMA;
  const added = step('employeeNumber is added by its URN', (before, { a, target }) => {
    if (target.onRequest('/Users', `${urn}:employeeNumber`)) notApplicable('employeeNumber is shown on request only');
    if (readAll(before, `${urn}:employeeNumber`).length > 0)
      notApplicable('the target gives an employeeNumber by itself');
    return [{ op: 'add', path: `${urn}:employeeNumber`, value: `e-${a.marker()}` }];
  });

  must(
    'protocol.patch-add.extension',
    {
      title: 'an extension attribute added by URN is stored under its extension',
      spec: ['RFC7644-3.5.2-25', 'RFC7644-3.5.2-14'],
      fix: 'Store the value in the object named by the URN, and list the URN in schemas.',
      why: 'Entra adds department, manager and cost center one by one, each by its URN.',
    },
    () => {
      const { response, after, operations } = added.value;
      expect(response).to.succeeded();
      expect(after).to.hold(`${urn}:employeeNumber`, operations[0]?.value);
      const schemas = readAll(after, 'schemas').map((each) => String(each).toLowerCase());
      if (schemas.length === 0) fail(`schemas with ${urn}`, 'a body without schemas');
      if (!schemas.includes(urn.toLowerCase())) fail(`schemas with ${urn}`, `schemas ${schemas.join(', ')}`);
    },
  );
});
