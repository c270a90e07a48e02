/** A provisioning job: one application, one directory, one target, and what is known between cycles. */
import { CYCLE_INTERVAL_MS } from './application.js';
import { seededRandom } from './directory/generate.js';
import { runCycle, type CycleWork } from './cycle.js';
import {
  jobWrite,
  mappingHash,
  newJobRecord,
  readJob,
  readOpenCycle,
  recount,
  statusOf,
  type CycleSummary,
  type JobRecord,
  type OpenCycle,
  type ResetScope,
  type SynchronizationStatus,
} from './job-record.js';
import { idOf, type AuditEntry } from './log.js';
import { isNewsworthy, quarantineMail, type Mailer } from './notify.js';
import { assess, DISABLED_AFTER_MS, nextQuarantine, type CycleHealth } from './quarantine.js';
import type { CycleKind, Run } from './run.js';
import { startRun, type JobOptions } from './run-start.js';
import { CycleStopped } from './sender.js';
import { clear } from './state.js';
import type { Write } from './store.js';

export type { JobOptions };

/** A cycle that ended, with what it touched. */
export interface FinishedCycle extends CycleSummary {
  run: Run;
}

export class Job {
  private constructor(
    readonly options: JobOptions,
    readonly record: JobRecord,
    private logNumber: number,
    private readonly random: () => number,
  ) {}

  /** Takes up the job kept in the store, or begins one. Changed mappings or filters make the next cycle an initial one. */
  static async open(options: JobOptions): Promise<Job> {
    const { store, application } = options;
    const kept = await readJob(store);
    const lastLog = await store.lastKey('log/');
    const number = lastLog === undefined ? 0 : Number(lastLog.slice('log/'.length));
    const random = seededRandom((options.seed ?? 1) + (kept?.cycles ?? 0));
    const job = new Job(options, kept ?? newJobRecord(application), number, random);
    if (kept && kept.mappingHash !== mappingHash(application)) {
      job.record.mappingHash = mappingHash(application);
      job.record.watermark = null;
      await store.write([{ remove: 'cycle' }]);
      await job.audit('Update attribute mappings or scope', 'The next cycle is an initial cycle.');
    }
    if (!kept) await job.audit('Update provisioning setting or credentials', `Saved ${application.name}.`);
    else await job.turn(application.provisioningStatus === 'On');
    return job;
  }

  /** When the next cycle is due: 40 minutes after the start of the last, later in quarantine; null when switched off. */
  nextRunAt(): number | null {
    const { on, disabled, quarantine, lastStartedAt } = this.record;
    if (!on || disabled) return null;
    if (quarantine) return quarantine.nextAttempt;
    return lastStartedAt === null ? this.options.now() : lastStartedAt + CYCLE_INTERVAL_MS;
  }

  async turn(on: boolean): Promise<void> {
    if (this.record.on === on) return;
    this.record.on = on;
    if (on) this.record.disabled = false;
    await this.audit(on ? 'Enable/start provisioning' : 'Disable/pause provisioning', on ? 'On' : 'Off');
  }

  /** Restarts provisioning. Without scopes: quarantine, watermark and escrows are reset, links are kept. */
  async restart(scopes: ResetScope[] = ['QuarantineState', 'Watermark', 'Escrows']): Promise<void> {
    const { store } = this.options;
    const has = (scope: ResetScope): boolean =>
      scopes.includes(scope) || (scopes.includes('Full') && scope !== 'ForceDeletes');
    if (has('QuarantineState') || has('ForceDeletes')) this.record.quarantine = null;
    if (has('QuarantineState')) this.record.disabled = false;
    if (has('Watermark')) {
      this.record.watermark = null;
      await store.write([{ remove: 'cycle' }]);
    }
    if (has('Escrows')) await clear(store, ['escrow/', 'retry/', 'waiting/']);
    if (has('ConnectorDataStore'))
      await clear(store, ['link/', 'owner/', 'member/', 'intent/', 'escrow/', 'retry/', 'waiting/']);
    if (has('ForceDeletes')) this.record.forceDeletes = true;
    await this.audit('Enable/restart provisioning', scopes.join(', '));
  }

  /** Runs the next cycle, or goes on with one that was interrupted. */
  async runCycle(onEntry?: Run['onEntry']): Promise<FinishedCycle> {
    const { store, directory } = this.options;
    const now = this.options.now();
    const open = await readOpenCycle(store);
    const cycle: OpenCycle = open ?? {
      number: this.record.cycles + 1,
      cycleId: idOf(this.record.jobId, 'cycle', this.record.cycles + 1),
      kind: this.record.watermark === null ? 'initial' : 'incremental',
      startedAt: now,
      upto: directory.watermark,
    };
    this.record.cycles = cycle.number;
    this.record.lastStartedAt = now;
    await store.write([{ put: 'cycle', value: JSON.stringify(cycle) }, jobWrite(this.record)]);
    const run = this.newRun(cycle.kind, cycle.number, cycle.cycleId, open !== null);
    if (onEntry) run.onEntry = onEntry;
    if (open) {
      const before = await recount(store, cycle.cycleId);
      run.counts = before.counts;
      run.health = { events: before.events, failures: before.failures, referenceFailures: before.references };
    }
    const started = performance.now();
    const health: CycleHealth = { ...run.health, fatal: null, tooManyDeletes: null };
    let stopped: CycleStopped | null = null;
    try {
      const end = await runCycle(this.workOf(run, cycle));
      health.tooManyDeletes = end.heldBack;
    } catch (error) {
      if (!(error instanceof CycleStopped)) throw error;
      stopped = error;
      if (error.fatal) health.fatal = { code: error.failure.code, message: error.failure.message };
    }
    Object.assign(health, run.health);
    const summary = await this.endCycle(run, cycle, health, stopped, performance.now() - started);
    return { ...summary, run };
  }

  private workOf(run: Run, cycle: OpenCycle): CycleWork {
    const { settings } = this.options.application;
    const { enabled, threshold } = settings.preventAccidentalDeletions;
    return {
      run,
      watermark: cycle.kind === 'initial' ? null : this.record.watermark,
      concurrency: this.options.concurrency ?? 16,
      deletionThreshold: enabled && !this.record.forceDeletes ? threshold : null,
      ...(this.options.progress ? { progress: this.options.progress } : {}),
    };
  }

  private async endCycle(
    run: Run,
    cycle: OpenCycle,
    health: CycleHealth,
    stopped: CycleStopped | null,
    durationMs: number,
  ): Promise<CycleSummary> {
    const { record } = this;
    const now = this.options.now();
    const assessment = assess(health);
    const summary: CycleSummary = {
      number: cycle.number,
      cycleId: cycle.cycleId,
      kind: cycle.kind,
      startedAt: new Date(cycle.startedAt).toISOString(),
      finishedAt: new Date(now + Math.round(durationMs)).toISOString(),
      durationMs: Math.round(durationMs),
      counts: run.counts,
      requests: run.sender.requests,
      writes: run.sender.writes,
      state: stopped ? 'Failed' : run.counts.failed > 0 ? 'EntryLevelErrors' : 'Succeeded',
      error: stopped ? { code: stopped.failure.code, message: stopped.failure.message } : null,
      quarantineForecast: assessment.sentence,
    };
    const done: Write[] = [];
    if (stopped) record.countSuccessiveCompleteFailures += 1;
    else {
      done.push({ remove: 'cycle' });
      record.watermark = cycle.upto;
      record.countSuccessiveCompleteFailures = 0;
      record.lastSuccess = summary;
      record.forceDeletes = false;
      record.steadyStateFirstAchieved ??= run.counts.failed === 0 ? now : null;
    }
    record.last = summary;
    const before = record.quarantine;
    // A target that vanished is tried again as usual; only what was judged moves a job into or out of quarantine.
    if (!stopped || stopped.fatal) record.quarantine = nextQuarantine(before, assessment, now);
    await this.options.store.write([
      ...done,
      jobWrite(record),
      { put: `cycles/${String(cycle.number).padStart(8, '0')}`, value: JSON.stringify(summary) },
    ]);
    await this.afterQuarantine(before, now);
    return summary;
  }

  private async afterQuarantine(before: JobRecord['quarantine'], now: number): Promise<void> {
    const { record, options } = this;
    const after = record.quarantine;
    if (isNewsworthy(before, after)) {
      await this.audit('Quarantine', after.reason);
      const mail = quarantineMail(options.application, after);
      if (mail && options.mailer) await this.mail(options.mailer, mail);
    }
    if (after && now - after.seriesBegan >= DISABLED_AFTER_MS) {
      record.disabled = true;
      await this.audit('Disable/pause provisioning', 'In quarantine for 28 days.');
    }
  }

  /** A mail that cannot be sent must not stop provisioning. */
  private async mail(mailer: Mailer, message: Parameters<Mailer['send']>[0]): Promise<void> {
    try {
      await mailer.send(message);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      await this.audit('Quarantine', `The notification to ${message.to} could not be sent: ${why}`);
    }
  }

  /** A run of one object or one cycle, with counters of its own. */
  newRun(kind: CycleKind, number: number, cycleId: string, resumed: boolean): Run {
    const nextLogNumber = (): number => (this.logNumber += 1);
    const { jobId } = this.record;
    return startRun(this.options, { kind, number, cycleId, jobId, resumed, random: this.random, nextLogNumber });
  }

  async status(): Promise<SynchronizationStatus> {
    const count = async (prefix: string): Promise<number> => {
      let total = 0;
      for await (const entry of this.options.store.entries(prefix)) total += entry.length > 0 ? 1 : 0;
      return total;
    };
    return statusOf(this.record, { User: await count('link/user/'), Group: await count('link/group/') });
  }

  private async audit(activityDisplayName: AuditEntry['activityDisplayName'], details: string): Promise<void> {
    const entry: AuditEntry = {
      activityDateTime: new Date(this.options.now()).toISOString(),
      activityDisplayName,
      details,
    };
    this.record.audits += 1;
    const key = `audit/${String(this.record.audits).padStart(8, '0')}`;
    await this.options.store.write([{ put: key, value: JSON.stringify(entry) }, jobWrite(this.record)]);
  }
}
