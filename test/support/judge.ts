/** Runs checks against a reference server in this process, chosen by id. */
import { rehearse, type RehearsalOptions } from '../../bin/rehearsal.js';
import type { RunOutcome } from '../../harness/run.js';

export interface JudgeOptions extends RehearsalOptions {
  /** Check ids or prefixes; all when empty. */
  only?: readonly string[];
}

/** True when the id is one of the words or stands below one: `users.create` holds `users.create.status`. */
export function matchesOnly(id: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((word) => id === word || id.startsWith(`${word}.`) || id.startsWith(word));
}

/** Runs the selected checks; the whole run takes no real time to wait. */
export function judge({ only = [], ...options }: JudgeOptions = {}): Promise<RunOutcome> {
  return rehearse({ selected: (check) => matchesOnly(check.id, only), ...options });
}
