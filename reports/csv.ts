/** One row per check, RFC 4180, for spreadsheets. */
import type { CheckResult, Report } from './model.js';
import { judge } from './sentences.js';
import { cut, visible } from './text.js';

const columns: [string, (check: CheckResult, cost: number | undefined) => string | number | undefined][] = [
  ['id', (check) => check.id],
  ['level', (check) => check.level],
  ['verdict', (check) => check.verdict],
  ['feature', (check) => check.feature],
  ['title', (check) => check.title],
  ['requirements', (check) => check.spec.join(' ')],
  ['expected', (check) => check.expected],
  ['answered', (check) => check.actual],
  ['observed', (check) => check.observed],
  ['reason', (check) => check.reason],
  ['culprit', (check) => check.culprit],
  ['fix', (check) => check.fix],
  ['points', (_, cost) => (cost === undefined ? undefined : Number(cost.toFixed(3)))],
  ['waived', (check) => check.waived?.reason],
  ['exchanges', (check) => check.exchanges.join(' ')],
  ['milliseconds', (check) => Math.round(check.durationMs)],
];

/** Renders the checks with a heading row. Cells that a spreadsheet would run as formulas are kept as text. */
export function csv(report: Report): string {
  const { costs } = judge(report);
  const rows = report.checks.map((check) => columns.map(([, read]) => cell(read(check, costs.get(check.id)))));
  return [columns.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** Half- and full-width signs with which Excel, LibreOffice or Google Sheets begin a formula. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t|%]/;

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  const text = visible(cut(value, 4000));
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\n';]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
