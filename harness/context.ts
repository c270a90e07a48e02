/** What the body of a given or a check is handed. */
import type { Factory } from '../generators/factory.js';
import type { VendorRules } from '../generators/rules.js';
import type { Capabilities } from './capabilities.js';
import type { Received } from './received.js';
import type { Scim } from './scim-client.js';

export interface Context {
  /** Speaks SCIM to the target; `/Users` and `/Groups` stand for the endpoints the target declares. */
  scim: Scim;
  /** Makes seeded, marked data that fits the target. */
  a: Factory;
  /** What the target says and shows it can do. */
  target: Capabilities;
  rules: VendorRules;
  /** What came in so far, for scenarios that run last. */
  received: Pick<Received, 'judge'>;
  /** Members of a large group and of populations: `small` or `full`. */
  population: 'small' | 'full';
  /** Waits `ms` on the run's clock. */
  pause: (ms: number) => Promise<void>;
  /**
   * Waits until every other lane has ended or waits here too. From then on lanes only read: a walk over a whole
   * collection meets no resource that comes or goes on its way.
   */
  still: () => Promise<void>;
  /**
   * Repeats `look` until it stops throwing, within the patience budget: only for what the RFCs leave to time
   * (a list or a filter that catches up after a write). `look` only reads.
   */
  eventually: <T>(look: () => Promise<T>) => Promise<T>;
  /** Repeats a read until it is `done` or patience ends; gives what was seen last, whatever it is. */
  settle: <T>(look: () => Promise<T>, done: (seen: T) => boolean) => Promise<T>;
}
