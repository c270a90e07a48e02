/** What holds for the values of e-mails holds for those of every array. */
import {
  describeAnswer,
  entries,
  expect,
  expectTaken,
  fail,
  given,
  isRefusal,
  judgeEach,
  must,
  notApplicable,
  pathOf,
  read,
  readAll,
  resourceOf,
  scenario,
  succeeded,
  type Context,
  type Json,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { plainText, steps } from './_patch.js';

interface List {
  /** Tells the two values apart; a path selects by it. */
  key: string;
  /** The sub-attribute that is changed. */
  part: string;
  /** Two values, of which the second is changed, removed and added again. */
  make: (context: Context) => [JsonObject, JsonObject];
  /** Another value for the part. */
  other: (context: Context) => string;
  /** The second value is added again by an operation without path. */
  pathless?: true;
}

const word = ({ a }: Context): string => `Other ${a.marker()}`;

const LISTS: Record<string, List> = {
  phoneNumbers: {
    key: 'type',
    part: 'value',
    make: (context) => [
      { type: 'work', value: context.a.phone() },
      { type: 'mobile', value: context.a.phone(), primary: true },
    ],
    other: ({ a }) => a.phone(),
  },
  addresses: {
    key: 'type',
    part: 'locality',
    make: () => [
      { type: 'work', locality: 'Cambridge', postalCode: '02139', country: 'US' },
      { type: 'home', locality: 'Boston', country: 'US' },
    ],
    other: word,
    pathless: true,
  },
  roles: {
    key: 'value',
    // Not display: section 2.4 has it immutable and section 8.7.1 writable.
    part: 'type',
    make: ({ a }) => [
      { value: `role-${a.marker()}`, type: 'own' },
      { value: `role-${a.marker()}`, type: 'lent' },
    ],
    other: word,
  },
  entitlements: {
    key: 'value',
    part: 'type',
    make: ({ a }) => [
      { value: `entitlement-${a.marker()}`, type: 'own' },
      // Brackets, quotes and points are text where they stand in a string.
      { value: `entitlement "${a.marker()}" [a.b]`, type: 'lent' },
    ],
    other: word,
  },
};

interface Step {
  list: string;
  operation: JsonObject;
  response: ScimResponse;
  read: ScimResponse;
  /** Key and part of every value that has to be there after it; a part that is undefined may be anything. */
  wanted: [key: string, part: string | undefined][];
  /** How many values the sub-attributes have that are not changed: before, and after it. */
  siblings: [before: string, after: string];
}

const shown = (resource: JsonObject, list: string): Step['wanted'] => {
  const { key, part } = LISTS[list] as List;
  return entries(resource, list).map((each) => {
    const value = read(each, part);
    return [plainText(read(each, key)), value === undefined ? undefined : plainText(value)];
  });
};

function judgeStep({ list, operation, response, read: after, wanted, siblings }: Step): void {
  expect(response).to.succeeded();
  const now = shown(resourceOf(after), list);
  const met = wanted.every(([key, part]) =>
    now.some((each) => each[0] === key && (part === undefined || each[1] === part)),
  );
  const spell = (values: Step['wanted']): string => values.map((each) => each.filter(Boolean).join(' ')).join(', ');
  if (!met || now.length !== wanted.length)
    fail(
      `${list} ${spell(wanted)} after ${String(operation['op'])} ${String(operation['path'] ?? 'without a path')}`,
      spell(now) || 'none',
      { exchange: after.n },
    );
  if (operation['op'] === 'replace' && siblings[0] !== siblings[1])
    fail(`${list} with ${siblings[0]}, as before`, siblings[1], { exchange: after.n });
}

scenario('PATCH of arrays other than e-mails', { needs: 'patch' }, () => {
  /** Changes, removes and adds the second value of each list, on a user of its own. */
  const changes = given('values of several arrays are changed', async (context) => {
    const { scim, a, target } = context;
    const results: Record<'replace' | 'remove' | 'add', Step[]> = { replace: [], remove: [], add: [] };
    for (const [list, { key, part, make, other, pathless }] of Object.entries(LISTS)) {
      if (!target.attribute('/Users', list) || !target.mayChange('/Users', list)) continue;
      const values = make(context);
      const made = await scim.post('/Users', a.user({ [list]: values }));
      if (!succeeded(made)) continue;
      const path = pathOf(made);
      let state = resourceOf(await scim.get(path));
      let before = shown(state, list);
      const siblings = (): string =>
        Object.keys(values[1])
          .filter((name) => name !== part)
          .map((name) => `${readAll(state, `${list}.${name}`).length} ${name}`)
          .join(', ');
      const [first, second] = values.map((value) => plainText(value[key])) as [string, string];
      const selected = `${list}[${key} eq ${JSON.stringify(values[1][key])}]`;
      const change = async (operation: JsonObject, changed: Step['wanted']): Promise<Step> => {
        const wanted: Step['wanted'] = [...before.filter((each) => each[0] !== second), ...changed];
        const earlier = siblings();
        const response = await scim.patch(path, [operation]);
        const after = await scim.get(path);
        state = resourceOf(after);
        before = shown(state, list);
        return { list, operation, response, read: after, wanted, siblings: [earlier, siblings()] };
      };
      const has = (wanted: readonly string[]): boolean =>
        before.length === wanted.length && wanted.every((name) => before.some((each) => each[0] === name));
      if (!has([first, second])) continue;
      const value = other(context);
      if (before.every((each) => each[1] !== undefined) && target.mayChange('/Users', `${list}.${part}`))
        results.replace.push(
          await change({ op: 'replace', path: `${selected}.${part}`, value }, [[second, plainText(value)]]),
        );
      if (!has([first, second])) continue;
      results.remove.push(await change({ op: 'remove', path: selected }, []));
      if (!has([first])) continue;
      const given: JsonObject = pathless ? { value: { [list]: [values[1]] } } : { path: list, value: [values[1]] };
      results.add.push(await change({ op: 'add', ...given }, [[second, undefined]]));
    }
    return results;
  });

  const judge = (op: 'replace' | 'remove' | 'add') => () =>
    judgeEach(
      changes.value[op],
      ({ list }) => list,
      judgeStep,
      'the target stores no two values of one of these arrays',
    );

  must(
    'protocol.patch-values.replace',
    {
      title: 'replace by a value path changes phones, addresses and roles, too',
      spec: ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2-12', 'RFC7644-3.5.2-13'],
      fix: 'Apply value paths to every multi-valued attribute and sub-attribute, not to the value of e-mails alone.',
      why: 'Entra writes telephone numbers and addresses so; a 200 that changes nothing is never repeated.',
    },
    judge('replace'),
  );

  must(
    'protocol.patch-values.remove',
    {
      title: 'remove by a value path takes that phone, address or role alone',
      spec: ['RFC7644-3.5.2.2-05', 'RFC7644-3.5.2.2-07'],
      fix: 'Delete the elements that the bracket selects, in every multi-valued attribute.',
      why: 'A role that is taken back and stays is access that nobody meant.',
    },
    judge('remove'),
  );

  must(
    'protocol.patch-values.add',
    {
      title: 'add of a phone, address or role keeps those that are there',
      spec: 'RFC7644-3.5.2.1-08',
      fix: 'Append what an add gives to every multi-valued attribute; do not put it in the place of the others.',
      why: 'Who gets one more role would lose the ones before.',
    },
    judge('add'),
  );
});

scenario('PATCH replace of whole arrays other than e-mails', { needs: 'patch' }, () => {
  const replaced = given('each array is replaced by another value', async (context) => {
    const { scim, a, target } = context;
    const results = [];
    for (const [list, { key, part, make, other }] of Object.entries(LISTS)) {
      if (!target.attribute('/Users', list) || !target.mayChange('/Users', list)) continue;
      const values = make(context);
      const made = await scim.post('/Users', a.user({ [list]: values }));
      if (!succeeded(made)) continue;
      const before = shown(resourceOf(await scim.get(pathOf(made))), list).filter(([name]) =>
        values.some((each) => plainText(each[key]) === name),
      );
      if (before.length < 2) continue;
      const [sample] = make(context);
      // Of the type that is there: what the new value leaves out is not to be filled up from the old one.
      const value = { [key]: sample[key] ?? null, [part]: other(context) };
      const response = await scim.patch(pathOf(made), [{ op: 'replace', path: list, value: [value] }]);
      results.push({ list, before, value, response, after: await scim.get(pathOf(made)) });
    }
    return results;
  });

  must(
    'protocol.patch-values.replaced-whole',
    {
      title: 'replace of all phones, addresses or roles leaves none of the old ones',
      spec: 'RFC7644-3.5.2.3-05',
      fix: 'Put the given array in the place of the stored one, for every multi-valued attribute.',
      why: 'A role that is replaced and stays is access that nobody meant.',
    },
    () =>
      judgeEach(
        replaced.value,
        ({ list }) => list,
        ({ list, before, value, response, after }) => {
          expectTaken(response);
          const { key, part } = LISTS[list] as List;
          const now = shown(resourceOf(after), list);
          const spell = (values: Step['wanted']): string =>
            values.map((each) => each.filter(Boolean).join(' ')).join(', ');
          const kept = before.filter((old) => now.some((each) => each[0] === old[0] && each[1] === old[1]));
          const [name, text] = [plainText(read(value, key)), plainText(read(value, part))];
          if (kept.length > 0 || !now.some((each) => each[0] === name && (each[1] ?? text) === text))
            fail(`${list} ${name} ${text} alone`, spell(now) || 'none', { exchange: after.n });
          const codes = readAll(resourceOf(after), `${list}.postalCode`);
          if (codes.length > 0)
            fail(`${list} ${name} ${text} as given`, `postalCode ${codes.join(', ')} of the old one`);
        },
        'the target stores no two values of one of these arrays',
      ),
  );
});

/** Arrays whose values are names. */
const NAMED = ['roles', 'entitlements'];

scenario('PATCH of primary in several arrays', { needs: 'patch' }, () => {
  const user = given('a user with two values of several arrays is posted', async (context) => {
    const { scim, a, target } = context;
    const [work, mobile] = [context.a.phone(), context.a.phone()];
    const post = (more: JsonObject): Promise<ScimResponse> =>
      scim.post(
        '/Users',
        a.user({
          emails: [
            { value: a.email(), type: 'work', primary: true },
            { value: a.email(), type: 'home' },
          ],
          ...(target.attribute('/Users', 'phoneNumbers')
            ? {
                phoneNumbers: [
                  { value: work, type: 'work', primary: true },
                  { value: mobile, type: 'mobile' },
                ],
              }
            : {}),
          ...more,
        }),
      );
    const named = NAMED.filter((list) => target.mayChange('/Users', `${list}.primary`));
    const full = await post(
      Object.fromEntries(
        named.map((list): [string, Json] => [
          list,
          [
            { value: `first-${a.marker()}`, type: 'work', primary: true },
            { value: `second-${a.marker()}`, type: 'mobile' },
          ],
        ]),
      ),
    );
    // Roles and entitlements may be those of a catalogue.
    const made = succeeded(full) || named.length === 0 ? full : await post({});
    return isRefusal(made) ? notApplicable(`two values of an array are refused: ${describeAnswer(made)}`) : made;
  });
  const flagged = (resource: JsonObject, list: string): string[] =>
    entries(resource, list)
      .filter((each) => read(each, 'primary') === true)
      .map((each) => String(read(each, 'type')).toLowerCase());
  const step = steps(user);
  const changed = step('the second of each becomes primary', (before, { target }) => {
    const ready = (list: string): boolean =>
      entries(before, list).length === 2 &&
      flagged(before, list).join() === 'work' &&
      target.mayChange('/Users', `${list}.primary`);
    const home = entries(before, 'emails').find((each) => read(each, 'type') === 'home');
    const operations = [
      ...(ready('emails') && home
        ? [{ op: 'replace', path: 'emails[type eq "home"]', value: { ...home, primary: true } }]
        : []),
      ...['phoneNumbers', ...NAMED]
        .filter(ready)
        .map((list) => ({ op: 'replace', path: `${list}[type eq "mobile"].primary`, value: true })),
    ];
    return operations.length > 0 ? operations : notApplicable('the target keeps no primary of two values');
  });

  must(
    'protocol.patch-values.primary',
    {
      title: 'a value that becomes primary is the only one, in every array',
      spec: ['RFC7644-3.5.2.3-14', 'RFC7644-3.5.2-30'],
      fix: 'Take primary from the other values whatever the array, and however the new one came to it.',
    },
    () => {
      const { response, operations, after, read: now } = changed.value;
      // Whether the paths are understood is judged where they stand alone.
      expectTaken(response);
      for (const { path = '' } of operations) {
        const list = path.slice(0, path.indexOf('['));
        const wanted = list === 'emails' ? 'home' : 'mobile';
        if (flagged(after, list).join() !== wanted)
          fail(`the ${wanted} one of ${list} as the only primary`, flagged(after, list).join(' and ') || 'none', {
            exchange: now.n,
          });
      }
    },
  );

  const both = step('all e-mails become primary', (before) => {
    const isReady = entries(before, 'emails').length === 2 && flagged(before, 'emails').length === 1;
    if (!isReady) notApplicable('the target keeps no primary of two e-mails');
    return [{ op: 'replace', path: 'emails[value pr].primary', value: true }];
  });

  must(
    'protocol.patch-values.one-primary',
    {
      title: 'a path that makes several values primary leaves one that is',
      spec: ['RFC7643-2.4-05', 'RFC7644-3.5.2-30'],
      fix: 'Refuse the operation, or let one of the selected values be primary.',
    },
    () => {
      const { after, read: now } = both.value;
      if (flagged(after, 'emails').length > 1)
        fail('one primary e-mail at the most', flagged(after, 'emails').join(' and '), { exchange: now.n });
    },
  );

  const taken = step('the one that is primary is so no longer, in each', (before, { target }) => {
    const operations = ['emails', 'phoneNumbers', ...NAMED]
      .filter((list) => flagged(before, list).length === 1 && target.mayChange('/Users', `${list}.primary`))
      .map((list) => ({ op: 'replace', path: `${list}[type eq "${flagged(before, list)[0]}"].primary`, value: false }));
    return operations.length > 0 ? operations : notApplicable('the target shows no value that is primary');
  });

  must(
    'protocol.patch-values.not-primary',
    {
      title: 'primary that a PATCH sets to false is false',
      spec: 'RFC7644-3.5.2.3-11',
      fix: 'Tell false from a value that is not given.',
      why: 'The address that is out of use is written to on and on.',
    },
    async ({ scim, a }) => {
      const { response, operations, before, after, read: now } = taken.value;
      expectTaken(response);
      for (const { path = '' } of operations) {
        const list = path.slice(0, path.indexOf('['));
        const [type = ''] = flagged(before, list);
        if (!flagged(after, list).includes(type)) continue;
        // Some providers make one of the values primary where the client makes none.
        const values = entries(before, list).map(({ value: _value, primary: _primary, ...each }, index) => ({
          ...each,
          value: list === 'emails' ? a.email() : list === 'phoneNumbers' ? a.phone() : `${index}-${a.marker()}`,
        }));
        const made = await scim.post('/Users', a.user({ [list]: values }));
        if (!succeeded(made) || flagged(resourceOf(await scim.get(pathOf(made))), list).length > 0) continue;
        fail(`no primary one of ${list}, or another`, `the ${type} one, as before`, { exchange: now.n });
      }
    },
  );
});
