/** What a run made, and where it writes and deletes: nothing of its own is missed, nothing else is touched. */
import { expect } from 'chai';
import { loadSuites } from '../../bin/suites.js';
import { createGuard } from '../../harness/guard.js';
import { openLedger } from '../../harness/ledger.js';
import type { ScimResponse } from '../../harness/response.js';
import { judge } from '../support/judge.js';

// At the top: a module that awaits is imported, not required, and so shares the registry with the suites.
await loadSuites();

describe('what a run takes for its own', function () {
  this.timeout(60_000);

  it('is not what a failed result of a bulk job names', async () => {
    const only = ['protocol.bulk'];
    const [plain, named] = [await judge({ only }), await judge({ variations: ['bulk-failed-location'], only })];
    expect(named.conduct.created).to.equal(plain.conduct.created);
  });

  it('is asked for by paths without dots, which servers read differently', async () => {
    const { exchanges } = await judge({ only: ['protocol.tenancy'] });
    const paths = exchanges.map(({ request }) => request.url).filter((url) => /v99|\.\./.test(url));
    expect(paths.map((url) => url.replace(/^https?:\/\/[^/]+/, ''))).to.deep.equal(['/scim/v99/ServiceProviderConfig']);
  });

  it('is known again by its name where externalId is not kept', async () => {
    const { conduct } = await judge({ variations: ['external-id-none'], only: ['schema.common', 'users.create'] });
    expect(conduct.leftBehind).to.deep.equal([]);
  });

  it('is not what has its id at another endpoint', async () => {
    const ledger = openLedger(undefined, 'run', 'https://one.example', (text) => text);
    ledger.made(ledger.intend('/Users', 'https://one.example/Users', 'marker'), '7a');
    const writing = (status: number) =>
      createGuard(ledger, async () => ({ status }) as ScimResponse).before('DELETE', '/Groups/7a', (path) => path, '');
    await writing(404);
    const refusal = await Promise.resolve(writing(200)).then(() => undefined, String);
    expect(refusal).to.contain('which this run did not make');
  });

  it('is known again by its other names where userName is made of the e-mail address', async () => {
    const { conduct } = await judge({
      mutants: ['store.mail-as-user-name'],
      only: ['users.create', 'users.user-name'],
    });
    expect(conduct.leftBehind).to.deep.equal([]);
  });
});
