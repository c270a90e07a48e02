/**
 * SARIF 2.1.0 for code scanning. A conformance finding has no line of code, and code scanning refuses results without
 * a location inside the repository: every result stands at the configuration file, the URL is a property.
 */
import { createHash } from 'node:crypto';
import type { Log, Notification, ReportingDescriptor, Result } from 'sarif';
import type { CheckResult, Report } from './model.js';
import { fingerprint } from './fingerprint.js';
import { levelWords, rerunCommand } from './sentences.js';
import { code, prose } from './markdown-text.js';
import { cut, oneLine, targetName } from './text.js';

export interface SarifOptions {
  /** Repository-relative path at which results are shown. */
  configFile?: string;
}

/** Renders the failing checks. Waived ones are suppressed results; what could not be judged is a notification. */
export function sarif(report: Report, options: SarifOptions = {}): string {
  const uri = relativeUri(options.configFile ?? 'scimspec.config.yaml');
  const failing = report.checks.filter((check) => check.verdict === 'fail');
  const unjudged = report.checks.filter((check) => ['blocked', 'inconclusive', 'error'].includes(check.verdict));
  const described = [...failing, ...unjudged];
  const index = new Map(described.map((check, position) => [check.id, position]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: oneLine(report.tool.name, 60),
            version: oneLine(report.tool.version, 60),
            rules: described.map((check) => ruleOf(report, check)),
          },
        },
        automationDetails: { id: `scimspec/${oneLine(report.run.profile, 60).replaceAll('/', '-')}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: report.checks.every((check) => check.verdict !== 'error'),
            startTimeUtc: new Date(Date.parse(report.run.startedAt) || 0).toISOString(),
            toolExecutionNotifications: unjudged.map((check) => notificationOf(check, index.get(check.id) ?? 0)),
          },
        ],
        results: failing.map((check) => resultOf(report, check, index.get(check.id) ?? 0, uri)),
        properties: { target: targetName(report.target.url), fingerprint: fingerprint(report), score: report.score },
      },
    ],
  };
  return `${JSON.stringify(log, null, 1)}\n`;
}

function severity(check: CheckResult): 'error' | 'warning' | 'note' {
  if (check.level === 'must') return 'error';
  return check.level === 'should' || check.class === 'blocks' || check.class === 'degrades' ? 'warning' : 'note';
}

function ruleOf(report: Report, check: CheckResult): ReportingDescriptor {
  const rows = report.requirements.filter((row) => check.spec.includes(row.id));
  const statements = rows.map((row) => row.statement);
  const address = rows
    .map((row) =>
      /^\d{4}$/.test(row.rfc)
        ? `https://www.rfc-editor.org/rfc/rfc${row.rfc}#section-${encodeURIComponent(row.section)}`
        : undefined,
    )
    .find(Boolean);
  return {
    id: check.id,
    shortDescription: { text: text(`${levelWords[check.level]}: ${check.title}`, 200) },
    fullDescription: { text: text(statements.join(' ') || check.title, 900) },
    help: {
      text: text([...statements, check.why ?? '', `Fix: ${check.fix}`].filter((part) => part !== '').join(' '), 2000),
      markdown: [
        ...rows.map((row) => `**${prose(row.id)}** ${prose(row.statement, 600)}`),
        ...(check.why === undefined ? [] : [prose(check.why, 600)]),
        `**Fix:** ${prose(check.fix, 600)}`,
        `Again: ${code(rerunCommand(report, check), 400)}`,
      ].join('\n\n'),
    },
    ...(address === undefined ? {} : { helpUri: address }),
    defaultConfiguration: { level: severity(check) },
    properties: {
      tags: ['scim', check.level, ...new Set(check.spec)].slice(0, 10),
      'problem.severity': severity(check) === 'note' ? 'recommendation' : severity(check),
      precision: 'very-high',
    },
  };
}

function resultOf(report: Report, check: CheckResult, ruleIndex: number, uri: string): Result {
  const expected = oneLine(check.expected ?? check.title, 400);
  const actual = oneLine(check.actual ?? 'otherwise', 400);
  const target = targetName(report.target.url);
  return {
    ruleId: check.id,
    ruleIndex,
    level: severity(check),
    message: {
      text: text(`${check.title}: expected ${expected}; the server answered ${actual}. Fix: ${check.fix}`, 1000),
    },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
          region: { startLine: 1, startColumn: 1 },
        },
        logicalLocations: [{ fullyQualifiedName: oneLine(check.id, 200), kind: 'resource' }],
      },
    ],
    partialFingerprints: {
      'scimspecCheckAndTarget/v1': createHash('sha256').update(`${check.id}\n${target}`).digest('hex'),
    },
    ...(check.waived ? { suppressions: [{ kind: 'external', justification: text(check.waived.reason, 400) }] } : {}),
    properties: { target, requirements: check.spec, exchanges: check.exchanges },
  };
}

function notificationOf(check: CheckResult, index: number): Notification {
  return {
    level: check.verdict === 'error' ? 'error' : 'warning',
    message: { text: text(`${check.id}: ${check.verdict}: ${check.reason ?? 'no reason given'}`, 500) },
    associatedRule: { id: check.id, index },
  };
}

/** Message text: brackets would be links and numbers in braces placeholders (SARIF 3.11.5, 3.11.6). */
function text(value: string, limit: number): string {
  return (
    cut(
      oneLine(value, limit)
        .replaceAll(/[\\[\]]/g, '\\$&')
        .replaceAll(/\{(?=\d+\})/g, '{ '),
      limit * 2,
    ) || '(none)'
  );
}

/** Forward slashes, nothing absolute, nothing above the root: what code scanning takes as a file of the repository. */
function relativeUri(path: string): string {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..' && !part.endsWith(':'));
  return parts.map((part) => encodeURIComponent(part)).join('/') || 'scimspec.config.yaml';
}
