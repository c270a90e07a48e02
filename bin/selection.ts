/** Which checks a run holds: profile, ids, earlier failures, a shard. */
import { registeredChecks, type CheckDefinition } from '../harness/registry.js';
import { UsageError } from '../harness/target.js';
import { usageProfile } from './list.js';
import { readReport } from './read-report.js';

export interface SelectionWishes {
  profile: string;
  /** Check ids, or prefixes such as `users.create`; all when empty. */
  only: readonly string[];
  /** File of an earlier report: the checks that did not pass there. */
  onlyFailed?: string;
  /** `i/n` */
  shard?: string;
}

export interface Selection {
  /** Checks to run; all when absent. */
  selected?: (check: CheckDefinition) => boolean;
  /** Why the run is narrowed; then it has neither verdict nor score. */
  partialReasons?: string[];
}

/** The checks that the wishes name. Throws a usage error, a sentence, where one names nothing. Suites are loaded. */
export function selectionOf(flags: SelectionWishes): Required<Selection> {
  const filters = [usageProfile(flags.profile)];
  const partialReasons: string[] = [];
  if (flags.only.length > 0) {
    for (const word of flags.only)
      if (!registeredChecks().some((check) => fits(check.id, word)))
        throw new UsageError(`--only ${word} fits no check; scimspec list shows the ids.`);
    filters.push((check) => flags.only.some((word) => fits(check.id, word)));
    partialReasons.push(`--only ${flags.only.join(',')}`);
  }
  if (flags.onlyFailed !== undefined) {
    const earlier = new Set(
      readReport(flags.onlyFailed)
        .checks.filter(({ verdict }) => !['pass', 'not-applicable'].includes(verdict))
        .map(({ id }) => id),
    );
    filters.push((check) => earlier.has(check.id));
    partialReasons.push('--only-failed');
  }
  if (flags.shard !== undefined) {
    const [, i, n] = /^(\d+)\/(\d+)$/.exec(flags.shard) ?? [];
    if (!i || !n || Number(i) < 1 || Number(i) > Number(n))
      throw new UsageError(`--shard takes i/n with i from 1 to n, for example 1/4; it got "${flags.shard}".`);
    const order = new Map(
      registeredChecks()
        .map((check) => check.scenario)
        .map((scenario, index) => [scenario, index]),
    );
    const scenarios = [...new Set(order.keys())];
    filters.push((check) => scenarios.indexOf(check.scenario) % Number(n) === Number(i) - 1);
    partialReasons.push(`shard ${flags.shard}`);
  }
  return { selected: (check) => filters.every((fit) => fit(check)), partialReasons };
}

/** `users.create` fits itself and everything below it. */
function fits(id: string, word: string): boolean {
  return id === word || id.startsWith(`${word}.`);
}
