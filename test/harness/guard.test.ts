/** What a run made, and where it writes and deletes: nothing of its own is missed, nothing else is touched. */
import { expect } from 'chai';
import { loadSuites } from '../../bin/suites.js';
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
});
