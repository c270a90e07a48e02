/** `npx mocha` with SCIMSPEC_URL: checks as mocha tests, through .mocharc.json and any reporter. */
import { createRequire } from 'node:module';
import { expect } from 'chai';
import { createReference, type ReferenceOptions } from '../../reference/server.js';
import { start, type Said } from '../support/command.js';

const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
const TOKEN = 'Bridge7Canary';

interface Mocha {
  stats: { tests: number; passes: number; failures: number; pending: number };
  tests: { fullTitle: string; err: { message?: string; stack?: string } }[];
  failures: { fullTitle: string; err: { message: string; stack: string } }[];
}

/** Runs mocha against a server of its own. */
async function against(options: ReferenceOptions, args: string[]): Promise<Said> {
  const { url, close } = await createReference({ token: TOKEN, ...options }).listen();
  try {
    return await start([mocha, ...args], { SCIMSPEC_URL: url, SCIMSPEC_TOKEN: TOKEN }).done;
  } finally {
    await close();
  }
}

describe('npx mocha', function () {
  this.timeout(170_000);

  it('shows the checks that --grep names, as the reporter spec prints them', async () => {
    const { code, out, err } = await against({}, ['--grep', 'users\\.create\\.']);
    expect(code, out + err).to.equal(0);
    expect(out).to.match(/users\/create\n\s+Creating a user\n\s+✔ users\.create\.status: .* \[must\]/);
    expect(out)
      .to.match(/\d+ passing/)
      .and.not.match(/failing/);
    expect(out).not.to.include('users.delete');
  });

  it('fails the test of a check that fails, with its evidence and without a stack or a secret', async () => {
    const { code, out, err } = await against({ mutants: ['create.answers-200'] }, [
      '--reporter',
      'json',
      '--grep',
      'users\\.create\\.',
    ]);
    expect(code, out + err).to.equal(1);
    const { stats, tests, failures } = JSON.parse(out) as Mocha;
    expect(stats.tests).to.equal(tests.length).and.be.greaterThan(5);
    const status = failures.find(({ fullTitle }) => fullTitle.includes('users.create.status'));
    expect(status?.err.message)
      .to.match(/^Expected: .*201/)
      .and.match(/The server answered: .*200/)
      .and.match(/Fix: /)
      .and.match(/Requirement: RFC7644-/)
      .and.match(/Exchange #\d+: POST http:.*\/Users -> 200/)
      .and.include('"userName":');
    expect(status?.err.stack).to.equal(status?.err.message);
    expect(out + err).not.to.include(TOKEN);
  });

  it('says in one failure what keeps the target from being judged', async () => {
    for (const [env, sentence] of [
      [{ SCIMSPEC_URL: '' }, /^SCIMSPEC_URL is set but empty/],
      [{ SCIMSPEC_TOKEN: 'x' }, /^SCIMSPEC_TOKEN is set, but no URL: name the target .* by SCIMSPEC_URL/],
      [{ CI: 'true' }, /^CI is set and no target is named: set SCIMSPEC_URL/],
      [{ SCIMSPEC_URL: 'http://127.0.0.1:9/scim' }, /^Nothing could be judged\. 127\.0\.0\.1:9 /],
    ] as [Record<string, string>, RegExp][]) {
      const { code, out, err } = await start([mocha, '--reporter', 'json', '--grep', 'users\\.create\\.'], env).done;
      expect(code, out + err).to.equal(1);
      const { failures } = JSON.parse(out) as Mocha;
      expect(failures).to.have.length(1);
      expect(failures[0]?.err.message).to.match(sentence);
      expect(failures[0]?.err.stack).not.to.match(/\n\s+at /);
    }
  });

  it('says that it judges the embedded server where no target is named', async () => {
    const { code, out, err } = await start([mocha, '--grep', 'users\\.create\\.status']).done;
    expect(code, out + err).to.equal(0);
    expect(err).to.match(/^No target is named: .* embedded reference server .* Set SCIMSPEC_URL/);
    expect(out).to.match(/1 passing/);
  });
});
