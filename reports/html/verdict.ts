/** The first screen: who was judged, the verdict in a sentence, the score and where its points went. */
import { checkVerdicts, isUnearned, levels, shouldPoints } from '../judge.js';
import type { CheckVerdict, Level, Report } from '../model.js';
import {
  headline,
  levelWords,
  partialPhrase,
  scoreSentence,
  standing,
  verdictSentence,
  verdictWords,
} from '../sentences.js';
import { duration, grouped, instant, oneLine, plural, targetName } from '../text.js';
import { fingerprint } from '../fingerprint.js';
import { scoreBar, sparkline } from './charts.js';
import { sectionOf } from './checks.js';
import { html, type Markup } from './markup.js';
import type { View } from './view.js';

export function masthead({ report }: View): Markup {
  const { run, tool } = report;
  const facts: [string, string][] = [
    ['Run', `${instant(run.startedAt)}, ${duration(run.durationMs)}`],
    ['Profile', oneLine(run.profile, 60)],
    ['Checks', grouped(report.checks.length)],
    ['Requests', grouped(report.conduct.requests)],
    ['Seed', String(run.seed)],
    ['Run id', oneLine(run.id, 40)],
    ['Harness', `${oneLine(tool.name, 30)} ${oneLine(tool.version, 30)}`],
    ['Fingerprint', fingerprint(report).slice(0, 12)],
  ];
  return html`<header class="mast">
    <p class="eye">SCIM 2.0 conformance report</p>
    <p class="who"><bdi>${targetName(report.target.url)}</bdi></p>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd><bdi>${value}</bdi></dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

export function verdictSection(view: View): Markup {
  const { report, judgment } = view;
  const broken = (level: Level) => brokenRequirements(report, level);
  const must = { ...judgment.must, broken: broken('must') };
  const should = { ...judgment.should, broken: broken('should') };
  return html`<section id="verdict" class="hero ${standing(report) ?? 'partial'}">
    <div class="say">
      <h1>${headline(report)}</h1>
      <p class="lead">${verdictSentence(report, judgment)}</p>
    </div>
    ${report.score !== null && html`<p class="score"><b>${report.score}</b><span>of 100</span></p>`}
    ${
      judgment.must.applicable > 0 &&
      html`<div class="wide">
        ${scoreBar(must, should)}
        <dl class="legend">${legend('MUST', must, 't-fail')}${legend('SHOULD', should, 't-warn')}</dl>
        ${report.score !== null && html`<p class="soft">${scoreSentence(report, judgment)}</p>`}
      </div>`
    }
    ${ribbons(report)} ${countTable(report)} ${sparkline(view.history)}
  </section>`;
}

function brokenRequirements(report: Report, level: Level): number {
  const failed = report.checks.filter((check) => check.level === level && check.verdict === 'fail');
  return new Set(failed.flatMap((check) => (check.spec.length > 0 ? check.spec : [check.id]))).size;
}

function legend(name: string, part: { passed: number; applicable: number; broken: number }, tone: string): Markup {
  const points = name === 'MUST' ? 100 - shouldPoints : shouldPoints;
  const open = part.applicable - part.passed - part.broken;
  return html`<div>
    <dt>${name} <small>${points} points</small></dt>
    <dd>
      ${part.applicable === 0 ? 'none applied' : html`<span><i class="k t-pass"></i>${part.passed} of ${part.applicable} hold</span>${part.broken > 0 && html`<span><i class="k ${tone}"></i>${part.broken} broken</span>`}${open > 0 && html`<span><i class="k t-open"></i>${open} not judged</span>`}`}
    </dd>
  </div>`;
}

/** What a reader must know before quoting the verdict. */
function ribbons(report: Report): Markup | undefined {
  const waived = report.checks.filter((check) => check.waived).length;
  const notes = [
    ...(report.run.partial
      ? [`${partialPhrase(report)}. It has no verdict and no score, and is not evidence of conformance.`]
      : []),
    ...(waived > 0
      ? [
          `${plural(waived, 'failure')} ${waived === 1 ? 'is' : 'are'} waived: the gate lets them pass, verdict and score do not.`,
        ]
      : []),
    ...report.conduct.notes.map((note) => oneLine(note, 400)),
    ...report.target.capabilities.warnings.map((warning) => oneLine(warning, 400)),
  ];
  if (notes.length === 0) return undefined;
  return html`<ul class="ribbon wide">
    ${notes.slice(0, 30).map((note) => html`<li><bdi>${note}</bdi></li>`)}
  </ul>`;
}

function countTable(report: Report): Markup {
  const used = checkVerdicts.filter(
    (verdict) => verdict !== 'error' || levels.some((level) => report.counts[level].error > 0),
  );
  return html`<table class="counts wide">
    <caption>
      Checks by level and verdict
    </caption>
    <thead>
      <tr>
        <td></td>
        ${used.map((verdict) => html`<th scope="col">${verdictWords[verdict]}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${levels.map(
        (level) =>
          html`<tr>
            <th scope="row">${levelWords[level]}</th>
            ${used.map((verdict) => html`<td>${countCell(report, level, verdict)}</td>`)}
          </tr> `,
      )}
    </tbody>
  </table>`;
}

function countCell(report: Report, level: Level, verdict: CheckVerdict): Markup {
  const n = report.counts[level][verdict];
  if (n === 0) return html`<span class="nil">0</span>`;
  const loud = isUnearned(verdict) && level !== 'may' ? `v ${verdict}` : 'v';
  return html`<a class="${loud}" href="#${sectionOf[verdict]}" data-q="is:${verdict} level:${level}">${n}</a>`;
}
