import { expect } from 'chai';
import { gzipSync } from 'node:zlib';
import { createVirtualClock } from '../../harness/clock.js';
import {
  createTransport,
  NoAnswer,
  Throttled,
  type Transport,
  type TransportOptions,
  type WireRequest,
} from '../../harness/transport.js';
import { closeServers, freePort, serve, serveRaw } from './support/servers.js';

const transports: Transport[] = [];

function transport(options: TransportOptions = {}): Transport {
  const made = createTransport({ env: {}, ...options });
  transports.push(made);
  return made;
}

const get = (url: string, more: Partial<WireRequest> = {}): WireRequest => ({
  method: 'GET',
  url,
  headers: {},
  phase: 'suites',
  ...more,
});

async function noAnswer(promise: Promise<unknown>): Promise<NoAnswer> {
  try {
    await promise;
  } catch (problem) {
    expect(problem).to.be.instanceOf(NoAnswer);
    return problem as NoAnswer;
  }
  throw new Error('an answer came');
}

describe('transport', () => {
  afterEach(async () => {
    await Promise.all(transports.splice(0).map((each) => each.close()));
    await closeServers();
  });

  describe('what leaves and what comes back', () => {
    it('sends bodies byte for byte, whatever they are and however they are labeled', async () => {
      const bodies: Buffer[] = [];
      const types: (string | undefined)[] = [];
      const base = await serve((request, response) => {
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          bodies.push(Buffer.concat(chunks));
          types.push(request.headers['content-type']);
          response.end();
        });
      });
      const sent = ['{"a":1,}', '', 'null', '\ufeff{"b":"é😀"}', '{"__proto__":{}}', 'x'.repeat(70_000)];
      const type = 'application/scim+json';
      for (const body of sent) {
        await transport().send(get(base, { method: 'POST', body, headers: { 'content-type': type } }));
        await transport().send(get(base, { method: 'DELETE', body }));
      }
      expect(bodies.map(String)).to.deep.equal(sent.flatMap((body) => [body, body]));
      expect(types).to.deep.equal(sent.flatMap(() => [type, undefined]));
    });

    it('sends its name, and leaves out a header that is set to nothing', async () => {
      const seen: string[][] = [];
      const base = await serve((request, response) => {
        seen.push(Object.keys(request.headers).sort());
        response.end(request.headers['user-agent']);
      });
      const plain = await transport().send(get(base));
      expect(plain.text).to.match(/^scimspec\/\d/);
      await transport().send(get(base, { headers: { 'User-Agent': '', 'Accept-Encoding': '', accept: 'a/b' } }));
      expect(seen[1]).to.deep.equal(['accept', 'connection', 'host']);
    });

    it('keeps path and query as they were written', async () => {
      const base = await serve((request, response) => response.end(request.url));
      for (const path of [
        '/Users/',
        '/Users/a%2Fb',
        '/Users/../x',
        '/Users/.',
        '/?a=b+c%20d&',
        '/Users?filter=a%20eq%20%22b%22&x',
      ])
        expect((await transport().send(get(base + path))).text).to.equal(path);
    });

    it('gives every header, repeated ones joined and raw', async () => {
      const base = await serveRaw((_, socket) =>
        socket.end('HTTP/1.1 200 OK\r\nX-One: a\r\nx-one: b\r\n__proto__: c\r\nContent-Length: 0\r\n\r\n'),
      );
      const { headers, rawHeaders, exchange } = await transport().send(get(base));
      expect(headers['x-one']).to.equal('a, b');
      expect(headers['__proto__']).to.equal('c');
      expect(rawHeaders.slice(0, 2)).to.deep.equal([
        ['X-One', 'a'],
        ['x-one', 'b'],
      ]);
      expect(exchange.response?.headers['x-one']).to.equal('a, b');
    });

    it('takes every status as an answer and follows no redirect', async () => {
      const asked: string[] = [];
      const base = await serve((request, response) => {
        asked.push(String(request.url));
        response.writeHead(Number(request.url?.slice(1)), { location: '/200' }).end();
      });
      for (const status of [201, 204, 301, 302, 303, 307, 308, 304, 400, 404, 500])
        expect((await transport().send(get(`${base}/${status}`))).status).to.equal(status);
      expect(asked).not.to.include('/200');
    });

    it('reads compressed bodies, malformed JSON and invalid UTF-8 as they are', async () => {
      const base = await serve((request, response) => {
        if (request.url === '/gzip') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":"é"}'));
        else if (request.url === '/latin1')
          response
            .writeHead(200, { 'content-type': 'application/json; charset=utf-16' })
            .end(Buffer.from([0x22, 0xe9, 0x22]));
        else
          response
            .writeHead(200, { 'content-type': 'application/scim+json; status=204; text=x; __proto__=y' })
            .end('{"a":');
      });
      expect(await transport().send(get(`${base}/gzip`))).to.include({ text: '{"a":"é"}', invalidUtf8: false });
      expect(await transport().send(get(`${base}/latin1`))).to.include({
        text: '"\ufffd"',
        invalidUtf8: true,
        bytes: 3,
      });
      expect(await transport().send(get(`${base}/broken`))).to.include({ text: '{"a":', status: 200 });
    });

    it('records each exchange in order of sending, with timings', async () => {
      const base = await serve((_, response) => response.writeHead(404, 'Nowhere').end('{}'));
      const one = transport();
      await one.send(get(`${base}/1`));
      await one.send(get(`${base}/2`, { method: 'PUT', body: '[]', phase: 'clean-up' }));
      const [first, second] = one.exchanges();
      expect(first).to.deep.include({ n: 1, phase: 'suites' });
      expect(first?.response).to.deep.include({ status: 404, statusText: 'Nowhere', body: '{}' });
      expect(first?.timing.connectMs).to.be.a('number');
      expect(second?.request).to.deep.include({ method: 'PUT', body: '[]', url: `${base}/2` });
      expect(second?.timing).not.to.have.property('connectMs');
      expect(one.stats()).to.deep.include({ requests: 2, throttled: 0 });
    });
  });

  describe('servers that do not answer', () => {
    it('names a refused connection and a host without address', async () => {
      const one = transport();
      expect((await noAnswer(one.send(get(`http://127.0.0.1:${await freePort()}/`)))).kind).to.equal('refused');
      expect((await noAnswer(one.send(get('http://scimspec.invalid/')))).kind).to.equal('dns');
      expect(one.exchanges().map(({ problem }) => problem))
        .to.have.length(2)
        .and.not.include(undefined);
    });

    it('gives up on a server that hangs, one that stops and one that drips', async () => {
      const base = await serve((request, response) => {
        if (request.url === '/hang') return;
        response.writeHead(200);
        response.write('abc');
        if (request.url !== '/drip') return;
        const timer = setInterval(() => response.write('.'), 10);
        response.on('close', () => clearInterval(timer));
      });
      const one = transport({ timeoutMs: 120 });
      const { exchange: hung } = await noAnswer(one.send(get(`${base}/hang`)));
      expect(hung).to.include.keys('problem');
      expect(hung.response).to.equal(undefined);
      for (const path of ['/stop', '/drip']) {
        const { kind, exchange } = await noAnswer(one.send(get(base + path)));
        expect(kind).to.equal('timeout');
        expect(exchange.response?.body).to.match(/^abc/);
        expect(exchange.response?.truncated).to.equal(true);
      }
    });

    it('caps endless bodies and gzip bombs', async () => {
      const bomb = gzipSync(Buffer.alloc(50_000_000));
      const base = await serve((request, response) => {
        if (request.url === '/bomb') {
          response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
          return;
        }
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      });
      const one = transport({ maxBytes: 1_000_000 });
      for (const path of ['/bomb', '/endless']) {
        const { kind, exchange } = await noAnswer(one.send(get(base + path)));
        expect(kind).to.equal('too-large');
        expect(exchange.response?.truncated).to.equal(true);
        expect(exchange.response?.body.length).to.equal(256 * 1024);
      }
    });

    it('tells resets, broken bodies and things that are not HTTP apart', async () => {
      const base = await serveRaw((request, socket) => {
        if (request.startsWith('GET /reset')) socket.resetAndDestroy();
        else if (request.startsWith('GET /close')) socket.end();
        else if (request.startsWith('GET /short')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"a":1');
        else if (request.startsWith('GET /long')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}surplus');
        else if (request.startsWith('GET /chunk'))
          socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n');
        else if (request.startsWith('GET /gzip'))
          socket.end('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc');
        else socket.end('220 smtp.example.com ESMTP\r\n');
      });
      const kinds: Record<string, string> = {};
      for (const path of ['/reset', '/close', '/short', '/chunk', '/gzip', '/smtp'])
        kinds[path] = (await noAnswer(transport().send(get(base + path)))).kind;
      expect(kinds).to.deep.equal({
        '/reset': 'reset',
        '/close': 'reset',
        '/short': 'reset',
        '/chunk': 'protocol',
        '/gzip': 'protocol',
        '/smtp': 'protocol',
      });
      const cut = await noAnswer(transport().send(get(`${base}/short`)));
      expect(cut.exchange.problem).to.match(/middle of the body, after 6 bytes/);
      // More bytes than announced: the answer is the announced part, or the connection is at fault; never a crash.
      const surplus = await transport()
        .send(get(`${base}/long`))
        .catch((problem: unknown) => problem);
      if (surplus instanceof NoAnswer) expect(surplus.kind).to.equal('protocol');
      else expect(surplus).to.include({ text: '{}' });
    });

    it('survives a header that cannot be sent', async () => {
      const base = await serve((_, response) => response.end());
      expect((await noAnswer(transport().send(get(base, { headers: { 'x-a': 'a\nb' } })))).kind).to.equal('protocol');
    });
  });

  describe('kept-alive connections', () => {
    /** Answers the first request on a connection and hangs up on the second, as a server does whose time has come. */
    async function staleServer(): Promise<{ base: string; asked: string[] }> {
      const asked: string[] = [];
      const served = new WeakSet<object>();
      const base = await serveRaw((request, socket) => {
        asked.push(request.split(' ')[0] ?? '');
        if (served.has(socket)) return void socket.resetAndDestroy();
        served.add(socket);
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
      return { base, asked };
    }

    it('repeats a read that met a closing connection, once', async () => {
      const { base, asked } = await staleServer();
      const one = transport();
      await one.send(get(base));
      expect((await one.send(get(base))).status).to.equal(200);
      expect(asked).to.deep.equal(['GET', 'GET', 'GET']);
      expect(one.exchanges()[1]?.problem).to.match(/closed without an answer/);
    });

    it('repeats a PUT, too, unless it hangs on a version', async () => {
      const { base, asked } = await staleServer();
      const one = transport();
      await one.send(get(base));
      expect((await one.send(get(base, { method: 'PUT', body: '{}' }))).status).to.equal(200);
      expect(asked).to.deep.equal(['GET', 'PUT', 'PUT']);
      const other = transport();
      await other.send(get(base));
      const lost = await noAnswer(other.send(get(base, { method: 'PUT', headers: { 'If-Match': '"1"' }, body: '{}' })));
      expect(lost).to.include({ kind: 'reset', reusedSocket: true });
    });

    it('says that a target has no answer to a PUT that it drops on a new connection as well', async () => {
      let asked = 0;
      const base = await serveRaw((request, socket) => {
        asked += 1;
        if (request.startsWith('PUT')) return void socket.resetAndDestroy();
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
      });
      const one = transport();
      await one.send(get(base));
      const lost = await noAnswer(one.send(get(base, { method: 'PUT', body: '{}' })));
      expect(lost).to.include({ kind: 'reset', reusedSocket: false });
      expect(asked).to.equal(3);
    });

    it('repeats no other write, and gives later writes connections of their own', async () => {
      const { base, asked } = await staleServer();
      const one = transport();
      await one.send(get(base));
      const lost = await noAnswer(one.send(get(base, { method: 'POST', body: '{}' })));
      expect(lost).to.include({ kind: 'reset', reusedSocket: true });
      expect(asked).to.deep.equal(['GET', 'POST']);
      for (const method of ['POST', 'PUT', 'DELETE'])
        expect((await one.send(get(base, { method }))).status).to.equal(200);
    });

    it('learns from a server that hangs up after each answer without saying so', async () => {
      let connections = 0;
      const ended: Promise<unknown>[] = [];
      const base = await serveRaw((_, socket) => {
        connections += 1;
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        ended.push(new Promise((resolve) => socket.once('close', resolve)));
        setImmediate(() => socket.end());
      });
      const one = transport();
      await one.send(get(base));
      await Promise.all(ended);
      for (let i = 0; i < 10; i += 1)
        expect((await one.send(get(base, { method: 'POST', body: '{}' }))).status).to.equal(200);
      expect(connections).to.equal(11);
    });

    it('does not repeat a read that was cut after its first byte', async () => {
      let asked = 0;
      const base = await serveRaw((_, socket) => {
        asked += 1;
        if (asked === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc');
      });
      const one = transport();
      await one.send(get(base));
      await noAnswer(one.send(get(base)));
      expect(asked).to.equal(2);
    });
  });

  describe('busy targets', () => {
    it('waits as long as Retry-After asks, in seconds or until a date', async () => {
      const clock = createVirtualClock();
      const start = clock.now();
      const answers = [
        [429, '7'],
        [503, new Date(start + 20_000).toUTCString()],
        [429, undefined],
        [200, undefined],
      ] as const;
      let asked = 0;
      const base = await serve((_, response) => {
        const [status, retryAfter] = answers[asked++] ?? [200, undefined];
        if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
        response.writeHead(status).end();
      });
      const one = transport({ clock });
      expect((await one.send(get(base, { method: 'POST', body: '{}' }))).status).to.equal(200);
      expect(clock.now() - start).to.be.within(20_000, 40_000);
      expect(one.exchanges().map(({ response }) => response?.status)).to.deep.equal([429, 503, 429, 200]);
      expect(one.stats().throttled).to.equal(3);
    });

    it('gives up at the cap, and at once when asked to wait longer', async () => {
      for (const [header, expected] of [
        ['5', 11],
        ['86400', 1],
        ['0', 8],
        ['soon', undefined],
      ] as const) {
        const clock = createVirtualClock();
        const base = await serve((_, response) => response.writeHead(429, { 'retry-after': header }).end());
        const one = transport({ clock, retryCapMs: 60_000 });
        const problem: unknown = await one.send(get(base)).catch((reason: unknown) => reason);
        expect(problem).to.be.instanceOf(Throttled);
        expect((problem as Throttled).exchange.response?.status).to.equal(429);
        if (expected !== undefined) expect(one.stats().requests).to.be.at.most(expected);
      }
    });

    it('asks once more after a 503 without Retry-After, and takes it as an answer where that does not help', async () => {
      let asked = 0;
      const base = await serve((_, response) => response.writeHead((asked += 1) === 1 ? 503 : 200).end());
      expect((await transport({ clock: createVirtualClock() }).send(get(base))).status).to.equal(200);
      const down = await serve((_, response) => response.writeHead(503).end());
      const one = transport({ clock: createVirtualClock() });
      for (const requests of [2, 4, 6, 7]) {
        expect((await one.send(get(down))).status).to.equal(503);
        expect(one.stats().requests).to.equal(requests);
      }
    });

    it('holds all other requests back while the target asks to wait', async () => {
      const clock = createVirtualClock();
      const times: number[] = [];
      const base = await serve((_, response) => {
        times.push(clock.now());
        if (times.length === 1) response.setHeader('retry-after', '30');
        response.writeHead(times.length === 1 ? 429 : 200).end();
      });
      const one = transport({ clock });
      const start = clock.now();
      const first = one.send(get(base));
      await new Promise<void>((resolve) => {
        const look = (): void => (one.stats().throttled > 0 ? resolve() : void setImmediate(look));
        look();
      });
      await Promise.all([first, ...Array.from({ length: 5 }, () => one.send(get(base)))]);
      expect(Math.min(...times.slice(1)) - start).to.be.at.least(30_000);
    });

    it('keeps to the rate, whatever the concurrency', async () => {
      const clock = createVirtualClock();
      const start = clock.now();
      const base = await serve((_, response) => response.end());
      const one = transport({ clock, rate: 4 });
      await Promise.all(Array.from({ length: 21 }, () => one.send(get(base))));
      expect(clock.now() - start).to.be.within(5000, 5001);
    });
  });

  describe('interruption', () => {
    it('ends what is under way and refuses what follows, but for the clean-up', async () => {
      const base = await serve((request, response) => void (request.url === '/hang' || response.end()));
      const control = new AbortController();
      const one = transport({ signal: control.signal });
      const hanging = one.send(get(`${base}/hang`, { method: 'POST', body: '{}' })).catch((reason: unknown) => reason);
      await one.send(get(base));
      const reason = new Error('Ctrl-C');
      control.abort(reason);
      expect(await hanging).to.equal(reason);
      expect(one.exchanges()[0]?.problem).to.equal('the run was interrupted');
      expect(await one.send(get(base)).catch((problem: unknown) => problem)).to.equal(reason);
      expect((await one.send(get(base, { phase: 'clean-up' }))).status).to.equal(200);
    });
  });

  it('leaves no crash behind when many servers misbehave at once', async () => {
    const base = await serveRaw((request, socket) => {
      const way = Number(/\/(\d+)/.exec(request)?.[1]) % 5;
      if (way === 0) socket.resetAndDestroy();
      else if (way === 1) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc');
      else if (way === 2) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef');
      else if (way === 3) socket.end('\u0000\u0001garbage\r\n\r\n');
      else socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
    });
    const one = transport({ timeoutMs: 2000 });
    const ends = await Promise.allSettled(Array.from({ length: 200 }, (_, i) => one.send(get(`${base}/${i}`))));
    for (const end of ends) if (end.status === 'rejected') expect(end.reason).to.be.instanceOf(NoAnswer);
    expect(one.exchanges().every(({ response, problem }) => response !== undefined || problem !== undefined)).to.equal(
      true,
    );
    expect(ends.filter(({ status }) => status === 'fulfilled').length).to.be.at.least(40);
  });
});
