/** TAP version 14, for `prove`, Jenkins and the like; diagnostics as YAML blocks. */
import { stringify } from 'yaml';
import type { CheckResult, Report } from './model.js';
import type { Gate } from './gate.js';
import { outcomesOf, type Outcome } from './outcome.js';
import { levelWords, oneLineVerdict } from './sentences.js';
import { oneLine } from './text.js';

/** Renders the run as TAP. Failures that the gates do not count are TODO tests, which harnesses pass. */
export function tap(report: Report, gates: readonly Gate[] = [{ kind: 'must' }]): string {
  const outcomes = [...outcomesOf(report, gates)];
  const lines = ['TAP version 14', `1..${Math.max(1, outcomes.length)}`, `# ${oneLineVerdict(report)}`];
  if (outcomes.length === 0) lines.push('not ok 1 - at least one check ran');
  outcomes.forEach(([check, outcome], index) => lines.push(...testLines(check, outcome, index + 1)));
  return `${lines.join('\n')}\n`;
}

function testLines(check: CheckResult, { kind, message }: Outcome, n: number): string[] {
  const title = description(`${check.id}: ${check.title}`);
  switch (kind) {
    case 'passed':
      return [`ok ${n} - ${title}`, ...(message === '' ? [] : [`# ${message}`])];
    case 'skipped':
      return [`ok ${n} - ${title} # SKIP ${description(message)}`];
    case 'noted':
      return [
        `not ok ${n} - ${title} # TODO ${levelWords[check.level]}, not counted by the gate`,
        ...block(check, message),
      ];
    case 'failure':
    case 'error':
      return [`not ok ${n} - ${title}`, ...block(check, message)];
  }
}

/** Text of a test line: a hash would begin a directive. */
function description(text: string): string {
  return oneLine(text, 400).replaceAll('\\', '\\\\').replaceAll('#', '\\#');
}

function block(check: CheckResult, message: string): string[] {
  const yaml = stringify(
    {
      message,
      severity: check.level,
      verdict: check.verdict,
      requirements: check.spec.map((id) => oneLine(id, 80)),
      fix: oneLine(check.fix, 600),
      exchanges: check.exchanges,
    },
    { lineWidth: 0 },
  );
  return [
    '  ---',
    ...yaml
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    '  ...',
  ];
}
