/** PATCH of arrays as wholes and for the first time, and of arrays that few servers are tried with. */
import {
  describeAnswer,
  entries,
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
  type Capabilities,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { plainText, spell, steps, type Operation, type Patched } from './_patch.js';

/** Values by the name of their array. */
type Lists = Record<string, JsonObject[]>;

/** Arrays whose values may be those of a catalogue (RFC 7643 section 4.1.2). */
const CATALOGUED = ['roles', 'entitlements'];

/** The arrays that the target publishes and lets clients write. */
function offered(lists: Lists, target: Capabilities, left: readonly string[] = []): [string, JsonObject[]][] {
  const found = Object.entries(lists).filter(
    ([list]) => !left.includes(list) && target.attribute('/Users', list) && target.mayChange('/Users', list),
  );
  return found.length > 0 ? found : notApplicable('the target publishes none of these arrays as writable');
}

/** A user with values of several arrays: of all that are offered, or of those that no catalogue limits. */
async function postWith({ scim, a, target }: Context, lists: Lists): Promise<ScimResponse> {
  const full = await scim.post('/Users', a.user(Object.fromEntries(offered(lists, target))));
  const made = isRefusal(full)
    ? await scim.post('/Users', a.user(Object.fromEntries(offered(lists, target, CATALOGUED))))
    : full;
  return isRefusal(made) ? notApplicable(`two values of an array are refused: ${describeAnswer(made)}`) : made;
}

/** A value by what tells it from others: its number or name, or the place. */
const nameOf = (value: unknown): string => plainText(read(value, 'value') ?? read(value, 'locality'));

const namesOf = (resource: unknown, list: string): string[] => entries(resource, list).map(nameOf);

/** Fails unless an array holds these values and none of those. */
function expectNames({ after, operations, read: now }: Patched, list: string, wanted: string[], gone: string[]): void {
  const has = namesOf(after, list);
  if (wanted.some((name) => !has.includes(name)) || gone.some((name) => has.includes(name)))
    fail(`${list} ${wanted.join(', ')} after ${spell(operations)}`, has.join(', ') || 'none', { exchange: now.n });
}

scenario('PATCH replace of whole arrays without a path', { needs: 'patch' }, () => {
  const make = (context: Context, round: string): Lists => ({
    phoneNumbers: ['work', 'mobile'].map((type) => ({ type, value: context.a.phone() })),
    addresses: ['work', 'home'].map((type) => ({
      type,
      locality: `${round} ${type}`,
      ...(round === 'Old' ? { postalCode: '02139' } : {}),
    })),
    roles: ['own', 'lent'].map((type) => ({ type, value: `${round}-${type}-${context.a.marker()}` })),
    entitlements: ['own', 'lent'].map((type) => ({ type, value: `${round}-${type}-${context.a.marker()}` })),
  });
  const user = given('a user with two values of several arrays is posted', (context) =>
    postWith(context, make(context, 'Old')),
  );
  const replaced = steps(user)('all are replaced by two others without a path', (before, context) => {
    const fresh = Object.entries(make(context, 'New')).filter(([list]) => entries(before, list).length === 2);
    return fresh.length > 0
      ? [{ op: 'replace', value: Object.fromEntries(fresh) }]
      : notApplicable('the target stores no two values of one of these arrays');
  });

  must(
    'protocol.patch-lists.pathless',
    {
      title: 'a path-less replace of phones, addresses or roles leaves no old ones',
      spec: 'RFC7644-3.5.2.3-03',
      fix: 'Put each given array in the place of the stored one, all of its values, for every multi-valued attribute.',
      why: 'A role that is replaced and stays is access that nobody meant.',
    },
    () => {
      const { before, operations, after, read: now } = replaced.value;
      expectTaken(replaced.value.response);
      return judgeEach(
        Object.entries(operations[0]?.value as Lists),
        ([list]) => list,
        ([list, values]) => {
          expectNames(replaced.value, list, values.map(nameOf), namesOf(before, list));
          const codes = readAll(after, `${list}.postalCode`);
          if (codes.length > 0)
            fail(`${list} as they are given`, `postalCode ${codes.join(', ')} of the old ones`, { exchange: now.n });
        },
      );
    },
  );
});

scenario('PATCH add of the first values of arrays', { needs: 'patch' }, () => {
  const user = given('a user without them is posted', ({ scim, a }) => scim.post('/Users', a.user()));
  const values = (context: Context): Lists => ({
    phoneNumbers: [{ type: 'work', value: context.a.phone() }],
    addresses: [{ type: 'work', locality: 'Cambridge', country: 'US' }],
    ims: [{ type: 'xmpp', value: `ada-${context.a.marker()}` }],
    roles: [{ value: `role-${context.a.marker()}` }],
    entitlements: [{ value: `entitlement-${context.a.marker()}` }],
  });
  const adds = (before: JsonObject, context: Context, left: readonly string[]): Operation[] =>
    offered(values(context), context.target, left)
      .filter(([list]) => entries(before, list).length === 0 && !context.target.onRequest('/Users', list))
      .map(([path, value]) => ({ op: 'add', path, value }));
  const step = steps(user);
  const first = step('a first value of each is added', (before, context) => {
    const operations = adds(before, context, []);
    return operations.length > 0 ? operations : notApplicable('the target gives values of these arrays by itself');
  });
  const fewer = given('where that is refused, of those that no catalogue limits', async ({ scim }) => {
    const few = first.value.operations.filter(({ path = '' }) => !CATALOGUED.includes(path));
    const isFewer = few.length > 0 && few.length < first.value.operations.length;
    if (!isRefusal(first.value.response) || !isFewer) return first.value;
    const response = await scim.patch(user.path, few);
    const now = await scim.get(user.path);
    return { ...first.value, operations: few, response, read: now, after: resourceOf(now) };
  });

  must(
    'protocol.patch-lists.first-values',
    {
      title: 'add to an array that has no values yet makes its first one',
      spec: ['RFC7644-3.5.2.1-04', 'RFC7644-3.5.2.1-12'],
      fix: 'Make the array where an add brings its first values, for every multi-valued attribute.',
      why: 'Who had no telephone number would never get one.',
    },
    ({ scim, a }) => {
      expectTaken(fewer.value.response);
      return judgeEach(
        fewer.value.operations,
        ({ path = '' }) => path,
        async ({ path = '', value }) => {
          const wanted = (value as JsonObject[]).map(nameOf);
          if (wanted.every((name) => namesOf(fewer.value.after, path).includes(name))) return;
          // Whether the target stores what it publishes is judged of a create.
          const control = await scim.post('/Users', a.user({ [path]: value as JsonObject[] }));
          if (namesOf(resourceOf(await scim.get(pathOf(control))), path).length === 0)
            notApplicable(`the target stores no ${path} at all`);
          expectNames(fewer.value, path, wanted, []);
        },
      );
    },
  );
});

scenario('PATCH of messengers and photos', { needs: 'patch' }, () => {
  const photo = (type: string): JsonObject => ({ type, value: `https://photos.example.com/profilephoto/${type}` });
  const user = given('a user with two of each is posted', (context) =>
    postWith(context, {
      ims: ['xmpp', 'skype'].map((type) => ({ type, value: `${type}-${context.a.marker()}` })),
      photos: ['photo', 'thumbnail'].map(photo),
    }),
  );
  const typesOf = (resource: JsonObject, list: string): string =>
    entries(resource, list)
      .map((each) => String(read(each, 'type')).toLowerCase())
      .sort()
      .join(', ');
  const step = steps(user);
  const changed = step('one messenger is replaced, one photo removed', (before, { a }) => {
    const operations = [
      ...(typesOf(before, 'ims') === 'skype, xmpp'
        ? [{ op: 'replace', path: 'ims[type eq "skype"].value', value: `other-${a.marker()}` }]
        : []),
      ...(typesOf(before, 'photos') === 'photo, thumbnail'
        ? [{ op: 'remove', path: 'photos[type eq "thumbnail"]' }]
        : []),
    ];
    return operations.length > 0 ? operations : notApplicable('the target stores no two messengers or photos by type');
  });
  const added = step('a messenger and the photo are added', (before, { a }) => {
    const operations = [
      ...(typesOf(before, 'ims') === 'skype, xmpp'
        ? [{ op: 'add', path: 'ims', value: [{ type: 'gtalk', value: `third-${a.marker()}` }] }]
        : []),
      ...(typesOf(before, 'photos') === 'photo' ? [{ op: 'add', path: 'photos', value: [photo('thumbnail')] }] : []),
    ];
    return operations.length > 0 ? operations : notApplicable('no photo was removed, and there are no messengers');
  });
  /** Fails unless the values of an array have these types after a step that names it. */
  const expectTypes = (patched: Patched, list: string, wanted: string): void => {
    if (!patched.operations.some(({ path = '' }) => path.startsWith(list))) return;
    expectTaken(patched.response);
    const has = typesOf(patched.after, list);
    if (has !== wanted)
      fail(`${list} ${wanted} after ${spell(patched.operations)}`, has || 'none', { exchange: patched.read.n });
  };

  must(
    'protocol.patch-lists.rare',
    {
      title: 'messengers and photos are changed, removed and added one by one, too',
      spec: ['RFC7644-3.5.2.3-11', 'RFC7644-3.5.2.2-07', 'RFC7644-3.5.2.1-08'],
      fix: 'Apply value paths, and adds, to every multi-valued attribute that the schema has, not to a list of names.',
    },
    () =>
      judgeEach(
        ['ims', 'photos'],
        (list) => list,
        (list) => {
          expectTypes(changed.value, list, list === 'ims' ? 'skype, xmpp' : 'photo');
          const { before, operations } = changed.value;
          const replaced = operations.find(({ path = '' }) => list === 'ims' && path.startsWith(list));
          if (replaced) {
            const [kept] = entries(before, list).filter((each) => read(each, 'type') === 'xmpp');
            expectNames(changed.value, list, [nameOf(kept), nameOf(replaced)], []);
          }
          expectTypes(added.value, list, list === 'ims' ? 'gtalk, skype, xmpp' : 'photo, thumbnail');
        },
      ),
  );
});
