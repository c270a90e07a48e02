import type { Resource, ResourceModel } from './types.js';

export interface ReadOptions {
  /** Accept booleans as strings and the like. */
  lenient?: boolean;
  /** The resource that a PUT replaces: its immutable values must come back unchanged. */
  stored?: Resource;
}

export interface ReadResult {
  /** Names in canonical case, unassigned and read-only values left out. */
  resource: Resource;
  /** Paths that no schema of the model defines. */
  ignored: string[];
}

/** Checks and normalizes a resource that a client sent (RFC 7644 sections 3.3 and 3.5.1). Throws ScimError 400. */
export function readResource(
  _input: unknown,
  _model: ResourceModel,
  _mode: 'create' | 'replace',
  _options?: ReadOptions,
): ReadResult {
  throw new Error('not written yet');
}
