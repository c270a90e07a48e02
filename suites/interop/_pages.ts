/** Lists read page by page, by startIndex and count. */
import { describeAnswer, fail, notApplicable, totalOf, type ScimResponse } from '../../harness/language.js';
import { idsIn, type Talk } from './_conversation.js';
import { expectList } from './_judge.js';

/** A target of somebody's own may have thousands of users: so many are read and no more. */
const MOST_PAGES = 12;

const wholeSize = (page: ScimResponse | undefined): number => Number(page && totalOf(page));

/** Pages of this size are few enough for a small target, and no shorter than `least`. */
export async function pageSize(
  { say, dialect }: Talk,
  list: 'listUsers' | 'listGroups',
  least: number,
): Promise<number> {
  const total = wholeSize(await say(dialect[list]({ startIndex: 1, count: least })));
  return Math.min(50, Math.max(least, Math.ceil((Number.isFinite(total) ? total : 0) / 8)));
}

/** Reads pages until the end, a refusal, or enough. */
export async function walk(
  { say, dialect }: Talk,
  list: 'listUsers' | 'listGroups',
  count: number,
): Promise<ScimResponse[]> {
  const pages: ScimResponse[] = [];
  for (let startIndex = 1; pages.length < MOST_PAGES;) {
    const page = await say(dialect[list]({ startIndex, count }));
    pages.push(page);
    // A target may give shorter pages than asked for (RFC 7644 section 3.4.2.4).
    startIndex += idsIn(page).length;
    if (page.status !== 200 || idsIn(page).length === 0 || startIndex > wholeSize(page)) break;
  }
  return pages;
}

/** Two pages or more, none longer than asked for, nothing on two of them, and whatever was made on one. */
export function expectPages(pages: readonly ScimResponse[], made: readonly string[], count: number): void {
  for (const page of pages) {
    if (page.status !== 200) fail('a page', describeAnswer(page), { exchange: page.n });
    expectList(page);
    if (idsIn(page).length > count)
      fail(`${count} resources at most`, `${idsIn(page).length} resources`, { exchange: page.n });
  }
  const last = pages.at(-1);
  const ids = pages.flatMap(idsIn);
  const exchange = last?.n ?? 0;
  if (wholeSize(pages[0]) === 0) notApplicable('the list does not show what was just made');
  if (pages.length < 2) fail('two pages or more', `totalResults ${wholeSize(last)}`, { exchange });
  if (new Set(ids).size < ids.length) fail('each resource on one page', 'a resource on two pages', { exchange });
  const missing = made.filter((id) => !ids.includes(id)).length;
  const isWhole = pages.length < MOST_PAGES;
  if (isWhole && missing > 0)
    fail('what was made on one of the pages', `${missing} of ${made.length} on none`, { exchange });
  if (isWhole && ids.length < wholeSize(last))
    fail(`totalResults ${wholeSize(last)} resources on all pages`, `${ids.length}`, { exchange });
}
