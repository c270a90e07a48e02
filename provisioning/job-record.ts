/** What a job keeps about itself, and its status in the words of Graph's synchronizationStatus. */
import type { Application } from './application.js';
import { idOf, type AuditEntry, type LogEntry } from './log.js';
import type { Quarantine } from './quarantine.js';
import { noCounts, type Counts, type CycleKind } from './run.js';
import type { Store, Write } from './store.js';

export interface CycleSummary {
  number: number;
  cycleId: string;
  kind: CycleKind;
  /** ISO 8601, on the virtual clock. */
  startedAt: string;
  finishedAt: string;
  durationMs: number;
  counts: Counts;
  requests: number;
  writes: number;
  state: 'Succeeded' | 'Failed' | 'EntryLevelErrors';
  error: { code: string; message: string } | null;
  /** Would the provider quarantine this endpoint after this cycle, and why. */
  quarantineForecast: string;
}

/** A cycle that was begun and not ended. */
export interface OpenCycle {
  number: number;
  cycleId: string;
  kind: 'initial' | 'incremental';
  startedAt: number;
  /** Changes of the directory up to here are this cycle's work. */
  upto: number;
}

export interface JobRecord {
  jobId: string;
  /** Changes of the directory up to here are done; null: an initial cycle is due. */
  watermark: number | null;
  cycles: number;
  on: boolean;
  quarantine: Quarantine | null;
  /** Set when a job was disabled after 28 days in quarantine. */
  disabled: boolean;
  forceDeletes: boolean;
  countSuccessiveCompleteFailures: number;
  lastStartedAt: number | null;
  last: CycleSummary | null;
  lastSuccess: CycleSummary | null;
  steadyStateFirstAchieved: number | null;
  /** Of the mappings and scoping filters, to notice that they were changed. */
  mappingHash: string;
  audits: number;
}

export type ResetScope =
  'None' | 'ConnectorDataStore' | 'Escrows' | 'Watermark' | 'QuarantineState' | 'Full' | 'ForceDeletes';

export function mappingHash(application: Application): string {
  return idOf(JSON.stringify([application.users, application.groups, application.dialect]));
}

export function newJobRecord(application: Application): JobRecord {
  return {
    jobId: `scim.${idOf('job', application.name)}`,
    watermark: null,
    cycles: 0,
    on: application.provisioningStatus === 'On',
    quarantine: null,
    disabled: false,
    forceDeletes: false,
    countSuccessiveCompleteFailures: 0,
    lastStartedAt: null,
    last: null,
    lastSuccess: null,
    steadyStateFirstAchieved: null,
    mappingHash: mappingHash(application),
    audits: 0,
  };
}

export async function readJob(store: Store): Promise<JobRecord | null> {
  const text = await store.get('job');
  return text === undefined ? null : (JSON.parse(text) as JobRecord);
}

export const jobWrite = (record: JobRecord): Write => ({ put: 'job', value: JSON.stringify(record) });

export async function readOpenCycle(store: Store): Promise<OpenCycle | null> {
  const text = await store.get('cycle');
  return text === undefined ? null : (JSON.parse(text) as OpenCycle);
}

/** Log entries in the order they were made. */
export async function* logEntries(store: Store): AsyncGenerator<LogEntry> {
  for await (const [, value] of store.entries('log/')) yield JSON.parse(value) as LogEntry;
}

export async function* auditEntries(store: Store): AsyncGenerator<AuditEntry> {
  for await (const [, value] of store.entries('audit/')) yield JSON.parse(value) as AuditEntry;
}

export interface SynchronizationStatus {
  code: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  countSuccessiveCompleteFailures: number;
  lastExecution: CycleSummary | null;
  lastSuccessfulExecution: CycleSummary | null;
  quarantine: Quarantine | null;
  steadyStateFirstAchievedTime: string | null;
  synchronizedEntryCountByType: { User: number; Group: number };
}

export function statusOf(record: JobRecord, entries: { User: number; Group: number }): SynchronizationStatus {
  const code = record.quarantine ? 'Quarantine' : !record.on ? 'Paused' : record.cycles === 0 ? 'NotRun' : 'Active';
  return {
    code,
    countSuccessiveCompleteFailures: record.countSuccessiveCompleteFailures,
    lastExecution: record.last,
    lastSuccessfulExecution: record.lastSuccess,
    quarantine: record.quarantine,
    steadyStateFirstAchievedTime:
      record.steadyStateFirstAchieved === null ? null : new Date(record.steadyStateFirstAchieved).toISOString(),
    synchronizedEntryCountByType: entries,
  };
}

/** Counts of a cycle that an earlier process began, from what it logged. */
export async function recount(
  store: Store,
  cycleId: string,
): Promise<{ counts: Counts; failures: number; references: number; events: number }> {
  const result = { counts: noCounts(), failures: 0, references: 0, events: 0 };
  for await (const entry of logEntries(store)) {
    if (entry.cycleId !== cycleId) continue;
    result.events += 1;
    const { status } = entry.provisioningStatusInfo;
    if (status === 'failure') {
      result.counts.failed += 1;
      const reference = entry.provisioningSteps.some((one) => one.provisioningStepType === 'referenceResolution');
      result[reference ? 'references' : 'failures'] += 1;
    } else if (status === 'skipped') result.counts.skipped += 1;
    else if (entry.provisioningAction === 'create') result.counts.created += 1;
    else if (entry.provisioningAction === 'update') result.counts.updated += 1;
    else if (entry.provisioningAction === 'disable') result.counts.disabled += 1;
    else if (entry.provisioningAction === 'delete') result.counts.deleted += 1;
  }
  return result;
}
