import type { Resource, ResourceModel } from './types.js';

export interface Projection {
  attributes?: readonly string[];
  excludedAttributes?: readonly string[];
  /** What the client sent with POST, PUT or PATCH: `returned: request` attributes in it are given back. */
  sent?: Resource;
}

/** The representation a client may see (RFC 7643 section 2.2 `returned`, RFC 7644 section 3.9). */
export function project(_resource: Resource, _projection: Projection, _model: ResourceModel): Resource {
  throw new Error('not written yet');
}
