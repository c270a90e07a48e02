/**
 * Measures the reference server: requests per second against a bare node:http server that sends the same bytes,
 * look-ups among many users against look-ups among few, and memory. Prints ratios.
 *
 *   node .bench/bench/reference.js [--users 100000]
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import type { Reference } from '../reference/server.js';
import { createReference } from '../reference/server.js';

const { values } = parseArgs({ options: { users: { type: 'string', default: '100000' } } });
const MANY = Number(values.users);
const FEW = 1000;
const CONNECTIONS = 32;
const REQUESTS = 10_000;
const ROUNDS = 3;
const LOOK_UPS = 2000;
const HEADERS = { authorization: 'Bearer reference', accept: 'application/scim+json' };

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Requests per second over keep-alive connections. */
async function rate(origin: string, path: string): Promise<number> {
  const pool = new Pool(origin, { connections: CONNECTIONS });
  let left = REQUESTS;
  const began = performance.now();
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const response = await pool.request({ path, method: 'GET', headers: HEADERS });
      await response.body.text();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  return REQUESTS / seconds;
}

async function requests(): Promise<void> {
  const reference = createReference({ users: 10_000 });
  const { id } = reference.store().list('User')[5000] ?? { id: 'none' };
  const path = `/scim/v2/Users/${id}`;
  const { body } = await reference.handle({ method: 'GET', path, headers: HEADERS });
  const bare = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/scim+json', 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
  });
  await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
  const address = bare.address();
  const echo = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const listening = await reference.listen();
  const origin = new URL(listening.url).origin;
  const best = { bare: 0, reference: 0 };
  for (let round = 0; round < ROUNDS; round += 1) {
    best.bare = Math.max(best.bare, await rate(echo, '/'));
    best.reference = Math.max(best.reference, await rate(origin, path));
  }
  await listening.close();
  bare.close();
  const share = best.reference / best.bare;
  print(
    `GET by id: ${best.reference.toFixed(0)}/s, bare ${best.bare.toFixed(0)}/s, ratio ${share.toFixed(2)} (at least 0.25)`,
  );
}

interface Haystack {
  users: number;
  reference: Reference;
  filters: string[];
  /** Microseconds of the fastest hundred, one for each filter. */
  fastest: number[];
}

async function haystack(users: number): Promise<Haystack> {
  const reference = createReference({ users });
  const body = JSON.stringify({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'needle@example.com',
    externalId: 'needle',
  });
  const made = await reference.handle({ method: 'POST', path: '/scim/v2/Users', headers: HEADERS, body });
  const id = /"id":"([^"]+)"/.exec(made.body)?.[1] ?? '';
  const filters = ['userName eq "needle@example.com"', 'externalId eq "needle"', `id eq "${id}"`];
  return { users, reference, filters, fastest: filters.map(() => Number.POSITIVE_INFINITY) };
}

/** A hundred look-ups by each filter; the fastest counts, for what is above it is the machine's other work. */
async function lookUp({ reference, filters, fastest }: Haystack): Promise<void> {
  for (const [index, filter] of filters.entries()) {
    const path = `/scim/v2/Users?filter=${encodeURIComponent(filter)}`;
    const began = performance.now();
    for (let count = 0; count < 100; count += 1) await reference.handle({ method: 'GET', path, headers: HEADERS });
    fastest[index] = Math.min(fastest[index] ?? 0, (performance.now() - began) * 10);
  }
}

async function lookUps(): Promise<void> {
  const few = await haystack(FEW);
  const many = await haystack(MANY);
  for (let round = 0; round < LOOK_UPS / 100; round += 1) {
    await lookUp(few);
    await lookUp(many);
  }
  for (const { users, fastest } of [few, many]) {
    print(`${users} users: ${fastest.map((time) => `${time.toFixed(0)} µs`).join(', ')} by userName, externalId, id`);
  }
  const worst = Math.max(...many.fastest.map((time, index) => time / (few.fastest[index] ?? time)));
  print(`Look-ups among ${MANY} against ${FEW}: ratio ${worst.toFixed(2)} at worst (at most 2)`);
}

async function main(): Promise<void> {
  await requests();
  await lookUps();
  print(`Peak memory: ${Math.round(process.resourceUsage().maxRSS / 1024)} MB (at most 600)`);
}

await main();
