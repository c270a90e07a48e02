/**
 * Measures starting up, and the memory of generated data. Prints ratios, each with its goal.
 *
 *   node .bench/bench/start.js [--users 1000000]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { users: { type: 'string', default: '1000000' } } });
const ROUNDS = 7;
const cli = fileURLToPath(new URL('../bin/scimspec.js', import.meta.url));
const print = (line: string): void => void process.stdout.write(`${line}\n`);

interface Ended {
  ms: number;
  err: string;
}

function node(args: string[], env: Record<string, string> = {}): Promise<Ended> {
  const began = performance.now();
  const child = spawn(process.execPath, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return new Promise((resolve) => {
    child.once('close', () => resolve({ ms: performance.now() - began, err }));
  });
}

/** Milliseconds from the start of `scimspec run` to its first request. */
async function firstRequest(folder: string): Promise<number> {
  let arrived = 0;
  const server = createServer((_, response) => {
    arrived ||= performance.now();
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const began = performance.now();
  await node([cli, 'run', `http://127.0.0.1:${port}/scim/v2`, '--out', folder], { SCIMSPEC_TOKEN: 'reference' });
  server.close();
  return arrived - began;
}

/** The fastest round: what is above it is the machine's other work. */
async function fastest(measure: () => Promise<number>): Promise<number> {
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) best = Math.min(best, await measure());
  return best;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'scimspec-bench-'));
  const bare = await fastest(async () => (await node(['-e', '0'])).ms);
  const version = await fastest(async () => (await node([cli, '--version'])).ms);
  const first = await fastest(() => firstRequest(folder));
  rmSync(folder, { recursive: true, force: true });
  print(`scimspec --version against bare node: ${(version / bare).toFixed(2)}x (at most 2.5)`);
  print(`Start to first request against bare node: ${(first / bare).toFixed(2)}x (at most 12)`);

  const tellPeak = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS))`;
  const preload = `data:text/javascript,${encodeURIComponent(tellPeak)}`;
  const { err } = await node(['--import', preload, cli, 'generate', 'users', '--count', values.users, '--seed', '1']);
  const peak = Math.round(Number(/peak (\d+)/.exec(err)?.[1]) / 1024);
  print(`Peak memory of ${values.users} generated users: ${peak} MB (at most 200)`);
}

await main();
