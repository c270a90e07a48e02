/** Sorted lists: the order of own resources against our own sorting of what is stored. */
import {
  describeAnswer,
  entries,
  expect,
  fail,
  notApplicable,
  oracle,
  read,
  type Context,
  type JsonObject,
} from '../../harness/language.js';
import { collect, type Own, type Population, type Query } from './_query.js';

/** Values of the attribute that decides: of the primary or only element where there are several. */
function sortKey(own: Own, path: string): unknown {
  const [name = '', sub] = path.split('.');
  const elements = entries(own.stored, name);
  if (sub === undefined || elements.length < 2) return read(own.stored, path);
  return read(elements.find((element) => read(element, 'primary') === true) ?? elements[0], sub);
}

/** The own resources as a sorted list gave them and showed them, how many others were among them, and its first exchange. */
export type Sorted = Own[] & { shown: ReadonlyMap<Own, JsonObject>; foreign: number; exchange: number };

/** The own resources in the order in which a sorted query gives them. 400 is a way out where `optional`. */
export async function sorted(context: Context, made: Population, query: Query, optional = false): Promise<Sorted> {
  if (made.scope === undefined || context.target.lacks('filter') !== undefined)
    notApplicable('the target accepts no filter by which the run can tell its own resources apart');
  const found = await collect(context, made.collection, { filter: made.scope, ...query });
  if (optional && found.response.status === 400)
    notApplicable(`the target answers ${describeAnswer(found.response)} to sortBy=${query['sortBy']}`);
  expect(found.response).to.have.status(200);
  const own = found.ids.flatMap((id) => made.own.find((each) => each.id === id) ?? []);
  const shown = new Map(
    own.map((each) => [each, found.resources.find((resource) => read(resource, 'id') === each.id) ?? each.stored]),
  );
  return Object.assign(own, { shown, foreign: found.ids.length - own.length, exchange: found.response.n });
}

/** Fails unless `judged` came in the order in which our own sorting puts them; resources with equal values are interchangeable. */
export function expectOrder(came: Sorted, judged: readonly Own[], made: Population, query: Query): void {
  const { exchange } = came;
  const path = String(query['sortBy']);
  if (judged.every((own) => sortKey(own, path) === undefined)) notApplicable(`the target stores no ${path}`);
  const sorting = {
    sortBy: path,
    ...(query['sortOrder'] === undefined ? {} : { sortOrder: String(query['sortOrder']) }),
  };
  const ordered = oracle.sortResources(
    judged.map(({ stored }) => stored),
    sorting,
    made.model,
  );
  const wanted = ordered.flatMap((stored) => judged.find((own) => own.stored === stored) ?? []);
  if (new Set(wanted.map((own) => String(sortKey(own, path)).toLowerCase())).size < 2)
    notApplicable(`what the target stores does not tell resources apart by ${path}`);
  const got = came.filter((own) => judged.includes(own));
  const lost = judged.filter((own) => !got.includes(own));
  const show = (list: readonly Own[]): string =>
    list.map((own) => `${own.label} (${String(sortKey(own, path) ?? 'none')})`).join(', ');
  if (lost.length > 0) fail(`all resources under sortBy=${path}`, `a list without ${show(lost)}`, { exchange });
  if (got.length > judged.length)
    fail(`each resource once under sortBy=${path}`, `the order ${show(got)}`, { exchange });
  const key = (own: Own): string => String(sortKey(own, path) ?? '\u{10ffff}').toLowerCase();
  if (got.some((own, at) => key(own) !== key(wanted[at] ?? own)))
    fail(`the order ${show(wanted)}`, `the order ${show(got)}`, { exchange });
}

/** Five whose values differ in their first letters, so that no collation of punctuation decides. */
const FIVE = ['mia', 'carl', 'zoe', 'ada', 'bada'];
export const five = (made: Population): Own[] => made.own.filter(({ label }) => FIVE.includes(label));
