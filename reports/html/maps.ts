/** Two maps of the run: features by level, and the specifications by section with what is not tested. */
import { isUnearned, levels } from '../judge.js';
import type { CheckResult, Level, RequirementResult } from '../model.js';
import { levelWords } from '../sentences.js';
import { plural } from '../text.js';
import { rowBar } from './charts.js';
import { html, link, type Markup } from './markup.js';
import { sectionTitle } from './section-titles.js';
import { documentName, sectionAddress } from './specifications.js';
import { groupBy, type View } from './view.js';

export function heatMap({ report }: View): Markup {
  const features = [...new Set(report.checks.map((check) => check.feature))];
  const used = levels.filter((level) => report.checks.some((check) => check.level === level));
  const cells = new Map<string, CheckResult[]>();
  for (const check of report.checks) {
    const key = `${check.feature}\n${check.level}`;
    cells.set(key, [...(cells.get(key) ?? []), check]);
  }
  return html`<section id="map">
    <h2>Map of features</h2>
    <p class="soft">Passed of applicable checks. A cross marks failures, a tilde what could not be judged.</p>
    <table class="heat">
      <caption class="hid">
        Passed of applicable checks by feature and level
      </caption>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          ${used.map((level) => html`<th scope="col">${levelWords[level]}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${features.map(
          (feature) =>
            html`<tr>
              <th scope="row">${feature}</th>
              ${used.map((level) => heatCell(cells.get(`${feature}\n${level}`) ?? [], feature, level))}
            </tr> `,
        )}
      </tbody>
    </table>
  </section>`;
}

function heatCell(checks: readonly CheckResult[], feature: string, level: Level): Markup {
  const applicable = checks.filter((check) => check.verdict !== 'not-applicable');
  if (checks.length === 0) return html`<td></td>`;
  if (applicable.length === 0) return html`<td class="na">n/a</td>`;
  const passed = applicable.filter((check) => check.verdict === 'pass').length;
  const failed = applicable.some((check) => check.verdict === 'fail');
  const open = applicable.some((check) => isUnearned(check.verdict));
  const tone = failed ? (level === 'must' ? 'bad' : 'meh') : open ? 'open' : 'good';
  const glyph = failed ? '✕' : open ? '~' : '✓';
  const target = failed ? 'failures' : open ? 'unjudged' : 'passed';
  return html`<td class="${tone}">
    <a href="#${target}" data-q="area:${feature} level:${level}"
      >${passed}/${applicable.length}<i aria-hidden="true">${glyph}</i></a
    >
  </td>`;
}

export function coverageSection({ report }: View): Markup | undefined {
  if (report.requirements.length === 0) return undefined;
  const byDocument = groupBy(report.requirements, (row) => row.rfc);
  const spoken = report.requirements.filter((row) => row.verdict !== null).length;
  return html`<section id="coverage">
    <h2>Coverage of the specifications</h2>
    <p class="soft">
      ${spoken} of ${plural(report.requirements.length, 'statement')} about servers were looked at in this run. What is
      not tested is listed with the reason.
    </p>
    ${[...byDocument].map(([rfc, rows]) => documentBlock(rfc, rows))}
  </section>`;
}

function documentBlock(rfc: string, rows: readonly RequirementResult[]): Markup {
  const sections = [...groupBy(rows, (row) => row.section)].toSorted(([left], [right]) =>
    left.localeCompare(right, 'en', { numeric: true }),
  );
  const untested = rows.filter((row) => row.verdict === null);
  const passed = rows.filter((row) => row.verdict === 'pass').length;
  return html`<details class="fold doc">
    <summary>
      ${documentName(rfc)}
      <small>${plural(rows.length, 'statement')}, ${passed} passed, ${untested.length} not tested</small
      >${rowBarOf(rows)}
    </summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Statements of ${documentName(rfc)} by section: table">
      <table class="cover">
        <caption class="hid">
          Statements of ${documentName(rfc)} by section
        </caption>
        <thead>
          <tr>
            <th scope="col">Section</th>
            <th scope="col">Statements</th>
            <th scope="col">Passed</th>
            <th scope="col">Failed</th>
            <th scope="col">Open</th>
            <th scope="col">Not applicable</th>
            <th scope="col">Not tested</th>
          </tr>
        </thead>
        <tbody>
          ${sections.map(([section, group]) => sectionRow(rfc, section, group))}
        </tbody>
      </table>
    </div>
    ${
      untested.length > 0 &&
      html`<details class="fold">
        <summary>Not tested <small>${untested.length}</small></summary>
        ${exclusions(untested)}
      </details>`
    }
  </details>`;
}

function sectionRow(rfc: string, section: string, rows: readonly RequirementResult[]): Markup {
  const of = (...verdicts: RequirementResult['verdict'][]) =>
    rows.filter((row) => verdicts.includes(row.verdict)).length;
  const numbers = [
    rows.length,
    of('pass'),
    of('fail'),
    of('blocked', 'inconclusive', 'error'),
    of('not-applicable'),
    of(null),
  ];
  return html`<tr>
    <th scope="row">${link(sectionAddress(rfc, section), `§${section}`)} ${sectionTitle(rfc, section)}</th>
    ${numbers.map((n, index) => html`<td${index === 2 && n > 0 && html` class="v fail"`}>${n > 0 && n}</td>`)}
  </tr> `;
}

function rowBarOf(rows: readonly RequirementResult[]): Markup {
  const of = (...verdicts: RequirementResult['verdict'][]) =>
    rows.filter((row) => verdicts.includes(row.verdict)).length;
  return rowBar(of('pass'), of('fail'), of('blocked', 'inconclusive', 'error'), rows.length);
}

/** Excluded statements with their reason; statements that merely no check of this run speaks about, by id. */
function exclusions(rows: readonly RequirementResult[]): Markup {
  const reasoned = rows.filter((row) => row.exclusion !== undefined);
  const silent = rows.filter((row) => row.exclusion === undefined);
  return html`${
    reasoned.length > 0 &&
    html`<dl class="ex">
      ${reasoned.map(
        (row) =>
          html`<div>
            <dt><code>${row.id}</code> ${row.statement}</dt>
            <dd>${row.exclusion}</dd>
          </div> `,
      )}
    </dl>`
  }${silent.length > 0 && html`<p class="soft">No check of this run speaks about: <code>${silent.map((row) => row.id).join(' ')}</code></p>`}`;
}
