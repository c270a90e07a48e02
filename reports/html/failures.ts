/** Failures: what was expected, what came, why it matters, what to do, and the proof. */
import type { CheckResult } from '../model.js';
import { costPhrase, rerunCommand } from '../sentences.js';
import { oneLine, plural } from '../text.js';
import { checkLink, filterKey, levelChip } from './checks.js';
import { evidence } from './evidence.js';
import { anchorOf, foreign, html, link, type Markup } from './markup.js';
import { documentName, requirementLink } from './specifications.js';
import { sectionTitle } from './section-titles.js';
import { unjudgedOf, type NumberedFailure, type View } from './view.js';

export function failuresSection(view: View): Markup {
  const { failures } = view;
  if (failures.length === 0) {
    return html`<section id="failures">
      <h2>Failures</h2>
      <p class="calm">No check failed.</p>
    </section>`;
  }
  const groups = [
    [
      'Broken requirements',
      'MUST: the target does not conform until these hold.',
      failures.filter(({ check }) => check.level === 'must'),
    ],
    [
      'Advice not followed',
      'SHOULD: legal with a good reason, and worth a look.',
      failures.filter(({ check }) => check.level === 'should'),
    ],
    [
      'Needed by an identity provider',
      'Beyond the RFC: they move no verdict and no score.',
      failures.filter(({ check }) => check.level === 'interop' || check.level === 'may'),
    ],
  ] as const;
  return html`<section id="failures">
    <h2>Failures <small>${failures.length}</small></h2>
    ${groups.map(
      ([title, lead, group]) =>
        group.length > 0 &&
        html`<section class="g">
          <h3>${title} <small>${group.length}</small></h3>
          <p class="soft">${lead}</p>
          ${group.map((failure) => failureBlock(view, failure))}
        </section>`,
    )}
  </section>`;
}

function failureBlock(view: View, { check, blocked, label }: NumberedFailure): Markup {
  const cost = view.judgment.costs.get(check.id);
  const side = [
    ...(check.waived ? ['waived'] : []),
    ...(blocked.length > 0 ? [`blocks ${blocked.length}`] : []),
    ...(cost === undefined ? [] : [`−${costPhrase(cost)}`]),
  ];
  return html`<details
    class="f ${check.level}"
    data-k="${filterKey(check)}"
    data-id="${check.id}"
    ${label === 'F1' && html` open`}
  >
    <summary>
      <span class="no">${label}</span>${levelChip(check.level)}<span class="ti"
        >${foreign(check.title, 160)} <code>${check.id}</code></span
      ><span class="co">${side.join(' · ')}</span>
    </summary>
    <div class="in" id="${anchorOf(check.id)}">
      ${judgedPair(check)} ${findings(check)}
      <dl class="why">
        ${rules(view, check)}${
          check.why !== undefined &&
          html`<div>
            <dt>Why it matters</dt>
            <dd>${check.why}</dd>
          </div>`
        }
        <div class="fix">
          <dt>Fix</dt>
          <dd>${check.fix}</dd>
        </div>
        ${waiver(check)}${consequences(blocked)}
      </dl>
      ${evidence(view, check)}
      <p class="cmd"><b>Run it again</b></p>
      <pre class="c">${rerunCommand(view.report, check)}</pre>
    </div>
  </details> `;
}

function judgedPair(check: CheckResult): Markup | undefined {
  if (check.expected === undefined && check.actual === undefined) return undefined;
  return html`<div class="pair">
    <div>
      <h4>Expected</h4>
      <p>${foreign(check.expected ?? check.title, 1500)}</p>
    </div>
    <div class="got">
      <h4>The server answered</h4>
      <p>${foreign(check.actual ?? 'nothing that could be judged', 1500)}</p>
    </div>
  </div>`;
}

function findings(check: CheckResult): Markup | undefined {
  const list = check.findings ?? [];
  if (list.length === 0) return undefined;
  return html`<table>
      <caption>
        ${plural(list.length, 'finding')}
      </caption>
      <thead>
        <tr>
          <th scope="col">Where</th>
          <th scope="col">Expected</th>
          <th scope="col">The server answered</th>
        </tr>
      </thead>
      <tbody>
        ${list.slice(0, 100).map(
          (finding) =>
            html`<tr>
              <th scope="row"><code>${foreign(finding.subject, 120)}</code></th>
              <td>${foreign(finding.expected, 300)}</td>
              <td>
                ${foreign(finding.actual, 300)}${finding.exchanges.slice(0, 5).map((n) => html` <small>#${n}</small>`)}
              </td>
            </tr> `,
        )}
      </tbody>
    </table>
    ${list.length > 100 && html`<p class="soft">${list.length - 100} more are in report.json.</p>`}`;
}

function rules(view: View, check: CheckResult): Markup {
  return html`<div>
    <dt>Rule</dt>
    <dd>
      ${check.spec.map((id) => {
        const row = view.requirements.get(id);
        const place =
          row &&
          html` <small
            >${documentName(row.rfc)}
            §${row.section}${sectionTitle(row.rfc, row.section) !== undefined && html`, ${sectionTitle(row.rfc, row.section)}`}</small
          >`;
        return html`<p>${row && html`${row.statement} `}${requirementLink(id, row)}${place}</p>`;
      })}${check.source !== undefined && html`<p>${link(check.source, 'Published by the provider')}</p>`}
    </dd>
  </div>`;
}

function waiver({ waived }: CheckResult): Markup | undefined {
  if (!waived) return undefined;
  const until = waived.expires === undefined ? '' : ` Until ${waived.expires}.`;
  return html`<div>
    <dt>Waived</dt>
    <dd>
      ${waived.reason}${until} ${waived.issue !== undefined && link(waived.issue, oneLine(waived.issue, 80))} The gate
      lets it pass; verdict and score do not.
    </dd>
  </div>`;
}

function consequences(blocked: readonly CheckResult[]): Markup | undefined {
  if (blocked.length === 0) return undefined;
  return html`<div>
    <dt>Also blocks</dt>
    <dd>
      <details class="fold">
        <summary>${plural(blocked.length, 'check')} that ${blocked.length === 1 ? 'needs' : 'need'} it</summary>
        <ul class="rows">
          ${blocked.map(
            (each) =>
              html`<li id="${anchorOf(each.id)}" data-k="${filterKey(each)}">
                ${levelChip(each.level)} <code>${each.id}</code> ${foreign(each.title, 160)}
              </li> `,
          )}
        </ul>
      </details>
    </dd>
  </div>`;
}

/** Blocked and inconclusive checks that no failure on the page explains, and faults of the harness. */
export function unjudgedSection(view: View): Markup {
  const open = unjudgedOf(view.report, view.unexplained);
  if (open.length === 0) {
    return html`<section id="unjudged">
      <h2>Could not be judged</h2>
      <p class="calm">Every check that applied was judged, or is blocked by a failure above.</p>
    </section>`;
  }
  return html`<section id="unjudged">
    <h2>Could not be judged <small>${open.length}</small></h2>
    <p class="soft">They earn no points and stay in the denominator: what was not seen is not conforming.</p>
    <ul class="rows tall">
      ${open.map(
        (check) =>
          html`<li id="${anchorOf(check.id)}" data-k="${filterKey(check)}">
            ${levelChip(check.level)} <code>${check.id}</code> ${foreign(check.title, 160)}
            <p>
              <b>${check.verdict === 'error' ? 'fault of the harness' : check.verdict}</b
              >${check.culprit !== undefined && html` by ${view.checks.has(check.culprit) ? checkLink(check.culprit) : foreign(check.culprit, 160)}`}:
              ${foreign(check.reason ?? 'no reason given', 500)}
            </p>
            ${evidence(view, check)}
          </li> `,
      )}
    </ul>
  </section>`;
}
