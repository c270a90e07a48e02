import { isObject } from '../../scim/json.js';
import type { JsonObject } from '../../scim/types.js';
import { ERROR_MESSAGE } from '../../scim/urns.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, failing, isOne, without, withStatus } from './tools.js';

const TEXT = { 'Content-Type': 'text/plain' };
const HTML = { 'Content-Type': 'text/html' };

export const errorMutants: Mutant[] = [
  mutant(
    'errors.plain-text',
    'Errors are plain text',
    ['RFC7644-3.12-02', 'RFC7644-3.12-03', 'RFC7644-3.12-04'],
    failing(({ status, headers }) => ({ status, headers: { ...headers, ...TEXT }, text: 'Error' })),
    { bug: 26 },
  ),
  mutant(
    'errors.html',
    'Errors are HTML pages',
    ['RFC7644-3.12-02', 'RFC7644-3.12-03', 'RFC7644-3.12-04'],
    failing(({ status, headers }) => ({ status, headers: { ...headers, ...HTML }, text: '<h1>Error</h1>' })),
    { bug: 26 },
  ),
  mutant(
    'errors.empty',
    'Errors have no body',
    ['RFC7644-3.12-02', 'RFC7644-3.12-03', 'RFC7644-3.12-04', 'RFC7644-3.2-17'],
    failing(({ status, headers }) => ({ status, headers })),
  ),
  mutant(
    'errors.status-number',
    'The status in an error is a number',
    ['RFC7644-3.12-04'],
    failing((answer, body) => ({ ...answer, body: { ...body, status: answer.status } })),
    { bug: 16 },
  ),
  mutant(
    'errors.no-status',
    'An error has no status',
    ['RFC7644-3.12-04'],
    failing((answer, body) => ({ ...answer, body: without(body, 'status') })),
    { bug: 16 },
  ),
  mutant(
    'errors.other-status',
    'The status in an error is always 400',
    ['RFC7644-3.12-05'],
    failing((answer, body) => ({ ...answer, body: { ...body, status: '400' } })),
  ),
  mutant(
    'errors.status-phrase',
    'The status in an error is a phrase',
    ['RFC7644-3.12-05'],
    failing((answer, body) => ({ ...answer, body: { ...body, status: `${answer.status} Error` } })),
  ),
  mutant(
    'errors.no-schemas',
    'An error has no schemas',
    ['RFC7644-3.12-03', 'RFC7644-3.1-05'],
    failing((answer, body) => ({ ...answer, body: without(body, 'schemas') })),
    { bug: 43 },
  ),
  mutant(
    'errors.schemas-string',
    'The schemas of an error are a string',
    ['RFC7644-3.12-03'],
    failing((answer, body) => ({ ...answer, body: { ...body, schemas: ERROR_MESSAGE } })),
  ),
  mutant(
    'errors.core-schema',
    'Errors name a core schema instead of the message schema',
    ['RFC7644-3.12-03', 'RFC7644-3.1-05', 'RFC7644-8.2-01'],
    failing((answer, body) => ({
      ...answer,
      body: { ...body, schemas: ['urn:ietf:params:scim:schemas:core:2.0:Error'] },
    })),
  ),
  mutant(
    'errors.version-1',
    'Errors have the shape of SCIM 1.1',
    ['RFC7644-3.12-03', 'RFC7644-3.12-04'],
    failing((answer, body) => ({
      ...answer,
      body: { Errors: [{ description: body['detail'] ?? '', code: String(answer.status) }] },
    })),
  ),
  mutant(
    'errors.oauth-shape',
    'Errors have the shape of OAuth',
    ['RFC7644-3.12-03', 'RFC7644-3.12-04'],
    failing((answer, body) => ({
      ...answer,
      body: { error: 'invalid_request', error_description: body['detail'] ?? '' },
    })),
  ),
  mutant(
    'errors.problem-details',
    'Errors are problem details',
    ['RFC7644-3.12-03', 'RFC7644-3.12-04'],
    failing((answer, body) => ({
      ...answer,
      body: { type: 'about:blank', title: 'Error', status: answer.status, detail: body['detail'] ?? '' },
    })),
  ),
  mutant(
    'errors.list',
    'An error comes in an array',
    ['RFC7644-3.12-02'],
    failing((answer, body) => ({ ...answer, body: [body] })),
  ),
  mutant(
    'errors.wrapped',
    'An error comes inside of a member "error"',
    ['RFC7644-3.12-03', 'RFC7644-3.12-04'],
    failing((answer, body) => ({ ...answer, body: { error: body } })),
  ),
  mutant(
    'errors.answered-200',
    'Errors are answered 200',
    ['RFC7644-3.12-01', 'RFC7644-3.2-16', 'RFC7644-3.4.1-04', 'RFC7644-3.3-15'],
    failing((answer) => withStatus(answer, 200)),
  ),
  mutant(
    'errors.answered-500',
    'Every error is answered 500',
    ['RFC7644-3.12-11', 'RFC7644-3.3-15', 'RFC7644-3.4.1-04'],
    failing((answer) => asError(answer, 500)),
  ),
  mutant(
    'errors.answered-400',
    'Every error is answered 400',
    ['RFC7644-3.3-15', 'RFC7644-3.12-14', 'RFC7644-3.6-03'],
    failing((answer, body) =>
      asError(answer, 400, typeof body['scimType'] === 'string' ? body['scimType'] : undefined),
    ),
  ),
  mutant(
    'errors.no-scim-type',
    'Errors have no scimType',
    ['RFC7644-3.3-16', 'RFC7644-3.4.2.2-49', 'RFC7644-3.5.2.3-13', 'RFC7644-3.5.2.2-01'],
    failing((answer, body) => ({ ...answer, body: without(body, 'scimType') })),
    { bug: 16 },
  ),
  mutant(
    'errors.scim-type-upper-case',
    'The keywords of errors are in capitals',
    ['RFC7644-3.12-32', 'RFC7644-3.3-16'],
    failing((answer, body) => ({ ...answer, body: recased(body, (word) => word.toUpperCase()) })),
  ),
  mutant(
    'errors.scim-type-snake-case',
    'Keywords are in snake case',
    ['RFC7644-3.12-32', 'RFC7644-3.4.2.2-49', 'RFC7644-3.5.2.3-13'],
    failing((answer, body) => ({
      ...answer,
      body: recased(body, (word) => word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)),
    })),
  ),
  mutant(
    'errors.scim-type-misnamed',
    'The keyword is in a member "scimtype"',
    ['RFC7644-3.3-16', 'RFC7644-3.4.2.2-49'],
    failing((answer, body) => ({
      ...answer,
      body: 'scimType' in body ? { ...without(body, 'scimType'), scimtype: body['scimType'] ?? '' } : body,
    })),
    { kills: ['users.create.duplicate-scimtype'] },
  ),
  mutant(
    'errors.always-invalid-value',
    'Every 400 has the scimType invalidValue',
    ['RFC7644-3.4.2.2-49', 'RFC7644-3.5.2.3-13', 'RFC7644-3.5.2.2-01', 'RFC7644-3.5.2.2-10'],
    failing((answer, body) =>
      answer.status === 400 && 'scimType' in body ? { ...answer, body: { ...body, scimType: 'invalidValue' } } : answer,
    ),
  ),
  mutant(
    'errors.no-detail',
    'Errors have no detail',
    ['RFC7644-3.7.3-04', 'RFC7644-3.7.4-04'],
    failing((answer, body) => ({ ...answer, body: without(body, 'detail') })),
  ),
  mutant(
    'errors.broken-json-500',
    'A body that is no JSON crashes the server',
    ['RFC7644-3.12-11', 'RFC7644-3.12-33'],
    (b) => ({
      parseBody: (text) => {
        try {
          return b.parseBody(text);
        } catch {
          throw new TypeError('Unexpected token');
        }
      },
    }),
  ),
  mutant(
    'errors.broken-json-empty',
    'A body that is no JSON counts as an empty object',
    ['RFC7644-3.12-33', 'RFC7644-3.12-24'],
    (b) => ({
      parseBody: (text) => {
        try {
          return b.parseBody(text);
        } catch {
          return {};
        }
      },
    }),
  ),
  mutant(
    'errors.no-object-accepted',
    'A body that is no object is answered 200 and dropped',
    ['RFC7644-3.12-33', 'RFC7644-3.12-01'],
    answering((answer, request) =>
      answer.status === 400 && request.method === 'POST' && !isObject(request.body)
        ? { status: 200, headers: {}, body: {} }
        : answer,
    ),
  ),
  mutant(
    'errors.not-found-empty',
    'An unknown id is answered 200 with an empty object',
    ['RFC7644-3.4.1-04', 'RFC7644-3.6-03'],
    answering((answer, request) =>
      answer.status === 404 && request.method === 'GET' && isOne(request)
        ? { status: 200, headers: {}, body: {} }
        : answer,
    ),
  ),
  mutant(
    'errors.not-found-204',
    'An unknown id is answered 204',
    ['RFC7644-3.4.1-04', 'RFC7644-3.6-03'],
    answering((answer, request) =>
      answer.status === 404 && isOne(request) && request.method === 'GET' ? { status: 204, headers: {} } : answer,
    ),
  ),
  mutant(
    'errors.not-found-list',
    'An unknown id is answered with an empty list',
    ['RFC7644-3.4.1-04', 'RFC7644-3.6-03'],
    answering((answer, request) =>
      answer.status === 404 && request.method === 'GET' && isOne(request)
        ? {
            status: 200,
            headers: {},
            body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'], totalResults: 0, Resources: [] },
          }
        : answer,
    ),
  ),
  mutant(
    'errors.not-found-500',
    'An unknown id is answered 500',
    ['RFC7644-3.4.1-04', 'RFC7644-3.6-03', 'RFC7644-3.5.2-38'],
    answering((answer, request) => (answer.status === 404 && isOne(request) ? asError(answer, 500) : answer)),
  ),
  mutant(
    'errors.not-found-400',
    'An unknown id is answered 400',
    ['RFC7644-3.12-14', 'RFC7644-3.6-03', 'RFC7644-3.6-06'],
    answering((answer, request) => (answer.status === 404 && isOne(request) ? asError(answer, 400) : answer)),
  ),
  mutant(
    'errors.not-found-410',
    'Deleted resources are answered 410',
    ['RFC7644-3.6-03', 'RFC7644-3.6-04', 'RFC7644-3.6-05', 'RFC7644-3.6-06'],
    answering((answer, request) => (answer.status === 404 && isOne(request) ? asError(answer, 410) : answer)),
  ),
  mutant(
    'errors.conflict-no-body',
    '409 has no body',
    ['RFC7644-3.3-16', 'RFC7644-3.12-02'],
    failing((answer) => (answer.status === 409 ? { status: 409, headers: {} } : answer)),
    { bug: 16 },
  ),
];

function recased(body: JsonObject, change: (word: string) => string): JsonObject {
  const word = body['scimType'];
  return typeof word === 'string' ? { ...body, scimType: change(word) } : body;
}
