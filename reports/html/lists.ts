/** The calm end of the page: what passed, did not apply or is waived, and how to read it all. */
import type { CheckResult } from '../model.js';
import { oneLine } from '../text.js';
import { checkLink, checkRow } from './checks.js';
import { foreign, html, type Markup } from './markup.js';
import { groupBy, type View } from './view.js';

export function passedSection({ report }: View): Markup {
  const passed = report.checks.filter((check) => check.verdict === 'pass');
  return html`<section id="passed">
    <h2>Passed <small>${passed.length}</small></h2>
    ${[...groupBy(passed, (check) => check.feature)].map(
      ([feature, checks]) =>
        html`<details class="fold">
          <summary>${feature} <small>${checks.length}</small></summary>
          <ul class="rows">
            ${checks.map((check) => checkRow(check, passedRemark(check)))}
          </ul>
        </details>`,
    )}
  </section>`;
}

function passedRemark(check: CheckResult): Markup | undefined {
  if (check.observed === undefined && !check.needsPatience) return undefined;
  return html`<em
    >${check.observed !== undefined && foreign(check.observed, 200)}${check.needsPatience === true && ' passed after waiting'}</em
  >`;
}

export function notApplicableSection({ report }: View): Markup | undefined {
  const skipped = report.checks.filter((check) => check.verdict === 'not-applicable');
  if (skipped.length === 0) return undefined;
  const byReason = [...groupBy(skipped, (check) => check.reason ?? 'no reason given')];
  return html`<section id="not-applicable">
    <h2>Not applicable <small>${skipped.length}</small></h2>
    <p class="soft">
      The target legitimately does not offer these; they leave the denominator. Grouped by its own words.
    </p>
    ${byReason.map(
      ([reason, checks]) =>
        html`<details class="fold">
          <summary>${foreign(reason, 240)} <small>${checks.length}</small></summary>
          <ul class="rows">
            ${checks.map((check) => checkRow(check))}
          </ul>
        </details>`,
    )}
  </section>`;
}

export function waivedSection({ report }: View): Markup | undefined {
  const waived = report.checks.filter((check) => check.waived);
  if (waived.length === 0) return undefined;
  return html`<section id="waived">
    <h2>Waived <small>${waived.length}</small></h2>
    <table>
      <caption class="hid">
        Waived failures
      </caption>
      <thead>
        <tr>
          <th scope="col">Check</th>
          <th scope="col">Reason</th>
          <th scope="col">Until</th>
        </tr>
      </thead>
      <tbody>
        ${waived.map(
          (check) =>
            html`<tr>
              <th scope="row">${checkLink(check.id)}</th>
              <td>${oneLine(check.waived?.reason ?? '', 400)}</td>
              <td>${check.waived?.expires ?? 'no end'}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </section>`;
}

const words: [string, string][] = [
  ['Conforms', 'Every MUST that applies was seen to hold.'],
  ['Conforms, with advice', 'The same, and at least one SHOULD is not followed.'],
  ['Not established', 'Nothing required is broken, but something required could not be judged, or nothing ran.'],
  ['Does not conform', 'At least one MUST is broken.'],
  ['Harness fault', 'The harness itself failed; the verdict on the target is withheld.'],
  ['passed, failed', 'The target did, or did not, what the rule asks. MAY checks never fail: they observe.'],
  [
    'blocked',
    'The check rests on something that another check found broken, and could not say more; the culprit is named.',
  ],
  ['not applicable', 'The target legitimately does not offer it.'],
  ['inconclusive', 'Throttled, timed out or unstable: no judgment either way.'],
  [
    'score',
    '95 points are the MUST requirements, 5 the SHOULD requirements, each passed of applicable, rounded down. Blocked, inconclusive and waived ones earn nothing. 95 or more means it conforms; no other verdict goes beyond 94.',
  ],
  ['costs', 'The failure’s share of the points that its requirements do not earn.'],
  [
    '#12',
    'Number of an exchange, the same in report.json, which also has the headers of the connection that transcripts leave out. F1 is the number of a failure on this page.',
  ],
];

export function guideSection(): Markup {
  return html`<section id="guide">
    <h2>How to read this</h2>
    <dl class="words">
      ${words.map(
        ([word, meaning]) =>
          html`<div>
            <dt>${word}</dt>
            <dd>${meaning}</dd>
          </div> `,
      )}
    </dl>
    <p class="soft">
      Filter: <code>is:fail level:must area:users §3.5.2 -etag text</code>. Words narrow, a hyphen leaves out.
    </p>
  </section>`;
}
