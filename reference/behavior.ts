/**
 * Every decision in which a developer could go wrong, as one record. The service asks it at each step; `plain.ts` holds
 * the right answers. A mutant (wrong on purpose) or a variation (unusual but legal) is a function from one record to the
 * entries it changes.
 */
import type { ScimError } from '../scim/errors.js';
import type { MatchOptions } from '../scim/evaluate.js';
import type { Filter } from '../scim/filter.js';
import type { PatchOperation, PatchOptions } from '../scim/patch.js';
import type { Projection } from '../scim/projection.js';
import type { Sorting } from '../scim/sort.js';
import type { Json, JsonObject, Resource, ResourceModel } from '../scim/types.js';
import type { ReadOptions, ReadResult } from '../scim/validate.js';
import type { Answer, Request } from './message.js';
import type { Position } from './pagination.js';
import type { Service } from './service.js';
import type { Store, Stored } from './store.js';

/** What a write is: the way a resource comes to be stored. */
export type Operation = 'create' | 'replace' | 'patch';

/** Where a resource is shown. */
export interface View {
  base: string;
  store: Store;
  model: ResourceModel;
  service: Service;
}

/** Query parameters, from the URL or from a SearchRequest. Numbers are read; `count` may still be above the maximum. */
export interface QueryParameters {
  filter?: string;
  sortBy?: string;
  sortOrder?: string;
  startIndex?: number;
  count?: number;
  cursor?: string;
  attributes?: string[];
  excludedAttributes?: string[];
}

/** One page, from which the list message is made. */
export interface Page {
  /** All matches. */
  total: number;
  /** 1-based. */
  startIndex: number;
  /** As asked for, or the default. */
  count: number;
  resources: Resource[];
  cursors: boolean;
  nextCursor?: string;
  previousCursor?: string;
}

/** One operation of a bulk job as it came in, its bulkId references resolved. */
export interface BulkOperation {
  index: number;
  method: string;
  path: string;
  bulkId?: string;
  version?: string;
  data?: Json;
}

export interface Behavior {
  // HTTP, authentication, media types
  beforeRequest(request: Request): Request;
  afterResponse(request: Request, answer: Answer): Answer;
  isAuthorized(authorization: string | undefined, token: string): boolean;
  unauthorizedStatus: number;
  /** The WWW-Authenticate header. */
  challenge: string | undefined;
  isPublic(segments: readonly string[]): boolean;
  acceptsRequestType(contentType: string | undefined): boolean;
  unsupportedMediaStatus: number;
  /** The media type of the answer, undefined where no acceptable one exists. */
  responseType(accept: string | undefined): string | undefined;
  decodeQuery(query: string): Map<string, string>;
  parseBody(text: string): Json;
  maxBodyBytes: number;
  baseUrl(headers: Record<string, string>, path: string): string;
  /** What of a path lies below a service root; undefined where it lies elsewhere. */
  pathBelow(path: string, root: string): string | undefined;
  errorAnswer(error: ScimError): Answer;
  /** What a fault in the server itself is answered with. */
  unexpected(error: unknown): ScimError;
  methodNotAllowed(allowed: readonly string[]): Answer;
  notFound(what: 'endpoint' | 'resource'): ScimError;
  /** Awaited between reading and storing in an update, so that a race can be planted. */
  pause(request: Request): Promise<void> | undefined;

  // Creating, replacing, deleting
  createdStatus: number;
  deletedStatus: number;
  checkSchemas(body: JsonObject, model: ResourceModel): void;
  readInput(input: Json, model: ResourceModel, mode: 'create' | 'replace', options: ReadOptions): ReadResult;
  /** What a new resource gets that the client left out. */
  defaults(resource: Resource, model: ResourceModel): Resource;
  assignId(sent: Json | undefined, fresh: string): string;
  /** What an omitted attribute keeps from the stored resource on PUT. */
  carryOver(stored: Resource, next: Resource, body: JsonObject, model: ResourceModel): Resource;
  /** PUT on an id that names nothing. */
  replaceMissing(request: Request, model: ResourceModel): Answer | undefined;
  find(store: Store, type: string, id: string): Stored | undefined;
  /** The path whose unique value another resource holds, or undefined. */
  conflict(resource: Resource, type: string, store: Store, self: string | undefined, op: Operation): string | undefined;
  conflictError(path: string): ScimError;
  uniqueForm(value: string, caseExact: boolean): string;
  /** Last touch before storing. */
  onStore(resource: Resource, op: Operation, model: ResourceModel, previous: Resource | undefined): Resource;
  /** Whether a write changed anything. */
  changed(before: Resource, after: Resource): boolean;
  /** Sets times and revision after an effective change. */
  touch(stored: Stored, now: number): void;
  remove(store: Store, stored: Stored): void;
  /** Whether a resource exists for reads and queries. */
  visible(stored: Stored): boolean;
  locationHeader(location: string, request: Request): string | undefined;
  /** What the body of an answer to a write is; undefined for none. */
  writeBody(resource: Resource, op: Operation): Resource | undefined;

  // PATCH
  patchedStatus(model: ResourceModel, projected: boolean): number;
  readPatch(body: Json | undefined, options: PatchOptions): PatchOperation[];
  applyPatch(
    resource: Resource,
    operations: readonly PatchOperation[],
    model: ResourceModel,
    options: PatchOptions,
  ): Resource;
  /** What to keep when a PATCH fails half-way: nothing, as the store is only written after the last step. */
  onPatchFailure(
    resource: Resource,
    operations: readonly PatchOperation[],
    model: ResourceModel,
    options: PatchOptions,
  ): Resource | undefined;

  // Representation
  location(base: string, endpoint: string, id: string): string;
  schemasOf(resource: Resource, model: ResourceModel): string[];
  meta(stored: Stored, view: View): JsonObject;
  time(milliseconds: number): string;
  memberView(member: JsonObject, view: View): JsonObject;
  groupsOf(id: string, view: View): JsonObject[];
  managerView(manager: JsonObject, view: View): JsonObject;
  /** Last touch on the full representation, before projection; filters and sorting see it too. */
  represent(resource: Resource, stored: Stored, view: View): Resource;
  project(resource: Resource, projection: Projection, model: ResourceModel): Resource;
  /** Last touch after projection. */
  shown(resource: Resource, stored: Stored, view: View): Resource;

  // Queries
  readQuery(raw: ReadonlyMap<string, Json>): QueryParameters;
  parseFilter(text: string): Filter;
  /** Throws where a filter, otherwise well-formed, is not served. */
  admitFilter(filter: Filter, models: readonly ResourceModel[]): void;
  /** A test of a filter; throws ScimError 400 for one that is wrong whatever the data. */
  filterTest(filter: Filter, model: ResourceModel, options: MatchOptions): (resource: Resource) => boolean;
  /** Reaction to names that no schema of a single-type query defines. */
  unknownAttribute: 'refuse' | 'no-value';
  sort(resources: readonly Resource[], sorting: Sorting, model: ResourceModel): Resource[];
  /** The order of a result for which no sorting was asked. */
  naturalOrder(matched: readonly Stored[], request: Request): readonly Stored[];
  searchStatus: number;
  rootQueries: boolean;

  // Paging
  defaultCount: number;
  maxCount: number;
  startIndex(requested: number | undefined): number;
  /** `usual`: for a query without count; `most`: the maximum that is served. */
  count(requested: number | undefined, usual: number, most: number): number;
  slice<T>(items: readonly T[], startIndex: number, count: number): T[];
  listMessage(page: Page, request: Request): JsonObject;
  usesCursors(parameters: QueryParameters): boolean;
  cursorTimeoutMs: number;
  encodeCursor(position: Position, secret: string): string;
  /** Throws ScimError 400 invalidCursor for what this server never made. */
  decodeCursor(cursor: string, secret: string): Position;
  /** Throws ScimError 400 for a cursor of another query, or one that is too old. */
  checkCursor(position: Position, fingerprint: string, now: number, timeoutMs: number): void;

  // Versions
  version(stored: Stored, groups: readonly JsonObject[]): string;
  etagHeader(version: string, request: Request): string | undefined;
  ifMatch(header: string, version: string): boolean;
  ifNoneMatch(header: string, version: string): boolean;
  preconditionStatus: number;
  notModified(version: string, unchanged: Answer): Answer;

  // Bulk
  bulkMaxOperations: number;
  bulkMaxPayload: number;
  bulkTooLarge(limit: 'operations' | 'payload', most: number): ScimError;
  resolveBulkIds(value: Json, ids: ReadonlyMap<string, string>): Json;
  bulkStop(errors: number, failOnErrors: number | undefined): boolean;
  bulkEntry(operation: BulkOperation, result: Answer, location: string | undefined): JsonObject;
  bulkMessage(entries: JsonObject[]): Answer;

  // Discovery
  serviceProviderConfig(config: JsonObject): JsonObject;
  resourceTypes(list: JsonObject[]): JsonObject[];
  schemas(list: JsonObject[]): JsonObject[];
  /** The answer to a query with a filter; undefined: the filter is ignored. */
  discoveryFilter(filter: string, resources: JsonObject[]): JsonObject[];
  discoveryList(resources: JsonObject[], request: Request): JsonObject;
  me(request: Request): string | undefined;
}

/** A change of some entries; what it leaves out stays. It may look at the record it is laid over. */
export type Change = (behavior: Behavior) => Partial<Behavior>;

/** Lays changes over a behavior, the last on top. */
export function compose(base: Behavior, changes: readonly Change[]): Behavior {
  return changes.reduce<Behavior>((behavior, change) => ({ ...behavior, ...change(behavior) }), base);
}
