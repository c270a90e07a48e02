/** One line per run in history.ndjson, and the line of scores drawn from it. */
import { judge } from './sentences.js';
import type { Report, RunVerdict } from './model.js';
import { targetName } from './text.js';

export interface HistoryEntry {
  id: string;
  startedAt: string;
  target: string;
  profile: string;
  version: string;
  verdict: RunVerdict | null;
  score: number | null;
  must: { passed: number; applicable: number };
  should: { passed: number; applicable: number };
  partial: boolean;
}

/** The run as a line to append, with its line feed. */
export function historyLine(report: Report): string {
  const { must, should } = judge(report);
  const entry: HistoryEntry = {
    id: report.run.id,
    startedAt: report.run.startedAt,
    target: targetName(report.target.url),
    profile: report.run.profile,
    version: report.tool.version,
    verdict: report.verdict,
    score: report.score,
    must,
    should,
    partial: report.run.partial,
  };
  return `${JSON.stringify(entry)}\n`;
}

/** Reads history.ndjson; lines that are no entry (cut by a crash, edited) are passed over. */
export function readHistory(text: string): HistoryEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return isEntry(entry) ? [entry] : [];
    } catch {
      return [];
    }
  });
}

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Partial<Record<keyof HistoryEntry, unknown>>;
  const score = entry.score;
  const scored = score === null || (typeof score === 'number' && score >= 0 && score <= 100);
  return (
    scored &&
    typeof entry.startedAt === 'string' &&
    typeof entry.target === 'string' &&
    typeof entry.profile === 'string'
  );
}

/** Entries that are runs like this one: same target and profile, not narrowed. Oldest first. */
export function comparableHistory(history: readonly HistoryEntry[], report: Report): HistoryEntry[] {
  return history
    .filter((entry) => entry.target === targetName(report.target.url) && entry.profile === report.run.profile)
    .filter((entry) => !entry.partial)
    .toSorted((left, right) => left.startedAt.localeCompare(right.startedAt));
}

const blocks = '▁▂▃▄▅▆▇█';

/** Scores as a row of blocks, for a terminal: `▅▆▇█ 100`. Empty without a score. */
export function textSparkline(history: readonly HistoryEntry[]): string {
  const scores = history.flatMap((entry) => (entry.score === null ? [] : [entry.score])).slice(-40);
  if (scores.length === 0) return '';
  const bars = scores.map((score) => blocks[Math.min(7, Math.floor((score * 8) / 100))]).join('');
  return `${bars} ${scores.at(-1)}`;
}
