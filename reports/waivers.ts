/**
 * Waivers: failures that somebody accepted, with a reason and an end. They move the gate, never verdict or score.
 * A waiver that no longer fits (stale, unknown, expired) is a fault, so that the list cannot rot.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import type { CheckResult, Report } from './model.js';
import { oneLine } from './text.js';

export interface Waiver {
  check: string;
  reason: string;
  /** Link to the issue that will end it. */
  issue?: string;
  /** Last day on which it holds (UTC), `YYYY-MM-DD`. */
  expires?: string;
}

/** A waiver file that cannot be read; its message is a sentence for the user. */
export class WaiverFileError extends Error {}

/** Reads a YAML or JSON list of waivers. Throws WaiverFileError with the entry that is wrong. */
export function readWaivers(file: string): Waiver[] {
  if (!existsSync(file)) throw new WaiverFileError(`There is no waiver file at ${file}.`);
  return parseWaivers(readFileSync(file, 'utf8'), file);
}

/** Reads waivers from YAML or JSON text; `file` is the name for error messages. */
export function parseWaivers(text: string, file: string): Waiver[] {
  let list: unknown;
  try {
    list = parse(text);
  } catch (problem) {
    throw new WaiverFileError(`${file} is neither YAML nor JSON: ${oneLine(String((problem as Error).message))}`);
  }
  if (list === null || list === undefined) return [];
  if (!Array.isArray(list)) throw new WaiverFileError(`${file} must hold a list of waivers.`);
  const seen = new Set<string>();
  return list.map((entry: unknown, index) => {
    const waiver = toWaiver(entry, `${file}, waiver ${index + 1}`);
    if (seen.has(waiver.check)) throw new WaiverFileError(`${file} waives ${waiver.check} twice.`);
    seen.add(waiver.check);
    return waiver;
  });
}

function toWaiver(entry: unknown, where: string): Waiver {
  const fail = (sentence: string): never => {
    throw new WaiverFileError(`${where}: ${sentence}`);
  };
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return fail('it must be a mapping.');
  const fields = new Map<string, unknown>(Object.entries(entry));
  const known = ['check', 'reason', 'issue', 'expires'];
  for (const name of fields.keys())
    if (!known.includes(name)) fail(`"${oneLine(name, 40)}" is not one of ${known.join(', ')}.`);
  const text = (name: string): string | undefined => {
    const value = fields.get(name);
    if (value === undefined || value === null) return undefined;
    if (value instanceof Date) return value.toISOString().slice(0, 10);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : fail(`${name} must be text.`);
  };
  const check = text('check') ?? fail('check is missing.');
  const reason = text('reason') ?? fail('reason is missing: say why the failure is accepted.');
  const issue = text('issue');
  const expires = text('expires');
  if (expires !== undefined && !isDay(expires)) fail('expires must be a day, YYYY-MM-DD.');
  return { check, reason, ...(issue ? { issue } : {}), ...(expires ? { expires } : {}) };
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
}

export interface Waived {
  report: Report;
  /** Sentences about waivers that are stale, unknown or expired; each makes the gate red. */
  faults: string[];
}

/**
 * Marks waived checks in a copy of the report. `now` decides what is expired. `known` holds the ids of all checks of
 * the harness; without it the checks of the run stand for them, and a narrowed run knows too few to call any unknown.
 */
export function applyWaivers(
  report: Report,
  waivers: readonly Waiver[],
  now: Date,
  known?: ReadonlySet<string>,
): Waived {
  const today = now.toISOString().slice(0, 10);
  const results = new Map(report.checks.map((check) => [check.id, check]));
  const holding = new Map<string, Waiver>();
  const faults: string[] = [];
  for (const waiver of waivers) {
    const result = results.get(waiver.check);
    const name = oneLine(waiver.check, 120);
    if (result === undefined) {
      const unknown = known ? !known.has(waiver.check) : !report.run.partial;
      if (unknown) faults.push(`The waiver of ${name} names a check that does not exist.`);
    } else if (waiver.expires !== undefined && waiver.expires < today) {
      faults.push(`The waiver of ${name} expired on ${waiver.expires}.`);
    } else if (result.verdict === 'pass' || result.verdict === 'not-applicable') {
      faults.push(
        `The waiver of ${name} is stale: the check ${result.verdict === 'pass' ? 'passes' : 'does not apply'}.`,
      );
    } else {
      holding.set(waiver.check, waiver);
    }
  }
  const checks = report.checks.map((check): CheckResult => {
    const { waived: _, ...bare } = check;
    const waiver = holding.get(check.id);
    if (!waiver || check.verdict === 'error') return bare;
    const { check: _check, ...waived } = waiver;
    return { ...bare, waived };
  });
  return { report: { ...report, checks }, faults };
}

/**
 * The list after `--update-waivers`: entries of checks that still fail or were not run stay as they are, stale ones
 * go, and every other failing must and should check is added with a reason that asks for a better one.
 */
export function updatedWaivers(waivers: readonly Waiver[], report: Report): Waiver[] {
  const results = new Map(report.checks.map((check) => [check.id, check]));
  const kept = waivers.filter((waiver) => {
    const verdict = results.get(waiver.check)?.verdict;
    return verdict === undefined ? report.run.partial : verdict !== 'pass' && verdict !== 'not-applicable';
  });
  const listed = new Set(kept.map((waiver) => waiver.check));
  const day = report.run.startedAt.slice(0, 10);
  const added = report.checks
    .filter((check) => check.verdict === 'fail' && (check.level === 'must' || check.level === 'should'))
    .filter((check) => !listed.has(check.id))
    .map((check) => ({ check: check.id, reason: `failed on ${day} and was accepted unread; say why` }));
  return [...kept, ...added];
}

/** Writes the list: JSON where the file is named so, else YAML. */
export function writeWaivers(file: string, waivers: readonly Waiver[]): void {
  const head = '# Failures that are accepted for now: check, reason, issue (link), expires (last day).\n';
  writeFileSync(file, file.endsWith('.json') ? `${JSON.stringify(waivers, null, 2)}\n` : head + stringify(waivers));
}
