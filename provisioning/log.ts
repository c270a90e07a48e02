/** The provisioning log: one entry for each action, with the field names of Graph's provisioningObjectSummary. */
import { createHash } from 'node:crypto';
import type { Json } from '../scim/types.js';
import { ADVICE, categoryOf, type ErrorCode } from './outcome.js';

export type Action = 'create' | 'update' | 'delete' | 'stageddelete' | 'disable' | 'other';
export type Status = 'success' | 'warning' | 'failure' | 'skipped';
export type StepType = 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';

export interface Step {
  name: string;
  provisioningStepType: StepType;
  status: Status;
  description: string;
  details: Record<string, string>;
}

export interface ModifiedProperty {
  displayName: string;
  oldValue: string | null;
  newValue: string | null;
}

interface Identity {
  id: string;
  displayName: string;
  identityType: 'User' | 'Group';
  details: Record<string, string>;
}

export interface LogEntry {
  id: string;
  activityDateTime: string;
  tenantId: string;
  jobId: string;
  cycleId: string;
  changeId: string;
  provisioningAction: Action;
  durationInMilliseconds: number;
  provisioningStatusInfo: {
    status: Status;
    errorInformation: {
      errorCode: string;
      reason: string;
      additionalDetails: string | null;
      errorCategory: string;
      recommendedAction: string;
    } | null;
  };
  provisioningSteps: Step[];
  modifiedProperties: ModifiedProperty[];
  servicePrincipal: { id: string; displayName: string };
  sourceSystem: { id: string; displayName: string; details: Record<string, string> };
  targetSystem: { id: string; displayName: string; details: Record<string, string> };
  initiatedBy: { id: string; displayName: string; initiatorType: 'system' | 'user' };
  sourceIdentity: Identity;
  targetIdentity: Identity;
}

/** An entry about a changed setting (audit log). */
export interface AuditEntry {
  activityDateTime: string;
  activityDisplayName:
    | 'Update provisioning setting or credentials'
    | 'Enable/start provisioning'
    | 'Disable/pause provisioning'
    | 'Enable/restart provisioning'
    | 'Update attribute mappings or scope'
    | 'Quarantine';
  details: string;
}

/** What the engine says about one action; the rest of an entry follows from the job. */
export interface ActionRecord {
  action: Action;
  status: Status;
  error?: { code: ErrorCode; reason: string };
  steps: Step[];
  modified: ModifiedProperty[];
  source: { id: string; name: string; kind: 'user' | 'group'; principalName?: string };
  target: { id: string; name: string };
  durationMs: number;
}

export interface LogContext {
  jobId: string;
  cycleId: string;
  application: string;
  targetUrl: string;
  /** Moment on the virtual clock, in milliseconds. */
  at: number;
  /** Number of the entry within the job. */
  sequence: number;
}

/** An id of the usual shape that is the same for the same words. */
export function idOf(...words: (string | number)[]): string {
  const hex = createHash('sha1').update(words.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

export function logEntry(record: ActionRecord, context: LogContext): LogEntry {
  const { error, source, target } = record;
  // The job's own id with the entry's number in its last part: unique, and cheap for a hundred thousand of them.
  const id = `${context.jobId.replace(/^scim\./, '').slice(0, 24)}${context.sequence.toString(16).padStart(12, '0')}`;
  const identityType = source.kind === 'user' ? 'User' : 'Group';
  return {
    id,
    activityDateTime: new Date(context.at).toISOString(),
    tenantId: 'scimspec',
    jobId: context.jobId,
    cycleId: context.cycleId,
    changeId: id,
    provisioningAction: record.action,
    durationInMilliseconds: Math.round(record.durationMs),
    provisioningStatusInfo: {
      status: record.status,
      errorInformation: error
        ? {
            errorCode: error.code,
            reason: error.reason,
            additionalDetails: null,
            errorCategory: categoryOf(error.code),
            recommendedAction: ADVICE[error.code],
          }
        : null,
    },
    provisioningSteps: record.steps,
    modifiedProperties: record.modified,
    servicePrincipal: { id: context.jobId, displayName: context.application },
    sourceSystem: { id: 'directory', displayName: 'Azure Active Directory', details: {} },
    targetSystem: {
      id: context.jobId,
      displayName: context.application,
      details: { ApplicationId: context.targetUrl },
    },
    initiatedBy: { id: '', displayName: 'Azure AD Provisioning Service', initiatorType: 'system' },
    sourceIdentity: {
      id: source.id,
      displayName: source.name,
      identityType,
      details: source.principalName === undefined ? {} : { UserPrincipalName: source.principalName },
    },
    targetIdentity: { id: target.id, displayName: target.name, identityType, details: {} },
  };
}

/** A value as the log shows it: booleans as True and False, everything else as text or JSON; absent is null. */
export function shown(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const step = (
  name: string,
  provisioningStepType: StepType,
  status: Status,
  description: string,
  details: Record<string, string> = {},
): Step => ({ name, provisioningStepType, status, description, details });
