/** A transport that hands requests to the reference server in the same process: no sockets, exact, fast. */
import { isUtf8 } from 'node:buffer';
import { EVIDENCE_LIMIT } from '../harness/evidence.js';
import type { Target } from '../harness/target.js';
import type { Transport, WireRequest, WireResponse } from '../harness/transport.js';
import { USER_AGENT } from '../harness/version.js';
import type { Exchange } from '../reports/model.js';
import type { Req, Res } from '../reference/message.js';

export interface Handler {
  handle(request: Req): Promise<Res>;
}

/** Base URL under which the in-process server is asked. */
export const BASE_URL = 'http://reference.test/scim/v2';

/** The target that such a server is, at any base URL. */
export function targetInProcess(baseUrl: string = BASE_URL): Target {
  return {
    baseUrl,
    auth: { kind: 'bearer', token: 'reference' },
    authorize: (headers) => void (headers['authorization'] = 'Bearer reference'),
    timeoutMs: 10_000,
    insecure: false,
    direct: true,
    extraHeaders: {},
    rules: {},
  };
}

/** Makes a transport over a server's in-process entry. */
export function inProcess(server: Handler): Transport {
  const exchanges: Exchange[] = [];
  return {
    async send(request: WireRequest): Promise<WireResponse> {
      const url = new URL(request.url);
      const exchange: Exchange = {
        n: exchanges.length + 1,
        request: {
          method: request.method,
          url: request.url,
          headers: request.headers,
          ...(request.body === undefined ? {} : { body: request.body }),
        },
        timing: { startedAt: new Date(0).toISOString(), totalMs: 0 },
        phase: request.phase,
      };
      exchanges.push(exchange);
      const ask = (): Promise<Res> =>
        server.handle({
          method: request.method,
          path: `${url.pathname}${url.search}`,
          headers: { host: url.host, ...sentOf(request.headers) },
          ...(request.body === undefined ? {} : { body: request.body }),
        });
      const putOff: string[] = [];
      let res = await ask();
      // As the real transport does, without the waiting.
      for (; res.status === 429 && putOff.length < 5; res = await ask())
        putOff.push(Object.entries(res.headers).find(([name]) => name.toLowerCase() === 'retry-after')?.[1] ?? '');
      if (res.status === 503) res = await ask();
      const headers: Record<string, string> = {};
      for (const [name, value] of Object.entries(res.headers)) headers[name.toLowerCase()] = value;
      const bytes = Buffer.from(res.body, res.encoding ?? 'utf8');
      const text = res.encoding === undefined ? res.body : bytes.toString('utf8');
      // A copy: a slice would keep the whole body in memory.
      const body = text.length > EVIDENCE_LIMIT ? Buffer.from(text.slice(0, EVIDENCE_LIMIT)).toString() : text;
      exchange.response = { status: res.status, statusText: '', headers, body };
      return {
        exchange,
        status: res.status,
        headers,
        rawHeaders: Object.entries(res.headers),
        text,
        bytes: bytes.length,
        invalidUtf8: res.encoding !== undefined && !isUtf8(bytes),
        elapsedMs: 0,
        putOff,
      };
    },
    exchanges: () => exchanges,
    stats: () => ({ requests: exchanges.length, throttled: 0, slowestMs: 0 }),
    redact: (text) => text,
    close: async () => {},
  };
}

/** As the real transport has it: a User-Agent of our own unless one is given, and no header whose value is empty. */
function sentOf(headers: Record<string, string>): Record<string, string> {
  const named = { 'user-agent': USER_AGENT, ...headers };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== ''));
}
