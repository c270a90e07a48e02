/** Hands for the mutants of this area. */
import { ScimError } from '../../scim/errors.js';
import { findAttribute } from '../../scim/model.js';
import type { PatchOperation } from '../../scim/patch.js';
import type { Attribute, Resource, ResourceModel } from '../../scim/types.js';
import { pathOf } from './patching.js';

/** The attribute that the path of an operation names, sub-attribute and filter aside. */
export function attributeOf(operation: PatchOperation, model: ResourceModel): Attribute | undefined {
  const path = pathOf(operation, model);
  if (!path) return undefined;
  return findAttribute(model, path.urn === undefined ? path.attribute : `${path.urn}:${path.attribute}`)?.attribute;
}

export const names = (operation: PatchOperation): string => operation.path ?? '';
export const isPlain = (operation: PatchOperation): boolean => /^\w+$/.test(names(operation));
export const isSub = (operation: PatchOperation): boolean => /^\w+\.\w+$/.test(names(operation));
export const isFiltered = (operation: PatchOperation): boolean => names(operation).includes('[');

export function has(resource: Resource, operation: PatchOperation): boolean {
  const name = names(operation).toLowerCase();
  return Object.keys(resource).some((key) => key.toLowerCase() === name);
}

/** Whether the filter of a path selects nothing. */
export function failsWith(run: () => Resource, scimType: string): boolean {
  try {
    run();
    return false;
  } catch (error) {
    return error instanceof ScimError && error.scimType === scimType;
  }
}

export const refused = (scimType: 'invalidPath' | 'noTarget' | 'invalidValue', detail: string): never => {
  throw new ScimError(400, scimType, detail);
};

export function isSingleComplex(attribute: Attribute | undefined): boolean {
  return attribute?.type === 'complex' && !attribute.multiValued;
}
