/** A whole run, from settings to Report: what the command line and the library share. Prints nothing. */
import { randomBytes, randomInt } from 'node:crypto';
import type { Redactor } from '../harness/redact.js';
import { systemClock } from '../harness/clock.js';
import { setAside } from '../harness/ledger.js';
import { preflight, type Preflight } from '../harness/preflight.js';
import type { ScenarioDefinition } from '../harness/registry.js';
import type { RunOutcome, RunSettings } from '../harness/run.js';
import { secretsOf, type Target } from '../harness/target.js';
import { createTransport, type Transport } from '../harness/transport.js';
import type { CheckResult, Exchange, Report } from '../reports/model.js';
import type { Selection } from './selection.js';
import { loadSuites } from './suites.js';

export interface EngineOptions extends Pick<RunSettings, 'guard'> {
  target: Target;
  /** Run instead of the suites. */
  scenarios?: ScenarioDefinition[];
  /** Kept out of the report besides the target's own secrets. */
  secrets?: readonly string[];
  profile?: string;
  /** Called when the suites are loaded, and may throw a usage error; all checks when absent. */
  choose?: () => Selection;
  /** Same seed, same data; drawn when absent. */
  seed?: number;
  /** Scenarios at a time; 8 unless given. */
  concurrency?: number;
  /** Members of a large group: 105 or 1,000. */
  population?: 'small' | 'full';
  /** Sends nothing that writes. */
  readOnly?: boolean;
  /** Runs the probes that wait long, too. */
  slow?: boolean;
  /** False judges even where the preflight would stop. */
  preflight?: boolean;
  /** Where the journal of what the run makes is kept; in memory when absent. */
  ledgerFile?: string;
  /** Milliseconds that lists and filters may take to catch up after a write. */
  patienceMs?: number;
  /** Ends the run early, after its clean-up. */
  signal?: AbortSignal;
  onStart?: (start: RunStart) => void;
  /** Each result as it comes, without secrets; `evidence` is what the check looked at. */
  onResult?: (result: CheckResult, evidence: readonly Exchange[]) => void;
}

export interface RunStart {
  id: string;
  seed: number;
  checks: number;
  ledgerFile?: string;
  warnings: string[];
}

/** The preflight stopped the run: nothing could be judged. */
export class Stopped extends Error {
  constructor(readonly preflight: Preflight) {
    super(
      preflight.steps
        .filter((step) => step.verdict === 'stop')
        .map((step) => step.sentence)
        .join('\n'),
    );
  }
}

/** A short token, unique per run, part of every marker. */
export function newRunId(): string {
  return `s${randomBytes(5).readUIntBE(0, 5).toString(36).padStart(8, '0').slice(0, 8)}`;
}

/** Runs the checks. Throws `Stopped` when the preflight stops, and otherwise only for a fault of the harness. */
export async function execute(options: EngineOptions): Promise<Report> {
  const { target } = options;
  const began = Date.now();
  const id = newRunId();
  const seed = options.seed ?? randomInt(1, 1_000_000);
  const transport = openTransport(target, options.signal, options.secrets);
  try {
    // While the target answers, the code that is needed next is read.
    const looking = preflight(target, transport);
    looking.catch(() => {});
    const scenarios = options.scenarios ?? (await loadSuites()).filter((each) => options.slow || !each.slow);
    const { selected = () => true, partialReasons: narrowed = [] } = options.choose?.() ?? {};
    const checks = scenarios.flatMap(({ steps }) => steps.filter((step) => step.kind === 'check')).filter(selected);
    const { runScenarios } = await import('../harness/run.js');
    const { assembleReport } = await import('./assemble.js');
    const looked = await looking;
    if (options.preflight !== false && looked.steps.some((step) => step.verdict === 'stop')) throw new Stopped(looked);
    const warnings = looked.steps.filter((step) => step.verdict !== 'ok').map((step) => step.sentence);
    const earlier = options.ledgerFile === undefined ? undefined : setAside(options.ledgerFile);
    if (earlier) warnings.push(`An earlier run left objects behind: scimspec clean ${earlier} removes them.`);
    options.onStart?.({
      id,
      seed,
      checks: checks.length,
      ...(options.ledgerFile === undefined ? {} : { ledgerFile: options.ledgerFile }),
      warnings,
    });
    const concurrency = options.concurrency ?? 8;
    const outcome = await runScenarios(scenarios, {
      target,
      transport,
      clock: systemClock,
      seed,
      runId: id,
      concurrency,
      population: options.population ?? 'small',
      selected,
      answers: looked.answers,
      ...(options.guard ? { guard: options.guard } : {}),
      ...(options.readOnly ? { readOnly: true } : {}),
      ...(options.ledgerFile === undefined ? {} : { ledgerFile: options.ledgerFile }),
      ...(options.patienceMs === undefined ? {} : { patienceMs: options.patienceMs }),
      ...(options.signal ? { signal: options.signal } : {}),
      ...(options.onResult ? { onResult: tell(options.onResult, transport) } : {}),
    });
    const partialReasons = [...narrowed];
    if (options.readOnly) partialReasons.push('read-only');
    if (options.signal?.aborted) partialReasons.push('interrupted');
    return assembleReport(
      withoutSecrets(outcome, transport.redact),
      {
        id,
        startedAt: new Date(began).toISOString(),
        durationMs: Date.now() - began,
        seed,
        profile: options.profile ?? 'rfc',
        partialReasons,
        concurrency,
        url: transport.redact(target.baseUrl),
        warnings,
        notes: target.insecure ? ['Certificate checks were switched off (--insecure).'] : [],
      },
      checks,
    );
  } finally {
    await transport.close();
  }
}

/** Hands on a result with its evidence. */
function tell(
  onResult: NonNullable<EngineOptions['onResult']>,
  { exchanges, redact }: Transport,
): (result: CheckResult) => void {
  return (result) =>
    onResult(
      redacted(result, redact),
      // Exchanges are numbered from 1, in order.
      result.exchanges.flatMap((n) => exchanges()[n - 1] ?? []),
    );
}

/** What a run says quotes the server, and the server may quote our secrets. Exchanges are redacted where they are kept. */
function withoutSecrets(outcome: RunOutcome, redact: Redactor): RunOutcome {
  return {
    ...outcome,
    checks: outcome.checks.map((check) => redacted(check, redact)),
    capabilities: everyText(outcome.capabilities, redact),
    conduct: everyText(outcome.conduct, redact),
  };
}

function redacted(check: CheckResult, redact: Redactor): CheckResult {
  const clean: CheckResult = { ...check, title: redact(check.title) };
  for (const key of ['expected', 'actual', 'reason', 'observed', 'offending'] as const)
    if (clean[key] !== undefined) clean[key] = redact(clean[key]);
  if (clean.findings) clean.findings = everyText(clean.findings, redact);
  return clean;
}

/** A value of JSON with every text in it changed. */
function everyText<T>(value: T, change: Redactor): T {
  return JSON.parse(JSON.stringify(value), (_, each: unknown) => (typeof each === 'string' ? change(each) : each)) as T;
}

/** The transport of a target. Its secrets, and further ones, are kept out of the evidence. */
export function openTransport(target: Target, signal?: AbortSignal, secrets: readonly string[] = []): Transport {
  return createTransport({
    timeoutMs: target.timeoutMs,
    ...(target.direct ? { env: {} } : {}),
    secrets: [...secretsOf(target), ...secrets],
    ...(target.rate === undefined ? {} : { rate: target.rate }),
    ...(target.ca === undefined ? {} : { ca: target.ca }),
    ...(target.insecure === undefined ? {} : { insecure: target.insecure }),
    ...(signal ? { signal } : {}),
  });
}
