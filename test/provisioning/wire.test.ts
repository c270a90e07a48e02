import { createServer, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { createWire, NoAnswer, normalizeBaseUrl, type Wire, type WireOptions } from '../../provisioning/wire.js';
import { makeCertificate } from '../harness/support/certificates.js';
import { closeServers, freePort, serve, serveProxy, serveTls } from '../harness/support/servers.js';
import { Recorder } from '../../provisioning/recorder.js';

async function over(
  listener: RequestListener,
  use: (wire: Wire, url: string) => Promise<unknown>,
  more: Partial<WireOptions> = {},
): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/scim/`;
  const wire = createWire({ baseUrl: url, authorization: () => 'Bearer canary-token-1', ...more });
  try {
    await use(wire, url);
  } finally {
    await wire.close();
    server.closeAllConnections();
    server.close();
  }
}

const get = { method: 'GET', path: '/Users?filter=a', headers: { accept: 'application/scim+json' } };

async function failure(wire: Wire): Promise<string> {
  try {
    await wire.send(get);
  } catch (error) {
    if (error instanceof NoAnswer) return error.failure;
    throw error;
  }
  return 'answered';
}

describe('the wire', () => {
  it('sends what it is given, and neither a User-Agent nor anything else of its own', async () => {
    let seen: Record<string, unknown> = {};
    await over(
      (request, response) => {
        seen = { ...request.headers, url: request.url };
        response.end('{}');
      },
      async (wire) => void (await wire.send(get)),
    );
    expect(seen).to.have.all.keys('host', 'connection', 'accept', 'authorization', 'url');
    expect(seen.url).to.equal('/scim/Users?filter=a');
  });

  it("takes the provider's own flag off the tenant URL", () => {
    expect(normalizeBaseUrl('https://host/scim/?aadOptscim062020').toString()).to.equal('https://host/scim');
  });

  it('tells a timeout, a reset and a refusal apart', async () => {
    await over(
      () => undefined,
      async (wire) => expect(await failure(wire)).to.equal('timeout'),
      { timeoutMs: 1000 },
    );
    await over(
      (request) => request.socket.destroy(),
      async (wire) => expect(await failure(wire)).to.equal('reset'),
    );
    const wire = createWire({ baseUrl: 'http://127.0.0.1:9', authorization: () => null });
    expect(await failure(wire)).to.equal('refused');
    await wire.close();
  });

  it('ends an endless answer and a packed one that unpacks to too much', async () => {
    await over(
      (_request, response) => {
        const more = (): void => void (response.writable && response.write('x'.repeat(65_536), more));
        more();
      },
      async (wire) => expect(await failure(wire)).to.equal('too-large'),
      { maxBytes: 1_000_000 },
    );
    await over(
      (_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000))),
      async (wire) => expect(await failure(wire)).to.equal('protocol'),
      { maxBytes: 1_000_000 },
    );
    await over(
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}')),
      async (wire) => expect((await wire.send(get)).text).to.equal('{"a":1}'),
    );
  });

  it('leaves no secret in the evidence, in whatever form the target throws it back', async () => {
    const secret = 'canary-token-1';
    const recorder = new Recorder('http://x/scim', [secret]);
    await over(
      (request, response) => {
        response.writeHead(500, { 'x-echo': Buffer.from(secret).toString('base64'), 'set-cookie': `s=${secret}` });
        response.end(
          JSON.stringify({
            detail: request.headers.authorization,
            password: 'canary-2',
            url: encodeURIComponent(secret),
          }),
        );
      },
      async (wire) => {
        const answer = await recorder.around(wire).send({ ...get, method: 'POST', body: '{"password":"canary-2"}' });
        recorder.pin(answer);
      },
    );
    const kept = JSON.stringify(recorder.evidence());
    expect(recorder.evidence()).to.have.length(1);
    for (const form of [secret, 'canary-2', Buffer.from(secret).toString('base64')]) expect(kept).not.to.include(form);
  });

  describe('through proxies and TLS', () => {
    afterEach(closeServers);

    async function ask(baseUrl: string, more: Partial<WireOptions>): Promise<string> {
      const wire = createWire({ baseUrl, authorization: () => null, ...more });
      try {
        const { status, text } = await wire.send({ method: 'GET', path: '/a', headers: {} });
        return `${status} ${text}`;
      } catch (error) {
        if (error instanceof NoAnswer) return error.failure;
        throw error;
      } finally {
        await wire.close();
      }
    }
    const authority = makeCertificate({ name: 'Test authority', authority: true });
    const good = makeCertificate({ name: 'server', ips: ['127.0.0.1'], issuer: authority });

    it('sends http through HTTP_PROXY and https through HTTPS_PROXY, unless NO_PROXY spares the host', async () => {
      const plain = await serve((_, response) => response.end('plain'));
      const secure = await serveTls(good, (_, response) => response.end('secure'));
      const proxy = await serveProxy();
      const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
      expect(await ask(plain, { env })).to.equal('200 plain');
      expect(await ask(secure, { env, ca: authority.cert })).to.equal('200 secure');
      expect(await ask(plain, { env: { ...env, NO_PROXY: '127.0.0.1' } })).to.equal('200 plain');
      expect(proxy.seen).to.deep.equal([`GET ${plain}/a`, `CONNECT ${new URL(secure).host}`]);
    });

    it('checks the certificate of the target through a proxy, too', async () => {
      const secure = await serveTls(good, (_, response) => response.end('secure'));
      const env = { HTTPS_PROXY: (await serveProxy()).url };
      expect(await ask(secure, { env })).to.equal('tls');
      expect(await ask(secure, { env, insecure: true })).to.equal('200 secure');
    });

    it('gives the proxy the credentials of its URL, and tells a proxy that is not there', async () => {
      const plain = await serve((_, response) => response.end('plain'));
      const proxy = await serveProxy(`Basic ${Buffer.from('pat:canary').toString('base64')}`);
      const known = proxy.url.replace('//', '//pat:canary@');
      expect(await ask(plain, { env: { HTTP_PROXY: known } })).to.equal('200 plain');
      expect(await ask(plain, { env: { HTTP_PROXY: proxy.url } })).to.match(/^(407|protocol)/);
      expect(await ask(plain, { env: { HTTP_PROXY: `http://127.0.0.1:${await freePort()}` } })).to.equal('refused');
    });
  });
});
