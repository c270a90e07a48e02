/** The flag stands behind the Tenant URL, which may end with a slash. */
import { expect, interop, notApplicable, scenario } from '../../../harness/language.js';
import { rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';

scenario('Entra with the flag reads a Tenant URL', () => {
  interop(
    'interop.entra-flag.connection.slash',
    {
      ...rule('ENTRA-CONNECT-10'),
      title: 'a Tenant URL that ends with a slash works',
      fix: 'Take an empty path segment, or a slash at the end, as if it were not there; do not redirect.',
    },
    speaking('entra-flag', async ({ scim, dialect, a }) => {
      const [request] = dialect.testConnection({ absent: a.uuid() });
      if (!request) notApplicable('no request');
      const answer = await scim.request('GET', `/${request.path}`, undefined, { headers: request.headers });
      expect(answer).to.have.status(200);
    }),
  );
});
