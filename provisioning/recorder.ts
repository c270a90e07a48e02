/** Keeps exchanges as evidence: numbered, the latest ones and those that a finding points at, redacted when handed out. */
import {
  createRedactor,
  redactBody,
  redactHeaders,
  redactUrl,
  withRequestSecrets,
  type Redactor,
} from '../harness/redact.js';
import type { Exchange } from '../reports/model.js';
import type { Answer, Outgoing, Wire } from './wire.js';

const KEPT = 2_000;
const LONGEST_BODY = 16_384;

/** An exchange as it passed; redacting all of them would cost more than sending them. */
interface Passed {
  n: number;
  request: Outgoing;
  answer: Answer | null;
  problem: string | null;
  startedAt: number;
  totalMs: number;
  truncated: boolean;
}

export class Recorder {
  private readonly redact: Redactor;
  private readonly passed = new Map<number, Passed>();
  private readonly pinned = new Set<number>();
  private readonly numbers = new WeakMap<Answer, number>();
  private next = 1;

  /** @param secrets values that appear in no evidence, in no encoding */
  constructor(
    private readonly baseUrl: string,
    secrets: string[],
  ) {
    this.redact = createRedactor(secrets);
  }

  /** The same wire, with everything that passes kept. What a target says of our secrets gets no further: not into logs. */
  around(wire: Wire): Wire {
    return {
      close: () => wire.close(),
      send: async (request) => {
        const n = this.next++;
        const startedAt = Date.now();
        const started = performance.now();
        const keep = (answer: Answer | null, problem: string | null): void =>
          this.keep({ n, request, ...shortened(answer), problem, startedAt, totalMs: performance.now() - started });
        try {
          const answer = this.cleaned(await wire.send(request), request);
          this.numbers.set(answer, n);
          keep(answer, null);
          return answer;
        } catch (error) {
          keep(null, error instanceof Error ? error.message : String(error));
          throw error;
        }
      },
    };
  }

  private cleaned(answer: Answer, request: Outgoing): Answer {
    // An error may quote the request with the password in it.
    const redact =
      answer.status < 400 ? this.redact : withRequestSecrets(this.redact, { ...request, url: request.path });
    const headers = Object.entries(answer.headers).map(([name, value]) => [name, redact(value)]);
    return { ...answer, headers: Object.fromEntries(headers) as Answer['headers'], text: redact(answer.text) };
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
    const inPath = encodeURIComponent(target);
    const numbers = [...this.passed.values()]
      .filter(({ request, answer }) => {
        if (request.method === 'GET') return false;
        return request.path.includes(inPath) || answer?.text.includes(`"${target}"`) === true;
      })
      .slice(-3)
      .map(({ n }) => n);
    for (const n of numbers) this.pinned.add(n);
    return numbers;
  }

  /** The pinned exchanges, redacted, oldest first. */
  evidence(): Exchange[] {
    return [...this.passed.values()]
      .filter(({ n }) => this.pinned.has(n))
      .sort((a, b) => a.n - b.n)
      .map((one) => this.exchangeOf(one));
  }

  private keep(one: Passed): void {
    this.passed.set(one.n, one);
    if (this.passed.size <= KEPT + this.pinned.size) return;
    for (const n of this.passed.keys()) {
      if (this.pinned.has(n)) continue;
      this.passed.delete(n);
      return;
    }
  }

  private exchangeOf({ n, request, answer, problem, startedAt, totalMs, truncated }: Passed): Exchange {
    const url = this.baseUrl + request.path;
    const redact = withRequestSecrets(this.redact, { ...request, url });
    const body = request.body === undefined ? {} : { body: redactBody(request.body, redact) };
    return {
      n,
      request: {
        method: request.method,
        url: redactUrl(url, redact),
        headers: redactHeaders(request.headers, redact),
        ...body,
      },
      ...(answer
        ? {
            response: {
              status: answer.status,
              statusText: '',
              headers: redactHeaders(answer.headers, redact),
              body: redactBody(answer.text, redact),
              ...(truncated ? { truncated } : {}),
            },
          }
        : {}),
      ...(problem === null ? {} : { problem: redact(problem) }),
      timing: { startedAt: new Date(startedAt).toISOString(), totalMs },
      phase: 'provisioning',
    };
  }
}

/** Long answers are cut, and copied, so that the whole of them need not be kept. */
function shortened(answer: Answer | null): { answer: Answer | null; truncated: boolean } {
  if (!answer || answer.text.length <= LONGEST_BODY) return { answer, truncated: false };
  const text = Buffer.from(answer.text.slice(0, LONGEST_BODY)).toString('utf8');
  return { answer: { ...answer, text }, truncated: true };
}
