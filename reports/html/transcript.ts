/** One exchange as evidence: request and response as they went over the wire, the offending part marked. */
import type { Exchange } from '../model.js';
import { cut, duration, visible } from '../text.js';
import { foreign, html, type Markup } from './markup.js';
import { layOut, locate } from './json-layout.js';

/** UTF-16 units of a body that a report shows at most, and at least. */
export const longestBody = 16_384;
export const shortestBody = 600;
const longestHeader = 500;
const mostHeaders = 60;

/** Headers of the connection, which say nothing about SCIM; report.json has them. */
const transport = new Set(['host', 'connection', 'keep-alive', 'accept-encoding', 'user-agent', 'transfer-encoding']);

export interface TranscriptOptions {
  /** Part of the response to mark. */
  offending?: string | undefined;
  /** UTF-16 units of each body to show. */
  limit: number;
  /** A remark beside the number. */
  remark?: string;
}

/** An exchange as a block with its number as anchor. */
export function transcript(exchange: Exchange, options: TranscriptOptions): Markup {
  const { n, request, response, timing } = exchange;
  const head = response ? html`<b>${response.status}</b> ${foreign(response.statusText, 60)}` : html`<b>no answer</b>`;
  return html`<section class="x" id="x${n}" aria-label="Exchange ${n}">
    <p class="xh">
      <a href="#x${n}">#${n}</a> <b>${foreign(request.method, 20)}</b> ${foreign(pathOf(request.url), 200)} → ${head}
      <small>${duration(timing.totalMs)}${options.remark !== undefined && ` · ${options.remark}`}</small>
    </p>
    ${block(requestText(exchange, options.limit), `Exchange ${n}, request`)}
    ${block(response ? responseText(response, options) : html`${exchange.problem ?? 'No answer came.'}`, `Exchange ${n}, response`)}
  </section>`;
}

/** Verbatim text; long text scrolls, and what scrolls must be reachable by keyboard and have a name. */
function block(content: Markup, name: string): Markup {
  const text = content.toString();
  const long = text.length > 1200 || text.split('\n').length > 18;
  if (!long) return html`<pre>${content}</pre>`;
  return html`<pre tabindex="0" role="region" aria-label="${name}">${content}</pre>`;
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

function requestText({ request }: Exchange, limit: number): Markup {
  const body = request.body ?? '';
  const lines = [html`${request.method} ${request.url}`, ...headerLines(request.headers, undefined)];
  if (body !== '') lines.push(html``, bodyText(body, undefined, limit));
  return joined(lines);
}

function responseText(response: NonNullable<Exchange['response']>, options: TranscriptOptions): Markup {
  const { offending, limit } = options;
  const status = `${response.status} ${response.statusText}`;
  const place = offending === undefined ? 'nowhere' : placeOf(response, status, offending);
  const mark = (where: string) => (place === where ? offending : undefined);
  const lines = [
    marked(status, mark('status')),
    ...headerLines(response.headers, mark('headers')),
    html``,
    bodyText(response.body, mark('body'), limit),
  ];
  if (response.truncated === true && response.body.length <= limit) {
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
  const lines = headers(all).filter(
    (line) => offending !== undefined || !transport.has(line.split(':')[0]?.toLowerCase() ?? ''),
  );
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

/** The body up to `limit`, or a shorter beginning and the surroundings of what offends where that stands further on. */
function bodyText(body: string, offending: string | undefined, limit: number): Markup {
  if (body === '') return html`<i class="n">no body</i>`;
  const range = offending === undefined ? undefined : locate(body, offending);
  if (body.length <= limit) return laidOut(body, range);
  const note = (n: number) => html`${'\n'}<i class="n">… ${n} more characters are in report.json.</i>`;
  if (!range || range[1] <= limit)
    return html`${laidOut(whole(body.slice(0, limit)), range)}${note(body.length - limit)}`;
  const begin = Math.floor(limit / 4);
  const from = Math.max(begin, range[0] - begin);
  const part = whole(body.slice(from, from + limit - begin));
  const rest = body.length - from - part.length;
  return html`${laidOut(whole(body.slice(0, begin)), undefined)}${note(from - begin)}${'\n'}${laidOut(part, [range[0] - from, range[1] - from])}${rest > 0 && note(rest)}`;
}

/** A cut text without the halves of characters at its ends. */
function whole(text: string): string {
  return text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');
}

function laidOut(body: string, range: [number, number] | undefined): Markup {
  const pieces = layOut(body).map(({ lead, start, end }) => {
    if (!range || range[1] <= start || range[0] >= end) return html`${lead}${body.slice(start, end)}`;
    const [from, to] = [Math.max(range[0], start), Math.min(range[1], end)];
    return html`${lead}${body.slice(start, from)}<mark>${body.slice(from, to)}</mark>${body.slice(to, end)}`;
  });
  return html`${pieces}`;
}
