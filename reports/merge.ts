/** Several reports of one run (`--shard 1/3` … `3/3`) become one. */
import { countChecks, judgeRun, worstVerdict } from './judge.js';
import type { CheckResult, Exchange, Readiness, Report, RequirementResult } from './model.js';

/** Reports that cannot be one run; the message is a sentence for the user. */
export class MergeError extends Error {}

const shardReason = /^shard (\d+)\/(\d+)$/;

/**
 * Merges shards. They must be of the same target, profile and harness version, without a check in common. With all
 * shards of a run at hand, and nothing else narrowing it, the result is whole and has verdict and score. `rejudge`
 * judges readiness from the merged checks; without it the worst card of the shards stands for each provider.
 */
export function mergeReports(
  reports: readonly Report[],
  rejudge?: (checks: readonly CheckResult[]) => Record<string, Readiness>,
): Report {
  const [first] = reports;
  if (!first) throw new MergeError('There is no report to merge.');
  for (const [what, value] of [
    ['targets', (report: Report) => report.target.url],
    ['profiles', (report: Report) => report.run.profile],
    ['versions of the harness', (report: Report) => report.tool.version],
    ['versions of the report format', (report: Report) => String(report.formatVersion)],
  ] as const) {
    if (reports.some((report) => value(report) !== value(first))) {
      throw new MergeError(`The reports are of different ${what} and cannot be merged.`);
    }
  }
  const ordered = reports.toSorted((left, right) => left.run.startedAt.localeCompare(right.run.startedAt));
  const { checks, exchanges } = renumber(ordered);
  const partialReasons = reasonsLeft(ordered);
  const partial = partialReasons.length > 0;
  const judgment = judgeRun(checks, { partial });
  const ends = ordered.map((report) => Date.parse(report.run.startedAt) + report.run.durationMs);
  const began = Date.parse(ordered[0]?.run.startedAt ?? first.run.startedAt);
  const { partialReasons: _, ...run } = first.run;
  return {
    ...first,
    run: {
      ...run,
      id: [...new Set(ordered.map((report) => report.run.id))].join('+'),
      startedAt: ordered[0]?.run.startedAt ?? first.run.startedAt,
      durationMs: Math.max(...ends) - began,
      partial,
      ...(partial ? { partialReasons } : {}),
    },
    target: {
      ...first.target,
      capabilities: {
        ...first.target.capabilities,
        warnings: [...new Set(ordered.flatMap((report) => report.target.capabilities.warnings))],
      },
    },
    verdict: judgment.verdict,
    score: judgment.score,
    counts: countChecks(checks),
    checks,
    requirements: mergeRequirements(ordered),
    readiness: rejudge ? rejudge(checks) : mergeReadiness(ordered),
    exchanges,
    conduct: {
      requests: sum(ordered, (report) => report.conduct.requests),
      created: sum(ordered, (report) => report.conduct.created),
      deleted: sum(ordered, (report) => report.conduct.deleted),
      leftBehind: ordered.flatMap((report) => report.conduct.leftBehind),
      throttled: sum(ordered, (report) => report.conduct.throttled),
      slowestMs: Math.max(...ordered.map((report) => report.conduct.slowestMs)),
      notes: [...new Set(ordered.flatMap((report) => report.conduct.notes))],
    },
  };
}

function sum(reports: readonly Report[], value: (report: Report) => number): number {
  return reports.reduce((total, report) => total + value(report), 0);
}

/** Exchange numbers run on through all reports; references follow. */
function renumber(reports: readonly Report[]): { checks: CheckResult[]; exchanges: Exchange[] } {
  const checks: CheckResult[] = [];
  const exchanges: Exchange[] = [];
  const seen = new Set<string>();
  for (const report of reports) {
    const offset = exchanges.reduce((most, exchange) => Math.max(most, exchange.n), 0);
    exchanges.push(...report.exchanges.map((exchange) => ({ ...exchange, n: exchange.n + offset })));
    const shift = (numbers: readonly number[]) => numbers.map((n) => n + offset);
    for (const check of report.checks) {
      if (seen.has(check.id)) throw new MergeError(`${check.id} stands in two of the reports.`);
      seen.add(check.id);
      checks.push({
        ...check,
        exchanges: shift(check.exchanges),
        ...(check.findings
          ? { findings: check.findings.map((finding) => ({ ...finding, exchanges: shift(finding.exchanges) })) }
          : {}),
      });
    }
  }
  return { checks, exchanges };
}

/** What still narrows the merged run: any other reason than the shards, and shards that are missing. */
function reasonsLeft(reports: readonly Report[]): string[] {
  const reasons = new Set<string>();
  const present = new Map<string, Set<string>>();
  for (const report of reports) {
    const own = report.run.partialReasons ?? (report.run.partial ? ['narrowed'] : []);
    for (const reason of own) {
      const [, i, n] = shardReason.exec(reason) ?? [];
      if (i === undefined || n === undefined) reasons.add(reason);
      else present.set(n, (present.get(n) ?? new Set()).add(i));
    }
  }
  for (const [n, shards] of present) {
    if (shards.size < Number(n)) reasons.add(`${Number(n) - shards.size} of ${n} shards missing`);
  }
  return [...reasons];
}

function mergeRequirements(reports: readonly Report[]): RequirementResult[] {
  const rows = new Map<string, RequirementResult>();
  for (const row of reports.flatMap((report) => report.requirements)) {
    const known = rows.get(row.id);
    if (!known) rows.set(row.id, row);
    else {
      const verdicts = [known.verdict, row.verdict].filter((verdict) => verdict !== null);
      rows.set(row.id, { ...known, verdict: worstVerdict(verdicts) });
    }
  }
  return [...rows.values()];
}

/** Each shard judged a part of a provider's checks: the worst part decides. */
function mergeReadiness(reports: readonly Report[]): Record<string, Readiness> {
  const worst = ['ready', 'ready-with-caveats', 'not-tested', 'not-ready'] as const;
  const merged = new Map<string, Readiness>();
  for (const [name, card] of reports.flatMap((report) => Object.entries(report.readiness))) {
    const known = merged.get(name);
    const note = known?.note ?? card.note;
    merged.set(name, {
      verdict: worst[Math.max(worst.indexOf(card.verdict), worst.indexOf(known?.verdict ?? 'ready'))] ?? 'not-tested',
      blockers: [...(known?.blockers ?? []), ...card.blockers],
      caveats: [...(known?.caveats ?? []), ...card.caveats],
      ...(note === undefined ? {} : { note }),
    });
  }
  return Object.fromEntries(merged);
}
