import {
  blocked,
  describeAnswer,
  fail,
  given,
  isRefusal,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  resourceOf,
  sameText,
  scenario,
  shared,
  should,
  succeeded,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';
import { people, person } from './_people.js';
import { collect } from './_query.js';
import { teams } from './_teams.js';

interface Alike {
  id: string;
  /** The family name as the target stored it. */
  name: string;
  stored: JsonObject;
  /** How the user was answered with a userName of digits alone. */
  answered: ScimResponse;
}

/**
 * Two people whose family names differ in one accent, and in how they go on after "Tour"; externalId and, where it may
 * be, userName are digits alone and differ in a zero in front.
 */
const alike = shared('two people with names that are alike', async ({ scim, a }): Promise<[Alike, Alike]> => {
  const token = a.marker();
  const digits = a.digits();
  const make = async (name: string, number: string): Promise<Alike> => {
    const body = a.user({ displayName: name, name: { givenName: 'Given', familyName: name }, externalId: number });
    const answered = await scim.post('/Users', { ...body, userName: number });
    const made = isRefusal(answered) ? await scim.post('/Users', body) : answered;
    const id = String(read(resourceOf(made), 'id'));
    const stored = resourceOf(await scim.get(`/Users/${encodeURIComponent(id)}`));
    if (!sameText(read(stored, 'name.familyName'), name))
      notApplicable(`the target does not store ${JSON.stringify(name)} as sent`);
    return { id, name, stored, answered };
  };
  return [await make(`Ren\u00e9 ${token} Tour Guide`, `00${digits}`), await make(`Rene ${token} Tourist`, digits)];
});

const isDigits = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);

/** Ids that a filter selects; not applicable where the target does not offer it. */
async function selected(context: Context, collection: string, filter: string): Promise<unknown[]> {
  const { response, ids } = await collect(context, collection, { filter });
  if (response.status === 400 || response.status === 403)
    notApplicable(`the target answers ${describeAnswer(response)} to ${filter}`);
  if (!succeeded(response)) fail('200, or 400 invalidFilter', describeAnswer(response), { exchange: response.n });
  return ids;
}

scenario('Values that are nearly what a filter asks for', { needs: ['users', 'filter'] }, () => {
  const two = given('two people with names that are alike are posted', () => alike());
  const found = given('the first is looked up', (context) =>
    context.settle(
      () => selected(context, '/Users', `name.familyName eq ${JSON.stringify(two.value[0].name)}`),
      (ids) => ids.includes(two.value[0].id),
    ),
  );
  const listed = (): void => {
    const [first] = two.value;
    if (!found.value.includes(first.id)) notApplicable('the target does not find the person by the whole name');
    const others = found.value.filter((id) => two.value.every((each) => each.id !== id));
    if (others.length > 0)
      blocked(
        'name.familyName eq',
        `name.familyName eq ${JSON.stringify(first.name)} selects ${others.length} others, too`,
      );
  };

  must(
    'protocol.filter-near.accents',
    {
      title: 'eq does not take a letter with an accent for one without',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Compare with a collation that tells é from e; only letter case may be disregarded.',
      why: 'A provider that looks René up gets the account of Rene, and takes it over.',
    },
    async (context) => {
      listed();
      for (const { id, name } of two.value) {
        const other = name.includes('\u00e9') ? name.replace('\u00e9', 'e') : name.replace('Rene', 'Ren\u00e9');
        const ids = await selected(context, '/Users', `name.familyName eq ${JSON.stringify(other)}`);
        if (ids.includes(id)) fail(`nobody for ${other}`, name);
      }
    },
  );

  must(
    'protocol.filter-near.blanks',
    {
      title: 'a blank at the end of an operand counts',
      spec: 'RFC7644-3.4.2.2-14',
      fix: 'Use the operand as it stands between the quotes; do not trim it.',
    },
    async (context) => {
      listed();
      const [first, second] = two.value;
      const start = `name.familyName sw ${JSON.stringify(second.name.replace(/ist$/, ''))}`;
      if (!(await selected(context, '/Users', start)).includes(second.id))
        notApplicable('the target does not find the person by the beginning of the name');
      const blank = `name.familyName sw ${JSON.stringify(second.name.replace(/ist$/, ' '))}`;
      if ((await selected(context, '/Users', blank)).includes(second.id))
        fail(`nobody whose name goes on as in ${second.name}`, `that person for ${blank}`);
      if (
        !(
          await selected(context, '/Users', `name.familyName sw ${JSON.stringify(first.name.replace(/Guide$/, ''))}`)
        ).includes(first.id)
      )
        fail(`${first.name} by its beginning, the blank included`, 'a list without that person');
    },
  );

  must(
    'protocol.filter-near.digits',
    {
      title: 'digits in quotation marks are text: "007" is not "7"',
      spec: ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-22'],
      fix: 'Compare strings as strings, in filters and in the order of gt and lt; do not cast what looks like a number.',
      why: 'A personnel number with zeros in front finds the account of another person.',
    },
    async (context) => {
      listed();
      const [first, second] = two.value;
      await judgeEach(
        ['userName', 'externalId'],
        (path) => path,
        async (path) => {
          const [zeros, plain] = [read(first.stored, path), read(second.stored, path)];
          if (!isDigits(zeros) || !isDigits(plain)) notApplicable(`the target shows no digits in ${path}`);
          for (const [value, own, other] of [
            [zeros, first, second],
            [plain, second, first],
          ] as const) {
            const ids = await selected(context, '/Users', `${path} eq ${JSON.stringify(value)}`);
            if (!ids.includes(own.id)) fail(`the user of ${path} ${value}`, 'a list without that user');
            if (ids.includes(other.id)) fail(`nobody else for ${path} ${value}`, `the user of ${zeros}, ${plain}`);
          }
          const before = `name.familyName eq ${JSON.stringify(first.name)} and ${path} lt "${plain}"`;
          if (!(await selected(context, '/Users', before)).includes(first.id))
            fail(`${path} ${zeros} before ${plain}`, 'a list without that user');
        },
      );
    },
  );

  should(
    'protocol.filter-near.digits-apart',
    {
      title: 'userNames that differ in zeros in front are two names',
      spec: 'RFC7644-3.12-15',
      fix: 'Compare userName as text when looking for duplicates.',
    },
    () => {
      const [first, second] = two.value;
      if (!isDigits(read(first.stored, 'userName'))) notApplicable('the target takes no userName of digits alone');
      if (second.answered.status === 409)
        fail('a second user', describeAnswer(second.answered), { exchange: second.answered.n });
    },
  );

  must(
    'protocol.filter-near.whole-address',
    {
      title: 'eq compares the whole address, its domain included',
      spec: 'RFC7644-3.4.2.2-11',
      fix: 'Compare userName and addresses to their end.',
      why: 'Two tenants of one person would share an account.',
    },
    async (context) => {
      const mia = person(await people(), 'mia');
      await judgeEach(
        ['userName', 'emails.value'],
        (path) => path,
        async (path) => {
          const value = readAll(mia.stored, path).find((each) => typeof each === 'string' && each.includes('@'));
          if (typeof value !== 'string') notApplicable(`the target shows no address in ${path}`);
          const at = value.lastIndexOf('@');
          for (const other of [`${value.slice(0, at)}@elsewhere.example`, value.slice(0, at), `x${value}`]) {
            const ids = await selected(context, '/Users', `${path} eq ${JSON.stringify(other)}`);
            if (ids.includes(mia.id)) fail(`nobody of ${path} ${value} for ${other}`, 'that person');
          }
        },
      );
    },
  );

  must(
    'protocol.filter-near.id-case',
    {
      title: 'id in other letter case does not match',
      spec: 'RFC7644-3.4.2.2-51',
      fix: 'Compare id letter by letter: it is caseExact.',
    },
    async (context) => {
      const mia = person(await people(), 'mia');
      const swapped = [...mia.id].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
      // Where ids have letters of one case only, as UUIDs and ULIDs have, no two can be taken for each other.
      if (!/[a-z]/.test(mia.id) || !/[A-Z]/.test(mia.id)) notApplicable('ids do not mix small letters and capitals');
      if (!(await selected(context, '/Users', `id eq ${JSON.stringify(mia.id)}`)).includes(mia.id))
        notApplicable('the target does not find users by id');
      if ((await selected(context, '/Users', `id eq ${JSON.stringify(swapped)}`)).includes(mia.id))
        fail(`nobody for id ${swapped}`, `the user ${mia.id}`);
    },
  );
});

scenario('Groups with names of digits', { needs: ['groups', 'filter'] }, () => {
  const two = given('two groups get names that differ in a zero in front', async ({ scim, a }) => {
    const digits = a.digits();
    const made = [];
    for (const displayName of [`0${digits}`, digits]) {
      // Made with another name first, by which the run knows its own.
      const posted = await scim.post('/Groups', a.group());
      const id = String(read(resourceOf(posted), 'id'));
      const path = `/Groups/${encodeURIComponent(id)}`;
      const { members: _members, ...rest } = resourceOf(await scim.get(path));
      const put = await scim.put(path, { ...rest, displayName });
      if (isRefusal(put)) notApplicable(`the target takes no displayName of digits: ${describeAnswer(put)}`);
      const { json } = await scim.get(path);
      const shown = read(json, 'displayName');
      if (![displayName, Number(displayName)].some((each) => each === shown))
        notApplicable('the target does not store displayName as sent');
      made.push({ id, displayName, shown });
    }
    return made;
  });

  must(
    'protocol.filter-near.group-digits',
    {
      title: 'a group whose name is digits alone has it as text and is found by it',
      spec: ['RFC7643-2.3-02', 'RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-04'],
      fix: 'Write and compare displayName as text, whatever it looks like.',
      why: 'Cost centers and classes of the year are groups named by digits; one that is not found is created again.',
    },
    async (context) => {
      const groups = two.value;
      for (const { id, displayName, shown } of groups) {
        if (typeof shown !== 'string') fail(`displayName "${displayName}"`, `displayName ${shown}`);
        const filter = `displayName eq ${JSON.stringify(displayName)}`;
        const ids = await context.settle(
          () => selected(context, '/Groups', filter),
          (some) => some.includes(id),
        );
        if (!ids.includes(id)) fail(`the group ${displayName}`, 'a list without that group');
        const other = groups.find((group) => group.id !== id);
        if (ids.includes(other?.id)) fail(`the group ${displayName} alone`, `${String(other?.displayName)}, too`);
      }
    },
  );
});

scenario('Filters on the groups of users', { needs: ['users', 'groups', 'filter'] }, () => {
  const made = given('groups are posted', () => teams());

  must(
    'protocol.filter-near.groups-of-user',
    {
      title: 'a filter on groups selects the members of that group',
      spec: ['RFC7644-3.4.2.2-43', 'RFC7644-3.4.2.2-11'],
      fix: 'Evaluate groups as shown in users, or answer 400 invalidFilter.',
    },
    async (context) => {
      const { own, members } = made.value;
      const ants = own.find(({ label }) => label === 'ants')?.id ?? notApplicable('there is no group');
      const owls = own.find(({ label }) => label === 'owls')?.id;
      const user = await context.settle(
        () => context.scim.get(`/Users/${encodeURIComponent(members.zoe)}`),
        (response) => readAll(response.json, 'groups.value').includes(ants),
      );
      if (!readAll(user.json, 'groups.value').includes(ants)) notApplicable('the target shows no groups of a user');
      const filter = `groups.value eq ${JSON.stringify(ants)}`;
      const ids = await context.settle(
        () => selected(context, '/Users', filter),
        (some) => some.includes(members.zoe),
      );
      if (!ids.includes(members.zoe)) fail(`the user of that group for ${filter}`, 'a list without the user');
      const others = await selected(context, '/Users', `groups.value eq ${JSON.stringify(owls)}`);
      if (others.includes(members.zoe)) fail('the members of that group alone', 'a user of another group');
    },
  );
});
