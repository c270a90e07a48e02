/** Time, injected: every wait of a run goes through one clock, and tests put a virtual one in its place. */

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

/**
 * A clock that never waits: sleepers wake in the order of their waking times, and `now` jumps to each of them.
 * Starts at 1 January 2026 unless told otherwise.
 */
export function createVirtualClock(start = Date.UTC(2026, 0, 1)): Clock {
  let now = start;
  let order = 0;
  let running = false;
  const sleepers: { at: number; order: number; wake: () => void }[] = [];
  const step = (): void => {
    const next = sleepers.shift();
    if (!next) {
      running = false;
      return;
    }
    now = Math.max(now, next.at);
    next.wake();
    setImmediate(step);
  };
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        sleepers.push({
          at: now + Math.max(0, ms),
          order: (order += 1),
          wake: () => (signal?.aborted ? reject(signal.reason as Error) : resolve()),
        });
        sleepers.sort((a, b) => a.at - b.at || a.order - b.order);
        if (running) return;
        running = true;
        setImmediate(step);
      }),
  };
}
