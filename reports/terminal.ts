/** The run on a terminal: a live line while it runs, a summary at its end, one line for CI. */
import { createColors } from 'picocolors';
import { checkVerdicts, foldBlocked, levels, type Failure } from './judge.js';
import type { CheckResult, CheckVerdict, Level, Report } from './model.js';
import {
  costPhrase,
  headline,
  judge,
  levelWords,
  oneLineVerdict,
  readinessWords,
  rerunCommand,
  scoreSentence,
  standing,
  verdictSentence,
  verdictWords,
} from './sentences.js';
import { duration, grouped, instant, oneLine, plural, targetName } from './text.js';

export interface TerminalOptions {
  /** ANSI colors; off by default. */
  color?: boolean;
  /** Failures told in full; the rest is counted. */
  failures?: number;
}

/** The whole run in one line, for `--quiet`. */
export function quietLine(report: Report): string {
  return oneLineVerdict(report);
}

/** The end of a run as text: failures, readiness, counts, verdict last, where the eye is. */
export function summary(report: Report, options: TerminalOptions = {}): string {
  const paint = createColors(options.color ?? false);
  const judgment = judge(report);
  const { failures, unexplained } = foldBlocked(report.checks);
  const ranked = [...failures].sort(
    (left, right) => levels.indexOf(left.check.level) - levels.indexOf(right.check.level),
  );
  const limit = options.failures ?? 25;
  const lines: string[] = [''];

  ranked.slice(0, limit).forEach((failure, index) => {
    lines.push(...failureLines(report, failure, index + 1, judgment.costs, paint), '');
  });
  if (ranked.length > limit) lines.push(`… and ${plural(ranked.length - limit, 'more failure')} in the report.`, '');
  const unjudged = [
    ...unexplained,
    ...report.checks.filter((check) => check.verdict === 'inconclusive' || check.verdict === 'error'),
  ];
  if (unjudged.length > 0) {
    lines.push(paint.bold('Could not be judged'));
    for (const check of unjudged.slice(0, limit)) {
      lines.push(
        `  ${oneLine(check.id, 100)}  ${verdictWords[check.verdict]}: ${oneLine(check.reason ?? 'no reason given', 160)}`,
      );
    }
    if (unjudged.length > limit) lines.push(`  … and ${unjudged.length - limit} more.`);
    lines.push('');
  }
  const readiness = Object.entries(report.readiness);
  if (readiness.length > 0) {
    lines.push(paint.bold('Readiness'));
    const width = Math.max(...readiness.map(([name]) => oneLine(name, 30).length));
    for (const [name, card] of readiness) {
      const found =
        card.blockers.length > 0
          ? `  ${plural(card.blockers.length, 'blocker')}: ${oneLine(card.blockers.join(', '), 120)}`
          : '';
      lines.push(`  ${oneLine(name, 30).padEnd(width)}  ${readinessWords[card.verdict].toLowerCase()}${found}`);
    }
    lines.push('');
  }
  lines.push(...countLines(report), '');
  lines.push(
    `${oneLine(report.tool.name, 40)} ${oneLine(report.tool.version, 40)} · ${targetName(report.target.url)} · profile ${oneLine(report.run.profile, 60)} · seed ${report.run.seed}`,
    `${instant(report.run.startedAt)} · ${duration(report.run.durationMs)} · ${plural(report.conduct.requests, 'request')} · made ${grouped(report.conduct.created)}, removed ${grouped(report.conduct.deleted)}, left behind ${grouped(report.conduct.leftBehind.length)}`,
    '',
  );
  const score = report.score === null ? '' : `  Score ${report.score}.`;
  const tone = headlineTone(report);
  lines.push(`${paint.bold(paint[tone](headline(report)))}.${score}  ${verdictSentence(report, judgment)}`);
  const made = scoreSentence(report, judgment);
  if (made !== '') lines.push(paint.dim(made));
  return lines.join('\n');
}

function headlineTone(report: Report): 'green' | 'yellow' | 'red' {
  const verdict = standing(report);
  if (verdict === 'conforms' || verdict === 'conforms-with-advice') return 'green';
  return verdict === 'does-not-conform' || verdict === 'harness-fault' ? 'red' : 'yellow';
}

type Paint = ReturnType<typeof createColors>;

function failureLines(
  report: Report,
  { check, blocked }: Failure,
  index: number,
  costs: ReadonlyMap<string, number>,
  paint: Paint,
): string[] {
  const label = (name: string, text: string) => `      ${paint.dim(name.padEnd(21))}${text}`;
  const level = check.level === 'must' ? paint.red(levelWords.must) : paint.yellow(levelWords[check.level]);
  const waived = check.waived ? paint.dim(' (waived)') : '';
  const cost = costs.get(check.id);
  const rule = [
    oneLine(check.spec.join(', '), 120),
    ...(cost === undefined ? [] : [`costs ${costPhrase(cost)}`]),
    ...(blocked.length === 0 ? [] : [`blocks ${plural(blocked.length, 'check')}`]),
  ];
  return [
    `${paint.bold(`F${index}`.padEnd(4))}  ${level} ${paint.bold(oneLine(check.id, 120))}  ${oneLine(check.title, 100)}${waived}`,
    ...(check.expected === undefined ? [] : [label('expected', oneLine(check.expected, 240))]),
    ...(check.actual === undefined ? [] : [label('the server answered', oneLine(check.actual, 240))]),
    ...(check.findings ?? [])
      .slice(0, 5)
      .map(({ subject, expected, actual }) =>
        label(`· ${oneLine(subject, 16)}`, `${oneLine(expected, 90)}; it was ${oneLine(actual, 90)}`),
      ),
    label('fix', oneLine(check.fix, 240)),
    label('rule', rule.join(' · ')),
    label('again', rerunCommand(report, check)),
  ];
}

function countLines(report: Report): string[] {
  const shown = checkVerdicts.filter((verdict) => levels.some((level) => countOf(report, level, verdict) > 0));
  const heads = ['', ...shown.map((verdict) => verdictWords[verdict])];
  const rows = levels
    .filter((level) => checkVerdicts.some((verdict) => countOf(report, level, verdict) > 0))
    .map((level) => [levelWords[level], ...shown.map((verdict) => String(countOf(report, level, verdict)))]);
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => (row[column] ?? '').length)));
  return [heads, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart((widths[column] ?? 0) + 2)))
      .join('')
      .trimEnd(),
  );
}

function countOf(report: Report, level: Level, verdict: CheckVerdict): number {
  return report.checks.filter((check) => check.level === level && check.verdict === verdict).length;
}

/** Where progress is written: a terminal, or a log without one. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface Progress {
  /** Checks of the run. */
  start(total: number): void;
  check(result: CheckResult): void;
  /** Removes the live line. */
  end(): void;
}

/**
 * A live line on a terminal: `118/260  5 failed  users.patch.replace`. Elsewhere each failing must check gets a line
 * of its own, and every tenth of the run one that counts, so that a log shows life without drowning.
 */
export function progress(stream: ProgressStream, options: { color?: boolean } = {}): Progress {
  const paint = createColors(options.color ?? false);
  const live = stream.isTTY === true;
  let total = 0;
  let done = 0;
  let failed = 0;
  let told = 0;
  return {
    start(count) {
      total = count;
    },
    check(result) {
      done += 1;
      if (result.verdict === 'fail' && result.level !== 'may') failed += 1;
      if (live) {
        const room = Math.max(20, (stream.columns ?? 80) - 1);
        const text = oneLine(`${done}/${total}  ${failed} failed  ${result.id}`, room);
        stream.write(`\r\u001b[2K${failed > 0 ? paint.red(text) : text}`);
        return;
      }
      if (result.verdict === 'fail' && result.level === 'must') {
        stream.write(`failed: ${oneLine(result.id, 120)}  ${oneLine(result.title, 100)}\n`);
      }
      const tenth = Math.floor((10 * done) / Math.max(1, total));
      if (tenth > told) {
        told = tenth;
        stream.write(`${done}/${total} checks, ${failed} failed\n`);
      }
    },
    end() {
      if (live) stream.write('\r\u001b[2K');
    },
  };
}
