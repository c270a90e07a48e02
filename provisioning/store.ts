/** The embedded store of a simulation: ordered keys with text values, written in batches that land whole or not at all. */
import { ClassicLevel } from 'classic-level';

export type Write = { put: string; value: string } | { remove: string };

export interface Store {
  get(key: string): Promise<string | undefined>;
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  /** Resolves when the writes would survive the death of this process. All of them or none. */
  write(writes: Write[]): Promise<void>;
  /** Entries whose key begins with `prefix`, in the order of their keys; from `from` (exclusive) on where given. */
  entries(prefix: string, from?: string): AsyncIterable<[string, string]>;
  /** The last key with this prefix. */
  lastKey(prefix: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Above every character of a key. */
const END = '\uffff';

/**
 * A store in a folder (LevelDB). Writes asked for at the same time are put into one batch; each batch reaches the
 * operating system before `write` resolves, so it survives the process being killed (not a loss of power).
 */
export async function openStore(folder: string): Promise<Store> {
  const level = new ClassicLevel<string, string>(folder);
  try {
    await level.open();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new Error(`the state in ${folder} cannot be opened: ${cause}`, { cause: error });
  }
  let waiting: { writes: Write[]; done: () => void; failed: (error: unknown) => void }[] = [];
  const flush = async (): Promise<void> => {
    const group = waiting;
    waiting = [];
    try {
      await level.batch(
        group.flatMap(({ writes }) =>
          writes.map((write) =>
            'put' in write
              ? { type: 'put' as const, key: write.put, value: write.value }
              : { type: 'del' as const, key: write.remove },
          ),
        ),
      );
      for (const { done } of group) done();
    } catch (error) {
      for (const { failed } of group) failed(error);
    }
  };
  return {
    get: (key) => level.get(key),
    getMany: (keys) => level.getMany(keys),
    write: (writes) =>
      new Promise((done, failed) => {
        if (waiting.length === 0) setImmediate(() => void flush());
        waiting.push({ writes, done, failed });
      }),
    entries: (prefix, from) =>
      level.iterator({ ...(from === undefined ? { gte: prefix } : { gt: from }), lt: prefix + END }),
    async lastKey(prefix) {
      for await (const key of level.keys({ gte: prefix, lt: prefix + END, reverse: true, limit: 1 })) return key;
      return undefined;
    },
    close: () => level.close(),
  };
}

/** A store in memory, for simulations that need not outlive the process. */
export function memoryStore(): Store {
  // One map for each first part of a key: the log grows long, and nobody wants to walk through it to find an escrow.
  const rooms = new Map<string, Map<string, string>>();
  const room = (key: string): Map<string, string> => {
    const name = key.slice(0, key.indexOf('/') + 1);
    const known = rooms.get(name) ?? new Map<string, string>();
    rooms.set(name, known);
    return known;
  };
  const sorted = (prefix: string): string[] => [...room(prefix).keys()].filter((key) => key.startsWith(prefix)).sort();
  return {
    get: (key) => Promise.resolve(room(key).get(key)),
    getMany: (keys) => Promise.resolve(keys.map((key) => room(key).get(key))),
    write(writes) {
      for (const write of writes) {
        if ('put' in write) room(write.put).set(write.put, write.value);
        else room(write.remove).delete(write.remove);
      }
      return Promise.resolve();
    },
    async *entries(prefix, from) {
      await Promise.resolve();
      for (const key of sorted(prefix)) {
        const value = room(key).get(key);
        if (value !== undefined && (from === undefined || key > from)) yield [key, value];
      }
    },
    lastKey: (prefix) => Promise.resolve(sorted(prefix).at(-1)),
    close: () => Promise.resolve(),
  };
}
