/** How requests leave: a small interface, so that a cycle can talk to a server in process as well as over the network. */
import { unzipSync } from 'node:zlib';
import { errors, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { proxyFor, trusting } from '../harness/agents.js';

export interface Outgoing {
  method: string;
  /** Relative to the base URL, the query already encoded: `/Users?filter=…`. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Answer {
  status: number;
  /** Lower-case names; repeated headers joined with ", ". */
  headers: Record<string, string>;
  text: string;
}

export type Failure = 'timeout' | 'refused' | 'reset' | 'dns' | 'tls' | 'too-large' | 'protocol';

/** No answer came. Whether the request took effect is unknown unless the connection was refused. */
export class NoAnswer extends Error {
  constructor(
    readonly failure: Failure,
    message: string,
  ) {
    super(message);
  }
}

export interface Wire {
  /** Sends one request and gives back the whole answer. Throws NoAnswer. */
  send(request: Outgoing): Promise<Answer>;
  close(): Promise<void>;
}

export interface WireOptions {
  /** SCIM base URL. Query parameters such as `?aadOptscim062020` belong to the provider and are not sent. */
  baseUrl: string;
  /** Read for every request, so that the token is held in one place only. */
  authorization: () => string | null;
  connections?: number;
  timeoutMs?: number;
  maxBytes?: number;
  /** A further certificate authority, PEM; those of Node stay trusted. */
  ca?: string;
  insecure?: boolean;
  /** Where HTTPS_PROXY, HTTP_PROXY and NO_PROXY are read; the process environment unless given. `{}` for a server of our own. */
  env?: Record<string, string | undefined>;
}

/** The base URL as requests need it: no query, no trailing slash. */
export function normalizeBaseUrl(text: string): URL {
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** A wire over undici with keep-alive connections. No User-Agent is sent unless the dialect sets one. */
export function createWire(options: WireOptions): Wire {
  const base = normalizeBaseUrl(options.baseUrl);
  const timeout = options.timeoutMs ?? 60_000;
  const maxBytes = options.maxBytes ?? 16 * 1024 * 1024;
  const dispatcher = dispatcherFor(base, options, timeout);
  const prefix = base.pathname === '/' ? '' : base.pathname;
  return {
    async send(request) {
      const authorization = options.authorization();
      try {
        const answer = await dispatcher.request({
          origin: base.origin,
          method: request.method as Dispatcher.HttpMethod,
          path: prefix + request.path,
          headers: authorization === null ? request.headers : { ...request.headers, authorization },
          body: request.body ?? null,
        });
        const received = flat(answer.headers);
        const bytes = await readBody(answer.body, maxBytes);
        const text = decode(bytes, received['content-encoding'], maxBytes);
        return { status: answer.statusCode, headers: received, text };
      } catch (error) {
        throw error instanceof NoAnswer ? error : explain(error);
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Connections to the target, through the proxy of the environment where one is named. */
function dispatcherFor(base: URL, options: WireOptions, timeout: number): Dispatcher {
  const limits = { connections: options.connections ?? 16, headersTimeout: timeout, bodyTimeout: timeout };
  const connecting = { timeout: Math.min(timeout, 10_000) };
  const security = {
    ...connecting,
    ...(options.ca === undefined ? {} : { ca: trusting(options.ca) }),
    rejectUnauthorized: options.insecure !== true,
  };
  const proxy = proxyFor(base, options.env ?? process.env);
  if (proxy === undefined) return new Pool(base.origin, { ...limits, connect: security });
  return new ProxyAgent({
    ...limits,
    uri: proxy,
    requestTls: security,
    proxyTls: connecting,
    // Many proxies tunnel to the port of https alone.
    proxyTunnel: base.protocol === 'https:',
    factory: (origin, settings) => new Pool(origin, { ...limits, ...settings }),
  });
}

async function readBody(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new NoAnswer('too-large', `the answer is longer than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

/** Some clients ask for compressed answers; what unpacks to more than the limit is refused. */
function decode(bytes: Buffer, encoding: string | undefined, maxBytes: number): string {
  if (bytes.length === 0 || encoding === undefined || !/^(x-)?(gzip|deflate)$/i.test(encoding))
    return bytes.toString('utf8');
  try {
    return unzipSync(bytes, { maxOutputLength: maxBytes }).toString('utf8');
  } catch (error) {
    throw new NoAnswer(
      'protocol',
      `the ${encoding} answer cannot be unpacked: ${error instanceof Error ? error.message : ''}`,
    );
  }
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const result: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return result;
}

function explain(error: unknown): NoAnswer {
  const message = error instanceof Error ? error.message : String(error);
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (
    error instanceof errors.HeadersTimeoutError ||
    error instanceof errors.BodyTimeoutError ||
    error instanceof errors.ConnectTimeoutError
  ) {
    return new NoAnswer('timeout', message);
  }
  if (code === 'ECONNREFUSED') return new NoAnswer('refused', message || 'the connection was refused');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new NoAnswer('dns', message);
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) return new NoAnswer('tls', message);
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET') return new NoAnswer('reset', message);
  return new NoAnswer('protocol', message);
}
