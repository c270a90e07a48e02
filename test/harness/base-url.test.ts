/** Checks that judge the URL of the target: no mutant of the server shows that they can fail. */
import { expect } from 'chai';
import { inProcess, targetInProcess } from '../../bin/in-process.js';
import { loadSuites } from '../../bin/suites.js';
import { createVirtualClock } from '../../harness/clock.js';
import { runScenarios } from '../../harness/run.js';
import type { CheckVerdict } from '../../reports/model.js';
import { createReference } from '../../reference/server.js';
import { OF_THE_BASE_URL } from '../support/house.js';

async function verdictsAt(baseUrl: string, ids = OF_THE_BASE_URL): Promise<CheckVerdict[]> {
  const clock = createVirtualClock();
  const { checks } = await runScenarios(await loadSuites(), {
    target: targetInProcess(baseUrl),
    transport: inProcess(createReference({ now: () => clock.now(), basePath: new URL(baseUrl).pathname })),
    clock,
    seed: 1,
    runId: 'sk3x9qab',
    concurrency: 1,
    population: 'small',
    selected: ({ id }) => ids.includes(id),
  });
  expect(checks.map(({ id }) => id)).to.have.members(ids);
  return checks.map(({ verdict }) => verdict);
}

describe('checks of the base URL', () => {
  it('fail where SCIM is served over http to everybody', async () => {
    expect(await verdictsAt('http://scim.example.com/scim/v2')).to.deep.equal(OF_THE_BASE_URL.map(() => 'fail'));
  });

  it('pass over https, and judge no test set-up', async () => {
    expect(await verdictsAt('https://scim.example.com/scim/v2')).to.deep.equal(OF_THE_BASE_URL.map(() => 'pass'));
    expect(await verdictsAt('http://localhost/scim/v2')).to.deep.equal(OF_THE_BASE_URL.map(() => 'not-applicable'));
  });

  it('know the version of SCIM behind that of an API', async () => {
    const ids = ['protocol.tenancy.version-segment'];
    expect(await verdictsAt('https://scim.example.com/api/v1/scim/v2', ids)).to.deep.equal(['pass']);
    expect(await verdictsAt('https://scim.example.com/api/v2/scim', ids)).to.deep.equal(['fail']);
  });
});
