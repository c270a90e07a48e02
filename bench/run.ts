/**
 * Measures a run: its suites against the same exchanges sent bare, and under a latency of 50 ms; the longest lane;
 * requests per check. The reference server is a process of its own. Prints ratios, each with its goal.
 *
 *   node .bench/bench/run.js
 */
import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadSuites } from '../bin/suites.js';
import { systemClock } from '../harness/clock.js';
import type { CheckDefinition } from '../harness/registry.js';
import { runScenarios, type RunOutcome } from '../harness/run.js';
import { createTarget } from '../harness/target.js';
import { createTransport } from '../harness/transport.js';
import { createReference } from '../reference/server.js';
import { bySupertest, byUndici, recording, type Lanes, type Recording, type Replayed } from './replay.js';

/** A run is compared with what was sent bare right after it: the machine is seldom as busy from one minute to the next. */
const ROUNDS = 9;
/** The first rounds are those of a process that has compiled nothing yet. */
const COLD_ROUNDS = 2;
const CONCURRENCY = 8;
const LATENCY_MS = 50;
const LATENCY_CONCURRENCY = 16;
const LONGEST_LANE = 40;

const { values } = parseArgs({ options: { serve: { type: 'boolean' }, latency: { type: 'string', default: '0' } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);

const everything = (_: CheckDefinition): boolean => true;

interface Server {
  url: string;
  stop(): void;
}

function server(latencyMs = 0): Promise<Server> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['--serve', '--latency', String(latencyMs)]);
  return new Promise((resolve, reject) => {
    child.once('message', (url: string) => resolve({ url, stop: () => void child.kill() }));
    child.once('exit', () => reject(new Error('the server did not start')));
  });
}

interface Suites {
  outcome: RunOutcome;
  lanes: Lanes;
  lengths: Recording['lengths'];
  /** Exchanges that made shared populations. */
  populations: number;
}

async function suites(url: string, concurrency: number, selected = everything): Promise<Suites> {
  const target = createTarget({ baseUrl: url, auth: { kind: 'bearer', token: 'reference' }, direct: true });
  const { transport, lanes, lengths, populations } = recording(createTransport({ env: {} }));
  try {
    const outcome = await runScenarios(
      (await loadSuites()).filter(({ slow }) => !slow),
      {
        target,
        transport,
        clock: systemClock,
        seed: 1,
        runId: 's0bench0',
        concurrency,
        population: 'small',
        selected,
      },
    );
    return { outcome, lanes: lanes(), lengths, populations: await populations() };
  } finally {
    await transport.close();
  }
}

/** Milliseconds from the first to the last exchange of the suites. */
function span({ exchanges }: RunOutcome): number {
  const ours = exchanges.filter(({ phase }) => phase === 'suites');
  const starts = ours.map(({ timing }) => Date.parse(timing.startedAt));
  return Math.max(...ours.map(({ timing }, at) => (starts[at] ?? 0) + timing.totalMs)) - Math.min(...starts);
}

async function withServer<T>(work: (url: string) => Promise<T>, latencyMs = 0): Promise<T> {
  const { url, stop } = await server(latencyMs);
  try {
    return await work(url);
  } finally {
    stop();
  }
}

const count = (lanes: Lanes): number => [...lanes.values()].reduce((sum, { length }) => sum + length, 0);

async function againstBare(what: string, most: number, selected: (check: CheckDefinition) => boolean): Promise<void> {
  const bySuper: number[] = [];
  const byFast: number[] = [];
  let requests = 0;
  let checks = 0;
  let others = 0;
  const note = ({ ms, others: now }: Replayed): number => ((others = Math.max(others, now)), ms);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { outcome, lanes, populations } = await withServer((url) => suites(url, CONCURRENCY, selected));
    requests = count(lanes) - populations;
    checks = outcome.checks.length;
    const bare = await withServer((url) => bySupertest(lanes, CONCURRENCY, new URL(url).origin));
    const fast = await withServer((url) => byUndici(lanes, CONCURRENCY, new URL(url).origin));
    bySuper.push(span(outcome) / note(bare));
    byFast.push(span(outcome) / note(fast));
  }
  const [first = NaN] = bySuper;
  print(
    `${what}: ${(requests / checks).toFixed(2)} requests per check, shared populations apart (${requests} for ${checks}; at most ${most})`,
  );
  print(
    `${what} against the same exchanges through supertest: ${median(bySuper.slice(COLD_ROUNDS)).toFixed(2)}x (at most 1.5), ${first.toFixed(2)}x in the first of ${ROUNDS} rounds; through undici: ${median(byFast.slice(COLD_ROUNDS)).toFixed(2)}x (${others} answers of another status)`,
  );
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

async function underLatency(): Promise<void> {
  const { outcome, lanes, lengths } = await withServer((url) => suites(url, LATENCY_CONCURRENCY), LATENCY_MS);
  const byLength = [...lengths].sort(([, a], [, b]) => b - a);
  const longest = byLength[0]?.[1] ?? 0;
  const ideal = Math.max((count(lanes) * LATENCY_MS) / LATENCY_CONCURRENCY, longest * LATENCY_MS);
  print(
    `Suites with ${LATENCY_MS} ms latency at concurrency ${LATENCY_CONCURRENCY}: ${(span(outcome) / ideal).toFixed(2)}x of max(requests x latency / concurrency, longest lane x latency) (at most 1.5)`,
  );
  print(`Longest lane: ${longest} exchanges in a row (at most ${LONGEST_LANE})`);
  for (const [title, length] of byLength) if (length > LONGEST_LANE) print(`  too long: ${title}, ${length}`);
}

if (values.serve) {
  const { url } = await createReference({ latencyMs: Number(values.latency) }).listen();
  process.send?.(url);
} else {
  await againstBare('All suites', 2.5, everything);
  await againstBare('The suites of the RFCs', 2, ({ level }) => level !== 'interop');
  await underLatency();
}
