/** Entra tests the connection: what happens when an administrator presses "Test Connection". */
import {
  blocked,
  describeAnswer,
  expect,
  fail,
  given,
  interop,
  isObject,
  notApplicable,
  read,
  scenario,
} from '../../../harness/language.js';
import { dialects, guess, rule, speak } from '../../../harness/interop.js';
import { speaking } from '../_conversation.js';
import { expectNobody } from '../_judge.js';
import { ENTERPRISE, WORK_MAIL } from '../_people.js';
import { isLocal } from '../_place.js';

const { entra } = dialects;

/** An attribute as customers add it to the mapping; this one no target has. */
const CUSTOM = 'urn:ietf:params:scim:schemas:extension:Customer:2.0:User:badge';

scenario('Entra tests the connection', () => {
  const tested = given(
    'a user named by a random GUID is looked up',
    speaking('entra', ({ say, dialect, a }) => say(dialect.testConnection({ absent: a.uuid() })[0] ?? null)),
  );

  interop(
    'interop.entra.connection.test',
    {
      ...rule('ENTRA-CONNECT-01', 'CLIENT-ANY-03'),
      title: 'a random GUID as userName is answered 200 and an empty list',
      fix: 'Answer GET /Users?filter=userName eq "…" with 200 and totalResults 0 when nobody has the name; never 404.',
    },
    () => expectNobody(tested.response),
  );

  interop(
    'interop.entra.connection.empty-array',
    {
      ...rule('ENTRA-CONNECT-02'),
      title: 'an empty list shows Resources as an empty array',
      fix: 'Write "Resources": [] into an empty ListResponse, as all samples of the documentation do.',
    },
    () => {
      const { json, status } = tested.response;
      if (status !== 200) blocked('the connection test', `the look-up was answered ${status}`);
      if (!isObject(json) || !Array.isArray(json['Resources']))
        fail('Resources as an empty array', 'a list without Resources', { exchange: tested.response.n });
    },
  );

  interop(
    'interop.entra.connection.groups',
    {
      ...guess('ENTRA-CONNECT-01'),
      title: 'a random GUID as displayName of a group is answered with an empty list',
      fix: 'Answer GET /Groups with a filter that nobody fits with 200 and totalResults 0.',
      needs: 'groups',
    },
    speaking('entra', async ({ say, dialect, a }) => {
      expectNobody(await say(dialect.testConnection({ absent: a.uuid(), groups: true })[1] ?? null));
    }),
  );

  interop(
    'interop.entra.connection.other-attributes',
    {
      ...rule('ENTRA-CONNECT-03'),
      title: 'a look-up by another matching attribute is applied or refused',
      fix: 'Answer a filter that you do not support with 400 invalidFilter; never leave it out and list everybody.',
    },
    speaking('entra', async (talk) => {
      for (const attribute of ['externalId', WORK_MAIL, `${ENTERPRISE}:employeeNumber`, CUSTOM]) {
        const answer = await talk.say(talk.dialect.testConnection({ absent: talk.a.uuid(), attribute })[0] ?? null);
        if (answer.status < 400) expectNobody(answer);
        else if (answer.status >= 500)
          fail('an empty list, or a refusal', describeAnswer(answer), { exchange: answer.n });
      }
    }),
  );

  interop(
    'interop.entra.connection.no-user-agent',
    {
      ...rule('ENTRA-CONNECT-04'),
      title: 'requests without a User-Agent are answered like others',
      fix: 'Let requests without a User-Agent pass your gateway: managed rules such as NoUserAgent_HEADER block Entra.',
    },
    async ({ scim, a }) => {
      const [request] = entra.testConnection({ absent: a.uuid() });
      if (!request) return;
      const nameless = await speak(scim, entra, request);
      const headers = { ...request.headers, 'user-agent': 'scimspec' };
      const named = await scim.request('GET', request.path, undefined, { headers });
      expect(nameless).to.have.status(named.status);
    },
  );

  interop(
    'interop.entra.connection.one-token',
    {
      ...rule('ENTRA-CONNECT-07'),
      title: 'one token gives access to users, groups and schemas',
      fix: 'Give the secret token the right to read and write all users and groups.',
    },
    async ({ scim, a, target }) => {
      const requests = [...entra.testConnection({ absent: a.uuid(), groups: target.group !== undefined })];
      for (const request of [...requests, ...entra.discovery()]) {
        const answer = await speak(scim, entra, request);
        const isOpen = ![401, 403].includes(answer.status) || read(answer.json, 'scimType') === 'sensitive';
        if (!isOpen) fail('access with the token', describeAnswer(answer), { exchange: answer.n });
      }
    },
  );

  interop(
    'interop.entra.connection.wrong-token',
    {
      ...rule('ENTRA-CONNECT-08'),
      title: 'a wrong token is answered 401 or 403',
      fix: 'Answer 401 to a wrong token, so that the job tells bad credentials from other failures.',
    },
    async ({ scim, a }) => {
      const [request] = entra.testConnection({ absent: a.uuid() });
      const answer = await scim.request('GET', request?.path ?? '/Users', undefined, { auth: 'wrong' });
      if (answer.status === 200) notApplicable('the target answers without valid credentials');
      expect(answer).to.have.status(401, 403);
    },
  );

  interop(
    'interop.entra.connection.media-type',
    {
      ...rule('ENTRA-CONNECT-12'),
      title: 'answers are application/scim+json',
      fix: 'Send Content-Type: application/scim+json with every answer; the SCIM Validator stops at application/json.',
    },
    () => {
      const type = tested.response.headers['content-type'] ?? '';
      if (!/^application\/scim\+json\s*(;|$)/i.test(type))
        fail('Content-Type application/scim+json', `Content-Type ${type || 'missing'}`, {
          exchange: tested.response.n,
        });
    },
  );

  interop(
    'interop.entra.connection.https',
    {
      ...rule('ENTRA-CONNECT-09'),
      class: 'degrades',
      title: 'the Tenant URL is https',
      fix: 'Serve SCIM over https with TLS 1.2 and a certificate of a listed authority.',
      why: 'A server on a loopback or test address is not judged.',
    },
    ({ scim }) => {
      const url = new URL(scim.url(''));
      if (isLocal(url.hostname)) notApplicable(`${url.hostname} is not reachable from Entra`);
      if (url.protocol !== 'https:') fail('an https URL', url.origin);
    },
  );
});
