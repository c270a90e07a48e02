/** The exchanges as an HTTP Archive 1.2, for browsers' developer tools and HTTP debuggers. */
import type { Entry, Har, PostData, QueryString } from 'har-format';
import type { Exchange, Report } from './model.js';

const httpVersion = 'HTTP/1.1';

/** Renders all exchanges, oldest first. Times that were not measured are -1, as the format wants. */
export function har(report: Report): string {
  const archive: Har = {
    log: {
      version: '1.2',
      creator: { name: report.tool.name, version: report.tool.version },
      pages: [],
      entries: report.exchanges.map(entryOf),
    },
  };
  return `${JSON.stringify(archive, null, 1)}\n`;
}

function entryOf(exchange: Exchange): Entry {
  const { request, response, timing } = exchange;
  const timings = timingsOf(timing);
  const entry: Entry = {
    startedDateTime: startOf(timing.startedAt),
    time: [timings.connect ?? 0, timings.send ?? 0, timings.wait, timings.receive ?? 0].reduce(
      (sum, ms) => sum + Math.max(0, ms),
      0,
    ),
    request: {
      method: request.method,
      url: request.url,
      httpVersion,
      cookies: [],
      headers: pairs(request.headers),
      queryString: queryOf(request.url),
      headersSize: -1,
      bodySize: bytes(request.body),
      ...(request.body === undefined ? {} : { postData: postDataOf(request.body, request.headers) }),
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.statusText ?? '',
      httpVersion: response ? httpVersion : '',
      cookies: [],
      headers: pairs(response?.headers ?? {}),
      content: {
        size: bytes(response?.body),
        mimeType: headerOf(response?.headers ?? {}, 'content-type') ?? '',
        ...(response && response.body !== '' ? { text: response.body } : {}),
        ...(response?.truncated ? { comment: 'The body was cut at the size cap.' } : {}),
      },
      redirectURL: headerOf(response?.headers ?? {}, 'location') ?? '',
      headersSize: -1,
      bodySize: response?.truncated ? -1 : bytes(response?.body),
      ...(exchange.problem === undefined ? {} : { comment: exchange.problem }),
    },
    cache: {},
    timings,
    comment: `#${exchange.n}, ${exchange.phase}`,
  };
  return entry;
}

function timingsOf({ totalMs, connectMs, tlsMs, ttfbMs }: Exchange['timing']): Entry['timings'] {
  const whole = ms(totalMs);
  const handshake = connectMs === undefined && tlsMs === undefined ? undefined : ms(connectMs ?? 0) + ms(tlsMs ?? 0);
  const first = Math.min(whole, ms(ttfbMs ?? totalMs));
  const connect = handshake === undefined ? undefined : Math.min(handshake, first);
  return {
    blocked: -1,
    dns: -1,
    connect: connect ?? -1,
    ssl: tlsMs === undefined ? -1 : Math.min(ms(tlsMs), connect ?? 0),
    send: 0,
    wait: first - (connect ?? 0),
    receive: whole - first,
  };
}

const ms = (value: number) => (Number.isFinite(value) ? Math.max(0, value) : 0);

function startOf(iso: string): string {
  const time = Date.parse(iso);
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}

function pairs(headers: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

function headerOf(headers: Record<string, string>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
}

function queryOf(url: string): QueryString[] {
  try {
    return [...new URL(url).searchParams].map(([name, value]) => ({ name, value }));
  } catch {
    return [];
  }
}

function postDataOf(text: string, headers: Record<string, string>): PostData {
  return { mimeType: headerOf(headers, 'content-type') ?? '', text };
}

function bytes(text: string | undefined): number {
  return text === undefined ? 0 : Buffer.byteLength(text);
}
