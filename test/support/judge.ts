/** Runs checks against a reference server in this process: plain, mutated, varied, strict. */
import { loadSuites } from '../../bin/suites.js';
import { createVirtualClock } from '../../harness/clock.js';
import type { CheckDefinition } from '../../harness/registry.js';
import { runScenarios, type RunOutcome } from '../../harness/run.js';
import type { Target } from '../../harness/target.js';
import { createReference } from '../../reference/server.js';
import { BASE_URL, inProcess, type Handler } from './in-process.js';

export interface JudgeOptions {
  mutants?: string[];
  variations?: string[];
  strict?: boolean;
  /** Check ids or prefixes; all when empty. */
  only?: string[];
  selected?: (check: CheckDefinition) => boolean;
  /** Judged instead of a reference server (null and hostile servers). */
  server?: Handler;
  seed?: number;
}

const target: Target = {
  baseUrl: BASE_URL,
  auth: { kind: 'bearer', token: 'reference' },
  authorize: (headers) => void (headers['authorization'] = 'Bearer reference'),
  timeoutMs: 10_000,
  insecure: false,
  direct: true,
  extraHeaders: {},
  rules: {},
};

/** True when the id is one of the words or stands below one: `users.create` holds `users.create.status`. */
export function matchesOnly(id: string, only: readonly string[]): boolean {
  return only.length === 0 || only.some((word) => id === word || id.startsWith(`${word}.`) || id.startsWith(word));
}

/** Runs the selected checks; the whole run takes no real time to wait. */
export async function judge(options: JudgeOptions = {}): Promise<RunOutcome> {
  const scenarios = await loadSuites();
  const clock = createVirtualClock();
  const server =
    options.server ??
    createReference({
      mutants: options.mutants ?? [],
      variations: options.variations ?? [],
      ...(options.strict ? { strict: true } : {}),
      now: () => clock.now(),
    });
  return runScenarios(scenarios, {
    target: target,
    transport: inProcess(server),
    clock,
    seed: options.seed ?? 1,
    runId: 'sk3x9qab',
    concurrency: 8,
    population: 'small',
    selected: options.selected ?? ((check) => matchesOnly(check.id, options.only ?? [])),
  });
}
