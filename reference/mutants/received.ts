/** Mutants that are wrong in one kind of answer and right in all others. */
import { isObject, valuesOf } from '../../scim/json.js';
import type { Json, JsonObject, Resource } from '../../scim/types.js';
import { LIST_RESPONSE } from '../../scim/urns.js';
import type { Answer, Request } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { isSearch } from './search-tools.js';
import { answering, inAnswers, isError, isList, isOne, storing, withElements, withMember, without } from './tools.js';

const searched = (answer: Answer, request: Request): boolean => isSearch(request) && isList(answer);
const listed = (answer: Answer, request: Request): boolean =>
  request.method === 'GET' && request.segments.length === 1 && request.segments[0] === 'Users' && isList(answer);
const written =
  (method: string) =>
  (answer: Answer, request: Request): boolean =>
    request.method === method && isOne(request) && answer.status === 200;
const refused =
  (method: string) =>
  (answer: Answer, request: Request): boolean =>
    request.method === method && isError(answer);
const isBulk = (_answer: Answer, request: Request): boolean => request.segments[0] === 'Bulk';

const eachResource =
  (change: (resource: JsonObject) => JsonObject) =>
  (body: JsonObject): JsonObject =>
    withElements(body, 'Resources', change);

const first = (value: Json): Json => (Array.isArray(value) ? (value[0] ?? value) : value);
const dateOnly = (meta: Json): Json =>
  isObject(meta) ? withMember(meta, 'lastModified', (time) => String(time).replace('T', ' ')) : meta;

/** Without title where there is no extension: a second table that is written on one way only. */
const bare = (resource: Resource): JsonObject =>
  Object.keys(resource).some((name) => name.includes(':')) ? resource : without(resource, 'title');

const failedEntries = (body: JsonObject, change: (entry: JsonObject) => JsonObject): JsonObject =>
  withElements(body, 'Operations', (entry) => (/^[45]/.test(String(entry['status'])) ? change(entry) : entry));

const capitalized = (word: string): string => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;

export const receivedMutants: Mutant[] = [
  mutant(
    'search.active-text',
    'A search shows active as text',
    ['RFC7643-2.3-02', 'RFC7643-2.3.2-01'],
    inAnswers(
      searched,
      eachResource((user) => withMember(user, 'active', String)),
    ),
    { kills: ['schema.received.json-types'] },
  ),
  mutant(
    'list.single-email',
    'A list shows e-mails as one object',
    ['RFC7643-2.4-01'],
    inAnswers(
      listed,
      eachResource((user) => withMember(user, 'emails', first)),
    ),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'list.first-email-primary',
    'A list marks the first e-mail as primary, whichever is',
    ['RFC7643-2.4-05'],
    inAnswers(
      listed,
      eachResource((user) =>
        withMember(user, 'emails', (mails) =>
          valuesOf(mails).map((mail, index) => (index === 0 && isObject(mail) ? { ...mail, primary: true } : mail)),
        ),
      ),
    ),
    { kills: ['schema.received.one-primary'] },
  ),
  mutant(
    'read.name-written-twice',
    'A read writes the name of a user at the beginning and again in its place',
    ['RFC7643-1.2-02'],
    answering((answer, request) =>
      request.method === 'GET' && isOne(request) && answer.status === 200 && isObject(answer.body)
        ? { ...answer, text: JSON.stringify(answer.body).replace(/("name":\{[^}]*\}),/, '$1,$1,') }
        : answer,
    ),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'put.answer-names-in-two-cases',
    'The answer to PUT has displayName in lower case, too',
    ['RFC7643-1.2-02'],
    inAnswers(written('PUT'), (user) =>
      typeof user['displayName'] === 'string' ? { ...user, displayname: user['displayName'] } : user,
    ),
    { kills: ['schema.received.plurality'] },
  ),
  mutant(
    'patch.answer-times-spaced',
    'The answer to PATCH shows times with a space in place of T',
    ['RFC7643-2.3.5-01'],
    inAnswers(written('PATCH'), (user) => withMember(user, 'meta', dateOnly)),
    { kills: ['schema.received.date-times'] },
  ),
  mutant(
    'put.answer-without-id',
    'The answer to PUT has no id',
    ['RFC7643-3.1-06'],
    inAnswers(written('PUT'), (user) => without(user, 'id')),
    { kills: ['schema.received.id'] },
  ),
  mutant(
    'search.schemas-text',
    'A search shows schemas of users as text',
    ['RFC7643-3-04', 'RFC7643-3-05'],
    inAnswers(
      searched,
      eachResource((user) => withMember(user, 'schemas', first)),
    ),
    { kills: ['schema.received.schemas'] },
  ),
  mutant(
    'put.answer-type-lower',
    'The answer to PUT has meta.resourceType in lower case',
    ['RFC7643-3-01', 'RFC7643-3.1-28'],
    inAnswers(written('PUT'), (user) =>
      withMember(user, 'meta', (meta) =>
        isObject(meta) ? withMember(meta, 'resourceType', (name) => String(name).toLowerCase()) : meta,
      ),
    ),
    { kills: ['schema.received.resource-type'] },
  ),
  mutant(
    'search.message-text',
    'The schemas of a search answer are text',
    ['RFC7644-3.4.2-04'],
    inAnswers(searched, (body) => ({ ...body, schemas: LIST_RESPONSE })),
    { kills: ['schema.received.list-message'] },
  ),
  mutant(
    'search.total-text',
    'totalResults of a search is text',
    ['RFC7644-3.4.2-05'],
    inAnswers(searched, (body) => withMember(body, 'totalResults', String)),
    { kills: ['schema.received.list-total'] },
  ),
  mutant(
    'search.total-none',
    'totalResults of a search is 0',
    ['RFC7644-3.4.2-14', 'RFC7644-3.4.2-06'],
    inAnswers(searched, (body) => withMember(body, 'totalResults', () => 0)),
    { kills: ['schema.received.list-entries'] },
  ),
  mutant(
    'put.error-bare',
    'Refusals of PUT are JSON objects of their own kind',
    ['RFC7644-3.12-03'],
    inAnswers(refused('PUT'), (body) => ({ error: body['detail'] ?? 'refused' })),
    { kills: ['schema.received.error-message'] },
  ),
  mutant(
    'put.error-status-number',
    'status of errors is a number where a PUT is refused',
    ['RFC7644-3.12-04'],
    inAnswers(refused('PUT'), (body) => withMember(body, 'status', Number)),
    { kills: ['schema.received.error-status-string'] },
  ),
  mutant(
    'put.error-status-fixed',
    'Every refusal of a PUT says status 400',
    ['RFC7644-3.12-05'],
    inAnswers(refused('PUT'), (body) => withMember(body, 'status', () => '400')),
    { kills: ['schema.received.error-status-equal'] },
  ),
  mutant(
    'bulk.error-keyword-capital',
    'scimType begins with a capital in the errors of failed operations',
    ['RFC7644-3.12-32'],
    inAnswers(isBulk, (body) =>
      failedEntries(body, (entry) =>
        withMember(entry, 'response', (error) =>
          isObject(error) ? withMember(error, 'scimType', (word) => capitalized(String(word))) : error,
        ),
      ),
    ),
    { kills: ['schema.received.error-keyword'] },
  ),
  mutant(
    'bulk.error-status-fixed',
    'The error of a failed operation says status 500, whatever its result says',
    ['RFC7644-3.12-05'],
    inAnswers(isBulk, (body) =>
      failedEntries(body, (entry) =>
        withMember(entry, 'response', (error) => (isObject(error) ? { ...error, status: '500' } : error)),
      ),
    ),
    { kills: ['schema.received.error-status-equal'] },
  ),
  mutant(
    'bulk.failed-job-list',
    'A job in which all fails is answered as a list',
    ['RFC7644-3.7-05'],
    inAnswers(isBulk, (body) => {
      const entries = Array.isArray(body['Operations']) ? body['Operations'] : [];
      const failed =
        entries.length > 0 && entries.every((entry) => /^[45]/.test(String((entry as JsonObject)['status'])));
      return failed ? { schemas: [LIST_RESPONSE], totalResults: entries.length, Resources: entries } : body;
    }),
    { kills: ['schema.received.bulk-message'] },
  ),
  mutant(
    'bulk.failed-delete-bare',
    'A DELETE that fails in a job has a sentence for a response',
    ['RFC7644-3.7-20'],
    inAnswers(isBulk, (body) =>
      failedEntries(body, (entry) => (entry['method'] === 'DELETE' ? { ...entry, response: 'not found' } : entry)),
    ),
    { kills: ['schema.received.bulk-entries'] },
  ),
  mutant(
    'put.bare-title-lost',
    'PUT without an extension keeps no title, and is answered with what was sent',
    ['RFC7644-3.1-10', 'RFC7644-3.5.1-05'],
    (b) => ({
      ...storing((resource, op) => (op === 'replace' ? bare(resource) : resource))(b),
      ...inAnswers(written('PUT'), (user, request) => {
        const sent = isObject(request.body) ? request.body['title'] : undefined;
        return sent === undefined ? user : { ...user, title: sent };
      })(b),
    }),
    { kills: ['schema.received.state', 'schema.received.put-stored'] },
  ),
  mutant(
    'create.bare-title-lost',
    'POST without an extension keeps no title',
    ['RFC7643-2.2-05'],
    storing((resource, op) => (op === 'create' ? bare(resource) : resource)),
    { kills: ['schema.received.post-stored'] },
  ),
];
