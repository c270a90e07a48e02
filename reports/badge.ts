/** A badge in the JSON form of the shields.io endpoint. */
import type { Report } from './model.js';
import { headline, standing } from './sentences.js';
import { oneLine } from './text.js';

const colors = {
  conforms: 'brightgreen',
  'conforms-with-advice': 'green',
  'not-established': 'lightgrey',
  'does-not-conform': 'red',
  'harness-fault': 'lightgrey',
} as const;

/** The verdict's word and the profile; the score only after them. */
export function badge(report: Report): string {
  const verdict = standing(report);
  const score = report.score === null ? '' : `, ${report.score}`;
  const value = {
    schemaVersion: 1,
    label: 'SCIM 2.0',
    message: `${headline(report).toLowerCase()} (${oneLine(report.run.profile, 40)})${score}`,
    color: verdict === null ? 'lightgrey' : colors[verdict],
    isError: verdict === 'does-not-conform',
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
