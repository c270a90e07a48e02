import {
  describeAnswer,
  fail,
  given,
  isAbsent,
  judgeEach,
  may,
  must,
  notApplicable,
  oracle,
  read,
  readAll,
  resourceOf,
  scenario,
  shared,
  succeeded,
  sameText,
  type JsonObject,
} from '../../harness/language.js';
import { people, person, stored } from './_people.js';
import { ask, expectSelected, search, type Own, type Population, type Selection } from './_query.js';

/** Texts that parsers and databases trip over; `*` is the token of the run. */
const TEXTS: Record<string, string> = {
  quotes: 'the "Boss" \\ * \\" end',
  keywords: 'rock and (roll) or [jazz] not pr :) [ eq *',
  signs: "O'Brien -- 50% + 5 & #1 = x; *",
  scripts: 'Zoë Ünal 東京 Иван *',
};

interface Texts extends Population {
  token: string;
}

const addressed = (user: JsonObject, value: string): JsonObject => ({
  ...user,
  emails: [{ value, type: 'work', primary: true }],
});

const texts = shared('people with awkward names', async (context): Promise<Texts> => {
  const { scim, a, target } = context;
  const token = a.marker();
  const own: Own[] = [];
  for (const [label, text] of Object.entries(TEXTS)) {
    const displayName = text.replace('*', token);
    const body = a.user({ displayName, name: { givenName: 'Given', familyName: displayName } });
    const marked =
      label === 'signs' && target.attribute('/Users', 'emails') ? addressed(body, `o'brien+${a.email()}`) : body;
    const tried = await scim.post('/Users', marked);
    const made = succeeded(tried) || marked === body ? tried : await scim.post('/Users', body);
    if (!succeeded(made)) continue;
    const id = String(read(resourceOf(made), 'id'));
    own.push({ label, id, stored: resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`)) });
  }
  // Lists may come after writes.
  const filter = `displayName co "${token}"`;
  await context.settle(
    () => ask(context, '/Users', { filter }),
    (seen) => seen.status !== 200 || own.every(({ id }) => readAll(seen.json, 'Resources.id').includes(id)),
  );
  return { own, token, collection: '/Users', model: target.user ?? oracle.userModel, scope: undefined };
});

scenario('Text in filter operands', { needs: ['users', 'filter'] }, () => {
  const made = given('people with awkward names are posted', () => texts());

  /** The text as stored and the attribute that keeps it; not applicable where the target does not keep it as sent. */
  const kept = (label: string): [path: string, value: string] => {
    const own = made.value.own.find((each) => each.label === label);
    if (!own) notApplicable(`the target refuses ${JSON.stringify(TEXTS[label])} in a name`);
    const sent = TEXTS[label]?.replace('*', made.value.token);
    for (const path of ['displayName', 'name.familyName'])
      if (sameText(read(own.stored, path), sent)) return [path, String(sent)];
    return notApplicable(`the target does not store ${JSON.stringify(TEXTS[label])} as sent`);
  };

  const plain = given('an attribute is asked for that holds plain text', ({ scim }) =>
    scim.get('/Users', { query: { filter: `displayName eq "${made.value.token}"` } }),
  );
  /** Where plain text can be asked for, a refusal is one of the spelling. */
  const selection = (path: string): Selection => ({
    alone: true,
    refusal: path === 'displayName' && plain.response.status === 200 ? 'demanded' : 'offered',
  });

  must(
    'protocol.filter-literals.escapes',
    {
      title: 'quotes and backslashes in an operand are read as JSON escapes',
      spec: 'RFC7644-3.4.2.2-36',
      fix: 'Read the operand as a JSON string: \\" is a quote, \\\\ a backslash, \\u0041 an A; unescape once.',
    },
    (context) =>
      judgeEach(
        ['as JSON writes it', 'with \\u escapes', 'in a part of the value'],
        (spelling) => spelling,
        (spelling) => {
          const [path, value] = kept('quotes');
          const json = JSON.stringify(value);
          if (spelling === 'in a part of the value')
            return expectSelected(context, made.value, `${path} co ${JSON.stringify(value.slice(4, -4))}`, {
              alone: true,
            });
          const operand =
            spelling === 'as JSON writes it' ? json : json.replace('B', '\\u0042').replace('\\"', '\\u0022');
          return expectSelected(context, made.value, `${path} eq ${operand}`, selection(path));
        },
      ),
  );

  must(
    'protocol.filter-literals.keywords',
    {
      title: 'operators and brackets inside a quoted operand are plain text',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Parse the filter token by token; do not split it at " and ", " or " or brackets.',
    },
    async (context) => {
      const [path, value] = kept('keywords');
      await expectSelected(context, made.value, `${path} eq ${JSON.stringify(value)}`, selection(path));
    },
  );

  must(
    'protocol.filter-literals.percent-encoding',
    {
      title: 'a filter is percent-decoded exactly once',
      spec: ['RFC7644-1.2-01', 'RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-14'],
      fix: 'Decode the query parameter once, as UTF-8; %2B is a plus, %25 a percent sign, %26 an ampersand.',
    },
    (context) =>
      judgeEach(
        ['signs eq', 'scripts eq', 'signs sw'],
        (what) => what,
        (what) => {
          const [label = '', operator] = what.split(' ');
          const [path, value] = kept(label);
          const how: Selection = operator === 'eq' ? selection(path) : { alone: true };
          return expectSelected(context, made.value, `${path} ${operator} ${JSON.stringify(value)}`, how);
        },
      ),
  );

  must(
    'protocol.filter-literals.address',
    {
      title: 'a plus sign and an apostrophe in an address are found as they are',
      spec: ['RFC7644-1.2-01', 'RFC7644-3.4.2.2-11'],
      fix: 'Decode the query once, and hand the operand to the database as a parameter.',
      why: "o'brien+work@example.com is a common form of address.",
    },
    async (context) => {
      const signs = made.value.own.find(({ label }) => label === 'signs');
      const value = read(signs?.stored, 'emails.value');
      if (typeof value !== 'string' || !value.includes("'") || !value.includes('+'))
        notApplicable('the target stores no such address');
      await expectSelected(context, made.value, `emails.value eq ${JSON.stringify(value)}`, { alone: true });
    },
  );

  must(
    'protocol.filter-literals.by-post',
    {
      title: 'a filter in the body of a search is not decoded at all',
      spec: 'RFC7644-3.4.3-20',
      fix: 'Read the filter from the JSON body as it stands; percent signs and plus signs in it are plain text.',
    },
    async (context) => {
      const [path, value] = kept('signs');
      const filter = `${path} eq ${JSON.stringify(value)}`;
      const [wanted] = readAll((await ask(context, '/Users', { filter })).json, 'Resources.id');
      if (wanted === undefined) notApplicable('a GET does not find the user either');
      const found = await search(context, '/Users', { filter });
      if (isAbsent(found)) notApplicable(`refused: ${describeAnswer(found)}`);
      if (!readAll(found.json, 'Resources.id').includes(wanted))
        fail('the user that a GET finds', describeAnswer(found), { exchange: found.n });
    },
  );
});

scenario('Operands without double quotes', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());

  may(
    'protocol.filter-literals.unquoted',
    {
      title: 'shows how operands without double quotes are read',
      spec: 'RFC7644-3.4.2.2-35',
      fix: 'Nothing: clients put strings in double quotes.',
    },
    async ({ scim }) => {
      const mia = person(made.value, 'mia');
      const value = stored(mia, 'userName');
      const readings: string[] = [];
      for (const [name, operand] of [
        ['bare', value],
        ['single-quoted', `'${value}'`],
      ]) {
        const response = await scim.get('/Users', { query: { filter: `userName eq ${operand}` } });
        const found = readAll(response.json, 'Resources.id').includes(mia.id);
        readings.push(
          `${name}: ${response.status === 200 ? (found ? 'understood' : 'matches nothing') : describeAnswer(response)}`,
        );
      }
      return readings.join('; ');
    },
  );
});
