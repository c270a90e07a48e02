/** Removes what a run made, newest first, from its ledger: on every way out, and after a crash by `scimspec clean`. */
import { createSearch, type Found, type Search } from './find-made.js';
import { lookAt, shows, type Ledger, type LedgerEntry } from './ledger.js';
import { succeeded, type ScimResponse } from './response.js';
import { pool } from './scheduler.js';

export interface CleanUpResult {
  deleted: number;
  leftBehind: { url: string; reason: string }[];
}

/** Reads and deletes by absolute URL, without journaling. */
export interface Janitor {
  get(url: string): Promise<ScimResponse>;
  delete(url: string): Promise<ScimResponse>;
}

/** Only ids of the ledger are deleted, and only when they carry, or once carried, their own marker. */
export async function cleanUp(ledger: Ledger, janitor: Janitor, width = 4): Promise<CleanUpResult> {
  const result: CleanUpResult = { deleted: 0, leftBehind: [] };
  const due = ledger
    .entries()
    .filter((entry) => !entry.gone)
    .reverse();
  // Groups name users, and some targets refuse to delete a user that a group still names; others, a group with members.
  const groups = due.filter((entry) => entry.collection !== '/Users');
  const users = due.filter((entry) => entry.collection === '/Users');
  const search = createSearch(ledger, (url) => janitor.get(url));
  const removeAll = async (entries: LedgerEntry[], isLast: boolean): Promise<LedgerEntry[]> => {
    const refused: LedgerEntry[] = [];
    await pool(entries, width, (entry) => remove(entry, ledger, janitor, search, result, isLast ? undefined : refused));
    return refused;
  };
  let again = await removeAll(groups, false);
  await removeAll(users, true);
  // A group that another one names goes with the next round.
  for (let before = groups.length; again.length > 0 && again.length < before;) {
    before = again.length;
    again = await removeAll(again, false);
  }
  await removeAll(again, true);
  return result;
}

/** With `refused`, what the target does not delete now is put there instead of being left. */
async function remove(
  entry: LedgerEntry,
  ledger: Ledger,
  janitor: Janitor,
  search: Search,
  result: CleanUpResult,
  refused?: LedgerEntry[],
): Promise<void> {
  const left = (reason: string): void => {
    result.leftBehind.push({
      url: entry.id ? urlOf(entry, entry.id) : `${entry.url} (marker ${entry.marker})`,
      reason,
    });
  };
  try {
    const found: Found = entry.id === undefined ? await search(entry) : { id: entry.id };
    if ('unknown' in found) return left(`it cannot be looked for: ${found.unknown}`);
    if ('gone' in found) return ledger.gone(entry);
    const { id } = found;
    const url = urlOf(entry, id);
    if (!entry.verified) {
      const now = await lookAt(entry, url, janitor.get);
      if (now.status === 404) return ledger.gone(entry);
      if (!succeeded(now) || !shows(entry, now))
        return left(`GET answered ${now.status} and does not show that this run made it`);
    }
    const answer = await janitor.delete(url);
    // What stands before the target may answer 200 to anything.
    if (succeeded(answer) && answer.status !== 204 && ![404, 410].includes((await janitor.get(url)).status))
      return left(`DELETE answered ${answer.status}, and GET still finds it`);
    if (succeeded(answer) || answer.status === 404) {
      ledger.gone(entry);
      if (succeeded(answer)) result.deleted += 1;
    } else if (refused && (answer.status === 400 || answer.status === 409)) refused.push(entry);
    else left(`DELETE answered ${answer.status}`);
  } catch (problem) {
    left(problem instanceof Error ? problem.message : String(problem));
  }
}

function urlOf(entry: LedgerEntry, id: string): string {
  // A hostile id may hold half a surrogate pair, which no URL can carry.
  return `${entry.url}/${encodeURIComponent(Buffer.from(id, 'utf8').toString('utf8'))}`;
}
