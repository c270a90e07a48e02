/** Sends the requests of a cycle: obeys Retry-After, notices when the target is gone, keeps the latest exchanges. */
import type { DialectRequest } from '../dialects/dialect.js';
import { Failed, failureOf, failureOfSilence } from './outcome.js';
import { NoAnswer, type Answer, type Wire } from './wire.js';

/** The cycle cannot go on: the credentials are refused, the target does not speak SCIM, or it is gone. */
export class CycleStopped extends Error {
  constructor(
    readonly failure: Failed,
    /** True: the provider quarantines at once. False: the target vanished, the cycle is taken up again later. */
    readonly fatal: boolean,
  ) {
    super(failure.message);
  }
}

export interface SenderOptions {
  wire: Wire;
  /** Waits in real time; tests wait on a virtual clock. */
  sleep(ms: number): Promise<void>;
  now(): number;
}

/** Answers in a row that did not come, after which the target counts as gone. */
const GONE_AFTER = 25;
const RETRIES_WHEN_THROTTLED = 4;
const LONGEST_PAUSE_MS = 5 * 60_000;

export class Sender {
  requests = 0;
  writes = 0;
  throttled = 0;
  private silent = 0;
  private pausedUntil = 0;

  constructor(private readonly options: SenderOptions) {}

  /**
   * Sends a request and gives back a 2xx answer. Throws Failed for every other answer and for silence, CycleStopped
   * for refused credentials and for a target that is gone. A 429 with Retry-After pauses all requests and is repeated.
   */
  async send(request: DialectRequest): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      await this.pause();
      const answer = await this.once(request);
      const wait = answer.status === 429 || answer.status === 503 ? retryAfter(answer, this.options.now()) : null;
      if (wait !== null && attempt < RETRIES_WHEN_THROTTLED) {
        this.throttled += 1;
        this.pausedUntil = Math.max(this.pausedUntil, this.options.now() + wait);
        continue;
      }
      const failure = failureOf(answer);
      if (!failure) return answer;
      if (failure.code === 'Unauthorized') throw new CycleStopped(failure, true);
      throw failure;
    }
  }

  private async pause(): Promise<void> {
    for (let left = this.pausedUntil - this.options.now(); left > 0; left = this.pausedUntil - this.options.now()) {
      await this.options.sleep(left);
    }
  }

  private async once(request: DialectRequest): Promise<Answer> {
    const { method, path, headers } = request;
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const outgoing = body === undefined ? { method, path, headers } : { method, path, headers, body };
    this.requests += 1;
    if (method !== 'GET') this.writes += 1;
    try {
      const answer = await this.options.wire.send(outgoing);
      this.silent = 0;
      return answer;
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      this.silent += 1;
      const failure = failureOfSilence(error);
      if (this.silent >= GONE_AFTER) throw new CycleStopped(failure, false);
      throw failure;
    }
  }
}

/** Milliseconds to wait, null where the answer does not say; seconds or an HTTP date (RFC 9110 section 10.2.3). */
function retryAfter(answer: Answer, now: number): number | null {
  const value = answer.headers['retry-after']?.trim();
  if (value === undefined) return null;
  const seconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(seconds) ? null : Math.min(Math.max(0, seconds), LONGEST_PAUSE_MS);
}

/** Whether the end of a write that failed this way is unknown: it may have taken effect. */
export function isUnclear(failure: Failed): boolean {
  const { status } = failure.more;
  return status === undefined || status >= 500 || (status >= 200 && status < 300);
}
