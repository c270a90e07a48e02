/**
 * The run in the form of mochawesome, for teams that collect such reports: its JSON, and the HTML its generator makes
 * of it. It knows passed, failed and pending only; the compliance report is report.html.
 *
 * The generator fetches strings that look like addresses of images when a test is opened, so context is always an
 * object, never a bare string, and code is off.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCulprit } from './judge.js';
import type { CheckResult, Report } from './model.js';
import { headline, levelWords, rerunCommand } from './sentences.js';
import { cut, oneLine, targetName, visible } from './text.js';

interface MochawesomeTest {
  title: string;
  fullTitle: string;
  timedOut: boolean;
  duration: number;
  state: 'passed' | 'failed' | 'pending';
  speed: null;
  pass: boolean;
  fail: boolean;
  pending: boolean;
  context: string | null;
  code: '';
  err: { message?: string; estack?: string; diff?: null };
  uuid: string;
  parentUUID: string;
  isHook: false;
  skipped: false;
}

/** mochawesome.json: tests grouped by feature and scenario. */
export function mochawesomeJson(report: Report): string {
  return `${JSON.stringify(mochawesomeData(report), null, 1)}\n`;
}

/** mochawesome.html, one file with its assets inside, made by mochawesome's own generator. */
export async function mochawesomeHtml(report: Report): Promise<string> {
  const generator = await loadGenerator();
  const folder = mkdtempSync(join(tmpdir(), 'scimspec-mochawesome-'));
  try {
    const [file] = await generator.create(mochawesomeData(report), {
      reportDir: folder,
      reportFilename: 'mochawesome',
      reportTitle: targetName(report.target.url),
      reportPageTitle: `SCIM conformance: ${headline(report)}`,
      inlineAssets: true,
      charts: false,
      code: false,
      cdn: false,
      autoOpen: false,
      saveJson: false,
      quiet: true,
    });
    return readFileSync(file ?? join(folder, 'mochawesome.html'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Generator {
  create(data: object, options: object): Promise<(string | undefined)[]>;
}

/** The generator is a dependency of mochawesome, and is found from there. */
async function loadGenerator(): Promise<Generator> {
  const own = createRequire(import.meta.url);
  const loaded: unknown = createRequire(own.resolve('mochawesome'))('mochawesome-report-generator');
  if (typeof loaded === 'object' && loaded !== null && 'create' in loaded) return loaded as Generator;
  throw new Error('The installed mochawesome has no report generator.');
}

function mochawesomeData(report: Report): object {
  const byId = new Map(report.checks.map((check) => [check.id, check]));
  const features = new Map<string, Map<string, CheckResult[]>>();
  for (const check of report.checks) {
    const scenarios = features.get(check.feature) ?? new Map<string, CheckResult[]>();
    scenarios.set(check.scenario, [...(scenarios.get(check.scenario) ?? []), check]);
    features.set(check.feature, scenarios);
  }
  const suites = [...features].map(([feature, scenarios]) => {
    const uuid = uuidOf(`feature ${feature}`);
    const inner = [...scenarios].map(([scenario, checks]) => {
      const own = uuidOf(`scenario ${feature} ${scenario}`);
      return suiteOf(
        own,
        scenario,
        feature,
        checks.map((check) => testOf(report, check, own, byId)),
        [],
      );
    });
    return suiteOf(uuid, feature, feature, [], inner);
  });
  const root = { ...suiteOf(uuidOf('root'), '', '', [], suites), root: true, rootEmpty: suites.length === 0 };
  return { stats: statsOf(report), results: [root], meta: metaOf() };
}

function metaOf(): object {
  const own = createRequire(import.meta.url);
  const version = (name: string, from = own): string => (from(`${name}/package.json`) as { version: string }).version;
  return {
    mocha: { version: version('mocha') },
    mochawesome: { options: { quiet: true, code: false }, version: version('mochawesome') },
    marge: { options: {}, version: version('mochawesome-report-generator', createRequire(own.resolve('mochawesome'))) },
  };
}

function statsOf(report: Report): object {
  const tests = report.checks.length;
  const passes = report.checks.filter((check) => stateOf(check) === 'passed').length;
  const failures = report.checks.filter((check) => stateOf(check) === 'failed').length;
  const start = Date.parse(report.run.startedAt) || 0;
  const share = (n: number) => (tests === 0 ? 0 : (100 * n) / tests);
  return {
    suites: new Set(report.checks.map((check) => `${check.feature}\n${check.scenario}`)).size,
    tests,
    passes,
    pending: tests - passes - failures,
    failures,
    start: new Date(start).toISOString(),
    end: new Date(start + report.run.durationMs).toISOString(),
    duration: Math.round(report.run.durationMs),
    testsRegistered: tests,
    passPercent: share(passes),
    pendingPercent: share(tests - passes - failures),
    other: 0,
    hasOther: false,
    skipped: 0,
    hasSkipped: false,
  };
}

function suiteOf(uuid: string, title: string, file: string, tests: MochawesomeTest[], suites: object[]): object {
  const of = (state: MochawesomeTest['state']) => tests.filter((test) => test.state === state).map((test) => test.uuid);
  return {
    uuid,
    title: oneLine(title, 300),
    fullFile: oneLine(file, 300),
    file: oneLine(file, 300),
    beforeHooks: [],
    afterHooks: [],
    tests,
    suites,
    passes: of('passed'),
    failures: of('failed'),
    pending: of('pending'),
    skipped: [],
    duration: tests.reduce((total, test) => total + test.duration, 0),
    root: false,
    rootEmpty: false,
    _timeout: 0,
  };
}

function stateOf(check: CheckResult): MochawesomeTest['state'] {
  if (check.verdict === 'pass') return 'passed';
  return check.verdict === 'fail' || check.verdict === 'error' ? 'failed' : 'pending';
}

function testOf(
  report: Report,
  check: CheckResult,
  parent: string,
  byId: ReadonlyMap<string, CheckResult>,
): MochawesomeTest {
  const state = stateOf(check);
  const title = `${levelWords[check.level]} ${oneLine(check.title, 200)}`;
  return {
    title,
    fullTitle: `${oneLine(check.id, 200)} ${title}`,
    timedOut: false,
    duration: Math.round(check.durationMs),
    state,
    speed: null,
    pass: state === 'passed',
    fail: state === 'failed',
    pending: state === 'pending',
    context: state === 'passed' ? null : JSON.stringify(contextOf(report, check, byId), null, 2),
    code: '',
    err: state === 'failed' ? { message: messageOf(check), estack: messageOf(check), diff: null } : {},
    uuid: uuidOf(`check ${check.id}`),
    parentUUID: parent,
    isHook: false,
    skipped: false,
  };
}

function messageOf(check: CheckResult): string {
  if (check.verdict === 'error') return `Harness fault: ${oneLine(check.reason ?? '', 500)}`;
  return `Expected ${oneLine(check.expected ?? check.title, 500)}; the server answered ${oneLine(check.actual ?? 'otherwise', 500)}`;
}

function contextOf(report: Report, check: CheckResult, byId: ReadonlyMap<string, CheckResult>): object {
  const last = report.exchanges.find((exchange) => exchange.n === check.exchanges.at(-1));
  const culprit = check.verdict === 'blocked' ? rootCulprit(check, byId) : undefined;
  return {
    title: 'Finding',
    value: {
      check: oneLine(check.id, 200),
      verdict: check.verdict,
      requirements: check.spec.map((id) => oneLine(id, 80)),
      ...(check.reason === undefined ? {} : { reason: oneLine(check.reason, 500) }),
      ...(culprit === undefined ? {} : { culprit: oneLine(culprit, 200) }),
      fix: oneLine(check.fix, 500),
      ...(last === undefined
        ? {}
        : {
            exchange: {
              n: last.n,
              request: oneLine(`${last.request.method} ${last.request.url}`, 500),
              answer: last.response
                ? `${last.response.status} ${oneLine(last.response.statusText, 80)}`
                : oneLine(last.problem ?? 'no answer', 200),
              body: visible(cut(last.response?.body ?? '', 4000)),
            },
          }),
      again: rerunCommand(report, check),
    },
  };
}

/** A UUID (version 8) that depends on the name alone, so that the same run gives the same file. */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
