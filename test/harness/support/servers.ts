/** Tiny loopback servers that behave well or badly, closed after each test. */
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import net, { type AddressInfo, type Socket } from 'node:net';
import type { Certificate } from './certificates.js';

const open: { server: net.Server; sockets: Set<Socket> }[] = [];

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** An HTTP server; gives its base URL. */
export async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(http.createServer(listener))}`;
}

export async function serveTls(certificate: Certificate, listener: RequestListener): Promise<string> {
  const server = https.createServer({ key: certificate.key, cert: certificate.cert }, listener);
  server.on('tlsClientError', () => {});
  return `https://127.0.0.1:${await listen(server)}`;
}

/** A TCP server that answers raw bytes; `answer` gets what came, and the socket. */
export async function serveRaw(answer: (request: string, socket: Socket) => void): Promise<string> {
  const server = net.createServer((socket) => {
    socket.on('data', (bytes) => answer(bytes.toString('latin1'), socket));
  });
  return `http://127.0.0.1:${await listen(server)}`;
}

/** A forwarding proxy that counts what passes; `auth` asks for Proxy-Authorization. */
export async function serveProxy(auth?: string): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = [];
  const server = http.createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    if (auth && request.headers['proxy-authorization'] !== auth) {
      response.writeHead(407, { 'proxy-authenticate': 'Basic' }).end('proxy says no');
      return;
    }
    const onward = http.request(String(request.url), { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end('bad gateway'));
    request.pipe(onward);
  });
  server.on('connect', (request, client: Socket) => {
    seen.push(`CONNECT ${request.url}`);
    const [host, port] = String(request.url).split(':');
    const onward = net.connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(client).pipe(onward);
    });
    onward.on('error', () => client.destroy());
    client.on('error', () => onward.destroy());
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, seen };
}

/** A port at which nothing listens. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function closeServers(): Promise<void> {
  await Promise.all(
    open.splice(0).map(({ server, sockets }) => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
}
