/** From what a run found to the Report: verdict, score, requirements, readiness. */
import { version } from '../harness/version.js';
import { registeredChecks, type CheckDefinition } from '../harness/registry.js';
import type { RunOutcome } from '../harness/run.js';
import { judgeRun, requirementResults } from '../reports/judge.js';
import type { CheckResult, Readiness, Report } from '../reports/model.js';
import { judgeReadiness, judgeWithAlternative, type ReadinessEntry } from '../reports/readiness.js';
import { catalogueRows } from '../specs/index.js';
import { providers } from './profiles.js';

export interface RunFacts {
  id: string;
  startedAt: string;
  durationMs: number;
  seed: number;
  profile: string;
  partialReasons: string[];
  concurrency: number;
  url: string;
  warnings: string[];
  notes: string[];
}

/** Puts the Report together. `definitions` are the checks that the run selected. */
export function assembleReport(outcome: RunOutcome, facts: RunFacts, definitions: readonly CheckDefinition[]): Report {
  const partial = facts.partialReasons.length > 0;
  const judgment = judgeRun(outcome.checks, { partial });
  return {
    formatVersion: 1,
    tool: { name: 'scimspec', version },
    run: {
      id: facts.id,
      startedAt: facts.startedAt,
      durationMs: facts.durationMs,
      seed: facts.seed,
      profile: facts.profile,
      partial,
      ...(partial ? { partialReasons: facts.partialReasons } : {}),
      concurrency: facts.concurrency,
    },
    target: {
      url: facts.url,
      capabilities: { ...outcome.capabilities, warnings: [...outcome.capabilities.warnings, ...facts.warnings] },
    },
    verdict: judgment.verdict,
    score: judgment.score,
    counts: judgment.counts,
    checks: outcome.checks,
    requirements: requirementResults(catalogueRows(), outcome.checks),
    readiness: readinessOf(outcome.checks, definitions),
    exchanges: outcome.exchanges,
    conduct: { ...outcome.conduct, notes: [...outcome.conduct.notes, ...facts.notes] },
  };
}

/** Readiness for every provider of which the run holds checks. */
function readinessOf(
  checks: readonly CheckResult[],
  definitions: readonly CheckDefinition[],
): Record<string, Readiness> {
  const result: Record<string, Readiness> = {};
  for (const provider of providers) {
    const own = definitions.filter((check) => check.level === 'interop' && provider.has(check.id));
    if (own.length === 0) continue;
    const { alternative } = provider;
    const isOther = (check: CheckDefinition): boolean => alternative?.has(check.id) ?? false;
    const entries = own.filter((check) => !isOther(check)).map(entryOf);
    result[provider.name] = alternative
      ? judgeWithAlternative(entries, checks, { ...alternative, entries: own.filter(isOther).map(entryOf) })
      : judgeReadiness(entries, checks, provider.note);
  }
  return result;
}

function entryOf(check: CheckDefinition): ReadinessEntry {
  return {
    check: check.id,
    class: check.class ?? 'advises',
    ...(check.workaround === undefined ? {} : { workaround: check.workaround }),
  };
}

/** Readiness from checks of several shards. */
export function rejudgeReadiness(checks: readonly CheckResult[]): Record<string, Readiness> {
  const ran = new Set(checks.map(({ id }) => id));
  return readinessOf(
    checks,
    registeredChecks().filter(({ id }) => ran.has(id)),
  );
}
