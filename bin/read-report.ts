/** Reports of earlier runs. */
import { existsSync, readFileSync } from 'node:fs';
import { UsageError } from '../harness/target.js';
import type { Report } from '../reports/model.js';

/** Reads a report.json. Throws a usage error with a sentence when it is none. */
export function readReport(file: string): Report {
  if (!existsSync(file)) throw new UsageError(`There is no report at ${file}.`);
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    if (!Array.isArray(report.checks)) throw new Error('no checks');
    return report;
  } catch {
    throw new UsageError(`${file} is not a report.json of scimspec.`);
  }
}
