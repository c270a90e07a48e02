/**
 * Lets imported requests through as the user who named the file wants them, and no further: what they make is
 * journaled and removed, and what was there before is not written to unless the user says so.
 */
import { placeOf, READ_ONLY, type Call, type Guard, type Place } from '../harness/guard.js';
import { isSame, type Ledger } from '../harness/ledger.js';
import { Blocked } from '../harness/outcomes.js';
import { isObject, read, resourcesOf, succeeded, type ScimResponse } from '../harness/response.js';

const NOTHING: Call = { after: async () => {}, lost: () => {} };
const CULPRIT = 'the imported file';

export interface ImportGuardOptions {
  ledger: Ledger;
  /** Reads by path, with a query or without; neither journaled nor guarded. */
  read: (path: string, filter?: string) => Promise<ScimResponse>;
  /** Lets writes through to objects that the file did not make. */
  allowExisting: boolean;
}

/** Makes the guard. Its refusals end what needs the request as blocked. */
export function createImportGuard({ ledger, read: reread, allowExisting }: ImportGuardOptions): Guard {
  const namesakes = async (collection: string, name: Naming): Promise<Set<unknown> | undefined> => {
    const found = await reread(collection, `${name.attribute} eq ${JSON.stringify(name.value)}`).catch(() => undefined);
    if (!found || !succeeded(found) || !isObject(found.json)) return undefined;
    const same = resourcesOf(found).filter((each) => isSame(read(each, name.attribute), name.value));
    return new Set(same.map((each) => read(each, 'id')));
  };

  /** An object is ours when nothing of its name was there before, the target says 201, and reading it back shows it. */
  const create = async (place: Place, url: (path: string) => string, body: unknown, id?: string): Promise<Call> => {
    const name = namingOf(place.collection, body);
    const before = name && (await namesakes(place.collection, name));
    const free = before?.size === 0;
    const entry = ledger.intend(
      place.collection,
      url(place.collection),
      free ? name?.value : undefined,
      name && { attribute: name.attribute },
    );
    return {
      after: async (response) => {
        const made = id ?? read(response.json, 'id');
        if (response.status >= 400 && response.status < 500) return ledger.refused(entry);
        if (response.status !== 201 || typeof made !== 'string' || made === '' || before?.has(made)) return;
        ledger.made(entry, made);
        const now = await reread(`${place.collection}/${encodeURIComponent(made)}`);
        if (before && name && succeeded(now) && isSame(read(now.json, name.attribute), name.value))
          ledger.verified(entry);
      },
      lost: () => {},
    };
  };

  return {
    allowUnknown: () => {},
    async before(method, path, url, body) {
      const place = placeOf(path);
      const name = place.collection.slice(1);
      if (['GET', 'HEAD', 'OPTIONS'].includes(method) || place.id === '.search' || name === '.search') return NOTHING;
      const sent = parsed(body);
      if (name === 'Bulk') throw new Blocked(CULPRIT, 'not run: what a bulk request makes could not be removed');
      if (name !== 'Me' && READ_ONLY.has(name)) return NOTHING;
      if (method === 'POST' && place.id === undefined) return create(place, url, sent);
      const entry = place.id === undefined ? undefined : ledger.find(place.collection, place.id);
      if (entry || allowExisting) return NOTHING;
      const there = place.id === undefined ? undefined : await reread(path.split('?')[0] ?? path);
      if (there?.status === 404) return method === 'PUT' ? create(place, url, sent, place.id) : NOTHING;
      throw new Blocked(
        CULPRIT,
        `not run: ${method} ${path} would change what this file did not make; --allow-existing sends such requests`,
      );
    },
  };
}

interface Naming {
  attribute: string;
  value: string;
}

/** The attribute by which an object is known again. */
function namingOf(collection: string, body: unknown): Naming | undefined {
  const first = collection === '/Groups' ? ['displayName'] : ['userName'];
  for (const attribute of [...first, 'externalId', 'displayName', 'name']) {
    const value = read(body, attribute);
    if (typeof value === 'string' && value !== '') return { attribute, value };
  }
  return undefined;
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
