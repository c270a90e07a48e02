/** One exchange as evidence: request and response as they went over the wire, the offending part marked. */
import type { Exchange } from '../model.js';
import { cut, duration, visible } from '../text.js';
import { foreign, html, type Markup } from './markup.js';
import { layOut, locate } from './json-layout.js';

/** UTF-16 units of a body that a report shows. */
const longestBody = 16_384;
const longestHeader = 500;
const mostHeaders = 60;

/** An exchange as a block with its number as anchor. `offending` is marked where it stands in the response. */
export function transcript(exchange: Exchange, offending?: string): Markup {
  const { n, request, response, timing } = exchange;
  const head = response ? html`<b>${response.status}</b> ${foreign(response.statusText, 60)}` : html`<b>no answer</b>`;
  return html`<section class="x" id="x${n}" aria-label="Exchange ${n}">
    <p class="xh">
      <a href="#x${n}">#${n}</a> <b>${foreign(request.method, 20)}</b> ${foreign(pathOf(request.url), 200)} → ${head}
      <small>${duration(timing.totalMs)}</small>
    </p>
    <pre tabindex="0" role="region" aria-label="Exchange ${n}, request"><bdi>${requestText(exchange)}</bdi></pre>
    <pre
      tabindex="0"
      role="region"
      aria-label="Exchange ${n}, response"
    ><bdi>${response ? responseText(response, offending) : (exchange.problem ?? 'No answer came.')}</bdi></pre>
  </section>`;
}

/** Path and query of a URL as text; the URL itself where it is none. */
export function pathOf(url: string): string {
  try {
    const { pathname, search } = new URL(url);
    return pathname + search;
  } catch {
    return url;
  }
}

function requestText({ request }: Exchange): Markup {
  const body = request.body ?? '';
  const lines = [html`${request.method} ${request.url}`, ...headerLines(request.headers, undefined)];
  if (body !== '') lines.push(html``, bodyText(body, undefined));
  return joined(lines);
}

function responseText(response: NonNullable<Exchange['response']>, offending: string | undefined): Markup {
  const status = `${response.status} ${response.statusText}`;
  const place = offending === undefined ? 'nowhere' : placeOf(response, status, offending);
  const mark = (where: string) => (place === where ? offending : undefined);
  const lines = [
    marked(status, mark('status')),
    ...headerLines(response.headers, mark('headers')),
    html``,
    bodyText(response.body, mark('body')),
  ];
  if (response.truncated === true && response.body.length <= longestBody) {
    lines.push(html`<i class="n">The body was longer; the rest was not read.</i>`);
  }
  return joined(lines);
}

function joined(lines: readonly Markup[]): Markup {
  return html`${lines.map((line, index) => html`${index > 0 && '\n'}${line}`)}`;
}

function placeOf(response: NonNullable<Exchange['response']>, status: string, offending: string): string {
  if (status.startsWith(offending)) return 'status';
  if (locate(response.body, offending)) return 'body';
  if (headers(response.headers).some((line) => line.includes(offending))) return 'headers';
  return status.includes(offending) ? 'status' : 'nowhere';
}

function headers(all: Record<string, string>): string[] {
  return Object.entries(all).map(([name, value]) => `${name}: ${value}`);
}

function headerLines(all: Record<string, string>, offending: string | undefined): Markup[] {
  const lines = headers(all);
  const shown = lines.slice(0, mostHeaders).map((line) => marked(cut(oneHeader(line), longestHeader), offending));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, html`<i class="n">and ${more} more headers</i>`] : shown;
}

const oneHeader = (line: string) => visible(line).replaceAll('\n', '␊');

function marked(text: string, offending: string | undefined): Markup {
  const at = offending === undefined || offending === '' ? -1 : text.indexOf(offending);
  if (at < 0 || offending === undefined) return html`${text}`;
  return html`${text.slice(0, at)}<mark>${offending}</mark>${text.slice(at + offending.length)}`;
}

function bodyText(body: string, offending: string | undefined): Markup {
  if (body === '') return html`<i class="n">no body</i>`;
  const shown = body.length > longestBody ? cut(body, longestBody).slice(0, -1) : body;
  const range = offending === undefined ? undefined : locate(shown, offending);
  const pieces = layOut(shown).map(({ lead, start, end }) => {
    if (!range || range[1] <= start || range[0] >= end) return html`${lead}${shown.slice(start, end)}`;
    const [from, to] = [Math.max(range[0], start), Math.min(range[1], end)];
    return html`${lead}${shown.slice(start, from)}<mark>${shown.slice(from, to)}</mark>${shown.slice(to, end)}`;
  });
  const hidden = body.length - shown.length;
  const note = hidden > 0 && html`${'\n'}<i class="n">… ${hidden} more characters are in report.json.</i>`;
  return html`${pieces}${note}`;
}
