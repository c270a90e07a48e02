/** What the parts of one cycle share: settings, connections, counters, and small helpers. */
import type { Dialect } from '../dialects/dialect.js';
import type { Application, ObjectMapping } from './application.js';
import type { Directory } from './directory/directory.js';
import type { Group, Person } from './directory/model.js';
import { logEntry, type ActionRecord, type LogContext, type LogEntry } from './log.js';
import type { CompiledMapping } from './mapping/attribute-mapping.js';
import { textOf, type AppRole } from './mapping/values.js';
import type { Sender } from './sender.js';
import type { ScopeSettings } from './scope.js';
import { sourceAttribute } from './source.js';
import type { Kind } from './state.js';
import type { Store, Write } from './store.js';

export type CycleKind = 'initial' | 'incremental' | 'on-demand';

export interface Counts {
  created: number;
  updated: number;
  disabled: number;
  deleted: number;
  skipped: number;
  failed: number;
}

export const noCounts = (): Counts => ({ created: 0, updated: 0, disabled: 0, deleted: 0, skipped: 0, failed: 0 });

/** A cycle under way. */
export interface Run {
  kind: CycleKind;
  /** Number of the cycle within the job, from 1. */
  number: number;
  cycleId: string;
  jobId: string;
  /** An earlier process began this cycle and did not end it. */
  resumed: boolean;
  application: Application;
  dialect: Dialect;
  mappings: { user: CompiledMapping[]; group: CompiledMapping[] };
  directory: Directory;
  store: Store;
  sender: Sender;
  targetUrl: string;
  /** Milliseconds since 1970 on the virtual clock. */
  now(): number;
  /** Real milliseconds since the run began. */
  elapsed(): number;
  random(): number;
  counts: Counts;
  health: { events: number; failures: number; referenceFailures: number };
  /** Objects of this cycle whose references may need work. */
  references: { users: Set<string>; groups: Map<string, Set<string> | null> };
  /** Objects whose references an earlier attempt left open. */
  open: { user: Set<string>; group: Set<string> };
  /** Objects of which something was written or was to be written, for the judgment. */
  touched: { user: Set<string>; group: Set<string> };
  /** Target objects deleted in this cycle. */
  removed: { kind: Kind; id: string; target: string }[];
  /** Deletions and disables that wait until their number is known; null: they are carried out at once. */
  held: { carryOut(): Promise<void>; stage(): Promise<void> }[] | null;
  /** Matching values being looked up, so that two objects with the same one go one after the other. */
  claims: Map<string, Promise<void>>;
  nextLogNumber(): number;
  /** Sees every log entry as it is made. */
  onEntry?(entry: LogEntry): void;
}

export const settingsOf = (application: Application, kind: Kind): ObjectMapping =>
  kind === 'user' ? application.users : application.groups;

export function scopeSettings(application: Application, kind: Kind): ScopeSettings {
  return {
    scope: application.scope,
    excludeDefaultAccess: application.settings.excludeDefaultAccess,
    filters: settingsOf(application, kind).scopingFilters,
  };
}

/** Roles a person holds in the application, as the role functions read them. */
export function rolesOf(directory: Directory, id: string): AppRole[] {
  return directory.rolesOf(id).map((role) => ({ id: role, value: role, displayName: role }));
}

const PAD = 12;

/** The write that puts an action into the log. */
export function logged(run: Run, record: ActionRecord): Write[] {
  const sequence = run.nextLogNumber();
  const context: LogContext = {
    jobId: run.jobId,
    cycleId: run.cycleId,
    application: run.application.name,
    targetUrl: run.targetUrl,
    at: run.now() + Math.round(run.elapsed()),
    sequence,
  };
  const entry = logEntry(record, context);
  run.onEntry?.(entry);
  return [{ put: `log/${String(sequence).padStart(PAD, '0')}`, value: JSON.stringify(entry) }];
}

/** How the log names an object of the source. */
export function identityOf(object: Person | Group): ActionRecord['source'] {
  const name = textOf(sourceAttribute(object, 'displayName')) || object.id;
  if (object.kind === 'group') return { id: object.id, name, kind: 'group' };
  return { id: object.id, name, kind: 'user', principalName: textOf(sourceAttribute(object, 'userPrincipalName')) };
}

/** Runs `work` over all items, at most `limit` at a time. The first error stops the rest and is thrown. */
export async function forEachLimit<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  let stopped = false;
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done && !stopped; next = iterator.next()) {
      try {
        await work(next.value);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: limit }, worker));
  const broken = workers.find((result) => result.status === 'rejected');
  if (broken) throw broken.reason;
}

/** Holds a key while `work` runs; another holder of the same key waits. */
export async function exclusively<T>(
  claims: Map<string, Promise<void>>,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  for (let held = claims.get(key); held; held = claims.get(key)) await held;
  let release = (): void => undefined;
  claims.set(key, new Promise((resolve) => (release = resolve)));
  try {
    return await work();
  } finally {
    claims.delete(key);
    release();
  }
}
