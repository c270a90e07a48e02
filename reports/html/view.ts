/** What all parts of the page look at: the report with its look-up tables, and failures in the order of reading. */
import type { HistoryEntry } from '../history.js';
import { foldBlocked, levels, type Failure, type Judgment } from '../judge.js';
import type { CheckResult, Exchange, Report, RequirementResult } from '../model.js';
import { judge } from '../sentences.js';

export interface NumberedFailure extends Failure {
  /** `F1`, `F2`, … in the order of the page. */
  label: string;
}

export interface View {
  report: Report;
  judgment: Judgment;
  history: readonly HistoryEntry[];
  checks: Map<string, CheckResult>;
  requirements: Map<string, RequirementResult>;
  exchanges: Map<number, Exchange>;
  /** MUST first, then SHOULD, then interop; by points lost, then by what they block. */
  failures: NumberedFailure[];
  /** Blocked by no failing check. */
  unexplained: CheckResult[];
  /** Numbers of exchanges that the page already shows. */
  shown: Set<number>;
  /** Characters that transcripts may still take, and the checks that still want some: the page stays small. */
  room: { left: number; wanting: number };
}

export function viewOf(report: Report, history: readonly HistoryEntry[]): View {
  const judgment = judge(report);
  const { failures, unexplained } = foldBlocked(report.checks);
  const rank = ({ check, blocked }: Failure) =>
    levels.indexOf(check.level) * 1e6 +
    (check.waived ? 5e5 : 0) -
    (judgment.costs.get(check.id) ?? 0) * 1e3 -
    blocked.length;
  return {
    report,
    judgment,
    history,
    checks: new Map(report.checks.map((check) => [check.id, check])),
    requirements: new Map(report.requirements.map((row) => [row.id, row])),
    exchanges: new Map(report.exchanges.map((exchange) => [exchange.n, exchange])),
    failures: failures
      .toSorted((left, right) => rank(left) - rank(right))
      .map((failure, index) => ({ ...failure, label: `F${index + 1}` })),
    unexplained,
    shown: new Set(),
    room: { left: 0, wanting: failures.length + unjudgedOf(report, unexplained).length },
  };
}

/** What nothing on the page explains: blocked by no failing check, inconclusive, or a fault of the harness. */
export function unjudgedOf(report: Report, unexplained: readonly CheckResult[]): CheckResult[] {
  return [
    ...unexplained,
    ...report.checks.filter((check) => check.verdict === 'inconclusive' || check.verdict === 'error'),
  ];
}

/** Values by key, in the order in which the keys first came. */
export function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
