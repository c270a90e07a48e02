/** Rows and names of checks, as several parts of the page show them. */
import type { CheckResult, CheckVerdict, Level } from '../model.js';
import { levelWords } from '../sentences.js';
import { oneLine } from '../text.js';
import { anchorOf, html, type Markup } from './markup.js';

/** What the filter box looks at, on every element that stands for a check: verdict, level, requirements, flags. */
export function filterKey(check: CheckResult): string {
  const flags = [check.waived ? 'waived' : '', check.needsPatience ? 'patience' : ''].filter((flag) => flag !== '');
  return [check.verdict, check.level, ...check.spec, ...flags].join(' ');
}

/** Section of the page in which checks of a verdict stand. */
export const sectionOf: Record<CheckVerdict, string> = {
  pass: 'passed',
  fail: 'failures',
  blocked: 'unjudged',
  'not-applicable': 'not-applicable',
  inconclusive: 'unjudged',
  error: 'unjudged',
};

export function levelChip(level: Level): Markup {
  return html`<b class="l ${level}">${levelWords[level]}</b>`;
}

/** Link to where a check stands on the page. */
export function checkLink(id: string): Markup {
  return html`<a href="#${anchorOf(id)}"><code>${id}</code></a>`;
}

/** One check on one line, with a remark. */
export function checkRow(check: CheckResult, remark?: Markup): Markup {
  return html`<li id="${anchorOf(check.id)}" data-k="${filterKey(check)}">
    <b>${levelWords[check.level]}</b> <code>${check.id}</code> ${oneLine(check.title, 160)}${remark}
  </li> `;
}
