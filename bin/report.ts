/** `scimspec report` and `scimspec compare`: from report.json files, without a target. */
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { UsageError } from '../harness/target.js';
import { compareReports, comparisonMarkdown, comparisonText } from '../reports/compare.js';
import { exitCode, parseGates } from '../reports/gate.js';
import { comparisonHtml } from '../reports/html/comparison-page.js';
import { MergeError, mergeReports } from '../reports/merge.js';
import type { Report } from '../reports/model.js';
import { summary } from '../reports/terminal.js';
import { checkFormats, writeOutputs } from './outputs.js';
import { say } from './print.js';
import { readReport } from './read-report.js';
import { loadSuites } from './suites.js';

interface OutFlags {
  out: string;
  format: string[];
}

const words = (value: string, before: string[]): string[] => [...before, ...value.split(',').filter(Boolean)];

/** `scimspec report render|merge`. */
export function reportCommand(): Command {
  const command = new Command('report').description('render a report again, or merge the reports of shards');
  const outputs = (each: Command): Command =>
    each
      .option('--out <dir>', 'folder for the files', 'scimspec-report')
      .option('--format <names>', 'more files, comma-separated', words, []);
  outputs(command.command('render'))
    .description('write the files of a report.json again')
    .argument('<report.json>')
    .action(async (file: string, flags: OutFlags) => render(readReport(file), flags));
  outputs(command.command('merge'))
    .description('put the reports of all shards of a run together')
    .argument('<reports...>')
    .action(async (files: string[], flags: OutFlags) => {
      const { rejudgeReadiness } = await import('./assemble.js');
      await loadSuites();
      await render(merged(files, rejudgeReadiness), flags);
    });
  return command;
}

function merged(files: string[], rejudge: Parameters<typeof mergeReports>[1]): Report {
  try {
    return mergeReports(files.map(readReport), rejudge);
  } catch (problem) {
    if (problem instanceof MergeError) throw new UsageError(problem.message);
    throw problem;
  }
}

async function render(report: Report, flags: OutFlags): Promise<void> {
  checkFormats(flags.format);
  const html = await writeOutputs(report, flags);
  say(summary(report));
  say(`Report: ${html}`);
  process.exitCode = exitCode(report).code;
}

/** `scimspec compare old.json new.json`: exit code 1 when something got worse. */
export function compareCommand(): Command {
  return new Command('compare')
    .description('say what changed between two reports')
    .argument('<old.json>')
    .argument('<new.json>')
    .addOption(new Option('--format <name>', 'how to say it').choices(['text', 'markdown', 'html']).default('text'))
    .option('--out <file>', 'write it into a file')
    .action((old: string, now: string, flags: { format: 'text' | 'markdown' | 'html'; out?: string }) => {
      const current = readReport(now);
      const comparison = compareReports(readReport(old), current);
      const render = { text: comparisonText, markdown: comparisonMarkdown, html: comparisonHtml }[flags.format];
      const text = render(comparison, current);
      if (flags.out === undefined) say(text);
      else writeFileSync(flags.out, text);
      process.exitCode = exitCode({ ...current, baseline: comparison }, parseGates('regression')).code;
    });
}
