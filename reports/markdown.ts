/** The run as Markdown: a step summary, a comment on a pull request, a file to commit. */
import { comparisonSentence } from './compare.js';
import { checkVerdicts, foldBlocked, levels, type Failure } from './judge.js';
import type { Level, Report } from './model.js';
import { cellCode, code, prose } from './markdown-text.js';
import {
  costPhrase,
  headline,
  judge,
  levelWords,
  partialPhrase,
  readinessWords,
  rerunCommand,
  scoreSentence,
  verdictSentence,
  verdictWords,
} from './sentences.js';
import { duration, instant, plural, targetName } from './text.js';

export interface MarkdownOptions {
  /** Failures told in full; the rest is counted. */
  failures?: number;
}

/** Renders the run; every word of the target stays text. */
export function markdown(report: Report, options: MarkdownOptions = {}): string {
  const judgment = judge(report);
  const limit = options.failures ?? 50;
  const failures = foldBlocked(report.checks).failures.toSorted(
    (left, right) => levels.indexOf(left.check.level) - levels.indexOf(right.check.level),
  );
  const lines = [
    `# ${headline(report)}${report.score === null ? '' : `, score ${report.score}`}`,
    '',
    `${verdictSentence(report, judgment)} ${prose(scoreSentence(report, judgment), 400)}`.trim(),
    '',
    `Target ${code(targetName(report.target.url))}, profile ${code(report.run.profile)}, seed ${report.run.seed}, ${instant(report.run.startedAt)}, ${duration(report.run.durationMs)}, ${prose(`${report.tool.name} ${report.tool.version}`)}.`,
    ...notes(report),
    '',
    ...counts(report),
  ];
  const cards = Object.entries(report.readiness);
  if (cards.length > 0) {
    lines.push('', '## Readiness', '', '| Provider | Verdict | Blockers |', '|---|---|---|');
    for (const [name, card] of cards) {
      const blockers = card.blockers
        .slice(0, 5)
        .map((id) => cellCode(id))
        .join(', ');
      lines.push(
        `| ${prose(name, 60)} | ${readinessWords[card.verdict]} | ${blockers}${card.blockers.length > 5 ? ' …' : ''} |`,
      );
    }
  }
  if (report.baseline)
    lines.push('', '## Since the last run', '', prose(comparisonSentence(report.baseline, report), 600));
  if (failures.length > 0) {
    lines.push('', `## ${plural(failures.length, 'failure')}`);
    failures
      .slice(0, limit)
      .forEach((failure, index) => lines.push('', ...failureLines(report, failure, index + 1, judgment.costs)));
    if (failures.length > limit) lines.push('', `… and ${failures.length - limit} more in the report.`);
  }
  return `${lines.join('\n')}\n`;
}

function notes(report: Report): string[] {
  const waived = report.checks.filter((check) => check.waived).length;
  const all = [
    ...(report.run.partial ? [`${partialPhrase(report)}. It is not evidence of conformance.`] : []),
    ...(waived > 0 ? [`${plural(waived, 'failure')} ${waived === 1 ? 'is' : 'are'} waived.`] : []),
    ...report.conduct.notes,
    ...report.target.capabilities.warnings,
    ...report.conduct.leftBehind.map(({ url, reason }) => `Left behind: ${url} (${reason})`),
  ];
  return all.length === 0 ? [] : ['', ...all.slice(0, 20).map((note) => `- ${prose(note, 400)}`)];
}

function counts(report: Report): string[] {
  const used = levels.filter((level) => checkVerdicts.some((verdict) => report.counts[level][verdict] > 0));
  const row = (level: Level) =>
    `| ${levelWords[level]} | ${checkVerdicts.map((verdict) => report.counts[level][verdict]).join(' | ')} |`;
  return [
    `| | ${checkVerdicts.map((verdict) => verdictWords[verdict]).join(' | ')} |`,
    `|---|${'--:|'.repeat(checkVerdicts.length)}`,
    ...used.map(row),
  ];
}

function failureLines(
  report: Report,
  { check, blocked }: Failure,
  index: number,
  costs: ReadonlyMap<string, number>,
): string[] {
  const cost = costs.get(check.id);
  const side = [
    ...(check.waived ? ['waived'] : []),
    ...(cost === undefined ? [] : [`costs ${costPhrase(cost)}`]),
    ...(blocked.length === 0 ? [] : [`blocks ${plural(blocked.length, 'check')}`]),
  ];
  return [
    `### F${index} ${levelWords[check.level]}: ${prose(check.title, 160)}`,
    '',
    `${code(check.id)}${side.length === 0 ? '' : ` · ${side.join(' · ')}`}`,
    '',
    `- Expected: ${prose(check.expected ?? check.title, 500)}`,
    `- The server answered: ${prose(check.actual ?? 'otherwise', 500)}`,
    ...(check.findings ?? [])
      .slice(0, 20)
      .map(
        ({ subject, expected, actual }) =>
          `  - ${code(subject, 80)}: expected ${prose(expected, 200)}; it was ${prose(actual, 200)}`,
      ),
    `- Rule: ${check.spec.map((id) => code(id, 60)).join(', ')}`,
    `- Fix: ${prose(check.fix, 500)}`,
    `- Again: ${code(rerunCommand(report, check), 400)}`,
  ];
}
