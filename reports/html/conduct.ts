/** What the run did to the target and how the target answered: provisioning cycles, clean-up, times, what it offers. */
import { duration, grouped, instant, plural } from '../text.js';
import { cycleChart, latencyChart, percentile } from './charts.js';
import { foreign, foreignCode, html, type Markup } from './markup.js';
import { groupBy, type View } from './view.js';

export function provisioningSection({ report }: View): Markup | undefined {
  const { provisioning } = report;
  if (!provisioning) return undefined;
  const kinds = ['created', 'updated', 'disabled', 'deleted', 'skipped', 'failed'] as const;
  return html`<section id="provisioning">
    <h2>Provisioning cycles</h2>
    <p class="soft">
      ${foreign(provisioning.application, 100)}, provisioned the way ${foreign(provisioning.dialect, 40)} does it.
      ${plural(provisioning.logEntries, 'log entry', 'log entries')}.${provisioning.quarantine !== undefined && provisioning.quarantine !== null && html` In quarantine since ${instant(provisioning.quarantine.since)}: ${foreign(provisioning.quarantine.reason, 300)}.`}
    </p>
    ${cycleChart(provisioning.cycles)}
    <div class="scroll" tabindex="0" role="region" aria-label="Provisioning cycles: table">
      <table class="num">
        <caption class="hid">
          Provisioning cycles
        </caption>
        <thead>
          <tr>
            <th scope="col">Cycle</th>
            <th scope="col">Began</th>
            <th scope="col">Requests</th>
            ${kinds.map((kind) => html`<th scope="col">${kind}</th>`)}
            <th scope="col">Outcome</th>
          </tr>
        </thead>
        <tbody>
          ${provisioning.cycles.slice(0, 200).map(
            (cycle) =>
              html`<tr>
                <th scope="row">${cycle.kind}</th>
                <td>${instant(cycle.startedAt)}</td>
                <td>${grouped(cycle.requests)}</td>
                ${kinds.map((kind) => html`<td${cycle.counts[kind] === 0 && html` class="nil"`}>${grouped(cycle.counts[kind])}</td>`)}
                <td>${foreign(cycle.status, 120)}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}

export function conductSection({ report }: View): Markup {
  const { conduct, target, exchanges } = report;
  const facts: [string, string][] = [
    ['Requests', grouped(conduct.requests)],
    ['Resources made', grouped(conduct.created)],
    ['Removed', grouped(conduct.deleted)],
    ['Left behind', grouped(conduct.leftBehind.length)],
    ['Throttled', grouped(conduct.throttled)],
    ['Slowest answer', duration(conduct.slowestMs)],
  ];
  return html`<section id="conduct">
    <h2>Conduct and clean-up</h2>
    <p class="soft">What the run did to the target. It changes and removes only what it made itself.</p>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
    ${
      conduct.leftBehind.length > 0 &&
      html`<h3>Left behind</h3>
        <ul class="rows">
          ${conduct.leftBehind
            .slice(0, 200)
            .map(({ url, reason }) => html`<li>${foreignCode(url, 300)} ${foreign(reason, 200)}</li> `)}
        </ul>`
    }
    ${latencyChart(exchanges.filter(({ response }) => response).map(({ timing }) => timing.totalMs))}
    ${methodTable(report.exchanges)}
    <h3>What the target offers</h3>
    <table>
      <caption class="hid">
        Features of the target
      </caption>
      <thead>
        <tr>
          <th scope="col">Feature</th>
          <th scope="col">It says</th>
          <th scope="col">Seen</th>
        </tr>
      </thead>
      <tbody>
        ${Object.entries(target.capabilities.features)
          .slice(0, 60)
          .map(
            ([name, { claimed, note }]) =>
              html`<tr>
                <th scope="row">${foreign(name, 60)}</th>
                <td>${claimed === null ? 'nothing' : claimed ? 'supported' : 'not supported'}</td>
                <td>${foreign(note ?? '', 200)}</td>
              </tr> `,
          )}
      </tbody>
    </table>
    <ul class="rows">
      ${target.capabilities.resourceTypes
        .slice(0, 60)
        .map(
          (type) =>
            html`<li>
              <b>${foreign(type.name, 60)}</b> ${foreignCode(type.endpoint, 100)}
              ${foreignCode(type.schema, 160)}${type.extensions.slice(0, 10).map((extension) => html` + ${foreignCode(extension, 160)}`)}
            </li> `,
        )}
    </ul>
  </section>`;
}

function methodTable(exchanges: View['report']['exchanges']): Markup | undefined {
  const answered = exchanges.filter(({ response }) => response);
  if (answered.length === 0) return undefined;
  const groups = [...groupBy(answered, ({ request }) => request.method)].slice(0, 12);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Response times by method: table">
    <table class="num">
      <caption class="hid">
        Response times by method
      </caption>
      <thead>
        <tr>
          <th scope="col">Method</th>
          <th scope="col">Answers</th>
          <th scope="col">Median</th>
          <th scope="col">95 of 100</th>
          <th scope="col">Slowest</th>
        </tr>
      </thead>
      <tbody>
        ${groups.map(([method, list]) => {
          const sorted = list.map(({ timing }) => timing.totalMs).toSorted((left, right) => left - right);
          return html`<tr>
            <th scope="row">${foreign(method, 20)}</th>
            <td>${grouped(list.length)}</td>
            <td>${duration(percentile(sorted, 0.5))}</td>
            <td>${duration(percentile(sorted, 0.95))}</td>
            <td>${duration(sorted.at(-1) ?? 0)}</td>
          </tr> `;
        })}
      </tbody>
    </table>
  </div>`;
}
