/** One HTTP request over supertest: raw bytes in both directions, capped, with a deadline. Nothing is judged here. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import supertest from 'supertest';
import type { Agents } from './agents.js';

/** Header names are lower case; an empty value leaves the header out. */
export interface Attempt {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string;
}

export interface Limits {
  deadlineMs: number;
  maxBytes: number;
  signal?: AbortSignal;
}

export interface Heard {
  /** Head of the request as it left, lower-case names; absent when it did not leave. */
  sentHeaders?: Record<string, string>;
  /** Absent when no status line came. */
  head?: { status: number; statusText: string; rawHeaders: [string, string][] };
  /** What came of the body, decompressed. */
  body: Buffer;
  /** Why the answer is missing or unfinished. */
  failure?: Failure;
  /** The request went over a connection that had served another one before. */
  reusedSocket: boolean;
  timing: { totalMs: number; connectMs?: number; tlsMs?: number; ttfbMs?: number };
}

export interface Failure {
  /** Node's error code, `DEADLINE`, `ETOOLARGE` or `ABORTED`. */
  code: string;
  message: string;
}

/** Sends once and resolves in every case; `failure` says what went wrong. */
export function attempt(
  request: Attempt,
  agents: Agents,
  fresh: boolean,
  limits: Limits,
  watch: Watch,
): Promise<Heard> {
  const began = performance.now();
  const since = (): number => Math.round((performance.now() - began) * 100) / 100;
  const chunks: Buffer[] = [];
  const heard: Heard = { body: Buffer.alloc(0), reusedSocket: false, timing: { totalMs: 0 } };
  let firstError: Failure | undefined;

  return new Promise((resolve) => {
    let settled = false;
    const settle = (failure?: Failure): void => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      limits.signal?.removeEventListener('abort', interrupt);
      heard.timing.totalMs = since();
      heard.body = Buffer.concat(chunks).subarray(0, limits.maxBytes);
      if (failure) heard.failure = failure;
      resolve(heard);
    };
    const fail = (problem: unknown): void => {
      // One failure can reach superagent as a request and as a response error; it prints a warning at the second
      // unless it takes the request for timed out.
      if (test) Object.assign(test, { timedout: true });
      settle(firstError ?? toFailure(problem));
    };
    const giveUp = (failure: Failure): void => {
      settle(failure);
      test?.abort();
    };
    const interrupt = (): void => giveUp({ code: 'ABORTED', message: 'the run was interrupted' });
    const deadline = setTimeout(
      () => giveUp({ code: 'DEADLINE', message: `no complete answer within ${limits.deadlineMs} ms` }),
      limits.deadlineMs,
    );
    limits.signal?.addEventListener('abort', interrupt, { once: true });

    let test: supertest.Test | undefined;
    try {
      test = new supertest.Test('', request.method, request.url);
      test
        .agent(agents.for(request.url, fresh))
        .redirects(0)
        .ok(() => true)
        .buffer(true)
        .maxResponseSize(limits.maxBytes)
        .parse((response, done) => {
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => done(null, undefined));
        });
      setHeaders(test, request.headers);
      // A string without a Content-Type would be sent as a form, bytes are sent as they are.
      if (request.body !== undefined)
        void test.send(request.headers['content-type'] ? request.body : Buffer.from(request.body, 'utf8'));
      test.on('request', ({ req }: { req: ClientRequest }) => {
        // Heard before supertest hears it: supertest leaves the code of connection errors out.
        req.prependOnceListener('error', (problem: unknown) => (firstError ??= toFailure(problem)));
        req.once('socket', (socket: Socket) => {
          heard.reusedSocket = req.reusedSocket;
          watch.inUse(socket, req);
          if (!req.reusedSocket) clockConnection(socket, heard.timing, since);
        });
        req.once('response', (response: IncomingMessage) => {
          heard.timing.ttfbMs = since();
          heard.head = headOf(response);
        });
        heard.sentHeaders = headersOf(req);
      });
      test.end((problem) => (problem ? fail(problem) : settle()));
    } catch (problem) {
      fail(problem);
    }
  });
}

/** Watches connections for the servers that hang up after an answer without having said so. */
export interface Watch {
  inUse(socket: Socket, request: ClientRequest): void;
}

/** `onEarlyEnd` is called when the server ends an idle, kept-alive connection before we do. */
export function createWatch(onEarlyEnd: () => void): Watch {
  const busy = new WeakMap<Socket, boolean>();
  return {
    inUse(socket, request) {
      if (!busy.has(socket)) socket.once('end', () => busy.get(socket) === false && onEarlyEnd());
      busy.set(socket, true);
      let announced = false;
      request.once('response', (response: IncomingMessage) => {
        announced = /close/i.test(response.headers.connection ?? '');
      });
      request.once('close', () => busy.set(socket, announced));
    },
  };
}

/** Names leave in the usual capitals: some servers and proxies know no others. */
function setHeaders(test: supertest.Test, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) if (value !== '') void test.set(inCapitals(name), value);
  if (headers['accept-encoding'] === '') (test as unknown as { unset(name: string): void }).unset('accept-encoding');
}

const capitals = new Map<string, string>();

function inCapitals(name: string): string {
  const known = capitals.get(name);
  if (known !== undefined) return known;
  const spelled = name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  // Names are the harness's and the user's own, so the map stays small.
  capitals.set(name, spelled);
  return spelled;
}

function clockConnection(socket: Socket, timing: Heard['timing'], since: () => number): void {
  if (!socket.connecting) {
    timing.connectMs = since();
    return;
  }
  socket.once('connect', () => (timing.connectMs = since()));
  socket.once('secureConnect', () => (timing.tlsMs = Math.round((since() - (timing.connectMs ?? 0)) * 100) / 100));
}

function headersOf(request: ClientRequest): Record<string, string> {
  const headers: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(request.getHeaders()))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : String(value);
  return headers;
}

function headOf(response: IncomingMessage): NonNullable<Heard['head']> {
  const rawHeaders: [string, string][] = [];
  for (let at = 0; at + 1 < response.rawHeaders.length; at += 2)
    rawHeaders.push([response.rawHeaders[at] ?? '', response.rawHeaders[at + 1] ?? '']);
  return { status: response.statusCode ?? 0, statusText: response.statusMessage ?? '', rawHeaders };
}

function toFailure(problem: unknown): Failure {
  const cause = problem instanceof AggregateError && problem.errors[0] instanceof Error ? problem.errors[0] : problem;
  if (!(cause instanceof Error)) return { code: 'UNKNOWN', message: String(problem) };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'UNKNOWN';
  return { code, message: cause.message || code };
}
