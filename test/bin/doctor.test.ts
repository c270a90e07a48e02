/** `scimspec doctor`: one sentence for each trouble, and a test user that is found again. Runs the compiled product. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Req, Res } from '../../reference/message.js';
import { makeCertificate } from '../harness/support/certificates.js';
import { closeServers, serve, serveRaw, serveTls } from '../harness/support/servers.js';
import { scimspec, type Running } from '../support/command.js';
import { silence, watched, type Watched } from '../support/watched.js';

const env = { SCIMSPEC_TOKEN: 'reference' };
const isCreate = ({ method, path }: Req): boolean => method === 'POST' && path.endsWith('/Users');

describe('scimspec doctor', function () {
  this.timeout(60_000);
  let folder: string;
  let server: Watched | undefined;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scimspec-doctor-'))));
  afterEach(async () => {
    await server?.close();
    server = undefined;
    await closeServers();
    rmSync(folder, { recursive: true, force: true });
  });

  const doctor = (url: string, ...more: string[]): Running =>
    scimspec(['doctor', url, '--timeout', '2', ...more], env, undefined, folder);
  const reference = async (change: (answer: Res, request: Req) => Res = (answer) => answer): Promise<string> => {
    server = await watched(async (request, _n, answer) => change(await answer(), request));
    return server.url;
  };
  const page =
    (status: number, type: string, body: string): RequestListener =>
    (_, response) =>
      void response.writeHead(status, { 'content-type': type }).end(body);

  /** Trouble, target, exit code, and the one line that is not ok. */
  const table: [string, () => Promise<string>, number, RegExp][] = [
    [
      'a typing error in the path',
      async () => (await reference()).replace('/v2', '/v3'),
      2,
      /^STOP {2}base path {4}Everything under .* answers 404: .*scim\/v2 answers as SCIM: use that\.$/,
    ],
    [
      'a login page',
      () => serve(page(200, 'text/html', '<html><input type="password" name="p"></html>')),
      2,
      /^STOP {2}base path {4}.* HTML login page/,
    ],
    [
      'a wrong token',
      () => reference(() => ({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' }, body: '' })),
      2,
      /^STOP {2}auth {9}Every endpoint answered 401: the credentials are not accepted\./,
    ],
    [
      'a self-signed certificate',
      () => serveTls(makeCertificate({ name: 'a', ips: ['127.0.0.1'] }), page(200, 'application/json', '{}')),
      2,
      /^STOP {2}TLS {10}The certificate of .* is self-signed .*--ca <file>/,
    ],
    [
      'a server without TLS',
      async () => (await reference()).replace('http:', 'https:'),
      2,
      /^STOP {2}TLS {10}.* does not speak TLS at this port: .* write http:\/\/ instead of https/,
    ],
    [
      'a server that refuses TLS',
      async () => (await serveRaw((_, socket) => socket.destroy())).replace('http:', 'https:'),
      2,
      /^STOP {2}TLS {10}/,
    ],
    [
      'a host that nobody knows',
      async () => 'https://scimspec.invalid/scim',
      2,
      /^STOP {2}DNS {10}The host name "scimspec.invalid" cannot be resolved: check the spelling of the URL/,
    ],
    [
      'a token without write access',
      () => reference((answer, request) => (request.method === 'POST' ? { ...answer, status: 403 } : answer)),
      0,
      /^warn {2}write access POST \/Users answered 403: the credentials may read but not write\./,
    ],
    [
      'a wrong clock',
      () =>
        reference((answer) => ({
          ...answer,
          headers: { ...answer.headers, Date: new Date(Date.now() - 3_600_000).toUTCString() },
        })),
      0,
      /^warn {2}clock {8}The server's clock is 3\d\d\d s behind ours: .* Synchronize the wrong one\.$/,
    ],
    [
      'a wrong media type',
      () => reference((answer) => ({ ...answer, headers: { ...answer.headers, 'Content-Type': 'text/plain' } })),
      0,
      /^warn {2}media type {3}Content-Type is text\/plain: answers should be application\/scim\+json/,
    ],
  ];
  for (const [trouble, target, code, sentence] of table)
    it(`tells ${trouble} in one sentence`, async () => {
      const said = await doctor(await target()).done;
      expect(said.code, said.err + said.out).to.equal(code);
      expect(said.err).to.equal('');
      const lines = said.out.split('\n').filter((line) => /^(warn|STOP) /.test(line));
      expect(lines).to.have.length(1);
      expect(lines[0]).to.match(sentence);
      expect(readdirSync(folder), 'no ledger is left').to.deep.equal([]);
    });

  it('finds nothing where there is nothing, and leaves nothing', async () => {
    const url = await reference();
    const before = server?.snapshot();
    const said = await doctor(url).done;
    expect(said.code, said.err).to.equal(0);
    expect(said.out).to.match(/\nok {4}write access A test user was made and removed\.\n$/);
    expect(server?.snapshot()).to.equal(before);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('removes its user where it is interrupted', async () => {
    const started: { running?: Running } = {};
    server = await watched(async (request, _n, answer) => {
      if (!isCreate(request)) return answer();
      await answer();
      started.running?.child.kill('SIGINT');
      return silence;
    });
    const before = server.snapshot();
    const running = (started.running = doctor(server.url));
    const said = await running.done;
    expect(said.code, said.err + said.out).to.equal(130);
    expect(server.snapshot()).to.equal(before);
    expect(readdirSync(folder)).to.deep.equal([]);
  });

  it('leaves a ledger by which clean finds its user after kill -9', async () => {
    const started: { running?: Running } = {};
    server = await watched(async (request, _n, answer) => {
      if (!isCreate(request)) return answer();
      await answer();
      started.running?.child.kill('SIGKILL');
      return silence;
    });
    const before = server.snapshot();
    const running = (started.running = doctor(server.url));
    await running.done;
    expect(server.snapshot()).not.to.equal(before);
    const [ledger = ''] = readdirSync(folder);
    const cleaned = await scimspec(['clean', join(folder, ledger)], env).done;
    expect(cleaned.code, cleaned.err + cleaned.out).to.equal(0);
    expect(server.snapshot()).to.equal(before);
  });

  it('says how its user goes where it cannot be removed', async () => {
    const url = await reference((answer, request) =>
      request.method === 'DELETE' ? { status: 500, headers: {}, body: '' } : answer,
    );
    const said = await doctor(url).done;
    expect(said.code).to.equal(0);
    expect(said.out).to.match(/warn {2}write access A test user was made but could not be removed/);
    expect(said.err).to.match(/^scimspec clean scimspec-doctor-\w+\.ndjson tries again to remove the test user\.\n$/);
  });
});
