/** Bad targets: exit code and sentence of each, no stack trace, no good verdict, and nothing left. Compiled product. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { listenHostile } from '../../reference/hostile.js';
import type { Res } from '../../reference/message.js';
import type { Report } from '../../reports/model.js';
import { closeServers, freePort, serve } from '../harness/support/servers.js';
import { CLI, scimspec, type Said } from '../support/command.js';
import { silence, watched } from '../support/watched.js';

const SCIM = { 'Content-Type': 'application/scim+json' };
const DEEP = '{"a":'.repeat(10_000);

describe('bad targets', function () {
  this.timeout(120_000);
  let folder: string;
  before(() => {
    expect(existsSync(CLI), 'run npm run build first').to.equal(true);
    folder = mkdtempSync(join(tmpdir(), 'scimspec-bad-'));
  });
  afterEach(closeServers);
  after(() => rmSync(folder, { recursive: true, force: true }));

  const run = (url: string, ...more: string[]): Promise<Said> =>
    scimspec(['run', url, '--out', folder, '--timeout', '1', ...more], { SCIMSPEC_TOKEN: 'reference' }).done;
  const hostile = (id: string) => async (): Promise<{ url: string; close(): Promise<void> }> => listenHostile(id);
  const at = (url: string | Promise<string>) => async (): Promise<{ url: string; close(): Promise<void> }> => ({
    url: await url,
    close: async () => {},
  });
  const always = (status: number, body: string) => async () =>
    at(serve((_, response) => void response.writeHead(status, SCIM).end(body)))();

  const stops: [string, () => Promise<{ url: string; close(): Promise<void> }>, string][] = [
    [
      'an unknown host',
      at('https://scimspec.invalid/scim'),
      'The host name "scimspec.invalid" cannot be resolved: check the spelling of the URL, and whether a VPN or a proxy (HTTPS_PROXY) is needed here.',
    ],
    [
      'a port at which nothing listens',
      async () => at(`http://127.0.0.1:${await freePort()}/scim`)(),
      '{host} refuses connections (ECONNREFUSED): check the port, and that the server runs and can be reached from here.',
    ],
    [
      'a wrong path',
      hostile('not-found'),
      'Everything under {url} answers 404: the path is wrong or mistyped. Is the path complete, for example …/scim/v2, and without /Users at the end?',
    ],
    [
      'a web site',
      async () =>
        at(serve((_, response) => void response.setHeader('content-type', 'text/html').end('<html>Hi</html>')))(),
      '{url} answers with an HTML page (200): this is a web site, not the SCIM endpoint. Check the path.',
    ],
    [
      'a redirect to a login page',
      hostile('redirects'),
      '{url} leads to an HTML login page: this is the address for people, not the SCIM endpoint, or the path needs no single sign-on.',
    ],
    [
      '401 on everything',
      hostile('unauthorized'),
      'Every endpoint answered 401: the credentials are not accepted. Is the token complete, not expired, and for this tenant?',
    ],
    [
      '403 on everything',
      always(403, '{}'),
      'Every endpoint answered 403: the credentials are known but may not do this. Give the account SCIM permissions (scope, role), or check an address filter.',
    ],
    [
      '500 on everything',
      hostile('server-error'),
      '{url} answers with something that is no JSON (500): this is no SCIM endpoint, or it is broken.',
    ],
    [
      'empty bodies',
      hostile('empty-body'),
      '{url} answers with empty bodies (200): this is no SCIM endpoint, or it is broken.',
    ],
    [
      '204 to everything',
      hostile('no-content'),
      '{url} answers with empty bodies (204): this is no SCIM endpoint, or it is broken.',
    ],
    [
      'truncated JSON',
      hostile('cut'),
      '{url} answers with something that is no JSON (200): this is no SCIM endpoint, or it is broken.',
    ],
    [
      'JSON that is 10,000 deep',
      always(200, `${DEEP}1${'}'.repeat(10_000)}`),
      '{url} answers with something that is no JSON (200): this is no SCIM endpoint, or it is broken.',
    ],
    [
      'a hanging socket',
      hostile('silent'),
      '{host} accepts the connection but gives no complete answer in time: is it the SCIM port, and is the server healthy? A longer --timeout helps a slow one.',
    ],
    [
      'a slow drip',
      hostile('drips'),
      '{host} accepts the connection but gives no complete answer in time: is it the SCIM port, and is the server healthy? A longer --timeout helps a slow one.',
    ],
    [
      'an answer that never ends',
      hostile('never-ends'),
      '{host} accepts the connection but gives no complete answer in time: is it the SCIM port, and is the server healthy? A longer --timeout helps a slow one.',
    ],
    [
      'a megabyte of headers',
      hostile('huge-headers'),
      '{host} does not answer in HTTP (not a valid HTTP answer: Parse Error: Header overflow (HPE_HEADER_OVERFLOW)): check port and scheme of the URL.',
    ],
    [
      'a closed connection',
      hostile('hangs-up'),
      '{host} accepts the connection and closes it without an answer: check port and scheme of the URL.',
    ],
    [
      'a reset connection',
      hostile('resets'),
      '{host} accepts the connection and closes it without an answer: check port and scheme of the URL.',
    ],
  ];
  for (const [target, open, sentence] of stops)
    it(`${target}: exit code 2, one sentence, no report`, async () => {
      const { url, close } = await open();
      try {
        const said = await run(url, '--only', 'users.create');
        const expected = sentence.replace('{url}', url).replace('{host}', new URL(url).host);
        expect(said.err).to.equal(
          `The run did not start: nothing could be judged.\n${expected}\nscimspec doctor looks closer.\n`,
        );
        expect(said).to.deep.include({ code: 2, out: '' });
        expect(existsSync(join(folder, 'report.json'))).to.equal(false);
      } finally {
        await close();
      }
    });

  it('an endless body: exit code 2 and a sentence, whichever limit it meets first', async () => {
    const { url, close } = await listenHostile('floods');
    const said = await run(url);
    await close();
    expect(said.code, said.err + said.out).to.equal(2);
    expect(said.err).to.match(/without end: this is no SCIM server\.|gives no complete answer in time/);
  });

  for (const [what, flags] of [
    ['--out names a file', (file: string) => ['--out', file]],
    ['--out lies under a file', (file: string) => ['--out', join(file, 'report')]],
    ['--history lies under a file', (file: string) => ['--history', join(file, 'history.ndjson')]],
    ['--history names a folder', () => ['--history', folder]],
  ] as const)
    it(`${what}: exit code 2 and a sentence, before anything is sent`, async () => {
      const file = join(folder, 'notes.txt');
      writeFileSync(file, 'mine');
      let asked = 0;
      const url = await serve((_, response) => {
        asked += 1;
        response.end();
      });
      const said = await run(url, ...flags(file));
      expect(said.err).to.match(/ cannot be used: .*\. Check the path and its permissions\.\n$/);
      expect(said).to.deep.include({ code: 2, out: '' });
      expect(asked).to.equal(0);
      expect(readFileSync(file, 'utf8')).to.equal('mine');
    });

  for (const id of ['empty-object', 'empty-array', 'prototype', 'payloads', 'echo'])
    it(`"${id}": the checks show it, and no verdict is good`, async () => {
      const { url, close } = await listenHostile(id);
      try {
        const said = await run(url, '--out', join(folder, id), '--quiet');
        expect(said.code, said.err + said.out).to.equal(1);
        expect(said.out).to.match(/^scimspec: does not conform/);
        expect(said.err + said.out).not.to.match(/\n\s+at .*\.js:\d+/);
        const report = JSON.parse(readFileSync(join(folder, id, 'report.json'), 'utf8')) as Report;
        expect(report.verdict).to.equal('does-not-conform');
        expect(report.checks.filter(({ verdict }) => verdict === 'error')).to.deep.equal([]);
      } finally {
        await close();
      }
    });

  const scim = (status: number, body: string): Res => ({ status, headers: SCIM, body });
  /** What a sound server answers for a while, having done what it was asked. */
  const fits: [string, number, () => Res | Promise<Res>][] = [
    ['403', 60, () => scim(403, '{}')],
    ['500', 60, () => scim(500, 'oops')],
    ['a login page', 60, () => scim(200, '<!doctype html><title>Sign in</title>')],
    ['an empty body', 60, () => scim(200, '')],
    ['half a body', 60, () => scim(200, '{"schemas":[')],
    ['an empty object', 60, () => scim(200, '{}')],
    ['nothing', 8, () => silence],
  ];
  for (const [what, length, bad] of fits)
    it(`what is made while ${what} is answered is removed all the same, or named`, async () => {
      const server = await watched(async (_request, n, answer) => {
        const refused = n > 60 && n <= 60 + length;
        // Whoever says 403 has not done it.
        const good = refused && what === '403' ? undefined : await answer();
        return refused || !good ? bad() : good;
      });
      try {
        const before = server.snapshot();
        const out = join(folder, 'fit');
        const said = await run(server.url, '--out', out, '--only', 'users.create,groups', '--quiet');
        expect([1, 3], said.err + said.out).to.include(said.code);
        const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
        expect(report.checks.filter(({ verdict }) => verdict === 'error')).to.deep.equal([]);
        // Where the fit lasts into the clean-up, what is left is named, and clean removes it.
        if (report.conduct.leftBehind.length === 0) expect(server.snapshot()).to.equal(before);
        await scimspec(['clean', join(out, 'ledger.ndjson')], { SCIMSPEC_TOKEN: 'reference' }).done;
        expect(server.snapshot()).to.equal(before);
      } finally {
        await server.close();
      }
    });
});
