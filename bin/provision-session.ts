/** Opens what a provisioning command works on: application, credentials, wire, directory, state. */
import { readFile } from 'node:fs/promises';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { dialects, type Dialect } from '../dialects/index.js';
import { systemClock } from '../harness/clock.js';
import { proxySecrets } from '../harness/secrets.js';
import { checkBaseUrl, UsageError } from '../harness/target.js';
import { ApplicationError, readApplication } from '../provisioning/application-file.js';
import type { Application } from '../provisioning/application.js';
import { changesTo } from '../provisioning/directory/diff.js';
import { Directory } from '../provisioning/directory/directory.js';
import { generateDirectory, generateTimeline } from '../provisioning/directory/generate.js';
import { DirectoryError, type DirectoryInput, type TimelineEvent } from '../provisioning/directory/model.js';
import { loadDirectory, saveChanges, saveDirectory } from '../provisioning/directory/persist.js';
import { readDirectory } from '../provisioning/directory/read.js';
import { readTimeline } from '../provisioning/directory/read-ndjson.js';
import { Job } from '../provisioning/job.js';
import { smtpMailer } from '../provisioning/notify.js';
import { Recorder } from '../provisioning/recorder.js';
import { Calendar, type Simulation } from '../provisioning/simulate.js';
import { openStore, type Store } from '../provisioning/store.js';
import { fromTemplate, TEMPLATES } from '../provisioning/templates.js';
import { createWire, normalizeBaseUrl, type Wire } from '../provisioning/wire.js';
import { say } from './print.js';

export interface SessionFlags {
  application: string;
  app?: string;
  state: string;
  reference?: boolean;
  tokenFile?: string;
  dialect?: string;
  ca?: string;
  insecure?: boolean;
  timeout?: number;
  concurrency?: number;
  directory?: string;
  people?: number;
  groups?: number;
  seed?: number;
  timeline?: string;
  events?: number;
  start?: string;
  quiet?: boolean;
}

export interface Session {
  application: Application;
  dialect: Dialect;
  job: Job;
  recorder: Recorder;
  wire: Wire;
  simulation: Simulation;
  store: Store;
  url: string;
  /** Makes every further request fail, so that a cycle ends where it is. */
  interrupt(): void;
  close(): Promise<void>;
}

/** The interruption of a session; what was done is recorded. */
export class Interrupted extends Error {}

/** The application of a command: a file, or a template by its id. Throws UsageError. */
export async function openApplication(flags: SessionFlags): Promise<Application> {
  if (flags.app !== undefined) {
    const application = fromTemplate(flags.app);
    if (!application)
      throw new UsageError(
        `There is no template "${flags.app}"; there are ${TEMPLATES.map(({ id }) => id).join(', ')}.`,
      );
    return {
      ...application,
      provisioningStatus: 'On',
      ...(flags.dialect === undefined ? {} : { dialect: flags.dialect }),
    };
  }
  let text: string;
  try {
    text = await readFile(flags.application, 'utf8');
  } catch {
    throw new UsageError(`There is no ${flags.application}. Write one with: scimspec provision init --app custom-scim`);
  }
  try {
    const application = readApplication(flags.application, text);
    return flags.dialect === undefined ? application : { ...application, dialect: flags.dialect };
  } catch (error) {
    throw error instanceof ApplicationError ? new UsageError(error.message) : error;
  }
}

export function dialectOf(application: Application): Dialect {
  const found = Object.values(dialects).find(({ id }) => id === application.dialect);
  if (!found)
    throw new UsageError(
      `There is no dialect "${application.dialect}"; there are ${Object.keys(dialects).join(', ')}.`,
    );
  return found;
}

function fromEnvironment(text: string, what: string): string {
  if (!text.startsWith('env:')) return text;
  const name = text.slice('env:'.length);
  const value = process.env[name];
  if (value === undefined) throw new UsageError(`${what} is taken from the variable ${name}, which is not set.`);
  if (value.trim() === '') throw new UsageError(`${what} is taken from the variable ${name}, which is empty.`);
  return value.trim();
}

/** Target URL and token. Without either, and not in CI, the embedded reference server is used, and said so. */
async function openTarget(
  application: Application,
  url: string | undefined,
  flags: SessionFlags,
): Promise<{ url: string; token: string; embedded: boolean; close: () => Promise<void> }> {
  const { tenantUrl, secretToken } = application.adminCredentials;
  const named =
    url ??
    (tenantUrl === 'env:SCIMSPEC_URL' && process.env.SCIMSPEC_URL === undefined
      ? undefined
      : fromEnvironment(tenantUrl, 'The tenant URL'));
  if (flags.reference === true || named === undefined) {
    if (flags.reference !== true && process.env.CI !== undefined)
      throw new UsageError('No target: give a URL, or --reference for the embedded server.');
    if (flags.reference !== true && process.env.SCIMSPEC_TOKEN !== undefined)
      throw new UsageError('SCIMSPEC_TOKEN is set, but no URL is.');
    const { createReference } = await import('../reference/server.js');
    const reference = createReference();
    const listening = await reference.listen();
    if (flags.quiet !== true) say(`Target: the embedded reference server at ${listening.url}`);
    return { url: listening.url, token: reference.token, embedded: true, close: () => listening.close() };
  }
  // Query parameters such as ?aadOptscim062020 belong to the provider.
  const bare = /^https?:/i.test(named) && URL.canParse(named) ? normalizeBaseUrl(named).href : named;
  return {
    url: checkBaseUrl(bare),
    token: await tokenOf(secretToken, flags.tokenFile),
    embedded: false,
    close: () => Promise.resolve(),
  };
}

async function tokenOf(reference: string, file: string | undefined): Promise<string> {
  const path = file ?? (reference.startsWith('file:') ? reference.slice('file:'.length) : undefined);
  if (path === undefined) return fromEnvironment(reference, 'The secret token');
  try {
    const token = (await readFile(path, 'utf8')).trim();
    if (token === '') throw new UsageError(`The token file ${path} is empty.`);
    return token;
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`The token file ${path} cannot be read.`);
  }
}

/**
 * Opens everything: the stored state, or one that is forgotten when nothing is to be kept. Throws UsageError for what
 * the user can put right.
 */
export async function openSession(url: string | undefined, flags: SessionFlags, state?: Store): Promise<Session> {
  const application = await openApplication(flags);
  const dialect = dialectOf(application);
  const target = await openTarget(application, url, flags);
  const baseUrl = normalizeBaseUrl(target.url).toString().replace(/\/$/, '');
  const recorder = new Recorder(baseUrl, [target.token, ...proxySecrets(process.env)]);
  let stopped = false;
  const outer = createWire({
    baseUrl: target.url,
    authorization: () => `Bearer ${target.token}`,
    connections: flags.concurrency ?? 16,
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout * 1000 }),
    ...(flags.ca === undefined ? {} : { ca: await readFile(flags.ca, 'utf8') }),
    ...(flags.insecure === undefined ? {} : { insecure: flags.insecure }),
    ...(target.embedded ? { env: {} } : {}),
  });
  const wire = recorder.around({
    close: () => outer.close(),
    send: (request) => (stopped ? Promise.reject(new Interrupted('interrupted')) : outer.send(request)),
  });
  const store = state ?? (await openState(flags.state));
  const { directory, calendar, timeline, applied } = await openDirectory(store, flags);
  const job = await Job.open({
    application,
    dialect,
    directory,
    store,
    wire,
    targetUrl: baseUrl,
    now: () => calendar.now,
    clock: systemClock,
    seed: flags.seed ?? 1,
    concurrency: flags.concurrency ?? 16,
    ...(flags.quiet !== true && process.stderr.isTTY ? { progress: drawProgress() } : {}),
    mailer:
      application.notification.smtp === null
        ? null
        : smtpMailer(fromEnvironment(application.notification.smtp, 'The mail server')),
  });
  const simulation: Simulation = { job, directory, store, calendar, timeline, applied, saved: directory.watermark };
  return {
    application,
    dialect,
    job,
    recorder,
    wire,
    simulation,
    store,
    url: baseUrl,
    interrupt: () => (stopped = true),
    close: async () => {
      await store.close();
      await outer.close();
      await target.close();
    },
  };
}

function openState(folder: string): Promise<Store> {
  mkdirSync(dirname(resolve(folder)), { recursive: true });
  return openStore(folder).catch((error: Error) => {
    throw new UsageError(error.message);
  });
}

/** A line on the terminal that says how far a cycle is, drawn at most ten times a second. */
function drawProgress(): (done: number, total: number) => void {
  let drawn = 0;
  return (done, total) => {
    const now = Date.now();
    if (now - drawn < 100 && done < total) return;
    drawn = now;
    process.stderr.write(done < total ? `\r\u001b[2K${done} of ${total} objects` : '\r\u001b[2K');
  };
}

interface OpenedDirectory {
  directory: Directory;
  calendar: Calendar;
  timeline: TimelineEvent[];
  applied: number;
}

/** The stored directory, brought up to the file where one is given; a new one from file or generator otherwise. */
async function openDirectory(store: Store, flags: SessionFlags): Promise<OpenedDirectory> {
  const kept = await loadDirectory(store);
  const seed = flags.seed ?? 1;
  const file = flags.directory === undefined ? null : await inputFrom(flags.directory);
  const start = flags.start === undefined ? Date.now() : Date.parse(flags.start);
  if (Number.isNaN(start))
    throw new UsageError(`--start ${flags.start ?? ''} is not a moment such as 2026-01-05T08:00:00Z.`);
  if (!kept) {
    const input = file ?? generateDirectory({ seed, people: flags.people ?? 25, groups: flags.groups ?? 3 });
    const directory = new Directory(input);
    const timeline = await timelineOf(flags, input, start, seed);
    await saveDirectory(store, directory, { now: start, applied: 0, watermark: 0 });
    await store.write([{ put: 'timeline-start', value: String(start) }]);
    return { directory, calendar: new Calendar(start), timeline, applied: 0 };
  }
  const { directory, moment } = kept;
  if (file) for (const change of changesTo(directory, file)) directory.apply(change, moment.now);
  const began = Number((await store.get('timeline-start')) ?? moment.now);
  const base = generateDirectory({ seed, people: flags.people ?? 25, groups: flags.groups ?? 3 });
  const timeline = await timelineOf(flags, file ?? base, began, seed);
  await saveChanges(store, directory, moment.watermark, { ...moment });
  return { directory, calendar: new Calendar(moment.now), timeline, applied: moment.applied };
}

async function inputFrom(path: string): Promise<DirectoryInput> {
  try {
    return readDirectory(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof DirectoryError) throw new UsageError(error.message);
    throw new UsageError(`The directory ${path} cannot be read.`);
  }
}

async function timelineOf(
  flags: SessionFlags,
  input: DirectoryInput,
  start: number,
  seed: number,
): Promise<TimelineEvent[]> {
  if (flags.timeline !== undefined) {
    try {
      return readTimeline(await readFile(flags.timeline, 'utf8'), start);
    } catch (error) {
      throw new UsageError(
        error instanceof DirectoryError
          ? `${flags.timeline}: ${error.message}`
          : `The timeline ${flags.timeline} cannot be read.`,
      );
    }
  }
  const events = flags.events ?? 0;
  return events > 0 ? generateTimeline(input, { seed, start, events, every: 30 * 60_000 }) : [];
}
