/** What changed from one run to the next: named movements, and a score difference where it means something. */
import { judge, runVerdictWords, verdictWords } from './sentences.js';
import type { CheckResult, CheckVerdict, Comparison, Report } from './model.js';
import { instant, oneLine, plural } from './text.js';
import { code } from './markdown-text.js';

type Movement = Comparison['movements'][number];
export type MovementKind = Movement['kind'];

/** Worst news first: the order in which movements are told. */
export const movementWords: Record<MovementKind, string> = {
  'newly-broken': 'Newly broken',
  'newly-blocked': 'Newly blocked',
  'newly-fixed': 'Newly fixed',
  'newly-not-applicable': 'Newly not applicable',
  changed: 'Changed',
  'new-check': 'New checks',
  'removed-check': 'Removed checks',
};
export const movementKinds = Object.keys(movementWords) as MovementKind[];

/**
 * Compares two runs check by check. A narrowed run says nothing about checks it left out, so those are no movements.
 * The score difference is null, with the reason in `incomparable`, unless both runs judged the same requirements.
 */
export function compareReports(old: Report, now: Report): Comparison {
  const before = new Map(old.checks.map((check) => [check.id, check]));
  const after = new Map(now.checks.map((check) => [check.id, check]));
  const movements: Movement[] = [];
  for (const check of now.checks) {
    const earlier = before.get(check.id);
    if (!earlier && old.run.partial) continue;
    const kind = earlier ? movementOf(earlier, check) : 'new-check';
    if (kind) movements.push({ kind, check: check.id, from: earlier?.verdict ?? null, to: check.verdict });
  }
  for (const check of now.run.partial ? [] : old.checks) {
    if (!after.has(check.id)) movements.push({ kind: 'removed-check', check: check.id, from: check.verdict, to: null });
  }
  movements.sort((left, right) => movementKinds.indexOf(left.kind) - movementKinds.indexOf(right.kind));
  const incomparable = whyIncomparable(old, now);
  return {
    old: { id: old.run.id, startedAt: old.run.startedAt, score: old.score, verdict: old.verdict },
    scoreDelta: incomparable === undefined && old.score !== null && now.score !== null ? now.score - old.score : null,
    ...(incomparable === undefined ? {} : { incomparable }),
    movements,
  };
}

function movementOf(earlier: CheckResult, check: CheckResult): MovementKind | undefined {
  const [from, to] = [earlier.verdict, check.verdict];
  if (from === to) return to === 'pass' && earlier.observed !== check.observed ? 'changed' : undefined;
  if (to === 'fail') return 'newly-broken';
  if (to === 'blocked') return 'newly-blocked';
  if (to === 'not-applicable') return 'newly-not-applicable';
  return to === 'pass' && (from === 'fail' || from === 'blocked') ? 'newly-fixed' : 'changed';
}

function whyIncomparable(old: Report, now: Report): string | undefined {
  if (old.run.partial || now.run.partial) return 'One of the runs was narrowed.';
  if (old.run.profile !== now.run.profile) return 'The runs used different profiles.';
  if (old.score === null || now.score === null) return 'One of the runs has no score.';
  if (old.tool.version !== now.tool.version) return 'The runs used different versions of the harness.';
  if (applicable(old) !== applicable(now)) return 'Different requirements applied to the two runs.';
  return undefined;
}

function applicable(report: Report): string {
  const ids = report.checks
    .filter((check) => (check.level === 'must' || check.level === 'should') && check.verdict !== 'not-applicable')
    .flatMap((check) => check.spec.map((id) => `${check.level} ${id}`));
  return [...new Set(ids)].sort().join('\n');
}

/** Movements grouped by kind, worst news first; kinds without movements are left out. */
export function groupMovements(comparison: Comparison): [MovementKind, Movement[]][] {
  return movementKinds
    .map((kind): [MovementKind, Movement[]] => [kind, comparison.movements.filter((each) => each.kind === kind)])
    .filter(([, movements]) => movements.length > 0);
}

/** `Score 91 → 89 (−2) since 2026-11-17 09:12 UTC; 2 newly broken, 3 newly fixed.` */
export function comparisonSentence(comparison: Comparison, now: Report): string {
  const { old, scoreDelta } = comparison;
  const verdict = (value: Report['verdict']) => (value === null ? 'no verdict' : runVerdictWords[value].toLowerCase());
  const score =
    scoreDelta === null
      ? `Scores are not comparable: ${comparison.incomparable ?? 'one of the runs has none.'}`
      : `Score ${old.score} → ${now.score} (${signed(scoreDelta)}).`;
  const turned =
    old.verdict === now.verdict
      ? `Still ${verdict(now.verdict)}.`
      : `From ${verdict(old.verdict)} to ${verdict(now.verdict)}.`;
  const moved = groupMovements(comparison).map(([kind, list]) => `${list.length} ${movementWords[kind].toLowerCase()}`);
  return `Since ${instant(old.startedAt)}: ${moved.length > 0 ? moved.join(', ') : 'no check moved'}. ${turned} ${score}`;
}

export function signed(n: number): string {
  return n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '±0';
}

const arrow = ({ from, to }: Movement) => `${verdictWord(from)} → ${verdictWord(to)}`;
const verdictWord = (verdict: CheckVerdict | null) => (verdict === null ? 'absent' : verdictWords[verdict]);

/** The comparison as text for a terminal. */
export function comparisonText(comparison: Comparison, now: Report): string {
  const lines = [comparisonSentence(comparison, now)];
  for (const [kind, movements] of groupMovements(comparison)) {
    lines.push('', `${movementWords[kind]} (${movements.length})`);
    lines.push(...movements.map((movement) => `  ${oneLine(movement.check, 120)}  ${arrow(movement)}`));
  }
  return `${lines.join('\n')}\n`;
}

/** The comparison as Markdown. */
export function comparisonMarkdown(comparison: Comparison, now: Report): string {
  const { must, should } = judge(now);
  const lines = [
    '## What changed',
    '',
    comparisonSentence(comparison, now),
    '',
    `Now: MUST ${must.passed}/${must.applicable}, SHOULD ${should.passed}/${should.applicable}.`,
  ];
  for (const [kind, movements] of groupMovements(comparison)) {
    lines.push('', `### ${movementWords[kind]} (${plural(movements.length, 'check')})`, '');
    lines.push(...movements.map((movement) => `- ${code(movement.check)} ${arrow(movement)}`));
  }
  return `${lines.join('\n')}\n`;
}
