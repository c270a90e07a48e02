import { expect } from 'chai';
import { proxyFor } from '../../harness/agents.js';
import { createTransport, NoAnswer, type Transport, type TransportOptions } from '../../harness/transport.js';
import { UsageError } from '../../harness/usage-error.js';
import { makeCertificate } from './support/certificates.js';
import { closeServers, freePort, serve, serveProxy, serveTls } from './support/servers.js';

const transports: Transport[] = [];

async function ask(url: string, options: TransportOptions): Promise<string> {
  const transport = createTransport(options);
  transports.push(transport);
  const send = () => transport.send({ method: 'GET', url, headers: {}, phase: 'suites' });
  try {
    const first = await send();
    expect((await send()).text, 'the second request').to.equal(first.text);
    return `${first.status} ${first.text}`;
  } catch (problem) {
    if (!(problem instanceof NoAnswer)) throw problem;
    return `${problem.kind} ${problem.code}`;
  }
}

describe('connections', () => {
  afterEach(async () => {
    await Promise.all(transports.splice(0).map((each) => each.close()));
    await closeServers();
  });

  describe('TLS', () => {
    const authority = makeCertificate({ name: 'Test authority', authority: true });
    const good = makeCertificate({ name: 'server', ips: ['127.0.0.1'], issuer: authority });
    const answer = (_: unknown, response: { end(text: string): void }): void => response.end('hello');

    it('trusts the authority that it is given, and no other', async () => {
      const url = await serveTls(good, answer);
      const stranger = makeCertificate({ name: 'Test authority', authority: true });
      expect(await ask(url, { env: {}, ca: authority.cert })).to.equal('200 hello');
      expect(await ask(url, { env: {} })).to.equal('tls UNABLE_TO_VERIFY_LEAF_SIGNATURE');
      expect(await ask(url, { env: {}, ca: stranger.cert })).to.match(/^tls /);
    });

    it('tells self-signed, expired, future and misnamed certificates apart', async () => {
      const day = 86_400_000;
      const cases = {
        DEPTH_ZERO_SELF_SIGNED_CERT: makeCertificate({ name: 'self', ips: ['127.0.0.1'] }),
        CERT_HAS_EXPIRED: makeCertificate({
          name: 'old',
          ips: ['127.0.0.1'],
          issuer: authority,
          notBefore: new Date(Date.now() - 9 * day),
          notAfter: new Date(Date.now() - day),
        }),
        CERT_NOT_YET_VALID: makeCertificate({
          name: 'new',
          ips: ['127.0.0.1'],
          issuer: authority,
          notBefore: new Date(Date.now() + day),
        }),
        ERR_TLS_CERT_ALTNAME_INVALID: makeCertificate({ name: 'other', dns: ['other.example'], issuer: authority }),
      };
      for (const [code, certificate] of Object.entries(cases)) {
        const url = await serveTls(certificate, answer);
        expect(await ask(url, { env: {}, ca: authority.cert })).to.equal(`tls ${code}`);
        expect(await ask(url, { env: {}, insecure: true }), `${code}, insecure`).to.equal('200 hello');
      }
    });

    it('sends nothing to a server whose certificate is wrong', async () => {
      let asked = 0;
      const url = await serveTls(makeCertificate({ name: 'self', ips: ['127.0.0.1'] }), (_, response) =>
        response.end(String((asked += 1))),
      );
      await ask(url, { env: {} });
      expect(asked).to.equal(0);
    });

    it('names plain http behind an https URL', async () => {
      const url = await serve((_, response) => response.end());
      expect(await ask(url.replace('http:', 'https:'), { env: {} })).to.match(/^tls /);
    });
  });

  describe('proxies', () => {
    it('sends http through HTTP_PROXY and https through HTTPS_PROXY, loopback too', async () => {
      const authority = makeCertificate({ name: 'Test authority', authority: true });
      const plain = await serve((_, response) => response.end('plain'));
      const secure = await serveTls(
        makeCertificate({ name: 'server', ips: ['127.0.0.1'], issuer: authority }),
        (_, response) => response.end('secure'),
      );
      const proxy = await serveProxy();
      const env = { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
      expect(await ask(`${plain}/a`, { env })).to.equal('200 plain');
      expect(await ask(`${secure}/b`, { env, ca: authority.cert })).to.equal('200 secure');
      // The second https request goes through the tunnel of the first.
      expect(proxy.seen).to.deep.equal([`GET ${plain}/a`, `GET ${plain}/a`, `CONNECT ${new URL(secure).host}`]);
    });

    it('checks the certificate of the target through a proxy, too', async () => {
      const secure = await serveTls(makeCertificate({ name: 'self', ips: ['127.0.0.1'] }), (_, response) =>
        response.end(),
      );
      const proxy = await serveProxy();
      expect(await ask(secure, { env: { HTTPS_PROXY: proxy.url } })).to.match(/^tls DEPTH_ZERO/);
      expect(await ask(secure, { env: { HTTPS_PROXY: proxy.url }, insecure: true })).to.equal('200 ');
    });

    it('gives the proxy the credentials of its URL and keeps them out of the exchanges', async () => {
      const plain = await serve((request, response) => response.end(request.headers['proxy-authorization'] ?? 'none'));
      const proxy = await serveProxy(`Basic ${Buffer.from('pat:ProxyCanary').toString('base64')}`);
      const env = { http_proxy: proxy.url.replace('//', '//pat:ProxyCanary@') };
      expect(await ask(plain, { env })).to.match(/^200/);
      expect(await ask(plain, { env: { http_proxy: proxy.url } })).to.equal('407 proxy says no');
      for (const transport of transports)
        expect(JSON.stringify(transport.exchanges())).not.to.match(/ProxyCanary|UHJveHlDYW5hcn/);
    });

    it('names a proxy that is not there', async () => {
      const plain = await serve((_, response) => response.end());
      expect(await ask(plain, { env: { HTTP_PROXY: `http://127.0.0.1:${await freePort()}` } })).to.equal(
        'refused ECONNREFUSED',
      );
    });

    it('names the variable that holds no URL, and not what it holds', () => {
      const env = { https_proxy: 'http://pat:ProxyCanary@[bad' };
      expect(() => proxyFor(new URL('https://a.example/'), env))
        .to.throw(UsageError, 'https_proxy')
        .with.property('message')
        .that.does.not.include('ProxyCanary');
      expect(proxyFor(new URL('http://a.example/'), env)).to.equal(undefined);
    });

    for (const [url, env, expected] of [
      ['http://a.example/', {}, undefined],
      ['http://a.example/', { HTTP_PROXY: 'http://p:1', http_proxy: 'http://q:2' }, 'http://q:2'],
      ['https://a.example/', { HTTP_PROXY: 'http://p:1' }, undefined],
      ['https://a.example/', { ALL_PROXY: 'p:1' }, 'http://p:1'],
      ['https://a.example/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'b.example, a.example' }, undefined],
      ['https://x.a.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: '.a.example' }, undefined],
      ['https://x.a.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: '*.a.example' }, undefined],
      ['https://xa.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example' }, 'http://p:1'],
      ['https://a.example:8443/', { HTTPS_PROXY: 'http://p:1', no_proxy: 'a.example:443' }, 'http://p:1'],
      ['https://a.example/', { HTTPS_PROXY: 'http://p:1', no_proxy: 'A.EXAMPLE:443' }, undefined],
      ['https://[::1]:9/', { HTTPS_PROXY: 'http://p:1', no_proxy: '[::1]' }, undefined],
      ['https://a.example/', { HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, undefined],
      ['http://localhost/', { HTTP_PROXY: 'http://p:1' }, 'http://p:1'],
      ['http://localhost/', { HTTP_PROXY: '' }, undefined],
    ] as const)
      it(`chooses ${String(expected)} for ${url} with ${JSON.stringify(env)}`, () => {
        expect(proxyFor(new URL(url), env)).to.equal(expected);
      });
  });
});
