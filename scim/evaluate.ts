import type { Filter } from './filter.js';
import type { Resource, ResourceModel } from './types.js';

export interface MatchOptions {
  /** What a name that no schema defines does: `refuse` throws 400 invalidFilter, `no-value` counts it as unassigned (default). */
  unknownAttribute?: 'refuse' | 'no-value';
}

/** Whether a resource satisfies a filter (RFC 7644 section 3.4.2.2). Throws ScimError 400 invalidFilter. */
export function matches(_filter: Filter, _resource: Resource, _model: ResourceModel, _options?: MatchOptions): boolean {
  throw new Error('not written yet');
}
