import {
  describeAnswer,
  expect,
  given,
  notApplicable,
  pathOf,
  read,
  scenario,
  should,
  succeeded,
} from '../../harness/language.js';
import { withAddress } from './_people.js';

/** Longer than this nobody waits, not even with --slow. */
const MOST_SECONDS = 600;

// Among the last: the wait is as long as a cursor lives, and those of other scenarios would end with it.
scenario('Cursors that are too old', { needs: ['cursor', 'filter'], slow: true, last: true }, () => {
  const lifetime = given('the target says how long a cursor lives', ({ target }) => {
    const seconds = read(target.config, 'pagination.cursorTimeout');
    if (typeof seconds !== 'number') return notApplicable('the target does not say how long a cursor lives');
    if (seconds > MOST_SECONDS) return notApplicable(`cursors live for ${seconds} seconds`);
    return seconds;
  });
  const users = given('two users are posted', async ({ scim, a }) => {
    void lifetime.value;
    const word = a.marker();
    for (const letter of ['a', 'b'])
      pathOf(await scim.post('/Users', withAddress(a.user(), `${letter}-${word}@example.com`)));
    return `userName co "${word}"`;
  });
  const first = given('the first page of one is read', ({ scim, settle }) =>
    settle(
      () => scim.get('/Users', { query: { filter: users.value, count: 1, cursor: '' } }),
      (page) => typeof read(page.json, 'nextCursor') === 'string',
    ),
  );

  should(
    'protocol.cursor-expiry.keyword',
    {
      title: 'a cursor past its time is refused as expired',
      spec: 'RFC9865-2.1-04',
      fix: 'Answer 400 with scimType expiredCursor when a cursor is older than cursorTimeout.',
    },
    async ({ scim, pause }) => {
      const cursor = read(first.response.json, 'nextCursor');
      if (typeof cursor !== 'string' || cursor === '') notApplicable('the page names no further one');
      await pause((lifetime.value + 5) * 1_000);
      const late = await scim.get('/Users', { query: { filter: users.value, count: 1, cursor } });
      if (succeeded(late)) return 'served longer than announced';
      expect(late).to.be.scimError(400, ['expiredCursor', 'invalidCursor']);
      return `refused: ${describeAnswer(late)}`;
    },
  );
});
