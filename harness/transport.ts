/**
 * The transport: requests over supertest with one keep-alive agent per run. Every request becomes an exchange,
 * redacted; failures become NoAnswer, a target that stays busy becomes Throttled.
 */
import { isUtf8 } from 'node:buffer';
import { setMaxListeners } from 'node:events';
import type { Exchange } from '../reports/model.js';
import { createAgents } from './agents.js';
import { systemClock, type Clock } from './clock.js';
import { joinHeaders, openExchange, type SentRequest } from './evidence.js';
import { kindOf, NoAnswer, Throttled, type NoAnswerKind } from './failures.js';
import { createSecretKeeper, type Redactor } from './redact.js';
import { proxySecrets } from './secrets.js';
import { createPacer } from './throttle.js';
import { USER_AGENT } from './version.js';
import { attempt, createWatch, type Heard } from './wire.js';

export { NoAnswer, Throttled, type NoAnswerKind };

export interface WireRequest {
  method: string;
  /** Absolute. */
  url: string;
  /** Names in any letter case. An empty value leaves out a header that would be there by default (`user-agent`). */
  headers: Record<string, string>;
  /** Sent byte for byte, as UTF-8. */
  body?: string;
  phase: Exchange['phase'];
}

export interface WireResponse {
  /** The exchange as stored, redacted. */
  exchange: Exchange;
  status: number;
  /** Lower-case names; repeated headers joined by `, `. */
  headers: Record<string, string>;
  /** As received, in order. */
  rawHeaders: [string, string][];
  /** The body, decompressed and decoded as UTF-8; not redacted. */
  text: string;
  /** Bytes of the body after decompression. */
  bytes: number;
  /** True when the body holds bytes that are no UTF-8 (they read as U+FFFD in `text`). */
  invalidUtf8: boolean;
  elapsedMs: number;
  /** Answers 429 that this request had before, each by its Retry-After, '' where it had none. */
  putOff: string[];
}

export interface TransportOptions {
  /** Per request, milliseconds; default 10,000. */
  timeoutMs?: number;
  /** Requests per second; unlimited when absent. */
  rate?: number;
  /** Body size cap, bytes after decompression; default 16 MiB. */
  maxBytes?: number;
  /** Longest total wait for a busy target per request, milliseconds; default 60,000. */
  retryCapMs?: number;
  /** Further certificate authorities, PEM. */
  ca?: string;
  /** True switches certificate checks off. */
  insecure?: boolean;
  /** Where the proxy variables are read; default the process environment. Pass `{}` for a server of our own. */
  env?: Record<string, string | undefined>;
  clock?: Clock;
  /** Ends requests under way and refuses further ones, except those of the clean-up. Rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Kept out of the evidence, besides the credentials of proxies and what requests carry. */
  secrets?: readonly string[];
}

export interface Transport {
  /** Rejects with NoAnswer, Throttled, or the reason of the abort signal. */
  send(request: WireRequest): Promise<WireResponse>;
  /** All exchanges so far, oldest first. */
  exchanges(): Exchange[];
  stats(): { requests: number; throttled: number; slowestMs: number };
  /** Takes out the run's secrets: those of the target, and those that its requests have carried so far. */
  redact: Redactor;
  /** Closes idle connections. */
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_BYTES = 16 * 1024 * 1024;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const CONDITIONS = new Set(['if-match', 'if-none-match', 'if-unmodified-since']);
/**
 * A 503 without Retry-After is as good a word for "not now" (RFC 9110 section 15.6.4), so the request is sent once more;
 * where that has not helped this often, 503 is what the target says of what it was asked.
 */
const LASTING_503 = 3;

/** Makes the transport of a run. Throws when the CA or a proxy URL cannot be used. */
export function createTransport(options: TransportOptions = {}): Transport {
  const clock = options.clock ?? systemClock;
  const env = options.env ?? process.env;
  const secrets = createSecretKeeper([...(options.secrets ?? []), ...proxySecrets(env)]);
  const { redact } = secrets;
  const agents = createAgents({
    env,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    ...(options.insecure === undefined ? {} : { insecure: options.insecure }),
  });
  const pacer = createPacer(clock, options.rate, options.retryCapMs);
  // Each request under way listens, and Node warns at more than ten.
  if (options.signal) setMaxListeners(0, options.signal);
  const exchanges: Exchange[] = [];
  let throttled = 0;
  let lasting = 0;
  let slowestMs = 0;
  // A server that ends kept-alive connections unannounced could drop a write unread: writes then get their own.
  let hangsUp = false;
  const watch = createWatch(() => (hangsUp = true));

  const once = async (request: WireRequest, fresh: boolean): Promise<{ heard: Heard; exchange: Exchange }> => {
    const signal = request.phase === 'clean-up' ? undefined : options.signal;
    signal?.throwIfAborted();
    const turn = pacer.turn(signal);
    if (turn) await turn;
    const sent: SentRequest = {
      method: request.method,
      url: request.url,
      headers: { 'user-agent': USER_AGENT, ...lowerCase(request.headers) },
      ...(request.body === undefined ? {} : { body: request.body }),
    };
    secrets.learn(sent);
    // The number is taken when the request leaves, so that the transcript reads in order of sending.
    const { exchange, close } = openExchange(exchanges.length + 1, sent, request.phase, clock.now(), redact);
    exchanges.push(exchange);
    const heard = await attempt(
      sent,
      agents,
      fresh,
      {
        deadlineMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
        maxBytes: options.maxBytes ?? DEFAULT_MAX_BYTES,
        ...(signal ? { signal } : {}),
      },
      watch,
    );
    close(heard);
    slowestMs = Math.max(slowestMs, heard.timing.totalMs);
    if (heard.failure?.code === 'ABORTED') throw signal?.reason as Error;
    return { heard, exchange };
  };

  const onceOrAgain = async (request: WireRequest): Promise<{ heard: Heard; exchange: Exchange }> => {
    const safe = SAFE.has(request.method.toUpperCase());
    const first = await once(request, !safe && hangsUp);
    if (!staleSocket(first.heard)) return first;
    hangsUp = true;
    return safe || isSettled(request) ? once(request, true) : first;
  };

  return {
    async send(request) {
      const began = clock.now();
      const putOff: string[] = [];
      for (let tries = 0; ; tries += 1) {
        const { heard, exchange } = await onceOrAgain(request);
        if (heard.failure || !heard.head) {
          const failure = heard.failure ?? { code: 'UNKNOWN', message: 'no answer' };
          throw new NoAnswer(kindOf(failure), exchange, failure.code, heard.reusedSocket);
        }
        const response = toResponse(heard, heard.head, exchange, putOff);
        const retryAfter = response.headers['retry-after'];
        const isBare = response.status === 503 && retryAfter === undefined;
        if (isBare && tries > 0) lasting += 1;
        if (isBare ? tries > 0 || lasting >= LASTING_503 : response.status !== 429 && response.status !== 503) {
          pacer.served();
          return response;
        }
        throttled += 1;
        if (response.status === 429) putOff.push(retryAfter ?? '');
        if (pacer.busy(retryAfter, tries, clock.now() - began) === undefined)
          throw new Throttled(exchange, clock.now() - began);
      }
    },
    exchanges: () => exchanges,
    stats: () => ({ requests: exchanges.length, throttled, slowestMs }),
    redact,
    close: async () => agents.close(),
  };
}

/**
 * A replacement that no version stands against comes to the same when it is sent twice (RFC 9110 section 9.2.2). A
 * second DELETE does too, but is answered otherwise.
 */
function isSettled({ method, headers }: WireRequest): boolean {
  return method.toUpperCase() === 'PUT' && !Object.keys(headers).some((name) => CONDITIONS.has(name.toLowerCase()));
}

/** The server closed a kept-alive connection while the request was on its way: nothing was read of it. */
function staleSocket(heard: Heard): boolean {
  if (!heard.failure || heard.head || !heard.reusedSocket) return false;
  return kindOf(heard.failure) === 'reset';
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value;
  return lower;
}

function toResponse(
  heard: Heard,
  head: NonNullable<Heard['head']>,
  exchange: Exchange,
  putOff: string[],
): WireResponse {
  return {
    exchange,
    status: head.status,
    headers: joinHeaders(head.rawHeaders),
    rawHeaders: head.rawHeaders,
    text: heard.body.toString('utf8'),
    bytes: heard.body.length,
    invalidUtf8: !isUtf8(heard.body),
    elapsedMs: heard.timing.totalMs,
    putOff,
  };
}
