/** Good manners: the rate limit of `--rate`, and waiting as long as a busy target asks. One pacer per run. */
import type { Clock } from './clock.js';

/** Total time one request waits for a target that says it is busy. */
const DEFAULT_CAP_MS = 60_000;
const MOST_TRIES = 8;
const FIRST_BACK_OFF_MS = 1000;
/** Requests are spread by this much at least when they resume after a pause, so that they do not arrive as one. */
const FIRST_SPREAD_MS = 25;
const LARGEST_SPREAD_MS = 1000;

export interface Pacer {
  /** Resolves when the next request may leave; undefined where it may at once. */
  turn(signal?: AbortSignal): Promise<void> | undefined;
  /**
   * Notes that a request was answered with 429 or 503. Gives the time to wait (all requests wait with it), or
   * undefined when `spentMs` and the new wait would pass the cap.
   */
  busy(retryAfter: string | undefined, tries: number, spentMs: number): number | undefined;
  /** Notes an answer that was none of these. */
  served(): void;
}

/** `rate` is in requests per second. */
export function createPacer(clock: Clock, rate: number | undefined, capMs = DEFAULT_CAP_MS): Pacer {
  const spacing = rate ? 1000 / rate : 0;
  let spread = 0;
  let nextSlot = 0;
  let pausedUntil = 0;
  const turn: Pacer['turn'] = (signal) => {
    const now = clock.now();
    const gap = Math.max(spacing, spread);
    const slot = Math.max(now, pausedUntil, gap > 0 ? nextSlot : 0);
    if (gap > 0) nextSlot = slot + gap;
    if (slot <= now) return undefined;
    // Another request may have met a busy target meanwhile.
    return clock.sleep(slot - now, signal).then(() => (clock.now() >= pausedUntil ? undefined : turn(signal)));
  };
  return {
    turn,
    busy(retryAfter, tries, spentMs) {
      const asked = retryAfterMs(retryAfter, clock.now()) ?? FIRST_BACK_OFF_MS * 2 ** tries;
      const wait = Math.max(asked, 50 * 2 ** tries);
      if (tries + 1 >= MOST_TRIES || spentMs + wait > capMs) return undefined;
      pausedUntil = Math.max(pausedUntil, clock.now() + wait);
      spread = Math.min(LARGEST_SPREAD_MS, Math.max(FIRST_SPREAD_MS, spread * 2));
      return wait;
    },
    served() {
      spread = spread > 1 ? spread * 0.9 : 0;
    },
  };
}

/** Retry-After in milliseconds from now: seconds or an HTTP date (RFC 9110 section 10.2.3); undefined when it is neither. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  const text = value?.trim();
  if (!text) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  if (!/^[A-Za-z]{3,9},? /.test(text)) return undefined;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
