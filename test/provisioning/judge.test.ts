/** What the judgment finds on servers with a known mistake, and what it must not say about a good one. */
import { expect } from 'chai';
import { generateDirectory } from '../../provisioning/directory/generate.js';
import { judge } from '../../provisioning/judge.js';
import { Recorder } from '../../provisioning/recorder.js';
import { NoAnswer } from '../../provisioning/wire.js';
import { found, life } from './life.js';
import { createReference } from '../../reference/server.js';
import { bench, referenceWire } from './support.js';

describe('the judgment of a target', function () {
  this.timeout(120_000);

  for (const dialectId of ['entra', 'entra-flag', 'okta-oin', 'okta-aiw']) {
    it(`finds nothing on the reference server, spoken to as ${dialectId}`, async () => {
      const judged = await life({}, dialectId);
      expect(judged.findings).to.deep.equal([]);
      expect(judged.inconclusive).to.deep.equal([]);
      const expected = ['connection', 'missing', 'attributes', 'disabled', 'membership', 'duplicated', 'secondPass'];
      expect(judged.looked).to.include.keys(expected);
    });
  }

  it('outlives values that cannot be printed', async () => {
    const wire = referenceWire(createReference({}));
    const judged = await life({}, 'entra', {
      close: () => wire.close(),
      async send(request) {
        const answer = await wire.send(request);
        return request.method === 'GET'
          ? { ...answer, text: answer.text.replace(/"(value|type)":"[^"]*"/g, '"$1":{"toString":1}') }
          : answer;
      },
    });
    expect(judged.findings).to.not.deep.equal([]);
  });

  const mistakes: [string, string][] = [
    ['filter.nothing-404', 'connection'],
    ['filter.ignored', 'connection'],
    ['filter.ignored-for-groups', 'missing'],
    ['groups.display-name-not-found', 'missing'],
    ['create.no-body', 'missing'],
    ['create.no-external-id', 'attributes'],
    ['store.phone-digits', 'secondPass'],
    ['store.title-cut', 'attributes'],
    ['show.manager-string', 'secondPass'],
    ['projection.emails-on-request', 'secondPass'],
    ['delete.no-op', 'surplus'],
    ['delete.deactivates', 'surplus'],
    ['delete.refused', 'surplus'],
    ['delete.too-much', 'missing'],
    ['patch.no-op', 'disabled'],
    ['patch.active-no-op', 'disabled'],
    ['patch.first-only', 'attributes'],
    ['patch.sub-attribute-alone', 'attributes'],
    ['patch.add-replaces', 'membership'],
    ['groups.add-first-only', 'membership'],
    ['interop.active-string-refused', 'disabled'],
    ['interop.active-string-true', 'disabled'],
    ['interop.reactivation-refused', 'attributes'],
    ['interop.manager-string-refused', 'attributes'],
    ['interop.manager-empty-refused', 'attributes'],
    ['interop.remove-listed-all', 'membership'],
    ['interop.remove-listed-ignored', 'membership'],
    ['interop.add-by-filter-untyped', 'attributes'],
    ['interop.op-exact', 'membership'],
  ];
  for (const [mutant, check] of mistakes) {
    it(`finds ${mutant} by lifecycle.${check}`, async () => {
      const judged = await life({ mutants: [mutant] }, 'entra');
      expect(found(judged)).to.include(check);
    });
  }

  it('counts a server out of reach as not established, not as wrong', async () => {
    const b = await bench({ input: generateDirectory({ seed: 3, people: 2 }) });
    b.job.options.wire.send = () => Promise.reject(new NoAnswer('timeout', 'slow'));
    const { run } = await b.job.runCycle();
    const judged = await judge({
      run: { ...run, touched: { user: new Set(b.directory.people.keys()), group: new Set() } },
      recorder: new Recorder('http://x', []),
      extent: 'touched',
    });
    expect(judged.findings).to.deep.equal([]);
    expect(judged.inconclusive).to.have.length(2);
  });
});

describe('patience of the judgment', () => {
  it('looks again before it says that something is wrong', async () => {
    const b = await bench({ input: generateDirectory({ seed: 3, people: 3 }) });
    const { run } = await b.job.runCycle();
    const send = b.job.options.wire.send.bind(b.job.options.wire);
    let settled = false;
    b.job.options.wire.send = async (request) =>
      request.path.includes('filter=') && !settled
        ? { status: 200, headers: {}, text: '{"totalResults":0,"Resources":[]}' }
        : send(request);
    const waits: number[] = [];
    const recorder = new Recorder('http://x', []);
    const patient = await judge({
      run,
      recorder,
      extent: 'touched',
      sleep: (ms) => {
        waits.push(ms);
        settled = waits.length === 2;
        return Promise.resolve();
      },
    });
    expect(waits).to.deep.equal([400, 1600]);
    expect(patient.findings).to.deep.equal([]);
    expect(patient.looked.missing).to.equal(3);
    settled = false;
    expect((await judge({ run, recorder, extent: 'touched' })).findings).to.have.length(3);
  });
});
