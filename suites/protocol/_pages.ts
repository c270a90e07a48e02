/** Pages of a list whose size is known. */
import {
  blocked,
  describeAnswer,
  expect,
  fail,
  isObject,
  mayLackTotal,
  member,
  notApplicable,
  read,
  resourcesOf,
  type Capabilities,
  type Context,
  type ScimResponse,
} from '../../harness/language.js';
import { ask, type Population, type Query } from './_query.js';

export interface Pages extends Population {
  query: Query;
  /** How many resources the query selects. */
  size: number;
  /** Whether the order is one that the server has to keep. */
  ordered: boolean;
}

/** The own resources as a list of known size, in the order of `sortBy` where sorting is offered. */
export function listed({ target }: Context, population: Population, sortBy: string): Pages {
  const { scope } = population;
  if (scope === undefined)
    notApplicable('the target accepts no filter by which the run can tell its own resources apart');
  const ordered = target.lacks('sort') === undefined;
  return {
    ...population,
    query: { filter: scope, ...(ordered ? { sortBy } : {}) },
    size: population.own.length,
    ordered,
  };
}

export const page = (context: Context, made: Pages, query: Query): Promise<ScimResponse> =>
  ask(context, made.collection, { ...made.query, ...query });

export const idsIn = (response: ScimResponse): unknown[] =>
  resourcesOf(response).map((resource) => read(resource, 'id'));
export const value = (response: ScimResponse, name: string): unknown =>
  isObject(response.json) ? member(response.json, name) : undefined;
/** A page by cursor has other members (RFC 9865). */
export const byCursor = (response: ScimResponse): boolean => value(response, 'nextCursor') !== undefined;
export const shown = (got: unknown): string => JSON.stringify(got) ?? 'missing';

/** Whether the target lets clients page by index (RFC 9865 section 4: it may say that it does not). */
export function indexed({ target }: Context): boolean {
  return read(target.config, 'pagination.index') !== false;
}

export function needsIndex(context: Context): void {
  if (!indexed(context)) notApplicable("the target's ServiceProviderConfig says pagination.index is false");
}

/** Blocked where a list without paging is all there, as its total says, and is not that of the own resources. */
function needsOwn(ids: readonly unknown[], whole: ScimResponse, { own }: Population): void {
  const isAll = ids.length === value(whole, 'totalResults');
  const isOwn = ids.length === own.length && own.every(({ id }) => ids.includes(id));
  if (ids.length === 0 || (isAll && !isOwn))
    blocked(
      'the list without paging',
      `the list without paging has ${ids.length} resources, not the ${own.length} that its filter selects`,
    );
}

/** Blocked, too, where a part of the list shows others: how many there are, and which, is not known then. */
export function needsFilter(whole: ScimResponse, made: Population): void {
  if (whole.status !== 200) return;
  const ids = idsIn(whole);
  needsOwn(ids, whole, made);
  const others = ids.filter((id) => made.own.every((each) => each.id !== id)).length;
  if (others > 0)
    blocked('the list without paging', `the list without paging has ${others} resources that its filter excludes`);
}

/** Blocked where there is no list without paging, or one that holds nothing to cut into pages. */
export function needsList(whole: ScimResponse, made: Population): void {
  if (whole.status !== 200) blocked('the list without paging', `it was answered ${describeAnswer(whole)}`);
  needsOwn(idsIn(whole), whole, made);
}

export function expectTotal(response: ScimResponse, made: Pages, target: Capabilities): void {
  expect(response).to.have.status(200);
  const total = value(response, 'totalResults');
  if (total === undefined && mayLackTotal(response, target)) return;
  if (total !== made.size)
    fail(`totalResults ${made.size}, the number of all matches`, `totalResults ${shown(total)}`, {
      exchange: response.n,
    });
}

export function expectEmpty(response: ScimResponse): void {
  const found = resourcesOf(response).length;
  if (found > 0) fail('no Resources', `${found} resources`, { exchange: response.n });
}

/**
 * Fails unless the answer shows the same resources as a page from the beginning. Where that page holds only a part of
 * the list, another part is as good: no order is promised.
 */
export function expectFromStart(response: ScimResponse, first: ScimResponse, made: Pages, what: string): void {
  expect(response).to.have.status(200);
  const [got, wanted] = [idsIn(response), idsIn(first)];
  if (got.length === 0) fail(`${what} to give the first page`, 'no resources', { exchange: response.n });
  if (wanted.length < made.size) return;
  if (got.length !== wanted.length || got.some((id) => !wanted.includes(id)))
    fail(`${what} to give the same ${wanted.length} resources as no startIndex`, `${got.length} resources`, {
      exchange: response.n,
    });
}
