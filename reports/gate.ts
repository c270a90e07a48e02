/** The gate: what a run must reach for exit code 0. It stands apart from verdict and score; only waivers move it. */
import { rootCulprit } from './judge.js';
import type { CheckResult, Report } from './model.js';
import { profileName } from './sentences.js';

export type Gate =
  | { kind: 'must' }
  | { kind: 'should' }
  | { kind: 'profile'; name: string }
  | { kind: 'score'; least: number }
  | { kind: 'regression' };

/** Exit codes; the worst of `harnessFault`, `notMet`, `notEstablished`, `met` wins in this order. */
export const exitCodes = {
  met: 0,
  notMet: 1,
  usage: 2,
  notEstablished: 3,
  harnessFault: 4,
  interrupted: 130,
  terminated: 143,
} as const;

export type GateCode = 0 | 1 | 3 | 4;

/**
 * Reads `--fail-on`: one gate or several with commas between, `must`, `should`, `profile:<name>`, `score:<0..100>`,
 * `regression`. Throws an Error with a sentence for the user when it is none of these.
 */
export function parseGates(text: string): Gate[] {
  return text.split(',').map((part) => parseGate(part.trim()));
}

function parseGate(text: string): Gate {
  if (text === 'must' || text === 'should' || text === 'regression') return { kind: text };
  const [kind, value = ''] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1).trim()];
  if (kind === 'profile' && value !== '') return { kind, name: value };
  if (kind === 'score') {
    const least = Number(value);
    if (/^\d{1,3}$/.test(value) && least <= 100) return { kind, least };
    throw new Error(`--fail-on score needs a whole number from 0 to 100, for example score:95; it got "${value}".`);
  }
  throw new Error(
    `--fail-on knows must, should, profile:<name>, score:<n> and regression; it does not know "${text}".`,
  );
}

/** Gates of a run that names none: MUSTs, or the provider's readiness where its profile was run. */
export function defaultGates(report: Report): Gate[] {
  const name = profileName(report);
  const provider = Object.hasOwn(report.readiness, name);
  return provider ? [{ kind: 'profile', name }] : [{ kind: 'must' }];
}

export interface GateResult {
  code: GateCode;
  /** Why the code is not 0, one sentence each; empty when the gate is met. */
  reasons: string[];
}

/** Exit code of a run. `waiverFaults` are sentences about stale, unknown or expired waivers: each makes it red. */
export function exitCode(
  report: Report,
  gates: readonly Gate[] = defaultGates(report),
  waiverFaults: readonly string[] = [],
): GateResult {
  const results = gates.map((gate) => tryGate(report, gate));
  results.push(...waiverFaults.map((fault): GateResult => ({ code: 1, reasons: [fault] })));
  const faults = report.checks.filter((check) => check.verdict === 'error').length;
  if (faults > 0) results.push({ code: 4, reasons: [`${count(faults, 'check')} ended in a fault of the harness.`] });
  if (report.checks.every((check) => check.verdict === 'not-applicable')) {
    results.push({ code: 3, reasons: ['No check ran, so the run establishes nothing.'] });
  }
  const worst = [4, 1, 3].find((code) => results.some((result) => result.code === code)) ?? 0;
  return { code: worst as GateCode, reasons: results.flatMap((result) => result.reasons) };
}

function tryGate(report: Report, gate: Gate): GateResult {
  switch (gate.kind) {
    case 'must':
      return levelGate(report, ['must']);
    case 'should':
      return levelGate(report, ['must', 'should']);
    case 'profile':
      return profileGate(report, gate.name);
    case 'score':
      return scoreGate(report, gate.least);
    case 'regression':
      return regressionGate(report);
  }
}

const met: GateResult = { code: 0, reasons: [] };

/** A waived failure takes along what it blocks. A narrowed run may well hold no check of the level; a whole run without one establishes nothing. */
function levelGate({ checks, run }: Report, levels: CheckResult['level'][]): GateResult {
  const counted = checks.filter((check) => levels.includes(check.level) && !check.waived);
  const failed = counted.filter((check) => check.verdict === 'fail');
  const byId = new Map(checks.map((check) => [check.id, check]));
  const excused = (check: CheckResult) => byId.get(rootCulprit(check, byId))?.waived !== undefined;
  const open = counted.filter(
    (check) => check.verdict === 'inconclusive' || (check.verdict === 'blocked' && !excused(check)),
  );
  const reasons: string[] = [];
  for (const level of levels) {
    const ofLevel = failed.filter((check) => check.level === level).length;
    if (ofLevel > 0) reasons.push(`${count(ofLevel, `${level} check`)} failed.`);
  }
  if (open.length > 0) reasons.push(`${count(open.length, 'check')} could not be judged.`);
  const applicable =
    run.partial || checks.some((check) => levels.includes(check.level) && check.verdict !== 'not-applicable');
  if (!applicable) reasons.push(`No ${levels.join(' or ')} check applied, so nothing is established.`);
  return { code: failed.length > 0 ? 1 : open.length > 0 || !applicable ? 3 : 0, reasons };
}

function profileGate(report: Report, name: string): GateResult {
  const readiness = Object.hasOwn(report.readiness, name) ? report.readiness[name] : undefined;
  if (!readiness || readiness.verdict === 'not-tested') {
    return { code: 3, reasons: [`Readiness for ${name} was not tested.`] };
  }
  return readiness.verdict === 'not-ready' ? { code: 1, reasons: [`The target is not ready for ${name}.`] } : met;
}

function scoreGate(report: Report, least: number): GateResult {
  if (report.score === null) return { code: 3, reasons: ['The run has no score.'] };
  return report.score < least ? { code: 1, reasons: [`The score is ${report.score}, below ${least}.`] } : met;
}

function regressionGate(report: Report): GateResult {
  if (!report.baseline) return { code: 3, reasons: ['There is no earlier run to compare with.'] };
  const worse = report.baseline.movements.filter(
    (movement) => movement.kind === 'newly-broken' || movement.kind === 'newly-blocked',
  );
  const waived = new Set(report.checks.filter((check) => check.waived).map((check) => check.id));
  const open = worse.filter((movement) => !waived.has(movement.check));
  if (open.length === 0) return met;
  return { code: 1, reasons: [`${count(open.length, 'check')} got worse since the earlier run.`] };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
