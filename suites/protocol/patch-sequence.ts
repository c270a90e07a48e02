/** Several operations of one PATCH on one attribute, and orders within a group (RFC 7644 section 3.5.2). */
import {
  describeAnswer,
  expect,
  expectTaken,
  fail,
  given,
  isRefusal,
  judgeEach,
  memberPath,
  must,
  needsMembership,
  notApplicable,
  postGroup,
  read,
  readAll,
  resourceOf,
  scenario,
  showingMembers,
  type Capabilities,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { emailOf, plainAttributes, spell, steps, type Operation } from './_patch.js';

const PARTS = ['givenName', 'familyName', 'middleName', 'honorificPrefix', 'honorificSuffix'];

scenario('PATCH of several parts of one attribute', { needs: 'patch' }, () => {
  const user = given('a user with a long name is posted', ({ scim, a, target }) => {
    const offered = PARTS.filter((part) => target.attribute('/Users', `name.${part}`));
    const name = Object.fromEntries(offered.map((part) => [part, `Old ${part}`]));
    return scim.post('/Users', a.user({ with: ['title'], name }));
  });
  const step = steps(user);
  /** Operations that give what is there: whether all others are done must not hang on them. */
  const needless = (before: JsonObject, target: Capabilities): Operation[] =>
    plainAttributes(target)
      .filter((name) => name !== 'displayName' && typeof read(before, name) === 'string')
      .slice(0, 1)
      .map((path) => ({ op: 'replace', path, value: read(before, path) }));
  const renamed = step('every part of the name is replaced by its path', (before, { a, target }) => {
    const stored = PARTS.filter(
      (part) => read(before, `name.${part}`) !== undefined && target.mayChange('/Users', `name.${part}`),
    );
    if (stored.length === 0 || !target.mayChange('/Users', 'name')) notApplicable('the target stores no name');
    return [
      ...needless(before, target),
      ...stored.map((part) => ({ op: 'replace', path: `name.${part}`, value: `New ${a.marker()}` })),
    ];
  });

  must(
    'protocol.patch-sequence.name',
    {
      title: 'every part of name that a PATCH replaces by its path is stored',
      spec: ['RFC7644-3.5.2-11', 'RFC7644-3.5.2-28'],
      fix: 'Let each operation work on the name that the one before left; know every sub-attribute; go on after an operation that changes nothing.',
      why: 'Entra sends given name and family name in one request: one of them would stay the old one.',
    },
    () => {
      const { response, operations, after } = renamed.value;
      expect(response).to.succeeded();
      for (const { path = '', value } of operations) expect(after).to.hold(path, value);
    },
  );

  const added = step('e-mails are added by two operations', (before, { a, target }) => {
    emailOf(before, 'work');
    const mail = (type: string) => ({ value: a.email(), type });
    return [
      { op: 'add', path: 'emails', value: [mail('home')] },
      { op: 'add', path: 'emails', value: [mail('other'), mail('home')] },
      ...needless(before, target),
    ];
  });

  must(
    'protocol.patch-sequence.added-apart',
    {
      title: 'all values that two operations add to one array are stored',
      spec: ['RFC7644-3.5.2-28', 'RFC7644-3.5.2.1-08'],
      fix: 'Append every value that an operation gives to the array as the one before left it; store if any operation changed something.',
    },
    () => {
      const { response, operations, before, after, read: now } = added.value;
      if (isRefusal(response)) notApplicable(`four e-mails are refused: ${describeAnswer(response)}`);
      expect(response).to.succeeded();
      const values = (from: unknown, path: string): string[] =>
        readAll(from, path).map((value) => String(value).toLowerCase());
      const wanted = [...values(before, 'emails.value'), ...operations.flatMap(({ value }) => values(value, 'value'))];
      const has = values(after, 'emails.value');
      const missing = wanted.filter((value) => !has.includes(value));
      if (missing.length > 0)
        fail(`emails with ${missing.join(', ')}`, `emails ${has.join(', ')}`, { exchange: now.n });
    },
  );

  const anew = step('all e-mails are removed, and one is added', (before, { a, target }) => {
    emailOf(before, 'work');
    if (target.attribute('/Users', 'emails')?.required || !target.mayChange('/Users', 'emails'))
      notApplicable('emails is published as required, or not as readWrite');
    return [
      { op: 'remove', path: 'emails' },
      { op: 'add', path: 'emails', value: [{ value: a.email(), type: 'work' }] },
    ];
  });

  must(
    'protocol.patch-sequence.list-anew',
    {
      title: 'of removing an array and adding to it in one PATCH the added value holds',
      spec: ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'],
      fix: 'Apply the operations one after the other; do not gather what is deleted and what is inserted.',
    },
    () => {
      const { response, operations, after, read: now } = anew.value;
      expectTaken(response);
      const wanted = String(read(operations[1]?.value, 'value')).toLowerCase();
      const has = readAll(after, 'emails.value').map((value) => String(value).toLowerCase());
      if (!has.includes(wanted)) fail(`emails with ${wanted}`, has.join(', ') || 'none', { exchange: now.n });
    },
  );
});

/** Texts that code may cut, trim, encode or escape. */
const TEXTS = [
  'Zoë Ångström, 株式会社 "Süd"',
  `O'Neill & <b>Sons</b> \\ 100% {0}`,
  `A title that is longer than the sixty-four characters to which some columns are cut, ${'and more, '.repeat(4)}it goes on`,
];

scenario('PATCH of unusual texts', { needs: 'patch' }, () => {
  const names = given('plain attributes are chosen', ({ target }) => plainAttributes(target).slice(0, TEXTS.length));
  const texts = (): JsonObject => Object.fromEntries(names.value.map((name, index) => [name, TEXTS[index] ?? '']));
  const user = given('a user with unusual texts is posted', ({ scim, a }) => scim.post('/Users', a.user(texts())));
  const step = steps(user);
  const original = given('the user is read', ({ scim }) => scim.get(user.path));
  const replace = (value: (name: string) => Json) =>
    names.value.map((path) => ({ op: 'replace', path, value: value(path) }));
  const flat = step('they are replaced by plain ones', (_before, { a }) => {
    if (names.value.length === 0) notApplicable('the target publishes no plain attribute');
    void original.response;
    return replace(() => `Plain ${a.marker()}`);
  });
  const back = step('the unusual ones are put back', () => {
    void flat.value;
    return replace((name) => texts()[name] ?? '');
  });

  must(
    'protocol.patch-sequence.texts',
    {
      title: 'a text that a create stores as it is, a PATCH stores as it is',
      spec: 'RFC7644-3.5.2.3-04',
      fix: 'Treat the values of a PATCH as those of a create: no other encoding, escaping, trimming or length.',
    },
    () =>
      judgeEach(
        names.value,
        (name) => name,
        (name) => {
          const text = texts()[name];
          if (read(original.resource, name) !== text) notApplicable('a create does not store it as it is');
          const { response, after } = back.value;
          expect(response).to.succeeded();
          expect(after).to.hold(name, text);
        },
        'the target publishes no plain attribute',
      ),
  );
});

scenario('PATCH of one member back and forth', { needs: ['patch', 'groups'] }, () => {
  const user = given('a user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const other = given('another user is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const group = given('a group with the first is posted', ({ scim, a }) =>
    postGroup(scim, a.group({ members: [user.id] })),
  );

  must(
    'protocol.patch-sequence.member',
    {
      title: 'of removing and adding one member in one PATCH the last is what holds',
      spec: ['RFC7644-3.5.2-27', 'RFC7644-3.5.2-28'],
      fix: 'Apply the operations one after the other; do not gather what is added and what is removed.',
    },
    async ({ scim, a, target }) => {
      needsMembership(target);
      const members = async (): Promise<unknown[]> =>
        readAll(resourceOf(await scim.get(group.path, showingMembers(target))), 'members.value');
      if (!(await members()).includes(user.id)) notApplicable('the target does not store the member');
      const add = (id: string) => ({ op: 'add', path: 'members', value: [a.member(id)] });
      const remove = (id: string) => ({ op: 'remove', path: memberPath(id) });
      for (const { operations, id, stays } of [
        { operations: [remove(user.id), add(user.id)], id: user.id, stays: true },
        { operations: [add(other.id), remove(other.id)], id: other.id, stays: false },
      ]) {
        const response = await scim.patch(group.path, operations);
        expectTaken(response);
        const now = await members();
        if (now.includes(id) !== stays)
          fail(`${id} ${stays ? 'as a member' : 'no member'} after ${spell(operations)}`, `members ${now.join(', ')}`);
      }
    },
  );
});
