/** Finding one's own user in the list of all users. */
import {
  read,
  resourcesOf,
  totalOf,
  type Context,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

export interface Listed {
  /** The page that shows the user, or the last one that was read. */
  page: ScimResponse;
  entry?: JsonObject;
  /** Whether every page was read. */
  whole: boolean;
}

/** Pages that are read at most: what was made last stands mostly at an end of the list. */
const MOST_PAGES = 8;

/** Looks for a user in the list without a filter, on the first page and then from the last page backwards. */
export async function inList({ scim }: Context, id: string): Promise<Listed> {
  const pageAt = (startIndex: number): Promise<ScimResponse> =>
    scim.get('/Users', { query: { startIndex, count: 100 } });
  let page = await pageAt(1);
  const size = resourcesOf(page).length;
  const total = Number(totalOf(page));
  let [unread, pages] = [total - size, 1];
  const entryOf = (): JsonObject | undefined => resourcesOf(page).find((user) => read(user, 'id') === id);
  while (!entryOf() && size > 0 && unread > 0 && pages < MOST_PAGES) {
    page = await pageAt(Math.max(size, total - pages * size) + 1);
    unread -= resourcesOf(page).length;
    pages += 1;
  }
  const entry = entryOf();
  return { page, whole: unread <= 0, ...(entry ? { entry } : {}) };
}
