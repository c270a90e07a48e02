/** The pages of docs/checks/: which there are, and what one of them says. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { checkMarkdown, checkText } from '../../bin/check-page.js';
import { tellCheck } from '../../bin/check-story.js';
import { loadSuites } from '../../bin/suites.js';
import { registeredChecks } from '../../harness/registry.js';

const folder = fileURLToPath(new URL('../../docs/checks/', import.meta.url));
// At the top, so that mocha imports this file: required, it would not share its modules with the suites.
await loadSuites();

const story = async (id: string) => {
  const check = registeredChecks().find((each) => each.id === id);
  if (!check) throw new Error(`there is no check ${id}`);
  return tellCheck(check);
};

describe('the pages of the checks', () => {
  it('are those of the checks: npm run docs writes them', async function () {
    if (!existsSync(folder)) return this.skip();
    const wanted = ['README.md', ...registeredChecks().map(({ id }) => `${id}.md`)];
    expect(readdirSync(folder).sort()).to.deep.equal(wanted.sort());
  });

  it('show an exchange that passes and one that fails, the same each time', async () => {
    const told = await story('users.create.status');
    expect(told.good?.answered).to.match(/^HTTP 201\n/);
    expect(told.bad?.shown?.answered).to.match(/^HTTP (?!201)/);
    const page = checkMarkdown(told);
    expect(page).to.equal(checkMarkdown(await story('users.create.status')));
    for (const part of ['# users.create.status', '## The rule', 'RFC7644-3.3-09', '## Fix', 'Profiles: rfc'])
      expect(page).to.include(part);
    expect(checkText(told)).to.include('HTTP 201');
  });

  it('keep passwords and credentials to themselves', async () => {
    const told = await story('users.create.status');
    const page = checkMarkdown(told) + checkText(told);
    expect(page).not.to.match(/authorization|Bearer/i);
    expect(told.good?.asked).to.match(/"password": "‹redacted›"/);
  });
});
