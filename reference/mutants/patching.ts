/** Hands for mutants of PATCH: one operation at a time. */
import { ScimError } from '../../scim/errors.js';
import { parsePath } from '../../scim/path.js';
import type { Path } from '../../scim/path.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Resource, ResourceModel } from '../../scim/types.js';
import { USER_SCHEMA } from '../../scim/urns.js';
import type { Change } from '../behavior.js';

/** Applies an operation, or another in its place, to the state so far, or another. */
type Run = (operation?: PatchOperation, resource?: Resource) => Resource;

/** Decides for each operation what becomes of the resource. */
export function stepwise(
  step: (operation: PatchOperation, run: Run, resource: Resource, model: ResourceModel) => Resource,
): Change {
  return (b) => ({
    applyPatch: (resource, operations, model, options) =>
      operations.reduce<Resource>(
        (state, operation) =>
          step(
            operation,
            (other = operation, from = state) => b.applyPatch(from, [other], model, options),
            state,
            model,
          ),
        resource,
      ),
  });
}

/** Skips operations that fail with certain errors. */
export function tolerating(harmless: (error: ScimError) => boolean): Change {
  return stepwise((_operation, run, resource) => {
    try {
      return run();
    } catch (error) {
      if (error instanceof ScimError && harmless(error)) return resource;
      throw error;
    }
  });
}

/** Decides what becomes of operations whose path names a multi-valued attribute of users, or a part of one. */
export function onLists(
  step: (path: Path, operation: PatchOperation, run: Run, resource: Resource) => Resource,
): Change {
  return stepwise((operation, run, resource, model) => {
    const path = pathOf(operation, model);
    const lists = model.core.attributes.filter(({ multiValued }) => multiValued);
    const isList = model.core.id === USER_SCHEMA && lists.some(({ name }) => name === path?.attribute);
    return path && isList ? step(path, operation, run, resource) : run();
  });
}

/** The path of an operation taken apart; undefined where there is none or it cannot be read. */
export function pathOf(operation: PatchOperation, model: ResourceModel): Path | undefined {
  if (operation.path === undefined) return undefined;
  try {
    return parsePath(operation.path, [model.core.id, ...model.extensions.map(({ id }) => id)]);
  } catch {
    return undefined;
  }
}
