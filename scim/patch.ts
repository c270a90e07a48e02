/** PATCH (RFC 7644 section 3.5.2): the message, and its operations in order on a copy of the resource. */
import { ScimError } from './errors.js';
import { copyOf, isObject, isUnassigned, member, setOwn } from './json.js';
import { applyOperation } from './patching/operation.js';
import type { PatchOperation } from './patching/types.js';
import { invalidValue } from './reading.js';
import type { Json, JsonObject, Resource, ResourceModel } from './types.js';
import { PATCH_OP, sameUrn } from './urns.js';

export type { PatchOperation } from './patching/types.js';

export interface PatchOptions {
  /** Accept what identity providers send beyond the letter of the RFC. */
  lenient?: boolean;
}

const OPERATIONS = ['add', 'remove', 'replace'] as const;

/**
 * Reads a PatchOp message. Throws ScimError 400: invalidSyntax where its shape is wrong, invalidPath for a path that is
 * no string, invalidValue for an add or replace without value. `lenient` takes `op` in any letter case, no `schemas`, and
 * a null or empty path for none.
 */
export function readPatchRequest(body: unknown, options: PatchOptions = {}): PatchOperation[] {
  const lenient = options.lenient ?? false;
  if (!isObject(body)) throw invalidSyntax('The body is no JSON object.');
  const schemas = member(body, 'schemas');
  const named = Array.isArray(schemas) && schemas.some((urn) => typeof urn === 'string' && sameUrn(urn, PATCH_OP));
  if (!named && !(lenient && isUnassigned(schemas))) throw invalidSyntax(`"schemas" does not name "${PATCH_OP}".`);
  const operations = member(body, 'Operations');
  if (!Array.isArray(operations) || operations.length === 0) {
    throw invalidSyntax('"Operations" takes an array of one or more operations.');
  }
  return operations.map((raw, index) => readOperation(raw, index, lenient));
}

function readOperation(raw: Json, index: number, lenient: boolean): PatchOperation {
  if (!isObject(raw)) throw invalidSyntax(`Operation ${index + 1} is no object.`);
  const word = member(raw, 'op');
  const op = OPERATIONS.find((known) => known === (lenient && typeof word === 'string' ? word.toLowerCase() : word));
  if (!op) throw invalidSyntax(`Operation ${index + 1} has no "op" of add, remove or replace.`);
  const path = readPath(member(raw, 'path'), index, lenient);
  const value = member(raw, 'value');
  if (op !== 'remove' && value === undefined) throw invalidValue(`Operation ${index + 1} has no value.`);
  return { op, ...(path === undefined ? {} : { path }), ...(value === undefined ? {} : { value }) };
}

function readPath(path: Json | undefined, index: number, lenient: boolean): string | undefined {
  if (path === undefined || (lenient && (path === null || path === ''))) return undefined;
  if (typeof path === 'string') return path;
  throw new ScimError(400, 'invalidPath', `The path of operation ${index + 1} is no string.`);
}

/**
 * Applies operations in order to a copy of a resource; the resource itself is never touched, so a failure leaves nothing
 * behind. Throws ScimError 400: noTarget, invalidPath, invalidFilter, invalidValue or mutability.
 */
export function applyPatch(
  resource: Resource,
  operations: readonly PatchOperation[],
  model: ResourceModel,
  options: PatchOptions = {},
): Resource {
  const result = copyOf(resource);
  for (const operation of operations) {
    applyOperation(result, operation, { model, lenient: options.lenient ?? false });
  }
  return withSchemasInStep(result, resource, model);
}

/** Extensions with values are listed in `schemas`; one that lost all of them no longer is. */
function withSchemasInStep(result: Resource, before: Resource, model: ResourceModel): Resource {
  const listed = member(result, 'schemas');
  const urns = Array.isArray(listed) ? listed.filter((urn): urn is string => typeof urn === 'string') : [];
  const kept = urns.filter((urn) => {
    const extension = model.extensions.find(({ id }) => sameUrn(id, urn));
    return !extension || holdsAny(result, urn) || !holdsAny(before, urn);
  });
  for (const { id } of [model.core, ...model.extensions.filter(({ id }) => holdsAny(result, id))]) {
    if (!kept.some((urn) => sameUrn(urn, id))) kept.push(id);
  }
  setOwn(result, 'schemas', kept);
  return result;
}

function holdsAny(resource: JsonObject, urn: string): boolean {
  const container = member(resource, urn);
  return isObject(container) && Object.values(container).some((value) => !isUnassigned(value));
}

function invalidSyntax(detail: string): ScimError {
  return new ScimError(400, 'invalidSyntax', detail);
}
