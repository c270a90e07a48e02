/** What a job works with, and the beginning of a run of it. */
import type { Dialect } from '../dialects/dialect.js';
import type { Application } from './application.js';
import type { CycleWork } from './cycle.js';
import type { Directory } from './directory/directory.js';
import { compileMapping } from './mapping/attribute-mapping.js';
import type { Mailer } from './notify.js';
import { noCounts, type Run } from './run.js';
import { Sender } from './sender.js';
import type { Store } from './store.js';
import type { Wire } from './wire.js';

export interface JobOptions {
  application: Application;
  dialect: Dialect;
  directory: Directory;
  store: Store;
  wire: Wire;
  targetUrl: string;
  /** The virtual calendar: milliseconds since 1970. */
  now(): number;
  /** The clock of requests: what Retry-After is measured with. */
  clock: { now(): number; sleep(ms: number): Promise<void> };
  seed?: number;
  concurrency?: number;
  mailer?: Mailer | null;
  progress?: CycleWork['progress'];
}

/** A run with counters of its own. */
export function startRun(
  options: JobOptions,
  of: Pick<Run, 'kind' | 'number' | 'cycleId' | 'jobId' | 'resumed' | 'random' | 'nextLogNumber'>,
): Run {
  const { application, clock, dialect, directory, store, targetUrl, wire } = options;
  const started = performance.now();
  return {
    ...of,
    application,
    dialect,
    mappings: {
      user: application.users.attributes.map(compileMapping),
      group: application.groups.attributes.map(compileMapping),
    },
    directory,
    store,
    sender: new Sender({ wire, now: () => clock.now(), sleep: (ms) => clock.sleep(ms) }),
    targetUrl,
    now: () => options.now(),
    elapsed: () => performance.now() - started,
    counts: noCounts(),
    health: { events: 0, failures: 0, referenceFailures: 0 },
    references: { users: new Set(), groups: new Map() },
    open: { user: new Set(), group: new Set() },
    touched: { user: new Set(), group: new Set() },
    removed: [],
    held: null,
    claims: new Map(),
  };
}
