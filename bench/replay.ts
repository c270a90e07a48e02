/** The exchanges of a run, lane by lane, sent again with nothing around them. Ids of new resources are mapped. */
import http from 'node:http';
import supertest from 'supertest';
import { Pool } from 'undici';
import { currentScope, type Lane } from '../harness/lane.js';
import { pool } from '../harness/scheduler.js';
import type { Transport, WireRequest, WireResponse } from '../harness/transport.js';

export interface Sent {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  status: number;
  /** Id of the resource that the answer showed. */
  id?: string;
}

/** What lanes sent, by their titles. */
export type Lanes = Map<string, Sent[]>;

export interface Recording {
  /** What each lane sent, by its title. Made when it is asked for: the run that is measured does not pay for it. */
  lanes(): Lanes;
  /** How many exchanges of a lane followed one another; those that it sent side by side count once. */
  lengths: Map<string, number>;
  /** How many exchanges made the populations that lanes share. */
  populations(): Promise<number>;
  transport: Transport;
}

/** Wraps a transport: what the suites send is kept by lane. */
export function recording(transport: Transport): Recording {
  const kept = new Map<string, { request: WireRequest; response?: WireResponse }[]>();
  const lengths = new Map<string, number>();
  const underWay = new Map<string, number>();
  let shared: Lane['shared'] = new Map();
  const count = (map: Map<string, number>, title: string, more: number): number => {
    const sum = (map.get(title) ?? 0) + more;
    map.set(title, sum);
    return sum;
  };
  return {
    lanes: () =>
      new Map(
        [...kept].map(([title, exchanges]) => [
          title,
          exchanges.map(({ request, response }) => sentOf(request, response)),
        ]),
      ),
    lengths,
    populations: async () => {
      const made = await Promise.all(shared.values());
      return new Set(made.flatMap(({ evidence }) => evidence.exchanges)).size;
    },
    transport: {
      ...transport,
      async send(request) {
        if (request.phase !== 'suites') return transport.send(request);
        const { title, shared: populations } = currentScope().lane;
        shared = populations;
        const exchange: { request: WireRequest; response?: WireResponse } = { request };
        const lane = kept.get(title);
        if (lane) lane.push(exchange);
        else kept.set(title, [exchange]);
        if (count(underWay, title, 1) === 1) count(lengths, title, 1);
        try {
          return (exchange.response = await transport.send(request));
        } finally {
          count(underWay, title, -1);
        }
      },
    },
  };
}

function sentOf({ method, url, headers, body }: WireRequest, response?: WireResponse): Sent {
  const { pathname, search } = new URL(url);
  const id = response && idIn(response.text);
  return {
    method,
    path: `${pathname}${search}`,
    headers,
    status: response?.status ?? 0,
    ...(body ? { body } : {}),
    ...(id === undefined ? {} : { id }),
  };
}

const idIn = (text: string): string | undefined => /"id":"([^"]{8,})"/.exec(text)?.[1];

type Send = (sent: Sent) => Promise<{ status: number; text: string }>;

export interface Replayed {
  ms: number;
  /** Answers of another status than the recorded one. */
  others: number;
}

async function replay(lanes: Lanes, width: number, send: Send): Promise<Replayed> {
  const ids = new Map<string, string>();
  const mapped = (text: string): string =>
    text.replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, (id) => ids.get(id) ?? id);
  let others = 0;
  const began = performance.now();
  await pool([...lanes.values()], width, async (lane) => {
    for (const sent of lane) {
      const { status, text } = await send({
        ...sent,
        path: mapped(sent.path),
        ...(sent.body === undefined ? {} : { body: mapped(sent.body) }),
      });
      if (status !== sent.status) others += 1;
      const id = idIn(text);
      if (sent.id !== undefined && id !== undefined && !ids.has(sent.id)) ids.set(sent.id, id);
    }
  });
  return { ms: performance.now() - began, others };
}

/** Through supertest, with one keep-alive agent. */
export async function bySupertest(lanes: Lanes, width: number, origin: string): Promise<Replayed> {
  const agent = new http.Agent({ keepAlive: true });
  const done = await replay(lanes, width, async ({ method, path, headers, body }) => {
    const test = new supertest.Test('', method, `${origin}${path}`);
    test
      .agent(agent)
      .redirects(0)
      .ok(() => true)
      .buffer(true)
      .parse((response, end) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => end(null, Buffer.concat(chunks).toString('utf8')));
      });
    for (const [name, value] of Object.entries(headers)) if (value !== '') void test.set(name, value);
    if (body !== undefined) void test.send(headers['content-type'] ? body : Buffer.from(body, 'utf8'));
    const { status, body: text } = await test;
    return { status, text: String(text) };
  });
  agent.destroy();
  return done;
}

/** Through undici. */
export async function byUndici(lanes: Lanes, width: number, origin: string): Promise<Replayed> {
  const client = new Pool(origin, { connections: width });
  const done = await replay(lanes, width, async ({ method, path, headers, body }) => {
    const named = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
    const response = await client.request({
      method: method as 'GET',
      path,
      headers: named,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.statusCode, text: await response.body.text() };
  });
  await client.close();
  return done;
}
