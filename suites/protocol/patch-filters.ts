/** Brackets in paths beyond one equality: what they select, and what they leave alone. */
import {
  describeAnswer,
  expect,
  expectTaken,
  fail,
  given,
  isRefusal,
  judgeEach,
  must,
  notApplicable,
  pathOf,
  postUser,
  read,
  readAll,
  resourceOf,
  scenario,
  should,
  succeeded,
  urns,
  type Capabilities,
  type Context,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { emailOf, expectApplied, expectOthersKept, needsStored, plainAttributes, steps } from './_patch.js';

const TYPES = ['work', 'home', 'other'] as const;
const sorted = (values: unknown[]): string[] => values.map((value) => String(value).toLowerCase()).sort();
const quoted = (text: string): string => JSON.stringify(text);

interface Bracket {
  /** What stands between the brackets, from the e-mails of one user. */
  filter: (emails: Record<(typeof TYPES)[number], string>, target: Capabilities) => string;
  selects: readonly string[];
}

/** A text in capitals, where the attribute with which it is compared disregards letter case. */
const inCapitals = (text: string, path: string, target: Capabilities): string =>
  quoted(target.attribute('/Users', path)?.caseExact === false ? text.toUpperCase() : text);

const BRACKETS: Record<string, Bracket> = {
  value: { filter: ({ home }) => `value eq ${quoted(home)}`, selects: ['home'] },
  or: { filter: () => 'type eq "home" or type eq "other"', selects: ['home', 'other'] },
  not: { filter: () => 'not (type eq "work")', selects: ['home', 'other'] },
  ne: { filter: () => 'type ne "work"', selects: ['home', 'other'] },
  primary: { filter: () => 'primary eq true', selects: ['home'] },
  sw: { filter: ({ other }) => `value sw ${quoted(other.split('@')[0] ?? other)}`, selects: ['other'] },
  parentheses: {
    filter: ({ home, other }) => `type eq "home" and (value eq ${quoted(home)} or value eq ${quoted(other)})`,
    selects: ['home'],
  },
};

/** Text, presence, and letter case of names and values; the first is the example of RFC 7644 section 3.5.2.2. */
const TEXTS: Record<string, Bracket> = {
  ew: {
    filter: ({ work }) => `type eq "work" and value ew ${quoted(work.slice(work.indexOf('@') + 1))}`,
    selects: ['work'],
  },
  co: { filter: ({ other }) => `value co ${quoted((other.split('@')[0] ?? other).slice(1))}`, selects: ['other'] },
  pr: { filter: () => 'type pr and not (type eq "work")', selects: ['home', 'other'] },
  case: {
    filter: ({ home }, target) =>
      `TYPE EQ ${inCapitals('home', 'emails.type', target)} and VALUE EQ ${inCapitals(home, 'emails.value', target)}`,
    selects: ['home'],
  },
};

/** A new user with an e-mail of each type; not applicable where they are not stored so. */
async function threeMails({ scim, a }: Context): Promise<{ path: string; stored: JsonObject }> {
  const emails = TYPES.map((type) => ({ value: a.email(), type, ...(type === 'home' ? { primary: true } : {}) }));
  const made = await scim.post('/Users', a.user({ emails }));
  if (!succeeded(made)) notApplicable(`three e-mails are refused: ${describeAnswer(made)}`);
  const stored = resourceOf(await scim.get(pathOf(made)));
  if (readAll(stored, 'emails').length !== TYPES.length) notApplicable('the target does not store three e-mails');
  return { path: pathOf(made), stored };
}

/** Removes e-mails by each bracket, of a user of its own. */
async function removeBy(context: Context, brackets: Record<string, Bracket>) {
  const results = [];
  for (const [name, bracket] of Object.entries(brackets)) {
    const { path, stored } = await threeMails(context);
    const mails = { work: emailOf(stored, 'work'), home: emailOf(stored, 'home'), other: emailOf(stored, 'other') };
    const flagged = readAll(stored, 'emails').filter((email) => read(email, 'primary') === true);
    if (name === 'primary' && (flagged.length !== 1 || read(flagged[0], 'value') !== mails.home)) continue;
    const operation = { op: 'remove', path: `emails[${bracket.filter(mails, context.target)}]` };
    const response = await context.scim.patch(path, [operation]);
    const wanted = TYPES.filter((type) => !bracket.selects.includes(type)).map((type) => mails[type]);
    results.push({ name, operation, response, wanted, after: await context.scim.get(path) });
  }
  return results;
}

const judgeRemoved = (removed: Awaited<ReturnType<typeof removeBy>>): Promise<void> =>
  judgeEach(
    removed,
    ({ operation }) => operation.path,
    ({ name, response, wanted, after }) => {
      // RFC 7644 table 9: a combination may be unsupported. A plain equality is no combination, and what is not
      // understood has no target to miss.
      const isMiss = name === 'case' && read(response.json, 'scimType') === 'noTarget';
      if (response.status === 400 && name !== 'value' && !isMiss)
        notApplicable(`the target does not offer it: ${describeAnswer(response)}`);
      expect(response).to.succeeded();
      const left = sorted(readAll(resourceOf(after), 'emails.value'));
      if (JSON.stringify(left) !== JSON.stringify(sorted(wanted)))
        fail(`e-mails ${sorted(wanted).join(', ')}`, left.join(', ') || 'no e-mail', { exchange: after.n });
    },
  );

scenario('PATCH by value filters', { needs: 'patch' }, () => {
  const removed = given('e-mails are removed by each kind of bracket', (context) => removeBy(context, BRACKETS));

  must(
    'protocol.patch-filters.removes-selected',
    {
      title: 'remove by or, not, other operators and value takes what it selects',
      spec: ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'],
      fix: 'Evaluate the bracket of a path with the evaluator of query filters, for each element.',
      why: 'A condition that is passed over removes values that nobody meant.',
    },
    () => judgeRemoved(removed.value),
  );
});

scenario('PATCH by text in value filters', { needs: 'patch' }, () => {
  const removed = given('e-mails are removed by parts of their text', (context) => removeBy(context, TEXTS));

  must(
    'protocol.patch-filters.removes-by-text',
    {
      title: 'remove by ew, co and pr, in any letter case, takes what it selects',
      spec: ['RFC7644-3.5.2.2-07', 'RFC7644-3.5.2-12'],
      fix: 'Evaluate the bracket of a path with the evaluator of query filters, for each element.',
    },
    () => judgeRemoved(removed.value),
  );
});

scenario('PATCH of several elements of one type', { needs: 'patch' }, () => {
  const mails = (resource: JsonObject, type: string): string[] =>
    sorted(
      readAll(resource, 'emails')
        .filter((email) => String(read(email, 'type')).toLowerCase() === type)
        .map((email) => read(email, 'value')),
    );
  const user = given('a user with two e-mails is posted', ({ scim, a }) =>
    postUser(scim, a.user({ emails: ['work', 'home'].map((type) => ({ value: a.email(), type })) })),
  );
  const step = steps(user);
  const added = step('a second home e-mail is added', (before, { a }) => {
    emailOf(before, 'work');
    emailOf(before, 'home');
    return [{ op: 'add', path: 'emails', value: [{ value: a.email(), type: 'home' }] }];
  });

  must(
    'protocol.patch-filters.second-of-type',
    {
      title: 'add of a second value of one type is stored beside the first, or refused',
      spec: 'RFC7644-3.5.2.1-08',
      fix: 'Append what is added; do not key the values of an attribute by their type.',
      why: 'A second address takes the place of the first, and nobody is told.',
    },
    () => {
      const { response, before, after, operations } = added.value;
      if (isRefusal(response)) return `refused with ${response.status}`;
      expect(response).to.succeeded();
      const wanted = sorted([...readAll(before, 'emails.value'), ...readAll(operations[0]?.value, 'value')]);
      const got = sorted(readAll(after, 'emails.value'));
      const missing = wanted.filter((value) => !got.includes(value));
      if (missing.length > 0)
        fail(`emails with ${missing.join(', ')}`, `emails ${got.join(', ')}`, { exchange: added.value.read.n });
      return 'stored';
    },
  );

  const retyped = step('both home e-mails are made other ones', (before, { target }) => {
    if (!target.mayChange('/Users', 'emails.type')) notApplicable('emails.type is not published as readWrite');
    if (mails(before, 'home').length < 2) notApplicable('the target does not store two e-mails of one type');
    return [{ op: 'replace', path: 'emails[type eq "home"].type', value: 'other' }];
  });

  must(
    'protocol.patch-filters.every-match',
    {
      title: 'replace by a filter that selects two values changes both',
      spec: 'RFC7644-3.5.2.3-11',
      fix: 'Apply the change to every element that the bracket selects, not to the first one.',
    },
    () => {
      const { response, before, after } = retyped.value;
      if (response.status === 400) notApplicable(`the target does not change the type: ${describeAnswer(response)}`);
      expect(response).to.succeeded();
      const [old, other, left] = [mails(before, 'home'), mails(after, 'other'), mails(after, 'home')];
      if (other.length === 0 && left.length === old.length)
        fail('both e-mails of type other, or a refusal', 'both as before', { exchange: retyped.value.read.n });
      const missing = old.filter((value) => !other.includes(value));
      if (missing.length > 0)
        fail('both e-mails of type other', `${missing.join(', ')} is not`, { exchange: retyped.value.read.n });
      if (JSON.stringify(mails(after, 'work')) !== JSON.stringify(mails(before, 'work')))
        fail('the work e-mail to stay', mails(after, 'work').join(', ') || 'none', { exchange: retyped.value.read.n });
    },
  );

  const twins = step('all e-mails are replaced by two home e-mails', (before, { a }) => {
    if (mails(before, 'home').length + mails(before, 'other').length < 2)
      notApplicable('the target does not store two e-mails of one type');
    return [{ op: 'replace', path: 'emails', value: [1, 2].map(() => ({ value: a.email(), type: 'home' })) }];
  });

  must(
    'protocol.patch-filters.two-of-type',
    {
      title: 'replace by two values of one type stores both, or is refused',
      spec: 'RFC7644-3.5.2.3-05',
      fix: 'Store every value that is given; do not key the values of an attribute by their type.',
      why: 'A second address is lost, and nobody is told.',
    },
    () => {
      const { response, operations, after, read: now } = twins.value;
      if (isRefusal(response)) return `refused with ${response.status}`;
      expect(response).to.succeeded();
      const got = sorted(readAll(after, 'emails.value'));
      const missing = sorted(readAll(operations[0]?.value, 'value')).filter((value) => !got.includes(value));
      if (missing.length > 0)
        fail(`emails with ${missing.join(', ')}`, `emails ${got.join(', ') || 'unassigned'}`, { exchange: now.n });
      return 'stored';
    },
  );

  const records = step('both home e-mails are replaced as records', (before, { a }) => {
    if (mails(before, 'home').length < 2) notApplicable('the target does not store two e-mails of one type');
    return [{ op: 'replace', path: 'emails[type eq "home"]', value: { value: a.email(), type: 'home' } }];
  });

  must(
    'protocol.patch-filters.every-record',
    {
      title: 'replace of whole values that a filter selects leaves none of them',
      spec: 'RFC7644-3.5.2.3-10',
      fix: 'Replace every element that the bracket selects, not the first one.',
      why: 'An address that was replaced stays in use.',
    },
    () => {
      const { response, before, operations, after, read: now } = records.value;
      // Two values that are the same may be unwelcome.
      expectTaken(response);
      const got = mails(after, 'home');
      const said = `home e-mails ${got.join(', ') || 'unassigned'}`;
      const left = mails(before, 'home').filter((value) => got.includes(value));
      if (left.length > 0) fail(`none of ${mails(before, 'home').join(', ')}`, said, { exchange: now.n });
      const wanted = sorted([read(operations[0]?.value, 'value')]);
      if (!wanted.every((value) => got.includes(value))) fail(wanted.join(), said, { exchange: now.n });
    },
  );
});

scenario('PATCH without a path, in depth', { needs: 'patch' }, () => {
  const user = given('a user with a name is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const step = steps(user);
  const name = step('one part of the name is replaced without a path', (before, { a }) => {
    for (const part of ['name.givenName', 'name.familyName']) needsStored(before, part);
    return [{ op: 'replace', value: { name: { givenName: `Given ${a.marker()}` } } }];
  });

  must(
    'protocol.patch-filters.pathless-complex',
    {
      title: 'a path-less replace of one part of name keeps the other parts',
      spec: ['RFC7644-3.5.2.3-09', 'RFC7644-3.5.2.3-16'],
      fix: 'Merge the sub-attributes that are given into the stored object, as with a path.',
    },
    () => {
      const { response, before, operations, after } = name.value;
      expect(response).to.succeeded();
      expect(after).to.hold('name.givenName', read(operations[0]?.value, 'name.givenName'));
      expect(after).to.hold('name.familyName', read(before, 'name.familyName'));
    },
  );

  const added = step('one part of the name is added without a path', (before, { a }) => {
    for (const part of ['name.givenName', 'name.familyName']) needsStored(before, part);
    return [{ op: 'add', value: { name: { givenName: `Given ${a.marker()}` } } }];
  });

  should(
    'protocol.patch-filters.pathless-complex-add',
    {
      title: 'a path-less add of one part of name leaves the rest of it',
      spec: 'RFC7644-3.5.2.1-07',
      fix: 'Merge the sub-attributes that are given into the stored object, as with a path.',
    },
    () => {
      const { response, before, operations, after } = added.value;
      expect(response).to.succeeded();
      expect(after).to.hold('name.givenName', read(operations[0]?.value, 'name.givenName'));
      expect(after).to.hold('name.familyName', read(before, 'name.familyName'));
    },
  );
});

scenario('PATCH without a path, of an extension', { needs: ['patch', 'enterprise'] }, () => {
  const URN = urns.ENTERPRISE_USER_SCHEMA;
  const user = given('an employee is posted', ({ scim, a }) => scim.post('/Users', a.enterpriseUser()));
  const step = steps(user);
  const department = step(
    'a plain attribute, department and cost center are replaced without a path',
    (before, { a, target }) => {
      for (const part of ['department', 'employeeNumber']) needsStored(before, `${URN}:${part}`);
      const core = plainAttributes(target).slice(0, 1);
      const others = ['costCenter'].filter((name) => readAll(before, `${URN}:${name}`).length > 0);
      const valued = (names: readonly string[]): JsonObject =>
        Object.fromEntries(names.map((name): [string, Json] => [name, `Pathless ${a.marker()}`]));
      return [{ op: 'replace', value: { ...valued(core), [URN]: valued(['department', ...others]) } }];
    },
  );

  must(
    'protocol.patch-filters.pathless-extension',
    {
      title: 'a path-less replace in base schema and extension changes just that',
      spec: ['RFC7644-3.5.2.3-16', 'RFC7644-3.5.2.3-02'],
      fix: 'Read the extension object in the value as a set of attributes to replace, beside those of the base schema.',
      why: 'Moving a person to another department would lose number and manager.',
    },
    ({ target }) => {
      const { before, operations, after } = department.value;
      expectApplied(department.value, target);
      expect(after).to.hold(`${URN}:department`, read(operations[0]?.value, `${URN}:department`));
      expect(after).to.hold(`${URN}:employeeNumber`, read(before, `${URN}:employeeNumber`));
      expectOthersKept(department.value, target);
    },
  );

  const added = step('another department is added without a path', (before, { a }) => {
    for (const part of ['department', 'employeeNumber']) needsStored(before, `${URN}:${part}`);
    return [{ op: 'add', value: { [URN]: { department: `Added ${a.marker()}` } } }];
  });

  should(
    'protocol.patch-filters.pathless-extension-add',
    {
      title: 'a path-less add within an extension leaves the rest of it',
      spec: 'RFC7644-3.5.2.1-07',
      fix: 'Read the extension object in the value as a set of attributes to add; keep the others.',
    },
    ({ target }) => {
      const { response, before, operations, after } = added.value;
      expect(response).to.succeeded();
      expect(after).to.hold(`${URN}:department`, read(operations[0]?.value, `${URN}:department`));
      expect(after).to.hold(`${URN}:employeeNumber`, read(before, `${URN}:employeeNumber`));
      expectOthersKept(added.value, target);
    },
  );
});
