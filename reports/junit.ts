/**
 * JUnit XML, as Jenkins, GitLab and Azure Pipelines read it. What turns a pipeline red here is what makes our exit
 * code red: the levels that the gate counts. Everything else is told in passed or skipped tests.
 */
import { detailLines } from './details.js';
import type { CheckResult, Report } from './model.js';
import type { Gate } from './gate.js';
import { outcomesOf, type Outcome } from './outcome.js';
import { levelWords, rerunCommand, verdictSentence } from './sentences.js';
import { targetName, visible } from './text.js';

/** Renders junit.xml. `gates` are those of the run; MUST checks count when none is named. */
export function junit(report: Report, gates: readonly Gate[] = [{ kind: 'must' }]): string {
  const suites = new Map<string, { check: CheckResult; outcome: Outcome }[]>();
  for (const [check, outcome] of outcomesOf(report, gates)) {
    const list = suites.get(check.feature) ?? [];
    list.push({ check, outcome });
    suites.set(check.feature, list);
  }
  const all = [...suites.values()].flat();
  const empty = all.every(({ outcome }) => outcome.kind === 'skipped');
  const errors = tally(all, 'error') + (empty ? 1 : 0);
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="scimspec" tests="${all.length + (empty ? 1 : 0)}" failures="${tally(all, 'failure')}" errors="${errors}" skipped="${tally(all, 'skipped')}" time="${seconds(report.run.durationMs)}">`,
    ...(empty ? [nothingRan(report)] : []),
    ...[...suites].map(([feature, cases]) => suiteXml(report, feature, cases)),
    '</testsuites>',
  ].join('\n')}\n`;
}

function suiteXml(report: Report, feature: string, cases: { check: CheckResult; outcome: Outcome }[]): string {
  const time = cases.reduce((sum, { check }) => sum + check.durationMs, 0);
  return [
    `  <testsuite name="${xml(feature)}" tests="${cases.length}" failures="${tally(cases, 'failure')}" errors="${tally(cases, 'error')}" skipped="${tally(cases, 'skipped')}" time="${seconds(time)}" timestamp="${xml(report.run.startedAt.replace(/(\.\d+)?Z$/, ''))}" hostname="${xml(targetName(report.target.url))}">`,
    ...cases.map(({ check, outcome }) => caseXml(report, check, outcome)),
    '  </testsuite>',
  ].join('\n');
}

function caseXml(report: Report, check: CheckResult, { kind, message }: Outcome): string {
  const open = `    <testcase classname="${xml(check.feature.replaceAll('/', '.'))}" name="${xml(`${check.id}: ${check.title}`)}" time="${seconds(check.durationMs)}"`;
  if (kind === 'passed' && message === '') return `${open}/>`;
  const details = xml(detailsOf(report, check));
  const inner = {
    passed: () => `<system-out>${xml(message)}</system-out>`,
    noted: () =>
      `<system-out>${levelWords[check.level]}, not counted by the gate: ${xml(message)}\n${details}</system-out>`,
    failure: () => `<failure type="${levelWords[check.level]}" message="${xml(message)}">${details}</failure>`,
    error: () => `<error type="${check.verdict}" message="${xml(message)}">${details}</error>`,
    skipped: () => `<skipped message="${xml(message)}"/>`,
  };
  return `${open}>\n      ${inner[kind]()}\n    </testcase>`;
}

function detailsOf(report: Report, check: CheckResult): string {
  const last = report.exchanges.find(({ n }) => n === check.exchanges.at(-1));
  return [...detailLines(check, last), `Again: ${rerunCommand(report, check)}`].join('\n');
}

/** A pipeline without a single test that ran must not be green. */
function nothingRan(report: Report): string {
  return [
    '  <testsuite name="run" tests="1" failures="0" errors="1" skipped="0" time="0">',
    '    <testcase classname="run" name="run: at least one check ran" time="0">',
    `      <error type="not-established" message="No check ran, so the run establishes nothing.">${xml(verdictSentence(report))}</error>`,
    '    </testcase>',
    '  </testsuite>',
  ].join('\n');
}

const tally = (cases: { outcome: Outcome }[], kind: Outcome['kind']) =>
  cases.filter(({ outcome }) => outcome.kind === kind).length;

const seconds = (ms: number) => (Number.isFinite(ms) ? Math.max(0, ms) / 1000 : 0).toFixed(3);

/** Text for XML 1.0, in elements and attributes alike. */
function xml(text: string): string {
  return visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
