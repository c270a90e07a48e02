/** The formats of a report by name: what `--format` takes, and what every run writes. */
import { badge } from './badge.js';
import { bundle } from './bundle.js';
import { csv } from './csv.js';
import { defaultGates, type Gate } from './gate.js';
import { githubAnnotations, githubSummary } from './github.js';
import { har } from './har.js';
import type { HistoryEntry } from './history.js';
import { renderHtml } from './html/page.js';
import { junit } from './junit.js';
import { markdown } from './markdown.js';
import { mochawesomeHtml, mochawesomeJson } from './mochawesome.js';
import type { Report } from './model.js';
import { sarif } from './sarif.js';
import { tap } from './tap.js';

export interface FormatOptions {
  /** Gates of the run, so that test formats are red exactly when the exit code is. */
  gates?: readonly Gate[];
  history?: readonly HistoryEntry[];
  /** Repository-relative path at which SARIF results and GitHub annotations stand. */
  configFile?: string;
}

export interface OutputFile {
  file: string;
  content: string | Uint8Array;
}

export type Format = (report: Report, options?: FormatOptions) => Promise<OutputFile[]>;

const one =
  (file: string, render: (report: Report, options: FormatOptions) => string | Uint8Array): Format =>
  async (report, options = {}) => [{ file, content: render(report, options) }];

const gatesOf = (report: Report, { gates }: FormatOptions) => gates ?? defaultGates(report);

/** Every format: its name, and the files it makes of a Report. */
export const formats: Readonly<Record<string, Format>> = {
  json: one('report.json', (report) => `${JSON.stringify(report, null, 1)}\n`),
  html: one('report.html', (report, { history }) => renderHtml(report, history ? { history } : {})),
  junit: one('junit.xml', (report, options) => junit(report, gatesOf(report, options))),
  mochawesome: async (report) => [
    { file: 'mochawesome.json', content: mochawesomeJson(report) },
    { file: 'mochawesome.html', content: await mochawesomeHtml(report) },
  ],
  sarif: one('results.sarif', (report, { configFile }) => sarif(report, configFile ? { configFile } : {})),
  github: async (report, { configFile } = {}) => [
    { file: 'github-annotations.txt', content: githubAnnotations(report, configFile ? { configFile } : {}) },
    { file: 'github-summary.md', content: githubSummary(report) },
  ],
  markdown: one('report.md', (report) => markdown(report)),
  tap: one('report.tap', (report, options) => tap(report, gatesOf(report, options))),
  badge: one('badge.json', (report) => badge(report)),
  csv: one('checks.csv', (report) => csv(report)),
  har: one('exchanges.har', (report) => har(report)),
  bundle: one('evidence.zip', (report, { history }) => bundle(report, history ? { history } : {})),
};

/** What a run writes without being asked. */
export const standardFormats: readonly string[] = ['json', 'html', 'junit', 'mochawesome'];
