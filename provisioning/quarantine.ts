/** When the provider would put a job into quarantine, and how it comes out again
 * (Microsoft Learn, "Application provisioning in quarantine status"; Graph synchronizationQuarantine). */

export type QuarantineReason =
  | 'EncounteredQuarantineException'
  | 'EncounteredEscrowProportionThreshold'
  | 'EncounteredBaseEscrowThreshold'
  | 'EncounteredTotalEscrowThreshold'
  | 'QuarantinedOnDemand'
  | 'TooManyDeletes'
  | 'IngestionInterrupted'
  | 'Unknown';

/** Times are milliseconds on the virtual clock. */
export interface Quarantine {
  currentBegan: number;
  nextAttempt: number;
  reason: QuarantineReason;
  seriesBegan: number;
  seriesCount: number;
  error: { code: string; message: string } | null;
}

/** What happened in a cycle, as far as quarantine looks at it. */
export interface CycleHealth {
  /** Objects handled, references included. */
  events: number;
  /** Failures without those of references. */
  failures: number;
  referenceFailures: number;
  /** Invalid credentials or an endpoint that does not speak SCIM: quarantine at once. */
  fatal: { code: string; message: string } | null;
  /** Deletions and disables that were held back because there were too many. */
  tooManyDeletes: number | null;
}

/** Below this number of failures the proportion is not looked at. */
export const MINIMUM_FAILURES = 5_000;
const PROPORTION = 0.4;
const BASE_LIMIT = 40_000;
const TOTAL_LIMIT = 60_000;
const HOUR = 3_600_000;
const BACK_OFF = [6 * HOUR, 12 * HOUR, 24 * HOUR];
/** A job that stays in quarantine this long is disabled. */
export const DISABLED_AFTER_MS = 28 * 24 * HOUR;

export interface Assessment {
  reason: QuarantineReason | null;
  error: { code: string; message: string } | null;
  /** For an administrator: would the provider quarantine this endpoint, and why. */
  sentence: string;
}

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / Math.max(1, whole))} %`;

/** Judges one cycle by the documented thresholds. */
export function assess(health: CycleHealth): Assessment {
  const total = health.failures + health.referenceFailures;
  const counts = `${total} of ${health.events} events failed (${percent(total, health.events)})`;
  if (health.fatal) {
    return {
      reason: 'EncounteredQuarantineException',
      error: health.fatal,
      sentence: `Quarantined at once: ${health.fatal.code}: ${health.fatal.message}`,
    };
  }
  if (health.tooManyDeletes !== null) {
    const message = `${health.tooManyDeletes} deletions and disables exceed the threshold`;
    return {
      reason: 'TooManyDeletes',
      error: { code: 'TooManyDeletes', message },
      sentence: `Quarantined: ${message}.`,
    };
  }
  const over = (reason: QuarantineReason, limit: string): Assessment => ({
    reason,
    error: { code: reason, message: counts },
    sentence: `Quarantined: ${counts}, the limit is ${limit}.`,
  });
  if (health.failures > BASE_LIMIT)
    return over('EncounteredBaseEscrowThreshold', `${BASE_LIMIT} failures without references`);
  if (total > TOTAL_LIMIT) return over('EncounteredTotalEscrowThreshold', `${TOTAL_LIMIT} failures with references`);
  const share = total / Math.max(1, health.events);
  if (total >= MINIMUM_FAILURES && share > PROPORTION)
    return over('EncounteredEscrowProportionThreshold', percent(PROPORTION, 1));
  if (share > PROPORTION) {
    return {
      reason: null,
      error: null,
      sentence: `Not quarantined yet: ${counts}, above ${percent(PROPORTION, 1)}, but the proportion counts only from ${MINIMUM_FAILURES} failures. At that scale this endpoint would be quarantined.`,
    };
  }
  return { reason: null, error: null, sentence: `Not quarantined: ${counts}.` };
}

/** The quarantine after a cycle; null when the job is healthy. */
export function nextQuarantine(before: Quarantine | null, assessment: Assessment, now: number): Quarantine | null {
  if (assessment.reason === null) return null;
  const seriesCount = before ? before.seriesCount + 1 : 1;
  return {
    currentBegan: before && before.reason === assessment.reason ? before.currentBegan : now,
    seriesBegan: before?.seriesBegan ?? now,
    seriesCount,
    reason: assessment.reason,
    error: assessment.error,
    nextAttempt: now + (BACK_OFF[Math.min(seriesCount, BACK_OFF.length) - 1] ?? 24 * HOUR),
  };
}
