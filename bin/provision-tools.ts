/** The smaller provisioning commands: init, eval, on-demand, status, log, audit, restart, clean, test-connection. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../harness/target.js';
import { writeApplication } from '../provisioning/application-file.js';
import { testConnection } from '../provisioning/connection.js';
import { onDemandText, statusText } from '../provisioning/details.js';
import { personFrom } from '../provisioning/directory/build.js';
import { Directory } from '../provisioning/directory/directory.js';
import { generatePerson } from '../provisioning/directory/generate.js';
import { DirectoryError, type Person } from '../provisioning/directory/model.js';
import { readDirectory } from '../provisioning/directory/read.js';
import { auditEntries, logEntries, readJob, statusOf, type ResetScope } from '../provisioning/job-record.js';
import type { LogEntry } from '../provisioning/log.js';
import { toCsv } from '../provisioning/log-export.js';
import { evaluate } from '../provisioning/mapping/evaluate.js';
import { ExpressionError, parseExpression, pointAt } from '../provisioning/mapping/parser.js';
import { EvaluationError, type Value } from '../provisioning/mapping/values.js';
import { NotOnDemand, provisionOnDemand } from '../provisioning/on-demand.js';
import { rolesOf } from '../provisioning/run.js';
import { contextOf } from '../provisioning/source.js';
import { clear, links } from '../provisioning/state.js';
import { memoryStore, openStore, type Store } from '../provisioning/store.js';
import { fromTemplate, TEMPLATES } from '../provisioning/templates.js';
import { say, sayAsIs, warn } from './print.js';
import { openSession, type SessionFlags } from './provision-session.js';

/** Writes an application file from a template. */
export function initCommand(options: { app?: string; out: string; list?: boolean }): number {
  if (options.list === true || options.app === undefined) {
    for (const { id, name, source } of TEMPLATES) say(`${id.padEnd(24)} ${name.padEnd(32)} ${source}`);
    return options.list === true ? 0 : 2;
  }
  const application = fromTemplate(options.app);
  if (!application)
    throw new UsageError(
      `There is no template "${options.app}"; there are ${TEMPLATES.map(({ id }) => id).join(', ')}.`,
    );
  if (existsSync(options.out)) throw new UsageError(`${options.out} is there already; name another file with --out.`);
  writeFileSync(options.out, writeApplication(application));
  say(`Wrote ${options.out}: set SCIMSPEC_URL and SCIMSPEC_TOKEN, review the mappings, set provisioningStatus: On,`);
  say('and run: scimspec provision run --directory people.csv');
  return 0;
}

/** Prints the value of an expression for one person. */
export function evalCommand(
  text: string,
  options: { user?: string; directory?: string; softDeleted?: boolean },
): number {
  let expression: ReturnType<typeof parseExpression>;
  try {
    expression = parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new UsageError(pointAt(text, error));
  }
  const { person, directory } = personOf(options);
  const context = contextOf(person, {
    softDeleted: options.softDeleted === true,
    roles: rolesOf(directory, person.id),
    now: Date.now(),
    random: Math.random,
  });
  try {
    sayAsIs(printed(evaluate(expression, context)));
    return 0;
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    warn(error.message);
    return 1;
  }
}

const printed = (value: Value): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? 'null';

/** A person by JSON text, JSON file, or name in a directory file; a made-up one otherwise. */
function personOf(options: { user?: string; directory?: string }): { person: Person; directory: Directory } {
  const { user, directory: file } = options;
  try {
    if (file !== undefined) {
      const directory = new Directory(readDirectory(file, readFileSync(file, 'utf8')));
      const found = user === undefined ? [...directory.people.values()][0] : directory.find(user);
      if (found?.kind !== 'user') throw new UsageError(`There is no person "${user ?? ''}" in ${file}.`);
      return { person: found, directory };
    }
    if (user === undefined) return { person: generatePerson(1, 0), directory: new Directory() };
    const text = user.trim().startsWith('{') ? user : readFileSync(user, 'utf8');
    const record = JSON.parse(text) as unknown;
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw new UsageError('A user is a JSON object of source attributes.');
    const person = personFrom({ id: 'user', ...record });
    return { person, directory: new Directory({ people: [person], groups: [], assignments: [] }) };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof DirectoryError || error instanceof SyntaxError)
      throw new UsageError(`The user cannot be read: ${error.message}`);
    throw new UsageError(`--user ${user ?? ''} is neither JSON nor a file that can be read.`);
  }
}

export async function testConnectionCommand(url: string | undefined, flags: SessionFlags): Promise<number> {
  const session = await openSession(url, flags, memoryStore());
  try {
    const { wire, dialect, application } = session;
    const result = await testConnection(wire, dialect, application, randomUUID());
    for (const { request, answer } of result.requests)
      say(`${request.method} ${request.path} -> ${answer ? answer.status : 'no answer'}`);
    say(result.sentence);
    return result.verdict === 'failure' ? 1 : 0;
  } finally {
    await session.close();
  }
}

export async function onDemandCommand(
  name: string,
  flags: SessionFlags & { url?: string; members: string[] },
): Promise<number> {
  const session = await openSession(flags.url, flags);
  try {
    const result = await provisionOnDemand(session.job, name, flags.members);
    say(onDemandText(result));
    return result.status === 'failure' ? 1 : 0;
  } catch (error) {
    throw error instanceof NotOnDemand ? new UsageError(error.message) : error;
  } finally {
    await session.close();
  }
}

async function withStore<T>(folder: string, work: (store: Store) => Promise<T>): Promise<T> {
  if (!existsSync(folder)) throw new UsageError(`There is no state in ${folder}; scimspec provision run makes one.`);
  const store = await openStore(folder).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export function statusCommand(options: { state: string; format: 'text' | 'json' }): Promise<number> {
  return withStore(options.state, async (store) => {
    const record = await readJob(store);
    if (!record) throw new UsageError(`There is no job in ${options.state}.`);
    const count = { User: 0, Group: 0 };
    for await (const link of links(store, 'user')) count.User += link.length > 0 ? 1 : 0;
    for await (const link of links(store, 'group')) count.Group += link.length > 0 ? 1 : 0;
    const status = statusOf(record, count);
    const next =
      record.on && !record.disabled && record.lastStartedAt !== null ? record.lastStartedAt + 40 * 60_000 : null;
    const due = record.quarantine?.nextAttempt ?? next;
    if (options.format === 'json') sayAsIs(JSON.stringify(status, null, 2));
    else say(statusText(status, record.jobId, due));
    return 0;
  });
}

export interface LogFlags {
  state: string;
  format: 'text' | 'ndjson' | 'csv';
  out?: string;
  action?: string;
  status?: string;
  user?: string;
}

export function logCommand(options: LogFlags): Promise<number> {
  return withStore(options.state, async (store) => {
    const entries: LogEntry[] = [];
    for await (const entry of logEntries(store)) if (wanted(entry, options)) entries.push(entry);
    if (options.format === 'csv') {
      const folder = options.out ?? '.';
      mkdirSync(folder, { recursive: true });
      for (const [name, text] of Object.entries(toCsv(entries))) writeFileSync(join(folder, `${name}.csv`), text);
      say(
        `Wrote ProvisioningLogs.csv, ProvisioningLogs_ProvisioningSteps.csv and ProvisioningLogs_ModifiedProperties.csv to ${folder}.`,
      );
      return 0;
    }
    const lines = entries.map((entry) => (options.format === 'ndjson' ? JSON.stringify(entry) : entryLine(entry)));
    if (options.out !== undefined) writeFileSync(options.out, lines.map((line) => `${line}\n`).join(''));
    else for (const line of lines) (options.format === 'ndjson' ? sayAsIs : say)(line);
    return 0;
  });
}

function wanted(entry: LogEntry, { action, status, user }: LogFlags): boolean {
  const names = [
    entry.sourceIdentity.id,
    entry.sourceIdentity.displayName,
    entry.sourceIdentity.details.UserPrincipalName ?? '',
  ];
  return (
    (action === undefined || entry.provisioningAction === action.toLowerCase()) &&
    (status === undefined || entry.provisioningStatusInfo.status === status.toLowerCase()) &&
    (user === undefined || names.some((name) => name.toLowerCase().includes(user.toLowerCase())))
  );
}

function entryLine(entry: LogEntry): string {
  const { status, errorInformation: error } = entry.provisioningStatusInfo;
  const name = entry.sourceIdentity.details.UserPrincipalName ?? entry.sourceIdentity.displayName;
  const changes = entry.modifiedProperties
    .map(({ displayName, newValue }) => `${displayName}=${newValue ?? ''}`)
    .join(' ');
  return [
    entry.activityDateTime,
    entry.provisioningAction,
    status,
    name,
    error ? `${error.errorCode}: ${error.reason}` : changes,
  ].join('  ');
}

export function auditCommand(options: { state: string }): Promise<number> {
  return withStore(options.state, async (store) => {
    for await (const entry of auditEntries(store))
      say(`${entry.activityDateTime}  ${entry.activityDisplayName}  ${entry.details}`);
    return 0;
  });
}

const SCOPES: readonly ResetScope[] = [
  'None',
  'ConnectorDataStore',
  'Escrows',
  'Watermark',
  'QuarantineState',
  'Full',
  'ForceDeletes',
];

export async function restartCommand(flags: SessionFlags & { url?: string; scope: string[] }): Promise<number> {
  const scopes = flags.scope.map((name) => {
    const found = SCOPES.find((scope) => scope.toLowerCase() === name.toLowerCase());
    if (!found) throw new UsageError(`There is no reset scope "${name}"; there are ${SCOPES.join(', ')}.`);
    return found;
  });
  const session = await openSession(flags.url, flags);
  try {
    await (scopes.length > 0 ? session.job.restart(scopes) : session.job.restart());
    say(scopes.length > 0 ? `Restarted: ${scopes.join(', ')}.` : 'Restarted: the next cycle is an initial cycle.');
    return 0;
  } finally {
    await session.close();
  }
}

/** Deletes what this state created at the target, groups first, and forgets the state. */
export async function cleanCommand(flags: SessionFlags & { url?: string }): Promise<number> {
  const session = await openSession(flags.url, flags);
  let removed = 0;
  const left: string[] = [];
  try {
    for (const kind of ['group', 'user'] as const) {
      for await (const [, link] of links(session.store, kind)) {
        if (link.created !== true) continue;
        const path = `/${kind === 'user' ? 'Users' : 'Groups'}/${encodeURIComponent(link.target)}`;
        const answer = await session.wire.send({
          method: 'DELETE',
          path,
          headers: { accept: 'application/scim+json' },
        });
        if (answer.status === 404 || (answer.status >= 200 && answer.status < 300)) removed += 1;
        else left.push(`${path} (${answer.status})`);
      }
    }
    if (left.length === 0) {
      await clear(session.store, [
        'link/',
        'owner/',
        'member/',
        'intent/',
        'escrow/',
        'waiting/',
        'tombstone/',
        'directory',
        'job',
        'cycle',
        'moment',
        'timeline-start',
      ]);
    }
    say(`Removed ${removed} objects of what provisioning created at ${session.url}.`);
    for (const one of left) warn(`Left behind: ${one}`);
    return left.length === 0 ? 0 : 1;
  } finally {
    await session.close();
  }
}
