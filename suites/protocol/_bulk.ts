/** Bulk jobs and their entries (RFC 7644 section 3.7). */
import {
  blocked,
  describeAnswer,
  entries,
  expect,
  isDenied,
  isObject,
  lastSegment,
  notApplicable,
  read,
  readAll,
  urns,
  type JsonObject,
  type ScimResponse,
} from '../../harness/language.js';

export interface BulkOperation {
  method: string;
  path: string;
  bulkId?: string;
  version?: string;
  data?: unknown;
}

/** A BulkRequest message. */
export function bulkRequest(operations: readonly BulkOperation[], failOnErrors?: number): JsonObject {
  return {
    schemas: [urns.BULK_REQUEST],
    ...(failOnErrors === undefined ? {} : { failOnErrors }),
    Operations: operations as unknown as JsonObject[],
  };
}

/** The version of a resource as an operation names it; nothing where the target shows none. */
export function versionOf(response: ScimResponse): { version?: string } {
  const version = response.headers['etag'] ?? read(response.json, 'meta.version');
  return typeof version === 'string' ? { version } : {};
}

/** The entries of a processed job; blocked where the answer is none. */
export function resultsOf(response: ScimResponse): JsonObject[] {
  if (response.status !== 200 || !isObject(response.json))
    blocked('POST /Bulk', `the bulk job was answered ${describeAnswer(response)}`);
  const found = entries(response.json, 'Operations');
  if (found.length === 0) blocked('POST /Bulk', 'the answer to the bulk job holds no results');
  return found;
}

/**
 * The entries of a job that failOnErrors ended. Section 3.7 speaks of an error response then, the example is a 200:
 * a BulkResponse is taken with either status.
 */
export function resultsSoFar(response: ScimResponse): JsonObject[] {
  const found = entries(response.json, 'Operations');
  if (found.length === 0) expect(response).to.have.status(200);
  return found.length > 0 ? found : resultsOf(response);
}

/** Status of an entry as a number, in whichever spelling; 0 where there is none. */
export function statusOf(entry: unknown): number {
  const status = read(entry, 'status');
  return Number(isObject(status) ? read(status, 'code') : status) || 0;
}

/** The entry of a create, by its bulkId. */
export function entryOf(response: ScimResponse, bulkId: string): JsonObject | undefined {
  return resultsOf(response).find((entry) => read(entry, 'bulkId') === bulkId);
}

/** The id in the location of an entry; blocked where the create did not succeed. */
export function createdId(response: ScimResponse, bulkId: string): string {
  const entry = entryOf(response, bulkId);
  if (entry && isDenied({ status: statusOf(entry) })) notApplicable(`jobs may not create the "${bulkId}"`);
  const id = lastSegment(read(entry, 'location'), response.url);
  if (!entry || statusOf(entry) >= 300 || id === '')
    blocked(
      'POST /Bulk',
      `the create "${bulkId}" of the bulk job was answered ${entry ? JSON.stringify(entry).slice(0, 120) : 'with no entry'}`,
    );
  return id;
}

/** The entry that speaks of an existing resource, by its location, or by method where that is unique. */
export function entryAbout(response: ScimResponse, method: string, id: string): JsonObject | undefined {
  const found = resultsOf(response).filter((entry) => String(read(entry, 'method')).toUpperCase() === method);
  return (
    found.find((entry) => lastSegment(read(entry, 'location'), response.url) === id) ??
    (found.length === 1 ? found[0] : undefined)
  );
}

export const isSuccess = (entry: unknown): boolean => statusOf(entry) >= 200 && statusOf(entry) < 300;

export const isFailure = (entry: unknown): boolean => statusOf(entry) >= 400;

/** Whether an entry's response is a SCIM error message. That its status is text is judged apart. */
export function hasErrorMessage(entry: unknown): boolean {
  return (
    readAll(entry, 'response.schemas').some((urn) => String(urn).toLowerCase() === urns.ERROR_MESSAGE.toLowerCase()) &&
    read(entry, 'response.status') !== undefined
  );
}
