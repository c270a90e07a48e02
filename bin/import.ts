/** `scimspec import <file>`: runs the suite of another tool against the target, into the same report. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadConfig, type Flags } from '../harness/target.js';
import { createImportGuard } from '../imports/guard.js';
import { readSuite, readValues } from '../imports/read.js';
import { scenarioOf } from '../imports/scenario.js';
import { createReference } from '../reference/server.js';
import type { CheckVerdict, Report } from '../reports/model.js';
import { execute, Stopped } from './engine.js';
import { openOutputs } from './open-outputs.js';
import { checkFormats, writeOutputs } from './outputs.js';
import { say, warn } from './print.js';
import { onSignals } from './signals.js';

export interface ImportFlags extends Flags {
  variables?: string;
  allowExisting?: boolean;
  seed?: number;
  out: string;
  format: string[];
  quiet?: boolean;
}

/** Exit code 0: every assertion holds; 1: one does not; 2: file or target; 3: one could not be judged. */
export async function importCommand(file: string, url: string | undefined, flags: ImportFlags): Promise<number> {
  const suite = readSuite(readFileSync(file, 'utf8'), file);
  const values =
    flags.variables === undefined ? undefined : readValues(readFileSync(flags.variables, 'utf8'), flags.variables);
  checkFormats(flags.format);
  const settings = await loadConfig({ argvUrl: url, flags, env: process.env, cwd: process.cwd() });
  const reference = settings.target ? undefined : await createReference({}).listen();
  const target = settings.target ?? settings.referenceTarget(String(reference?.url));
  openOutputs(flags);
  const ledgerFile = join(flags.out, 'ledger.ndjson');
  const interrupt = onSignals(ledgerFile);
  try {
    const report = await execute({
      target,
      scenarios: [scenarioOf(suite, values?.variables ?? new Map())],
      secrets: [...suite.secrets, ...(values?.secrets ?? [])],
      guard: (ledger, scim) =>
        createImportGuard({
          ledger,
          read: (path, filter) => scim.get(path, filter === undefined ? {} : { query: { filter } }),
          allowExisting: flags.allowExisting ?? false,
        }),
      profile: 'import',
      choose: () => ({ partialReasons: [`import of ${basename(file)}`] }),
      concurrency: 1,
      ledgerFile,
      signal: interrupt.signal,
      ...(flags.seed === undefined ? {} : { seed: flags.seed }),
      onStart: ({ checks, warnings }) => {
        if (flags.quiet) return;
        say(`${reference ? 'Embedded reference server' : 'Target'}: ${target.baseUrl}`);
        say(
          `${suite.name} (${suite.format}): ${suite.steps.length} requests, ${checks} assertions. What it makes is removed.`,
        );
        for (const sentence of warnings) warn(`Warning: ${sentence}`);
      },
    });
    const html = await writeOutputs(report, flags);
    tell(report, flags.quiet ?? false, html);
    for (const { url: left, reason } of report.conduct.leftBehind) warn(`Left behind: ${left} (${reason})`);
    return interrupt.code() ?? codeOf(report);
  } catch (problem) {
    const interrupted = interrupt.stopped(problem, 'import');
    if (interrupted !== undefined) return interrupted;
    if (!(problem instanceof Stopped)) throw problem;
    warn(`The import did not start: nothing could be judged.\n${problem.message}\nscimspec doctor looks closer.`);
    return 2;
  } finally {
    interrupt.release();
    await reference?.close();
  }
}

const count = ({ checks }: Report, verdict: CheckVerdict): number =>
  checks.filter((check) => check.verdict === verdict).length;

/** Prints each assertion that does not hold, each that was not judged, and the totals. */
function tell(report: Report, quiet: boolean, html: string): void {
  if (!quiet)
    for (const { verdict, scenario, title, expected, actual, reason } of report.checks) {
      if (verdict === 'fail')
        say(`FAIL     ${scenario}: ${title}\n         expected ${expected}, the server answered ${actual}`);
      else if (verdict !== 'pass' && verdict !== 'not-applicable')
        say(`not run  ${scenario}: ${title}\n         ${reason}`);
    }
  const open = count(report, 'blocked') + count(report, 'inconclusive') + count(report, 'error');
  say(`${count(report, 'pass')} assertions hold, ${count(report, 'fail')} do not, ${open} were not judged.`);
  if (!quiet) say(`Report: ${html}`);
}

function codeOf(report: Report): number {
  if (count(report, 'error') > 0) return 4;
  if (count(report, 'fail') > 0) return 1;
  const judged = count(report, 'pass');
  return judged === 0 || count(report, 'blocked') + count(report, 'inconclusive') > 0 ? 3 : 0;
}
