/** One card per identity provider, and what changed since the last run. */
import { comparisonSentence, groupMovements, movementWords } from '../compare.js';
import type { Readiness, ReadinessVerdict } from '../model.js';
import { providerName, readinessWords } from '../sentences.js';
import { plural } from '../text.js';
import { checkLink } from './checks.js';
import { foreign, html, type Markup } from './markup.js';
import type { View } from './view.js';

const order: readonly ReadinessVerdict[] = ['not-ready', 'ready-with-caveats', 'ready', 'not-tested'];
const glyphs: Record<ReadinessVerdict, string> = {
  ready: '✓',
  'ready-with-caveats': '!',
  'not-ready': '✕',
  'not-tested': '–',
};

/** Blockers and caveats that a card shows before it counts the rest. */
const most = 6;

export function readinessSection({ report, checks }: View): Markup | undefined {
  const cards = Object.entries(report.readiness).toSorted(
    ([, left], [, right]) => order.indexOf(left.verdict) - order.indexOf(right.verdict),
  );
  if (cards.length === 0) return undefined;
  const ready = cards.filter(([, { verdict }]) => verdict === 'ready' || verdict === 'ready-with-caveats').length;
  return html`<section id="readiness">
    <h2>Ready for your identity provider?</h2>
    <p class="soft">
      ${ready} of ${plural(cards.length, 'provider')} can provision this target as it is. Readiness stands beside the
      score and never moves it.
    </p>
    <div class="cards">${cards.map(([name, card]) => cardOf(name, card, (id) => checks.get(id)?.title))}</div>
  </section>`;
}

function cardOf(name: string, card: Readiness, titleOf: (id: string) => string | undefined): Markup {
  const link = (id: string) =>
    html`${checkLink(id)}${titleOf(id) !== undefined && html` <span class="soft">${foreign(titleOf(id) ?? '', 100)}</span>`}`;
  return html`<article class="card ${card.verdict}">
    <h3>${providerName(name)}</h3>
    <p class="st"><i aria-hidden="true">${glyphs[card.verdict]}</i>${readinessWords[card.verdict]}</p>
    ${
      card.blockers.length > 0 &&
      html`<p><b>${plural(card.blockers.length, 'blocker')}</b></p>
        <ul>
          ${card.blockers.slice(0, most).map((id) => html`<li>${link(id)}</li>`)}
        </ul>
        ${card.blockers.length > most && html`<p class="soft">and ${card.blockers.length - most} more</p>`}`
    }
    ${
      card.caveats.length > 0 &&
      html`<p><b>${plural(card.caveats.length, 'caveat')}</b></p>
        <ul>
          ${card.caveats.slice(0, most).map(({ check, workaround }) => html`<li>${checkLink(check)} ${foreign(workaround, 300)}</li>`)}
        </ul>
        ${card.caveats.length > most && html`<p class="soft">and ${card.caveats.length - most} more</p>`}`
    }
    ${card.note !== undefined && html`<p class="soft">${foreign(card.note, 300)}</p>`}
    ${card.verdict === 'not-tested' && html`<p class="soft">Run <code>scimspec run --profile ${name}</code> with a token that may write.</p>`}
  </article> `;
}

export function changesSection({ report }: View): Markup | undefined {
  if (!report.baseline) return undefined;
  return html`<section id="changes">
    <h2>Since the last run</h2>
    <p>${comparisonSentence(report.baseline, report)}</p>
    ${groupMovements(report.baseline).map(
      ([kind, movements]) =>
        html`<details class="fold" ${(kind === 'newly-broken' || kind === 'newly-blocked') && html` open`}>
          <summary>${movementWords[kind]} <small>${movements.length}</small></summary>
          <ul class="rows">
            ${movements.map(
              ({ check }) =>
                html`<li>${kind === 'removed-check' ? html`<code>${check}</code>` : checkLink(check)}</li> `,
            )}
          </ul>
        </details>`,
    )}
  </section>`;
}
