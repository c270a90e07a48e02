/** scimspec as a library. Prints nothing and never ends the process; runs as often as it is called. */
import { createTarget, type Auth, type TargetOptions } from '../harness/target.js';
import { createReference, type ReferenceOptions } from '../reference/server.js';
import { exitCode, parseGates } from '../reports/gate.js';
import type { Report } from '../reports/model.js';
import { execute, type EngineOptions, type RunStart } from './engine.js';
import { selectionOf } from './selection.js';
import { loadSuites } from './suites.js';

export { Stopped } from './engine.js';
export { UsageError } from '../harness/target.js';
export type { Auth, RunStart, TargetOptions };
export type * from '../reports/model.js';

/** What a run takes besides its target, as the engine describes it. */
type EngineSettings = Pick<
  EngineOptions,
  | 'seed'
  | 'concurrency'
  | 'population'
  | 'readOnly'
  | 'slow'
  | 'preflight'
  | 'ledgerFile'
  | 'signal'
  | 'onStart'
  | 'onResult'
>;

export interface RunOptions extends EngineSettings {
  /** Base URL of the SCIM endpoint. */
  url: string;
  /** Bearer token; `auth` takes other kinds of credentials. */
  token?: string;
  auth?: Auth;
  /** How the target is reached, and what its data must look like. */
  target?: Omit<TargetOptions, 'baseUrl' | 'auth'>;
  /** `rfc` (all checks) unless given. */
  profile?: string;
  /** Check ids, or prefixes such as `users.create`. */
  only?: readonly string[];
  /** Seconds that lists and filters may take to catch up after a write; 3 unless given. */
  patience?: number;
}

/**
 * Runs the checks against a SCIM endpoint and gives the Report. Throws `UsageError` for options that fit nothing and
 * `Stopped` where nothing could be judged (unreachable, wrong credentials, no SCIM there); what the target does wrong
 * is in the Report.
 */
export async function run(options: RunOptions): Promise<Report> {
  const { url, token, auth, target, profile = 'rfc', only = [], patience, ...rest } = options;
  const credentials = auth ?? (token === undefined ? undefined : { kind: 'bearer' as const, token });
  await loadSuites();
  // What fits no check is said before anything is sent.
  const selection = selectionOf({ profile, only });
  return execute({
    ...rest,
    choose: () => selection,
    profile,
    target: createTarget({ ...target, baseUrl: url, ...(credentials ? { auth: credentials } : {}) }),
    ...(patience === undefined ? {} : { patienceMs: patience * 1000 }),
  });
}

/**
 * Whether a report meets a gate as `--fail-on` names it (`must`, `should`, `profile:entra`, `score:90`), and if not,
 * why. Without `wanted` the gate is `must`. A partial run has no verdict: then the checks that failed decide.
 */
export function gate(report: Report, wanted?: string): { met: boolean; reasons: string[] } {
  const { code, reasons } = exitCode(report, wanted === undefined ? undefined : parseGates(wanted));
  return { met: code === 0, reasons };
}

export interface RunningReference {
  url: string;
  token: string;
  close(): Promise<void>;
}

/** Starts the reference server on loopback, with planted bugs (`mutants`) and unusual behaviors (`variations`). */
export async function startReference(
  options: Pick<ReferenceOptions, 'token' | 'strict' | 'mutants' | 'variations' | 'latencyMs' | 'users'> = {},
): Promise<RunningReference> {
  const server = createReference(options);
  const { url, close } = await server.listen();
  return { url, token: server.token, close };
}
