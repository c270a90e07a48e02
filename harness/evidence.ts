/**
 * Exchanges as evidence. Their texts are redacted when they are first read, so that a run does not pay for what nobody
 * looks at while it waits for its target; unredacted text is never reachable through an exchange.
 */
import type { Exchange } from '../reports/model.js';
import { sentenceOf } from './failures.js';
import { redactBody, redactHeaders, redactUrl, withRequestSecrets, type Redactor } from './redact.js';
import type { Heard } from './wire.js';

/** Characters of a request body and bytes of an answer that are kept. */
export const EVIDENCE_LIMIT = 256 * 1024;

export interface SentRequest {
  method: string;
  url: string;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: string;
}

/** An exchange under way. */
export function openExchange(
  n: number,
  request: SentRequest,
  phase: Exchange['phase'],
  startedAt: string,
  redact: Redactor,
): Exchange {
  const exchange = { n, timing: { startedAt, totalMs: 0 }, phase } as Exchange;
  onFirstRead(exchange, 'request', () => requestOf(request, withRequestSecrets(redact, request), redact));
  return exchange;
}

/** Adds what came back. */
export function closeExchange(exchange: Exchange, request: SentRequest, heard: Heard, redact: Redactor): void {
  const left = Object.keys(heard.sentHeaders).length > 0 ? heard.sentHeaders : request.headers;
  const { head, failure } = heard;
  // A copy: a slice would keep the whole body in memory.
  const body = Buffer.from(heard.body.subarray(0, EVIDENCE_LIMIT));
  const cut = failure !== undefined || heard.body.length > EVIDENCE_LIMIT;
  exchange.timing = { startedAt: exchange.timing.startedAt, ...heard.timing };
  if (failure)
    exchange.problem = withRequestSecrets(redact, request)(sentenceOf(failure, head !== undefined, heard.body.length));
  onFirstRead(exchange, 'request', () =>
    requestOf({ ...request, headers: left }, withRequestSecrets(redact, request), redact),
  );
  if (!head) return;
  onFirstRead(exchange, 'response', () => {
    const hide = withRequestSecrets(redact, request);
    return {
      status: head.status,
      statusText: hide(head.statusText),
      headers: redactHeaders(joinHeaders(head.rawHeaders), hide),
      body: redactBody(body.toString('utf8'), hide),
      ...(cut ? { truncated: true } : {}),
    };
  });
}

function requestOf({ method, url, headers, body }: SentRequest, hide: Redactor, redact: Redactor): Exchange['request'] {
  return {
    method,
    url: redactUrl(url, redact),
    headers: redactHeaders(headers, hide),
    ...(body === undefined ? {} : { body: redactBody(body.slice(0, EVIDENCE_LIMIT), hide) }),
  };
}

/** Lower-case names, repeated headers joined by `, `. */
export function joinHeaders(rawHeaders: readonly [string, string][]): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [rawName, value] of rawHeaders) {
    const name = rawName.toLowerCase();
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** Defines an ordinary property whose value is made when it is first read. */
function onFirstRead<T, K extends keyof T>(object: T, key: K, make: () => T[K]): void {
  Object.defineProperty(object, key, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(object, key, { configurable: true, enumerable: true, writable: true, value });
      return value;
    },
  });
}
