/** `scimspec run`: from argv to report files, one line of verdict and an exit code. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, UsageError, type Settings } from '../harness/target.js';
import { registeredChecks } from '../harness/registry.js';
import { compareReports } from '../reports/compare.js';
import { exitCode, parseGates, type Gate } from '../reports/gate.js';
import type { CheckResult, Report } from '../reports/model.js';
import { progress, quietLine, summary } from '../reports/terminal.js';
import { applyWaivers, readWaivers, updatedWaivers, writeWaivers, type Waiver } from '../reports/waivers.js';
import { execute, Stopped, type EngineOptions } from './engine.js';
import { openOutputs } from './open-outputs.js';
import { providers } from './profiles.js';
import { readReport } from './read-report.js';
import { selectionOf, type Selection } from './selection.js';
import { onSignals } from './signals.js';
import { say, warn } from './print.js';
import { loadSuites } from './suites.js';

export interface RunFlags {
  reference?: boolean;
  profile: string;
  /** Seconds that lists and filters may take to catch up after a write. */
  patience?: number;
  only: string[];
  onlyFailed?: string;
  readOnly?: boolean;
  slow?: boolean;
  seed?: number;
  concurrency?: number;
  population?: 'small' | 'full';
  preflight: boolean;
  out: string;
  format: string[];
  failOn?: string;
  waivers?: string;
  updateWaivers?: boolean;
  baseline?: string;
  history?: string;
  shard?: string;
  bundle?: boolean;
  quiet?: boolean;
}

/** Objects left behind that are named on the terminal. */
const MOST_LEFT = 20;

const ledgerOf = ({ out }: RunFlags): string => join(out, 'ledger.ndjson');

export async function runCommand(url: string | undefined, given: object): Promise<number> {
  const settings = await loadConfig({ argvUrl: url, flags: given, env: process.env, cwd: process.cwd() });
  const flags: RunFlags = {
    ...{ profile: 'rfc', out: 'scimspec-report', preflight: true, only: [], format: [] },
    ...settings.run,
    ...(given as Partial<RunFlags>),
  };
  const asked = askedOf(flags);
  if (flags.format.length > 0) (await import('./outputs.js')).checkFormats(flags.format);
  const choose = (): Required<Selection> => chosen(flags);
  // What names checks is looked at before anything is sent.
  if (flags.only.length > 0 || flags.onlyFailed !== undefined || flags.shard !== undefined || flags.profile !== 'rfc') {
    await loadSuites();
    choose();
  }
  const reference = settings.target ? undefined : await startReference();
  const interrupt = onSignals(ledgerOf(flags));
  try {
    const report = await perform({
      flags,
      settings,
      choose,
      referenceUrl: reference?.url,
      signal: interrupt.signal,
    });
    return await conclude(report, flags, asked, interrupt.code());
  } catch (problem) {
    const interrupted = interrupt.stopped(problem, 'run');
    if (interrupted !== undefined) return interrupted;
    if (!(problem instanceof Stopped)) throw problem;
    warn(`The run did not start: nothing could be judged.\n${problem.message}\nscimspec doctor looks closer.`);
    return 2;
  } finally {
    interrupt.release();
    await reference?.close();
  }
}

async function startReference(): Promise<{ url: string; close(): Promise<void> }> {
  const { createReference } = await import('../reference/server.js');
  return createReference({}).listen();
}

function chosen(flags: RunFlags): Required<Selection> {
  const selection = selectionOf(flags);
  if (registeredChecks().filter(selection.selected).length === 0)
    throw new UsageError('No check fits --only; scimspec list shows the ids.');
  return selection;
}

interface Performance {
  flags: RunFlags;
  settings: Settings;
  choose: () => Selection;
  referenceUrl: string | undefined;
  signal: AbortSignal;
}

async function perform({ flags, settings, choose, referenceUrl, signal }: Performance): Promise<Report> {
  const target = settings.target ?? settings.referenceTarget(String(referenceUrl));
  openOutputs(flags);
  const options: EngineOptions = {
    target,
    choose,
    profile: flags.profile,
    preflight: flags.preflight,
    signal,
    ledgerFile: ledgerOf(flags),
    ...(flags.readOnly ? { readOnly: true } : {}),
    ...(flags.slow ? { slow: true } : {}),
    ...optional('seed', flags.seed),
    ...optional('concurrency', flags.concurrency),
    ...optional('population', flags.population),
    ...optional('patienceMs', flags.patience === undefined ? undefined : flags.patience * 1000),
  };
  const live = flags.quiet ? undefined : progress(process.stderr);
  return execute({
    ...options,
    onStart: (start) => {
      if (flags.quiet) return;
      const writes = flags.readOnly
        ? 'It only reads.'
        : 'It makes, changes and removes a few hundred users and groups of its own.';
      say(`${referenceUrl === undefined ? 'Target' : 'Embedded reference server'}: ${target.baseUrl}`);
      say(`${start.checks} checks, profile ${flags.profile}, seed ${start.seed}. ${writes}`);
      for (const sentence of start.warnings) warn(`Warning: ${sentence}`);
      live?.start(start.checks);
    },
    onResult: (result: CheckResult) => live?.check(result),
  }).finally(() => live?.end());
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}

/** What the gate goes by, read before anything is sent: a mistake in it costs no run. */
interface Asked {
  gates?: Gate[];
  waivers?: Waiver[];
  baseline?: Report;
}

function askedOf({ failOn, waivers, updateWaivers, baseline }: RunFlags): Asked {
  if (updateWaivers && waivers === undefined)
    throw new UsageError('--update-waivers needs --waivers <file>: the file to write.');
  try {
    const gates = failOn === undefined ? [] : parseGates(failOn);
    for (const gate of gates) checkGate(gate, baseline);
    return {
      ...(gates.length === 0 ? {} : { gates }),
      ...(waivers === undefined ? {} : { waivers: updateWaivers && !existsSync(waivers) ? [] : readWaivers(waivers) }),
      ...(baseline === undefined ? {} : { baseline: readReport(baseline) }),
    };
  } catch (problem) {
    throw problem instanceof UsageError ? problem : new UsageError((problem as Error).message);
  }
}

/** Refuses a gate that no run could meet. */
function checkGate(gate: Gate, baseline: string | undefined): void {
  if (gate.kind === 'regression' && baseline === undefined)
    throw new UsageError('--fail-on regression needs --baseline <report.json>: the run to compare with.');
  const names = providers.map(({ name }) => name);
  if (gate.kind === 'profile' && !names.includes(gate.name))
    throw new UsageError(`--fail-on profile knows ${names.join(', ')}; it does not know "${gate.name}".`);
}

async function conclude(
  found: Report,
  given: RunFlags,
  asked: Asked,
  interrupted: number | undefined,
): Promise<number> {
  // Half a run says nothing about what fails nowadays.
  const { history: _history, updateWaivers: _update, ...rest } = given;
  const flags: RunFlags = interrupted === undefined ? given : rest;
  let report = found;
  let faults: string[] = [];
  if (flags.waivers !== undefined && asked.waivers) {
    const known = new Set(registeredChecks().map(({ id }) => id));
    const waivers = flags.updateWaivers ? updatedWaivers(asked.waivers, report) : asked.waivers;
    if (flags.updateWaivers) writeWaivers(flags.waivers, waivers);
    const applied = applyWaivers(report, waivers, new Date(), known);
    report = applied.report;
    faults = applied.faults;
  }
  if (asked.baseline) report = { ...report, baseline: compareReports(asked.baseline, report) };
  const { writeOutputs } = await import('./outputs.js');
  const html = await writeOutputs(report, flags, asked.gates);
  const gate = exitCode(report, asked.gates, faults);
  if (flags.quiet) say(quietLine(report));
  else {
    say(summary(report));
    say(`Report: ${html}`);
  }
  // Standard output is the verdict line alone where it is asked for; why a job is red is said all the same.
  for (const reason of gate.reasons) (flags.quiet ? warn : say)(`Gate: ${reason}`);
  const { leftBehind } = report.conduct;
  for (const { url, reason } of leftBehind.slice(0, MOST_LEFT)) warn(`Left behind: ${url} (${reason})`);
  if (leftBehind.length > MOST_LEFT) warn(`… and ${leftBehind.length - MOST_LEFT} more, named in the report.`);
  if (leftBehind.length > 0) warn(`scimspec clean ${ledgerOf(flags)} tries again.`);
  return interrupted ?? gate.code;
}
