/** Keeps exchanges as evidence: redacted, numbered, the latest ones and those that a finding points at. */
import { createRedactor, redactBody, redactHeaders, redactUrl } from '../harness/redact.js';
import type { Exchange } from '../reports/model.js';
import type { Answer, Outgoing, Wire } from './wire.js';

const KEPT = 2_000;
const LONGEST_BODY = 16_384;

export class Recorder {
  private readonly redact: (text: string) => string;
  private readonly exchanges = new Map<number, Exchange>();
  private readonly pinned = new Set<number>();
  private readonly numbers = new WeakMap<Answer, number>();
  private next = 1;

  constructor(
    private readonly baseUrl: string,
    secrets: string[],
  ) {
    this.redact = createRedactor(secrets);
  }

  /** The same wire, with everything that passes written down. */
  around(wire: Wire): Wire {
    return {
      close: () => wire.close(),
      send: async (request) => {
        const n = this.next++;
        const startedAt = new Date().toISOString();
        const started = performance.now();
        try {
          const answer = await wire.send(request);
          this.numbers.set(answer, n);
          this.keep(this.exchangeOf(n, request, startedAt, started, answer, null));
          return answer;
        } catch (error) {
          const problem = error instanceof Error ? error.message : String(error);
          this.keep(this.exchangeOf(n, request, startedAt, started, null, problem));
          throw error;
        }
      },
    };
  }

  /** The number of an answer's exchange, which is kept from now on. */
  pin(answer: Answer): number[] {
    const n = this.numbers.get(answer);
    if (n === undefined) return [];
    this.pinned.add(n);
    return [n];
  }

  /** Numbers of the latest writes whose path or answer names this target object; kept from now on. */
  writesOf(target: string): number[] {
    const found = [...this.exchanges.values()].filter(
      ({ request, response }) =>
        request.method !== 'GET' &&
        (request.url.includes(encodeURIComponent(target)) || response?.body.includes(`"${target}"`) === true),
    );
    const numbers = found.slice(-3).map(({ n }) => n);
    for (const n of numbers) this.pinned.add(n);
    return numbers;
  }

  /** The pinned exchanges, oldest first. */
  evidence(): Exchange[] {
    return [...this.exchanges.values()].filter(({ n }) => this.pinned.has(n)).sort((a, b) => a.n - b.n);
  }

  private keep(exchange: Exchange): void {
    this.exchanges.set(exchange.n, exchange);
    if (this.exchanges.size <= KEPT + this.pinned.size) return;
    for (const n of this.exchanges.keys()) {
      if (this.pinned.has(n)) continue;
      this.exchanges.delete(n);
      return;
    }
  }

  private exchangeOf(
    n: number,
    request: Outgoing,
    startedAt: string,
    started: number,
    answer: Answer | null,
    problem: string | null,
  ): Exchange {
    const cut = (text: string): string => redactBody(text.slice(0, LONGEST_BODY), this.redact);
    return {
      n,
      request: {
        method: request.method,
        url: redactUrl(this.baseUrl + request.path, this.redact),
        headers: redactHeaders(request.headers, this.redact),
        ...(request.body === undefined ? {} : { body: cut(request.body) }),
      },
      ...(answer
        ? {
            response: {
              status: answer.status,
              statusText: '',
              headers: redactHeaders(answer.headers, this.redact),
              body: cut(answer.text),
              ...(answer.text.length > LONGEST_BODY ? { truncated: true } : {}),
            },
          }
        : {}),
      ...(problem === null ? {} : { problem: this.redact(problem) }),
      timing: { startedAt, totalMs: performance.now() - started },
      phase: 'provisioning',
    };
  }
}
