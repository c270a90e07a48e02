import {
  describeAnswer,
  expect,
  fail,
  given,
  isObject,
  isRefusal,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  postUser,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  wasSent,
  type JsonObject,
} from '../../harness/language.js';
import {
  assignedPlain,
  emailOf,
  expectOthersKept,
  expectUnchanged,
  needsStored,
  steps,
  type Patched,
} from './_patch.js';

const optional = (definition: { required: boolean; mutability: string } | undefined): boolean =>
  definition !== undefined && !definition.required && definition.mutability === 'readWrite';

/** No e-mail is left of those before; one that the provider puts in their place is its own. */
function expectRemoved({ before, after, sent }: Patched): void {
  const values = (resource: JsonObject): string[] =>
    readAll(resource, 'emails').map((email) => String(read(email, 'value')).toLowerCase());
  const shells = readAll(after, 'emails').filter((email) => isObject(email) && Object.keys(email).length === 0);
  if (shells.length > 0) fail('emails unassigned', `emails ${JSON.stringify(read(after, 'emails'))}`);
  const earlier = values(before).filter((value) => wasSent(value, sent));
  if (values(after).some((value) => earlier.includes(value) || value === 'undefined' || value === ''))
    expect(after).to.not.assign('emails');
}

scenario('PATCH remove of single-valued attributes', { needs: 'patch' }, () => {
  const user = given('a user is posted', ({ scim, a }) =>
    scim.post(
      '/Users',
      a.user({ with: ['title', 'nickName'], name: { givenName: 'Ada', familyName: 'Lovelace', middleName: 'King' } }),
    ),
  );
  const step = steps(user);

  const simple = step('an optional attribute is removed', (before, { target }) => {
    const path = assignedPlain(before, target);
    if (!optional(target.attribute('/Users', path))) notApplicable(`${path} is published as required`);
    return [{ op: 'remove', path }];
  });

  must(
    'protocol.patch-remove.simple',
    {
      title: 'remove of a single-valued attribute leaves it unassigned',
      spec: 'RFC7644-3.5.2.2-02',
      fix: 'Delete the value when a remove names the attribute.',
    },
    ({ target }) => {
      const { response, operations, before, after } = simple.value;
      const path = operations[0]?.path ?? '';
      expect(response).to.succeeded();
      const now = read(after, path);
      // A server default may be back; the old value and an empty shell may not.
      if (now !== undefined && (now === read(before, path) || now === '')) expect(after).to.not.assign(path);
      expectOthersKept(simple.value, target);
    },
  );

  const sub = step('name.middleName is removed', (before) => {
    needsStored(before, 'name.middleName');
    needsStored(before, 'name.familyName');
    return [{ op: 'remove', path: 'name.middleName' }];
  });

  must(
    'protocol.patch-remove.sub-attribute',
    {
      title: 'remove of name.middleName leaves the rest of name',
      spec: 'RFC7644-3.5.2.2-03',
      fix: 'Delete the named sub-attribute alone.',
    },
    () => {
      const { response, before, after } = sub.value;
      expect(response).to.succeeded();
      expect(after).to.not.assign('name.middleName');
      for (const path of ['name.familyName', 'name.givenName'])
        if (read(before, path) !== undefined) expect(after).to.hold(path, read(before, path));
    },
  );

  const external = step('externalId is removed', (before, { target }) => {
    needsStored(before, 'externalId');
    if (target.attribute('/Users', 'externalId')?.required) notApplicable('externalId is published as required');
    return [{ op: 'remove', path: 'externalId' }];
  });

  must(
    'protocol.patch-remove.external-id',
    {
      title: 'remove of externalId leaves it unassigned, or is refused',
      spec: 'RFC7644-3.5.2.2-02',
      fix: 'Delete externalId when a remove names it; it is an attribute as others, though no schema lists it.',
      why: 'A link that is cut at the provider would still lead to the account.',
    },
    ({ target }) => {
      const { response, before, after } = external.value;
      if (isRefusal(response)) return `refused with ${response.status}`;
      expect(response).to.succeeded();
      if (read(after, 'externalId') === read(before, 'externalId')) expect(after).to.not.assign('externalId');
      expectOthersKept(external.value, target);
      return 'removed';
    },
  );

  const without = step('remove without a path', () => [{ op: 'remove' }]);

  must(
    'protocol.patch-remove.without-path',
    {
      title: 'remove without a path answers 400 noTarget and changes nothing',
      spec: 'RFC7644-3.5.2.2-01',
      fix: 'Answer 400 with scimType noTarget when a remove has no path.',
    },
    ({ target }) => {
      expect(without.value.response).to.be.scimError(400, 'noTarget');
      expectUnchanged(without.value, target);
    },
  );

  const required = step('userName is removed', () => [{ op: 'remove', path: 'userName' }]);

  must(
    'protocol.patch-remove.required',
    {
      title: 'remove of userName is refused with scimType mutability',
      spec: 'RFC7644-3.5.2.2-10',
      fix: 'Answer 400 with scimType mutability when a required or readOnly attribute is to be removed.',
    },
    () => {
      const { response, before, after } = required.value;
      expect(after).to.hold('userName', read(before, 'userName'));
      expect(response).to.be.refused();
      expect(read(response.json, 'scimType')).to.equal(
        'mutability',
        `scimType mutability, the server answered ${JSON.stringify(read(response.json, 'scimType'))}`,
      );
    },
  );

  const id = step('id is removed', () => [{ op: 'remove', path: 'id' }]);

  must(
    'protocol.patch-remove.read-only',
    {
      title: 'remove of id is refused with scimType mutability',
      spec: 'RFC7644-3.5.2.2-10',
      fix: 'Answer 400 with scimType mutability when a required or readOnly attribute is to be removed.',
    },
    () => {
      const { response, after } = id.value;
      expect(after).to.hold('id', user.id);
      expect(response).to.be.refused();
      expect(read(response.json, 'scimType')).to.equal(
        'mutability',
        `scimType mutability, the server answered ${JSON.stringify(read(response.json, 'scimType'))}`,
      );
    },
  );

  const twice = step('what is unassigned is removed', (before, { target }) => {
    const path = ['title', 'nickName', 'userType', 'profileUrl'].find(
      (name) => optional(target.attribute('/Users', name)) && readAll(before, name).length === 0,
    );
    return [{ op: 'remove', path: path ?? notApplicable('every optional attribute has a value') }];
  });

  may(
    'protocol.patch-remove.unassigned',
    {
      title: 'remove of an attribute that has no value',
      spec: 'RFC7644-3.5.2.2-12',
      fix: 'Nothing: success and 400 noTarget are both legal.',
    },
    () => {
      const { response } = twice.value;
      return succeeded(response) ? 'succeeds' : `refused with ${response.status}`;
    },
  );
});

scenario('PATCH remove of what is not there', { needs: 'patch' }, () => {
  const user = given('a user with few attributes is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const before = given('it is read', ({ scim }) => scim.get(user.path));

  should(
    'protocol.patch-remove.absent-no-fault',
    {
      title: 'a remove of what has no value succeeds or is refused, no fault',
      spec: 'RFC7644-3.12-11',
      fix: 'Look whether there is a value before you take it away; answer success, or 400 noTarget.',
      why: 'Providers clear attributes without knowing whether they are set; a 5xx is sent again and again.',
    },
    async ({ scim, target }) => {
      const paths = [
        ...['title', 'nickName', 'name.middleName', 'phoneNumbers', 'phoneNumbers[type eq "fax"]'],
        ...['addresses[type eq "home"].region', 'emails[type eq "other"].value', 'roles'],
        ...['department', 'manager'].map((name) => `${urns.ENTERPRISE_USER_SCHEMA}:${name}`),
      ];
      await judgeEach(
        paths.filter((path) => optional(target.attribute('/Users', path.replace(/\[.*\]/, '')))),
        (path) => path,
        async (path) => {
          const response = await scim.patch(user.path, [{ op: 'remove', path }]);
          if (isServerFault(response)) fail('2xx or 4xx', describeAnswer(response), { exchange: response.n });
          return succeeded(response) ? 'succeeds' : `refused with ${response.status}`;
        },
        'the target publishes none of them as optional',
      );
      expect(await scim.get(user.path)).to.hold('userName', read(before.resource, 'userName'));
    },
  );

  must(
    'protocol.patch-remove.unknown-part',
    {
      title: 'a remove of a part that nothing has takes nothing away',
      spec: 'RFC7644-3.2-08',
      fix: 'Answer 400 invalidPath to a part that the schema does not have; never take the whole for it.',
      why: 'A slip in a mapping would delete the name or the address of everybody.',
    },
    async ({ scim }) => {
      const parts: Record<string, string> = {
        'displayName.part': 'displayName',
        'name.part': 'name.familyName',
        'emails[type eq "work"].part': 'emails.value',
      };
      await judgeEach(
        Object.entries(parts).filter(([, path]) => readAll(before.resource, path).length > 0),
        ([named]) => named,
        async ([named, path]) => {
          await scim.patch(user.path, [{ op: 'remove', path: named }]);
          expect(await scim.get(user.path)).to.hold(path, read(before.resource, path));
        },
        'the target shows none of the attributes',
      );
    },
  );
});

scenario('PATCH remove of values of an array', { needs: 'patch' }, () => {
  const user = given('a user with two e-mails, an address and a phone is posted', ({ scim, a }) =>
    postUser(
      scim,
      a.user({
        with: ['addresses', 'phoneNumbers'],
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const step = steps(user);

  const region = step('the region of the work address is removed', (before, { target }) => {
    needsStored(before, 'addresses.region');
    needsStored(before, 'addresses.locality');
    if (read(before, 'addresses.type') !== 'work') notApplicable('the target does not store the type of addresses');
    if (!optional(target.attribute('/Users', 'addresses.region')))
      notApplicable('addresses.region is not an optional readWrite attribute');
    return [{ op: 'remove', path: 'addresses[type eq "work"].region' }];
  });

  must(
    'protocol.patch-remove.value-path-sub',
    {
      title: 'remove of addresses[type eq "work"].region keeps the address',
      spec: 'RFC7644-3.5.2.2-08',
      fix: 'Delete the sub-attribute of the selected elements, not the elements.',
    },
    () => {
      const { response, before, after } = region.value;
      expect(response).to.succeeded();
      expect(after).to.hold('addresses.locality', read(before, 'addresses.locality'));
      expect(after).to.not.assign('addresses.region');
    },
  );

  const half = step('an e-mail is removed by its type and the value of another', (before) => {
    emailOf(before, 'home');
    return [{ op: 'remove', path: `emails[type eq "home" and value eq "${emailOf(before, 'work')}"]` }];
  });

  must(
    'protocol.patch-remove.whole-filter',
    {
      title: 'a value that meets half of a bracket is not removed',
      spec: 'RFC7644-3.5.2.2-07',
      fix: 'Apply every condition of the bracket to the same element.',
    },
    () => {
      const { before, after } = half.value;
      const now = readAll(after, 'emails.value').map((value) => String(value).toLowerCase());
      for (const type of ['home', 'work'])
        if (!now.includes(emailOf(before, type).toLowerCase()))
          fail(`the ${type} e-mail to stay`, `emails ${now.join(', ') || 'unassigned'}`, {
            exchange: half.value.read.n,
          });
    },
  );

  const absent = step('an e-mail that is not there is removed', (before, { a }) => {
    emailOf(before, 'home');
    return [{ op: 'remove', path: `emails[value eq "${a.email()}"]` }];
  });

  must(
    'protocol.patch-remove.absent-value',
    {
      title: 'a remove whose bracket selects nothing takes nothing away',
      spec: 'RFC7644-3.5.2.2-07',
      fix: 'Filter the values; mind that splice(-1, 1) cuts the last one where nothing was found.',
      why: 'A change that is sent again would take away a second address, role or membership.',
    },
    () => {
      const { before, after } = absent.value;
      const [had, has] = [before, after].map((each) => readAll(each, 'emails.value').map(String).sort().join(', '));
      if (had !== has) fail(`emails ${had}`, `emails ${has || 'unassigned'}`, { exchange: absent.value.read.n });
    },
  );

  const home = step('the home e-mail is removed by type and value', (before) => {
    emailOf(before, 'work');
    return [{ op: 'remove', path: `emails[type eq "home" and value eq "${emailOf(before, 'home')}"]` }];
  });

  must(
    'protocol.patch-remove.value-path',
    {
      title: 'remove of emails[…] deletes the selected e-mail alone',
      spec: ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'],
      fix: 'Apply the whole bracket to each element and delete those that match.',
      why: 'Removing one member would remove them all.',
    },
    () => {
      const { response, before, after } = home.value;
      expect(response).to.succeeded();
      const now = readAll(after, 'emails.value').map((value) => String(value).toLowerCase());
      if (now.includes(emailOf(before, 'home').toLowerCase()))
        fail('the home e-mail to be gone', `emails ${now.join(', ')}`);
      if (!now.includes(emailOf(before, 'work').toLowerCase()))
        fail('the work e-mail to stay', `emails ${now.join(', ') || 'unassigned'}`);
    },
  );

  const last = step('the last e-mail is removed by its type', (before, { target }) => {
    if (readAll(before, 'emails').length !== 1) notApplicable('the target does not hold exactly one e-mail now');
    if (!optional(target.attribute('/Users', 'emails'))) notApplicable('emails is published as required');
    emailOf(before, 'work');
    return [{ op: 'remove', path: 'emails[type eq "work"]' }];
  });

  must(
    'protocol.patch-remove.last-value',
    {
      title: 'when the last value goes the attribute is unassigned',
      spec: ['RFC7644-3.5.2.2-09', 'RFC7644-3.5.2.2-06', 'RFC7644-3.2-08'],
      fix: 'Leave no empty shell behind: absent, null and [] are fine. Values of that type in other arrays stay.',
    },
    ({ target }) => {
      expect(last.value.response).to.succeeded();
      expectRemoved(last.value);
      expectOthersKept(last.value, target);
    },
  );
});

scenario('PATCH remove of a whole array and of an extension', { needs: 'patch' }, () => {
  const user = given('a user with two e-mails is posted', ({ scim, a, target }) =>
    postUser(
      scim,
      a.user({
        with: ['phoneNumbers', ...(target.enterprise ? ['enterprise' as const] : [])],
        emails: [
          { value: a.email(), type: 'work', primary: true },
          { value: a.email(), type: 'home' },
        ],
      }),
    ),
  );
  const step = steps(user);

  const all = step('all e-mails are removed', (before, { target }) => {
    needsStored(before, 'emails');
    if (!optional(target.attribute('/Users', 'emails'))) notApplicable('emails is published as required');
    return [{ op: 'remove', path: 'emails' }];
  });

  must(
    'protocol.patch-remove.multi-valued',
    {
      title: 'remove of an array without a filter removes all its values',
      spec: ['RFC7644-3.5.2.2-04', 'RFC7644-3.2-08'],
      fix: 'Delete every value when a remove names the attribute without a filter.',
    },
    ({ target }) => {
      expect(all.value.response).to.succeeded();
      expectRemoved(all.value);
      expectOthersKept(all.value, target);
    },
  );

  const urn = urns.ENTERPRISE_USER_SCHEMA;
  const one = step('one of several extension attributes is removed', (before, { target }) => {
    if (!optional(target.attribute('/Users', `${urn}:department`)))
      notApplicable('department is not published as optional and readWrite');
    for (const name of ['department', 'employeeNumber']) needsStored(before, `${urn}:${name}`);
    return [{ op: 'remove', path: `${urn}:department` }];
  });

  must(
    'protocol.patch-remove.extension-one',
    {
      title: 'remove of one extension attribute keeps the others of the extension',
      spec: ['RFC7644-3.5.2.2-02', 'RFC7644-3.5.2-14'],
      fix: 'Delete the attribute that the path names, not the object of the extension.',
      why: 'Clearing a department would take employee number and manager along.',
    },
    () => {
      const { response, before, after } = one.value;
      expect(response).to.succeeded();
      expect(after).to.not.assign(`${urn}:department`);
      for (const name of ['employeeNumber', 'costCenter'])
        if (readAll(before, `${urn}:${name}`).length > 0)
          expect(after).to.hold(`${urn}:${name}`, read(before, `${urn}:${name}`));
    },
  );

  const extension = step('every extension attribute is removed', (before, { target }) => {
    const names = ['employeeNumber', 'department', 'costCenter'].filter(
      (name) => readAll(before, `${urn}:${name}`).length > 0 && optional(target.attribute('/Users', `${urn}:${name}`)),
    );
    if (names.length === 0) notApplicable('the target stores no optional enterprise attribute');
    return names.map((name) => ({ op: 'remove', path: `${urn}:${name}` }));
  });

  must(
    'protocol.patch-remove.extension',
    {
      title: 'remove of an extension attribute by URN leaves it unassigned',
      spec: ['RFC7644-3.5.2.2-02', 'RFC7644-3.5.2-14'],
      fix: 'Resolve the URN prefix and delete the value.',
      why: 'Entra clears department and manager so.',
    },
    () => {
      const { response, operations, after } = extension.value;
      expect(response).to.succeeded();
      for (const { path } of operations) expect(after).to.not.assign(path ?? '');
    },
  );

  may(
    'protocol.patch-remove.extension-schemas',
    {
      title: 'schemas after the last value of an extension is gone',
      spec: 'RFC7644-3.5.2.2-14',
      fix: 'Nothing: keeping and dropping the URN are both legal.',
    },
    () => {
      const { after } = extension.value;
      const listed = readAll(after, 'schemas').some((each) => String(each).toLowerCase() === urn.toLowerCase());
      resourceOf(extension.value.read);
      return listed ? 'keeps the URN' : 'drops the URN';
    },
  );
});
