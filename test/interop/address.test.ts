/** What providers want of the base URL itself: no mutant of a server on loopback can show it. */
import { expect } from 'chai';
import { inProcess } from '../../bin/in-process.js';
import { loadSuites } from '../../bin/suites.js';
import { createVirtualClock } from '../../harness/clock.js';
import { runScenarios } from '../../harness/run.js';
import { createTarget } from '../../harness/target.js';
import { createReference } from '../../reference/server.js';

// At the top, so that mocha imports this file: required, it would not share its modules with the suites.
const scenarios = await loadSuites();

const verdicts = async (baseUrl: string): Promise<Record<string, string>> => {
  const { checks } = await runScenarios(scenarios, {
    target: createTarget({ baseUrl, auth: { kind: 'bearer', token: 'reference' } }),
    transport: inProcess(createReference()),
    clock: createVirtualClock(),
    seed: 1,
    runId: 'sk3x9qab',
    concurrency: 1,
    population: 'small',
    selected: ({ id }) => /^interop\.(okta|entra)\.connection\.https$/.test(id),
  });
  return Object.fromEntries(checks.map(({ id, verdict }) => [id.split('.')[1] ?? '', verdict]));
};

describe('the base URL, as providers want it', () => {
  it('is https', async () => {
    expect(await verdicts('https://scim.vendor.com/scim/v2')).to.deep.equal({ entra: 'pass', okta: 'pass' });
    expect(await verdicts('http://scim.vendor.com/scim/v2')).to.deep.equal({ entra: 'fail', okta: 'fail' });
  });

  it('has no underscore in its domain, for Okta', async () => {
    expect(await verdicts('https://my_scim.vendor.com/scim/v2')).to.deep.equal({ entra: 'pass', okta: 'fail' });
  });

  it('is not judged where only a test is reached by it', async () => {
    const local = await verdicts('http://127.0.0.1:8080/scim/v2');
    expect(local).to.deep.equal({ entra: 'not-applicable', okta: 'not-applicable' });
  });
});
