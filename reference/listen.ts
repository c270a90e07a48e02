/** The server on a socket. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Req, Res } from './message.js';

export interface Listening {
  /** The SCIM base URL. */
  url: string;
  port: number;
  close(): Promise<void>;
}

export interface ListenOptions {
  port: number;
  host: string;
  basePath: string;
  maxBodyBytes: number;
}

/** Serves a handler over HTTP/1.1. Rejects where the address cannot be taken. */
export async function listen(answer: (req: Req) => Promise<Res>, options: ListenOptions): Promise<Listening> {
  const server = createServer((message, response) => {
    void serve(answer, message, response, options.maxBodyBytes);
  });
  server.keepAliveTimeout = 60_000;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(BAD_REQUEST);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}${options.basePath === '/' ? '' : options.basePath}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const BAD_BODY = JSON.stringify({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
  status: '400',
  detail: 'The request is no HTTP/1.1.',
});

/** What the parser of HTTP cannot read is refused on the socket itself. */
const BAD_REQUEST = [
  'HTTP/1.1 400 Bad Request',
  'Content-Type: application/scim+json',
  `Content-Length: ${Buffer.byteLength(BAD_BODY)}`,
  'Connection: close',
  '',
  BAD_BODY,
].join('\r\n');

async function serve(
  answer: (req: Req) => Promise<Res>,
  message: IncomingMessage,
  response: ServerResponse,
  maxBodyBytes: number,
): Promise<void> {
  let body: string | undefined;
  try {
    body = await readText(message, maxBodyBytes);
  } catch {
    response.destroy();
    return;
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const result = await answer({ method: message.method ?? 'GET', path: message.url ?? '/', headers, body });
  if (response.destroyed) return;
  const bytes = Buffer.from(result.body, result.encoding ?? 'utf8');
  response.writeHead(result.status, {
    ...result.headers,
    ...(result.status === 204 || result.status === 304 ? {} : { 'Content-Length': bytes.length }),
  });
  response.end(bytes);
}

/** Reads a body; one byte more than allowed is kept, so that the service sees that it is too large, and the rest is dropped. */
async function readText(message: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    const room = maxBytes + 1 - size;
    if (room > 0) chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    size += Math.min(chunk.length, Math.max(room, 0));
  }
  return Buffer.concat(chunks).toString('utf8');
}
