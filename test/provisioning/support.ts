/** Shared by the provisioning tests: the reference server as a wire, a job over it, readers of what it holds. */
import type { Dialect } from '../../dialects/dialect.js';
import { dialects } from '../../dialects/index.js';
import type { Application } from '../../provisioning/application.js';
import { Directory } from '../../provisioning/directory/directory.js';
import type { DirectoryInput } from '../../provisioning/directory/model.js';
import { Job, type JobOptions } from '../../provisioning/job.js';
import { memoryStore } from '../../provisioning/store.js';
import { fromTemplate } from '../../provisioning/templates.js';
import type { Answer, Outgoing, Wire } from '../../provisioning/wire.js';
import { createReference, type Reference } from '../../reference/server.js';
import { isObject } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';

export const START = Date.UTC(2026, 0, 5, 8);

/** A wire that ends in the reference server, in this process; every request is recorded. */
export function referenceWire(reference: Reference, sent: Outgoing[] = []): Wire {
  return {
    async send(request: Outgoing): Promise<Answer> {
      sent.push(request);
      const answer = await reference.handle({
        method: request.method,
        path: `/scim/v2${request.path}`,
        headers: { ...request.headers, authorization: `Bearer ${reference.token}` },
        ...(request.body === undefined ? {} : { body: request.body }),
      });
      const headers = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), value]),
      );
      return { status: answer.status, headers, text: answer.body };
    },
    close: () => Promise.resolve(),
  };
}

export function dialect(id: string): Dialect {
  const found = Object.values(dialects).find((candidate) => candidate.id === id);
  if (!found) throw new Error(`no dialect ${id}`);
  return found;
}

export function template(id: string): Application {
  const application = fromTemplate(id);
  if (!application) throw new Error(`no template ${id}`);
  application.provisioningStatus = 'On';
  return application;
}

export interface Bench {
  reference: Reference;
  directory: Directory;
  application: Application;
  sent: Outgoing[];
  job: Job;
  clock: { now: number };
  /** Opens the job again over the same store, as after a restart. */
  reopen(more?: Partial<JobOptions>): Promise<Job>;
  /** Sets the calendar to the moment the next cycle is due. */
  wait(): void;
}

/** A job over the reference server with a memory store and a calendar that only moves when told. */
export async function bench(
  options: {
    input?: DirectoryInput;
    application?: Application;
    wrap?: (wire: Wire) => Wire;
    reference?: Reference;
  } & Partial<JobOptions> = {},
): Promise<Bench> {
  const { input, wrap, application = template('zscaler-beta'), reference = createReference(), ...rest } = options;
  const directory = new Directory(input);
  const sent: Outgoing[] = [];
  const clock = { now: START };
  const wire = referenceWire(reference, sent);
  const base: JobOptions = {
    application,
    dialect: dialect(application.dialect),
    directory,
    store: memoryStore(),
    wire: wrap ? wrap(wire) : wire,
    targetUrl: 'http://127.0.0.1/scim/v2',
    now: () => clock.now,
    clock: {
      now: () => clock.now,
      sleep: (ms) => {
        clock.now += ms;
        return Promise.resolve();
      },
    },
    concurrency: 4,
    ...rest,
  };
  const made: Bench = {
    reference,
    directory,
    application,
    sent,
    clock,
    job: await Job.open(base),
    reopen: async (more = {}) => (made.job = await Job.open({ ...base, ...more })),
    wait: () => {
      clock.now = Math.max(clock.now, made.job.nextRunAt() ?? clock.now);
    },
  };
  return made;
}

/** Every resource of an endpoint, asked of the server page by page. */
export async function all(reference: Reference, endpoint: 'Users' | 'Groups'): Promise<JsonObject[]> {
  const found: JsonObject[] = [];
  for (let start = 1; ; start = found.length + 1) {
    const answer = await reference.handle({
      method: 'GET',
      path: `/scim/v2/${endpoint}?startIndex=${start}&count=200`,
      headers: { authorization: `Bearer ${reference.token}` },
    });
    const body = JSON.parse(answer.body) as { Resources?: unknown[]; totalResults: number };
    const page = (body.Resources ?? []).filter(isObject);
    found.push(...page);
    if (page.length === 0 || found.length >= body.totalResults) return found;
  }
}
