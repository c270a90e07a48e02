/**
 * From the outcomes of checks to the verdict of a run and its score. Pure functions; the report recomputes nothing
 * that is decided here, and a report read back from JSON is judged exactly as before.
 *
 * The unit of the score is the requirement, not the check. A must check speaks for MUST requirements, a should check
 * for SHOULD requirements; may and interop checks speak for neither and never move verdict or score.
 */
import type { CheckResult, CheckVerdict, Counts, Grade, Level, RequirementResult, RunVerdict } from './model.js';

export const levels: readonly Level[] = ['must', 'should', 'may', 'interop'];
export const checkVerdicts: readonly CheckVerdict[] = [
  'pass',
  'fail',
  'blocked',
  'not-applicable',
  'inconclusive',
  'error',
];

/** Points a server earns for its MUST and its SHOULD requirements. */
export const mustPoints = 95;
export const shouldPoints = 5;
/** Highest score without a conforming verdict. */
export const cap = mustPoints - 1;

/** Worst first: the verdict of a requirement is the first of these that one of its checks has. */
const worstFirst: readonly CheckVerdict[] = ['fail', 'error', 'blocked', 'inconclusive', 'pass', 'not-applicable'];

const gradeOf: Partial<Record<Level, Grade>> = { must: 'violation', should: 'advice', may: 'information' };

export interface Fraction {
  passed: number;
  applicable: number;
}

export interface Judgment {
  /** null for a partial run. */
  verdict: RunVerdict | null;
  /** 0 to 100; null for a partial run and where no MUST requirement applied. */
  score: number | null;
  /** Requirements that apply and those that passed: what the score is made of. */
  must: Fraction;
  should: Fraction;
  /** Score before the cap; null with `score`. */
  uncapped: number | null;
  counts: Counts;
  /** Check id -> points it costs; the shares of a requirement's points add up to what the server lost. */
  costs: Map<string, number>;
}

/**
 * Judges a run from its checks. `partial` runs (narrowed by --only, --read-only and the like) are counted, but have
 * neither verdict nor score.
 */
export function judgeRun(checks: readonly CheckResult[], options: { partial?: boolean } = {}): Judgment {
  const musts = units(checks, 'must');
  const shoulds = units(checks, 'should');
  const must = fraction(musts);
  const should = fraction(shoulds);
  const costs = new Map<string, number>();
  chargeFailures(musts, must.applicable === 0 ? 0 : mustPoints / must.applicable, costs);
  chargeFailures(shoulds, should.applicable === 0 ? 0 : shouldPoints / should.applicable, costs);

  const verdict = options.partial ? null : runVerdict(checks, must);
  const uncapped = verdict === null ? null : points(must, should);
  const conforming = verdict === 'conforms' || verdict === 'conforms-with-advice';
  const score = uncapped === null || conforming ? uncapped : Math.min(uncapped, cap);
  return { verdict, score, must, should, uncapped, counts: countChecks(checks), costs };
}

/** Whether a check's outcome leaves its requirement unearned: everything but pass and not-applicable. */
export function isUnearned(verdict: CheckVerdict): boolean {
  return verdict !== 'pass' && verdict !== 'not-applicable';
}

/** Verdict of a requirement from those of its checks: a failure, else the worst of error, blocked, inconclusive. */
export function worstVerdict(verdicts: Iterable<CheckVerdict>): CheckVerdict | null {
  const seen = new Set(verdicts);
  return worstFirst.find((verdict) => seen.has(verdict)) ?? null;
}

/** Counts of checks per level and verdict, zeros included. */
export function countChecks(checks: readonly CheckResult[]): Counts {
  const zeros = () => Object.fromEntries(checkVerdicts.map((verdict) => [verdict, 0])) as Record<CheckVerdict, number>;
  const counts = Object.fromEntries(levels.map((level) => [level, zeros()])) as Counts;
  for (const check of checks) counts[check.level][check.verdict] += 1;
  return counts;
}

/**
 * Requirement -> its checks, for the checks of one level. A check that names no requirement is a unit of its own, so
 * that no failure goes uncounted.
 */
function units(checks: readonly CheckResult[], level: Level): Map<string, CheckResult[]> {
  const byRequirement = new Map<string, CheckResult[]>();
  for (const check of checks) {
    if (check.level !== level) continue;
    for (const id of check.spec.length > 0 ? new Set(check.spec) : [check.id]) {
      const unit = byRequirement.get(id);
      if (unit) unit.push(check);
      else byRequirement.set(id, [check]);
    }
  }
  return byRequirement;
}

const unitVerdict = (unit: readonly CheckResult[]) => worstVerdict(unit.map((check) => check.verdict));

function fraction(unitsOfLevel: Map<string, CheckResult[]>): Fraction {
  const verdicts = [...unitsOfLevel.values()].map(unitVerdict).filter((verdict) => verdict !== 'not-applicable');
  return { passed: verdicts.filter((verdict) => verdict === 'pass').length, applicable: verdicts.length };
}

/** Integers only until the last division, so that a whole number of points is never floored to the one below. */
function points(must: Fraction, should: Fraction): number | null {
  if (must.applicable === 0) return null;
  const shouldOf = should.applicable === 0 ? { passed: 1, applicable: 1 } : should;
  const earned = mustPoints * must.passed * shouldOf.applicable + shouldPoints * shouldOf.passed * must.applicable;
  return Math.floor(earned / (must.applicable * shouldOf.applicable));
}

function chargeFailures(unitsOfLevel: Map<string, CheckResult[]>, price: number, costs: Map<string, number>): void {
  for (const unit of unitsOfLevel.values()) {
    const worst = unitVerdict(unit);
    if (worst === null || !isUnearned(worst)) continue;
    const guilty = unit.filter((check) => check.verdict === worst);
    for (const check of guilty) costs.set(check.id, (costs.get(check.id) ?? 0) + price / guilty.length);
  }
}

function runVerdict(checks: readonly CheckResult[], must: Fraction): RunVerdict {
  const has = (level: Level, ...verdicts: CheckVerdict[]) =>
    checks.some((check) => check.level === level && verdicts.includes(check.verdict));
  if (checks.some((check) => check.verdict === 'error')) return 'harness-fault';
  if (has('must', 'fail')) return 'does-not-conform';
  if (must.applicable === 0 || has('must', 'blocked', 'inconclusive')) return 'not-established';
  return has('should', 'fail') ? 'conforms-with-advice' : 'conforms';
}

/** One row of a requirement catalogue (`specs/*.json`), as far as the report needs it. */
export interface CatalogueRow {
  id: string;
  /** Number of the RFC, name of a draft, or name of the provider whose rule it is. */
  rfc: number | string;
  section: string;
  grade: Grade;
  /** Rows of which only the client is the actor are left out: a server cannot break them. */
  actor?: string;
  statement: string;
  testable: RequirementResult['testable'];
  /** Why no check speaks about it. */
  exclusion?: string;
  /** True for a provider's rules: interop checks speak for them, and they are never more than information. */
  provider?: boolean;
}

/** What a run says about each server-side requirement, in catalogue order. Checks of another grade do not speak. */
export function requirementResults(rows: readonly CatalogueRow[], checks: readonly CheckResult[]): RequirementResult[] {
  const verdicts = new Map<string, Map<Grade | 'interop', CheckVerdict[]>>();
  for (const check of checks) {
    const voice = gradeOf[check.level] ?? 'interop';
    for (const id of new Set(check.spec)) {
      const voices = verdicts.get(id) ?? new Map<Grade | 'interop', CheckVerdict[]>();
      voices.set(voice, [...(voices.get(voice) ?? []), check.verdict]);
      verdicts.set(id, voices);
    }
  }
  return rows
    .filter((row) => row.actor !== 'client')
    .map((row) => ({
      id: row.id,
      rfc: String(row.rfc),
      section: row.section,
      grade: row.provider ? 'information' : row.grade,
      statement: row.statement,
      verdict: worstVerdict(verdicts.get(row.id)?.get(row.provider ? 'interop' : row.grade) ?? []),
      testable: row.testable,
      ...(row.exclusion ? { exclusion: row.exclusion } : {}),
    }));
}

/** A failing check with the blocked checks that it explains. */
export interface Failure {
  check: CheckResult;
  blocked: CheckResult[];
}

/**
 * Folds blocked checks under the failing check that explains them, through chains of culprits. `unexplained` holds
 * the blocked checks whose culprit is no failing check of this run. Order is that of the checks.
 */
export function foldBlocked(checks: readonly CheckResult[]): { failures: Failure[]; unexplained: CheckResult[] } {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const failures = new Map(
    checks.filter((check) => check.verdict === 'fail').map((check) => [check.id, { check, blocked: [] } as Failure]),
  );
  const unexplained: CheckResult[] = [];
  for (const check of checks) {
    if (check.verdict !== 'blocked') continue;
    const failure = failures.get(rootCulprit(check, byId));
    if (failure) failure.blocked.push(check);
    else unexplained.push(check);
  }
  return { failures: [...failures.values()], unexplained };
}

/** Id at the end of a blocked check's chain of culprits; a given's title where a given ends it. */
export function rootCulprit(check: CheckResult, byId: ReadonlyMap<string, CheckResult>): string {
  const visited = new Set<string>();
  let at: CheckResult | undefined = check;
  while (at?.verdict === 'blocked' && at.culprit !== undefined && !visited.has(at.id)) {
    visited.add(at.id);
    const next = byId.get(at.culprit);
    if (!next) return at.culprit;
    at = next;
  }
  return at?.id ?? '';
}
