/** Bulk jobs (RFC 7644 section 3.7): operations in an order in which every bulkId is known before it is used. */
import { ScimError } from '../scim/errors.js';
import { isObject } from '../scim/json.js';
import type { Json, JsonObject } from '../scim/types.js';
import { BULK_REQUEST, sameUrn } from '../scim/urns.js';
import type { BulkOperation } from './behavior.js';
import { REFERENCE, schedule } from './bulk-order.js';
import type { Answer, Request } from './message.js';
import { header } from './message.js';
import { objectBody } from './resources.js';
import type { Service } from './service.js';

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'];

export async function bulk(service: Service, request: Request): Promise<Answer> {
  const { behavior } = service;
  if (Buffer.byteLength(request.text) > behavior.bulkMaxPayload) {
    throw behavior.bulkTooLarge('payload', behavior.bulkMaxPayload);
  }
  const { operations, failOnErrors } = readJob(service, objectBody(request));
  if (operations.length > behavior.bulkMaxOperations) {
    throw behavior.bulkTooLarge('operations', behavior.bulkMaxOperations);
  }
  const job = new Job(service, request);
  for (const { operation, circle } of schedule(operations)) {
    if (behavior.bulkStop(job.errors, failOnErrors)) break;
    await job.perform(operation, circle);
  }
  await job.abandon();
  return behavior.bulkMessage(job.entries());
}

/** The state of one job while it runs. */
class Job {
  errors = 0;
  /** bulkId -> id of what was made under it. */
  private readonly ids = new Map<string, string>();
  private readonly results = new Map<number, JsonObject>();
  /** Creations whose references close a circle, to be linked when the other end exists. */
  private readonly open: { operation: BulkOperation; path: string; circle: ReadonlySet<string> }[] = [];

  constructor(
    private readonly service: Service,
    private readonly request: Request,
  ) {}

  entries(): JsonObject[] {
    return [...this.results.entries()].sort(([left], [right]) => left - right).map(([, entry]) => entry);
  }

  /** `circle`: the bulkIds that this operation refers to and that can only be made after it. */
  async perform(operation: BulkOperation, circle: ReadonlySet<string>): Promise<void> {
    const { behavior } = this.service;
    let result: Answer;
    try {
      check(operation);
      const now = circle.size > 0 ? withoutReferences(operation.data ?? null, circle) : (operation.data ?? null);
      result = await this.send(operation, this.resolve(operation.path) as string, this.resolve(now ?? null));
    } catch (error) {
      result = behavior.errorAnswer(error instanceof ScimError ? error : behavior.unexpected(error));
    }
    if (result.status >= 400) this.errors += 1;
    const location = this.locationOf(operation, result);
    this.results.set(operation.index, behavior.bulkEntry(operation, result, location));
    if (operation.method !== 'POST' || operation.bulkId === undefined || location === undefined) return;
    this.ids.set(operation.bulkId, decodeURIComponent(location.slice(location.lastIndexOf('/') + 1)));
    if (circle.size > 0)
      this.open.push({ operation, path: `${operation.path}/${location.slice(location.lastIndexOf('/') + 1)}`, circle });
    await this.close();
  }

  /** Fills in references that were left out because their target did not exist yet. */
  private async close(): Promise<void> {
    const ready = this.open.filter(({ circle }) => [...circle].every((bulkId) => this.ids.has(bulkId)));
    for (const entry of ready) {
      this.open.splice(this.open.indexOf(entry), 1);
      const operation = { ...entry.operation, method: 'PUT', version: '*' };
      const data = this.resolve(operation.data ?? null);
      const result = await this.send(operation, entry.path, data);
      const shown = this.results.get(operation.index);
      const version = header(result.headers, 'etag');
      if (result.status < 400 && shown && shown['version'] !== undefined && version !== undefined) {
        shown['version'] = version;
      }
    }
  }

  /** Takes back what was made before the other end of its circle failed: half of a circle is not what was asked for. */
  async abandon(): Promise<void> {
    for (const { operation, path } of this.open) {
      await this.send({ ...operation, method: 'DELETE', version: '*' }, path, null);
      const error = new ScimError(409, undefined, 'A resource that this one refers to could not be made.');
      const entry = this.service.behavior.bulkEntry(operation, this.service.behavior.errorAnswer(error), undefined);
      this.results.set(operation.index, entry);
    }
  }

  private resolve(value: Json): Json {
    return this.service.behavior.resolveBulkIds(value, this.ids);
  }

  private send(operation: BulkOperation, path: string, data: Json): Promise<Answer> {
    const segments = path
      .split('/')
      .filter((segment) => segment !== '')
      .map((segment) => decodeURIComponent(segment));
    const { headers } = this.request;
    const { 'if-match': _match, 'if-none-match': _noneMatch, ...rest } = headers;
    return this.service.dispatch({
      ...this.request,
      method: operation.method,
      segments,
      query: new Map(),
      headers: operation.version === undefined ? rest : { ...rest, 'if-match': operation.version },
      body: operation.method === 'DELETE' ? undefined : data,
      inBulk: true,
    });
  }

  /** Required in every entry but that of a failed POST. */
  private locationOf(operation: BulkOperation, result: Answer): string | undefined {
    if (operation.method === 'POST') return result.status < 300 ? header(result.headers, 'location') : undefined;
    const path = this.resolve(operation.path);
    return typeof path === 'string' ? `${this.request.base}${path.startsWith('/') ? '' : '/'}${path}` : undefined;
  }
}

function readJob(
  service: Service,
  body: JsonObject,
): { operations: BulkOperation[]; failOnErrors: number | undefined } {
  const schemas = body['schemas'];
  const named = Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string' && sameUrn(urn, BULK_REQUEST));
  if (!named && !(service.lenient && schemas === undefined)) {
    throw new ScimError(400, 'invalidSyntax', `The schemas of a bulk job must be ${BULK_REQUEST}.`);
  }
  const list = body['Operations'];
  if (!Array.isArray(list) || list.length === 0) {
    throw new ScimError(400, 'invalidSyntax', 'Operations must be an array of one or more operations.');
  }
  const failOnErrors = body['failOnErrors'];
  if (failOnErrors !== undefined && !(Number.isInteger(failOnErrors) && Number(failOnErrors) >= 1)) {
    throw new ScimError(400, 'invalidValue', 'failOnErrors must be a positive integer.');
  }
  const operations = list.map((entry, index) => readOperation(entry, index));
  const bulkIds = operations.flatMap(({ bulkId }) => (bulkId === undefined ? [] : [bulkId]));
  if (new Set(bulkIds).size < bulkIds.length) {
    throw new ScimError(400, 'invalidValue', 'Two operations have the same bulkId.');
  }
  return { operations, failOnErrors: failOnErrors === undefined ? undefined : Number(failOnErrors) };
}

function readOperation(entry: Json, index: number): BulkOperation {
  const source = isObject(entry) ? entry : {};
  const { method, path, bulkId, version, data } = source;
  return {
    index,
    method: typeof method === 'string' ? method : '',
    path: typeof path === 'string' ? path : '',
    ...(typeof bulkId === 'string' ? { bulkId } : {}),
    ...(typeof version === 'string' ? { version } : {}),
    ...(data === undefined ? {} : { data }),
  };
}

function check(operation: BulkOperation): void {
  if (!METHODS.includes(operation.method)) {
    throw new ScimError(400, 'invalidSyntax', `A method of a bulk operation is one of ${METHODS.join(', ')}.`);
  }
  const [endpoint, id] = operation.path.split('/').filter((segment) => segment !== '');
  const nested = ['Bulk', '.search'].some((name) => endpoint === name || id === name);
  if (endpoint === undefined || nested || (id === undefined) !== (operation.method === 'POST')) {
    throw new ScimError(400, 'invalidPath', `"${operation.path}" is no path for ${operation.method}.`);
  }
  if (operation.method === 'POST' && operation.bulkId === undefined) {
    throw new ScimError(400, 'invalidSyntax', 'A POST in a bulk job needs a bulkId.');
  }
}

/** Leaves out every value that refers to one of these bulkIds. */
function withoutReferences(value: Json, bulkIds: ReadonlySet<string>): Json | undefined {
  const refers = (text: Json | undefined): boolean =>
    typeof text === 'string' && text.startsWith('bulkId:') && bulkIds.has(text.slice('bulkId:'.length));
  if (refers(value)) return undefined;
  if (Array.isArray(value)) {
    return value.flatMap((item) => withoutReferences(item, bulkIds) ?? []);
  }
  if (!isObject(value)) return value;
  if (refers(value['value'])) return undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const rest = withoutReferences(item, bulkIds);
      return rest === undefined ? [] : [[name, rest]];
    }),
  );
}

/** Replaces `bulkId:x` by the id of what was made under x. Throws for one that nothing was made under. */
export function resolveBulkIds(value: Json, ids: ReadonlyMap<string, string>): Json {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (_whole, before: string, bulkId: string) => {
      const id = ids.get(bulkId);
      if (id === undefined) throw new ScimError(409, 'invalidValue', `Nothing was made under the bulkId "${bulkId}".`);
      return `${before}${id}`;
    });
  }
  if (Array.isArray(value)) return value.map((item) => resolveBulkIds(item, ids));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolveBulkIds(item, ids)]));
}

export function bulkEntry(operation: BulkOperation, result: Answer, location: string | undefined): JsonObject {
  const version = header(result.headers, 'etag');
  const { body, status } = result;
  return {
    method: operation.method,
    ...(operation.bulkId === undefined ? {} : { bulkId: operation.bulkId }),
    ...(location === undefined ? {} : { location }),
    ...(version === undefined ? {} : { version }),
    status: String(status),
    ...(status >= 300 && body !== undefined ? { response: body } : {}),
  };
}

export function bulkTooLarge(limit: 'operations' | 'payload', most: number): ScimError {
  const detail =
    limit === 'operations'
      ? `The job has more operations than maxOperations (${most}).`
      : `The body is larger than maxPayloadSize (${most} bytes).`;
  return new ScimError(413, undefined, detail);
}
