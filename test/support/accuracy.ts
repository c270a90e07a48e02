/**
 * The accuracy run, `npm run accuracy`: the checks against the reference server, every mutant, every variation and the
 * servers that know nothing. Without --full each mutant meets the checks of its own areas. Writes a table.
 */
/* eslint-disable no-console */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadSuites } from '../../bin/suites.js';
import { registeredChecks } from '../../harness/registry.js';
import { mutants } from '../../reference/mutants/index.js';
import { variations } from '../../reference/variations/index.js';
import type { Job, Outcome } from './accuracy-worker.js';
import { isExpected } from './advised.js';
import { runJobs } from './pool.js';

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    mutants: { type: 'boolean', default: false },
    variations: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'string' },
    /** Only the mutants of which nothing is recorded yet, and the bugs of real products: what new checks find. */
    new: { type: 'boolean', default: false },
    /** With --full: write what was seen into reference/mutants/kills.json. */
    write: { type: 'boolean', default: false },
  },
});
const KILLS = new URL('../../reference/mutants/kills.json', import.meta.url);
type Recorded = Record<string, { kills: string[]; collateral: string[] }>;
const recorded = JSON.parse(readFileSync(KILLS, 'utf8')) as Recorded;
const both = !values.mutants && !values.variations;
const fits = (id: string): boolean =>
  values.only === undefined || values.only.split(',').some((part) => id.includes(part));

/** Areas of a mutant: the suites of the checks that it names. */
export function areasOf(kills: readonly string[]): string[] {
  return [...new Set(kills.map((id) => id.split('.').slice(0, -1).join('.')))];
}

const jobs: Job[] = [
  { key: 'plain', options: {} },
  { key: 'strict', options: { strict: true } },
];
if (both || values.variations)
  for (const { id } of variations) if (fits(id)) jobs.push({ key: `variation ${id}`, options: { variations: [id] } });
if (both || values.mutants)
  for (const { id, kills, bug } of mutants)
    if (fits(id) && !(values.new && recorded[id] && bug === undefined && !id.startsWith('interop.')))
      jobs.push({ key: `mutant ${id}`, options: { mutants: [id], ...(values.full ? {} : { only: areasOf(kills) }) } });

const began = Date.now();
let done = 0;
const outcomes = await runJobs(jobs, () => {
  done += 1;
  if (done % 50 === 0) console.error(`${done}/${jobs.length}`);
});
const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
const bad: string[] = [];

function alarms(outcome: Outcome | undefined, what: string): void {
  for (const id of outcome?.failed ?? [])
    if (!(what === 'strict' && id.startsWith('interop.')) && !isExpected(what.replace(/^variation /, ''), id))
      bad.push(`FALSE ALARM ${what}: ${id}\n    ${outcome?.said[id]}`);
  for (const { id, reason } of outcome?.errors ?? [])
    bad.push(`HARNESS FAULT ${what}: ${id}\n    ${reason.split('\n').slice(0, 2).join(' ')}`);
}
for (const key of ['plain', 'strict']) alarms(byKey.get(key), key);
for (const outcome of outcomes) if (outcome.key.startsWith('variation ')) alarms(outcome, outcome.key);
let survivors = 0;
for (const { id, kills } of mutants) {
  const outcome = byKey.get(`mutant ${id}`);
  if (!outcome) continue;
  for (const { id: check, reason } of outcome.errors)
    bad.push(`HARNESS FAULT mutant ${id}: ${check}\n    ${reason.split('\n').slice(0, 2).join(' ')}`);
  const alive = kills.filter((check) => !outcome.failed.includes(check));
  if (outcome.failed.length === 0) {
    survivors += 1;
    bad.push(`SURVIVES ${id}`);
  } else if (alive.length > 0)
    bad.push(`NOT KILLED BY ${alive.join(' ')}: ${id} (but by ${outcome.failed.slice(0, 4).join(' ')})`);
}
bad.forEach((line) => console.log(line));
console.log(
  `${jobs.length} servers, ${survivors} survivors, ${bad.length} findings, ${Math.round((Date.now() - began) / 1000)} s`,
);
/**
 * Which failing checks are the point of a mutant, and which fail besides: a check that cites a requirement that the
 * mutant violates kills it; so do the failing interop checks where it is a bug of real products, or violates no rule.
 */
async function writeKills(): Promise<void> {
  await loadSuites();
  const specs = new Map(registeredChecks().map((check) => [check.id, check]));
  const lock: Recorded = {};
  for (const mutant of mutants) {
    const failed = byKey.get(`mutant ${mutant.id}`)?.failed;
    const before = recorded[mutant.id];
    if (!failed && before) lock[mutant.id] = before;
    if (!failed) continue;
    const cites = failed.filter((id) => specs.get(id)?.spec.some((row) => mutant.violates.includes(row)));
    const interop = failed.filter((id) => specs.get(id)?.level === 'interop');
    const kills = mutant.bug === undefined && mutant.violates.length > 0 ? cites : [...new Set([...cites, ...interop])];
    lock[mutant.id] = { kills: kills.sort(), collateral: failed.filter((id) => !kills.includes(id)).sort() };
  }
  writeFileSync(KILLS, `${JSON.stringify(lock, null, 1)}\n`);
}

if (values.full && values.write) await writeKills();
if (values.json) writeFileSync(values.json, JSON.stringify(outcomes, null, 1));
process.exitCode = bad.length === 0 ? 0 : 1;
