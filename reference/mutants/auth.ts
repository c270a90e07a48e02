import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, withStatus } from './tools.js';

const HTML = { 'Content-Type': 'text/html' };

export const authMutants: Mutant[] = [
  mutant('auth.any-token', 'Any bearer token is taken', ['RFC7644-2-05'], {
    isAuthorized: (authorization) => /^bearer \S/i.test(authorization ?? ''),
  }),
  mutant('auth.any-scheme', 'A header of any scheme is taken', ['RFC7644-2-05'], {
    isAuthorized: (authorization) => authorization !== undefined,
  }),
  mutant('auth.basic-unchecked', 'Basic credentials are taken unread', ['RFC7644-2-05'], (b) => ({
    isAuthorized: (authorization, token) => /^Basic /.test(authorization ?? '') || b.isAuthorized(authorization, token),
  })),
  mutant('auth.token-length', 'A token of the right length is taken', ['RFC7644-2-05'], {
    isAuthorized: (authorization, token) => authorization?.length === `Bearer ${token}`.length,
  }),
  mutant('auth.token-beginning', 'The beginning of the token is taken for the token', ['RFC7644-2-05'], {
    isAuthorized: (authorization, token) =>
      /^bearer \S/i.test(authorization ?? '') && `Bearer ${token}`.startsWith(authorization ?? '-'),
  }),
  mutant(
    'auth.token-and-more',
    'What begins with the token is taken for the token',
    ['RFC7644-2-05'],
    { isAuthorized: (authorization, token) => (authorization ?? '').startsWith(`Bearer ${token}`) },
    { kills: ['protocol.authentication.invalid-token'] },
  ),
  mutant(
    'auth.token-at-end',
    'What ends with the token is taken for the token',
    ['RFC7644-2-05'],
    { isAuthorized: (authorization, token) => (authorization ?? '').endsWith(token) },
    { kills: ['protocol.authentication.invalid-token'] },
  ),
  mutant(
    'auth.scheme-exact',
    'The scheme Bearer is known in one spelling only',
    ['RFC7644-3.12-12'],
    (b) => ({
      isAuthorized: (authorization, token) =>
        /^Bearer /.test(authorization ?? '') && b.isAuthorized(authorization, token),
    }),
    { kills: ['protocol.authentication.scheme-case'] },
  ),
  mutant('auth.token-caseless', 'Letter case of the token does not count', ['RFC7644-2-05'], {
    isAuthorized: (authorization, token) => authorization?.toLowerCase() === `bearer ${token}`.toLowerCase(),
  }),
  mutant('auth.no-challenge', '401 without WWW-Authenticate', ['RFC7644-2-08'], { challenge: undefined }),
  mutant('auth.403-for-no-credentials', 'Missing credentials are answered 403', ['RFC7644-3.12-12'], {
    unauthorizedStatus: 403,
    challenge: undefined,
  }),
  mutant('auth.404-for-no-credentials', 'Missing credentials are answered 404', ['RFC7644-3.12-12'], {
    unauthorizedStatus: 404,
    challenge: undefined,
  }),
  mutant('auth.500-for-no-credentials', 'Missing credentials crash the server', ['RFC7644-3.12-12'], {
    unauthorizedStatus: 500,
    challenge: undefined,
  }),
  mutant(
    'auth.200-for-no-credentials',
    'Missing credentials are answered 200 with an error in the body',
    ['RFC7644-2-05', 'RFC7644-3.12-01'],
    answering((answer) => (answer.status === 401 ? withStatus(answer, 200) : answer)),
  ),
  mutant(
    'auth.login-page',
    'Missing credentials lead to a login page',
    ['RFC7644-3.12-12'],
    answering((answer) => (answer.status === 401 ? { status: 302, headers: { Location: '/login' } } : answer)),
  ),
  mutant(
    'auth.html',
    '401 with an HTML page',
    ['RFC7644-3.12-02'],
    answering((answer) =>
      answer.status === 401 ? { status: 401, headers: { ...answer.headers, ...HTML }, text: '<h1>401</h1>' } : answer,
    ),
    { bug: 26 },
  ),
  mutant(
    'auth.reads-open',
    'Lists need no credentials, though schemes are announced',
    ['RFC7644-3.12-12'],
    (b) => ({
      // The front asks by path; the method is unknown here, so whatever is not a single resource is open.
      isPublic: (segments) => b.isPublic(segments) || segments.length === 1,
    }),
    { kills: ['protocol.authentication.status-401'] },
  ),
  mutant('auth.search-open', 'A search by POST needs no credentials', ['RFC7644-2-05'], (b) => ({
    isPublic: (segments) => b.isPublic(segments) || segments.at(-1) === '.search',
  })),
  mutant(
    'auth.needs-user-agent',
    'Requests without a User-Agent get an HTML page with 403',
    [],
    (b) => ({
      afterResponse: (request, answer) =>
        (request.headers['user-agent'] ?? '') === '' && !request.inBulk
          ? { status: 403, headers: HTML, text: '<h1>Forbidden</h1>' }
          : b.afterResponse(request, answer),
    }),
    { bug: 64 },
  ),
];
