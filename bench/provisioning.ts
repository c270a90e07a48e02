/**
 * Measures provisioning: the initial cycle against the bare requests at the same concurrency, its memory, and an
 * incremental cycle among many objects against one among few. Prints ratios.
 *
 *   node .bench/bench/provisioning.js [--people 100000] [--groups 1000] [--large 1000000]
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';

const { values } = parseArgs({
  options: {
    role: { type: 'string' },
    people: { type: 'string', default: '100000' },
    groups: { type: 'string', default: '1000' },
    large: { type: 'string', default: '1000000' },
    url: { type: 'string', default: '' },
  },
});
const PEOPLE = Number(values.people);
const GROUPS = Number(values.groups);
const CONCURRENCY = 16;
const SEED = 4;
const MEMBERS = 20;

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024);

async function serve(): Promise<void> {
  const { createReference } = await import('../reference/server.js');
  const { url } = await createReference().listen();
  process.send?.({ url });
}

/** The requests of an initial cycle, sent with nothing around them. */
async function bare(): Promise<void> {
  const { generateDirectory } = await import('../provisioning/directory/generate.js');
  const { dialects } = await import('../dialects/index.js');
  const dialect = dialects.entra;
  const input = generateDirectory({ seed: SEED, people: PEOPLE, groups: GROUPS, membersPerGroup: MEMBERS });
  const base = new URL(values.url);
  const pool = new Pool(base.origin, { connections: CONCURRENCY });
  const headers = { accept: 'application/scim+json', authorization: 'Bearer reference' };
  const send = async (method: 'GET' | 'POST' | 'PATCH', path: string, body?: string): Promise<string> => {
    const answer = await pool.request({
      method,
      path: base.pathname + path,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/scim+json; charset=utf-8' },
      body: body ?? null,
    });
    return answer.body.text();
  };
  const work = input.people.map((person) => {
    const a = person.attributes;
    const flow = {
      userName: String(a.userPrincipalName),
      externalId: person.id,
      active: true,
      'name.givenName': String(a.givenName),
      'name.familyName': String(a.surname),
      displayName: String(a.displayName),
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': String(a.department),
    };
    return {
      id: person.id,
      match: dialect.matchUser('userName', flow.userName)?.path ?? '',
      body: JSON.stringify(dialect.createUser(flow).body),
    };
  });
  const ids = new Map<string, string>();
  const started = performance.now();
  await parallel(work, async ({ id, match, body }) => {
    await send('GET', match);
    ids.set(id, (JSON.parse(await send('POST', '/Users', body)) as { id: string }).id);
  });
  await parallel(input.groups, async (group) => {
    const displayName = String(group.attributes.displayName);
    await send('GET', dialect.matchGroup(displayName)?.path ?? '');
    const made = JSON.parse(
      await send('POST', '/Groups', JSON.stringify(dialect.createGroup({ displayName, externalId: group.id })?.body)),
    ) as { id: string };
    const members = [...group.members].map((id) => ({ id: ids.get(id) ?? '' }));
    for (const { path, body } of dialect.addMembers(made.id, members, {}) ?? [])
      await send('PATCH', path, JSON.stringify(body));
  });
  process.send?.({ ms: performance.now() - started, mb: peakMb() });
  await pool.close();
}

async function parallel<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
}

/** A job over the server; an incremental cycle with 100 changes follows the initial one. */
async function cycle(): Promise<void> {
  const { generateDirectory } = await import('../provisioning/directory/generate.js');
  const { Directory } = await import('../provisioning/directory/directory.js');
  const { dialects } = await import('../dialects/index.js');
  const { fromTemplate } = await import('../provisioning/templates.js');
  const { Job } = await import('../provisioning/job.js');
  const { openStore } = await import('../provisioning/store.js');
  const { createWire } = await import('../provisioning/wire.js');
  const application = fromTemplate('zscaler-beta');
  if (!application) throw new Error('no template');
  application.provisioningStatus = 'On';
  const folder = mkdtempSync(join(tmpdir(), 'scimspec-bench-'));
  const store = await openStore(folder);
  const directory = new Directory(
    generateDirectory({ seed: SEED, people: PEOPLE, groups: GROUPS, membersPerGroup: MEMBERS }),
  );
  const now = Date.UTC(2026, 0, 5);
  const wire = createWire({ baseUrl: values.url, authorization: () => 'Bearer reference', connections: CONCURRENCY });
  const job = await Job.open({
    application,
    dialect: dialects.entra,
    directory,
    store,
    wire,
    targetUrl: values.url,
    now: () => now,
    clock: { now: Date.now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    concurrency: CONCURRENCY,
  });
  const started = performance.now();
  const done = await job.runCycle();
  process.send?.({ ms: performance.now() - started, mb: peakMb(), counts: done.counts, requests: done.requests });
  await wire.close();
  await store.close();
  rmSync(folder, { recursive: true });
}

/** Incremental cycles over directories of two sizes; only the people that change are provisioned, so that the source is what grows. */
async function incremental(): Promise<void> {
  const { generatePerson } = await import('../provisioning/directory/generate.js');
  const { Directory } = await import('../provisioning/directory/directory.js');
  const { dialects } = await import('../dialects/index.js');
  const { fromTemplate } = await import('../provisioning/templates.js');
  const { Job } = await import('../provisioning/job.js');
  const { openStore } = await import('../provisioning/store.js');
  const { writes } = await import('../provisioning/state.js');
  const application = fromTemplate('zscaler-beta');
  if (!application) throw new Error('no template');
  application.provisioningStatus = 'On';
  application.scope = 'all';
  const folder = mkdtempSync(join(tmpdir(), 'scimspec-bench-'));
  const store = await openStore(folder);
  const directory = new Directory();
  for (let index = 0; index < PEOPLE; index += 1)
    directory.people.set(String(index), { ...generatePerson(SEED, index), id: String(index) });
  // As if an initial cycle had run: every person is linked and in line.
  for (let index = 0; index < PEOPLE; index += 1000) {
    const batch = Array.from({ length: Math.min(1000, PEOPLE - index) }, (_, n) => {
      const { attributes } = generatePerson(SEED, index + n);
      const values = {
        userName: String(attributes.userPrincipalName),
        externalId: String(index + n),
        active: true,
        'name.givenName': String(attributes.givenName),
        'name.familyName': String(attributes.surname),
        displayName: String(attributes.displayName),
        'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department': String(attributes.department),
      };
      return writes.link('user', String(index + n), { target: `t${index + n}`, state: 'active', values, cycle: 1 });
    });
    await store.write(batch.flat());
  }
  let now = Date.UTC(2026, 0, 5);
  let requests = 0;
  const job = await Job.open({
    application,
    dialect: dialects.entra,
    directory,
    store,
    wire: {
      send: () => {
        requests += 1;
        return new Promise((resolve) => setImmediate(() => resolve({ status: 204, headers: {}, text: '' })));
      },
      close: () => Promise.resolve(),
    },
    targetUrl: 'http://127.0.0.1',
    now: () => now,
    clock: { now: Date.now, sleep: () => Promise.resolve() },
    concurrency: CONCURRENCY,
  });
  job.record.watermark = directory.watermark;
  const times: number[] = [];
  for (let round = 0; round < 15; round += 1) {
    for (let n = 0; n < 100; n += 1) {
      const id = String(Math.floor((n * 7919 + round * 104729) % PEOPLE));
      directory.apply({ do: 'set', id, attributes: { department: `Round ${round}` } }, now);
    }
    now += 40 * 60_000;
    const started = performance.now();
    await job.runCycle();
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  // The least of the rounds: what else the machine does is not the cycle's cost.
  process.send?.({ ms: times[0], median: times[Math.floor(times.length / 2)], mb: peakMb(), requests });
  await store.close();
  rmSync(folder, { recursive: true });
}

type Result = { median?: number; url?: string; ms?: number; mb?: number; counts?: object; requests?: number };

function child(role: string, more: string[] = []): { process: ChildProcess; result: Promise<Result> } {
  const args = [
    fileURLToPath(import.meta.url),
    '--role',
    role,
    '--people',
    String(PEOPLE),
    '--groups',
    String(GROUPS),
    ...more,
  ];
  const made = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const result = new Promise<Result>((resolve, reject) => {
    made.once('message', (message) => resolve(message as Result));
    made.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)));
  });
  return { process: made, result };
}

async function against(role: string): Promise<Result> {
  const server = child('serve');
  const { url = '' } = await server.result;
  try {
    return await child(role, ['--url', url]).result;
  } finally {
    server.process.kill();
  }
}

async function main(): Promise<void> {
  process.stdout.write(`${PEOPLE} people, ${GROUPS} groups of ${MEMBERS}, ${CONCURRENCY} at a time\n`);
  const plain = await against('bare');
  process.stdout.write(`bare requests      ${((plain.ms ?? 0) / 1000).toFixed(1)} s, ${plain.mb} MB\n`);
  const initial = await against('cycle');
  process.stdout.write(
    `initial cycle      ${((initial.ms ?? 0) / 1000).toFixed(1)} s, ${initial.mb} MB, ${JSON.stringify(initial.counts)}\n`,
  );
  process.stdout.write(
    `ratio              ${((initial.ms ?? 0) / (plain.ms ?? 1)).toFixed(2)} (goal: at most 2.0, under 500 MB)\n`,
  );
  const few = await child('incremental', ['--people', '10000']).result;
  const many = await child('incremental', ['--people', values.large]).result;
  process.stdout.write(
    `100 changes        ${few.ms?.toFixed(1)} ms among 10000, ${many.ms?.toFixed(1)} ms among ${values.large} (${many.mb} MB)\n`,
  );
  process.stdout.write(`ratio              ${((many.ms ?? 0) / (few.ms ?? 1)).toFixed(2)} (goal: at most 2.0)\n`);
}

const roles: Record<string, () => Promise<void>> = { serve, bare, cycle, incremental };
await (roles[values.role ?? ''] ?? main)();
