import type { Resource, ResourceModel } from './types.js';

export interface Sorting {
  sortBy: string;
  /** `descending` in any case; anything else is ascending. */
  sortOrder?: string;
}

/** Resources in order (RFC 7644 section 3.4.2.3), ties in the order given. Throws ScimError 400 invalidPath for an unknown attribute. */
export function sortResources(_resources: readonly Resource[], _sorting: Sorting, _model: ResourceModel): Resource[] {
  throw new Error('not written yet');
}
