/** Readiness for one identity provider, from the checks its profile lists. It never moves verdict or score. */
import type { CheckResult, InteropClass, Readiness } from './model.js';

/** One line of a provider's readiness profile. */
export interface ReadinessEntry {
  check: string;
  class: InteropClass;
  /** How the provider still works although the check fails: makes a caveat of it. */
  workaround?: string;
}

/** Another way in which the provider can be set up, and what it changes. */
export interface Alternative {
  /** Checks of the other way. */
  entries: readonly ReadinessEntry[];
  /** Whether a check of the usual way is about something that the other way does not do. */
  replaces: (check: string) => boolean;
  /** What an administrator does to set it up: the workaround. */
  workaround: string;
}

/**
 * Readiness where the provider can be set up in two ways. Where the usual way is not ready and the other one is, its
 * workaround is the caveat of every check that fails in the usual way.
 */
export function judgeWithAlternative(
  entries: readonly ReadinessEntry[],
  checks: readonly CheckResult[],
  alternative: Alternative,
): Readiness {
  const usual = judgeReadiness(withoutWorkaround(entries, alternative), checks);
  if (usual.verdict !== 'not-ready') return usual;
  const kept = entries.filter(({ check }) => !alternative.replaces(check));
  const other = judgeReadiness([...kept, ...alternative.entries.map(strict)], checks);
  if (other.verdict !== 'ready' && other.verdict !== 'ready-with-caveats') return usual;
  const failed = new Set(checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id));
  const saved = entries.filter((entry) => entry.class === 'blocks' && failed.has(entry.check));
  return {
    verdict: 'ready-with-caveats',
    blockers: [],
    caveats: [...saved.map(({ check }) => ({ check, workaround: alternative.workaround })), ...other.caveats],
  };
}

/** In the other way its own workaround, to leave it, does not help. */
function strict({ check, class: weight }: ReadinessEntry): ReadinessEntry {
  return { check, class: weight };
}

/** What the other way would save is judged by its own checks. */
function withoutWorkaround(entries: readonly ReadinessEntry[], { replaces }: Alternative): ReadinessEntry[] {
  return entries.map((entry) => (entry.class === 'blocks' && replaces(entry.check) ? strict(entry) : entry));
}

/**
 * Readiness for one provider. Not ready: a blocking check fails without a workaround. Not tested: a blocking check
 * was not judged (blocked, inconclusive, error, or absent), or none applied. Ready with caveats: anything else that
 * fails, a blocking check that a workaround saves, one that did not apply, or `note` (thin evidence).
 */
export function judgeReadiness(
  entries: readonly ReadinessEntry[],
  checks: readonly CheckResult[],
  note?: string,
): Readiness {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const blockers: string[] = [];
  const caveats: Readiness['caveats'] = [];
  let judged = 0;
  let open = 0;
  for (const entry of entries) {
    const check = byId.get(entry.check);
    const blocks = entry.class === 'blocks';
    if (check?.verdict === 'pass') {
      judged += blocks ? 1 : 0;
    } else if (check?.verdict === 'fail') {
      judged += blocks ? 1 : 0;
      if (blocks && entry.workaround === undefined) blockers.push(entry.check);
      else if (entry.class !== 'advises')
        caveats.push({ check: entry.check, workaround: entry.workaround ?? check.fix });
    } else if (blocks && check?.verdict === 'not-applicable') {
      caveats.push({ check: entry.check, workaround: `Not tested: ${check.reason ?? 'it did not apply'}` });
    } else if (blocks) {
      open += 1;
    }
  }
  const verdict =
    blockers.length > 0
      ? 'not-ready'
      : open > 0 || judged === 0
        ? 'not-tested'
        : caveats.length > 0 || note !== undefined
          ? 'ready-with-caveats'
          : 'ready';
  return { verdict, blockers, caveats, ...(note === undefined ? {} : { note }) };
}
