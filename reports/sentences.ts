/** The sentences of a report. Every formatter says the same thing because it says it from here. */
import { cap, isUnearned, judgeRun, type Judgment } from './judge.js';
import type { CheckResult, CheckVerdict, Level, Readiness, ReadinessVerdict, Report, RunVerdict } from './model.js';
import { oneLine, plural, shellWord, targetName } from './text.js';

export const runVerdictWords: Record<RunVerdict, string> = {
  conforms: 'Conforms',
  'conforms-with-advice': 'Conforms, with advice',
  'not-established': 'Not established',
  'does-not-conform': 'Does not conform',
  'harness-fault': 'Harness fault',
};

export const verdictWords: Record<CheckVerdict, string> = {
  pass: 'passed',
  fail: 'failed',
  blocked: 'blocked',
  'not-applicable': 'not applicable',
  inconclusive: 'inconclusive',
  error: 'harness fault',
};

export const levelWords: Record<Level, string> = { must: 'MUST', should: 'SHOULD', may: 'MAY', interop: 'INTEROP' };

export const readinessWords: Record<ReadinessVerdict, string> = {
  ready: 'Ready',
  'ready-with-caveats': 'Ready with caveats',
  'not-ready': 'Not ready',
  'not-tested': 'Not tested',
};

const providerNames = new Map([
  ['entra', 'Microsoft Entra ID'],
  ['entra-gallery', 'Microsoft Entra gallery'],
  ['okta-oin', 'Okta Integration Network'],
  ['okta-aiw', 'Okta, own integration'],
  ['onelogin', 'OneLogin'],
  ['ping', 'Ping Identity'],
  ['jumpcloud', 'JumpCloud'],
  ['cyberark', 'CyberArk'],
  ['sailpoint', 'SailPoint'],
  ['google', 'Google Workspace'],
]);

/** What people call a provider. */
export const providerName = (name: string): string => providerNames.get(name) ?? oneLine(name, 30);

/**
 * The provider of a run that asks for its readiness and for nothing else. Without a MUST there is nothing to say about
 * conformance.
 */
function providerAsked(report: Report): { name: string; card: Readiness } | undefined {
  const name = profileName(report);
  const card = Object.hasOwn(report.readiness, name) ? report.readiness[name] : undefined;
  return card && report.verdict === 'not-established' ? { name: providerName(name), card } : undefined;
}

/** Name of the profile, its date left out. */
export const profileName = (report: Report): string => report.run.profile.split('@')[0] ?? '';

/** The headline: `Does not conform`, readiness of a provider's profile, or what a narrowed run is instead of a verdict. */
export function headline(report: Report): string {
  const asked = providerAsked(report);
  if (asked) return readinessWords[asked.card.verdict];
  if (report.verdict !== null) return runVerdictWords[report.verdict];
  return isProvisioning(report) ? 'Provisioning' : 'Partial run';
}

/** The verdict that colors a report: of a provider's profile the one that its readiness is like. */
export function standing(report: Report): RunVerdict | null {
  const asked = providerAsked(report);
  return asked ? likeVerdict[asked.card.verdict] : report.verdict;
}

const likeVerdict: Record<ReadinessVerdict, RunVerdict> = {
  ready: 'conforms',
  'ready-with-caveats': 'conforms-with-advice',
  'not-ready': 'does-not-conform',
  'not-tested': 'not-established',
};

function readinessSentence({ name, card }: { name: string; card: Readiness }): string {
  const { blockers, caveats } = card;
  switch (card.verdict) {
    case 'ready':
      return `Everything that ${name} needs is there.`;
    case 'ready-with-caveats': {
      const reasons = [
        ...(caveats.length > 0 ? [plural(caveats.length, 'caveat')] : []),
        ...(card.note === undefined ? [] : [oneLine(card.note, 160)]),
      ];
      return `Nothing stands in the way of ${name}, with reservations: ${reasons.join('; ')}.`;
    }
    case 'not-ready': {
      const named = blockers.slice(0, 3).map((id) => oneLine(id, 100));
      const rest = blockers.length > 3 ? ` and ${blockers.length - 3} more` : '';
      return `${plural(blockers.length, 'check')} that ${name} depends on failed: ${named.join(', ')}${rest}.`;
    }
    case 'not-tested':
      return `Not everything that ${name} depends on could be judged.`;
  }
}

/** One sentence of reasons for the headline. */
export function verdictSentence(report: Report, judgment: Judgment = judge(report)): string {
  const { must, should } = judgment;
  const open = must.applicable - must.passed;
  const asked = providerAsked(report);
  if (asked) return `${readinessSentence(asked)} Conformance is no part of this profile.`;
  switch (report.verdict) {
    case null:
      if (isProvisioning(report)) return provisioningSentence(report.checks);
      return `${partialPhrase(report)}, so there is no verdict and no score.`;
    case 'harness-fault': {
      const faults = report.checks.filter((check) => check.verdict === 'error').length;
      return `${plural(faults, 'check')} ended in a fault of the harness; the verdict on the target is withheld.`;
    }
    case 'does-not-conform': {
      const broken = requirementsOf(report.checks, 'must', ['fail']);
      const unseen = open - broken;
      const rest = unseen > 0 ? `, and ${unseen} more could not be judged` : '';
      return `${broken} of ${plural(must.applicable, 'applicable MUST requirement')} ${broken === 1 ? 'is' : 'are'} broken${rest}.`;
    }
    case 'not-established':
      return must.applicable === 0
        ? 'No MUST requirement could be applied to this target, so the run establishes nothing.'
        : `Nothing required is broken, but ${open} of ${plural(must.applicable, 'applicable MUST requirement')} could not be judged.`;
    case 'conforms-with-advice':
      return `All ${plural(must.applicable, 'applicable MUST requirement')} hold; ${should.applicable - should.passed} of ${plural(should.applicable, 'SHOULD requirement')} ${should.applicable - should.passed === 1 ? 'does' : 'do'} not.`;
    case 'conforms':
      return should.passed === should.applicable
        ? `All ${plural(must.applicable, 'applicable MUST requirement')} and all ${plural(should.applicable, 'SHOULD requirement')} hold.`
        : `All ${plural(must.applicable, 'applicable MUST requirement')} hold; ${should.applicable - should.passed} SHOULD requirements could not be judged.`;
  }
}

/** A run of cycles: it judges what the target holds, and nothing else. */
const isProvisioning = (report: Report): boolean => report.run.profile === 'provisioning';

function provisioningSentence(checks: readonly CheckResult[]): string {
  const failed = checks.filter(({ verdict }) => verdict === 'fail').length;
  const open = checks.filter(({ verdict }) => ['blocked', 'inconclusive', 'error'].includes(verdict)).length;
  if (failed > 0)
    return `${plural(failed, 'check')} of the lifecycle failed: the target is not as directory, mapping and scope say.`;
  if (open > 0) return `Nothing wrong was seen, but ${plural(open, 'check')} could not be judged.`;
  return 'After every cycle the target held what directory, mapping and scope say.';
}

/** How the score comes about; empty for a run without one. */
export function scoreSentence(report: Report, judgment: Judgment = judge(report)): string {
  const { must, should, uncapped } = judgment;
  if (report.score === null) return '';
  const shouldPart =
    should.applicable === 0 ? 'no SHOULD applied: 5' : `5 × ${should.passed}/${should.applicable} SHOULD`;
  const capped =
    uncapped !== null && uncapped > report.score
      ? ` It would be ${uncapped}, but without a conforming verdict no score passes ${cap}.`
      : '';
  return `95 × ${must.passed}/${must.applicable} MUST + ${shouldPart}, rounded down.${capped}`;
}

/** Judgment of the report's checks, for fractions and costs; verdict and score are the report's own. */
export function judge(report: Report): Judgment {
  return judgeRun(report.checks, { partial: report.run.partial });
}

/** `Narrowed by --only users.create`. */
export function partialPhrase(report: Report): string {
  const reasons = (report.run.partialReasons ?? []).map((reason) => oneLine(reason, 120));
  return reasons.length === 0 ? 'This run was narrowed' : `This run was narrowed (${reasons.join('; ')})`;
}

/** Points as a report shows them: `0.8 points`, `under 0.1 points`. */
export function costPhrase(points: number): string {
  if (points < 0.05) return 'under 0.1 points';
  const shown = points.toFixed(1).replace(/\.0$/, '');
  return `${shown} ${shown === '1' ? 'point' : 'points'}`;
}

/** The command that runs one check against the target again. The token stays in SCIMSPEC_TOKEN. */
export function rerunCommand(report: Report, check: CheckResult): string {
  return `scimspec run ${shellWord(targetName(report.target.url))} --only ${shellWord(oneLine(check.id, 200))} --seed ${Number(report.run.seed)}`;
}

/** `scimspec: does not conform, score 87, MUST 118/124, SHOULD 30/40, 8 failed, 3 blocked`: the whole run in a line. */
export function oneLineVerdict(report: Report, judgment: Judgment = judge(report)): string {
  const { must, should } = judgment;
  const of = (verdict: CheckVerdict) => report.checks.filter((check) => check.verdict === verdict).length;
  const parts = [
    headline(report).toLowerCase(),
    ...(report.score === null ? [] : [`score ${report.score}`]),
    ...(providerAsked(report)
      ? [`profile ${oneLine(report.run.profile, 60)}`]
      : [`MUST ${must.passed}/${must.applicable}`, `SHOULD ${should.passed}/${should.applicable}`]),
    ...(['fail', 'blocked', 'inconclusive', 'error'] as const)
      .filter((verdict) => of(verdict) > 0)
      .map((verdict) => `${of(verdict)} ${verdictWords[verdict]}`),
  ];
  return `scimspec: ${parts.join(', ')} · ${targetName(report.target.url)}`;
}

function requirementsOf(checks: readonly CheckResult[], level: Level, verdicts: CheckVerdict[]): number {
  const ids = checks
    .filter((check) => check.level === level && isUnearned(check.verdict) && verdicts.includes(check.verdict))
    .flatMap((check) => (check.spec.length > 0 ? check.spec : [check.id]));
  return new Set(ids).size;
}
