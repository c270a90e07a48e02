/** Pictures, drawn as inline SVG: colors come from the style sheet's classes, so that both schemes and print work. */
import type { HistoryEntry } from '../history.js';
import type { Fraction } from '../judge.js';
import type { ProvisioningReport } from '../model.js';
import { duration, instant, oneLine, plural } from '../text.js';
import { html, type Markup } from './markup.js';

/** Where the points are: earned, lost to broken rules, and not judged, for MUST (95) and SHOULD (5). */
export function scoreBar(must: Fraction & { broken: number }, should: Fraction & { broken: number }): Markup {
  const parts = [...segments(0, 95, must), ...segments(95, 5, should)];
  return html`<svg
    class="bar"
    viewBox="0 0 100 6"
    preserveAspectRatio="none"
    role="img"
    aria-label="${barLabel('MUST', must)}; ${barLabel('SHOULD', should)}"
  >
    ${parts.map(({ x, width, tone }) => html`<rect class="${tone}" x="${round(x)}" y="0" width="${round(width)}" height="6" />`)}
    <rect class="gap" x="94.85" y="0" width=".3" height="6" />
  </svg>`;
}

function segments(from: number, points: number, part: Fraction & { broken: number }) {
  if (part.applicable === 0) return [{ x: from, width: points, tone: 't-void' }];
  const width = (n: number) => (points * n) / part.applicable;
  const open = part.applicable - part.passed - part.broken;
  return [
    { x: from, width: width(part.passed), tone: 't-pass' },
    { x: from + width(part.passed), width: width(part.broken), tone: points === 95 ? 't-fail' : 't-warn' },
    { x: from + width(part.passed + part.broken), width: width(open), tone: 't-open' },
  ].filter((segment) => segment.width > 0);
}

function barLabel(name: string, { passed, applicable, broken }: Fraction & { broken: number }): string {
  return `${name}: ${passed} of ${applicable} passed, ${broken} broken, ${applicable - passed - broken} not judged`;
}

/** A slim bar of a row's share: passed, failed, open, and the untested rest. */
export function rowBar(passed: number, failed: number, open: number, total: number): Markup {
  let x = 0;
  const rect = (n: number, tone: string) => {
    const width = total === 0 ? 0 : (100 * n) / total;
    x += width;
    return width === 0
      ? undefined
      : html`<rect class="${tone}" x="${round(x - width)}" y="0" width="${round(width)}" height="4" />`;
  };
  return html`<svg class="row" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="t-void" x="0" y="0" width="100" height="4" />
    ${rect(passed, 't-pass')}${rect(failed, 't-fail')}${rect(open, 't-open')}
  </svg>`;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 30_000];

/** How long the target took, as a histogram over a 1-2-5 scale with median and 95th percentile. */
export function latencyChart(times: readonly number[]): Markup {
  const sorted = times.filter((ms) => Number.isFinite(ms) && ms >= 0).toSorted((left, right) => left - right);
  if (sorted.length === 0) return html`<p>No exchange was timed.</p>`;
  const bins = new Array<number>(steps.length + 1).fill(0);
  for (const ms of sorted) {
    const bin = steps.findIndex((step) => ms < step);
    bins[bin < 0 ? steps.length : bin] = (bins[bin < 0 ? steps.length : bin] ?? 0) + 1;
  }
  const first = Math.max(0, bins.findIndex((n) => n > 0) - 1);
  const last = Math.min(steps.length, bins.findLastIndex((n) => n > 0) + 1);
  const shown = bins.slice(first, last + 1);
  const most = Math.max(...shown);
  const width = 640 / shown.length;
  const bars = shown.map((n, index) => {
    const height = n === 0 ? 0 : Math.max(2, (118 * n) / most);
    const x = index * width;
    return html`<rect
        class="t-ink"
        x="${round(x + 2)}"
        y="${round(140 - height)}"
        width="${round(width - 4)}"
        height="${round(height)}"
        rx="1.5"
      />${n > 0 && html`<text x="${round(x + width / 2)}" y="${round(134 - height)}" text-anchor="middle">${n}</text>`}`;
  });
  const ticks = shown.map((_, index) => {
    const edge = steps[first + index];
    return edge === undefined || index === shown.length - 1
      ? undefined
      : html`<text class="soft" x="${round((index + 1) * width)}" y="158" text-anchor="middle"
          >${edge < 1000 ? `${edge} ms` : `${edge / 1000} s`}</text
        >`;
  });
  const summary = `median ${duration(percentile(sorted, 0.5))}, 95 of 100 within ${duration(percentile(sorted, 0.95))}, slowest ${duration(sorted.at(-1) ?? 0)}`;
  return html`<figure>
    <svg
      viewBox="0 0 640 164"
      role="img"
      aria-label="Response times of ${plural(sorted.length, 'exchange')}: ${summary}"
    >
      <line class="axis" x1="0" x2="640" y1="140.5" y2="140.5" />
      ${bars}${ticks}
    </svg>
    <figcaption>Response times of ${plural(sorted.length, 'exchange')}: ${summary}.</figcaption>
  </figure>`;
}

/** The value below which `share` of the sorted numbers lie (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

/** Provisioning cycles on one time axis. */
export function cycleChart(cycles: ProvisioningReport['cycles']): Markup | undefined {
  const spans = cycles
    .map((cycle) => ({ cycle, from: Date.parse(cycle.startedAt), to: Date.parse(cycle.finishedAt) }))
    .filter(({ from, to }) => Number.isFinite(from) && Number.isFinite(to) && to >= from);
  if (spans.length === 0) return undefined;
  const begin = Math.min(...spans.map(({ from }) => from));
  const end = Math.max(...spans.map(({ to }) => to), begin + 1000);
  const x = (time: number) => 90 + (550 * (time - begin)) / (end - begin);
  const lanes = ['initial', 'incremental', 'on-demand'] as const;
  const used = lanes.filter((kind) => spans.some(({ cycle }) => cycle.kind === kind));
  const floor = used.length * 34 + 8;
  const rows = used.map((kind, index) => {
    const y = 8 + index * 34;
    const bars = spans
      .filter(({ cycle }) => cycle.kind === kind)
      .map(({ cycle, from, to }) => {
        const wide = Math.max(5, x(to) - x(from));
        const tone = cycle.counts.failed > 0 ? 't-warn' : 't-pass';
        return html`<rect
          class="${tone}"
          x="${round(Math.min(x(from), 640 - wide))}"
          y="${y + 5}"
          width="${round(wide)}"
          height="16"
          rx="2"
          ><title>
            ${cycle.kind}, ${instant(cycle.startedAt)}, ${duration(to - from)}, ${plural(cycle.requests, 'request')}
          </title></rect
        >`;
      });
    return html`<text x="0" y="${y + 17}">${kind}</text
      ><line class="grid" x1="90" x2="640" y1="${y + 13}" y2="${y + 13}" />${bars}`;
  });
  const clock = (time: number) => new Date(time).toISOString().slice(11, 16);
  return html`<figure>
    <svg
      viewBox="0 0 640 ${floor + 22}"
      role="img"
      aria-label="${plural(spans.length, 'cycle')} from ${instant(new Date(begin).toISOString())} to ${instant(new Date(end).toISOString())}"
    >
      ${rows}
      <line class="axis" x1="90" x2="640" y1="${floor}" y2="${floor}" />
      <text class="soft" x="90" y="${floor + 17}">${clock(begin)}</text>
      <text class="soft" x="640" y="${floor + 17}" text-anchor="end">${clock(end)} UTC</text>
    </svg>
    <figcaption>Cycles on the simulated clock. Amber: some objects failed.</figcaption>
  </figure>`;
}

/** Scores of earlier runs as a line, oldest first; nothing for fewer than two scores. */
export function sparkline(history: readonly HistoryEntry[]): Markup | undefined {
  const scored = history.filter((entry) => entry.score !== null).slice(-40);
  if (scored.length < 2) return undefined;
  const x = (index: number) => round(4 + (192 * index) / (scored.length - 1));
  const y = (score: number) => round(36 - (32 * score) / 100);
  const points = scored.map((entry, index) => `${x(index)},${y(entry.score ?? 0)}`).join(' ');
  const last = scored.at(-1);
  return html`<figure class="spark">
    <svg
      viewBox="0 0 200 40"
      role="img"
      aria-label="Scores of the last ${scored.length} runs: ${scored.map((entry) => oneLine(String(entry.score), 3)).join(', ')}"
    >
      <line class="grid" x1="4" x2="196" y1="${y(95)}" y2="${y(95)}" />
      <polyline points="${points}" />
      <circle cx="${x(scored.length - 1)}" cy="${y(last?.score ?? 0)}" r="3" />
    </svg>
    <figcaption>Score over the last ${scored.length} runs; the line is 95.</figcaption>
  </figure>`;
}

function round(n: number): string {
  return String(Math.round(n * 100) / 100);
}
