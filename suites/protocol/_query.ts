/** Asking lists: pages put together, and what was found against what a filter selects. */
import {
  describeAnswer,
  expect,
  fail,
  notApplicable,
  oracle,
  read,
  readAll,
  resourcesOf,
  searchRequest,
  totalOf,
  type Context,
  type JsonObject,
  type ResourceModel,
  type ScimResponse,
} from '../../harness/language.js';

export type Query = Record<string, string | number>;

/** A resource that the suites made, as the server showed it when it was read back. */
export interface Own {
  label: string;
  id: string;
  stored: JsonObject;
}

/** What a list gave, all pages together. */
export interface Found {
  /** The first page. */
  response: ScimResponse;
  resources: JsonObject[];
  /** Ids in the order in which they came, repetitions included. */
  ids: unknown[];
  total: unknown;
}

/** Pages that are fetched at most: own data fits many times over. */
const MOST_PAGES = 10;

/**
 * GET with query parameters. A server that refuses personal data in a URI (403 sensitive, RFC 7644 section 7.5.2) is
 * asked by POST to `.search` instead.
 */
export async function ask(context: Context, collection: string, query: Query): Promise<ScimResponse> {
  const response = await context.scim.get(collection, { query });
  const refused = response.status === 403 && read(response.json, 'scimType') === 'sensitive';
  return refused ? search(context, collection, query) : response;
}

/** As `ask`, by POST to .search. */
export const search: typeof ask = ({ scim }, collection, query) =>
  scim.post(`${collection}/.search`, searchRequest(query));

/** The query of the page after `response`, of which `received` resources in all are known; undefined after the last. */
export function nextPage(response: ScimResponse, query: Query, received: number): Query | undefined {
  if (resourcesOf(response).length === 0) return undefined;
  const cursor = read(response.json, 'nextCursor');
  if (typeof cursor === 'string' && cursor !== '') return { ...query, cursor };
  if (query['cursor'] !== undefined) return undefined;
  const total = Number(totalOf(response));
  return received < total ? { ...query, startIndex: received + 1 } : undefined;
}

/** All pages of a query, as far as ten of them reach. `asking` sends the query for one page. */
export async function collect(
  context: Context,
  collection: string,
  query: Query,
  asking: typeof ask = ask,
): Promise<Found> {
  const first = await asking(context, collection, query);
  const resources = resourcesOf(first);
  let page = first;
  for (let pages = 1; pages < MOST_PAGES && page.status === 200; pages += 1) {
    const next = nextPage(page, query, resources.length);
    if (!next) break;
    page = await asking(context, collection, next);
    resources.push(...resourcesOf(page));
  }
  return {
    response: first,
    resources,
    ids: resources.map((resource) => read(resource, 'id')),
    total: totalOf(first),
  };
}

/**
 * Not applicable when a combination is refused with 400 (RFC 7644 table 9), or to this client with 403; any other answer
 * but 200 is a fault.
 */
export function offered(response: ScimResponse, what: string): void {
  if (response.status === 400 || response.status === 403)
    notApplicable(`the target answers ${describeAnswer(response)} to ${what}`);
  expect(response).to.have.status(200);
}

/** Without 400 as a way out. */
export function demanded(response: ScimResponse): void {
  expect(response).to.have.status(200);
}

export interface Selection {
  /** Sent as it stands; its operands must tell own resources from all others. Else `scope` is added with `and`. */
  alone?: boolean;
  /** What is said of a 400. */
  refusal?: 'offered' | 'demanded';
  /** The same in its usual spelling: where the target takes that, a 400 is no way out. */
  usual?: string;
  /** That nothing, or every resource, matches is no reason to look away. */
  evenIf?: 'none' | 'all' | 'any';
  /** Others may match, too: a server may put new users into groups of its own. */
  foreign?: 'open';
  /** Whose match is open: left out of the judgment. */
  ignore?: (own: Own) => boolean;
}

export interface Population {
  own: readonly Own[];
  collection: string;
  model: ResourceModel;
  /** A filter that selects exactly the population; undefined where the target accepts none of those that were tried. */
  scope: string | undefined;
  /** What was sent, by label. */
  sent?: ReadonlyMap<string, JsonObject>;
}

type Filter = ReturnType<typeof oracle.parseFilter>;

/** Not applicable where a filter is about values that answers lack, as the published schema says or for other reasons. */
function needsShown(filter: Filter, population: Population): void {
  const { model, own, sent } = population;
  switch (filter.kind) {
    case 'and':
    case 'or':
      for (const part of filter.filters) needsShown(part, population);
      return;
    case 'not':
      return needsShown(filter.filter, population);
    default: {
      const { urn, attribute, subAttribute } = filter.path;
      const name = `${urn === undefined ? '' : `${urn}:`}${attribute}${subAttribute === undefined ? '' : `.${subAttribute}`}`;
      const found = oracle.findAttribute(model, name);
      const hidden = [found?.attribute, found?.subAttribute].some(
        (each) => each?.returned === 'request' || each?.returned === 'never',
      );
      if (hidden) notApplicable(`${name} is published as not returned by default`);
      const lost = own.find(
        ({ label, stored }) => readAll(sent?.get(label), name).length > 0 && readAll(stored, name).length === 0,
      );
      if (lost) notApplicable(`the target does not show the ${name} that was sent`);
    }
  }
}

const names = (list: readonly Own[]): string =>
  list.length === 0 ? 'none' : list.map(({ label }) => label).join(', ');

/**
 * Sends a filter and fails unless the own resources in the answer are exactly those that match by our own evaluation of
 * what the server has stored: missing and surplus ones are named.
 */
export async function expectSelected(
  context: Context,
  population: Population,
  condition: string,
  selection: Selection = {},
): Promise<Found> {
  const { scope } = population;
  if (!selection.alone && scope === undefined)
    notApplicable('the target accepts no filter by which the run can tell its own resources apart');
  const filter = selection.alone ? condition : `${condition} and ${scope}`;
  const judged = population.own.filter((own) => !selection.ignore?.(own));
  const parsed = oracle.parseFilter(filter);
  needsShown(parsed, population);
  const expected = judged.filter(({ stored }) => oracle.matches(parsed, stored, population.model));
  const open = selection.evenIf ?? 'some';
  if (expected.length === 0 && open !== 'none' && open !== 'any')
    notApplicable(`the target stores nothing that ${condition} selects`);
  if (expected.length === judged.length && open === 'some')
    notApplicable(`what the target stores does not tell resources apart by ${condition}`);
  const found = await collect(context, population.collection, { filter });
  const { usual } = selection;
  const isOffered = async (): Promise<boolean> =>
    usual !== undefined && (await ask(context, population.collection, { filter: usual })).status === 200;
  if (selection.refusal === 'demanded' || (found.response.status === 400 && (await isOffered())))
    demanded(found.response);
  else offered(found.response, filter);
  judge(found, population, judged, expected, filter, selection);
  return found;
}

function judge(
  found: Found,
  population: Population,
  judged: readonly Own[],
  expected: readonly Own[],
  filter: string,
  { alone, foreign: others }: Selection,
): void {
  const missing = expected.filter(({ id }) => !found.ids.includes(id));
  const surplus = judged.filter((own) => !expected.includes(own) && found.ids.includes(own.id));
  const ours = new Set<unknown>(population.own.map(({ id }) => id));
  const foreign =
    others !== 'open' && (alone || population.scope !== undefined) ? found.ids.filter((id) => !ours.has(id)).length : 0;
  const twice = population.own.filter(({ id }) => found.ids.filter((each) => each === id).length > 1);
  const disabled = missing.every(({ stored }) => read(stored, 'active') === false) ? 'inactive ' : '';
  const faults = [
    ...(missing.length > 0 ? [`missing ${disabled}${names(missing)}`] : []),
    ...(surplus.length > 0 ? [`surplus ${names(surplus)}`] : []),
    ...(foreign > 0 ? [`${foreign} resources that are not the run's`] : []),
    ...(twice.length > 0 ? [`${names(twice)} more than once`] : []),
  ];
  if (faults.length > 0)
    fail(`${filter} to select ${names(expected)} and nothing else`, faults.join('; '), { exchange: found.response.n });
}
