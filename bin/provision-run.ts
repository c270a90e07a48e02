/** `scimspec provision run`: test connection, cycles, judgment, report. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testConnection, unlistedAttributes } from '../provisioning/connection.js';
import { cycleLine, provisioningReport, statusText } from '../provisioning/details.js';
import { DirectoryError } from '../provisioning/directory/model.js';
import type { FinishedCycle } from '../provisioning/job.js';
import { logEntries } from '../provisioning/job-record.js';
import { judge } from '../provisioning/judge.js';
import { checkResults, merge, noJudgment, type Judged } from '../provisioning/lifecycle-checks.js';
import { secondPass } from '../provisioning/second-pass.js';
import { simulate } from '../provisioning/simulate.js';
import { systemClock } from '../harness/clock.js';
import { UsageError } from '../harness/target.js';
import type { Report } from '../reports/model.js';
import { assembleReport } from './assemble.js';
import { openOutputs } from './open-outputs.js';
import { writeOutputs } from './outputs.js';
import { say, warn } from './print.js';
import { Interrupted, openSession, type Session, type SessionFlags } from './provision-session.js';

export interface RunFlags extends SessionFlags {
  cycles: number;
  judge: 'touched' | 'full' | 'off';
  secondPass: boolean;
  out: string;
  format: string[];
}

/** Exit code: 0 as expected, 1 an object is wrong or the job is quarantined, 3 the target could not be read back. */
export async function runCommand(url: string | undefined, flags: RunFlags): Promise<number> {
  const session = await openSession(url, flags);
  let interrupted: number | null = null;
  const stop = (signal: NodeJS.Signals): void => {
    if (interrupted !== null) process.exit(interrupted);
    interrupted = signal === 'SIGINT' ? 130 : 143;
    warn('\nStopping. What was done is recorded; the same command goes on from there.');
    session.interrupt();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await provision(session, flags);
  } catch (error) {
    if (error instanceof Interrupted && interrupted !== null) return interrupted;
    if (error instanceof DirectoryError) throw new UsageError(`The timeline cannot go on: ${error.message}.`);
    throw error;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await session.close();
  }
}

async function provision(session: Session, flags: RunFlags): Promise<number> {
  const { application, dialect, job, simulation } = session;
  const { directory } = simulation;
  const tell = flags.quiet === true ? (): void => undefined : say;
  if (job.nextRunAt() === null) {
    throw new UsageError(
      job.record.disabled
        ? 'The job was disabled after 28 days in quarantine. Restart it: scimspec provision restart'
        : 'Provisioning is off. Set provisioningStatus: On in the application file.',
    );
  }
  tell(`Provisioning ${application.name} as ${dialect.name} at ${session.url}.`);
  tell(`This writes to the target: up to ${directory.people.size} users and ${directory.groups.size} groups.`);
  openOutputs(flags);
  const judged = noJudgment();
  const connected = await connect(session, judged, tell);
  const cycles: FinishedCycle[] = [];
  const started = performance.now();
  if (connected) {
    await simulate(simulation, flags.cycles, async (cycle) => {
      cycles.push(cycle);
      tell(cycleLine(cycle));
      if (flags.judge !== 'off' && cycle.state !== 'Failed') {
        const last = cycles.length === flags.cycles;
        const extent = flags.judge === 'full' && last ? 'full' : 'touched';
        const sleep = (ms: number): Promise<void> => systemClock.sleep(ms);
        merge(judged, await judge({ run: cycle.run, recorder: session.recorder, extent, sleep }));
      }
      return cycle.state !== 'Failed';
    });
    if (flags.secondPass && cycles.at(-1)?.state !== 'Failed') merge(judged, await secondPass(job, session.recorder));
    noteQuarantine(session, cycles, judged);
  }
  const report = await makeReport(session, cycles, judged, performance.now() - started, flags);
  await writeOutputs(report, { out: flags.out, format: flags.format });
  await writeLog(session, flags.out);
  for (const { check, subject, expected, actual } of judged.findings.slice(0, 25))
    warn(`✖ lifecycle.${check} ${subject}: expected ${expected}; ${actual}`);
  if (judged.findings.length > 25) warn(`  and ${judged.findings.length - 25} more; see the report`);
  for (const { subject, actual } of judged.inconclusive.slice(0, 10)) warn(`? ${subject}: ${actual}`);
  tell(statusText(await job.status(), job.record.jobId, job.nextRunAt()));
  say(verdictLine(judged, cycles, flags.out));
  if (judged.findings.length > 0) return 1;
  return judged.inconclusive.length > 0 || cycles.at(-1)?.state === 'Failed' ? 3 : 0;
}

async function connect(session: Session, judged: Judged, tell: (line: string) => void): Promise<boolean> {
  const { wire, dialect, application, recorder } = session;
  const connection = await testConnection(wire, dialect, application, randomUUID());
  tell(`Test connection: ${connection.sentence}`);
  judged.looked.connection = 1;
  if (connection.verdict === 'failure') {
    const last = connection.requests.at(-1)?.answer ?? null;
    const exchanges = last ? recorder.pin(last) : [];
    const finding = {
      check: 'connection' as const,
      subject: 'test connection',
      expected: 'to succeed',
      actual: connection.sentence,
      exchanges,
    };
    if (!last) judged.inconclusive.push(finding);
    else judged.findings.push(finding);
    return false;
  }
  const { listed, missing } = await unlistedAttributes(wire, dialect, application);
  if (listed && missing.length > 0) warn(`Mapped, but in no schema of the target: ${missing.join(', ')}`);
  return true;
}

function noteQuarantine(session: Session, cycles: FinishedCycle[], judged: Judged): void {
  const last = cycles.at(-1);
  if (!last) return;
  judged.looked.quarantine = cycles.length;
  const { quarantine } = session.job.record;
  // Too many deletions are the source's doing.
  if (!quarantine || quarantine.reason === 'TooManyDeletes') return;
  judged.findings.push({
    check: 'quarantine',
    subject: session.application.name,
    expected: 'not to be quarantined',
    actual: last.quarantineForecast,
    exchanges: [],
  });
}

async function makeReport(
  session: Session,
  cycles: FinishedCycle[],
  judged: Judged,
  durationMs: number,
  flags: RunFlags,
): Promise<Report> {
  const { application, dialect, job, url, recorder } = session;
  let entries = 0;
  for await (const entry of logEntries(session.store)) entries += entry.id ? 1 : 0;
  const sum = (pick: (cycle: FinishedCycle) => number): number =>
    cycles.reduce((total, cycle) => total + pick(cycle), 0);
  const report = assembleReport(
    {
      checks: checkResults(judged, Math.round(durationMs)),
      capabilities: { features: {}, resourceTypes: [], warnings: [] },
      exchanges: recorder.evidence(),
      suitesMs: Math.round(durationMs),
      conduct: {
        requests: sum((cycle) => cycle.requests),
        created: sum((cycle) => cycle.counts.created),
        deleted: sum((cycle) => cycle.counts.deleted),
        leftBehind: [],
        throttled: sum((cycle) => cycle.run.sender.throttled),
        slowestMs: 0,
        notes: ['Provisioned objects stay at the target; scimspec provision clean removes what this state created.'],
      },
    },
    {
      id: job.record.jobId,
      startedAt: new Date().toISOString(),
      durationMs: Math.round(durationMs),
      seed: flags.seed ?? 1,
      profile: 'provisioning',
      partialReasons: ['provisioning only'],
      concurrency: flags.concurrency ?? 16,
      url,
      warnings: [],
      notes: [],
    },
    [],
  );
  // Cycles look at no statement of the RFCs.
  report.requirements = [];
  report.provisioning = provisioningReport(application.name, dialect.id, cycles, job.record, entries);
  return report;
}

async function writeLog(session: Session, out: string): Promise<void> {
  const lines: string[] = [];
  for await (const entry of logEntries(session.store)) lines.push(JSON.stringify(entry));
  writeFileSync(join(out, 'provisioning-log.ndjson'), lines.map((line) => `${line}\n`).join(''));
}

function verdictLine(judged: Judged, cycles: FinishedCycle[], out: string): string {
  const objects = cycles.reduce(
    (total, { counts }) => total + counts.created + counts.updated + counts.disabled + counts.deleted,
    0,
  );
  const words =
    judged.findings.length > 0
      ? `${judged.findings.length} findings`
      : judged.inconclusive.length > 0
        ? `not established: ${judged.inconclusive.length} objects could not be judged`
        : 'the target holds what it must';
  return `Provisioning: ${words} (${cycles.length} cycles, ${objects} actions). Report: ${join(out, 'report.html')}`;
}
