/** Provisions one user or group at once and shows the five documented steps
 * (Microsoft Learn, "On-demand provisioning in Microsoft Entra ID"). */
import { entra } from '../dialects/entra.js';
import { testConnection } from './connection.js';
import { provisionGroup } from './groups.js';
import type { Job } from './job.js';
import { idOf, type LogEntry, type ModifiedProperty, type Step } from './log.js';
import { linkManager } from './managers.js';
import { linkMembers } from './members.js';
import { guarded } from './resolve.js';
import { CycleStopped } from './sender.js';
import { provisionUser } from './users.js';

export interface OnDemandStep {
  number: 1 | 2 | 3 | 4 | 5;
  name: 'Test connection' | 'Import' | 'Determine scope' | 'Match' | 'Perform action';
  status: 'success' | 'failure' | 'skipped' | 'warning';
  description: string;
  details: Record<string, string>;
}

export interface OnDemandResult {
  /** In order; the connection test is shown only when it failed. */
  steps: OnDemandStep[];
  action: string;
  status: 'success' | 'failure' | 'skipped' | 'warning';
  modified: ModifiedProperty[];
  error: { code: string; reason: string } | null;
  entries: LogEntry[];
}

/** What cannot be provisioned on demand, as a sentence. */
export class NotOnDemand extends Error {}

/** At most so many members of a group at a time. */
export const MEMBERS_AT_A_TIME = 5;

/**
 * Provisions one object by id, userPrincipalName or displayName; of a group also up to five members. Throws NotOnDemand
 * for objects that the provider does not offer.
 */
export async function provisionOnDemand(job: Job, name: string, members: string[] = []): Promise<OnDemandResult> {
  const { directory, application, wire } = job.options;
  const object = directory.find(name);
  if (!object) throw new NotOnDemand(`There is no user or group "${name}".`);
  if (object.deletedAt !== null || (object.kind === 'user' && !object.accountEnabled)) {
    throw new NotOnDemand(`"${name}" is disabled or deleted in the source, and does not appear on demand.`);
  }
  if (members.length > MEMBERS_AT_A_TIME) {
    throw new NotOnDemand(`On demand a group is provisioned with up to ${MEMBERS_AT_A_TIME} members at a time.`);
  }
  // The flag aadOptscim062020 is not honored on demand.
  const dialect = job.options.dialect.id === 'entra-flag' ? entra : job.options.dialect;
  const connection = await testConnection(wire, dialect, application, idOf('on-demand', object.id, job.options.now()));
  if (connection.verdict === 'failure') {
    const failed: OnDemandStep = {
      number: 1,
      name: 'Test connection',
      status: 'failure',
      description: connection.sentence,
      details: {},
    };
    return { steps: [failed], action: 'none', status: 'failure', modified: [], error: null, entries: [] };
  }
  const cycleId = idOf('on-demand', object.id, job.record.cycles, job.options.now());
  const run = { ...job.newRun('on-demand', job.record.cycles, cycleId, false), dialect };
  const entries: LogEntry[] = [];
  run.onEntry = (entry) => entries.push(entry);
  let importSteps: Step[] = [];
  let stopped: CycleStopped | null = null;
  try {
    if (object.kind === 'user') {
      importSteps = (await provisionUser(run, object.id)).steps;
      await guarded(run, 'user', object.id, () => linkManager(run, object.id));
    } else {
      const chosen = new Set(members.map((member) => directory.find(member)?.id ?? member));
      for (const id of chosen) if (directory.person(id)) await provisionUser(run, id);
      entries.length = 0;
      importSteps = (await provisionGroup(run, object.id, chosen)).steps;
      await guarded(run, 'group', object.id, () => linkMembers(run, object.id, chosen));
    }
  } catch (error) {
    if (!(error instanceof CycleStopped)) throw error;
    stopped = error;
  }
  return summarize(entries, importSteps, stopped);
}

function summarize(entries: LogEntry[], seen: Step[], stopped: CycleStopped | null): OnDemandResult {
  const all = [...seen, ...entries.flatMap((entry) => entry.provisioningSteps.filter((one) => !seen.includes(one)))];
  const steps: OnDemandStep[] = [];
  const show = (number: OnDemandStep['number'], name: OnDemandStep['name'], types: string[]): void => {
    const found = all.filter((one) => types.includes(one.provisioningStepType));
    const worst =
      found.find(({ status }) => status === 'failure') ?? found.find(({ status }) => status === 'warning') ?? found[0];
    if (!worst) return;
    const details = Object.assign({}, ...found.map((one) => one.details)) as Record<string, string>;
    steps.push({
      number,
      name,
      status: worst.status,
      description: found.map((one) => one.description).join('; '),
      details,
    });
  };
  show(2, 'Import', ['import']);
  show(3, 'Determine scope', ['scoping']);
  show(4, 'Match', ['matching']);
  show(5, 'Perform action', ['processing', 'export', 'referenceResolution']);
  const main = entries.find(({ provisioningAction }) => provisioningAction !== 'other') ?? entries[0];
  const info = main?.provisioningStatusInfo;
  const error = info?.errorInformation
    ? { code: info.errorInformation.errorCode, reason: info.errorInformation.reason }
    : null;
  if (stopped) {
    const failure = { code: stopped.failure.code, reason: stopped.failure.message };
    steps.push({ number: 5, name: 'Perform action', status: 'failure', description: failure.reason, details: {} });
    return { steps, action: 'none', status: 'failure', modified: [], error: failure, entries };
  }
  return {
    steps,
    action: main?.provisioningAction ?? 'none',
    status: info?.status ?? 'skipped',
    modified: entries.flatMap((entry) => entry.modifiedProperties),
    error,
    entries,
  };
}
