import {
  describeAnswer,
  fail,
  given,
  isRefusal,
  isServerFault,
  judgeEach,
  may,
  must,
  notApplicable,
  pathOf,
  postGroup,
  read,
  readAll,
  resourceOf,
  sameText,
  scenario,
  should,
  succeeded,
  urns,
  withValue,
  type Capabilities,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

/** Strings without compatibility forms and control characters, which a server may not garble (RFC 7643 section 2.3.1). */
const UNICODE: readonly { name: string; text: string }[] = [
  { name: 'beyond the basic plane', text: 'Zoë 🚀 𠜎' },
  { name: 'right to left', text: 'שרה אל־יוסף علي' },
  { name: 'combining marks', text: 'Ame\u0301lie S\u030Corm' },
  { name: 'Han, kana and Hangul', text: '山田 はなこ 김철수' },
  { name: 'Cyrillic, Greek and Devanagari', text: 'Жанна Αθηνά देवी' },
  { name: 'quotes, markup and escapes', text: `O'Neil "Ann" <b> & \\n %41 +1` },
];

/** Legal strings that careless servers take for a Boolean, a number, a date, nothing, or several values. */
const LOOKALIKES = [
  ['true', '007042', 'Sales, Service; Support', '2024-02-03'],
  ['1e5', 'False', 'null', '12'],
] as const;
const LOOKALIKE = /^(displayName|title|nickName)$|:department$/;

/** Attributes of users that hold free text, and the two by which providers know a user. */
const FREE = [
  ...['displayName', 'title', 'nickName', 'name.familyName', 'name.givenName', 'addresses.locality'],
  ...[`${urns.ENTERPRISE_USER_SCHEMA}:department`, 'externalId', 'userName'],
];

const isFree = (name: string): boolean => name !== 'externalId' && name !== 'userName';

/** The text; of what a user is known by, its letters before the old value, which keeps it unique. */
function inPlace(text: string, name: string, before: JsonObject): string {
  return isFree(name) ? text : `${text.replace(/[\s"<>&\\%]+/g, '.')}.${String(read(before, name))}`;
}

/** Equal but for composition, and letter case where it is not exact; a name to log in with is prepared (RFC 7644 section 7.8). */
function isSameText(name: string, value: unknown, wanted: string): boolean {
  if (typeof value !== 'string') return false;
  if (name === 'externalId') return value.normalize('NFC') === wanted.normalize('NFC');
  return name === 'userName' ? sameText(value.normalize('NFKC'), wanted.normalize('NFKC')) : sameText(value, wanted);
}

scenario('Text of all scripts', () => {
  const created = given('a user is posted', ({ scim, a }) =>
    scim.post('/Users', a.user({ with: ['title', 'nickName', 'addresses', 'enterprise'] })),
  );
  const stored = given('the user is read', ({ scim }) => scim.get(created.path));
  /** Attributes that the target keeps as sent, and lets a client change to any text. */
  const keptNames = (target: Capabilities): string[] =>
    FREE.filter((name) => {
      const sent = read(created.sent, name);
      const listed = target.attribute('/Users', name)?.canonicalValues;
      return (
        sent !== undefined && sameText(read(stored.resource, name), sent) && target.mayChange('/Users', name) && !listed
      );
    });

  must(
    'schema.strings.unicode',
    {
      title: 'text of any script comes back as it was sent',
      spec: 'RFC7643-2.3.1-01',
      fix: 'Read and write UTF-8 and store text in a column that holds all of Unicode; escape for HTML when displaying.',
      why: 'People find question marks in their names.',
    },
    async ({ scim, target }) => {
      const names = keptNames(target);
      const first = names[0] ?? notApplicable('the target stores no text as sent');
      // Identifiers are refused the soonest; what is refused with others is tried without them.
      const fewer = [names, names.filter((name) => name !== 'userName'), names.filter(isFree), [first]];
      let taken = 0;
      for (const { name: what, text } of UNICODE) {
        const put = (some: readonly string[]): Promise<ScimResponse> =>
          scim.put(
            created.path,
            some.reduce<JsonObject>((user, name) => withValue(user, name, inPlace(text, name, created.sent)), {
              ...created.sent,
              id: created.id,
            }),
          );
        let tried = names;
        let answered = await put(names);
        if ([405, 501].includes(answered.status)) notApplicable('the target does not support PUT');
        for (const some of fewer.filter(({ length }) => length < names.length)) {
          if (!isRefusal(answered)) break;
          tried = some;
          answered = await put(some);
        }
        if (isServerFault(answered))
          fail(`${what} to be stored, or refused with a 4xx`, describeAnswer(answered), { exchange: answered.n });
        if (!succeeded(answered)) continue;
        taken += 1;
        for (const response of [answered, await scim.get(created.path)])
          for (const name of tried) {
            const [value, wanted] = [read(response.json, name), inPlace(text, name, created.sent)];
            if (response === answered && value === undefined) continue;
            // Some make the userName of the e-mail address; whether PUT changes it is judged elsewhere.
            if (name === 'userName' && sameText(value, read(created.sent, name))) continue;
            if (!isSameText(name, value, wanted))
              fail(`${name} ${JSON.stringify(wanted)} (${what})`, `${name} ${JSON.stringify(value)}`, {
                exchange: response.n,
              });
          }
      }
      if (taken === 0) notApplicable('the target refuses all text beyond the plain');
      resourceOf(await scim.get(created.path));
    },
  );

  must(
    'schema.strings.lookalikes',
    {
      title: 'text that looks like something else comes back as text',
      spec: 'RFC7643-2.3.1-01',
      fix: 'Convert by the type in the schema, not by what a value looks like; split no text at commas.',
      why: 'A department called 007042, or a title with a comma, would be another one.',
    },
    async ({ scim, target }) => {
      const names = keptNames(target).filter((name) => LOOKALIKE.test(name));
      if (names.length === 0) notApplicable('the target stores no text as sent');
      const send = {
        PUT: (values: [string, string][]) =>
          scim.put(
            created.path,
            values.reduce<JsonObject>((user, [name, text]) => withValue(user, name, text), {
              ...created.sent,
              id: created.id,
            }),
          ),
        PATCH: (values: [string, string][]) =>
          scim.patch(
            created.path,
            values.map(([path, value]) => ({ op: 'replace', path, value })),
          ),
      };
      await judgeEach(
        LOOKALIKES.flatMap((texts) =>
          (['PUT', 'PATCH'] as const)
            .filter((method) => method === 'PUT' || target.lacks('patch') === undefined)
            .map((method) => ({ method, texts })),
        ),
        ({ method, texts }) => `${texts.join(' | ')} by ${method}`,
        async ({ method, texts }) => {
          // By PATCH each attribute gets the text of its neighbor.
          const first = method === 'PUT' ? 0 : 1;
          const values = names.map((name, at): [string, string] => [name, texts[(first + at) % texts.length] ?? '']);
          const answered = await send[method](values);
          if (isServerFault(answered)) fail('text to be stored', describeAnswer(answered), { exchange: answered.n });
          if (!succeeded(answered)) notApplicable(`refused: ${describeAnswer(answered)}`);
          const now = await scim.get(created.path);
          for (const [name, text] of values)
            if (!isSameText(name, read(now.json, name), text))
              fail(`${name} ${JSON.stringify(text)}`, `${name} ${JSON.stringify(read(now.json, name))}`, {
                exchange: now.n,
              });
        },
      );
    },
  );

  should(
    'schema.strings.whole',
    {
      title: 'a long name comes back whole, an address with its line breaks',
      spec: 'RFC7643-2.2-05',
      fix: 'Store the text as it is, or answer 400 to what is too long; do not cut it.',
      why: 'What is cut differs at every comparison, and is written anew for ever.',
    },
    async ({ scim, a, target }) => {
      // No part of one begins the other: some build the first from the second.
      const formatted = 'To the attention of\nHollywood, CA 91608';
      const streetAddress = '100 Universal City Plaza\nSuite 12';
      const sent: Record<string, unknown> = { displayName: `Display ${'of many words '.repeat(9)}${a.marker()}` };
      const lines = Object.entries({ formatted, streetAddress }).filter(([name]) =>
        target.attribute('/Users', `addresses.${name}`),
      );
      if (lines.length > 0) sent['addresses'] = [{ type: 'work', ...Object.fromEntries(lines) }];
      const paths = ['displayName', ...lines.map(([name]) => `addresses.${name}`)];
      const posted = await scim.post('/Users', a.user(sent));
      if (!succeeded(posted)) notApplicable(`refused: ${describeAnswer(posted)}`);
      const got = await scim.get(pathOf(posted));
      await judgeEach(
        paths,
        (path) => path,
        (path) => {
          const [value, whole] = [readAll(got.json, path)[0], String(readAll(sent, path)[0])];
          // What the provider makes of other parts is not a part of what was sent.
          const words = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase();
          if (typeof value !== 'string' || !words(whole).startsWith(words(value.slice(0, 12))))
            notApplicable('the target does not store it as sent');
          if (value.replaceAll('\r\n', '\n').toLowerCase() !== whole.toLowerCase())
            fail(`${path} ${JSON.stringify(whole)}`, JSON.stringify(value), { exchange: got.n });
        },
      );
    },
  );

  may(
    'schema.strings.format',
    {
      title: 'an e-mail address that is none',
      spec: 'RFC7643-2.3.1-03',
      fix: 'Validate or not: both are legal.',
    },
    async ({ scim, a }) => {
      const response = await scim.post(
        '/Users',
        a.user({ emails: [{ value: `no address ${a.marker()}`, type: 'work' }] }),
      );
      return succeeded(response) ? 'accepted' : `refused: ${describeAnswer(response)}`;
    },
  );
});

scenario('Text of all scripts in names of groups', { needs: 'groups' }, () => {
  const group = given('a group is posted', ({ scim, a }) => postGroup(scim, a.group()));

  must(
    'schema.strings.group-names',
    {
      title: 'the name of a group comes back as sent, whatever its script and length',
      spec: 'RFC7643-2.3.1-01',
      fix: 'Store names of groups in a column that holds all of Unicode, and refuse those that are too long for it.',
      why: 'Two groups whose names are question marks are one group for a provider.',
    },
    async ({ scim, a, target }) => {
      if (!target.mayChange('/Groups', 'displayName')) notApplicable('displayName is not published as readWrite');
      await judgeEach(
        [...UNICODE, { name: '220 characters', text: `${a.marker()} of`.padEnd(220, ' the very long name') }],
        ({ name }) => name,
        async ({ text }) => {
          const displayName = `${text} ${a.marker()}`;
          const externalId = displayName.replaceAll(' ', '.');
          const both = await scim.put(group.path, { ...group.sent, displayName, externalId });
          const put = isRefusal(both) ? await scim.put(group.path, { ...group.sent, displayName }) : both;
          if (isServerFault(put))
            fail('the name to be stored, or refused with a 4xx', describeAnswer(put), { exchange: put.n });
          if (!succeeded(put)) notApplicable(`refused: ${describeAnswer(put)}`);
          const got = await scim.get(group.path);
          const value = read(got.json, 'displayName');
          if (String(value).normalize('NFC').toLowerCase() !== displayName.normalize('NFC').toLowerCase())
            fail(`displayName ${JSON.stringify(displayName)}`, JSON.stringify(value), { exchange: got.n });
          const id = read(got.json, 'externalId');
          if (put === both && typeof id === 'string' && id.normalize('NFC') !== externalId.normalize('NFC'))
            fail(`externalId ${JSON.stringify(externalId)}`, JSON.stringify(id), { exchange: got.n });
        },
      );
    },
  );
});
