/** The provisioning log as files: NDJSON, and the three CSV files of the provider's download. */
import type { LogEntry } from './log.js';

export function toNdjson(entries: Iterable<LogEntry>): string {
  return [...entries].map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

export interface CsvFiles {
  ProvisioningLogs: string;
  ProvisioningLogs_ProvisioningSteps: string;
  ProvisioningLogs_ModifiedProperties: string;
}

/** A field by RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe in front. */
function field(value: unknown): string {
  let text = value === null || value === undefined ? '' : String(value);
  if (/^[=+\-@\t\r]/.test(text) && typeof value === 'string') text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const table = (header: string[], rows: unknown[][]): string =>
  [header, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';

/** The three files of one download; steps and modified properties point back by the entry's id. */
export function toCsv(entries: readonly LogEntry[]): CsvFiles {
  return {
    ProvisioningLogs: table(
      [
        'id',
        'activityDateTime',
        'jobId',
        'cycleId',
        'changeId',
        'provisioningAction',
        'durationInMilliseconds',
        'status',
        'errorCode',
        'reason',
        'errorCategory',
        'recommendedAction',
        'sourceIdentity.id',
        'sourceIdentity.displayName',
        'sourceIdentity.identityType',
        'targetIdentity.id',
        'targetIdentity.displayName',
        'sourceSystem',
        'targetSystem',
        'initiatedBy',
      ],
      entries.map((entry) => {
        const { status, errorInformation: error } = entry.provisioningStatusInfo;
        const { sourceIdentity: source, targetIdentity: target } = entry;
        return [
          entry.id,
          entry.activityDateTime,
          entry.jobId,
          entry.cycleId,
          entry.changeId,
          entry.provisioningAction,
          entry.durationInMilliseconds,
          status,
          error?.errorCode,
          error?.reason,
          error?.errorCategory,
          error?.recommendedAction,
          source.id,
          source.displayName,
          source.identityType,
          target.id,
          target.displayName,
          entry.sourceSystem.displayName,
          entry.targetSystem.displayName,
          entry.initiatedBy.displayName,
        ];
      }),
    ),
    ProvisioningLogs_ProvisioningSteps: table(
      ['id', 'step', 'name', 'provisioningStepType', 'status', 'description', 'details'],
      entries.flatMap((entry) =>
        entry.provisioningSteps.map((one, index) => [
          entry.id,
          index + 1,
          one.name,
          one.provisioningStepType,
          one.status,
          one.description,
          JSON.stringify(one.details),
        ]),
      ),
    ),
    ProvisioningLogs_ModifiedProperties: table(
      ['id', 'displayName', 'oldValue', 'newValue'],
      entries.flatMap((entry) =>
        entry.modifiedProperties.map((one) => [entry.id, one.displayName, one.oldValue, one.newValue]),
      ),
    ),
  };
}
