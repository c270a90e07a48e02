/** How a check's verdict looks to test tools that know passed, failed, error and skipped, under a given gate. */
import { rootCulprit } from './judge.js';
import type { CheckResult, Report } from './model.js';
import type { Gate } from './gate.js';
import { oneLine } from './text.js';

/**
 * `noted` is a failure that the gate does not count: the pipeline must stay green, and must still be told.
 * `message` is one line, empty where there is nothing to say.
 */
export interface Outcome {
  kind: 'passed' | 'failure' | 'noted' | 'error' | 'skipped';
  message: string;
}

/** The outcome of every check: what is red here is what makes the exit code red under these gates. */
export function outcomesOf(report: Report, gates: readonly Gate[]): Map<CheckResult, Outcome> {
  const counts = countedBy(report, gates);
  const byId = new Map(report.checks.map((check) => [check.id, check]));
  const excused = (check: CheckResult) => byId.get(rootCulprit(check, byId))?.waived !== undefined;
  return new Map(report.checks.map((check) => [check, outcomeOf(check, counts(check), excused(check))]));
}

/** Which checks make the gate red when they fail. */
function countedBy(report: Report, gates: readonly Gate[]): (check: CheckResult) => boolean {
  const levels = new Set<string>();
  const ids = new Set<string>();
  for (const gate of gates) {
    if (gate.kind === 'must') levels.add('must');
    if (gate.kind === 'should' || gate.kind === 'score') ['must', 'should'].forEach((level) => levels.add(level));
    if (gate.kind === 'profile' && Object.hasOwn(report.readiness, gate.name)) {
      report.readiness[gate.name]?.blockers.forEach((id) => ids.add(id));
    }
    if (gate.kind === 'regression') {
      for (const { kind, check } of report.baseline?.movements ?? []) {
        if (kind === 'newly-broken' || kind === 'newly-blocked') ids.add(check);
      }
    }
  }
  return (check) => levels.has(check.level) || ids.has(check.id);
}

function outcomeOf(check: CheckResult, counts: boolean, excused: boolean): Outcome {
  const why = oneLine(check.reason ?? '', 500);
  switch (check.verdict) {
    case 'error':
      return { kind: 'error', message: `fault of the harness: ${why}` };
    case 'fail': {
      if (check.waived) return { kind: 'skipped', message: `waived: ${oneLine(check.waived.reason, 500)}` };
      const expected = oneLine(check.expected ?? check.title, 500);
      const message = `expected ${expected}; the server answered ${oneLine(check.actual ?? 'otherwise', 500)}`;
      return { kind: counts ? 'failure' : 'noted', message };
    }
    case 'blocked':
    case 'inconclusive': {
      const culprit = check.culprit === undefined ? '' : ` by ${oneLine(check.culprit, 200)}`;
      const reason = why === '' ? '' : `: ${why}`;
      const message = `${check.verdict}${check.verdict === 'blocked' ? culprit : ''}${reason}`;
      return { kind: counts && !excused && !check.waived ? 'error' : 'skipped', message };
    }
    case 'not-applicable':
      return { kind: 'skipped', message: `not applicable${why === '' ? '' : `: ${why}`}` };
    case 'pass':
      return {
        kind: 'passed',
        message: check.observed === undefined ? '' : `observed: ${oneLine(check.observed, 500)}`,
      };
  }
}
