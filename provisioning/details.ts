/** Synchronization details and on-demand steps as text, and the provisioning part of a report. */
import type { ProvisioningReport } from '../reports/model.js';
import type { CycleSummary, JobRecord, SynchronizationStatus } from './job-record.js';
import type { OnDemandResult } from './on-demand.js';

const seconds = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

/** One cycle in one line. */
export function cycleLine(cycle: CycleSummary): string {
  const { created, updated, disabled, deleted, skipped, failed } = cycle.counts;
  const counts = `${created} created, ${updated} updated, ${disabled} disabled, ${deleted} deleted, ${skipped} skipped, ${failed} failed`;
  const error = cycle.error ? ` — ${cycle.error.code}: ${cycle.error.message}` : '';
  return `${cycle.startedAt} ${cycle.kind} cycle ${cycle.number}: ${cycle.state}: ${counts} (${cycle.requests} requests, ${seconds(cycle.durationMs)})${error}`;
}

/** The status page: current state, statistics to date, technical information. */
export function statusText(status: SynchronizationStatus, jobId: string, nextRun: number | null): string {
  const last = status.lastExecution;
  const { User, Group } = status.synchronizedEntryCountByType;
  const lines = [
    `Status             ${status.code}`,
    `Provisioned        ${User} users, ${Group} groups`,
    `Last cycle         ${last ? cycleLine(last) : 'none yet'}`,
    `Last success       ${status.lastSuccessfulExecution?.finishedAt ?? 'none yet'}`,
    `Steady state       ${status.steadyStateFirstAchievedTime ?? 'not reached'}`,
    `Next cycle         ${nextRun === null ? 'none: provisioning is off' : new Date(nextRun).toISOString()}`,
    `Job ID             ${jobId}`,
    ...(last ? [`Activity ID        ${last.cycleId}`, `Quarantine         ${last.quarantineForecast}`] : []),
  ];
  if (status.quarantine) {
    const { reason, currentBegan, error, seriesCount } = status.quarantine;
    lines.push(
      `In quarantine      ${reason} since ${new Date(currentBegan).toISOString()}, attempt ${seriesCount}`,
      `Error              ${error ? `${error.code}: ${error.message}` : 'none recorded'}`,
    );
  }
  return lines.join('\n');
}

/** The steps of an on-demand provisioning, with their details. */
export function onDemandText(result: OnDemandResult): string {
  const steps = result.steps.flatMap((step) => [
    `${step.number}. ${step.name}: ${step.status}: ${step.description}`,
    ...Object.entries(step.details).map(([name, value]) => `     ${name}: ${value}`),
  ]);
  const modified = result.modified.map(
    ({ displayName, oldValue, newValue }) => `     ${displayName}: ${oldValue ?? '(none)'} -> ${newValue ?? '(none)'}`,
  );
  const error = result.error ? [`Error: ${result.error.code}: ${result.error.reason}`] : [];
  return [...steps, `Result: ${result.action}, ${result.status}`, ...modified, ...error].join('\n');
}

/** The provisioning part of a report. */
export function provisioningReport(
  application: string,
  dialect: string,
  cycles: CycleSummary[],
  record: JobRecord,
  logEntries: number,
): ProvisioningReport {
  return {
    application,
    dialect,
    cycles: cycles.map(({ kind, startedAt, finishedAt, counts, requests, state }) => ({
      kind,
      startedAt,
      finishedAt,
      counts,
      requests,
      status: state,
    })),
    quarantine: record.quarantine
      ? { reason: record.quarantine.reason, since: new Date(record.quarantine.currentBegan).toISOString() }
      : null,
    logEntries,
  };
}
