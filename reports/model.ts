/**
 * The Report: one JSON value that holds everything a run found out. Formatters are pure functions of it.
 * Its JSON Schema is published as schemas/report.schema.json. Field names are a contract; additions are allowed.
 */

/** The verb of a check: what failing it means. `must` = violation, `should` = advice, `may` = information. */
export type Level = 'must' | 'should' | 'may' | 'interop';

/** How one check ended. `error` is a fault of the harness, never of the target. */
export type CheckVerdict = 'pass' | 'fail' | 'blocked' | 'not-applicable' | 'inconclusive' | 'error';

/** The verdict of a run, best to worst. */
export type RunVerdict = 'conforms' | 'conforms-with-advice' | 'not-established' | 'does-not-conform' | 'harness-fault';

/** What a failing interop check does to the provider that needs it. */
export type InteropClass = 'blocks' | 'degrades' | 'advises';

export type Grade = 'violation' | 'advice' | 'information';

/** One HTTP request and its response, as evidence. Redacted before it is stored; bodies are text as received. */
export interface Exchange {
  n: number;
  request: { method: string; url: string; headers: Record<string, string>; body?: string };
  /** Absent when no answer came: then `problem` says why (timeout, reset, TLS …). */
  response?: {
    status: number;
    statusText: string;
    headers: Record<string, string>;
    body: string;
    /** True when the body was cut at the size cap. */
    truncated?: boolean;
  };
  problem?: string;
  /** Milliseconds. `startedAt` is ISO 8601; the parts are absent where the socket was reused. */
  timing: { startedAt: string; totalMs: number; connectMs?: number; tlsMs?: number; ttfbMs?: number };
  /** Which part of the run sent it. */
  phase: 'preflight' | 'suites' | 'clean-up' | 'provisioning';
}

export interface CheckResult {
  /** Stable slug, prefixed by the suite's file path: `users.create.status`. */
  id: string;
  level: Level;
  title: string;
  /** The title of the scenario the check belongs to. */
  scenario: string;
  /** Folder path of the suite: `users/create`. */
  feature: string;
  /** Requirement ids. */
  spec: string[];
  verdict: CheckVerdict;
  /** For `may` checks and for ambiguous rules: which reading the target chose, `offered`, `not offered`. */
  observed?: string;
  /** Why the check is blocked, not-applicable, inconclusive or ended in error. */
  reason?: string;
  /** For `blocked`: the id of the failing check that explains it, when one does; else the given that failed. */
  culprit?: string;
  expected?: string;
  actual?: string;
  /** A verbatim part of the response to mark in the transcript. */
  offending?: string;
  /** One finding per attribute and fault where one check judges many (schema honesty). */
  findings?: { subject: string; expected: string; actual: string; exchanges: number[] }[];
  fix: string;
  /** Why it matters, in one or two sentences. */
  why?: string;
  class?: InteropClass;
  /** Public page on which an interop rule rests. */
  source?: string;
  /** Exchange numbers, oldest first; the last is the one the verdict rests on. */
  exchanges: number[];
  durationMs: number;
  waived?: { reason: string; issue?: string; expires?: string };
  /** The check passed only after waiting for an eventually consistent target. */
  needsPatience?: boolean;
}

export interface RequirementResult {
  id: string;
  section: string;
  rfc: string;
  grade: Grade;
  /** The rule in our words. */
  statement: string;
  /** null: no check of this run speaks about it. */
  verdict: CheckVerdict | null;
  testable: 'yes' | 'partly' | 'no';
  /** Why it is not tested. */
  exclusion?: string;
}

export type ReadinessVerdict = 'ready' | 'ready-with-caveats' | 'not-ready' | 'not-tested';

export interface Readiness {
  verdict: ReadinessVerdict;
  blockers: string[];
  caveats: { check: string; workaround: string }[];
  /** Plain sentence, for example `thin evidence: the provider does not publish its update bodies`. */
  note?: string;
}

export type Counts = Record<Level, Record<CheckVerdict, number>>;

export interface CapabilitiesSummary {
  /** Feature name -> what the target says and what was seen. */
  features: Record<string, { claimed: boolean | null; note?: string }>;
  resourceTypes: { name: string; endpoint: string; schema: string; extensions: string[] }[];
  /** Warnings of the preflight, one sentence each. */
  warnings: string[];
}

export interface Conduct {
  requests: number;
  created: number;
  deleted: number;
  /** URLs of objects that could not be removed, with the reason. */
  leftBehind: { url: string; reason: string }[];
  throttled: number;
  slowestMs: number;
  /** Notes a reader must know: certificate checks off, read-only, interrupted … */
  notes: string[];
}

export interface Report {
  formatVersion: 1;
  tool: { name: 'scimspec'; version: string };
  run: {
    id: string;
    startedAt: string;
    durationMs: number;
    seed: number;
    profile: string;
    /** True when narrowed (`--only`, `--read-only`, a shard, an interruption): no verdict, no score. */
    partial: boolean;
    /** Why it is partial, one phrase each. */
    partialReasons?: string[];
    concurrency?: number;
  };
  target: { url: string; capabilities: CapabilitiesSummary };
  verdict: RunVerdict | null;
  score: number | null;
  counts: Counts;
  checks: CheckResult[];
  requirements: RequirementResult[];
  readiness: Record<string, Readiness>;
  exchanges: Exchange[];
  provisioning?: ProvisioningReport;
  baseline?: Comparison;
  conduct: Conduct;
}

/** What simulated provisioning cycles did; written by provisioning/, drawn by the HTML report. */
export interface ProvisioningReport {
  application: string;
  dialect: string;
  cycles: {
    kind: 'initial' | 'incremental' | 'on-demand';
    /** Virtual time, ISO 8601. */
    startedAt: string;
    finishedAt: string;
    counts: { created: number; updated: number; disabled: number; deleted: number; skipped: number; failed: number };
    requests: number;
    status: string;
  }[];
  quarantine?: { reason: string; since: string } | null;
  logEntries: number;
}

/** How this run differs from an earlier one. */
export interface Comparison {
  old: { id: string; startedAt: string; score: number | null; verdict: RunVerdict | null };
  /** null when the two runs are not comparable; `incomparable` says why. */
  scoreDelta: number | null;
  incomparable?: string;
  movements: {
    kind:
      | 'newly-broken'
      | 'newly-fixed'
      | 'newly-blocked'
      | 'newly-not-applicable'
      | 'new-check'
      | 'removed-check'
      | 'changed';
    check: string;
    from: CheckVerdict | null;
    to: CheckVerdict | null;
  }[];
}
