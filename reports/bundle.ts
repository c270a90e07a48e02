/** The evidence bundle: everything a third party needs to see what was asked and answered, with check sums. */
import { createHash } from 'node:crypto';
import { fingerprint } from './fingerprint.js';
import { har } from './har.js';
import { renderHtml, type HtmlOptions } from './html/page.js';
import { headline, partialPhrase, verdictSentence } from './sentences.js';
import type { Report } from './model.js';
import { oneLine, targetName } from './text.js';
import { zip, type ZipEntry } from './zip.js';

/** The bundle as a ZIP archive: report.json, report.html, exchanges.har, run.json, README.txt, SHA256SUMS. */
export function bundle(report: Report, options: HtmlOptions = {}): Uint8Array {
  const files: ZipEntry[] = [
    { name: 'README.txt', content: readme(report) },
    { name: 'report.json', content: `${JSON.stringify(report, null, 1)}\n` },
    { name: 'report.html', content: renderHtml(report, options) },
    { name: 'exchanges.har', content: har(report) },
    { name: 'run.json', content: `${JSON.stringify(runFacts(report), null, 2)}\n` },
  ];
  const sums = files.map(({ name, content }) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`);
  const date = new Date(Date.parse(report.run.startedAt) || 0);
  return zip([...files, { name: 'SHA256SUMS', content: sums.join('') }], date);
}

/** What made the run what it is, without its results: configuration fingerprint, versions, seed. */
function runFacts(report: Report): object {
  return {
    fingerprint: fingerprint(report),
    tool: report.tool,
    profile: report.run.profile,
    run: report.run,
    target: targetName(report.target.url),
    verdict: report.verdict,
    score: report.score,
    certifies: reservations(report).length === 0,
    reservations: reservations(report),
  };
}

/** Why the bundle is not evidence of conformance as it stands: narrowed, waived, or notes such as `read-only`. */
function reservations(report: Report): string[] {
  const waived = report.checks.filter((check) => check.waived).map((check) => check.id);
  return [
    ...(report.run.partial ? [`${partialPhrase(report)}.`] : []),
    ...(waived.length > 0 ? [`Waived: ${oneLine(waived.join(', '), 2000)}.`] : []),
    ...report.conduct.notes.map((note) => oneLine(note, 400)),
  ];
}

function readme(report: Report): string {
  const lines = [
    `SCIM conformance: ${headline(report)}`,
    `${verdictSentence(report)}${report.score === null ? '' : ` Score ${report.score}.`}`,
    `Target ${targetName(report.target.url)}, ${report.run.startedAt}, profile ${oneLine(report.run.profile, 80)}, ${oneLine(report.tool.name, 40)} ${oneLine(report.tool.version, 40)}.`,
    `Configuration fingerprint ${fingerprint(report)}.`,
    '',
    ...reservations(report).map((reservation) => `NOT A CERTIFICATION RUN: ${reservation}`),
    'report.html      for people; open it in any browser',
    'report.json      the whole of the evidence',
    'exchanges.har    every exchange, for HTTP tools',
    'run.json         versions, seed, configuration fingerprint',
    'SHA256SUMS       check with: sha256sum -c SHA256SUMS',
  ];
  return `${lines.join('\n')}\n`;
}
