/**
 * report.html: one static file, complete without script, that sends no request. A content security policy with hashes
 * lets only this style sheet and this script in, so that even a hole in the escaping could load and run nothing.
 */
import { createHash } from 'node:crypto';
import { comparableHistory, type HistoryEntry } from '../history.js';
import type { Report } from '../model.js';
import { headline } from '../sentences.js';
import { instant, targetName } from '../text.js';
import { conductSection, provisioningSection } from './conduct.js';
import { failuresSection, unjudgedSection } from './failures.js';
import { guideSection, notApplicableSection, passedSection, waivedSection } from './lists.js';
import { coverageSection, heatMap } from './maps.js';
import { html, Markup } from './markup.js';
import { changesSection, readinessSection } from './readiness.js';
import { script } from './script.js';
import { style } from './style.js';
import { masthead, verdictSection } from './verdict.js';
import { unjudgedOf, viewOf, type View } from './view.js';

/** Characters that a page should not exceed; what the rest of it leaves is for transcripts, but never less than this. */
const pageSize = 575_000;
const leastRoom = 90_000;
/** Characters of a failure without its transcripts. */
const sizeOfFailure = 2600;

export interface HtmlOptions {
  /** Entries of history.ndjson; those of the same target and profile are drawn. */
  history?: readonly HistoryEntry[];
}

/** The Report as a complete HTML document. */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const view = viewOf(report, comparableHistory(options.history ?? [], report));
  const before = html`${verdictSection(view)} ${readinessSection(view)} ${changesSection(view)}`;
  const after = html`${heatMap(view)} ${coverageSection(view)} ${provisioningSection(view)} ${passedSection(view)}
  ${notApplicableSection(view)} ${waivedSection(view)} ${conductSection(view)} ${guideSection()}`;
  const taken = [style, script, before, after].reduce((sum, part) => sum + part.toString().length, 0);
  view.room.left = Math.max(leastRoom, pageSize - taken - view.room.wanting * sizeOfFailure);
  const body = html`<a class="skip" href="#verdict">Skip to the verdict</a>
    <div class="page">
      ${masthead(view)} ${contents(view)}
      <main>
        ${before} ${failuresSection(view)} ${unjudgedSection(view)} ${after}
        <footer class="soft">
          Made by ${report.tool.name} ${report.tool.version} on ${instant(report.run.startedAt)}. The whole of the
          evidence is in report.json beside this file.
        </footer>
      </main>
    </div>`;
  return document(`${headline(report)} · ${targetName(report.target.url)} · SCIM conformance`, body);
}

/** A document around a body, with the style sheet, the script if it has one, and the policy that admits them. */
export function document(title: string, body: Markup, scripted = true): string {
  const policy = [
    `default-src 'none'`,
    `style-src '${hash(style)}'`,
    scripted ? `script-src '${hash(script)}'` : `script-src 'none'`,
    'img-src data:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  // The only two places where text becomes markup without escaping: our own constants.
  const sheet = new Markup(`<style>${style}</style>`);
  const code = scripted ? new Markup(`<script>${script}</script>`) : undefined;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${sheet}
      </head>
      <body>
        ${body} ${code}
      </body>
    </html> `.toString();
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function contents({ report, failures, unexplained }: View): Markup {
  const of = (verdict: string) => report.checks.filter((check) => check.verdict === verdict).length;
  const entries: [string, string, number | undefined, boolean][] = [
    ['verdict', 'Verdict', undefined, true],
    ['readiness', 'Readiness', undefined, Object.keys(report.readiness).length > 0],
    ['changes', 'Since the last run', undefined, report.baseline !== undefined],
    ['failures', 'Failures', failures.length, true],
    ['unjudged', 'Could not be judged', unjudgedOf(report, unexplained).length, true],
    ['map', 'Map of features', undefined, true],
    ['coverage', 'Coverage', undefined, report.requirements.length > 0],
    ['provisioning', 'Provisioning', undefined, report.provisioning !== undefined],
    ['passed', 'Passed', of('pass'), true],
    ['not-applicable', 'Not applicable', of('not-applicable'), of('not-applicable') > 0],
    ['waived', 'Waived', undefined, report.checks.some((check) => check.waived)],
    ['conduct', 'Conduct', undefined, true],
    ['guide', 'How to read this', undefined, true],
  ];
  return html`<nav aria-label="Contents">
    <div class="find" role="search" hidden>
      <label for="q">Filter checks</label
      ><input id="q" type="search" autocomplete="off" spellcheck="false" placeholder="is:fail level:must" /><output
        id="found"
        for="q"
      ></output>
    </div>
    <ul>
      ${entries.filter(([, , , present]) => present).map(([id, name, n]) => html`<li><a href="#${id}">${name}${n !== undefined && html` <small>${n}</small>`}</a></li>`)}
    </ul>
  </nav>`;
}
