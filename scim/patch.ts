import type { Json, Resource, ResourceModel } from './types.js';

export interface PatchOperation {
  op: 'add' | 'remove' | 'replace';
  path?: string;
  value?: Json;
}

export interface PatchOptions {
  /** Accept what identity providers send beyond the letter of the RFC. */
  lenient?: boolean;
}

/** Reads a PatchOp message. Throws ScimError 400 invalidSyntax where its shape is wrong. */
export function readPatchRequest(_body: unknown, _options?: PatchOptions): PatchOperation[] {
  throw new Error('not written yet');
}

/** Applies operations to a copy of a resource: all or none (RFC 7644 section 3.5.2). Throws ScimError. */
export function applyPatch(
  _resource: Resource,
  _operations: readonly PatchOperation[],
  _model: ResourceModel,
  _options?: PatchOptions,
): Resource {
  throw new Error('not written yet');
}
