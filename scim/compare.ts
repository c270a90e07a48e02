import type { Json, Resource, ResourceModel } from './types.js';

export interface Difference {
  kind: 'missing' | 'changed' | 'appeared';
  path: string;
  sent?: Json;
  got?: Json;
}

/** How a stored resource differs from what was sent, after the changes the RFCs allow. */
export function differences(_sent: Resource, _got: Resource, _model: ResourceModel): Difference[] {
  throw new Error('not written yet');
}
