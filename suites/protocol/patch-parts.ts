/** Parts of values that a bracket selects: one of them changes, and nothing else does. */
import {
  describeAnswer,
  entries,
  expect,
  expectTaken,
  fail,
  given,
  isRefusal,
  must,
  notApplicable,
  read,
  scenario,
  type Capabilities,
  type Json,
  type JsonObject,
} from '../../harness/language.js';
import { plainText, spell, steps, type Operation, type Patched } from './_patch.js';

/** What is compared of the values of each array; letter case and the spelling of numbers are the target's. */
const PARTS: Record<string, readonly string[]> = {
  addresses: ['streetAddress', 'locality', 'region', 'postalCode', 'country'],
  phoneNumbers: ['value'],
};
const LISTS = Object.keys(PARTS);

/** The part of the value of a type, as it is compared; undefined where there is none. */
function partOf(resource: JsonObject, list: string, type: string, part: string): string | undefined {
  const found = entries(resource, list).find((each) => String(read(each, 'type')).toLowerCase() === type);
  const value = read(found, part);
  return value === undefined || value === '' ? undefined : plainText(value);
}

/** Fails unless every part holds what the operations gave it, or else what it held before. */
function expectParts({ before, operations, response, after, read: now }: Patched): void {
  expect(response).to.succeeded();
  for (const list of LISTS) {
    const types = entries(before, list).map((each) => String(read(each, 'type')).toLowerCase());
    for (const type of types)
      for (const part of PARTS[list] ?? []) {
        const named = operations.find(({ path }) => path === `${list}[type eq "${type}"].${part}`);
        const had = partOf(before, list, type, part);
        const wanted = !named ? had : named.op === 'remove' ? undefined : plainText(named.value);
        const has = partOf(after, list, type, part);
        if (has !== wanted)
          fail(
            `${part} of the ${type} one of ${list} ${wanted ?? 'unassigned'} after ${spell(operations)}`,
            has ?? 'none',
            { exchange: now.n },
          );
      }
    if (entries(after, list).length !== types.length)
      fail(`${types.length} ${list}`, `${entries(after, list).length}`, { exchange: now.n });
  }
}

/** The operations on what the target stores and lets clients write; not applicable where none is left. */
function possible(before: JsonObject, target: Capabilities, all: readonly Operation[]): Operation[] {
  const usable = all.filter(({ op, path = '' }) => {
    const [, list = '', type = '', part = ''] = /^(\w+)\[type eq "(\w+)"\]\.(\w+)$/.exec(path) ?? [];
    const values = entries(before, list);
    const definition = target.attribute('/Users', `${list}.${part}`);
    return (
      values.some((each) => String(read(each, 'type')).toLowerCase() === type) &&
      values.some((each) => read(each, part) !== undefined) &&
      target.mayChange('/Users', list) &&
      target.mayChange('/Users', `${list}.${part}`) &&
      !(op === 'remove' && definition?.required === true)
    );
  });
  return usable.length > 0 ? usable : notApplicable('the target stores no such parts');
}

scenario('PATCH of parts of addresses and phones', { needs: 'patch' }, () => {
  const user = given('a user with two addresses and two phones is posted', async ({ scim, a, target }) => {
    const lists: Record<string, Json> = {
      addresses: [
        {
          type: 'work',
          streetAddress: '1 Main Street',
          locality: 'Cambridge',
          region: 'MA',
          postalCode: '02139',
          country: 'US',
        },
        { type: 'home', locality: 'Boston', region: 'NH', country: 'US' },
      ],
      phoneNumbers: [
        { type: 'work', value: a.phone() },
        { type: 'mobile', value: a.phone() },
      ],
    };
    const offered = Object.entries(lists).filter(([list]) => target.attribute('/Users', list));
    const made = await scim.post('/Users', a.user(Object.fromEntries(offered)));
    return isRefusal(made) ? notApplicable(`two values of an array are refused: ${describeAnswer(made)}`) : made;
  });
  const step = steps(user);

  const several = step('parts of several values are replaced', (before, { a, target }) =>
    possible(before, target, [
      { op: 'replace', path: 'addresses[type eq "work"].postalCode', value: '02140' },
      { op: 'replace', path: 'addresses[type eq "work"].streetAddress', value: `2 Main Street ${a.marker()}` },
      { op: 'replace', path: 'addresses[type eq "home"].locality', value: `Town ${a.marker()}` },
      { op: 'replace', path: 'phoneNumbers[type eq "work"].value', value: a.phone() },
      { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: a.phone() },
    ]),
  );

  must(
    'protocol.patch-parts.several',
    {
      title: 'parts of several addresses and phones change in one request',
      spec: ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2-28'],
      fix: 'Apply each operation to the values as the one before left them, and to the one part that it names.',
      why: 'Entra sends street, postal code and numbers in one request, each by a path of its own.',
    },
    () => expectParts(several.value),
  );

  const removed = step('the region of the work address is removed', (before, { target }) =>
    possible(before, target, [{ op: 'remove', path: 'addresses[type eq "work"].region' }]),
  );

  must(
    'protocol.patch-parts.removed',
    {
      title: 'remove of a part of one address takes it from no other',
      spec: 'RFC7644-3.5.2.2-08',
      fix: 'Delete the sub-attribute of the elements that the bracket selects, not of all.',
    },
    () => expectParts(removed.value),
  );

  const added = step('a part that the home address lacks is added', (before, { a, target }) => {
    const operations = possible(before, target, [
      { op: 'add', path: 'addresses[type eq "home"].streetAddress', value: `3 Main Street ${a.marker()}` },
    ]);
    return partOf(before, 'addresses', 'home', 'streetAddress') === undefined
      ? operations
      : notApplicable('the target gives the address a street by itself');
  });

  must(
    'protocol.patch-parts.added',
    {
      title: 'add of a part that the selected address lacks sets it there',
      spec: ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
      fix: 'Set the sub-attribute of the selected element; make no element of its own of it.',
      why: 'Entra adds the parts of an address one by one.',
    },
    () => expectParts(added.value),
  );

  const set = step('a part that the home address lacks is replaced', (before, { target }) => {
    const operations = possible(before, target, [
      { op: 'replace', path: 'addresses[type eq "home"].postalCode', value: '03101' },
    ]);
    return partOf(before, 'addresses', 'home', 'postalCode') === undefined
      ? operations
      : notApplicable('the target gives the address a postal code by itself');
  });

  must(
    'protocol.patch-parts.set-by-replace',
    {
      title: 'replace of a part that the selected address lacks sets it',
      spec: 'RFC7644-3.5.2.3-06',
      fix: 'Treat replace of a sub-attribute that has no value like add; noTarget is for brackets that select nothing.',
    },
    () => expectParts(set.value),
  );

  const addresses = (resource: JsonObject): JsonObject[] => entries(resource, 'addresses') as JsonObject[];
  const partsOf = (resource: JsonObject, part: string): string[] =>
    addresses(resource).flatMap((each) => (each[part] === undefined ? [] : [plainText(each[part])]));
  /** Fails unless the address of a type has its parts as before, but for some. */
  const expectRest = ({ before, operations, after, read: now }: Patched, type: string, changed: string[]): void => {
    for (const part of (PARTS['addresses'] ?? []).filter((each) => !changed.includes(each))) {
      const [had, has] = [before, after].map((each) => partOf(each, 'addresses', type, part));
      if (has !== had)
        fail(`${part} of the ${type} address ${had ?? 'unassigned'} after ${spell(operations)}`, has ?? 'none', {
          exchange: now.n,
        });
    }
  };

  const record = step('an object is added at the home address', (before, { a, target }) => {
    possible(before, target, [{ op: 'add', path: 'addresses[type eq "home"].locality' }]);
    return [
      { op: 'add', path: 'addresses[type eq "home"]', value: { type: 'home', locality: `Village ${a.marker()}` } },
    ];
  });

  must(
    'protocol.patch-parts.record-added',
    {
      title: 'what an add gives a selected address is stored, and no other loses by it',
      spec: ['RFC7644-3.5.2.1-02', 'RFC7644-3.5.2-12'],
      fix: 'Set the sub-attributes of the value in the elements that the bracket selects, or refuse the operation.',
    },
    () => {
      const { response, operations, after, read: now } = record.value;
      expectTaken(response);
      const locality = plainText(read(operations[0]?.value, 'locality'));
      if (!partsOf(after, 'locality').includes(locality))
        fail(`an address with locality ${locality}`, partsOf(after, 'locality').join(', ') || 'none', {
          exchange: now.n,
        });
      expectRest(record.value, 'work', []);
    },
  );

  const unbracketed = step('parts of all addresses are changed by paths without a bracket', (before, { a, target }) => {
    possible(before, target, [{ op: 'replace', path: 'addresses[type eq "work"].locality' }]);
    possible(before, target, [{ op: 'remove', path: 'addresses[type eq "work"].country' }]);
    return [
      { op: 'replace', path: 'addresses.locality', value: `Everywhere ${a.marker()}` },
      { op: 'remove', path: 'addresses.country' },
    ];
  });

  must(
    'protocol.patch-parts.unbracketed',
    {
      title: 'a part of an array named without a bracket changes alone, or is refused',
      spec: ['RFC7644-3.5.2-11', 'RFC7644-3.2-08'],
      fix: 'Apply addresses.locality to the values that are there, or answer 400: no success for nothing, and no loss.',
      why: 'Who is told that a change succeeded does not send it again.',
    },
    () => {
      const { response, operations, before, after, read: now } = unbracketed.value;
      if (isRefusal(response)) return `refused with ${response.status}`;
      expect(response).to.succeeded();
      const locality = plainText(operations[0]?.value);
      if (!partsOf(after, 'locality').includes(locality))
        fail(`addresses with locality ${locality}`, partsOf(after, 'locality').join(', ') || 'none', {
          exchange: now.n,
        });
      if (partsOf(after, 'country').length >= partsOf(before, 'country').length)
        fail('addresses without country', partsOf(after, 'country').join(', '), { exchange: now.n });
      for (const type of ['work', 'home']) expectRest(unbracketed.value, type, ['locality', 'country']);
      return 'applied to the values';
    },
  );

  const emptied = step('every address and phone is removed by its bracket', (before, { target }) => {
    const operations = LISTS.filter(
      (list) => target.mayChange('/Users', list) && target.attribute('/Users', list)?.required !== true,
    ).flatMap((list) =>
      entries(before, list)
        .filter((each) => read(each, 'type') !== undefined)
        .map((each) => ({ op: 'remove', path: `${list}[type eq ${JSON.stringify(read(each, 'type'))}]` })),
    );
    return operations.length > 0 ? operations : notApplicable('the target shows no such values with a type');
  });

  must(
    'protocol.patch-parts.emptied',
    {
      title: 'when the last phone or address goes by its bracket none is left',
      spec: ['RFC7644-3.5.2.2-09', 'RFC7644-3.5.2.2-07'],
      fix: 'Store that no value is left; leave no empty shell, and do not take an empty list for no change.',
      why: 'The number that somebody gave back is called on and on.',
    },
    () => {
      const { response, operations, before, after, read: now } = emptied.value;
      expectTaken(response);
      for (const list of LISTS.filter((each) => operations.some(({ path }) => path?.startsWith(each)))) {
        const typed = entries(before, list).filter((each) => read(each, 'type') !== undefined);
        const had = typed.map((each) => JSON.stringify(each));
        const part = list === 'addresses' ? 'locality' : 'value';
        const left = entries(after, list).find(
          (each) => had.includes(JSON.stringify(each)) || read(each, part) === undefined,
        );
        if (left !== undefined) fail(`no ${list}`, JSON.stringify(left), { exchange: now.n });
      }
    },
  );
});
