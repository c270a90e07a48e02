/**
 * What is missing when a check is added: `npm run house` says it in sentences, `npm run house -- --write` refreshes
 * the lock of check ids and the profiles.
 */
/* eslint-disable no-console */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { providers } from '../../bin/profiles.js';
import { loadSuites } from '../../bin/suites.js';
import { registeredChecks, type CheckDefinition } from '../../harness/registry.js';
import { mutants } from '../../reference/mutants/index.js';
import { exclusions, providerRules, requirements } from '../../specs/index.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const lockFile = `${root}specs/checks.lock.json`;
const openFile = `${root}test/support/open.json`;
const GRADE = { must: 'violation', should: 'advice', may: 'information' } as const;
const MODAL = /\b(must|should|shall|may|can|will|ought)\b/i;

type Lock = Record<string, string>;

function readLock(): Lock {
  return existsSync(lockFile) ? (JSON.parse(readFileSync(lockFile, 'utf8')) as Lock) : {};
}

/**
 * What is known to be missing, for everybody to see: it may shrink, and a new check or requirement may not join it.
 * `npm run house -- --write` leaves out what is done.
 */
interface Open {
  /** Checks for which no mutant is named yet. */
  withoutMutant: string[];
  /** Server-side requirements that have neither check nor exclusion yet. */
  withoutCheck: string[];
}

function readOpen(): Open {
  return existsSync(openFile)
    ? (JSON.parse(readFileSync(openFile, 'utf8')) as Open)
    : { withoutMutant: [], withoutCheck: [] };
}

/** Everything that is not in order, one sentence each. */
export async function houseProblems(): Promise<string[]> {
  const open = readOpen();
  const missing = await everythingMissing();
  const known = new Set([
    ...open.withoutMutant.map((id) => `${id}: ${NO_MUTANT}`),
    ...open.withoutCheck.map((id) => `${id} ${NO_CHECK}`),
  ]);
  const still = new Set(missing);
  return [
    ...missing.filter((problem) => !known.has(problem)),
    ...[...known]
      .filter((problem) => !still.has(problem))
      .map((problem) => `Done, so take it out of test/support/open.json: ${problem}`),
  ];
}

const NO_MUTANT = 'no mutant in reference/mutants/ says that it kills by it.';
const NO_CHECK = 'has neither check nor exclusion.';

async function everythingMissing(): Promise<string[]> {
  await loadSuites();
  const checks = registeredChecks();
  const ids = new Set(checks.map(({ id }) => id));
  return [
    ...twice(checks),
    ...checks.flatMap((check) => [...placeProblems(check), ...wordProblems(check), ...requirementProblems(check)]),
    ...mutantProblems(checks, ids),
    ...lockProblems(checks, ids),
    ...coverageProblems(checks),
  ];
}

function twice(checks: readonly CheckDefinition[]): string[] {
  const seen = new Set<string>();
  return checks.filter(({ id }) => seen.has(id) || !seen.add(id)).map(({ id }) => `${id} is the id of two checks.`);
}

function placeProblems(check: CheckDefinition): string[] {
  const file = `suites/${check.feature}.ts`;
  if (!existsSync(root + file)) return [`${check.id}: its prefix names ${file}, and there is no such file.`];
  return readFileSync(root + file, 'utf8').includes(`'${check.id}'`)
    ? []
    : [`${check.id}: the id is not written out in ${file}.`];
}

function wordProblems({ id, title, fix, level, class: kind, source }: CheckDefinition): string[] {
  const problems: string[] = [];
  if (title.length > 72) problems.push(`${id}: its title has ${title.length} characters; at most 72.`);
  if (MODAL.test(title))
    problems.push(`${id}: its title "${title}" has a modal verb; the check's verb says what must be.`);
  if (fix.length < 10) problems.push(`${id}: its fix does not say what to do.`);
  if (level === 'interop' && !kind)
    problems.push(`${id}: an interop check needs a class: blocks, degrades or advises.`);
  if (level === 'interop' && !source) problems.push(`${id}: an interop check needs its source, a public page.`);
  if (level !== 'interop' && kind) problems.push(`${id}: only interop checks have a class.`);
  return problems;
}

function requirementProblems({ id, level, spec }: CheckDefinition): string[] {
  if (spec.length === 0) return [`${id}: it cites no requirement.`];
  return spec.flatMap((row) => {
    if (level === 'interop')
      return providerRules().has(row) || requirements().has(row) ? [] : [`${id}: there is no requirement ${row}.`];
    const requirement = requirements().get(row);
    if (!requirement) return [`${id}: there is no requirement ${row} in specs/.`];
    if (requirement.grade !== GRADE[level])
      return [`${id}: ${row} is graded ${requirement.grade}, and the check says ${level} (${GRADE[level]}).`];
    if (requirement.actor === 'client') return [`${id}: ${row} binds the client, not the server.`];
    return [];
  });
}

/**
 * What judges the URL that the run was given, which no mutant changes: test/harness/base-url.test.ts shows that these
 * checks fail.
 */
export const OF_THE_BASE_URL = [
  'interop.entra.connection.https',
  'interop.okta.connection.https',
  'protocol.authentication.confidential',
  'protocol.authentication.tls',
];

function mutantProblems(checks: readonly CheckDefinition[], ids: Set<string>): string[] {
  const killed = new Set(mutants.flatMap(({ kills }) => kills));
  const problems = checks
    .filter(({ id, level }) => level !== 'may' && !killed.has(id) && !OF_THE_BASE_URL.includes(id))
    .map(({ id }) => `${id}: ${NO_MUTANT}`);
  const byId = new Map(checks.map((check) => [check.id, check]));
  for (const mutant of mutants) {
    for (const id of [...mutant.kills, ...(mutant.collateral ?? [])])
      if (!ids.has(id)) problems.push(`mutant ${mutant.id}: there is no check ${id}.`);
    // Checks of a provider cite the provider's rule, not the row that the bug violates.
    const judging = mutant.kills.filter((id) => byId.get(id)?.level !== 'interop');
    const cited = new Set(judging.flatMap((id) => byId.get(id)?.spec ?? []));
    for (const row of mutant.violates)
      if (!requirements().has(row) && !providerRules().has(row))
        problems.push(`mutant ${mutant.id}: there is no requirement ${row}.`);
    if (judging.length > 0 && mutant.violates.length > 0 && !mutant.violates.some((row) => cited.has(row)))
      problems.push(`mutant ${mutant.id}: none of the requirements it violates is cited by a check it names.`);
  }
  return problems;
}

function lockProblems(checks: readonly CheckDefinition[], ids: Set<string>): string[] {
  const lock = readLock();
  return [
    ...checks
      .filter(({ id }) => !(id in lock))
      .map(({ id }) => `${id} is not in specs/checks.lock.json: run npm run house -- --write.`),
    ...Object.keys(lock)
      .filter((id) => !ids.has(id))
      .map((id) => `${id} is in specs/checks.lock.json and no longer exists: waivers and profiles of users name it.`),
  ];
}

/** Every server-side row and every fact about a provider has a check or a reason why not. */
function coverageProblems(checks: readonly CheckDefinition[]): string[] {
  const cited = new Set(checks.flatMap(({ spec }) => spec));
  const problems: string[] = [];
  const serverSide = [...requirements().values()].filter(({ actor }) => actor !== 'client');
  for (const row of [...serverSide, ...providerRules().values()]) {
    const excluded = exclusions().has(row.id);
    if (!cited.has(row.id) && !excluded) problems.push(`${row.id} ${NO_CHECK}`);
    if (cited.has(row.id) && excluded) problems.push(`${row.id} is excluded and has a check all the same.`);
  }
  for (const id of exclusions().keys())
    if (!requirements().has(id) && !providerRules().has(id))
      problems.push(`specs/exclusions names ${id}, which does not exist.`);
  return problems;
}

/** Writes a profile: dated, and untouched while its list stays the same. */
function writeProfile(name: string, title: string, checks: string[]): void {
  const file = `${root}profiles/${name}.json`;
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { checks: string[] }) : undefined;
  if (before && JSON.stringify(before.checks) === JSON.stringify(checks)) return;
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(file, `${JSON.stringify({ name, title, date, checks }, null, 1)}\n`);
}

/** What every provisioning client leans on. */
const CORE = /^(users|groups)\.|^protocol\.(patch-[a-z]+|errors|authentication|media-types|list)\./;

async function write(): Promise<void> {
  await loadSuites();
  const all = [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1));
  mkdirSync(`${root}profiles`, { recursive: true });
  writeProfile(
    'core',
    'Core: users, groups, PATCH, errors',
    all.filter(({ id, level }) => level === 'must' && CORE.test(id)).map(({ id }) => id),
  );
  for (const { name, title, has } of providers) {
    const own = all.filter(({ id, level }) => level === 'interop' && has(id)).map(({ id }) => id);
    if (own.length > 0) writeProfile(name, title, own);
  }
  const lock: Lock = {};
  for (const { id, level } of [...registeredChecks()].sort((a, b) => (a.id < b.id ? -1 : 1))) lock[id] = level;
  writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`);
}

/** Lists what is missing now; for the first time, and to leave out what is done. */
async function writeOpen(): Promise<void> {
  const missing = await everythingMissing();
  const ending = (words: string): string[] =>
    missing
      .filter((problem) => problem.endsWith(words))
      .map((problem) => problem.slice(0, -words.length).replace(/[: ]+$/, ''))
      .sort();
  const now: Open = { withoutMutant: ending(NO_MUTANT), withoutCheck: ending(NO_CHECK) };
  const before = readOpen();
  const first = !existsSync(openFile);
  const kept: Open = {
    withoutMutant: now.withoutMutant.filter((id) => first || before.withoutMutant.includes(id)),
    withoutCheck: now.withoutCheck.filter((id) => first || before.withoutCheck.includes(id)),
  };
  writeFileSync(openFile, `${JSON.stringify(kept, null, 1)}\n`);
}

if (process.argv[1]?.endsWith('house.ts')) {
  if (process.argv.includes('--write')) {
    await write();
    await writeOpen();
  }
  const problems = await houseProblems();
  problems.forEach((problem) => console.log(problem));
  console.log(problems.length === 0 ? 'The house is in order.' : `${problems.length} things are missing.`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
