import { ScimError } from '../../scim/errors.js';
import { header, withoutHeader } from '../message.js';
import type { Answer } from '../message.js';
import type { Mutant } from './mutant.js';
import { mutant } from './mutant.js';
import { answering, hearing } from './tools.js';

function typed(type: string): (answer: Answer) => Answer {
  return (answer) =>
    answer.body === undefined && answer.text === undefined
      ? answer
      : { ...answer, headers: { ...withoutHeader(answer.headers, 'content-type'), 'Content-Type': type } };
}

const type = (contentType: string | undefined): string => (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

export const mediaMutants: Mutant[] = [
  mutant(
    'media.answers-json',
    'Answers are labeled application/json whatever was asked for',
    ['RFC7644-3.1-01', 'RFC7644-3.8-10', 'RFC7644-8.1-01'],
    answering(typed('application/json')),
    { bug: 15 },
  ),
  mutant(
    'media.answers-html',
    'Answers are labeled text/html',
    ['RFC7644-3.1-01', 'RFC7644-3.8-10', 'RFC7644-8.1-01'],
    answering(typed('text/html; charset=utf-8')),
    { bug: 15 },
  ),
  mutant(
    'media.answers-old-type',
    'Answers are labeled application/scim',
    ['RFC7644-3.1-01', 'RFC7644-8.1-01'],
    answering(typed('application/scim')),
  ),
  mutant(
    'media.refuses-scim-json',
    'Bodies of application/scim+json are answered 415',
    ['RFC7644-3.3-01'],
    (b) => ({ acceptsRequestType: (value) => b.acceptsRequestType(value) && type(value) !== 'application/scim+json' }),
    { bug: 14 },
  ),
  mutant(
    'media.scim-json-unread',
    'Bodies of application/scim+json count as empty',
    ['RFC7644-3.3-01'],
    hearing((request) =>
      type(request.headers['content-type']) === 'application/scim+json' && request.body !== undefined
        ? { ...request, body: {}, text: '' }
        : request,
    ),
    { bug: 14 },
  ),
  mutant('media.accept-one', 'A list of types in Accept is answered 406', ['RFC7644-3.8-08'], (b) => ({
    responseType: (accept) => (accept?.includes(',') ? undefined : b.responseType(accept)),
  })),
  mutant(
    'media.refuses-json',
    'Bodies of application/json are answered 415',
    [],
    (b) => ({ acceptsRequestType: (value) => b.acceptsRequestType(value) && type(value) !== 'application/json' }),
    { bug: 14 },
  ),
  mutant(
    'media.refuses-charset',
    'A charset parameter on the Content-Type is answered 415',
    ['RFC7644-3.8-03', 'RFC7644-3.8-01'],
    (b) => ({ acceptsRequestType: (value) => b.acceptsRequestType(value) && !(value ?? '').includes(';') }),
    { bug: 14 },
  ),
  mutant('media.accept-scim-refused', 'Accept: application/scim+json is answered 406', ['RFC7644-3.8-08'], (b) => ({
    responseType: (accept) => (/scim/i.test(accept ?? '') ? undefined : b.responseType(accept)),
  })),
  mutant('media.accept-json-refused', 'Accept: application/json is answered 406', ['RFC7644-3.8-09'], (b) => ({
    responseType: (accept) => (accept?.trim() === 'application/json' ? undefined : b.responseType(accept)),
  })),
  mutant('media.accept-needed', 'Requests without Accept are answered 406', ['RFC7644-3.8-10'], (b) => ({
    responseType: (accept) => (accept === undefined || accept === '*/*' ? undefined : b.responseType(accept)),
  })),
  mutant(
    'media.ascii-only',
    'Characters beyond ASCII turn into question marks',
    ['RFC7644-3.8-01', 'RFC7643-2.3.1-01'],
    (b) => ({
      parseBody: (text) => b.parseBody(text.replace(/[^\0-\x7f]/gu, '?')),
    }),
  ),
  mutant('media.latin1', 'UTF-8 is read as Latin-1', ['RFC7644-3.8-01', 'RFC7644-3.8-03'], (b) => ({
    parseBody: (text) => b.parseBody(Buffer.from(text, 'utf8').toString('latin1')),
  })),
  mutant('media.no-astral', 'Characters outside of the basic plane are lost', ['RFC7643-2.3.1-01'], (b) => ({
    parseBody: (text) => b.parseBody(text.replace(/[\u{10000}-\u{10ffff}]/gu, '')),
  })),
  mutant(
    'media.enveloped',
    'Every body comes in an envelope',
    ['RFC7644-3.4.1-03', 'RFC7644-3.2-15', 'RFC7644-3.4.2-04', 'RFC7644-3.2-10'],
    answering((answer) =>
      answer.body === undefined ? answer : { ...answer, body: { success: true, data: answer.body } },
    ),
  ),
  mutant(
    'media.json-in-string',
    'Bodies are JSON encoded twice',
    ['RFC7644-3.2-15', 'RFC7643-2.1-05'],
    answering((answer) => (answer.body === undefined ? answer : { ...answer, body: JSON.stringify(answer.body) })),
  ),
  mutant('media.query-decoded-twice', 'Query parameters are decoded twice', ['RFC7644-1.2-01'], (b) => ({
    decodeQuery: (query) => b.decodeQuery(query.replace(/%25/gi, '%').replace(/%2B/gi, '%20')),
  })),
  mutant('media.query-undecoded', 'Only %20 and %22 are decoded in a query', ['RFC7644-1.2-01'], (b) => ({
    decodeQuery: (query) => b.decodeQuery(query.replace(/%(?!20|22)/g, '%25')),
  })),
  mutant(
    'media.trailing-ampersand',
    'An ampersand at the end of a query is answered 404',
    [],
    (b) => ({
      decodeQuery: (query) => {
        if (query.endsWith('&')) throw new ScimError(404, undefined, 'Not found.');
        return b.decodeQuery(query);
      },
    }),
    { bug: 44 },
  ),
  mutant('media.unknown-parameter', 'An unknown query parameter is answered 400', ['RFC7644-3.4.2-03'], (b) => ({
    decodeQuery: (query) => {
      const parameters = b.decodeQuery(query);
      for (const name of parameters.keys()) {
        if (!KNOWN.has(name)) throw new ScimError(400, 'invalidValue', `There is no parameter ${name}.`);
      }
      return parameters;
    },
  })),
  mutant(
    'media.untyped',
    'Answers have no Content-Type',
    ['RFC7644-3.1-01', 'RFC7644-3.8-10', 'RFC7644-8.1-01'],
    answering((answer) => (header(answer.headers, 'content-type') === undefined ? typed('')(answer) : answer)),
  ),
];

const KNOWN = new Set([
  'attributes',
  'excludedAttributes',
  'filter',
  'sortBy',
  'sortOrder',
  'startIndex',
  'count',
  'cursor',
]);
