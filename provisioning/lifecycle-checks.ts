/** The checks that a provisioning run makes, and their results in the shape of the report. */
import type { CheckResult, CheckVerdict, InteropClass } from '../reports/model.js';

export interface LifecycleCheck {
  id: string;
  title: string;
  class: InteropClass;
  fix: string;
  why: string;
  source: string;
}

const HOW = 'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/how-provisioning-works';
const SCIM = 'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups';
const QUARANTINE =
  'https://learn.microsoft.com/en-us/entra/identity/app-provisioning/application-provisioning-quarantine-status';

/** Every lifecycle check by its id. */
export const LIFECYCLE_CHECKS = {
  connection: {
    id: 'lifecycle.connection',
    title: 'the connection test is answered as the provider expects',
    class: 'blocks',
    fix: 'Answer the look-up of a user who does not exist with 200 and an empty ListResponse.',
    why: 'Without a successful connection test the settings cannot be saved.',
    source: SCIM,
  },
  missing: {
    id: 'lifecycle.missing',
    title: 'everyone in scope is at the target',
    class: 'blocks',
    fix: 'Create what is posted, and keep it findable by id and by the matching attribute.',
    why: 'People who are assigned must be able to work.',
    source: HOW,
  },
  surplus: {
    id: 'lifecycle.surplus',
    title: 'what was deleted is gone',
    class: 'blocks',
    fix: 'After DELETE answer 404 for the resource and leave it out of every list.',
    why: 'An account that survives its deletion is a way in.',
    source: HOW,
  },
  attributes: {
    id: 'lifecycle.attributes',
    title: 'attributes hold what was sent',
    class: 'degrades',
    fix: 'Store values as they were sent; refuse what cannot be stored.',
    why: 'A value that is not stored as sent is sent again in every cycle.',
    source: SCIM,
  },
  membership: {
    id: 'lifecycle.membership',
    title: 'groups have the members they were given',
    class: 'blocks',
    fix: 'Apply adding and removing of members to the named members alone.',
    why: 'Members carry rights.',
    source: SCIM,
  },
  disabled: {
    id: 'lifecycle.disabled',
    title: 'who left scope is disabled',
    class: 'blocks',
    fix: 'Set active to false when told so, as boolean or as the text "False".',
    why: 'A leaver who stays enabled keeps access.',
    source: HOW,
  },
  resurrected: {
    id: 'lifecycle.resurrected',
    title: 'nobody who was disabled or deleted comes back by themselves',
    class: 'blocks',
    fix: 'Keep disabled accounts disabled until they are enabled again.',
    why: 'Access that returns unasked goes unnoticed.',
    source: HOW,
  },
  duplicated: {
    id: 'lifecycle.duplicated',
    title: 'nobody exists twice',
    class: 'blocks',
    fix: 'Refuse a second resource with the same matching value with 409 and scimType "uniqueness".',
    why: 'The provider stops managing a person it finds twice.',
    source: SCIM,
  },
  secondPass: {
    id: 'lifecycle.second-pass',
    title: 'a second pass writes nothing',
    class: 'degrades',
    fix: 'Return every attribute as it was stored, and store it as it was sent.',
    why: 'What is written again in every cycle slows provisioning down and hides real changes.',
    source: SCIM,
  },
  quarantine: {
    id: 'lifecycle.quarantine',
    title: 'the provider would not quarantine this endpoint',
    class: 'blocks',
    fix: 'Resolve the failures that the provisioning log lists.',
    why: 'In quarantine provisioning runs once a day, and ends after 28 days.',
    source: QUARANTINE,
  },
} as const satisfies Record<string, LifecycleCheck>;

export type LifecycleKey = keyof typeof LIFECYCLE_CHECKS;

/** One object that is not as it must be. */
export interface Finding {
  check: LifecycleKey;
  subject: string;
  expected: string;
  actual: string;
  exchanges: number[];
}

export interface Judged {
  /** How many objects each check looked at; absent: it had nothing to look at. */
  looked: Partial<Record<LifecycleKey, number>>;
  findings: Finding[];
  /** What could not be read back, or failed for reasons that say nothing about the target. */
  inconclusive: Finding[];
}

export const noJudgment = (): Judged => ({ looked: {}, findings: [], inconclusive: [] });

/** Adds the second judgment to the first. */
export function merge(into: Judged, more: Judged): void {
  for (const [key, count] of Object.entries(more.looked)) {
    const name = key as LifecycleKey;
    into.looked[name] = (into.looked[name] ?? 0) + count;
  }
  into.findings.push(...more.findings);
  into.inconclusive.push(...more.inconclusive);
}

/** Findings shown with each check; the rest is counted. */
const SHOWN = 20;

/** One result for each lifecycle check, `not-applicable` where a run had nothing to look at. */
export function checkResults(judged: Judged, durationMs = 0): CheckResult[] {
  return (Object.keys(LIFECYCLE_CHECKS) as LifecycleKey[]).map((key) => resultOf(key, judged, durationMs));
}

function resultOf(key: LifecycleKey, judged: Judged, durationMs: number): CheckResult {
  const check = LIFECYCLE_CHECKS[key];
  const findings = judged.findings.filter((finding) => finding.check === key);
  const open = judged.inconclusive.filter((finding) => finding.check === key);
  const looked = judged.looked[key] ?? 0;
  const verdict: CheckVerdict =
    findings.length > 0 ? 'fail' : open.length > 0 ? 'inconclusive' : looked > 0 ? 'pass' : 'not-applicable';
  const shown = (findings.length > 0 ? findings : open).slice(0, SHOWN);
  const [first] = shown;
  const more = findings.length > SHOWN ? ` (and ${findings.length - SHOWN} more)` : '';
  return {
    id: check.id,
    level: 'interop',
    title: check.title,
    scenario: 'Automatic provisioning',
    feature: 'lifecycle',
    spec: [],
    verdict,
    ...(verdict === 'inconclusive' ? { reason: `${first?.subject ?? ''}: ${first?.actual ?? ''}` } : {}),
    ...(verdict === 'not-applicable' ? { reason: 'Nothing of this kind happened in the cycles of this run.' } : {}),
    ...(verdict === 'fail' && first
      ? { expected: `${first.subject}: ${first.expected}`, actual: `${first.actual}${more}` }
      : {}),
    ...(shown.length > 0 && verdict === 'fail'
      ? {
          findings: shown.map(({ subject, expected, actual, exchanges }) => ({ subject, expected, actual, exchanges })),
        }
      : {}),
    fix: check.fix,
    why: check.why,
    class: check.class,
    source: check.source,
    exchanges: [...new Set(shown.flatMap(({ exchanges }) => exchanges))].sort((a, b) => a - b),
    durationMs,
  };
}
