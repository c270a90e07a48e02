/** Answers to bulk jobs. */
import { isObject } from '../../scim/json.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, asError, endpointOf, without, withMember } from './tools.js';
import { entries, message, failed } from './bulk-tools.js';

export const bulkMessageMutants: Mutant[] = [
  mutant(
    'bulk.no-schemas',
    'The answer to a job has no schemas',
    ['RFC7644-3.7-05', 'RFC7644-3.1-05'],
    message((answer) => ({ ...answer, body: isObject(answer.body) ? without(answer.body, 'schemas') : null })),
  ),
  mutant(
    'bulk.request-schema',
    'The answer to a job names the schema of the request',
    ['RFC7644-3.7-05'],
    message((answer) => ({
      ...answer,
      body: {
        ...(isObject(answer.body) ? answer.body : {}),
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      },
    })),
  ),
  mutant(
    'bulk.operations-lower-case',
    'The answer to a job holds "operations"',
    ['RFC7644-3.7-08'],
    message((answer, list) => ({
      ...answer,
      body: { ...(isObject(answer.body) ? without(answer.body, 'Operations') : {}), operations: list },
    })),
    { kills: ['protocol.bulk-jobs.message'] },
  ),
  mutant(
    'bulk.fail-on-errors-echoed',
    'failOnErrors is in the answer',
    ['RFC7644-3.7-07'],
    message((answer) => ({ ...answer, body: { ...(isObject(answer.body) ? answer.body : {}), failOnErrors: 1 } })),
  ),
  mutant(
    'bulk.answers-207',
    'A job is answered 207',
    ['RFC7644-3.7-22'],
    message((answer) => ({ ...answer, status: 207 })),
  ),
  mutant(
    'bulk.answers-400',
    'A job with a failing operation is answered 400',
    ['RFC7644-3.7-22', 'RFC7644-3.7.3-06'],
    message((answer, list) => (list.some(failed) ? { ...answer, status: 400 } : answer)),
  ),
  mutant(
    'bulk.all-failed-400',
    'A job in which everything fails is answered 400',
    ['RFC7644-3.7.3-06'],
    message((answer, list) => (list.every(failed) ? { ...answer, status: 400 } : answer)),
  ),
  mutant(
    'bulk.empty-answer',
    'A job is answered 204',
    ['RFC7644-3.7-22', 'RFC7644-3.7.3-01'],
    message(() => ({ status: 204, headers: {} })),
  ),
  mutant('bulk.failures-only', 'Only failures are in the answer', ['RFC7644-3.7.3-01', 'RFC7644-3.7-27'], (b) => ({
    bulkMessage: (list) => b.bulkMessage(list.filter(failed)),
  })),
  mutant('bulk.successes-only', 'Only successes are in the answer', ['RFC7644-3.7.3-01', 'RFC7644-3.7-18'], (b) => ({
    bulkMessage: (list) => b.bulkMessage(list.filter((entry) => !failed(entry))),
  })),
  mutant(
    'bulk.no-method',
    'Entries have no method',
    ['RFC7644-3.7-10'],
    entries((entry) => without(entry, 'method')),
  ),
  mutant(
    'bulk.no-bulk-id',
    'Entries have no bulkId',
    ['RFC7644-3.7-29'],
    entries((entry) => without(entry, 'bulkId')),
  ),
  mutant(
    'bulk.no-location',
    'Entries have no location',
    ['RFC7644-3.7-17', 'RFC7644-3.7.3-02'],
    entries((entry) => without(entry, 'location')),
  ),
  mutant(
    'bulk.location-on-create-only',
    'Only created resources have a location',
    ['RFC7644-3.7-17', 'RFC7644-3.7.3-02'],
    entries((entry) => (entry['method'] === 'POST' ? entry : without(entry, 'location'))),
  ),
  mutant(
    'bulk.no-location-of-failures',
    'Failed operations have no location',
    ['RFC7644-3.7-17', 'RFC7644-3.7.3-02'],
    entries((entry) => (failed(entry) ? without(entry, 'location') : entry)),
  ),
  mutant(
    'bulk.no-version',
    'Entries have no version',
    ['RFC7644-3.7.3-07'],
    entries((entry) => without(entry, 'version')),
  ),
  mutant(
    'bulk.status-number',
    'The status of an entry is a number',
    ['RFC7644-3.7-32'],
    entries((entry) => withMember(entry, 'status', Number)),
    { kills: ['protocol.bulk-jobs.status-text'] },
  ),
  mutant(
    'bulk.failed-status-number',
    'The status of a failed entry is a number',
    ['RFC7644-3.7-32'],
    entries((entry) => (failed(entry) ? withMember(entry, 'status', Number) : entry)),
    { kills: ['protocol.bulk-jobs.failed-status-text'] },
  ),
  mutant(
    'bulk.error-status-number',
    'The status in the error of a failed entry is a number',
    ['RFC7644-3.7-32'],
    entries((entry) =>
      withMember(entry, 'response', (error) =>
        failed(entry) && isObject(error) ? withMember(error, 'status', Number) : error,
      ),
    ),
    { kills: ['protocol.bulk-jobs.failed-status-text'] },
  ),
  mutant(
    'bulk.status-200',
    'Every success has the status 200',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => (failed(entry) ? entry : { ...entry, status: '200' })),
  ),
  mutant(
    'bulk.no-status',
    'Entries have no status',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => without(entry, 'status')),
  ),
  mutant(
    'bulk.failures-400',
    'Every failure has the status 400',
    ['RFC7644-3.7.3-03', 'RFC7644-3.7.3-09'],
    entries((entry) => (failed(entry) ? { ...entry, status: '400' } : entry)),
  ),
  mutant(
    'bulk.no-response',
    'Failures have no response',
    ['RFC7644-3.7-18', 'RFC7644-3.7-20', 'RFC7644-3.7.3-04'],
    entries((entry) => without(entry, 'response')),
  ),
  mutant(
    'bulk.response-text',
    'The response of a failure is text',
    ['RFC7644-3.7-20'],
    entries((entry) => withMember(entry, 'response', (body) => (isObject(body) ? (body['detail'] ?? '') : body))),
  ),
  mutant(
    'bulk.response-bare',
    'The response of a failure has no schemas and no status',
    ['RFC7644-3.7-20'],
    entries((entry) =>
      withMember(entry, 'response', (body) => (isObject(body) ? without(body, 'schemas', 'status') : body)),
    ),
  ),
  mutant(
    'bulk.success-claimed',
    'Failures are reported as successes',
    ['RFC7644-3.7-21', 'RFC7644-3.7.3-03'],
    entries((entry) => (failed(entry) ? { ...without(entry, 'response'), status: '200' } : entry)),
  ),
  mutant(
    'bulk.skipped-claimed',
    'What was not processed any more is reported as a success',
    ['RFC7644-3.7-26', 'RFC7644-3.7.3-05'],
    answering((answer, request) => {
      if (endpointOf(request) !== 'Bulk' || !isObject(request.body) || !isObject(answer.body)) return answer;
      const sent = request.body['Operations'];
      return {
        ...answer,
        body: withMember(answer.body, 'Operations', (done) =>
          Array.isArray(done) && Array.isArray(sent)
            ? [...done, ...sent.slice(done.length).map((operation) => ({ ...(operation as object), status: '200' }))]
            : done,
        ),
      };
    }),
  ),
  mutant(
    'bulk.failures-end-in-500',
    'A failing operation makes the job answer 500',
    ['RFC7644-3.7-22'],
    message((answer, list) => (list.some(failed) ? asError(answer, 500) : answer)),
  ),
];
