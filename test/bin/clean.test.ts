/** `scimspec clean` reaches a target in every way that a run does. Runs the compiled product. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeCertificate } from '../harness/support/certificates.js';
import { closeServers, serve, serveProxy, serveTls } from '../harness/support/servers.js';
import { scimspec, type Said } from '../support/command.js';

describe('scimspec clean', function () {
  this.timeout(60_000);
  let folder: string;
  let deleted: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scimspec-clean-'));
    deleted = [];
  });
  afterEach(async () => {
    await closeServers();
    rmSync(folder, { recursive: true, force: true });
  });

  const target: RequestListener = (request, response) => {
    if (request.method === 'DELETE') deleted.push(String(request.url));
    response.writeHead(request.method === 'DELETE' ? 204 : 200, { 'content-type': 'application/scim+json' });
    response.end(request.method === 'DELETE' ? undefined : '{"id":"7","displayName":"run1-a"}');
  };

  /** A ledger with one user that is still there. */
  const clean = (base: string, more: string[] = [], env: Record<string, string> = {}): Promise<Said> => {
    const events = [
      { event: 'run', run: 'run1', target: base },
      { event: 'intend', seq: 1, collection: '/Users', url: `${base}/Users`, marker: 'run1-a' },
      { event: 'made', seq: 1, id: '7' },
    ];
    const ledger = join(folder, 'ledger.ndjson');
    writeFileSync(ledger, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
    return scimspec(['clean', ledger, ...more], { SCIMSPEC_TOKEN: 'a-token', ...env }).done;
  };

  it('trusts the authority of --ca, or any certificate where --insecure says so', async () => {
    const authority = makeCertificate({ name: 'Authority', authority: true });
    writeFileSync(join(folder, 'ca.pem'), authority.cert);
    const base = await serveTls(makeCertificate({ name: 'a', ips: ['127.0.0.1'], issuer: authority }), target);
    const refused = await clean(base);
    expect(refused.code).to.equal(1);
    expect(refused.err).to.match(/^Left behind: https:.*\/Users\/7 \(.*certificate/);
    expect(deleted).to.deep.equal([]);
    for (const more of [['--ca', join(folder, 'ca.pem')], ['--insecure']]) {
      const said = await clean(base, more);
      expect(said.code, said.err).to.equal(0);
      expect(said.out).to.equal(`Removed 1 of what run run1 made at ${base}.\n`);
    }
    expect(deleted).to.deep.equal(['/Users/7', '/Users/7']);
  });

  it('goes through the proxy of the environment', async () => {
    const proxy = await serveProxy();
    const said = await clean(await serve(target), [], { http_proxy: proxy.url });
    expect(said.code, said.err).to.equal(0);
    expect(proxy.seen.map((line) => line.replace(/ .*\//, ' /'))).to.deep.equal(['GET /7', 'DELETE /7']);
  });
});
