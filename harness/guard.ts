/**
 * The promise to the owner of a target: the run writes only to objects that its ledger says it made and that, read
 * back, carry their marker. Creating requests are journaled before they are sent.
 */
import { markersIn } from '../generators/marker.js';
import { Blocked } from './outcomes.js';
import { lookAt, shows, type Ledger, type LedgerEntry } from './ledger.js';
import { decoded, isObject, lastSegment, member, read, succeeded, type ScimResponse } from './response.js';

export interface Guard {
  /** Journals or refuses a request before it is sent. Throws when it would write to something not ours. */
  before(method: string, path: string, url: (path: string) => string, body: unknown): Call | Promise<Call>;
  /** Allows writes to an id that no object has, for negative probes. */
  allowUnknown(id: string): void;
}

export interface Call {
  after(response: ScimResponse): void | Promise<void>;
  /** The answer was lost: what was intended may exist. */
  lost(): void;
}

const NOTHING: Call = { after: () => {}, lost: () => {} };
/** Collections that no request changes. */
export const READ_ONLY = new Set(['ServiceProviderConfig', 'ResourceTypes', 'Schemas', 'Me']);

export interface Place {
  collection: string;
  id?: string;
}

/** Collection and id that a path names. */
export function placeOf(path: string): Place {
  const [, first = '', second] = path.split('?')[0]?.split('/') ?? [];
  return { collection: `/${first}`, ...(second ? { id: decodeURIComponent(second) } : {}) };
}

/**
 * `reread` fetches an object by path without journaling, to see whether it carries its marker. `readOnly` refuses
 * every write with a reason that ends the check as not applicable.
 */
export function createGuard(
  ledger: Ledger,
  reread: (path: string) => Promise<ScimResponse>,
  readOnly?: () => never,
): Guard {
  const unknown = new Set<string>();
  const verifying = new Map<LedgerEntry, Promise<void>>();

  const verify = async (entry: LedgerEntry): Promise<void> => {
    if (entry.verified) return;
    const path = `${entry.collection}/${encodeURIComponent(entry.id ?? '')}`;
    const response = await lookAt(entry, path, reread);
    if (succeeded(response) && shows(entry, response)) {
      ledger.verified(entry);
      return;
    }
    throw new Blocked(
      `GET ${entry.collection}/{id}`,
      `${path} was not written to: read back, it was answered ${response.status} and does not show that this run made it`,
      response.n,
    );
  };

  /** The id of one of ours at an endpoint that knows it not: a probe of whether writes look at the type. */
  const namesNothing = async (collection: string, id: string): Promise<boolean> =>
    ledger.entries().some((each) => each.id === id) &&
    (await reread(`${collection}/${encodeURIComponent(id)}`)).status === 404;

  const mayWrite = async (place: Place): Promise<void> => {
    if (place.id === undefined || unknown.has(place.id)) return;
    const entry = ledger.find(place.collection, place.id);
    if (!entry) {
      if (await namesNothing(place.collection, place.id)) return;
      throw new Error(`a suite tried to write to ${place.collection}/${place.id}, which this run did not make`);
    }
    if (entry.gone) return;
    let running = verifying.get(entry);
    if (!running) verifying.set(entry, (running = verify(entry)));
    await running;
  };

  const intend = (collection: string, url: (path: string) => string, body: unknown): LedgerEntry => {
    const [marker, ...also] = markersOf(body);
    return ledger.intend(collection, url(collection), marker, also.length > 0 ? { also } : {});
  };

  const create = (place: Place, url: (path: string) => string, body: unknown): Call => {
    const entry = intend(place.collection, url, body);
    return {
      after: async (response) => {
        const id = read(response.json, 'id');
        if (succeeded(response) && typeof id === 'string' && id !== '') {
          ledger.made(entry, id);
          if (isBrief(response)) await readBack(entry, id, response);
        } else if (succeeded(response)) await follow(entry, response);
        else if (response.status >= 400 && response.status < 500) ledger.refused(entry);
      },
      lost: () => {},
    };
  };

  /** A create without a representation names its resource by Location; only what shows our marker there is taken. */
  const follow = async (entry: LedgerEntry, response: ScimResponse): Promise<void> => {
    const id = lastSegment(response.headers['location'], response.url);
    if (id === '' || entry.marker === undefined) return;
    await readBack(entry, id, response);
    if (response.located) ledger.made(entry, id);
  };

  /** What a create showed in part only is read back, once it is proven ours. */
  const readBack = async (entry: LedgerEntry, id: string, response: ScimResponse): Promise<void> => {
    const located = await lookAt(entry, `${entry.collection}/${encodeURIComponent(id)}`, reread);
    if (!succeeded(located) || !shows(entry, located) || read(located.json, 'id') !== id) return;
    ledger.verified(entry);
    response.located = located;
  };

  const bulk = async (url: (path: string) => string, body: unknown): Promise<Call> => {
    const calls = new Map<string, LedgerEntry>();
    const operations = isObject(body) ? member(body, 'Operations') : undefined;
    for (const operation of Array.isArray(operations) ? operations : []) {
      if (!isObject(operation)) continue;
      const path = read(operation, 'path');
      if (typeof path !== 'string') continue;
      const place = placeOf(path);
      if (READ_ONLY.has(place.collection.slice(1))) continue;
      const method = String(read(operation, 'method')).toUpperCase();
      if (method === 'POST') {
        const entry = intend(place.collection, url, read(operation, 'data'));
        calls.set(String(read(operation, 'bulkId') ?? `#${entry.seq}`), entry);
      } else if (!place.id?.startsWith('bulkId:')) await mayWrite(place);
    }
    return {
      after: async (response) => {
        const results = isObject(response.json) ? member(response.json, 'Operations') : undefined;
        for (const result of Array.isArray(results) ? results : []) {
          const entry = calls.get(String(read(result, 'bulkId')));
          const location = read(result, 'location');
          if (!entry || typeof location !== 'string' || !isMade(result)) continue;
          const id = location.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1);
          if (id) ledger.made(entry, decoded(id));
        }
      },
      lost: () => {},
    };
  };

  const write = async (method: string, place: Place, url: (path: string) => string, body: unknown): Promise<Call> => {
    const name = place.collection.slice(1).toLowerCase();
    if (place.id === '.search' || name.startsWith('.search')) return NOTHING;
    readOnly?.();
    if ([...READ_ONLY].some((each) => each.toLowerCase() === name)) return NOTHING;
    if (name === 'bulk') return bulk(url, body);
    if (method === 'POST') return create(place, url, body);
    await mayWrite(place);
    if (place.id !== undefined && unknown.has(place.id) && method === 'PUT') return create(place, url, body);
    return {
      after: (response) => {
        const entry = place.id === undefined ? undefined : ledger.find(place.collection, place.id);
        if (method === 'DELETE' && entry && response.status === 404) ledger.gone(entry);
      },
      lost: () => {},
    };
  };

  return {
    allowUnknown: (id) => unknown.add(id),
    before(method, path, url, body) {
      const place = placeOf(path);
      if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS')
        return { after: (response) => seen(ledger, place, response), lost: () => {} };
      return write(method, place, url, body);
    },
  };
}

/** A 201 ought to hold the resource (RFC 7644 section 3.3); some hold its id and meta alone. */
function isBrief({ json: body, url }: ScimResponse): boolean {
  return (
    !/[?&](attributes|excludedAttributes)=/i.test(url) &&
    isObject(body) &&
    Object.keys(body).every((name) => /^(schemas|id|meta)$/i.test(name))
  );
}

/** A read by the suites that shows an object's marker saves the guard one of its own. */
function seen(ledger: Ledger, place: Place, response: ScimResponse): void {
  if (place.id === undefined || !succeeded(response)) return;
  const entry = ledger.find(place.collection, place.id);
  if (entry && shows(entry, response)) ledger.verified(entry);
}

/** The markers by which an object is known again, first that of its name, for a target may do without externalId. */
function markersOf(body: unknown): string[] {
  const names = ['userName', 'displayName'].map((name) => String(read(body, name) ?? ''));
  return markersIn([...names, textOf(body)].join(' '));
}

/** Whether a result of a bulk job is no failure; the location of a failed one may be that of a collection. */
function isMade(result: unknown): boolean {
  return !/^[45]/.test(String(read(result, 'status.code') ?? read(result, 'status')));
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
}
