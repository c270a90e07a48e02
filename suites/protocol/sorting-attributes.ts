import {
  entries,
  fail,
  given,
  judgeEach,
  must,
  read,
  readAll,
  scenario,
  type Context,
  type JsonObject,
} from '../../harness/language.js';
import { namedAttributes, type Named } from './_attributes.js';
import { sorted, type Sorted } from './_order.js';
import { people } from './_people.js';
import type { Own } from './_query.js';

/** What the other checks of sorting ask about. */
const KNOWN =
  /^(userName|displayName|nickName|title|userType|externalId|name\.givenName|emails\.value|meta\.created)$|:employeeNumber$/i;

/** What few servers store: they make it when they show a resource. */
const isMade = ({ path, attribute, whole }: Named): boolean =>
  /\.formatted$/i.test(path) ||
  ([attribute, whole].some((each) => each?.mutability === 'readOnly') && !/^(id|meta\.lastModified)$/i.test(path));

/** The text that decides where a resource stands: of several elements that of the primary one, if any is marked. */
function keyOf(resource: JsonObject, { path, whole }: Named): string | undefined {
  if (whole?.multiValued !== true) {
    const value = read(resource, path);
    return typeof value === 'string' ? value : undefined;
  }
  const elements = entries(resource, path.slice(0, path.lastIndexOf('.')));
  const primary = elements.filter((element) => read(element, 'primary') === true);
  const [only] = elements.length === 1 ? elements : primary.length === 1 ? primary : [];
  const value = read(only, path.slice(path.lastIndexOf('.') + 1));
  return typeof value === 'string' ? value : undefined;
}

const isPlain = (character: string | undefined): boolean => /^[0-9a-z]$/i.test(character ?? '');
const isCapital = (character: string): boolean => /[A-Z]/.test(character);

/**
 * Less than 0 where the one comes before the other in every collation, more than 0 where it comes after; 0 where
 * punctuation, accents or the letter case of what is caseExact decide.
 */
function compared(one: string, other: string, { attribute }: Named): number {
  if (attribute.type === 'dateTime') return Date.parse(one) - Date.parse(other) || 0;
  const at = one.split('').findIndex((character, place) => character.toLowerCase() !== other[place]?.toLowerCase());
  const [left, right] = [one[at], other[at]];
  if (left === undefined || right === undefined || !isPlain(left) || !isPlain(right)) return 0;
  // What looks like a number may be kept as one.
  if (/^\d+$/.test(one) && /^\d+$/.test(other) && one.length !== other.length) return 0;
  const isMixed = one.slice(0, at) !== other.slice(0, at) || isCapital(left) !== isCapital(right);
  if (attribute.caseExact && isMixed) return 0;
  return left.toLowerCase() < right.toLowerCase() ? -1 : 1;
}

/** The first two who stand the wrong way round. Who has no value comes last when ascending, first when descending. */
function misplaced(came: Sorted, named: Named, order: Order): [Own, Own] | undefined {
  const sign = order === 'descending' ? -1 : 1;
  const isBare = (own: Own): boolean => readAll(came.shown.get(own), named.path).length === 0;
  const key = (own: Own): string | undefined => keyOf(came.shown.get(own) ?? own.stored, named);
  for (const [at, first] of came.entries())
    for (const second of came.slice(at + 1)) {
      const [one, other] = [key(first), key(second)];
      const wrong =
        one !== undefined && other !== undefined
          ? compared(one, other, named)
          : (one ?? other) === undefined || isBare(first) === isBare(second)
            ? 0
            : Number(isBare(first)) - Number(isBare(second));
      if (sign * wrong > 0) return [first, second];
    }
  return undefined;
}

type Order = 'ascending' | 'descending';

scenario('Sorting by attributes that few ask for', { needs: ['users', 'sort'] }, () => {
  const made = given('people are posted', () => people());
  const unsorted = given('they are listed in no order', (context) => sorted(context, made.value, {}));

  /** Attributes that tell people apart, each with an order in which the unsorted list does not stand. */
  const telling = (context: Context): [Named, Order][] =>
    namedAttributes(context).flatMap((named): [Named, Order][] => {
      const { type, multiValued } = named.attribute;
      if (multiValued || KNOWN.test(named.path) || isMade(named) || !['string', 'reference', 'dateTime'].includes(type))
        return [];
      const keys = [...unsorted.value.shown.values()].flatMap((resource) => keyOf(resource, named) ?? []);
      if (!keys.some((one) => keys.some((other) => compared(one, other, named) !== 0))) return [];
      const order = (['descending', 'ascending'] as const).find((each) => misplaced(unsorted.value, named, each));
      return order ? [[named, order]] : [];
    });

  must(
    'protocol.sorting-attributes.each',
    {
      title: 'sortBy orders users by whichever attribute it names, or is refused',
      spec: [
        'RFC7644-3.4.2.3-03',
        'RFC7644-3.4.2.3-04',
        'RFC7644-3.4.2.3-05',
        'RFC7644-3.4.2.3-07',
        'RFC7644-3.4.2.3-08',
      ],
      fix: 'Resolve sortBy by the schemas, or answer 400; never ignore it, and leave no user out or in twice.',
      why: 'A client that pages through an order that is none misses users and sees others twice.',
    },
    (context) =>
      judgeEach(
        telling(context),
        ([{ path }]) => path,
        async ([named, order]) => {
          const came = await sorted(context, made.value, { sortBy: named.path, sortOrder: order }, true);
          const { exchange } = came;
          const show = (list: readonly Own[]): string =>
            list.map((own) => `${own.label} (${keyOf(came.shown.get(own) ?? own.stored, named) ?? 'none'})`).join(', ');
          const lost = unsorted.value.filter((own) => !came.includes(own));
          if (lost.length > 0)
            fail(`all users under sortBy=${named.path}`, `a list without ${show(lost)}`, { exchange });
          if (new Set(came).size < came.length)
            fail(`each user once under sortBy=${named.path}`, show(came), { exchange });
          const wrong = misplaced(came, named, order);
          if (wrong)
            fail(`${order} by ${named.path}: ${show(wrong.reverse())}`, `the order ${show(came)}`, { exchange });
        },
        'the target stores nothing else that tells the users apart',
      ),
  );
});
