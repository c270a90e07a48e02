/** Finds objects of a run whose id is not known: the answer that named it was lost, or the id could not be journaled. */
import { isSame, NAMES, type Ledger, type LedgerEntry } from './ledger.js';
import { read, resourcesOf, succeeded, totalOf, type ScimResponse } from './response.js';
import type { JsonObject } from '../scim/types.js';

/** What became of the search. */
export type Found = { id: string } | { gone: true } | { unknown: string };

/** Pages of a collection that are read where filters do not help. */
const MOST_PAGES = 20;
const PAGE = 200;

export type Search = (entry: LedgerEntry) => Promise<Found>;

/**
 * A search by marker: by filter, and where no filter finds it, in the pages of the collection, read once. Several
 * objects may carry one marker: those with an id in the ledger are not looked for, and none is found twice.
 */
export function createSearch(ledger: Ledger, get: (url: string) => Promise<ScimResponse>): Search {
  const isNew = (entry: LedgerEntry, id: string): boolean => ledger.find(entry.collection, id) === undefined;
  const found = (entry: LedgerEntry, marker: string, resources: readonly JsonObject[]): Found | undefined => {
    const ids = idsOf(entry, marker, resources).filter((id) => isNew(entry, id));
    if (ids[0] === undefined) return undefined;
    if (entry.attribute !== undefined && ids.length > 1) return { unknown: `${ids.length} objects have its name` };
    ledger.made(entry, ids[0]);
    return { id: ids[0] };
  };
  const listed = new Map<string, Promise<{ resources: JsonObject[]; refused?: string }>>();
  return async (entry) => {
    const { marker, url } = entry;
    if (marker === undefined) return { gone: true };
    let refused: string | undefined;
    let answered = false;
    for (const filter of filtersFor(entry, marker)) {
      const answer = await get(`${url}?filter=${encodeURIComponent(filter)}`);
      const one = found(entry, marker, resourcesOf(answer));
      if (one) return one;
      if (isList(answer)) answered = true;
      else refused = refusalIn(answer);
    }
    if (!listed.has(url)) listed.set(url, list(url, get));
    const { resources = [], refused: unlisted } = (await listed.get(url)) ?? {};
    const one = found(entry, marker, resources);
    if (one) return one;
    return answered || unlisted === undefined ? { gone: true } : { unknown: refused ?? unlisted };
  };
}

function filtersFor({ collection, attribute }: LedgerEntry, marker: string): string[] {
  if (attribute !== undefined) return [`${attribute} eq ${JSON.stringify(marker)}`];
  const name = collection === '/Groups' ? 'displayName' : 'userName';
  return [name, 'externalId'].map((each) => `${each} co "${marker}"`);
}

function idsOf({ attribute }: LedgerEntry, marker: string, resources: readonly JsonObject[]): string[] {
  const carries = (resource: JsonObject, name: string): boolean => {
    const value = read(resource, name);
    return attribute === undefined ? typeof value === 'string' && value.includes(marker) : isSame(value, marker);
  };
  const names = attribute === undefined ? NAMES : [attribute];
  const ids = resources
    .filter((resource) => names.some((name) => carries(resource, name)))
    .map((resource) => read(resource, 'id'));
  return [...new Set(ids)].filter((id): id is string => typeof id === 'string');
}

/** A login page, or nothing at all, says nothing of what is there. */
function isList(answer: ScimResponse): boolean {
  return succeeded(answer) && (totalOf(answer) ?? resourcesOf(answer)[0]) !== undefined;
}

function refusalIn(answer: ScimResponse): string {
  return `GET answered ${answer.status}${succeeded(answer) ? ' without a list' : ''}`;
}

async function list(
  url: string,
  get: (url: string) => Promise<ScimResponse>,
): Promise<{ resources: JsonObject[]; refused?: string }> {
  const resources: JsonObject[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await get(`${url}?startIndex=${resources.length + 1}&count=${PAGE}`);
    if (!isList(answer)) return { resources, refused: refusalIn(answer) };
    const more = resourcesOf(answer);
    resources.push(...more);
    if (more.length === 0 || resources.length >= Number(totalOf(answer))) break;
  }
  return { resources };
}
