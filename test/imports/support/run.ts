/** Runs an imported suite against a reference server in this process, on a virtual clock. */
import { createVirtualClock } from '../../../harness/clock.js';
import { runScenarios, type RunOutcome } from '../../../harness/run.js';
import { createTarget } from '../../../harness/target.js';
import { createImportGuard } from '../../../imports/guard.js';
import { readSuite } from '../../../imports/read.js';
import { scenarioOf } from '../../../imports/scenario.js';
import { createReference, type Reference } from '../../../reference/server.js';
import type { CheckResult } from '../../../reports/model.js';
import { BASE_URL, inProcess } from '../../../bin/in-process.js';

export interface ImportRun extends RunOutcome {
  reference: Reference;
  /** `request title | assertion title` -> the check. */
  by: Record<string, CheckResult>;
}

export interface ImportOptions {
  variables?: Record<string, string>;
  mutants?: string[];
  allowExisting?: boolean;
  /** Asked before the run, as JSON bodies to POST. */
  before?: [path: string, body: object][];
}

export async function runImport(file: object, options: ImportOptions = {}): Promise<ImportRun> {
  const clock = createVirtualClock();
  const reference = createReference({ mutants: options.mutants ?? [], now: () => clock.now() });
  for (const [path, body] of options.before ?? []) await ask(reference, 'POST', path, body);
  const suite = readSuite(JSON.stringify(file, null, 2), 'suite.json');
  const outcome = await runScenarios([scenarioOf(suite, new Map(Object.entries(options.variables ?? {})))], {
    target: createTarget({ baseUrl: BASE_URL, auth: { kind: 'bearer', token: 'reference' }, direct: true }),
    transport: inProcess(reference),
    clock,
    seed: 1,
    runId: 'sk3x9qab',
    concurrency: 1,
    population: 'small',
    selected: () => true,
    guard: (ledger, scim) =>
      createImportGuard({
        ledger,
        read: (path, filter) => scim.get(path, filter === undefined ? {} : { query: { filter } }),
        allowExisting: options.allowExisting ?? false,
      }),
  });
  const by = Object.fromEntries(outcome.checks.map((check) => [`${check.scenario} | ${check.title}`, check]));
  return { ...outcome, reference, by };
}

/** One request past the harness; gives the parsed answer. */
export async function ask(
  reference: Reference,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await reference.handle({
    method,
    path: `${new URL(BASE_URL).pathname}${path}`,
    headers: { authorization: 'Bearer reference', 'content-type': 'application/scim+json', host: 'reference.test' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: answer.body ? (JSON.parse(answer.body) as Record<string, unknown>) : {} };
}
