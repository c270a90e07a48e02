/**
 * The journal of everything a run creates at the target. A line is on disk before the creating request is sent, so
 * that an object whose answer was lost is found again by its marker. NDJSON, one event a line.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { bodyHolds, read, succeeded, type ScimResponse } from './response.js';

export interface LedgerEntry {
  seq: number;
  /** Collection as the suites name it: `/Users`. */
  collection: string;
  /** Collection URL at the target. */
  url: string;
  /** The object's own marker; absent where a probe sent none. */
  marker?: string;
  /** Other markers in what was sent: the object may show these alone, its userName being another than was sent. */
  also?: readonly string[];
  /** The marker is the whole value of this attribute: an imported request made the object, with words of its own. */
  attribute?: string;
  id?: string;
  /** The object was read back by its id and carries its marker: it is ours. */
  verified: boolean;
  gone: boolean;
}

type Event =
  | { event: 'run'; run: string; target: string }
  | ({ event: 'intend' } & Pick<LedgerEntry, 'seq' | 'collection' | 'url' | 'marker' | 'also' | 'attribute'>)
  | { event: 'made'; seq: number; id: string }
  | { event: 'refused'; seq: number }
  | { event: 'verified'; seq: number }
  | { event: 'gone'; seq: number };

export interface Ledger {
  readonly file: string | undefined;
  /** Journals that an object is about to be made. */
  intend(
    collection: string,
    url: string,
    marker: string | undefined,
    more?: Pick<LedgerEntry, 'also' | 'attribute'>,
  ): LedgerEntry;
  /** The target says it made the object. */
  made(entry: LedgerEntry, id: string): void;
  /** The target refused for certain: nothing to look for. */
  refused(entry: LedgerEntry): void;
  verified(entry: LedgerEntry): void;
  gone(entry: LedgerEntry): void;
  /** The entry of an object that this run made. */
  find(collection: string, id: string): LedgerEntry | undefined;
  entries(): LedgerEntry[];
}

/** True where an answer shows that it is about the object of the entry. */
export function shows(entry: LedgerEntry, response: ScimResponse): boolean {
  const { marker, also = [], attribute } = entry;
  if (marker === undefined) return false;
  if (attribute !== undefined) return isSame(read(response.json, attribute), marker);
  return [marker, ...also].some(
    (each) => bodyHolds(response, each) || response.text.toLowerCase().includes(each.toLowerCase()),
  );
}

/** Attributes that carry markers; others may only point at an object (the name of a manager). */
export const NAMES = ['userName', 'externalId', 'displayName'];

/** Reads an object for its marker: as it is shown, and where that lacks the names, which may be shown on request only, by them. */
export async function lookAt(
  entry: LedgerEntry,
  url: string,
  get: (url: string) => Promise<ScimResponse>,
): Promise<ScimResponse> {
  const usual = await get(url);
  if (!succeeded(usual) || shows(entry, usual)) return usual;
  const named = await get(`${url}?attributes=${entry.attribute ?? NAMES.join()}`);
  return shows(entry, named) ? named : usual;
}

/** Two values of an attribute that names an object; servers may fold the case of such names. */
export function isSame(value: unknown, wanted: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase();
}

/** Opens a ledger; without a file it lives in memory (tests). `redact` takes secrets out of a text. */
export function openLedger(
  file: string | undefined,
  run: string,
  target: string,
  redact: (text: string) => string,
): Ledger {
  if (file) mkdirSync(dirname(file), { recursive: true });
  const write = (event: Event): void => {
    // An id that shows a secret is not kept: the object is found again by its marker.
    if (event.event === 'made' && redact(event.id) !== event.id) return;
    if (file) appendFileSync(file, `${JSON.stringify(event)}\n`, { mode: 0o600 });
  };
  write({ event: 'run', run, target });
  return keep(new Map(), write, file);
}

/**
 * Makes room for the ledger of a new run: one that names objects which may still be there is given another name, which
 * is the answer; one that is settled goes, and what is no ledger is kept beside it.
 */
export function setAside(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  let ledger: Ledger;
  let run: string;
  try {
    ({ ledger, run } = reopenLedger(file));
  } catch {
    renameSync(file, `${file}.unreadable`);
    return undefined;
  }
  if (ledger.entries().every(({ gone }) => gone)) {
    rmSync(file);
    return undefined;
  }
  const kept = join(dirname(file), `ledger-${run.replace(/\W/g, '')}.ndjson`);
  renameSync(file, kept);
  return kept;
}

/** Reads a ledger left behind by a run. Throws with a sentence when the file is not one. */
export function reopenLedger(file: string): { ledger: Ledger; run: string; target: string } {
  if (!existsSync(file)) throw new Error(`There is no ledger at ${file}; the path is printed at the end of a run.`);
  const entries = new Map<number, LedgerEntry>();
  let head: { run: string; target: string } | undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  // What a crash cut short, and was therefore never acted upon: lines that follow must not stick to it.
  const torn = lines.pop() ?? '';
  if (torn !== '') truncateSync(file, statSync(file).size - Buffer.byteLength(torn));
  for (const [index, line] of lines.entries()) {
    let event: Event;
    try {
      event = JSON.parse(line) as Event;
    } catch {
      throw new Error(`${file}, line ${index + 1}, is not a ledger entry.`);
    }
    if (event.event === 'run') head = event;
    else replay(entries, event);
  }
  if (!head) throw new Error(`${file} is not a ledger: its first line does not name a run.`);
  const ledger = keep(entries, (event) => appendFileSync(file, `${JSON.stringify(event)}\n`), file);
  return { ledger, ...head };
}

function replay(entries: Map<number, LedgerEntry>, event: Exclude<Event, { event: 'run' }>): void {
  if (event.event === 'intend') {
    const { event: _, ...made } = event;
    entries.set(made.seq, { ...made, verified: false, gone: false });
    return;
  }
  const entry = entries.get(event.seq);
  if (!entry) return;
  if (event.event === 'made') entry.id = event.id;
  if (event.event === 'verified') entry.verified = true;
  if (event.event === 'gone' || event.event === 'refused') entry.gone = true;
}

function keep(entries: Map<number, LedgerEntry>, write: (event: Event) => void, file: string | undefined): Ledger {
  let next = Math.max(0, ...entries.keys()) + 1;
  const byId = new Map<string, LedgerEntry>();
  const key = (collection: string, id: string): string => `${collection} ${id}`;
  for (const entry of entries.values()) if (entry.id !== undefined) byId.set(key(entry.collection, entry.id), entry);
  return {
    file,
    intend(collection, url, marker, more = {}) {
      const known = { ...(marker === undefined ? {} : { marker }), ...more };
      const entry: LedgerEntry = { seq: next++, collection, url, ...known, verified: false, gone: false };
      write({ event: 'intend', seq: entry.seq, collection, url, ...known });
      entries.set(entry.seq, entry);
      return entry;
    },
    made(entry, id) {
      write({ event: 'made', seq: entry.seq, id });
      entry.id = id;
      entry.gone = false;
      byId.set(key(entry.collection, id), entry);
    },
    refused(entry) {
      write({ event: 'refused', seq: entry.seq });
      entry.gone = true;
    },
    verified(entry) {
      if (entry.verified) return;
      write({ event: 'verified', seq: entry.seq });
      entry.verified = true;
    },
    gone(entry) {
      write({ event: 'gone', seq: entry.seq });
      entry.gone = true;
    },
    find: (collection, id) => byId.get(key(collection, id)),
    entries: () => [...entries.values()],
  };
}
