/** GitHub Actions: annotations as workflow commands, and the step summary. A target must not be able to speak either. */
import { createHash } from 'node:crypto';
import { levels } from './judge.js';
import { markdown } from './markdown.js';
import type { CheckResult, Report } from './model.js';
import { headline, levelWords, verdictSentence } from './sentences.js';
import { oneLine } from './text.js';

export interface GithubOptions {
  /** Repository-relative file at which annotations are shown. */
  configFile?: string;
}

/** GitHub shows this many annotations of a kind per step and drops the rest in silence. */
const mostOfAKind = 10;
/** Octets that a step summary may have. */
const longestSummary = 1_000_000;

/** Workflow commands, one a line: the verdict as a notice, MUST failures as errors, other failures as warnings. */
export function githubAnnotations(report: Report, options: GithubOptions = {}): string {
  const file = options.configFile ?? 'scimspec.config.yaml';
  const failing = report.checks
    .filter((check) => check.verdict === 'fail' && !check.waived)
    .toSorted((left, right) => levels.indexOf(left.level) - levels.indexOf(right.level));
  const errors = failing.filter((check) => check.level === 'must');
  const warnings = failing.filter((check) => check.level !== 'must');
  const score = report.score === null ? '' : ` Score ${report.score}.`;
  const verdict = `${headline(report)}.${score} ${verdictSentence(report)}`;
  const commands = [
    command('notice', { title: 'SCIM conformance', file, line: '1' }, verdict),
    ...group('error', errors, file),
    ...group('warning', warnings, file),
  ];
  return `${commands.join('\n')}\n`;
}

function group(kind: 'error' | 'warning', checks: readonly CheckResult[], file: string): string[] {
  const all = checks.length > mostOfAKind ? checks.slice(0, mostOfAKind - 1) : checks;
  const shown = all.map((check) =>
    command(
      kind,
      { title: `${levelWords[check.level]} ${oneLine(check.id, 120)}`, file, line: '1' },
      `${oneLine(check.title, 160)}: expected ${oneLine(check.expected ?? check.title, 300)}; the server answered ${oneLine(check.actual ?? 'otherwise', 300)}. Fix: ${oneLine(check.fix, 300)}`,
    ),
  );
  if (all.length === checks.length) return shown;
  const rest = `${checks.length - all.length} more failures are in the report.`;
  return [...shown, command(kind, { title: 'SCIM conformance', file, line: '1' }, rest)];
}

function command(name: string, properties: Record<string, string>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${list.join(',')}::${escapeData(message)}`;
}

const escapeData = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const escapeProperty = (text: string) => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** The Markdown summary for `$GITHUB_STEP_SUMMARY`, with as many failures as fit. */
export function githubSummary(report: Report): string {
  for (const failures of [100, 40, 10, 0]) {
    const text = markdown(report, { failures });
    if (Buffer.byteLength(text) <= longestSummary) return text;
  }
  return `# ${headline(report)}\n`;
}

/**
 * Output to print in a step with workflow commands switched off around it, so that nothing a target said is taken for
 * one. The token depends on the text, which therefore cannot hold it.
 */
export function withoutCommands(output: string): string {
  const token = `stop-${createHash('sha256').update(output).digest('hex').slice(0, 32)}`;
  return `::stop-commands::${token}\n${output.endsWith('\n') ? output : `${output}\n`}::${token}::\n`;
}
