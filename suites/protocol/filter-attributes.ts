import {
  given,
  judgeEach,
  must,
  notApplicable,
  read,
  readAll,
  sameText,
  scenario,
  swappedCase,
  type Attribute,
  type Context,
} from '../../harness/language.js';
import { namedAttributes, type Named } from './_attributes.js';
import { equals, people, person, type People } from './_people.js';
import { collect, expectSelected, type Own } from './_query.js';

/** Conditions that one filter joins: few enough for the URLs that servers take. */
const TOGETHER = 12;

/** An attribute of the person who has a value of most, with the value that was sent and is shown. */
interface Value {
  path: string;
  attribute: Attribute;
  value: string;
}

const isText = ({ type, mutability, returned }: Attribute): boolean =>
  (type === 'string' || type === 'reference') &&
  mutability !== 'readOnly' &&
  mutability !== 'writeOnly' &&
  (returned === 'default' || returned === 'always');

/** Text that the schemas let a client write and read: that of simple attributes and of parts. */
const textPaths = (context: Context): Named[] =>
  namedAttributes(context).filter(({ attribute, whole }) => isText(attribute) && whole?.mutability !== 'readOnly');

/** The values of a person that the target stores as sent, on one line. */
function valuesOf(context: Context, made: People, own: Own): Value[] {
  const sent = made.sent.get(own.label);
  return textPaths(context).flatMap(({ path, attribute }) => {
    const [value, wanted] = [read(own.stored, path), readAll(sent, path)];
    const isKept = typeof value === 'string' && /\S/.test(value) && wanted.some((each) => sameText(each, value));
    return isKept && !/[\r\n]/.test(value) ? [{ path, attribute, value }] : [];
  });
}

const chunked = <T>(list: readonly T[]): T[][] =>
  list.length === 0 ? [] : [list.slice(0, TOGETHER), ...chunked(list.slice(TOGETHER))];

scenario('Filters on attributes that few ask for', { needs: ['users', 'filter'] }, () => {
  const made = given('people are posted', () => people());
  const full = (): Own => person(made.value, 'maxylee');
  const values = (context: Context): Value[] => valuesOf(context, made.value, full());

  /** Whether a filter of several conditions gives exactly these of the own people; false where it is refused. */
  const gives = async (context: Context, filter: string, ids: readonly string[]): Promise<boolean> => {
    const found = await collect(context, '/Users', { filter });
    const ours = found.ids.filter((id) => made.value.own.some((own) => own.id === id));
    return found.response.status === 200 && ours.join() === ids.join();
  };

  /** Asks for many at once, and one by one for those of a filter that is refused or does not give what it should. */
  const each = async (
    context: Context,
    joined: (some: readonly Value[]) => [filter: string, ids: readonly string[]],
    alone: (one: Value) => Promise<unknown>,
  ): Promise<void> => {
    const all = values(context);
    if (all.length === 0) notApplicable('the target stores nothing as sent');
    const suspects: Value[] = [];
    for (const some of chunked(all)) if (!(await gives(context, ...joined(some)))) suspects.push(...some);
    if (suspects.length > 0) await judgeEach(suspects, ({ path }) => path, alone);
  };

  must(
    'protocol.filter-attributes.own-value',
    {
      title: 'eq finds a user by any attribute, letter case aside if need be',
      spec: ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-43', 'RFC7644-3.4.2.2-39', 'RFC7644-3.4.2.2-51'],
      fix: 'Compare whichever attribute a filter names as its schema says, or answer 400 invalidFilter.',
      why: 'A provider that matches by employee number or telephone number finds nobody, and creates a second account.',
    },
    (context) => {
      const is = ({ path, attribute, value }: Value): string => {
        // Ids are told apart by letter case, whatever the schemas say of what holds them.
        const isId = path === 'externalId' || /:manager\.value$/i.test(path);
        const isFolded = attribute.type === 'string' && !attribute.caseExact && !isId;
        return `${path} eq ${JSON.stringify(isFolded ? swappedCase(value) : value)}`;
      };
      return each(
        context,
        (some) => [some.map(is).join(' and '), [full().id]],
        (one) =>
          expectSelected(context, made.value, `${equals(made.value, 'maxylee')} and ${is(one)}`, { alone: true }),
      );
    },
  );

  must(
    'protocol.filter-attributes.other-value',
    {
      title: 'eq with a value that nobody has finds nobody, whichever attribute',
      spec: ['RFC7644-3.4.2.2-11', 'RFC7644-3.4.2.2-43', 'RFC7644-3.4.2.2-39', 'RFC7644-3.4.2.2-04'],
      fix: 'Never drop a condition: select by it, or answer 400 invalidFilter.',
      why: 'A provider takes the first user of a list that its filter should have emptied, and overwrites it.',
    },
    (context) => {
      const other = ({ path, value }: Value): string => `${path} eq ${JSON.stringify(`${value}x`)}`;
      const mine = equals(made.value, 'maxylee');
      return each(
        context,
        (some) => [`${mine} and (${some.map(other).join(' or ')})`, []],
        (one) => expectSelected(context, made.value, `${mine} and ${other(one)}`, { alone: true, evenIf: 'none' }),
      );
    },
  );
});
