import { expect } from 'chai';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { PREFLIGHT_PATHS, preflight, type Preflight, type PreflightOptions } from '../../harness/preflight.js';
import { createTarget, type TargetOptions } from '../../harness/target.js';
import { createTransport } from '../../harness/transport.js';
import { createVirtualClock } from '../../harness/clock.js';
import { makeCertificate } from './support/certificates.js';
import { closeServers, freePort, serve, serveProxy, serveRaw, serveTls } from './support/servers.js';

const SPC = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'], patch: { supported: true } };
const LIST = { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] };

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/scim+json', ...headers }).end(JSON.stringify(body));
}

/** A healthy endpoint under /scim; everything else is 404. */
const healthy: RequestListener = (request, response) => {
  const path = String(request.url).split('?')[0];
  if (path === '/scim/ServiceProviderConfig') json(response, 200, SPC);
  else if (/^\/scim\/(ResourceTypes|Schemas|Users|Groups)$/.test(path ?? '')) json(response, 200, LIST);
  else json(response, 404, { status: '404' });
};

async function look(
  target: TargetOptions,
  options: PreflightOptions & { env?: Record<string, string> } = {},
): Promise<Preflight> {
  const made = createTarget({ auth: { kind: 'bearer', token: 'a-token' }, timeoutMs: 500, ...target });
  const env = options.env ?? {};
  const transport = createTransport({
    env,
    timeoutMs: made.timeoutMs,
    clock: createVirtualClock(),
    insecure: made.insecure,
    ...(made.ca === undefined ? {} : { ca: made.ca }),
  });
  try {
    return await preflight(made, transport, { env, ...options });
  } finally {
    await transport.close();
  }
}

/** The steps that are not ok, one line each; a stop is marked. */
function troubles({ steps }: Preflight): string[] {
  return steps
    .filter(({ verdict }) => verdict !== 'ok')
    .map(({ step, verdict, sentence }) => `${verdict} ${step}: ${sentence}`);
}

describe('preflight', () => {
  afterEach(closeServers);

  it('finds nothing at a healthy endpoint, asks each path once and hands the answers on', async () => {
    const asked: string[] = [];
    const base = await serve((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      healthy(request, response);
    });
    const seen = await look({ baseUrl: `${base}/scim/` });
    expect(troubles(seen)).to.deep.equal([]);
    expect(seen.steps.map(({ step }) => step)).to.deep.equal([
      'DNS',
      'TCP',
      'TLS',
      'base path',
      'auth',
      'media type',
      'JSON',
      'clock',
    ]);
    expect(asked.sort()).to.deep.equal(PREFLIGHT_PATHS.map((path) => `GET /scim${path} Bearer a-token`).sort());
    expect([...seen.answers.keys()]).to.deep.equal([...PREFLIGHT_PATHS]);
    expect(seen.answers.get('/ServiceProviderConfig')?.text).to.equal(JSON.stringify(SPC));
  });

  const everything =
    (status: number, type: string, body: string, headers: Record<string, string> = {}): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { ...(type ? { 'content-type': type } : {}), ...headers }).end(body);
  const scimError = JSON.stringify({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '500' });

  describe('stops where nothing can be judged', () => {
    for (const [name, listener, sentence] of [
      [
        '404 everywhere',
        everything(404, 'application/scim+json', scimError),
        /^stop base path: Everything under .* answers 404: the path is wrong or mistyped/,
      ],
      [
        '401 everywhere',
        everything(401, 'application/json', '{}', { 'www-authenticate': 'Bearer realm="x"' }),
        /^stop auth: Every endpoint answered 401: the credentials are not accepted/,
      ],
      [
        '401 for another scheme',
        everything(401, '', '', { 'www-authenticate': 'Basic realm="x"' }),
        /the server asks for basic credentials and was given bearer ones/,
      ],
      [
        '403 everywhere',
        everything(403, 'text/html', '<html>no</html>'),
        /^stop auth: Every endpoint answered 403: the credentials are known but may not/,
      ],
      [
        'a web site',
        everything(200, 'text/html', '<!doctype html><title>Welcome</title>'),
        /^stop base path: .* HTML page \(200\): this is a web site/,
      ],
      [
        'a login page',
        everything(200, 'text/html', '<html><input type="password" name="p"></html>'),
        /^stop base path: .* HTML login page/,
      ],
      [
        'a redirect to single sign-on',
        everything(302, '', '', { location: 'https://sso.example/login?state=SECRET' }),
        /^stop base path: .* login page/,
      ],
      [
        'a redirect elsewhere',
        everything(308, '', '', { location: 'https://b.example/scim?x=SECRET' }),
        /^stop base path: .* redirects \(308\) to https:\/\/b.example\/scim: give the address/,
      ],
      ['empty bodies', everything(200, 'application/scim+json', ''), /^stop base path: .* empty bodies/],
      ['plain text', everything(200, 'text/plain', 'OK'), /^stop base path: .* no JSON/],
      ['truncated JSON', everything(200, 'application/scim+json', '{"schemas":["urn'), /^stop base path: .* no JSON/],
      [
        'JSON ten thousand deep',
        everything(200, 'application/scim+json', '['.repeat(10_000)),
        /^stop base path: .* no JSON/,
      ],
      ['plain 500 everywhere', everything(500, 'text/plain', 'Oops'), /^stop base path: .* no JSON \(500\)/],
      [
        'a gateway without its server',
        everything(502, 'text/html', '<html>Bad Gateway</html>'),
        /^stop base path: A proxy or gateway answered 502/,
      ],
      ['a busy target', everything(429, '', '', { 'retry-after': '120' }), /^stop base path: .* too busy/],
    ] as [string, RequestListener, RegExp][])
      it(name, async () => {
        const seen = troubles(await look({ baseUrl: `${await serve(listener)}/scim` }));
        const stops = seen.filter((line) => line.startsWith('stop'));
        expect(stops).to.have.length(1);
        expect(stops[0]).to.match(sentence).and.not.include('SECRET');
      });

    for (const [name, answer, sentence] of [
      ['a server that hangs', () => {}, /^stop HTTP: .* accepts the connection but gives no complete answer/],
      [
        'a server that closes',
        (_: string, socket: { end(): void }) => socket.end(),
        /^stop HTTP: .* closes it without an answer/,
      ],
      [
        'another protocol',
        (_: string, socket: { end(text: string): void }) => socket.end('220 smtp ready\r\n'),
        /^stop HTTP: .* does not answer in HTTP/,
      ],
    ] as [string, Parameters<typeof serveRaw>[0], RegExp][])
      it(name, async () => {
        const seen = troubles(await look({ baseUrl: await serveRaw(answer), timeoutMs: 100 }));
        expect(seen).to.have.length(1);
        expect(seen[0]).to.match(sentence);
      });

    it('a slow drip', async () => {
      const base = await serve((_, response) => {
        response.writeHead(200, { 'content-type': 'application/scim+json' });
        const timer = setInterval(() => response.write(' '), 10);
        response.on('close', () => clearInterval(timer));
      });
      expect(troubles(await look({ baseUrl: base, timeoutMs: 150 }))[0]).to.match(
        /^stop HTTP: .* no complete answer in time/,
      );
    });

    it('an unknown host and a port where nothing listens', async () => {
      expect(troubles(await look({ baseUrl: 'https://scimspec.invalid/scim' }))).to.have.length(1);
      expect(troubles(await look({ baseUrl: 'https://scimspec.invalid/scim' }))[0]).to.match(
        /^stop DNS: The host name "scimspec.invalid" cannot be resolved/,
      );
      const port = await freePort();
      expect(troubles(await look({ baseUrl: `http://127.0.0.1:${port}` }))).to.deep.equal([
        `stop TCP: 127.0.0.1:${port} refuses connections (ECONNREFUSED): check the port, and that the server runs and can be reached from here.`,
      ]);
    });

    it('certificates that are wrong, each in its own words', async () => {
      const authority = makeCertificate({ name: 'Authority', authority: true });
      const day = 86_400_000;
      for (const [certificate, sentence] of [
        [makeCertificate({ name: 'a', ips: ['127.0.0.1'] }), /self-signed .*--ca <file>/],
        [
          makeCertificate({ name: 'a', ips: ['127.0.0.1'], issuer: makeCertificate({ name: 'Other' }) }),
          /issuer .* unknown/,
        ],
        [
          makeCertificate({
            name: 'a',
            ips: ['127.0.0.1'],
            issuer: authority,
            notBefore: new Date(0),
            notAfter: new Date(day),
          }),
          /has expired/,
        ],
        [makeCertificate({ name: 'a', dns: ['b.example'], issuer: authority }), /is not for 127.0.0.1/],
      ] as const) {
        const seen = troubles(await look({ baseUrl: await serveTls(certificate, healthy), ca: authority.cert }));
        expect(seen).to.have.length(1);
        expect(seen[0])
          .to.match(/^stop TLS: /)
          .and.match(sentence);
      }
    });

    it('http and https mixed up, both ways', async () => {
      const plain = (await serve(healthy)).replace('http:', 'https:');
      expect(troubles(await look({ baseUrl: plain }))).to.have.length(1);
      expect(troubles(await look({ baseUrl: plain }))[0]).to.match(/^stop TLS: .* write http:\/\/ instead of https/);
      const secure = (await serveTls(makeCertificate({ name: 'a' }), healthy)).replace('https:', 'http:');
      expect(troubles(await look({ baseUrl: secure }))[0]).to.match(/^stop HTTP: .* write https:\/\/ instead of http/);
    });

    it('a proxy that wants credentials', async () => {
      const proxy = await serveProxy('Basic eDp5');
      expect(
        troubles(await look({ baseUrl: `${await serve(healthy)}/scim` }, { env: { HTTP_PROXY: proxy.url } }))[0],
      ).to.match(/^stop base path: The proxy wants credentials \(407\)/);
    });

    it('data that refuses the token although discovery is public', async () => {
      const base = await serve((request, response) =>
        /Users|Groups/.test(String(request.url)) ? json(response, 401, {}) : healthy(request, response),
      );
      expect(troubles(await look({ baseUrl: `${base}/scim` }))).to.deep.equal([
        'stop auth: /Users?count=1, /Groups?count=1 answered 401: the credentials are not accepted. Is the token complete, not expired, and for this tenant?',
      ]);
      expect(troubles(await look({ baseUrl: `${base}/scim`, auth: { kind: 'none' } }))[0]).to.match(
        /no credentials were given. Set SCIMSPEC_TOKEN/,
      );
    });
  });

  it('names the base URL that was meant', async () => {
    const base = await serve((request, response) => {
      const moved = Object.assign(Object.create(request) as IncomingMessage, {
        url: String(request.url).replace(/^\/scim\/v2\//, '/scim/'),
      });
      if (/^\/scim\/v2\//.test(String(request.url))) healthy(moved, response);
      else json(response, 404, {});
    });
    for (const given of ['', '/scim', '/scim/v2/Users', '/wrong', '/scim/v2/ServiceProviderConfig'])
      expect(troubles(await look({ baseUrl: base + given }))[0]).to.include(
        `${base}/scim/v2 answers as SCIM: use that.`,
      );
  });

  describe('only warns where checks can judge', () => {
    const partly =
      (broken: RegExp, listener: RequestListener): RequestListener =>
      (request, response) =>
        broken.test(String(request.url)) ? listener(request, response) : healthy(request, response);

    for (const [name, listener, sentence] of [
      ['{} to everything', everything(200, 'application/scim+json', '{}'), undefined],
      ['[] to everything', everything(200, 'application/scim+json', '[]'), undefined],
      [
        'SCIM errors with 500 everywhere',
        everything(500, 'application/scim+json', scimError),
        /^warn base path: No endpoint .* success \(500\)/,
      ],
      [
        'discovery missing',
        partly(/ServiceProviderConfig|ResourceTypes|Schemas/, everything(404, '', '')),
        /^warn base path: \/ServiceProviderConfig, \/ResourceTypes, \/Schemas answered 404/,
      ],
      ['groups missing', partly(/Groups/, everything(404, '', '')), /^warn base path: \/Groups\?count=1 answered 404/],
      ['lists forbidden', partly(/Users|Groups/, everything(403, '', '')), /^warn auth: .* answered 403/],
      [
        'users refused, groups served',
        partly(/Users/, everything(401, '', '')),
        /^warn auth: \/Users\?count=1 answered 401/,
      ],
      ['one endpoint that hangs', partly(/Schemas/, () => {}), /^warn HTTP: GET \/Schemas got no answer/],
      [
        'one endpoint that is busy',
        partly(/Schemas/, everything(429, '', '', { 'retry-after': '999' })),
        /^warn HTTP: GET \/Schemas got no answer: still 429/,
      ],
      [
        'HTML in one place',
        partly(/Schemas/, everything(200, 'text/html', '<html></html>')),
        /^warn JSON: The answer to GET \/Schemas is not good JSON/,
      ],
      [
        'text/plain',
        partly(/Users/, everything(200, 'text/plain', '{}')),
        /^warn media type: Content-Type is text\/plain/,
      ],
      [
        'a repeated member',
        partly(/Users/, everything(200, 'application/json', '{"a":1,"a":2}')),
        /^warn JSON: .* the member a is there twice/,
      ],
      [
        'a wrong clock',
        (request, response) => {
          response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
          healthy(request, response);
        },
        /^warn clock: The server's clock is 3\d\d\d s behind ours/,
      ],
    ] as [string, RequestListener, RegExp | undefined][])
      it(name, async () => {
        const seen = troubles(await look({ baseUrl: `${await serve(listener)}/scim` }));
        expect(seen.filter((line) => line.startsWith('stop'))).to.deep.equal([]);
        if (sentence) expect(seen.join('\n')).to.match(new RegExp(sentence.source, 'm'));
        else expect(seen).to.deep.equal([]);
      });

    it('certificate checks that are off, and an endpoint open to everybody', async () => {
      const base = await serveTls(makeCertificate({ name: 'a' }), healthy);
      expect(troubles(await look({ baseUrl: `${base}/scim`, insecure: true, auth: { kind: 'none' } }))).to.have.length(
        2,
      );
    });
  });

  describe('write access', () => {
    for (const [name, throwaway, sentence] of [
      ['a user made and removed', async () => ({ status: 201, removed: true }), undefined],
      ['a token that may only read', async () => ({ status: 403, removed: false }), /may read but not write/],
      [
        'a refused body',
        async () => ({ status: 400, said: 'invalidValue', removed: false }),
        /POST \/Users answered 400 \(invalidValue\): .* under rules/,
      ],
      ['a user that stays', async () => ({ status: 201, removed: false }), /could not be removed/],
      [
        'a lost answer',
        async () => Promise.reject(new Error('no answer in time')),
        /could not be made: no answer in time/,
      ],
    ] as [string, NonNullable<PreflightOptions['throwaway']>, RegExp | undefined][])
      it(name, async () => {
        const seen = await look({ baseUrl: `${await serve(healthy)}/scim` }, { throwaway });
        const last = seen.steps.at(-1);
        expect(last?.step).to.equal('write access');
        expect(last?.verdict).to.equal(sentence ? 'warn' : 'ok');
        if (sentence) expect(last?.sentence).to.match(sentence);
      });

    it('is not tried where the run would stop', async () => {
      let tried = false;
      const throwaway = async (): Promise<{ status: number; removed: boolean }> => {
        tried = true;
        return { status: 201, removed: true };
      };
      await look({ baseUrl: await serve(everything(401, '', '')) }, { throwaway });
      expect(tried).to.equal(false);
    });
  });
});
