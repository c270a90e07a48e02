/** A 201 without a body, common in the field: judged by what stands at its Location, and nothing stays behind. */
import { expect } from 'chai';
import type { Handler } from '../../bin/in-process.js';
import { loadSuites } from '../../bin/suites.js';
import { createReference } from '../../reference/server.js';
import { judge } from '../support/judge.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

describe('a create answered without a body', function () {
  this.timeout(120_000);

  it('blocks no check, fails the advice about the body alone, and leaves nothing behind', async () => {
    const { checks, conduct } = await judge({ variations: ['created-empty'] });
    const rules = checks.filter(({ level }) => level !== 'interop');
    expect(rules.filter(({ verdict }) => verdict === 'blocked').map(({ id }) => id)).to.deep.equal([]);
    expect(rules.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id)).to.deep.equal([
      'users.create-input.body',
    ]);
    expect(conduct.leftBehind).to.deep.equal([]);
  });

  it('is not followed to a place that shows another id', async () => {
    const reference = createReference({ variations: ['created-empty'] });
    const server: Handler = {
      async handle(request) {
        const answer = await reference.handle(request);
        const id = /\/(Users|Groups)\/([^/?]+)/.exec(request.path)?.[2];
        if (request.method !== 'GET' || id === undefined) return answer;
        return { ...answer, body: answer.body.replaceAll(`"id":"${id}"`, '"id":"another"') };
      },
    };
    const { checks, conduct } = await judge({ server, only: ['users.create', 'interop.entra-gallery'] });
    expect(checks.filter(({ verdict }) => verdict === 'error')).to.deep.equal([]);
    expect(checks.map(({ verdict }) => verdict)).to.include('blocked');
    expect(conduct.leftBehind).to.deep.equal([]);
  });

  it('is not followed to a place that shows nothing of ours', async () => {
    const { checks, conduct } = await judge({ variations: ['created-empty'], mutants: ['create.location-of-list'] });
    expect(checks.filter(({ verdict }) => verdict === 'error')).to.deep.equal([]);
    expect(conduct.leftBehind).to.deep.equal([]);
  });
});
