/** The proof of one check: its transcripts and a curl command. */
import { curl } from '../curl.js';
import type { CheckResult, Exchange } from '../model.js';
import { plural } from '../text.js';
import { html, type Markup } from './markup.js';
import { longestBody, shortestBody, transcript } from './transcript.js';
import type { View } from './view.js';

/** Exchanges of one check that the page shows; the last is the one the verdict rests on. */
const mostExchanges = 3;

/** Transcripts, each on the page once: where a failure rests on an exchange shown before, it links there. */
export function evidence(view: View, check: CheckResult): Markup | undefined {
  const exchanges = check.exchanges
    .map((n) => view.exchanges.get(n))
    .filter((exchange): exchange is Exchange => exchange !== undefined);
  const last = exchanges.at(-1);
  const share = view.room.left / Math.max(1, view.room.wanting);
  view.room.wanting -= 1;
  if (last === undefined) return undefined;
  const kept = exchanges.slice(-mostExchanges).toSorted((left, right) => left.n - right.n);
  const fresh = kept.filter(({ n }) => !view.shown.has(n));
  const before = kept.filter(({ n }) => view.shown.has(n));
  fresh.forEach(({ n }) => view.shown.add(n));
  const left = exchanges.length - kept.length;
  const blocks = fresh.map((exchange) => {
    const rests = exchange === last;
    const limit = (part: number) => Math.round(Math.min(longestBody, Math.max(shortestBody, share * part)));
    return rests
      ? transcript(exchange, { offending: check.offending, limit: limit(0.5), remark: 'the verdict rests on this one' })
      : transcript(exchange, { limit: limit(0.15) });
  });
  view.room.left = Math.max(0, view.room.left - blocks.reduce((sum, block) => sum + block.toString().length, 0));
  return html`<details class="fold t">
    <summary>Transcript <small>${kept.map(({ n }) => `#${n}`).join(' ')}</small></summary>
    ${
      before.length > 0 &&
      html`<p class="soft">Shown further up: ${before.map(({ n }) => html`<a href="#x${n}">#${n}</a> `)}</p>`
    }${left > 0 && html`<p class="soft">${plural(left, 'earlier exchange')} in report.json.</p>`}
    ${blocks}${curlBlock(last)}
  </details>`;
}

function curlBlock(exchange: Exchange): Markup {
  const command = curl(exchange);
  if (command === undefined) {
    return html`<p class="soft">The body of #${exchange.n} is too long for a curl command; it is in report.json.</p>`;
  }
  return html`<p class="cmd"><b>curl</b> <small>#${exchange.n}, with your token in SCIMSPEC_TOKEN</small></p>
    <pre class="c">${command}</pre>`;
}
