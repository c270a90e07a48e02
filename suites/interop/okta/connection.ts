/** Okta tests the credentials, whatever the kind of integration. */
import {
  expect,
  given,
  interop,
  isErrorMessage,
  fail,
  notApplicable,
  read,
  scenario,
  SCIM_MEDIA_TYPE,
} from '../../../harness/language.js';
import { dialects, rule } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { expectError, expectHeld, expectList, expectRetryAfter } from '../_judge.js';
import { newPerson } from '../_people.js';
import { isLocal } from '../_place.js';
import { says } from '../_words.js';

scenario('Okta tests the API credentials', () => {
  interop(
    'interop.okta.connection.users',
    { ...rule('OKTA-CONNECT-01', 'OKTA-CONNECT-09', 'CLIENT-ANY-03'), ...says.connected },
    speaking('okta-oin', async ({ say, dialect, a }) => {
      const [users] = dialect.testConnection({ absent: a.uuid() });
      expectList(await say(users ?? null));
    }),
  );

  interop(
    'interop.okta.connection.groups',
    {
      ...rule('OKTA-CONNECT-02'),
      title: 'groups are listed when their import is on',
      fix: 'Answer GET /Groups?startIndex=1&count=100 with 200 and a ListResponse.',
      needs: 'groups',
    },
    speaking('okta-oin', async ({ say, dialect, a }) => {
      const [, groups] = dialect.testConnection({ absent: a.uuid(), groups: true });
      expectList(await say(groups ?? null));
    }),
  );

  interop(
    'interop.okta.connection.wrong-token',
    {
      ...rule('OKTA-CONNECT-06'),
      title: 'a wrong token is answered 401 with an Error message',
      fix: 'Answer 401 with an Error message and a detail: Okta shows "authentication failed" only then.',
    },
    async ({ scim }) => {
      const response = await scim.get('/Users', { query: { startIndex: 1, count: 2 }, auth: 'wrong' });
      if (response.status === 200) notApplicable('the target answers without valid credentials');
      expectError(response, 401, true);
    },
  );

  interop(
    'interop.okta.connection.https',
    {
      ...rule('OKTA-CONNECT-08'),
      class: 'degrades',
      title: 'the base URL is https, short, and its domain has no underscore',
      fix: 'Serve SCIM over https at a URL of at most 1,024 characters without underscore in the domain.',
      why: 'Okta does not take another URL. A server on a loopback or test address is not judged.',
    },
    ({ scim }) => {
      const url = new URL(scim.url(''));
      if (isLocal(url.hostname)) notApplicable(`${url.hostname} is not reachable from Okta`);
      if (url.protocol !== 'https:' || url.href.length > 1024 || url.hostname.includes('_'))
        fail('an https URL of at most 1,024 characters without underscore in its domain', url.origin);
    },
  );

  const posted = given(
    'a person is created as application/json',
    speaking('okta-oin', async (talk) => {
      const who = newPerson(talk);
      const request = talk.dialect.createUser(who);
      return {
        who,
        response: await talk.say({ ...request, headers: { ...request.headers, 'content-type': 'application/json' } }),
      };
    }),
  );

  interop(
    'interop.okta.connection.json',
    {
      ...rule('OKTA-CONNECT-04'),
      title: 'bodies sent as application/json are read',
      fix: `Take application/json as well as ${SCIM_MEDIA_TYPE}: the tests of Okta send it.`,
    },
    () => {
      expect(posted.value.response).to.have.status(201);
      expectHeld(posted.value.response, posted.value.who, 'kept', ['userName']);
    },
  );

  interop(
    'interop.okta.connection.errors',
    {
      ...rule('OKTA-ERROR-01'),
      title: 'errors are SCIM messages in JSON with a detail',
      fix: 'Answer every error with an Error message: status as text, and a detail that an administrator understands.',
    },
    speaking('okta-oin', async ({ say, dialect, a, scim }) => {
      const id = String(read(posted.value.response.json, 'id'));
      const missing = await say(dialect.readUser(a.unknownId(id)));
      if (missing.status >= 400) expectError(missing, 404, true);
      const broken = await scim.post('/Users', '{"schemas":', { headers: dialects['okta-oin'].createUser({}).headers });
      if (broken.status < 400) fail('a broken body to be refused', `${broken.status}`, { exchange: broken.n });
      if (!isErrorMessage(broken))
        fail('a SCIM Error message in JSON', broken.text.slice(0, 60), { exchange: broken.n });
    }),
  );
});

scenario('Okta works through many tasks at once', () => {
  interop(
    'interop.okta.connection.retry-after',
    { ...rule('OKTA-ERROR-02'), ...says.retryAfter },
    speaking('okta-oin', async ({ say, dialect, a }) => {
      const [users = null] = dialect.testConnection({ absent: a.uuid() });
      return expectRetryAfter(await Promise.all(Array.from({ length: 25 }, () => say(users))));
    }),
  );
});
