/** Writes the files of a run into its folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Report } from '../reports/model.js';
import { formats, standardFormats } from '../reports/index.js';
import { UsageError } from '../harness/target.js';

export interface OutputFlags {
  out: string;
  format: string[];
  history?: string;
  bundle?: boolean;
}

/** Names of further formats. Throws a usage error for one that does not exist; called before the run. */
export function checkFormats(names: readonly string[]): void {
  for (const name of names)
    if (!Object.hasOwn(formats, name))
      throw new UsageError(`--format ${name} is not known; there are ${Object.keys(formats).join(', ')}.`);
}

/** Writes report.json, report.html, junit.xml, mochawesome and what --format names; gives the absolute paths. */
export async function writeOutputs(report: Report, flags: OutputFlags): Promise<{ html: string }> {
  mkdirSync(flags.out, { recursive: true });
  for (const name of new Set([...standardFormats, ...flags.format])) {
    const format = formats[name];
    if (!format) continue;
    for (const { file, content } of await format(report)) writeFileSync(join(flags.out, file), content);
  }
  return { html: resolve(flags.out, 'report.html') };
}
