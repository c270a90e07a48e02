/** `scimspec compare` as one static HTML file. */
import { comparisonSentence, groupMovements, movementWords } from '../compare.js';
import type { Comparison, Report } from '../model.js';
import { headline, verdictWords } from '../sentences.js';
import { foreign, html } from './markup.js';
import { document } from './page.js';
import { targetName } from '../text.js';

/** The comparison of an earlier run with `now` as a complete HTML document. */
export function comparisonHtml(comparison: Comparison, now: Report): string {
  const titles = new Map(now.checks.map((check) => [check.id, check.title]));
  const word = (verdict: Comparison['movements'][number]['from']) =>
    verdict === null ? 'absent' : verdictWords[verdict];
  const groups = groupMovements(comparison);
  const body = html`<div class="page">
    <header class="mast">
      <p class="eye">SCIM 2.0 conformance, two runs compared</p>
      <p class="who"><bdi>${targetName(now.target.url)}</bdi></p>
    </header>
    <main>
      <section class="hero ${now.verdict ?? 'partial'}">
        <div class="say">
          <h1>${headline(now)}</h1>
          <p class="lead">${comparisonSentence(comparison, now)}</p>
        </div>
        ${now.score !== null && html`<p class="score"><b>${now.score}</b><span>of 100</span></p>`}
      </section>
      ${groups.map(
        ([kind, movements]) =>
          html`<section>
            <h2>${movementWords[kind]} <small>${movements.length}</small></h2>
            <table>
              <caption class="hid">
                ${movementWords[kind]}
              </caption>
              <thead>
                <tr>
                  <th scope="col">Check</th>
                  <th scope="col">Before</th>
                  <th scope="col">Now</th>
                </tr>
              </thead>
              <tbody>
                ${movements.map(
                  ({ check, from, to }) =>
                    html`<tr>
                      <th scope="row"><code>${check}</code> ${foreign(titles.get(check) ?? '', 160)}</th>
                      <td>${word(from)}</td>
                      <td>${word(to)}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </section>`,
      )}
    </main>
  </div>`;
  return document(`${headline(now)} · two runs compared`, body, false);
}
