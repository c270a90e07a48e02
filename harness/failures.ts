/** What went wrong on the wire, as kinds a check can act on and sentences a person can. */
import type { Exchange } from '../reports/model.js';
import type { Failure } from './wire.js';

export type NoAnswerKind = 'timeout' | 'reset' | 'refused' | 'dns' | 'tls' | 'too-large' | 'protocol';

/** No complete HTTP answer came. The exchange is on record, with `problem`. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  constructor(
    readonly kind: NoAnswerKind,
    readonly exchange: Exchange,
    /** Node's error code, for example `CERT_HAS_EXPIRED`. */
    readonly code: string,
    /** The connection had served a request before: it may have been closed before this one was read. */
    readonly reusedSocket: boolean,
  ) {
    super(`${exchange.request.method} ${exchange.request.url}: ${exchange.problem ?? kind}`);
  }
}

/** The target still says 429, or 503 with Retry-After, after we waited as it asked, up to the cap. */
export class Throttled extends Error {
  override readonly name = 'Throttled';
  constructor(
    readonly exchange: Exchange,
    readonly waitedMs: number,
  ) {
    super(
      `${exchange.request.method} ${exchange.request.url}: still ${exchange.response?.status} after waiting ${Math.round(waitedMs / 1000)} s`,
    );
  }
}

const KINDS: Record<string, NoAnswerKind> = {
  DEADLINE: 'timeout',
  ETIMEDOUT: 'timeout',
  ESOCKETTIMEDOUT: 'timeout',
  ETOOLARGE: 'too-large',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EADDRNOTAVAIL: 'refused',
  EACCES: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  EPROTO: 'tls',
  HOSTNAME_MISMATCH: 'tls',
};

/** The kind of a failure by Node's error code. */
export function kindOf({ code, message }: Failure): NoAnswerKind {
  if (/before secure TLS connection/.test(message)) return 'tls';
  const known = KINDS[code];
  if (known) return known;
  if (/^EAI_/.test(code)) return 'dns';
  if (/^(ERR_TLS|ERR_SSL|CERT_|CRL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERROR_IN_CERT|INVALID_CA|PATH_LENGTH)/.test(code))
    return 'tls';
  if (/socket hang up/.test(message)) return 'reset';
  return 'protocol';
}

/** One sentence, no stack: what happened, as far as the wire shows it. `received` counts body bytes. */
export function sentenceOf(failure: Failure, hadHead: boolean, received: number): string {
  const { code, message } = failure;
  if (code === 'ABORTED') return message;
  switch (kindOf(failure)) {
    case 'timeout':
      return hadHead ? `${message}: the body stopped or dripped after ${received} bytes` : `no answer: ${message}`;
    case 'too-large':
      return `the body is larger than the cap; ${received} bytes were kept`;
    case 'dns':
      return `the host name cannot be resolved (${code})`;
    case 'refused':
      return `no connection (${code})`;
    case 'reset':
      return hadHead
        ? `the connection was closed in the middle of the body, after ${received} bytes`
        : `the connection was closed without an answer (${code})`;
    case 'tls':
      return `TLS failed: ${tlsWords(code, message)}`;
    case 'protocol':
      return `not a valid HTTP answer: ${message} (${code})`;
  }
}

function tlsWords(code: string, message: string): string {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `the certificate is self-signed or from an unknown authority (${code})`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `the certificate's issuer is unknown, or the server leaves out intermediate certificates (${code})`;
    case 'CERT_HAS_EXPIRED':
      return `the certificate has expired (${code})`;
    case 'CERT_NOT_YET_VALID':
      return `the certificate is not valid yet (${code})`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `the certificate is for another host name (${code})`;
    default:
      return `${message.split('\n')[0]?.slice(0, 160)} (${code})`;
  }
}
