/** A run that is stopped in the middle, by a signal or at once: what it made is removed, and nothing else. */
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Report } from '../../reports/model.js';
import type { Req } from '../../reference/message.js';
import { CLI, scimspec, type Running, type Said } from '../support/command.js';
import { silence, watched, type Watched } from '../support/watched.js';

const USER = 'urn:ietf:params:scim:schemas:core:2.0:User';
const env = { SCIMSPEC_TOKEN: 'reference' };
const isCreate = ({ method, path }: Req): boolean => method === 'POST' && /\/(Users|Groups)$/.test(path);

describe('a run that is stopped in the middle', function () {
  this.timeout(170_000);
  let folder: string;
  let server: Watched;
  let running: Running;
  before(() => expect(existsSync(CLI), 'run npm run build first').to.equal(true));
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'scimspec-stop-'))));
  afterEach(async () => {
    running.child.kill('SIGKILL');
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (...more: string[]): Running =>
    scimspec(['run', server.url, '--out', folder, '--only', 'users,groups,protocol', ...more], env);
  const ledger = (): string => join(folder, 'ledger.ndjson');
  const clean = (): Promise<Said> => scimspec(['clean', ledger()], env).done;

  /** Somebody else's work at the target, in the middle of the run. */
  const makeForeign = async (userName: string): Promise<void> => {
    const response = await server.server.handle({
      method: 'POST',
      path: '/scim/v2/Users',
      headers: { authorization: 'Bearer reference', 'content-type': 'application/scim+json' },
      body: JSON.stringify({ schemas: [USER], userName, displayName: `not ours ${userName}` }),
    });
    expect(response.status).to.equal(201);
  };

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    it(`cleans up at ${signal}, says so in the report and ends with ${code}`, async () => {
      server = await watched(
        (_request, n, answer) => {
          if (n === 250) running.child.kill(signal);
          return answer();
        },
        { users: 50 },
      );
      const before = server.snapshot();
      const kept = { history: join(folder, 'history.ndjson'), waivers: join(folder, 'waivers.yaml') };
      const waivers = '- check: users.create.status\n  reason: accepted\n';
      writeFileSync(kept.waivers, waivers);
      const keep = ['--history', kept.history, '--waivers', kept.waivers, '--update-waivers'];
      running = run('--bundle', '--format', 'markdown', ...keep);
      const said = await running.done;
      expect(said.code, said.err + said.out).to.equal(code);
      expect(said.err).to.include('Stopping: what the run made is being removed.');
      expect(server.snapshot()).to.equal(before);
      const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
      expect(report.run.partial).to.equal(true);
      expect(report.run.partialReasons).to.include('interrupted');
      expect([report.verdict, report.score]).to.deep.equal([null, null]);
      expect(report.conduct.leftBehind).to.deep.equal([]);
      expect(report.conduct.deleted).to.be.greaterThan(0).and.at.most(report.conduct.created);
      expect(report.checks.filter(({ verdict }) => verdict === 'error')).to.deep.equal([]);
      expect(existsSync(kept.history), 'half a run is no history').to.equal(false);
      expect(readFileSync(kept.waivers, 'utf8')).to.equal(waivers);
      expect(said.out).to.match(/interrupted/);
      for (const file of ['report.html', 'report.md', 'junit.xml'])
        expect(readFileSync(join(folder, file), 'utf8'), file).to.match(/interrupted|^<\?xml/);
      expect(said.err + said.out).not.to.match(/\n\s+at .*\.js:\d+/);
    });

  it('goes on to its end where nobody reads what it says any more', async () => {
    server = await watched((_request, n, answer) => {
      if (n === 50) for (const stream of [running.child.stdout, running.child.stderr]) stream?.destroy();
      return answer();
    });
    const before = server.snapshot();
    running = run('--only', 'users.create');
    expect((await running.done).code).to.equal(0);
    expect(server.snapshot()).to.equal(before);
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
    expect([(report.run.partialReasons ?? []).includes('interrupted'), report.conduct.leftBehind]).to.deep.equal([
      false,
      [],
    ]);
  });

  it('ends with 130 where the preflight is interrupted, and has made nothing', async () => {
    server = await watched(() => {
      running.child.kill('SIGINT');
      return silence;
    });
    const before = server.snapshot();
    running = run();
    const said = await running.done;
    expect(said.code, said.err + said.out).to.equal(130);
    expect(said.err).to.include('stopped before it made anything').and.not.include('fault');
    expect(server.snapshot()).to.equal(before);
  });

  it('leaves at once at a second Ctrl-C, and names the ledger by which clean removes the rest', async () => {
    let stopping = false;
    server = await watched(({ method }, n, answer) => {
      if (stopping && method === 'DELETE') {
        // The clean-up has begun.
        running.child.kill('SIGINT');
        return silence;
      }
      if (n === 250) {
        running.child.kill('SIGINT');
        running.child.stderr?.once('data', () => (stopping = true));
      }
      return answer();
    });
    const before = server.snapshot();
    running = run('--quiet');
    const said = await running.done;
    expect(said.code, said.err + said.out).to.equal(130);
    expect(said.err).to.include(`scimspec clean ${ledger()}`);
    expect(server.snapshot()).not.to.equal(before);
    stopping = false;
    const cleaned = await clean();
    expect(cleaned.code, cleaned.err + cleaned.out).to.equal(0);
    expect(server.snapshot()).to.equal(before);
  });

  for (const [title, options, hidden] of [
    ['', {}, undefined],
    [', without filters', { variations: ['no-filter-501'] }, undefined],
    [' where every look-up is refused, and says what is left', {}, /\/(Users|Groups)\?/],
  ] as const)
    it(`is cleaned up after kill -9${title}, a create whose answer was lost included`, async () => {
      let lost: string | undefined;
      server = await watched(
        async (request, n, answer) => {
          if (hidden && lost !== undefined && hidden.test(request.path)) return { status: 403, headers: {}, body: '' };
          if (lost !== undefined || n < 200 || !isCreate(request)) return answer();
          const response = await answer();
          if (response.status !== 201) return response;
          lost = (JSON.parse(response.body) as { id: string }).id;
          await makeForeign('late@example.com');
          running.child.kill('SIGKILL');
          return silence;
        },
        { users: 50, ...options },
      );
      await makeForeign('early@example.com');
      const before = server.snapshot();
      running = run();
      const said = await running.done;
      expect(said.code).to.equal('SIGKILL');
      if (lost === undefined) throw new Error('no create was lost');
      const names = (text: string): string[] => (JSON.parse(text) as { id: string }[][]).flat().map(({ id }) => id);
      const added = names(server.snapshot()).filter((id) => !names(before).includes(id));
      expect(added).to.include(lost).and.have.length.greaterThan(2);
      // A crash may cut the last line short.
      appendFileSync(ledger(), '{"event":"inte');
      const cleaned = await clean();
      const left = names(server.snapshot()).filter((id) => !names(before).includes(id));
      if (hidden) {
        expect(cleaned.code).to.equal(1);
        expect(cleaned.err).to.match(/Left behind: .*\(marker .*cannot be looked for: GET answered 403/);
        expect(left).to.include(lost);
        lost = undefined;
        const again = await clean();
        expect(again.code, again.err + again.out).to.equal(0);
      } else expect(cleaned.code, cleaned.err + cleaned.out).to.equal(0);
      const kept = (JSON.parse(server.snapshot()) as { resource: { userName?: string } }[][]).flat();
      expect(kept.filter(({ resource }) => resource.userName === 'late@example.com')).to.have.length(1);
      expect(kept).to.have.length(names(before).length + 1);
      const foreign = (JSON.parse(before) as object[][]).flat().map((each) => JSON.stringify(each));
      const now = new Set(kept.map((each) => JSON.stringify(each)));
      expect(foreign.filter((each) => !now.has(each))).to.deep.equal([]);
    });
});
