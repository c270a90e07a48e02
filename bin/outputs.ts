/** Writes the files of a run into its folder. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '../harness/target.js';
import type { Gate } from '../reports/gate.js';
import { historyLine, readHistory } from '../reports/history.js';
import { formats, standardFormats } from '../reports/index.js';
import type { Report } from '../reports/model.js';
import { openOutputs } from './open-outputs.js';

export interface OutputFlags {
  out: string;
  format: string[];
  history?: string;
  bundle?: boolean;
}

/** Throws a usage error for a format that does not exist; asked before a run, so that none is lost. */
export function checkFormats(names: readonly string[]): void {
  for (const name of names)
    if (!Object.hasOwn(formats, name))
      throw new UsageError(`--format ${name} is not known; there are ${Object.keys(formats).join(', ')}.`);
}

/** Writes the standard files and what the flags name; gives the path of report.html. Appends to the history first. */
export async function writeOutputs(report: Report, flags: OutputFlags, gates?: readonly Gate[]): Promise<string> {
  openOutputs(flags);
  if (flags.history !== undefined) appendFileSync(flags.history, historyLine(report));
  const history =
    flags.history !== undefined && existsSync(flags.history)
      ? readHistory(readFileSync(flags.history, 'utf8'))
      : undefined;
  const names = new Set([...standardFormats, ...flags.format, ...(flags.bundle ? ['bundle'] : [])]);
  for (const name of names)
    for (const { file, content } of (await formats[name]?.(report, {
      ...(gates ? { gates } : {}),
      ...(history ? { history } : {}),
    })) ?? [])
      writeFileSync(join(flags.out, file), content);
  return resolve(flags.out, 'report.html');
}
