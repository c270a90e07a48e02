/** Lists, errors and bulk answers against the messages of RFC 7644 (sections 3.4.2, 3.7 and 3.12). */
import { validateMessage } from '../schemas/messages.js';
import { misspelledKeyword } from '../scim/errors.js';
import type { Capabilities } from './capabilities.js';
import { modelAt, onceLooks, twiceLook } from './received-resources.js';
import type { Look, Topic } from './received-look.js';
import { entries, isObject, member, namesSchema, read, readAll, show, type ScimResponse } from './response.js';
import { BULK_RESPONSE, ERROR_MESSAGE, LIST_RESPONSE } from '../scim/urns.js';

/** The statuses with which a provider itself refuses; others often come from a gateway in front. */
const OWN_ERRORS = [400, 404, 409];

const MESSAGES = { ListResponse: LIST_RESPONSE, BulkResponse: BULK_RESPONSE, Error: ERROR_MESSAGE };

/** What is to be said about an answer as a message; nothing where it is none. `twice`: its names that stand twice. */
export function lookAtMessage(response: ScimResponse, twice: readonly string[], target: Capabilities): Look[] {
  return [...contentLooks(response, target), ...twiceLooks(response, twice)];
}

/** What a message has twice; the resources of a list are looked at one by one. */
function twiceLooks({ json }: ScimResponse, twice: readonly string[]): Look[] {
  const [name] = Object.entries(MESSAGES).find(([, urn]) => isObject(json) && namesSchema(json, urn)) ?? [];
  if (name === undefined) return [];
  const members = twice.filter((path) => !/^Resources\[/i.test(path));
  return [...members.map((path) => twiceLook(name, path)), ...onceLooks(`${name} schemas`, json)];
}

function contentLooks(response: ScimResponse, target: Capabilities): Look[] {
  if (response.status >= 400) return errorLooks(response, target);
  if (response.status !== 200) return [];
  const [, first = '', second] = (response.path.split('?')[0] ?? '').split('/');
  if (/^Bulk$/i.test(first)) return bulkLooks(response);
  const known = modelAt(target, `/${first}`) !== undefined;
  const isList = second === undefined && response.method === 'GET' && known;
  const isSearch = response.method === 'POST' && (first === '.search' || (second === '.search' && known));
  return isList || isSearch ? listLooks(response, target) : [];
}

function look(topic: Topic, holds: boolean, subject: string, expected: string, actual: string): Look {
  return holds ? { topic } : { topic, fault: { subject, expected, actual } };
}

function listLooks({ json, url, sent }: ScimResponse, target: Capabilities): Look[] {
  const schemas: unknown = isObject(json) ? member(json, 'schemas') : undefined;
  const isMessage = Array.isArray(schemas) && namesSchema(json, LIST_RESPONSE);
  const said = isObject(json) ? `schemas ${show(schemas)}` : show(json);
  const looks = [look('list-message', isMessage, 'ListResponse', 'schemas with the ListResponse URN', said)];
  if (!isMessage || !isObject(json)) return looks;
  for (const { path, problem, value } of validateMessage('ListResponse', json)) {
    // RFC 9865 section 2 lets a provider that pages by cursor leave the total out.
    const byCursor = target.claim('cursor') === true || /[?&]cursor/i.test(url) || readAll(sent, 'cursor').length > 0;
    const mayBeMissing = value === undefined && byCursor;
    if (path === 'totalResults' && !mayBeMissing)
      looks.push(look('list-total', false, 'ListResponse totalResults', 'a whole number', show(value)));
    else if (/^Resources/.test(path))
      looks.push(
        look('list-entries', false, 'ListResponse Resources', problem.replace(/^must be /, 'a JSON '), show(value)),
      );
  }
  const ids = new Set<unknown>();
  const twice = entries(json, 'Resources')
    .map((resource) => read(resource, 'id'))
    .find((id) => typeof id === 'string' && ids.size === ids.add(id).size);
  looks.push(
    look('list-entries', twice === undefined, 'ListResponse Resources', 'each resource once', `${show(twice)} twice`),
  );
  const total = read(json, 'totalResults');
  const shown = entries(json, 'Resources').length;
  if (typeof total === 'number') {
    const actual = `${shown} of totalResults ${total}`;
    looks.push({ topic: 'list-total' });
    looks.push(look('list-entries', shown <= total, 'ListResponse Resources', 'no more than totalResults', actual));
  }
  return looks;
}

function errorLooks(response: ScimResponse, target: Capabilities): Look[] {
  const { json, status } = response;
  const isOwn = OWN_ERRORS.includes(status) && isOfResource(response, target);
  const isMessage = namesSchema(json, ERROR_MESSAGE);
  const looks: Look[] = [];
  if (isOwn) {
    const schemas: unknown = isObject(json) ? member(json, 'schemas') : undefined;
    const actual = isObject(json) ? `schemas ${show(schemas)}` : show(response.text.slice(0, 60));
    const expected = 'a JSON object whose schemas is an array with the Error URN';
    const subject = `error ${status} to ${response.method}`;
    looks.push(look('error-message', isMessage && Array.isArray(schemas), subject, expected, actual));
  }
  if (!isMessage) return looks;
  return [...looks, ...statusLooks(json, status, `with HTTP ${status} to ${response.path}`), ...keywordLooks(json)];
}

/** The status of an Error message, next to the one that goes with it. */
function statusLooks(error: unknown, status: number, where: string): Look[] {
  const said = read(error, 'status');
  const subject = 'Error status';
  const isEqual = said === undefined || Number(said) === status;
  return [
    look('error-status-string', typeof said === 'string', subject, 'a JSON string', show(said)),
    look('error-status-equal', isEqual, subject, 'the HTTP status', `${show(said)} ${where}`),
  ];
}

/** The scimType of an Error message, where it has one. Keywords of the provider's own are none of ours. */
function keywordLooks(error: unknown): Look[] {
  const keyword = read(error, 'scimType');
  if (keyword === undefined) return [];
  const meant = misspelledKeyword(keyword);
  return [look('error-keyword', meant === undefined, 'Error scimType', meant ?? '', show(keyword))];
}

/** A request to a collection, or to one resource below it, with a message that a SCIM provider reads itself. */
function isOfResource({ path, method, sent }: ScimResponse, target: Capabilities): boolean {
  const [, first = '', second, third] = (path.split('?')[0] ?? '').split('/');
  if (third !== undefined || second === '.search' || !modelAt(target, `/${first}`)) return false;
  if (method === 'POST') return second === undefined && isObject(sent);
  return second !== undefined && ['GET', 'PUT', 'PATCH'].includes(method) && (method === 'GET' || isObject(sent));
}

function bulkLooks({ json }: ScimResponse): Look[] {
  const operations: unknown = isObject(json) ? member(json, 'Operations') : undefined;
  const isMessage = namesSchema(json, BULK_RESPONSE) && Array.isArray(operations);
  const said = isObject(json) ? `schemas ${show(json['schemas'])}` : show(json);
  const looks = [look('bulk-message', isMessage, 'BulkResponse', 'the BulkResponse URN and Operations', said)];
  for (const entry of isMessage ? entries(json, 'Operations') : []) {
    const status = String(read(entry, 'status'));
    const response: unknown = member(entry, 'response');
    looks.push(...onceLooks('BulkResponse response schemas', response));
    if (!/^[45]/.test(status)) continue;
    const fits = isObject(response) && namesSchema(response, ERROR_MESSAGE);
    looks.push(
      look('bulk-entries', fits, 'BulkResponse failed operation', 'response with a SCIM error', show(response)),
    );
    if (fits)
      looks.push(
        ...statusLooks(response, Number(status), `in the result of an operation with ${status}`),
        ...keywordLooks(response),
      );
  }
  return looks;
}
