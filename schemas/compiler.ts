import type { ResourceModel } from '../scim/types.js';

export interface SchemaProblem {
  path: string;
  problem: string;
}

/** What in a resource does not fit its schemas; empty where all does. Never throws. */
export function validateResource(_resource: unknown, _model: ResourceModel): SchemaProblem[] {
  throw new Error('not written yet');
}
