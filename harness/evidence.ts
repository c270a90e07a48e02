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
export interface OpenExchange {
  exchange: Exchange;
  /** Adds what came back. */
  close(heard: Heard): void;
}

/** Opens an exchange; `startedMs` is the time of sending, in milliseconds since 1970. */
export function openExchange(
  n: number,
  sent: SentRequest,
  phase: Exchange['phase'],
  startedMs: number,
  redact: Redactor,
): OpenExchange {
  const hide = (): Redactor => withRequestSecrets(redact, sent);
  let answer: Answer | undefined;
  let request: Exchange['request'] | undefined;
  let response: Exchange['response'];
  let timing: Exchange['timing'] | undefined;
  const exchange = {
    n,
    phase,
    get request() {
      return (request ??= requestOf({ ...sent, headers: answer?.sentHeaders ?? sent.headers }, hide(), redact));
    },
    get response() {
      return (response ??= answer && responseOf(answer, hide()));
    },
    get timing() {
      return (timing ??= { startedAt: new Date(startedMs).toISOString(), ...(answer?.timing ?? { totalMs: 0 }) });
    },
  } as Exchange;
  return {
    exchange,
    close(heard) {
      const { failure, head } = heard;
      answer = {
        sentHeaders: heard.sentHeaders ?? sent.headers,
        head,
        // A copy: a slice would keep the whole body in memory.
        body: Buffer.from(heard.body.subarray(0, EVIDENCE_LIMIT)),
        cut: failure !== undefined || heard.body.length > EVIDENCE_LIMIT,
        // A copy: a socket may still tell when it connected after it was given up.
        timing: { ...heard.timing },
      };
      request = timing = undefined;
      if (failure) exchange.problem = hide()(sentenceOf(failure, head !== undefined, heard.body.length));
    },
  };
}

/** What is kept of an answer until somebody reads it. */
interface Answer extends Pick<Heard, 'timing'> {
  sentHeaders: Record<string, string>;
  head: Heard['head'];
  body: Buffer;
  cut: boolean;
}

function responseOf({ head, body, cut }: Answer, hide: Redactor): Exchange['response'] {
  return (
    head && {
      status: head.status,
      statusText: hide(head.statusText),
      headers: redactHeaders(joinHeaders(head.rawHeaders), hide),
      body: redactBody(body.toString('utf8'), hide),
      ...(cut ? { truncated: true } : {}),
    }
  );
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
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return headers;
}
