/** Runs checks against a reference server in this process: plain, mutated, varied, strict. No sockets, no waiting. */
import { createVirtualClock } from '../harness/clock.js';
import type { CheckDefinition } from '../harness/registry.js';
import { runScenarios, type RunOutcome } from '../harness/run.js';
import { createReference } from '../reference/server.js';
import { inProcess, targetInProcess, type Handler } from './in-process.js';
import { loadSuites } from './suites.js';

export interface RehearsalOptions {
  mutants?: readonly string[];
  variations?: readonly string[];
  strict?: boolean;
  selected?: (check: CheckDefinition) => boolean;
  /** Leaves failures that repeat another as they are: what checks find by themselves. */
  everyFailure?: boolean;
  /** Judged instead of a reference server (null and hostile servers). */
  server?: Handler;
  seed?: number;
  concurrency?: number;
  /** Ids of new resources; random unless given. */
  newId?: () => string;
}

/** Runs the selected checks, all unless told otherwise. With a seed, `newId` and concurrency 1 it repeats itself. */
export async function rehearse(options: RehearsalOptions = {}): Promise<RunOutcome> {
  const scenarios = await loadSuites();
  const clock = createVirtualClock();
  const server =
    options.server ??
    createReference({
      mutants: options.mutants ?? [],
      variations: options.variations ?? [],
      ...(options.strict ? { strict: true } : {}),
      ...(options.newId ? { newId: options.newId, secret: 'rehearsal' } : {}),
      now: () => clock.now(),
    });
  return runScenarios(scenarios, {
    target: targetInProcess(),
    transport: inProcess(server),
    clock,
    seed: options.seed ?? 1,
    runId: 'sk3x9qab',
    concurrency: options.concurrency ?? 8,
    population: 'small',
    selected: options.selected ?? (() => true),
    ...(options.everyFailure ? { everyFailure: true } : {}),
  });
}
