/** What a run was made of, as one number: two runs with the same fingerprint asked the same of the same target. */
import { createHash } from 'node:crypto';
import type { Report } from './model.js';
import { targetName } from './text.js';

/** SHA-256, in hex, of target, harness version, profile, narrowing and the ids of the checks. */
export function fingerprint(report: Report): string {
  const parts = {
    target: targetName(report.target.url),
    tool: [report.tool.name, report.tool.version],
    profile: report.run.profile,
    narrowed: report.run.partialReasons ?? [],
    checks: report.checks.map((check) => check.id).toSorted(),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
